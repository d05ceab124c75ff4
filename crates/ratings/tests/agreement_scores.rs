//! Tables of ratings out of a score table, and the coefficients of a panel's totals.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::{Desk, Row, sheet};
use zhuoping_ratings::agreement::{Confidence, Context, Statistic, measure, scores};
use zhuoping_ratings::{EntrantKind, StageId, StageTable};

/// Three entrants, three reviewers; R2 has not finished E2, and R3 is recused from E3.
fn table() -> StageTable {
    let mut rows: Vec<Row> = Vec::new();
    for (entrant, sheets) in [
        ("E1", [Some([60, 50, 55, 45]), Some([70, 55, 60, 50]), Some([50, 45, 50, 40])]),
        ("E2", [Some([30, 40, 35, 45]), None, Some([25, 30, 35, 30])]),
        ("E3", [Some([80, 75, 85, 70]), Some([85, 80, 90, 80]), None]),
    ] {
        for (reviewer, percents) in ["R1", "R2", "R3"].iter().zip(sheets) {
            rows.extend(percents.iter().flat_map(|percents| sheet("material", entrant, reviewer, *percents)));
        }
    }
    rows.extend(sheet("material", "E2", "R2", [40; 4]).into_iter().take(3));
    let scores = Desk::new(&["E1", "E2", "E3"]).scores(&rows).unwrap();
    scores.table(&StageId::new("material").unwrap(), EntrantKind::Organization).unwrap().clone()
}

#[test]
fn totals_are_points_and_unfinished_sheets_are_missing() {
    let totals = scores::totals(&table());
    assert_eq!((totals.subjects(), totals.raters(), totals.missing()), (3, 3, 2));
    // 30 x 0.60 + 20 x 0.50 + 35 x 0.55 + 15 x 0.45 points.
    assert_eq!(totals.get(0, 0), Some(54.0));
    assert_eq!((totals.get(1, 1), totals.get(2, 2)), (None, None));
}

#[test]
fn items_are_percents_by_entrant_or_by_entrant_and_item() {
    let (item, cells) = (scores::item(&table(), 2), scores::cells(&table()));
    assert_eq!((item.subjects(), cells.subjects(), cells.missing()), (3, 12, 8));
    for (entrant, reviewer) in [(0, 0), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)] {
        assert_eq!(item.get(entrant, reviewer), cells.get(entrant * 4 + 2, reviewer));
    }
    assert_eq!(item.get(2, 1), Some(90.0));
}

#[test]
fn a_panel_with_recusals_has_an_alpha_and_says_what_the_others_lack() {
    let context = Context::new(Confidence::USUAL);
    let measured = measure(&Statistic::BESIDE_RANKING, &scores::totals(&table()), &context);
    assert_eq!(measured.len(), Statistic::BESIDE_RANKING.len());
    for answer in &measured {
        assert_eq!((answer.subjects, answer.raters, answer.missing), (3, 3, 2));
        let alpha = answer.statistic.name() == "krippendorff_alpha";
        assert_eq!(answer.value().is_some(), alpha);
        if !alpha {
            let why = answer.why().unwrap();
            assert!(why.en.starts_with("1 usable subjects; at least 2 are needed (2 left out"), "{}", why.en);
            assert_eq!(why.zh, "可用对象 1 个，至少需要 2 个（因缺少评分略去 2 个）");
        }
    }
}
