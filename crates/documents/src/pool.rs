//! The expert pool (专家库): rows to [`Expert`]s.
//!
//! Only the id is required (`Art. 9`: the pool is the province's, its columns are not ours). A missing optional column
//! is reported once. Columns of the pool's own are carried, since quotas may name them.

use crate::complaint::{Complaints, Warned};
use crate::row::{Extras, RowReader, read_unique};
use crate::table::{Column, Need, read_with};
use zhuoping_criteria::Bilingual;
use zhuoping_panel::{Expert, ExpertId, Status};

/// The columns of a pool.
pub const COLUMNS: [Column; 10] = [
    Column::new("编号", "id", Need::Required),
    Column::new("姓名", "name", Need::Optional),
    Column::new("工作单位", "employer", Need::Optional),
    Column::new("统一社会信用代码", "employer_code", Need::Optional),
    Column::new("所在市", "region", Need::Optional),
    Column::new("职称", "title", Need::Optional),
    Column::new("专业领域", "specialties", Need::Optional),
    Column::new("行业", "sectors", Need::Optional),
    Column::new("性别", "gender", Need::Optional),
    Column::new("状态", "status", Need::Optional),
];

/// Reads a pool; `file` is its name, for messages. The experts come in the order of the file.
///
/// A blank status counts as active. A credit code whose check character does not fit is a warning.
///
/// # Errors
/// Every complaint at once: those of [`crate::table::Table::read`], empty, malformed or duplicate ids, unknown statuses, personal
/// numbers or invisible characters in any cell that is kept.
pub fn read(file: &str, bytes: &[u8]) -> Result<Warned<Vec<Expert>>, Complaints> {
    read_with(file, bytes, &COLUMNS, |table, warnings| {
        let places = table.places(&COLUMNS, warnings)?;
        let [Some(id), rest @ ..] = places.as_slice() else {
            unreachable!("a table without the required column was refused");
        };
        let extras = Extras::new(table.others(&COLUMNS));
        let row = |reader: &mut RowReader<'_>, id: Option<&ExpertId>| expert(reader, id, rest, &extras);
        let mut experts = read_unique(&table, *id, ExpertId::new, row, warnings)?;
        extras.leave_out(&table, experts.iter_mut().map(|expert| &mut expert.extra), warnings);
        Ok(experts)
    })
}

fn expert(
    reader: &mut RowReader<'_>,
    id: Option<&ExpertId>,
    rest: &[Option<usize>],
    extras: &Extras,
) -> Option<Expert> {
    let &[name, employer, code, region, title, specialties, sectors, gender, status] = rest else {
        unreachable!("one place a column");
    };
    let name = reader.text(name);
    let employer = reader.text(employer);
    let employer_code = reader.credit_code(code);
    let region = reader.text(region);
    let title = reader.text(title);
    let specialties = reader.list(specialties);
    let sectors = reader.list(sectors);
    let gender = reader.text(gender);
    let status = reader.word(status, status_named, statuses).unwrap_or(Status::Active);
    let extra = extras.read(reader);
    let id = id?.clone();
    Some(Expert { id, name, employer, employer_code, region, title, specialties, sectors, gender, status, extra })
}

const STATUSES: [(Status, &str, &str); 4] = [
    (Status::Active, "在库", "active"),
    (Status::Suspended, "暂停", "suspended"),
    (Status::Disqualified, "取消资格", "disqualified"),
    (Status::Withdrawn, "退出", "withdrawn"),
];

fn status_named(word: &str) -> Option<Status> {
    STATUSES.into_iter().find(|(_, zh, en)| *zh == word || *en == word).map(|(status, ..)| status)
}

fn statuses() -> Bilingual {
    Bilingual::new(
        "在库 active、暂停 suspended、取消资格 disqualified、退出 withdrawn；空白为在库",
        "在库 active, 暂停 suspended, 取消资格 disqualified, 退出 withdrawn; blank is active",
    )
}
