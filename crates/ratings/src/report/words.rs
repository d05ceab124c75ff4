//! The sentences of the document, in both languages.

use super::parts::Note;
use crate::aggregate::Unscored;
use crate::ranking::{Candidate, KindRanking};
use crate::rules::Rules;
use crate::standing::Unranked;
use crate::tiers::Placement;
use zhuoping_criteria::Bilingual;

/// Why a candidate has no tier; `None` if it has one.
pub(super) fn tier_note(
    rules: &Rules,
    kind: &KindRanking,
    candidate: &Candidate,
    one_stage: bool,
) -> Option<Note<'static>> {
    let (reason, words) = match &candidate.placement {
        Placement::Tier(_) | Placement::BeyondCaps if one_stage => {
            ("one_stage", Bilingual::new("单个阶段的结果不定奖项等次", "no tier is given by the result of one stage"))
        }
        Placement::Tier(_) => return None,
        Placement::Undecided { tiers, places } => {
            ("tie_across_caps", undecided(rules, kind, candidate, tiers, *places, one_stage))
        }
        Placement::BelowFloor => ("below_floor", Bilingual::new("得分低于门槛分", "the score is below the floor")),
        Placement::BeyondCaps => ("beyond_caps", Bilingual::new("名额已满", "all places are taken")),
    };
    Some(Note { reason, words })
}

fn undecided(
    rules: &Rules,
    kind: &KindRanking,
    candidate: &Candidate,
    tiers: &[usize],
    places: usize,
    one_stage: bool,
) -> Bilingual {
    let tied = kind.candidates.iter().filter(|other| other.place == candidate.place).count();
    if one_stage {
        return Bilingual::new(
            format!("并列 {tied} 个，余 {places} 个名额"),
            format!("{tied} share this place and {places} places are left"),
        );
    }
    let titles: Vec<&Bilingual> = tiers.iter().map(|tier| &rules.tiers()[*tier].title).collect();
    let zh: Vec<&str> = titles.iter().map(|title| title.zh.as_str()).collect();
    let en: Vec<&str> = titles.iter().map(|title| title.en.as_str()).collect();
    Bilingual::new(
        format!("并列 {tied} 个，可得「{}」的名额共 {places} 个，评分不能分出先后，由评委会审议决定", zh.join("、")),
        format!(
            "{tied} share this place and {places} can come to \"{}\"; the scores cannot tell them apart, so the \
             committee decides",
            en.join("\", \"")
        ),
    )
}

/// Why an entrant has no rank.
pub(super) fn unranked(rules: &Rules, why: &Unranked) -> Note<'static> {
    let stage = |at: usize| rules.stages()[at].id.as_str();
    match why {
        Unranked::Missing(missing) => {
            let sentences: Vec<Bilingual> = missing.iter().map(|(at, why)| unscored(stage(*at), *why)).collect();
            let join =
                |pick: fn(&Bilingual) -> &str, with: &str| sentences.iter().map(pick).collect::<Vec<_>>().join(with);
            let words = Bilingual::new(join(|words| &words.zh, "；"), join(|words| &words.en, "; "));
            Note { reason: "missing_stage", words }
        }
        Unranked::Stopped { stage: at, place, scored_later } => {
            let (later_zh, later_en) = if *scored_later {
                ("；此后阶段的评分不计", "; later scores do not count")
            } else {
                ("", "")
            };
            let words = Bilingual::new(
                format!("在「{}」阶段列第 {place}，未进入下一阶段{later_zh}", stage(*at)),
                format!("stopped at the stage \"{}\" at place {place}{later_en}", stage(*at)),
            );
            Note { reason: "stopped_at_gate", words }
        }
    }
}

fn unscored(stage: &str, why: Unscored) -> Bilingual {
    match why {
        Unscored::NoSheet => {
            Bilingual::new(format!("「{stage}」阶段没有评分"), format!("no score at the stage \"{stage}\""))
        }
        Unscored::TooFew { complete, needed } => Bilingual::new(
            format!("「{stage}」阶段完整评分表 {complete} 份，至少需要 {needed} 份"),
            format!("{complete} complete sheets at the stage \"{stage}\"; at least {needed} are needed"),
        ),
        Unscored::NotAgreed => Bilingual::new(
            format!("「{stage}」阶段没有完整的合议评分"),
            format!("no complete agreed sheet at the stage \"{stage}\""),
        ),
    }
}
