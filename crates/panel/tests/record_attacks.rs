//! What an insider can try, and how little it helps: scripts of attackers, each measured against plain chance.
//!
//! Every script also runs against a protocol without the defence, where it must succeed; else it would show nothing.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod common;

use common::{Setting, contributions, drawn, expert_id, key};
use zhuoping_panel::ExpertId;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::{Contributions, Outcome, RunError, run};
use zhuoping_panel::lottery::UniformLottery;
use zhuoping_panel::record::Record;
use zhuoping_panel::witness::{WitnessReveal, commit, seed};
use zhuoping_provenance::{Digest, Seed, TaggedHash, Words};

const FRIEND: usize = 4;
const ROUNDS: usize = 400;

/// Experts 12, seats 3: the friend is drawn in a quarter of all draws.
fn commitment(attempt: usize) -> Commitment {
    Setting::plain(12, 3, 0).with(&format!(r#""attempt": {attempt}"#)).commitment()
}

fn seats_the_friend(lottery: &UniformLottery, seed: Seed) -> bool {
    let chosen = lottery.choose(&mut Words::new(seed, 0), 1).unwrap();
    chosen.panel.contains(&FRIEND)
}

/// Four standard deviations around a quarter of the rounds.
fn is_chance(successes: usize) -> bool {
    let (n, p) = (ROUNDS as f64, 0.25);
    (successes as f64 - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt()
}

#[test]
fn the_last_witness_gains_nothing_by_choosing_words() {
    let (mut committed_first, mut open) = (0, 0);
    for round in 1..=ROUNDS {
        let commitment = commitment(round);
        let digest = commitment.digest();
        let lottery = UniformLottery::new(&commitment.instance()).unwrap();
        let (_, honest, _) = contributions(&commitment, "诚实");
        let with = |mine: &WitnessReveal, others: &[WitnessReveal]| {
            seats_the_friend(&lottery, seed(digest, &[&others[..2], std::slice::from_ref(mine)].concat(), None))
        };
        let word = |at: usize| WitnessReveal { text: format!("词 {at}"), ..honest[2].clone() };
        // The texts of the others are known, but not their nonces: the attacker can only try words against a guess.
        let guess: Vec<WitnessReveal> =
            honest.iter().map(|reveal| WitnessReveal { nonce: [0; 32], ..reveal.clone() }).collect();
        let best = (0..500).map(word).find(|mine| with(mine, &guess)).expect("against a guess some word always works");
        committed_first += usize::from(with(&best, &honest));
        // The mutant: whoever speaks last has seen everything.
        open += usize::from((0..500).map(word).any(|mine| with(&mine, &honest)));
    }
    println!("friend seated: {committed_first} of {ROUNDS} with commitments, {open} without");
    assert!(is_chance(committed_first), "{committed_first}");
    assert_eq!(open, ROUNDS, "without commitments the attack always works");
}

#[test]
fn guessing_a_roll_of_dice_against_its_commitment_finds_nothing() {
    let commitment = commitment(1);
    let (commitments, _, _) = contributions(&commitment, "x");
    let witness = &commitments[0].witness;
    let digest = commitment.digest();
    let (published, _) = commit(digest, witness, "3 5 1 6", *Digest::of(b"secret").as_bytes()).unwrap();
    let bare = |text: &str| TaggedHash::new("t").part(text.as_bytes()).finish();
    let bare_published = bare("3 5 1 6");
    let (mut found, mut found_bare) = (0, 0);
    for roll in 0..1296usize {
        let text = [216, 36, 6, 1].map(|place| (roll / place % 6 + 1).to_string()).join(" ");
        let guess = WitnessReveal { digest, witness: witness.clone(), nonce: [0; 32], text: text.clone() };
        found += usize::from(guess.commitment() == published.commitment);
        found_bare += usize::from(bare(&text) == bare_published);
    }
    assert_eq!((found, found_bare), (0, 1), "the nonce hides what a bare hash gives away");
}

#[test]
fn a_copied_commitment_is_refused_and_could_not_be_revealed() {
    let commitment = commitment(1);
    let (mut commitments, mut reveals, external) = contributions(&commitment, "抄");
    commitments[2].commitment = commitments[0].commitment;
    // The copier repeats what the first witness reveals, under the own name.
    reveals[2] = WitnessReveal { witness: reveals[2].witness.clone(), ..reveals[0].clone() };
    let errors = run(&commitment, Contributions::Witnessed { commitments, reveals, external }, key()).unwrap_err();
    assert!(errors.iter().any(|error| matches!(error, RunError::Copied { .. })), "{errors:?}");
    assert!(errors.iter().any(|error| matches!(error, RunError::Mismatch { .. })), "the name is in the hash");
}

#[test]
fn withholding_until_the_friend_is_drawn_leaves_every_abort_on_record() {
    // The attacker reveals only when pleased. It works, as it would with any draw that is repeated; what it cannot do
    // is hide: each abort is a void record with the attacker's name and its own number.
    let mut voids: Vec<Record> = Vec::new();
    let seated = (1..=100).find_map(|number| {
        let commitment = commitment(number);
        let (commitments, mut reveals, external) = contributions(&commitment, "等");
        let lottery = UniformLottery::new(&commitment.instance()).unwrap();
        if !seats_the_friend(&lottery, seed(commitment.digest(), &reveals, None)) {
            reveals.pop();
        }
        match run(&commitment, Contributions::Witnessed { commitments, reveals, external }, key()).unwrap() {
            Outcome::Drawn(drawn) => Some(drawn.record),
            Outcome::Void(record) => {
                voids.push(*record);
                None
            }
        }
    });
    let seated = seated.expect("a quarter of all attempts seat the friend");
    assert!(seated.panel().contains(&expert_id(FRIEND)));
    assert_eq!(seated.commitment().parts().attempt, voids.len() as u64 + 1, "the record of the draw counts them");
    assert!(!voids.is_empty());
    for (at, void) in (1..).zip(&voids) {
        assert_eq!(void.commitment().parts().attempt, at);
        assert_eq!(void.missing(), &seated.commitment().parts().witnesses[2..]);
    }
}

#[test]
fn nobody_can_tell_the_next_reserve_from_the_public_record() {
    // The attacker knows the whole record and tries every eligible expert against the first leaf without the key.
    let drawn = drawn(&Setting::plain(12, 3, 4).commitment(), "候补");
    let record = drawn.record.to_value();
    let leaf = record["reserve_leaves"][0].as_str().unwrap();
    let digest = drawn.record.digest();
    let hash = |id: &ExpertId, salt: &[u8]| {
        TaggedHash::new("zhuoping/draw/v1/reserve")
            .raw(digest.as_bytes())
            .number(1)
            .part(id.as_str().as_bytes())
            .raw(salt)
            .finish()
    };
    let hits = (0..12).filter(|at| hash(&expert_id(*at), &[0; 32]).to_hex() == leaf).count();
    assert_eq!(hits, 0);
    let key = Digest::of(b"key");
    let salt = TaggedHash::new("zhuoping/draw/v1/reserve-salt").raw(key.as_bytes()).number(1).finish();
    let hits: Vec<usize> = (0..12).filter(|at| hash(&expert_id(*at), salt.as_bytes()).to_hex() == leaf).collect();
    assert_eq!(hits.len(), 1, "with the key there is exactly one");
    assert_eq!(expert_id(hits[0]), drawn.sealed.reserves[0]);
    for member in &drawn.sealed.reserves {
        let text = record["commitment"].to_string();
        assert!(text.contains(member.as_str()), "reserves come from the pool");
    }
}
