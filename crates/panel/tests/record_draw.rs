//! Draws from end to end: what is drawn keeps every rule, follows from its inputs alone, and replays.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod common;

use common::{Setting, attempt, contributions, drawn, expert_id, is_pooled, key, passes, pick, pool, python, words};
use proptest::prelude::*;
use std::collections::BTreeSet;
use zhuoping_panel::commitment::{Commitment, CommittedQuota};
use zhuoping_panel::draw::{Contributions, Drawn, Outcome, RunError, run};
use zhuoping_panel::lottery::{DrawError, UniformLottery};
use zhuoping_panel::opening::decline;
use zhuoping_panel::record::Record;
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::verify::verify;
use zhuoping_panel::witness::{TextError, WitnessCommitment, WitnessReveal, commit};
use zhuoping_panel::{ExpertId, Policy, WitnessId};
use zhuoping_provenance::Digest;

/// The rules asked of a panel in the plainest words.
fn keeps_every_rule(commitment: &Commitment, panel: &[ExpertId]) {
    let parts = commitment.parts();
    assert_eq!(panel.len(), usize::from(parts.panel_size));
    assert_eq!(panel.iter().collect::<BTreeSet<_>>().len(), panel.len());
    let listed = |id: &ExpertId| parts.pool.iter().find(|expert| expert.id == *id).unwrap();
    let members: Vec<_> = panel.iter().map(listed).collect();
    for line in parts.exclusions.iter().filter(|line| line.policy == Policy::Exclude) {
        assert!(!panel.contains(&line.expert), "{} was excluded", line.expert);
    }
    for (at, quota) in (0u16..).zip(&parts.quotas) {
        let count = members.iter().filter(|member| member.quotas.contains(&at)).count();
        assert!((usize::from(quota.min)..=usize::from(quota.max)).contains(&count), "quota {at}: {count}");
    }
    if let Some(most) = parts.employer_max {
        for member in members.iter().filter(|member| member.employer.is_some()) {
            let colleagues = members.iter().filter(|other| other.employer == member.employer).count();
            assert!(colleagues <= usize::from(most));
        }
    }
}

#[test]
fn draws_of_every_sort_keep_the_rules_and_verify() {
    let capped = Setting::plain(14, 4, 3).with(r#""employer_max": 1"#);
    for (name, setting) in [
        ("without quotas", Setting::plain(12, 4, 3)),
        ("one expert of one", Setting::plain(1, 1, 2)),
        ("everybody", Setting::plain(5, 5, 2)),
        ("employers", capped),
        ("quotas of both kinds", Setting::full(24, 5, 4)),
        ("many reserves", Setting::full(24, 5, 1000)),
    ] {
        let commitment = setting.commitment();
        let drawn = drawn(&commitment, name);
        keeps_every_rule(&commitment, drawn.record.panel());
        let report = passes(&drawn);
        assert!(!report.rehearsal && !report.void, "{name}");
    }
}

#[test]
fn random_draws_keep_the_rules_verify_here_and_in_python_and_replay() {
    // The environment may ask for more than a push has time for.
    let count: usize = std::env::var("ZHUOPING_RANDOM_RECORDS").map_or(200, |text| text.parse().unwrap());
    let mut records = Vec::new();
    let (mut openings, mut rejected) = (0, 0);
    for at in 0..count {
        let setting = Setting::random(&format!("抽取 {at}"));
        // With every quota counted it shows at once whether there is any panel.
        let counted = Setting { checked: Vec::new(), ..setting.clone() }.commitment();
        let commitment = setting.commitment();
        if let Err(error) = UniformLottery::new(&counted.instance()) {
            assert_eq!(error, DrawError::NoPanel);
            assert!(counted != commitment || attempt(&commitment, "随机").is_err());
            continue;
        }
        let mut drawn = drawn(&commitment, "随机");
        keeps_every_rule(&commitment, drawn.record.panel());
        rejected += drawn.record.tries() - 1;
        let mut words = words(&format!("放弃 {at}"));
        for _ in 0..pick(&mut words, 4) {
            let panel = drawn.record.current_panel().to_vec();
            let Some(member) = panel.get(pick(&mut words, panel.len().max(1))) else { break };
            drawn.record = decline(&drawn.record, &drawn.sealed, member, "随机", None).unwrap();
            openings += 1;
        }
        passes(&drawn);
        let bytes = drawn.record.to_bytes();
        assert_eq!(Record::verified(&bytes, None).unwrap(), drawn.record, "a record replays to itself");
        records.push((bytes, Some(drawn.sealed.to_bytes())));
    }
    assert!(records.len() > count / 2, "most of the settings have panels: {} of {count}", records.len());
    assert!(openings > count / 4 && rejected > 0, "{openings} openings, {rejected} rejected panels");
    println!("{} records, {openings} openings, {rejected} rejected panels", records.len());
    if let Some(answers) = python::failing_checks(&records) {
        let wrong: Vec<_> = answers.iter().enumerate().filter(|(_, failing)| !failing.is_empty()).collect();
        assert!(wrong.is_empty(), "Python refuses records of this program: {wrong:?}");
    }
}

#[test]
fn an_expert_is_drawn_whatever_the_order_of_rows_and_witnesses() {
    let setting = Setting::full(24, 5, 3);
    let commitment = setting.commitment();
    let drawn_first = drawn(&commitment, "次序");
    for shuffle in 0..20 {
        let mut words = words(&format!("洗牌 {shuffle}"));
        let mut other = setting.clone();
        zhuoping_panel::choice::permute(&mut words, &mut other.pool);
        zhuoping_panel::choice::permute(&mut words, &mut other.conflicts);
        let other = other.commitment();
        assert_eq!(other.digest(), commitment.digest());
        let (mut commitments, mut reveals, external) = contributions(&other, "次序");
        zhuoping_panel::choice::permute(&mut words, &mut commitments);
        zhuoping_panel::choice::permute(&mut words, &mut reveals);
        let again = run(&other, Contributions::Witnessed { commitments, reveals, external }, key()).unwrap();
        assert_eq!(again, Outcome::Drawn(Box::new(drawn_first.clone())));
    }
}

#[test]
fn whatever_decides_the_draw_changes_its_digest() {
    let base = Setting::full(24, 5, 3);
    let digest = base.commitment().digest();
    let one_less = Setting { pool: pool(23), ..base.clone() };
    let mut moved = base.clone();
    moved.pool[3].employer = Some("另一单位".into());
    let mut status = base.clone();
    status.pool[8].status = zhuoping_panel::Status::Suspended;
    let mut undeclared = base.clone();
    undeclared.conflicts.remove(0);
    let counted = Setting { checked: Vec::new(), ..base.clone() };
    let rehearsal = Setting { rehearsal: true, ..base.clone() };
    for other in [one_less, moved, status, undeclared, counted, rehearsal, base.with(r#""attempt": 2"#)] {
        assert_ne!(other.commitment().digest(), digest);
    }
}

#[test]
fn one_letter_of_one_witness_gives_another_draw() {
    let commitment = Setting::plain(60, 7, 3).commitment();
    let (commitments, reveals, _) = contributions(&commitment, "一字之差");
    let draw = |commitments: Vec<WitnessCommitment>, reveals: Vec<WitnessReveal>| {
        let given = Contributions::Witnessed { commitments, reveals, external: None };
        match run(&commitment, given, key()).unwrap() {
            Outcome::Drawn(drawn) => *drawn,
            Outcome::Void(_) => panic!("everybody revealed"),
        }
    };
    let first = draw(commitments.clone(), reveals.clone());
    let mut panels = BTreeSet::from([first.record.panel().to_vec()]);
    for at in 0..3 {
        let (mut commitments, mut reveals) = (commitments.clone(), reveals.clone());
        let text = format!("{}。", reveals[at].text);
        let (witness, nonce) = (reveals[at].witness.clone(), reveals[at].nonce);
        (commitments[at], reveals[at]) = commit(commitment.digest(), &witness, &text, nonce).unwrap();
        let other = draw(commitments, reveals);
        assert_ne!(other.record.seed(), first.record.seed());
        panels.insert(other.record.panel().to_vec());
    }
    assert_eq!(panels.len(), 4, "four seeds, four panels of C(60, 7)");
}

#[test]
fn another_attempt_with_the_same_words_gives_another_draw() {
    let setting = Setting::plain(60, 7, 3);
    let first = drawn(&setting.commitment(), "同样的话");
    let second = drawn(&setting.with(r#""attempt": 2"#).commitment(), "同样的话");
    assert_ne!(first.record.seed(), second.record.seed());
    assert_ne!(first.record.panel(), second.record.panel());
    assert_eq!(second.record.commitment().parts().attempt, 2);
}

#[test]
fn the_value_of_the_public_source_decides_too() {
    let setting = Setting::plain(60, 7, 0).with(r#""external": {"name": "双色球", "date": "2026-12-03"}"#);
    let commitment = setting.commitment();
    let with = |external: Option<&str>| {
        let (commitments, reveals, _) = contributions(&commitment, "摇号");
        run(
            &commitment,
            Contributions::Witnessed { commitments, reveals, external: external.map(str::to_owned) },
            key(),
        )
    };
    let panel = |external| match with(Some(external)).unwrap() {
        Outcome::Drawn(drawn) => drawn.record.panel().to_vec(),
        Outcome::Void(_) => panic!("everybody revealed"),
    };
    assert_ne!(panel("05 11"), panel("05 12"));
    assert!(matches!(with(None).unwrap_err()[..], [RunError::ExternalMissing(_)]));
    assert_eq!(with(Some("")).unwrap_err(), [RunError::External(TextError::Empty)]);
}

#[test]
fn a_withheld_reveal_makes_the_attempt_void_by_name() {
    let commitment = Setting::full(24, 5, 3).commitment();
    for withheld in [vec![0], vec![1, 2], vec![0, 1, 2]] {
        let (commitments, reveals, external) = contributions(&commitment, "沉默");
        let silent: Vec<WitnessId> = withheld.iter().map(|at| reveals[*at].witness.clone()).collect();
        let reveals = reveals.into_iter().filter(|reveal| !silent.contains(&reveal.witness)).collect();
        let given = Contributions::Witnessed { commitments, reveals, external };
        let Outcome::Void(record) = run(&commitment, given, key()).unwrap() else { panic!("{silent:?} kept silent") };
        assert_eq!(record.missing(), silent);
        assert!(record.is_void() && record.panel().is_empty() && record.seed().is_none());
        let report = verify(&record.to_bytes(), None);
        assert!(report.valid && report.void, "{report:#?}");
        assert!(record.recusals().is_empty());
    }
}

#[test]
fn a_rehearsal_says_so_everywhere() {
    let commitment = Setting::full(24, 5, 3).commitment();
    let rehearse = |text: &str| run(&commitment, Contributions::Rehearsal { text: text.into() }, key());
    let Outcome::Drawn(drawn) = rehearse("演练").unwrap() else { panic!("rehearsals are never void") };
    assert!(drawn.record.rehearsal());
    assert!(passes(&drawn).rehearsal);
    keeps_every_rule(&commitment, drawn.record.panel());
    assert_eq!(rehearse("").unwrap_err(), [RunError::Rehearsal(TextError::Empty)]);
    // A commitment whose random bytes came from a text stays a rehearsal, even with all witnesses.
    let practised = common::drawn(&Setting { rehearsal: true, ..Setting::full(24, 5, 3) }.commitment(), "演练");
    assert!(practised.record.rehearsal() && passes(&practised).rehearsal);
}

#[test]
fn contributions_that_do_not_belong_are_all_named_at_once() {
    let commitment = Setting::plain(12, 4, 0).commitment();
    let other = Setting::plain(13, 4, 0).commitment();
    let (commitments, reveals, _) = contributions(&commitment, "甲");
    let (elsewhere, _, _) = contributions(&other, "甲");
    let stranger = WitnessId::new("路人").unwrap();
    let unknown = WitnessCommitment { witness: stranger.clone(), ..commitments[0].clone() };
    let id = |at: usize| commitments[at].witness.clone();
    let refused = |commitments: Vec<WitnessCommitment>, reveals: Vec<WitnessReveal>, external: Option<&str>| {
        let external = external.map(str::to_owned);
        let errors = run(&commitment, Contributions::Witnessed { commitments, reveals, external }, key()).unwrap_err();
        for error in &errors {
            let message = error.message();
            assert!(!message.zh.is_empty() && message.en == error.to_string());
        }
        errors
    };

    let found = refused(vec![commitments[0].clone(), unknown, elsewhere[1].clone()], Vec::new(), Some("1"));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.contains(&RunError::ExternalUnnamed));
    let known = commitment.parts().witnesses.clone();
    assert!(found.contains(&RunError::Unknown { witness: stranger, known }));
    let (from, to) = (other.digest(), commitment.digest());
    assert!(found.contains(&RunError::OtherDraw { witness: id(1), found: from, expected: to }));
    assert!(found.contains(&RunError::NotCommitted { witnesses: vec![id(1), id(2)] }));

    let mut twice = commitments.clone();
    twice.push(commitments[2].clone());
    assert_eq!(refused(twice, reveals.clone(), None), [RunError::Twice { witness: id(2), revealed: false }]);

    let mut copied = commitments.clone();
    copied[1].commitment = copied[0].commitment;
    let found = refused(copied, reveals.clone(), None);
    assert!(found.contains(&RunError::Copied { first: id(0), second: id(1) }), "{found:?}");

    let mut changed = reveals.clone();
    changed[2].text.push('!');
    assert_eq!(refused(commitments.clone(), changed, None), [RunError::Mismatch { witness: id(2) }]);

    let long = WitnessReveal { text: "x".repeat(1001), ..reveals[0].clone() };
    let mut committed = commitments.clone();
    committed[0].commitment = long.commitment();
    let error = TextError::Long { bytes: 1001 };
    assert_eq!(refused(committed, vec![long], None), [RunError::Text { witness: id(0), error }]);
}

#[test]
fn a_draw_without_witnesses_key_or_panel_is_refused() {
    let none = Setting { plan: r#""panel_size": 3"#.into(), ..Setting::plain(6, 3, 0) }.commitment();
    assert_eq!(attempt(&none, "无").unwrap_err(), [RunError::NoWitnesses]);
    assert!(run(&none, Contributions::Rehearsal { text: "演练".into() }, key()).is_ok());
    let wrong = ReserveKey::from_bytes([1; 32]);
    let expected = none.parts().reserve_key_digest;
    let error = run(&none, Contributions::Rehearsal { text: "演练".into() }, wrong).unwrap_err();
    assert_eq!(error, [RunError::ReserveKey { expected }]);
    let five = Setting::plain(5, 7, 0).commitment();
    assert_eq!(attempt(&five, "七人").unwrap_err(), [RunError::Lottery(DrawError::NoPanel)]);
}

#[test]
fn the_coverage_counts_members_whom_no_reserve_could_replace() {
    // Everybody is on the panel, so there are no reserves at all.
    assert_eq!(drawn(&Setting::plain(5, 5, 3).commitment(), "全员").uncovered, 5);
    assert_eq!(drawn(&Setting::plain(12, 5, 1).commitment(), "一名").uncovered, 0);
    let Drawn { record, sealed, uncovered } = drawn(&Setting::full(24, 5, 1).commitment(), "一名");
    let lost = record.panel().iter().filter(|member| {
        decline(&record, &sealed, member, "试", None).unwrap().current_panel().len() < record.panel().len()
    });
    assert_eq!(uncovered, lost.count());
}

#[test]
fn art_31_recusals_follow_the_current_panel() {
    let commitment = Setting::full(24, 5, 3).commitment();
    let Drawn { record, sealed, .. } = drawn(&commitment, "回避");
    let of = |record: &Record| {
        let lines = commitment.parts().exclusions.iter().filter(|line| line.policy == Policy::Recuse);
        let mut pairs: Vec<_> = lines
            .filter(|line| record.current_panel().contains(&line.expert) && !is_pooled(line.source))
            .map(|line| (line.expert.clone(), line.entrant.clone().unwrap()))
            .collect();
        pairs.sort();
        pairs.dedup();
        pairs
    };
    assert!(!of(&record).is_empty(), "the setting recuses every second expert");
    assert_eq!(record.recusals(), of(&record));
    let declining = record.recusals()[0].0.clone();
    let after = decline(&record, &sealed, &declining, "回避过多", None).unwrap();
    assert_eq!(after.recusals(), of(&after));
    assert!(after.recusals().iter().all(|(expert, _)| *expert != declining));
}

#[test]
fn the_commitment_names_everything_that_breaks_its_rules() {
    let mut parts = Setting::full(24, 5, 3).parts();
    parts.panel_size = 0;
    parts.quotas.swap(0, 1);
    parts.pool[3].employer = Some(900);
    parts.pool[4].quotas = vec![2, 1, 7];
    parts.exclusions[0].policy = Policy::Recuse;
    parts.witnesses.reverse();
    let only_range: Vec<String> = Commitment::new(parts.clone()).unwrap_err().into_iter().map(|e| e.path).collect();
    assert_eq!(only_range, ["/panel_size"], "order is looked at once every value can be read");
    parts.panel_size = 5;
    let errors = Commitment::new(parts).unwrap_err();
    let paths: Vec<&str> = errors.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/quotas/1",
            "/pool/3/employer",
            "/pool/4/quotas/1",
            "/pool/4/quotas/2",
            "/exclusions/0/policy",
            "/witnesses/1",
            "/witnesses/2"
        ]
    );
    assert!(errors.iter().all(|error| error.expected.is_rule()));
    let commitment = Setting::full(24, 5, 3).commitment();
    assert_eq!(Commitment::from_bytes(&commitment.to_bytes()), Ok(commitment.clone()));
    assert_eq!(commitment.digest(), Digest::of(&commitment.to_bytes()));
    assert_eq!(commitment.instance().experts.len(), 22, "two of 24 are excluded: {}, {}", expert_id(1), expert_id(5));
}

#[test]
fn a_commitment_too_large_to_count_is_refused_and_not_endless() {
    let mut parts = Setting::plain(400, 40, 0).parts();
    let quota =
        |at: u16| CommittedQuota { column: "c".into(), value: format!("{at:02}"), min: 3, max: 30, counted: true };
    parts.quotas = (0..40).map(quota).collect();
    let mut words = words("太多");
    for expert in &mut parts.pool {
        expert.quotas = (0..40).filter(|_| pick(&mut words, 2) == 0).collect();
    }
    let commitment = Commitment::new(parts).unwrap();
    let error = run(&commitment, Contributions::Rehearsal { text: "演练".into() }, key()).unwrap_err();
    assert!(matches!(error[..], [RunError::Lottery(DrawError::TooLarge(_))]), "{error:?}");
    let mut value = drawn(&Setting::plain(12, 4, 2).commitment(), "太多").record.to_value();
    value["commitment"] = commitment.to_value();
    let report = verify(&zhuoping_provenance::canonical::to_bytes(&value).unwrap(), None);
    let counting = &report.checks[6];
    assert_eq!((counting.ok, counting.path.as_deref()), (false, Some("/panels_total")));
    assert!(counting.message.en.contains("cannot be counted"), "{:?}", counting.message);
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let report = verify(&bytes, Some(&bytes));
        prop_assert!(!report.valid);
        prop_assert_eq!(report.checks.len(), 11);
    }

    #[test]
    fn any_json_in_place_of_a_member_gets_an_answer(
        at in 0usize..22,
        json in prop_oneof![
            Just("null".to_owned()), Just("[]".to_owned()), Just("{}".to_owned()), Just("[[]]".to_owned()),
            Just("9007199254740991".to_owned()), Just("-1".to_owned()), Just("\"\"".to_owned()),
            "[a-z0-9]{0,70}".prop_map(|text| format!("\"{text}\"")),
        ],
    ) {
        let record = drawn(&Setting::full(12, 4, 2).commitment(), "任意").record;
        let mut value = record.to_value();
        let name = value.as_object().unwrap().keys().nth(at).unwrap().clone();
        value[&name] = serde_json::from_str(&json).unwrap();
        let bytes = zhuoping_provenance::canonical::to_bytes(&value).unwrap();
        let report = verify(&bytes, None);
        prop_assert_eq!(report.valid, value == record.to_value());
        prop_assert_eq!(report.checks.len(), 11);
    }
}
