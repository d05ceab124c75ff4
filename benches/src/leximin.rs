//! Pools for the fairest lottery (method `leximin`), in the folder form that other programs for such lotteries read:
//! `categories.csv` with the quotas and `respondents.csv` with one row an expert.
//!
//! The pools are made to be hard in the ways that real ones are. Specialties are of unequal size but each has a seat, so
//! chances must differ; the capital has more experts than seats; employers are of very unequal size, lie in one city each,
//! and mostly hire in one specialty, so that the limit per employer meets the quotas.

use crate::{TAG, plain_csv};
use std::collections::HashMap;
use zhuoping_generator::choice::Chooser;
use zhuoping_generator::lexicon::{BRAND_FIRST, BRAND_SECOND, CITIES, COMPANIES};
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::{Instance, Member, Quota};

/// The column of `respondents.csv` that says who employs an expert; empty for nobody.
pub const EMPLOYER: &str = "employer";

/// An instance as two CSV files in UTF-8, without a byte order mark, which not every program expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// `category,feature,min,max`: one quota a row.
    pub categories: Vec<u8>,
    /// One expert a row, one column for each category, and [`EMPLOYER`].
    pub respondents: Vec<u8>,
}

/// A pool of so many `experts` of exactly so many `employers` (at most one for each expert), with quotas for panels of
/// `seats` that some panel keeps from about 100 experts on: six specialties (7 to 13 seats: at least one of each), a most
/// for each of eighteen cities, a least and a most of women and men.
pub fn leximin_folder(experts: usize, employers: usize, seats: u16) -> Folder {
    let mut chooser = Chooser::new(TAG, "leximin", u64::try_from(experts).expect("usize fits 64 bits"));
    let weights = CITIES.map(|(city, _, weight)| (city, if city == CAPITAL { CAPITAL_TIMES * weight } else { weight }));
    let employers: Vec<Employer> =
        (0..employers.min(experts)).map(|serial| employer(&mut chooser, serial, &weights)).collect();
    // Everybody employs somebody; who has more is by size. The order then says nothing about the employer.
    let mut hired: Vec<usize> = (0..employers.len()).collect();
    let sizes: Vec<(usize, usize)> =
        (0..employers.len()).map(|serial| (serial, LARGEST / (serial + FLATTENED))).collect();
    hired.extend((employers.len()..experts).map(|_| chooser.weighted(&sizes)));
    chooser.shuffle(&mut hired);
    let respondents = hired.into_iter().map(|serial| expert(&mut chooser, &employers[serial]));
    Folder {
        respondents: plain_csv(["specialty", "city", "gender", EMPLOYER], respondents.collect::<Vec<_>>()),
        categories: plain_csv(["category", "feature", "min", "max"], quotas(seats)),
    }
}

const SPECIALTIES: [(&str, usize); 6] =
    [("质量管理", 30), ("卓越绩效", 20), ("财务管理", 16), ("标准化", 14), ("战略管理", 12), ("智能制造", 8)];

const CAPITAL: &str = "郑州市";
/// By how much more experts the capital has than its share of the sample's firms.
const CAPITAL_TIMES: usize = 2;

/// The employer of rank r hires in proportion to 1 / (r + 5): of 1400 experts the largest of 600 gets about 58.
const FLATTENED: usize = 5;
const LARGEST: usize = 1_000_000;

struct Employer {
    name: String,
    city: &'static str,
    /// What half of its experts do.
    specialty: &'static str,
}

fn employer(chooser: &mut Chooser, serial: usize, cities: &[(&'static str, usize)]) -> Employer {
    let city = chooser.weighted(cities);
    let (kind, _) = chooser.pick(&COMPANIES);
    let brand = [chooser.pick(&BRAND_FIRST), chooser.pick(&BRAND_SECOND)].concat();
    // The number keeps names apart, of which a large pool needs thousands.
    let name = format!("{}{brand}第{serial}{kind}", city.trim_end_matches('市'));
    Employer { name, city, specialty: chooser.weighted(&SPECIALTIES) }
}

fn expert(chooser: &mut Chooser, employer: &Employer) -> [String; 4] {
    let specialty = if chooser.chance(50) { employer.specialty } else { chooser.weighted(&SPECIALTIES) };
    let gender = if chooser.chance(31) { "女" } else { "男" };
    [specialty, employer.city, gender, &employer.name].map(str::to_owned)
}

fn quotas(seats: u16) -> Vec<[String; 4]> {
    let row = |category: &str, feature: &str, min: u16, max: u16| {
        [category.to_owned(), feature.to_owned(), min.to_string(), max.to_string()]
    };
    let women = (2 * seats / 7, 4 * seats / 7);
    let mut rows: Vec<_> = SPECIALTIES
        .iter()
        .map(|(specialty, _)| row("specialty", specialty, seats / 7, (2 * seats).div_ceil(7)))
        .collect();
    rows.extend(
        CITIES.iter().map(|(city, ..)| {
            row("city", city, 0, if *city == CAPITAL { seats.div_ceil(5) } else { (seats / 7).max(1) })
        }),
    );
    rows.push(row("gender", "女", women.0, women.1));
    rows.push(row("gender", "男", seats - women.1, seats - women.0));
    rows
}

/// The limit per employer of an instance that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmployerLimit<'a> {
    /// The column of `respondents.csv`; experts whose cell is empty have no employer.
    pub column: &'a str,
    /// At most so many members of one.
    pub max: u16,
}

/// Reads the two files into an instance for panels of `seats`. Expert i of the file, from 0, has i as id, padded with
/// zeros so that ids are in the file's order.
///
/// The heading of `categories` is `category,feature`, `category,name` or `feature,value`, with `min` and `max`; other
/// columns of both files are not read. Spaces around cells do not count.
///
/// # Errors
/// Says which file and row: a column that is missing, a bound that is no number, a quota that stands twice, an expert
/// whose value has no quota (other programs refuse that too, so it is not taken for "counts for none").
pub fn read_instance(
    categories: &[u8],
    respondents: &[u8],
    seats: u16,
    limit: Option<EmployerLimit<'_>>,
) -> Result<Instance, String> {
    let categories = Table::read("categories.csv", categories)?;
    let respondents = Table::read("respondents.csv", respondents)?;
    let kinds = Kinds::read(&categories, &respondents)?;
    let employer = limit.map(|limit| respondents.column(limit.column)).transpose()?;
    let width = respondents.rows.len().to_string().len();
    let mut employers = HashMap::new();
    let mut experts = Vec::with_capacity(respondents.rows.len());
    for (at, row) in respondents.rows.iter().enumerate() {
        let id = ExpertId::new(&format!("{at:0width$}")).map_err(|error| error.to_string())?;
        let employer = employer.map(|column| row[column].as_str()).filter(|name| !name.is_empty()).map(|name| {
            let next = u32::try_from(employers.len()).expect("fewer employers than experts");
            *employers.entry(name.to_owned()).or_insert(next)
        });
        experts.push(Member { id, employer, quotas: kinds.of(at, row)? });
    }
    Ok(Instance { seats, experts, quotas: kinds.quotas, employer_max: limit.map(|limit| limit.max) })
}

/// A CSV file in memory, cells trimmed.
struct Table {
    file: &'static str,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(file: &'static str, bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let complaint = |error: csv::Error| format!("{file}: {error}");
        let head = reader.headers().map_err(complaint)?.iter().map(str::to_owned).collect();
        let cells = |row: Result<csv::StringRecord, csv::Error>| {
            row.map_err(complaint).map(|row| row.iter().map(str::to_owned).collect())
        };
        Ok(Self { file, head, rows: reader.records().map(cells).collect::<Result<_, _>>()? })
    }

    fn column(&self, name: &str) -> Result<usize, String> {
        let found = self.head.iter().position(|column| column == name);
        found.ok_or_else(|| format!("{}: no column \"{name}\" among {}", self.file, self.head.join(", ")))
    }
}

/// The quotas, and where each category's column is.
struct Kinds {
    quotas: Vec<Quota>,
    /// Column of `respondents.csv` and, by value, the quota.
    columns: Vec<(usize, HashMap<String, u16>)>,
}

impl Kinds {
    fn read(categories: &Table, respondents: &Table) -> Result<Self, String> {
        let category = categories.column("category").or_else(|_| categories.column("feature"))?;
        let value = ["value", "name", "feature"].into_iter().filter_map(|name| categories.column(name).ok());
        let value = value.into_iter().find(|at| *at != category);
        let value = value.ok_or("categories.csv: no column \"value\", \"name\" or \"feature\" beside the category")?;
        let bounds = [categories.column("min")?, categories.column("max")?];
        let mut kinds = Self { quotas: Vec::new(), columns: Vec::new() };
        for (at, row) in categories.rows.iter().enumerate() {
            let [min, max] = bounds.map(|column| {
                let found = &row[column];
                found.parse().map_err(|_| format!("categories.csv row {}: \"{found}\" is not a number", at + 2))
            });
            let quota = u16::try_from(kinds.quotas.len()).map_err(|_| "categories.csv: too many rows")?;
            kinds.quotas.push(Quota { min: min?, max: max?, counted: true });
            let column = respondents.column(&row[category])?;
            let place = kinds.columns.iter().position(|(known, _)| *known == column).unwrap_or_else(|| {
                kinds.columns.push((column, HashMap::new()));
                kinds.columns.len() - 1
            });
            if kinds.columns[place].1.insert(row[value].clone(), quota).is_some() {
                let (category, value) = (&row[category], &row[value]);
                return Err(format!("categories.csv row {}: {category} \"{value}\" stands twice", at + 2));
            }
        }
        Ok(kinds)
    }

    /// The quotas that the expert in row `at` counts for, ascending.
    fn of(&self, at: usize, row: &[String]) -> Result<Vec<u16>, String> {
        let quota = |(column, values): &(usize, HashMap<String, u16>)| {
            let found = &row[*column];
            values
                .get(found)
                .copied()
                .ok_or_else(|| format!("respondents.csv row {}: no quota for \"{found}\"", at + 2))
        };
        let mut quotas = self.columns.iter().map(quota).collect::<Result<Vec<u16>, _>>()?;
        quotas.sort_unstable();
        Ok(quotas)
    }
}
