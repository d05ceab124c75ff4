//! The font that ships with the crate: which characters it has, how wide they are, what they look like.
//!
//! Noto Sans SC, whole, compressed (`fonts/README.md`). It is inflated once a process, on first use; that is a constant
//! written down late, not state. Texts are measured and outlined from here and from nowhere else, so a picture has the
//! same bytes on a machine with no font at all.

use flate2::read::GzDecoder;
use std::io::Read;
use std::sync::LazyLock;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Units an em has in this font; advances and outlines are in these units.
pub(crate) const UNITS_PER_EM: u16 = 1000;
/// What a character that the font does not have is drawn as: the geta mark, a printer's own sign for a missing type.
pub(crate) const REPLACEMENT: char = '〓';
/// The families a drawing program may fall back on when it opens the form of a picture that keeps its texts.
pub(crate) const FAMILIES: &str = "Noto Sans SC, Microsoft YaHei, PingFang SC, SimSun, sans-serif";

static COMPRESSED: &[u8] = include_bytes!("../fonts/NotoSansSC-Regular.ttf.gz");

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bytes = Vec::new();
    GzDecoder::new(COMPRESSED).read_to_end(&mut bytes).expect("the embedded font is whole: the tests inflate it");
    bytes
});

static FACE: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(&BYTES, 0).expect("the embedded font is a TrueType font: the tests parse it"));

/// The glyph of `c`, or `None` if the font does not have it.
pub(crate) fn glyph(c: char) -> Option<GlyphId> {
    FACE.glyph_index(c).filter(|id| *id != GlyphId(0))
}

/// The advance width of a glyph in font units.
pub(crate) fn advance(glyph: GlyphId) -> u32 {
    u32::from(FACE.glyph_hor_advance(glyph).unwrap_or(UNITS_PER_EM))
}

/// The outline of a glyph as SVG path data in font units, y upwards; empty for a space.
pub(crate) fn outline(glyph: GlyphId) -> String {
    let mut pen = Pen::default();
    FACE.outline_glyph(glyph, &mut pen);
    pen.path
}

/// Writes an outline with relative coordinates, which are short, since hanzi consist of short strokes.
#[derive(Default)]
struct Pen {
    path: String,
    at: (i32, i32),
}

impl Pen {
    fn command(&mut self, name: char, points: &[(f32, f32)]) {
        self.path.push(name);
        let from = self.at;
        for (n, (x, y)) in points.iter().enumerate() {
            let to = (units(*x), units(*y));
            let step = (to.0 - from.0, to.1 - from.1);
            // A minus sign separates two numbers as well as a space does.
            let gap = |v: i32, first: bool| if first || v < 0 { "" } else { " " };
            self.path.push_str(&format!("{}{}{}{}", gap(step.0, n == 0), step.0, gap(step.1, false), step.1));
            self.at = to;
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        // After a `z` the pen is back at the start of its contour: an absolute move needs no memory of where that was.
        self.at = (units(x), units(y));
        self.path.push_str(&format!("M{} {}", self.at.0, self.at.1));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.command('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.command('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.command('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('z');
    }
}

/// A coordinate in whole font units: TrueType keeps them as 16-bit integers, midpoints between two may be halves.
#[expect(clippy::cast_possible_truncation, reason = "font coordinates fit 16 bits")]
fn units(v: f32) -> i32 {
    v.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_font_is_whole_and_measured_in_thousandths() {
        assert_eq!(FACE.units_per_em(), UNITS_PER_EM);
        assert_eq!(glyph(REPLACEMENT).map(advance), Some(1000));
    }

    #[test]
    fn the_font_has_every_hanzi_of_gbk_and_rare_names() {
        let lacking = |range: std::ops::RangeInclusive<u32>| {
            range.filter_map(char::from_u32).filter(|c| glyph(*c).is_none()).count()
        };
        assert_eq!(lacking(0x4E00..=0x9FA5), 0, "the hanzi of GBK");
        assert_eq!(lacking(0x3400..=0x4DB5), 0, "extension A");
        for c in "喆堃珺玥镕赟祎昇彧㛃𬭎𬱖𫖯".chars() {
            assert!(glyph(c).is_some(), "{c}");
        }
    }

    #[test]
    fn the_font_has_the_signs_that_charts_use() {
        let ascii = (0x20..0x7F_u8).map(char::from);
        for c in ascii.chain("≥≤±×–—·…→←↑↓％（）【】《》“”‘’、。，；：！？％０９ＡＺαβμσΣ①⑩°‰■□●○▲△◆◇★☆Ⅰ".chars())
        {
            assert!(glyph(c).is_some(), "{c}");
        }
    }

    #[test]
    fn outlines_close_every_contour() {
        let path = outline(glyph('一').expect("a common hanzi"));
        assert!(path.starts_with('M') && path.ends_with('z'), "{path}");
        assert_eq!(path.matches('M').count(), path.matches('z').count());
        assert_eq!(outline(glyph(' ').expect("space")), "");
    }
}
