//! The fairest lottery between the steps of a draw: found and proved with the plan, read again for the draw.

use super::run::LOTTERY;
use super::{beside, form_errors, standin};
use crate::cli::DrawRun;
use crate::files;
use crate::refusal::Refusal;
use crate::talk::Talk;
use zhuoping_criteria::Bilingual;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::Fair;
use zhuoping_panel::lottery::{FairLottery, Instance, LotteryFile};
use zhuoping_panel::plan::LotteryRule;
use zhuoping_panel::record::Record;

/// The file's name beside the commitment.
pub(crate) const FILE: &str = "lottery.json";

/// The fairest lottery over the panels of `instance`, of which there is one; its proof and its list hold.
pub(super) fn find(instance: &Instance, rule: LotteryRule, talk: Talk) -> Result<FairLottery, Refusal> {
    let lottery = fair_lottery(instance, rule, talk)?;
    // Whatever found it, nobody commits to a lottery that a verifier would refuse.
    lottery.check(instance).and_then(|()| lottery.check_listed(instance)).map_err(|error| {
        Refusal::no(
            format!("求得的抽签方案未通过核验（{}：{}），未写出任何文件", error.path, error.message.zh),
            format!("the lottery that was found does not hold ({error}); nothing was written"),
        )
        .hint(
            "这是程序的缺陷，请报告；或改用 uniform 方法",
            "this is a defect, please report it; or use the method uniform",
        )
    })?;
    Ok(lottery)
}

/// The single point where the solver is connected.
fn fair_lottery(instance: &Instance, rule: LotteryRule, _talk: Talk) -> Result<FairLottery, Refusal> {
    standin::fairest(instance, rule)
}

/// What a leximin draw needs besides the contributions; `None` for a uniform one.
pub(super) fn read(args: &DrawRun, commitment: &Commitment) -> Result<Option<Fair>, Refusal> {
    if commitment.parts().lottery.is_none() {
        let given = [("--lottery", args.lottery.is_some()), ("--ball", args.ball.is_some())];
        return match given.into_iter().find(|(_, given)| *given) {
            None => Ok(None),
            Some((option, _)) => Err(Refusal::bad(
                option,
                Bilingual::new(
                    "本次抽取的方法是 uniform，没有抽签方案，也不摇号",
                    "the method of this draw is uniform, which has no lottery and no ball",
                ),
                Bilingual::new("不写这个选项", "the command without this option"),
            )),
        };
    }
    let path = args.lottery.clone().unwrap_or_else(|| beside(&args.commitment, FILE));
    let source = files::read(&path)?;
    let file = LotteryFile::from_bytes(&source.bytes).map_err(|errors| form_errors(&source.name, &errors))?;
    if commitment.parts().lottery.is_some_and(|committed| committed.digest != file.digest()) {
        let message = Bilingual::new("不是抽取承诺所绑定的抽签方案", "is not the lottery that the commitment binds");
        return Err(Refusal::bad(&source.name, message, Bilingual::new(LOTTERY[0], LOTTERY[1])));
    }
    Ok(Some(Fair { lottery: file, ball: args.ball }))
}

/// The number of the drawn panel on the public list, from 1; `None` when void.
pub(crate) fn number(record: &Record) -> Option<u64> {
    record.index().and_then(|index| index.parse::<u64>().ok()).map(|index| index + 1)
}
