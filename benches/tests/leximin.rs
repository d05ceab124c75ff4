//! The pools for the fairest lottery have the shape they are said to have, and the folder form is read as it was written.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "all of this is test code, and what is passed over is said"
)]

use num_rational::Ratio;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use zhuoping_benches::leximin::{EMPLOYER, EmployerLimit, Folder, leximin_folder, read_instance};
use zhuoping_panel::lottery::{Budget, Feasibility, Instance, ListSize, Quota, fairest, feasibility};

const ONE_EACH: Option<EmployerLimit<'static>> = Some(EmployerLimit { column: EMPLOYER, max: 1 });

fn read(folder: &Folder, seats: u16, limit: Option<EmployerLimit<'_>>) -> Result<Instance, String> {
    read_instance(&folder.categories, &folder.respondents, seats, limit)
}

fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes).deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn a_pool_has_its_experts_employers_and_cities_and_a_panel() {
    for (experts, employers, seats) in [(500, 150, 7), (2_000, 600, 7), (5_000, 1_500, 9)] {
        let folder = leximin_folder(experts, employers, seats);
        let pool = rows(&folder.respondents);
        let different = |column: &str| pool.iter().map(|row| row[column].as_str()).collect::<BTreeSet<_>>().len();
        let found = [pool.len(), different(EMPLOYER), different("specialty"), different("city"), different("gender")];
        assert_eq!(found, [experts, employers, 6, 18, 2]);
        let instance = read(&folder, seats, ONE_EACH).unwrap();
        assert_eq!(instance.check(), Ok(()));
        assert_eq!((instance.experts.len(), instance.quotas.len(), instance.employer_max), (experts, 26, Some(1)));
        assert!(instance.experts.iter().all(|expert| expert.employer.is_some() && expert.quotas.len() == 3));
        assert_eq!(feasibility(&instance, Budget::default()).unwrap(), Feasibility::Possible);
    }
}

#[test]
fn employers_are_of_one_city_and_of_unequal_size_and_specialties_are_skewed() {
    let pool = rows(&leximin_folder(2_000, 600, 7).respondents);
    let mut employers: BTreeMap<&str, Vec<&BTreeMap<String, String>>> = BTreeMap::new();
    pool.iter().for_each(|row| employers.entry(&row[EMPLOYER]).or_default().push(row));
    assert!(employers.values().all(|staff| staff.iter().all(|row| row["city"] == staff[0]["city"])));
    let mut sizes: Vec<usize> = employers.values().map(Vec::len).collect();
    sizes.sort_unstable();
    assert!(sizes[0] == 1 && sizes[300] <= 3 && (30..90).contains(&sizes[599]), "{:?}", &sizes[580..]);
    let count = |column: &str, value: &str| pool.iter().filter(|row| row[column] == value).count();
    assert!(count("specialty", "质量管理") > 2 * count("specialty", "智能制造"));
    assert!(count("city", "郑州市") > 500, "more than its two seats of seven");
}

#[test]
fn a_pool_is_the_same_every_time_and_its_quotas_follow_the_seats() {
    let folder = leximin_folder(500, 150, 7);
    assert_eq!(folder, leximin_folder(500, 150, 7));
    assert_ne!(folder.categories, leximin_folder(500, 150, 9).categories);
    assert_eq!(folder.respondents, leximin_folder(500, 150, 9).respondents);
    let text = String::from_utf8(folder.categories).unwrap();
    assert!(text.starts_with("category,feature,min,max\nspecialty,质量管理,1,2\n"), "{text}");
    assert!(text.contains("\ncity,郑州市,0,2\ncity,开封市,0,1\n"), "{text}");
    assert!(text.ends_with("\ngender,女,2,4\ngender,男,3,5\n"), "{text}");
}

#[test]
fn the_usual_headings_are_read_and_other_columns_are_not() {
    let respondents =
        "\u{feff}name,colour,size,employer\nA,red,small,X\nB, blue ,large,\nC,red,large,X\nD,red,small,Y\n";
    for categories in [
        "category,feature,min,max\ncolour,red,1,2\ncolour,blue,0,1\nsize,small,0,1\nsize,large,1,2",
        "category,name,note,min,max\ncolour,red,,1,2\ncolour,blue,,0,1\nsize,small,,0,1\nsize,large,,1,2\n",
        "feature,value,min,max,max_flex\r\ncolour,red,1,2,9\r\ncolour,blue,0,1,9\r\nsize, small,0,1,9\r\nsize,large,1,2,9\r\n",
    ] {
        let instance = read_instance(categories.as_bytes(), respondents.as_bytes(), 2, ONE_EACH).unwrap();
        let quotas = [(1, 2), (0, 1), (0, 1), (1, 2)].map(|(min, max)| Quota { min, max, counted: true });
        assert_eq!((instance.seats, instance.quotas.as_slice()), (2, quotas.as_slice()));
        let experts =
            instance.experts.iter().map(|expert| (expert.id.as_str(), expert.employer, expert.quotas.as_slice()));
        let expected: [(&str, Option<u32>, &[u16]); 4] =
            [("0", Some(0), &[0, 2]), ("1", None, &[1, 3]), ("2", Some(0), &[0, 3]), ("3", Some(1), &[0, 2])];
        assert_eq!(experts.collect::<Vec<_>>(), expected);
        let without = read_instance(categories.as_bytes(), respondents.as_bytes(), 2, None).unwrap();
        assert!(without.employer_max.is_none() && without.experts.iter().all(|expert| expert.employer.is_none()));
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let (good, people) = ("category,feature,min,max\ncolour,red,1,2\n", "colour\nred\n");
    for (categories, respondents, complaint) in [
        ("kind,feature,min,max\n", people, "categories.csv: no column \"value\""),
        ("category,min,max\n", people, "categories.csv: no column \"value\""),
        ("category,feature,min\n", people, "categories.csv: no column \"max\" among category, feature, min"),
        ("category,feature,min,max\ncolour,red,one,2\n", people, "categories.csv row 2: \"one\" is not a number"),
        ("category,feature,min,max\ncolour,red,1,2\ncolour,red,0,2\n", people, "row 3: colour \"red\" stands twice"),
        (good, "size\nred\n", "respondents.csv: no column \"colour\" among size"),
        (good, "colour\nred\ngreen\n", "respondents.csv row 3: no quota for \"green\""),
        (good, "colour,size\nred\n", "respondents.csv"),
    ] {
        let found = read_instance(categories.as_bytes(), respondents.as_bytes(), 1, None).unwrap_err();
        assert!(found.contains(complaint), "{found}");
    }
    let found = read_instance(good.as_bytes(), people.as_bytes(), 1, ONE_EACH).unwrap_err();
    assert!(found.contains("respondents.csv: no column \"employer\""), "{found}");
}

/// Sizes of public instances. They are not part of this repository (their licence is another); where they are not beside
/// the checkout they are passed over with a message.
#[test]
fn public_instances_are_read() {
    for (name, seats, experts, quotas, types) in [
        ("couples_2", 2, 20, 2, 2),
        ("example_small_20", 20, 200, 4, 3),
        ("opendlp_monitoring_30", 30, 100, 18, 64),
        ("sa_fixture_22", 22, 150, 20, 122),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/panel").join(name);
        if !folder.is_dir() {
            eprintln!("passed over: the public instance {name} is not beside this checkout");
            continue;
        }
        let file = |name: &str| std::fs::read(folder.join(name)).unwrap();
        let instance = read_instance(&file("categories.csv"), &file("respondents.csv"), seats, None).unwrap();
        assert_eq!(instance.check(), Ok(()));
        let different: BTreeSet<_> = instance.experts.iter().map(|expert| &expert.quotas).collect();
        assert_eq!(
            (instance.experts.len(), instance.quotas.len(), different.len()),
            (experts, quotas, types),
            "{name}"
        );
    }
}

/// The benchmark program's way, on a pool small enough for every run of the tests.
#[test]
fn a_small_pool_has_a_fairest_lottery_that_holds() {
    let folder = leximin_folder(150, 60, 7);
    let instance = read_instance(&folder.categories, &folder.respondents, 7, ONE_EACH).unwrap();
    let size = ListSize::Smallest { tolerance: Ratio::new(1, 200), most: 5000 };
    let lottery = fairest(&instance, &size, &mut |_| ()).unwrap();
    assert_eq!(lottery.check(&instance), Ok(()));
    assert_eq!(lottery.check_listed(&instance), Ok(()));
    assert!(lottery.within() >= 200, "every listed chance is within a two-hundredth: {}", lottery.within());
}
