//! What one decline changed, for people and programs.

use crate::prospects::wording::Rules;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::{Instance, Rule};
use zhuoping_panel::opening::{Opened, Opening};
use zhuoping_panel::record::Record;

/// A record before and after its newest opening.
pub(super) struct Change<'a> {
    before: &'a Record,
    after: &'a Record,
    opening: &'a Opening,
    instance: Instance,
    rules: Rules,
}

impl<'a> Change<'a> {
    /// `after` has one opening more than `before`.
    pub(super) fn new(before: &'a Record, after: &'a Record) -> Self {
        let instance = after.commitment().instance();
        let rules = Rules::of_commitment(after.commitment().parts(), instance.experts.len());
        let opening = after.openings().last().expect("an opening was just added");
        Self { before, after, opening, instance, rules }
    }

    /// Whether somebody took the place.
    pub(super) fn placed(&self) -> bool {
        self.opening.placed.is_some()
    }

    /// For people.
    pub(super) fn lines(&self, lang: Lang) -> Vec<String> {
        let say = |zh: String, en: String| if lang == Lang::Zh { zh } else { en };
        let mut lines = Vec::new();
        if self.after.rehearsal() {
            lines.push(say("【演练】".into(), "[REHEARSAL]".into()));
        }
        let (number, decline, seat) = (self.opening.number, &self.opening.decline, self.seat());
        lines.push(say(
            format!("第 {number} 次谢绝：{decline}（现任第 {seat} 位）"),
            format!("decline {number}: {decline} (place {seat} of the panel)"),
        ));
        lines.extend(self.opening.opened.iter().map(|opened| self.opened(opened, lang)));
        if let (Some(position), true) = (self.opening.placed, self.waited())
            && let Some(id) = self.after.placed(self.opening)
        {
            lines.push(say(
                format!("此前已开启的后备 {position}：{id}，递补"),
                format!("reserve {position}, opened before: {id}, takes the place"),
            ));
        }
        let (left, waiting) = (self.sealed_left(), self.waiting());
        let waiting: Vec<_> = waiting.iter().map(|(position, id)| format!("{position} {id}")).collect();
        lines.push(match (waiting.is_empty(), lang) {
            (true, Lang::Zh) => format!("密封的后备还有 {left} 人"),
            (true, Lang::En) => format!("{left} reserves are still sealed"),
            (false, Lang::Zh) => format!("密封的后备还有 {left} 人；已开启、等待席位的：{}", waiting.join("、")),
            (false, Lang::En) => {
                format!("{left} reserves are still sealed; opened and waiting: {}", waiting.join(", "))
            }
        });
        let panel: Vec<_> = self.after.current_panel().iter().map(ExpertId::as_str).collect();
        let (now, seats) = (panel.len(), self.rules.seats);
        lines.push(say(
            format!("现任 {now} 人（方案 {seats} 人）：{}", panel.join(" ")),
            format!("panel, {now} of {seats}: {}", panel.join(" ")),
        ));
        lines.extend(self.counts(lang));
        let digest = self.after.record_digest();
        lines.push(say(
            format!("记录摘要（请记入纪要）：{digest}"),
            format!("digest of the record, for the minutes: {digest}"),
        ));
        lines
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let counts = |record: &Record| self.instance.counts(&self.positions(record.current_panel()));
        let (before, after) = (counts(self.before), counts(self.after));
        let quotas = self.rules.quotas.iter().zip(before.into_iter().zip(after)).map(|(asked, (before, after))| {
            json!({"column": asked.column, "value": asked.value, "min": asked.min, "max": asked.max, "before": before, "after": after})
        });
        json!({
            "opening": self.opening.number, "decline": self.opening.decline, "placed": self.opening.placed,
            "placed_id": self.after.placed(self.opening),
            "opened": self.opening.opened.iter().map(|o| json!({"position": o.position, "id": o.id})).collect::<Vec<_>>(),
            "waiting": self.waiting().iter().map(|(position, id)| json!({"position": position, "id": id})).collect::<Vec<_>>(),
            "sealed_left": self.sealed_left(), "panel": self.after.current_panel(),
            "quotas": quotas.collect::<Vec<_>>(), "rehearsal": self.after.rehearsal(),
            "record_digest": self.after.record_digest().to_hex(),
        })
    }

    /// The decliner's place in the panel before, from 1.
    fn seat(&self) -> usize {
        let panel = self.before.current_panel().iter();
        panel.take_while(|id| **id != self.opening.decline).count() + 1
    }

    /// Whether the place went to somebody whom an earlier decline had opened.
    fn waited(&self) -> bool {
        self.opening.placed.is_some_and(|number| self.opening.opened.iter().all(|opened| opened.position != number))
    }

    fn opened(&self, opened: &Opened, lang: Lang) -> String {
        let (position, id) = (opened.position, &opened.id);
        let placed = self.opening.placed == Some(position);
        match (placed, lang) {
            (true, Lang::Zh) => format!("开启后备 {position}：{id}，递补"),
            (true, Lang::En) => format!("reserve {position}: {id}, takes the place"),
            (false, Lang::Zh) => {
                format!("开启后备 {position}：{id}，不合{}，留待以后", self.rules.all(&self.broken(id), lang))
            }
            (false, Lang::En) => {
                format!("reserve {position}: {id}, breaks {}, stays available", self.rules.all(&self.broken(id), lang))
            }
        }
    }

    fn position(&self, id: &ExpertId) -> Option<usize> {
        self.instance.experts.binary_search_by(|member| member.id.cmp(id)).ok()
    }

    fn positions(&self, ids: &[ExpertId]) -> Vec<usize> {
        ids.iter().filter_map(|id| self.position(id)).collect()
    }

    /// The rules that somebody in the decliner's place would break (`docs/draw-protocol.md` section 6): those whose count
    /// the exchange moves out of bounds.
    fn broken(&self, newcomer: &ExpertId) -> Vec<Rule> {
        let panel = self.before.current_panel();
        let exchanged: Vec<ExpertId> =
            panel.iter().map(|id| if *id == self.opening.decline { newcomer } else { id }.clone()).collect();
        let before = self.instance.counts(&self.positions(panel));
        let after = self.instance.counts(&self.positions(&exchanged));
        let seat_lost = panel.len() < usize::from(self.rules.seats);
        let mut broken = Vec::new();
        for (at, quota) in self.instance.quotas.iter().enumerate() {
            if after[at] < before[at] && after[at] < usize::from(quota.min) && !seat_lost {
                broken.push(Rule::Minimum(at));
            }
            if after[at] > before[at] && after[at] > usize::from(quota.max) {
                broken.push(Rule::Maximum(at));
            }
        }
        let employer = |id: &ExpertId| self.position(id).and_then(|at| self.instance.experts[at].employer);
        if let (Some(max), Some(own)) = (self.instance.employer_max, employer(newcomer)) {
            let colleagues = exchanged.iter().filter(|id| employer(id) == Some(own)).count();
            if colleagues > usize::from(max) && employer(&self.opening.decline) != Some(own) {
                broken.push(Rule::EmployerMax);
            }
        }
        broken
    }

    /// How many members count for each quota, before and after.
    fn counts(&self, lang: Lang) -> Vec<String> {
        let of = |record: &Record| self.instance.counts(&self.positions(record.current_panel()));
        let (before, after) = (of(self.before), of(self.after));
        let line = |at: usize| {
            let (quota, range) = (self.rules.quota(at, lang), self.rules.range(at, lang));
            let (was, is) = (before[at], after[at]);
            let kept = self.instance.quotas[at].admits(is);
            match (lang, kept) {
                (Lang::Zh, true) => format!("  {quota}：{range}；原 {was} 人，现 {is} 人"),
                (Lang::Zh, false) => format!("  {quota}：{range}；原 {was} 人，现 {is} 人，不满足"),
                (Lang::En, true) => format!("  {quota}: {range}; {was} before, {is} now"),
                (Lang::En, false) => format!("  {quota}: {range}; {was} before, {is} now, NOT KEPT"),
            }
        };
        (0..self.instance.quotas.len()).map(line).collect()
    }

    fn sealed_left(&self) -> usize {
        let opened: usize = self.after.openings().iter().map(|opening| opening.opened.len()).sum();
        self.after.reserves() - opened
    }

    /// Opened reserves who never had a seat.
    fn waiting(&self) -> Vec<(u64, &ExpertId)> {
        let seated: BTreeSet<u64> = self.after.openings().iter().filter_map(|opening| opening.placed).collect();
        let opened = self.after.openings().iter().flat_map(|opening| &opening.opened);
        opened.filter(|opened| !seated.contains(&opened.position)).map(|o| (o.position, &o.id)).collect()
    }
}
