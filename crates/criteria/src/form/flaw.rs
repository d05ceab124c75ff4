//! What can be wrong at a place of any file.

use super::fault::Explained;
use crate::text::Bilingual;

/// What can be wrong at a place of any file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The bytes are not strict JSON: not JSON at all, or one key twice in an object.
    Syntax {
        /// Line and column in bytes, both from 1, where the reader stopped.
        place: Option<(usize, usize)>,
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
    /// An id or code with unfit characters or length.
    Code {
        /// The most characters.
        max: usize,
    },
    /// A text that cannot be shown.
    Text(TextFault),
    /// A list or object without entries.
    Empty,
    /// A list with too many entries.
    TooMany {
        /// The most accepted.
        max: usize,
    },
    /// What another place has already.
    Duplicate {
        /// The JSON pointer of the first.
        first: String,
    },
}

/// What a format asks for at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// An exact number written as a text, of at most so many characters.
    ExactText(usize),
    /// A whole number without fraction or exponent.
    Integer,
    /// `true` or `false`.
    Bool,
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

impl Explained for Flaw {
    fn message(&self) -> Bilingual {
        match self {
            Self::Syntax { place: Some((line, column)), detail } => Bilingual::new(
                format!("不是合规的 JSON（第 {line} 行第 {column} 列：{detail}）"),
                format!("not strict JSON (line {line}, column {column}: {detail})"),
            ),
            Self::Syntax { place: None, detail } => {
                Bilingual::new(format!("不是合规的 JSON（{detail}）"), format!("not strict JSON ({detail})"))
            }
            Self::Type(_) => Bilingual::new("类型不对", "wrong type"),
            Self::Missing(_) => Bilingual::new("缺少此项", "missing"),
            Self::Unknown { .. } => Bilingual::new("格式中没有此项", "the format has no such field here"),
            Self::Choice { .. } => Bilingual::new("不在可选值之中", "not one of the accepted values"),
            Self::Range { .. } => Bilingual::new("数值超出范围", "number out of range"),
            Self::Code { .. } => {
                Bilingual::new("编号含有不可用的字符，或长度不对", "characters or length not fit for an id or code")
            }
            Self::Text(fault) => fault.message(),
            Self::Empty => Bilingual::new("内容为空", "empty"),
            Self::TooMany { .. } => Bilingual::new("元素过多", "too many entries"),
            Self::Duplicate { first } => Bilingual::new(format!("与 {first} 重复"), format!("the same as {first}")),
        }
    }

    fn accepted(&self) -> Bilingual {
        match self {
            Self::Syntax { .. } => Bilingual::new(
                "一个 UTF-8 编码的 JSON 对象，同一对象内键不重复",
                "one JSON object in UTF-8, no key twice in an object",
            ),
            Self::Type(shape) | Self::Missing(shape) => shape.accepted(),
            Self::Unknown { accepted } | Self::Choice { accepted } => one_of(accepted),
            Self::Range { min, max } => {
                Bilingual::new(format!("{min} 至 {max} 的整数"), format!("a whole number from {min} to {max}"))
            }
            Self::Code { max } => Bilingual::new(
                format!("以字母或数字开头的 ASCII 字母、数字、“.”“-”“_”，1 至 {max} 个字符"),
                format!(
                    "ASCII letters, digits, \".\", \"-\", \"_\", the first a letter or digit, 1 to {max} characters"
                ),
            ),
            Self::Text(fault) => fault.accepted(),
            Self::Empty => Bilingual::new("至少一个元素", "at least one entry"),
            Self::TooMany { max } => Bilingual::new(format!("至多 {max} 个元素"), format!("at most {max} entries")),
            Self::Duplicate { .. } => Bilingual::new("尚未用过的值", "a value not used before"),
        }
    }
}

impl Shape {
    /// What is to stand there.
    pub fn accepted(self) -> Bilingual {
        match self {
            Self::Text => Bilingual::new("文本（加双引号）", "a text in double quotes"),
            Self::ExactText(max) => Bilingual::new(
                format!("加双引号的精确数，如 \"0.4\"、\"600\"、\"2/3\"，至多 {max} 个字符"),
                format!("an exact number as text, as in \"0.4\", \"600\", \"2/3\", at most {max} characters"),
            ),
            Self::Integer => Bilingual::new("整数（不带小数点和引号）", "a whole number, no fraction, no quotes"),
            Self::Bool => Bilingual::new("true 或 false", "true or false"),
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
                Bilingual::new("文本含有身份证号或电话号码", "an identity or telephone number in the text")
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
        [only] => Bilingual::new(only, only),
        _ => Bilingual::new(format!("以下之一：{}", quoted.join("、")), format!("one of {}", quoted.join(", "))),
    }
}
