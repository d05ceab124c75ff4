//! Scores in, tables out: every error of a row, both ways of reading, and the promises about missing percents.

use super::*;
use proptest::prelude::*;
use zhuoping_criteria::Lang;

fn edition(id: &str) -> Option<Arc<Edition>> {
    Some(Arc::new(zhuoping_criteria::builtin(id).expect("it ships with the crate")))
}

fn editions() -> PerKind<Option<Arc<Edition>>> {
    PerKind { organization: edition("gbt19580-2012"), individual: edition("individual-template") }
}

fn stages() -> Vec<StageId> {
    ["material", "site"].map(|id| StageId::new(id).unwrap()).into()
}

fn entrant(id: &str) -> EntrantId {
    EntrantId::new(id).unwrap()
}

fn reviewer(id: &str) -> ReviewerId {
    ReviewerId::new(id).unwrap()
}

/// An award with two organizations, one individual, two reviewers and one recusal.
struct Award {
    stages: Vec<StageId>,
    editions: PerKind<Option<Arc<Edition>>>,
    register: Vec<(EntrantId, EntrantKind)>,
    panel: Vec<ReviewerId>,
    recusals: Vec<(EntrantId, ReviewerId)>,
}

impl Award {
    fn new() -> Self {
        let (organization, individual) = (EntrantKind::Organization, EntrantKind::Individual);
        Self {
            stages: stages(),
            editions: editions(),
            register: vec![(entrant("Q1"), organization), (entrant("Q2"), organization), (entrant("P1"), individual)],
            panel: vec![reviewer("R1"), reviewer("R2")],
            recusals: vec![(entrant("Q2"), reviewer("R2"))],
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            stages: &self.stages,
            editions: &self.editions,
            register: Some(&self.register),
            panel: Some(&self.panel),
            recusals: &self.recusals,
        }
    }

    fn open(&self) -> Context<'_> {
        Context { register: None, panel: None, recusals: &[], ..self.context() }
    }

    fn individual_item(&self) -> &str {
        self.editions.individual.as_ref().unwrap().items()[0].code.as_str()
    }
}

const HEADER: &str = "阶段,申报编号,专家编号,条款,百分比,优势,改进\n";

fn table<'s>(sheet: &'s ScoreSheet, stage: &str) -> &'s zhuoping_ratings::StageTable {
    sheet.scores.table(&StageId::new(stage).unwrap(), EntrantKind::Organization).expect("it has scores")
}

fn errors(context: &Context<'_>, rows: &str) -> Complaints {
    read("评分.csv", format!("{HEADER}{rows}").as_bytes(), context).expect_err("these scores are bad")
}

fn check(errors: &Complaints, expected: &[(u32, &str, &str)]) {
    let found: Vec<_> =
        errors.listed().iter().map(|c| (c.row().unwrap_or(0), c.column().unwrap_or(""), &*c.message().en)).collect();
    assert_eq!(found.len(), expected.len(), "{errors}");
    for (found, wanted) in found.iter().zip(expected) {
        assert_eq!((found.0, found.1), (wanted.0, wanted.1), "{errors}");
        assert!(found.2.contains(wanted.2), "\"{}\" should say \"{}\"", found.2, wanted.2);
    }
}

#[test]
fn scores_are_read_with_stages_in_either_language_and_columns_in_any_order() {
    let award = Award::new();
    let text = "percent,条款,reviewer,entrant,stage\n70%,4.1.2,R1,Q1,材料评审\n75,4.1.2,R1,Q1,Site\n";
    let read = read("s.csv", text.as_bytes(), &award.context()).unwrap();
    let percent = |stage| table(&read.value, stage).percent(0, 0, 0).map(|percent| percent.get());
    assert_eq!((percent("material"), percent("site")), (Some(70), Some(75)));
}

#[test]
fn a_blank_percent_is_missing_and_never_zero() {
    let award = Award::new();
    let rows = "material,Q1,R1,4.1.2,0,,\nmaterial,Q1,R1,4.1.3,,,\nmaterial,Q1,R2,4.1.2, ,,\n";
    let read = read("s.csv", format!("{HEADER}{rows}").as_bytes(), &award.context()).unwrap();
    let table = table(&read.value, "material");
    assert_eq!(table.percent(0, 0, 0).map(|percent| percent.get()), Some(0));
    assert_eq!(table.percent(0, 0, 1), None);
    assert_eq!(table.reviewers(), [reviewer("R1")], "whoever scored nothing is no reviewer of the table");
}

#[test]
fn every_error_of_every_row_comes_at_once_and_in_file_order() {
    let award = Award::new();
    let rows = "material,Q1,R1,4.1.2,70,,\n\
                初审,Q9,R3,9.9,72.5,,\n\
                \n\
                material,Q1,R1,4.1.2,75,,\n\
                material,Q1,R1,4.1.3,72,,\n\
                material,,R1,4.1.3,优,,\n\
                material,P1,R1,4.1.2,105,,\n\
                material,Q1,R1,4.1.3,70,,\n";
    let errors = errors(&award.context(), rows);
    check(
        &errors,
        &[
            (3, "阶段", "is no stage of the rule file"),
            (3, "申报编号", "is the id of no entrant"),
            (3, "专家编号", "is no reviewer of the panel"),
            (3, "条款", "is no item of the criteria"),
            (3, "百分比", "is not a whole percent"),
            (5, "条款", "row 2 has it already"),
            (6, "百分比", "off the step"),
            (7, "申报编号", "an id is empty"),
            (7, "百分比", "is not a percent"),
            (8, "条款", "is no item of the criteria individual-template"),
            (8, "百分比", "outside 0 to 100"),
            (9, "条款", "row 6 has it already"),
        ],
    );
    let accepted = |at: usize| &*errors.listed()[at].expected().zh;
    assert_eq!(accepted(0), "材料评审 material、现场评审 site");
    assert!(accepted(2).contains("R1、R2"));
    assert!(accepted(6).contains("步长 5"));
    assert!(accepted(9).contains(award.individual_item()));
}

#[test]
fn art_31_scores_and_comments_of_a_recused_reviewer_are_refused_and_blank_ones_are_not() {
    let award = Award::new();
    let found = errors(
        &award.context(),
        "material,Q2,R1,4.1.2,70,,\nmaterial,Q2,R2,4.1.2,70,,\nmaterial,Q2,R2,4.1.3,,很好,\nmaterial,Q2,R2,4.1.4,,,\n",
    );
    check(&found, &[(3, "专家编号", "Art. 31"), (4, "专家编号", "Art. 31")]);
    let blank = format!("{HEADER}material,Q2,R2,4.1.2,,,\nmaterial,Q1,R2,4.1.2,70,,\n");
    assert!(read("s.csv", blank.as_bytes(), &award.context()).is_ok());
}

#[test]
fn the_agreed_sheet_needs_no_seat_on_the_panel() {
    let award = Award::new();
    for name in ["合议", "consensus"] {
        let text = format!("{HEADER}material,Q1,{name},4.1.2,70,,\n");
        let read = read("s.csv", text.as_bytes(), &award.context()).unwrap();
        assert_eq!(table(&read.value, "material").agreed(0).percent(0).map(|percent| percent.get()), Some(70));
    }
}

#[test]
fn without_lists_entrants_and_reviewers_come_from_the_file() {
    let award = Award::new();
    let text = format!("{HEADER}material,新,甲,4.1.2,70,,\nmaterial,未评,甲,4.1.2,,,\n");
    let read = read("s.csv", text.as_bytes(), &award.open()).unwrap();
    let ids: Vec<_> = read.value.scores.entrants().iter().map(|(id, kind)| (id.as_str(), *kind)).collect();
    assert_eq!(ids, [("新", EntrantKind::Organization), ("未评", EntrantKind::Organization)]);
    check(
        &errors(&award.open(), &format!("site,Q1,R1,{}x,70,,\n", award.individual_item())),
        &[(2, "条款", "no item")],
    );
}

#[test]
fn comments_stay_beside_the_scores_and_hold_no_personal_number() {
    let award = Award::new();
    let text = format!(
        "{HEADER}site,Q1,R1,4.1.2,70,\"战略清晰,\n“目标”明确\",\nmaterial,Q1,R2,4.1.2,60,,'=缺少对标\nmaterial,Q1,R1,4.1.2,60, ,\n"
    );
    let sheet = read("s.csv", text.as_bytes(), &award.context()).unwrap().value;
    let comments: Vec<_> =
        sheet.comments.iter().map(|c| (c.stage.as_str(), c.strengths.as_deref(), c.improvements.as_deref())).collect();
    assert_eq!(comments, [("material", None, Some("=缺少对标")), ("site", Some("战略清晰,\n“目标”明确"), None)]);
    let canary = format!("13{}", "0".repeat(9));
    let found = errors(&award.context(), &format!("site,Q1,R1,4.1.2,70,联系 {canary},\nsite,Q1,{canary},4.1.2,70,,\n"));
    check(&found, &[(2, "优势", "telephone number"), (3, "专家编号", "telephone number")]);
    for lang in [Lang::Zh, Lang::En] {
        assert!(!found.lines(lang).join("").contains(&canary));
    }
    assert!(!format!("{found:?}").contains(&canary));
}

#[test]
fn files_that_are_no_score_table_are_refused() {
    let award = Award::new();
    let refuse = |bytes: &[u8]| read("s.csv", bytes, &award.context()).expect_err("no score table");
    for (bytes, row, wanted) in [
        (b"".as_slice(), None, "is empty"),
        (b"PK\x03\x04....", None, "is damaged"),
        (b"\xff\xfes\x00", None, "UTF-16"),
        (b"stage,entrant\n\xff\n", Some(2), "neither"),
        (HEADER.as_bytes(), Some(1), "nothing below"),
    ] {
        let errors = refuse(bytes);
        assert_eq!(errors.listed()[0].row(), row);
        assert!(errors.listed()[0].message().en.contains(wanted), "{errors}");
    }
    let missing = refuse(b"stage,entrant,item\nmaterial,Q1,4.1.2\n");
    let columns: Vec<_> = missing.listed().iter().filter_map(Complaint::column).collect();
    assert_eq!(columns, ["专家编号", "百分比"]);
    let huge = refuse(format!("{HEADER}material,Q1,R1,4.1.2,70,{},\n", "好".repeat(4 << 20)).as_bytes());
    check(&huge, &[(2, "优势", "too large a cell")]);
    assert!(huge.to_string().len() < 600);
    check(&refuse(format!("{HEADER}material,Q1,R1,4.1.2,70,\"好").as_bytes()), &[(2, "优势", "never closed")]);
    check(&refuse(format!("{HEADER}material,Q1,R1,4.1").as_bytes()), &[(2, "", "only 4 cells")]);
}

#[test]
fn an_entrant_of_a_kind_without_criteria_cannot_be_scored() {
    let mut award = Award::new();
    award.editions.individual = None;
    let found = errors(&award.context(), "material,P1,R1,4.1.2,70,,\n");
    check(&found, &[(2, "申报编号", "no criteria for entrants of kind individual")]);
}

#[test]
fn thousands_of_errors_are_the_same_for_every_size_of_pieces() {
    let award = Award::new();
    let rows: String = (0..3000).map(|at| format!("material,Q1,R1,4.1.2,{},,\n", 71 + at % 3)).collect();
    let text = format!("{HEADER}{rows}");
    let whole = read_in_pieces("s.csv", text.as_bytes(), &award.context(), usize::MAX).expect_err("off the step");
    assert_eq!(whole.count(), 3000 + 2999, "each is off the step, and all but one are there twice");
    for bytes in [1, 100, 4096] {
        assert_eq!(read_in_pieces("s.csv", text.as_bytes(), &award.context(), bytes), Err(whole.clone()));
    }
}

/// Rows good and bad in about equal parts, as lines without line ends.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let stage = prop::sample::select(vec!["material", "材料评审", "site", "现场评审", "初审", ""]);
    let who = prop::sample::select(vec!["Q1", "Q2", "P1", "Q9", " Q1 ", "Ｑ1"]);
    let by = prop::sample::select(vec!["R1", "R2", "R3", "合议", "'=R1"]);
    let item = prop::sample::select(vec!["4.1.2", "4.1.3", "4.7.2", "P1.1", "9.9"]);
    let percent = prop_oneof![(0..=20_u8).prop_map(|n| (n * 5).to_string()), "[0-9%. ]{0,3}"];
    let comment = prop::sample::select(vec!["", "好", "'=1", "好\u{202e}"]);
    let row = (stage, who, by, item, percent, comment)
        .prop_map(|(stage, who, by, item, percent, comment)| format!("{stage},{who},{by},{item},{percent},{comment},"));
    let line = prop_oneof![8 => row, 1 => Just(String::new()), 1 => Just(",,,,,,".into()), 1 => "[a-z,]{0,8}"];
    prop::collection::vec(line, 0..40)
}

proptest! {
    #[test]
    fn pieces_and_the_whole_give_the_same(lines in lines(), piece in 1..400_usize, crlf: bool, gb18030: bool) {
        let award = Award::new();
        let end = if crlf { "\r\n" } else { "\n" };
        let text = format!("{HEADER}{}{end}", lines.join(end));
        let bytes = if gb18030 { encoding_rs::GB18030.encode(&text).0.into_owned() } else { text.into_bytes() };
        for context in [award.context(), award.open()] {
            let whole = read_in_pieces("s.csv", &bytes, &context, usize::MAX);
            prop_assert_eq!(read_in_pieces("s.csv", &bytes, &context, piece), whole);
        }
    }

    #[test]
    fn quotes_around_cells_change_nothing(lines in lines(), quoted in prop::collection::vec(any::<bool>(), 400)) {
        let award = Award::new();
        let mut flags = quoted.into_iter().cycle();
        let quote = |line: &String| {
            let cells = line.split(',').map(|cell| if flags.next() == Some(true) { format!("\"{cell}\"") } else { cell.into() });
            cells.collect::<Vec<String>>().join(",")
        };
        let plain = format!("{HEADER}{}\n", lines.join("\n"));
        let quoted = format!("{HEADER}{}\n", lines.iter().map(quote).collect::<Vec<_>>().join("\n"));
        let plain = read_in_pieces("s.csv", plain.as_bytes(), &award.context(), 64);
        prop_assert_eq!(read("s.csv", quoted.as_bytes(), &award.context()), plain);
    }

    #[test]
    fn the_order_of_rows_and_columns_changes_nothing(
        cells in prop::collection::btree_map((0..2_usize, 0..2_usize, 0..5_usize), 0..=20_u8, 1..20),
        shuffle in any::<u64>(),
        columns in Just(vec![0, 1, 2, 3, 4_usize]).prop_shuffle(),
    ) {
        let award = Award::new();
        let items = award.editions.organization.as_ref().unwrap().items();
        let row = |((e, r, i), percent): (&(usize, usize, usize), &u8)| {
            [["material", "现场评审"][*r].to_owned(), ["Q1", "新"][*e].into(), ["R1", "R2"][*r].into(),
                items[*i].code.as_str().into(), (percent * 5).to_string()]
        };
        let mut rows: Vec<[String; 5]> = cells.iter().map(row).collect();
        let written = |rows: &[[String; 5]], columns: &[usize]| {
            let names = ["stage", "entrant", "reviewer", "item", "percent"].map(str::to_owned);
            let lines = std::iter::once(&names).chain(rows);
            lines.map(|row| columns.iter().map(|c| row[*c].as_str()).collect::<Vec<_>>().join(",") + "\n").collect::<String>()
        };
        let straight = read("s.csv", written(&rows, &[0, 1, 2, 3, 4]).as_bytes(), &award.open()).unwrap();
        rows.sort_by_key(|row| row.concat().bytes().fold(shuffle, |hash, byte| hash.rotate_left(7) ^ (u64::from(byte) * 0x9e37)));
        let shuffled = read("s.csv", written(&rows, &columns).as_bytes(), &award.open()).unwrap();
        prop_assert_eq!(straight.value, shuffled.value);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in r#"([a-z0-9,."\r\n]|\PC){0,80}"#) {
        let award = Award::new();
        let _ = read("s.csv", &bytes, &award.context());
        let _ = read("s.csv", format!("{HEADER}{text}").as_bytes(), &award.context());
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let award = Award::new();
    let items = award.editions.organization.as_ref().unwrap().items();
    let rows: String = (0..400)
        .flat_map(|e| items.iter().map(move |item| format!("material,E{e},R1,{},{},,\n", item.code, e % 21 * 5)))
        .collect();
    let text = format!("{HEADER}{rows}");
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read_in_pieces("s.csv", text.as_bytes(), &award.open(), 1000))
    };
    assert_eq!(with(1), with(4));
    assert_eq!(with(1).unwrap().value.scores.entrants().len(), 400);
}
