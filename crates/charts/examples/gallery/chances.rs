//! The pictures of chances: pools of 20, 480 and 5000 experts, one method and both, with a simulation and without.

use super::{Done, Noise};
use zhuoping_charts::{
    AttributeGroup, AttributeValue, ChanceSeries, Chances, ChancesByAttribute, Heading, Lang, LotteryMethod,
    ObservedShares, Picture,
};

/// Writes each in both languages.
pub(crate) fn write(write: &dyn Fn(&str, &Picture) -> Done) -> Done {
    for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        for (experts, seats, spread, both) in
            [(20, 3, 3.0, true), (480, 7, 1.5, true), (480, 7, 200.0, true), (5000, 9, 20.0, true), (20, 3, 2.0, false)]
        {
            let chart = chances(experts, seats, spread, both);
            write(&format!("chances-{experts}-{spread}-{both}-{code}"), &chart.picture(lang)?)?;
        }
        let equal = ChanceSeries { method: LotteryMethod::Uniform, chances: vec![0.25; 28], error: None };
        let equal = Chances { heading: heading(28), seats: 7, series: vec![equal], observed: None };
        write(&format!("chances-equal-{code}"), &equal.picture(lang)?)?;
        for (values, both) in [(3, true), (18, true), (18, false)] {
            let chart = by_attribute(values, both);
            for (n, page) in chart.pages(lang)?.iter().enumerate() {
                write(&format!("attribute-{values}-{both}-{code}-page-{}", n + 1), page)?;
            }
        }
    }
    Ok(())
}

fn heading(experts: usize) -> Heading {
    Heading {
        title: "每位专家被抽中的机会".to_owned(),
        subtitle: Some(format!(
            "抽取 2026-panel，第 1 次 · 可抽 {experts} 人，抽 7 人 · 配额 6 条 · 同一单位至多 1 人"
        )),
        footnote: Some(
            "模拟与精确机会的对照：χ² = 462.1，自由度 460.3，p = 0.468，抽取结果与精确机会相符。".to_owned(),
        ),
    }
}

fn chances(experts: usize, seats: u32, spread: f64, both: bool) -> Chances {
    let mut noise = Noise(experts as u64 + 7);
    let scaled = |weights: Vec<f64>| -> Vec<f64> {
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|w| (f64::from(seats) * w / sum).min(1.0)).collect()
    };
    let kinds: Vec<f64> = (0..40).map(|_| 1.0 + (spread - 1.0) * noise.next().powi(4)).collect();
    let uniform = scaled((0..experts).map(|n| if n % 40 == 13 { 0.0 } else { kinds[n * 7 % 40] }).collect());
    let fair = scaled(uniform.iter().map(|p| if *p > 0.0 { p.sqrt().max(0.05) } else { 0.0 }).collect());
    let draws = 100_000_u32;
    let shares = uniform
        .iter()
        .map(|p| (p + noise.normal() * (p * (1.0 - p) / f64::from(draws)).sqrt()).clamp(0.0, 1.0))
        .collect();
    let mut series = vec![ChanceSeries { method: LotteryMethod::Uniform, chances: uniform, error: None }];
    if both {
        series.push(ChanceSeries { method: LotteryMethod::Leximin, chances: fair, error: None });
    }
    let observed = ObservedShares { method: LotteryMethod::Uniform, draws: draws.into(), shares };
    Chances { heading: heading(experts), seats, series, observed: Some(observed) }
}

fn by_attribute(values: usize, both: bool) -> ChancesByAttribute {
    let mut noise = Noise(values as u64);
    let cities = [
        "郑州市",
        "开封市",
        "洛阳市",
        "平顶山市",
        "安阳市",
        "鹤壁市",
        "新乡市",
        "焦作市",
        "濮阳市",
        "许昌市",
        "漯河市",
        "三门峡市",
        "南阳市",
        "商丘市",
        "信阳市",
        "周口市",
        "驻马店市",
        "济源示范区",
    ];
    let mut sizes = [29, 36, 4, 58, 16, 63, 11, 22, 40].into_iter().cycle();
    let mut value = |name: &str, quota: Option<&str>| {
        let mean = 0.004 + 0.03 * noise.next().powi(3);
        let count = sizes.next().unwrap_or(1);
        let uniform: Vec<f64> = (0..count).map(|_| mean * (0.4 + 1.6 * noise.next())).collect();
        let fair = uniform.iter().map(|p| 0.5 * p + 0.007).collect();
        AttributeValue {
            value: name.to_owned(),
            quota: quota.map(str::to_owned),
            chances: if both { vec![uniform, fair] } else { vec![uniform] },
        }
    };
    let regions = cities.iter().take(values).map(|city| value(city, Some("0–1"))).collect();
    let specialties = vec![value("质量管理", Some("2–4")), value("卓越绩效", Some("2–7")), value("其余专家", None)];
    let gender = vec![value("女", Some("2–5")), value("其余专家", None)];
    let group = |column: &str, values| AttributeGroup { column: column.to_owned(), values };
    let methods = [LotteryMethod::Uniform, LotteryMethod::Leximin];
    ChancesByAttribute {
        heading: heading(480),
        seats: 7,
        experts: 480,
        methods: methods[..if both { 2 } else { 1 }].to_vec(),
        groups: vec![group("性别", gender), group("所在市", regions), group("专业领域", specialties)],
    }
}
