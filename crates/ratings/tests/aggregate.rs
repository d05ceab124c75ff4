//! Every rule against its definition, computed the slow way in big fractions.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;

use common::{Desk, every_rule, one_stage, parsed, sheet, small_rules};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use zhuoping_ratings::aggregate::{Profile, StageScores, Unscored};
use zhuoping_ratings::rules::{Level, Rule};

const POINTS: [i64; 4] = [30, 20, 35, 15];
type Sheet = [u8; 4];

fn ratio(number: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(number))
}

fn score(sheet: &Sheet, item: usize) -> BigRational {
    ratio(POINTS[item] * i64::from(sheet[item])) / ratio(100)
}

fn sum(sheet: &Sheet, items: &[usize]) -> BigRational {
    items.iter().map(|i| score(sheet, *i)).sum()
}

fn mean(list: &[BigRational]) -> BigRational {
    list.iter().sum::<BigRational>() / ratio(i64::try_from(list.len()).unwrap())
}

fn middle(mut list: Vec<BigRational>) -> BigRational {
    list.sort();
    let (half, odd) = (list.len() / 2, list.len() % 2 == 1);
    if odd { list[half].clone() } else { mean(&[list[half - 1].clone(), list[half].clone()]) }
}

/// All orders of the positions below `n`.
fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(n - 1);
    shorter
        .iter()
        .flat_map(|p| {
            (0..n).map(move |at| {
                let mut p = p.clone();
                p.insert(at, n - 1);
                p
            })
        })
        .collect()
}

/// The score on some items by definition; for whole sheets dropped, the mean over every way to break ties of totals.
fn oracle(rule: Rule, sheets: &[Sheet], agreed: &Sheet, items: &[usize]) -> BigRational {
    match rule {
        Rule::Mean => mean(&sheets.iter().map(|s| sum(s, items)).collect::<Vec<_>>()),
        Rule::Median => middle(sheets.iter().map(|s| sum(s, items)).collect()),
        Rule::Consensus => sum(agreed, items),
        Rule::Trimmed { level: Level::Item, trim } => (items.iter())
            .map(|i| {
                let mut column: Vec<BigRational> = sheets.iter().map(|s| score(s, *i)).collect();
                column.sort();
                mean(&column[trim as usize..column.len() - trim as usize])
            })
            .sum(),
        Rule::Trimmed { level: Level::Total, trim } => {
            let totals: Vec<BigRational> = sheets.iter().map(|s| sum(s, &[0, 1, 2, 3])).collect();
            let orders =
                permutations(sheets.len()).into_iter().filter(|p| p.is_sorted_by(|a, b| totals[*a] <= totals[*b]));
            let means: Vec<BigRational> = orders
                .map(|p| {
                    mean(
                        &p[trim as usize..p.len() - trim as usize]
                            .iter()
                            .map(|s| sum(&sheets[*s], items))
                            .collect::<Vec<_>>(),
                    )
                })
                .collect();
            mean(&means)
        }
    }
}

fn profile(rule: Rule, sheets: &[Sheet], agreed: &Sheet) -> Result<Profile, Unscored> {
    let mut rows = sheet("material", "E1", "合议", *agreed);
    for (r, percents) in sheets.iter().enumerate() {
        rows.extend(sheet("material", "E1", &format!("R{r}"), *percents));
    }
    let scores = Desk::new(&["E1"]).scores(&rows).unwrap();
    let stage = StageScores::new(&scores.tables()[0], rule);
    let found = stage.profile(0);
    if let Ok(found) = &found {
        assert_eq!(stage.subtotal(0, &(0..2)), Ok(found.categories[0].clone()));
        assert_eq!(stage.subtotal(0, &(3..4)), Ok(found.items[3].clone()));
        assert_eq!(stage.total(0), Ok(found.total.clone()));
    }
    found
}

fn rules() -> Vec<Rule> {
    every_rule().iter().map(|rule| parsed(&small_rules(one_stage(rule))).stages()[0].rule).collect()
}

/// Few different percents, so that totals tie often.
fn percents() -> impl Strategy<Value = Sheet> {
    prop_oneof![
        prop::array::uniform4((0..=20_u8).prop_map(|p| p * 5)),
        prop::array::uniform4((10..=11_u8).prop_map(|p| p * 5))
    ]
}

proptest! {
    #[test]
    fn every_rule_is_its_definition(sheets in prop::collection::vec(percents(), 1..=6), agreed in percents()) {
        for rule in rules() {
            let found = profile(rule, &sheets, &agreed);
            if sheets.len() < rule.sheets_min() {
                let few = Unscored::TooFew { complete: sheets.len(), needed: rule.sheets_min() };
                prop_assert_eq!(found, Err(few), "{:?}", rule);
                continue;
            }
            let found = found.unwrap();
            let expected = |items: &[usize]| oracle(rule, &sheets, &agreed, items);
            prop_assert_eq!(found.total.to_ratio(), expected(&[0, 1, 2, 3]), "{:?}", rule);
            prop_assert_eq!(found.categories[0].to_ratio(), expected(&[0, 1]), "{:?}", rule);
            prop_assert_eq!(found.categories[1].to_ratio(), expected(&[2, 3]), "{:?}", rule);
            for i in 0..4 {
                prop_assert_eq!(found.items[i].to_ratio(), expected(&[i]), "{:?}", rule);
            }
            if rule != Rule::Median {
                let added = found.categories[0].plus(&found.categories[1]);
                prop_assert_eq!(added, found.total, "categories add up under {:?}", rule);
            }
        }
    }
}

#[test]
fn one_highest_and_one_lowest_go_however_many_are_equal() {
    let sheets = [[50; 4], [50; 4], [50; 4], [90; 4], [90; 4]];
    let total = |rule| profile(rule, &sheets, &[0; 4]).unwrap().total.to_string();
    let trimmed = |level, trim| total(Rule::Trimmed { level, trim });
    assert_eq!([trimmed(Level::Total, 1), trimmed(Level::Item, 1)], ["190/3", "190/3"], "(50 + 50 + 90) / 3 remain");
    assert_eq!([trimmed(Level::Total, 2), total(Rule::Median)], ["50/1", "50/1"]);
}

#[test]
fn dropping_sheets_and_dropping_percents_differ() {
    // R0 is highest on one item only and lowest in total.
    let sheets = [[100, 0, 0, 0], [50, 50, 50, 50], [60, 60, 60, 60]];
    let total = |level| profile(Rule::Trimmed { level, trim: 1 }, &sheets, &[0; 4]).unwrap().total.to_string();
    assert_eq!(total(Level::Total), "50/1");
    assert_eq!(total(Level::Item), "53/1", "60 of 30 points, 50 of the other 70");
}

#[test]
fn incomplete_sheets_never_count_and_too_few_are_refused_and_not_answered_by_another_rule() {
    let mut rows = sheet("material", "E1", "R1", [50; 4]);
    rows.extend(sheet("material", "E1", "R2", [70; 4]));
    rows.extend(sheet("material", "E1", "R3", [90; 4]).into_iter().take(3));
    rows.extend(sheet("material", "E2", "R3", [90; 4]).into_iter().take(1));
    rows.extend(sheet("material", "E2", "合议", [90; 4]).into_iter().take(3));
    rows.extend(sheet("material", "E3", "consensus", [10; 4]));
    let scores = Desk::new(&["E1", "E2", "E3"]).scores(&rows).unwrap();
    let total = |rule, e| StageScores::new(&scores.tables()[0], rule).total(e).map(|total| total.to_string());
    let trimmed = Rule::Trimmed { level: Level::Item, trim: 1 };
    assert_eq!(total(Rule::Mean, 0), Ok("60/1".into()));
    assert_eq!(total(trimmed, 0), Err(Unscored::TooFew { complete: 2, needed: 3 }));
    assert_eq!(total(Rule::Mean, 1), Err(Unscored::TooFew { complete: 0, needed: 1 }));
    assert_eq!(total(Rule::Median, 2), Err(Unscored::NoSheet), "the agreed sheet is no reviewer's");
    assert_eq!(total(Rule::Consensus, 2), Ok("10/1".into()));
    assert_eq!(
        [total(Rule::Consensus, 0), total(Rule::Consensus, 1)],
        [Err(Unscored::NotAgreed), Err(Unscored::NotAgreed)]
    );
    let without = StageScores::new(&scores.tables()[0], Rule::Mean).without([Some(0), None]);
    assert_eq!(without.total(0).map(|total| total.to_string()), Ok("70/1".into()));
}
