//! The order in which the schema of WordprocessingML wants the properties of a thing.
//!
//! The types of ISO/IEC 29500-1 Annex A are sequences. docx-rs writes in an order of its own; some readers pass over what
//! comes too late, and Word may call such a file damaged.

use super::tree::{Element, Node};

/// Parents, and their children in the order of the schema; only those that papers use.
const SEQUENCES: [(&str, &[&str]); 9] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:wordWrap",
            "w:overflowPunct",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:color",
            "w:spacing",
            "w:sz",
            "w:szCs",
            "w:highlight",
            "w:u",
            "w:shd",
            "w:vertAlign",
            "w:lang",
        ],
    ),
    (
        "w:tblPr",
        &["w:tblStyle", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblCellMar", "w:tblLook"],
    ),
    ("w:tblBorders", &["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]),
    ("w:tblCellMar", &["w:top", "w:left", "w:bottom", "w:right"]),
    ("w:trPr", &["w:cantSplit", "w:trHeight", "w:tblHeader"]),
    ("w:tcPr", &["w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:shd", "w:tcMar", "w:vAlign"]),
    (
        "w:style",
        &["w:name", "w:basedOn", "w:next", "w:uiPriority", "w:semiHidden", "w:qFormat", "w:pPr", "w:rPr", "w:tblPr"],
    ),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
            "w:docGrid",
        ],
    ),
];

/// Puts the children of `element` into the order of the schema, if it is one of the types listed.
pub(super) fn sort(element: &mut Element) {
    if let Some(sequence) = sequence(element.name()) {
        // Children that are equal to the schema keep their order: the sort is stable.
        element.children.sort_by_key(|child| match child {
            Node::Element(child) => place(sequence, child.name()),
            Node::Other(_) => None,
        });
    }
}

fn sequence(parent: &str) -> Option<&'static [&'static str]> {
    SEQUENCES.iter().find(|(name, _)| *name == parent).map(|(_, sequence)| *sequence)
}

fn place(sequence: &[&str], name: &str) -> Option<usize> {
    sequence.iter().position(|known| *known == name)
}

#[cfg(test)]
pub(super) mod check {
    use super::super::tree::Element;

    /// Every place at which a document leaves the order of the schema, or has what the sequences do not list.
    pub(in super::super) fn misplaced(document: &Element) -> Vec<String> {
        let mut found = Vec::new();
        let mut copy = document.clone();
        copy.walk(&mut |element| {
            let Some(sequence) = super::sequence(element.name()) else { return };
            let places: Vec<_> = element.elements().map(|child| super::place(sequence, child.name())).collect();
            if !places.is_sorted() || places.contains(&None) {
                found.push(format!(
                    "{}: {:?}",
                    element.name(),
                    element.elements().map(Element::name).collect::<Vec<_>>()
                ));
            }
        });
        found
    }
}
