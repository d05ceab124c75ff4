//! The cover: whose workbook this is, how to fill it in, and how far it is.

use super::{heading, kind, sheet, stage, word};
use crate::scorebook::cycle::{Cycle, Task};
use crate::scorebook::page::{Content, Page, Run, Signal, Style, Tone, address, height};
use crate::scorebook::render::{first_of, quoted};
use zhuoping_criteria::Lang;
use zhuoping_ratings::EntrantKind;

/// The sheet's name.
pub(in crate::scorebook) fn name(lang: Lang) -> &'static str {
    word(lang, "说明", "Cover")
}

const WIDTHS: [f64; 6] = [13.0, 40.0, 9.0, 10.0, 10.0, 11.0];
const STATE: u16 = 4;

/// The sheet; `sheets` are the names of the entrants' sheets.
pub(in crate::scorebook) fn page(cycle: &Cycle, task: &Task, sheets: &[String]) -> Page {
    let lang = task.lang;
    let mut page = Page::new(name(lang));
    page.widths = WIDTHS.to_vec();
    page.put_across(0, 0, 6, Style::Title, Content::Text(heading(cycle, lang)));
    page.put_across(1, 0, 6, Style::Title, Content::text(word(lang, "评分工作簿", "Scorebook")));
    page.heights.extend([(0, 34.0), (1, 30.0)]);
    let mut row = 3;
    let fields = fields(cycle, task);
    let lines = instructions(cycle, task);
    for (label, value) in fields {
        page.text(row, 0, Style::Label, label);
        page.heights.push((row, height(&value, 80.0, 10.0).max(20.0)));
        page.put_across(row, 1, 5, Style::Text, Content::Text(value));
        row += 1;
    }
    page.text(row, 0, Style::Label, word(lang, "进度", "Progress"));
    page.heights.push((row, 20.0));
    let progress_row = row;
    row += 2;
    page.put_across(row, 0, 6, Style::Category, Content::text(word(lang, "怎样填写", "How to fill it in")));
    for line in lines {
        row += 1;
        page.heights.push((row, height(&line, 90.0, 10.0)));
        page.put_across(row, 0, 6, Style::Plain, Content::Text(line));
    }
    let list = row + 2;
    page.put_across(progress_row, 1, 5, Style::Text, progress(task, list));
    entrants(&mut page, cycle, task, sheets, list);
    page
}

fn fields(cycle: &Cycle, task: &Task) -> Vec<(&'static str, String)> {
    let lang = task.lang;
    let regulation = cycle.rules.regulation();
    let reviewer = match &task.name {
        None => task.reviewer.to_string(),
        Some(name) => format!("{} {name}", task.reviewer),
    };
    let mut fields = vec![
        (word(lang, "评审阶段", "Stage"), stage(&task.stage, lang).to_owned()),
        (word(lang, "评审专家", "Reviewer"), reviewer),
        (word(lang, "依据", "Regulation"), format!("{} {}", regulation.title, regulation.number)),
    ];
    for entrant_kind in EntrantKind::ALL {
        let needed = task.entrants.iter().any(|entrant| entrant.kind == entrant_kind);
        if let Some(bound) = cycle.edition(entrant_kind).filter(|_| needed) {
            let label = match (lang, entrant_kind) {
                (Lang::Zh, EntrantKind::Organization) => "组织评价准则",
                (Lang::Zh, EntrantKind::Individual) => "个人评价准则",
                (Lang::En, EntrantKind::Organization) => "Criteria (org.)",
                (Lang::En, EntrantKind::Individual) => "Criteria (ind.)",
            };
            fields.push((label, bound.edition.title().get(lang).to_owned()));
        }
    }
    if let Some(day) = task.deadline {
        fields.push((word(lang, "交回期限", "Due"), word_day(day, lang)));
    }
    fields
}

fn word_day(day: jiff::civil::Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.to_string(),
    }
}

fn instructions(cycle: &Cycle, task: &Task) -> Vec<String> {
    let steps: Vec<u8> =
        EntrantKind::ALL.into_iter().filter_map(|kind| cycle.edition(kind)).map(|b| b.edition.step()).collect();
    let step = steps.iter().max().copied().unwrap_or(5);
    let lines: [String; 7] = match task.lang {
        Lang::Zh => [
            "1. 每家申报方一张工作表。点下面的申报编号即可前往；应回避的申报方不在本工作簿中。".into(),
            format!("2. 每个条款给一个百分比：从下拉菜单中选，或直接输入（{step} 的倍数，如 65，不写 %）。先判断属于哪一档，再在档内定位。"),
            "3. 没有把握、尚未评的条款留空。空白表示没有评，绝不当作 0；只有全部条款填齐的申报方才计入汇总。".into(),
            "4. 优势、改进写在同一行，可以换行（Alt+Enter）。不要写身份证号和电话，有则整本退回。".into(),
            "5. 得分、小计、总分、进度自动计算。只有百分比、优势、改进三列可以填，其余请勿改动。".into(),
            "6. 粘贴时请选「只粘贴值」。不要插入、删除、移动行列和工作表，不要写公式；改动结构的工作簿不能收回。".into(),
            "7. 填完保存为 .xlsx，文件名可以改。Excel、WPS、LibreOffice 都能填。交回后又有改动的，只交最后一本。".into(),
        ],
        Lang::En => [
            "1. One sheet an entrant; the ids below lead there. Entrants you are recused from are not in this workbook.".into(),
            format!("2. One percent an item: choose it from the list or type it (steps of {step}, as in 65, without %). First choose the band, then the place within it."),
            "3. Leave an item blank until you have judged it. Blank is not judged and never 0; only entrants with every item filled in are counted.".into(),
            "4. Strengths and improvements go into the same row; Alt+Enter begins a new line. No identity or telephone numbers: a workbook with one is returned.".into(),
            "5. Scores, subtotals, totals and progress compute themselves. Only percent, strengths and improvements can be filled in.".into(),
            "6. Paste values only. Do not insert, delete or move rows, columns or sheets, and write no formulas: such a workbook cannot be taken back.".into(),
            "7. Save as .xlsx; the file may be renamed. Excel, WPS and LibreOffice will do. After further changes hand in only the last one.".into(),
        ],
    };
    lines.into()
}

/// `已完成 n/m 份`, from the states in the list below row `list`.
fn progress(task: &Task, list: u32) -> Content {
    let lang = task.lang;
    let all = task.entrants.len();
    if all == 0 {
        return Content::text(word(lang, "没有需要评审的申报方", "nobody to judge"));
    }
    let (first, last) = (address(list + 1, STATE), address(list + small(all), STATE));
    let count = format!("COUNTIF({first}:{last},\"{}\")", word(lang, "完成", "complete"));
    match lang {
        Lang::Zh => Content::formula(format!("\"已完成 \"&{count}&\"/{all} 份\""), format!("已完成 0/{all} 份")),
        Lang::En => Content::formula(format!("{count}&\" of {all} complete\""), format!("0 of {all} complete")),
    }
}

fn entrants(page: &mut Page, cycle: &Cycle, task: &Task, sheets: &[String], header: u32) {
    let lang = task.lang;
    let headers = [
        ("申报编号", "Entrant"),
        ("名称", "Name"),
        ("类别", "Kind"),
        ("已填条款", "Items"),
        ("状态", "State"),
        ("总分", "Total"),
    ];
    for (column, (zh, en)) in (0_u16..).zip(headers) {
        page.text(header, column, Style::Label, word(lang, zh, en));
    }
    page.heights.push((header, 20.0));
    let (total, filled) = sheet::total_cells();
    for (row, (entrant, sheet)) in (header + 1..).zip(task.entrants.iter().zip(sheets)) {
        let items = cycle.edition_of(entrant).items().len();
        let (total, filled) = (format!("{}!{total}", quoted(sheet)), format!("{}!{filled}", quoted(sheet)));
        let state = format!(
            "IF({filled}=0,\"{}\",IF({filled}={items},\"{}\",\"{}\"))",
            word(lang, "未填", "untouched"),
            word(lang, "完成", "complete"),
            word(lang, "未完", "incomplete"),
        );
        page.put(row, 0, Style::Link, Content::Link(entrant.id.to_string(), sheet.clone()));
        page.text(row, 1, Style::Text, entrant.name.as_str());
        page.text(row, 2, Style::Centred, kind(entrant.kind, lang));
        page.put(row, 3, Style::Count(small(items)), Content::formula(filled, "0"));
        page.put(row, STATE, Style::Centred, Content::formula(state, word(lang, "未填", "untouched")));
        page.put(row, 5, Style::Score, Content::formula(total, "0"));
        page.heights.push((row, height(&entrant.name, WIDTHS[1], 10.0).max(18.0)));
    }
    if !task.entrants.is_empty() {
        let run = Run { column: STATE, first: header + 1, last: header + small(task.entrants.len()) };
        let cell = first_of(run);
        for (state, tone) in
            [(word(lang, "完成", "complete"), Tone::Done), (word(lang, "未完", "incomplete"), Tone::Missing)]
        {
            page.signals.push(Signal { run, formula: format!("={cell}=\"{state}\""), tone });
        }
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).expect("a workbook has few entrants")
}
