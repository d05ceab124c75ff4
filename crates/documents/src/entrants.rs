//! The entrants (申报组织和个人): rows to [`Entrant`]s.

use crate::complaint::{Complaints, Warned};
use crate::row::{Extras, RowReader, read_unique};
use crate::table::{Column, Need, read_with};
use zhuoping_criteria::Bilingual;
use zhuoping_panel::{Entrant, EntrantId, EntrantKind};

/// The columns of a list of entrants. The employer is that of an individual, so that a list of organizations alone
/// does not miss it.
pub const COLUMNS: [Column; 9] = [
    Column::new("编号", "id", Need::Required),
    Column::new("名称", "name", Need::Required),
    Column::new("类别", "kind", Need::Optional),
    Column::new("统一社会信用代码", "code", Need::Optional),
    Column::new("所属集团", "group", Need::Optional),
    Column::new("所在县区", "district", Need::Optional),
    Column::new("行业", "sector", Need::Optional),
    Column::new("成立日期", "founded", Need::Optional),
    Column::new("工作单位", "employer", Need::Extra),
];

/// Reads a list of entrants; `file` is its name, for messages. The entrants come in the order of the file.
///
/// Without a kind an entrant is an organization. A credit code whose check character does not fit is a warning.
///
/// # Errors
/// Every complaint at once: those of [`crate::table::Table::read`], empty, malformed or duplicate ids, empty names, unknown kinds, bad
/// dates, personal numbers or invisible characters in any cell that is kept.
pub fn read(file: &str, bytes: &[u8]) -> Result<Warned<Vec<Entrant>>, Complaints> {
    read_with(file, bytes, &COLUMNS, |table, warnings| {
        let places = table.places(&COLUMNS, warnings)?;
        let [Some(id), Some(name), rest @ ..] = places.as_slice() else {
            unreachable!("a table without a required column was refused");
        };
        let extras = Extras::new(table.others(&COLUMNS));
        let row = |reader: &mut RowReader<'_>, id: Option<&EntrantId>| entrant(reader, id, *name, rest, &extras);
        let mut entrants = read_unique(&table, *id, EntrantId::new, row, warnings)?;
        extras.leave_out(&table, entrants.iter_mut().map(|entrant| &mut entrant.extra), warnings);
        Ok(entrants)
    })
}

fn entrant(
    reader: &mut RowReader<'_>,
    id: Option<&EntrantId>,
    name: usize,
    rest: &[Option<usize>],
    extras: &Extras,
) -> Option<Entrant> {
    let &[kind, code, group, district, sector, founded, employer] = rest else {
        unreachable!("one place a column");
    };
    if reader.row.cell(name).trim().is_empty() {
        let message = Bilingual::new("名称是空的", "a name is empty");
        reader.refuse(name, message, Bilingual::new("将要公布的名称", "the name as it will be published"));
    }
    let title = reader.text(Some(name));
    let kind = reader.word(kind, kind_named, kinds).unwrap_or(EntrantKind::Organization);
    let code = reader.credit_code(code);
    let group = reader.text(group);
    let district = reader.text(district);
    let sector = reader.text(sector);
    let founded = reader.date(founded);
    let employer = reader.text(employer);
    let extra = extras.read(reader);
    Some(Entrant { id: id?.clone(), kind, name: title?, code, group, district, sector, founded, employer, extra })
}

fn kind_named(word: &str) -> Option<EntrantKind> {
    match word {
        "组织" | "organization" => Some(EntrantKind::Organization),
        "个人" | "individual" => Some(EntrantKind::Individual),
        _ => None,
    }
}

fn kinds() -> Bilingual {
    Bilingual::new(
        "组织 organization、个人 individual；空白为组织",
        "组织 organization, 个人 individual; blank is organization",
    )
}
