//! What is filled in comes back; what is not, is told.

use crate::desk::{collect, cycle, entrant, fill, key, read_scores, reviewer, rows, sample, small, stage, task};
use crate::parts::{Parts, Put};
use proptest::prelude::*;
use zhuoping_criteria::Lang;
use zhuoping_documents::scorebook::collect::{Answer, Desk, Handed, read_all};
use zhuoping_documents::scorebook::report::{self, State};
use zhuoping_documents::scorebook::{Key, Task, workbook};
use zhuoping_ratings::EntrantKind;

fn answer() -> impl Strategy<Value = Answer> {
    let text = || prop::option::weighted(0.3, "[ -~一-龥，。\n=+@'-]{1,40}".prop_map(|text| text.trim().to_owned()));
    let kept = |text: Option<String>| text.filter(|text| !text.is_empty());
    (prop::option::weighted(0.8, 0_u8..=20), text(), text()).prop_map(move |(step, strengths, improvements)| Answer {
        percent: step.map(|step| step * 5),
        strengths: kept(strengths),
        improvements: kept(improvements),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_answers_come_back_and_are_read_from_the_long_form_alike(
        organization in prop::collection::vec(answer(), 23),
        individual in prop::collection::vec(answer(), 9),
    ) {
        let cycle = cycle();
        let mut parts = small(&cycle);
        fill(&mut parts, 3, &rows(&cycle, EntrantKind::Organization), &organization);
        fill(&mut parts, 4, &rows(&cycle, EntrantKind::Individual), &individual);
        let handed = collect(&cycle, &parts);
        let personal = organization.iter().chain(&individual).any(holds_number);
        prop_assume!(!personal);
        let handed = handed.unwrap();
        prop_assert_eq!(&handed.sheets[0].answers, &organization);
        prop_assert_eq!(&handed.sheets[1].answers, &individual);

        let long = report::scores(&cycle, std::slice::from_ref(&handed));
        prop_assume!(handed.sheets.iter().flat_map(|sheet| &sheet.answers).any(|answer| !answer.is_blank()));
        let sheet = read_scores(&cycle, "scores.csv", &long);
        prop_assert!(report::differences(&cycle, &[handed], &sheet).is_empty());
    }
}

fn holds_number(answer: &Answer) -> bool {
    let texts = [&answer.strengths, &answer.improvements];
    texts.into_iter().flatten().any(|text| zhuoping_provenance::text::personal_number(text).is_some())
}

#[test]
fn the_same_task_and_key_give_the_same_bytes_and_another_key_another_seal() {
    let cycle = cycle();
    let task = task(&cycle, "HN0016", &[]);
    let make = |key: &Key| workbook("a.xlsx", &cycle, &task, key).unwrap();
    assert_eq!(make(&key()), make(&key()));
    assert_ne!(make(&key()), make(&Key::from_bytes([8; 32])));
    let texts: String = Parts::of(&make(&key())).text("xl/sharedStrings.xml");
    assert!(!texts.contains(&"07".repeat(16)), "the key is not in the workbook");
}

#[test]
fn an_untouched_workbook_comes_back_as_untouched() {
    let cycle = cycle();
    let handed = collect(&cycle, &small(&cycle)).unwrap();
    assert_eq!((handed.reviewer.as_str(), handed.stage.as_str()), ("HN0016", "material"));
    let progress = report::progress(&cycle, &[handed]).remove(0);
    assert_eq!((progress.entrants, progress.complete, progress.incomplete, progress.untouched), (2, 0, 0, 2));
    assert_eq!(progress.sheets[0].missing.len(), 23);
}

#[test]
fn incomplete_sheets_name_the_items_that_are_missing_and_a_comment_alone_is_a_beginning() {
    let cycle = cycle();
    let mut parts = small(&cycle);
    let rows = rows(&cycle, EntrantKind::Organization);
    for row in &rows[2..] {
        parts.put(3, &format!("E{row}"), &Put::number(0));
    }
    let first_of_the_other = crate::desk::rows(&cycle, EntrantKind::Individual)[0];
    parts.put(4, &format!("G{first_of_the_other}"), &Put::text("有数据支持"));
    let progress = report::progress(&cycle, &[collect(&cycle, &parts).unwrap()]).remove(0);
    let [organization, individual] = progress.sheets.as_slice() else { panic!("{progress:?}") };
    assert_eq!((organization.state, organization.filled), (State::Incomplete, 21));
    assert_eq!(organization.missing, ["4.1.2", "4.1.3"]);
    assert_eq!((individual.state, individual.filled), (State::Incomplete, 0));
}

#[test]
fn percents_may_be_typed_in_any_of_the_ways_that_a_score_table_allows() {
    let cycle = cycle();
    let rows = rows(&cycle, EntrantKind::Organization);
    let typed = [Put::number(70), Put::text("70"), Put::text("７０％"), Put::number("70.0"), Put::text(" 70% ")];
    let mut parts = small(&cycle);
    for (row, value) in rows.iter().zip(&typed) {
        parts.put(3, &format!("E{row}"), value);
    }
    let handed = collect(&cycle, &parts).unwrap();
    let percents: Vec<_> = handed.sheets[0].answers.iter().take(typed.len()).map(|answer| answer.percent).collect();
    assert_eq!(percents, [Some(70); 5]);
}

/// Every reviewer's workbook filled from the sample's score table, at both stages.
fn sample_books(stage_id: &str) -> Vec<(String, Vec<u8>)> {
    let cycle = cycle();
    let sheet = read_scores(&cycle, "scores.csv", &sample("scores.csv"));
    let panel: serde_json::Value = serde_json::from_slice(&sample("panel.json")).unwrap();
    let of = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let recusals: Vec<_> = panel["recused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (entrant(&of(&pair[1])), reviewer(&of(&pair[0]))))
        .collect();
    let mut books = Vec::new();
    for id in panel["panel"].as_array().unwrap().iter().map(of) {
        let who = reviewer(&id);
        let scored = |judged: &zhuoping_documents::scorebook::Judged| {
            let table = sheet.scores.table(&stage(stage_id), judged.kind);
            table.is_some_and(|table| table.entrant_index(&judged.id).is_some())
        };
        let entrants: Vec<_> = cycle.entrants_of(&who, &recusals).into_iter().filter(scored).collect();
        let task = Task {
            stage: stage(stage_id),
            reviewer: who.clone(),
            name: None,
            deadline: None,
            lang: Lang::Zh,
            entrants,
        };
        let mut parts = Parts::of(&workbook("a.xlsx", &cycle, &task, &key()).unwrap());
        for (at, judged) in task.entrants.iter().enumerate() {
            let table = sheet.scores.table(&task.stage, judged.kind).unwrap();
            let (e, r) = (table.entrant_index(&judged.id).unwrap(), table.reviewer_index(&who).unwrap());
            let percent = |item| table.percent(e, r, item).map(|percent| percent.get());
            let answers: Vec<_> =
                (0..table.item_count()).map(|item| Answer { percent: percent(item), ..Answer::default() }).collect();
            fill(&mut parts, at + 3, &rows(&cycle, judged.kind), &answers);
        }
        books.push((format!("{id}.xlsx"), parts.bytes()));
    }
    books
}

#[test]
fn the_sample_cycle_comes_back_from_workbooks_as_the_same_scores() {
    let cycle = cycle();
    let key = key();
    let mut handed = Vec::new();
    for id in ["material", "site"] {
        let stage = stage(id);
        let desk = Desk { cycle: &cycle, key: &key, stage: Some(&stage), reviewers: None, recusals: &[] };
        let mut books = sample_books(id);
        books.reverse();
        handed.extend(read_all(&books, &desk).unwrap().value);
    }
    let expected = read_scores(&cycle, "scores.csv", &sample("scores.csv"));
    let found = read_scores(&cycle, "collected.csv", &report::scores(&cycle, &handed));
    assert_eq!(found.scores, expected.scores);
    let progress = report::progress(&cycle, &handed);
    assert_eq!(progress.len(), 14);
    assert!(progress.iter().all(|one| one.complete == one.entrants && one.entrants > 10));
}

#[test]
fn two_workbooks_of_one_reviewer_count_once_if_they_say_the_same_and_are_refused_if_not() {
    let cycle = cycle();
    let key = key();
    let desk = Desk { cycle: &cycle, key: &key, stage: None, reviewers: None, recusals: &[] };
    let blank = small(&cycle);
    let mut filled = small(&cycle);
    filled.put(3, "E6", &Put::number(50));
    let files = |second: &Parts| vec![("甲.xlsx".to_owned(), blank.bytes()), ("乙.xlsx".to_owned(), second.bytes())];
    let same = read_all(&files(&blank), &desk).unwrap();
    assert_eq!((same.value.len(), same.warnings.count()), (1, 1));
    let lines = read_all(&files(&filled), &desk).unwrap_err().lines(Lang::Zh);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("甲.xlsx") && lines[0].contains("乙.xlsx") && lines[0].contains("HN0016"), "{lines:?}");
}

#[test]
fn differences_from_an_earlier_hand_in_are_listed_cell_by_cell() {
    let cycle = cycle();
    let mut parts = small(&cycle);
    parts.put(3, "E6", &Put::number(50));
    parts.put(3, "E7", &Put::number(60));
    parts.put(3, "G6", &Put::text("体系完整"));
    let earlier: Vec<Handed> = vec![collect(&cycle, &parts).unwrap()];
    let earlier = read_scores(&cycle, "earlier.csv", &report::scores(&cycle, &earlier));
    parts.put(3, "E6", &Put::number(55));
    parts.put(3, "G6", &Put::text("体系较完整"));
    parts.put(4, "E6", &Put::number(80));
    let now = collect(&cycle, &parts).unwrap();
    let found = report::differences(&cycle, &[now], &earlier);
    let shown: Vec<_> = found
        .iter()
        .map(|d| (d.entrant.as_str(), d.item.as_str(), d.what, d.earlier.as_deref(), d.now.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("O01", "4.1.2", "percent", Some("50"), Some("55")),
            ("O01", "4.1.2", "strengths", Some("体系完整"), Some("体系较完整")),
            ("P01", "P1.1", "percent", None, Some("80")),
        ]
    );
}

#[test]
fn a_workbook_in_english_with_a_name_and_a_day_comes_back_too() {
    let cycle = cycle();
    let mut english = task(&cycle, "HN0016", &["O01", "P01"]);
    english.lang = Lang::En;
    english.name = Some("=甲".into());
    english.deadline = Some("2026-12-20".parse().unwrap());
    let mut parts = Parts::of(&workbook("a.xlsx", &cycle, &english, &key()).unwrap());
    parts.put(4, "E6", &Put::number(45));
    let handed = collect(&cycle, &parts).unwrap();
    assert_eq!(handed.sheets[1].answers[0].percent, Some(45));
}

#[test]
fn more_entrants_than_a_workbook_can_hold_are_refused_when_it_is_made() {
    let cycle = cycle();
    let mut task = task(&cycle, "HN0016", &["O01"]);
    task.entrants = vec![task.entrants[0].clone(); zhuoping_documents::scorebook::ENTRANTS_MAX + 1];
    let lines = workbook("a.xlsx", &cycle, &task, &key()).unwrap_err().lines(Lang::Zh);
    assert!(lines.len() == 1 && lines[0].contains("251"), "{lines:?}");
}
