//! How a panel is chosen, and what the fairest lottery needs to know beforehand.

use num_integer::Integer;
use num_rational::Ratio;

/// How a panel is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every feasible panel is equally likely.
    Uniform,
    /// Every expert's chance is as equal as quotas allow: the smallest as large as possible, then the next.
    Leximin,
}

impl Method {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Uniform, Self::Leximin];

    /// Its name in plans, commitments and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Leximin => "leximin",
        }
    }

    /// The method of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == name)
    }

    /// In Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Uniform => "均等抽取：每个可行组合机会均等",
            Self::Leximin => "最公平抽取：在配额之内使每位专家的机会尽可能均等",
        }
    }

    /// In English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Uniform => "uniform: every feasible panel is equally likely",
            Self::Leximin => "leximin: every expert's chance is as equal as the quotas allow",
        }
    }
}

/// What picks a panel of the public list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The seed.
    Seed,
    /// A numbered ball drawn in public.
    Ball,
}

impl Pick {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Seed, Self::Ball];

    /// Its name in plans and commitments.
    pub fn code(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Ball => "ball",
        }
    }

    /// The pick of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pick| pick.code() == name)
    }
}

/// What the fairest lottery needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotteryRule {
    /// Panels on the public list, 1 to 5000; `None` for as few as the tolerance takes.
    pub size: Option<u16>,
    /// How far an expert's listed chance may be from the exact one, where no size is given.
    pub tolerance: Ratio<u64>,
    /// What picks a panel of the list.
    pub pick: Pick,
}

impl LotteryRule {
    /// One in a thousand, where a plan is silent.
    pub const TOLERANCE: Ratio<u64> = Ratio::new_raw(1, 1000);
}

/// A fraction such as `1/1000` or a decimal such as `0.001`, above 0 and up to 1, of at most nine digits each.
pub(super) fn tolerance(text: &str) -> Option<Ratio<u64>> {
    let digits = |text: &str| {
        let sound = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| text.parse::<u64>().ok())?
    };
    let (numerator, denominator) = match (text.split_once('/'), text.split_once('.')) {
        (Some((numerator, denominator)), _) => (digits(numerator)?, digits(denominator)?),
        (None, Some((whole, part))) => {
            let ten = 10u64.pow(u32::try_from(part.len()).ok().filter(|digits| *digits <= 9)?);
            (digits(whole)? * ten + digits(part)?, ten)
        }
        (None, None) => (digits(text)?, 1),
    };
    let proper = numerator > 0 && numerator <= denominator;
    let common = numerator.gcd(&denominator);
    proper.then(|| Ratio::new_raw(numerator / common, denominator / common))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerances_are_fractions_or_decimals_above_zero_and_up_to_one() {
        for (text, numerator, denominator) in
            [("1/1000", 1, 1000), ("0.001", 1, 1000), ("2/4", 1, 2), ("1", 1, 1), ("1.000", 1, 1), ("0.25", 1, 4)]
        {
            assert_eq!(tolerance(text), Some(Ratio::new_raw(numerator, denominator)), "{text}");
        }
        for text in ["", "0", "0/1", "1/0", "2", "3/2", "1.1", "-1", "1e-3", "0,001", ".5", "1.", "1/1/1", "0.0", "１"]
            .into_iter()
            .chain(["1/1234567890", "0.0000000001", " 1"])
        {
            assert_eq!(tolerance(text), None, "{text}");
        }
    }
}
