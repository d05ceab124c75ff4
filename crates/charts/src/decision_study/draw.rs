//! Draws a decision study: the curves, and their figures below them.

use super::layout::{ASKED_ROOM, Layout, PLOT_HEIGHT, row_heads};
use super::{DecisionStudy, StudyCurve};
use crate::canvas::{Align, Canvas, Hand};
use crate::lang::Lang;
use crate::marks::{self, LEGEND_MARK, Mark};
use crate::paging::Page;
use crate::palette::{ALERT, GRID, INK, MUTED};
use crate::picture::Picture;
use crate::sheet::{self, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;

const ROW_HEIGHT: f64 = 52.0;
/// Between the plot and the table.
const GAP: f64 = 16.0;

/// The picture.
pub(super) fn picture(study: &DecisionStudy, lang: Lang) -> Picture {
    let layout = Layout::new(study, lang);
    let mut canvas = Canvas::new(WIDTH);
    let y = sheet::head(&mut canvas, &study.heading, Page::SINGLE, lang, &legend(study, lang));
    let top = measure(&mut canvas, study, y) + if study.present.is_some() { 44.0 } else { 14.0 };
    let bottom = top + PLOT_HEIGHT;
    let end = bottom + GAP + ROW_HEIGHT * (1.0 + study.curves().count() as f64);
    if let Some(present) = study.present {
        draw_present(&mut canvas, &layout, present, (top, end), lang);
    }
    draw_errors(&mut canvas, study, &layout, top);
    // The solid curve comes last, since it is the award's own case.
    for (curve, mark) in [(&study.random, Mark::ItemsRandom), (&study.fixed, Mark::ItemsFixed)] {
        if let Some(curve) = curve {
            draw_curve(&mut canvas, study, &layout, curve, mark, top);
        }
    }
    draw_table(&mut canvas, study, &layout, bottom + GAP, lang);
    let height = sheet::foot(&mut canvas, end, &study.heading);
    canvas.finish(height, &study.heading.title)
}

fn legend(study: &DecisionStudy, lang: Lang) -> Vec<(Mark, String)> {
    let mut legend = Vec::new();
    if study.fixed.is_some() {
        let words =
            lang.pick("条款固定：评的就是这套条款（实线）", "items fixed: these items are the standard (solid)");
        legend.push((Mark::ItemsFixed, words.to_owned()));
    }
    if study.random.is_some() {
        let words = lang
            .pick("条款随机：条款只是可选条款的一部分（虚线）", "items random: a sample of possible items (dashed)");
        legend.push((Mark::ItemsRandom, words.to_owned()));
    }
    if study.present.is_some() {
        legend.push((Mark::Present, lang.pick("现有人数", "the panel now").to_owned()));
    }
    if let Some(asked) = &study.asked {
        let words = match lang {
            Lang::Zh => format!("要求的精度：{}", asked.words),
            Lang::En => format!("precision asked for: {}", asked.words),
        };
        legend.push((Mark::Asked, words));
        let curves = [(&study.fixed, row_heads(lang)[1]), (&study.random, row_heads(lang)[2])];
        let needed = curves.into_iter().filter_map(|(curve, name)| Some(needed(curve.as_ref()?, name, lang)));
        let words = needed.collect::<Vec<_>>().join(lang.pick("，", ", "));
        legend.push((Mark::Needed, words));
    }
    legend
}

/// How many reviewers a curve needs, in words.
fn needed(curve: &StudyCurve, name: &str, lang: Lang) -> String {
    match (curve.needed, lang) {
        (Some(n), Lang::Zh) => format!("{name}需 {n} 名"),
        (Some(1), Lang::En) => format!("{}: 1 reviewer needed", name.to_lowercase()),
        (Some(n), Lang::En) => format!("{}: {n} reviewers needed", name.to_lowercase()),
        (None, Lang::Zh) => format!("{name}时增加人数也达不到"),
        (None, Lang::En) => format!("{}: no number of reviewers is enough", name.to_lowercase()),
    }
}

/// Writes what the errors are; returns where that ends.
fn measure(canvas: &mut Canvas, study: &DecisionStudy, y: f64) -> f64 {
    let lines = canvas.wrap(&study.measure, SMALL, WIDTH - 2.0 * MARGIN - 20.0, 2);
    let end = y + lines.len() as f64 * SMALL * LEADING;
    canvas.lines_at_middle((MARGIN + 10.0, f64::midpoint(y, end)), &lines, SMALL * LEADING, Hand::new(SMALL, INK));
    end
}

/// The field of the present number, from the plot's top to the table's end.
fn draw_present(canvas: &mut Canvas, layout: &Layout, present: u32, (top, end): (f64, f64), lang: Lang) {
    let (from, to) = layout.field(present);
    marks::present(canvas, (from, top), (to, end));
    let words = match lang {
        Lang::Zh => format!("现有 {present} 名"),
        Lang::En => format!("now: {present}"),
    };
    let half = text::width(&words, SMALL) / 2.0;
    let x = layout.x(present).min(layout.plot.1 - half).max(layout.plot.0 + half);
    canvas.text_at_middle((x, top - 22.0), &words, Hand::new(SMALL, INK).bold().align(Align::Middle));
}

/// The scale of errors, and the precision asked for.
fn draw_errors(canvas: &mut Canvas, study: &DecisionStudy, layout: &Layout, top: f64) {
    let right = Hand::new(SMALL, MUTED).align(Align::Right);
    for (value, words) in layout.errors.ticks() {
        let y = top + layout.errors.at(value);
        canvas.line((layout.plot.0, y), (layout.plot.1, y), GRID, 1);
        canvas.text_at_middle((layout.plot.0 - 12.0, y), &words, right);
    }
    canvas.line((layout.plot.0, top), (layout.plot.0, top + PLOT_HEIGHT), MUTED, 2);
    canvas.line((layout.plot.0, top + PLOT_HEIGHT), (layout.plot.1, top + PLOT_HEIGHT), MUTED, 2);
    if let Some(asked) = &study.asked {
        let y = top + layout.errors.at(asked.value);
        canvas.dashes((layout.plot.0, y), (layout.plot.1, y), 14.0, ALERT, 4);
        let words = canvas.wrap(&asked.words, SMALL, ASKED_ROOM, 1);
        canvas.lines_at_middle((layout.plot.1 + 12.0, y), &words, 0.0, Hand::new(SMALL, ALERT).bold());
    }
}

/// A curve with its points; the number needed is ringed, and led down to the axis.
fn draw_curve(canvas: &mut Canvas, study: &DecisionStudy, layout: &Layout, curve: &StudyCurve, mark: Mark, top: f64) {
    let places: Vec<(u32, (f64, f64))> =
        curve.points.iter().map(|p| (p.reviewers, (layout.x(p.reviewers), top + layout.errors.at(p.error)))).collect();
    for pair in places.windows(2) {
        if mark == Mark::ItemsRandom {
            canvas.dashes(pair[0].1, pair[1].1, 12.0, INK, 3);
        } else {
            canvas.line(pair[0].1, pair[1].1, INK, 4);
        }
    }
    for (reviewers, place) in places {
        if study.asked.is_some() && curve.needed == Some(reviewers) {
            canvas.dashes(place, (place.0, top + PLOT_HEIGHT), 8.0, INK, 2);
            marks::needed(canvas, place);
        }
        marks::study_point(canvas, mark, place);
    }
}

/// The numbers of reviewers, and the errors of each curve below them.
fn draw_table(canvas: &mut Canvas, study: &DecisionStudy, layout: &Layout, top: f64, lang: Lang) {
    let [reviewers, fixed, random] = row_heads(lang);
    let x = MARGIN + 10.0 + LEGEND_MARK + 12.0;
    let middle = Hand::new(SMALL, INK).align(Align::Middle);
    let mut y = top + ROW_HEIGHT / 2.0;
    canvas.text_at_middle((x, y), reviewers, Hand::new(SMALL, MUTED));
    for n in &layout.labelled {
        canvas.text_at_middle((layout.x(*n), y), &n.to_string(), middle.bold());
    }
    for (curve, head, mark) in [(&study.fixed, fixed, Mark::ItemsFixed), (&study.random, random, Mark::ItemsRandom)] {
        let Some(curve) = curve else { continue };
        y += ROW_HEIGHT;
        canvas.line((MARGIN, y - ROW_HEIGHT / 2.0), (layout.plot.1, y - ROW_HEIGHT / 2.0), GRID, 1);
        marks::draw(canvas, mark, (MARGIN + 10.0 + LEGEND_MARK / 2.0, y));
        canvas.text_at_middle((x, y), head, Hand::new(SMALL, MUTED));
        for point in curve.points.iter().filter(|p| layout.labelled.contains(&p.reviewers)) {
            let words = text::rounded(point.error, usize::from(study.decimals));
            let at = (layout.x(point.reviewers), y);
            let needed = study.asked.is_some() && curve.needed == Some(point.reviewers);
            if needed {
                let half = text::width(&words, SMALL) / 2.0 + 6.0;
                canvas.frame((at.0 - half, y - 21.0), (at.0 + half, y + 21.0), ALERT, 3);
            }
            canvas.text_at_middle(at, &words, Hand { bold: needed, ..middle });
        }
    }
}
