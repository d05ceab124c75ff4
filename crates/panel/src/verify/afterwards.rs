//! Checks 10 and 11: the sealed reserves, and what happened to the panel after the draw.

use super::panel::void;
use super::{Failure, Verdict, formed};
use crate::commitment::Commitment;
use crate::lottery::Instance;
use crate::opening::{Opening, Progress, position, positions};
use crate::record::Contents;
use crate::reserves::{self, SealedReserves};
use crate::seating::Seating;
use zhuoping_provenance::Seed;

/// Adds the verdicts of checks 10 and 11; those of 1 to 9 are there.
pub(super) fn check(
    verdicts: &mut Vec<Verdict>,
    contents: &Contents,
    commitment: &Commitment,
    instance: &Instance,
    sealed: Option<&[u8]>,
) {
    let failed = (1u8..).zip(verdicts.iter()).filter(|(_, verdict)| verdict.is_err());
    let ground = failed.map(|(number, _)| number).find(|number| [6, 8, 9].contains(number));
    let seating = || match (ground, positions(instance, &contents.panel)) {
        (None, Some(panel)) => Ok(panel),
        (ground, _) => Err(Failure::ground(ground.unwrap_or(9))),
    };
    let reserves = leaves(contents, commitment.parts().reserves).and_then(|()| match sealed {
        Some(bytes) => sealed_file(bytes, contents, commitment, instance, seating()?),
        None => Ok(()),
    });
    let openings = match contents.is_void() {
        true if contents.openings.is_empty() => Ok(()),
        true => Err(void("/openings", "[]")),
        false => seating().and_then(|panel| openings(contents, instance, panel)),
    };
    verdicts.extend([reserves, openings]);
}

/// Check 10, as far as the record alone shows it.
fn leaves(contents: &Contents, most: u16) -> Verdict {
    let found = contents.reserve_leaves.len();
    if contents.is_void() {
        return match (found, contents.reserves_digest) {
            (0, None) => Ok(()),
            (0, Some(_)) => Err(void("/reserves_digest", "null")),
            _ => Err(void("/reserve_leaves", "[]")),
        };
    }
    if found > usize::from(most) {
        let en = format!("{found} reserves, where the commitment has at most {most}");
        return Err(Failure::at("/reserve_leaves", format!("有 {found} 名后备，承诺最多 {most} 名"), en));
    }
    let expected = reserves::list_digest(&contents.reserve_leaves);
    if contents.reserves_digest == Some(expected) {
        return Ok(());
    }
    Err(Failure::at("/reserves_digest", format!("应为 {expected}"), format!("the leaves give {expected}")))
}

/// Check 10 on the sealed file.
fn sealed_file(
    bytes: &[u8],
    contents: &Contents,
    commitment: &Commitment,
    instance: &Instance,
    panel: Vec<usize>,
) -> Verdict {
    let sealed = match SealedReserves::from_bytes(bytes) {
        Ok(sealed) => sealed,
        Err(errors) => return formed(&errors).map_err(Failure::sealed),
    };
    let parts = commitment.parts();
    if sealed.digest != commitment.digest() {
        let (zh, en) = ("密封后备名单属于另一次抽取", "the sealed file belongs to another draw");
        return Err(Failure::at("/digest", zh, en).sealed());
    }
    if sealed.key.digest() != parts.reserve_key_digest {
        let (zh, en) = ("后备密钥不是抽取承诺所绑定的那一把", "the key is not the one that the commitment binds");
        return Err(Failure::at("/key", zh, en).sealed());
    }
    let expected: Vec<usize> = match contents.seed {
        None => Vec::new(),
        Some(seed) => {
            let seating = Seating::new(instance, panel);
            let seed = Seed::from_bytes(*seed.as_bytes());
            reserves::order(&seating, instance.experts.len(), parts.reserves, seed, &sealed.key)
        }
    };
    let same = |(at, id): (usize, &usize)| sealed.reserves.get(at) == Some(&instance.experts[*id].id);
    let right = expected.iter().enumerate().take_while(|pair| same(*pair)).count();
    if right < expected.len().max(sealed.reserves.len()) {
        let (zh, en) = ("后备顺序与种子和密钥不符", "the order is not the one that seed and key give");
        return Err(Failure::at(format!("/reserves/{right}"), zh, en).sealed());
    }
    let leaves = sealed.leaves();
    let right = leaves.iter().zip(&contents.reserve_leaves).take_while(|(a, b)| a == b).count();
    if right < leaves.len().max(contents.reserve_leaves.len()) {
        let (zh, en) = ("与密封后备名单不符", "does not fit the sealed file");
        return Err(Failure::at(format!("/reserve_leaves/{right}"), zh, en));
    }
    Ok(())
}

/// Check 11.
fn openings(contents: &Contents, instance: &Instance, panel: Vec<usize>) -> Verdict {
    let mut seen = vec![false; instance.experts.len()];
    panel.iter().for_each(|member| seen[*member] = true);
    let mut progress = Progress::new(instance, panel);
    let mut link = contents.draw_digest;
    for (at, opening) in contents.openings.iter().enumerate() {
        let place = format!("/openings/{at}");
        if opening.number != at as u64 + 1 {
            let en = format!("should be {}", at + 1);
            return Err(Failure::at(format!("{place}/number"), format!("应为 {}", at + 1), en));
        }
        let expected = opening.linked_to(link);
        if opening.link != expected {
            let en = format!("should be {expected}: this opening or something before it was changed");
            let zh = format!("应为 {expected}：本次递补或此前的内容被改动过");
            return Err(Failure::at(format!("{place}/link"), zh, en));
        }
        link = expected;
        let opened = opened(contents, instance, &progress, opening, &place, &mut seen)?;
        follow(instance, &mut progress, opening, &place, &opened)?;
        if opening.placed.is_none() && progress.opened() < contents.reserve_leaves.len() {
            let number = progress.opened() + 1;
            let en = format!("reserve {number} should have been opened before the seat was given up");
            let zh = format!("放弃席位之前应开启第 {number} 名后备");
            return Err(Failure::at(format!("{place}/opened"), zh, en));
        }
    }
    Ok(())
}

/// The positions of the reserves an opening opens, after checking that they are the next ones and open their leaves.
fn opened(
    contents: &Contents,
    instance: &Instance,
    progress: &Progress<'_>,
    opening: &Opening,
    place: &str,
    seen: &mut [bool],
) -> Result<Vec<usize>, Failure> {
    let mut experts = Vec::new();
    for (at, reserve) in opening.opened.iter().enumerate() {
        let place = format!("{place}/opened/{at}");
        let number = progress.opened() + at + 1;
        if reserve.position != number as u64 {
            let zh = format!("后备应按序开启：此处应为第 {number} 名");
            let en = format!("reserves are opened in order: number {number} is next");
            return Err(Failure::at(format!("{place}/position"), zh, en));
        }
        let leaf = reserves::leaf(contents.digest, reserve.position, &reserve.id, &reserve.salt);
        if contents.reserve_leaves.get(number - 1) != Some(&leaf) {
            let zh = format!("与第 {number} 名后备的摘要不符");
            return Err(Failure::at(place, zh, format!("does not open the hash of reserve {number}")));
        }
        let expert = position(instance, &reserve.id).filter(|expert| !std::mem::replace(&mut seen[*expert], true));
        let Some(expert) = expert else {
            let zh = format!("“{}”不可抽取，或已在评审组或后备中", reserve.id);
            let en = format!("{} is not eligible, or already a member or reserve", reserve.id);
            return Err(Failure::at(format!("{place}/id"), zh, en));
        };
        experts.push(expert);
    }
    Ok(experts)
}

/// Whether an opening says what the rules make of the decline.
fn follow(
    instance: &Instance,
    progress: &mut Progress<'_>,
    opening: &Opening,
    place: &str,
    opened: &[usize],
) -> Verdict {
    let leaver = position(instance, &opening.decline).filter(|leaver| progress.seating.panel().contains(leaver));
    let Some(leaver) = leaver else {
        let en = format!("{} is not on the panel at that time", opening.decline);
        return Err(Failure::at(format!("{place}/decline"), format!("“{}”当时不在评审组中", opening.decline), en));
    };
    let before = progress.opened();
    let step = progress.decline(leaver, |reserve| opened.get(reserve - before).copied());
    if step.opened.len() != opened.len() {
        let (zh, en) = ("开启了不需要的后备", "more reserves were opened than the decline needed");
        return Err(Failure::at(format!("{place}/opened/{}", step.opened.len()), zh, en));
    }
    if opening.placed != step.placed {
        let shown = step.placed.map_or_else(|| "null".to_owned(), |number| number.to_string());
        let en = format!("should be {shown}: the first reserve with whom the rules hold");
        return Err(Failure::at(format!("{place}/placed"), format!("应为 {shown}：取第一名符合要求的后备"), en));
    }
    let panel = progress.seating.panel().iter().map(|member| &instance.experts[*member].id);
    if opening.panel.iter().eq(panel) {
        return Ok(());
    }
    let (zh, en) = ("递补后的评审组与规则不符", "not the panel that the rules give after this decline");
    Err(Failure::at(format!("{place}/panel"), zh, en))
}
