//! `criteria list | show | check` for reviewers, and for an office with an edition of its own.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, root};
use serde_json::{Value, json};

const EDITIONS: [(&str, u64, u64); 6] = [
    // The id, how many items, how many points: GB/T 19580 has 23 and 22 items of 1000 points, Baldrige 17.
    ("gbt19580-2012", 23, 1000),
    ("gbt19580-2004", 22, 1000),
    ("baldrige-2023", 17, 1000),
    ("efqm-2020", 0, 1000),
    ("small-enterprise", 0, 0),
    ("individual-template", 9, 1000),
];

fn edition(id: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join(format!("criteria/{id}.json"))).unwrap()).unwrap()
}

#[test]
fn the_list_names_every_edition_with_its_size() {
    let desk = Desk::new();
    let listed = desk.run(&["criteria", "list", "--json"]).exits(0).json();
    let listed = listed["editions"].as_array().unwrap();
    assert_eq!(listed.len(), EDITIONS.len());
    let (zh, en) = (desk.run(&["criteria", "list"]).exits(0), desk.run_english(&["criteria", "list"]).exits(0));
    for (id, items, points) in EDITIONS {
        let found = listed.iter().find(|edition| edition["id"] == id).unwrap_or_else(|| panic!("{id}: {listed:?}"));
        zh.says(id);
        en.says(id);
        let file = edition(id);
        assert_eq!(found["total"], file["total"], "{found}");
        if items > 0 {
            assert_eq!(found["items"], items, "{found}");
        }
        if points > 0 {
            assert_eq!(found["total"], points);
        }
    }
    zh.says("卓越绩效");
}

#[test]
fn showing_an_edition_gives_each_item_its_title_and_points_in_the_language_asked_for() {
    let desk = Desk::new();
    for (id, ..) in EDITIONS {
        let file = edition(id);
        for (lang, key) in [("zh", "zh"), ("en", "en")] {
            let answer = desk.run(&["criteria", "show", id, "--lang", lang]).exits(0);
            for category in file["categories"].as_array().unwrap() {
                for item in category["items"].as_array().unwrap() {
                    answer.says(item["code"].as_str().unwrap());
                    // Long titles are wrapped in their column.
                    item["title"][key].as_str().unwrap().split(' ').for_each(|word| answer.says(word));
                }
            }
        }
        let shown = desk.run(&["criteria", "show", id, "--json"]).exits(0).json();
        assert_eq!(shown["id"], id);
    }
    let errors = desk.run(&["criteria", "show", "gbt19580-1999", "--json"]).complaints();
    assert!(errors[0]["expected"].as_str().unwrap().contains("gbt19580-2012"), "{errors:?}");
}

#[test]
fn an_edition_of_ones_own_is_checked_and_shown_by_its_path() {
    let desk = Desk::new();
    let mut own = edition("individual-template");
    own["id"] = json!("our-own");
    desk.put("own.json", own.to_string());
    desk.run(&["criteria", "check", "own.json"]).exits(0).says("9 个条款");
    desk.run_english(&["criteria", "check", "own.json"]).exits(0).says("sound");
    assert_eq!(desk.run(&["criteria", "check", "own.json", "--json"]).exits(0).json()["valid"], true);
    desk.run(&["criteria", "show", "own.json"]).exits(0).says("P1.1");
}

#[test]
fn a_broken_edition_is_refused_with_the_place_of_every_fault() {
    let desk = Desk::new();
    let check = ["criteria", "check", "own.json", "--json"];
    let columns = |own: &Value| -> Vec<String> {
        desk.put("own.json", own.to_string());
        let errors = desk.run(&check).complaints();
        assert!(errors.iter().all(|error| error["file"] == "own.json" && error["expected"].is_string()), "{errors:?}");
        errors.iter().map(|error| error["column"].as_str().unwrap().to_owned()).collect()
    };
    let mut own = edition("gbt19580-2012");
    own["categories"][0]["items"][1]["points"] = json!(31);
    own["categories"][1]["items"][0]["code"] = json!("4.1.2");
    let found = columns(&own);
    for pointer in ["/categories/1/items/0/code", "/categories/0/points", "/kinds/process/points"] {
        assert!(found.iter().any(|column| column == pointer), "{pointer} in {found:?}");
    }
    let mut own = edition("gbt19580-2012");
    own["categories"][2].as_object_mut().unwrap().remove("title").unwrap();
    let found = columns(&own);
    assert!(found.iter().any(|column| column.starts_with("/categories/2")), "{found:?}");

    desk.put("own.json", own.to_string());
    desk.run(&["criteria", "check", "own.json"]).exits(2).says("/categories/2");
    desk.run_english(&["criteria", "check", "own.json"]).exits(2).says("/categories/2");
    for bytes in [&b""[..], b"{", b"[]", b"\xff\xfe{", b"PK\x03\x04", b"{\"id\": 1, \"id\": 2}"] {
        desk.put("own.json", bytes);
        let errors = desk.run(&check).complaints();
        assert_eq!(errors[0]["file"], "own.json");
    }
    desk.run(&["criteria", "check", ".", "--json"]).complaints();
    desk.run(&["criteria", "check", "nowhere.json", "--json"]).complaints();
}
