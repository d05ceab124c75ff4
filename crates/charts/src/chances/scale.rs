//! A scale of chances: of differences from 0, or of ratios where the largest is many times the smallest.

use crate::axis::Axis;

/// From this ratio of the largest to the smallest chance on, the scale is one of ratios.
const RATIO: f64 = 12.0;
/// The lowest end of a scale of ratios: smaller chances are drawn there, since nobody tells them apart.
const LOWEST: f64 = 1e-6;
/// The part of a scale of ratios that is left for a chance of 0.
const NOTHING: f64 = 0.07;

/// Chances laid on an interval of pixels.
pub(super) enum Scale {
    Differences(Axis),
    Ratios {
        /// Logarithms at both ends.
        ends: (f64, f64),
        ticks: Vec<f64>,
        /// The pixel of 0, if there is such a chance, and those of the ends.
        nothing: Option<f64>,
        pixels: (f64, f64),
    },
}

impl Scale {
    /// A scale that holds all `chances`, from the pixel `from` to the pixel `to`, with at most `most` ticks or a few more.
    pub(super) fn covering(chances: impl Iterator<Item = f64> + Clone, most: u32, (from, to): (f64, f64)) -> Self {
        let (high, with_nothing) = (chances.clone().fold(0.0, f64::max), chances.clone().any(|chance| chance <= 0.0));
        let low = chances.filter(|chance| *chance > 0.0).fold(high, f64::min);
        if high <= 0.0 || high < RATIO * low {
            return Self::Differences(Axis::covering(0.0, if high > 0.0 { high } else { 1.0 }, most, (from, to)));
        }
        let (rounds, every) = rounds(low.max(LOWEST).min(high), high, most);
        let ends = (ln(rounds[0]), ln(rounds[rounds.len() - 1]));
        let start = if with_nothing { from + (to - from) * NOTHING } else { from };
        Self::Ratios { ends, ticks: every, nothing: with_nothing.then_some(from), pixels: (start, to) }
    }

    /// Whether equal distances are equal ratios.
    pub(super) fn of_ratios(&self) -> bool {
        matches!(self, Self::Ratios { .. })
    }

    /// The pixel of a chance.
    pub(super) fn at(&self, chance: f64) -> f64 {
        match self {
            Self::Differences(axis) => axis.at(chance),
            Self::Ratios { nothing, pixels, .. } if chance <= 0.0 => nothing.unwrap_or(pixels.0),
            Self::Ratios { ends, pixels, .. } => {
                let part = ((ln(chance) - ends.0) / (ends.1 - ends.0)).clamp(0.0, 1.0);
                pixels.0 + (pixels.1 - pixels.0) * part
            }
        }
    }

    /// The ticks and their wordings, from the lowest.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let plain = |chance: f64| {
            let percent = 100.0 * chance;
            let decimals = (0..8_usize).find(|d| is_round(percent, *d)).unwrap_or(8);
            (chance, format!("{percent:.decimals$}%"))
        };
        match self {
            Self::Differences(axis) => {
                let values: Vec<f64> = axis.ticks().into_iter().map(|(value, _)| value).collect();
                // One number of decimals for all.
                let decimals = (0..8_usize).find(|d| values.iter().all(|v| is_round(100.0 * v, *d))).unwrap_or(8);
                values.into_iter().map(|v| (v, format!("{:.decimals$}%", 100.0 * v))).collect()
            }
            Self::Ratios { ticks, nothing, .. } => {
                let zero = nothing.map(|_| (0.0, "0".to_owned()));
                zero.into_iter().chain(ticks.iter().copied().map(plain)).collect()
            }
        }
    }
}

/// Round chances (1, 2 or 5 times a power of ten) from below `low` to above `high`; and of them those that are written:
/// all, or only the powers of ten where there are more than `most`.
fn rounds(low: f64, high: f64, most: u32) -> (Vec<f64>, Vec<f64>) {
    let mut power: f64 = 1.0;
    let mut down = 0_u32;
    while power > low {
        power /= 10.0;
        down += 1;
    }
    let candidates = (0..=down).flat_map(|up| {
        let base = (0..down - up).fold(1.0, |p: f64, _| p / 10.0);
        [base, 2.0 * base, 5.0 * base]
    });
    let mut all: Vec<f64> = candidates.filter(|chance| *chance <= 1.0 + 1e-12).collect();
    all.sort_by(f64::total_cmp);
    let first = all.iter().rposition(|chance| *chance <= low * (1.0 + 1e-12)).unwrap_or(0);
    let last = all.iter().position(|chance| *chance >= high * (1.0 - 1e-12)).unwrap_or(all.len() - 1);
    let held = all[first..=last].to_vec();
    let few = held.len() <= usize::try_from(most).unwrap_or(usize::MAX);
    let is_power = |chance: &f64| {
        let mut p = 1.0;
        while p > chance * 1.5 {
            p /= 10.0;
        }
        (p / chance - 1.0).abs() < 1e-6
    };
    let written = if few { held.clone() } else { held.iter().copied().filter(is_power).collect() };
    (held, written)
}

fn is_round(value: f64, decimals: usize) -> bool {
    let scaled = (0..decimals).fold(value, |v, _| v * 10.0);
    (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
}

/// The natural logarithm of a positive number, the same on every platform: a series in operations that are exact or
/// correctly rounded everywhere, within 1e-12 for chances.
fn ln(value: f64) -> f64 {
    const LN_2: f64 = std::f64::consts::LN_2;
    let (mut mantissa, mut twos) = (value, 0.0);
    while mantissa < 0.75 {
        mantissa *= 2.0;
        twos -= 1.0;
    }
    while mantissa > 1.5 {
        mantissa /= 2.0;
        twos += 1.0;
    }
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let series = (0..20_u32).rev().fold(0.0, |sum, n| sum * square + 1.0 / f64::from(2 * n + 1));
    2.0 * t * series + twos * LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(chances: &[f64], most: u32) -> (bool, Vec<String>) {
        let scale = Scale::covering(chances.iter().copied(), most, (0.0, 100.0));
        (scale.of_ratios(), scale.ticks().into_iter().map(|tick| tick.1).collect())
    }

    #[test]
    fn a_scale_is_of_differences_until_chances_differ_much() {
        let (ratios, words) = ticks(&[0.01, 0.017, 0.0], 6);
        assert_eq!((ratios, words), (false, ["0.0%", "0.5%", "1.0%", "1.5%", "2.0%"].map(String::from).to_vec()));
        let (ratios, words) = ticks(&[0.004, 0.3, 0.0], 12);
        assert!(ratios);
        assert_eq!(words, ["0", "0.2%", "0.5%", "1%", "2%", "5%", "10%", "20%", "50%"]);
        let (_, words) = ticks(&[0.000_4, 1.0], 8);
        assert_eq!(words, ["0.1%", "1%", "10%", "100%"]);
        assert!(!ticks(&[0.0, 0.0], 6).0);
    }

    #[test]
    fn pixels_rise_with_chances_and_stay_inside() {
        for chances in [vec![0.01, 0.02], vec![0.0001, 0.9], vec![0.5], vec![1.0, 0.01]] {
            let scale = Scale::covering(chances.iter().copied(), 8, (900.0, 100.0));
            let mut sorted = chances.clone();
            sorted.sort_by(f64::total_cmp);
            let pixels: Vec<f64> = std::iter::once(0.0).chain(sorted).map(|chance| scale.at(chance)).collect();
            assert!(pixels.windows(2).all(|pair| pair[0] >= pair[1]), "{pixels:?}");
            assert!(pixels[0] > pixels[pixels.len() - 1]);
            assert!(pixels.iter().all(|pixel| (100.0..=900.0).contains(pixel)), "{pixels:?}");
        }
    }

    #[test]
    fn logarithms_are_right() {
        use std::f64::consts::{E, LN_2, LN_10, PI};
        // The logarithm of pi from a table.
        let known = [
            (1.0, 0.0),
            (E, 1.0),
            (0.5, -LN_2),
            (0.001, -3.0 * LN_10),
            (1e-9, -9.0 * LN_10),
            (PI, 1.144_729_885_849_4),
        ];
        for (value, expected) in known {
            assert!((ln(value) - expected).abs() < 1e-11, "{value}");
        }
    }
}
