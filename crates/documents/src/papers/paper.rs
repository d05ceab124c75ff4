//! A finished paper, as a document or as plain text.

use super::block::Block;
use super::header::{Header, Orientation};
use super::{Picture, docx, plain};
use encoding_rs::GBK;
use std::collections::{BTreeMap, BTreeSet};

/// A template that was filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub(super) name: String,
    pub(super) basis: String,
    pub(super) orientation: Orientation,
    pub(super) blocks: Vec<Block>,
    pub(super) pictures: BTreeMap<String, Picture>,
}

impl Paper {
    /// A paper with those of `pictures` that it shows.
    ///
    /// # Errors
    /// The names of the pictures that it shows and that are not given.
    pub(super) fn new(
        header: &Header,
        blocks: Vec<Block>,
        pictures: &BTreeMap<String, Picture>,
    ) -> Result<Self, Vec<String>> {
        let mut shown = BTreeMap::new();
        let mut missing = Vec::new();
        for block in &blocks {
            if let Block::Picture { name, .. } = block {
                match pictures.get(name) {
                    Some(picture) => drop(shown.insert(name.clone(), picture.clone())),
                    None => missing.push(name.clone()),
                }
            }
        }
        let Header { name, basis, orientation, .. } = header.clone();
        if missing.is_empty() { Ok(Self { name, basis, orientation, blocks, pictures: shown }) } else { Err(missing) }
    }

    /// The paper as a .docx, laid out by GB/T 9704-2012. The same paper gives the same bytes.
    pub fn docx(&self) -> Vec<u8> {
        docx::write(self)
    }

    /// The paper as plain text, one block a line: for reviews, snapshots and searches, not for printing.
    pub fn text(&self) -> String {
        plain::text(&self.blocks)
    }

    /// The characters that a font of GB 2312, as 仿宋_GB2312 is one, lacks, in order of code point: rare hanzi of names
    /// above all. A word processor takes them from another font; whether that one has them wants a look.
    pub fn rare(&self) -> Vec<char> {
        let all: BTreeSet<char> = self.text().chars().filter(|c| !c.is_ascii() && !is_gb2312(*c)).collect();
        all.into_iter().collect()
    }
}

/// GB 2312 is the part of GBK whose bytes lie in the rows 1 to 9 and 16 to 87, from A1 on in both places. Into gaps of these
/// rows others came later: the euro, ⅰ to ⅹ, vertical punctuation, phonetic letters, and characters for private use.
fn is_gb2312(c: char) -> bool {
    let text = c.to_string();
    let (bytes, _, unmappable) = GBK.encode(&text);
    let added = matches!(*bytes, [0xA2, 0xA1..=0xAA | 0xE3] | [0xA6, 0xD9..=0xF5] | [0xA8, 0xBB..=0xC0]);
    let is_private = matches!(c, '\u{e000}'..='\u{f8ff}');
    !unmappable && !added && !is_private && matches!(*bytes, [0xA1..=0xA9 | 0xB0..=0xF7, 0xA1..=0xFE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gb2312_has_the_hanzi_it_is_known_for() {
        // 6763 hanzi and 682 other characters.
        let all = ('\u{80}'..=char::MAX).filter(|c| is_gb2312(*c));
        let hanzi = all.clone().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}')).count();
        assert_eq!((hanzi, all.count() - hanzi), (6763, 682));
        for c in "喆堃珺玥镕赟祎昇彧𬭎".chars() {
            assert!(!is_gb2312(c), "{c}");
        }
    }
}
