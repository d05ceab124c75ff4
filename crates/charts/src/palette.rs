//! Colours: those of Okabe and Ito, which people with any common kind of colour vision tell apart, and one ramp.
//!
//! No meaning rests on hue alone. Colours that must be told apart also differ in lightness, so that a grey print keeps
//! them apart, and come with different shapes. (Okabe, M. and Ito, K., "Color Universal Design", 2008.)

use plotters::style::RGBColor;

/// A colour.
pub(crate) type Ink = RGBColor;

/// The ground.
pub(crate) const PAPER: Ink = RGBColor(255, 255, 255);
/// Every other row.
pub(crate) const BAND: Ink = RGBColor(0xF4, 0xF5, 0xF7);
/// Texts and outlines.
pub(crate) const INK: Ink = RGBColor(0x1A, 0x1A, 0x1A);
/// Texts that explain.
pub(crate) const MUTED: Ink = RGBColor(0x52, 0x52, 0x52);
/// Lines of a grid.
pub(crate) const GRID: Ink = RGBColor(0xD4, 0xD6, 0xDA);
/// The span from the lowest to the highest.
pub(crate) const SPAN: Ink = RGBColor(0xC3, 0xCA, 0xD4);
/// The half around the median.
pub(crate) const HALF: Ink = RGBColor(0x94, 0xA2, 0xB5);
/// Limits: the floor, cells to be discussed.
pub(crate) const ALERT: Ink = RGBColor(0xD5, 0x5E, 0x00);
/// The ground of what is undecided, and of what is to be noticed.
pub(crate) const UNDECIDED: Ink = RGBColor(0xFA, 0xE8, 0xC0);
/// What the picture is about.
pub(crate) const SUBJECT: Ink = RGBColor(0x00, 0x4C, 0x7A);
/// Tiers from the highest on.
pub(crate) const TIERS: [Ink; 3] = [RGBColor(0x00, 0x3F, 0x6B), RGBColor(0xE6, 0x9F, 0x00), RGBColor(0x00, 0x8F, 0x68)];

/// The ramp from 0 (light) to 1 (dark), one hue; lightness falls all the way, so grey print keeps the order.
pub(crate) fn ramp(part: f64) -> Ink {
    const STOPS: [[u8; 3]; 5] =
        [[0xF7, 0xFB, 0xFF], [0xC6, 0xDB, 0xEF], [0x6B, 0xAE, 0xD6], [0x21, 0x71, 0xB5], [0x08, 0x30, 0x6B]];
    let place = part.clamp(0.0, 1.0) * 4.0;
    let from = [3.0, 2.0, 1.0].iter().position(|s| place >= *s).map_or(0, |n| 3 - n);
    let rest = place - from as f64;
    let mix = |n: usize| {
        let (a, b) = (f64::from(STOPS[from][n]), f64::from(STOPS[from + 1][n]));
        channel(a + (b - a) * rest)
    };
    RGBColor(mix(0), mix(1), mix(2))
}

/// Black or white, whichever is read more easily on `ground`. On a middle blue the formula prefers black by a little and
/// readers white, so black must win by half as much again; white keeps a contrast of 3, enough for texts of this size.
pub(crate) fn readable_on(ground: Ink) -> Ink {
    if contrast(INK, ground) >= 1.5 * contrast(PAPER, ground) { INK } else { PAPER }
}

/// The contrast of two colours, 1 to 21 (Web Content Accessibility Guidelines 2.1).
pub(crate) fn contrast(a: Ink, b: Ink) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1. The power 2.4 of sRGB is replaced by a cubic that is within 0.003 of it, since powers differ
/// between platforms.
fn luminance(RGBColor(r, g, b): Ink) -> f64 {
    let linear = |c: u8| {
        let v = f64::from(c) / 255.0;
        v * (v * (v * 0.305_306_011 + 0.682_171_111) + 0.012_522_878)
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a value between two channels is 0 to 255")]
fn channel(v: f64) -> u8 {
    v.round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_differ_in_grey_print() {
        for (n, a) in TIERS.iter().enumerate() {
            for b in &TIERS[n + 1..] {
                assert!(contrast(*a, *b) >= 1.5, "{a:?} {b:?}: {}", contrast(*a, *b));
            }
        }
        assert!(contrast(SPAN, HALF) >= 1.3 && contrast(HALF, SUBJECT) >= 2.0 && contrast(SPAN, PAPER) >= 1.3);
    }

    #[test]
    fn undecided_rows_differ_from_others_in_grey_print() {
        assert!(contrast(UNDECIDED, PAPER) >= 1.15 && contrast(UNDECIDED, BAND) >= 1.09);
        assert!(contrast(TIERS[1], UNDECIDED) >= 1.5 && contrast(HALF, UNDECIDED) >= 1.8);
    }

    #[test]
    fn the_ramp_darkens_all_the_way_and_its_numbers_stay_readable() {
        let steps: Vec<Ink> = (0..=100).map(|n| ramp(f64::from(n) / 100.0)).collect();
        assert!(steps.windows(2).all(|w| luminance(w[0]) > luminance(w[1])), "{steps:?}");
        for step in steps {
            assert!(contrast(readable_on(step), step) >= 3.3, "{step:?}");
        }
    }

    #[test]
    fn texts_are_readable_on_every_ground() {
        for ground in [PAPER, BAND, UNDECIDED] {
            assert!(contrast(INK, ground) >= 12.0 && contrast(MUTED, ground) >= 6.0 && contrast(ALERT, ground) >= 3.0);
        }
    }
}
