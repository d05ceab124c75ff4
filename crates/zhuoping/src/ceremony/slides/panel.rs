//! The seed, what it picks, the panel one after another, and that the panel keeps the rules.

use super::super::sheet::{columns, digest, foreign, lines, screens, whole};
use super::super::view::Ceremony;
use super::{Slide, Step, fact, grouped, numbered, say, table};
use crate::prospects::wording::column_name;
use maud::{Markup, html};
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::Instance;
use zhuoping_panel::plan::Pick;
use zhuoping_panel::record::Record;
use zhuoping_provenance::Digest;

pub(super) fn slides(of: &Ceremony<'_>, record: &Record) -> Vec<Slide> {
    let mut slides = vec![seed(of, record)];
    slides.extend(members(of, record));
    slides.extend(rules(of, record));
    slides
}

fn seed(of: &Ceremony<'_>, record: &Record) -> Slide {
    let (lang, parts) = (of.lang, of.parts());
    let value = record.seed().map(|seed| Digest::from_bytes(*seed.as_bytes()));
    let external = parts.external.as_ref().zip(record.external_value());
    let from = match (lang, of.alone(), external.is_some()) {
        (_, true, _) => say(lang, "由摘要和演练的文字算出", "from the digest and the text of the rehearsal"),
        (_, _, true) => say(
            lang,
            "由摘要、全部见证人的文字和随机数，以及外部公开数值算出",
            "from the digest, all witnesses' texts and nonces, and the public value",
        ),
        (_, _, false) => {
            say(lang, "由摘要、全部见证人的文字和随机数算出", "from the digest and all witnesses' texts and nonces")
        }
    };
    let body = html! {
        @if let Some(value) = value { (digest(value)) }
        @if let Some((source, value)) = external {
            p.big { (foreign(&source.name)) " · " (source.date) " · " strong { (foreign(value)) } }
        }
        div.facts.two { (picked(of, record)) }
        @if let Some(value) = value { p.fine { (whole(value)) } }
    };
    Slide {
        id: "seed".into(),
        step: Step::Draw,
        title: say(lang, "种子，和它选中的", "The seed, and what it picks").into(),
        lead: Some(from.into()),
        body,
    }
}

/// What the seed, or a ball, chose from what.
fn picked(of: &Ceremony<'_>, record: &Record) -> Markup {
    let lang = of.lang;
    if let Some(fair) = &of.fair {
        let panels = grouped(&fair.lottery.listed.len().to_string());
        let number = fair.number.map_or_else(|| "–".into(), |number| grouped(&number.to_string()));
        let how = match fair.pick {
            Pick::Seed => say(lang, "由种子选定", "picked by the seed"),
            Pick::Ball => say(lang, "当众摸球选定", "picked by a ball in public"),
        };
        return html! {
            (fact(say(lang, "编号名单", "numbered panels"), &panels, ""))
            (fact(say(lang, "选中的编号", "the number picked"), &number, how))
        };
    }
    let total = record.panels_total().map_or_else(|| "–".into(), grouped);
    let index = record.index().map_or_else(|| "–".into(), grouped);
    let tries = record.tries();
    let note = match (lang, tries) {
        (_, 0 | 1) => say(lang, "编号从 0 起", "numbered from 0").to_owned(),
        (Lang::Zh, _) => format!("编号从 0 起；前 {} 个不合其余配额，依次重抽", tries - 1),
        (Lang::En, _) => format!("numbered from 0; {} before it broke other quotas and were drawn again", tries - 1),
    };
    html! {
        (fact(say(lang, "组合总数", "panels in all"), &total, ""))
        (fact(say(lang, "选中的编号", "the number picked"), &index, &note))
    }
}

/// The panel in drawn order; on the projector each member appears when asked for.
fn members(of: &Ceremony<'_>, record: &Record) -> Vec<Slide> {
    let lang = of.lang;
    let panel = record.panel();
    let shape = Shape::of(panel, of);
    let seats: Vec<(usize, &ExpertId)> = (1..).zip(panel).collect();
    let all = panel.len().div_ceil(shape.screen);
    // After a decline everybody knows the panel, and a page that is reloaded need not hide it again.
    let suspense = record.openings().is_empty();
    let lead = match lang {
        Lang::Zh => format!("按抽出的次序，共 {} 人", panel.len()),
        Lang::En => format!("in drawn order, {} members", panel.len()),
    };
    let slide = |(at, seats): (usize, &[(usize, &ExpertId)])| Slide {
        id: format!("panel-{}", at + 1),
        step: Step::Panel,
        title: numbered(say(lang, "评审组", "The panel"), at, all),
        lead: Some(lead.clone()),
        body: html! {
            ol class=(format!("members {}", shape.class)) {
                @for (seat, id) in seats {
                    li.step[suspense] {
                        span.seat { (seat) }
                        (person(of, id))
                    }
                }
            }
        },
    };
    seats.chunks(shape.screen).enumerate().map(slide).collect()
}

/// An expert's number, and the name and employer where the annex is shown.
pub(super) fn person(of: &Ceremony<'_>, id: &ExpertId) -> Markup {
    let named = of.names.get(id);
    html! {
        span.id { (foreign(id.as_str())) }
        @if let Some(name) = named.and_then(|named| named.name.as_deref()) { span.person { (foreign(name)) } }
        @if let Some(employer) = named.and_then(|named| named.employer.as_deref()) {
            span.employer { (foreign(employer)) }
        }
    }
}

/// How members are set: many short numbers in many columns, long ones or names in few.
pub(super) struct Shape {
    pub(super) class: &'static str,
    /// Members on one screen.
    pub(super) screen: usize,
}

impl Shape {
    pub(super) fn of(panel: &[ExpertId], of: &Ceremony<'_>) -> Self {
        let widest = panel.iter().map(|id| columns(id.as_str())).max().unwrap_or(0);
        let (class, screen) = match (of.names.is_empty(), widest, panel.len()) {
            (true, ..=10, ..=8) => ("few", 8),
            (true, ..=10, ..=15) => ("some", 15),
            (true, ..=10, _) => ("many", 30),
            (true, ..=40, _) => ("wide", 16),
            (true, ..) => ("widest", 12),
            (false, ..=24, _) => ("named", 9),
            (false, ..) => ("named widest", 6),
        };
        Self { class, screen }
    }
}

/// That the panel keeps every quota and the employer limit, with its counts.
fn rules(of: &Ceremony<'_>, record: &Record) -> Vec<Slide> {
    let lang = of.lang;
    let later = !record.openings().is_empty();
    let checked = Checked::new(of, record.panel());
    let now = later.then(|| Checked::new(of, record.current_panel()));
    let rows = rows(of, &checked, now.as_ref());
    let mut headers = vec![
        say(lang, "列", "column"),
        say(lang, "值", "value"),
        say(lang, "要求", "asked for"),
        say(lang, "抽出时", "as drawn"),
    ];
    if later {
        headers.push(say(lang, "现任", "now"));
    }
    let kept = checked.keeps_all(of);
    let lead = if kept {
        say(lang, "抽出的评审组满足每一条规则", "the panel as drawn keeps every rule")
    } else {
        say(lang, "有规则没有满足", "some rule is not kept")
    };
    let screens = screens(rows, 9, |(weight, _)| *weight);
    let all = screens.len();
    let slide = |(at, rows): (usize, Vec<(usize, Vec<Markup>)>)| Slide {
        id: format!("rules-{}", at + 1),
        step: Step::Panel,
        title: numbered(say(lang, "规则逐条核对", "The rules, one by one"), at, all),
        lead: Some(lead.into()),
        body: table(&headers, &rows.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>()),
    };
    screens.into_iter().enumerate().map(slide).collect()
}

fn rows(of: &Ceremony<'_>, drawn: &Checked, now: Option<&Checked>) -> Vec<(usize, Vec<Markup>)> {
    let (lang, rules) = (of.lang, &of.prospects.rules);
    let mark = |count: usize, ok: bool| {
        let people = if lang == Lang::Zh { format!("{count} 人") } else { count.to_string() };
        html! { @if ok { span.yes { "✓ " (people) } } @else { span.void { "✕ " (people) } } }
    };
    let seats = usize::from(rules.seats);
    let first = |checked: &Checked| mark(checked.members, checked.members == seats);
    let mut rows = vec![(
        1,
        vec![
            html! { (say(lang, "席位", "seats")) },
            html! {},
            html! { strong { (seats) @if lang == Lang::Zh { " 人" } } },
            first(drawn),
        ],
    )];
    if let Some(now) = now {
        rows[0].1.push(first(now));
    }
    for (at, asked) in rules.quotas.iter().enumerate() {
        let cell = |checked: &Checked| {
            let count = checked.counts[at];
            mark(count, (usize::from(asked.min)..=usize::from(asked.max)).contains(&count))
        };
        let column = column_name(&asked.column, lang);
        let mut cells = vec![
            html! { (foreign(column)) },
            html! { strong { (foreign(&asked.value)) } },
            html! { strong { (rules.range(at, lang)) } },
            cell(drawn),
        ];
        cells.extend(now.map(cell));
        rows.push((lines(column, 22).max(lines(&asked.value, 34)), cells));
    }
    if let Some(max) = rules.employer_max {
        let cell = |checked: &Checked| mark(checked.of_one_employer, checked.of_one_employer <= usize::from(max));
        let asked = if lang == Lang::Zh { format!("至多 {max} 人") } else { format!("at most {max}") };
        let mut cells = vec![
            html! { (say(lang, "同一单位", "same employer")) },
            html! { (say(lang, "最多的一个单位", "the most of one")) },
            html! { strong { (asked) } },
            cell(drawn),
        ];
        cells.extend(now.map(cell));
        rows.push((1, cells));
    }
    rows
}

/// Counts of a panel.
struct Checked {
    members: usize,
    counts: Vec<usize>,
    of_one_employer: usize,
}

impl Checked {
    fn new(of: &Ceremony<'_>, panel: &[ExpertId]) -> Self {
        Self::of(&of.commitment.instance(), panel)
    }

    fn of(instance: &Instance, panel: &[ExpertId]) -> Self {
        let place = |id: &ExpertId| instance.experts.binary_search_by(|member| member.id.cmp(id)).ok();
        let positions: Vec<usize> = panel.iter().filter_map(place).collect();
        let mut employers: Vec<u32> = positions.iter().filter_map(|at| instance.experts[*at].employer).collect();
        employers.sort_unstable();
        Self {
            members: panel.len(),
            counts: instance.counts(&positions),
            of_one_employer: employers.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or(0),
        }
    }

    fn keeps_all(&self, of: &Ceremony<'_>) -> bool {
        let rules = &of.prospects.rules;
        let quotas = rules.quotas.iter().zip(&self.counts);
        self.members == usize::from(rules.seats)
            && rules.employer_max.is_none_or(|max| self.of_one_employer <= usize::from(max))
            && quotas
                .into_iter()
                .all(|(asked, count)| (usize::from(asked.min)..=usize::from(asked.max)).contains(count))
    }
}
