//! Conflicts of interest (利害关系, `Art. 31`): rows to [`Conflict`]s.
//!
//! A conflict that names nobody is the most dangerous slip of this file: it would let a conflicted expert into the
//! draw. So ids are checked against the pool and the list of entrants wherever these are given.

use crate::complaint::{Complaints, Warned};
use crate::row::RowReader;
use crate::table::{Column, Need, Table, read_with};
use std::collections::BTreeSet;
use zhuoping_criteria::Bilingual;
use zhuoping_panel::{Conflict, ConflictKind, Entrant, EntrantId, Expert, ExpertId, Source};

/// The columns of a list of conflicts.
pub const COLUMNS: [Column; 7] = [
    Column::new("专家编号", "expert", Need::Required),
    Column::new("申报编号", "entrant", Need::Required),
    Column::new("类型", "kind", Need::Required),
    Column::new("来源", "source", Need::Optional),
    Column::new("起", "since", Need::Optional),
    Column::new("止", "until", Need::Optional),
    Column::new("说明", "note", Need::Optional),
];

/// Whom a conflict may name; `None` leaves the ids of that side unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The pool.
    pub experts: Option<&'a [Expert]>,
    /// The entrants.
    pub entrants: Option<&'a [Entrant]>,
}

/// Reads a list of conflicts; `file` is its name, for messages. A list without rows is a list of no conflicts.
///
/// A blank source is the secretariat, whose list it is. The same conflict twice is kept once, with a warning.
///
/// # Errors
/// Every complaint at once: those of [`Table::read`], ids that are empty, malformed or not `known`, kinds and sources
/// that do not exist, bad dates, an end before the beginning, personal numbers or invisible characters.
pub fn read(file: &str, bytes: &[u8], known: Known<'_>) -> Result<Warned<Vec<Conflict>>, Complaints> {
    read_with(file, bytes, &COLUMNS, |table, warnings| all(&table, known, warnings))
}

/// The conflicts of all rows.
fn all(table: &Table<'_>, known: Known<'_>, warnings: &mut Complaints) -> Result<Vec<Conflict>, Complaints> {
    let places = table.places(&COLUMNS, warnings)?;
    let experts: Option<BTreeSet<_>> = known.experts.map(|pool| pool.iter().map(|expert| &expert.id).collect());
    let entrants: Option<BTreeSet<_>> = known.entrants.map(|list| list.iter().map(|entrant| &entrant.id).collect());
    let mut errors = Complaints::new();
    let mut conflicts: Vec<Conflict> = Vec::with_capacity(table.row_count());
    let mut seen = BTreeSet::new();
    for row in table.rows() {
        let mut reader = RowReader { table, row: &row, errors: &mut errors, warnings };
        let Some(conflict) = conflict(&mut reader, &places, experts.as_ref(), entrants.as_ref()) else {
            continue;
        };
        if seen.insert(key(&conflict)) {
            conflicts.push(conflict);
        } else {
            let place = places[0].unwrap_or_default();
            let message = Bilingual::new("与前面的一行完全相同，只保留一次", "repeats an earlier row and is kept once");
            reader.warn(place, message, Bilingual::new("每项利害关系一行", "one row a conflict"));
        }
    }
    errors.refuse_if_any()?;
    Ok(conflicts)
}

/// Everything about a conflict, in a form that can be compared.
fn key(conflict: &Conflict) -> impl Ord + use<> {
    let Conflict { expert, entrant, kind, source, since, until, note } = conflict.clone();
    (expert, entrant, kind, source, since, until, note)
}

/// The conflict of one row; every cell is read, so that all complaints of the row come at once.
fn conflict(
    reader: &mut RowReader<'_>,
    places: &[Option<usize>],
    experts: Option<&BTreeSet<&ExpertId>>,
    entrants: Option<&BTreeSet<&EntrantId>>,
) -> Option<Conflict> {
    let &[Some(expert), Some(entrant), Some(kind), source, since, until, note] = places else {
        unreachable!("a table without a required column was refused");
    };
    let who = reader.id(expert, ExpertId::new);
    if who.as_ref().is_some_and(|id| experts.is_some_and(|pool| !pool.contains(id))) {
        let message = Bilingual::new("专家库中没有这个编号", "is the id of nobody in the pool");
        reader.refuse(expert, message, Bilingual::new("专家库中的编号", "an id of the pool"));
    }
    let whom = reader.id(entrant, EntrantId::new);
    if whom.as_ref().is_some_and(|id| entrants.is_some_and(|list| !list.contains(id))) {
        let message = Bilingual::new("申报名单中没有这个编号", "is the id of no entrant");
        reader.refuse(entrant, message, Bilingual::new("申报名单中的编号", "an id of the list of entrants"));
    }
    if reader.row.cell(kind).trim().is_empty() {
        reader.refuse(kind, Bilingual::new("类型是空的", "the kind is empty"), kinds());
    }
    let ground = reader.word(Some(kind), ConflictKind::named, kinds);
    let source = reader.word(source, Source::named, sources).unwrap_or(Source::Secretariat);
    let first = reader.date(since);
    let last = reader.date(until);
    if let (Some(first), Some(last), Some(until)) = (first, last, until)
        && last < first
    {
        let message = Bilingual::new(format!("止于起（{first}）之前"), format!("ends before it begins ({first})"));
        reader.refuse(until, message, Bilingual::new("起日当天或之后的日期", "the first day or a later one"));
    }
    let note = reader.note(note);
    Some(Conflict { expert: who?, entrant: whom?, kind: ground?, source, since: first, until: last, note })
}

fn kinds() -> Bilingual {
    let words = |separator| ConflictKind::ALL.map(|kind| format!("{} {}", kind.zh(), kind.code())).join(separator);
    Bilingual::new(words("、"), words(", "))
}

fn sources() -> Bilingual {
    let words = |separator| Source::ALL.map(|source| format!("{} {}", source.zh(), source.code())).join(separator);
    Bilingual::new(words("、") + "；空白为秘书处", words(", ") + "; blank is secretariat")
}
