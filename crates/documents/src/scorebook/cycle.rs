//! What workbooks are made from and held against: the rules, the editions, the entrants, and who judges whom.

use super::names;
use jiff::civil::Date;
use std::sync::Arc;
use zhuoping_criteria::{Edition, Lang};
use zhuoping_panel::Entrant;
use zhuoping_provenance::Digest;
use zhuoping_ratings::{EntrantId, EntrantKind, IdError, PerKind, ReviewerId, Rules, StageId};

/// One session of an award, as far as workbooks need it.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// The rule file.
    pub rules: Rules,
    /// The edition of each kind that is judged.
    pub editions: PerKind<Option<BoundEdition>>,
    /// Every entrant that may be judged, in the order of the list.
    pub entrants: Vec<Judged>,
}

/// An edition and the file it was read from.
#[derive(Clone, Debug)]
pub struct BoundEdition {
    /// The edition.
    pub edition: Arc<Edition>,
    /// SHA-256 of its file.
    pub digest: Digest,
}

/// An entrant, as far as a reviewer needs to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The number in the award.
    pub id: EntrantId,
    /// By which edition it is judged.
    pub kind: EntrantKind,
    /// The name.
    pub name: String,
}

/// What one reviewer is asked to fill in: everything a workbook says that the cycle does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// At this stage.
    pub stage: StageId,
    /// This reviewer.
    pub reviewer: ReviewerId,
    /// The reviewer's name, if it is to stand on the cover.
    pub name: Option<String>,
    /// The day by which the workbook is due.
    pub deadline: Option<Date>,
    /// The language of the labels.
    pub lang: Lang,
    /// Whom, in the order of the list; nobody the reviewer is recused from (回避, `Art. 31`).
    pub entrants: Vec<Judged>,
}

/// The entrants in the terms of workbooks, in their order.
///
/// # Errors
/// Never for a list that [`crate::entrants::read`] made, since both crates have one rule for ids.
pub fn judged(entrants: &[Entrant]) -> Result<Vec<Judged>, IdError> {
    let kinds = crate::scores::register(entrants)?;
    let with_name =
        |((id, kind), entrant): ((EntrantId, EntrantKind), &Entrant)| Judged { id, kind, name: entrant.name.clone() };
    Ok(kinds.into_iter().zip(entrants).map(with_name).collect())
}

impl Cycle {
    /// The edition an entrant is judged by; `None` where the rules name none for its kind.
    pub fn edition(&self, kind: EntrantKind) -> Option<&BoundEdition> {
        self.editions.get(kind).as_ref()
    }

    /// The entrants whose kind the rules name no edition for: nobody can judge them.
    pub fn not_judged(&self) -> impl Iterator<Item = &Judged> {
        self.entrants.iter().filter(|entrant| self.edition(entrant.kind).is_none())
    }

    /// Whom `reviewer` judges: every entrant but those of `recusals` (回避, `Art. 31`) and of [`Cycle::not_judged`].
    pub fn entrants_of(&self, reviewer: &ReviewerId, recusals: &[(EntrantId, ReviewerId)]) -> Vec<Judged> {
        let recused = |id: &EntrantId| recusals.iter().any(|(from, who)| from == id && who == reviewer);
        let judged = |entrant: &&Judged| self.edition(entrant.kind).is_some() && !recused(&entrant.id);
        self.entrants.iter().filter(judged).cloned().collect()
    }

    /// The entrant with this id.
    pub(super) fn entrant(&self, id: &str) -> Option<&Judged> {
        self.entrants.iter().find(|entrant| entrant.id.as_str() == id)
    }

    /// The edition of an entrant of a task; tasks hold only entrants that have one.
    pub(super) fn edition_of(&self, entrant: &Judged) -> &Edition {
        &self.edition(entrant.kind).expect("a task names only entrants with an edition").edition
    }
}

impl Task {
    /// A name for the task's file: `评分工作簿-material-HN0016.xlsx`. `reviewers` are all whose files lie beside it.
    pub fn file_names<'a>(
        stage: &StageId,
        reviewers: impl IntoIterator<Item = &'a ReviewerId>,
        lang: Lang,
    ) -> Vec<String> {
        let head = match lang {
            Lang::Zh => "评分工作簿",
            Lang::En => "scorebook",
        };
        let stage = names::files([stage.as_str()]).remove(0);
        let reviewers = names::files(reviewers.into_iter().map(ReviewerId::as_str));
        reviewers.into_iter().map(|reviewer| format!("{head}-{stage}-{reviewer}.xlsx")).collect()
    }
}
