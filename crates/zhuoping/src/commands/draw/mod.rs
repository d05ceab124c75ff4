//! `draw plan | commit | run | reserve | ceremony | verify | simulate`: the ceremony, one file a step.

pub(crate) mod ceremony;
pub(crate) mod chance_pictures;
mod chances;
pub(crate) mod commit;
mod explain;
pub(crate) mod fair;
mod fair_report;
pub(crate) mod key;
pub(crate) mod plan;
pub(crate) mod plan_report;
pub(crate) mod reserve;
pub(crate) mod run;
mod simulate;
mod simulation;
pub(crate) mod verify;

use crate::cli::Draw;
use crate::refusal::Refusal;
use crate::talk::Talk;
use rand::TryRng;
use std::path::{Path, PathBuf};
use zhuoping_criteria::Bilingual;
use zhuoping_documents::json::{Place, complaints};
use zhuoping_panel::form::{Expected, FormError};
use zhuoping_panel::message::Message;

/// Runs one step.
pub(crate) fn run(command: &Draw, talk: Talk) -> Result<(), Refusal> {
    match command {
        Draw::Plan(args) => plan::run(args, talk),
        Draw::Commit(args) => commit::run(args, talk),
        Draw::Run(args) => run::run(args, talk),
        Draw::Reserve(args) => reserve::run(args, talk),
        Draw::Ceremony(args) => ceremony::run(args, talk),
        Draw::Verify(args) => verify::run(args, talk),
        Draw::Simulate(args) => simulate::run(args, talk),
    }
}

/// 32 bytes of the machine's entropy.
pub(crate) fn entropy() -> Result<[u8; 32], Refusal> {
    let mut bytes = [0; 32];
    rand::rngs::SysRng.try_fill_bytes(&mut bytes).map_err(|error| {
        Refusal::no(
            format!("系统没有给出随机数（{error}），未作任何改动"),
            format!("the system gave no randomness ({error}); nothing was changed"),
        )
    })?;
    Ok(bytes)
}

/// A protocol file's errors as complaints about that file.
pub(crate) fn form_errors(file: &str, errors: &[FormError]) -> Refusal {
    let place = |error: &FormError| {
        let (message, expected) = match &error.expected {
            Expected::Member => (
                Bilingual::new("缺少这一项", "this member is missing"),
                Bilingual::new("卓评写出的文件，未经改动", "the file as Zhuoping wrote it"),
            ),
            expected => (
                Bilingual::new("不符合抽取协议的格式", "is not as the draw protocol says"),
                // The complaint's own line already says 应为.
                Bilingual::new(expected.zh().trim_start_matches("应为").trim_start_matches('：'), expected.en()),
            ),
        };
        Place { path: error.path.clone(), value: error.found.clone(), message, expected }
    };
    complaints(file, errors.iter().map(place)).into()
}

/// A column of the pool in Chinese; one that is the office's own stays as it is.
pub(crate) fn column_zh(column: &str) -> &str {
    match column {
        "employer" => "工作单位",
        "employer_code" => "统一社会信用代码",
        "region" => "所在市",
        "title" => "职称",
        "specialties" => "专业领域",
        "sectors" => "行业",
        "gender" => "性别",
        own => own,
    }
}

/// An engine's sentence in both languages.
pub(crate) fn words(message: Message) -> Bilingual {
    Bilingual::new(message.zh, message.en)
}

/// A file beside another one.
pub(crate) fn beside(path: &Path, name: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(name)
}
