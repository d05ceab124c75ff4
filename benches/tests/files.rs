//! The benchmarks' files have the size and shape they are said to have, at a size that a test can afford.

use std::collections::{BTreeMap, BTreeSet};
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
