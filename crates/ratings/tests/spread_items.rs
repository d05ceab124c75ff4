//! Spread of items and totals, reasons for discussion and warnings, against slow exact computations.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::{Desk, Row, edition, sheet};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use zhuoping_criteria::{Hundredths, Percent};
use zhuoping_ratings::rules::Dispersion;
use zhuoping_ratings::spread::{FarItem, Reason, Spread, Summary, Warning};
use zhuoping_ratings::{EntrantKind, Exact, StageId, StageTable};

const POINTS: [i64; 4] = [30, 20, 35, 15];

fn limits() -> Dispersion {
    Dispersion {
        range_percent: 30,
        sd_percent: Exact::parse("12.5").unwrap(),
        bands_apart: 1,
        far_from_median: 20,
        same_percent_share: Exact::ONE,
    }
}

fn table(rows: &[Row], entrants: &[&str]) -> StageTable {
    let scores = Desk::new(entrants).scores(rows).unwrap();
    scores.table(&StageId::new("material").unwrap(), EntrantKind::Organization).unwrap().clone()
}

/// One entrant, reviewers R1, R2, ... in this order.
fn panel(sheets: &[[u8; 4]]) -> StageTable {
    let rows: Vec<Row> = (1..)
        .zip(sheets)
        .flat_map(|(r, percents)| self::sheet("material", "E1", &format!("R{r}"), *percents))
        .collect();
    table(&rows, &["E1"])
}

fn percent(value: u8) -> Percent {
    Percent::new(value).unwrap()
}

#[test]
fn a_contested_item_says_why_and_by_whom() {
    let table = panel(&[[60, 40, 50, 50], [65, 45, 55, 50], [30, 45, 50, 55]]);
    let spread = Spread::of(&table, &limits());
    let contested = spread.cell(0, 0);
    let far = Reason::FarFromMedian { reviewer: 2, percent: percent(30), median_quarters: 240 };
    let expected = [Reason::Range { range: 35 }, Reason::StandardDeviation, Reason::BandsApart { apart: 1 }, far];
    assert_eq!(*contested.discuss, expected);
    assert_eq!(far.explain(&table).zh, "R3 给出 30%，中位数为 60%");
    // 60, 65, 30: mean 155/3, variance ((25/3)^2 + (40/3)^2 + (65/3)^2) / 2.
    let summary = contested.summary();
    assert_eq!((summary.exact_mean(), summary.range()), (Some(Exact::new(155, 3)), Some(35)));
    assert_eq!(summary.exact_variance(), Some(Exact::new(625 + 1600 + 4225, 18)));
    assert_eq!((summary.median(), summary.iqr()), (Some(60.0), Some(17.5)));
    // 40, 45, 45 lie in one band and close together.
    assert_eq!(*spread.cell(0, 1).discuss, []);
    let places: Vec<_> = spread.to_discuss().map(|(e, i, _)| (e, i)).collect();
    assert_eq!(places, [(0, 0)]);
}

#[test]
fn a_limit_is_reached_at_equality() {
    // Two percents d apart have standard deviation d / sqrt 2: 12.5^2 x 2 = 312.5 lies between 15^2 and 20^2.
    let spread = Spread::of(&panel(&[[50, 50, 0, 0], [65, 70, 30, 25]]), &Dispersion { bands_apart: 9, ..limits() });
    let names = |i: usize| spread.cell(0, i).discuss.iter().map(Reason::name).collect::<Vec<_>>();
    assert_eq!([names(0), names(1)], [vec![], vec!["sd"]]);
    assert_eq!([names(2), names(3)], [vec!["range", "sd"], vec!["sd"]]);
    let exactly = Dispersion { sd_percent: Exact::new(10, 1), bands_apart: 9, ..limits() };
    // 40, 50, 60 have variance exactly 100.
    let spread = Spread::of(&panel(&[[40; 4], [50; 4], [60; 4]]), &exactly);
    assert_eq!(*spread.cell(0, 0).discuss, [Reason::StandardDeviation]);
    let more = Dispersion { sd_percent: Exact::parse("10.0000000000000000000000001").unwrap(), ..exactly };
    assert_eq!(*Spread::of(&panel(&[[40; 4], [50; 4], [60; 4]]), &more).cell(0, 0).discuss, []);
}

#[test]
fn of_two_reviewers_neither_is_the_odd_one() {
    let spread = Spread::of(&panel(&[[0, 0, 0, 5], [100, 100, 100, 95]]), &limits());
    assert!(spread.cell(0, 0).discuss.iter().all(|reason| reason.name() != "far_from_median"));
    assert_eq!(spread.warnings, []);
}

#[test]
fn the_same_percent_everywhere_wants_a_reason() {
    let sheets = [[50, 50, 50, 50], [50, 50, 50, 45], [40, 55, 40, 55]];
    let table = panel(&sheets);
    let all = Spread::of(&table, &limits()).warnings;
    assert_eq!(all, [Warning::SamePercent { entrant: 0, reviewer: 0, percent: percent(50), items: 4 }]);
    assert_eq!(all[0].explain(&table).zh, "R1 评 E1：4 个条款中有 4 个同为 50%");
    // At three quarters the second sheet is odd too; at a half so is the third, by its lower percent.
    for (share, expected) in [("3/4", vec![(0, 50, 4), (1, 50, 3)]), ("0.5", vec![(0, 50, 4), (1, 50, 3), (2, 40, 2)])]
    {
        let limits = Dispersion { same_percent_share: Exact::parse(share).unwrap(), ..limits() };
        let found: Vec<_> = (Spread::of(&table, &limits).warnings.iter())
            .map(|warning| match warning {
                Warning::SamePercent { reviewer, percent, items, .. } => (*reviewer, percent.get(), *items),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(found, expected, "{share}");
    }
}

/// Totals 50, 50 and 69.95 of 100 points: 19.95 is not far, one item more is.
#[test]
fn a_total_is_far_by_percents_of_the_edition() {
    let middle = [[50, 50, 50, 45], [50, 50, 50, 55]];
    let near = panel(&[middle[0], middle[1], [70, 70, 70, 65]]);
    assert!(Spread::of(&near, &limits()).warnings.iter().all(|warning| warning.name() != "far_total"));
    let far = panel(&[middle[0], middle[1], [70, 70, 75, 70]]);
    let warnings = Spread::of(&far, &limits()).warnings;
    let total = Hundredths::new(7_175);
    assert_eq!(warnings[0], Warning::FarTotal { entrant: 0, reviewer: 2, total, median_quarters: 4 * 5_075 });
    let items = [(0, 70, 200), (1, 70, 200), (2, 75, 200)];
    let items = items.map(|(item, p, median_quarters)| FarItem { item, percent: percent(p), median_quarters }).to_vec();
    assert_eq!(warnings[1], Warning::FarPercents { entrant: 0, reviewer: 2, items });
    assert_eq!(warnings.len(), 2);
    assert_eq!(warnings[0].explain(&far).en, "R3 on E1: the total 71.75 is far from the panel's median 50.75");
}

#[test]
fn incomplete_and_missing_sheets_count_nowhere() {
    let mut rows = sheet("material", "E1", "R1", [50; 4]);
    rows.extend(sheet("material", "E1", "R2", [100; 4]).into_iter().take(3));
    rows.extend(sheet("material", "E2", "R2", [60; 4]).into_iter().take(1));
    let table = table(&rows, &["E1", "E2", "E3"]);
    let spread = Spread::of(&table, &limits());
    assert_eq!(spread.cell(0, 0).summary().count, 1);
    assert_eq!(spread.totals[1], Summary::default());
    assert_eq!(spread.cell(1, 0).summary().mean(), None);
}

#[test]
fn a_sheet_of_one_item_cannot_be_monotonous() {
    let mut desk = Desk::new(&["E1"]);
    desk.editions.organization = Some(edition("one", &[("A", &[("A.1", 100)])]));
    let scores = desk.scores(&[common::row("material", "E1", "R1", "A.1", 50)]).unwrap();
    assert_eq!(Spread::of(&scores.tables()[0], &limits()).warnings, []);
}

fn ratio(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

fn float(exact: &BigRational) -> f64 {
    exact.to_f64().unwrap()
}

fn mean(values: &[i64]) -> BigRational {
    ratio(values.iter().sum()) / ratio(values.len() as i64)
}

fn variance(values: &[i64]) -> Option<BigRational> {
    let squares: BigRational = values.iter().map(|x| (ratio(*x) - mean(values)) * (ratio(*x) - mean(values))).sum();
    (values.len() > 1).then(|| squares / ratio(values.len() as i64 - 1))
}

/// The quantile at `quarter`/4 as its definition says: linear between the two order statistics around it.
fn quantile(values: &[i64], quarter: i64) -> BigRational {
    let mut rising = values.to_vec();
    rising.sort_unstable();
    let at = ratio(rising.len() as i64 - 1) * ratio(quarter) / ratio(4);
    let below = at.floor().to_usize().unwrap();
    let part = &at - at.floor();
    if part.is_zero() {
        return ratio(rising[below]);
    }
    ratio(rising[below]) * (ratio(1) - &part) + ratio(rising[below + 1]) * part
}

fn check_summary(summary: &Summary, values: &[i64]) {
    let exact = |exact: Option<Exact>| exact.map(|exact| exact.to_ratio());
    assert_eq!(exact(summary.exact_mean()), Some(mean(values)));
    assert_eq!(exact(summary.exact_variance()), variance(values));
    let sd = variance(values).map(|variance| float(&variance).sqrt());
    let close = |found: Option<f64>, exact: Option<f64>| match (found, exact) {
        (Some(found), Some(exact)) => (found - exact).abs() <= 1e-12 * exact.abs().max(1.0),
        (found, exact) => found == exact,
    };
    assert!(close(summary.sd(), sd), "{summary:?} {sd:?}");
    let quartiles: Vec<BigRational> = (1..=3).map(|quarter| quantile(values, quarter)).collect();
    assert_eq!(summary.first_quartile(), Some(float(&quartiles[0])));
    assert_eq!(summary.median(), Some(float(&quartiles[1])));
    assert_eq!(summary.iqr(), Some(float(&(&quartiles[2] - &quartiles[0]))));
    assert_eq!(summary.range(), Some(values.iter().max().unwrap() - values.iter().min().unwrap()));
}

fn is_far(value: i64, values: &[i64], limit: i64) -> bool {
    let away = ratio(value) - quantile(values, 2);
    values.len() > 2 && (away >= ratio(limit) || -away >= ratio(limit))
}

fn expected_reasons(values: &[i64]) -> Vec<&'static str> {
    let range = values.iter().max().unwrap() - values.iter().min().unwrap();
    let mut reasons = Vec::new();
    if range >= 30 {
        reasons.push("range");
    }
    if variance(values).is_some_and(|variance| variance * ratio(4) >= ratio(625)) {
        reasons.push("sd");
    }
    // The edition of the tests has two bands: up to 45, and from 50.
    if values.iter().any(|x| *x < 50) && values.iter().any(|x| *x >= 50) {
        reasons.push("bands_apart");
    }
    reasons.extend(values.iter().filter(|x| is_far(**x, values, 20)).map(|_| "far_from_median"));
    reasons
}

fn expected_warnings(sheets: &[[u8; 4]]) -> Vec<(usize, &'static str)> {
    let column = |i: usize| sheets.iter().map(|sheet| i64::from(sheet[i])).collect::<Vec<_>>();
    let totals: Vec<i64> =
        sheets.iter().map(|sheet| sheet.iter().zip(POINTS).map(|(p, points)| i64::from(*p) * points).sum()).collect();
    let mut warnings = Vec::new();
    for (r, sheet) in sheets.iter().enumerate() {
        if sheet.iter().all(|p| *p == sheet[0]) {
            warnings.push((r, "same_percent"));
        }
        // 20 percent of 100 points are 2 000 hundredths.
        if is_far(totals[r], &totals, 2_000) {
            warnings.push((r, "far_total"));
        }
        if (0..4).any(|i| is_far(i64::from(sheet[i]), &column(i), 20)) {
            warnings.push((r, "far_percents"));
        }
    }
    warnings
}

fn sheets() -> impl Strategy<Value = Vec<[u8; 4]>> {
    let wide = prop::array::uniform4((0_u8..=20).prop_map(|step| step * 5));
    let narrow = prop::array::uniform4((8_u8..=12).prop_map(|step| step * 5));
    prop::collection::vec(prop_oneof![wide, narrow], 1..=9)
}

proptest! {
    #[test]
    fn figures_reasons_and_warnings_equal_the_definitions(sheets in sheets()) {
        let table = panel(&sheets);
        let spread = Spread::of(&table, &limits());
        for i in 0..4 {
            let values: Vec<i64> = sheets.iter().map(|sheet| sheet[i].into()).collect();
            check_summary(&spread.cell(0, i).summary(), &values);
            let reasons: Vec<_> = spread.cell(0, i).discuss.iter().map(Reason::name).collect();
            prop_assert_eq!(reasons, expected_reasons(&values));
        }
        let totals: Vec<i64> = (0..sheets.len()).map(|r| table.complete(0, r).unwrap().total().get()).collect();
        check_summary(&spread.totals[0], &totals);
        let warnings: Vec<_> = spread.warnings.iter().map(|warning| (warning.place().1, warning.name())).collect();
        prop_assert_eq!(warnings, expected_warnings(&sheets));
    }

    #[test]
    fn the_order_of_reviewers_changes_no_figure(sheets in sheets()) {
        let turned: Vec<[u8; 4]> = sheets.iter().rev().copied().collect();
        let (one, other) = (Spread::of(&panel(&sheets), &limits()), Spread::of(&panel(&turned), &limits()));
        prop_assert_eq!(&one.totals, &other.totals);
        for i in 0..4 {
            prop_assert_eq!(one.cell(0, i).summary(), other.cell(0, i).summary());
        }
        let named = |spread: &Spread, turn: bool| {
            let place = |r: usize| if turn { sheets.len() - 1 - r } else { r };
            let mut all: Vec<_> = spread.warnings.iter().map(|w| (place(w.place().1), w.name())).collect();
            all.sort_unstable();
            all
        };
        prop_assert_eq!(named(&one, false), named(&other, true));
    }
}

/// 300 entrants are several pieces of work.
#[test]
fn any_number_of_threads_gives_the_same() {
    let names: Vec<String> = (0..300).map(|e| format!("E{e:03}")).collect();
    let mut rows: Vec<Row> = Vec::new();
    for (e, name) in (0_u8..150).cycle().zip(&names) {
        for r in 0..4 {
            let percents = [0, 1, 2, 3].map(|i| (e.wrapping_mul(7).wrapping_add(r * 31 + i * 13) % 21) * 5);
            rows.extend(sheet("material", name, &format!("R{r}"), percents));
        }
    }
    let ids: Vec<&str> = names.iter().map(String::as_str).collect();
    let table = table(&rows, &ids);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Spread::of(&table, &limits()))
    };
    let one = on(1);
    assert!(one.warnings.len() > 100 && one.to_discuss().count() > 100);
    assert_eq!(one, on(8));
}
