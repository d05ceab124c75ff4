//! From the bytes of a rule file to [`Rules`], or to every fault it has.

use super::fault::{RuleFault, RuleProblem as Problem};
use super::reader::{
    LIST_MAX, Reader, bilingual, bool_member, byte_member, choice, code, exact, exact_member, integer_member,
    prose_member,
};
use super::statistics::{self, Statistics};
use super::{
    Combination, Dispersion, Level, Parts, Publicity, Regulation, Rounding, Rule, Rules, Stage, TieBreak, Tier,
    VoteBase, Votes,
};
use crate::exact::{Exact, RoundingMode};
use crate::id::StageId;
use crate::kind::{EntrantKind, PerKind};
use jiff::civil::Date;
use std::sync::Arc;
use zhuoping_criteria::form::{Fields, Flaw, Node, Shape, pointer, strict};
use zhuoping_criteria::{CategoryCode, Edition, EditionId, ItemCode, Points};

/// What the field `format` of a rule file says.
pub const FORMAT: &str = "zhuoping/rules/v1";

/// The most places of a tier, and the most that go on from a stage.
const PLACES_MAX: u32 = 10_000;

const KEYS: [&str; 19] = [
    "format",
    "award",
    "session",
    "period_years",
    "regulation",
    "editions",
    "stages",
    "combination",
    "floor",
    "tiers",
    "tie_breaks",
    "rounding",
    "dispersion",
    "recusal_years",
    "votes",
    "publicity_days",
    "publicity_counts_first_day",
    "calendar",
    "statistics",
];

impl Rules {
    /// Reads a rule file (`docs/formats/rules.schema.json`) and checks it.
    ///
    /// # Errors
    /// Every [`RuleFault`] of the file, never an empty list. Bytes that are not strict JSON have one.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<RuleFault>> {
        let value = strict(bytes).map_err(|flaw| vec![RuleFault::new("", None, flaw.into())])?;
        let mut reader = Reader::new(LIST_MAX);
        let parts = read_rules(&mut reader, &Node::root(&value));
        if reader.faults().is_empty() {
            Ok(Self(parts.expect("every part that is missing has a fault")))
        } else {
            Err(reader.into_faults())
        }
    }

    /// Holds the rules against the editions they name: each must be the one named, worth at least the floors, and every
    /// tie-break must be a category or item of one of them. A tie-break that only one kind's edition knows is passed
    /// over for the other kind.
    pub fn faults_with(&self, editions: &PerKind<Option<Arc<Edition>>>) -> Vec<RuleFault> {
        let mut reader = Reader::new(LIST_MAX);
        for kind in self.kinds() {
            let named = self.0.editions.get(kind).as_ref().map_or("", EditionId::as_str);
            let path = format!("/editions/{kind}");
            match editions.get(kind) {
                Some(edition) if edition.id() == named => self.check_floors(&mut reader, kind, edition.total()),
                given => {
                    let given = given.as_ref().map(|edition| edition.id().to_string());
                    reader.note(path, Some(&named.into()), Problem::OtherEdition { given });
                }
            }
        }
        self.check_tie_breaks(&mut reader, editions);
        reader.into_faults()
    }

    fn check_floors(&self, reader: &mut Reader, kind: EntrantKind, total: Points) {
        let total = total.get();
        let mut check = |path: String, floor: Option<&Exact>| {
            if let Some(floor) = floor.filter(|floor| **floor > Exact::new(total.into(), 1)) {
                reader.note(path, Some(&floor.to_string().into()), Problem::AboveTotal { total });
            }
        };
        check(format!("/floor/{kind}"), self.floor(kind));
        for (at, tier) in self.tiers().iter().enumerate() {
            check(format!("/tiers/{at}/floor/{kind}"), tier.floor.get(kind).as_ref());
        }
    }

    fn check_tie_breaks(&self, reader: &mut Reader, editions: &PerKind<Option<Arc<Edition>>>) {
        let editions: Vec<&Edition> = self.kinds().filter_map(|kind| editions.get(kind).as_deref()).collect();
        for (at, tie_break) in self.tie_breaks().iter().enumerate() {
            let (key, accepted): (_, Vec<String>) = match tie_break {
                TieBreak::Category(_) => {
                    ("category", editions.iter().flat_map(|e| e.categories()).map(|c| c.code.to_string()).collect())
                }
                TieBreak::Item(_) => {
                    ("item", editions.iter().flat_map(|e| e.items()).map(|i| i.code.to_string()).collect())
                }
            };
            if !accepted.iter().any(|code| code == tie_break.code()) {
                let problem = Problem::NoSuchCode { accepted };
                reader.note(format!("/tie_breaks/{at}/{key}"), Some(&tie_break.code().into()), problem);
            }
        }
    }
}

fn read_rules(reader: &mut Reader, node: &Node<'_>) -> Option<Parts> {
    let object = reader.object(node, &KEYS)?;
    choice(reader, &object, "format", &[(FORMAT, ())]);
    let award = bilingual(reader, &object, "award");
    let session = bilingual(reader, &object, "session");
    let period_years = integer_member(reader, &object, "period_years", 1, 20);
    let regulation = read_regulation(reader, &object);
    let editions = read_editions(reader, &object);
    let judged = judged(editions.as_ref());
    let combinations = [("weighted", Combination::Weighted), ("gates", Combination::Gates)];
    let combination = choice(reader, &object, "combination", &combinations);
    let stages = read_stages(reader, &object, &judged, combination);
    let floor = object.get("floor").map_or(Some(PerKind::default()), |node| read_floor(reader, &node, &judged));
    let tiers = read_tiers(reader, &object, &judged, floor.as_ref());
    let tie_breaks = object.get("tie_breaks").map_or(Some(Vec::new()), |node| read_tie_breaks(reader, &node));
    let rounding = read_rounding(reader, &object);
    let dispersion = read_dispersion(reader, &object);
    let recusal_years = integer_member(reader, &object, "recusal_years", 0, 50);
    let votes = read_votes(reader, &object);
    let publicity = read_publicity(reader, &object);
    let statistics =
        object.get("statistics").map_or(Some(Statistics::default()), |node| statistics::read(reader, &node));
    Some(Parts {
        award: award?,
        session: session?,
        period_years: period_years?,
        regulation: regulation?,
        editions: editions?,
        stages: stages?,
        combination: combination?,
        floor: floor?,
        tiers: tiers?,
        tie_breaks: tie_breaks?,
        rounding: rounding?,
        dispersion: dispersion?,
        recusal_years: recusal_years?,
        votes: votes?,
        publicity: publicity?,
        statistics: statistics?,
    })
}

fn read_regulation(reader: &mut Reader, object: &Fields<'_>) -> Option<Regulation> {
    let node = reader.member(object, "regulation", Shape::Object)?;
    let object = reader.object(&node, &["title", "number", "effective"])?;
    let (title, number) = (prose_member(reader, &object, "title"), prose_member(reader, &object, "number"));
    let effective = reader.member(&object, "effective", Shape::Text).and_then(|node| read_date(reader, &node));
    Some(Regulation { title: title?, number: number?, effective: effective? })
}

fn read_date(reader: &mut Reader, node: &Node<'_>) -> Option<Date> {
    let text = reader.text(node)?;
    // One spelling only: what jiff reads must be what it writes.
    let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
    date.or_else(|| reader.reject(node, Problem::Date))
}

fn read_editions(reader: &mut Reader, object: &Fields<'_>) -> Option<PerKind<Option<EditionId>>> {
    let node = reader.member(object, "editions", Shape::Object)?;
    let object = reader.object(&node, &EntrantKind::ALL.map(EntrantKind::name))?;
    if object.is_empty() {
        return reader.reject(&node, Flaw::Empty);
    }
    let mut whole = true;
    let editions = PerKind::from_fn(|kind| {
        object.get(kind.name())?;
        let id = code(reader, &object, kind.name(), EditionId::new);
        whole &= id.is_some();
        id
    });
    whole.then_some(editions)
}

/// The kinds that are judged; both where that is not known, so that one fault does not bring forth others.
fn judged(editions: Option<&PerKind<Option<EditionId>>>) -> PerKind<bool> {
    PerKind::from_fn(|kind| editions.is_none_or(|editions| editions.get(kind).is_some()))
}

fn read_stages(
    reader: &mut Reader,
    object: &Fields<'_>,
    judged: &PerKind<bool>,
    combination: Option<Combination>,
) -> Option<Vec<Stage>> {
    let list = reader.member(object, "stages", Shape::List)?;
    let nodes = reader.list(&list, false)?;
    let faults = reader.faults().len();
    let stages: Vec<Option<Stage>> = nodes.iter().map(|node| read_stage(reader, node, judged)).collect();
    unique(reader, &nodes, "id", &stages.iter().map(|s| s.as_ref().map(|s| s.id.as_str())).collect::<Vec<_>>());
    if reader.faults().len() > faults {
        return None;
    }
    let stages: Vec<Stage> = stages.into_iter().collect::<Option<_>>()?;
    match combination? {
        Combination::Gates => check_gates(reader, &nodes, &stages),
        Combination::Weighted => check_weights(reader, &list, &nodes, &stages),
    }
    if let (Some(last), Some(node)) = (stages.last(), nodes.last())
        && last.advance != PerKind::default()
    {
        reader.note(pointer(&node.path, "advance"), node.value.get("advance"), Problem::AdvanceAtLast);
    }
    Some(stages)
}

fn check_gates(reader: &mut Reader, nodes: &[Node<'_>], stages: &[Stage]) {
    for (node, stage) in nodes.iter().zip(stages) {
        if stage.weight.is_some() {
            reader.note(pointer(&node.path, "weight"), node.value.get("weight"), Problem::WeightUnderGates);
        }
    }
}

fn check_weights(reader: &mut Reader, list: &Node<'_>, nodes: &[Node<'_>], stages: &[Stage]) {
    for (node, stage) in nodes.iter().zip(stages) {
        if stage.weight.is_none() && stage.advance == PerKind::default() {
            reader.note(node.path.clone(), None, Problem::NoEffect);
        }
    }
    let weights = stages.iter().filter_map(|stage| stage.weight.as_ref());
    let sum = weights.fold(Exact::ZERO, |sum, weight| sum.plus(weight));
    if sum != Exact::ONE {
        reader.note(list.path.clone(), None, Problem::WeightSum { sum });
    }
}

fn read_stage(reader: &mut Reader, node: &Node<'_>, judged: &PerKind<bool>) -> Option<Stage> {
    let object = reader.object(node, &["id", "rule", "level", "trim", "weight", "advance"])?;
    let id = code(reader, &object, "id", |text| plain(text).and_then(|text| StageId::new(text).ok()));
    let rule = read_rule(reader, &object);
    let weight = match object.get("weight") {
        Some(node) => Some(exact(reader, &node, false, 1)?),
        None => None,
    };
    let advance = match object.get("advance") {
        Some(node) => {
            let read = |reader: &mut Reader, node: &Node<'_>| reader.integer(node, 1, PLACES_MAX);
            read_per_kind(reader, &node, judged, read)?
        }
        None => PerKind::default(),
    };
    Some(Stage { id: id?, rule: rule?, weight, advance })
}

fn read_rule(reader: &mut Reader, object: &Fields<'_>) -> Option<Rule> {
    const TRIM_MAX: u32 = 20;
    let names = [
        ("mean", Some(Rule::Mean)),
        ("trimmed", None),
        ("median", Some(Rule::Median)),
        ("consensus", Some(Rule::Consensus)),
    ];
    match choice(reader, object, "rule", &names)? {
        None => {
            let level = choice(reader, object, "level", &[("total", Level::Total), ("item", Level::Item)]);
            let trim = integer_member(reader, object, "trim", 1, TRIM_MAX);
            Some(Rule::Trimmed { level: level?, trim: trim? })
        }
        Some(rule) => {
            for node in ["level", "trim"].into_iter().filter_map(|key| object.get(key)) {
                reader.note(node.path, Some(node.value), Problem::OnlyTrimmed);
            }
            Some(rule)
        }
    }
}

/// One value for each kind named; naming none, or a kind that is not judged, is a fault.
fn read_per_kind<T>(
    reader: &mut Reader,
    node: &Node<'_>,
    judged: &PerKind<bool>,
    read: impl Fn(&mut Reader, &Node<'_>) -> Option<T>,
) -> Option<PerKind<Option<T>>> {
    let object = reader.object(node, &EntrantKind::ALL.map(EntrantKind::name))?;
    if object.is_empty() {
        return reader.reject(node, Flaw::Empty);
    }
    Some(PerKind::from_fn(|kind| {
        let node = object.get(kind.name())?;
        if !judged.get(kind) {
            return reader.reject(&node, Problem::KindNotJudged(kind));
        }
        read(reader, &node)
    }))
}

fn read_floor(reader: &mut Reader, node: &Node<'_>, judged: &PerKind<bool>) -> Option<PerKind<Option<Exact>>> {
    read_per_kind(reader, node, judged, |reader, node| exact(reader, node, true, Points::LIMIT))
}

fn read_tiers(
    reader: &mut Reader,
    object: &Fields<'_>,
    judged: &PerKind<bool>,
    floor: Option<&PerKind<Option<Exact>>>,
) -> Option<Vec<Tier>> {
    let list = reader.member(object, "tiers", Shape::List)?;
    let nodes = reader.list(&list, false)?;
    let tiers: Vec<Option<Tier>> = nodes.iter().map(|node| read_tier(reader, node, judged)).collect();
    unique(reader, &nodes, "id", &tiers.iter().map(|t| t.as_ref().map(|t| t.id.as_str())).collect::<Vec<_>>());
    let tiers: Vec<Tier> = tiers.into_iter().collect::<Option<_>>()?;
    for kind in EntrantKind::ALL {
        let asked = |tier: &Tier| tier.floor.get(kind).clone().max(floor.and_then(|floor| floor.get(kind).clone()));
        for (at, pair) in tiers.windows(2).enumerate() {
            let above = asked(&pair[0]);
            if asked(&pair[1]) > above {
                let path = format!("{}/floor/{kind}", nodes[at + 1].path);
                let found = pair[1].floor.get(kind).as_ref().map(|floor| floor.to_string().into());
                reader.note(path, found.as_ref(), Problem::FloorRises { above });
            }
        }
    }
    Some(tiers)
}

fn read_tier(reader: &mut Reader, node: &Node<'_>, judged: &PerKind<bool>) -> Option<Tier> {
    let object = reader.object(node, &["id", "title", "caps", "floor"])?;
    let id = code(reader, &object, "id", |text| plain(text).map(str::to_owned));
    let title = bilingual(reader, &object, "title");
    let caps = reader.member(&object, "caps", Shape::Object).and_then(|node| read_caps(reader, &node, judged));
    let floor = object.get("floor").map_or(Some(PerKind::default()), |node| read_floor(reader, &node, judged));
    Some(Tier { id: id?, title: title?, caps: caps?, floor: floor? })
}

/// A cap for each kind that is judged.
fn read_caps(reader: &mut Reader, node: &Node<'_>, judged: &PerKind<bool>) -> Option<PerKind<u32>> {
    let caps = read_per_kind(reader, node, judged, |reader, node| reader.integer(node, 0, PLACES_MAX))?;
    for kind in EntrantKind::ALL {
        if *judged.get(kind) && node.value.get(kind.name()).is_none() {
            reader.note(pointer(&node.path, kind.name()), None, Flaw::Missing(Shape::Integer));
        }
    }
    Some(PerKind::from_fn(|kind| caps.get(kind).unwrap_or(0)))
}

fn read_tie_breaks(reader: &mut Reader, list: &Node<'_>) -> Option<Vec<TieBreak>> {
    let nodes = reader.list(list, true)?;
    let read = |node| read_tie_break(reader, node);
    let tie_breaks: Vec<Option<TieBreak>> = nodes.iter().map(read).collect();
    let names: Vec<Option<String>> = (tie_breaks.iter())
        .map(|t| t.as_ref().map(|t| format!("{}{}", matches!(t, TieBreak::Item(_)), t.code())))
        .collect();
    unique(reader, &nodes, "", &names.iter().map(Option::as_deref).collect::<Vec<_>>());
    tie_breaks.into_iter().collect()
}

fn read_tie_break(reader: &mut Reader, node: &Node<'_>) -> Option<TieBreak> {
    let object = reader.object(node, &["category", "item"])?;
    match (object.get("category"), object.get("item")) {
        (Some(_), None) => code(reader, &object, "category", CategoryCode::new).map(TieBreak::Category),
        (None, Some(_)) => code(reader, &object, "item", ItemCode::new).map(TieBreak::Item),
        _ => {
            let accepted = vec!["{\"category\": …}".to_owned(), "{\"item\": …}".to_owned()];
            reader.reject(node, Flaw::Choice { accepted })
        }
    }
}

fn read_rounding(reader: &mut Reader, object: &Fields<'_>) -> Option<Rounding> {
    let node = reader.member(object, "rounding", Shape::Object)?;
    let object = reader.object(&node, &["decimals", "mode"])?;
    let decimals = byte_member(reader, &object, "decimals", 0, 6);
    let modes = [("half_up", RoundingMode::HalfUp), ("gbt8170", RoundingMode::Gbt8170)];
    let mode = choice(reader, &object, "mode", &modes);
    Some(Rounding { decimals: decimals?, mode: mode? })
}

fn read_dispersion(reader: &mut Reader, object: &Fields<'_>) -> Option<Dispersion> {
    const KEYS: [&str; 5] = ["range_percent", "sd_percent", "bands_apart", "far_from_median", "same_percent_share"];
    let node = reader.member(object, "dispersion", Shape::Object)?;
    let object = reader.object(&node, &KEYS)?;
    let range_percent = byte_member(reader, &object, "range_percent", 1, 100);
    let sd_percent = exact_member(reader, &object, "sd_percent", false, 100);
    let bands_apart = byte_member(reader, &object, "bands_apart", 1, 20);
    let far_from_median = byte_member(reader, &object, "far_from_median", 1, 100);
    let same_percent_share = exact_member(reader, &object, "same_percent_share", false, 1);
    Some(Dispersion {
        range_percent: range_percent?,
        sd_percent: sd_percent?,
        bands_apart: bands_apart?,
        far_from_median: far_from_median?,
        same_percent_share: same_percent_share?,
    })
}

fn read_votes(reader: &mut Reader, object: &Fields<'_>) -> Option<Votes> {
    let node = reader.member(object, "votes", Shape::Object)?;
    let object = reader.object(&node, &["quorum", "majority", "base"])?;
    let quorum = exact_member(reader, &object, "quorum", false, 1);
    let majority = exact_member(reader, &object, "majority", false, 1);
    let bases = [("all", VoteBase::All), ("present", VoteBase::Present), ("valid", VoteBase::Valid)];
    let base = choice(reader, &object, "base", &bases);
    Some(Votes { quorum: quorum?, majority: majority?, base: base? })
}

fn read_publicity(reader: &mut Reader, object: &Fields<'_>) -> Option<Publicity> {
    let days = integer_member(reader, object, "publicity_days", 1, 365);
    let counts_first_day = bool_member(reader, object, "publicity_counts_first_day");
    let calendar = code(reader, object, "calendar", |text| plain(text).map(str::to_owned));
    Some(Publicity { days: days?, counts_first_day: counts_first_day?, calendar: calendar? })
}

/// Notes each text that an earlier entry of the list has; `key` is where in an entry it stands.
fn unique(reader: &mut Reader, nodes: &[Node<'_>], key: &str, texts: &[Option<&str>]) {
    let place = |at: usize| if key.is_empty() { nodes[at].path.clone() } else { pointer(&nodes[at].path, key) };
    for (at, text) in texts.iter().enumerate().filter(|(_, text)| text.is_some()) {
        if let Some(first) = texts[..at].iter().position(|earlier| earlier == text) {
            let value = if key.is_empty() { Some(nodes[at].value) } else { nodes[at].value.get(key) };
            reader.note(place(at), value, Flaw::Duplicate { first: place(first) });
        }
    }
}

/// ASCII letters, digits, `.`, `-`, `_`; 1 to 48 characters, the first a letter or digit: ids travel as keys and names.
fn plain(text: &str) -> Option<&str> {
    let fits = text.len() <= 48
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    fits.then_some(text)
}
