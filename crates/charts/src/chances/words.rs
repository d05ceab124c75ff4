//! Chances in words.

use super::LotteryMethod;
use crate::lang::Lang;
use crate::marks::Mark;
use crate::text::rounded;

/// A method's name.
pub(super) fn method(method: LotteryMethod, lang: Lang) -> &'static str {
    match method {
        LotteryMethod::Uniform => lang.pick("等可能", "uniform"),
        LotteryMethod::Leximin => lang.pick("最公平", "leximin"),
    }
}

/// A method's name with what it means.
pub(super) fn meaning(method: LotteryMethod, lang: Lang) -> &'static str {
    match method {
        LotteryMethod::Uniform => {
            lang.pick("等可能：每个可行组合机会相同", "uniform: every feasible panel equally likely")
        }
        LotteryMethod::Leximin => {
            lang.pick("最公平：最小的机会尽可能大", "leximin: the smallest chance as large as it can be")
        }
    }
}

/// The mark of a method.
pub(super) fn mark(method: LotteryMethod) -> Mark {
    match method {
        LotteryMethod::Uniform => Mark::Uniform,
        LotteryMethod::Leximin => Mark::Leximin,
    }
}

/// A chance as a percent of about three figures.
pub(super) fn percent(chance: f64) -> String {
    let percent = 100.0 * chance;
    let decimals = match percent {
        p if p <= 0.0 || p >= 100.0 => 0,
        // Nearly certain is not certain.
        p if p >= 99.95 => return "> 99.9%".to_owned(),
        p if p >= 9.995 => 1,
        p if p >= 0.9995 => 2,
        p if p >= 0.09995 => 3,
        p if p >= 0.009_995 => 4,
        p if p >= 0.000_1 => 5,
        _ => return "< 0.0001%".to_owned(),
    };
    format!("{}%", rounded(percent, decimals))
}

/// The most that "one in so many" is said of.
const MANY: f64 = 1e6;

/// "One in so many"; `None` for chances of more than a half, for one in more than a million, and for none at all.
pub(super) fn one_in(chance: f64, lang: Lang) -> Option<String> {
    if chance * MANY < 1.0 || chance > 0.5 {
        return None;
    }
    let many = 1.0 / chance;
    let whole = many.round();
    // A chance that is not one in a whole number is said to be about that.
    let exact = (many - whole).abs() < 1e-9 * many;
    let number = if many < 9.95 && !exact { rounded(many, 1) } else { rounded(many, 0) };
    Some(match (lang, exact) {
        (Lang::Zh, true) => format!("1/{number}"),
        (Lang::Zh, false) => format!("约 1/{number}"),
        (Lang::En, true) => format!("1 in {number}"),
        (Lang::En, false) => format!("about 1 in {number}"),
    })
}

/// A percent, and one in so many, in the words that a cell of a table has room for.
pub(super) fn both(chance: f64, lang: Lang) -> String {
    match (one_in(chance, lang), lang) {
        (None, _) => percent(chance),
        (Some(one), Lang::Zh) => format!("{}（{one}）", percent(chance)),
        (Some(one), Lang::En) => format!("{} ({})", percent(chance), one.trim_start_matches("about ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_have_three_figures_and_are_one_in_so_many() {
        let words = [0.0, 1.0, 0.999_94, 0.25, 0.12345, 0.014_925, 0.001, 0.000_123_4].map(percent);
        assert_eq!(words, ["0%", "100%", "> 99.9%", "25.0%", "12.3%", "1.49%", "0.100%", "0.0123%"]);
        assert_eq!(one_in(0.25, Lang::Zh).unwrap(), "1/4");
        assert_eq!(one_in(1.0 / 67.3, Lang::Zh).unwrap(), "约 1/67");
        assert_eq!(one_in(0.3, Lang::En).unwrap(), "about 1 in 3.3");
        assert_eq!([0.0, 1e-9, 0.6].map(|chance| one_in(chance, Lang::En)), [None, None, None]);
        assert_eq!((percent(1e-9), one_in(2e-6, Lang::Zh).unwrap()), ("< 0.0001%".into(), "1/500000".into()));
        assert_eq!((both(0.002, Lang::Zh), both(0.75, Lang::En)), ("0.200%（1/500）".into(), "75.0%".into()));
    }
}
