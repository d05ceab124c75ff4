//! Paper mode: forms to print for rooms where no computer is allowed, and what two people typed from them.
//!
//! Every row of a form has a short [code](row_code) that names reviewer, entrant and item. So whoever types needs two
//! columns only, the code and the percent, and a mistyped code is caught. Everything is typed twice, independently;
//! scores come out only where both agree.

pub mod entry;
mod form;
mod row_code;

pub use entry::{Mismatch, Typed, compare};

use super::collect::{Answer, Filled, Handed};
use super::cycle::{Cycle, Judged, Task};
use super::{cannot_hold, names, pages, render};
use crate::complaint::Complaints;
use row_code::Coder;
use unicode_normalization::UnicodeNormalization;
use zhuoping_criteria::Lang;
use zhuoping_provenance::digest::TaggedHash;
use zhuoping_ratings::{EntrantId, ReviewerId, StageId};

/// The forms of one stage: who judges whom, and the code of each row.
#[derive(Clone, Debug)]
pub struct Forms<'a> {
    cycle: &'a Cycle,
    stage: &'a StageId,
    reviewers: Vec<ReviewerId>,
    recusals: &'a [(EntrantId, ReviewerId)],
    coder: Coder,
}

/// A row of a form: positions among the reviewers by id, the entrants of the list, and the items of the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    reviewer: usize,
    entrant: usize,
    item: usize,
}

/// Why a code names no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not digits with a letter behind them, or not as many as the codes of these forms have.
    #[error("not the form of a row code")]
    Form,
    /// The check letter does not fit the digits: something was mistyped, or the form is one of another stage.
    #[error("the check letter does not fit")]
    Letter,
    /// There is no such row, or the reviewer is recused from the entrant.
    #[error("there is no such row")]
    NoRow,
}

impl<'a> Forms<'a> {
    /// The forms of a stage; the codes depend on who the reviewers are, but not on the order they are given in.
    pub fn new(
        cycle: &'a Cycle,
        stage: &'a StageId,
        reviewers: &[ReviewerId],
        recusals: &'a [(EntrantId, ReviewerId)],
    ) -> Self {
        let mut reviewers = reviewers.to_vec();
        reviewers.sort_unstable();
        reviewers.dedup();
        let items = cycle.entrants.iter().filter_map(|entrant| cycle.edition(entrant.kind));
        let items = items.map(|bound| bound.edition.items().len()).max().unwrap_or(0);
        let rules = &cycle.rules;
        // Forms of another stage or session have other letters, as far as 23 letters can tell them apart.
        let digest = TaggedHash::new("zhuoping/scorebook/v1/row-code")
            .part(rules.award().zh.as_bytes())
            .part(rules.session().zh.as_bytes())
            .part(stage.as_str().as_bytes())
            .finish();
        let coder = Coder::new([reviewers.len(), cycle.entrants.len(), items], u32::from(digest.as_bytes()[0]));
        Self { cycle, stage, reviewers, recusals, coder }
    }

    /// The reviewers in the order of their ids.
    pub fn reviewers(&self) -> &[ReviewerId] {
        &self.reviewers
    }

    /// The code of a row as it is printed: `01-03-05 K`.
    pub fn code(&self, place: Place) -> String {
        self.coder.code([place.reviewer, place.entrant, place.item])
    }

    /// The row of a code. Blanks and hyphens count for nothing, nor do case and width.
    ///
    /// # Errors
    /// [`CodeError`], see there.
    pub fn place(&self, code: &str) -> Result<Place, CodeError> {
        let even: String = code.nfkc().filter(|c| !matches!(c, ' ' | '-' | '\u{2013}')).collect();
        let [reviewer, entrant, item] = self.coder.numbers(&even.to_uppercase())?;
        let place = Place { reviewer, entrant, item };
        self.judged(place).map(|_| place).ok_or(CodeError::NoRow)
    }

    /// The entrant of a row, if there is such a row.
    fn judged(&self, place: Place) -> Option<&Judged> {
        let entrant = self.cycle.entrants.get(place.entrant)?;
        let bound = self.cycle.edition(entrant.kind)?;
        let reviewer = self.reviewers.get(place.reviewer)?;
        let recused = self.recusals.iter().any(|(from, who)| *from == entrant.id && who == reviewer);
        (place.item < bound.edition.items().len() && !recused).then_some(entrant)
    }

    /// Every row, in the order of reviewers, entrants and items.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let entrants = move |reviewer| (0..self.cycle.entrants.len()).map(move |entrant| (reviewer, entrant));
        let items = move |(reviewer, entrant)| {
            (0..).map(move |item| Place { reviewer, entrant, item }).take_while(|place| self.judged(*place).is_some())
        };
        (0..self.reviewers.len()).flat_map(entrants).flat_map(items)
    }

    /// The reviewer, the entrant and the code of the item of a row.
    pub fn names(&self, place: Place) -> (&ReviewerId, &EntrantId, &str) {
        let entrant = &self.cycle.entrants[place.entrant];
        let item = &self.cycle.edition_of(entrant).items()[place.item];
        (&self.reviewers[place.reviewer], &entrant.id, item.code.as_str())
    }

    /// The workbook with the forms of one reviewer, to be printed on A4: the bands, then one form an entrant.
    ///
    /// # Errors
    /// A name that is longer than a cell may be; `file` is the name in the complaint.
    pub fn workbook(
        &self,
        file: &str,
        reviewer: &ReviewerId,
        name: Option<&str>,
        lang: Lang,
    ) -> Result<Vec<u8>, Complaints> {
        let task = Task {
            stage: self.stage.clone(),
            reviewer: reviewer.clone(),
            name: name.map(str::to_owned),
            deadline: None,
            lang,
            entrants: self.cycle.entrants_of(reviewer, self.recusals),
        };
        let mut bands = pages::bands::page(self.cycle, &task);
        bands.free = true;
        let mut all = vec![bands];
        for (entrant, sheet) in task.entrants.iter().zip(pages::sheet_names(&task)) {
            all.push(form::page(self, &task, entrant, sheet));
        }
        let title = format!("{} {reviewer}", pages::heading(self.cycle, lang));
        render::workbook(&all, &title, lang).map_err(|error| cannot_hold(file, &error).into())
    }

    /// A name for the file of each reviewer's forms: `评分表-material-HN0016.xlsx`.
    pub fn file_names(&self, lang: Lang) -> Vec<String> {
        let head = match lang {
            Lang::Zh => "纸质评分表",
            Lang::En => "paper-forms",
        };
        let stage = names::files([self.stage.as_str()]).remove(0);
        let reviewers = names::files(self.reviewers.iter().map(ReviewerId::as_str));
        reviewers.into_iter().map(|reviewer| format!("{head}-{stage}-{reviewer}.xlsx")).collect()
    }

    /// What was typed, as if it had come back in workbooks; `file` is the name in what is made of it.
    pub fn handed(&self, file: &str, typed: &Typed) -> Vec<Handed> {
        let sheet = |reviewer: usize, at: usize, entrant: &Judged| {
            let items = 0..self.cycle.edition_of(entrant).items().len();
            let answer =
                |item| Answer { percent: typed.percent(Place { reviewer, entrant: at, item }), ..Answer::default() };
            Filled { entrant: entrant.id.clone(), kind: entrant.kind, answers: items.map(answer).collect() }
        };
        let book = |(at, reviewer): (usize, &ReviewerId)| {
            let judged = self.cycle.entrants_of(reviewer, self.recusals);
            let sheets = self.cycle.entrants.iter().enumerate().filter(|(_, entrant)| judged.contains(entrant));
            Handed {
                file: file.to_owned(),
                stage: self.stage.clone(),
                reviewer: reviewer.clone(),
                sheets: sheets.map(|(entrant_at, entrant)| sheet(at, entrant_at, entrant)).collect(),
            }
        };
        self.reviewers.iter().enumerate().map(book).collect()
    }

    /// The row of one item of a reviewer and an entrant.
    fn place_of(&self, reviewer: &ReviewerId, entrant: &Judged, item: usize) -> Place {
        let reviewer = self.reviewers.binary_search(reviewer).expect("forms are made for these reviewers");
        let known = self.cycle.entrants.iter().position(|known| known.id == entrant.id);
        Place { reviewer, entrant: known.expect("forms are made for entrants of the list"), item }
    }
}
