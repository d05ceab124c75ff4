//! The pictures of chances: sorted, and by the columns that the quotas are on.

use super::chances::{self, MethodChances};
use super::column_zh;
use super::plan::Planned;
use crate::files::Outputs;
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::collections::BTreeMap;
use zhuoping_charts::{
    AttributeGroup, AttributeValue, ChanceSeries, Chances, ChancesByAttribute, Heading, LotteryMethod, ObservedShares,
    Picture,
};
use zhuoping_criteria::Lang;
use zhuoping_panel::commitment::{Commitment, CommittedQuota};
use zhuoping_panel::lottery::Instance;

/// The pixels a picture is wide in its PNG: sharp on paper at the width of an A4 page.
const PNG_WIDTH: u32 = 1600;

/// What the pictures show.
pub(super) struct Shown<'a> {
    pub(super) commitment: &'a Commitment,
    pub(super) instance: &'a Instance,
    pub(super) uniform: Option<&'a MethodChances>,
    pub(super) leximin: Option<&'a MethodChances>,
    pub(super) observed: Option<ObservedShares>,
    /// At the foot of the sorted chances.
    pub(super) footnote: Option<String>,
}

/// Pictures by file name without its ending.
pub(crate) struct ChancePictures(Vec<(String, Picture, Vec<u8>)>);

impl ChancePictures {
    /// NAME.svg and NAME.png of each.
    pub(crate) fn add_files(&self, outputs: &mut Outputs) {
        for (name, picture, png) in &self.0 {
            outputs.add(format!("{name}.svg"), picture.svg.as_bytes());
            outputs.add(format!("{name}.png"), png.as_slice());
        }
    }
}

/// The pictures that go beside a plan: of the exact chances, as far as they are known; none where they are not.
pub(crate) fn of_plan(
    commitment: &Commitment,
    uniform: Option<&[f64]>,
    leximin: Option<&[f64]>,
    talk: Talk,
) -> Result<ChancePictures, Refusal> {
    let instance = commitment.instance();
    let exact = |shares: Option<&[f64]>| shares.map(|shares| MethodChances::exact(shares.to_vec()));
    let (uniform, leximin) = (exact(uniform), exact(leximin));
    let (uniform, leximin) = (uniform.as_ref(), leximin.as_ref());
    draw(&Shown { commitment, instance: &instance, uniform, leximin, observed: None, footnote: None }, talk)
}

/// The same with the chances under both methods, whichever the plan chose, as `demo` writes them.
pub(crate) fn of_sample(planned: &Planned, talk: Talk) -> Result<ChancePictures, Refusal> {
    let instance = planned.commitment.instance();
    let fair = chances::fairest(&instance, talk);
    let fair = fair.map(|fair| MethodChances::of_fair(&fair, instance.experts.len()).shares);
    of_plan(&planned.commitment, planned.report.shares.as_deref(), fair.as_deref(), talk)
}

/// Draws both pictures; none when no method's chances are known.
pub(super) fn draw(shown: &Shown<'_>, talk: Talk) -> Result<ChancePictures, Refusal> {
    let methods = shown.methods();
    if methods.is_empty() {
        return Ok(ChancePictures(Vec::new()));
    }
    let lang = chart_lang(talk.lang);
    let sorted = shown.sorted(&methods, talk).picture(lang);
    let mut drawn = vec![("chances".to_owned(), sorted.map_err(|error| undrawn(&error))?)];
    if !shown.commitment.parts().quotas.is_empty() {
        let pages = shown.by_attribute(&methods, talk).pages(lang).map_err(|error| undrawn(&error))?;
        let several = pages.len() > 1;
        for (number, page) in (1..).zip(pages) {
            let suffix = if several { format!("-{number}") } else { String::new() };
            drawn.push((format!("chances-by-attribute{suffix}"), page));
        }
    }
    let with_png = |(name, picture): (String, Picture)| {
        let png = picture.png(PNG_WIDTH).map_err(|error| undrawn(&error))?;
        Ok((name, picture, png))
    };
    Ok(ChancePictures(drawn.into_iter().map(with_png).collect::<Result<_, Refusal>>()?))
}

fn chart_lang(lang: Lang) -> zhuoping_charts::Lang {
    match lang {
        Lang::Zh => zhuoping_charts::Lang::Zh,
        Lang::En => zhuoping_charts::Lang::En,
    }
}

/// A picture that could not be made; the charts word their errors in both languages.
fn undrawn(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::no(format!("机会图没有画成：{error}"), format!("the pictures of chances were not made: {error}"))
}

impl Shown<'_> {
    fn methods(&self) -> Vec<(LotteryMethod, &MethodChances)> {
        let both = [(LotteryMethod::Uniform, self.uniform), (LotteryMethod::Leximin, self.leximin)];
        both.into_iter().filter_map(|(method, chances)| Some((method, chances?))).collect()
    }

    fn heading(&self, zh: &str, en: &str, footnote: Option<String>, talk: Talk) -> Heading {
        let parts = self.commitment.parts();
        let (eligible, seats, quotas) = (self.instance.experts.len(), parts.panel_size, parts.quotas.len());
        let (id, attempt) = (&parts.draw_id, parts.attempt);
        let limit = match (parts.employer_max, talk.lang) {
            (None, _) => String::new(),
            (Some(most), Lang::Zh) => format!(" · 同一单位至多 {most} 人"),
            (Some(most), Lang::En) => format!(" · at most {most} of one employer"),
        };
        let zh_line =
            format!("抽取 {id}，第 {attempt} 次 · 可抽 {eligible} 人，抽 {seats} 人 · 配额 {quotas} 条{limit}");
        let en_line = format!("draw {id}, attempt {attempt} · {seats} of {eligible} experts · {quotas} quotas{limit}");
        Heading {
            title: talk.say(zh, en).to_owned(),
            subtitle: Some(talk.say(&zh_line, &en_line).to_owned()),
            footnote,
        }
    }

    fn sorted(&self, methods: &[(LotteryMethod, &MethodChances)], talk: Talk) -> Chances {
        let series = methods.iter().map(|(method, chances)| ChanceSeries {
            method: *method,
            chances: chances.shares.clone(),
            error: chances.error,
        });
        Chances {
            heading: self.heading(
                "每位专家被抽中的机会",
                "Every expert's chance of being drawn",
                self.footnote.clone(),
                talk,
            ),
            seats: self.instance.seats.into(),
            series: series.collect(),
            observed: self.observed.clone(),
        }
    }

    fn by_attribute(&self, methods: &[(LotteryMethod, &MethodChances)], talk: Talk) -> ChancesByAttribute {
        let footnote = talk.say(
            "预计席位：抽取很多次，平均每次的评审组里这样的专家有几人；一位专家可以有多个取值。",
            "Seats: how many such experts a panel has on average over many draws; an expert may have several values.",
        );
        let heading = self.heading(
            "各类专家被抽中的机会",
            "Chances of being drawn, by attribute",
            Some(footnote.to_owned()),
            talk,
        );
        ChancesByAttribute {
            heading,
            seats: self.instance.seats.into(),
            experts: u32::try_from(self.instance.experts.len()).unwrap_or(u32::MAX),
            methods: methods.iter().map(|(method, _)| *method).collect(),
            groups: self.groups(methods, talk),
        }
    }

    /// The columns in the order of their first quota, their values in the order of the quotas, and then everybody else.
    fn groups(&self, methods: &[(LotteryMethod, &MethodChances)], talk: Talk) -> Vec<AttributeGroup> {
        let mut columns: BTreeMap<&str, Vec<(u16, &CommittedQuota)>> = BTreeMap::new();
        for (number, quota) in (0..).zip(&self.commitment.parts().quotas) {
            columns.entry(&quota.column).or_default().push((number, quota));
        }
        let chances_of = |counts: &dyn Fn(&[u16]) -> bool| -> Vec<Vec<f64>> {
            let experts = &self.instance.experts;
            let of = |shares: &[f64]| {
                let with = experts.iter().zip(shares).filter(|(expert, _)| counts(&expert.quotas));
                with.map(|(_, share)| *share).collect()
            };
            methods.iter().map(|(_, chances)| of(&chances.shares)).collect()
        };
        let mut groups = Vec::new();
        for (column, quotas) in columns {
            let value = |(number, quota): &(u16, &CommittedQuota)| AttributeValue {
                value: quota.value.clone(),
                quota: Some(range(quota)),
                chances: chances_of(&|own| own.contains(number)),
            };
            let mut values: Vec<AttributeValue> = quotas.iter().map(value).collect();
            let others = chances_of(&|own| quotas.iter().all(|(number, _)| !own.contains(number)));
            if others.iter().any(|chances| !chances.is_empty()) {
                values.push(AttributeValue {
                    value: talk.say("其余专家", "all others").to_owned(),
                    quota: None,
                    chances: others,
                });
            }
            let column = if talk.lang == Lang::Zh { column_zh(column) } else { column };
            groups.push(AttributeGroup { column: column.to_owned(), values });
        }
        groups
    }
}

/// A quota as it is read.
fn range(quota: &CommittedQuota) -> String {
    if quota.min == quota.max { quota.min.to_string() } else { format!("{}–{}", quota.min, quota.max) }
}
