//! Reading a commitment, member by member.

use super::rules;
use super::{Commitment, CommittedExclusion, CommittedLottery, CommittedQuota, PROTOCOL, Parts};
use crate::conflict::{ConflictKind, Policy, Source};
use crate::exclusion::{ExclusionSource, Ground, Standing};
use crate::form::{Form, Node};
use crate::lottery::{LISTED_MAX, WITHIN_MAX};
use crate::plan::{ConflictRule, External, Method, NUMBER_MAX, Pick};
use crate::prepare::Listed;
use std::collections::BTreeMap;
use zhuoping_provenance::{Digest, canonical};

/// The members of every commitment; a leximin one has one more.
const MEMBERS: [&str; 18] = [
    "protocol",
    "draw_id",
    "attempt",
    "date",
    "rehearsal",
    "blinding",
    "method",
    "panel_size",
    "reserves",
    "employer_max",
    "quotas",
    "pool",
    "policies",
    "exclusions",
    "witnesses",
    "external",
    "annex_digest",
    "reserve_key_digest",
];

const MOST: u64 = NUMBER_MAX as u64;

impl Commitment {
    /// The commitment at `node`; `None` when anything is wrong with it, which `form` then knows.
    pub(crate) fn read(form: &mut Form, node: &Node<'_>) -> Option<Self> {
        let before = form.count();
        let parts = Parts::read(form, node);
        if let Some(parts) = &parts {
            rules::check(form, node, parts);
        }
        let parts = parts.filter(|_| form.count() == before)?;
        let digest = Digest::of(&canonical::to_bytes(node.value).ok()?);
        Some(Self { parts, digest })
    }
}

impl Parts {
    fn read(form: &mut Form, at: &Node<'_>) -> Option<Self> {
        let leximin = at.value["method"] == Method::Leximin.code();
        let members = MEMBERS.iter().copied().chain(leximin.then_some("lottery"));
        form.members(at, &members.collect::<Vec<_>>());
        let protocol = form.literal(at.get("protocol"), PROTOCOL);
        let method = form.word(at.get("method"), &Method::ALL, Method::code);
        let lottery = if leximin { lottery(form, at.get("lottery")).map(Some) } else { Some(None) };
        let draw_id = form.draw_id(at.get("draw_id"));
        let attempt = form.count_from(at.get("attempt"), 1);
        let date = form.date(at.get("date"));
        let rehearsal = form.bool(at.get("rehearsal"));
        let blinding = form.bytes(at.get("blinding"));
        let panel_size = form.number(at.get("panel_size"), 1, MOST);
        let reserves = form.number(at.get("reserves"), 0, MOST);
        let employer_max = form.nullable(at.get("employer_max"), |form, node| form.number(node, 1, MOST));
        let quotas = form.list(at.get("quotas"), quota);
        let pool = form.list(at.get("pool"), listed);
        let policies = policies(form, at.get("policies"));
        let exclusions = form.list(at.get("exclusions"), exclusion);
        let witnesses = form.list(at.get("witnesses"), |form, node| form.witness(Some(node)));
        let external = form.nullable(at.get("external"), external);
        let annex_digest = form.digest(at.get("annex_digest"));
        let reserve_key_digest = form.digest(at.get("reserve_key_digest"));
        protocol?;
        method?;
        Some(Self {
            draw_id: draw_id?,
            attempt: attempt?,
            date: date?,
            rehearsal: rehearsal?,
            blinding: blinding?,
            panel_size: panel_size?,
            reserves: reserves?,
            employer_max: employer_max?,
            quotas: quotas?,
            pool: pool?,
            policies: policies?,
            exclusions: exclusions?,
            witnesses: witnesses?,
            external: external?,
            annex_digest: annex_digest?,
            reserve_key_digest: reserve_key_digest?,
            lottery: lottery?,
        })
    }
}

fn quota(form: &mut Form, at: Node<'_>) -> Option<CommittedQuota> {
    form.members(&at, &["column", "value", "min", "max", "counted"]);
    let column = form.text(at.get("column"));
    let value = form.text(at.get("value"));
    let min = form.number(at.get("min"), 0, MOST);
    let max = form.number(at.get("max"), 0, MOST);
    let counted = form.bool(at.get("counted"));
    Some(CommittedQuota { column: column?, value: value?, min: min?, max: max?, counted: counted? })
}

fn listed(form: &mut Form, at: Node<'_>) -> Option<Listed> {
    form.members(&at, &["id", "employer", "quotas"]);
    let id = form.expert(at.get("id"));
    let employer = form.nullable(at.get("employer"), |form, node| form.number(node, 0, u32::MAX.into()));
    let quotas = form.list(at.get("quotas"), |form, node| form.number(Some(node), 0, MOST));
    Some(Listed { id: id?, employer: employer?, quotas: quotas? })
}

fn policies(form: &mut Form, at: Option<Node<'_>>) -> Option<BTreeMap<ConflictKind, ConflictRule>> {
    let at = at?;
    form.members(&at, &ConflictKind::ALL.map(ConflictKind::code));
    let rules = ConflictKind::ALL.map(|kind| Some((kind, conflict_rule(form, at.get(kind.code()))?)));
    rules.into_iter().collect()
}

fn conflict_rule(form: &mut Form, at: Option<Node<'_>>) -> Option<ConflictRule> {
    let at = at?;
    form.members(&at, &["policy", "years"]);
    let policy = policy(form, at.get("policy"));
    let years = form.number(at.get("years"), 0, 100);
    Some(ConflictRule { policy: policy?, years: years? })
}

fn policy(form: &mut Form, at: Option<Node<'_>>) -> Option<Policy> {
    form.word(at, &[Policy::Exclude, Policy::Recuse], Policy::code)
}

fn exclusion(form: &mut Form, at: Node<'_>) -> Option<CommittedExclusion> {
    form.members(&at, &["expert", "entrant", "kind", "source", "policy"]);
    exclusion_members(form, &at)
}

/// The members that an exclusion has here and, with one more, in the annex.
pub(crate) fn exclusion_members(form: &mut Form, at: &Node<'_>) -> Option<CommittedExclusion> {
    let standings = [Standing::Disqualified, Standing::Suspended, Standing::Withdrawn].map(Ground::Standing);
    let grounds: Vec<Ground> = ConflictKind::ALL.into_iter().map(Ground::Conflict).chain(standings).collect();
    let sources: Vec<ExclusionSource> =
        Source::ALL.into_iter().map(ExclusionSource::Conflict).chain([ExclusionSource::Pool]).collect();
    let expert = form.expert(at.get("expert"));
    let entrant = form.nullable(at.get("entrant"), Form::entrant);
    let ground = form.word(at.get("kind"), &grounds, Ground::code);
    let source = form.word(at.get("source"), &sources, ExclusionSource::code);
    let policy = policy(form, at.get("policy"));
    Some(CommittedExclusion { expert: expert?, entrant: entrant?, ground: ground?, source: source?, policy: policy? })
}

fn external(form: &mut Form, at: Option<Node<'_>>) -> Option<External> {
    let at = at?;
    form.members(&at, &["name", "date"]);
    let name = form.text(at.get("name"));
    let date = form.date(at.get("date"));
    Some(External { name: name?, date: date? })
}

fn lottery(form: &mut Form, at: Option<Node<'_>>) -> Option<CommittedLottery> {
    let at = at?;
    form.members(&at, &["digest", "panels", "pick", "within"]);
    let digest = form.digest(at.get("digest"));
    let panels = form.number(at.get("panels"), 1, LISTED_MAX.into());
    let pick = form.word(at.get("pick"), &Pick::ALL, Pick::code);
    let within = form.number(at.get("within"), 1, WITHIN_MAX.into());
    Some(CommittedLottery { digest: digest?, panels: panels?, pick: pick?, within: within? })
}
