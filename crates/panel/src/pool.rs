//! The people a draw chooses from, and the entrants they will judge.
//!
//! The values come from tables that `documents` reads; here they are already checked. Only the id of an expert and the
//! id and name of an entrant are certain to be there (`Art. 9`: the pool is the province's, its columns are not ours).

use crate::id::{EntrantId, ExpertId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One expert (评审专家) of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expert {
    /// The number in the pool.
    pub id: ExpertId,
    /// Name; kept out of everything that is published before the review ends.
    pub name: Option<String>,
    /// Employer's name as written.
    pub employer: Option<String>,
    /// The employer's unified social credit code.
    pub employer_code: Option<String>,
    /// City (所在市).
    pub region: Option<String>,
    /// Professional title (职称).
    pub title: Option<String>,
    /// Fields of expertise, any number.
    pub specialties: Vec<String>,
    /// Industries the expert knows, any number.
    pub sectors: Vec<String>,
    /// Gender as written in the pool.
    pub gender: Option<String>,
    /// Whether the expert may be drawn at all.
    pub status: Status,
    /// Every other column of the pool by its header; quotas may name any of them.
    pub extra: BTreeMap<String, String>,
}

impl Expert {
    /// An expert of whom only the id is known.
    pub fn new(id: ExpertId) -> Self {
        Self {
            id,
            name: None,
            employer: None,
            employer_code: None,
            region: None,
            title: None,
            specialties: Vec::new(),
            sectors: Vec::new(),
            gender: None,
            status: Status::Active,
            extra: BTreeMap::new(),
        }
    }

    /// The values this expert has in a pool column, by its English or Chinese header; none when the cell is empty.
    ///
    /// `specialties` and `sectors` may hold several values. Other columns hold one; a list in a column of one's own is
    /// split like these at 、 and ; so that a quota can name each of its values.
    pub fn values(&self, column: &str) -> Vec<&str> {
        match Column::named(column) {
            Some(Column::Employer) => self.employer.as_deref().into_iter().collect(),
            Some(Column::EmployerCode) => self.employer_code.as_deref().into_iter().collect(),
            Some(Column::Region) => self.region.as_deref().into_iter().collect(),
            Some(Column::Title) => self.title.as_deref().into_iter().collect(),
            Some(Column::Specialties) => self.specialties.iter().map(String::as_str).collect(),
            Some(Column::Sectors) => self.sectors.iter().map(String::as_str).collect(),
            Some(Column::Gender) => self.gender.as_deref().into_iter().collect(),
            None => self.extra.get(column).into_iter().flat_map(|cell| split_list(cell)).collect(),
        }
    }
}

/// The parts of a cell that lists several values, separated by 、 ; or ；.
pub fn split_list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['、', ';', '；']).map(str::trim).filter(|part| !part.is_empty())
}

/// The pool columns with a meaning of their own that a quota can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// 工作单位
    Employer,
    /// 统一社会信用代码
    EmployerCode,
    /// 所在市
    Region,
    /// 职称
    Title,
    /// 专业领域
    Specialties,
    /// 行业
    Sectors,
    /// 性别
    Gender,
}

impl Column {
    /// The column with this English or Chinese header.
    pub fn named(header: &str) -> Option<Self> {
        Some(match header {
            "employer" | "工作单位" => Self::Employer,
            "employer_code" | "统一社会信用代码" => Self::EmployerCode,
            "region" | "所在市" => Self::Region,
            "title" | "职称" => Self::Title,
            "specialties" | "专业领域" => Self::Specialties,
            "sectors" | "行业" => Self::Sectors,
            "gender" | "性别" => Self::Gender,
            _ => return None,
        })
    }
}

/// Whether an expert may be drawn (状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 在库: may be drawn.
    Active,
    /// 暂停: not for the time being.
    Suspended,
    /// 取消资格: lost the part for abuse of it (`Art. 36`).
    Disqualified,
    /// 退出: left the pool.
    Withdrawn,
}

/// What kind of entrant: the award honours organizations and individuals (`Art. 2`, `Art. 3`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntrantKind {
    /// 组织
    Organization,
    /// 个人
    Individual,
}

/// One entrant (申报组织 or 个人).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrant {
    /// The number in the award.
    pub id: EntrantId,
    /// Organization or individual; an organization where the table does not say.
    pub kind: EntrantKind,
    /// Name as it will be published.
    pub name: String,
    /// Unified social credit code of an organization, or of an individual's employer.
    pub code: Option<String>,
    /// The group the entrant belongs to (所属集团).
    pub group: Option<String>,
    /// County or district (所在县区).
    pub district: Option<String>,
    /// Industry.
    pub sector: Option<String>,
    /// Day of foundation.
    pub founded: Option<Date>,
    /// An individual's employer (工作单位).
    pub employer: Option<String>,
    /// Every other column by its header.
    pub extra: BTreeMap<String, String>,
}

impl Entrant {
    /// An organization of which only id and name are known.
    pub fn new(id: EntrantId, name: &str) -> Self {
        Self {
            id,
            kind: EntrantKind::Organization,
            name: name.into(),
            code: None,
            group: None,
            district: None,
            sector: None,
            founded: None,
            employer: None,
            extra: BTreeMap::new(),
        }
    }
}
