//! Reviewer severity: how far each reviewer's scores lie from the panel's, with intervals, the strict at one end and the
//! lenient at the other.
//!
//! Positive is lenient. The words 偏严 and 偏宽 stand at the ends of the scale, since a sign alone is read either way.

use crate::axis::Axis;
use crate::canvas::{Align, Canvas, Hand};
use crate::error::{ChartError, finite, some};
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::Page;
use crate::palette::{BAND, GRID, INK, MUTED};
use crate::picture::Picture;
use crate::sheet::{self, Heading, LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;

/// Severities to be drawn; the chart sorts them from the strictest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Severities {
    /// The texts around it.
    pub heading: Heading,
    /// What the scale is, for instance `与评审组平均的偏差（千分制，分）`.
    pub scale: String,
    /// What the intervals are, for instance `±1.96 倍标准误`.
    pub interval: String,
    /// The reviewers.
    pub reviewers: Vec<Severity>,
}

/// One reviewer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Severity {
    /// Name or id.
    pub reviewer: String,
    /// The deviation, positive if lenient; `None` if it cannot be told, and the reason is then in `words`.
    pub value: Option<f64>,
    /// The ends of the interval; `None` where there is none.
    pub interval: Option<(f64, f64)>,
    /// The value as it is to be written, for instance `+3.2 ± 1.1`.
    pub words: String,
    /// Complete sheets it rests on.
    pub sheets: u32,
}

impl Severities {
    /// The picture.
    ///
    /// # Errors
    /// [`ChartError`] if there is no reviewer, a number is not finite, or an interval does not hold its value.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.reviewers.len())?;
        for r in &self.reviewers {
            let (low, high) = r.interval.unwrap_or_default();
            [r.value.unwrap_or_default(), low, high].into_iter().try_for_each(|v| finite(title, &r.reviewer, v))?;
            if r.interval.is_some() && !r.value.is_some_and(|v| low <= v && v <= high) {
                return Err(ChartError::Interval { title: title.clone(), label: r.reviewer.clone() });
            }
        }
        Ok(())
    }
}

const NAME_WIDTH: f64 = 420.0;
const WORDS_WIDTH: f64 = 300.0;
const ROW_MIN: f64 = 60.0;

/// Where the columns are, and the scale.
struct Layout {
    /// Where the numbers of sheets end.
    sheets: f64,
    plot: (f64, f64),
    axis: Axis,
}

fn draw(severities: &Severities, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(WIDTH);
    let layout = layout(severities, lang);
    let legend = [(Mark::Interval, severities.interval.clone())];
    let mut y = sheet::head(&mut canvas, &severities.heading, Page::SINGLE, lang, &legend);
    y = column_heads(&mut canvas, &layout, y, lang);
    let rows: Vec<Row<'_>> = sorted(severities).into_iter().map(|r| Row::new(&mut canvas, r)).collect();
    let heights: Vec<f64> = rows.iter().map(Row::height).collect();
    let bottom = y + heights.iter().sum::<f64>();
    background(&mut canvas, &layout, &heights, (y, bottom));
    for (row, height) in rows.iter().zip(&heights) {
        row.draw(&mut canvas, &layout, y + height / 2.0);
        y += height;
    }
    let middle = f64::midpoint(layout.plot.0, layout.plot.1);
    for (value, words) in layout.axis.ticks() {
        let words = if value > 0.0 { format!("+{words}") } else { words };
        let hand = Hand::new(SMALL, MUTED).align(Align::Middle);
        canvas.text_at_middle((layout.axis.at(value), bottom + 26.0), &words.replace('-', "−"), hand);
    }
    let scale = canvas.wrap(&severities.scale, SMALL, layout.plot.1 - layout.plot.0, 2);
    let end = bottom + 50.0 + scale.len() as f64 * SMALL * LEADING;
    let hand = Hand::new(SMALL, MUTED).align(Align::Middle);
    canvas.lines_at_middle((middle, f64::midpoint(bottom + 50.0, end)), &scale, SMALL * LEADING, hand);
    let height = sheet::foot(&mut canvas, end, &severities.heading);
    canvas.finish(height, &severities.heading.title)
}

/// The strictest first; who cannot be told comes last, in the order given.
fn sorted(severities: &Severities) -> Vec<&Severity> {
    let mut rows: Vec<&Severity> = severities.reviewers.iter().collect();
    rows.sort_by(|a, b| a.value.unwrap_or(f64::MAX).total_cmp(&b.value.unwrap_or(f64::MAX)));
    rows
}

fn layout(severities: &Severities, lang: Lang) -> Layout {
    let rows = &severities.reviewers;
    let names = rows.iter().map(|r| text::widest(&text::wrap(&r.reviewer, LABEL, NAME_WIDTH, 3), LABEL));
    let name_room = names.fold(160.0, f64::max);
    let words = rows.iter().map(|r| text::widest(&text::wrap(&r.words, LABEL, WORDS_WIDTH, 3), LABEL));
    let words_room = words.fold(text::width(value_head(lang), SMALL), f64::max);
    let sheets = MARGIN + 10.0 + name_room + 30.0 + text::width(sheets_head(lang), SMALL);
    let plot = (sheets + 40.0, WIDTH - MARGIN - 10.0 - words_room - 30.0);
    // Both directions are equally long: the eye compares strict with lenient.
    let values = rows.iter().flat_map(|r| {
        let (low, high) = r.interval.unwrap_or_default();
        [r.value.unwrap_or_default(), low, high]
    });
    let reach = values.map(f64::abs).fold(0.0, f64::max);
    Layout { sheets, plot, axis: Axis::covering(-reach, reach, 7, (plot.0 + 30.0, plot.1 - 30.0)) }
}

fn value_head(lang: Lang) -> &'static str {
    lang.pick("偏差", "Deviation")
}

fn sheets_head(lang: Lang) -> &'static str {
    lang.pick("评审表", "Sheets")
}

fn column_heads(canvas: &mut Canvas, layout: &Layout, y: f64, lang: Lang) -> f64 {
    let hand = Hand::new(SMALL, MUTED);
    let right = hand.align(Align::Right);
    canvas.text_at_middle((MARGIN + 10.0, y + 20.0), lang.pick("评审专家", "Reviewer"), hand);
    canvas.text_at_middle((layout.sheets, y + 20.0), sheets_head(lang), right);
    canvas.text_at_middle((WIDTH - MARGIN - 10.0, y + 20.0), value_head(lang), right);
    let bold = Hand::new(LABEL, INK).bold();
    canvas.text_at_middle((layout.plot.0, y + 20.0), lang.pick("← 偏严", "← strict"), bold);
    canvas.text_at_middle((layout.plot.1, y + 20.0), lang.pick("偏宽 →", "lenient →"), bold.align(Align::Right));
    canvas.line((MARGIN, y + 44.0), (WIDTH - MARGIN, y + 44.0), MUTED, 2);
    y + 46.0
}

/// Shaded rows, the grid and the line of no deviation.
fn background(canvas: &mut Canvas, layout: &Layout, heights: &[f64], (top, bottom): (f64, f64)) {
    let mut y = top;
    for (n, height) in heights.iter().enumerate() {
        if n % 2 == 1 {
            canvas.area((MARGIN, y), (WIDTH - MARGIN, y + height), BAND);
        }
        y += height;
    }
    for (value, _) in layout.axis.ticks() {
        canvas.line((layout.axis.at(value), top), (layout.axis.at(value), bottom), GRID, 1);
    }
    canvas.line((layout.axis.at(0.0), top), (layout.axis.at(0.0), bottom), INK, 3);
}

/// A reviewer with its texts in lines.
struct Row<'a> {
    severity: &'a Severity,
    name: Vec<String>,
    words: Vec<String>,
}

impl<'a> Row<'a> {
    fn new(canvas: &mut Canvas, severity: &'a Severity) -> Self {
        let name = canvas.wrap(&severity.reviewer, LABEL, NAME_WIDTH, 3);
        let words = canvas.wrap(&severity.words, LABEL, WORDS_WIDTH, 3);
        Self { severity, name, words }
    }

    fn height(&self) -> f64 {
        f64::max(ROW_MIN, self.name.len().max(self.words.len()) as f64 * LABEL * LEADING + 20.0)
    }

    fn draw(&self, canvas: &mut Canvas, layout: &Layout, y: f64) {
        let leading = LABEL * LEADING;
        let right = Hand::new(LABEL, INK).align(Align::Right);
        canvas.lines_at_middle((MARGIN + 10.0, y), &self.name, leading, Hand::new(LABEL, INK));
        let sheets = self.severity.sheets.to_string();
        canvas.text_at_middle((layout.sheets, y), &sheets, Hand { size: SMALL, ink: MUTED, ..right });
        canvas.lines_at_middle((WIDTH - MARGIN - 10.0, y), &self.words, leading, right);
        if let Some((low, high)) = self.severity.interval {
            marks::interval(canvas, layout.axis.at(low), layout.axis.at(high), y);
        }
        if let Some(value) = self.severity.value {
            marks::draw(canvas, Mark::Subject, (layout.axis.at(value), y));
        }
    }
}
