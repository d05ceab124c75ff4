//! `report` as a secretariat runs it: lists, templates, single papers, all of them, and what is refused.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::Desk;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::sync::OnceLock;

/// The files of the sample with its draw record and annex, from a demo that is run once.
fn desk() -> Desk {
    static DRAWN: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    let [record, annex] = DRAWN.get_or_init(|| {
        let desk = Desk::new();
        desk.run(&["demo", "--out", "demo"]).exits(0);
        ["demo/draw/record.json", "demo/draw/names.json"].map(|name| desk.get(name))
    });
    let desk = Desk::with_sample();
    desk.put("demo/draw/record.json", record);
    desk.put("demo/draw/names.json", annex);
    desk
}

const FILES: [&str; 8] = [
    "--rules",
    "rules.json",
    "--scores",
    "scores.csv",
    "--entrants",
    "entrants.csv",
    "--record",
    "demo/draw/record.json",
];

fn report<'a>(paper: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["report", paper], &FILES[..], more].concat()
}

/// The text of a .docx, one paragraph a line.
fn text(docx: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let mut text = String::new();
    for part in xml.split('<').skip(1) {
        let (tag, words) = part.split_once('>').unwrap();
        match tag.split(' ').next().unwrap() {
            "w:t" => text += words,
            "/w:p" => text.push('\n'),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[test]
fn the_list_names_every_paper_with_what_it_needs() {
    let desk = Desk::new();
    desk.run(&["report", "list"]).exits(0).says("专家抽取记录表");
    let papers = desk.run(&["report", "list", "--json"]).exits(0).json()["papers"].as_array().unwrap().clone();
    assert_eq!(papers.len(), 13);
    let record = &papers[0];
    assert_eq!(record["paper"], "draw-record");
    assert_eq!(record["needs"], serde_json::json!(["--rules", "--record"]));
    assert!(
        papers.iter().all(|paper| paper["basis"].as_str().unwrap().starts_with('第')),
        "every paper names articles"
    );
}

#[test]
fn one_paper_goes_to_a_file_and_is_never_overwritten_unless_forced() {
    let desk = desk();
    let args = report("专家抽取记录表", &["--out", "papers/记录.docx"]);
    desk.run(&args).exits(0).says("papers/记录.docx");
    let first = desk.get("papers/记录.docx");
    let words = text(&first);
    let record = desk.json("demo/draw/record.json");
    for field in ["digest", "draw_digest", "record_digest", "reserves_digest", "seed"] {
        assert!(words.contains(record[field].as_str().unwrap()), "{field}");
    }
    assert!(words.contains("演练"), "a rehearsal is marked on every paper");
    desk.run(&args).exits(2).says("--force");
    desk.run(&[&args[..], &["--force"]].concat()).exits(0);
    assert_eq!(desk.get("papers/记录.docx"), first, "same input, same bytes");
}

#[test]
fn all_papers_that_the_files_suffice_for_are_made_and_the_others_are_said() {
    let desk = desk();
    let few = ["report", "all", "--rules", "rules.json", "--record", "demo/draw/record.json", "--out", "few", "--json"];
    let answer = desk.run(&few).exits(0).json();
    let made: BTreeSet<_> =
        answer["papers"].as_array().unwrap().iter().map(|paper| paper["paper"].as_str().unwrap()).collect();
    assert_eq!(made.into_iter().collect::<Vec<_>>(), ["confidentiality-pledge", "draw-record"]);
    assert_eq!(answer["left_out"].as_array().unwrap().len(), 11);
    assert_eq!(desk.files("few").len(), answer["papers"].as_array().unwrap().len());
    let all = desk.run(&report("all", &["--out", "all", "--json"])).exits(0).json();
    assert_eq!(all["left_out"], serde_json::json!([]));
    assert_eq!(all["papers"].as_array().unwrap().len(), desk.files("all").len());
}

#[test]
fn a_paper_without_its_files_names_each_of_them() {
    let desk = desk();
    let refused = desk.run(&["report", "candidate-list", "--rules", "rules.json", "--out", "x.docx", "--json"]);
    let missing: Vec<_> = refused.complaints().iter().map(|error| error["file"].as_str().unwrap().to_owned()).collect();
    assert_eq!(missing, ["--scores", "--entrants"]);
    desk.run(&["report", "no-such-paper", "--out", "x"]).exits(2).says("candidate-list 候选名单");
    desk.run(&report("feedback", &["--entrant", "O99", "--out", "x"])).exits(2).says("O01");
    desk.run(&report("score-sheet", &["--reviewer", "HN0001", "--out", "x"])).exits(2).says("HN0361");
    desk.run(&report("material-report", &["--stage", "no", "--out", "x"])).exits(2).says("material");
    desk.run(&report("feedback", &["--out", "x.docx"])).exits(2).says("--entrant");
    let annex = ["report", "draw-record", "--rules", "rules.json", "--annex", "demo/draw/names.json", "--out", "x"];
    desk.run(&annex).exits(2).says("--record");
    assert!(!desk.path("x").exists() && !desk.path("x.docx").exists(), "nothing is written");
}

#[test]
fn the_annex_of_another_draw_is_refused() {
    let desk = desk();
    let other = desk.text("demo/draw/names.json").replacen("\"attempt\":1", "\"attempt\":2", 1);
    desk.put("other.json", other);
    desk.run(&report("assignment", &["--annex", "other.json", "--out", "x"])).exits(2).says("不是这次抽取的附件");
    desk.run(&report("assignment", &["--annex", "demo/draw/names.json", "--out", "named.docx"])).exits(0);
    desk.run(&report("assignment", &["--out", "blank.docx"])).exits(0);
    let (named, blank) = (text(&desk.get("named.docx")), text(&desk.get("blank.docx")));
    let names = desk.json("demo/draw/names.json");
    let member = names["experts"].as_array().unwrap().iter().find(|expert| expert["id"] == "HN0361").unwrap();
    let name = member["name"].as_str().unwrap();
    assert!(named.contains(name) && !blank.contains(name));
}

#[test]
fn an_office_fills_in_what_the_program_cannot_know_and_replaces_nothing() {
    let desk = desk();
    desk.put(
        "data.json",
        r#"{"number": "评〔2026〕3 号", "date": "2026-12-08", "place": "市政务中心 | 3 楼", "host": "某主任"}"#,
    );
    let out = report("draw-record", &["--data", "data.json", "--out", "a.docx"]);
    desk.run(&out).exits(0);
    let words = text(&desk.get("a.docx"));
    for filled in ["评〔2026〕3 号", "2026年12月8日", "市政务中心 | 3 楼", "某主任"] {
        assert!(words.contains(filled), "{filled}");
    }
    desk.put("forged.json", r#"{"draw": {}, "award": "另一个奖"}"#);
    desk.run(&report("draw-record", &["--data", "forged.json", "--out", "b.docx"])).exits(2).says("award、draw");
    desk.put("list.json", "[1]");
    desk.run(&report("draw-record", &["--data", "list.json", "--out", "b.docx"])).exits(2).says("JSON 对象");
    desk.put("broken.json", "{");
    desk.run(&report("draw-record", &["--data", "broken.json", "--out", "b.docx"])).exits(2).says("第 1 行");
}

#[test]
fn a_personal_number_in_own_data_is_refused_and_not_echoed() {
    let desk = desk();
    let number = "999999190001010015";
    desk.put("data.json", format!(r#"{{"host": "某某 {number}"}}"#));
    let answer = desk.run(&report("draw-record", &["--data", "data.json", "--out", "a.docx"])).exits(2);
    assert!(!answer.stdout.contains(number) && !answer.stderr.contains(number));
}

#[test]
fn an_office_words_its_papers_itself() {
    let desk = desk();
    let shipped = desk.run(&["report", "template", "ballot"]).exits(0).stdout;
    assert!(shipped.starts_with("---\n名称: 表决票\n"));
    desk.put("own/ballot.md", shipped.replace("无记名投票", "本市无记名投票"));
    desk.put(
        "own/notice.md",
        "---\n名称: 入围通知\n英文: notice\n依据: 第二十条\n---\n# {{ award }}入围通知\n\n{{ who }}：{{ paper.basis }}\n",
    );
    desk.run(&["report", "list", "--templates", "own"]).exits(0).says("入围通知");
    desk.run(&report("ballot", &["--templates", "own", "--out", "ballot.docx"])).exits(0);
    assert!(text(&desk.get("ballot.docx")).contains("本市无记名投票"));
    // The papers of a cycle that the program has no data for are made from an office's own.
    desk.put("data.json", r#"{"award": "某市市长质量奖", "who": "某公司"}"#);
    let notice = ["report", "notice", "--templates", "own", "--data", "data.json", "--out", "notice.docx"];
    desk.run(&notice).exits(0);
    let notice_text = text(&desk.get("notice.docx"));
    assert!(notice_text.contains("某市市长质量奖入围通知\n某公司：第二十条\n"), "{notice_text}");
    desk.put("own/bad.md", "---\n名称: 坏\n---\n{% for x in y %}\n");
    desk.run(&notice[..4]).exits(2);
    desk.run(&[&notice[..], &["--force"]].concat()).exits(2).says("bad.md");
}

/// `Art. 31`: whatever an office writes into the template of the feedback, no reviewer is to be had.
#[test]
fn an_edited_feedback_template_cannot_reach_a_reviewer() {
    let desk = desk();
    let shipped = desk.run(&["report", "template", "feedback"]).exits(0).stdout;
    for expression in ["panel", "reviewer", "draw", "result", "consensus", "ranking"] {
        desk.put("own/feedback.md", shipped.replace("## 五、说明", &format!("{{{{ {expression} }}}}\n\n## 五、说明")));
        let args = report(
            "feedback",
            &["--entrant", "O01", "--templates", "own", "--annex", "demo/draw/names.json", "--out", "x"],
        );
        desk.run(&args).exits(2).says("数据里没有这一项");
    }
}

#[test]
fn a_pdf_is_written_where_there_is_an_office_and_a_sentence_says_so_where_there_is_none() {
    let desk = desk();
    let answer = desk.run(&report("ballot", &["--out", "ballot.docx", "--pdf"])).exits(0);
    assert!(desk.path("ballot.docx").exists());
    let written = desk.path("ballot.pdf").exists();
    assert_eq!(written, !answer.stderr.contains("LibreOffice"), "{answer}");
    if written {
        assert!(desk.get("ballot.pdf").starts_with(b"%PDF"));
    }
}
