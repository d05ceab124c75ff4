//! The fairest lottery between the steps of a draw: found and proved with the plan, read again for the draw.

use super::plan::impossible;
use super::run::LOTTERY;
use super::{beside, form_errors};
use crate::cli::DrawRun;
use crate::files;
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::path::Path;
use zhuoping_criteria::Bilingual;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::Fair;
use zhuoping_panel::lottery::{FairError, FairLottery, Instance, LISTED_MAX, ListSize, LotteryFile, Progress, fairest};
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

/// Runs the search, saying on a terminal how far it is.
pub(super) fn fair_lottery(instance: &Instance, rule: LotteryRule, talk: Talk) -> Result<FairLottery, Refusal> {
    let size = match rule.size {
        Some(size) => ListSize::Exactly(size.into()),
        None => ListSize::Smallest { tolerance: rule.tolerance, most: LISTED_MAX.into() },
    };
    let bar = talk.progress(4);
    let lottery = fairest(instance, &size, &mut |progress| {
        let (step, message) = step(progress, talk);
        bar.set_position(step);
        bar.set_message(message);
    });
    bar.finish_and_clear();
    lottery.map_err(|error| unfound(&error))
}

/// Which of the four steps was reached, and what it came to.
fn step(progress: Progress, talk: Talk) -> (u64, String) {
    match progress {
        Progress::Chances { round, types, stages } => (
            1,
            talk.say(
                &format!("第 {round} 轮：{types} 类专家，机会分 {stages} 级"),
                &format!("round {round}: {types} types of experts, {stages} stages"),
            )
            .to_owned(),
        ),
        Progress::Mixture { panels } => (
            2,
            talk.say(&format!("由 {panels} 种组合合成"), &format!("a mixture of {panels} kinds of panels")).to_owned(),
        ),
        Progress::Panels { panels } => {
            (3, talk.say(&format!("落到 {panels} 个评审组"), &format!("{panels} panels of experts")).to_owned())
        }
        Progress::Listed { panels } => {
            (4, talk.say(&format!("公开名单 {panels} 个组合"), &format!("{panels} panels on the list")).to_owned())
        }
    }
}

/// Why there is no lottery, for a secretary.
fn unfound(error: &FairError) -> Refusal {
    match error {
        FairError::Instance(error) => impossible(error),
        FairError::TooLarge { .. } => Refusal::no(
            "这些配额交叉太多，在限定的计算量内无法证明哪种抽法最公平，未写出任何文件",
            format!("these quotas cross in too many ways: {error}; nothing was written"),
        )
        .hint("放宽或减少配额，或改用 uniform 方法", "ease some quotas or use fewer, or use the method uniform"),
        FairError::TooShort { panels, left_out } => Refusal::no(
            format!("公开名单只有 {panels} 个组合，有 {left_out} 名有机会的专家不在其中，未写出任何文件"),
            format!("a list of {panels} panels leaves out {left_out} experts who have a chance; nothing was written"),
        )
        .hint(
            "加大 lottery_size，或不写它而由 lottery_tolerance 决定",
            "a larger lottery_size, or none, so that lottery_tolerance decides",
        ),
    }
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
    Ok(Some(Fair { lottery: committed(commitment, &path)?, ball: args.ball }))
}

/// Reads the lottery that a commitment of the method leximin binds.
pub(super) fn committed(commitment: &Commitment, path: &Path) -> Result<LotteryFile, Refusal> {
    let source = files::read(path)?;
    let file = LotteryFile::from_bytes(&source.bytes).map_err(|errors| form_errors(&source.name, &errors))?;
    if commitment.parts().lottery.is_some_and(|committed| committed.digest != file.digest()) {
        let message = Bilingual::new("不是抽取承诺所绑定的抽签方案", "is not the lottery that the commitment binds");
        return Err(Refusal::bad(&source.name, message, Bilingual::new(LOTTERY[0], LOTTERY[1])));
    }
    Ok(file)
}

/// The number of the drawn panel on the public list, from 1; `None` when void.
pub(crate) fn number(record: &Record) -> Option<u64> {
    record.index().and_then(|index| index.parse::<u64>().ok()).map(|index| index + 1)
}
