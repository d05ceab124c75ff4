//! Checks 12 and 13 of a leximin record: the lottery is the one committed to, and none is fairer.

use super::{Failure, Verdict};
use crate::commitment::{Commitment, CommittedLottery};
use crate::lottery::{CertificateError, Instance, LotteryFile};
use crate::record::Contents;
use num_bigint::BigUint;

/// Adds the verdicts of checks 12 and 13 where the record's method is `leximin`.
pub(super) fn check(verdicts: &mut Vec<Verdict>, contents: &Contents, commitment: &Commitment, instance: &Instance) {
    let Some(file) = &contents.lottery else { return };
    let certificate = file.lottery.check(instance).map_err(failure);
    let lottery = match &commitment.parts().lottery {
        Some(committed) => lottery(file, committed, instance, certificate.is_ok()),
        None => Err(Failure::ground(3)),
    };
    verdicts.extend([lottery, certificate]);
}

fn failure(error: CertificateError) -> Failure {
    Failure::at(format!("/lottery{}", error.path), error.message.zh, error.message.en)
}

/// Check 12.
fn lottery(file: &LotteryFile, committed: &CommittedLottery, instance: &Instance, certified: bool) -> Verdict {
    let digest = file.digest();
    if digest != committed.digest {
        let zh = format!("抽签方案的 SHA-256 为 {digest}，与承诺不同");
        let en = format!("the SHA-256 of the lottery is {digest}, which is not what was committed to");
        return Err(Failure::at("/lottery", zh, en));
    }
    let question = instance.digest();
    if file.instance != question {
        let zh = format!("应为 {question}：抽签方案针对的是另一批专家或另一套规定");
        let en = format!("should be {question}: the lottery is for other experts or other rules");
        return Err(Failure::at("/lottery/instance", zh, en));
    }
    let listed = file.lottery.listed.len();
    if listed != usize::from(committed.panels) {
        let zh = format!("承诺中为 {} 个评审组，现有 {listed} 个", committed.panels);
        let en = format!("{listed} panels, where {} were committed to", committed.panels);
        return Err(Failure::at("/lottery/listed", zh, en));
    }
    file.lottery.check_listed(instance).map_err(failure)?;
    if !certified {
        return Err(Failure::ground(13));
    }
    let difference = file.lottery.difference();
    if difference.numer() * BigUint::from(committed.within) <= *difference.denom() {
        return Ok(());
    }
    let within = file.lottery.within();
    Err(Failure::at(
        "/commitment/lottery/within",
        format!("名单机会与精确机会最大相差超过 1/{}，应不大于 {within}", committed.within),
        format!("a listed chance is further than 1/{} from the exact one; at most {within} holds", committed.within),
    ))
}
