//! Which sheet of a workbook holds the table.
//!
//! The only one with something in it, or among several the only one whose header has every required column. Hidden
//! sheets count only where all others are empty. Whenever two may be meant, nothing is guessed.

use super::lines;
use crate::complaint::{Complaint, Complaints};
use crate::table::{Column, Need};
use crate::xlsx::Workbook;
use zhuoping_criteria::Bilingual;

/// The sheet that is read, and the others that hold something.
pub(super) struct Chosen {
    pub(super) name: String,
    others: Vec<String>,
}

/// A sheet with something in it.
struct Filled {
    name: String,
    fits: bool,
}

impl Chosen {
    /// The warning about other sheets.
    pub(super) fn unread(&self, file: &str) -> Option<Complaint> {
        if self.others.is_empty() {
            return None;
        }
        let message = Bilingual::new(
            format!("只读入工作表「{}」；未读入：{}", self.name, quoted_zh(&self.others)),
            format!("only the sheet \"{}\" is read, and not {}", self.name, quoted_en(&self.others)),
        );
        Some(Complaint::new(file, message, Bilingual::new("一张有内容的工作表", "one sheet with something in it")))
    }
}

/// Chooses a sheet that holds one of `tables`.
pub(super) fn sheet(book: &mut Workbook<'_>, tables: &[&[Column]]) -> Result<Chosen, Complaints> {
    // Nothing to choose; that it is empty will show when it is read.
    if let [only] = book.sheets() {
        return Ok(Chosen { name: only.name.clone(), others: Vec::new() });
    }
    let mut filled = filled(book, tables, true)?;
    if filled.is_empty() {
        filled = self::filled(book, tables, false)?;
    }
    let fitting: Vec<&Filled> = filled.iter().filter(|sheet| sheet.fits).collect();
    let chosen = match (filled.as_slice(), fitting.as_slice()) {
        ([], _) => return Err(nothing(book.file()).into()),
        ([only], _) => only.name.clone(),
        (_, [only]) => only.name.clone(),
        (_, fitting) => return Err(several(book.file(), &filled, fitting, tables).into()),
    };
    let others = filled.into_iter().map(|sheet| sheet.name).filter(|name| *name != chosen).collect();
    Ok(Chosen { name: chosen, others })
}

/// The visible or the hidden sheets that hold something.
fn filled(book: &mut Workbook<'_>, tables: &[&[Column]], visible: bool) -> Result<Vec<Filled>, Complaints> {
    let sheets = book.sheets().iter().filter(|sheet| sheet.visible == visible);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut filled = Vec::new();
    for name in names {
        let fit = lines::fit(book, &name, tables)?;
        filled.extend(fit.map(|fit| Filled { name, fits: fit.whole }));
    }
    Ok(filled)
}

fn nothing(file: &str) -> Complaint {
    let message = Bilingual::new("工作簿是空的", "the workbook is empty");
    Complaint::new(file, message, Bilingual::new("一张有内容的工作表", "one sheet with something in it"))
}

fn several(file: &str, filled: &[Filled], fitting: &[&Filled], tables: &[&[Column]]) -> Complaint {
    let names = |sheets: &mut dyn Iterator<Item = &Filled>| sheets.map(|sheet| sheet.name.clone()).collect::<Vec<_>>();
    let message = if fitting.is_empty() {
        let all = names(&mut filled.iter());
        Bilingual::new(
            format!("有几张工作表，表头都不合要求：{}", quoted_zh(&all)),
            format!("has several sheets and none with a fitting header: {}", quoted_en(&all)),
        )
    } else {
        let fitting = names(&mut fitting.iter().copied());
        Bilingual::new(
            format!("有几张工作表都可能是要读的表：{}", quoted_zh(&fitting)),
            format!("has several sheets that may be meant: {}", quoted_en(&fitting)),
        )
    };
    let required = tables.first().copied().unwrap_or_default().iter().filter(|column| column.need == Need::Required);
    let (zh, en): (Vec<_>, Vec<_>) = required.map(|column| (column.zh, column.en)).unzip();
    let expected = if zh.is_empty() {
        Bilingual::new(
            "只留一张有内容的工作表（其余删去或隐藏）",
            "one sheet with something in it (delete or hide the others)",
        )
    } else {
        Bilingual::new(
            format!("只有一张工作表（其余删去或隐藏）的表头含有：{}", zh.join("、")),
            format!("one sheet (delete or hide the others) whose header has: {}", en.join(", ")),
        )
    };
    Complaint::new(file, message, expected)
}

/// How many sheets a message names.
const LISTED: usize = 12;

fn quoted_zh(names: &[String]) -> String {
    let more = if names.len() > LISTED { format!("等 {} 张", names.len()) } else { String::new() };
    names.iter().take(LISTED).map(|name| format!("「{name}」")).collect::<String>() + &more
}

fn quoted_en(names: &[String]) -> String {
    let more = if names.len() > LISTED { format!(" and {} more", names.len() - LISTED) } else { String::new() };
    names.iter().take(LISTED).map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ") + &more
}
