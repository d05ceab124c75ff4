//! Names of entrants, stages, kinds and rules as they are shown: by name where a list of entrants was given, else by id.

use std::collections::BTreeMap;
use zhuoping_criteria::Lang;
use zhuoping_panel::Entrant;
use zhuoping_ratings::aggregate::Unscored;
use zhuoping_ratings::rules::{Level, Rule};
use zhuoping_ratings::standing::Unranked;
use zhuoping_ratings::{Assessment, EntrantId, EntrantKind, Scope};

/// Names of entrants, stages and kinds as they are shown.
pub(crate) struct Names {
    lang: Lang,
    entrants: BTreeMap<String, String>,
}

impl Names {
    pub(crate) fn new(entrants: &[Entrant], lang: Lang) -> Self {
        let entrants = entrants.iter().map(|entrant| (entrant.id.to_string(), entrant.name.clone())).collect();
        Self { lang, entrants }
    }

    /// An entrant's name, or its id where no list of entrants was given.
    pub(crate) fn of(&self, id: &EntrantId) -> String {
        self.entrants.get(id.as_str()).cloned().unwrap_or_else(|| id.to_string())
    }

    /// A stage's name.
    pub(crate) fn stage(&self, id: &str) -> String {
        match (id, self.lang) {
            ("material", Lang::Zh) => "材料评审".into(),
            ("site", Lang::Zh) => "现场评审".into(),
            ("presentation", Lang::Zh) => "陈述答辩".into(),
            ("material", Lang::En) => "material review".into(),
            ("site", Lang::En) => "site review".into(),
            _ => id.into(),
        }
    }

    pub(crate) fn kind(&self, kind: EntrantKind) -> String {
        match (kind, self.lang) {
            (_, Lang::Zh) => kind.name_zh().into(),
            (EntrantKind::Organization, Lang::En) => "organizations".into(),
            (EntrantKind::Individual, Lang::En) => "individuals".into(),
        }
    }

    /// Whether the result is of all stages.
    pub(crate) fn combined(&self, of: &Assessment<'_>) -> bool {
        matches!(of.ranking.scope, Scope::Combined)
    }

    /// Why an entrant has no rank.
    pub(crate) fn unranked(&self, why: &Unranked, lang: Lang) -> String {
        let say = |zh: String, en: String| if lang == Lang::Zh { zh } else { en };
        match why {
            Unranked::Stopped { place, .. } => {
                say(format!("列第 {place}，未进入下一阶段"), format!("place {place}, did not go on to the next stage"))
            }
            Unranked::Missing(missing) => {
                let parts: Vec<String> = missing
                    .iter()
                    .map(|(_, why)| match why {
                        Unscored::NoSheet => say("没有评分".into(), "no score".into()),
                        Unscored::TooFew { complete, needed } => say(
                            format!("完整评分表 {complete} 份，至少需要 {needed} 份"),
                            format!("{complete} complete sheets, {needed} needed"),
                        ),
                        Unscored::NotAgreed => say("没有完整的合议评分".into(), "no complete agreed sheet".into()),
                    })
                    .collect();
                parts.join(say("；".into(), "; ".into()).as_str())
            }
        }
    }

    /// An aggregation rule in words.
    pub(crate) fn rule(&self, rule: Rule) -> String {
        let zh = match rule {
            Rule::Mean => "平均".into(),
            Rule::Trimmed { level: Level::Total, trim } => format!("各去掉 {trim} 个最高、最低总分后平均"),
            Rule::Trimmed { level: Level::Item, trim } => format!("逐条款各去掉 {trim} 个最高、最低后平均"),
            Rule::Median => "中位数".into(),
            Rule::Consensus => "合议".into(),
        };
        if self.lang == Lang::Zh { zh } else { rule.name() }
    }
}
