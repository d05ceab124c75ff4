//! Where the columns of ranked candidates are: rank, name, score, scale of ranks, answer, probability.

use super::RankIntervals;
use super::scale::RankScale;
use crate::column::Column;
use crate::lang::Lang;
use crate::sheet::{LABEL, MARGIN, SMALL, WIDTH};
use crate::text;

/// Where the ranks begin: right of the dark edge of what is undecided.
pub(super) const RANKS: f64 = MARGIN + 20.0;
/// Where the probabilities end.
pub(super) const PROBABILITIES_END: f64 = WIDTH - MARGIN - 10.0;
/// The most a score or a probability takes.
pub(super) const WORDS_ROOM: f64 = 170.0;

const RANK_ROOM: f64 = 86.0;
const NAME_ROOM: f64 = 420.0;
const HEAD_ROOM: f64 = 150.0;
const GAP: f64 = 26.0;
const ROW_MIN: f64 = 58.0;
/// What is left free at the ends of the scale, where a mark reaches over its rank.
const OVERHANG: f64 = 18.0;

/// The columns and the scale.
pub(super) struct Layout {
    pub(super) names: Column,
    pub(super) name: f64,
    /// Where the scores end.
    pub(super) score_end: f64,
    pub(super) plot: (f64, f64),
    pub(super) scale: RankScale,
    /// Where the answers begin; `None` without any.
    pub(super) answer: Option<f64>,
    /// The head of the probabilities in lines; `None` without any.
    pub(super) probability_head: Option<Vec<String>>,
}

impl Layout {
    pub(super) fn new(chart: &RankIntervals, lang: Lang) -> Self {
        let rows = &chart.candidates;
        let names = Column::new(rows.iter().map(|c| c.name.as_str()), LABEL, NAME_ROOM);
        let name = RANKS + RANK_ROOM;
        let name_room = names.width().max(text::width(name_head(lang), SMALL)).max(160.0);
        let widest = |words: &mut dyn Iterator<Item = &String>| {
            words.map(|w| text::width(w, LABEL)).fold(0.0, f64::max).min(WORDS_ROOM)
        };
        let score_room = widest(&mut rows.iter().map(|c| &c.score)).max(text::width(score_head(lang), SMALL));
        let score_end = name + name_room + GAP + score_room;
        let mut right = PROBABILITIES_END;
        let probability_head = rows.iter().any(|c| c.probability.is_some()).then(|| {
            let head = text::wrap(lang.pick("在名额线内的概率", "Chance of a place"), SMALL, HEAD_ROOM, 2);
            let words = widest(&mut rows.iter().filter_map(|c| c.probability.as_ref()));
            right -= words.max(text::widest(&head, SMALL)) + GAP;
            head
        });
        let answer = rows.iter().any(|c| c.certainty.is_some()).then(|| {
            right -= super::draw::answers(lang).map(|a| text::width(a, LABEL)).into_iter().fold(0.0, f64::max);
            let at = right;
            right -= GAP;
            at
        });
        let plot = (score_end + GAP, right);
        let scale = RankScale::new(chart.ranks(), (plot.0 + OVERHANG, plot.1 - OVERHANG));
        Self { names, name, score_end, plot, scale, answer, probability_head }
    }

    /// The height of a candidate's row.
    pub(super) fn height(&self, candidate: usize) -> f64 {
        f64::max(ROW_MIN, self.names.height(candidate) + 18.0)
    }
}

pub(super) fn name_head(lang: Lang) -> &'static str {
    lang.pick("申报者", "Entrant")
}

pub(super) fn score_head(lang: Lang) -> &'static str {
    lang.pick("得分", "Score")
}
