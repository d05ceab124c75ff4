//! One fault put into a good file is answered with that fault, at its place, and nothing else; several are answered
//! together. The JSON Schema agrees about the shape.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

use serde_json::{Value, json};
use zhuoping_criteria::{
    BUILTIN_IDS, Finding, ItemKind, Lang, Points, Problem, builtin_bytes,
    form::{Flaw, Shape, TextFault},
    parse,
};

fn good() -> Value {
    serde_json::from_slice(builtin_bytes("gbt19580-2012").unwrap()).unwrap()
}

fn schema() -> jsonschema::Validator {
    let schema = include_bytes!("../../../criteria/schema.json");
    jsonschema::validator_for(&serde_json::from_slice(schema).unwrap()).unwrap()
}

fn findings(value: &Value) -> Vec<Finding> {
    parse(value.to_string().as_bytes()).expect_err("the file has a fault")
}

/// A fault: where it is put in, what is put there (`None` takes the member out), and the one finding it must give.
struct Fault {
    at: &'static str,
    put: Option<Value>,
    path: &'static str,
    problem: Problem,
    /// Whether the JSON Schema sees it too.
    shape: bool,
}

fn fault(at: &'static str, put: Value, problem: impl Into<Problem>) -> Fault {
    Fault { at, put: Some(put), path: at, problem: problem.into(), shape: true }
}

fn missing(at: &'static str, shape: Shape) -> Fault {
    Fault { at, put: None, path: at, problem: Flaw::Missing(shape).into(), shape: true }
}

/// A fault that only comparing parts of the file shows.
fn clash(at: &'static str, put: Value, path: &'static str, problem: impl Into<Problem>) -> Fault {
    Fault { at, put: Some(put), path, problem: problem.into(), shape: false }
}

impl Fault {
    fn put_into(&self, file: &mut Value) {
        let (parent, key) = self.at.rsplit_once('/').unwrap();
        let parent = file.pointer_mut(parent).unwrap();
        match (parent, &self.put) {
            (Value::Object(members), Some(value)) => drop(members.insert(key.to_owned(), value.clone())),
            (Value::Object(members), None) => drop(members.remove(key).unwrap()),
            (Value::Array(entries), Some(value)) => entries[key.parse::<usize>().unwrap()] = value.clone(),
            (parent, _) => panic!("{} is in {parent}", self.at),
        }
    }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

const APPROACH: &str = "/kinds/process/bands/2/descriptions/approach";
const LIMIT: u32 = Points::LIMIT;

fn shape_faults() -> Vec<Fault> {
    let dimensions = texts(&["approach", "deployment", "learning", "integration"]);
    let top = ["format", "id", "title", "source", "certainty", "total", "step", "kinds", "categories"];
    let item = ["code", "title", "kind", "points", "dimensions"];
    let levels = texts(&["verified", "high", "medium", "placeholder"]);
    let kinds = texts(&["process", "results"]);
    let unknown = |accepted: &[&str]| Flaw::Unknown { accepted: texts(accepted) };
    vec![
        missing("/id", Shape::Text),
        missing("/format", Shape::OneOf(&["zhuoping/criteria/v1"])),
        missing("/source", Shape::Bilingual),
        missing("/total", Shape::Integer),
        missing("/certainty/note", Shape::Bilingual),
        missing("/title/en", Shape::Text),
        missing("/kinds", Shape::Object),
        missing("/categories", Shape::List),
        missing("/kinds/results/bands", Shape::List),
        missing("/categories/3/points", Shape::Integer),
        missing("/categories/3/items", Shape::List),
        missing("/categories/3/items/2/kind", Shape::OneOf(&["process", "results"])),
        missing("/kinds/process/bands/0/to", Shape::Integer),
        fault("/format", json!("zhuoping/criteria/v2"), Flaw::Choice { accepted: texts(&["zhuoping/criteria/v1"]) }),
        fault("/certainty/level", json!("sure"), Flaw::Choice { accepted: levels }),
        fault("/categories/0/items/0/kind", json!("result"), Flaw::Choice { accepted: kinds }),
        fault("/remark", json!(1), unknown(&top)),
        fault("/categories/0/items/0/weight", json!(1), unknown(&item)),
        fault("/kinds/enablers", json!({}), unknown(&["process", "results"])),
        fault("/title/fr", json!("critères"), unknown(&["zh", "en"])),
        fault("/id", json!("GB/T 19580"), Flaw::Code { max: 48 }),
        fault("/categories/1/items/0/code", json!("4．2．2"), Flaw::Code { max: 48 }),
        fault("/categories/1/title/zh", json!("  "), Flaw::Text(TextFault::Empty)),
        fault("/categories/1/title/zh", json!("长".repeat(81)), Flaw::Text(TextFault::TooLong(80))),
        fault("/categories/1/title", json!("战略"), Flaw::Type(Shape::Bilingual)),
        fault("/categories/1/title/zh", json!(4), Flaw::Type(Shape::Text)),
        fault("/categories/1/points", json!("90"), Flaw::Type(Shape::Integer)),
        fault("/categories/1/points", json!(90.5), Flaw::Type(Shape::Integer)),
        fault("/categories/1/points", json!(0), Flaw::Range { min: 1, max: LIMIT }),
        fault("/categories/1/items/0/points", json!(-40), Flaw::Range { min: 1, max: LIMIT }),
        fault("/categories/1/items/0/points", json!(u64::MAX), Flaw::Range { min: 1, max: LIMIT }),
        fault("/kinds/process/bands/5/to", json!(105), Flaw::Range { min: 0, max: 100 }),
        fault("/categories/1/items", json!({}), Flaw::Type(Shape::List)),
        fault("/categories/1/items", json!([]), Flaw::Empty),
        fault("/categories/1/items/1", json!("4.2.3"), Flaw::Type(Shape::Object)),
        fault("/categories", json!([]), Flaw::Empty),
        fault("/kinds", json!({}), Flaw::Empty),
        fault("/kinds/results", json!([]), Flaw::Type(Shape::Object)),
        fault("/kinds/results/bands", json!([]), Flaw::Empty),
        fault("/step", json!(30), Problem::Step),
        fault("/step", json!(0), Flaw::Range { min: 1, max: 100 }),
        fault("/kinds/process/dimensions/0/letter", json!("Appro"), Flaw::Text(TextFault::TooLong(4))),
        Fault { put: None, ..missing("/kinds/process/bands/2/descriptions", Shape::Object) },
        Fault {
            shape: false,
            ..fault(
                "/kinds/process/bands/2/descriptions/speed",
                json!({"zh": "快", "en": "fast"}),
                Flaw::Unknown { accepted: dimensions },
            )
        },
        Fault {
            at: APPROACH,
            put: None,
            path: APPROACH,
            problem: Problem::NotDescribed { dimension: "approach".into() },
            shape: false,
        },
    ]
}

fn clashes() -> Vec<Fault> {
    let duplicate = |first: &str| Flaw::Duplicate { first: first.into() };
    let kind_points = "/kinds/process/points";
    vec![
        clash("/total", json!(1010), "/total", Problem::TotalSum { categories: 1000 }),
        clash(kind_points, json!(550), kind_points, Problem::KindSum { kind: ItemKind::Process, items: 600 }),
        clash(
            "/categories/6/items/0/code",
            json!("4.7.3"),
            "/categories/6/items/1/code",
            duplicate("/categories/6/items/0/code"),
        ),
        clash("/categories/6/code", json!("4.1"), "/categories/6/code", duplicate("/categories/0/code")),
        clash(
            "/categories/0/items/0/code",
            json!("4.1"),
            "/categories/0/items/0/code",
            duplicate("/categories/0/code"),
        ),
        clash(
            "/kinds/process/dimensions/1/letter",
            json!("A"),
            "/kinds/process/dimensions/1/letter",
            duplicate("/kinds/process/dimensions/0/letter"),
        ),
        clash(
            "/kinds/process/bands/1/from",
            json!(15),
            "/kinds/process/bands/1/from",
            Problem::Gap { from: 10, to: 10 },
        ),
        clash("/kinds/process/bands/0/from", json!(5), "/kinds/process/bands/0/from", Problem::Gap { from: 0, to: 0 }),
        clash("/kinds/process/bands/5/to", json!(95), "/kinds/process/bands", Problem::Gap { from: 100, to: 100 }),
        clash("/kinds/process/bands/1/from", json!(5), "/kinds/process/bands/1/from", Problem::Overlap { next: 10 }),
        clash("/kinds/results/bands/4/to", json!(90), "/kinds/results/bands/5/from", Problem::Overlap { next: 95 }),
        clash("/kinds/process/bands/1/to", json!(27), "/kinds/process/bands/1/to", Problem::OffStep { step: 5 }),
        clash("/kinds/process/bands/1/to", json!(5), "/kinds/process/bands/1/to", Problem::Reversed { from: 10 }),
        clash("/title/zh", json!("准则\n评价"), "/title/zh", Flaw::Text(TextFault::Invisible)),
        clash("/title/zh", json!("准则\u{200b}评价"), "/title/zh", Flaw::Text(TextFault::Invisible)),
        clash("/source/zh", json!("电话 130-0000-0000"), "/source/zh", Flaw::Text(TextFault::PersonalNumber)),
        clash(
            "/categories/0/items/0/dimensions",
            json!(["approach", "levels"]),
            "/categories/0/items/0/dimensions/1",
            Flaw::Choice { accepted: texts(&["approach", "deployment", "learning", "integration"]) },
        ),
    ]
}

#[test]
fn one_fault_gives_one_finding_at_its_place() {
    let schema = schema();
    for fault in shape_faults().into_iter().chain(clashes()) {
        let mut file = good();
        fault.put_into(&mut file);
        let found: Vec<_> = findings(&file).into_iter().map(|finding| (finding.path, finding.problem)).collect();
        assert_eq!(found, [(fault.path.to_owned(), fault.problem.clone())], "{} = {:?}", fault.at, fault.put);
        assert_eq!(!schema.is_valid(&file), fault.shape, "the schema on {} = {:?}", fault.at, fault.put);
    }
}

#[test]
fn an_item_worth_a_point_more_breaks_the_sum_of_its_category_and_of_its_kind() {
    let mut file = good();
    file["categories"][4]["items"][0]["points"] = json!(51);
    let found: Vec<_> = findings(&file).into_iter().map(|finding| (finding.path, finding.problem)).collect();
    let expected = [
        ("/categories/4/points".to_owned(), Problem::CategorySum { items: 101 }),
        ("/kinds/process/points".to_owned(), Problem::KindSum { kind: ItemKind::Process, items: 601 }),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_dimension_that_two_share_or_an_item_names_twice_is_found() {
    let mut file = good();
    file["categories"][0]["items"][0]["dimensions"] = json!(["learning", "learning"]);
    file["kinds"]["results"]["dimensions"][1]["id"] = json!("levels");
    let found = findings(&file);
    let at = |path: &str| found.iter().find(|finding| finding.path == path).map(|finding| &finding.problem);
    let first = |first: &str| Some(Problem::Flaw(Flaw::Duplicate { first: first.into() }));
    assert_eq!(at("/categories/0/items/0/dimensions/1").cloned(), first("/categories/0/items/0/dimensions/0"));
    assert_eq!(at("/kinds/results/dimensions/1/id").cloned(), first("/kinds/results/dimensions/0/id"));
}

#[test]
fn an_item_of_a_kind_that_is_not_described_is_found_and_a_file_with_one_kind_is_good() {
    let mut file = good();
    file["kinds"].as_object_mut().unwrap().remove("results");
    let found = findings(&file);
    assert_eq!(found.len(), 6, "each results item: {found:#?}");
    assert!(found.iter().all(|finding| finding.problem == Problem::KindNotDescribed(ItemKind::Results)));

    file["categories"].as_array_mut().unwrap().pop();
    file["total"] = json!(600);
    let edition = parse(file.to_string().as_bytes()).unwrap();
    assert_eq!(edition.kinds().collect::<Vec<_>>(), [ItemKind::Process]);
    assert_eq!(edition.bands(ItemKind::Process).len(), 6);
}

#[test]
fn an_item_may_be_judged_on_some_dimensions_in_the_order_of_its_kind() {
    let mut file = good();
    file["categories"][0]["items"][0]["dimensions"] = json!(["learning", "approach"]);
    let edition = parse(file.to_string().as_bytes()).unwrap();
    let letters: Vec<&str> = edition.items()[0].dimensions.iter().map(|dimension| dimension.letter.as_str()).collect();
    assert_eq!(letters, ["A", "L"]);
}

#[test]
fn all_faults_of_a_file_are_found_at_once() {
    let mut file = good();
    let faults: Vec<_> = clashes()
        .into_iter()
        .filter(|fault| {
            ["/total", "/kinds/process/points", "/title/zh", "/kinds/results/bands/4/to"].contains(&fault.at)
        })
        .chain([
            missing("/source", Shape::Bilingual),
            fault("/categories/2/points", json!("90"), Flaw::Type(Shape::Integer)),
        ])
        .collect();
    for fault in &faults {
        fault.put_into(&mut file);
    }
    let paths: Vec<String> = findings(&file).into_iter().map(|finding| finding.path).collect();
    // The total is compared with nothing while one of its summands has no number.
    let expected =
        ["/title/zh", "/source", "/categories/2/points", "/kinds/process/points", "/kinds/results/bands/5/from"];
    assert_eq!(paths, expected);
}

#[test]
fn bytes_that_are_not_strict_json_are_one_finding_with_line_and_column() {
    let text = String::from_utf8(builtin_bytes("gbt19580-2012").unwrap().to_vec()).unwrap();
    let place = |bytes: &[u8]| match parse(bytes).unwrap_err().as_slice() {
        [Finding { problem: Problem::Flaw(Flaw::Syntax { place, detail }), .. }] => {
            assert!(!detail.contains(" at line "), "{detail}");
            (place.map(|(line, _)| line), place.map(|(_, column)| column))
        }
        other => panic!("{other:#?}"),
    };
    let step_line = text.lines().position(|line| line.contains("\"step\"")).map(|at| at + 1);
    let comma_lost = text.replacen("\"step\": 5,", "\"step\": 5", 1);
    assert_eq!(place(comma_lost.as_bytes()), (step_line.map(|line| line + 1), Some(3)));
    let twice = text.replacen("\"step\": 5,", "\"step\": 5, \"step\": 5,", 1);
    assert_eq!(place(twice.as_bytes()).0, step_line);
    assert_eq!(place(b""), (Some(1), Some(0)));
    assert_eq!(place(&text.as_bytes()[..text.len() / 2]).0.map(|line| line > 20), Some(true));
    assert!(place(b"{\"id\": \"\xff\"}").0.is_some());
    assert!(place(b"PK\x03\x04 a spreadsheet").0.is_some());
}

#[test]
fn a_byte_order_mark_in_front_is_let_be() {
    let bytes = [b"\xef\xbb\xbf", builtin_bytes("efqm-2020").unwrap()].concat();
    assert!(parse(&bytes).is_ok());
}

#[test]
fn findings_are_worded_in_both_languages_with_place_value_and_what_is_accepted() {
    let mut file = good();
    file["total"] = json!(1010);
    let finding = &findings(&file)[0];
    assert_eq!(finding.line(Lang::Zh), "/total：总分不等于各类目之和 1000；现为 1010，应为 1000，或改正类目分值");
    assert_eq!(
        finding.line(Lang::En),
        "/total: the categories add up to 1000; found 1010, expected 1000, or other points for the categories"
    );
    assert_eq!(finding.to_string(), format!("{} / {}", finding.line(Lang::Zh), finding.line(Lang::En)));
    assert_eq!(finding.line(Lang::En), finding.line(Lang::En));
    assert_eq!(finding.found.as_deref(), Some("1010"));
}

#[test]
fn every_fault_has_words_in_both_languages() {
    for fault in shape_faults().into_iter().chain(clashes()) {
        let mut file = good();
        fault.put_into(&mut file);
        let finding = &findings(&file)[0];
        assert!(
            finding.line(Lang::En).is_ascii() || finding.found.as_ref().is_some_and(|found| !found.is_ascii()),
            "{finding}"
        );
        assert!(finding.line(Lang::Zh).contains("应为"), "{finding}");
        assert!(!finding.accepted(Lang::Zh).is_empty() && !finding.accepted(Lang::En).is_empty());
        assert!(
            finding.line(Lang::Zh).starts_with(fault.path) && finding.line(Lang::En).starts_with(fault.path),
            "{finding}"
        );
    }
}

#[test]
fn quoted_values_are_short_and_personal_numbers_are_withheld() {
    let mut file = good();
    file["title"]["zh"] = json!("长".repeat(12_000_000 / 3));
    file["source"]["en"] = json!("call 13000000000");
    file["13000000000"] = json!(1);
    file["k".repeat(1_000_000)] = json!(1);
    let found = findings(&file);
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|finding| finding.to_string().chars().count() < 400));
    assert!(found.iter().all(|finding| !finding.to_string().contains("13000000000")), "{found:#?}");
    let twice = parse(b"{\"13000000000\": 1, \"13000000000\": 1}").unwrap_err();
    assert!(!twice[0].to_string().contains("13000000000"), "{}", twice[0]);
}

#[test]
fn the_schema_accepts_every_edition_that_ships() {
    let schema = schema();
    for id in BUILTIN_IDS {
        let value: Value = serde_json::from_slice(builtin_bytes(id).unwrap()).unwrap();
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{id}: {errors:?}");
    }
}

mod generated {
    use super::*;
    use proptest::prelude::*;

    /// Where every whole number of the file is.
    fn integers(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Number(_) => found.push(path.to_owned()),
            Value::Array(entries) => {
                entries.iter().enumerate().for_each(|(at, entry)| integers(entry, &format!("{path}/{at}"), found));
            }
            Value::Object(members) => {
                members.iter().for_each(|(key, member)| integers(member, &format!("{path}/{key}"), found));
            }
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn no_number_of_an_edition_can_be_changed_alone(which in any::<prop::sample::Index>(), by in 1..=3_u64) {
            let mut file = good();
            let mut places = Vec::new();
            integers(&file, "", &mut places);
            let place = which.get(&places);
            let number = file.pointer_mut(place).unwrap();
            *number = json!(number.as_u64().unwrap() + by);
            // Every number takes part in a sum or in the cover of the percents.
            prop_assert!(parse(file.to_string().as_bytes()).is_err(), "{place} + {by}");
        }

        #[test]
        fn cutting_a_file_anywhere_is_a_finding_and_no_panic(cut in any::<prop::sample::Index>()) {
            let bytes = builtin_bytes("efqm-2020").unwrap();
            // Without the last two bytes, a brace and a line end, the object is open.
            prop_assert!(parse(&bytes[..cut.index(bytes.len() - 1)]).is_err());
        }
    }
}
