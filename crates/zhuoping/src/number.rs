//! Numbers that inform, as text: so many decimals, and what rounds to zero has no sign.

/// The value with a minus where it is negative as shown.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    unsigned_zero(format!("{value:.decimals$}"))
}

/// The value with a plus or a minus, none where it is zero as shown.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    unsigned_zero(format!("{value:+.decimals$}"))
}

/// A number that was rounded already, without the sign of a zero.
pub(crate) fn unsigned_zero(text: String) -> String {
    let zero = |digits: &str| digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    match text.strip_prefix(['-', '+']) {
        Some(digits) if zero(digits) => digits.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!([fixed(-0.004, 2), fixed(0.0, 1), fixed(-0.0, 0)], ["0.00", "0.0", "0"]);
        assert_eq!([signed(-0.04, 1), signed(0.04, 1), signed(-0.0, 2)], ["0.0", "0.0", "0.00"]);
    }

    #[test]
    fn other_numbers_keep_their_sign() {
        assert_eq!([fixed(-1.25, 1), fixed(-10.0, 0), fixed(0.5, 2)], ["-1.2", "-10", "0.50"]);
        assert_eq!([signed(-39.06, 1), signed(20.0, 1)], ["-39.1", "+20.0"]);
    }
}
