//! The prospects as lines of `draw plan`.

use super::Prospects;
use super::chances::Extreme;
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;

/// Kinds of experts named beside the smallest and the largest chance.
const KINDS_SHOWN: usize = 3;

impl Prospects {
    /// What each quota asks for and what the pool offers.
    pub(crate) fn quota_lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(max) = self.rules.employer_max {
            lines.push(match lang {
                Lang::Zh => format!("同一单位至多 {max} 人"),
                Lang::En => format!("at most {max} of the same employer"),
            });
        }
        if !self.offers.is_empty() {
            lines.push(match lang {
                Lang::Zh => "配额：".into(),
                Lang::En => "quotas:".into(),
            });
        }
        for offer in &self.offers {
            let (quota, range) = (self.rules.quota(offer.quota, lang), self.rules.range(offer.quota, lang));
            let (eligible, employers, most) = (offer.eligible, offer.employers, offer.most);
            let alone = offer.without_employer;
            lines.push(match lang {
                Lang::Zh => {
                    let alone = if alone > 0 { format!("，另有 {alone} 人未填单位") } else { String::new() };
                    format!("  {quota}：{range}；可抽 {eligible} 人，来自 {employers} 个单位{alone}，一组最多容纳 {most} 人")
                }
                Lang::En => {
                    let alone = if alone > 0 { format!(", {alone} without one") } else { String::new() };
                    format!(
                        "  {quota}: {range}; {eligible} eligible of {employers} employers{alone}, at most {most} fit on one panel"
                    )
                }
            });
        }
        lines
    }

    /// The chances, or that they are not known.
    pub(crate) fn chance_lines(&self, lang: Lang) -> Vec<String> {
        let Some(chances) = &self.chances else {
            return vec![match lang {
                Lang::Zh => "各人的机会：有配额靠重抽满足，不能精确算出".into(),
                Lang::En => "chances: not known exactly, since some quota is kept by trying again".into(),
            }];
        };
        let (low, high) = if lang == Lang::Zh { ("最小", "最大") } else { ("smallest", "largest") };
        let mut lines = vec![match lang {
            Lang::Zh => "每位可入选专家的机会：".to_owned(),
            Lang::En => "chance of each expert who can be drawn:".to_owned(),
        }];
        lines.extend(self.extreme(low, &chances.smallest, lang));
        if chances.smallest.chance == chances.largest.chance {
            lines[1] = match lang {
                Lang::Zh => format!("  人人相同：{}", chances.smallest.chance.words(lang)),
                Lang::En => format!("  the same for all: {}", chances.smallest.chance.words(lang)),
            };
            lines.truncate(2);
            return lines;
        }
        lines.extend(self.extreme(high, &chances.largest, lang));
        for of in &chances.by_quota {
            let (quota, experts) = (self.rules.quota(of.quota, lang), of.experts);
            let (low, high) = (of.smallest.percent(), of.largest.percent());
            lines.push(match lang {
                Lang::Zh => format!("  {quota}（{experts} 人）：{low} 至 {high}"),
                Lang::En => format!("  {quota} ({experts}): {low} to {high}"),
            });
        }
        lines
    }

    fn extreme(&self, label: &str, extreme: &Extreme, lang: Lang) -> Vec<String> {
        let (words, n) = (extreme.chance.words(lang), extreme.experts.len());
        let head = match lang {
            Lang::Zh => format!("  {label} {words}，{n} 人"),
            Lang::En => format!("  {label} {words}, held by {n}"),
        };
        let kinds = extreme.who(&self.rules, KINDS_SHOWN, lang);
        std::iter::once(head).chain(kinds.into_iter().map(|kind| format!("    {kind}"))).collect()
    }

    /// Who is on no panel, and through which rules.
    pub(crate) fn shut_out_lines(&self, lang: Lang) -> Vec<String> {
        let all: usize = self.shut_out.iter().map(|group| group.experts.len()).sum();
        if all == 0 {
            return Vec::new();
        }
        let mut lines = vec![match lang {
            Lang::Zh => format!("被挡在一切组合之外的 {all} 人："),
            Lang::En => format!("shut out of every panel, {all}:"),
        }];
        for group in &self.shut_out {
            let ids: Vec<_> = group.experts.iter().map(ExpertId::as_str).collect();
            lines.push(format!("  {}", ids.join(" ")));
            lines.push(format!("    {}", self.reason(&group.rules, group.smallest, lang)));
        }
        lines
    }

    /// Why nobody of a group can be drawn, as a sentence.
    pub(crate) fn reason(&self, rules: &[zhuoping_panel::lottery::Rule], smallest: bool, lang: Lang) -> String {
        let all = self.rules.all(rules, lang);
        match (lang, rules.is_empty(), smallest) {
            (Lang::Zh, true, _) => "是哪几条规则所致，在限定的计算量内未能判定".into(),
            (Lang::En, true, _) => "through which rules was not determined within the computing budget".into(),
            (Lang::Zh, _, true) => format!("加上其中任何一人，就不能同时满足{all}"),
            (Lang::En, _, true) => format!("with any one of them these cannot hold together: {all}"),
            (Lang::Zh, _, false) => format!("加上其中任何一人，就不能同时满足{all}（未证明没有更少的几条）"),
            (Lang::En, _, false) => {
                format!(
                    "with any one of them these cannot hold together: {all} (perhaps fewer would do; not determined)"
                )
            }
        }
    }
}
