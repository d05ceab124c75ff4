//! No text overlaps another, a mark, or the border, whatever the award: texts are read back from the SVG and measured with
//! the font file itself, independently of the code that laid them out.

#![expect(clippy::unwrap_used, reason = "in the helpers of tests too, a panic says where the test failed")]

mod common;

use common::{
    Words, by_attribute, candidates, chances, decision_study, distributions, profiles, rank_intervals, residual_grid,
    sensitivity, severities, spread,
};
use flate2::read::GzDecoder;
use proptest::prelude::*;
use resvg::usvg::roxmltree::{Document, Node};
use std::io::Read;
use std::sync::LazyLock;
use ttf_parser::Face;
use zhuoping_charts::{Certainty, Lang, Picture, ResidualCell};

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bytes = Vec::new();
    let compressed: &[u8] = include_bytes!("../fonts/NotoSansSC-Regular.ttf.gz");
    GzDecoder::new(compressed).read_to_end(&mut bytes).unwrap();
    bytes
});

#[derive(Clone, Debug)]
struct Place {
    what: String,
    x: (f64, f64),
    y: (f64, f64),
}

impl Place {
    fn meets(&self, other: &Place) -> bool {
        let apart = |a: (f64, f64), b: (f64, f64)| a.1 <= b.0 || b.1 <= a.0;
        !apart(self.x, other.x) && !apart(self.y, other.y)
    }
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The em boxes of a text's characters, as written by `plotters`: the baseline is 0.76 em below `y`.
fn text_place(node: Node<'_, '_>, face: &Face<'_>) -> Place {
    let words = node.text().unwrap().trim().to_owned();
    let size = number(node, "font-size");
    let advance = |c| f64::from(face.glyph_hor_advance(face.glyph_index(c).unwrap()).unwrap());
    let width = words.chars().map(advance).sum::<f64>() * size / 1000.0;
    let (x, y) = (number(node, "x"), number(node, "y"));
    let from = match node.attribute("text-anchor").unwrap() {
        "start" => 0.0,
        "middle" => -width / 2.0,
        "end" => -width,
        other => panic!("{other}"),
    };
    let along = (from, from + width);
    let across = (0.76 * size - 0.88 * size, 0.76 * size + 0.12 * size);
    match node.attribute("transform") {
        None => Place { what: words, x: (x + along.0, x + along.1), y: (y + across.0, y + across.1) },
        Some(turn) => {
            assert_eq!(turn, format!("rotate(270, {x}, {y})"));
            Place { what: words, x: (x + across.0, x + across.1), y: (y - along.1, y - along.0) }
        }
    }
}

/// What must not be hidden: texts, and the marks drawn as circles.
fn places(picture: &Picture) -> (Vec<Place>, Vec<Place>) {
    let face = Face::parse(&BYTES, 0).unwrap();
    let document = Document::parse(&picture.editable).unwrap();
    let (mut texts, mut marks) = (Vec::new(), Vec::new());
    for node in document.root_element().children().filter(Node::is_element) {
        match node.tag_name().name() {
            "text" => texts.push(text_place(node, &face)),
            "circle" => {
                let (x, y, r) = (number(node, "cx"), number(node, "cy"), number(node, "r"));
                marks.push(Place { what: "circle".to_owned(), x: (x - r, x + r), y: (y - r, y + r) });
            }
            _ => {}
        }
    }
    (texts, marks)
}

fn assert_tidy(picture: &Picture) {
    let (texts, marks) = places(picture);
    assert!(!texts.is_empty());
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    for place in texts.iter().chain(&marks) {
        assert!(place.x.0 >= 8.0 && place.x.1 <= width - 8.0, "{place:?} leaves a width of {width}");
        assert!(place.y.0 >= 8.0 && place.y.1 <= height - 8.0, "{place:?} leaves a height of {height}");
    }
    for (n, a) in texts.iter().enumerate() {
        for b in texts[n + 1..].iter().chain(&marks) {
            assert!(!a.meets(b), "{a:?} meets {b:?}");
        }
    }
    assert_nothing_cut(picture);
}

/// The outlines, measured by the rasteriser, lie on the sheet too.
fn assert_nothing_cut(picture: &Picture) {
    let tree = resvg::usvg::Tree::from_str(&picture.svg, &resvg::usvg::Options::default()).unwrap();
    let all = tree.root().abs_stroke_bounding_box();
    assert!(all.left() >= 0.0 && all.top() >= 0.0, "{all:?}");
    assert!(all.right() <= tree.size().width() && all.bottom() <= tree.size().height(), "{all:?}");
}

fn assert_pages_tidy(pages: &[Picture], ratio: f64) {
    for page in pages {
        assert_tidy(page);
        assert!(f64::from(page.height) <= f64::from(page.width) * ratio + 1.0, "{} x {}", page.width, page.height);
    }
}

/// 240 mm of an A4 page for 170 mm of width.
const A4: f64 = 2250.0 / 1600.0;

fn langs() -> impl Strategy<Value = Lang> {
    prop_oneof![Just(Lang::Zh), Just(Lang::En)]
}

fn words() -> impl Strategy<Value = Words> {
    prop_oneof![Just(Words::Short), Just(Words::Long), Just(Words::Latin), Just(Words::Mixed)]
}

#[test]
fn the_sizes_an_award_has_are_tidy_with_names_of_forty_hanzi() {
    for entrants in [1, 4, 14, 20, 60] {
        for lang in [Lang::Zh, Lang::En] {
            let list = candidates(entrants, 15, Words::Long, 1);
            assert_tidy(&list.picture(lang).unwrap());
            assert_pages_tidy(&list.pages(lang).unwrap(), A4);
            let map = spread(entrants, 23, Words::Long, 1);
            assert_tidy(&map.picture(lang).unwrap());
            assert_pages_tidy(&map.pages(lang).unwrap(), A4);
            let profiles = profiles(entrants, 7, Words::Long, 1);
            assert_tidy(&profiles.picture(lang).unwrap());
            assert_pages_tidy(&profiles.pages(lang).unwrap(), A4);
            assert_pages_tidy(&[profiles.single(entrants - 1, lang).unwrap()], A4);
        }
    }
}

#[test]
fn ranks_are_tidy_in_the_sizes_an_award_has() {
    for count in [1, 2, 6, 20, 60] {
        for (lang, words) in [(Lang::Zh, Words::Long), (Lang::En, Words::Mixed)] {
            for seed in 0..3 {
                let chart = rank_intervals(count, words, seed);
                assert_tidy(&chart.picture(lang).unwrap());
                assert_pages_tidy(&chart.pages(lang).unwrap(), A4);
            }
        }
    }
}

#[test]
fn grids_are_tidy_in_the_sizes_an_award_has() {
    for (entrants, reviewers) in [(1, 1), (6, 3), (20, 9), (60, 15), (14, 30)] {
        for (lang, words, seed) in
            [(Lang::Zh, Words::Long, 0), (Lang::Zh, Words::Short, 1), (Lang::En, Words::Mixed, 2)]
        {
            let grid = residual_grid(entrants, reviewers, words, seed);
            assert_tidy(&grid.picture(lang).unwrap());
            assert_pages_tidy(&grid.pages(lang).unwrap(), A4);
        }
    }
}

#[test]
fn decision_studies_are_tidy_and_fit_a_page() {
    for reviewers in [1, 2, 15, 40] {
        for seed in 0..8 {
            for lang in [Lang::Zh, Lang::En] {
                let picture = decision_study(reviewers, Words::Mixed, seed).picture(lang).unwrap();
                assert_pages_tidy(&[picture], A4);
            }
        }
    }
}

#[test]
fn sensitivities_are_tidy_in_the_sizes_an_award_has() {
    for (count, families, seed) in [(1, 1, 0), (6, 7, 1), (20, 7, 2), (60, 7, 3), (20, 14, 4)] {
        for (lang, words) in [(Lang::Zh, Words::Long), (Lang::En, Words::Mixed)] {
            let chart = sensitivity(count, families, words, seed);
            assert_tidy(&chart.picture(lang).unwrap());
            assert_pages_tidy(&chart.pages(lang).unwrap(), A4);
        }
    }
}

#[test]
fn chances_are_tidy_in_the_sizes_a_pool_has() {
    for (experts, seeds) in [(1, 12), (2, 12), (20, 12), (480, 6), (5000, 3)] {
        for seed in 0..seeds {
            for (lang, words) in [(Lang::Zh, Words::Long), (Lang::En, Words::Mixed)] {
                assert_pages_tidy(&[chances(experts, words, seed).picture(lang).unwrap()], A4);
            }
        }
    }
    for (columns, values) in [(1, 1), (3, 4), (2, 18), (6, 30)] {
        for seed in 0..6 {
            for (lang, words) in [(Lang::Zh, Words::Long), (Lang::En, Words::Mixed)] {
                let chart = by_attribute(columns, values, words, seed);
                assert_tidy(&chart.picture(lang).unwrap());
                assert_pages_tidy(&chart.pages(lang).unwrap(), A4);
            }
        }
    }
}

#[test]
fn every_value_stands_on_one_page_below_its_column() {
    let chart = by_attribute(3, 30, Words::Short, 2);
    let pages = chart.pages(Lang::Zh).unwrap();
    assert!(pages.len() > 1);
    let values = chart.groups.iter().flat_map(|group| group.values.iter().map(|value| &value.value));
    let count = |name: &String| {
        let texts = pages.iter().flat_map(|page| places(page).0);
        texts.filter(|text| text.what == *name && text.x.0 > 60.0 && text.x.0 < 100.0).count()
    };
    // The three columns have the same values.
    values.for_each(|name| assert_eq!(count(name), 3, "{name}"));
    let columns: Vec<&String> = chart.groups.iter().map(|group| &group.column).collect();
    for page in &pages {
        let first = places(page).0.into_iter().find(|text| columns.contains(&&text.what) || text.what == "企业0");
        assert!(columns.contains(&&first.unwrap().what), "a page begins with the name of a column");
    }
}

#[test]
fn the_smallest_chance_is_written_as_a_percent_and_as_one_in_so_many() {
    use zhuoping_charts::{ChanceSeries, Chances, LotteryMethod};
    let series = |method, chances: &[f64]| ChanceSeries { method, chances: chances.to_vec(), error: None };
    let chart = Chances {
        seats: 2,
        series: vec![
            series(LotteryMethod::Uniform, &[0.0, 0.004, 0.996, 1.0]),
            series(LotteryMethod::Leximin, &[0.0, 0.5, 0.5, 1.0]),
        ],
        ..Chances::default()
    };
    let said = |lang: Lang, words: &str| {
        let (texts, _) = places(&chart.picture(lang).unwrap());
        texts.iter().filter(|text| text.what.contains(words)).count()
    };
    assert_eq!(said(Lang::Zh, "等可能：最小的机会 0.400%，1/250"), 1);
    assert_eq!(said(Lang::Zh, "最公平：最小的机会 50.0%，1/2"), 1);
    assert_eq!(said(Lang::En, "uniform: smallest chance 0.400%, 1 in 250"), 1);
    assert_eq!(said(Lang::Zh, "没有机会：被配额挡在一切组合之外，1 人"), 1);
    // Of all chances, 2 seats of 4 experts: Gini coefficients by hand.
    assert_eq!((said(Lang::Zh, "0.499"), said(Lang::Zh, "0.375"), said(Lang::Zh, "250.0")), (1, 1, 1));
}

#[test]
fn names_of_forty_hanzi_are_whole() {
    let picture = candidates(14, 7, Words::Long, 3).picture(Lang::Zh).unwrap();
    let map = spread(14, 23, Words::Long, 3).picture(Lang::Zh).unwrap();
    let profiles = profiles(14, 7, Words::Long, 3).picture(Lang::Zh).unwrap();
    let ranks = rank_intervals(14, Words::Long, 3).picture(Lang::Zh).unwrap();
    let grid = residual_grid(14, 9, Words::Long, 3).picture(Lang::Zh).unwrap();
    for picture in [picture, map, profiles, ranks, grid] {
        let (texts, _) = places(&picture);
        // Only a reason in the place of an interval, which is a sentence and no name, may be shortened.
        assert!(texts.iter().all(|t| !t.what.contains('…') || t.what.starts_with('—')), "{texts:?}");
    }
}

#[test]
fn an_a4_sheet_holds_the_reviewers_of_a_large_panel() {
    for lang in [Lang::Zh, Lang::En] {
        for reviewers in 7..=15 {
            assert_pages_tidy(&[severities(reviewers, Words::Mixed, 1).picture(lang).unwrap()], A4);
            assert_pages_tidy(&[distributions(reviewers, Words::Short, 1).picture(lang).unwrap()], A4);
            assert_tidy(&distributions(reviewers, Words::Long, 1).picture(lang).unwrap());
        }
    }
}

/// How many texts of these pictures are one of `names`.
fn shown<'a>(pictures: &[Picture], names: impl Iterator<Item = &'a String> + Clone) -> usize {
    let texts = pictures.iter().flat_map(|picture| places(picture).0);
    texts.filter(|text| names.clone().any(|name| text.what == *name)).count()
}

#[test]
fn pages_of_the_statistics_show_every_entrant_once() {
    let ranks = rank_intervals(60, Words::Short, 5);
    assert_eq!(shown(&ranks.pages(Lang::Zh).unwrap(), ranks.candidates.iter().map(|c| &c.name)), 60);
    let changes = sensitivity(60, 7, Words::Short, 5);
    assert_eq!(shown(&changes.pages(Lang::Zh).unwrap(), changes.candidates.iter().map(|c| &c.name)), 60);
}

#[test]
fn rows_and_legend_say_in_words_who_is_safe_undecided_and_out() {
    for seed in 0..6 {
        let chart = rank_intervals(20, Words::Short, seed);
        let (texts, _) = places(&chart.picture(Lang::Zh).unwrap());
        let answers = [(Certainty::Safe, "稳入"), (Certainty::Undecided, "未定"), (Certainty::Out, "线外")];
        for (certainty, word) in answers {
            let count = chart.candidates.iter().filter(|c| c.certainty == Some(certainty)).count();
            assert_eq!(texts.iter().filter(|t| t.what == word).count(), count, "{word}");
            let legend = format!("{word} {count} 个：");
            assert_eq!(
                texts.iter().filter(|t| t.what.starts_with(&legend)).count(),
                usize::from(count > 0),
                "{legend}"
            );
        }
    }
}

#[test]
fn a_sensitivity_says_in_words_who_is_always_sometimes_and_never_on_the_list() {
    for seed in 0..6 {
        let chart = sensitivity(20, 4, Words::Short, seed);
        let (texts, _) = places(&chart.picture(Lang::En).unwrap());
        let tried: u32 = chart.families.iter().map(|f| f.settings).sum();
        let total = |c: &zhuoping_charts::SensitiveCandidate| c.on_list.iter().sum::<u32>();
        let count = |which: &dyn Fn(u32) -> bool| chart.candidates.iter().filter(|c| which(total(c))).count();
        let said = |word| texts.iter().filter(|t| t.what == word).count();
        assert_eq!(said("always"), count(&|n| n == tried));
        assert_eq!(said("sometimes"), count(&|n| 0 < n && n < tried));
        assert_eq!(said("never"), count(&|n| n == 0));
    }
}

#[test]
fn a_grid_names_every_entrant_at_its_column_or_in_its_key_and_every_extreme_cell_below() {
    for (words, seed) in [(Words::Short, 5), (Words::Short, 6), (Words::Short, 7)] {
        let grid = residual_grid(60, 9, words, seed);
        let texts: Vec<String> =
            grid.pages(Lang::Zh).unwrap().iter().flat_map(|page| places(page).0).map(|text| text.what).collect();
        for entrant in &grid.entrants {
            let at_column = format!("{} {}", entrant.id, entrant.name);
            assert_eq!(texts.iter().filter(|t| **t == entrant.name || **t == at_column).count(), 1, "{entrant:?}");
        }
        for (reviewer, cells) in grid.reviewers.iter().map(|r| (&r.name, &r.cells)) {
            for (entrant, cell) in grid.entrants.iter().zip(cells) {
                let listed = format!("{reviewer} → {} {}：", entrant.id, entrant.name);
                let extreme = matches!(cell, ResidualCell::Residual { extreme: true, .. });
                assert_eq!(texts.iter().any(|t| t.starts_with(&listed)), extreme, "{listed}");
            }
        }
    }
}

#[test]
fn pages_show_every_entrant_once() {
    let list = candidates(60, 9, Words::Short, 5);
    let shown: usize = list
        .pages(Lang::Zh)
        .unwrap()
        .iter()
        .map(|page| places(page).0.iter().filter(|t| list.entrants.iter().any(|e| e.name == t.what)).count())
        .sum();
    assert_eq!(shown, 60);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn candidate_lists_are_tidy(n in 1_usize..61, reviewers in 0_usize..16, words in words(), seed: u32, lang in langs()) {
        let list = candidates(n, reviewers, words, seed);
        assert_tidy(&list.picture(lang).unwrap());
        assert_pages_tidy(&list.pages(lang).unwrap(), A4);
    }

    #[test]
    fn maps_are_tidy(n in 1_usize..61, items in 1_usize..45, words in words(), seed: u32, lang in langs()) {
        let map = spread(n, items, words, seed);
        assert_tidy(&map.picture(lang).unwrap());
        assert_pages_tidy(&map.pages(lang).unwrap(), A4);
    }

    #[test]
    fn profiles_are_tidy(n in 1_usize..61, categories in 1_usize..10, words in words(), seed: u32, lang in langs()) {
        let profiles = profiles(n, categories, words, seed);
        assert_tidy(&profiles.picture(lang).unwrap());
        assert_pages_tidy(&profiles.pages(lang).unwrap(), A4);
    }

    #[test]
    fn ranks_are_tidy(n in 1_usize..61, words in words(), seed: u32, lang in langs()) {
        let chart = rank_intervals(n, words, seed);
        assert_tidy(&chart.picture(lang).unwrap());
        assert_pages_tidy(&chart.pages(lang).unwrap(), A4);
    }

    #[test]
    fn grids_are_tidy(n in 1_usize..61, r in 1_usize..16, words in words(), seed: u32, lang in langs()) {
        let grid = residual_grid(n, r, words, seed);
        assert_tidy(&grid.picture(lang).unwrap());
        assert_pages_tidy(&grid.pages(lang).unwrap(), A4);
    }

    #[test]
    fn decision_studies_are_tidy(n in 1_u32..60, words in words(), seed: u32, lang in langs()) {
        assert_tidy(&decision_study(n, words, seed).picture(lang).unwrap());
    }

    #[test]
    fn sensitivities_are_tidy(n in 1_usize..61, f in 1_usize..10, words in words(), seed: u32, lang in langs()) {
        let chart = sensitivity(n, f, words, seed);
        assert_tidy(&chart.picture(lang).unwrap());
        assert_pages_tidy(&chart.pages(lang).unwrap(), A4);
    }

    #[test]
    fn chances_are_tidy(n in 1_usize..400, words in words(), seed: u32, lang in langs()) {
        assert_tidy(&chances(n, words, seed).picture(lang).unwrap());
    }

    #[test]
    fn chances_by_attribute_are_tidy(c in 1_usize..6, v in 1_usize..24, words in words(), seed: u32, lang in langs()) {
        let chart = by_attribute(c, v, words, seed);
        assert_tidy(&chart.picture(lang).unwrap());
        assert_pages_tidy(&chart.pages(lang).unwrap(), A4);
    }

    #[test]
    fn severities_and_distributions_are_tidy(n in 1_usize..31, words in words(), seed: u32, lang in langs()) {
        assert_tidy(&severities(n, words, seed).picture(lang).unwrap());
        assert_tidy(&distributions(n, words, seed).picture(lang).unwrap());
    }
}
