//! The lottery file: a fairest lottery and the question it answers, read and written (`docs/draw-protocol.md` section 10).
//!
//! Every number has one spelling, so that a file's digest stands for its value and a record gives the file back.

use super::{FairLottery, Proof, Stage, Weighted};
use crate::form::{self, Expected, Form, FormError, Node};
use crate::lottery::Instance;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::Ratio;
use serde_json::{Value, json};
use zhuoping_provenance::{Digest, canonical};

/// The name of the file's form.
const PROTOCOL: &str = "zhuoping/draw/v1/lottery";
/// The most digits of a number: far beyond any lottery, small enough that no file makes a verifier work for long.
pub const DIGITS_MAX: usize = 10_000;
/// The most splits on the way to any part of a proof: readers of JSON give up at a depth of 128.
pub const SPLITS_MAX: usize = 100;
/// The most panels on a public list.
pub const LISTED_MAX: u16 = 5000;

/// A lottery with the digest of the question it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotteryFile {
    /// [`Instance::digest`] of the question.
    pub instance: Digest,
    /// The answer.
    pub lottery: FairLottery,
}

impl LotteryFile {
    /// The file for a lottery over the panels of `instance`.
    pub fn new(instance: &Instance, lottery: FairLottery) -> Self {
        Self { instance: instance.digest(), lottery }
    }

    /// Reads a lottery file. Whether the lottery is what it says is another question: [`FairLottery::check`].
    ///
    /// # Errors
    /// Everything that is not as section 10 says of the file's form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Vec<FormError>> {
        form::document(bytes, |form, node| Self::read(form, Some(node)))
    }

    /// Reads the lottery that stands in a larger document.
    pub(crate) fn read(form: &mut Form, at: Option<Node<'_>>) -> Option<Self> {
        let at = at?;
        form.members(&at, &["protocol", "instance", "denominator", "exact", "types", "caps", "stages", "listed"]);
        let protocol = form.literal(at.get("protocol"), PROTOCOL);
        let instance = form.digest(at.get("instance"));
        let denominator = big(form, at.get("denominator"));
        let exact = form.list(at.get("exact"), weighted);
        let types = form.list(at.get("types"), |form, node| indices(form, Some(node)));
        let caps = form.list(at.get("caps"), |form, node| indices(form, Some(node)));
        let stages = form.list(at.get("stages"), stage);
        let listed = form.list(at.get("listed"), |form, node| indices(form, Some(node)));
        protocol?;
        let lottery = FairLottery {
            denominator: denominator?,
            exact: exact?,
            types: types?,
            caps: caps?,
            stages: stages?,
            listed: listed?,
        };
        Some(Self { instance: instance?, lottery })
    }

    /// The file as a JSON value.
    pub fn to_value(&self) -> Value {
        let FairLottery { denominator, exact, types, caps, stages, listed } = &self.lottery;
        let exact = exact.iter().map(|one| json!({"panel": one.panel, "weight": one.weight.to_string()}));
        json!({
            "protocol": PROTOCOL,
            "instance": self.instance.to_hex(),
            "denominator": denominator.to_string(),
            "exact": exact.collect::<Vec<_>>(),
            "types": types,
            "caps": caps,
            "stages": stages.iter().map(stage_value).collect::<Vec<_>>(),
            "listed": listed,
        })
    }

    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_bytes(&self.to_value()).expect("ASCII keys, small integers and text")
    }

    /// The SHA-256 of the file, which the commitment holds.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }
}

fn stage_value(stage: &Stage) -> Value {
    let Stage { value, weights, bound, proof } = stage;
    json!({
        "value": format!("{}/{}", value.numer(), value.denom()),
        "weights": texts(weights),
        "bound": bound.to_string(),
        "proof": proof_value(proof),
    })
}

fn texts(numbers: &[impl ToString]) -> Vec<String> {
    numbers.iter().map(ToString::to_string).collect()
}

fn proof_value(proof: &Proof) -> Value {
    match proof {
        Proof::Multipliers { scale, seats, quotas, caps } => json!({
            "scale": scale.to_string(),
            "seats": seats.to_string(),
            "quotas": texts(quotas),
            "caps": texts(caps),
        }),
        Proof::Split { of, at, below, above } => {
            json!({"type": of, "at": at, "below": proof_value(below), "above": proof_value(above)})
        }
    }
}

fn indices(form: &mut Form, at: Option<Node<'_>>) -> Option<Vec<usize>> {
    form.list(at, |form, node| form.number(Some(node), 0, u32::MAX.into()))
}

fn weighted(form: &mut Form, at: Node<'_>) -> Option<Weighted> {
    form.members(&at, &["panel", "weight"]);
    let panel = indices(form, at.get("panel"));
    let weight = big(form, at.get("weight"));
    Some(Weighted { panel: panel?, weight: weight? })
}

fn stage(form: &mut Form, at: Node<'_>) -> Option<Stage> {
    form.members(&at, &["value", "weights", "bound", "proof"]);
    let value = form.parsed(at.get("value"), || Expected::Fraction, fraction);
    let weights = form.list(at.get("weights"), |form, node| whole(form, Some(node)));
    let bound = whole(form, at.get("bound"));
    let proof = proof(form, at.get("proof"), 0);
    Some(Stage { value: value?, weights: weights?, bound: bound?, proof: proof? })
}

fn proof(form: &mut Form, at: Option<Node<'_>>, splits: usize) -> Option<Proof> {
    let at = at?;
    if at.value.get("type").is_none() {
        form.members(&at, &["scale", "seats", "quotas", "caps"]);
        let scale = big(form, at.get("scale"));
        let seats = whole(form, at.get("seats"));
        let quotas = form.list(at.get("quotas"), |form, node| whole(form, Some(node)));
        let caps = form.list(at.get("caps"), |form, node| big(form, Some(node)));
        return Some(Proof::Multipliers { scale: scale?, seats: seats?, quotas: quotas?, caps: caps? });
    }
    if splits == SPLITS_MAX {
        form.refuse(&at, Expected::Unsplit(SPLITS_MAX));
        return None;
    }
    form.members(&at, &["type", "at", "below", "above"]);
    let of = form.number(at.get("type"), 0, u32::MAX.into());
    let most = form.number(at.get("at"), 0, u16::MAX.into());
    let below = proof(form, at.get("below"), splits + 1).map(Box::new);
    let above = proof(form, at.get("above"), splits + 1).map(Box::new);
    Some(Proof::Split { of: of?, at: most?, below: below?, above: above? })
}

/// A natural number of at most [`DIGITS_MAX`] digits.
fn big(form: &mut Form, at: Option<Node<'_>>) -> Option<BigUint> {
    form.parsed(at, || Expected::Digits(DIGITS_MAX), natural)
}

/// An integer of at most [`DIGITS_MAX`] digits.
fn whole(form: &mut Form, at: Option<Node<'_>>) -> Option<BigInt> {
    let read = |text: &str| match text.strip_prefix('-') {
        Some("0") => None,
        Some(digits) => natural(digits).map(|number| -BigInt::from(number)),
        None => natural(text).map(BigInt::from),
    };
    form.parsed(at, || Expected::Whole(DIGITS_MAX), read)
}

fn natural(text: &str) -> Option<BigUint> {
    let digits = (1..=DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (text == "0" || !text.starts_with('0'))).then(|| text.parse().ok())?
}

fn fraction(text: &str) -> Option<Ratio<BigUint>> {
    let (numerator, denominator) = text.split_once('/')?;
    let (numerator, denominator) = (natural(numerator)?, natural(denominator)?);
    let proper = denominator != BigUint::ZERO && numerator <= denominator;
    let lowest = proper && numerator.gcd(&denominator) == BigUint::from(1u32);
    lowest.then(|| Ratio::new_raw(numerator, denominator))
}
