//! What is wrong with an edition file: where, what was found, what would be accepted, in both languages.
//!
//! The facts are typed, so that a program can act on them; the words are made here, since `criteria check` and the
//! office that wrote the file want whole sentences.

use crate::code::LENGTH_MAX;
use crate::edition::ItemKind;
use crate::text::{Bilingual, Lang};
use serde_json::Value;
use std::borrow::Cow;
use zhuoping_provenance::text::personal_number;

/// The most characters of a value that are quoted.
pub(crate) const QUOTED_MAX: usize = 60;

/// One fault of an edition file. Shown as its Chinese line, then its English one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} / {}", self.zh(), self.en())]
#[non_exhaustive]
pub struct Finding {
    /// Where, as a JSON pointer (RFC 6901) into the file; empty for the whole document.
    pub path: String,
    /// What is there, as JSON, shortened; `None` if nothing is. A text with an identity or telephone number is withheld.
    pub found: Option<String>,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The bytes are not strict JSON: not JSON at all, or one key twice in an object.
    Syntax {
        /// Line, from 1, where the reader stopped.
        line: Option<usize>,
        /// Column in bytes, from 1.
        column: Option<usize>,
        /// The reader's own words.
        detail: String,
    },
    /// The value is of another JSON type.
    Type(Shape),
    /// A key that must be there, with a value of this type, is not.
    Missing(Shape),
    /// A key that the format does not know.
    Unknown {
        /// The keys it knows there.
        accepted: Vec<String>,
    },
    /// A text that must be one of a few.
    Choice {
        /// Those few.
        accepted: Vec<String>,
    },
    /// A number outside its range.
    Range {
        /// The least accepted.
        min: u64,
        /// The greatest accepted.
        max: u64,
    },
    /// The step does not divide 100.
    Step,
    /// An id or code that is not short plain ASCII.
    Code,
    /// A text that cannot be shown.
    Text(TextFault),
    /// A list without entries.
    Empty,
    /// A code, id or letter that another place has already.
    Duplicate {
        /// The JSON pointer of the first.
        first: String,
    },
    /// An item is of a kind that `kinds` does not describe.
    KindNotDescribed(ItemKind),
    /// A dimension has no description in a band.
    NotDescribed {
        /// The dimension.
        dimension: String,
    },
    /// A band begins or ends off the step.
    OffStep {
        /// The step.
        step: u8,
    },
    /// A band ends below its beginning.
    Reversed {
        /// Its beginning.
        from: u8,
    },
    /// No band holds the percents from `from` to `to`.
    Gap {
        /// The first percent without a band.
        from: u8,
        /// The last.
        to: u8,
    },
    /// A band begins at or below the end of one before it.
    Overlap {
        /// Where it would have to begin; above 100 if no percent is left for it.
        next: u8,
    },
    /// The items of a category do not add up to its points.
    CategorySum {
        /// What they add up to.
        items: u64,
    },
    /// The categories do not add up to the total.
    TotalSum {
        /// What they add up to.
        categories: u64,
    },
    /// The items of a kind do not add up to the points stated for the kind.
    KindSum {
        /// The kind.
        kind: ItemKind,
        /// What they add up to.
        items: u64,
    },
}

/// What the format asks for at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number without fraction or exponent.
    Integer,
    /// `{...}`.
    Object,
    /// `[...]`.
    List,
    /// `{"zh": ..., "en": ...}`.
    Bilingual,
    /// One of these texts.
    OneOf(&'static [&'static str]),
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

impl Finding {
    /// Takes the fault and quotes the value.
    pub(crate) fn new(path: impl Into<String>, found: Option<&Value>, problem: Problem) -> Self {
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

    /// Place, fault, value and what is accepted, in one Chinese line.
    pub fn zh(&self) -> String {
        let found = self.found.as_ref().map(|found| format!("现为 {found}，")).unwrap_or_default();
        format!("{}：{}；{found}应为{}", self.place(Lang::Zh), self.message(Lang::Zh), self.accepted(Lang::Zh))
    }

    /// Place, fault, value and what is accepted, in one English line.
    pub fn en(&self) -> String {
        let found = self.found.as_ref().map(|found| format!("found {found}, ")).unwrap_or_default();
        format!("{}: {}; {found}expected {}", self.place(Lang::En), self.message(Lang::En), self.accepted(Lang::En))
    }

    /// The line in `lang`.
    pub fn line(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn place(&self, lang: Lang) -> &str {
        match (self.path.as_str(), lang) {
            ("", Lang::Zh) => "整个文件",
            ("", Lang::En) => "the whole file",
            (path, _) => path,
        }
    }
}

impl Problem {
    /// One arm a variant, hence the length; so is [`Problem::accepted`].
    fn message(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Syntax { line: Some(line), column: Some(column), detail } => (
                format!("不是合规的 JSON（第 {line} 行第 {column} 列：{detail}）"),
                format!("not strict JSON (line {line}, column {column}: {detail})"),
            ),
            Self::Syntax { detail, .. } => {
                (format!("不是合规的 JSON（{detail}）"), format!("not strict JSON ({detail})"))
            }
            Self::Type(_) => ("类型不对".into(), "wrong type".into()),
            Self::Missing(_) => ("缺少此项".into(), "missing".into()),
            Self::Unknown { .. } => ("格式中没有此项".into(), "the format has no such field".into()),
            Self::Choice { .. } => ("不在可选值之中".into(), "not one of the accepted values".into()),
            Self::Range { .. } => ("数值超出范围".into(), "number out of range".into()),
            Self::Step => ("步长不能整除 100".into(), "the step does not divide 100".into()),
            Self::Code => ("编号含有不可用的字符，或长度不对".into(), "characters or length not fit for a code".into()),
            Self::Text(fault) => return fault.message(),
            Self::Empty => ("列表为空".into(), "the list is empty".into()),
            Self::Duplicate { first } => (format!("与 {first} 重复"), format!("the same as {first}")),
            Self::KindNotDescribed(kind) => {
                (format!("“kinds”未描述“{kind}”"), format!("\"kinds\" does not describe \"{kind}\""))
            }
            Self::NotDescribed { dimension } => {
                (format!("此档没有描述“{dimension}”"), format!("the band does not describe \"{dimension}\""))
            }
            Self::OffStep { step } => (format!("不在 {step}% 的步长上"), format!("not on the step of {step}%")),
            Self::Reversed { from } => {
                (format!("此档的终点低于起点 {from}"), format!("the band ends below its beginning {from}"))
            }
            Self::Gap { from, to } => {
                (format!("没有档位包含 {from}% 至 {to}%"), format!("no band holds {from}% to {to}%"))
            }
            Self::Overlap { .. } => ("与前面的档位重叠".into(), "overlaps a band before it".into()),
            Self::CategorySum { items } => {
                (format!("类目分值不等于其条款之和 {items}"), format!("the items of the category add up to {items}"))
            }
            Self::TotalSum { categories } => {
                (format!("总分不等于各类目之和 {categories}"), format!("the categories add up to {categories}"))
            }
            Self::KindSum { kind, items } => (
                format!("“{kind}”类分值不等于其条款之和 {items}"),
                format!("the items of kind \"{kind}\" add up to {items}"),
            ),
        };
        Bilingual { zh, en }
    }

    fn accepted(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Syntax { .. } => (
                "一个 UTF-8 编码的 JSON 对象，同一对象内键不重复".into(),
                "one JSON object in UTF-8, no key twice in an object".into(),
            ),
            Self::Type(shape) | Self::Missing(shape) => return shape.accepted(),
            Self::Unknown { accepted } | Self::Choice { accepted } => return one_of(accepted),
            Self::Range { min, max } => {
                (format!(" {min} 至 {max} 的整数"), format!("a whole number from {min} to {max}"))
            }
            Self::Step => (
                " 100 的约数：1、2、4、5、10、20、25、50、100".into(),
                "a divisor of 100: 1, 2, 4, 5, 10, 20, 25, 50, 100".into(),
            ),
            Self::Code => (
                format!("以字母或数字开头的 ASCII 字母、数字、“.”“-”“_”，1 至 {LENGTH_MAX} 个字符"),
                format!(
                    "ASCII letters, digits, \".\", \"-\", \"_\", the first a letter or digit, 1 to {LENGTH_MAX} characters"
                ),
            ),
            Self::Text(fault) => return fault.accepted(),
            Self::Empty => ("至少一个元素".into(), "at least one entry".into()),
            Self::Duplicate { .. } => ("文件中尚未用过的值".into(), "a value not used before".into()),
            Self::KindNotDescribed(kind) => (
                format!("“kinds”中已描述的类型，或在“kinds”中补充“{kind}”"),
                format!("a kind that \"kinds\" describes, or \"{kind}\" described there"),
            ),
            Self::NotDescribed { dimension } => (
                format!("“{dimension}”的中英文描述"),
                format!("a description of \"{dimension}\" in Chinese and English"),
            ),
            Self::OffStep { step } => {
                (format!(" {step} 的倍数，0 至 100"), format!("a multiple of {step}, from 0 to 100"))
            }
            Self::Reversed { from } => (format!("不小于 {from} 的百分数"), format!("a percent of at least {from}")),
            Self::Gap { .. } => (
                "从 0 到 100 每个百分数恰在一档之中".into(),
                "bands that hold each percent from 0 to 100 exactly once".into(),
            ),
            Self::Overlap { next } if *next > 100 => {
                ("无此档（前面的档位已到 100%）".into(), "no such band: those before it reach 100%".into())
            }
            Self::Overlap { next } => (format!("从 {next}% 开始"), format!("a band that begins at {next}%")),
            Self::CategorySum { items } | Self::KindSum { items, .. } => {
                (format!(" {items}，或改正条款分值"), format!("{items}, or other points for the items"))
            }
            Self::TotalSum { categories } => {
                (format!(" {categories}，或改正类目分值"), format!("{categories}, or other points for the categories"))
            }
        };
        Bilingual { zh, en }
    }
}

impl Shape {
    fn accepted(self) -> Bilingual {
        match self {
            Self::Text => Bilingual::new("文本（加双引号）", "a text in double quotes"),
            Self::Integer => Bilingual::new("整数（不带小数点和引号）", "a whole number, no fraction, no quotes"),
            Self::Object => Bilingual::new("对象 {…}", "an object {...}"),
            Self::List => Bilingual::new("列表 […]", "a list [...]"),
            Self::Bilingual => {
                Bilingual::new(r#"中英文对照 {"zh": …, "en": …}"#, r#"a text in both languages {"zh": ..., "en": ...}"#)
            }
            Self::OneOf(texts) => one_of(texts),
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
        match self {
            Self::Empty => Bilingual::new("非空的文本", "a text that is not empty"),
            Self::TooLong(max) => Bilingual::new(format!("至多 {max} 个字符"), format!("at most {max} characters")),
            Self::Invisible => Bilingual::new("单行的可见文字", "one line of visible characters"),
            Self::PersonalNumber => Bilingual::new("不含个人号码的文本", "a text without personal numbers"),
        }
    }
}

fn one_of(texts: &[impl AsRef<str>]) -> Bilingual {
    let quoted: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.as_ref())).collect();
    match quoted.as_slice() {
        [only] => Bilingual::new(format!(" {only}"), only),
        _ => Bilingual::new(format!("以下之一：{}", quoted.join("、")), format!("one of {}", quoted.join(", "))),
    }
}

/// The value as JSON, at most [`QUOTED_MAX`] characters; containers by their size, since their text helps nobody.
fn quoted(value: &Value) -> String {
    match value {
        Value::Object(members) => format!("{{…}}({})", members.len()),
        Value::Array(entries) => format!("[…]({})", entries.len()),
        // Debug escapes what cannot be seen, so that it can.
        Value::String(text) => format!("{:?}", presentable(text, QUOTED_MAX)),
        other => other.to_string(),
    }
}

/// What of a text from the file may be shown: its beginning, or nothing if it holds a personal number.
pub(crate) fn presentable(text: &str, length_max: usize) -> Cow<'_, str> {
    if personal_number(text).is_some() {
        return Cow::Borrowed("…");
    }
    match text.char_indices().nth(length_max) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
