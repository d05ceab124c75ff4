//! Every built-in paper of the sample cycle: its text against a snapshot, and what must never stand in it.
//!
//! The snapshots are `crates/zhuoping/snapshots/*.txt`; `ZHUOPING_SNAPSHOTS=write cargo test -p zhuoping` makes them
//! again, and the difference is then read before it is kept.

use super::catalogue::ENTRIES;
use super::*;
use crate::commands::demo;
use std::collections::BTreeMap;
use std::fs;
use zhuoping_provenance::text::personal_number;

const TALK: Talk = Talk { lang: Lang::Zh, json: false };

fn sample_files() -> Files {
    demo::files(&demo::draw(TALK).unwrap()).unwrap()
}

/// The texts of every paper of the sample by their names, computed once for all tests.
fn papers() -> &'static BTreeMap<String, (String, String)> {
    static PAPERS: std::sync::OnceLock<BTreeMap<String, (String, String)>> = std::sync::OnceLock::new();
    PAPERS.get_or_init(|| {
        let basis = Basis::read(&sample_files()).unwrap();
        let templates = Templates::shipped();
        let (made, left_out) = every(&mut Maker::new(&basis, &templates, TALK), &Choice::default()).unwrap();
        assert!(left_out.is_empty());
        made.into_iter().map(|made| (made.name, (made.english, made.paper.text()))).collect()
    })
}

fn of(english: &str) -> impl Iterator<Item = (&'static String, &'static String)> {
    let mine = papers().iter().filter(move |(_, (of, _))| of == english);
    mine.map(|(name, (_, text))| (name, text))
}

fn basis_without_names() -> Basis {
    Basis::read(&Files { annex: None, ..sample_files() }).unwrap()
}

#[test]
fn every_paper_of_the_sample_reads_as_its_snapshot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let writes = std::env::var_os("ZHUOPING_SNAPSHOTS").is_some_and(|what| what == "write");
    let mut differing = Vec::new();
    for entry in &ENTRIES {
        // Of papers in many copies the first shows what they are.
        let (name, text) = of(entry.english).next().unwrap_or_else(|| panic!("{} was not made", entry.english));
        let file = folder.join(format!("{}.txt", entry.english));
        let shown = format!("{name}\n\n{text}\n");
        if writes {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, shown).unwrap();
        } else if fs::read_to_string(&file).unwrap_or_default() != shown {
            differing.push(entry.english);
        }
    }
    assert!(differing.is_empty(), "ZHUOPING_SNAPSHOTS=write makes them again: {differing:?}");
}

#[test]
fn there_are_as_many_copies_as_there_are_readers() {
    let basis = Basis::read(&sample_files()).unwrap();
    let panel = basis.record.as_ref().unwrap().0.current_panel().len();
    let scored = basis.ready().unwrap().scores.entrants().len();
    for entry in &ENTRIES {
        let made = of(entry.english).count();
        match entry.copies {
            Copies::One => assert_eq!(made, 1, "{}", entry.english),
            Copies::Reviewer => assert_eq!(made, panel, "{}", entry.english),
            Copies::Entrant => assert_eq!(made, scored, "{}", entry.english),
            // Ten organizations and four individuals go on by the sample's rules.
            Copies::Visited => assert_eq!(made, 14, "{}", entry.english),
            Copies::Stage => assert_eq!(made, 2, "{}", entry.english),
        }
    }
}

/// `Art. 31`: an entrant learns what was thought of it, and nothing of who thought so; nor does the committee.
#[test]
fn no_paper_for_entrants_or_committee_names_a_reviewer() {
    let basis = Basis::read(&sample_files()).unwrap();
    let experts = &basis.annex.as_ref().unwrap().experts;
    let panel = basis.record.as_ref().unwrap().0.panel().to_vec();
    assert_eq!(of("feedback").count(), 20);
    let papers = ["feedback", "site-plan", "candidate-list", "ballot", "tally"].into_iter().flat_map(of);
    for (name, text) in papers {
        for expert in experts {
            assert!(!text.contains(expert.id.as_str()), "{name} has {}", expert.id);
            // A name of two characters may be a word; those who judged are looked for whatever their names are.
            if panel.contains(&expert.id) {
                assert!(!text.contains(expert.name.as_deref().unwrap()), "{name} names {}", expert.id);
            }
        }
    }
}

#[test]
fn only_papers_within_the_secretariat_name_experts() {
    let basis = Basis::read(&sample_files()).unwrap();
    let panel = basis.record.as_ref().unwrap().0.current_panel();
    let experts = basis.annex.as_ref().unwrap().experts.iter().filter(|expert| panel.contains(&expert.id));
    let names: Vec<&str> = experts.map(|expert| expert.name.as_deref().unwrap()).collect();
    let named: std::collections::BTreeSet<&str> = papers()
        .values()
        .filter(|(_, text)| names.iter().any(|name| text.contains(name)))
        .map(|(english, _)| english.as_str())
        .collect();
    let within = ["assignment", "confidentiality-pledge", "recusal-pledge", "score-sheet"];
    assert_eq!(named.into_iter().collect::<Vec<_>>(), within);
}

#[test]
fn no_paper_holds_an_identity_number_or_a_telephone() {
    for (name, (_, text)) in papers() {
        // Digests are long runs of digits and letters in which a birth date may well be found.
        let words = text
            .split_whitespace()
            .filter(|word| !(word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())));
        for word in words {
            assert_eq!(personal_number(word), None, "{name}: {word}");
        }
    }
}

#[test]
fn every_paper_says_that_the_draw_was_a_rehearsal_and_names_its_articles() {
    let templates = Templates::shipped();
    for (name, (english, text)) in papers() {
        let basis = templates.find(english).unwrap().template.basis();
        assert!(text.contains(basis), "{name} does not name {basis}");
        assert!(text.contains("演练"), "{name} does not say that it is a rehearsal");
    }
}

#[test]
fn without_the_annex_names_are_left_to_be_written_in() {
    let basis = basis_without_names();
    let templates = Templates::shipped();
    let mut maker = Maker::new(&basis, &templates, TALK);
    let known = templates.find("recusal-pledge").unwrap();
    let made = maker.make(known.entry, &known.template, &Choice::default()).unwrap();
    assert!(made[0].paper.text().contains("________"));
}

/// The candidate list, the ballot and the tally say what `ranking.json` says.
#[test]
fn the_candidate_list_shows_every_score_of_the_ranking() {
    let basis = Basis::read(&sample_files()).unwrap();
    let ready = basis.ready().unwrap();
    let evaluated = crate::commands::rank::evaluate(ready, zhuoping_ratings::Extent::Full, false, TALK).unwrap();
    let json = serde_json::to_value(evaluated.assessment.json(ready.provenance.clone())).unwrap();
    let (_, list) = of("candidate-list").next().unwrap();
    let (_, ballot) = of("ballot").next().unwrap();
    let candidates = json["candidates"].as_array().unwrap();
    assert!(candidates.len() > 10);
    for candidate in candidates {
        for field in ["entrant", "score", "exact", "place"] {
            assert!(list.contains(candidate[field].as_str().unwrap()), "{candidate}");
        }
        let names = basis.names();
        let name = names.of(&zhuoping_ratings::EntrantId::new(candidate["entrant"].as_str().unwrap()).unwrap());
        assert!(list.contains(&name));
        let on_ballot = candidate["above_line"] == true || candidate["tier_note"]["reason"] == "tie_across_caps";
        assert_eq!(ballot.contains(&name), on_ballot, "{name}");
    }
}

#[test]
fn few_reviewers_or_a_small_field_give_no_ranges() {
    // Two reviewers and two entrants of the sample.
    let text = String::from_utf8(sample_files().scores.unwrap().bytes).unwrap();
    let mut reviewers: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(2)).collect();
    reviewers.sort_unstable();
    reviewers.dedup();
    let keeps = |line: &&str| {
        let cells: Vec<&str> = line.split(',').collect();
        cells[0] == "阶段"
            || cells[0].ends_with("阶段")
            || (["O01", "O02"].contains(&cells[1]) && cells[0] == "material" && reviewers[..2].contains(&cells[2]))
    };
    let few: String = text.lines().filter(keeps).map(|line| format!("{line}\n")).collect();
    // Two sheets are too few for the sample's trimmed mean.
    let rules = String::from_utf8(sample_files().rules.unwrap().bytes).unwrap();
    let rules = rules.replace("\"rule\": \"trimmed\", \"level\": \"total\", \"trim\": 1", "\"rule\": \"mean\"");
    let source = |name: &str, text: &str| crate::files::Source::embedded(name, text.as_bytes());
    let files = Files {
        scores: Some(source("scores.csv", &few)),
        rules: Some(source("rules.json", &rules)),
        record: None,
        annex: None,
        ..sample_files()
    };
    let basis = Basis::read(&files).unwrap();
    let templates = Templates::shipped();
    let known = templates.find("反馈报告").unwrap();
    let made = Maker::new(&basis, &templates, TALK).make(known.entry, &known.template, &Choice::default()).unwrap();
    assert_eq!(made.len(), 2);
    let text = made[0].paper.text();
    assert!(text.contains("同类申报方较少") && text.contains("得分 "), "{text}");
    let items = text.split("各条款得分").nth(1).unwrap().split("专家意见").next().unwrap();
    assert!(!items.contains('–'), "no range of two reviewers: {items}");
}
