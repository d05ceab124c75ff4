//! A sheet that shapes are put on in pixels, and which `plotters` draws once its height is known.
//!
//! Charts here grow with the number of entrants, so their height is the result of laying them out. A canvas keeps the
//! shapes until then. Every text goes through [`text::drawable`], so that what the font lacks is seen in one place.

use crate::font::FAMILIES;
use crate::outline;
use crate::palette::{Ink, PAPER};
use crate::picture::Picture;
use crate::text;
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, Color, DrawingArea, FontTransform, IntoDrawingArea, IntoFont, PathElement, Polygon, Rectangle, SVGBackend,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::collections::BTreeSet;

/// A place in pixels from the upper left corner.
pub(crate) type Point = (f64, f64);

/// The side of a text's place at which the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// The text begins there.
    Left,
    /// Its middle is there.
    Middle,
    /// It ends there.
    Right,
}

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hand {
    pub(crate) size: f64,
    pub(crate) ink: Ink,
    pub(crate) align: Align,
    pub(crate) bold: bool,
}

impl Hand {
    /// Regular, from the left.
    pub(crate) fn new(size: f64, ink: Ink) -> Self {
        Self { size, ink, align: Align::Left, bold: false }
    }

    /// The same, aligned otherwise.
    pub(crate) fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The same, bold: drawn with a stroke around the outlines.
    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }
}

/// How far the middle of a line of hanzi is above its baseline, in ems: the em box spans 0.88 above to 0.12 below.
const MIDDLE: f64 = 0.38;
/// How far `plotters` writes the baseline below a text's top, in ems.
const TOP: f64 = 0.76;
/// `plotters` writes a font size divided by this.
const SIZE_FACTOR: f64 = 1.24;

enum Shape {
    Area(Point, Point, Ink),
    Polygon(Vec<Point>, Ink),
    Path(Vec<Point>, Ink, u32),
    Disc(Point, f64, Ink),
    Ring(Point, f64, Ink, u32),
    Text { at: Point, text: String, hand: Hand, upwards: bool },
}

/// Shapes in the order in which they are drawn, on white.
pub(crate) struct Canvas {
    width: f64,
    shapes: Vec<Shape>,
    missing: BTreeSet<char>,
}

impl Canvas {
    /// An empty sheet of this width.
    pub(crate) fn new(width: f64) -> Self {
        Self { width, shapes: Vec::new(), missing: BTreeSet::new() }
    }

    /// The width in pixels.
    pub(crate) fn width(&self) -> f64 {
        self.width
    }

    /// A filled rectangle.
    pub(crate) fn area(&mut self, from: Point, to: Point, ink: Ink) {
        self.shapes.push(Shape::Area(from, to, ink));
    }

    /// The outline of a rectangle.
    pub(crate) fn frame(&mut self, (x0, y0): Point, (x1, y1): Point, ink: Ink, stroke: u32) {
        self.path(&[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], ink, stroke);
    }

    /// A filled polygon.
    pub(crate) fn polygon(&mut self, points: &[Point], ink: Ink) {
        self.shapes.push(Shape::Polygon(points.to_vec(), ink));
    }

    /// An open line through `points`.
    pub(crate) fn path(&mut self, points: &[Point], ink: Ink, stroke: u32) {
        self.shapes.push(Shape::Path(points.to_vec(), ink, stroke));
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: Point, to: Point, ink: Ink, stroke: u32) {
        self.path(&[from, to], ink, stroke);
    }

    /// A straight level or upright line of dashes of `dash` pixels with gaps of half of that.
    pub(crate) fn dashes(&mut self, from: Point, to: Point, dash: f64, ink: Ink, stroke: u32) {
        let length = f64::max((to.0 - from.0).abs(), (to.1 - from.1).abs());
        let along = |d: f64| {
            let part = if length > 0.0 { d.min(length) / length } else { 0.0 };
            (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
        };
        let mut start = 0.0;
        while start < length {
            self.line(along(start), along(start + dash), ink, stroke);
            start += dash * 1.5;
        }
    }

    /// A filled circle.
    pub(crate) fn disc(&mut self, centre: Point, radius: f64, ink: Ink) {
        self.shapes.push(Shape::Disc(centre, radius, ink));
    }

    /// The outline of a circle.
    pub(crate) fn ring(&mut self, centre: Point, radius: f64, ink: Ink, stroke: u32) {
        self.shapes.push(Shape::Ring(centre, radius, ink, stroke));
    }

    /// A line of text whose middle is at the height of `at`.
    pub(crate) fn text_at_middle(&mut self, (x, y): Point, text: &str, hand: Hand) {
        self.write((x, y + MIDDLE * hand.size), text, hand, false);
    }

    /// A line of text that is read from below, its start at `at` and its middle on that upright line.
    pub(crate) fn text_upwards(&mut self, (x, y): Point, text: &str, hand: Hand) {
        self.write((x + MIDDLE * hand.size, y), text, hand, true);
    }

    /// Lines of text `leading` pixels apart, around the height of `at`.
    pub(crate) fn lines_at_middle(&mut self, (x, y): Point, lines: &[String], leading: f64, hand: Hand) {
        let first = y - leading * (lines.len().saturating_sub(1)) as f64 / 2.0;
        for (n, line) in lines.iter().enumerate() {
            self.text_at_middle((x, first + leading * n as f64), line, hand);
        }
    }

    /// Lines of text that are read from below, `leading` pixels apart, around the upright line of `at`.
    pub(crate) fn lines_upwards(&mut self, (x, y): Point, lines: &[String], leading: f64, hand: Hand) {
        let first = x - leading * (lines.len().saturating_sub(1)) as f64 / 2.0;
        for (n, line) in lines.iter().enumerate() {
            self.text_upwards((first + leading * n as f64, y), line, hand);
        }
    }

    fn write(&mut self, at: Point, text: &str, hand: Hand, upwards: bool) {
        let text = text::drawable(text, &mut self.missing);
        if !text.is_empty() {
            self.shapes.push(Shape::Text { at, text, hand, upwards });
        }
    }

    /// `text` in lines ([`text::wrap`]); what the font lacks of it is remembered, even if it is shortened away.
    pub(crate) fn wrap(&mut self, text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
        text::drawable(text, &mut self.missing);
        text::wrap(text, size, room, lines)
    }

    /// Remembers what the font lacks of `text`, for texts that were broken into lines without this canvas.
    pub(crate) fn inspect(&mut self, text: &str) {
        text::drawable(text, &mut self.missing);
    }

    /// Draws everything on a sheet of this height; `title` says what the picture is to those who cannot see it.
    pub(crate) fn finish(self, height: f64, title: &str) -> Picture {
        let (width, height) = (pixels(self.width).unsigned_abs(), pixels(height).unsigned_abs());
        let mut editable = String::new();
        {
            let root = SVGBackend::with_string(&mut editable, (width, height)).into_drawing_area();
            draw(&root, &self.shapes).expect("writing to a text in memory cannot fail");
        }
        let svg = outline::outlined(&editable, &text::drawable(title, &mut BTreeSet::new()));
        Picture { svg, editable, missing: self.missing.into_iter().collect(), width, height }
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn<'a> = Result<
    (),
    plotters::drawing::DrawingAreaErrorKind<<SVGBackend<'a> as plotters::prelude::DrawingBackend>::ErrorType>,
>;

fn draw<'a>(root: &Area<'a>, shapes: &[Shape]) -> Drawn<'a> {
    root.fill(&PAPER)?;
    for shape in shapes {
        match shape {
            Shape::Area(from, to, ink) => root.draw(&Rectangle::new([at(*from), at(*to)], ink.filled()))?,
            Shape::Polygon(points, ink) => {
                root.draw(&Polygon::new(points.iter().map(|p| at(*p)).collect::<Vec<_>>(), ink.filled()))?;
            }
            Shape::Path(points, ink, stroke) => {
                let points: Vec<_> = points.iter().map(|p| at(*p)).collect();
                root.draw(&PathElement::new(points, ink.stroke_width(*stroke)))?;
            }
            Shape::Disc(centre, radius, ink) => {
                root.draw(&Circle::new(at(*centre), pixels(*radius), ink.filled()))?;
            }
            Shape::Ring(centre, radius, ink, stroke) => {
                root.draw(&Circle::new(at(*centre), pixels(*radius), ink.stroke_width(*stroke)))?;
            }
            Shape::Text { at, text, hand, upwards } => write(root, *at, text, *hand, *upwards)?,
        }
    }
    root.present()
}

fn write<'a>(root: &Area<'a>, (x, baseline): Point, text: &str, hand: Hand, upwards: bool) -> Drawn<'a> {
    let side = match hand.align {
        Align::Left => HPos::Left,
        Align::Middle => HPos::Center,
        Align::Right => HPos::Right,
    };
    let font = (FAMILIES, hand.size * SIZE_FACTOR).into_font();
    let font = if hand.bold { font.style(plotters::prelude::FontStyle::Bold) } else { font };
    let top = TOP * hand.size;
    let (font, place) = if upwards {
        (font.transform(FontTransform::Rotate270), at((x - top, baseline)))
    } else {
        (font, at((x, baseline - top)))
    };
    root.draw_text(text, &font.color(&hand.ink).pos(Pos::new(side, VPos::Top)), place)
}

/// The nearest pixel.
fn at((x, y): Point) -> (i32, i32) {
    (pixels(x), pixels(y))
}

/// A length in whole pixels.
#[expect(clippy::cast_possible_truncation, reason = "pictures are some thousand pixels wide; `as` saturates")]
fn pixels(v: f64) -> i32 {
    v.round() as i32
}
