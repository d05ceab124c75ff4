//! Why an attempt cannot be run, in both languages.

use super::TRIES_MAX;
use crate::id::WitnessId;
use crate::lottery::{CertificateError, DrawError};
use crate::message::Message;
use crate::plan::External;
use crate::witness::TextError;
use zhuoping_provenance::Digest;

/// Why there is no draw. Nothing of it enters a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The commitment names nobody who could contribute.
    #[error("the commitment names no witnesses, so it can only be rehearsed (--seed TEXT)")]
    NoWitnesses,
    /// A commitment or reveal was made for another draw.
    #[error("what {witness} gave belongs to the draw with digest {found}, not to {expected}")]
    OtherDraw {
        /// Who gave it.
        witness: WitnessId,
        /// The digest in it.
        found: Digest,
        /// This draw's.
        expected: Digest,
    },
    /// Somebody whom the commitment does not name.
    #[error("{witness} is not among the witnesses of this draw: {}", names(.known))]
    Unknown {
        /// Who.
        witness: WitnessId,
        /// Who is.
        known: Vec<WitnessId>,
    },
    /// Two commitments or two reveals from one witness.
    #[error("{witness} gave two {}; one is accepted", if *.revealed { "reveals" } else { "commitments" })]
    Twice {
        /// Who.
        witness: WitnessId,
        /// Whether they are reveals.
        revealed: bool,
    },
    /// Nobody may reveal before all have committed.
    #[error("{} did not commit; all witnesses commit before the first reveals", names(.witnesses))]
    NotCommitted {
        /// Who did not.
        witnesses: Vec<WitnessId>,
    },
    /// A commitment that was copied.
    #[error("{first} and {second} gave the same commitment; one of them copied it")]
    Copied {
        /// One of the two.
        first: WitnessId,
        /// The other.
        second: WitnessId,
    },
    /// A reveal that does not open its commitment.
    #[error(
        "the reveal of {witness} does not open the commitment of {witness}: another text or nonce was committed to"
    )]
    Mismatch {
        /// Whose.
        witness: WitnessId,
    },
    /// A text that cannot stand in the record.
    #[error("the text of {witness}: {error}")]
    Text {
        /// Whose.
        witness: WitnessId,
        /// Why.
        error: TextError,
    },
    /// The text of a rehearsal.
    #[error("the text of the rehearsal: {0}")]
    Rehearsal(TextError),
    /// The commitment names a public source, and its value is not given.
    #[error("the commitment names a public source, {} of {}; give the value read from it", .0.name, .0.date)]
    ExternalMissing(External),
    /// A value without a source.
    #[error("the commitment names no public source, so no value can enter the seed")]
    ExternalUnnamed,
    /// A value that cannot stand in the record.
    #[error("the value of the public source: {0}")]
    External(TextError),
    /// Not the key that the commitment binds.
    #[error("this is not the reserve key of the commitment, which has digest {expected}")]
    ReserveKey {
        /// Digest of the right one.
        expected: Digest,
    },
    /// There is nothing to draw from.
    #[error(transparent)]
    Lottery(#[from] DrawError),
    /// The commitment binds a lottery, and none is given; or the other way round.
    #[error("{}", if *.wanted {
        "the method is leximin; give the lottery file that the plan wrote"
    } else {
        "the method is uniform, which has no lottery file and no ball"
    })]
    Fair {
        /// Whether the commitment binds one.
        wanted: bool,
    },
    /// Another lottery than the one the commitment binds.
    #[error("this lottery has digest {found}; the commitment binds {expected}")]
    OtherLottery {
        /// The digest of what was given.
        found: Digest,
        /// The digest in the commitment.
        expected: Digest,
    },
    /// The lottery that the commitment binds is not what it should be.
    #[error("the lottery that the commitment binds does not hold: {0}")]
    Certificate(CertificateError),
    /// A ball picks the panel, and its number is not given or not on any ball.
    #[error("a ball picks the panel; give its number, 1 to {panels}")]
    Ball {
        /// How many balls there are.
        panels: u16,
    },
    /// A ball where the seed picks the panel.
    #[error("the seed picks the panel, so there is no ball")]
    NoBall,
    /// Nearly every panel breaks a checked quota.
    #[error("none of {TRIES_MAX} panels kept the quotas that are not counted exactly; ease them and plan again")]
    GivenUp,
}

fn names(witnesses: &[WitnessId]) -> String {
    witnesses.iter().map(WitnessId::as_str).collect::<Vec<_>>().join(", ")
}

impl RunError {
    /// In both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Self::NoWitnesses => "抽取承诺没有列出见证人，只能演练（--seed 文字）".into(),
            Self::OtherDraw { witness, found, expected } => {
                format!("“{witness}”提交的内容属于摘要为 {found} 的抽取，本次抽取的摘要为 {expected}")
            }
            Self::Unknown { witness, known } => format!("“{witness}”不是本次抽取的见证人；见证人为：{}", names(known)),
            Self::Twice { witness, revealed: true } => format!("“{witness}”公开了两次；只接受一次"),
            Self::Twice { witness, revealed: false } => format!("“{witness}”提交了两份见证承诺；只接受一份"),
            Self::NotCommitted { witnesses } => {
                format!("尚未提交见证承诺：{}；全部见证人提交承诺之后才能公开", names(witnesses))
            }
            Self::Copied { first, second } => format!("“{first}”与“{second}”的见证承诺相同，其中一份是抄来的"),
            Self::Mismatch { witness } => format!("“{witness}”公开的内容与其见证承诺不符：文字或随机数不同"),
            Self::Text { witness, error } => format!("“{witness}”的文字：{}", error.message().zh),
            Self::Rehearsal(error) => format!("演练文字：{}", error.message().zh),
            Self::ExternalMissing(source) => {
                format!("抽取承诺指定了公共来源“{}”（{}）；请给出其结果", source.name, source.date)
            }
            Self::ExternalUnnamed => "抽取承诺没有指定公共来源，不能加入任何结果".into(),
            Self::External(error) => format!("公共来源的结果：{}", error.message().zh),
            Self::ReserveKey { expected } => format!("后备密钥不是抽取承诺所绑定的那一把（摘要应为 {expected}）"),
            Self::Lottery(error) => lottery_zh(error),
            Self::Fair { wanted: true } => "抽取方法为 leximin；请给出制定方案时写出的抽签方案".into(),
            Self::Fair { wanted: false } => "抽取方法为 uniform，没有抽签方案，也不摇号".into(),
            Self::OtherLottery { found, expected } => {
                format!("抽签方案的摘要为 {found}，抽取承诺所绑定的是 {expected}")
            }
            Self::Certificate(error) => {
                format!("抽取承诺所绑定的抽签方案有误：{}：{}", error.path, error.message.zh)
            }
            Self::Ball { panels } => format!("由当众摇号决定评审组；请给出球号（1 至 {panels}）"),
            Self::NoBall => "由种子决定评审组，不摇号".into(),
            Self::GivenUp => format!("试抽 {TRIES_MAX} 次都不满足未精确计数的配额；请放宽后重新制定方案"),
        };
        Message::new(zh, self.to_string())
    }
}

fn lottery_zh(error: &DrawError) -> String {
    match error {
        DrawError::Seats { seats } => format!("评审组人数不能为 {seats}"),
        DrawError::Order { id } => format!("专家编号应严格升序，“{id}”重复或错位"),
        DrawError::QuotaNumbers { id, quotas } => format!("专家“{id}”的配额序号应严格升序且小于 {quotas}"),
        DrawError::TooLarge { .. } => "精确计数这些配额的计算量超过上限；请减少配额条数或改为不精确计数".into(),
        DrawError::NoPanel => "没有任何评审组能同时满足配额和同单位人数上限".into(),
    }
}
