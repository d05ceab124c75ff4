//! Bytes to text: strict UTF-8 if it is that, else GB18030, else a refusal that says what the file is.
//!
//! Excel in China saves CSV as GB18030, its newer versions and other programs as UTF-8 with or without a byte order
//! mark. Nothing is guessed from letter frequencies: text that is valid UTF-8 by chance while meant as GB18030 does not
//! occur beyond a few characters, and every other file must decode without a single error.
//!
//! One trap remains: UTF-8 that was cut in half or damaged often *does* decode as GB18030, to nonsense. Text in GB18030
//! yields hardly any valid UTF-8 characters of three bytes, damaged UTF-8 almost only such; the tally of both tells
//! them apart ([`DecodeError::DamagedUtf8`]).

use crate::complaint::Complaint;
use encoding_rs::GB18030;
use rayon::prelude::*;
use std::borrow::Cow;
use zhuoping_criteria::Bilingual;

/// In which encoding a file came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel's "CSV UTF-8" writes it.
    Utf8Bom,
    /// GB18030, which includes GBK and GB2312: what Excel's plain "CSV" writes in China.
    Gb18030,
}

/// Why bytes are not the text of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No bytes, or none but a byte order mark.
    #[error("the file is empty")]
    Empty,
    /// More than [`crate::MAX_FILE_BYTES`].
    #[error("the file has {bytes} bytes")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// A ZIP container: .xlsx, whatever the file is called.
    #[error("the file is an Excel workbook (.xlsx)")]
    Workbook,
    /// An OLE container: .xls, whatever the file is called.
    #[error("the file is an old Excel workbook (.xls)")]
    OldWorkbook,
    /// UTF-16, which Excel calls "Unicode text".
    #[error("the file is in UTF-16")]
    Utf16,
    /// A NUL byte, which no text holds.
    #[error("a NUL byte in line {row}")]
    Nul {
        /// The line, from 1.
        row: u32,
    },
    /// UTF-8 that is broken somewhere, or cut off within a character.
    #[error("broken UTF-8 in line {row}")]
    DamagedUtf8 {
        /// The first line that does not decode.
        row: u32,
    },
    /// Neither UTF-8 nor GB18030.
    #[error("neither UTF-8 nor GB18030 in line {row}")]
    NotText {
        /// The first line that does not decode.
        row: u32,
    },
}

impl DecodeError {
    /// The complaint about `file`.
    pub fn complaint(self, file: &str) -> Complaint {
        let complaint = Complaint::new(file, self.words(), accepted());
        match self {
            Self::Nul { row } | Self::DamagedUtf8 { row } | Self::NotText { row } => complaint.at_row(row),
            _ => complaint,
        }
    }

    fn words(self) -> Bilingual {
        match self {
            Self::Empty => Bilingual::new("文件是空的", "the file is empty"),
            Self::TooLarge { bytes } => {
                let mib = bytes.div_ceil(1 << 20);
                Bilingual::new(format!("文件太大（{mib} MiB）"), format!("the file is too large ({mib} MiB)"))
            }
            Self::Workbook => Bilingual::new(
                "这是 Excel 工作簿（.xlsx），不是文本文件",
                "this is an Excel workbook (.xlsx) and no text file",
            ),
            Self::OldWorkbook => Bilingual::new(
                "这是旧版 Excel 工作簿（.xls），不是文本文件",
                "this is an old Excel workbook (.xls) and no text file",
            ),
            Self::Utf16 => Bilingual::new(
                "文件是 UTF-16 编码（Excel 称“Unicode 文本”）",
                "the file is in UTF-16 (Excel calls it \"Unicode Text\")",
            ),
            Self::Nul { .. } => {
                Bilingual::new("含有空字节（NUL），不是文本文件", "holds a NUL byte: this is not a text file")
            }
            Self::DamagedUtf8 { .. } => Bilingual::new(
                "UTF-8 文本从这一行起损坏，文件可能被截断或拼接过",
                "the UTF-8 text is broken from this line on; the file may have been cut off or pasted together",
            ),
            Self::NotText { .. } => {
                Bilingual::new("既不是 UTF-8 也不是 GB18030 编码的文本", "the text is neither UTF-8 nor GB18030")
            }
        }
    }
}

fn accepted() -> Bilingual {
    let mib = crate::MAX_FILE_BYTES >> 20;
    Bilingual::new(
        format!(
            "UTF-8 或 GB18030 编码、不超过 {mib} MiB 的 CSV 文件（Excel：文件—另存为—CSV UTF-8（逗号分隔）），或 .xlsx 工作簿"
        ),
        format!(
            "a CSV file in UTF-8 or GB18030 of at most {mib} MiB (in Excel: File, Save As, CSV UTF-8), or a workbook (.xlsx)"
        ),
    )
}

/// The text of a file, without a byte order mark; borrowed when it is UTF-8 with usual line ends.
///
/// Lines that end in a bare carriage return, as Excel's "CSV (Macintosh)" writes them, come out with line feeds.
///
/// # Errors
/// [`DecodeError`] when the file is empty or larger than [`crate::MAX_FILE_BYTES`], is a workbook, or is not text.
///
/// ```
/// use zhuoping_documents::text::{decode, DecodeError, Encoding};
/// assert_eq!(decode(b"\xb1\xe0\xba\xc5"), Ok(("编号".into(), Encoding::Gb18030)));
/// assert_eq!(decode(b"PK\x03\x04..."), Err(DecodeError::Workbook));
/// ```
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), DecodeError> {
    let body = sniff(bytes)?;
    let (mut pieces, encoding) = decode_pieces(&[body.bytes], body.bom)?;
    let text = pieces.pop().unwrap_or_default();
    let mac = text.contains('\r') && !text.contains('\n');
    Ok((if mac { Cow::Owned(text.replace('\r', "\n")) } else { text }, encoding))
}

/// What follows the byte order mark, if there is one.
#[derive(Clone, Copy)]
pub(crate) struct Body<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) bom: bool,
}

/// Refuses what is not a text file at all.
pub(crate) fn sniff(bytes: &[u8]) -> Result<Body<'_>, DecodeError> {
    if bytes.len() > crate::MAX_FILE_BYTES {
        return Err(DecodeError::TooLarge { bytes: bytes.len() });
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Err(DecodeError::Workbook),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(DecodeError::OldWorkbook),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(DecodeError::Utf16),
        _ => {}
    }
    let (bytes, bom) = bytes.strip_prefix(b"\xef\xbb\xbf").map_or((bytes, false), |rest| (rest, true));
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    match memchr::memchr(0, bytes) {
        None => Ok(Body { bytes, bom }),
        // In UTF-16 every comma and line end has a zero byte beside it, so that the first one comes early.
        Some(at) if at < 4096 && looks_like_utf16(bytes) => Err(DecodeError::Utf16),
        Some(at) => Err(DecodeError::Nul { row: line_of(bytes, at) }),
    }
}

fn looks_like_utf16(bytes: &[u8]) -> bool {
    let pairs = bytes[..bytes.len().min(4096)].as_chunks::<2>().0;
    let (mut little, mut big, mut other) = (0_usize, 0_usize, 0_usize);
    for pair in pairs {
        match pair {
            [0, 0] => other += 1,
            [_, 0] => little += 1,
            [0, _] => big += 1,
            _ => {}
        }
    }
    let halves = little.max(big);
    other == 0 && little.min(big) == 0 && halves >= 2 && halves * 16 >= pairs.len()
}

/// Decodes pieces of one file, which were cut after line feeds, all in the same encoding.
///
/// A line feed is no part of a longer character in UTF-8 or GB18030, so the pieces decode as the whole would.
pub(crate) fn decode_pieces<'b>(pieces: &[&'b [u8]], bom: bool) -> Result<(Vec<Cow<'b, str>>, Encoding), DecodeError> {
    let utf8: Option<Vec<_>> =
        pieces.par_iter().map(|piece| std::str::from_utf8(piece).ok().map(Cow::Borrowed)).collect();
    if let Some(texts) = utf8 {
        return Ok((texts, if bom { Encoding::Utf8Bom } else { Encoding::Utf8 }));
    }
    let tally = pieces.par_iter().map(|piece| Tally::of(piece)).reduce(Tally::default, Tally::plus);
    if bom || tally.is_damaged_utf8() {
        return Err(DecodeError::DamagedUtf8 { row: first_bad_line(pieces, |line| std::str::from_utf8(line).is_ok()) });
    }
    let decoded: Option<Vec<_>> =
        pieces.par_iter().map(|piece| GB18030.decode_without_bom_handling_and_without_replacement(piece)).collect();
    let Some(mut texts) = decoded else {
        let fits = |line: &[u8]| GB18030.decode_without_bom_handling_and_without_replacement(line).is_some();
        return Err(DecodeError::NotText { row: first_bad_line(pieces, fits) });
    };
    if let Some(first) = texts.first_mut()
        && let Some(rest) = first.strip_prefix('\u{feff}')
    {
        *first = Cow::Owned(rest.to_owned());
    }
    Ok((texts, Encoding::Gb18030))
}

/// How much of a text that is not UTF-8 would be: characters of three bytes or more, and broken places.
#[derive(Clone, Copy, Default)]
struct Tally {
    wide: usize,
    broken: usize,
}

impl Tally {
    fn of(bytes: &[u8]) -> Self {
        bytes.utf8_chunks().fold(Self::default(), |tally, chunk| Self {
            wide: tally.wide + chunk.valid().chars().filter(|c| c.len_utf8() > 2).count(),
            broken: tally.broken + usize::from(!chunk.invalid().is_empty()),
        })
    }

    fn plus(self, other: Self) -> Self {
        Self { wide: self.wide + other.wide, broken: self.broken + other.broken }
    }

    fn is_damaged_utf8(self) -> bool {
        self.wide > 4 * self.broken
    }
}

fn first_bad_line(pieces: &[&[u8]], fits: impl Fn(&[u8]) -> bool) -> u32 {
    let lines = pieces.iter().flat_map(|piece| piece.split_inclusive(|byte| *byte == b'\n'));
    let good = lines.take_while(|line| fits(line)).count();
    u32::try_from(good + 1).unwrap_or(u32::MAX)
}

fn line_of(bytes: &[u8], at: usize) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "编号,姓名\r\nZJ001,张𬭎\r\n";

    #[test]
    fn the_three_encodings_are_told_apart() {
        assert_eq!(decode(TEXT.as_bytes()), Ok((TEXT.into(), Encoding::Utf8)));
        assert_eq!(decode(&[b"\xef\xbb\xbf", TEXT.as_bytes()].concat()), Ok((TEXT.into(), Encoding::Utf8Bom)));
        let (bytes, _, unmappable) = GB18030.encode(TEXT);
        assert!(!unmappable);
        assert_eq!(decode(&bytes), Ok((TEXT.into(), Encoding::Gb18030)));
    }

    #[test]
    fn what_is_not_text_is_named() {
        let utf16 = |text: &str, little: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        assert_eq!(decode(b""), Err(DecodeError::Empty));
        assert_eq!(decode(b"\xef\xbb\xbf"), Err(DecodeError::Empty));
        assert_eq!(decode(b"PK\x03\x04\x14\x00"), Err(DecodeError::Workbook));
        assert_eq!(decode(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(DecodeError::OldWorkbook));
        for little in [true, false] {
            assert_eq!(decode(&utf16(&format!("\u{feff}{TEXT}"), little)), Err(DecodeError::Utf16));
            assert_eq!(decode(&utf16(TEXT, little)), Err(DecodeError::Utf16), "without a byte order mark");
        }
        assert_eq!(decode(b"id\nE1\nE\x002\n"), Err(DecodeError::Nul { row: 3 }));
        assert_eq!(decode(b"id\n\xff\xff\n"), Err(DecodeError::NotText { row: 2 }));
        let big = vec![b'a'; crate::MAX_FILE_BYTES + 1];
        assert_eq!(decode(&big), Err(DecodeError::TooLarge { bytes: big.len() }));
    }

    #[test]
    fn utf8_cut_within_a_character_is_not_taken_for_gb18030() {
        let whole = "编号,姓名\r\nZJ001,张三\r\nZJ002,李四".as_bytes();
        for lost in 1..=2 {
            assert_eq!(decode(&whole[..whole.len() - lost]), Err(DecodeError::DamagedUtf8 { row: 3 }));
        }
        let mut damaged = whole.repeat(3);
        damaged[10] = 0xff;
        assert_eq!(decode(&damaged), Err(DecodeError::DamagedUtf8 { row: 1 }));
    }

    #[test]
    fn every_hanzi_of_gb2312_is_read_back_from_a_file_of_its_own() {
        for lead in 0xb0..=0xf7_u8 {
            for trail in 0xa1..=0xfe_u8 {
                let bytes = [b"id,".as_slice(), &[lead, trail], b"\n"].concat();
                let Some(expected) = GB18030.decode_without_bom_handling_and_without_replacement(&bytes) else {
                    continue;
                };
                // A lone pair can be valid UTF-8 as well (a Latin, Greek or Cyrillic letter); then UTF-8 it is.
                if std::str::from_utf8(&bytes).is_err() {
                    assert_eq!(decode(&bytes), Ok((expected, Encoding::Gb18030)));
                }
            }
        }
    }

    #[test]
    fn bare_carriage_returns_end_lines_too() {
        assert_eq!(decode(b"id,name\rE1,a\r"), Ok(("id,name\nE1,a\n".into(), Encoding::Utf8)));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }

        #[test]
        fn pieces_decode_as_the_whole_does(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), any::<u8>(), 0xa1..=0xfe_u8], 1..200)) {
            let pieces: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            let whole = decode_pieces(&[&bytes], false);
            let split = decode_pieces(&pieces, false);
            prop_assert_eq!(whole.map(|(texts, encoding)| (texts.concat(), encoding)),
                split.map(|(texts, encoding)| (texts.concat(), encoding)));
        }
    }
}
