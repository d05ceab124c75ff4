//! What a plan's members accept, in both languages.

use crate::conflict::ConflictKind;

/// What a plan's member accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Strict JSON with an object at the top.
    Object,
    /// A list of objects or texts.
    List,
    /// An identifier of at most 64 bytes without invisible characters or personal numbers.
    Id,
    /// A text that is not empty and holds no personal number.
    Text,
    /// A date such as 2026-12-01.
    Date,
    /// An integer in this range.
    Number(u32, u32),
    /// `uniform` or `leximin`.
    Method,
    /// `seed` or `ball`.
    Pick,
    /// A fraction or decimal above 0 and up to 1, as text.
    Tolerance,
    /// No such member: only the method `leximin` has a use for it.
    OnlyLeximin,
    /// `exclude` or `recuse`.
    Policy,
    /// The name of a conflict kind.
    Kind,
    /// One of the members a plan has here.
    Member,
    /// Each column and value, and each witness, at most once.
    Once,
    /// `max` not below `min`.
    MaxNotBelowMin,
}

impl Expected {
    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Object => "一个 JSON 对象（UTF-8，键不重复，无小数）".into(),
            Self::List => "一个列表 […]".into(),
            Self::Id => "不超过 64 字节、不含不可见字符和个人号码的编号".into(),
            Self::Text => "非空文字，不含身份证号或电话".into(),
            Self::Date => "日期，如 2026-12-01".into(),
            Self::Number(low, high) => format!("{low} 到 {high} 的整数"),
            Self::Method => "uniform（每个可行组合机会均等）或 leximin（个人机会尽可能均等）".into(),
            Self::Pick => "seed（由种子抽取）或 ball（当众摇号）".into(),
            Self::Tolerance => "大于 0、不大于 1 的分数或小数，写成文字，如 \"1/1000\" 或 \"0.001\"".into(),
            Self::OnlyLeximin => "仅 leximin 方法使用这一项；请删去，或改用 leximin".into(),
            Self::Policy => "exclude（不参加抽取）或 recuse（仅回避该申报方）".into(),
            Self::Kind => ConflictKind::ALL.map(|kind| format!("{}（{}）", kind.code(), kind.zh())).join("、"),
            Self::Member => "抽取方案中此处没有这一项；可用的项见 docs/formats/plan.schema.json".into(),
            Self::Once => "每项只出现一次".into(),
            Self::MaxNotBelowMin => "max 不小于 min".into(),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Object => "a JSON object (UTF-8, no key twice, no decimals)".into(),
            Self::List => "a list [...]".into(),
            Self::Id => "an id of at most 64 bytes without invisible characters or personal numbers".into(),
            Self::Text => "text that is not empty and holds no identity number or telephone".into(),
            Self::Date => "a date such as 2026-12-01".into(),
            Self::Number(low, high) => format!("an integer from {low} to {high}"),
            Self::Method => {
                "uniform (every feasible panel equally likely) or leximin (experts' chances as equal as can be)".into()
            }
            Self::Pick => "seed (drawn by the seed) or ball (a numbered ball drawn in public)".into(),
            Self::Tolerance => "a fraction or decimal above 0 and up to 1, as text: \"1/1000\" or \"0.001\"".into(),
            Self::OnlyLeximin => "only the method leximin has a use for this; leave it out, or use leximin".into(),
            Self::Policy => "exclude (out of the draw) or recuse (from that entrant only)".into(),
            Self::Kind => ConflictKind::ALL.map(ConflictKind::code).join(", "),
            Self::Member => "a plan has no such member here; docs/formats/plan.schema.json lists them".into(),
            Self::Once => "each at most once".into(),
            Self::MaxNotBelowMin => "max not below min".into(),
        }
    }
}
