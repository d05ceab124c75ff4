//! The draw as its record shows it to the public: experts by number, never by name (`Art. 9`, `Art. 31`).

use crate::commands::draw::fair;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zhuoping_panel::commitment::{CommittedQuota, Parts};
use zhuoping_panel::opening::Opening;
use zhuoping_panel::plan::{External, Method};
use zhuoping_panel::record::{Contribution, Record};
use zhuoping_panel::verify::Report;
use zhuoping_panel::{ExpertId, Policy};

/// The section `draw`.
pub(in super::super) fn section(record: &Record, verdict: &Report) -> Value {
    let parts = record.commitment().parts();
    let out: std::collections::BTreeSet<&ExpertId> =
        parts.exclusions.iter().filter(|line| line.policy == Policy::Exclude).map(|line| &line.expert).collect();
    let value = record.to_value();
    let external = |external: &External| json!({"name": external.name, "date": external.date.to_string(), "value": value["external_value"]});
    json!({
        "draw_id": parts.draw_id,
        "attempt": parts.attempt,
        "date": parts.date.to_string(),
        "rehearsal": record.rehearsal(),
        "void": record.is_void(),
        "missing": record.missing().iter().map(|witness| witness.as_str()).collect::<Vec<_>>(),
        "protocol": value["protocol"],
        "digest": record.digest().to_hex(),
        "draw_digest": record.draw_digest().to_hex(),
        "record_digest": record.record_digest().to_hex(),
        "annex_digest": parts.annex_digest.to_hex(),
        "seed": value["seed"],
        "method": record.method().code(),
        "number": fair::number(record).filter(|_| record.method() == Method::Leximin),
        "ball": record.ball(),
        "panels_total": record.panels_total(),
        "tries": record.tries(),
        "index": record.index(),
        "pool": parts.pool.len(),
        "eligible": parts.pool.len() - out.len(),
        "panel_size": parts.panel_size,
        "reserves": parts.reserves,
        "reserves_digest": record.reserves_digest().map(|digest| digest.to_hex()),
        "employer_max": parts.employer_max,
        "quotas": parts.quotas.iter().map(quota).collect::<Vec<_>>(),
        "exclusions": exclusions(parts),
        "witnesses": record.contributions().iter().map(witness).collect::<Vec<_>>(),
        "external": parts.external.as_ref().map(external),
        "panel": seats(record),
        "openings": record.openings().iter().map(|of| opening(record, of)).collect::<Vec<_>>(),
        "checks": verdict.checks.iter()
            .map(|check| json!({"number": check.number, "name": check.name, "ok": check.ok, "message": check.message.zh}))
            .collect::<Vec<_>>(),
    })
}

fn quota(quota: &CommittedQuota) -> Value {
    json!({"column": crate::commands::draw::column_zh(&quota.column), "value": quota.value, "min": quota.min, "max": quota.max})
}

/// How many lines there are of each policy, ground and source; whom they concern stays sealed.
fn exclusions(parts: &Parts) -> Vec<Value> {
    let mut counts: BTreeMap<(Policy, &str, &str), usize> = BTreeMap::new();
    for line in &parts.exclusions {
        *counts.entry((line.policy, line.ground.zh(), line.source.zh())).or_default() += 1;
    }
    let row = |((policy, ground, source), count): ((Policy, &str, &str), usize)| {
        let policy = match policy {
            Policy::Exclude => "不参加抽取",
            Policy::Recuse => "仅回避该申报方",
        };
        json!({"policy": policy, "ground": ground, "source": source, "count": count})
    };
    counts.into_iter().map(row).collect()
}

fn witness(contribution: &Contribution) -> Value {
    json!({
        "name": contribution.witness.as_str(),
        "commitment": contribution.commitment.to_hex(),
        "text": contribution.revealed.as_ref().map(|revealed| &revealed.text),
    })
}

/// The drawn in their order, then who took a place.
fn seats(record: &Record) -> Vec<Value> {
    let recusals = record.recusals();
    let recused = |id: &ExpertId| -> Vec<String> {
        recusals.iter().filter(|(expert, _)| expert == id).map(|(_, entrant)| entrant.to_string()).collect()
    };
    let drawn = (1..).zip(record.panel()).map(|(seat, id): (usize, &ExpertId)| {
        let declined = record.openings().iter().find(|opening| opening.decline == *id);
        json!({
            "seat": seat.to_string(), "expert": id, "recused": recused(id),
            "state": if declined.is_some() { "谢绝" } else { "评审" },
        })
    });
    let current = record.current_panel();
    let placed = record.openings().iter().filter_map(|opening| {
        let (placed, id) = (opening.placed?, record.placed(opening)?);
        current.contains(id).then(
            || json!({"seat": "递补", "expert": id, "recused": recused(id), "state": format!("后备第 {placed} 位")}),
        )
    });
    drawn.chain(placed).collect()
}

fn opening(record: &Record, opening: &Opening) -> Value {
    json!({
        "number": opening.number,
        "decline": opening.decline,
        "reason": opening.reason,
        "evidence": opening.evidence,
        "opened": opening.opened.iter().map(|opened| format!("第 {} 位 {}", opened.position, opened.id)).collect::<Vec<_>>(),
        "placed": record.placed(opening),
        "link": opening.link.to_hex(),
    })
}
