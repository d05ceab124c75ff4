//! Paper forms: what was typed twice becomes scores only where both agree.

use crate::desk::{cycle, entrant, read_scores, reviewer, stage};
use crate::parts::Parts;
use zhuoping_criteria::Lang;
use zhuoping_documents::scorebook::paper::{CodeError, Forms, Typed, compare, entry};
use zhuoping_documents::scorebook::report;

const HEADER: &str = "行码,百分比\n";

fn typed(forms: &Forms<'_>, text: &str) -> Typed {
    entry::read("a.csv", text.as_bytes(), forms).unwrap().value
}

#[test]
fn every_row_has_a_code_of_its_own_and_recused_entrants_have_none() {
    let cycle = cycle();
    let stage = stage("material");
    let recusals = [(entrant("O02"), reviewer("R1"))];
    let forms = Forms::new(&cycle, &stage, &[reviewer("R2"), reviewer("R1")], &recusals);
    let codes: std::collections::BTreeSet<String> = forms.places().map(|place| forms.code(place)).collect();
    // 14 organizations with 23 items and 6 individuals with 9, twice, but for one organization.
    assert_eq!((codes.len(), forms.places().count()), (2 * (14 * 23 + 6 * 9) - 23, 2 * (14 * 23 + 6 * 9) - 23));
    for place in forms.places() {
        let code = forms.code(place);
        let spellings = [code.clone(), code.replace(['-', ' '], ""), code.to_lowercase(), code.replace('0', "０")];
        assert!(spellings.iter().all(|spelling| forms.place(spelling) == Ok(place)), "{code}");
    }
    let with_all = Forms::new(&cycle, &stage, &[reviewer("R1"), reviewer("R2")], &[]);
    let recused = with_all.places().find(|place| with_all.names(*place) == (&reviewer("R1"), &entrant("O02"), "4.1.2"));
    assert_eq!(forms.place(&with_all.code(recused.unwrap())), Err(CodeError::NoRow));
}

#[test]
fn the_codes_stand_in_the_printed_forms() {
    let cycle = cycle();
    let stage = stage("material");
    let forms = Forms::new(&cycle, &stage, &[reviewer("R1")], &[]);
    let book = Parts::of(&forms.workbook("a.xlsx", &reviewer("R1"), None, Lang::Zh).unwrap());
    let texts = book.text("xl/sharedStrings.xml");
    assert!(forms.places().all(|place| texts.contains(&format!(">{}<", forms.code(place)))));
    assert!(book.text("xl/workbook.xml").contains("_xlnm.Print_Area"));
    assert!(!book.text("xl/worksheets/sheet2.xml").contains("sheetProtection"), "forms may be written on");
}

#[test]
fn two_entries_that_agree_become_scores() {
    let cycle = cycle();
    let stage = stage("material");
    let forms = Forms::new(&cycle, &stage, &[reviewer("R1")], &[]);
    let all: String =
        forms.places().enumerate().map(|(at, place)| format!("{},{}\n", forms.code(place), at % 21 * 5)).collect();
    // The second person types without blanks, from the end, and leaves rows that are blank on paper out.
    let lines: Vec<String> = all.lines().rev().map(|line| line.replace(['-', ' '], "") + "\n").collect();
    let (one, two) =
        (typed(&forms, &(HEADER.to_owned() + &all)), typed(&forms, &(HEADER.to_owned() + &lines.concat())));
    assert!(compare(&forms, &one, &two).is_empty());
    let handed = forms.handed("a.csv", &one);
    assert_eq!(report::progress(&cycle, &handed)[0].complete, 20);
    let long = report::scores(&cycle, &handed);
    let sheet = read_scores(&cycle, "scores.csv", &long);
    let table = sheet.scores.table(&stage, zhuoping_ratings::EntrantKind::Organization).unwrap();
    assert_eq!(table.percent(0, 0, 3).unwrap().get(), 15);
}

#[test]
fn rows_that_differ_are_listed_with_their_codes() {
    let cycle = cycle();
    let stage = stage("material");
    let forms = Forms::new(&cycle, &stage, &[reviewer("R1")], &[]);
    let codes: Vec<String> = forms.places().take(4).map(|place| forms.code(place)).collect();
    let rows = |percents: [&str; 4]| {
        codes.iter().zip(percents).fold(HEADER.to_owned(), |all, (code, p)| all + &format!("{code},{p}\n"))
    };
    let one = typed(&forms, &rows(["50", "60", "", "70"]));
    let two = typed(&forms, &rows(["50", "65", "", ""]));
    let found = compare(&forms, &one, &two);
    let shown: Vec<_> = found.iter().map(|m| (m.code.clone(), m.item.as_str(), m.first, m.second)).collect();
    assert_eq!(shown, [(codes[1].clone(), "4.1.3", Some(60), Some(65)), (codes[3].clone(), "4.2.2", Some(70), None)]);
}

#[test]
fn mistyped_codes_and_percents_are_told_together() {
    let cycle = cycle();
    let stage = stage("material");
    let forms = Forms::new(&cycle, &stage, &[reviewer("R1")], &[]);
    let code = forms.code(forms.places().next().unwrap());
    let letter = code.chars().last().unwrap();
    let text = format!("{HEADER}{code},72\n{code},70\n01-01-02 {letter},70\n010,70\n99,好\n");
    let errors = entry::read("a.csv", text.as_bytes(), &forms).unwrap_err();
    let lines = errors.lines(Lang::Zh);
    let says = ["步长", "行码重复", "校验字母不符", "不是行码的样子", "不是行码的样子", "不是百分比"];
    assert_eq!(lines.len(), says.len(), "{lines:#?}");
    assert!(lines.iter().zip(says).all(|(line, word)| line.contains(word)), "{lines:#?}");
}

#[test]
fn a_form_of_another_stage_has_other_letters() {
    let cycle = cycle();
    let (material, site) = (stage("material"), stage("site"));
    let of = |stage| Forms::new(&cycle, stage, &[reviewer("R1")], &[]);
    let (one, two) = (of(&material), of(&site));
    assert!(one.places().all(|place| two.place(&one.code(place)) == Err(CodeError::Letter)));
}
