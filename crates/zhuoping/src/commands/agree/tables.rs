//! The file as tables of ratings.

use super::ask::Ask;
use crate::cli::Agree;
use crate::commands::rank::edition_named;
use crate::files::{self, Source};
use crate::refusal::Refusal;
use crate::report::names::Names;
use crate::talk::Talk;
use std::collections::BTreeSet;
use zhuoping_criteria::Bilingual;
use zhuoping_documents::long::{self, Long, Score};
use zhuoping_documents::{entrants, scores, wide};
use zhuoping_ratings::agreement::categorical::Categories;
use zhuoping_ratings::agreement::{CategorySource, Matrix, MatrixError, scores as ratings};
use zhuoping_ratings::components::{self, ThreeWay};
use zhuoping_ratings::{EntrantId, EntrantKind, PerKind, StageId, StageTable};

/// What the cells of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The ratings as they are in the file, one for each subject and rater.
    Ratings,
    /// Entrants x reviewers: totals in points.
    Totals,
    /// Entrants x reviewers: means over the items.
    EntrantMeans,
    /// One row an entrant and item, x reviewers.
    EntrantByItem,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Ratings, Self::Totals, Self::EntrantMeans, Self::EntrantByItem];

    /// The name in options and results.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ratings => "ratings",
            Self::Totals => "totals",
            Self::EntrantMeans => "entrant_means",
            Self::EntrantByItem => "entrant_x_item",
        }
    }

    pub(super) fn words(self, talk: Talk) -> &'static str {
        match self {
            Self::Ratings => talk.say("原始评分", "ratings as they are"),
            Self::Totals => talk.say("各评审专家的总分（分）", "reviewers' totals (points)"),
            Self::EntrantMeans => talk.say("各条款均值", "means over the items"),
            Self::EntrantByItem => talk.say("每个对象每个条款一行", "one row an entrant and item"),
        }
    }
}

/// What a table answers without being named: each coefficient is answered by the table it suits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    All,
    /// Totals and means lie on no scale of steps.
    Amounts,
    /// Single percents, beside totals that tell the amounts.
    OnCategories,
}

/// Where in a file a table stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// Fields of the results: stage and kind.
    pub(super) fields: Vec<(&'static str, String)>,
    /// The same in words.
    pub(super) words: Vec<String>,
}

/// A table of ratings with what it is of.
pub(super) struct Table {
    pub(super) place: Place,
    pub(super) kind: Kind,
    pub(super) answers: Answers,
    /// The names of each row: the subject, and the item where there is one.
    pub(super) rows: Vec<(String, Option<String>)>,
    pub(super) matrix: Matrix,
    /// The entrant of each row, where several rows are items of one.
    pub(super) clusters: Option<Vec<usize>>,
    /// The categories unless others are named.
    pub(super) categories: CategorySource,
}

/// The three-way model of scores by entrant, reviewer and item.
pub(super) struct Crossed {
    pub(super) place: Place,
    pub(super) model: Result<ThreeWay, components::Refusal>,
    /// The reviewers by their labels.
    pub(super) reviewers: Vec<String>,
    /// How many entrants, reviewers and items have a score that counts.
    pub(super) sizes: [usize; 3],
    /// How many scores count.
    pub(super) scores: usize,
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Found {
    pub(super) tables: Vec<Table>,
    pub(super) crossed: Vec<Crossed>,
}

/// Reads the file in the form that the options or its header tell.
pub(super) fn read(source: &Source, args: &Agree, ask: &Ask, talk: Talk) -> Result<Found, Refusal> {
    let found = if args.wide {
        read_wide(source, talk)?
    } else if long::is_long(&source.name, &source.bytes)? {
        read_long(source, args, ask, talk)?
    } else {
        read_scores(source, args, ask, talk)?
    };
    kept(found, ask)
}

/// The tables that were asked for.
fn kept(mut found: Found, ask: &Ask) -> Result<Found, Refusal> {
    let there: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| found.tables.iter().any(|t| t.kind == *kind)).collect();
    if let Some(asked) = ask.kinds.iter().find(|kind| !there.contains(kind)) {
        let names: Vec<&str> = there.iter().map(|kind| kind.name()).collect();
        let name = asked.name();
        return Err(Refusal::bad(
            "--table",
            Bilingual::new(format!("该文件没有「{name}」表"), format!("the file has no table \"{name}\"")),
            Bilingual::new(names.join("、"), names.join(", ")),
        ));
    }
    if !ask.kinds.is_empty() {
        found.tables.retain(|table| ask.kinds.contains(&table.kind));
    }
    if ask.named && found.crossed.is_empty() && !ask.components.is_empty() {
        let name = ask.components[0];
        return Err(Refusal::bad(
            "--coefficient",
            Bilingual::new(format!("{name} 需要含条款的长表"), format!("{name} needs a long table with items")),
            Bilingual::new(
                "列：申报编号、专家编号、条款、百分比或得分",
                "columns entrant, reviewer, item, and percent or score",
            ),
        ));
    }
    Ok(found)
}

fn read_wide(source: &Source, talk: Talk) -> Result<Found, Refusal> {
    let table = wide::read(&source.name, &source.bytes)?;
    talk.warnings(&table.warnings);
    let matrix = Matrix::from_rows(&table.value.cells).map_err(|error| unfit(source, &error))?;
    let rows = table.value.subjects.into_iter().map(|subject| (subject, None)).collect();
    let table = Table::new(Place::default(), Kind::Ratings, Answers::All, rows, matrix);
    Ok(Found { tables: vec![table], crossed: Vec::new() })
}

/// A table of any items, by stages where it has them.
fn read_long(source: &Source, args: &Agree, ask: &Ask, talk: Talk) -> Result<Found, Refusal> {
    let read = long::read(&source.name, &source.bytes)?;
    talk.warnings(&read.warnings);
    let long = read.value;
    let mut found = Found::default();
    for part in long.scores.chunk_by(|a, b| a.stage == b.stage) {
        let stage = long.stages.get(part[0].stage as usize);
        if args.stage.is_empty() || stage.is_some_and(|stage| args.stage.contains(stage)) {
            let place = Place::of(stage.map(String::as_str), None, talk);
            Part { long: &long, scores: part, place }
                .add(ask, talk, &mut found)
                .map_err(|error| unfit(source, &error))?;
        }
    }
    if found.tables.is_empty() {
        return Err(no_such_stage(source, &long.stages));
    }
    Ok(found)
}

/// The scores of one stage, in the order of entrant, reviewer and item.
struct Part<'a> {
    long: &'a Long,
    scores: &'a [Score],
    place: Place,
}

impl Part<'_> {
    fn add(&self, ask: &Ask, talk: Talk, found: &mut Found) -> Result<(), MatrixError> {
        let Self { long, scores, place } = self;
        if long.items.is_empty() {
            let matrix = Matrix::from_long(scores.iter().map(|score| (score.entrant, score.reviewer, score.value)))?;
            let rows = self.entrants(scores.iter().map(|score| score.entrant));
            found.tables.push(Table::new(place.clone(), Kind::Ratings, Answers::All, rows, matrix));
            return Ok(());
        }
        found.tables.push(self.means(talk)?);
        found.tables.push(self.by_item()?);
        if !ask.components.is_empty() {
            found.crossed.push(self.crossed());
        }
        Ok(())
    }

    /// Only complete sheets have a mean, as they alone have a total.
    fn means(&self, talk: Talk) -> Result<Table, MatrixError> {
        let items: BTreeSet<u32> = self.scores.iter().map(|score| score.item).collect();
        let (mut means, mut incomplete) = (Vec::new(), 0);
        for sheet in self.scores.chunk_by(|a, b| (a.entrant, a.reviewer) == (b.entrant, b.reviewer)) {
            if sheet.len() == items.len() {
                // In order of size, so that the names of the items are nothing to the sum.
                let mut values: Vec<f64> = sheet.iter().map(|score| score.value).collect();
                values.sort_unstable_by(f64::total_cmp);
                means.push((sheet[0].entrant, sheet[0].reviewer, values.iter().sum::<f64>() / values.len() as f64));
            } else {
                incomplete += 1;
            }
        }
        if incomplete > 0 {
            talk.note(
                &format!("注意：{incomplete} 份评分表缺条款，不计入均值"),
                &format!("note: {incomplete} sheets lack an item and are left out of the means"),
            );
        }
        let rows = self.entrants(means.iter().map(|(entrant, _, _)| *entrant));
        let matrix = Matrix::from_long(means)?;
        Ok(Table::new(self.place.clone(), Kind::EntrantMeans, Answers::Amounts, rows, matrix))
    }

    fn by_item(&self) -> Result<Table, MatrixError> {
        let row = |score: &Score| (score.entrant, score.item);
        let keys: BTreeSet<(u32, u32)> = self.scores.iter().map(row).collect();
        let name = |(entrant, item): &(u32, u32)| {
            (self.long.entrants[*entrant as usize].clone(), Some(self.long.items[*item as usize].clone()))
        };
        let rows = keys.iter().map(name).collect();
        let matrix = Matrix::from_long(self.scores.iter().map(|score| (row(score), score.reviewer, score.value)))?;
        let mut table = Table::new(self.place.clone(), Kind::EntrantByItem, Answers::All, rows, matrix);
        let entrants: Vec<u32> = keys.into_iter().map(|(entrant, _)| entrant).collect();
        let clusters = entrants.chunk_by(|a, b| a == b).enumerate();
        table.clusters = Some(clusters.flat_map(|(at, rows)| rows.iter().map(move |_| at)).collect());
        Ok(table)
    }

    fn crossed(&self) -> Crossed {
        let of = |level: fn(&Score) -> u32| self.scores.iter().map(level).collect::<Vec<u32>>();
        let levels = [of(|score| score.entrant), of(|score| score.reviewer), of(|score| score.item)];
        Crossed {
            place: self.place.clone(),
            sizes: [0, 1, 2].map(|at| levels[at].iter().collect::<BTreeSet<_>>().len()),
            scores: self.scores.len(),
            model: ThreeWay::of_long(self.scores.iter().map(|score| score.value).collect(), levels),
            reviewers: self.long.reviewers.clone(),
        }
    }

    /// The entrants that occur, each once: the rows of a table, in the order of their labels.
    fn entrants(&self, labels: impl Iterator<Item = u32>) -> Vec<(String, Option<String>)> {
        let labels: BTreeSet<u32> = labels.collect();
        labels.into_iter().map(|label| (self.long.entrants[label as usize].clone(), None)).collect()
    }
}

/// Percents on the items of an edition: totals, single percents and the three-way table for each stage and kind.
fn read_scores(source: &Source, args: &Agree, ask: &Ask, talk: Talk) -> Result<Found, Refusal> {
    let asked: Vec<StageId> =
        args.stage.iter().map(|stage| StageId::new(stage).map_err(|_| bad_stage(stage))).collect::<Result<_, _>>()?;
    // Rows of stages that were not asked for are read like the others and then left out.
    let is_asked = |stage: &StageId| asked.iter().any(|asked| stage.as_str().eq_ignore_ascii_case(asked.as_str()));
    let there = scores::stages(&source.name, &source.bytes)?;
    let stages: Vec<StageId> =
        asked.iter().cloned().chain(there.iter().filter(|stage| !is_asked(stage)).cloned()).collect();
    let mut editions = PerKind { organization: Some(edition_named(&args.edition)?), individual: None };
    let mut register = None;
    if let Some(path) = &args.entrants {
        let file = files::read(path)?;
        let list = entrants::read(&file.name, &file.bytes)?;
        talk.warnings(&list.warnings);
        register = Some(scores::register(&list.value).expect("ids were checked by the same rule"));
        editions.individual = Some(edition_named(&args.individual_edition)?);
    }
    let context = scores::Context {
        stages: &stages,
        editions: &editions,
        register: register.as_deref(),
        panel: None,
        recusals: &[],
    };
    let read = scores::read(&source.name, &source.bytes, &context)?;
    talk.warnings(&read.warnings);
    let mut found = Found::default();
    let all = read.value.scores;
    for table in all.tables().iter().filter(|table| asked.is_empty() || asked.contains(table.stage())) {
        let place = Place::of(Some(table.stage().as_str()), Some(table.kind()), talk);
        if !ask.components.is_empty() {
            found.crossed.push(crossed(table, place.clone()));
        }
        found.tables.extend([totals(table, place.clone()), by_item(table, place)]);
    }
    if found.tables.is_empty() {
        let there: Vec<String> = there.iter().map(ToString::to_string).collect();
        return Err(no_such_stage(source, &there));
    }
    Ok(found)
}

fn totals(table: &StageTable, place: Place) -> Table {
    let rows = table.entrants().iter().map(|entrant| (entrant.to_string(), None)).collect();
    Table::new(place, Kind::Totals, Answers::Amounts, rows, ratings::totals(table))
}

fn by_item(table: &StageTable, place: Place) -> Table {
    let items = table.edition().items();
    let name = |entrant: &EntrantId| {
        let entrant = entrant.to_string();
        items.iter().map(move |item| (entrant.clone(), Some(item.code.to_string())))
    };
    let rows = table.entrants().iter().flat_map(name).collect();
    let steps = table.edition().percents().map(|percent| f64::from(percent.get()));
    Table {
        clusters: Some((0..table.entrants().len() * items.len()).map(|row| row / items.len()).collect()),
        categories: CategorySource::Edition(Categories::of(steps).expect("an edition has percents")),
        ..Table::new(place, Kind::EntrantByItem, Answers::OnCategories, rows, ratings::cells(table))
    }
}

fn crossed(table: &StageTable, place: Place) -> Crossed {
    let mut reviewers = BTreeSet::new();
    let (mut entrants, mut sheets) = (0, 0);
    for entrant in 0..table.entrants().len() {
        let before = sheets;
        for (reviewer, _) in table.complete_sheets(entrant) {
            reviewers.insert(reviewer);
            sheets += 1;
        }
        entrants += usize::from(sheets > before);
    }
    Crossed {
        place,
        model: ThreeWay::of(table),
        reviewers: table.reviewers().iter().map(ToString::to_string).collect(),
        sizes: [entrants, reviewers.len(), table.item_count()],
        scores: sheets * table.item_count(),
    }
}

impl Table {
    fn new(place: Place, kind: Kind, answers: Answers, rows: Vec<(String, Option<String>)>, matrix: Matrix) -> Self {
        Self { place, kind, answers, rows, matrix, clusters: None, categories: CategorySource::Observed }
    }
}

impl Place {
    fn of(stage: Option<&str>, kind: Option<EntrantKind>, talk: Talk) -> Self {
        let names = Names::new(&[], talk.lang);
        let mut place = Self::default();
        if let Some(stage) = stage {
            place.fields.push(("stage", stage.to_owned()));
            place.words.push(names.stage(stage));
        }
        if let Some(kind) = kind {
            place.fields.push(("kind", kind.to_string()));
            place.words.push(names.kind(kind));
        }
        place
    }
}

fn unfit(source: &Source, error: &MatrixError) -> Refusal {
    Refusal::bad(
        &source.name,
        Bilingual::new(format!("不能计算：{error}"), format!("cannot be used: {error}")),
        Bilingual::new("对象 × 评审的数值表", "a table of numbers, subjects by raters"),
    )
}

fn no_such_stage(source: &Source, there: &[String]) -> Refusal {
    Refusal::bad(
        &source.name,
        Bilingual::new("没有所选阶段的评分", "has no scores of the stages asked for"),
        Bilingual::new(format!("阶段：{}", there.join("、")), format!("stages: {}", there.join(", "))),
    )
}

fn bad_stage(stage: &str) -> Refusal {
    Refusal::bad(
        "--stage",
        Bilingual::new(format!("「{stage}」不能作阶段名"), format!("\"{stage}\" cannot name a stage")),
        Bilingual::new("如 material、site", "for instance material, site"),
    )
}
