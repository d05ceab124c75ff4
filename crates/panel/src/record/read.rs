//! Reading a record, member by member; whether its members agree is the verifier's business.

use super::{Contents, Contribution, INPUT, Revealed};
use crate::commitment::PROTOCOL;
use crate::form::{Expected, Form, Node};
use crate::lottery::{LISTED_MAX, LotteryFile};
use crate::opening::{Opened, Opening};
use crate::plan::Method;
use crate::witness::TEXT_BYTES_MAX;
use zhuoping_provenance::Digest;

/// The members of every record; a leximin one has two more.
const MEMBERS: [&str; 22] = [
    "protocol",
    "provenance",
    "draw_id",
    "attempt",
    "method",
    "digest",
    "rehearsal",
    "commitment",
    "witnesses",
    "rehearsal_text",
    "external_value",
    "missing",
    "seed",
    "panels_total",
    "tries",
    "index",
    "panel",
    "reserve_leaves",
    "reserves_digest",
    "draw_digest",
    "openings",
    "record_digest",
];

impl Contents {
    /// Everything but the commitment; `None` when anything is not of its form, which `form` then knows.
    pub(crate) fn read(form: &mut Form, at: &Node<'_>) -> Option<Self> {
        let leximin = at.value["method"] == Method::Leximin.code();
        let more: &[&str] = if leximin { &["lottery", "ball"] } else { &[] };
        form.members(at, &[&MEMBERS, more].concat());
        let protocol = form.literal(at.get("protocol"), PROTOCOL);
        let method = form.word(at.get("method"), &Method::ALL, Method::code);
        let provenance = provenance(form, at.get("provenance"));
        let draw_id = form.draw_id(at.get("draw_id"));
        let attempt = form.count_from(at.get("attempt"), 1);
        let digest = form.digest(at.get("digest"));
        let rehearsal = form.bool(at.get("rehearsal"));
        let witnesses = form.list(at.get("witnesses"), contribution);
        let rehearsal_text = form.nullable(at.get("rehearsal_text"), Form::text);
        let external_value = form.nullable(at.get("external_value"), Form::text);
        let missing = form.list(at.get("missing"), |form, node| form.witness(Some(node)));
        let seed = form.nullable(at.get("seed"), Form::digest);
        let panels_total = form.nullable(at.get("panels_total"), Form::decimal);
        let tries = form.count_from(at.get("tries"), 0);
        let index = form.nullable(at.get("index"), Form::decimal);
        let panel = form.list(at.get("panel"), |form, node| form.expert(Some(node)));
        let reserve_leaves = form.list(at.get("reserve_leaves"), |form, node| form.digest(Some(node)));
        let reserves_digest = form.nullable(at.get("reserves_digest"), Form::digest);
        let draw_digest = form.digest(at.get("draw_digest"));
        let openings = form.list(at.get("openings"), opening);
        let record_digest = form.digest(at.get("record_digest"));
        let (lottery, ball) = if leximin { fair(form, at) } else { (Some(None), Some(None)) };
        protocol?;
        let (version, input) = provenance?;
        Some(Self {
            version,
            input,
            draw_id: draw_id?,
            attempt: attempt?,
            method: method?,
            digest: digest?,
            rehearsal: rehearsal?,
            witnesses: witnesses?,
            rehearsal_text: rehearsal_text?,
            external_value: external_value?,
            missing: missing?,
            seed: seed?,
            panels_total: panels_total?,
            tries: tries?,
            index: index?,
            panel: panel?,
            reserve_leaves: reserve_leaves?,
            reserves_digest: reserves_digest?,
            draw_digest: draw_digest?,
            openings: openings?,
            record_digest: record_digest?,
            lottery: lottery?,
            ball: ball?,
        })
    }
}

/// The members that only a leximin record has.
fn fair(form: &mut Form, at: &Node<'_>) -> (Option<Option<LotteryFile>>, Option<Option<u64>>) {
    let lottery = LotteryFile::read(form, at.get("lottery")).map(Some);
    let ball = form.nullable(at.get("ball"), |form, node| form.number(node, 1, LISTED_MAX.into()));
    (lottery, ball)
}

/// The version, and the digest of the one input.
fn provenance(form: &mut Form, at: Option<Node<'_>>) -> Option<(String, Digest)> {
    let at = at?;
    form.members(&at, &["software", "version", "method", "inputs"]);
    let software = form.literal(at.get("software"), "zhuoping");
    let version = form.text(at.get("version"));
    let method = form.literal(at.get("method"), PROTOCOL);
    let node = at.get("inputs");
    let inputs = form.list(node, |form, at| {
        form.members(&at, &["name", "sha256"]);
        let name = form.literal(at.get("name"), INPUT);
        let sha256 = form.digest(at.get("sha256"));
        name.and(sha256)
    });
    software?;
    method?;
    match inputs?[..] {
        [input] => Some((version?, input)),
        _ => {
            form.refuse(&node?, Expected::One);
            None
        }
    }
}

fn contribution(form: &mut Form, at: Node<'_>) -> Option<Contribution> {
    form.members(&at, &["witness", "commitment", "nonce", "text"]);
    let witness = form.witness(at.get("witness"));
    let commitment = form.digest(at.get("commitment"));
    let nonce = form.nullable(at.get("nonce"), Form::bytes);
    let node = at.get("text");
    let text = form.nullable(node, |form, node| form.text_up_to(node, TEXT_BYTES_MAX));
    let revealed = match (nonce?, text?) {
        (Some(nonce), Some(text)) => Some(Revealed { nonce, text }),
        (None, None) => None,
        _ => {
            form.refuse(&node?, Expected::NullWith("nonce"));
            return None;
        }
    };
    Some(Contribution { witness: witness?, commitment: commitment?, revealed })
}

fn opening(form: &mut Form, at: Node<'_>) -> Option<Opening> {
    form.members(&at, &["number", "decline", "reason", "evidence", "opened", "placed", "panel", "link"]);
    let number = form.count_from(at.get("number"), 1);
    let decline = form.expert(at.get("decline"));
    let reason = form.text(at.get("reason"));
    let evidence = form.nullable(at.get("evidence"), Form::text);
    let opened = form.list(at.get("opened"), opened);
    let placed = form.nullable(at.get("placed"), |form, node| form.count_from(node, 1));
    let panel = form.list(at.get("panel"), |form, node| form.expert(Some(node)));
    let link = form.digest(at.get("link"));
    Some(Opening {
        number: number?,
        decline: decline?,
        reason: reason?,
        evidence: evidence?,
        opened: opened?,
        placed: placed?,
        panel: panel?,
        link: link?,
    })
}

fn opened(form: &mut Form, at: Node<'_>) -> Option<Opened> {
    form.members(&at, &["position", "id", "salt"]);
    let position = form.count_from(at.get("position"), 1);
    let id = form.expert(at.get("id"));
    let salt = form.bytes(at.get("salt"));
    Some(Opened { position: position?, id: id?, salt: salt? })
}
