//! What was typed from paper forms: a table of codes and percents, typed twice and compared.

use super::{CodeError, Forms, Place};
use crate::complaint::{Complaints, Warned};
use crate::row::RowReader;
use crate::scores::percent;
use crate::table::{Column, Need, Table, read_with};
use serde::Serialize;
use std::collections::BTreeMap;
use zhuoping_criteria::Bilingual;

/// The columns of a typed table.
pub const COLUMNS: [Column; 2] =
    [Column::new("行码", "code", Need::Required), Column::new("百分比", "percent", Need::Required)];

/// One typed table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<Place, Option<u8>>);

impl Typed {
    /// The percent typed for a row; `None` when it was left blank or not typed at all.
    pub fn percent(&self, place: Place) -> Option<u8> {
        self.0.get(&place).copied().flatten()
    }

    /// How many rows have a percent.
    pub fn filled(&self) -> usize {
        self.0.values().flatten().count()
    }
}

/// A row in which two typed tables differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// The code of the row.
    pub code: String,
    /// The reviewer.
    pub reviewer: String,
    /// The entrant.
    pub entrant: String,
    /// The item's code.
    pub item: String,
    /// What the first table has; `None` for nothing.
    pub first: Option<u8>,
    /// What the second table has; `None` for nothing.
    pub second: Option<u8>,
}

/// Reads a typed table; `file` is its name, for messages.
///
/// # Errors
/// Every complaint at once: those of [`Table::read`] and [`Table::find`], codes that name no row of `forms`, a code that is
/// typed twice, percents that are none or off the step.
pub fn read(file: &str, bytes: &[u8], forms: &Forms<'_>) -> Result<Warned<Typed>, Complaints> {
    read_with(file, bytes, &COLUMNS, |table, warnings| all(&table, forms, warnings))
}

/// The percents of all rows.
fn all(table: &Table<'_>, forms: &Forms<'_>, warnings: &mut Complaints) -> Result<Typed, Complaints> {
    let places = table.places(&COLUMNS, warnings)?;
    let &[Some(code), Some(percent)] = places.as_slice() else {
        unreachable!("a table without a required column was refused");
    };
    let mut errors = Complaints::new();
    let mut typed = BTreeMap::new();
    let mut rows: BTreeMap<Place, u32> = BTreeMap::new();
    for row in table.rows() {
        let mut reader = RowReader { table, row: &row, errors: &mut errors, warnings };
        let place = place(&mut reader, code, forms);
        let percent = percent_of(&mut reader, percent, place, forms);
        let Some(place) = place else { continue };
        if let Some(first) = rows.insert(place, row.number()) {
            let message =
                Bilingual::new(format!("行码重复，第 {first} 行已有"), format!("row {first} has this code already"));
            reader.refuse(code, message, Bilingual::new("每个行码一次", "each code once"));
        }
        typed.insert(place, percent);
    }
    errors.refuse_if_any()?;
    Ok(Typed(typed))
}

fn place(reader: &mut RowReader<'_>, column: usize, forms: &Forms<'_>) -> Option<Place> {
    let error = match forms.place(reader.row.cell(column)) {
        Ok(place) => return Some(place),
        Err(error) => error,
    };
    let message = match error {
        CodeError::Form => Bilingual::new("不是行码的样子", "has not the form of a row code"),
        CodeError::Letter => Bilingual::new(
            "行码的校验字母不符：数字打错，或是另一阶段的评分表",
            "is mistyped, or of another stage: the check letter does not fit",
        ),
        CodeError::NoRow => Bilingual::new("没有这一行，或该专家应回避", "names no row, or the reviewer is recused"),
    };
    let example = forms.places().next().map(|place| forms.code(place)).unwrap_or_default();
    reader.refuse(
        column,
        message,
        Bilingual::new(format!("评分表上的行码，如 {example}"), format!("a code of the forms, such as {example}")),
    );
    None
}

/// The percent in a cell. Where the code is wrong, a percent on the step of any edition passes.
fn percent_of(reader: &mut RowReader<'_>, column: usize, place: Option<Place>, forms: &Forms<'_>) -> Option<u8> {
    let step = place.and_then(|place| forms.judged(place)).map_or(1, |entrant| forms.cycle.edition_of(entrant).step());
    let message = match percent::parse(reader.row.cell(column)) {
        Ok(None) => return None,
        Ok(Some(percent)) if percent.get().is_multiple_of(step) => return Some(percent.get()),
        Ok(Some(_)) => Bilingual::new("百分比不在准则规定的步长上", "is a percent off the step of the criteria"),
        Err(_) => Bilingual::new("不是百分比", "is no percent"),
    };
    let expected = Bilingual::new(
        format!("0 至 100，{step} 的倍数；没有评的留空"),
        format!("0 to 100 in steps of {step}; blank if not judged"),
    );
    reader.refuse(column, message, expected);
    None
}

/// Every row in which two typed tables differ, in the order of the forms.
pub fn compare(forms: &Forms<'_>, first: &Typed, second: &Typed) -> Vec<Mismatch> {
    let differs = |place: &Place| first.percent(*place) != second.percent(*place);
    let mismatch = |place: Place| {
        let (reviewer, entrant, item) = forms.names(place);
        Mismatch {
            code: forms.code(place),
            reviewer: reviewer.to_string(),
            entrant: entrant.to_string(),
            item: item.to_owned(),
            first: first.percent(place),
            second: second.percent(place),
        }
    };
    forms.places().filter(differs).map(mismatch).collect()
}

/// The table of differences between two typed tables.
pub fn mismatch_table(mismatches: &[Mismatch]) -> Vec<u8> {
    use crate::write::{Field, table};
    let headers = ["行码", "专家编号", "申报编号", "条款", "第一次", "第二次"];
    let percent = |percent: Option<u8>| percent.map_or_else(Field::empty, Field::number);
    table(
        &headers,
        mismatches.iter().map(|one| {
            let texts = [&one.code, &one.reviewer, &one.entrant, &one.item].map(|text| Field::text(text.as_str()));
            texts.into_iter().chain([percent(one.first), percent(one.second)]).collect()
        }),
    )
}
