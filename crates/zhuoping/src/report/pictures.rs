//! Results as charts: which picture shows what, in whose words.
//!
//! Charts know nothing of awards; here the exact results become places on a scale, and the labels are the strings the
//! tables show. One set a kind of entrant; what concerns reviewers is shown for the last stage that was scored.

mod estimated;

use super::names::Names;
use super::tables::place;
use crate::files::Outputs;
use crate::number::signed;
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::collections::BTreeSet;
use zhuoping_charts::{
    Candidate as Row, Candidates, CapLine, ChartError, Distribution, Distributions, Dot, Floor, Heading, ItemGroup,
    Picture, Profile, Profiles, Severities, Severity, SpreadCell, SpreadMap, SpreadRow, Standing,
};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_ratings::ranking::{Candidate, KindRanking};
use zhuoping_ratings::report::TableAssessment;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{Assessment, EntrantKind};

/// The pixels a picture is wide in its PNG: sharp on paper at the width of an A4 page.
const PNG_WIDTH: u32 = 1600;

/// All pictures of a ranking.
#[derive(Default)]
pub(crate) struct Drawings(Vec<Drawing>);

/// One picture with its place in the report.
pub(crate) struct Drawing {
    pub(crate) topic: Topic,
    pub(crate) kind: EntrantKind,
    name: String,
    pub(crate) caption: String,
    picture: Picture,
    png: Vec<u8>,
}

/// What a picture is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    RankIntervals,
    Residuals,
    DecisionStudy,
    Sensitivity,
    Candidates,
    Profiles,
    Spread,
    Severity,
    Distributions,
}

impl Topic {
    /// The name in file names and in templates of papers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RankIntervals => "rank-intervals",
            Self::Residuals => "residuals",
            Self::DecisionStudy => "decision-study",
            Self::Sensitivity => "sensitivity",
            Self::Candidates => "candidates",
            Self::Profiles => "profiles",
            Self::Spread => "spread",
            Self::Severity => "severity",
            Self::Distributions => "distributions",
        }
    }
}

impl Drawing {
    pub(crate) fn svg(&self) -> &str {
        &self.picture.svg
    }

    pub(crate) fn png(&self) -> &[u8] {
        &self.png
    }
}

impl Drawings {
    pub(crate) fn of(&self, topic: Topic, kind: EntrantKind) -> impl Iterator<Item = &Drawing> {
        self.0.iter().filter(move |drawing| drawing.topic == topic && drawing.kind == kind)
    }

    pub(crate) fn all(&self) -> &[Drawing] {
        &self.0
    }

    pub(crate) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// `charts/NAME.svg` and `charts/NAME.png` of each.
    pub(crate) fn add_files(&self, outputs: &mut Outputs) {
        for drawing in &self.0 {
            outputs.add(format!("charts/{}.svg", drawing.name), drawing.picture.svg.as_bytes());
            outputs.add(format!("charts/{}.png", drawing.name), drawing.png.as_slice());
        }
    }

    /// What must be said about them: characters the font does not have.
    pub(crate) fn notes(&self) -> Vec<Bilingual> {
        let missing: BTreeSet<char> =
            self.0.iter().flat_map(|drawing| drawing.picture.missing.iter().copied()).collect();
        if missing.is_empty() {
            return Vec::new();
        }
        let shown: Vec<String> = missing.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
        vec![Bilingual::new(
            format!("注意：字库没有这些字，图中以〓代替：{}", shown.join("、")),
            format!("note: the font lacks these characters, shown as 〓: {}", shown.join(", ")),
        )]
    }
}

/// A picture asked for, laid out but not yet turned into pixels.
struct Wanted {
    topic: Topic,
    kind: EntrantKind,
    caption: String,
    picture: Result<Picture, ChartError>,
}

/// Draws everything.
pub(crate) fn draw(of: &Assessment<'_>, names: &Names, talk: Talk) -> Result<Drawings, Refusal> {
    draw_topics(of, names, talk, |_| true)
}

/// Draws the pictures of some topics.
pub(crate) fn draw_topics(
    of: &Assessment<'_>,
    names: &Names,
    talk: Talk,
    is_wanted: impl Fn(Topic) -> bool,
) -> Result<Drawings, Refusal> {
    let lang = talk.lang;
    let mut wanted: Vec<Wanted> = Vec::new();
    for kind in &of.ranking.kinds {
        let Some(part) = of.tables.iter().rev().find(|part| part.table.kind() == kind.kind) else { continue };
        let maker = Maker { of, names, lang, kind, part };
        let science = of.kinds().find(|(other, _)| other.kind == kind.kind).map(|(_, science)| science);
        if let (Some(science), false) = (science, kind.candidates.is_empty()) {
            wanted.push(maker.wanted(Topic::RankIntervals, maker.rank_intervals(science)));
        }
        let table =
            of.estimated_tables().filter(|(other, _)| std::ptr::eq(*other, part)).map(|(_, table)| table).next();
        let residuals = science.zip(table).and_then(|(science, table)| maker.residuals(table, science));
        wanted.extend(residuals.map(|picture| maker.wanted(Topic::Residuals, picture)));
        let sensitivity = maker.sensitivity();
        wanted.extend(sensitivity.map(|picture| maker.wanted(Topic::Sensitivity, picture)));
        let study = table.and_then(|table| maker.decision_study(table));
        wanted.extend(study.map(|picture| maker.wanted(Topic::DecisionStudy, picture)));
        if !kind.candidates.is_empty() {
            wanted.push(maker.wanted(Topic::Candidates, maker.candidates()));
            wanted.push(maker.wanted(Topic::Profiles, maker.profiles()));
        }
        wanted.push(maker.wanted(Topic::Spread, maker.spread()));
        wanted.push(maker.wanted(Topic::Severity, maker.severity()));
        wanted.push(maker.wanted(Topic::Distributions, maker.distributions()));
    }
    wanted.retain(|wanted| is_wanted(wanted.topic));
    let bar = talk.progress(wanted.len() as u64);
    let several = of.ranking.kinds.len() > 1;
    let mut drawings = Vec::with_capacity(wanted.len());
    for Wanted { topic, kind, caption, picture } in wanted {
        let name = topic.name();
        bar.set_message(name.to_owned());
        let picture = picture.map_err(|error| undrawn(&error))?;
        let png = picture.png(PNG_WIDTH).map_err(|error| Refusal::no(error.to_string(), error.to_string()))?;
        let name = if several { format!("{name}-{}", kind.name()) } else { name.to_owned() };
        drawings.push(Drawing { topic, kind, name, caption, picture, png });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(Drawings(drawings))
}

fn undrawn(error: &ChartError) -> Refusal {
    Refusal::no(format!("图不能画出：{error}"), format!("a picture cannot be drawn: {error}"))
}

fn chart_lang(lang: Lang) -> zhuoping_charts::Lang {
    match lang {
        Lang::Zh => zhuoping_charts::Lang::Zh,
        Lang::En => zhuoping_charts::Lang::En,
    }
}

/// Makes the pictures of one kind.
struct Maker<'a> {
    of: &'a Assessment<'a>,
    names: &'a Names,
    lang: Lang,
    kind: &'a KindRanking,
    /// The last stage that was scored.
    part: &'a TableAssessment<'a>,
}

impl Maker<'_> {
    fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.lang {
            Lang::Zh => zh.into(),
            Lang::En => en.into(),
        }
    }

    fn wanted(&self, topic: Topic, picture: Result<Picture, ChartError>) -> Wanted {
        Wanted { topic, kind: self.kind.kind, caption: self.caption(topic), picture }
    }

    fn caption(&self, topic: Topic) -> String {
        match topic {
            Topic::RankIntervals => self.say(
                "粗线为该申报方自己的名次区间，细线为对所有申报方同时成立的区间；带底纹者未定：换一组评审，它可能在线的另一边。",
                "Thick: the candidate's own interval of ranks; thin: the one that holds for all at once. Shaded candidates are undecided.",
            ),
            Topic::Residuals => self.say(
                "每格为一位评审给一个申报方的总分，减去该申报方的水平和该评审的宽严之后剩下的分数；加框者值得在合议时讨论，斜线为回避。",
                "What is left of a total without the entrant's level and the reviewer's severity; framed cells are worth a talk, hatched ones are recusals.",
            ),
            Topic::DecisionStudy => self.say(
                "评审人数与总分标准误：实线把条款当作全部内容，虚线把条款当作抽样；由本次的方差分量推算，离现有人数越远越靠不住。",
                "Standard error of a total by the number of reviewers: items as the whole standard (solid) or as a sample (dashed).",
            ),
            Topic::Sensitivity => self.say(
                "每行一个在某种设定下会入选的申报方，每格为该类设定中入选的次数和设定总数；不满也不空的行，名额取决于怎样设定。",
                "One row an entrant that is on the list in some setting: in how many settings of each kind it is, out of how many.",
            ),
            Topic::Candidates => self.say(
                "每行一个申报方，粗标记为得分，小点为各位评审的总分；名额线、底线如图所示。",
                "One row an entrant: the large mark is the score, small dots are the reviewers' totals.",
            ),
            Topic::Profiles => self.say(
                "各类目得分占满分的百分比，与同类申报方的范围对照。",
                "Share of the points in each category, against the field.",
            ),
            Topic::Spread => self.say(
                "每格为各位评审在该条款上的极差（百分点）；带记号的达到规则的讨论限值。",
                "Range of the reviewers' percents; marked cells reach a limit of the rule file.",
            ),
            Topic::Severity => self.say(
                "各位评审相对全组的偏离（分），线段为 95% 区间；只作提示，不据此改分。",
                "Deviation from the panel in points with 95 % intervals; for information, nothing is adjusted.",
            ),
            Topic::Distributions => {
                self.say("各位评审所给百分比的分布。", "Distribution of the percents each reviewer gave.")
            }
        }
    }

    fn heading(&self, zh: &str, en: &str, by_stage: bool) -> Heading {
        let rules = self.of.rules;
        let award = format!("{}{}", rules.award().get(self.lang), self.say("", " · "));
        let kind = self.names.kind(self.kind.kind);
        let mut subtitle = vec![rules.session().get(self.lang).to_owned(), kind];
        if by_stage {
            subtitle.push(self.names.stage(self.part.table.stage().as_str()));
        }
        Heading { title: format!("{award}{}", self.say(zh, en)), subtitle: Some(subtitle.join(" · ")), footnote: None }
    }

    fn entrant(&self, id: &zhuoping_ratings::EntrantId) -> String {
        self.names.of(id)
    }

    fn candidates(&self) -> Result<Picture, ChartError> {
        let rules = self.of.rules;
        let rounding = rules.rounding();
        let combined = self.names.combined(self.of);
        let mut entrants: Vec<Row> = Vec::new();
        for candidate in &self.kind.candidates {
            let total = &candidate.profile.total;
            entrants.push(Row {
                name: self.entrant(self.kind.id(candidate)),
                standing: self.standing(candidate, combined),
                score: Some((total.to_f64(), total.rounded(rounding.decimals, rounding.mode))),
                dots: self.dots(self.kind.id(candidate)),
            });
        }
        for (id, _) in &self.kind.unranked {
            entrants.push(Row {
                name: self.entrant(id),
                standing: Standing::Unranked,
                score: None,
                dots: self.dots(id),
            });
        }
        let total = self.part.table.edition().total();
        let floor = self.kind.floor.as_ref().map(|floor| {
            let shown = floor.rounded(0, rounding.mode);
            Floor { value: floor.to_f64(), label: self.say(format!("底线 {shown} 分"), format!("floor {shown}")) }
        });
        Candidates {
            heading: match combined {
                true => self.heading("候选名单", "candidate list", false),
                false => self.heading("得分与名次", "scores and ranks", true),
            },
            scale: self.say(format!("总分（满分 {total} 分）"), format!("total (of {total} points)")),
            most: f64::from(total.get()),
            floor,
            tiers: rules.tiers().iter().map(|tier| tier.title.get(self.lang).to_owned()).collect(),
            series: self.tables().map(|part| self.names.stage(part.table.stage().as_str())).collect(),
            entrants,
            lines: self.lines(combined),
        }
        .picture(chart_lang(self.lang))
    }

    /// The tables of this kind in the order of the stages.
    fn tables(&self) -> impl Iterator<Item = &TableAssessment<'_>> {
        self.of.tables.iter().filter(|part| part.table.kind() == self.kind.kind)
    }

    fn standing(&self, candidate: &Candidate, combined: bool) -> Standing {
        let rank = u32::try_from(candidate.place).unwrap_or(u32::MAX);
        match candidate.placement {
            Placement::BelowFloor => Standing::BelowFloor,
            Placement::Tier(at) => Standing::Ranked { rank, tied: candidate.tied, tier: combined.then_some(at) },
            Placement::Undecided { .. } | Placement::BeyondCaps => {
                Standing::Ranked { rank, tied: candidate.tied, tier: None }
            }
        }
    }

    fn dots(&self, id: &zhuoping_ratings::EntrantId) -> Vec<Dot> {
        let mut dots = Vec::new();
        for (series, part) in self.tables().enumerate() {
            let Some(e) = part.table.entrant_index(id) else { continue };
            for (_, sheet) in part.table.complete_sheets(e) {
                // Hundredths of a point are far below what a float holds exactly.
                dots.push(Dot { value: sheet.total().get() as f64 / 100.0, series });
            }
        }
        dots
    }

    /// A line below the last place of each tier that the candidates reach.
    fn lines(&self, combined: bool) -> Vec<CapLine> {
        let ranked = self.kind.candidates.iter().filter(|c| c.placement != Placement::BelowFloor).count();
        if !combined {
            let n = self.kind.line;
            let stage = self.of.rules.stages().iter().find(|stage| stage.id == *self.part.table.stage());
            let goes_on = stage.is_some_and(|stage| stage.advance.get(self.kind.kind).is_some());
            let label = match goes_on {
                true => self.say(format!("以上进入下一阶段（{n} 个）"), format!("{n} go on")),
                false => self.say(format!("名额 {n} 个"), format!("{n} places")),
            };
            return if n < ranked { vec![CapLine { after: n, label }] } else { Vec::new() };
        }
        let mut lines = Vec::new();
        for (at, tier) in self.of.rules.tiers().iter().enumerate() {
            let after =
                self.kind.candidates.iter().filter(|c| matches!(c.placement, Placement::Tier(t) if t <= at)).count();
            if after == 0 || after > ranked {
                continue;
            }
            let (title, cap) = (tier.title.get(self.lang), tier.caps.get(self.kind.kind));
            let vacant = self.kind.vacant.get(at).copied().unwrap_or_default();
            let label = match vacant {
                0 => self.say(format!("以上为{title}（名额 {cap} 个）"), format!("{title} ({cap} places)")),
                _ => self.say(
                    format!("以上为{title}（名额 {cap} 个，空缺 {vacant} 个）"),
                    format!("{title} ({cap} places, {vacant} vacant)"),
                ),
            };
            lines.push(CapLine { after, label });
        }
        lines
    }

    fn profiles(&self) -> Result<Picture, ChartError> {
        let edition = self.part.table.edition();
        let profile = |candidate: &Candidate| Profile {
            name: format!("{}  {}", place(candidate), self.entrant(self.kind.id(candidate))),
            percents: edition
                .categories()
                .iter()
                .zip(&candidate.profile.categories)
                .map(|(category, score)| Some(100.0 * score.to_f64() / f64::from(category.points.get())))
                .collect(),
        };
        Profiles {
            heading: self.heading("类目得分", "profile by category", false),
            categories: edition.categories().iter().map(|c| format!("{} {}", c.code, c.title.get(self.lang))).collect(),
            entrants: self.kind.candidates.iter().map(profile).collect(),
        }
        .picture(chart_lang(self.lang))
    }

    fn spread(&self) -> Result<Picture, ChartError> {
        let table = self.part.table;
        let edition = table.edition();
        let recused: BTreeSet<_> = self.of.scores.recusals().iter().map(|(entrant, _)| entrant).collect();
        let row = |(e, id): (usize, &zhuoping_ratings::EntrantId)| SpreadRow {
            entrant: self.entrant(id),
            cells: self
                .part
                .spread
                .entrant(e)
                .iter()
                .map(|item| match item.summary().range() {
                    Some(range) if item.summary().count > 1 => {
                        SpreadCell::Spread { value: range as f64, discuss: !item.discuss.is_empty() }
                    }
                    _ if recused.contains(id) => SpreadCell::Recused,
                    _ => SpreadCell::Nothing,
                })
                .collect(),
        };
        SpreadMap {
            heading: self.heading("评分离散", "spread of the scores", true),
            measure: self.say("极差（百分点）", "range (percent points)"),
            decimals: 0,
            limit: Some(f64::from(self.of.rules.dispersion().range_percent)),
            groups: edition
                .categories()
                .iter()
                .map(|category| ItemGroup {
                    code: category.code.to_string(),
                    title: category.title.get(self.lang).to_owned(),
                    items: edition.items_of(category).iter().map(|item| item.code.to_string()).collect(),
                })
                .collect(),
            entrants: table.entrants().iter().enumerate().map(row).collect(),
        }
        .picture(chart_lang(self.lang))
    }

    fn severity(&self) -> Result<Picture, ChartError> {
        let table = self.part.table;
        let reviewer = |severity: &zhuoping_ratings::spread::Severity| {
            let value = severity.outcome.as_ref().ok();
            Severity {
                reviewer: table.reviewers()[severity.reviewer].to_string(),
                value: value.map(|value| value.points),
                interval: value.and_then(|value| value.interval).map(|[low, high]| (low, high)),
                words: match &severity.outcome {
                    Ok(value) => {
                        let word = value.tendency().title();
                        format!("{}  {}", signed(value.points, 1), word.get(self.lang))
                    }
                    Err(why) => why.explain().get(self.lang).to_owned(),
                },
                sheets: u32::try_from(severity.sheets).unwrap_or(u32::MAX),
            }
        };
        Severities {
            heading: self.heading("评审宽严", "reviewer severity", true),
            scale: self.say("相对全组的偏离（分）", "deviation from the panel (points)"),
            interval: self.say("95% 区间", "95 % interval"),
            reviewers: self.part.spread.severities.reviewers.iter().map(reviewer).collect(),
        }
        .picture(chart_lang(self.lang))
    }

    fn distributions(&self) -> Result<Picture, ChartError> {
        let table = self.part.table;
        let percents: Vec<u8> = table.edition().percents().map(|percent| percent.get()).collect();
        let mut counts = vec![vec![0_u32; percents.len()]; table.reviewers().len()];
        for e in 0..table.entrants().len() {
            for (r, sheet) in table.complete_sheets(e) {
                for percent in sheet.percents() {
                    if let Ok(at) = percents.binary_search(percent) {
                        counts[r][at] += 1;
                    }
                }
            }
        }
        let reviewers = table.reviewers().iter().zip(counts);
        Distributions {
            heading: self.heading("评分分布", "distribution of the scores", true),
            percents,
            reviewers: reviewers.map(|(id, counts)| Distribution { reviewer: id.to_string(), counts }).collect(),
        }
        .picture(chart_lang(self.lang))
    }
}
