//! Writes every chart with ordinary and with extreme data to a folder: `cargo run -p zhuoping-charts --example gallery DIR`.
//! Look at the pictures after every change of a chart.

use std::error::Error;
use std::path::PathBuf;
use zhuoping_charts::{Candidate, Candidates, CapLine, Dot, Floor, Heading, Lang, Picture, Standing};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("a folder is needed")?);
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, picture: &Picture| -> Result<(), Box<dyn Error>> {
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
    Ok(())
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
