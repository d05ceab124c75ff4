//! Tables of ratings for the coefficients of agreement, the variance components and their peers.

use crate::{REVIEWERS, TAG};
use zhuoping_criteria::builtin;
use zhuoping_generator::choice::Chooser;

/// One row a subject, one cell a rater; `None` is missing.
pub type Wide = Vec<Vec<Option<i32>>>;

/// One score of a long table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The entrant, from 0.
    pub entrant: usize,
    /// The reviewer, from 0.
    pub reviewer: usize,
    /// The item, from 0 in the edition's order.
    pub item: usize,
    /// The percent, on the step of 5.
    pub percent: i32,
}

/// Percents on the step of 5, of which so many in a hundred are missing. A large table has all 21 values.
pub fn ratings(subjects: usize, raters: usize, missing: usize) -> Wide {
    let mut chooser = chooser("ratings", subjects * raters);
    levels(&mut chooser, subjects, raters, missing, |level| ((level + 250).div_euclid(500) * 5).clamp(0, 100))
}

/// Totals in tenths of a point of 1000, of which so many in a hundred are missing: thousands of different values.
pub fn totals(subjects: usize, raters: usize, missing: usize) -> Wide {
    let mut chooser = chooser("totals", subjects * raters);
    levels(&mut chooser, subjects, raters, missing, |level| level.clamp(0, 10_000))
}

fn levels(chooser: &mut Chooser, subjects: usize, raters: usize, missing: usize, cell: impl Fn(i32) -> i32) -> Wide {
    let severity: Vec<i32> = (0..raters).map(|_| chooser.offset(500)).collect();
    let row = |chooser: &mut Chooser| {
        let level = 5_200 + chooser.offset(1_500);
        let own = |severity: &i32| {
            let value = cell(level + severity + chooser.offset(1_100));
            (!chooser.chance(missing)).then_some(value)
        };
        severity.iter().map(own).collect()
    };
    (0..subjects).map(|_| row(chooser)).collect()
}

/// Scores of [`REVIEWERS`] reviewers on the 23 items, with an effect of every kind the model has, all interactions of
/// two included. Of the sheets so many in a hundred are missing.
pub fn scores(entrants: usize, missing: usize) -> Vec<Score> {
    let items = items().len();
    let mut chooser = chooser("scores", entrants);
    let mut effects = |count: usize, spread: i32| -> Vec<i32> { (0..count).map(|_| chooser.offset(spread)).collect() };
    let (entrant, reviewer, item) = (effects(entrants, 700), effects(REVIEWERS, 400), effects(items, 400));
    let entrant_item = effects(entrants * items, 350);
    let reviewer_item = effects(REVIEWERS * items, 250);
    let mut all = Vec::with_capacity(entrants * REVIEWERS * items);
    for e in 0..entrants {
        for r in 0..REVIEWERS {
            let sheet = 5_800 + entrant[e] + reviewer[r] + chooser.offset(300);
            let there = !chooser.chance(missing);
            for i in 0..items {
                let level = sheet + item[i] + entrant_item[e * items + i] + reviewer_item[r * items + i];
                let percent = ((level + chooser.offset(450) + 250).div_euclid(500) * 5).clamp(0, 100);
                if there {
                    all.push(Score { entrant: e, reviewer: r, item: i, percent });
                }
            }
        }
    }
    all
}

/// The codes of the items, in the edition's order.
pub fn items() -> Vec<String> {
    let edition = builtin("gbt19580-2012").expect("an edition that ships");
    edition.items().iter().map(|item| item.code.as_str().to_owned()).collect()
}

/// A wide table as CSV: the subject, then one column a rater; cells in units of `1 / per`, empty when missing.
pub fn wide_csv(table: &Wide, per: i32) -> Vec<u8> {
    let raters = table.first().map_or(0, Vec::len);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = std::iter::once("subject".to_owned()).chain((1..=raters).map(|r| format!("R{r}")));
    writer.write_record(header).expect("writing to memory");
    for (s, row) in (1..).zip(table) {
        let cells = row.iter().map(|cell| cell.map_or_else(String::new, |value| decimal(value, per)));
        writer.write_record(std::iter::once(format!("S{s}")).chain(cells)).expect("writing to memory");
    }
    writer.into_inner().expect("writing to memory")
}

/// A long table as CSV: entrant, reviewer, item, percent.
pub fn long_csv(scores: &[Score]) -> Vec<u8> {
    let items = items();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["entrant", "reviewer", "item", "percent"]).expect("writing to memory");
    for Score { entrant, reviewer, item, percent } in scores {
        let row = [format!("E{entrant:04}"), format!("R{}", reviewer + 1), items[*item].clone(), percent.to_string()];
        writer.write_record(&row).expect("writing to memory");
    }
    writer.into_inner().expect("writing to memory")
}

fn decimal(value: i32, per: i32) -> String {
    match per {
        1 => value.to_string(),
        _ => format!("{}.{}", value / per, value % per),
    }
}

fn chooser(name: &str, size: usize) -> Chooser {
    Chooser::new(TAG, name, u64::try_from(size).expect("usize fits 64 bits"))
}
