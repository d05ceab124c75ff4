//! Declines and replacements: who follows is decided by the sealed order and the rules, never by the one who opens it.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod common;

use common::{Setting, drawn, expert_id, passes};
use std::collections::BTreeSet;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::Drawn;
use zhuoping_panel::opening::{DeclineError, decline};
use zhuoping_panel::record::Record;
use zhuoping_panel::reserves::SealedReserves;
use zhuoping_panel::verify::verify;
use zhuoping_panel::witness::TextError;
use zhuoping_panel::{ExpertId, Status};
use zhuoping_provenance::{Digest, TaggedHash, canonical};

/// Whether a panel keeps the rules, in the plainest words; `full` asks the minimums too.
fn keeps(commitment: &Commitment, panel: &[ExpertId], full: bool) -> bool {
    let parts = commitment.parts();
    let members: Vec<_> = panel.iter().map(|id| parts.pool.iter().find(|expert| expert.id == *id).unwrap()).collect();
    let quotas = (0u16..).zip(&parts.quotas).all(|(at, quota)| {
        let count = members.iter().filter(|member| member.quotas.contains(&at)).count();
        count <= usize::from(quota.max) && (!full || count >= usize::from(quota.min))
    });
    let employers = members.iter().all(|member| {
        let colleagues = members.iter().filter(|other| other.employer == member.employer).count();
        member.employer.is_none() || parts.employer_max.is_none_or(|most| colleagues <= usize::from(most))
    });
    quotas && employers
}

/// Section 6 told once more: the first reserve without a place so far with whom the rules hold.
fn follower(record: &Record, sealed: &SealedReserves, decliner: &ExpertId) -> Option<ExpertId> {
    let panels = record.openings().iter().flat_map(|opening| opening.panel.iter());
    let placed: BTreeSet<&ExpertId> = record.panel().iter().chain(panels).collect();
    let lost = record.current_panel().len() < record.panel().len();
    let fits = |reserve: &&ExpertId| {
        let panel = record.current_panel().iter().map(|member| if member == decliner { reserve } else { member });
        keeps(record.commitment(), &panel.cloned().collect::<Vec<_>>(), !lost)
    };
    sealed.reserves.iter().filter(|reserve| !placed.contains(reserve)).find(fits).cloned()
}

#[test]
fn everybody_declines_until_nobody_is_left() {
    for name in ["一", "二", "三", "四", "五", "六"] {
        let Drawn { mut record, sealed, .. } = drawn(&Setting::full(24, 5, 8).commitment(), name);
        let (mut waiting_used, mut lost, mut fresh_used) = (0, 0, 0);
        for turn in 0.. {
            let before = record.current_panel().to_vec();
            let Some(decliner) = before.get(turn % before.len().max(1)).cloned() else { break };
            let expected = follower(&record, &sealed, &decliner);
            record = decline(&record, &sealed, &decliner, "时间冲突", (turn % 2 == 0).then_some("书面说明")).unwrap();
            let place = before.iter().position(|member| *member == decliner).unwrap();
            let opening = record.openings().last().unwrap();
            match expected {
                Some(follower) => {
                    assert_eq!(opening.panel[place], follower);
                    waiting_used += usize::from(opening.opened.is_empty());
                    fresh_used += usize::from(!opening.opened.is_empty());
                }
                None => {
                    assert_eq!((opening.panel.len(), opening.placed), (before.len() - 1, None));
                    lost += 1;
                }
            }
            assert!(keeps(record.commitment(), record.current_panel(), lost == 0));
        }
        let numbers: Vec<u64> = record.openings().iter().flat_map(|o| &o.opened).map(|o| o.position).collect();
        assert_eq!(numbers, (1..=record.reserves() as u64).collect::<Vec<_>>(), "each is opened once, in order");
        let placed: Vec<u64> = record.openings().iter().filter_map(|opening| opening.placed).collect();
        assert_eq!(placed.iter().collect::<BTreeSet<_>>().len(), placed.len(), "nobody is placed twice");
        assert_eq!(lost, 5, "in the end every seat is lost");
        assert!(fresh_used > 0, "{name}: {waiting_used} from those waiting, {fresh_used} fresh");
        passes(&Drawn { record, sealed, uncovered: 0 });
    }
}

#[test]
fn a_reserve_opened_in_vain_stays_available() {
    let uses_waiting = (0..40).filter(|at| {
        let Drawn { mut record, sealed, .. } = drawn(&Setting::full(24, 5, 8).commitment(), &format!("候补 {at}"));
        for member in record.panel().to_vec() {
            record = decline(&record, &sealed, &member, "时间冲突", None).unwrap();
        }
        record.openings().iter().any(|opening| opening.opened.is_empty() && opening.placed.is_some())
    });
    assert!(uses_waiting.count() > 0, "the rule about those opened earlier is reached");
}

#[test]
fn a_decline_needs_a_member_a_reason_and_the_right_sealed_file() {
    let commitment = Setting::full(24, 5, 4).commitment();
    let Drawn { record, sealed, .. } = drawn(&commitment, "拒绝");
    let member = record.panel()[0].clone();
    let refused = |sealed: &SealedReserves, id: &ExpertId, reason: &str, evidence: Option<&str>| {
        let error = decline(&record, sealed, id, reason, evidence).unwrap_err();
        let message = error.message();
        assert!(!message.zh.is_empty() && message.en == error.to_string());
        error
    };
    let telephone = format!("电话13{}", "0".repeat(9));
    assert_eq!(refused(&sealed, &member, "", None), DeclineError::Reason(TextError::Empty));
    assert_eq!(refused(&sealed, &member, &telephone, None), DeclineError::Reason(TextError::Personal));
    assert_eq!(refused(&sealed, &member, "病", Some(&telephone)), DeclineError::Evidence(TextError::Personal));
    let stranger = expert_id(5);
    assert_eq!(
        refused(&sealed, &stranger, "病", None),
        DeclineError::NotMember { decline: stranger, panel: record.panel().to_vec() }
    );
    let mut swapped = sealed.clone();
    swapped.reserves.swap(0, 1);
    assert_eq!(refused(&swapped, &member, "病", None), DeclineError::Sealed);
    let other = drawn(&Setting::full(24, 5, 4).with(r#""attempt": 2"#).commitment(), "拒绝");
    let (found, expected) = (other.record.digest(), record.digest());
    assert_eq!(refused(&other.sealed, &member, "病", None), DeclineError::OtherDraw { found, expected });
    let once = decline(&record, &sealed, &member, "病", None).unwrap();
    assert!(matches!(decline(&once, &sealed, &member, "病", None), Err(DeclineError::NotMember { .. })));
}

#[test]
fn openings_that_somebody_would_rather_have_had_are_refused_by_name() {
    let commitment = Setting::full(24, 5, 8).commitment();
    let Drawn { record, sealed, .. } = drawn(&commitment, "偏爱");
    let member = record.panel()[0].clone();
    let honest = decline(&record, &sealed, &member, "病", None).unwrap();
    let second = decline(&honest, &sealed, &honest.current_panel()[1].clone(), "病", None).unwrap();
    let first_failing = |value: &serde_json::Value| {
        let report = verify(&canonical::to_bytes(&relinked(value)).unwrap(), None);
        let check = report.checks.iter().find(|check| !check.ok).map(|check| (check.number, check.path.clone()));
        check.map(|(number, path)| (number, path.unwrap_or_default()))
    };
    let value = second.to_value();
    assert_eq!(first_failing(&value), None, "making the links again changes nothing by itself");
    let mut edit = value.clone();
    edit["openings"][0]["placed"] = serde_json::Value::Null;
    edit["openings"][0]["panel"].as_array_mut().unwrap().remove(0);
    assert_eq!(first_failing(&edit), Some((11, "/openings/0/placed".into())), "a seat given up too early");
    let mut edit = value.clone();
    edit["openings"][0]["decline"] = serde_json::json!(record.panel()[1]);
    let found = first_failing(&edit).expect("another decliner has another panel afterwards");
    assert!(found.0 == 11 && found.1.starts_with("/openings/0/"), "{found:?}");
    let mut edit = value.clone();
    edit["openings"][1]["decline"] = serde_json::json!(member);
    assert_eq!(first_failing(&edit), Some((11, "/openings/1/decline".into())), "who left cannot leave again");
    let mut edit = value.clone();
    edit["openings"][0]["opened"][0]["id"] = serde_json::json!("E007");
    assert_eq!(first_failing(&edit), Some((11, "/openings/0/opened/0".into())), "a friend instead of the reserve");
    let mut edit = value;
    edit["openings"].as_array_mut().unwrap().remove(0);
    assert_eq!(first_failing(&edit), Some((11, "/openings/0/number".into())));
}

/// The record with links and digests made again, as somebody would who wants an edit to pass.
fn relinked(value: &serde_json::Value) -> serde_json::Value {
    let mut value = value.clone();
    let mut link = Digest::from_hex(value["draw_digest"].as_str().unwrap()).unwrap();
    for opening in value["openings"].as_array_mut().unwrap() {
        opening.as_object_mut().unwrap().remove("link");
        let bytes = canonical::to_bytes(opening).unwrap();
        link = TaggedHash::new("zhuoping/draw/v1/opening").raw(link.as_bytes()).part(&bytes).finish();
        opening["link"] = serde_json::json!(link.to_hex());
    }
    value.as_object_mut().unwrap().remove("record_digest");
    let digest = Digest::of(&canonical::to_bytes(&value).unwrap());
    value["record_digest"] = serde_json::json!(digest.to_hex());
    value
}

#[test]
fn art_36_whom_the_pool_does_not_offer_is_no_reserve_either() {
    for name in ["甲", "乙", "丙"] {
        let mut setting = Setting::plain(12, 4, 20);
        setting.pool[7].status = Status::Disqualified;
        setting.pool[8].status = Status::Withdrawn;
        let Drawn { record, sealed, .. } = drawn(&setting.commitment(), name);
        assert_eq!(sealed.reserves.len(), 6, "12 less 4 members and 2 who are not offered");
        for out in [expert_id(7), expert_id(8)] {
            assert!(!sealed.reserves.contains(&out) && !record.panel().contains(&out));
        }
    }
}
