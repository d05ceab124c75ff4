//! What the reader of scores says, in both languages.

use super::Context;
use super::percent::PercentError;
use crate::complaint::Complaint;
use crate::row::id_words;
use zhuoping_criteria::{Bilingual, Edition};
use zhuoping_panel::id::IdError as PanelIdError;
use zhuoping_ratings::{EntrantKind, IdError, Problem};

/// What is wrong and what would be accepted.
pub(super) type Said = (Bilingual, Bilingual);

/// How many ids or codes a message lists.
const LISTED: usize = 40;

/// Something wrong with one cell that does not depend on other rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Id(IdError),
    UnknownStage,
    UnknownEntrant,
    NoEdition(EntrantKind),
    NotOnPanel,
    /// For this kind of entrant, or for every kind where the entrant is not known.
    UnknownItem(Option<EntrantKind>),
    Percent(PercentError),
    OffStep,
    Recused,
}

impl Fault {
    /// The words for it; `edition` is that of the row's entrant, where it is known.
    pub(super) fn said(self, context: &Context<'_>, edition: Option<&Edition>) -> Said {
        match self {
            Self::Id(error) => id_words(panel_error(error)),
            Self::UnknownStage => unknown_stage(context),
            Self::UnknownEntrant => (
                Bilingual::new("申报名单中没有这个编号", "is the id of no entrant"),
                Bilingual::new("申报名单中的编号", "an id of the list of entrants"),
            ),
            Self::NoEdition(kind) => no_edition(kind),
            Self::NotOnPanel => not_on_panel(context),
            Self::UnknownItem(kind) => unknown_item(context, kind),
            Self::Percent(error) => (percent_message(error), percents(context, edition)),
            Self::OffStep => (
                Bilingual::new("百分比不在准则规定的步长上", "is a percent off the step of the criteria"),
                percents(context, edition),
            ),
            Self::Recused => recused(),
        }
    }
}

/// The words for a problem that the intake of the score table found.
pub(super) fn intake(problem: &Problem, context: &Context<'_>, first_row: impl Fn(usize) -> u32) -> Said {
    match problem {
        Problem::UnknownStage => Fault::UnknownStage.said(context, None),
        Problem::UnknownEntrant => Fault::UnknownEntrant.said(context, None),
        Problem::NotOnPanel => Fault::NotOnPanel.said(context, None),
        Problem::Recused => Fault::Recused.said(context, None),
        Problem::NoEdition { kind } => Fault::NoEdition(*kind).said(context, None),
        Problem::UnknownItem { kind, .. } => Fault::UnknownItem(Some(*kind)).said(context, None),
        Problem::OffStep { .. } => Fault::OffStep.said(context, None),
        Problem::Duplicate { first, .. } => {
            let first = first_row(*first);
            (
                Bilingual::new(
                    format!("同一阶段、申报者、专家和条款的评分重复，第 {first} 行已有"),
                    format!("scores the same stage, entrant, reviewer and item again; row {first} has it already"),
                ),
                Bilingual::new("每项评分一行", "one row a score"),
            )
        }
    }
}

/// Scores were to be read although the list of entrants has an id twice.
pub(super) fn registered_twice(file: &str, ids: &str) -> Complaint {
    let message = Bilingual::new(
        "申报名单中有重复的编号，无法读取评分",
        "the list of entrants has an id twice, so scores cannot be read",
    );
    let expected = Bilingual::new("编号不重复的申报名单", "a list of entrants with different ids");
    Complaint::new(file, message, expected).about(ids)
}

fn unknown_stage(context: &Context<'_>) -> Said {
    let accepted = context.stages.iter().map(|stage| match super::stage_zh(stage.as_str()) {
        Some(zh) => format!("{zh} {stage}"),
        None => stage.to_string(),
    });
    let accepted: Vec<_> = accepted.collect();
    (
        Bilingual::new("规则中没有这个阶段", "is no stage of the rule file"),
        Bilingual::new(accepted.join("、"), accepted.join(", ")),
    )
}

fn no_edition(kind: EntrantKind) -> Said {
    (
        Bilingual::new(
            format!("规则没有为{}规定评审准则，不能评分", kind.name_zh()),
            format!("cannot be scored: the rule file names no criteria for entrants of kind {kind}"),
        ),
        Bilingual::new("规则规定了准则的申报类别", "an entrant of a kind that the rule file has criteria for"),
    )
}

fn not_on_panel(context: &Context<'_>) -> Said {
    let panel = context.panel.unwrap_or_default();
    let mut accepted: Vec<_> = panel.iter().take(LISTED).map(|id| id.as_str()).collect();
    if panel.len() > LISTED {
        accepted.push("…");
    }
    accepted.push("合议 consensus");
    (
        Bilingual::new("不是本次评审组的专家", "is no reviewer of the panel"),
        Bilingual::new(accepted.join("、"), accepted.join(", ")),
    )
}

fn recused() -> Said {
    (
        Bilingual::new(
            "该专家对这个申报者应当回避（第三十一条），不得评分",
            "the reviewer is recused from this entrant (Art. 31) and may not score it",
        ),
        Bilingual::new("删去这一行，或将百分比和评语留空", "no such row, or one without percent and comments"),
    )
}

fn unknown_item(context: &Context<'_>, kind: Option<EntrantKind>) -> Said {
    let kinds = EntrantKind::ALL.into_iter().filter(|known| kind.is_none_or(|kind| kind == *known));
    let editions: Vec<&Edition> = kinds.filter_map(|kind| context.editions.get(kind).as_deref()).collect();
    let mut codes: Vec<&str> = Vec::new();
    for item in editions.iter().flat_map(|edition| edition.items()) {
        if !codes.contains(&item.code.as_str()) {
            codes.push(item.code.as_str());
        }
    }
    let more = codes.len() > LISTED;
    codes.truncate(LISTED);
    if more {
        codes.push("…");
    }
    let ids: Vec<_> = editions.iter().map(|edition| edition.id().to_string()).collect();
    (
        Bilingual::new(
            format!("准则 {} 没有这个条款", ids.join("、")),
            format!("is no item of the criteria {}", ids.join(", ")),
        ),
        Bilingual::new(codes.join("、"), codes.join(", ")),
    )
}

fn percent_message(error: PercentError) -> Bilingual {
    match error {
        PercentError::NotANumber => Bilingual::new("不是百分比", "is not a percent"),
        PercentError::Fraction => Bilingual::new("不是整数百分比", "is not a whole percent"),
        PercentError::Range => Bilingual::new("百分比超出 0 至 100", "is a percent outside 0 to 100"),
    }
}

/// The percents on the step of one edition, or of each where the entrant is not known.
fn percents(context: &Context<'_>, edition: Option<&Edition>) -> Bilingual {
    let mut steps: Vec<u8> = match edition {
        Some(edition) => vec![edition.step()],
        None => {
            let editions = EntrantKind::ALL.into_iter().filter_map(|kind| context.editions.get(kind).as_deref());
            editions.map(Edition::step).collect()
        }
    };
    steps.sort_unstable();
    steps.dedup();
    let steps: Vec<_> = steps.iter().map(u8::to_string).collect();
    Bilingual::new(
        format!("0 至 100 的整数，步长 {}，可写作 70 或 70%（0.7 不可）；未评分则留空", steps.join(" 或 ")),
        format!(
            "a whole number from 0 to 100 in steps of {}, as 70 or 70% (not 0.7); blank if not scored",
            steps.join(" or ")
        ),
    )
}

/// Both crates have the same rules for ids and tell of them alike.
fn panel_error(error: IdError) -> PanelIdError {
    match error {
        IdError::Empty => PanelIdError::Empty,
        IdError::Invisible => PanelIdError::Invisible,
        IdError::Personal => PanelIdError::Personal,
        IdError::Long => PanelIdError::Long,
    }
}
