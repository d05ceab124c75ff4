//! What reviewers wrote, without who wrote it.
//!
//! Comments stand in the order of their own characters, so that the first of one item and the first of the next say
//! nothing about who wrote them, and the same sentence by two people stands once. A comment that names a member of the
//! panel, by number or by name, has the name replaced: experts stay unknown to entrants (`Art. 31`).

use serde_json::{Value, json};
use std::collections::BTreeSet;
use zhuoping_documents::scores::Comment;
use zhuoping_ratings::{EntrantId, StageId};

/// What stands in place of a reviewer's number or name.
const HIDDEN: &str = "〔评审专家〕";
/// Shorter numbers without a letter are counts and dates far more often than somebody's number.
const NUMBER_MIN: usize = 4;

/// All comments, and the names to keep out of them.
pub(in super::super) struct Comments<'a> {
    all: &'a [Comment],
    numbers: Vec<String>,
    names: Vec<String>,
}

impl<'a> Comments<'a> {
    /// `numbers` and `names` are those of everybody who may have judged.
    pub(in super::super) fn new(
        all: &'a [Comment],
        numbers: impl IntoIterator<Item = String>,
        names: impl IntoIterator<Item = String>,
    ) -> Self {
        let telling =
            |number: &String| number.len() >= NUMBER_MIN || number.bytes().any(|byte| byte.is_ascii_alphabetic());
        // The longest first, so that a number that begins another one does not leave its end behind.
        let sorted = |names: BTreeSet<String>| {
            let mut names: Vec<String> = names.into_iter().collect();
            names.sort_by_key(|name| std::cmp::Reverse(name.len()));
            names
        };
        Self {
            all,
            numbers: sorted(numbers.into_iter().filter(telling).collect()),
            names: sorted(names.into_iter().filter(|name| name.chars().count() > 1).collect()),
        }
    }

    /// Strengths and improvements that were written about one item.
    pub(super) fn of(&self, stage: &StageId, entrant: &EntrantId, item: &str) -> Value {
        let here = || self.all.iter().filter(|one| one.stage == *stage && one.entrant == *entrant && one.item == item);
        let sorted = |texts: BTreeSet<String>| texts.into_iter().collect::<Vec<_>>();
        json!({
            "strengths": sorted(here().filter_map(|one| self.shown(one.strengths.as_deref())).collect()),
            "improvements": sorted(here().filter_map(|one| self.shown(one.improvements.as_deref())).collect()),
        })
    }

    fn shown(&self, text: Option<&str>) -> Option<String> {
        let mut text = text?.trim().to_owned();
        for number in &self.numbers {
            text = without_number(&text, number);
        }
        for name in &self.names {
            text = text.replace(name.as_str(), HIDDEN);
        }
        (!text.is_empty()).then_some(text)
    }
}

/// `text` with `number` replaced wherever it stands by itself, in either case.
fn without_number(text: &str, number: &str) -> String {
    // ASCII letters keep their length in either case, so places in one are places in the other.
    let (low, wanted) = (text.to_ascii_lowercase(), number.to_ascii_lowercase());
    let mut shown = String::new();
    let mut from = 0;
    for (at, _) in low.match_indices(&wanted) {
        let end = at + wanted.len();
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if at < from || joined(low[..at].chars().next_back()) || joined(low[end..].chars().next()) {
            continue;
        }
        shown += &text[from..at];
        shown += HIDDEN;
        from = end;
    }
    shown + &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(reviewer: &str, strengths: &str) -> Comment {
        Comment {
            stage: StageId::new("site").unwrap(),
            entrant: EntrantId::new("O1").unwrap(),
            reviewer: zhuoping_ratings::ReviewerId::new(reviewer).unwrap(),
            item: "4.1.2".into(),
            strengths: Some(strengths.into()),
            improvements: None,
        }
    }

    #[test]
    fn comments_follow_their_words_and_not_their_writers() {
        let all = [comment("HN1", "乙"), comment("HN2", "甲"), comment("HN3", "乙"), comment("HN4", "  ")];
        let of = |all: &[Comment]| {
            let comments = Comments::new(all, [], []);
            comments.of(&StageId::new("site").unwrap(), &EntrantId::new("O1").unwrap(), "4.1.2")
        };
        assert_eq!(of(&all)["strengths"], json!(["乙", "甲"]));
        let mut turned = all.to_vec();
        turned.reverse();
        assert_eq!(of(&turned), of(&all));
    }

    #[test]
    fn a_reviewer_who_is_named_in_a_comment_is_hidden() {
        let all = [comment("HN0361", "hn0361 与王某某意见一致；HN03610 为设备号，第 3 条，HN036 亦然")];
        let comments = Comments::new(&all, ["HN0361", "HN036", "3"].map(str::to_owned), ["王某某".to_owned()]);
        let shown = comments.of(&StageId::new("site").unwrap(), &EntrantId::new("O1").unwrap(), "4.1.2");
        assert_eq!(
            shown["strengths"][0],
            "〔评审专家〕 与〔评审专家〕意见一致；HN03610 为设备号，第 3 条，〔评审专家〕 亦然"
        );
    }
}
