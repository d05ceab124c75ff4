//! Files of a draw: a pool of any size, with entrants, conflicts and a plan with quotas.

use crate::{TAG, csv_bytes};
use zhuoping_generator::choice::Chooser;
use zhuoping_generator::code::{Register, credit_code};
use zhuoping_generator::lexicon::{BRAND_FIRST, BRAND_SECOND, CITIES, COMPANIES, GIVEN_EITHER, SECTORS, SURNAMES};

/// The four files of a draw.
#[derive(Clone, Debug)]
pub struct DrawFiles {
    /// The pool, CSV.
    pub pool: Vec<u8>,
    /// The entrants, CSV.
    pub entrants: Vec<u8>,
    /// Declared conflicts, CSV; one for every twenty experts.
    pub conflicts: Vec<u8>,
    /// The plan, JSON: seven seats, five reserves, one seat an employer, six quotas.
    pub plan: Vec<u8>,
}

/// Files of a draw from so many experts of an eighth as many employers.
pub fn draw_files(experts: usize) -> DrawFiles {
    let mut chooser = Chooser::new(TAG, "draw", u64::try_from(experts).expect("usize fits 64 bits"));
    let employers: Vec<Employer> = (0..(experts / 8).max(8)).map(|serial| employer(&mut chooser, serial)).collect();
    let pool = (0..experts).map(|at| expert(&mut chooser, at, &employers));
    let pool = csv_bytes(
        [
            "编号",
            "姓名",
            "性别",
            "工作单位",
            "统一社会信用代码",
            "所在市",
            "职称",
            "专业领域",
            "行业",
            "状态",
            "入库年份",
        ],
        pool.collect::<Vec<_>>(),
    );
    let entrants = (0..ENTRANTS).map(|at| entrant(&employers, at));
    let conflicts = (0..experts / 20).map(|at| conflict(&mut chooser, at * 20));
    DrawFiles {
        pool,
        entrants: csv_bytes(["编号", "类别", "名称", "统一社会信用代码"], entrants),
        conflicts: csv_bytes(["专家编号", "申报编号", "类型", "来源", "起", "止", "说明"], conflicts),
        plan: PLAN.into(),
    }
}

const ENTRANTS: usize = 20;

const PLAN: &str = r#"{
  "draw_id": "bench", "date": "2026-12-01", "panel_size": 7, "reserves": 5, "method": "uniform", "employer_max": 1,
  "quotas": [
    {"column": "specialties", "value": "质量管理", "min": 2, "max": 4},
    {"column": "specialties", "value": "卓越绩效", "min": 2, "max": 7},
    {"column": "specialties", "value": "财务管理", "min": 1, "max": 2},
    {"column": "region", "value": "郑州市", "min": 1, "max": 3},
    {"column": "region", "value": "三门峡市", "min": 0, "max": 1},
    {"column": "gender", "value": "女", "min": 2, "max": 5}
  ],
  "conflicts": {"other": {"policy": "recuse", "years": 3}},
  "witnesses": ["监督组", "组长", "公证员"]
}
"#;

struct Employer {
    name: String,
    code: String,
    city: &'static str,
    sector: &'static str,
}

fn employer(chooser: &mut Chooser, serial: usize) -> Employer {
    let (city, region, _) = chooser.weighted(&CITIES.map(|city| (city, city.2)));
    let (kind, sector) = chooser.pick(&COMPANIES);
    let brand = [chooser.pick(&BRAND_FIRST), chooser.pick(&BRAND_SECOND)].concat();
    // The number keeps names apart, of which a large pool needs thousands.
    let name = format!("{}{brand}第{serial}{kind}", city.trim_end_matches('市'));
    let code = credit_code(Register::Company, region, u32::try_from(serial).expect("a number of employers"));
    Employer { name, code, city, sector }
}

fn expert(chooser: &mut Chooser, at: usize, employers: &[Employer]) -> [String; 11] {
    // A long tail: the smaller of two numbers is more often small.
    let place = chooser.below(employers.len()).min(chooser.below(employers.len()));
    let employer = &employers[place];
    let first = chooser.weighted(&SPECIALTIES);
    let second = chooser.weighted(&SPECIALTIES);
    let specialties = if first == second { first.to_owned() } else { format!("{first}、{second}") };
    let name = [chooser.weighted(&SURNAMES), chooser.pick(&GIVEN_EITHER), chooser.pick(&GIVEN_EITHER)].concat();
    [
        id(at),
        name,
        if chooser.chance(31) { "女" } else { "男" }.to_owned(),
        employer.name.clone(),
        if chooser.chance(6) { String::new() } else { employer.code.clone() },
        employer.city.to_owned(),
        chooser.pick(&["正高级工程师", "高级工程师", "工程师", "教授", "副教授"]).to_owned(),
        specialties,
        format!("{}、{}", employer.sector, chooser.pick(&SECTORS)),
        chooser.weighted(&[("在库", 95), ("暂停", 2), ("退出", 3)]).to_owned(),
        (2012 + chooser.below(15)).to_string(),
    ]
}

const SPECIALTIES: [(&str, usize); 10] = [
    ("质量管理", 22),
    ("卓越绩效", 14),
    ("标准化", 10),
    ("计量", 8),
    ("检验检测", 9),
    ("认证认可", 8),
    ("财务管理", 8),
    ("战略管理", 8),
    ("智能制造", 8),
    ("品牌", 5),
];

fn id(at: usize) -> String {
    format!("X{at:06}")
}

/// Every second entrant is an employer of the pool, so that comparing them finds something.
fn entrant(employers: &[Employer], at: usize) -> [String; 4] {
    let id = format!("O{at:02}");
    match employers.get(at * employers.len() / ENTRANTS).filter(|_| at.is_multiple_of(2)) {
        Some(employer) => [id, "组织".to_owned(), employer.name.clone(), employer.code.clone()],
        None => [id, "组织".to_owned(), format!("三门峡第{at}申报单位"), String::new()],
    }
}

fn conflict(chooser: &mut Chooser, expert: usize) -> [String; 7] {
    let kind = chooser.weighted(&[("咨询辅导", 3), ("任职", 1), ("亲属", 1), ("其他", 5)]);
    [
        id(expert),
        format!("O{:02}", chooser.below(ENTRANTS)),
        kind.to_owned(),
        chooser.pick(&["专家申报", "申报方申请", "秘书处"]).to_owned(),
        format!("{}-03-01", 2014 + chooser.below(7)),
        format!("{}-10-31", 2021 + chooser.below(6)),
        String::new(),
    ]
}
