//! Writes every chart with ordinary and with extreme data to a folder: `cargo run -p zhuoping-charts --example gallery DIR`.
//! Look at the pictures after every change of a chart.

mod chances;
mod statistics;

use std::error::Error;
use std::path::PathBuf;
use zhuoping_charts::{
    Candidate, Candidates, CapLine, Distribution, Distributions, Dot, Floor, Heading, ItemGroup, Lang, Picture,
    Profile, Profiles, Severities, Severity, SpreadCell, SpreadMap, SpreadRow, Standing,
};

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("a folder is needed")?);
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, picture: &Picture| -> Done {
        std::fs::write(folder.join(format!("{name}.svg")), &picture.svg)?;
        std::fs::write(folder.join(format!("{name}.png")), picture.png(picture.width)?)?;
        Ok(())
    };
    for (count, reviewers, lang) in [(4, 7, Lang::Zh), (14, 7, Lang::Zh), (20, 9, Lang::En), (60, 15, Lang::Zh)] {
        let list = candidates(count, reviewers);
        write(&format!("candidates-{count}"), &list.picture(lang)?)?;
        for (n, page) in list.pages(lang)?.iter().enumerate() {
            write(&format!("candidates-{count}-page-{}", n + 1), page)?;
        }
    }
    for (count, lang) in [(4, Lang::Zh), (14, Lang::Zh), (20, Lang::En), (60, Lang::Zh)] {
        let profiles = profiles(count);
        write(&format!("profiles-{count}"), &profiles.picture(lang)?)?;
        for (n, page) in profiles.pages(lang)?.iter().enumerate() {
            write(&format!("profiles-{count}-page-{}", n + 1), page)?;
        }
        write(&format!("profile-{count}"), &profiles.single(count - 1, lang)?)?;
        let map = spread(count, count == 20);
        write(&format!("spread-{count}"), &map.picture(lang)?)?;
        for (n, page) in map.pages(lang)?.iter().enumerate() {
            write(&format!("spread-{count}-page-{}", n + 1), page)?;
        }
    }
    for (reviewers, lang) in [(7, Lang::Zh), (15, Lang::En)] {
        write(&format!("severities-{reviewers}"), &severities(reviewers).picture(lang)?)?;
        write(&format!("distributions-{reviewers}"), &distributions(reviewers).picture(lang)?)?;
    }
    statistics::write(&write)?;
    chances::write(&write)?;
    extremes(&write)
}

/// What no award should have and one will: names of eighty characters, missing glyphs, ties only, one entrant, two stages.
fn extremes(write: &dyn Fn(&str, &Picture) -> Done) -> Done {
    let long = "中华人民共和国河南省三门峡市黄河金三角承接产业转移示范区精密量仪与轴承制造（集团）股份有限公司灵宝函谷分公司寺河山苹果深加工及冷链物流综合示范基地第二厂区质量检验检测中心";
    let mut list = candidates(14, 9);
    list.entrants[0].name = long.to_owned();
    list.entrants[1].name = "含\u{2B820}\u{E000}字与\u{1F600}的公司".to_owned();
    list.entrants[2].name =
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".to_owned();
    list.heading.title = format!("{}：{}", list.heading.title, long);
    list.series = vec!["材料评审总分".to_owned(), "现场评审总分".to_owned()];
    for entrant in &mut list.entrants {
        let site: Vec<Dot> = entrant.dots.iter().map(|d| Dot { value: d.value + 14.0, series: 1 }).collect();
        entrant.dots.extend(site);
    }
    list.lines.push(CapLine {
        after: 0, label: "以上为特别奖，名额 1 个，本届空缺（宁缺毋滥）".to_owned()
    });
    write("extreme-candidates", &list.picture(Lang::Zh)?)?;
    let mut one = candidates(4, 7);
    one.entrants.truncate(1);
    one.lines.clear();
    write("extreme-candidates-one", &one.picture(Lang::Zh)?)?;
    let mut profiles = profiles(4);
    profiles.categories[3] = "4.4 资源（人力、财务、信息和知识、技术、基础设施、相关方关系）".to_owned();
    profiles.entrants[2].name = long.to_owned();
    write("extreme-profiles", &profiles.picture(Lang::Zh)?)?;
    let mut map = spread(20, true);
    map.entrants[3].entrant = long.to_owned();
    for n in 0..3 {
        map.groups.push(ItemGroup {
            code: format!("9.{n}"),
            title: "附加".to_owned(),
            items: (0..6).map(|i| format!("9.{n}.{i} {long}")).collect(),
        });
    }
    for row in &mut map.entrants {
        row.cells.extend([SpreadCell::Spread { value: 22.5, discuss: true }; 18]);
    }
    write("extreme-spread", &map.picture(Lang::Zh)?)?;
    let mut few = spread(4, true);
    few.groups.truncate(2);
    few.entrants.iter_mut().for_each(|row| row.cells.truncate(5));
    write("extreme-spread-few", &few.picture(Lang::Zh)?)?;
    let mut severities = severities(7);
    severities.reviewers[0].reviewer = long.to_owned();
    severities.reviewers[1].words = "+123456.78 ± 98765.43（标准误由 2 份评审表算出）".to_owned();
    write("extreme-severities", &severities.picture(Lang::Zh)?)?;
    let mut same = distributions(7);
    same.reviewers[0] = Distribution { reviewer: long.to_owned(), counts: vec![0; 21] };
    same.reviewers[0].counts[20] = 322;
    write("extreme-distributions", &same.picture(Lang::Zh)?)
}

/// Numbers that look random and are the same each time.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap_or(0)) / f64::from(1_u32 << 31)
    }

    /// Roughly normal.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

fn name(n: usize) -> String {
    const NAMES: [&str; 8] = [
        "三门峡崤函精工轴承有限公司",
        "河南黄河金三角（集团）特种铝材股份有限公司",
        "渑池仰韶电子",
        "灵宝函谷果业发展有限责任公司寺河山苹果深加工与冷链物流示范基地（第二分公司）",
        "卢氏县天然药业有限公司",
        "义马煤化新材料研究院有限公司",
        "Sanmenxia Huanghe Precision Instruments and Measurement Technology Co., Ltd.",
        "陕州区喆堃珺玥镕建材",
    ];
    NAMES[n % NAMES.len()].to_owned()
}

fn candidates(count: usize, reviewers: usize) -> Candidates {
    let mut noise = Noise(count as u64);
    let mut entrants: Vec<Candidate> = (0..count)
        .map(|n| {
            let quality = 720.0 - 170.0 * n as f64 / count as f64;
            let mut dot = || Dot { value: (quality + 28.0 * noise.normal()).round(), series: 0 };
            let dots: Vec<Dot> = (0..reviewers).map(|_| dot()).collect();
            let score = dots.iter().map(|d| d.value).sum::<f64>() / reviewers as f64;
            Candidate {
                name: name(n),
                standing: Standing::BelowFloor,
                score: Some((score, format!("{score:.2}"))),
                dots,
            }
        })
        .collect();
    if let [_, _, third, fourth, ..] = &mut entrants[..] {
        fourth.score.clone_from(&third.score);
    }
    entrants.sort_by(|a, b| {
        b.score.as_ref().map(|s| s.0).unwrap_or(0.0).total_cmp(&a.score.as_ref().map(|s| s.0).unwrap_or(0.0))
    });
    let above = entrants.iter().filter(|e| e.score.as_ref().is_some_and(|s| s.0 >= 600.0)).count();
    let ties: Vec<String> = entrants.iter().filter_map(|e| e.score.as_ref()).map(|s| s.1.clone()).collect();
    for (n, entrant) in entrants.iter_mut().take(above).enumerate() {
        let tied = ties.iter().filter(|s| **s == ties[n]).count() > 1;
        let rank = ties.iter().position(|s| *s == ties[n]).map_or(0, |p| u32::try_from(p + 1).unwrap_or(0));
        entrant.standing = Standing::Ranked { rank, tied, tier: [Some(0), Some(1), None][(n / 4).min(2)] };
    }
    if count > 4
        && let Some(last) = entrants.last_mut()
    {
        *last = Candidate { standing: Standing::Unranked, score: None, dots: Vec::new(), name: last.name.clone() };
    }
    Candidates {
        heading: Heading {
            title: "第三届三门峡市市长质量奖候选名单：组织".to_owned(),
            subtitle: Some(format!(
                "材料评审与现场评审加权，申报 {count} 家，评审专家 {reviewers} 名，去掉一个最高分和一个最低分"
            )),
            footnote: Some("名单按准确分数排序，显示的分数四舍五入到两位小数。数据均为虚构。".to_owned()),
        },
        scale: "总分（满分 1000 分）".to_owned(),
        most: 1000.0,
        floor: Some(Floor { value: 600.0, label: "底线 600 分".to_owned() }),
        tiers: vec!["市长质量奖".to_owned(), "提名奖".to_owned()],
        series: Vec::new(),
        entrants,
        lines: [(4, "以上为市长质量奖，名额 4 个"), (8, "以上为提名奖，名额 4 个")]
            .into_iter()
            .map(|(after, label)| CapLine { after: after.min(above), label: label.to_owned() })
            .collect(),
    }
}

const CATEGORIES: [(&str, &str, &[&str]); 7] = [
    ("4.1", "领导", &["高层领导的作用", "组织治理", "社会责任"]),
    ("4.2", "战略", &["战略制定", "战略部署"]),
    ("4.3", "顾客与市场", &["顾客和市场的了解", "顾客关系与顾客满意"]),
    ("4.4", "资源", &["人力资源", "财务资源", "信息和知识资源", "技术资源", "基础设施", "相关方关系"]),
    ("4.5", "过程管理", &["过程的识别与设计", "过程的实施与改进"]),
    ("4.6", "测量、分析与改进", &["测量、分析和评价", "改进与创新"]),
    ("4.7", "结果", &["产品和服务", "顾客与市场", "财务", "资源", "过程有效性", "领导方面"]),
];

fn heading(title: &str, count: usize) -> Heading {
    Heading {
        title: format!("第三届三门峡市市长质量奖：{title}"),
        subtitle: Some(format!("现场评审，共 {count} 个")),
        footnote: Some("数据均为虚构。".to_owned()),
    }
}

fn profiles(count: usize) -> Profiles {
    let mut noise = Noise(count as u64 + 100);
    let percents = |noise: &mut Noise, n: usize| {
        let level = 68.0 - 16.0 * n as f64 / count as f64;
        CATEGORIES.iter().map(|_| Some((level + 6.0 * noise.normal()).clamp(0.0, 100.0))).collect()
    };
    let mut entrants: Vec<Profile> =
        (0..count).map(|n| Profile { name: name(n), percents: percents(&mut noise, n) }).collect();
    entrants[1].percents[2] = None;
    Profiles {
        heading: heading("各类目得分率", count),
        categories: CATEGORIES.iter().map(|(code, title, _)| format!("{code} {title}")).collect(),
        entrants,
    }
}

fn spread(count: usize, deviations: bool) -> SpreadMap {
    let mut noise = Noise(count as u64 + 200);
    let groups: Vec<ItemGroup> = CATEGORIES
        .iter()
        .map(|(code, title, items)| ItemGroup {
            code: (*code).to_owned(),
            title: (*title).to_owned(),
            items: items.iter().enumerate().map(|(n, item)| format!("{code}.{} {item}", n + 1)).collect(),
        })
        .collect();
    let items: usize = groups.iter().map(|g| g.items.len()).sum();
    let limit = if deviations { 12.5 } else { 30.0 };
    let cell = |noise: &mut Noise, entrant: usize, item: usize| {
        let range = ((3.6 + noise.normal()).max(0.0)).round() * 5.0;
        let value = if deviations { range * 0.42 } else { range };
        match (entrant % 9, item) {
            (3, 19..) => SpreadCell::Nothing,
            (5, 6..9) => SpreadCell::Recused,
            _ => SpreadCell::Spread { value, discuss: value >= limit },
        }
    };
    let entrants = (0..count)
        .map(|n| SpreadRow { entrant: name(n), cells: (0..items).map(|item| cell(&mut noise, n, item)).collect() })
        .collect();
    let measure = if deviations {
        "评审专家评分的标准差（百分点）"
    } else {
        "评审专家评分的极差（百分点）"
    };
    SpreadMap {
        heading: heading("评分离散度", count),
        measure: measure.to_owned(),
        decimals: u8::from(deviations),
        limit: Some(limit),
        groups,
        entrants,
    }
}

fn reviewer(n: usize) -> String {
    const REVIEWERS: [&str; 5] = ["郑喆", "王堃珺", "E017", "欧阳镕玥（河南卓越质量认证有限公司）", "李婷"];
    REVIEWERS[n % REVIEWERS.len()].to_owned()
}

fn severities(count: usize) -> Severities {
    let mut noise = Noise(count as u64 + 300);
    let severity = |n: usize| {
        let (value, reach) = (9.0 * noise.normal(), 5.0 + 6.0 * noise.next());
        Severity {
            reviewer: reviewer(n),
            value: Some(value),
            interval: Some((value - reach, value + reach)),
            words: format!("{value:+.1} ± {reach:.1}").replace('-', "−"),
            sheets: 14,
        }
    };
    let mut reviewers: Vec<Severity> = (0..count).map(severity).collect();
    reviewers[2] = Severity { reviewer: reviewer(2), words: "评审表不足".to_owned(), ..Severity::default() };
    Severities {
        heading: heading("评审专家宽严", count),
        scale: "与评审组平均的偏差（千分制，分）".to_owned(),
        interval: "偏差与区间（±1.96 倍标准误）".to_owned(),
        reviewers,
    }
}

fn distributions(count: usize) -> Distributions {
    let mut noise = Noise(count as u64 + 400);
    let percents: Vec<u8> = (0..=20).map(|n| n * 5).collect();
    let counts = |noise: &mut Noise, n: usize| {
        let mut counts = vec![0; percents.len()];
        let (level, habit) = (55.0 + 8.0 * noise.normal(), if n % 4 == 2 { 10.0 } else { 5.0 });
        for _ in 0..322 {
            let percent = ((level + 12.0 * noise.normal()) / habit).round() * habit;
            if let Some(at) = percents.iter().position(|p| (f64::from(*p) - percent).abs() < 0.5) {
                counts[at] += 1;
            }
        }
        counts
    };
    let mut reviewers: Vec<Distribution> =
        (0..count).map(|n| Distribution { reviewer: reviewer(n), counts: counts(&mut noise, n) }).collect();
    reviewers[4].counts = vec![0; percents.len()];
    Distributions { heading: heading("评审专家评分分布", count), percents, reviewers }
}
