//! Each way in which a workbook may be wrong is refused, by name and place.

use crate::desk::{collect, cycle, entrant, key, reviewer, small, stage, task};
use crate::parts::{Parts, Put};
use zhuoping_criteria::Lang;
use zhuoping_documents::Complaints;
use zhuoping_documents::scorebook::collect::{Desk, read, read_all};
use zhuoping_documents::scorebook::{Cycle, Key, workbook};
use zhuoping_provenance::Digest;

/// The complaint of a workbook that has one.
#[track_caller]
fn only(result: Result<impl std::fmt::Debug, Complaints>) -> String {
    let lines = result.unwrap_err().lines(Lang::Zh);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    lines[0].clone()
}

/// What is done to a workbook, and what the complaint says of it.
type Tamper = (&'static str, fn(&mut Parts), &'static [&'static str]);

const SHEET: &str = "xl/worksheets/sheet3.xml";

const TAMPERS: [Tamper; 18] = [
    ("a percent off the step", |p| p.put(3, "E6", &Put::number(72)), &["a.xlsx O01!E6 「百分比」列", "72", "步长"]),
    ("a percent beyond 100", |p| p.put(3, "E6", &Put::number(105)), &["O01!E6", "0 至 100 之间"]),
    ("a fraction", |p| p.put(3, "E6", &Put::number("0.75")), &["O01!E6", "不是整数"]),
    ("a word for a percent", |p| p.put(3, "E6", &Put::text("优")), &["优", "不是百分比"]),
    (
        "a formula for a percent",
        |p| p.put(3, "E6", &Put::Formula("35*2".into(), "70".into())),
        &["!E6", "填写处有公式"],
    ),
    ("a formula for a comment", |p| p.put(3, "G6", &Put::Formula("B6".into(), "1".into())), &["!G6", "填写处有公式"]),
    ("other points", |p| p.put(3, "C6", &Put::number(900)), &["!C6", "900", "内容与发出时不同"]),
    ("another item", |p| p.put(3, "A6", &Put::text("4.1.4")), &["!A6", "4.1.4", "内容与发出时不同"]),
    ("another band", |p| p.put(3, "D6", &Put::text("0-100% 都可以")), &["!D6", "内容与发出时不同"]),
    ("a score instead of its formula", |p| p.put(3, "F6", &Put::number(70)), &["!F6", "公式被删除或被数值代替"]),
    ("another formula", |p| p.put(3, "F6", &Put::Formula("C6".into(), "70".into())), &["!F6", "公式被改动"]),
    ("a formula for a label", |p| p.put(3, "B6", &Put::Formula("A6".into(), "1".into())), &["!B6", "被公式代替"]),
    (
        "something beside the table",
        |p| {
            p.change(SHEET, |xml| {
                let end = xml.find("</row>").unwrap();
                format!("{}<c r=\"Z1\"><v>1</v></c>{}", &xml[..end], &xml[end..])
            });
        },
        &["O01!Z1", "原来没有内容"],
    ),
    (
        "a renamed sheet of bands",
        |p| p.change("xl/workbook.xml", |xml| xml.replace("name=\"档位说明\"", "name=\"档位\"")),
        &["工作表"],
    ),
    ("another name on the cover", |p| p.put(1, "B5", &Put::text("另一人")), &["说明!B5", "内容与发出时不同"]),
    (
        "no hidden sheet",
        |p| p.change("xl/workbook.xml", |xml| xml.replace("name=\"_zhuoping\"", "name=\"meta\"")),
        &["不是评分工作簿"],
    ),
    ("another word in the hidden sheet", |p| p.put(5, "B9", &Put::text("en")), &["_zhuoping", "封印与密钥不符"]),
    ("no workbook at all", |p| p.change("xl/workbook.xml", |_| "x".into()), &["a.xlsx"]),
];

#[test]
fn every_kind_of_tampering_is_refused_by_name() {
    let cycle = cycle();
    for (name, tamper, says) in TAMPERS {
        let mut parts = small(&cycle);
        tamper(&mut parts);
        let lines = collect(&cycle, &parts).map(|_| ()).expect_err(name).lines(Lang::Zh);
        for word in says {
            assert!(lines.iter().any(|line| line.contains(word)), "{name}: nothing says {word} in {lines:#?}");
        }
    }
}

#[test]
fn an_inserted_row_is_told_as_one_complaint_and_its_answers_are_not_taken_for_other_items() {
    let cycle = cycle();
    let mut parts = small(&cycle);
    parts.put(3, "E6", &Put::number(70));
    // Every row from the sixth on moves down by one.
    parts.change(SHEET, |xml| {
        let mut moved = xml.to_owned();
        for row in (6..=40).rev() {
            moved = moved.replace(&format!("<row r=\"{row}\""), &format!("<row r=\"{}\"", row + 1));
            for column in 'A'..='H' {
                moved = moved.replace(&format!("<c r=\"{column}{row}\""), &format!("<c r=\"{column}{}\"", row + 1));
            }
        }
        moved
    });
    let line = only(collect(&cycle, &parts));
    assert!(line.contains("自第 6 行起") && line.contains("插入、删除或移动"), "{line}");
}

#[test]
fn every_complaint_is_told_at_once_over_all_workbooks() {
    let cycle = cycle();
    let key = key();
    let mut one = small(&cycle);
    one.put(3, "E6", &Put::number(72));
    one.put(4, "E6", &Put::text("好"));
    one.put(4, "C6", &Put::number(1));
    let other =
        Parts::of(&workbook("b.xlsx", &cycle, &task(&cycle, "HN0054", &["O01"]), &Key::from_bytes([1; 32])).unwrap());
    let desk = Desk { cycle: &cycle, key: &key, stage: None, reviewers: None, recusals: &[] };
    let files = [("b.xlsx".to_owned(), other.bytes()), ("a.xlsx".to_owned(), one.bytes())];
    let errors = read_all(&files, &desk).unwrap_err();
    let lines = errors.lines(Lang::Zh);
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines[..3].iter().all(|line| line.starts_with("a.xlsx")) && lines[3].starts_with("b.xlsx"), "{lines:#?}");
}

#[test]
fn personal_numbers_in_comments_are_refused_and_not_repeated() {
    let cycle = cycle();
    let telephone = format!("13{}", "0".repeat(9));
    for secret in [telephone.as_str(), "999999190001010015"] {
        let mut parts = small(&cycle);
        parts.put(3, "G6", &Put::text(&format!("联系人 {secret}")));
        let line = only(collect(&cycle, &parts));
        assert!(line.contains("!G6") && !line.contains(secret), "{line}");
    }
}

fn read_with<'a>(
    cycle: &'a Cycle,
    key: &'a Key,
    change: impl FnOnce(&mut Desk<'a>),
) -> Result<impl std::fmt::Debug, Complaints> {
    let made_with = crate::desk::cycle();
    let bytes = small(&made_with).bytes();
    let mut desk = Desk { cycle, key, stage: None, reviewers: None, recusals: &[] };
    change(&mut desk);
    read("a.xlsx", &bytes, &desk)
}

#[test]
fn a_workbook_of_another_key_stage_reviewer_or_recused_entrant_is_refused() {
    let (cycle, key) = (cycle(), key());
    let line = only(read_with(&cycle, &Key::from_bytes([9; 32]), |_| {}));
    assert!(line.contains("封印与密钥不符"), "{line}");
    let site = stage("site");
    let line = only(read_with(&cycle, &key, |desk| desk.stage = Some(&site)));
    assert!(line.contains("另一阶段") && line.contains("site"), "{line}");
    let panel = [reviewer("HN0054")];
    let line = only(read_with(&cycle, &key, |desk| desk.reviewers = Some(&panel)));
    assert!(line.contains("HN0016"), "{line}");
    let recusals = [(entrant("P01"), reviewer("HN0016"))];
    let line = only(read_with(&cycle, &key, |desk| desk.recusals = &recusals));
    assert!(line.contains("回避") && line.contains("P01"), "{line}");
}

#[test]
fn a_workbook_of_another_session_edition_or_list_of_entrants_is_refused() {
    let key = key();
    let mut other = cycle();
    other.editions.organization.as_mut().unwrap().digest = Digest::of(b"changed since");
    let line = only(read_with(&other, &key, |_| {}));
    assert!(line.contains("准则版本"), "{line}");

    let mut other = cycle();
    let text = String::from_utf8(crate::desk::sample("rules.json")).unwrap();
    other.rules = zhuoping_ratings::Rules::parse(text.replace("第三届", "第四届").as_bytes()).unwrap();
    let line = only(read_with(&other, &key, |_| {}));
    assert!(line.contains("另一奖项或届次") || line.contains("不是这一届"), "{line}");
    assert!(line.contains("第三届") && line.contains("第四届"), "{line}");

    let mut other = cycle();
    other.entrants[0].name = "另一家公司".into();
    let line = only(read_with(&other, &key, |_| {}));
    assert!(line.contains("申报名单不一致") && line.contains("O01"), "{line}");
}

#[test]
fn workbooks_of_two_stages_are_not_mixed_unless_one_is_asked_for() {
    let (cycle, key) = (cycle(), key());
    let material = small(&cycle).bytes();
    let mut task = task(&cycle, "HN0054", &["O01"]);
    task.stage = stage("site");
    let site = workbook("b.xlsx", &cycle, &task, &key).unwrap();
    let desk = Desk { cycle: &cycle, key: &key, stage: None, reviewers: None, recusals: &[] };
    let line = only(read_all(&[("a.xlsx".to_owned(), material), ("b.xlsx".to_owned(), site)], &desk));
    assert!(line.contains("site") && line.contains("material"), "{line}");
}
