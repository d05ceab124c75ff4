//! Checks 1 to 4: the form of the bytes, their digests, the heading, and the rules a commitment keeps.

use super::{Failure, Verdict, formed};
use crate::commitment::{Commitment, written};
use crate::form::{Form, FormError, Node};
use crate::record::{Contents, digests};
use serde_json::Value;
use zhuoping_provenance::Digest;

/// Adds the verdicts of checks 1 to 4, or of check 1 alone when it fails, and gives what was read. There is no
/// commitment when it breaks a rule.
pub(super) fn check(
    verdicts: &mut Vec<Verdict>,
    bytes: &[u8],
    mut value: Value,
) -> Option<(Contents, Option<Commitment>)> {
    let mut form = Form::default();
    form.spelled(bytes, &value);
    let root = Node::root(&value);
    let contents = Contents::read(&mut form, &root);
    let before = form.count();
    let commitment = root.get("commitment").and_then(|node| Commitment::read(&mut form, &node));
    let mut problems = form.into_problems();
    let inside = problems.split_off(before);
    let (rules, mistyped): (Vec<FormError>, Vec<FormError>) =
        inside.into_iter().partition(|problem| problem.expected.is_rule());
    problems.extend(mistyped);
    let contents = contents.filter(|_| problems.is_empty());
    verdicts.push(formed(&problems));
    let contents = contents?;
    verdicts.push(integrity(&mut value, &contents));
    verdicts.push(heading(&value, &contents));
    verdicts.push(formed(&rules));
    Some((contents, commitment))
}

/// Check 2.
fn integrity(value: &mut Value, contents: &Contents) -> Verdict {
    let (draw, whole) = digests(value);
    for (name, found, expected) in
        [("draw_digest", contents.draw_digest, draw), ("record_digest", contents.record_digest, whole)]
    {
        if found != expected {
            return Err(Failure::at(
                format!("/{name}"),
                format!("{name} 应为 {expected}：记录在写成之后被改动过"),
                format!("{name} should be {expected}: the record was changed after it was written"),
            ));
        }
    }
    Ok(())
}

/// Check 3.
fn heading(value: &Value, contents: &Contents) -> Verdict {
    let commitment = &value["commitment"];
    let digest = Digest::of(&written(commitment));
    for (path, found) in [("/digest", contents.digest), ("/provenance/inputs/0/sha256", contents.input)] {
        if found != digest {
            return Err(Failure::at(
                path,
                format!("抽取承诺的 SHA-256 为 {digest}，与此处不同"),
                format!("the SHA-256 of the commitment is {digest}, which is not what stands here"),
            ));
        }
    }
    for name in ["draw_id", "attempt", "method"] {
        if value[name] != commitment[name] {
            return Err(Failure::at(
                format!("/{name}"),
                format!("{name} 与抽取承诺中的 {} 不同", commitment[name]),
                format!("{name} differs from the commitment's {}", commitment[name]),
            ));
        }
    }
    Ok(())
}
