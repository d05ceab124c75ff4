//! What a picture promises: the same bytes each time, no font needed, every unknown character reported, nothing hostile let
//! through, and a refusal instead of a wrong drawing.

#![expect(clippy::unwrap_used, reason = "in the helpers of tests too, a panic says where the test failed")]

mod common;

use common::{
    Words, by_attribute, candidates, chances, decision_study, distributions, profiles, rank_intervals, residual_grid,
    sensitivity, severities, spread,
};
use proptest::prelude::*;
use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::Document;
use zhuoping_charts::{
    Candidates, CapLine, Chances, ChancesByAttribute, ChartError, DecisionStudy, Distributions, Lang, ObservedShares,
    Picture, PngError, Profiles, RankIntervals, RankRange, ResidualCell, ResidualGrid, Sensitivity, Severities,
    SpreadMap, Standing, StudyCurve, StudyPoint,
};

fn every_chart(seed: u32) -> Vec<Picture> {
    let lang = Lang::Zh;
    let mut pictures = vec![
        candidates(14, 7, Words::Mixed, seed).picture(lang).unwrap(),
        spread(14, 23, Words::Mixed, seed).picture(lang).unwrap(),
        profiles(14, 7, Words::Mixed, seed).picture(lang).unwrap(),
        profiles(14, 7, Words::Mixed, seed).single(3, lang).unwrap(),
        severities(7, Words::Mixed, seed).picture(lang).unwrap(),
        distributions(7, Words::Mixed, seed).picture(lang).unwrap(),
        rank_intervals(14, Words::Mixed, seed).picture(lang).unwrap(),
        residual_grid(14, 7, Words::Mixed, seed).picture(lang).unwrap(),
        decision_study(15, Words::Mixed, seed).picture(lang).unwrap(),
        sensitivity(14, 7, Words::Mixed, seed).picture(lang).unwrap(),
        chances(480, Words::Mixed, seed).picture(lang).unwrap(),
        by_attribute(3, 6, Words::Mixed, seed).picture(lang).unwrap(),
    ];
    pictures.extend(candidates(60, 15, Words::Mixed, seed).pages(lang).unwrap());
    pictures
}

#[test]
fn equal_values_give_equal_bytes() {
    let (first, second) = (every_chart(1), every_chart(1));
    assert_eq!(first, second);
    assert_eq!(first[0].png(800).unwrap(), second[0].png(800).unwrap());
    assert_ne!(first[0], every_chart(2)[0]);
}

#[test]
fn threads_change_nothing() {
    let here = every_chart(4);
    let there: Vec<_> = (0..4).map(|_| std::thread::spawn(|| every_chart(4))).collect();
    for thread in there {
        assert_eq!(thread.join().unwrap(), here);
    }
}

#[test]
fn a_picture_needs_no_font() {
    for picture in every_chart(3) {
        let document = Document::parse(&picture.svg).unwrap();
        for node in document.descendants().filter(|n| n.is_element()) {
            assert_ne!(node.tag_name().name(), "text");
            assert!(node.attribute("font-family").is_none());
        }
        // Every use has its glyph, and nothing is loaded from elsewhere.
        let ids: Vec<&str> = document.descendants().filter_map(|n| n.attribute("id")).collect();
        for node in document.descendants().filter(|n| n.has_tag_name(("http://www.w3.org/2000/svg", "use"))) {
            let target = node.attribute(("http://www.w3.org/1999/xlink", "href")).unwrap();
            assert!(ids.contains(&target.strip_prefix('#').unwrap()), "{target}");
        }
        assert!(picture.missing.is_empty());
    }
}

#[test]
fn the_words_of_a_picture_can_be_read_by_a_machine() {
    let list = candidates(4, 7, Words::Short, 1);
    let picture = list.picture(Lang::Zh).unwrap();
    let document = Document::parse(&picture.svg).unwrap();
    for entrant in &list.entrants {
        assert!(document.descendants().any(|n| n.attribute("aria-label") == Some(&entrant.name)), "{}", entrant.name);
    }
}

#[test]
fn hanzi_leave_ink_where_they_stand() {
    // The only difference is one name: its ink must be in the names' column.
    let mut list = candidates(4, 7, Words::Short, 1);
    let with = Pixmap::decode_png(&list.picture(Lang::Zh).unwrap().png(1600).unwrap()).unwrap();
    list.entrants[0].name = "　".to_owned();
    let without = Pixmap::decode_png(&list.picture(Lang::Zh).unwrap().png(1600).unwrap()).unwrap();
    let differing = with.pixels().iter().zip(without.pixels()).enumerate().filter(|(_, (a, b))| a != b);
    let columns: Vec<usize> = differing.map(|(n, _)| n % 1600).collect();
    assert!(columns.len() > 300, "{}", columns.len());
    assert!(columns.iter().all(|x| (130..400).contains(x)), "{:?} {:?}", columns.iter().min(), columns.iter().max());
}

#[test]
fn an_unknown_character_is_reported_and_drawn_as_a_geta_mark() {
    let lang = Lang::Zh;
    let odd = "企\u{E000}业\u{2B820}与\u{1F600}";
    let mut list = candidates(4, 7, Words::Short, 1);
    list.entrants[1].name = odd.to_owned();
    let mut map = spread(4, 5, Words::Short, 1);
    map.entrants[1].entrant = odd.to_owned();
    let mut profiles = profiles(4, 3, Words::Short, 1);
    profiles.entrants[1].name = odd.to_owned();
    let mut severities = severities(4, Words::Short, 1);
    severities.reviewers[1].reviewer = odd.to_owned();
    let mut distributions = distributions(4, Words::Short, 1);
    distributions.reviewers[1].reviewer = odd.to_owned();
    let mut ranks = rank_intervals(4, Words::Short, 1);
    ranks.candidates[1].name = odd.to_owned();
    let mut grid = residual_grid(4, 3, Words::Short, 1);
    grid.entrants[1].name = odd.to_owned();
    let mut study = decision_study(4, Words::Short, 1);
    study.measure = odd.to_owned();
    let mut changes = sensitivity(4, 3, Words::Short, 1);
    changes.families[1].title = odd.to_owned();
    let mut odds = chances(9, Words::Short, 1);
    odds.heading.title = odd.to_owned();
    let mut attributes = by_attribute(2, 3, Words::Short, 1);
    attributes.groups[1].values[1].value = odd.to_owned();
    for picture in [
        odds.picture(lang).unwrap(),
        attributes.picture(lang).unwrap(),
        list.picture(lang).unwrap(),
        changes.picture(lang).unwrap(),
        study.picture(lang).unwrap(),
        grid.picture(lang).unwrap(),
        ranks.picture(lang).unwrap(),
        map.picture(lang).unwrap(),
        profiles.picture(lang).unwrap(),
        profiles.single(1, lang).unwrap(),
        severities.picture(lang).unwrap(),
        distributions.picture(lang).unwrap(),
    ] {
        assert_eq!(picture.missing, ['\u{E000}', '\u{1F600}', '\u{2B820}']);
        assert!(picture.editable.contains("企〓业〓与〓"));
        assert!(!picture.svg.contains('\u{E000}') && !picture.editable.contains('\u{2B820}'));
    }
}

#[test]
fn a_character_lost_to_an_ellipsis_is_reported_all_the_same() {
    let mut list = candidates(4, 7, Words::Short, 1);
    list.entrants[0].name = format!("{}\u{E000}{}", "甲".repeat(100), "乙".repeat(100));
    let picture = list.picture(Lang::Zh).unwrap();
    assert_eq!(picture.missing, ['\u{E000}']);
    assert!(!picture.editable.contains('〓') && picture.editable.contains('…'));
}

#[test]
fn a_png_has_the_width_asked_for_and_the_height_in_proportion() {
    let picture = candidates(4, 7, Words::Short, 1).picture(Lang::Zh).unwrap();
    for width in [1, 400, 1600, 3200] {
        let pixmap = Pixmap::decode_png(&picture.png(width).unwrap()).unwrap();
        assert_eq!(pixmap.width(), width);
        assert_eq!(pixmap.height(), (picture.height * width).div_ceil(picture.width));
    }
    assert_eq!(picture.png(0), Err(PngError::Width { width: 0, max: 10_000 }));
    assert_eq!(picture.png(10_001), Err(PngError::Width { width: 10_001, max: 10_000 }));
}

#[test]
fn a_png_is_opaque_and_170_millimetres_wide() {
    let picture = candidates(4, 7, Words::Short, 1).picture(Lang::Zh).unwrap();
    for width in [1600, 3200] {
        let bytes = picture.png(width).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!(info.color_type, png::ColorType::Rgb);
        let size = info.pixel_dims.unwrap();
        assert!((f64::from(width) / f64::from(size.xppu) - 0.170).abs() < 1e-4, "{size:?}");
        assert_eq!(size.xppu, size.yppu);
    }
}

#[test]
fn a_png_that_would_fill_the_memory_is_refused_with_what_is_possible() {
    let picture = candidates(60, 7, Words::Long, 1).picture(Lang::Zh).unwrap();
    let Err(PngError::Width { max, .. }) = picture.png(10_000) else { panic!("too large a picture was made") };
    assert!((3_000..10_000).contains(&max), "{max}");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let lang = Lang::Zh;
    assert!(matches!(Candidates::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(SpreadMap::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(Profiles::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(Severities::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(Distributions::default().picture(lang), Err(ChartError::Empty { .. })));

    assert!(matches!(RankIntervals::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(ResidualGrid::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(Sensitivity::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(DecisionStudy::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(Chances::default().picture(lang), Err(ChartError::Empty { .. })));
    assert!(matches!(ChancesByAttribute::default().pages(lang), Err(ChartError::Empty { .. })));
    let good = candidates(4, 7, Words::Short, 1);
    let mut list = good.clone();
    list.entrants[2].dots[0].value = f64::NAN;
    assert!(matches!(list.picture(lang), Err(ChartError::NotFinite { .. })));
    let mut list = good.clone();
    list.entrants[0].standing = Standing::Ranked { rank: 1, tied: false, tier: Some(3) };
    assert!(matches!(list.pages(lang), Err(ChartError::Index { index: 3, count: 3, .. })));
    let mut list = good;
    list.lines.push(CapLine { after: 5, label: "提名奖".to_owned() });
    assert!(matches!(list.picture(lang), Err(ChartError::Index { index: 5, .. })));

    let mut map = spread(3, 4, Words::Short, 1);
    map.entrants[1].cells.pop();
    assert!(matches!(map.picture(lang), Err(ChartError::Length { expected: 4, found: 3, .. })));
    let mut shares = profiles(3, 4, Words::Short, 1);
    shares.entrants[1].percents.push(Some(1.0));
    assert!(matches!(shares.picture(lang), Err(ChartError::Length { expected: 4, found: 5, .. })));
    assert!(matches!(
        profiles(3, 4, Words::Short, 1).single(3, lang),
        Err(ChartError::Index { index: 3, count: 3, .. })
    ));
    let mut severities = severities(3, Words::Short, 1);
    (severities.reviewers[0].value, severities.reviewers[0].interval) = (Some(3.0), Some((-1.0, 2.0)));
    assert!(matches!(severities.picture(lang), Err(ChartError::Interval { .. })));
    let mut distributions = distributions(3, Words::Short, 1);
    distributions.percents.swap(1, 2);
    assert!(matches!(distributions.picture(lang), Err(ChartError::Percents { .. })));
}

#[test]
fn impossible_grids_are_refused() {
    let lang = Lang::Zh;
    let mut grid = residual_grid(4, 3, Words::Short, 1);
    grid.reviewers[1].cells.pop();
    assert!(matches!(grid.picture(lang), Err(ChartError::Length { expected: 4, found: 3, .. })));
    let mut grid = residual_grid(4, 3, Words::Short, 1);
    grid.reviewers[1].cells[2] = ResidualCell::Residual { value: f64::INFINITY, extreme: false };
    assert!(matches!(grid.pages(lang), Err(ChartError::NotFinite { .. })));
    let mut grid = residual_grid(4, 3, Words::Short, 1);
    grid.line = Some(CapLine { after: 5, label: "名额".to_owned() });
    assert!(matches!(grid.picture(lang), Err(ChartError::Index { index: 5, .. })));
}

#[test]
fn impossible_studies_are_refused() {
    let with = |points: &[(u32, f64)]| {
        let points =
            points.iter().map(|(reviewers, error)| StudyPoint { reviewers: *reviewers, error: *error }).collect();
        DecisionStudy { fixed: Some(StudyCurve { points, needed: None }), ..DecisionStudy::default() }.picture(Lang::Zh)
    };
    assert!(with(&[(1, 9.0), (3, 5.0)]).is_ok());
    assert!(matches!(with(&[]), Err(ChartError::Empty { .. })));
    assert!(matches!(with(&[(3, 9.0), (1, 5.0)]), Err(ChartError::Reviewers { .. })));
    assert!(matches!(with(&[(0, 9.0)]), Err(ChartError::Reviewers { .. })));
    assert!(matches!(with(&[(1, f64::NAN)]), Err(ChartError::NotFinite { .. })));
}

#[test]
fn impossible_counts_of_settings_are_refused() {
    let mut changes = sensitivity(4, 3, Words::Short, 1);
    changes.candidates[2].on_list[0] = changes.families[0].settings + 1;
    assert!(matches!(changes.picture(Lang::Zh), Err(ChartError::Settings { .. })));
    let mut changes = sensitivity(4, 3, Words::Short, 1);
    changes.candidates[2].on_list.pop();
    assert!(matches!(changes.picture(Lang::Zh), Err(ChartError::Length { expected: 3, found: 2, .. })));
    let mut changes = sensitivity(4, 1, Words::Short, 1);
    changes.families[0].settings = 0;
    assert!(matches!(changes.picture(Lang::Zh), Err(ChartError::Empty { .. })));
}

#[test]
fn impossible_chances_are_refused() {
    let lang = Lang::Zh;
    for (value, finite) in [(-0.01, true), (1.01, true), (f64::NAN, false)] {
        let mut odds = chances(9, Words::Short, 1);
        odds.series[0].chances[3] = value;
        let error = odds.picture(lang).unwrap_err();
        assert_eq!(matches!(error, ChartError::Chance { .. }), finite, "{error}");
        let mut attributes = by_attribute(1, 4, Words::Short, 1);
        attributes.groups[0].values[0].chances[0].push(value);
        let error = attributes.picture(lang).unwrap_err();
        assert_eq!(matches!(error, ChartError::Chance { .. }), finite, "{error}");
    }
    let mut attributes = by_attribute(1, 4, Words::Short, 1);
    attributes.groups[0].values[0].chances.clear();
    assert!(matches!(attributes.pages(lang), Err(ChartError::Length { found: 0, .. })));
    let mut odds = chances(9, Words::Short, 1);
    odds.observed = Some(ObservedShares { method: odds.series[0].method, draws: 9, shares: vec![0.5; 8] });
    assert!(matches!(odds.picture(lang), Err(ChartError::Length { expected: 9, found: 8, .. })));
}

#[test]
fn impossible_ranks_are_refused() {
    let known =
        |marginal, expected| RankRange::Known { marginal, simultaneous: Some((1, 4)), expected: Some(expected) };
    let with = |ranks| {
        let mut chart = rank_intervals(4, Words::Short, 1);
        chart.candidates[2].ranks = ranks;
        chart.pages(Lang::Zh)
    };
    assert!(with(known((2, 4), 3.0)).is_ok());
    assert!(matches!(with(known((4, 2), 3.0)), Err(ChartError::Ranks { .. })));
    assert!(matches!(with(known((0, 2), 3.0)), Err(ChartError::Ranks { .. })));
    assert!(matches!(with(known((2, 4), f64::NAN)), Err(ChartError::NotFinite { .. })));
    let mut chart = rank_intervals(4, Words::Short, 1);
    chart.line = Some(CapLine { after: 5, label: "名额".to_owned() });
    assert!(matches!(chart.picture(Lang::Zh), Err(ChartError::Index { index: 5, .. })));
}

#[test]
fn refusals_are_worded_in_both_languages() {
    let error = Candidates::default().picture(Lang::En).unwrap_err().to_string();
    assert!(error.contains("没有可画的内容") && error.contains("nothing to draw"), "{error}");
}

#[test]
fn sixty_long_names_stay_a_small_file() {
    let picture = candidates(60, 15, Words::Long, 1).picture(Lang::Zh).unwrap();
    assert!(picture.svg.len() < 700_000, "{}", picture.svg.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_makes_a_picture_that_parses(name in any::<String>(), title in any::<String>(), label in "[<>&\"'\\\\]{0,20}") {
        let mut list = candidates(3, 7, Words::Short, 1);
        list.entrants[0].name = name;
        list.entrants[1].name = format!("{label}<script>alert(1)</script><!-- ]]>");
        list.heading.title = title;
        list.scale = label;
        let picture = list.picture(Lang::Zh).unwrap();
        let document = Document::parse(&picture.svg).unwrap();
        let known = ["svg", "title", "defs", "path", "g", "use", "rect", "circle", "polygon", "polyline", "line"];
        for node in document.descendants().filter(|n| n.is_element()) {
            prop_assert!(known.contains(&node.tag_name().name()), "{}", node.tag_name().name());
        }
        prop_assert!(Document::parse(&picture.editable).is_ok());
    }
}
