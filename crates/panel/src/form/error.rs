//! What can be wrong with a file of the protocol, in both languages.

use crate::conflict::Policy;
use crate::message::Message;

/// One thing wrong with a file of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {}", .expected.en())]
pub struct FormError {
    /// Where, as a JSON pointer; empty for the whole document.
    pub path: String,
    /// What stands there, shortened; `None` when it is missing.
    pub found: Option<String>,
    /// What is accepted there.
    pub expected: Expected,
}

/// What a place in a file accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Strict JSON; what the reader of JSON complained of.
    Json(String),
    /// The one canonical spelling of the same value.
    Canonical,
    /// An object.
    Object,
    /// An array.
    Array,
    /// No such member: the protocol does not know it here.
    NoMember,
    /// A member that is missing.
    Member,
    /// A text that is not empty.
    Text,
    /// A text of at most so many bytes that is not empty.
    TextUpTo(usize),
    /// An id.
    Id,
    /// 64 lower-case hex digits.
    Hex,
    /// A date such as 2026-12-01.
    Date,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Integer,
    /// Decimal digits as text, without leading zeros.
    Decimal,
    /// As [`Expected::Decimal`], at most so many digits.
    Digits(usize),
    /// As [`Expected::Digits`], with a minus sign in front where the number is negative.
    Whole(usize),
    /// A fraction from 0 to 1 in lowest terms, as text: `a/b`.
    Fraction,
    /// A proof without more splits, since so many are on the way to it.
    Unsplit(usize),
    /// One of these words.
    Word(Vec<&'static str>),
    /// `null`, since the named member is null too.
    NullWith(&'static str),
    /// An integer from the first number to the second.
    Range(u64, u64),
    /// An array of exactly one element.
    One,
    /// An array of at most so many elements.
    AtMost(usize),
    /// Something after the element before it; the array is in strictly ascending order.
    Ascending,
    /// A maximum not below the minimum.
    MaxNotBelowMin,
    /// An employer group seen before, or this next new one.
    Group(u32),
    /// The policy that the commitment has for the conflict's kind.
    PolicyOfKind(Policy),
    /// An entrant and a source other than `pool`, as a conflict has.
    OfConflict,
    /// No entrant, source `pool` and policy `exclude`, as an expert has whom the pool does not offer.
    OfStanding,
    /// An expert of the pool.
    Pooled,
    /// `false`, since the method of the draw counts no quotas.
    Uncounted,
}

impl Expected {
    /// Whether this is one of section 2's rules on order, numbering, ranges and policies (check 4) and not about the
    /// type of a value (check 1).
    pub fn is_rule(&self) -> bool {
        matches!(
            self,
            Self::Range(..)
                | Self::AtMost(_)
                | Self::Ascending
                | Self::MaxNotBelowMin
                | Self::Group(_)
                | Self::PolicyOfKind(_)
                | Self::OfConflict
                | Self::OfStanding
                | Self::Pooled
                | Self::Uncounted
        )
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Json(detail) => format!("应为一个完整的 JSON 文档（UTF-8，键不重复，只用整数）：{detail}"),
            Self::Canonical => {
                "应为规范写法（RFC 8785：无空白、键按字节排序、末尾无换行）；文件可能被编辑器改动过".into()
            }
            Self::Object => "应为对象 {…}".into(),
            Self::Array => "应为数组 […]".into(),
            Self::NoMember => "协议中此处没有这一项".into(),
            Self::Member => "缺少这一项".into(),
            Self::Text => "应为非空文字".into(),
            Self::TextUpTo(most) => format!("应为 1 到 {most} 字节的文字"),
            Self::Id => "应为编号：NFC 文字，1 到 64 字节，首尾无空白，不含不可见字符和个人号码".into(),
            Self::Hex => "应为 64 位小写十六进制数".into(),
            Self::Date => "应为日期，如 2026-12-01".into(),
            Self::Bool => "应为 true 或 false".into(),
            Self::Integer => "应为整数".into(),
            Self::Decimal => "应为十进制数字组成的文字，无前导零".into(),
            Self::Digits(most) => format!("应为十进制数字组成的文字，无前导零，至多 {most} 位"),
            Self::Whole(most) => format!("应为十进制整数组成的文字，无前导零，至多 {most} 位，负数以 - 开头"),
            Self::Fraction => "应为 0 到 1 的最简分数，如 1/3".into(),
            Self::Unsplit(most) => format!("证明至多分叉 {most} 层"),
            Self::Word(words) => format!("应为下列之一：{}", words.join("、")),
            Self::NullWith(other) => format!("应与 {other} 同为 null 或同有值"),
            Self::Range(low, high) => format!("应为 {low} 到 {high} 的整数"),
            Self::One => "应恰有一项".into(),
            Self::AtMost(most) => format!("最多 {most} 项"),
            Self::Ascending => "应按字节严格升序，不得重复".into(),
            Self::MaxNotBelowMin => "max 不得小于 min".into(),
            Self::Group(next) => format!("单位组号应按首次出现编号：此处只能是已出现的组号或 {next}"),
            Self::PolicyOfKind(policy) => format!("应与 policies 中该类型的规定一致：{}", policy.code()),
            Self::OfConflict => "利害关系应写明申报方，来源不能是 pool".into(),
            Self::OfStanding => "专家库状态造成的回避：entrant 为 null，source 为 pool，policy 为 exclude".into(),
            Self::Pooled => "应为专家库中的专家".into(),
            Self::Uncounted => "应为 false：leximin 方法不对配额计数".into(),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Json(detail) => format!("a whole JSON document (UTF-8, no key twice, integers only): {detail}"),
            Self::Canonical => {
                "the canonical spelling (RFC 8785: no white space, keys in byte order, no line end); an editor may have \
                 touched the file"
                    .into()
            }
            Self::Object => "an object {...}".into(),
            Self::Array => "an array [...]".into(),
            Self::NoMember => "the protocol has no such member here".into(),
            Self::Member => "this member is missing".into(),
            Self::Text => "a text that is not empty".into(),
            Self::TextUpTo(most) => format!("a text of 1 to {most} bytes"),
            Self::Id => {
                "an id: NFC text of 1 to 64 bytes, no white space at either end, no invisible characters, no personal \
                 numbers"
                    .into()
            }
            Self::Hex => "64 lower-case hex digits".into(),
            Self::Date => "a date such as 2026-12-01".into(),
            Self::Bool => "true or false".into(),
            Self::Integer => "an integer".into(),
            Self::Decimal => "decimal digits as text, without leading zeros".into(),
            Self::Digits(most) => format!("at most {most} decimal digits as text, without leading zeros"),
            Self::Whole(most) => {
                format!("an integer of at most {most} decimal digits as text, without leading zeros, - in front of negatives")
            }
            Self::Fraction => "a fraction from 0 to 1 in lowest terms, such as 1/3".into(),
            Self::Unsplit(most) => format!("a proof that is split no more than {most} times on the way to each part"),
            Self::Word(words) => format!("one of: {}", words.join(", ")),
            Self::NullWith(other) => format!("null exactly when {other} is"),
            Self::Range(low, high) => format!("an integer from {low} to {high}"),
            Self::One => "exactly one element".into(),
            Self::AtMost(most) => format!("at most {most} elements"),
            Self::Ascending => "strictly ascending byte order, nothing twice".into(),
            Self::MaxNotBelowMin => "max not below min".into(),
            Self::Group(next) => {
                format!("employer groups numbered as they first appear: one seen before, or {next}")
            }
            Self::PolicyOfKind(policy) => format!("what policies says of the kind: {}", policy.code()),
            Self::OfConflict => "a conflict names an entrant and a source other than pool".into(),
            Self::OfStanding => {
                "an expert whom the pool does not offer has entrant null, source pool and policy exclude".into()
            }
            Self::Pooled => "an expert of the pool".into(),
            Self::Uncounted => "false, since leximin counts no quotas".into(),
        }
    }
}

impl FormError {
    /// Place, finding and expectation in both languages.
    pub fn message(&self) -> Message {
        let place = if self.path.is_empty() { "/" } else { &self.path };
        let (zh, en) = match &self.found {
            Some(found) => (format!("，现为 {found}"), format!(", found {found}")),
            None => (String::new(), String::new()),
        };
        Message::new(
            format!("{place}：{}{zh}", self.expected.zh()),
            format!("{place}: expected {}{en}", self.expected.en()),
        )
    }
}
