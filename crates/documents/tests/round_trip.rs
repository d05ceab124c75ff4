//! What is written is read back exactly, in every encoding, with the columns in any order.

use encoding_rs::GB18030;
use proptest::prelude::*;
use proptest::string::string_regex;
use std::collections::BTreeSet;
use zhuoping_documents::conflicts::{self, Known};
use zhuoping_documents::table::Table;
use zhuoping_documents::text::{self, Encoding};
use zhuoping_documents::write::{self, Field};
use zhuoping_documents::{entrants, pool};
use zhuoping_panel::{ConflictKind, Expert, ExpertId, Source, Status};

/// Characters that two, four or no bytes more tell apart: hanzi of GB2312, GBK and beyond (𬭎 takes four bytes).
const HANZI: &str = "[张王李质量管理镕喆㛃𬭎𠮷a-zA-Z0-9 ·（）]";

/// The same text in each encoding that is read.
fn encoded(text: &str) -> [(Vec<u8>, Encoding); 3] {
    let (gb18030, _, unmappable) = GB18030.encode(text);
    assert!(!unmappable);
    let gb_encoding = if text.is_ascii() { Encoding::Utf8 } else { Encoding::Gb18030 };
    [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (["\u{feff}".as_bytes(), text.as_bytes()].concat(), Encoding::Utf8Bom),
        (gb18030.into_owned(), gb_encoding),
    ]
}

#[test]
fn a_four_byte_character_of_gb18030_is_read() {
    let bytes = b"\xb1\xe0\xba\xc5,\xd0\xd5\xc3\xfb\r\nE1,\x99\x30\xb1\x36\r\n";
    let (expected, _) = text::decode(bytes).unwrap();
    let (again, _, _) = GB18030.encode(&expected);
    assert_eq!(again, bytes.as_slice());
    for (bytes, encoding) in encoded("编号,姓名\r\nE1,张𬭎\r\n") {
        assert_eq!(text::decode(&bytes).unwrap().1, encoding);
        let read = pool::read("专家库.csv", &bytes).unwrap();
        assert_eq!(read.value[0].name.as_deref(), Some("张𬭎"));
    }
}

type Texts = BTreeSet<String>;
type Cells = (Option<String>, Option<String>, Option<String>, Texts, Texts, Status, Option<String>);

fn experts() -> impl Strategy<Value = Vec<Expert>> {
    let text = || {
        prop::option::of(
            string_regex(&format!("{HANZI}{{1,8}}")).expect("a proper pattern").prop_map(|text| text.trim().to_owned()),
        )
    };
    let list = || prop::collection::btree_set("[质量管理计量标准化𬭎]{1,4}", 0..3);
    let status = prop::sample::select(vec![Status::Active, Status::Suspended, Status::Disqualified, Status::Withdrawn]);
    let one = (text(), text(), text(), list(), list(), status, prop::option::of("=?[一二三]{1,3}"));
    prop::collection::vec(one, 1..8).prop_map(|list| {
        let expert = |(at, (name, employer, region, specialties, sectors, status, own)): (usize, Cells)| {
            let mut expert = Expert::new(ExpertId::new(&format!("专家{at:03}")).expect("a proper id"));
            let kept = |text: Option<String>| text.filter(|text| !text.is_empty());
            (expert.name, expert.employer, expert.region) = (kept(name), kept(employer), kept(region));
            expert.specialties = specialties.into_iter().collect();
            expert.sectors = sectors.into_iter().collect();
            expert.status = status;
            expert.extra = own.map(|own| ("学科组".to_owned(), own)).into_iter().collect();
            expert
        };
        list.into_iter().enumerate().map(expert).collect()
    })
}

const HEADERS: [[&str; 2]; 8] = [
    ["编号", "id"],
    ["姓名", "name"],
    ["工作单位", "employer"],
    ["所在市", "region"],
    ["专业领域", "specialties"],
    ["行业", "sectors"],
    ["状态", "status"],
    ["学科组", "学科组"],
];

fn cells(expert: &Expert) -> [String; 8] {
    let status = match expert.status {
        Status::Active => "在库",
        Status::Suspended => "suspended",
        Status::Disqualified => "取消资格",
        Status::Withdrawn => "Withdrawn",
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        expert.id.to_string(),
        text(&expert.name),
        text(&expert.employer),
        text(&expert.region),
        expert.specialties.join("、"),
        expert.sectors.join("；"),
        status.into(),
        expert.extra.get("学科组").cloned().unwrap_or_default(),
    ]
}

proptest! {
    #[test]
    fn pools_are_read_back_in_any_encoding_and_column_order(
        experts in experts(),
        order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle(),
        english in prop::collection::vec(0..2_usize, 8),
    ) {
        let headers: Vec<&str> = order.iter().map(|column| HEADERS[*column][english[*column]]).collect();
        let rows = experts.iter().map(|expert| {
            let cells = cells(expert);
            order.iter().map(|column| Field::text(cells[*column].clone())).collect()
        });
        let bytes = write::table(&headers, rows);
        let (text, _) = text::decode(&bytes).unwrap();
        for (bytes, encoding) in encoded(&text) {
            prop_assert_eq!(text::decode(&bytes).unwrap().1, encoding);
            let read = pool::read("专家库.csv", &bytes).unwrap();
            prop_assert_eq!(&read.value, &experts);
        }
    }

    #[test]
    fn any_text_is_read_back_exactly(rows in prop::collection::vec(prop::collection::vec(any_text(), 3), 1..6)) {
        let bytes = write::table(
            &["一", "二", "三"],
            rows.iter().map(|row| row.iter().map(|cell| Field::text(cell.clone())).collect()),
        );
        let table = Table::read("t.csv", &bytes, &[]).unwrap().value;
        let back: Vec<Vec<String>> =
            table.rows().map(|row| (0..3).map(|column| row.cell(column).to_owned()).collect()).collect();
        // A row of nothing but white space is a blank row; a guarded line end is no longer white space.
        let filled = |row: &&Vec<String>| row.iter().any(|cell| !write::guarded(cell).trim().is_empty());
        prop_assert_eq!(back, rows.iter().filter(filled).cloned().collect::<Vec<_>>());
    }

    #[test]
    fn no_cell_of_any_text_begins_a_formula(cell in any_text()) {
        let bytes = write::table(&["一", "二"], [vec![Field::text("x"), Field::text(cell)]]);
        let mut reader = csv::Reader::from_reader(&bytes[3..]);
        let record = reader.records().next().unwrap().unwrap();
        let first = record[1].chars().next();
        prop_assert!(!first.is_some_and(|c| "=+-@\t\r\0＝＋－＠".contains(c)), "{:?}", &record[1]);
    }

    #[test]
    fn numbers_are_read_back_as_numbers(number in any::<i32>()) {
        let bytes = write::table(&["数"], [vec![Field::number(number)]]);
        let table = Table::read("t.csv", &bytes, &[]).unwrap().value;
        let row = table.rows().next().unwrap();
        prop_assert_eq!(row.cell(0), number.to_string());
    }
}

/// Text with all that is dangerous in CSV, but without NUL, which no file that is read may hold.
fn any_text() -> impl Strategy<Value = String> {
    r#"['"=+\-@＝＋－＠\t\r\n, a1质𬭎]{0,6}|[^\x00]{0,12}"#
}

#[test]
fn entrants_and_conflicts_are_read_with_all_their_columns() {
    for (bytes, _) in encoded(
        "所在县区,类别,编号,名称,统一社会信用代码,所属集团,行业,成立日期,工作单位,年产值\r\n\
         湖滨区,组织,Q1,某某（集团）有限公司,91110000600037341L,某集团,制造业,1998年7月1日,,12\r\n\
         ,Individual,Q2,李𬭎,,,,,某研究院,\r\n",
    ) {
        let read = entrants::read("申报.csv", &bytes).unwrap();
        let [first, second] = read.value.as_slice() else { panic!("two entrants") };
        assert_eq!(first.founded, Some(jiff::civil::date(1998, 7, 1)));
        assert_eq!(first.extra.get("年产值").map(String::as_str), Some("12"));
        assert_eq!((first.group.as_deref(), first.district.as_deref()), (Some("某集团"), Some("湖滨区")));
        assert_eq!((second.name.as_str(), second.employer.as_deref()), ("李𬭎", Some("某研究院")));
        assert_eq!(second.kind, zhuoping_panel::EntrantKind::Individual);
        assert!(read.warnings.is_empty(), "{}", read.warnings);
    }
    for (bytes, _) in encoded(
        "说明,止,起,来源,类型,申报编号,专家编号\r\n\
         \"曾任顾问,\r\n已离职\",2023/5/31,44000,申报方申请,咨询辅导,Q1,E1\r\n",
    ) {
        let read = conflicts::read("利害.csv", &bytes, Known::default()).unwrap();
        let [conflict] = read.value.as_slice() else { panic!("one conflict") };
        assert_eq!((conflict.kind, conflict.source), (ConflictKind::Consulting, Source::Entrant));
        assert_eq!(conflict.since, Some(jiff::civil::date(2020, 6, 18)));
        assert_eq!(conflict.until, Some(jiff::civil::date(2023, 5, 31)));
        assert_eq!(conflict.note.as_deref(), Some("曾任顾问,\r\n已离职"));
    }
}
