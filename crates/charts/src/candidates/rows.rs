//! The rows of a candidate list from top to bottom, each with its height: entrants, lines, headings of what is apart.

use super::{Candidate, Candidates, Standing};
use crate::cap_line;
use crate::lang::Lang;
use crate::sheet::{LABEL, LEADING};
use crate::text;

/// The height of one lane of reviewers' totals.
pub(super) const DOT_LANE: f64 = 32.0;

/// The height of a heading of what is apart.
pub(super) const SECTION_HEIGHT: f64 = 76.0;

/// One row.
pub(super) enum Row<'a> {
    /// An entrant, its name in lines; `odd` rows are shaded.
    Entrant { entrant: &'a Candidate, lines: Vec<String>, lanes: usize, odd: bool },
    /// A line below what is above; several labels if several caps end there.
    Line(Vec<&'a str>),
    /// What those below have in common.
    Section(String),
}

impl Row<'_> {
    /// The height in pixels.
    pub(super) fn height(&self) -> f64 {
        match self {
            Row::Entrant { lines, lanes, .. } => {
                f64::max(36.0 + DOT_LANE * *lanes as f64, lines.len() as f64 * LABEL * LEADING + 18.0)
            }
            Row::Line(labels) => cap_line::height(labels.len()),
            Row::Section(_) => SECTION_HEIGHT,
        }
    }

    /// Whether it belongs on the page of the row after it.
    pub(super) fn attached(&self) -> bool {
        matches!(self, Row::Section(_))
    }
}

/// All rows; names are set in a column `room` wide.
pub(super) fn rows<'a>(list: &'a Candidates, room: f64, lang: Lang) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    push_lines(&mut rows, list, 0);
    for (n, entrant) in having(list, |s| matches!(s, Standing::Ranked { .. })).enumerate() {
        rows.push(row(list, entrant, room, n));
        push_lines(&mut rows, list, n + 1);
    }
    let below = lang.pick("低于底线，不进入名单", "Below the floor, not on the list");
    let out = lang.pick("未参加排名", "Not ranked");
    for (title, standing) in [(below, Standing::BelowFloor), (out, Standing::Unranked)] {
        let mut entrants = having(list, move |s| s == standing).enumerate().peekable();
        if entrants.peek().is_some() {
            rows.push(Row::Section(title.to_owned()));
        }
        rows.extend(entrants.map(|(n, entrant)| row(list, entrant, room, n)));
    }
    rows
}

/// The heading to repeat on a page that begins with row `start`; `None` if the row is not apart or has its own heading.
pub(super) fn continued<'a>(rows: &[Row<'a>], start: usize, lang: Lang) -> Option<Row<'a>> {
    if matches!(rows.get(start), None | Some(Row::Section(_))) {
        return None;
    }
    let title =
        rows[..start].iter().rev().find_map(|row| if let Row::Section(title) = row { Some(title) } else { None })?;
    Some(Row::Section(format!("{title}{}", lang.pick("（续）", " (continued)"))))
}

fn having(list: &Candidates, which: impl Fn(Standing) -> bool) -> impl Iterator<Item = &Candidate> {
    list.entrants.iter().filter(move |e| which(e.standing))
}

fn row<'a>(list: &Candidates, entrant: &'a Candidate, room: f64, n: usize) -> Row<'a> {
    let lines = text::wrap(&entrant.name, LABEL, room, 3);
    Row::Entrant { entrant, lines, lanes: list.series.len().max(1), odd: n % 2 == 1 }
}

fn push_lines<'a>(rows: &mut Vec<Row<'a>>, list: &'a Candidates, after: usize) {
    let labels: Vec<&str> = list.lines.iter().filter(|l| l.after == after).map(|l| l.label.as_str()).collect();
    if !labels.is_empty() {
        rows.push(Row::Line(labels));
    }
}
