//! Ratings in a long table of any kind: one row a score, by entrant, reviewer and, where there are items, item.
//!
//! Unlike [`crate::scores`] it knows no edition: items are whatever the file names, and a score is any number. This is the
//! form in which data sets with several items come. Which of the two a file is, its header tells: a column 得分 or `score`
//! and none of percents.

use crate::complaint::{Complaint, Complaints, Warned};
use crate::row::id_words;
use crate::scores;
use crate::table::{Column, Need, Row, Table, header_of, read_with};
use std::collections::{BTreeMap, HashMap};
use zhuoping_criteria::Bilingual;
use zhuoping_panel::id::IdError;
use zhuoping_provenance::id::checked;
use zhuoping_ratings::ReviewerId;

/// The columns of a long table; without items every entrant and reviewer have one score.
pub const COLUMNS: [Column; 5] = [
    Column::new("阶段", "stage", Need::Extra),
    Column::new("申报编号", "entrant", Need::Required),
    Column::new("专家编号", "reviewer", Need::Required),
    Column::new("条款", "item", Need::Extra),
    Column::new("得分", "score", Need::Required),
];

/// A long table: names in the order of their bytes, and scores that point to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Long {
    /// The stages; none where the file has no such column.
    pub stages: Vec<String>,
    /// The entrants.
    pub entrants: Vec<String>,
    /// The reviewers. The panel's agreed sheet (合议) is nobody's and is left out.
    pub reviewers: Vec<String>,
    /// The items; none where the file has no such column.
    pub items: Vec<String>,
    /// One for each row with a score, in the order of stage, entrant, reviewer and item.
    pub scores: Vec<Score>,
}

/// One score, by positions in the lists of [`Long`]; 0 where there is no list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// At this stage.
    pub stage: u32,
    /// Of this entrant.
    pub entrant: u32,
    /// By this reviewer.
    pub reviewer: u32,
    /// On this item.
    pub item: u32,
    /// The score; finite.
    pub value: f64,
}

/// Whether the header of a file is that of a long table with scores of any kind, and not of percents on a standard's items.
///
/// # Errors
/// A file that cannot be decoded or has no header.
pub fn is_long(file: &str, bytes: &[u8]) -> Result<bool, Complaints> {
    let names = header_of(file, bytes, &[&COLUMNS, &scores::COLUMNS])?;
    let has = |column: &Column| names.iter().any(|name| column.is_named(name));
    let percent = scores::COLUMNS.iter().find(|column| column.en == "percent").expect("scores are percents");
    Ok(has(&COLUMNS[4]) && !has(percent))
}

/// Reads a long table; `file` is its name, for messages. A blank score is missing.
///
/// # Errors
/// Every complaint at once: those of [`Table::read`] and [`Table::find`], names that are none, scores that are no finite
/// number, a second score of one reviewer for the same entrant, item and stage.
pub fn read(file: &str, bytes: &[u8]) -> Result<Warned<Long>, Complaints> {
    read_with(file, bytes, &COLUMNS, |table, warnings| scores_of(file, &table, warnings))
}

fn scores_of(file: &str, table: &Table<'_>, warnings: &mut Complaints) -> Result<Long, Complaints> {
    let places = table.places(&COLUMNS, warnings)?;
    if table.row_count() == 0 {
        return Err(table.no_rows().into());
    }
    let mut reader = Reader::new(table, &places);
    for row in table.rows() {
        reader.row(&row);
    }
    let agreed = reader.agreed;
    let long = reader.finish()?;
    if agreed > 0 {
        let message = Bilingual::new(
            format!("合议的评分 {agreed} 行不是某位专家的评分，未计入"),
            format!("{agreed} rows of the panel's agreed sheet are nobody's scores and are left out"),
        );
        let accepted = Bilingual::new("各位专家的评分", "scores of single reviewers");
        warnings.push(Complaint::new(file, message, accepted));
    }
    Ok(long)
}

/// The four kinds of names, in the order of the first four columns.
const STAGE: usize = 0;
const REVIEWER: usize = 2;
const SCORE: usize = 4;

struct Reader<'t> {
    file: &'t str,
    headers: &'t [String],
    places: &'t [Option<usize>],
    names: [Names; 4],
    rows: Vec<([u32; 4], f64)>,
    /// The first row of each stage, entrant, reviewer and item.
    seen: HashMap<[u32; 4], u32>,
    agreed: usize,
    errors: Complaints,
}

impl<'t> Reader<'t> {
    fn new(table: &'t Table<'_>, places: &'t [Option<usize>]) -> Self {
        Self {
            file: table.file(),
            headers: table.headers(),
            places,
            names: Default::default(),
            rows: Vec::with_capacity(table.row_count()),
            seen: HashMap::with_capacity(table.row_count()),
            agreed: 0,
            errors: Complaints::new(),
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        let mut key = [0; 4];
        let mut whole = true;
        for (kind, label) in key.iter_mut().enumerate() {
            let Some(place) = self.places[kind] else { continue };
            match self.names[kind].label(kind, row.cell(place)) {
                Ok(found) => *label = found,
                Err(error) => {
                    let (message, expected) = id_words(error);
                    self.refuse(row, place, message, expected);
                    whole = false;
                }
            }
        }
        let place = self.places[SCORE].expect("a required column");
        let cell = row.cell(place).trim();
        let value = cell.parse::<f64>().ok().filter(|value| value.is_finite());
        if value.is_none() && !cell.is_empty() {
            let message = Bilingual::new("不是数", "is not a number");
            let accepted = Bilingual::new("数，如 62.5；空格为缺", "a number such as 62.5; blank for missing");
            self.refuse(row, place, message, accepted);
        }
        if let Some(value) = value.filter(|_| whole) {
            self.keep(row, key, value);
        }
    }

    fn keep(&mut self, row: &Row<'_>, key: [u32; 4], value: f64) {
        if self.names[REVIEWER].agreed == Some(key[REVIEWER]) {
            self.agreed += 1;
            return;
        }
        match self.seen.get(&key) {
            None => {
                self.seen.insert(key, row.number());
                self.rows.push((key, value));
            }
            Some(first) => {
                let message = Bilingual::new(
                    format!("同一专家对同一对象的同一条款已有评分（第 {first} 行）"),
                    format!("is a second score of this reviewer for this entrant and item (first in row {first})"),
                );
                let accepted = Bilingual::new("每人每项一个评分", "one score for each reviewer, entrant and item");
                let place = self.places[SCORE].expect("a required column");
                self.refuse(row, place, message, accepted);
            }
        }
    }

    fn refuse(&mut self, row: &Row<'_>, place: usize, message: Bilingual, accepted: Bilingual) {
        let complaint = Complaint::new(self.file, message, accepted).at_row(row.number());
        self.errors.push(complaint.in_column(place, &self.headers[place]).about(row.cell(place)));
    }

    fn finish(self) -> Result<Long, Complaints> {
        self.errors.refuse_if_any()?;
        let mut used = [const { Vec::new() }; 4];
        for (kind, used) in used.iter_mut().enumerate() {
            *used = vec![false; self.names[kind].all.len().max(1)];
            self.rows.iter().for_each(|(key, _)| used[key[kind] as usize] = true);
        }
        let [stages, entrants, reviewers, items] = [0, 1, 2, 3]
            .map(|kind| self.places[kind].map(|_| self.names[kind].sorted(&used[kind])).unwrap_or_default());
        let lists = [&stages, &entrants, &reviewers, &items];
        let moved =
            |key: [u32; 4]| [0, 1, 2, 3].map(|kind| lists[kind].1.get(key[kind] as usize).copied().unwrap_or(0));
        let mut scores: Vec<Score> = self
            .rows
            .iter()
            .map(|(key, value)| {
                let [stage, entrant, reviewer, item] = moved(*key);
                Score { stage, entrant, reviewer, item, value: *value }
            })
            .collect();
        scores.sort_unstable_by_key(|score| (score.stage, score.entrant, score.reviewer, score.item));
        Ok(Long { stages: stages.0, entrants: entrants.0, reviewers: reviewers.0, items: items.0, scores })
    }
}

/// Names of one column, numbered as they come.
#[derive(Default)]
struct Names {
    /// As they stand in the file; two spellings may be one name.
    cells: HashMap<String, u32>,
    all: BTreeMap<String, u32>,
    /// The number of the panel's agreed sheet.
    agreed: Option<u32>,
}

impl Names {
    fn label(&mut self, kind: usize, cell: &str) -> Result<u32, IdError> {
        if let Some(known) = self.cells.get(cell) {
            return Ok(*known);
        }
        let name = checked(cell)?;
        let name = if kind == STAGE { scores::stage_of_zh(&name).map_or(name, str::to_owned) } else { name };
        let next = u32::try_from(self.all.len()).expect("fewer than 2^32 names");
        if kind == REVIEWER && ReviewerId::AGREED.contains(&name.as_str()) {
            self.agreed.get_or_insert(next);
        }
        let label = *self.all.entry(name).or_insert(next);
        self.cells.insert(cell.to_owned(), label);
        Ok(label)
    }

    /// The names that are used, in order, and for each number its place among them.
    fn sorted(&self, used: &[bool]) -> (Vec<String>, Vec<u32>) {
        let mut places = vec![0; self.all.len()];
        let mut names = Vec::new();
        for (name, label) in self.all.iter().filter(|(_, label)| used[**label as usize]) {
            places[*label as usize] = u32::try_from(names.len()).expect("fewer than 2^32 names");
            names.push(name.clone());
        }
        (names, places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(bytes: &[u8]) -> Vec<(Option<u32>, Option<String>)> {
        let errors = read("a.csv", bytes).unwrap_err();
        errors.listed().iter().map(|c| (c.row(), c.column().map(str::to_owned))).collect()
    }

    #[test]
    fn names_are_sorted_and_scores_point_to_them() {
        let bytes = "item,score,reviewer,entrant\nb,7.5,R2,E1\na,-1,R1,E2\na,,R9,E1\nb,4,合议,E1\n".as_bytes();
        let Warned { value: long, warnings } = read("a.csv", bytes).unwrap();
        assert_eq!((long.stages, long.entrants), (Vec::<String>::new(), vec!["E1".to_owned(), "E2".to_owned()]));
        assert_eq!(
            (long.reviewers, long.items),
            (vec!["R1".to_owned(), "R2".to_owned()], vec!["a".into(), "b".into()])
        );
        let of = |entrant, reviewer, item, value| Score { stage: 0, entrant, reviewer, item, value };
        assert_eq!(long.scores, [of(0, 1, 1, 7.5), of(1, 0, 0, -1.0)]);
        assert_eq!(warnings.listed().len(), 1);
    }

    #[test]
    fn chinese_headers_stages_and_no_items() {
        let bytes = "阶段,申报编号,专家编号,得分\n材料评审,E1,R1,60\nsite,E1,R1,70\n".as_bytes();
        let long = read("a.csv", bytes).unwrap().value;
        assert_eq!((long.stages, long.items), (vec!["material".to_owned(), "site".into()], Vec::<String>::new()));
        assert_eq!(
            long.scores.iter().map(|score| (score.stage, score.value)).collect::<Vec<_>>(),
            [(0, 60.0), (1, 70.0)]
        );
    }

    #[test]
    fn the_header_tells_which_kind_of_long_table_it_is() {
        let is = |text: &str| is_long("a.csv", text.as_bytes()).unwrap();
        assert!(is("entrant,reviewer,item,score\n") && is("申报编号,专家编号,得分\n"));
        assert!(!is("stage,entrant,reviewer,item,percent\n") && !is("entrant,reviewer,item,percent,score\n"));
        assert!(is_long("a.csv", b"").is_err());
    }

    #[test]
    fn bad_cells_are_told_together_with_their_places() {
        let bytes = b"entrant,reviewer,item,score\nE1,R1,a,x\n,R1,a,1\nE1,R1,b,2\nE1,R1,b,3\nE1,R2,b,inf\n";
        let score = Some("score".to_owned());
        let expected =
            [(Some(2), score.clone()), (Some(3), Some("entrant".into())), (Some(5), score.clone()), (Some(6), score)];
        assert_eq!(places(bytes), expected);
        assert!(read("a.csv", b"entrant,reviewer,score\n").is_err());
        assert!(read("a.csv", b"entrant,score\nE1,1\n").is_err());
    }
}
