//! Public instances of panel selection, read where they lie beside the checkout.

use std::path::{Path, PathBuf};
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::{Instance, Member, Quota};

/// The instance's folder, if it is there.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/panel").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("passed over: the public instance {name} is not beside this checkout");
    None
}

/// Rows of a comma-separated file; cells may be quoted, without line ends inside.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let cells = |line: &str| {
        let mut quoted = false;
        let inside = |c: char| {
            quoted ^= c == '"';
            c == ',' && !quoted
        };
        line.split(inside).map(|cell| cell.trim().trim_matches('"').to_owned()).collect()
    };
    text.lines().filter(|line| !line.is_empty()).map(cells).collect()
}

/// One respondent an expert, one category value a quota, in the order of the files.
pub(crate) fn read(folder: &Path, seats: u16) -> Instance {
    let categories = rows(&folder.join("categories.csv"));
    let people = rows(&folder.join("respondents.csv"));
    let column = |name: &str| categories[0].iter().position(|header| header == name);
    let (min, max) = (column("min").unwrap(), column("max").unwrap());
    let quotas: Vec<Quota> = categories[1..]
        .iter()
        .map(|row| Quota { min: row[min].parse().unwrap(), max: row[max].parse().unwrap(), counted: true })
        .collect();
    let counts_for = |person: &Vec<String>| -> Vec<u16> {
        let keeps = |row: &&Vec<String>| {
            let at = people[0].iter().position(|header| *header == row[0]).unwrap();
            person[at] == row[1]
        };
        (0u16..).zip(&categories[1..]).filter(|(_, row)| keeps(row)).map(|(quota, _)| quota).collect()
    };
    let member = |(at, person): (usize, &Vec<String>)| Member {
        id: ExpertId::new(&format!("{at:04}")).unwrap(),
        employer: None,
        quotas: counts_for(person),
    };
    Instance { seats, experts: people[1..].iter().enumerate().map(member).collect(), quotas, employer_max: None }
}
