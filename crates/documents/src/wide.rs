//! Ratings in a wide table: the first column names the subject, every other column is a rater, a blank cell is missing.
//!
//! This is the form in which data sets of the literature come, and what `agree --wide` reads.

use crate::complaint::{Complaint, Complaints, Warned};
use crate::table::{Table, read_with};
use std::collections::BTreeSet;
use zhuoping_criteria::Bilingual;

/// Subjects, raters, and a cell for each pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Wide {
    /// Names of the subjects, in file order.
    pub subjects: Vec<String>,
    /// Names of the raters, in file order.
    pub raters: Vec<String>,
    /// `[subject][rater]`; `None` where the cell is blank. Finite numbers only.
    pub cells: Vec<Vec<Option<f64>>>,
}

/// Reads a wide table; `file` is its name, for messages.
///
/// # Errors
/// Every complaint at once: those of [`Table::read`], a table without rater columns or rows, a column of values without
/// a header, cells that are no finite number.
pub fn read(file: &str, bytes: &[u8]) -> Result<Warned<Wide>, Complaints> {
    read_with(file, bytes, &[], |table, warnings| cells(file, &table, warnings))
}

fn cells(file: &str, table: &Table<'_>, warnings: &mut Complaints) -> Result<Wide, Complaints> {
    let raters: Vec<(usize, &str)> = table.others(&[]).into_iter().filter(|(at, _)| *at > 0).collect();
    let expected =
        || Bilingual::new("首列为对象，其后每位评审一列", "subjects in the first column, then one column a rater");
    if raters.is_empty() {
        let message = Bilingual::new("没有评审的列", "there is no column of a rater");
        return Err(Complaint::new(file, message, expected()).into());
    }
    if table.row_count() == 0 {
        return Err(table.no_rows().into());
    }
    let mut errors = Complaints::new();
    let mut seen = BTreeSet::new();
    let mut wide = Wide {
        subjects: Vec::with_capacity(table.row_count()),
        raters: raters.iter().map(|(_, name)| (*name).to_owned()).collect(),
        cells: Vec::with_capacity(table.row_count()),
    };
    for row in table.rows() {
        let subject = row.cell(0).trim();
        if !seen.insert(subject.to_owned()) {
            let message =
                Bilingual::new("对象重复，按不同的对象计", "names a subject again and is taken for another one");
            warnings.push(
                Complaint::new(file, message, expected())
                    .at_row(row.number())
                    .in_column(0, &table.headers()[0])
                    .about(subject),
            );
        }
        let mut cells = Vec::with_capacity(raters.len());
        for (at, rater) in &raters {
            let cell = row.cell(*at).trim();
            let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            if number.is_none() && !cell.is_empty() {
                let message = Bilingual::new("不是数", "is not a number");
                let accepted = Bilingual::new("数，如 62.5；空格为缺", "a number such as 62.5; blank for missing");
                errors.push(
                    Complaint::new(file, message, accepted).at_row(row.number()).in_column(*at, rater).about(cell),
                );
            }
            cells.push(number);
        }
        wide.subjects.push(subject.to_owned());
        wide.cells.push(cells);
    }
    errors.refuse_if_any()?;
    Ok(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_missing_and_zero_is_zero() {
        let wide = read("a.csv", b"s,R1,R2\nE1,70,\nE2,0,12.5\n").unwrap().value;
        assert_eq!((wide.subjects, wide.raters), (vec!["E1".into(), "E2".into()], vec!["R1".into(), "R2".into()]));
        assert_eq!(wide.cells, [[Some(70.0), None], [Some(0.0), Some(12.5)]]);
    }

    #[test]
    fn text_among_numbers_is_told_with_its_place() {
        let errors = read("a.csv", "s,R1,R2\nE1,七十,NaN\n".as_bytes()).unwrap_err();
        let places: Vec<_> = errors.listed().iter().map(|c| (c.row(), c.column().map(str::to_owned))).collect();
        assert_eq!(places, [(Some(2), Some("R1".into())), (Some(2), Some("R2".into()))]);
    }

    #[test]
    fn a_table_without_raters_or_rows_is_refused() {
        assert!(read("a.csv", b"s\nE1\n").is_err());
        assert!(read("a.csv", b"s,R1\n").is_err());
    }
}
