//! The rules of a draw in words.

use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_panel::commitment::Parts;
use zhuoping_panel::lottery::Rule;
use zhuoping_panel::plan::Plan;

/// The numbers and names that sentences about rules need.
pub(crate) struct Rules {
    pub(crate) quotas: Vec<Asked>,
    pub(crate) seats: u16,
    pub(crate) employer_max: Option<u16>,
    /// How many experts can be drawn.
    pub(crate) eligible: usize,
}

/// One quota.
pub(crate) struct Asked {
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) min: u16,
    pub(crate) max: u16,
}

impl Rules {
    /// As a plan has them.
    pub(crate) fn of_plan(plan: &Plan, eligible: usize) -> Self {
        let asked = plan.quotas.iter().map(|quota| Asked {
            column: quota.column.clone(),
            value: quota.value.clone(),
            min: quota.min,
            max: quota.max,
        });
        Self { quotas: asked.collect(), seats: plan.panel_size, employer_max: plan.employer_max, eligible }
    }

    /// As a commitment has them.
    pub(crate) fn of_commitment(parts: &Parts, eligible: usize) -> Self {
        let asked = parts.quotas.iter().map(|quota| Asked {
            column: quota.column.clone(),
            value: quota.value.clone(),
            min: quota.min,
            max: quota.max,
        });
        Self { quotas: asked.collect(), seats: parts.panel_size, employer_max: parts.employer_max, eligible }
    }

    /// A quota's column and value.
    pub(crate) fn quota(&self, at: usize, lang: Lang) -> String {
        let Asked { column, value, .. } = &self.quotas[at];
        format!("{}={value}", column_name(column, lang))
    }

    /// How many members a quota asks for.
    pub(crate) fn range(&self, at: usize, lang: Lang) -> String {
        let Asked { min, max, .. } = self.quotas[at];
        let (min, max) = (min.min(max), max);
        match (lang, min, max) {
            (Lang::Zh, 0, max) if max >= self.seats => "不限".into(),
            (Lang::En, 0, max) if max >= self.seats => "any".into(),
            (Lang::Zh, 0, 0) => "不得有".into(),
            (Lang::En, 0, 0) => "none".into(),
            (Lang::Zh, min, max) if min == max => format!("恰好 {min} 人"),
            (Lang::En, min, max) if min == max => format!("exactly {min}"),
            (Lang::Zh, 0, max) => format!("至多 {max} 人"),
            (Lang::En, 0, max) => format!("at most {max}"),
            (Lang::Zh, min, max) if max >= self.seats => format!("至少 {min} 人"),
            (Lang::En, min, max) if max >= self.seats => format!("at least {min}"),
            (Lang::Zh, min, max) => format!("{min} 至 {max} 人"),
            (Lang::En, min, max) => format!("{min} to {max}"),
        }
    }

    /// One rule, in brackets, as clashes and reasons list them.
    pub(crate) fn rule(&self, rule: Rule) -> Bilingual {
        let seats = self.seats;
        let both = |sign: &str, at: usize, number: u16| {
            let text = |lang| format!("「{} {sign} {number}」", self.quota(at, lang));
            Bilingual::new(text(Lang::Zh), text(Lang::En))
        };
        match rule {
            Rule::Minimum(at) => both("≥", at, self.quotas[at].min),
            Rule::Maximum(at) => both("≤", at, self.quotas[at].max),
            Rule::EmployerMax => {
                let max = self.employer_max.unwrap_or_default();
                Bilingual::new(format!("「同一单位 ≤ {max}」"), format!("「same employer ≤ {max}」"))
            }
            Rule::SeatsFilled => Bilingual::new(format!("「满 {seats} 人」"), format!("「all {seats} seats filled」")),
            Rule::SeatsLimited => Bilingual::new(format!("「至多 {seats} 人」"), format!("「at most {seats} seats」")),
            Rule::Pool => {
                let eligible = self.eligible;
                Bilingual::new(format!("「可抽专家 {eligible} 人」"), format!("「{eligible} eligible experts」"))
            }
        }
    }

    /// Several rules in a row.
    pub(crate) fn all(&self, rules: &[Rule], lang: Lang) -> String {
        let each: Vec<_> = rules.iter().map(|rule| self.rule(*rule).get(lang).to_owned()).collect();
        each.join(if lang == Lang::Zh { "" } else { " " })
    }
}

/// A pool column as the reader of a page knows it; the plan may name it by its header or by its code.
pub(crate) fn column_name(column: &str, lang: Lang) -> &str {
    match (lang, column) {
        (Lang::En, _) => column,
        (Lang::Zh, "employer") => "工作单位",
        (Lang::Zh, "employer_code") => "统一社会信用代码",
        (Lang::Zh, "region") => "所在市",
        (Lang::Zh, "title") => "职称",
        (Lang::Zh, "specialties") => "专业领域",
        (Lang::Zh, "sectors") => "行业",
        (Lang::Zh, "gender") => "性别",
        (Lang::Zh, own) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(min: u16, max: u16) -> Rules {
        let asked = Asked { column: "gender".into(), value: "女".into(), min, max };
        Rules { quotas: vec![asked], seats: 7, employer_max: Some(1), eligible: 30 }
    }

    #[test]
    fn a_quota_is_said_as_people_say_it() {
        let said = |min, max| [Lang::Zh, Lang::En].map(|lang| rules(min, max).range(0, lang));
        assert_eq!(said(2, 5), ["2 至 5 人", "2 to 5"]);
        assert_eq!(said(2, 7), ["至少 2 人", "at least 2"]);
        assert_eq!(said(0, 1), ["至多 1 人", "at most 1"]);
        assert_eq!(said(3, 3), ["恰好 3 人", "exactly 3"]);
        assert_eq!(said(0, 0), ["不得有", "none"]);
        assert_eq!(said(0, 1000), ["不限", "any"]);
    }

    #[test]
    fn rules_name_columns_in_the_reader_s_language() {
        let of = |rule: Rule| rules(2, 5).rule(rule);
        assert_eq!(of(Rule::Minimum(0)), Bilingual::new("「性别=女 ≥ 2」", "「gender=女 ≥ 2」"));
        assert_eq!(
            rules(2, 5).all(&[Rule::Maximum(0), Rule::EmployerMax], Lang::Zh),
            "「性别=女 ≤ 5」「同一单位 ≤ 1」"
        );
    }
}
