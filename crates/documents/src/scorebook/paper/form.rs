//! The printed form of one entrant: a code, an item and room for a percent in each row, and a place to sign.

use super::Forms;
use crate::scorebook::cycle::{Judged, Task};
use crate::scorebook::page::{Content, Page, Style, height};
use crate::scorebook::pages::{heading, kind, stage, word};
use zhuoping_criteria::Lang;

const WIDTHS: [f64; 6] = [14.0, 8.0, 24.0, 8.0, 11.0, 44.0];
/// Enough for a line written by hand.
const ROW: f64 = 30.0;

/// The form.
pub(super) fn page(forms: &Forms<'_>, task: &Task, entrant: &Judged, name: String) -> Page {
    let lang = task.lang;
    let edition = forms.cycle.edition_of(entrant);
    let mut page = Page::new(name);
    page.free = true;
    page.widths = WIDTHS.to_vec();
    page.head_rows = 3;
    head(&mut page, forms, task, entrant);
    let mut row = 3;
    for (at, item) in edition.items().iter().enumerate() {
        page.text(row, 0, Style::Code, forms.code(forms.place_of(&task.reviewer, entrant, at)));
        page.text(row, 1, Style::Centred, item.code.as_str());
        page.text(row, 2, Style::Text, item.title.get(lang));
        page.put(row, 3, Style::Centred, Content::Number(item.points.get()));
        page.text(row, 4, Style::Text, "");
        page.text(row, 5, Style::Text, "");
        page.heights.push((row, height(item.title.get(lang), WIDTHS[2], 10.0).max(ROW)));
        row += 1;
    }
    let sign = word(
        lang,
        "评审专家签名：____________________    日期：____________________",
        "Signature: ____________________    Date: ____________________",
    );
    page.heights.push((row, 34.0));
    page.put_across(row, 0, 6, Style::Plain, Content::text(sign));
    page
}

fn head(page: &mut Page, forms: &Forms<'_>, task: &Task, entrant: &Judged) {
    let lang = task.lang;
    let cycle = forms.cycle;
    let edition = cycle.edition_of(entrant);
    let title =
        format!("{} {}{}", heading(cycle, lang), stage(&task.stage, lang), word(lang, "评分表", " score sheet"));
    page.put_across(0, 0, 6, Style::Title, Content::Text(title));
    let reviewer = format!("{} {}", task.reviewer, task.name.as_deref().unwrap_or_default());
    let who = match lang {
        Lang::Zh => format!(
            "申报方：{} {}（{}）    评审专家：{}    百分比：0 至 100，{} 的倍数；未评的留空",
            entrant.id,
            entrant.name,
            kind(entrant.kind, lang),
            reviewer.trim(),
            edition.step()
        ),
        Lang::En => format!(
            "Entrant: {} {} ({})    Reviewer: {}    Percent: 0 to 100 in steps of {}; blank if not judged",
            entrant.id,
            entrant.name,
            kind(entrant.kind, lang),
            reviewer.trim(),
            edition.step()
        ),
    };
    page.heights.extend([(0, 30.0), (1, height(&who, WIDTHS.iter().sum(), 10.0).max(22.0)), (2, 20.0)]);
    page.put_across(1, 0, 6, Style::Plain, Content::Text(who));
    let headers = [
        ("行码", "Code"),
        ("条款", "Item"),
        ("名称", "Title"),
        ("分值", "Points"),
        ("百分比", "Percent"),
        ("优势与改进要点", "Strengths and improvements"),
    ];
    for (column, (zh, en)) in (0_u16..).zip(headers) {
        page.text(2, column, Style::Label, word(lang, zh, en));
    }
}
