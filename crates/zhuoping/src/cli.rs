//! The command line: what can be asked, in the words of `--help`, which stand in Chinese and English side by side.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use zhuoping_criteria::Lang;

/// 卓评：政府质量奖评审，从抽取专家到候选名单，每一步都可复算。
/// Zhuoping: judging a government quality award, every step exact and replayable.
#[derive(Debug, Parser)]
#[command(name = "zhuoping", version, about, verbatim_doc_comment, arg_required_else_help = true)]
pub struct Cli {
    /// 输出语言；默认看系统区域设置，中文优先 · Language of output; from the locale, Chinese first
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// 标准输出只给一个 JSON 文档，供程序读取 · One JSON document on stdout and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The two languages as an option.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Self {
        match arg {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 演示：用内置的虚构样例走完整个评审 · Judge the whole fictional sample cycle
    Demo(Demo),
    /// 评价准则：列出、显示、检查 · Criteria editions: list, show, check
    #[command(subcommand)]
    Criteria(Criteria),
    /// 抽取专家：方案、见证、抽取、递补、核验 · Draw experts: plan, commit, run, reserve, verify
    #[command(subcommand)]
    Draw(Draw),
    /// 评分工作簿：制作、收回；纸质评分表与两遍录入 · Scorebooks: out and back; paper forms and double entry
    #[command(subcommand)]
    Scorebook(Scorebook),
    /// 评审一致性系数 · Coefficients of agreement between reviewers
    Agree(Agree),
    /// 汇总评分，排出候选名单 · Aggregate scores into the ranked candidate list
    Rank(Rank),
    /// 公文：抽取记录、评审报告、候选名单、反馈等 · Official papers: draw record, reports, lists, feedback
    Report(Report),
}

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// 结果文件夹；不给时新建 zhuoping-demo · Folder for the results; a new zhuoping-demo when absent
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `criteria ...`
#[derive(Debug, Subcommand)]
pub enum Criteria {
    /// 列出内置的准则版本 · List the editions that ship
    List,
    /// 显示一个版本：条款、分值、评分档 · Show an edition: items, points, bands
    Show {
        /// 版本代号（见 list），或自备准则文件的路径 · Edition id (see list), or the path of an edition file
        id: String,
    },
    /// 检查自备的准则文件 · Check an edition file of one's own
    Check {
        /// 准则文件（JSON）· Edition file (JSON)
        file: PathBuf,
    },
}

/// `draw ...`
#[derive(Debug, Subcommand)]
pub enum Draw {
    /// 制定方案并承诺：核对回避、配额，固定摘要 · Plan and commit: recusals, quotas, the digest
    Plan(DrawPlan),
    /// 见证人承诺一段文字（先承诺，后公开）· A witness commits to a text before revealing it
    Commit(DrawCommit),
    /// 用见证人公开的文字抽取 · Draw with the witnesses' reveals
    Run(DrawRun),
    /// 组员谢绝，按序开启后备专家 · A member declines; reserves are opened in order
    Reserve(DrawReserve),
    /// 仪式页面：投影与打印，显示此刻进行到哪一步 · The page of the ceremony, for projector and paper, as far as it has come
    Ceremony(DrawCeremony),
    /// 核验抽取记录 · Verify a record
    Verify(DrawVerify),
    /// 模拟抽取很多次，与精确的机会对照，并画出人人的机会 · Simulate many draws, against the exact chances, with pictures
    ///
    /// 结果中 expected 为精确机会，observed 为被抽中的次数除以模拟次数，都在 0 到 1 之间。与正式抽取无关，不影响其结果。
    ///
    /// In the result, expected is the exact chance and observed the share of the draws, both from 0 to 1. It has nothing to do with
    /// the official draw and cannot change it.
    Simulate(DrawSimulate),
}

/// `draw plan`
#[derive(Debug, Args)]
pub struct DrawPlan {
    /// 专家库（CSV 或 .xlsx）· Expert pool (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub pool: PathBuf,
    /// 抽取方案（JSON）· Draw plan (JSON)
    #[arg(long, value_name = "F")]
    pub plan: PathBuf,
    /// 申报名单（CSV 或 .xlsx）· Entrants (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub entrants: Option<PathBuf>,
    /// 利害关系（CSV 或 .xlsx）· Conflicts of interest (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub conflicts: Option<PathBuf>,
    /// 演练：保密数值由这段文字得出，可重复，但不得用于正式抽取 · Practice: secrets come from this text; never for an official draw
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,
    /// 结果文件夹 · Folder for the results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `draw commit`
#[derive(Debug, Args)]
pub struct DrawCommit {
    /// draw plan 写出的 commitment.json · The commitment.json that draw plan wrote
    #[arg(long, value_name = "F")]
    pub commitment: PathBuf,
    /// 见证人，须在方案的名单内 · The witness, as named in the plan
    #[arg(long, value_name = "NAME")]
    pub witness: String,
    /// 见证人任选的文字 · Any text of the witness's choice
    #[arg(long, value_name = "TEXT")]
    pub text: String,
    /// 结果文件夹；默认与 commitment.json 同处 · Folder for the files; beside commitment.json by default
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `draw run`
#[derive(Debug, Args)]
pub struct DrawRun {
    /// draw plan 写出的 commitment.json · The commitment.json that draw plan wrote
    #[arg(long, value_name = "F")]
    pub commitment: PathBuf,
    /// 各见证人公开的文件 · The witnesses' reveal files
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "seed", required_unless_present = "seed")]
    pub reveal: Vec<PathBuf>,
    /// 各见证人此前的承诺文件；默认取 commitment.json 旁的 *.commit.json · The witnesses' commitments; *.commit.json beside commitment.json by default
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub commits: Vec<PathBuf>,
    /// 方案所列外部公开来源的数值 · The value of the public source the plan names
    #[arg(long, value_name = "TEXT")]
    pub external: Option<String>,
    /// 演练：一个人用一段文字抽取，记录标明“演练” · Practice: one person's text, marked as a rehearsal
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,
    /// leximin：抽签方案；默认取 commitment.json 旁的 lottery.json · leximin: the lottery; lottery.json beside commitment.json by default
    #[arg(long, value_name = "F")]
    pub lottery: Option<PathBuf>,
    /// leximin 且当众摇号：摇出的球号 · leximin with a ball: the number on the ball that was drawn
    #[arg(long, value_name = "N")]
    pub ball: Option<u64>,
    /// 后备密钥文件；默认取 commitment.json 旁的 reserve-key.json · Reserve key; reserve-key.json beside commitment.json by default
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// 抽取记录文件 · The record file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `draw reserve`
#[derive(Debug, Args)]
pub struct DrawReserve {
    /// 抽取记录 · The record
    pub record: PathBuf,
    /// 谢绝的组员编号 · The member who declines
    #[arg(long, value_name = "ID")]
    pub decline: String,
    /// 理由 · The reason
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// 凭据（如书面说明的编号）· Evidence (for instance the number of a letter)
    #[arg(long, value_name = "TEXT")]
    pub evidence: Option<String>,
    /// 密封的后备名单；默认取记录旁的 *.reserves.json · Sealed reserves; *.reserves.json beside the record by default
    #[arg(long, value_name = "FILE")]
    pub reserves: Option<PathBuf>,
}

/// `draw ceremony`
#[derive(Debug, Args)]
pub struct DrawCeremony {
    /// draw plan 写出的 commitment.json；给出 --record 时可省 · The commitment.json that draw plan wrote; not needed with --record
    #[arg(long, value_name = "F", required_unless_present = "record")]
    pub commitment: Option<PathBuf>,
    /// 见证人的承诺文件；默认取 commitment.json 旁的 *.commit.json · The witnesses' commitments; *.commit.json beside commitment.json by default
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "record")]
    pub commits: Vec<PathBuf>,
    /// 已经公开的文件，全部承诺之后才可给出；从不自动查找 · Reveals made so far, only after all have committed; never looked for
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "record")]
    pub reveal: Vec<PathBuf>,
    /// 抽取记录；有了它，承诺和公开都从中读取 · The record, which has commitments and reveals in it
    #[arg(long, value_name = "F")]
    pub record: Option<PathBuf>,
    /// 密封的 names.json：显示姓名和单位，仅在评审结束后使用 · The sealed names.json: shows names and employers, only after the review
    #[arg(long, value_name = "F")]
    pub annex: Option<PathBuf>,
    /// 页面文件；默认为同一文件夹的 ceremony.html · The page; ceremony.html in the same folder by default
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `draw verify`
#[derive(Debug, Args)]
pub struct DrawVerify {
    /// 抽取记录 · The record
    pub record: PathBuf,
    /// 一并核验密封的后备名单 · Verify the sealed reserves too
    #[arg(long, value_name = "FILE")]
    pub reserves: Option<PathBuf>,
}

/// `draw simulate`
#[derive(Debug, Args)]
pub struct DrawSimulate {
    /// draw plan 写出的 commitment.json · The commitment.json that draw plan wrote
    #[arg(long, value_name = "F")]
    pub commitment: PathBuf,
    /// 模拟次数 · How many draws
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub draws: u64,
    /// 模拟的种子；不给时固定并打印 · Seed of the simulation; fixed and printed when absent
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<String>,
    /// 结果文件夹：simulate.json 和机会图（SVG、PNG）；不给时只显示 · Folder for simulate.json and the pictures of chances; only shown when absent
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `agree`
#[derive(Debug, Args)]
pub struct Agree {
    /// 评分长表（CSV 或 .xlsx）：有「百分比」列的按准则读取，有「得分」列的条款和分值不限；也可是宽表 · Scores in long form (CSV or .xlsx), percents by an edition or a column score with any items; or a wide table
    pub file: PathBuf,
    /// 宽表：首列为对象，每位评审一列，空格为缺 · First column the subject, one column a rater, blank = missing
    #[arg(long)]
    pub wide: bool,
    /// 只算这些系数 · Only these coefficients
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub coefficient: Vec<String>,
    /// 量尺（用于 α）：nominal、ordinal、interval、ratio · Level of measurement, for alpha
    #[arg(long, value_name = "L")]
    pub level: Option<String>,
    /// 分歧的权重：unweighted、linear、quadratic、ordinal · Weights of disagreement, for coefficients on categories
    #[arg(long, value_name = "W")]
    pub weights: Option<String>,
    /// 等级，如 0,5,10 或 0..100/5；不给时取准则步长，没有准则的取出现的值 · Categories; by default an edition's steps, else the values that occur
    #[arg(long, value_name = "LIST")]
    pub categories: Option<String>,
    /// 长表算哪张：totals（总分）、entrant_means（各条款均值）、entrant_x_item（每对象每条款一行）· Which table of a long file
    #[arg(long, value_name = "TABLE", num_args = 1..)]
    pub table: Vec<String>,
    /// 自助法重抽样次数；给出后区间用自助法 · Bootstrap replicates; intervals are then the bootstrap's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub bootstrap: Option<u32>,
    /// 重抽样的对象：subjects（对象）、raters（评审）、both（两者）；默认 subjects · What is drawn again; subjects by default
    #[arg(long, value_name = "WHAT", requires = "bootstrap")]
    pub resample: Option<String>,
    /// 自助法区间：bca（校正偏差）、percentile（百分位）；默认 bca · Interval of the bootstrap; bca by default
    #[arg(long, value_name = "HOW", requires = "bootstrap")]
    pub interval: Option<String>,
    /// 自助法的种子；不给时固定并打印 · Seed of the bootstrap; fixed and printed when absent
    #[arg(long, value_name = "TEXT", requires = "bootstrap")]
    pub seed: Option<String>,
    /// 只算这些阶段，其余跳过；不给时全部 · Only these stages, others are skipped; all when absent
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub stage: Vec<String>,
    /// 长表所用准则版本 · Criteria edition of a long-form table
    #[arg(long, value_name = "ID", default_value = "gbt19580-2012")]
    pub edition: String,
    /// 申报名单（CSV 或 .xlsx），用以分开组织与个人；不给时全部按组织 · Entrants (CSV or .xlsx), to tell organizations from individuals; all organizations when absent
    #[arg(long, value_name = "F")]
    pub entrants: Option<PathBuf>,
    /// 个人所用准则版本 · Criteria edition of individuals
    #[arg(long, value_name = "ID", default_value = "individual-template")]
    pub individual_edition: String,
    /// 置信水平 · Confidence level
    #[arg(long, value_name = "P", default_value_t = 0.95)]
    pub confidence: f64,
}

/// `rank`
#[derive(Debug, Args)]
pub struct Rank {
    /// 评分长表（CSV 或 .xlsx）· Scores in long form (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub scores: PathBuf,
    /// 规则文件（JSON）· Rule file (JSON)
    #[arg(long, value_name = "F")]
    pub rules: PathBuf,
    /// 申报名单（CSV 或 .xlsx）· Entrants (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub entrants: Option<PathBuf>,
    /// 抽取记录：评审须在组内，回避须遵守 · Draw record: reviewers must be on the panel, recusals are kept
    #[arg(long, value_name = "F")]
    pub record: Option<PathBuf>,
    /// 自备准则文件所在文件夹 · Folder with edition files of one's own
    #[arg(long, value_name = "DIR")]
    pub criteria: Option<PathBuf>,
    /// 结果文件夹 · Folder for the results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 只排名，不估计名次区间和方差分量 · The ranking alone: no rank intervals, no variance components
    #[arg(long)]
    pub quick: bool,
    /// 不画图（只要表格时更快）· No pictures
    #[arg(long)]
    pub no_charts: bool,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `scorebook ...`
#[derive(Debug, Subcommand)]
pub enum Scorebook {
    /// 为每位评审专家制作一本评分工作簿（.xlsx）· Make one workbook a reviewer (.xlsx)
    New(ScorebookNew),
    /// 收回填好的工作簿，汇成评分长表 · Take filled workbooks back into long-form scores
    Collect(ScorebookCollect),
    /// 制作可打印的纸质评分表，每行一个行码 · Make forms to print, with a code in each row
    Paper(ScorebookPaper),
    /// 核对两遍独立录入的纸质评分，一致才汇成评分长表 · Compare two independent entries of paper forms
    Enter(ScorebookEnter),
}

/// The session of an award, for each of `scorebook ...`.
#[derive(Debug, Args)]
pub struct ScorebookCycle {
    /// 规则文件（JSON）· Rule file (JSON)
    #[arg(long, value_name = "F")]
    pub rules: PathBuf,
    /// 申报名单（CSV 或 .xlsx）：进入这一阶段的申报方 · Entrants that are judged at this stage (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub entrants: PathBuf,
    /// 评审专家名单（CSV 或 .xlsx）：编号，姓名可有可无 · Reviewers (CSV or .xlsx): id, and name if wanted
    #[arg(long, value_name = "F")]
    pub reviewers: Option<PathBuf>,
    /// 抽取记录：组内专家，并遵守其中的回避 · Draw record: its panel, and its recusals are kept
    #[arg(long, value_name = "F")]
    pub record: Option<PathBuf>,
    /// 回避（CSV 或 .xlsx）：专家编号、申报编号，每行都回避 · Recusals (CSV or .xlsx): expert, entrant; every row counts
    #[arg(long, value_name = "F")]
    pub recusals: Option<PathBuf>,
    /// 自备准则文件所在文件夹 · Folder with edition files of one's own
    #[arg(long, value_name = "DIR")]
    pub criteria: Option<PathBuf>,
}

/// `scorebook new`
#[derive(Debug, Args)]
pub struct ScorebookNew {
    /// The session.
    #[command(flatten)]
    pub cycle: ScorebookCycle,
    /// 阶段，规则文件中的名称或 材料评审、现场评审 等 · Stage, as the rule file names it
    #[arg(long, value_name = "S")]
    pub stage: String,
    /// 交回期限，写在封面上 · Day by which workbooks are due, for the cover
    #[arg(long, value_name = "DATE")]
    pub deadline: Option<String>,
    /// 密钥文件；没有就新建。收回时要用同一把，不要外传 · Key file; made when absent. Collecting needs the same one
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// 结果文件夹 · Folder for the workbooks
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 允许覆盖已有文件（从不覆盖密钥）· Overwrite existing files (never the key)
    #[arg(long)]
    pub force: bool,
}

/// `scorebook collect`
#[derive(Debug, Args)]
pub struct ScorebookCollect {
    /// 填好的工作簿（.xlsx）所在文件夹 · Folder with the filled workbooks (.xlsx)
    pub folder: PathBuf,
    /// The session.
    #[command(flatten)]
    pub cycle: ScorebookCycle,
    /// 只收这一阶段；不给时须为同一阶段 · Only this stage; all of one stage when absent
    #[arg(long, value_name = "S")]
    pub stage: Option<String>,
    /// 制作工作簿时的密钥文件 · Key file the workbooks were made with
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// 此前交回的评分长表；列出有何不同 · Scores of an earlier hand-in; differences are listed
    #[arg(long, value_name = "F")]
    pub earlier: Option<PathBuf>,
    /// 结果文件夹 · Folder for the results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `scorebook paper`
#[derive(Debug, Args)]
pub struct ScorebookPaper {
    /// The session.
    #[command(flatten)]
    pub cycle: ScorebookCycle,
    /// 阶段，规则文件中的名称或 材料评审、现场评审 等 · Stage, as the rule file names it
    #[arg(long, value_name = "S")]
    pub stage: String,
    /// 结果文件夹 · Folder for the forms
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `scorebook enter`
#[derive(Debug, Args)]
pub struct ScorebookEnter {
    /// 第一遍录入（CSV 或 .xlsx）：行码、百分比 · First entry (CSV or .xlsx): code, percent
    pub first: PathBuf,
    /// 第二遍录入，由另一人独立完成 · Second entry, by another person
    pub second: PathBuf,
    /// The session.
    #[command(flatten)]
    pub cycle: ScorebookCycle,
    /// 阶段，与制作评分表时相同 · Stage, as for the forms
    #[arg(long, value_name = "S")]
    pub stage: String,
    /// 结果文件夹 · Folder for the results
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// `report`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, subcommand_value_name = "COMMAND")]
pub struct Report {
    /// What to do besides making papers.
    #[command(subcommand)]
    pub command: Option<ReportCommand>,
    /// Which papers to make, and from what.
    #[command(flatten)]
    pub papers: Option<ReportPapers>,
}

/// `report list`, `report template`
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// 列出可制作的文书、所需文件、依据条款 · List the papers, what each needs, the articles it rests on
    List {
        /// 自备模板所在文件夹 · Folder with templates of one's own
        #[arg(long, value_name = "DIR")]
        templates: Option<PathBuf>,
    },
    /// 打印内置模板，存成文件即可修改 · Print a built-in template, to be saved and edited
    Template {
        /// 文书的英文或中文名称 · English or Chinese name of the paper
        paper: String,
        /// 自备模板所在文件夹 · Folder with templates of one's own
        #[arg(long, value_name = "DIR")]
        templates: Option<PathBuf>,
    },
}

/// `report PAPER`
#[derive(Debug, Args)]
pub struct ReportPapers {
    /// 文书的英文或中文名称（见 list），或 all 制作全部 · English or Chinese name (see list), or all
    pub paper: String,
    /// 规则文件（JSON）· Rule file (JSON)
    #[arg(long, value_name = "F")]
    pub rules: Option<PathBuf>,
    /// 评分长表（CSV 或 .xlsx）· Scores in long form (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub scores: Option<PathBuf>,
    /// 申报名单（CSV 或 .xlsx）· Entrants (CSV or .xlsx)
    #[arg(long, value_name = "F")]
    pub entrants: Option<PathBuf>,
    /// 抽取记录 · Draw record
    #[arg(long, value_name = "F")]
    pub record: Option<PathBuf>,
    /// 抽取的密封附件（names.json），内部文书据以填写专家姓名 · Sealed annex (names.json), for names in internal papers
    #[arg(long, value_name = "F")]
    pub annex: Option<PathBuf>,
    /// 自备准则文件所在文件夹 · Folder with edition files of one's own
    #[arg(long, value_name = "DIR")]
    pub criteria: Option<PathBuf>,
    /// 只为这位评审专家制作 · For this reviewer only
    #[arg(long, value_name = "ID")]
    pub reviewer: Option<String>,
    /// 只为这个申报方制作 · For this entrant only
    #[arg(long, value_name = "ID")]
    pub entrant: Option<String>,
    /// 只取这个阶段 · Of this stage
    #[arg(long, value_name = "S")]
    pub stage: Option<String>,
    /// 文号、日期、地点等自备内容（JSON），没有的留空待填 · Number, date, place and the like (JSON); what is missing is left blank
    #[arg(long, value_name = "F")]
    pub data: Option<PathBuf>,
    /// 自备模板所在文件夹，同名者代替内置模板 · Folder with templates of one's own, which replace those of the same name
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// 同时写 PDF（本机装有 LibreOffice 时）· Write PDF too, where LibreOffice is installed
    #[arg(long)]
    pub pdf: bool,
    /// 结果文件夹；只有一份时可写 .docx 文件 · Folder for the papers, or a .docx file for a single one
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// 允许覆盖已有文件 · Overwrite existing files
    #[arg(long)]
    pub force: bool,
}
