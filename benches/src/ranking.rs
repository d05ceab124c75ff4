//! Files of a ranking: scores of nine reviewers on the 23 items for any number of organizations.

use crate::{TAG, csv_bytes};
use zhuoping_criteria::builtin;
use zhuoping_generator::choice::Chooser;

/// How many reviewers score every entrant.
pub const REVIEWERS: usize = 9;

/// The three files of a ranking.
#[derive(Clone, Debug)]
pub struct RankingFiles {
    /// One row a score, CSV; entrants x [`REVIEWERS`] x 23 rows.
    pub scores: Vec<u8>,
    /// The entrants, CSV.
    pub entrants: Vec<u8>,
    /// One stage, trimmed by totals; eight places.
    pub rules: Vec<u8>,
}

/// Files of a ranking of so many entrants.
pub fn ranking_files(entrants: usize) -> RankingFiles {
    let mut chooser = Chooser::new(TAG, "ranking", u64::try_from(entrants).expect("usize fits 64 bits"));
    let edition = builtin("gbt19580-2012").expect("an edition that ships");
    let items: Vec<&str> = edition.items().iter().map(|item| item.code.as_str()).collect();
    let severity: Vec<i32> = (0..REVIEWERS).map(|_| chooser.offset(300)).collect();
    let mut rows = Vec::with_capacity(entrants * REVIEWERS * items.len());
    for entrant in 0..entrants {
        let level = 5_800 + chooser.offset(600);
        let profile: Vec<i32> = items.iter().map(|_| chooser.offset(400)).collect();
        for (reviewer, severity) in severity.iter().enumerate() {
            let own = level + severity + chooser.offset(150);
            for (item, strength) in items.iter().zip(&profile) {
                let percent = ((own + strength + chooser.offset(420) + 250).div_euclid(500) * 5).clamp(0, 100);
                rows.push(row(&mut chooser, entrant, reviewer, item, percent));
            }
        }
    }
    let names = (0..entrants).map(|at| [id(at), "组织".to_owned(), format!("三门峡第{at}申报单位")]);
    RankingFiles {
        scores: csv_bytes(["阶段", "申报编号", "专家编号", "条款", "百分比", "优势", "改进"], rows),
        entrants: csv_bytes(["编号", "类别", "名称"], names),
        rules: RULES.into(),
    }
}

fn id(entrant: usize) -> String {
    format!("O{entrant:04}")
}

/// One item in sixteen comes with words.
fn row(chooser: &mut Chooser, entrant: usize, reviewer: usize, item: &str, percent: i32) -> [String; 7] {
    let words = if chooser.below(16) == 0 { "有成文的做法，责任部门清楚" } else { "" };
    [
        "site".to_owned(),
        id(entrant),
        format!("R{}", reviewer + 1),
        item.to_owned(),
        percent.to_string(),
        words.to_owned(),
        String::new(),
    ]
}

const RULES: &str = r#"{
  "format": "zhuoping/rules/v1",
  "award": {"zh": "测速", "en": "Benchmark"},
  "session": {"zh": "第一届", "en": "first session"},
  "period_years": 2,
  "regulation": {"title": "测速", "number": "无", "effective": "2022-12-20"},
  "editions": {"organization": "gbt19580-2012"},
  "stages": [{"id": "site", "rule": "trimmed", "level": "total", "trim": 1, "weight": "1"}],
  "combination": "weighted",
  "floor": {"organization": "550"},
  "tiers": [
    {"id": "award", "title": {"zh": "质量奖", "en": "award"}, "caps": {"organization": 4}},
    {"id": "nomination", "title": {"zh": "提名奖", "en": "nomination"}, "caps": {"organization": 4}}
  ],
  "tie_breaks": [{"category": "4.7"}, {"item": "4.7.2"}],
  "rounding": {"decimals": 2, "mode": "half_up"},
  "dispersion": {"range_percent": 30, "sd_percent": "12.5", "bands_apart": 2, "far_from_median": 20, "same_percent_share": "1"},
  "recusal_years": 3,
  "votes": {"quorum": "2/3", "majority": "1/2", "base": "present"},
  "publicity_days": 5,
  "publicity_counts_first_day": false,
  "calendar": "cn-state-council"
}
"#;
