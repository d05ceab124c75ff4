//! Checks 5 and 6: who contributed what, and the seed that follows.

use super::{Failure, Verdict};
use crate::commitment::Commitment;
use crate::draw::witnessed_seed;
use crate::record::{Contents, Contribution};
use crate::witness::rehearsal_seed;
use std::collections::BTreeMap;
use zhuoping_provenance::Digest;

/// Adds the verdicts of checks 5 and 6.
pub(super) fn check(verdicts: &mut Vec<Verdict>, contents: &Contents, commitment: &Commitment) {
    let witnesses = witnesses(contents, commitment);
    let seed = if witnesses.is_ok() { seed(contents, commitment) } else { Err(Failure::ground(5)) };
    verdicts.extend([witnesses, seed]);
}

/// Check 5.
fn witnesses(contents: &Contents, commitment: &Commitment) -> Verdict {
    let named: &[_] = if contents.rehearsal_text.is_some() { &[] } else { &commitment.parts().witnesses };
    if named.is_empty() && contents.rehearsal_text.is_none() {
        let zh = "抽取承诺没有见证人，只能以文字演练";
        return Err(Failure::at("/rehearsal_text", zh, "without witnesses there can only be a rehearsal from a text"));
    }
    let given = contents.witnesses.iter().map(|given| &given.witness);
    if let Some(at) = first_difference(given, named.iter()) {
        return Err(Failure::at(
            format!("/witnesses/{at}"),
            "应按升序列出抽取承诺中的全部见证人；以文字演练时为空",
            "the commitment's witnesses stand here, all of them and in ascending order; none in a rehearsal from a text",
        ));
    }
    contents.witnesses.iter().enumerate().try_for_each(|(at, given)| opens(at, given, contents.digest))?;
    distinct(&contents.witnesses)?;
    let missing = contents.witnesses.iter().filter(|given| given.revealed.is_none()).map(|given| &given.witness);
    match first_difference(contents.missing.iter(), missing) {
        Some(at) => Err(Failure::at(
            format!("/missing/{at}"),
            "应按升序列出未公开的见证人",
            "the witnesses who did not reveal stand here in ascending order",
        )),
        None => Ok(()),
    }
}

/// The first place where one list differs from another, or ends before it.
fn first_difference<T: PartialEq>(found: impl Iterator<Item = T>, expected: impl Iterator<Item = T>) -> Option<usize> {
    let (mut found, mut expected) = (found.fuse(), expected.fuse());
    (0..)
        .map_while(|at| match (found.next(), expected.next()) {
            (None, None) => None,
            (found, expected) => Some((found != expected).then_some(at)),
        })
        .find_map(|at| at)
}

fn opens(at: usize, given: &Contribution, digest: Digest) -> Verdict {
    match given.reveal(digest) {
        Some(reveal) if reveal.commitment() != given.commitment => Err(Failure::at(
            format!("/witnesses/{at}"),
            format!("“{}”公开的文字和随机数与其见证承诺不符", given.witness),
            format!("text and nonce of {} do not open the commitment of {0}", given.witness),
        )),
        _ => Ok(()),
    }
}

fn distinct(witnesses: &[Contribution]) -> Verdict {
    let mut first = BTreeMap::new();
    for (at, given) in witnesses.iter().enumerate() {
        if let Some(other) = first.insert(given.commitment, &given.witness) {
            return Err(Failure::at(
                format!("/witnesses/{at}/commitment"),
                format!("“{}”与“{other}”的见证承诺相同，其中一份是抄来的", given.witness),
                format!("{} and {other} have the same commitment; one of them copied it", given.witness),
            ));
        }
    }
    Ok(())
}

/// Check 6.
fn seed(contents: &Contents, commitment: &Commitment) -> Verdict {
    let rehearsal = commitment.parts().rehearsal || contents.rehearsal_text.is_some();
    if contents.rehearsal != rehearsal {
        let zh = format!("应为 {rehearsal}：承诺标明演练或种子来自一段文字时为演练");
        let en =
            format!("should be {rehearsal}: a rehearsal is what the commitment or a text as the seed's source says");
        return Err(Failure::at("/rehearsal", zh, en));
    }
    let drawn_in_public = contents.rehearsal_text.is_none() && !contents.is_void();
    let valued = drawn_in_public && commitment.parts().external.is_some();
    if contents.external_value.is_some() != valued {
        let (zh, en) = if valued {
            ("抽取承诺指定了公共来源，此处应为其结果", "the commitment names a public source, whose value stands here")
        } else {
            ("此处应为 null：没有公共来源参与", "should be null, since no public source takes part")
        };
        return Err(Failure::at("/external_value", zh, en));
    }
    let expected = match &contents.rehearsal_text {
        Some(text) => Some(rehearsal_seed(commitment.digest(), text)),
        None if contents.is_void() => None,
        None => Some(witnessed_seed(commitment, contents)),
    };
    let expected = expected.map(|seed| Digest::from_bytes(*seed.as_bytes()));
    if contents.seed == expected {
        return Ok(());
    }
    let shown = expected.map_or_else(|| "null".to_owned(), Digest::to_hex);
    let zh = format!("由各项贡献算出的种子应为 {shown}");
    Err(Failure::at("/seed", zh, format!("the contributions give the seed {shown}")))
}
