//! The benchmarks' files have the size and shape they are said to have, at a size that a test can afford.

use std::collections::{BTreeMap, BTreeSet};
use zhuoping_benches::agreement::{long_csv, ratings, scores, totals, wide_csv};
use zhuoping_benches::{REVIEWERS, draw_files, ranking_files};

fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").expect("tables begin with a byte order mark");
    csv::Reader::from_reader(bytes).deserialize().map(|row| row.expect("a row like the header")).collect()
}

fn different<'a>(rows: &'a [BTreeMap<String, String>], column: &str) -> BTreeSet<&'a str> {
    rows.iter().map(|row| row[column].as_str()).collect()
}

#[test]
fn a_pool_has_the_size_asked_for_and_an_eighth_as_many_employers() {
    let files = draw_files(800);
    let pool = rows(&files.pool);
    assert_eq!((pool.len(), different(&pool, "编号").len()), (800, 800));
    assert!((80..=100).contains(&different(&pool, "工作单位").len()));
    assert!(different(&pool, "所在市").len() >= 15, "quotas name two of the cities");
    assert!(different(&pool, "所在市").is_superset(&BTreeSet::from(["郑州市", "三门峡市"])));
    let conflicts = rows(&files.conflicts);
    assert_eq!(conflicts.len(), 40);
    assert!(different(&conflicts, "专家编号").is_subset(&different(&pool, "编号")));
    let entrants = rows(&files.entrants);
    assert!(different(&conflicts, "申报编号").is_subset(&different(&entrants, "编号")));
    assert!(!different(&entrants, "名称").is_disjoint(&different(&pool, "工作单位")));
    assert_eq!(files.pool, draw_files(800).pool, "the same bytes again");
}

#[test]
fn a_score_table_is_complete_and_on_the_step() {
    let files = ranking_files(5);
    let scores = rows(&files.scores);
    assert_eq!(scores.len(), 5 * REVIEWERS * 23);
    let cells: BTreeSet<_> = scores.iter().map(|row| [&row["申报编号"], &row["专家编号"], &row["条款"]]).collect();
    assert_eq!(cells.len(), scores.len(), "each score once");
    let percents: Vec<u32> = scores.iter().map(|row| row["百分比"].parse().expect("a number")).collect();
    assert!(percents.iter().all(|percent| percent % 5 == 0 && *percent <= 100));
    assert!(percents.iter().collect::<BTreeSet<_>>().len() > 6, "opinions differ");
    assert_eq!(rows(&files.entrants).len(), 5);
}

#[test]
fn a_table_of_ratings_has_21_values_and_its_share_of_missing_cells() {
    let table = ratings(1_000, 20, 20);
    assert!(table.len() == 1_000 && table.iter().all(|row| row.len() == 20));
    let there: Vec<i32> = table.iter().flatten().flatten().copied().collect();
    assert_eq!(there.iter().collect::<BTreeSet<_>>().len(), 21);
    assert!((15_700..16_300).contains(&there.len()), "80 % of 20 000 cells: {}", there.len());
    assert!(ratings(30, 4, 0).iter().flatten().all(Option::is_some));
    let distinct: BTreeSet<i32> = totals(1_000, 20, 20).iter().flatten().flatten().copied().collect();
    assert!(distinct.len() > 3_000, "{}", distinct.len());
    assert_eq!(table, ratings(1_000, 20, 20), "the same cells again");
}

#[test]
fn a_long_table_loses_whole_sheets_only() {
    let complete = scores(30, 0);
    assert_eq!(complete.len(), 30 * REVIEWERS * 23);
    let missing = scores(30, 10);
    let mut sheets: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    missing.iter().for_each(|score| *sheets.entry((score.entrant, score.reviewer)).or_default() += 1);
    assert!(sheets.values().all(|items| *items == 23));
    assert!(sheets.len() < 30 * REVIEWERS && sheets.len() > 30 * REVIEWERS / 2);
    assert!(missing.iter().all(|score| complete.contains(score)), "what is there is as in the complete table");
}

#[test]
fn tables_for_the_peers_read_as_they_were_made() {
    let table = vec![vec![Some(6_125), None], vec![Some(40), Some(5)]];
    assert_eq!(wide_csv(&table, 10), b"subject,R1,R2\nS1,612.5,\nS2,4.0,0.5\n");
    assert_eq!(wide_csv(&table, 1), b"subject,R1,R2\nS1,6125,\nS2,40,5\n");
    let text = String::from_utf8(long_csv(&scores(2, 0)[..1])).expect("UTF-8");
    assert!(text.starts_with("entrant,reviewer,item,percent\nE0000,R1,4.1.2,"), "{text}");
}
