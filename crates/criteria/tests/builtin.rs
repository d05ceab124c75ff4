//! The editions that ship say what the standards say, and keep the promises of every edition.

use zhuoping_criteria::{
    BUILTIN_IDS, Certainty, Edition, Hundredths, ItemKind, Percent, builtin, builtin_bytes, builtins, parse,
};

/// The points of each category and, per category, of each item, as the table of a standard has them.
type Table = &'static [(&'static str, u32, &'static [u32])];

const GBT_2012: Table = &[
    ("4.1", 110, &[50, 30, 30]),
    ("4.2", 90, &[40, 50]),
    ("4.3", 90, &[40, 50]),
    ("4.4", 130, &[60, 15, 20, 15, 10, 10]),
    ("4.5", 100, &[50, 50]),
    ("4.6", 80, &[40, 40]),
    ("4.7", 400, &[80, 80, 80, 60, 50, 50]),
];
const GBT_2004: Table = &[
    ("4.1", 100, &[60, 40]),
    ("4.2", 80, &[40, 40]),
    ("4.3", 90, &[40, 50]),
    ("4.4", 120, &[40, 10, 20, 20, 20, 10]),
    ("4.5", 110, &[70, 40]),
    ("4.6", 100, &[40, 30, 30]),
    ("4.7", 400, &[120, 80, 80, 70, 50]),
];
const BALDRIGE: Table = &[
    ("1", 120, &[70, 50]),
    ("2", 85, &[45, 40]),
    ("3", 85, &[40, 45]),
    ("4", 90, &[45, 45]),
    ("5", 85, &[40, 45]),
    ("6", 85, &[45, 40]),
    ("7", 450, &[120, 80, 80, 80, 90]),
];
const EFQM: Table = &[("D", 200, &[100, 100]), ("E", 400, &[100, 200, 100]), ("R", 400, &[200, 200])];

fn edition(id: &str) -> Edition {
    builtin(id).unwrap_or_else(|| panic!("no edition {id}"))
}

fn kind_points(edition: &Edition, kind: ItemKind) -> u32 {
    edition.items().iter().filter(|item| item.kind == kind).map(|item| item.points.get()).sum()
}

#[test]
fn every_builtin_edition_loads_and_bears_its_id() {
    for id in BUILTIN_IDS {
        let edition = parse(builtin_bytes(id).unwrap()).unwrap_or_else(|findings| panic!("{id}: {findings:#?}"));
        assert_eq!(edition.id(), &id);
        assert_eq!(edition.total().get(), 1000);
    }
    assert_eq!(builtins().len(), BUILTIN_IDS.len());
    assert!(builtin("gbt19580").is_none());
}

#[test]
fn points_and_counts_are_those_of_the_standards() {
    let standards = [
        ("gbt19580-2012", GBT_2012, 23),
        ("gbt19580-2004", GBT_2004, 22),
        ("baldrige-2023", BALDRIGE, 17),
        ("efqm-2020", EFQM, 7),
    ];
    for (id, table, count) in standards {
        let edition = edition(id);
        assert_eq!(edition.items().len(), count, "{id}");
        assert_eq!(edition.categories().len(), table.len(), "{id}");
        for (category, (code, points, items)) in edition.categories().iter().zip(table) {
            assert_eq!((category.code.as_str(), category.points.get()), (*code, *points), "{id}");
            let found: Vec<u32> = edition.items_of(category).iter().map(|item| item.points.get()).collect();
            assert_eq!(&found, items, "{id} {code}");
        }
    }
}

#[test]
fn process_and_results_share_the_points_as_stated() {
    let shares = [("gbt19580-2012", 600), ("gbt19580-2004", 600), ("baldrige-2023", 550), ("efqm-2020", 600)];
    for (id, process) in shares {
        let edition = edition(id);
        assert_eq!(kind_points(&edition, ItemKind::Process), process, "{id}");
        assert_eq!(kind_points(&edition, ItemKind::Results), 1000 - process, "{id}");
    }
}

#[test]
fn the_bands_of_gbz_19579_hold_21_percents() {
    let edition = edition("gbt19580-2012");
    for kind in ItemKind::ALL {
        let labels: Vec<String> = edition.bands(kind).iter().map(|band| band.label()).collect();
        assert_eq!(labels, ["0-5%", "10-25%", "30-45%", "50-65%", "70-85%", "90-100%"]);
    }
    assert_eq!(edition.percents().count(), 21);
}

#[test]
fn each_percent_on_the_step_lies_in_exactly_one_band() {
    for edition in builtins() {
        for kind in edition.kinds() {
            for percent in edition.percents() {
                let holding: Vec<_> = edition.bands(kind).iter().filter(|band| band.contains(percent)).collect();
                assert_eq!(holding, [edition.band_of(kind, percent)], "{} {kind} {percent}", edition.id());
            }
        }
    }
}

#[test]
fn the_step_accepts_its_multiples_and_nothing_else() {
    for edition in builtins() {
        let accepted: Vec<Percent> = (0..=100).filter_map(Percent::new).filter(|p| edition.accepts(*p)).collect();
        assert_eq!(accepted, edition.percents().collect::<Vec<_>>(), "{}", edition.id());
        assert_eq!((accepted.first(), accepted.last()), (Some(&Percent::MIN), Some(&Percent::MAX)));
    }
    assert!(!edition("efqm-2020").accepts(Percent::new(45).unwrap()));
}

#[test]
fn a_percent_off_the_step_belongs_to_the_band_below() {
    let edition = edition("gbt19580-2012");
    let band = edition.band_of(ItemKind::Process, Percent::new(29).unwrap());
    assert_eq!(band.label(), "10-25%");
}

#[test]
fn full_marks_on_every_item_are_the_total_and_any_level_percent_is_exact() {
    for edition in builtins() {
        for percent in edition.percents() {
            let score: Hundredths = edition.items().iter().map(|item| item.points.at(percent)).sum();
            assert_eq!(score, edition.total().at(percent), "{} at {percent}", edition.id());
        }
    }
}

#[test]
fn every_item_and_category_is_found_by_its_code_and_knows_the_other() {
    for edition in builtins() {
        for (at, item) in edition.items().iter().enumerate() {
            assert_eq!(edition.item_index(item.code.as_str()), Some(at));
            assert!(edition.categories()[item.category].items.contains(&at));
            assert!(!item.dimensions.is_empty());
        }
        for (at, category) in edition.categories().iter().enumerate() {
            assert_eq!(edition.category_index(category.code.as_str()), Some(at));
            assert_eq!(edition.item_index(category.code.as_str()), None);
        }
    }
}

#[test]
fn every_dimension_is_described_differently_in_every_band() {
    for edition in builtins() {
        for kind in edition.kinds() {
            let bands = edition.bands(kind);
            let texts = bands.iter().flat_map(|band| &band.descriptions).flat_map(|text| [&text.zh, &text.en]);
            let mut texts: Vec<_> = texts.collect();
            let count = texts.len();
            assert_eq!(count, bands.len() * edition.dimensions(kind).len() * 2);
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), count, "{} {kind} says the same thing twice", edition.id());
        }
    }
}

#[test]
fn what_is_not_a_standard_is_marked_as_a_placeholder() {
    let certainty = |id| edition(id).certainty();
    assert_eq!(certainty("gbt19580-2012"), Certainty::High);
    assert_eq!(certainty("gbt19580-2004"), Certainty::Medium);
    assert_eq!([certainty("small-enterprise"), certainty("individual-template")], [Certainty::Placeholder; 2]);
    assert!(edition("individual-template").certainty_note().zh.contains("替换"));
}
