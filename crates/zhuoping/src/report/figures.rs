//! The three figures in words: do the reviewers agree, from how many points on is a difference one, how sure is the line.

use super::names::Names;
use super::page::{Fact, Facts};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_ratings::figures::{Basis, Figures, Side, Source};
use zhuoping_ratings::ranking::KindRanking;
use zhuoping_ratings::report::science::KindScience;
use zhuoping_ratings::rules::Rules;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{Assessment, Exact};

/// The figures of every kind; none where only the ranking was asked for.
pub(crate) fn facts(of: &Assessment<'_>, names: &Names, lang: Lang) -> Vec<Facts> {
    let several = of.ranking.kinds.len() > 1;
    let facts = |(kind, science): (&KindRanking, &KindScience)| {
        let words = Words { rules: of.rules, names, kind, figures: &science.figures, zh: lang == Lang::Zh };
        Facts {
            title: several.then(|| names.kind(kind.kind)),
            facts: vec![words.agreement(), words.difference(), words.line()],
        }
    };
    of.kinds().map(facts).collect()
}

/// The same for the terminal, one line a figure.
pub(crate) fn lines(of: &Assessment<'_>, names: &Names, lang: Lang) -> Vec<String> {
    let of_kind = |facts: Facts| {
        let head = facts.title.map(|title| format!("{title} · ")).unwrap_or_default();
        facts.facts.into_iter().map(move |fact| format!("{head}{}：{}。{}", fact.label, fact.value, fact.note))
    };
    facts(of, names, lang).into_iter().flat_map(of_kind).collect()
}

/// A method of rank uncertainty by its name.
pub(crate) fn source(source: Source, zh: bool) -> &'static str {
    match (source, zh) {
        (Source::Components, true) => "方差分量法",
        (Source::Differences, true) => "两两比较法",
        (Source::Bootstrap, true) => "评审重抽样法",
        (Source::Components, false) => "variance components",
        (Source::Differences, false) => "pairwise differences",
        (Source::Bootstrap, false) => "reviewers drawn again",
    }
}

/// A probability as a percent that never says 0 or 100 of what is only nearly so.
pub(crate) fn percent(probability: f64) -> String {
    match 100.0 * probability {
        p if p > 0.0 && p < 0.5 => "<1%".into(),
        p if p < 100.0 && p > 99.5 => ">99%".into(),
        p => format!("{p:.0}%"),
    }
}

struct Words<'a> {
    rules: &'a Rules,
    names: &'a Names,
    kind: &'a KindRanking,
    figures: &'a Figures,
    zh: bool,
}

impl Words<'_> {
    fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        if self.zh { zh.into() } else { en.into() }
    }

    fn text(&self, words: &Bilingual) -> String {
        words.get(if self.zh { Lang::Zh } else { Lang::En }).to_owned()
    }

    fn level(&self) -> String {
        percent(self.rules.statistics().level.get())
    }

    fn fact(label: String, value: String, note: String) -> Fact {
        Fact { label, value, note }
    }

    fn basis(&self) -> String {
        let names = |stages: &[zhuoping_ratings::StageId]| {
            stages.iter().map(|stage| self.names.stage(stage.as_str())).collect::<Vec<_>>()
        };
        match &self.figures.basis {
            Basis::Combined(stages) => {
                let names = names(stages);
                self.say(
                    format!("按{}合并总分计算", names.join("、")),
                    format!("from {} together", names.join(" and ")),
                )
            }
            Basis::Stage(stage) => {
                let name = self.names.stage(stage.as_str());
                self.say(format!("按{name}总分计算"), format!("from the {name}"))
            }
            Basis::Nothing => String::new(),
        }
    }

    fn agreement(&self) -> Fact {
        let label = self.say("评审是否一致", "do the reviewers agree?");
        let panel = match &self.figures.agreement {
            Ok(panel) => panel,
            Err(why) => return Self::fact(label, self.say("无法判断", "cannot be said"), self.text(&why.explain())),
        };
        let value = format!("{}（Φ = {:.3}）", self.text(&panel.word), panel.dependability);
        let interval = match (&panel.interval, &panel.between) {
            (Ok(interval), Some([low, high])) => {
                let (low, high) = (self.text(low), self.text(high));
                let words = match low == high {
                    true => low,
                    false => self.say(format!("{low}到{high}"), format!("{low} to {high}")),
                };
                format!(
                    "{} {:.3}–{:.3}（{words}）",
                    self.say(format!("{}区间", self.level()), format!("{} interval", self.level())),
                    interval.lower,
                    interval.upper
                )
            }
            (interval, _) => interval.err().map(|why| self.text(&why.explain())).unwrap_or_default(),
        };
        let reviewers = self.say(
            format!("平均 {:.1} 位评审的平均分有多可靠", panel.reviewers),
            format!("for the mean of {:.1} reviewers", panel.reviewers),
        );
        Self::fact(label, value, [interval, reviewers, self.basis()].join(self.sep()))
    }

    fn sep(&self) -> &'static str {
        if self.zh { "；" } else { "; " }
    }

    fn difference(&self) -> Fact {
        let label = self.say("差多少分才算数", "how many points make a difference?");
        let difference = match &self.figures.difference {
            Ok(difference) => difference,
            Err(why) => return Self::fact(label, self.say("无法判断", "cannot be said"), self.text(&why.explain())),
        };
        let value = self.say(format!("{:.1} 分", difference.points), format!("{:.1} points", difference.points));
        let meaning = self.say(
            format!("两家相差不到此数，不能认为确有高下（{}）", self.level()),
            format!("closer totals cannot be told apart ({})", self.level()),
        );
        let gap = self.kind.gap.as_ref().map(|gap| self.gap(&gap.points));
        let error = self.say(
            format!("总分的标准误 {:.1} 分", difference.absolute),
            format!("a total has a standard error of {:.1}", difference.absolute),
        );
        let notes: Vec<String> = [Some(meaning), gap, Some(error)].into_iter().flatten().collect();
        Self::fact(label, value, notes.join(self.sep()))
    }

    fn gap(&self, points: &Exact) -> String {
        let rounding = self.rules.rounding();
        let points = points.rounded(rounding.decimals, rounding.mode);
        self.say(
            format!("名单末位与其后一位相差 {points} 分"),
            format!("{points} points between the last on the list and the next"),
        )
    }

    fn line(&self) -> Fact {
        let label = self.say("名单有多稳", "how sure is the line?");
        let line = &self.figures.line;
        let Some((same, method)) = line.same_list.zip(line.source) else {
            let value = self.say("无法判断", "cannot be said");
            return Self::fact(label, value, self.say("没有一种方法能给出结果", "no method answers"));
        };
        let undecided = line.count(Side::Undecided);
        let value = match undecided {
            0 => self.say("线上线下都确定", "both sides are sure"),
            n => self.say(format!("{n} 家未定"), format!("{n} undecided")),
        };
        let listed = self.kind.candidates.iter().zip(&line.sides);
        let listed: Vec<_> =
            listed.filter(|(candidate, _)| matches!(candidate.placement, Placement::Tier(_))).collect();
        let (all, safe) = (listed.len(), listed.iter().filter(|(_, side)| **side == Some(Side::Safe)).count());
        let sure = self.say(
            format!("入选 {all} 家中 {safe} 家确定（{}）", self.level()),
            format!("{safe} of the {all} on the list are sure ({})", self.level()),
        );
        let again = self.say(
            format!("另选一组评审，名单完全相同的可能约 {}", percent(same)),
            format!("another such panel makes the same list with probability {}", percent(same)),
        );
        Self::fact(label, value, [sure, again, source(method, self.zh).to_owned()].join(self.sep()))
    }
}
