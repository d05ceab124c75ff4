//! Why a view model cannot be drawn. Shown in Chinese, then in English.

/// A view model that makes no picture.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChartError {
    /// There is nothing to draw.
    #[error(
        "图表《{title}》没有可画的内容，至少需要一行 / the chart \"{title}\" has nothing to draw, it needs at least one row"
    )]
    Empty {
        /// The chart's title.
        title: String,
    },
    /// A number is infinite or not a number.
    #[error(
        "图表《{title}》中“{label}”的数值 {value} 不是有限数 / in the chart \"{title}\", the value {value} of \"{label}\" is not finite"
    )]
    NotFinite {
        /// The chart's title.
        title: String,
        /// The row or the part it belongs to.
        label: String,
        /// The value, as text.
        value: String,
    },
    /// A row has another number of values than there are columns.
    #[error(
        "图表《{title}》中“{label}”有 {found} 个数值，应为 {expected} 个 / in the chart \"{title}\", \"{label}\" has {found} values, {expected} are needed"
    )]
    Length {
        /// The chart's title.
        title: String,
        /// The row.
        label: String,
        /// How many values there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A number refers to something that is not there: a line after more entrants than are ranked, a tier or series without a name.
    #[error(
        "图表《{title}》中“{label}”指向第 {index} 个，只有 {count} 个 / in the chart \"{title}\", \"{label}\" refers to number {index} of {count}"
    )]
    Index {
        /// The chart's title.
        title: String,
        /// What refers.
        label: String,
        /// To which, from 0 or, for a line, how many entrants are above it.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// The ends of an interval are not around its value.
    #[error(
        "图表《{title}》中“{label}”的区间不包含其数值 / in the chart \"{title}\", the interval of \"{label}\" does not hold its value"
    )]
    Interval {
        /// The chart's title.
        title: String,
        /// The row.
        label: String,
    },
    /// An interval of ranks does not go from a rank of at least 1 upwards.
    #[error(
        "图表《{title}》中“{label}”的名次区间须从 1 或更大的名次开始并递增 / in the chart \"{title}\", the ranks of \"{label}\" must begin at 1 or more and rise"
    )]
    Ranks {
        /// The chart's title.
        title: String,
        /// The row.
        label: String,
    },
    /// The numbers of reviewers of a curve do not begin at 1 or more and rise.
    #[error(
        "图表《{title}》的评审专家人数须从 1 或更多开始并递增 / in the chart \"{title}\", the numbers of reviewers must begin at 1 or more and rise"
    )]
    Reviewers {
        /// The chart's title.
        title: String,
    },
    /// A candidate is on the list in more settings than were tried.
    #[error(
        "图表《{title}》中“{label}”在名单内的设定数多于试过的设定数 / in the chart \"{title}\", \"{label}\" is on the list in more settings than were tried"
    )]
    Settings {
        /// The chart's title.
        title: String,
        /// The row.
        label: String,
    },
    /// A chance is below 0 or above 1.
    #[error(
        "图表《{title}》中“{label}”的机会 {value} 不在 0 至 1 之间 / in the chart \"{title}\", the chance {value} of \"{label}\" is not within 0 to 1"
    )]
    Chance {
        /// The chart's title.
        title: String,
        /// The method or the value it belongs to.
        label: String,
        /// The chance, as text.
        value: String,
    },
    /// A percent list is empty, not rising, or above 100.
    #[error(
        "图表《{title}》的百分比刻度须递增且在 0 至 100 之间 / in the chart \"{title}\", the percents must rise and be within 0 to 100"
    )]
    Percents {
        /// The chart's title.
        title: String,
    },
}

/// `Ok` if `value` is finite.
pub(crate) fn finite(title: &str, label: &str, value: f64) -> Result<(), ChartError> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(ChartError::NotFinite { title: title.to_owned(), label: label.to_owned(), value: value.to_string() })
    }
}

/// `Ok` if a row has as many values as there are columns.
pub(crate) fn length(title: &str, label: &str, expected: usize, found: usize) -> Result<(), ChartError> {
    if expected == found {
        Ok(())
    } else {
        Err(ChartError::Length { title: title.to_owned(), label: label.to_owned(), expected, found })
    }
}

/// `Ok` if `index` is one of `count`.
pub(crate) fn index(title: &str, label: &str, index: usize, count: usize) -> Result<(), ChartError> {
    if index < count {
        Ok(())
    } else {
        Err(ChartError::Index { title: title.to_owned(), label: label.to_owned(), index, count })
    }
}

/// `Ok` if there is at least one row.
pub(crate) fn some(title: &str, count: usize) -> Result<(), ChartError> {
    if count > 0 { Ok(()) } else { Err(ChartError::Empty { title: title.to_owned() }) }
}
