//! What `criteria show` and `criteria list` print: complete, in both languages, and never wider than the page.

use unicode_width::UnicodeWidthStr;
use zhuoping_criteria::render::{self, WIDTH};
use zhuoping_criteria::view::{EditionView, Summary};
use zhuoping_criteria::{Edition, Lang, builtin, builtin_bytes, builtins, parse};

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

fn edition(id: &str) -> Edition {
    builtin(id).expect("the edition ships")
}

/// The text without white space, so that wrapping does not hide what is there.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The part of the table that starts with the line that has `first`, up to the next blank line.
fn section(table: &str, first: &str) -> String {
    let lines = table.lines().skip_while(|line| !line.contains(first)).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn no_line_is_wider_than_the_page() {
    for lang in LANGS {
        let tables = builtins().iter().map(|edition| render::table(edition, lang)).collect::<String>();
        for line in tables.lines().chain(render::list(&builtins(), lang).lines()) {
            assert!(line.width() <= WIDTH, "{} cells: {line}", line.width());
            assert_eq!(line, line.trim_end());
        }
    }
}

#[test]
fn every_item_stands_on_a_line_with_its_title_and_points() {
    for edition in builtins() {
        for lang in LANGS {
            let table = render::table(&edition, lang);
            for item in edition.items() {
                let mark = format!("  {} ", item.code);
                let line = table.lines().find(|line| line.starts_with(&mark));
                let line = line.unwrap_or_else(|| panic!("{} lacks {}", edition.id(), item.code));
                let mut words = line.split_whitespace();
                assert!(words.any(|word| item.title.get(lang).starts_with(word)), "{line}");
                assert!(words.any(|word| word == item.points.to_string()), "{line}");
                assert!(line.ends_with("______"), "{line}");
            }
        }
    }
}

#[test]
fn every_category_has_its_subtotal_and_the_total_closes_the_table() {
    for edition in builtins() {
        let table = render::table(&edition, Lang::Zh);
        for category in edition.categories() {
            let line = table
                .lines()
                .find(|line| line.starts_with(&format!("{} ", category.code)) && line.contains(&category.title.zh));
            assert!(line.is_some_and(|line| line.ends_with(&category.points.to_string())), "{line:?}");
        }
        assert!(table.lines().any(|line| line.trim_start().starts_with("总分") && line.ends_with(" 1000")));
    }
}

#[test]
fn every_description_of_every_band_is_shown() {
    for edition in builtins() {
        for lang in LANGS {
            let table = render::table(&edition, lang);
            for kind in edition.kinds() {
                for band in edition.bands(kind) {
                    assert!(table.lines().any(|line| line.starts_with(&band.label())));
                }
            }
            // A description wraps inside its column while the other columns stay blank.
            let flat = squeezed(&table);
            let bands = edition.kinds().flat_map(|kind| edition.bands(kind));
            for text in bands.flat_map(|band| &band.descriptions) {
                assert!(flat.contains(&squeezed(text.get(lang))), "{} lacks {text:?}", edition.id());
            }
        }
    }
}

#[test]
fn the_item_table_of_the_2012_edition_reads_as_a_reviewer_needs_it() {
    let table = render::table(&edition("gbt19580-2012"), Lang::Zh);
    let items = section(&table, "编号");
    let shown: Vec<&str> = items.lines().take(6).collect();
    assert_eq!(
        shown,
        [
            "编号     类目与条款            分值  每步  类型  维度      百分比",
            "-------  --------------------  ----  ----  ----  --------  ------",
            "4.1      领导                   110",
            "  4.1.2    高层领导的作用        50  2.50  过程  A D L I   ______",
            "  4.1.3    组织治理              30  1.50  过程  A D L I   ______",
            "  4.1.4    社会责任              30  1.50  过程  A D L I   ______",
        ]
    );
}

#[test]
fn the_bands_of_efqm_read_as_a_reviewer_needs_them() {
    let table = render::table(&edition("efqm-2020"), Lang::En);
    let bands = section(&table, "Results: the bands");
    let shown: Vec<&str> = bands.lines().take(6).collect();
    assert_eq!(
        shown,
        [
            "Results: the bands",
            "------------------",
            "0%       RU Relevance and usability  No results, or none that bear on the direction.",
            "         PE Performance              No data by which performance could be judged.",
            "10-30%   RU Relevance and usability  A few results bear on stakeholders and strategy; they are hard",
            "                                     to act on.",
        ]
    );
}

#[test]
fn the_list_has_one_line_an_edition() {
    let list = render::list(&builtins(), Lang::Zh);
    for edition in builtins() {
        let lines: Vec<&str> = list.lines().filter(|line| line.starts_with(edition.id().as_str())).collect();
        assert_eq!(lines.len(), 1, "{list}");
        assert!(lines[0].contains(" 1000 "));
    }
    assert!(list.lines().any(|line| line.contains("占位，须替换")));
}

#[test]
fn an_edition_with_long_codes_and_titles_still_fits_the_page() {
    let mut value: serde_json::Value = serde_json::from_slice(builtin_bytes("efqm-2020").unwrap()).unwrap();
    let (code, title) = ("x".repeat(48), "很长的名称".repeat(16));
    value["categories"][0]["items"][0]["code"] = code.clone().into();
    value["categories"][0]["items"][0]["title"]["zh"] = title.clone().into();
    value["kinds"]["process"]["title"]["zh"] = title.clone().into();
    value["kinds"]["process"]["dimensions"][0]["title"]["zh"] = title.clone().into();
    value["title"]["zh"] = title.clone().into();
    let edition = parse(value.to_string().as_bytes()).unwrap();
    for text in [render::table(&edition, Lang::Zh), render::list(std::slice::from_ref(&edition), Lang::Zh)] {
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert_eq!(text.matches("很").count() % 16, 0, "titles are wrapped, not cut");
    }
}

#[test]
fn the_view_is_an_edition_file_that_reads_back_as_the_same_edition() {
    for edition in builtins() {
        let bytes = serde_json::to_vec_pretty(&EditionView::from(&edition)).unwrap();
        assert_eq!(parse(&bytes).unwrap(), edition);
    }
}

#[test]
fn the_summary_counts_what_the_edition_holds() {
    let edition = edition("gbt19580-2012");
    let summary = serde_json::to_value(Summary::from(&edition)).unwrap();
    let expected = serde_json::json!({
        "id": "gbt19580-2012", "categories": 7, "items": 23, "total": 1000, "step": 5, "certainty": "high",
        "title": { "zh": edition.title().zh, "en": edition.title().en },
    });
    assert_eq!(summary, expected);
}
