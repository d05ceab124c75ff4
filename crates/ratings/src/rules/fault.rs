//! What is wrong with a rule file: where, what was found, what would be accepted, in both languages.
//!
//! The facts are typed, so that a program can act on them; the words are made here.

use super::reader::TEXT_MAX;
use crate::exact::{Exact, TEXT_MAX as EXACT_MAX};
use crate::kind::EntrantKind;
use serde_json::Value;
use std::fmt;
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_provenance::text::personal_number;

/// The most characters of a value that are quoted.
const QUOTED_MAX: usize = 60;

/// One fault of a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleFault {
    /// Where, as a JSON pointer (RFC 6901) into the file; empty for the whole document.
    pub path: String,
    /// What is there, as JSON, shortened; `None` if nothing is. A text with an identity or telephone number is withheld.
    pub found: Option<String>,
    /// What is wrong with it.
    pub problem: RuleProblem,
}

/// What can be wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleProblem {
    /// The bytes are not strict JSON: not JSON at all, or one key twice in an object.
    Syntax {
        /// The reader's own words.
        detail: String,
    },
    /// The value is of another JSON type.
    Type(Shape),
    /// A key that must be there, with a value of this type, is not.
    Missing(Shape),
    /// A key that the format does not know at this place.
    Unknown {
        /// The keys it knows there.
        accepted: Vec<String>,
    },
    /// A text that must be one of a few.
    Choice {
        /// Those few.
        accepted: Vec<String>,
    },
    /// A whole number outside its range.
    Range {
        /// The least accepted.
        min: u32,
        /// The greatest accepted.
        max: u32,
    },
    /// A text that is no exact number.
    ExactText,
    /// An exact number outside its range.
    ExactRange {
        /// Whether 0 is accepted.
        zero: bool,
        /// The greatest accepted.
        max: u32,
    },
    /// An id or code with unfit characters or length.
    Code,
    /// A text that is no day.
    Date,
    /// A text that cannot be shown.
    Text(TextFault),
    /// A list or object without entries.
    Empty,
    /// A list with too many entries.
    TooMany {
        /// The most accepted.
        max: usize,
    },
    /// An id or tie-break that another place has already.
    Duplicate {
        /// The JSON pointer of the first.
        first: String,
    },
    /// `level` or `trim` beside a rule that is not `trimmed`.
    OnlyTrimmed,
    /// A weight where the later stage supersedes the earlier.
    WeightUnderGates,
    /// A stage that neither has a weight nor lets a limited number on.
    NoEffect,
    /// The weights do not sum to 1.
    WeightSum {
        /// What they sum to.
        sum: Exact,
    },
    /// The last stage cannot let anybody on.
    AdvanceAtLast,
    /// A kind that `editions` does not name.
    KindNotJudged(EntrantKind),
    /// A tier asks for more than the better tier before it.
    FloorRises {
        /// What the better tier asks for.
        above: Option<Exact>,
    },
    /// A value of a falling list that is not below the one before it.
    NotFalling {
        /// The one before.
        above: Exact,
    },
    /// Another edition than the rule file names was given.
    OtherEdition {
        /// The id of the edition given; `None` if there was none.
        given: Option<String>,
    },
    /// A floor that nobody can reach.
    AboveTotal {
        /// What the edition is worth.
        total: u32,
    },
    /// A tie-break that no edition of the award knows.
    NoSuchCode {
        /// The codes there are.
        accepted: Vec<String>,
    },
}

/// The JSON types that the format uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// An exact number written as a text.
    ExactText,
    /// A whole number without fraction or exponent.
    Integer,
    /// `true` or `false`.
    Bool,
    /// `{...}`.
    Object,
    /// `[...]`.
    List,
}

/// Why a text cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing but white space.
    Empty,
    /// More characters than this.
    TooLong(usize),
    /// Controls, line breaks, bidirectional marks or zero widths.
    Invisible,
    /// An identity or telephone number.
    PersonalNumber,
}

impl RuleFault {
    /// Takes the fault and quotes the value.
    pub(super) fn new(path: impl Into<String>, found: Option<&Value>, problem: RuleProblem) -> Self {
        Self { path: path.into(), found: found.map(quoted), problem }
    }

    /// What is wrong, without the place.
    pub fn message(&self, lang: Lang) -> String {
        self.problem.message().get(lang).to_owned()
    }

    /// What would be accepted at the place.
    pub fn accepted(&self, lang: Lang) -> String {
        self.problem.accepted().get(lang).to_owned()
    }

    /// Place, fault, value and what is accepted, in one line.
    pub fn line(&self, lang: Lang) -> String {
        let (message, accepted) = (self.message(lang), self.accepted(lang));
        match lang {
            Lang::Zh => {
                let found = self.found.as_ref().map(|found| format!("现为 {found}，")).unwrap_or_default();
                let place = if self.path.is_empty() { "整个文件" } else { &self.path };
                format!("{place}：{message}；{found}应为{accepted}")
            }
            Lang::En => {
                let found = self.found.as_ref().map(|found| format!("found {found}, ")).unwrap_or_default();
                let place = if self.path.is_empty() { "the whole file" } else { &self.path };
                format!("{place}: {message}; {found}expected {accepted}")
            }
        }
    }
}

/// Both lines, Chinese first.
impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.line(Lang::Zh), self.line(Lang::En))
    }
}

/// The value as JSON, shortened; personal numbers never reach an error.
fn quoted(value: &Value) -> String {
    let text = value.to_string();
    if personal_number(&text).is_some() {
        return "…".into();
    }
    match text.char_indices().nth(QUOTED_MAX) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn listed(list: &[String], separator: &str) -> String {
    list.join(separator)
}

impl RuleProblem {
    fn message(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Syntax { detail } => (format!("不是合规的 JSON（{detail}）"), format!("not strict JSON ({detail})")),
            Self::Type(_) => ("类型不对".into(), "wrong type".into()),
            Self::Missing(_) => ("缺少此项".into(), "missing".into()),
            Self::Unknown { .. } => ("格式中没有此项".into(), "the format has no such field here".into()),
            Self::Choice { .. } => ("不在可选值之中".into(), "not one of the accepted values".into()),
            Self::Range { .. } | Self::ExactRange { .. } => ("数值超出范围".into(), "number out of range".into()),
            Self::ExactText => ("不是精确的数".into(), "not an exact number".into()),
            Self::Code => ("编号含有不可用的字符，或长度不对".into(), "characters or length not fit for an id".into()),
            Self::Date => ("不是日期".into(), "not a date".into()),
            Self::Text(fault) => return fault.message(),
            Self::Empty => ("内容为空".into(), "empty".into()),
            Self::TooMany { .. } => ("元素过多".into(), "too many entries".into()),
            Self::Duplicate { first } => (format!("与 {first} 重复"), format!("the same as {first}")),
            Self::OnlyTrimmed => {
                ("只有“trimmed”规则才有此项".into(), "only the rule \"trimmed\" has this field".into())
            }
            Self::WeightUnderGates => (
                "“gates”方式下后一阶段取代前一阶段，不用权重".into(),
                "under \"gates\" the later stage supersedes, so weights mean nothing".into(),
            ),
            Self::NoEffect => (
                "此阶段既无权重，也不限定晋级数，对结果没有作用".into(),
                "the stage has no weight and lets everybody on, so it has no effect".into(),
            ),
            Self::WeightSum { sum } => (format!("各阶段权重之和为 {sum}"), format!("the weights sum to {sum}")),
            Self::AdvanceAtLast => ("最后阶段之后没有下一阶段".into(), "no stage comes after the last".into()),
            Self::KindNotJudged(kind) => {
                (format!("“editions”中没有“{kind}”"), format!("\"editions\" does not name \"{kind}\""))
            }
            Self::FloorRises { .. } => {
                ("低等次的门槛高于高等次".into(), "the tier asks for more than the better tier before it".into())
            }
            Self::NotFalling { .. } => ("没有逐项递减".into(), "not below the entry before it".into()),
            Self::OtherEdition { given: Some(given) } => {
                (format!("给出的是另一版标准“{given}”"), format!("another edition was given: \"{given}\""))
            }
            Self::OtherEdition { given: None } => ("没有这一版标准".into(), "there is no such edition".into()),
            Self::AboveTotal { .. } => ("门槛高于总分".into(), "the floor is above the total".into()),
            Self::NoSuchCode { .. } => {
                ("所用标准中没有此类目或条款".into(), "no edition of the award has this code".into())
            }
        };
        Bilingual { zh, en }
    }

    fn accepted(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Syntax { .. } => (
                "一个 UTF-8 编码的 JSON 对象，同一对象内键不重复，数均为整数或文本".into(),
                "one JSON object in UTF-8, no key twice in an object, numbers whole or written as texts".into(),
            ),
            Self::Type(shape) | Self::Missing(shape) => return shape.accepted(),
            Self::Unknown { accepted } | Self::Choice { accepted } | Self::NoSuchCode { accepted } => {
                (format!("以下之一：{}", listed(accepted, "、")), format!("one of {}", listed(accepted, ", ")))
            }
            Self::Range { min, max } => {
                (format!(" {min} 至 {max} 的整数"), format!("a whole number from {min} to {max}"))
            }
            Self::ExactText => return Shape::ExactText.accepted(),
            Self::ExactRange { zero: true, max } => (format!(" 0 至 {max} 的数"), format!("a number from 0 to {max}")),
            Self::ExactRange { zero: false, max } => {
                (format!("大于 0、不大于 {max} 的数"), format!("a number above 0 and at most {max}"))
            }
            Self::Code => (
                "1 至 48 个字符，阶段、等次和日历的编号用 ASCII 字母、数字、“.”“-”“_”".into(),
                "1 to 48 characters: ASCII letters, digits, \".\", \"-\", \"_\"".into(),
            ),
            Self::Date => ("形如“2022-12-20”的日期".into(), "a day as in \"2022-12-20\"".into()),
            Self::Text(fault) => return fault.accepted(),
            Self::Empty => ("至少一个元素".into(), "at least one entry".into()),
            Self::TooMany { max } => (format!("至多 {max} 个元素"), format!("at most {max} entries")),
            Self::Duplicate { .. } => ("尚未用过的值".into(), "a value not used before".into()),
            Self::OnlyTrimmed => {
                ("删去此项，或将规则改为“trimmed”".into(), "no such field, or the rule \"trimmed\"".into())
            }
            Self::WeightUnderGates => ("删去权重，或改用“weighted”".into(), "no weight, or \"weighted\"".into()),
            Self::NoEffect => {
                ("权重，或晋级数（advance），或删去此阶段".into(), "a weight, or \"advance\", or no such stage".into())
            }
            Self::WeightSum { .. } => ("恰好等于 1 的权重之和".into(), "weights that sum to exactly 1".into()),
            Self::AdvanceAtLast => {
                ("删去此项（名额由 tiers 规定）".into(), "no such field; \"tiers\" limit the places".into())
            }
            Self::KindNotJudged(kind) => (
                format!("删去此项，或在“editions”中补充“{kind}”"),
                format!("no such field, or \"{kind}\" under \"editions\""),
            ),
            Self::FloorRises { above: Some(above) } => {
                (format!("不高于 {above} 的数"), format!("a number of at most {above}"))
            }
            Self::FloorRises { above: None } => (
                "删去此项，或为高等次也规定门槛".into(),
                "no such field, or a floor for the better tier as well".into(),
            ),
            Self::NotFalling { above } => (format!("小于 {above} 的数"), format!("a number below {above}")),
            Self::OtherEdition { .. } => ("规则文件所写的标准".into(), "the edition that the rule file names".into()),
            Self::AboveTotal { total } => (format!("不高于 {total} 的数"), format!("a number of at most {total}")),
        };
        Bilingual { zh, en }
    }
}

impl Shape {
    fn accepted(self) -> Bilingual {
        match self {
            Self::Text => Bilingual::new("文本（加双引号）", "a text in double quotes"),
            Self::ExactText => Bilingual::new(
                format!("加双引号的精确数，如 \"0.4\"、\"600\"、\"2/3\"，至多 {EXACT_MAX} 个字符"),
                format!("an exact number as text, as in \"0.4\", \"600\", \"2/3\", at most {EXACT_MAX} characters"),
            ),
            Self::Integer => Bilingual::new("整数（不带小数点和引号）", "a whole number, no fraction, no quotes"),
            Self::Bool => Bilingual::new(" true 或 false", "true or false"),
            Self::Object => Bilingual::new("对象 {…}", "an object {...}"),
            Self::List => Bilingual::new("列表 […]", "a list [...]"),
        }
    }
}

impl TextFault {
    fn message(self) -> Bilingual {
        match self {
            Self::Empty => Bilingual::new("文本为空", "the text is empty"),
            Self::TooLong(max) => {
                Bilingual::new(format!("文本超过 {max} 个字符"), format!("the text has more than {max} characters"))
            }
            Self::Invisible => {
                Bilingual::new("文本含有换行或不可见字符", "line breaks or invisible characters in the text")
            }
            Self::PersonalNumber => {
                Bilingual::new("文本含有身份证号或手机号", "an identity or telephone number in the text")
            }
        }
    }

    fn accepted(self) -> Bilingual {
        Bilingual::new(
            format!("一行文字，1 至 {TEXT_MAX} 个字符，不含身份证号和电话"),
            format!("one line of 1 to {TEXT_MAX} characters without identity or telephone numbers"),
        )
    }
}
