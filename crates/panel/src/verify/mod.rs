//! The verifier: numbered checks, eleven of every record and two more of a leximin one, from the bytes up (`docs/draw-protocol.md` section 8).
//!
//! It works on any bytes and never panics. Nothing is taken from the record that can be computed: the digest, the seed,
//! the number of panels, the panel, the reserves and every opening follow from commitment and contributions. All checks
//! are always listed; one whose ground is missing because an earlier one failed fails too and says so.
//!
//! * `integrity`: form, digests, heading and commitment (checks 1 to 4).
//! * `contributions`: witnesses and seed (5 and 6).
//! * `panel`: counting, drawing, quotas (7 to 9).
//! * `afterwards`: reserves and openings (10 and 11).
//! * `lottery`: the fairest lottery and its certificate (12 and 13).

mod afterwards;
mod contributions;
mod integrity;
mod lottery;
mod panel;

use crate::commitment::Commitment;
use crate::form::{FormError, strict};
use crate::message::Message;
use crate::plan::Method;
use crate::record::Contents;

/// Names of the checks in the order of their numbers, with what each has found when it holds.
const CHECKS: [(&str, &str, &str); 13] = [
    ("form", "字节为规范 JSON，各项齐全、类型正确", "canonical JSON with every member of its stated form"),
    ("integrity", "draw_digest 与 record_digest 正确", "draw_digest and record_digest are right"),
    ("commitment", "摘要与抽取承诺一致", "the digest is the commitment's, and the heading agrees with it"),
    ("pool", "抽取承诺的顺序、编号、范围和回避规定均符合要求", "order, numbering, ranges and policies are kept"),
    ("witnesses", "见证人齐全，公开内容与见证承诺相符", "witnesses complete, every reveal opens its commitment"),
    ("seed", "种子由各项贡献算出", "the seed follows from the contributions"),
    ("counting", "可行评审组总数正确", "the number of panels is right"),
    ("draw", "评审组由种子和专家库算出", "tries, index and panel follow from seed and pool"),
    ("quotas", "评审组满足人数、配额和同单位上限", "the panel keeps its size, every quota and the employer limit"),
    ("reserves", "后备名单摘要正确", "the digest of the reserves is right"),
    ("openings", "每次放弃与递补均按规则", "every decline was followed as the rules say"),
    (
        "lottery",
        "抽签方案与承诺一致，名单中每个评审组都满足全部规定，名单机会与精确机会之差在承诺范围内",
        "the lottery is the one committed to; every listed panel keeps every rule; listed chances are as near as committed",
    ),
    ("certificate", "已证明没有更公平的抽签方案", "no lottery over feasible panels is fairer"),
];
/// Those of a record whose method is `uniform`.
const UNIFORM_CHECKS: usize = 11;

/// What the verifier found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whether every check holds.
    pub valid: bool,
    /// Whether the record says it is a rehearsal: it passes, and binds nobody.
    pub rehearsal: bool,
    /// Whether the record says that the attempt is void: it passes, and there is no panel.
    pub void: bool,
    /// All checks, in order of number.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// From 1.
    pub number: u8,
    /// Its name in the protocol.
    pub name: &'static str,
    /// Whether it holds.
    pub ok: bool,
    /// JSON pointer of the first place that fails; `sealed#` stands before one into the sealed file. `None` when the
    /// check holds or its ground is missing.
    pub path: Option<String>,
    /// What was found.
    pub message: Message,
}

/// Why a check fails.
struct Failure {
    path: Option<String>,
    message: Message,
}

type Verdict = Result<(), Failure>;

/// The verdict of a check that fails with any error of form.
fn formed(errors: &[FormError]) -> Verdict {
    errors.split_first().map_or(Ok(()), |(first, others)| Err(Failure::form(first, others.len())))
}

impl Failure {
    /// At a place of the record.
    fn at(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: Some(path.into()), message: Message::new(zh, en) }
    }

    /// Because another check failed.
    fn ground(check: u8) -> Self {
        let zh = format!("未能核对：第 {check} 项未通过");
        Self { path: None, message: Message::new(zh, format!("could not be checked, since check {check} failed")) }
    }

    /// An error of form, and how many others there are.
    fn form(first: &FormError, others: usize) -> Self {
        let Message { mut zh, mut en } = first.message();
        if others > 0 {
            zh.push_str(&format!("（另有 {others} 处）"));
            en.push_str(&format!(" (and {others} more)"));
        }
        Self { path: Some(first.path.clone()), message: Message { zh, en } }
    }

    /// The same within the sealed file.
    fn sealed(self) -> Self {
        Self { path: self.path.map(|path| format!("sealed#{path}")), ..self }
    }
}

/// Runs all checks on the bytes of a record; with the bytes of the sealed file also those on the order of the reserves.
pub fn verify(bytes: &[u8], sealed: Option<&[u8]>) -> Report {
    examine(bytes, sealed).0
}

/// As [`verify`], together with what was read, if it could be read at all.
pub(crate) fn examine(bytes: &[u8], sealed: Option<&[u8]>) -> (Report, Option<(Contents, Commitment)>) {
    let mut verdicts = Vec::with_capacity(CHECKS.len());
    let mut leximin = false;
    let read = match strict(bytes) {
        Ok(value) => {
            leximin = value["method"] == Method::Leximin.code();
            integrity::check(&mut verdicts, bytes, value)
        }
        Err(error) => {
            verdicts.push(Err(Failure::form(&error, 0)));
            None
        }
    };
    let checks = if leximin { CHECKS.len() } else { UNIFORM_CHECKS };
    match read {
        Some((contents, Some(commitment))) => {
            contributions::check(&mut verdicts, &contents, &commitment);
            let instance = commitment.instance();
            panel::check(&mut verdicts, &contents, &commitment, &instance);
            afterwards::check(&mut verdicts, &contents, &commitment, &instance, sealed);
            lottery::check(&mut verdicts, &contents, &commitment, &instance);
            (report(verdicts, Some(&contents)), Some((contents, commitment)))
        }
        read => {
            let contents = read.map(|(contents, _)| contents);
            let ground = if contents.is_some() { 4 } else { 1 };
            verdicts.resize_with(checks, || Err(Failure::ground(ground)));
            (report(verdicts, contents.as_ref()), None)
        }
    }
}

fn report(verdicts: Vec<Verdict>, contents: Option<&Contents>) -> Report {
    let checks: Vec<Check> = (1..)
        .zip(CHECKS)
        .zip(verdicts)
        .map(|((number, (name, zh, en)), verdict)| match verdict {
            Ok(()) => Check { number, name, ok: true, path: None, message: Message::new(zh, en) },
            Err(Failure { path, message }) => Check { number, name, ok: false, path, message },
        })
        .collect();
    Report {
        valid: checks.iter().all(|check| check.ok),
        rehearsal: contents.is_some_and(|contents| contents.rehearsal),
        void: contents.is_some_and(|contents| !contents.missing.is_empty()),
        checks,
    }
}
