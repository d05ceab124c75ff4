//! Rows become tables, or every fault of every row is told.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;

use common::{Desk, edition, row, sheet};
use proptest::prelude::*;
use zhuoping_ratings::{EntrantId, EntrantKind, IntakeError, Problem, ReviewerId, RowProblem, SheetState, StageId};

fn problems(desk: &Desk, rows: &[common::Row]) -> Vec<RowProblem> {
    match desk.scores(rows) {
        Err(IntakeError::Rows(problems)) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn sheets_are_complete_incomplete_or_empty_and_missing_is_never_zero() {
    let mut rows = sheet("material", "E2", "R1", [50, 0, 100, 5]);
    rows.push(row("material", "E1", "R2", "A.2", 0));
    let scores = Desk::new(&["E1", "E2"]).scores(&rows).unwrap();
    let table = &scores.tables()[0];
    assert_eq!(table.entrants().iter().map(EntrantId::as_str).collect::<Vec<_>>(), ["E1", "E2"]);
    let full = table.complete(1, 0).unwrap();
    assert_eq!((full.percents(), full.total().to_string()), (&[50, 0, 100, 5][..], "50.75".to_owned()));
    assert_eq!(table.sheet(0, 1).state(), SheetState::Incomplete { missing: vec![0, 2, 3] });
    assert_eq!(table.sheet(0, 0).state(), SheetState::Empty);
    assert_eq!((table.percent(0, 1, 1).unwrap().get(), table.percent(0, 1, 0)), (0, None));
    assert_eq!(table.complete_sheets(0).count(), 0);
}

#[test]
fn what_the_panel_agreed_on_is_no_reviewers_sheet_under_either_name() {
    for name in ["合议", "consensus"] {
        let mut rows = sheet("material", "E1", name, [10, 20, 30, 40]);
        rows.extend(sheet("material", "E1", "R1", [50, 50, 50, 50]));
        let scores = Desk { panel: Some(vec!["R1"]), ..Desk::new(&["E1"]) }.scores(&rows).unwrap();
        let table = &scores.tables()[0];
        assert_eq!(table.reviewers(), [ReviewerId::new("R1").unwrap()]);
        assert_eq!(table.agreed(0).complete().unwrap().percents(), [10, 20, 30, 40]);
    }
    let mut rows = sheet("material", "E1", "合议", [10, 20, 30, 40]);
    rows.push(row("material", "E1", "consensus", "A.1", 10));
    let duplicate = Problem::Duplicate { first: 0, same_percent: true };
    assert_eq!(problems(&Desk::new(&["E1"]), &rows), [RowProblem { row: 4, problem: duplicate }]);
}

#[test]
fn every_fault_of_every_row_is_told_at_once() {
    let mut desk = Desk { panel: Some(vec!["R1", "R2"]), recusals: vec![("E1", "R2")], ..Desk::new(&["E1", "E2"]) };
    desk.register.push(("P1".into(), EntrantKind::Individual));
    let rows = [
        row("material", "E1", "R1", "A.1", 50),
        row("site", "E9", "R9", "A.1", 50),
        row("material", "E1", "R2", "A.1", 51),
        row("material", "P1", "R1", "A.1", 50),
        row("material", "E2", "R1", "Z.9", 255),
        row("material", "E1", "R1", "A.1", 55),
        row("material", "E1", "R1", "A.2", 100),
        row("material", "E1", "R1", "A.1", 50),
    ];
    let organization = EntrantKind::Organization;
    let expected = [
        (1, Problem::UnknownStage),
        (1, Problem::NotOnPanel),
        (1, Problem::UnknownEntrant),
        (2, Problem::Recused),
        (2, Problem::OffStep { step: 5 }),
        (3, Problem::NoEdition { kind: EntrantKind::Individual }),
        (4, Problem::OffStep { step: 5 }),
        (4, Problem::UnknownItem { kind: organization, edition: "small".into() }),
        (5, Problem::Duplicate { first: 0, same_percent: false }),
        (7, Problem::Duplicate { first: 0, same_percent: true }),
    ];
    assert_eq!(problems(&desk, &rows), expected.map(|(row, problem)| RowProblem { row, problem }));
}

#[test]
fn an_entrant_registered_twice_is_refused() {
    let twice = Desk::new(&["E1", "E2", "E1", "E1"]).scores(&[]);
    assert_eq!(twice, Err(IntakeError::RegisteredTwice(vec![EntrantId::new("E1").unwrap()])));
    assert!(Desk::new(&["E1"]).scores(&[]).unwrap().tables().is_empty());
}

#[test]
fn tables_stand_in_the_order_of_the_rule_file_and_each_kind_has_its_edition() {
    let mut desk = Desk { stages: vec!["site", "material"], ..Desk::new(&["E1"]) };
    desk.register.push(("A1".into(), EntrantKind::Individual));
    desk.editions.individual = Some(edition("person", &[("X", &[("A.1", 60), ("X.2", 40)])]));
    let rows = [
        row("material", "A1", "R2", "A.1", 50),
        row("material", "E1", "R1", "A.1", 50),
        row("site", "A1", "R1", "X.2", 50),
        row("material", "A1", "R2", "X.2", 50),
    ];
    let scores = desk.scores(&rows).unwrap();
    let shape: Vec<_> = scores.tables().iter().map(|t| (t.stage().as_str(), t.kind(), t.item_count())).collect();
    let (organization, individual) = (EntrantKind::Organization, EntrantKind::Individual);
    assert_eq!(shape, [("site", individual, 2), ("material", organization, 4), ("material", individual, 2)]);
    let material = scores.table(&StageId::new("material").unwrap(), individual).unwrap();
    assert_eq!(material.complete(0, 0).unwrap().total().to_string(), "50.00");
    assert_eq!(scores.reviewers().len(), 2);
    assert_eq!(scores.entrants().len(), 2);
}

proptest! {
    /// The table equals a plain map of the rows, and the order of the rows changes nothing.
    #[test]
    fn tables_hold_the_rows_whatever_their_order(
        cells in prop::collection::btree_map((0..2_u8, 0..5_u8, 0..6_u8, 0..4_u8), 0..=20_u8, 0..160),
        keys in prop::collection::vec(any::<u32>(), 160),
    ) {
        let items = ["A.1", "A.2", "B.1", "B.2"];
        let desk = Desk { stages: vec!["s0", "s1"], ..Desk::new(&["E0", "E1", "E2", "E3", "E4"]) };
        let rows: Vec<_> = cells.iter().map(|((s, e, r, i), percent)| {
            row(&format!("s{s}"), &format!("E{e}"), &format!("R{r}"), items[usize::from(*i)], percent * 5)
        }).collect();
        let mut shuffled: Vec<_> = rows.iter().cloned().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(row, _)| row).collect();
        let scores = desk.scores(&shuffled).unwrap();
        prop_assert_eq!(&scores, &desk.scores(&rows).unwrap());
        let mut seen = 0;
        for table in scores.tables() {
            for (e, entrant) in table.entrants().iter().enumerate() {
                for (r, reviewer) in table.reviewers().iter().enumerate() {
                    for i in 0..4 {
                        let number = |id: &str| id[1..].parse::<u8>().unwrap();
                        let key = (number(table.stage().as_str()), number(entrant.as_str()), number(reviewer.as_str()), i);
                        let percent = table.percent(e, r, usize::from(i)).map(|percent| percent.get() / 5);
                        prop_assert_eq!(percent, cells.get(&key).copied());
                        seen += usize::from(percent.is_some());
                    }
                }
            }
        }
        prop_assert_eq!(seen, cells.len());
    }
}
