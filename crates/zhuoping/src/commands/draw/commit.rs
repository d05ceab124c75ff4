//! `draw commit`: a witness binds a text before anybody reveals one.

use super::{beside, entropy, form_errors, words};
use crate::cli::DrawCommit;
use crate::files::{self, Outputs};
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use std::path::{Path, PathBuf};
use zhuoping_criteria::Bilingual;
use zhuoping_panel::WitnessId;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::witness::{self, TextError, WitnessCommitment, WitnessReveal};

/// Ends the names of the public halves; `draw run` looks for it.
pub(crate) const COMMIT_SUFFIX: &str = ".commit.json";
/// Ends the names of the secret halves.
pub(crate) const REVEAL_SUFFIX: &str = ".reveal.json";

/// Runs the command.
pub(crate) fn run(args: &DrawCommit, talk: Talk) -> Result<(), Refusal> {
    let commitment = read_commitment(&args.commitment)?;
    let (public, secret) = make(&commitment, &args.witness, &args.text, entropy()?)?;
    let (commit_name, reveal_name) = names(&commitment, &public.witness);
    let mut outputs = Outputs::new();
    outputs.add(&commit_name, public.to_bytes());
    outputs.add(&reveal_name, secret.to_bytes());
    let folder = args.out.clone().unwrap_or_else(|| beside(&args.commitment, ""));
    outputs.write(&folder, args.force)?;
    let (witness, value) = (&public.witness, public.commitment);
    let (commit_name, reveal_name) = (commit_name.display(), reveal_name.display());
    talk.result(talk.say(
        &format!("{witness} 的承诺（公开）：{value}\n  {commit_name}  立即公开\n  {reveal_name}  见证人自己保管，全部承诺完之前不给任何人看"),
        &format!("commitment of {witness} (public): {value}\n  {commit_name}  publish now\n  {reveal_name}  keep; show nobody until all have committed"),
    ));
    talk.document(&json!({
        "witness": witness, "digest": public.digest.to_hex(), "commitment": value.to_hex(),
        "commit_file": commit_name.to_string(), "reveal_file": reveal_name.to_string(),
    }));
    Ok(())
}

/// Reads a commitment file.
pub(crate) fn read_commitment(path: &Path) -> Result<Commitment, Refusal> {
    let source = files::read(path)?;
    Commitment::from_bytes(&source.bytes).map_err(|errors| form_errors(&source.name, &errors))
}

/// The two halves of a witness's contribution.
pub(crate) fn make(
    commitment: &Commitment,
    witness: &str,
    text: &str,
    nonce: [u8; 32],
) -> Result<(WitnessCommitment, WitnessReveal), Refusal> {
    let known = &commitment.parts().witnesses;
    let id = WitnessId::new(witness).ok().filter(|id| known.contains(id)).ok_or_else(|| {
        let names: Vec<_> = known.iter().map(WitnessId::as_str).collect();
        let expected = if names.is_empty() {
            Bilingual::new(
                "方案未列见证人，只能用 draw run --seed 演练",
                "the plan names none; only draw run --seed, a rehearsal",
            )
        } else {
            Bilingual::new(names.join("、"), names.join(", "))
        };
        let message = Bilingual::new(
            format!("「{}」不在方案的见证人之列", shown(witness)),
            format!("\"{}\" is not a witness of the plan", shown(witness)),
        );
        Refusal::bad("--witness", message, expected)
    })?;
    witness::commit(commitment.digest(), &id, text, nonce).map_err(bad_text)
}

/// What was typed, for the error; never a personal number.
pub(super) fn shown(text: &str) -> String {
    if zhuoping_provenance::text::personal_number(text).is_some() {
        return "…".into();
    }
    text.chars().take(40).collect()
}

fn bad_text(error: TextError) -> Refusal {
    let expected = Bilingual::new("1 到 1000 字节、不含个人号码的文字", "1 to 1000 bytes without personal numbers");
    Refusal::bad("--text", words(error.message()), expected)
}

/// The names of a witness's two files; by number, since a name may hold what a file name may not.
pub(crate) fn names(commitment: &Commitment, witness: &WitnessId) -> (PathBuf, PathBuf) {
    let known = &commitment.parts().witnesses;
    let number = known.iter().position(|known| known == witness).map_or(0, |at| at + 1);
    (format!("witness-{number}{COMMIT_SUFFIX}").into(), format!("witness-{number}{REVEAL_SUFFIX}").into())
}
