//! Two short lists that workbooks need where there is no draw record: who reviews, and who steps back.

use crate::complaint::{Complaints, Warned};
use crate::row::RowReader;
use crate::table::{Column, Need, read_with};
use zhuoping_criteria::Bilingual;
use zhuoping_panel::{EntrantId as PanelEntrant, ExpertId};
use zhuoping_ratings::{EntrantId, ReviewerId};

const REVIEWERS: [Column; 2] = [Column::new("编号", "id", Need::Required), Column::new("姓名", "name", Need::Extra)];
const RECUSALS: [Column; 2] =
    [Column::new("专家编号", "expert", Need::Required), Column::new("申报编号", "entrant", Need::Required)];

/// A reviewer and, where the list has it, the name.
pub type Listed = (ReviewerId, Option<String>);

/// Reads a list of reviewers: `id`, `name`; other columns are left alone, so an extract of the pool will do.
///
/// # Errors
/// Every complaint at once: those of [`crate::table::Table::read`] and [`crate::table::Table::find`], bad or repeated ids, an empty list.
pub fn reviewers(file: &str, bytes: &[u8]) -> Result<Warned<Vec<Listed>>, Complaints> {
    let mut listed: Vec<Listed> = Vec::new();
    let warnings = each_row(file, bytes, &REVIEWERS, |reader, places| {
        let Some(id) = reader.id(places[0].expect("a required column"), ExpertId::new) else { return };
        let id = ReviewerId::new(id.as_str()).expect("both crates have one rule for ids");
        let name = reader.text(places[1]);
        if listed.iter().any(|(known, _)| *known == id) {
            let message = Bilingual::new("编号重复", "is there twice");
            reader.refuse(
                places[0].expect("a required column"),
                message,
                Bilingual::new("每位专家一行", "one row a reviewer"),
            );
        }
        listed.push((id, name));
    })?;
    Ok(Warned { value: listed, warnings })
}

/// Reads who may not judge whom (回避, `Art. 31`): `expert`, `entrant`. Every row counts, whatever its other columns say,
/// so a table of conflicts can be given as it is.
///
/// # Errors
/// Every complaint at once: those of [`crate::table::Table::read`] and [`crate::table::Table::find`], and bad ids.
pub fn recusals(file: &str, bytes: &[u8]) -> Result<Warned<Vec<(EntrantId, ReviewerId)>>, Complaints> {
    let mut listed = Vec::new();
    let warnings = each_row(file, bytes, &RECUSALS, |reader, places| {
        let expert = reader.id(places[0].expect("a required column"), ExpertId::new);
        let entrant = reader.id(places[1].expect("a required column"), PanelEntrant::new);
        if let (Some(expert), Some(entrant)) = (expert, entrant) {
            let one_rule = "both crates have one rule for ids";
            let entrant = EntrantId::new(entrant.as_str()).expect(one_rule);
            listed.push((entrant, ReviewerId::new(expert.as_str()).expect(one_rule)));
        }
    })?;
    listed.sort_unstable();
    listed.dedup();
    Ok(Warned { value: listed, warnings })
}

/// Hands out each row of a table with the places of its columns; gives the warnings.
fn each_row(
    file: &str,
    bytes: &[u8],
    columns: &[Column],
    mut read: impl FnMut(&mut RowReader<'_>, &[Option<usize>]),
) -> Result<Complaints, Complaints> {
    let read = read_with(file, bytes, columns, |table, warnings| {
        let places = table.places(columns, warnings)?;
        if table.row_count() == 0 {
            return Err(table.no_rows().into());
        }
        let mut errors = Complaints::new();
        for row in table.rows() {
            let mut reader = RowReader { table: &table, row: &row, errors: &mut errors, warnings };
            read(&mut reader, &places);
        }
        errors.refuse_if_any()
    })?;
    Ok(read.warnings)
}
