//! Reading the files of a ranking, for every benchmark that begins with a score table.

use std::sync::Arc;
use zhuoping_benches::RankingFiles;
use zhuoping_criteria::builtin;
use zhuoping_documents::{entrants, scores};
use zhuoping_ratings::{PerKind, Rules, Scores};

pub(crate) fn read(files: &RankingFiles) -> (Rules, Scores) {
    let rules = Rules::parse(&files.rules).expect("good rules");
    let entrants = entrants::read("entrants.csv", &files.entrants).expect("good entrants").value;
    let register = scores::register(&entrants).expect("ids of one rule");
    let editions = PerKind { organization: builtin("gbt19580-2012").map(Arc::new), individual: None };
    let stages: Vec<_> = rules.stages().iter().map(|stage| stage.id.clone()).collect();
    let context =
        scores::Context { stages: &stages, editions: &editions, register: Some(&register), panel: None, recusals: &[] };
    let read = scores::read("scores.csv", &files.scores, &context).expect("good scores");
    (rules, read.value.scores)
}
