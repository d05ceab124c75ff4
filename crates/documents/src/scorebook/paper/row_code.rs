//! Codes for rows: two or more digits each for reviewer, entrant and item, and a letter that checks them.
//!
//! The letter is a sum of the digits, each with its own weight, modulo 23, a prime: changing one digit changes the sum by
//! the weight times a number from 1 to 9, and exchanging two digits by the difference of two weights times such a number,
//! neither of which is a multiple of 23 while all weights are different and below 23. So every single mistyped digit
//! and every exchange of two, next to each other or not, is caught. I, O and Q are not used: they look like digits.

use super::CodeError;

/// The 23 letters.
const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// Writes and reads the codes of one set of forms.
#[derive(Clone, Debug)]
pub(super) struct Coder {
    /// How many digits each of the three numbers has.
    widths: [usize; 3],
    /// Added to the sum, so that other forms have other letters.
    start: u32,
}

impl Coder {
    /// For numbers up to these.
    pub(super) fn new(largest: [usize; 3], start: u32) -> Self {
        Self { widths: largest.map(|number| number.to_string().len().max(2)), start }
    }

    /// The code of three positions, which count from 0: `01-03-05 K`.
    pub(super) fn code(&self, positions: [usize; 3]) -> String {
        let [reviewer, entrant, item] =
            [0, 1, 2].map(|at| format!("{:0width$}", positions[at] + 1, width = self.widths[at]));
        let letter = letter(&format!("{reviewer}{entrant}{item}"), self.start);
        format!("{reviewer}-{entrant}-{item} {letter}")
    }

    /// The positions of a code without blanks and hyphens, in capitals.
    pub(super) fn numbers(&self, code: &str) -> Result<[usize; 3], CodeError> {
        let (digits, last) =
            code.char_indices().next_back().map(|(at, last)| (&code[..at], last)).ok_or(CodeError::Form)?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits || digits.len() != self.widths.iter().sum::<usize>() || !last.is_ascii_uppercase() {
            return Err(CodeError::Form);
        }
        if last != letter(digits, self.start) {
            return Err(CodeError::Letter);
        }
        let mut rest = digits;
        let mut positions = [0; 3];
        for (position, width) in positions.iter_mut().zip(self.widths) {
            let (number, after) = rest.split_at(width);
            let number: usize = number.parse().map_err(|_| CodeError::NoRow)?;
            *position = number.checked_sub(1).ok_or(CodeError::NoRow)?;
            rest = after;
        }
        Ok(positions)
    }
}

fn letter(digits: &str, start: u32) -> char {
    let weighted = (1_u32..).zip(digits.bytes()).map(|(weight, digit)| weight * u32::from(digit - b'0'));
    let sum: u32 = start + weighted.sum::<u32>();
    char::from(LETTERS[(sum % 23) as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn coder() -> impl Strategy<Value = Coder> {
        (1_usize..400, 1_usize..4000, 1_usize..120, 0_u32..256)
            .prop_map(|(a, b, c, start)| Coder::new([a, b, c], start))
    }

    fn largest(coder: &Coder) -> [usize; 3] {
        coder.widths.map(|width| 10_usize.pow(u32::try_from(width).unwrap()) - 1)
    }

    fn typed(code: &str) -> String {
        code.replace(['-', ' '], "")
    }

    proptest! {
        #[test]
        fn a_code_is_read_back(coder in coder(), parts in any::<[usize; 3]>()) {
            let most = largest(&coder);
            let positions = [0, 1, 2].map(|at| parts[at] % most[at]);
            prop_assert_eq!(coder.numbers(&typed(&coder.code(positions))), Ok(positions));
        }

        /// Every digit to every other digit, every two digits exchanged, the letter to every other letter.
        #[test]
        fn every_single_mistake_and_every_exchange_is_caught(coder in coder(), parts in any::<[usize; 3]>()) {
            let most = largest(&coder);
            let code = typed(&coder.code([0, 1, 2].map(|at| parts[at] % most[at]))).into_bytes();
            let caught = |wrong: &[u8]| coder.numbers(std::str::from_utf8(wrong).unwrap()) == Err(CodeError::Letter);
            let digits = code.len() - 1;
            for at in 0..digits {
                for digit in (b'0'..=b'9').filter(|digit| *digit != code[at]) {
                    let mut wrong = code.clone();
                    wrong[at] = digit;
                    prop_assert!(caught(&wrong));
                }
                for other in (at + 1..digits).filter(|other| code[*other] != code[at]) {
                    let mut wrong = code.clone();
                    wrong.swap(at, other);
                    prop_assert!(caught(&wrong));
                }
            }
            for letter in LETTERS.iter().filter(|letter| **letter != code[digits]) {
                let mut wrong = code.clone();
                wrong[digits] = *letter;
                prop_assert!(caught(&wrong));
            }
        }

        #[test]
        fn any_text_is_read_without_panic(coder in coder(), text in "\\PC{0,12}") {
            let _ = coder.numbers(&text);
        }
    }

    #[test]
    fn what_has_not_the_form_of_a_code_is_told_apart() {
        let coder = Coder::new([7, 20, 23], 0);
        // 1*1 + 2*... : the weights are 1 to 6, so 010101 has the sum 2 + 4 + 6 = 12, the letter N.
        assert_eq!(coder.code([0, 0, 0]), "01-01-01 N");
        for wrong in ["", "N", "010101", "01011N", "0101011N", "01O101N", "010101质"] {
            assert_eq!(coder.numbers(wrong), Err(CodeError::Form), "{wrong}");
        }
        assert_eq!(coder.numbers("000101L"), Err(CodeError::NoRow), "reviewer 00");
    }
}
