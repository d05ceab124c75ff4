//! `draw simulate`: a million draws against the exact chances, and both methods' chances side by side.

use super::chance_pictures::{ChancePictures, Shown, draw};
use super::chances::{self, MethodChances};
use super::form_errors;
use super::simulation::{Simulation, simulate};
use crate::cli::DrawSimulate;
use crate::files::{self, Outputs};
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::{Value, json};
use zhuoping_charts::{LotteryMethod, ObservedShares};
use zhuoping_criteria::Lang;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::simulate::{Fit, gini};

/// The seed unless another is given: fixed, so that the same commitment gives the same answer.
const SEED: &str = "zhuoping";
/// Below this a p-value is called a contradiction, and below the next one a reason to try another seed.
const CONTRADICTION: f64 = 0.001;
const DOUBT: f64 = 0.01;

/// Runs the command.
pub(crate) fn run(args: &DrawSimulate, talk: Talk) -> Result<(), Refusal> {
    let file = files::read(&args.commitment)?;
    let commitment = Commitment::from_bytes(&file.bytes).map_err(|errors| form_errors(&file.name, &errors))?;
    let listed = chances::committed_list(&commitment, &args.commitment)?;
    let seed = args.seed.as_deref().unwrap_or(SEED);
    let simulation = simulate(&commitment, listed.as_ref(), &file, (seed, args.draws), talk)?;
    let mut outputs = Outputs::new();
    if let Some(out) = &args.out {
        let document = serde_json::to_string_pretty(&simulation.json(talk.lang)).expect("results have text keys");
        outputs.add("simulate.json", document + "\n");
        simulation.pictures(&commitment, talk)?.add_files(&mut outputs);
        outputs.write(out, args.force)?;
    }
    for line in simulation.lines(talk.lang) {
        talk.result(&line);
    }
    if let Some(out) = &args.out {
        let names: Vec<String> = outputs.paths().map(files::name_of).collect();
        let (out, names) = (out.display(), names.join(talk.say("、", ", ")));
        talk.result(talk.say(&format!("已写入 {out}：{names}"), &format!("written to {out}: {names}")));
    }
    talk.document(&simulation.json(talk.lang));
    Ok(())
}

impl Simulation {
    fn observed(&self, position: usize) -> f64 {
        self.tally.drawn[position] as f64 / self.tally.draws as f64
    }

    /// The published form, `draw simulate --json`.
    fn json(&self, lang: Lang) -> Value {
        let expert = |(at, member): (usize, &zhuoping_panel::lottery::Member)| {
            json!({
                "expert": member.id, "expected": self.expected.as_ref().map(|expected| expected.chances()[at]),
                "observed": self.observed(at), "drawn": self.tally.drawn[at],
                "uniform": self.uniform.as_ref().map(|chances| chances.shares[at]),
                "leximin": self.leximin.as_ref().map(|chances| chances.shares[at]),
            })
        };
        let mut view = json!({
            "provenance": self.provenance, "draw_id": self.draw_id, "digest": self.digest, "method": self.method_code(),
            "panel_size": self.instance.seats, "eligible": self.instance.experts.len(),
            "draws": self.tally.draws, "tries": self.tally.tries, "seed": self.seed,
            "experts": self.instance.experts.iter().enumerate().map(expert).collect::<Vec<_>>(),
            "chi_square": self.fit.as_ref().map(|fit| fit.chi_square), "df": self.fit.as_ref().map(|fit| fit.df),
            "p_value": self.fit.as_ref().map(|fit| fit.p_value),
            "chances": {"uniform": self.uniform.as_ref().map(summary), "leximin": self.leximin.as_ref().map(summary)},
        });
        if let Some(error) = self.fit.as_ref().and_then(|fit| fit.df_error) {
            view["df_relative_error"] = json!(error);
        }
        let impossible: Vec<_> = self.impossible().map(|at| &self.instance.experts[at].id).collect();
        if !impossible.is_empty() {
            view["impossible"] = json!(impossible);
        }
        if self.fit.is_none() {
            let [zh, en] = self.why_not();
            view["why"] = json!(if lang == Lang::Zh { zh } else { en });
        }
        view
    }

    fn method_code(&self) -> &'static str {
        match self.method {
            LotteryMethod::Uniform => "uniform",
            LotteryMethod::Leximin => "leximin",
        }
    }

    fn impossible(&self) -> impl Iterator<Item = usize> {
        self.fit.iter().flat_map(|fit| fit.impossible.iter().copied())
    }

    /// Why there is no statistic.
    fn why_not(&self) -> [&'static str; 2] {
        if self.expected.is_some() {
            ["次数太少，无法估计专家之间的相关", "too few draws to estimate how the experts' places hang together"]
        } else {
            [
                "有配额靠重抽满足，精确机会的计算量过大；机会由模拟估计",
                "some quotas are kept by trying again and exact chances would take too long; chances are estimated",
            ]
        }
    }

    /// The same for people.
    fn lines(&self, lang: Lang) -> Vec<String> {
        let say = |zh: String, en: String| if lang == Lang::Zh { zh } else { en };
        let (draws, seed, method) = (self.tally.draws, &self.seed, self.method_code());
        let mut lines = vec![say(
            format!("按方法 {method} 模拟抽取 {draws} 次，种子“{seed}”"),
            format!("{draws} simulated draws by method {method}, seed \"{seed}\""),
        )];
        if self.tally.tries > draws {
            let rate = 100.0 * draws as f64 / self.tally.tries as f64;
            lines.push(say(
                format!("有配额靠重抽满足：试抽的组合中 {rate:.2}% 满足"),
                format!("some quotas are kept by trying again: {rate:.2}% of the panels tried keep them"),
            ));
        }
        lines.push(match &self.fit {
            Some(fit) => {
                let [zh, en] = reading(fit);
                let (chi, df, p) = (fit.chi_square, fit.df, fit.p_value);
                say(
                    format!("χ² = {chi:.1}，自由度 {df:.1}，p = {p:.3}：{zh}"),
                    format!("chi-square {chi:.1}, {df:.1} degrees of freedom, p = {p:.3}: {en}"),
                )
            }
            None => {
                let [zh, en] = self.why_not();
                say(zh.into(), en.into())
            }
        });
        for at in self.impossible() {
            let (id, observed) = (&self.instance.experts[at].id, self.observed(at));
            lines.push(say(
                format!("  专家 {id} 的机会为 0 或 1，实际频率却是 {observed:.6}"),
                format!("  the chance of expert {id} is 0 or 1, and the observed share {observed:.6}"),
            ));
        }
        lines.push(summary_line(("等可能（uniform）", "uniform"), self.uniform.as_ref(), lang));
        lines.push(summary_line(("最公平（leximin）", "leximin"), self.leximin.as_ref(), lang));
        lines
    }

    fn pictures(&self, commitment: &Commitment, talk: Talk) -> Result<ChancePictures, Refusal> {
        let shares = (0..self.tally.drawn.len()).map(|at| self.observed(at)).collect();
        // Estimated chances are these shares already.
        let observed = ObservedShares { method: self.method, draws: self.tally.draws, shares };
        let observed = self.expected.is_some().then_some(observed);
        let footnote = self.fit.as_ref().map(|fit| {
            let [zh, en] = reading(fit);
            let (chi, df, p) = (fit.chi_square, fit.df, fit.p_value);
            let (listed_zh, listed_en) = match self.method {
                LotteryMethod::Leximin => {
                    ("“最公平”一列是公开名单上的机会。", " \"Fairest\" shows the chances of the public list.")
                }
                LotteryMethod::Uniform => ("", ""),
            };
            let zh = format!("模拟与精确机会的对照：χ² = {chi:.1}，自由度 {df:.1}，p = {p:.3}，{zh}。种子“{}”。{listed_zh}", self.seed);
            let en = format!("Simulation against exact chances: chi-square {chi:.1}, {df:.1} degrees of freedom, p = {p:.3}, {en}. Seed \"{}\".{listed_en}", self.seed);
            talk.say(&zh, &en).to_owned()
        });
        // What a public list gives is drawn, and the optimum behind it differs from it a little.
        let listed = self.expected.as_ref().filter(|_| self.method == LotteryMethod::Leximin);
        let listed = listed.map(|expected| MethodChances::exact(expected.chances().to_vec()));
        let shown = Shown {
            commitment,
            instance: &self.instance,
            uniform: self.uniform.as_ref(),
            leximin: listed.as_ref().or(self.leximin.as_ref()),
            observed,
            footnote,
        };
        draw(&shown, talk)
    }
}

/// What a p-value says, in Chinese and English.
fn reading(fit: &Fit) -> [&'static str; 2] {
    match fit.p_value {
        p if p < CONTRADICTION => [
            "抽取结果与精确机会不符，请勿使用并报告",
            "the draws contradict the exact chances; do not use this program and report it",
        ],
        p if p < DOUBT => {
            ["偏差偏大，请换一个种子再模拟一次", "the deviation is large; simulate again with another seed"]
        }
        _ => ["抽取结果与精确机会相符", "the draws agree with the exact chances"],
    }
}

/// Smallest and largest chance of those who have one, how many have none, and the Gini coefficient of all.
fn summary(chances: &MethodChances) -> Value {
    let some = || chances.shares.iter().copied().filter(|share| *share > 0.0);
    let none = chances.shares.iter().filter(|share| **share <= 0.0).count();
    json!({
        "how": if chances.error.is_some() { "estimated" } else { "exact" }, "standard_error": chances.error,
        "shut_out": none, "smallest": some().reduce(f64::min), "largest": some().reduce(f64::max),
        "gini": gini(&chances.shares),
    })
}

fn summary_line(name: (&str, &str), chances: Option<&MethodChances>, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let name = if zh { name.0 } else { name.1 };
    let Some(chances) = chances else {
        return if zh { format!("{name}：没有算出") } else { format!("{name}: not available") };
    };
    let some = || chances.shares.iter().copied().filter(|share| *share > 0.0);
    let (low, high) = (some().reduce(f64::min).unwrap_or(0.0), some().reduce(f64::max).unwrap_or(0.0));
    let none = chances.shares.iter().filter(|share| **share <= 0.0).count();
    let (low_percent, high_percent, ratio, gini) = (100.0 * low, 100.0 * high, high / low, gini(&chances.shares));
    let estimated = match (chances.error, zh) {
        (None, _) => String::new(),
        (Some(error), true) => format!("（模拟估计，标准误不超过 {:.4}%）", 100.0 * error),
        (Some(error), false) => format!(" (estimated, standard errors up to {:.4}%)", 100.0 * error),
    };
    // Who was never drawn in a simulation may have a chance all the same.
    let nobody = match (chances.error, zh) {
        (None, true) => "没有机会",
        (None, false) => "without a chance",
        (Some(_), true) => "一次也没有抽中",
        (Some(_), false) => "never drawn",
    };
    if zh {
        format!(
            "{name}{estimated}：最小的机会 {low_percent:.4}%，最大 {high_percent:.4}%，相差 {ratio:.1} 倍；{nobody} {none} 人；基尼系数 {gini:.3}"
        )
    } else {
        format!(
            "{name}{estimated}: smallest chance {low_percent:.4}%, largest {high_percent:.4}%, ratio {ratio:.1}; {none} {nobody}; Gini coefficient {gini:.3}"
        )
    }
}
