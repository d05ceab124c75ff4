//! Ranks with their uncertainty: for every candidate the ranks it may truly have, against the line of the places.
//!
//! The reader's questions are who is safe, who is out and who is undecided. So each row answers in a word, repeats the answer
//! as a shape, and shades the undecided; the intervals beside it show why. The scale is one of ranks, since the award
//! is given by rank: a wide interval of points may be a narrow one of ranks, and the other way round.
//!
//! Intervals are drawn over the ranks they cover, half a rank to each side, so that an interval which ends at the last place
//! does not touch the line and one which holds the next rank crosses it.

mod draw;
mod layout;
mod scale;

use crate::cap_line::CapLine;
use crate::error::{ChartError, finite, index, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// Ranked candidates with rank intervals, to be drawn.
///
/// ```
/// use zhuoping_charts::{CapLine, Certainty, Lang, RankIntervals, RankRange, RankedCandidate};
///
/// let candidate = |rank, marginal, certainty| RankedCandidate {
///     rank,
///     name: format!("企业 {rank}"),
///     score: format!("{}.00", 700 - 20 * rank),
///     ranks: RankRange::Known { marginal, simultaneous: None, expected: Some(f64::from(rank)) },
///     certainty: Some(certainty),
///     ..RankedCandidate::default()
/// };
/// let chart = RankIntervals {
///     level: "95 %".to_owned(),
///     line: Some(CapLine { after: 2, label: "名额 2 个".to_owned() }),
///     candidates: vec![
///         candidate(1, (1, 1), Certainty::Safe),
///         candidate(2, (2, 3), Certainty::Undecided),
///         candidate(3, (2, 3), Certainty::Undecided),
///     ],
///     ..RankIntervals::default()
/// };
/// assert!(chart.picture(Lang::Zh)?.editable.contains("未定 2 个"));
/// # Ok::<(), zhuoping_charts::ChartError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RankIntervals {
    /// The texts around it; the subtitle or the footnote says how the intervals were computed.
    pub heading: Heading,
    /// The level of the intervals as it is to be written, for instance `95 %`.
    pub level: String,
    /// Which interval the candidates' certainties rest on.
    pub decided_by: DecidedBy,
    /// The line below the last place, if there is one.
    pub line: Option<CapLine>,
    /// The candidates in rank order. The scale goes from 1 to their number, or farther if an interval does.
    pub candidates: Vec<RankedCandidate>,
}

/// One candidate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RankedCandidate {
    /// Its rank, from 1; equal for ties.
    pub rank: u32,
    /// Whether another candidate has the same rank: it is then written `1=`.
    pub tied: bool,
    /// Name of the organization or person.
    pub name: String,
    /// The score as it is to be written.
    pub score: String,
    /// The ranks it may have.
    pub ranks: RankRange,
    /// On which side of the line it is; `None` if there is no line, or this cannot be told.
    pub certainty: Option<Certainty>,
    /// The probability that it stands above the line, as it is to be written, for instance `96 %`.
    pub probability: Option<String>,
}

/// Ranks with an uncertainty, or why there is none. An interval is its lowest and its highest rank, both in it.
#[derive(Clone, Debug, PartialEq)]
pub enum RankRange {
    /// What the scores leave possible.
    Known {
        /// The interval for this candidate alone.
        marginal: (u32, u32),
        /// The interval that holds for all candidates at once; `None` if the method has none.
        simultaneous: Option<(u32, u32)>,
        /// The mean of the rank over what the scores leave possible.
        expected: Option<f64>,
    },
    /// No interval; the row then shows a dash and the reason.
    Missing {
        /// The reason, for instance `评审表不足`.
        why: String,
    },
}

impl Default for RankRange {
    fn default() -> Self {
        RankRange::Missing { why: String::new() }
    }
}

/// Which interval decides on which side of the line a candidate is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecidedBy {
    /// That of the candidate alone.
    #[default]
    Marginal,
    /// That which holds for all at once: fewer are safe or out, and all of them together are with the stated confidence.
    Simultaneous,
}

/// On which side of the line a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// The whole interval is above the line.
    Safe,
    /// The interval crosses the line.
    Undecided,
    /// The whole interval is below the line.
    Out,
}

impl RankIntervals {
    /// All candidates in one picture, as high as it needs to be.
    ///
    /// # Errors
    /// [`ChartError`] if there is no candidate, the line is after more candidates than there are, an expected rank is not
    /// finite, or an interval does not go from a rank of at least 1 upwards.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// The candidates in pictures that fit A4 pages, legend and scale on each.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(draw::pages(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.candidates.len())?;
        self.line.iter().try_for_each(|line| index(title, &line.label, line.after, self.candidates.len() + 1))?;
        for candidate in &self.candidates {
            let RankRange::Known { marginal, simultaneous, expected } = candidate.ranks else { continue };
            expected.iter().try_for_each(|rank| finite(title, &candidate.name, *rank))?;
            if [Some(marginal), simultaneous].into_iter().flatten().any(|(low, high)| low == 0 || low > high) {
                return Err(ChartError::Ranks { title: title.clone(), label: candidate.name.clone() });
            }
        }
        Ok(())
    }

    /// How many ranks the scale has.
    fn ranks(&self) -> u32 {
        let highest = self.candidates.iter().map(|c| match c.ranks {
            RankRange::Known { marginal, simultaneous, .. } => marginal.1.max(simultaneous.map_or(0, |s| s.1)),
            RankRange::Missing { .. } => 0,
        });
        highest.fold(u32::try_from(self.candidates.len()).unwrap_or(u32::MAX), u32::max)
    }
}
