//! Tables of any number of items, and panels drawn from the rating scale model.

use super::{Desk, Row, edition, row};
use num_traits::ToPrimitive;
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::{EntrantKind, StageId, StageTable};

/// The percents that each reviewer (column) gave each entrant (row), one an item.
pub type Sheets = Vec<Vec<Option<Vec<u8>>>>;

pub fn entrant(at: usize) -> String {
    format!("E{at:04}")
}

pub fn reviewer(at: usize) -> String {
    format!("R{at:03}")
}

/// A table of one stage; its edition has two categories, the first of half the items, and items of 10, 20, 30, 10, ...
/// points.
pub fn table(sheets: &Sheets) -> StageTable {
    let items = sheets.iter().flatten().flatten().map(Vec::len).next().unwrap();
    let code = |at: usize| format!("I.{at:03}");
    let codes: Vec<String> = (0..items).map(code).collect();
    let all: Vec<(&str, u32)> =
        (codes.iter().enumerate()).map(|(at, code)| (code.as_str(), (at % 3).to_u32().unwrap() * 10 + 10)).collect();
    let (one, other) = all.split_at(items.div_ceil(2));
    let ids: Vec<String> = (0..sheets.len()).map(entrant).collect();
    let mut desk = Desk::new(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let categories = [("A", one), ("B", other)];
    desk.editions.organization = Some(edition("panel", &categories[..if other.is_empty() { 1 } else { 2 }]));
    let mut rows: Vec<Row> = Vec::new();
    for (e, line) in sheets.iter().enumerate() {
        for (r, percents) in line.iter().enumerate() {
            let cells = percents.iter().flatten().zip(&codes);
            rows.extend(cells.map(|(percent, code)| row("material", &ids[e], &reviewer(r), code, *percent)));
        }
    }
    let scores = desk.scores(&rows).unwrap();
    scores.table(&StageId::new("material").unwrap(), EntrantKind::Organization).unwrap().clone()
}

/// What is true of a panel: measures in logits, and the thresholds between percents of 0, step, 2 step, ...
#[derive(Clone)]
pub struct Truth {
    pub entrants: Vec<f64>,
    pub reviewers: Vec<f64>,
    pub items: Vec<f64>,
    pub thresholds: Vec<f64>,
    pub step: u8,
}

impl Truth {
    /// Each sheet is missing with this probability.
    pub fn draw(&self, stream: &mut Stream, missing: f64) -> Sheets {
        let mut line = |entrant: &f64| -> Vec<Option<Vec<u8>>> {
            let mut sheet = |reviewer: &f64| {
                let absent = stream.unit() < missing;
                let cells: Vec<u8> = self
                    .items
                    .iter()
                    .map(|item| self.category(stream, entrant + reviewer - item) * self.step)
                    .collect();
                (!absent).then_some(cells)
            };
            self.reviewers.iter().map(&mut sheet).collect()
        };
        self.entrants.iter().map(&mut line).collect()
    }

    fn category(&self, stream: &mut Stream, eta: f64) -> u8 {
        let mut weights = vec![1.0_f64];
        let mut height = 0.0;
        for threshold in &self.thresholds {
            height += eta - threshold;
            weights.push(libm::exp(height));
        }
        let mut left = stream.unit() * weights.iter().sum::<f64>();
        let below = |weight: &&f64| {
            left -= **weight;
            left > 0.0
        };
        let top = self.thresholds.len();
        u8::try_from(weights.iter().take_while(below).count().min(top)).unwrap()
    }
}

/// Measures evenly spread over `range`, adding up to 0.
pub fn even(count: usize, range: f64) -> Vec<f64> {
    (0..count).map(|at| range * (at as f64 / (count.max(2) - 1) as f64 - 0.5)).collect()
}
