//! Turns the texts of an SVG that `plotters` wrote into outlines, so that a reader without Chinese fonts sees hanzi.
//!
//! Every glyph is defined once and used wherever it occurs, which keeps a list of sixty long names small. A text's wording
//! stays beside its outlines as `aria-label`, for screen readers and for searching. Everything else is copied.

use crate::font::{self, UNITS_PER_EM};
use resvg::usvg::roxmltree::{Document, Node};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use ttf_parser::GlyphId;

/// The stroke that makes a text bold, in font units.
const BOLD_STROKE: u32 = 34;
/// What `plotters` writes as the distance of the baseline from the top, in ems.
const TOP: f64 = 0.76;

/// `editable`, an SVG as [`crate::canvas`] has it written, with outlines in the place of texts.
pub(crate) fn outlined(editable: &str, title: &str) -> String {
    let document = Document::parse(editable).expect("the SVG was written by plotters from cleaned texts");
    let root = document.root_element();
    let prefix = prefix(editable);
    let mut glyphs = BTreeMap::new();
    let mut body = String::with_capacity(editable.len());
    for node in root.children().filter(Node::is_element) {
        if node.tag_name().name() == "text" {
            body.push_str(&run(node, &prefix, &mut glyphs));
        } else {
            // Nothing here is translucent, so the opacity that plotters writes everywhere says nothing.
            body.push_str(&editable[node.range()].replace(" opacity=\"1\"", ""));
        }
        body.push('\n');
    }
    let size = |name| root.attribute(name).expect("plotters writes the size of the sheet");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{}\" height=\"{}\" \
         viewBox=\"{}\">\n<title>{}</title>\n<defs>\n",
        size("width"),
        size("height"),
        size("viewBox"),
        escaped(title)
    );
    for (glyph, path) in glyphs {
        writeln!(svg, "<path id=\"{prefix}{glyph}\" d=\"{path}\"/>").expect("writing to a text cannot fail");
    }
    svg.push_str("</defs>\n");
    svg.push_str(&body);
    svg.push_str("</svg>\n");
    svg
}

/// One text as uses of glyphs; adds the glyphs it needs to `glyphs`.
fn run(node: Node<'_, '_>, prefix: &str, glyphs: &mut BTreeMap<u16, String>) -> String {
    let text = node.text().unwrap_or_default().trim();
    let number = |name| node.attribute(name).and_then(|v| v.parse::<f64>().ok()).unwrap_or_default();
    let (x, y, size) = (number("x"), number("y"), number("font-size"));
    let set: Vec<GlyphId> = text.chars().filter_map(font::glyph).collect();
    let total: u32 = set.iter().map(|g| font::advance(*g)).sum();
    let scale = size / f64::from(UNITS_PER_EM);
    let back = match node.attribute("text-anchor") {
        Some("middle") => f64::from(total) / 2.0 * scale,
        Some("end") => f64::from(total) * scale,
        _ => 0.0,
    };
    let turn = node.attribute("transform").map(|t| format!("{t} ")).unwrap_or_default();
    let fill = node.attribute("fill").unwrap_or("#000000");
    let bold = if node.attribute("font-weight") == Some("bold") {
        format!(" stroke=\"{fill}\" stroke-width=\"{BOLD_STROKE}\" stroke-linejoin=\"round\"")
    } else {
        String::new()
    };
    let mut svg = format!(
        "<g role=\"img\" aria-label=\"{}\" fill=\"{fill}\"{bold} transform=\"{turn}translate({},{}) scale({},{})\">",
        escaped(text),
        short(x - back),
        short(y + TOP * size),
        short(scale),
        short(-scale)
    );
    let mut at = 0;
    for glyph in set {
        let path = glyphs.entry(glyph.0).or_insert_with(|| font::outline(glyph));
        if !path.is_empty() {
            let place = if at == 0 { String::new() } else { format!(" x=\"{at}\"") };
            svg.push_str(&format!("<use xlink:href=\"#{prefix}{}\"{place}/>", glyph.0));
        }
        at += font::advance(glyph);
    }
    svg.push_str("</g>");
    svg
}

/// A number with at most four decimals, without trailing zeros.
fn short(v: f64) -> String {
    let text = format!("{v:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Letters that begin the ids of one picture, so that several can stand in one page: a 64-bit FNV-1a hash of its content,
/// cut to 20 bits and written in letters.
fn prefix(content: &str) -> String {
    let mut hash =
        content.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3));
    let mut letters = String::new();
    for _ in 0..5 {
        letters.push(char::from(b'a' + u8::try_from(hash % 16).expect("below 16")));
        hash >>= 13;
    }
    letters
}
