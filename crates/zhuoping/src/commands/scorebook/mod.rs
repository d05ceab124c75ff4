//! `scorebook new | collect | paper | enter`: what goes out to the reviewers and what comes back, one file a command.
//!
//! [`session`] reads what all four need: rules, editions, entrants, reviewers and recusals.

mod collect;
mod enter;
pub(super) mod new;
mod paper;
pub(super) mod session;

use crate::cli::Scorebook;
use crate::refusal::Refusal;
use crate::talk::Talk;

/// What every result of these commands names as its method.
const METHOD: &str = "zhuoping/scorebook/v1";

/// Runs one of them.
pub(crate) fn run(command: &Scorebook, talk: Talk) -> Result<(), Refusal> {
    match command {
        Scorebook::New(args) => new::run(args, talk),
        Scorebook::Collect(args) => collect::run(args, talk),
        Scorebook::Paper(args) => paper::run(args, talk),
        Scorebook::Enter(args) => enter::run(args, talk),
    }
}
