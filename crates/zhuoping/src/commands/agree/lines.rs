//! Results for people: one block a table, one line a coefficient.

use super::components::{Estimated, title};
use super::tables::{Crossed, Kind, Place, Table};
use crate::number::fixed;
use crate::talk::Talk;
use zhuoping_ratings::agreement::Measured;

/// How wide the column of names is, in columns of a terminal; a hanzi takes two.
const NAME_WIDTH: usize = 46;

/// How many subjects are named.
const NAMED: usize = 8;

/// The block of one table.
pub(super) fn table(table: &Table, all: &[Measured], talk: Talk) -> String {
    let first = &all[0];
    let counts = talk.say("对象 {s}，评审 {r}，缺 {m}", "{s} subjects, {r} raters, {m} missing");
    let counts = counts
        .replace("{s}", &first.subjects.to_string())
        .replace("{r}", &first.raters.to_string())
        .replace("{m}", &first.missing.to_string());
    let mut lines = vec![format!("{}（{counts}）", heading(&table.place, table.kind.words(talk), talk))];
    lines.extend(categories(all, talk));
    if table.kind == Kind::EntrantByItem {
        let text = talk.say(
            "  同一对象的各条款不独立，封闭形式的区间偏窄；--bootstrap 按对象整组重抽",
            "  items of one entrant are not independent: intervals in closed form are too narrow; --bootstrap draws entrants",
        );
        lines.push(text.to_owned());
    }
    for measured in all {
        lines.push(coefficient(measured, talk));
        lines.extend(worse_than_random(table, measured, talk));
    }
    lines.join("\n") + "\n"
}

/// The block of the variance components.
pub(super) fn components(crossed: &Crossed, all: &[Estimated], talk: Talk) -> String {
    let [entrants, reviewers, items] = crossed.sizes.map(|size| size.to_string());
    let counts = talk.say("对象 {e}，评审 {r}，条款 {i}", "{e} entrants, {r} reviewers, {i} items");
    let counts = counts.replace("{e}", &entrants).replace("{r}", &reviewers).replace("{i}", &items);
    let what = talk.say("方差分量（REML）", "variance components (REML)");
    let mut lines = vec![format!("{}（{counts}）", heading(&crossed.place, what, talk))];
    for estimated in all {
        let name = title(estimated);
        let value = match &estimated.outcome {
            Err(why) => format!("—  {}", why.get(talk.lang)),
            Ok(figure) => {
                let error = figure
                    .standard_error
                    .map(|error| talk.say("  标准误 {}", "  standard error {}").replace("{}", &format!("{error:.3}")));
                let boundary = figure.boundary.unwrap_or(false).then(|| talk.say("  在边界上", "  on the boundary"));
                format!("{:>9.3}{}{}", figure.value, error.unwrap_or_default(), boundary.unwrap_or_default())
            }
        };
        lines.push(format!("  {}{value}", padded(name.get(talk.lang))));
    }
    lines.join("\n") + "\n"
}

fn heading(place: &Place, what: &str, talk: Talk) -> String {
    let mut parts = place.words.clone();
    parts.push(what.to_owned());
    parts.join(talk.say(" · ", " · "))
}

/// Where the categories come from, once for the table.
fn categories(all: &[Measured], talk: Talk) -> Option<String> {
    // Weighted coefficients count categories; r_wg counts the steps of the scale, which may be more.
    let counted = |measured: &&Measured| measured.statistic.weights().is_some();
    let of = all.iter().filter(|measured| measured.categories.is_some());
    let measured = of.clone().find(counted).or_else(|| of.clone().next())?;
    let (source, count) = measured.categories?;
    let text = match source {
        "edition" => talk.say("  等级：准则的步长，{} 个", "  categories: the {} steps of the edition"),
        "named" => talk.say("  等级：所列的 {} 个", "  categories: the {} named"),
        _ => talk.say(
            "  等级：表中出现的 {} 个值（--categories 可另行指定）",
            "  categories: the {} values that occur (--categories names others)",
        ),
    };
    Some(text.replace("{}", &count.to_string()))
}

fn coefficient(measured: &Measured, talk: Talk) -> String {
    let name = measured.statistic.title();
    let name = padded(name.get(talk.lang));
    let Some(value) = measured.value() else {
        let why = measured.why().map(|why| why.get(talk.lang).to_owned()).unwrap_or_default();
        return format!("  {name}—  {why}");
    };
    let decimals = if measured.statistic.in_unit_of_ratings() { 2 } else { 4 };
    let interval = match measured.interval() {
        Some(interval) => format!("  [{}, {}]", fixed(interval.lower, decimals), fixed(interval.upper, decimals)),
        None => measured.why().map(|why| format!("  {}", why.get(talk.lang))).unwrap_or_default(),
    };
    let test = measured.outcome.as_ref().ok().and_then(|value| value.test);
    let test = test.map(|test| format!("  p = {:.4}", test.p_value)).unwrap_or_default();
    format!("  {name}{:>9}{interval}{test}", fixed(value, decimals))
}

/// The subjects on which raters differ more than at random, each once.
fn worse_than_random(table: &Table, measured: &Measured, talk: Talk) -> Option<String> {
    let values = measured.outcome.as_ref().ok()?.by_subject.as_ref()?;
    if values.len() != table.rows.len() {
        return None;
    }
    let worse = table.rows.iter().zip(values).filter(|(_, value)| value.is_ok_and(|value| value < 0.0));
    let names: Vec<String> = worse
        .map(|((subject, item), _)| item.as_ref().map_or(subject.clone(), |item| format!("{subject} {item}")))
        .collect();
    if names.is_empty() {
        return None;
    }
    let listed = names[..names.len().min(NAMED)].join(talk.say("、", ", "));
    let more = if names.len() > NAMED { talk.say(" 等", ", ...") } else { "" };
    let text = talk.say("    {n} 处的分歧大于随机：{names}", "    worse than random in {n} places: {names}");
    Some(text.replace("{n}", &names.len().to_string()).replace("{names}", &format!("{listed}{more}")))
}

/// The name with blanks up to the column of values, and at least two.
fn padded(name: &str) -> String {
    let width: usize = name.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum();
    format!("{name}{}", " ".repeat(NAME_WIDTH.saturating_sub(width).max(2)))
}
