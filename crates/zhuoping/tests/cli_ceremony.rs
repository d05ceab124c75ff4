//! The ceremony as the people in the room go through it: the page after each step, declines, and what must not be shown.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Answer, Desk};
use serde_json::{Value, json};
use std::fmt::Write;

const WITNESSES: [&str; 2] = ["公证员", "监督组"];

/// Sixteen experts of ten employers; every second is a woman, every fourth from 洛阳市.
fn pool() -> String {
    let mut text = String::from("编号,姓名,工作单位,性别,所在市\n");
    for n in 1..=16 {
        let (gender, city) = (["女", "男"][n % 2], ["洛阳市", "郑州市", "郑州市", "郑州市"][n % 4]);
        writeln!(text, "ZJ{n:02},某某{n:02},第{}研究院,{gender},{city}", n % 10).unwrap();
    }
    text
}

fn plan() -> Value {
    json!({"draw_id": "2026-site", "date": "2026-12-01", "panel_size": 4, "reserves": 12, "employer_max": 1,
        "quotas": [{"column": "gender", "value": "女", "min": 2, "max": 2}, {"column": "region", "value": "洛阳市", "max": 1}],
        "witnesses": WITNESSES})
}

fn planned() -> Desk {
    let desk = Desk::new();
    desk.put("pool.csv", pool());
    desk.put("plan.json", plan().to_string());
    desk.run(&["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out", "d"]).exits(0);
    desk
}

fn commit(desk: &Desk, witness: &str) {
    let text = format!("{witness}的骰子 3 5 1");
    let args = ["draw", "commit", "--commitment", "d/commitment.json", "--witness", witness, "--text", &text];
    desk.run(&args).exits(0);
}

fn drawn() -> Desk {
    let desk = planned();
    WITNESSES.iter().for_each(|witness| commit(&desk, witness));
    let args = ["draw", "run", "--commitment", "d/commitment.json", "--out", "d/record.json", "--reveal"];
    desk.run(&[&args[..], &["d/witness-1.reveal.json", "d/witness-2.reveal.json"]].concat()).exits(0);
    desk
}

fn page(desk: &Desk, more: &[&str]) -> Answer {
    desk.run(&[&["draw", "ceremony", "--commitment", "d/commitment.json", "--json"], more].concat())
}

#[test]
fn the_page_follows_the_ceremony_and_never_tells_a_secret_early() {
    let desk = planned();
    let answer = page(&desk, &[]).exits(0).json();
    assert_eq!((&answer["awaited"], &answer["page"]), (&json!(WITNESSES), &json!("d/ceremony.html")));
    assert!(desk.text("d/ceremony.html").contains(desk.json("d/plan.json")["digest"].as_str().unwrap()));
    page(&desk, &[]).complaints();
    commit(&desk, WITNESSES[0]);
    let answer = page(&desk, &["--force"]).exits(0).json();
    assert_eq!(answer["awaited"], json!([WITNESSES[1]]));
    let shown = desk.text("d/ceremony.html");
    assert!(shown.contains("✓ 已承诺") && !shown.contains("骰子"), "the reveal lies beside and is not looked for");
    let early = page(&desk, &["--force", "--reveal", "d/witness-1.reveal.json"]).complaints();
    assert!(early[0]["message"].as_str().unwrap().contains("监督组"), "{early:?}");
    assert_eq!(desk.text("d/ceremony.html"), shown, "a refusal changes nothing");
    commit(&desk, WITNESSES[1]);
    let answer = page(&desk, &["--force", "--reveal", "d/witness-2.reveal.json"]).exits(0).json();
    assert_eq!((&answer["awaited"], &answer["unrevealed"]), (&json!([]), &json!([WITNESSES[0]])));
    let shown = desk.text("d/ceremony.html");
    assert!(shown.contains("监督组的骰子 3 5 1") && !shown.contains("公证员的骰子"));
    // An edited reveal is shown as what it is.
    desk.put("e.json", desk.text("d/witness-1.reveal.json").replace("3 5 1", "6 6 6"));
    let answer = page(&desk, &["--out", "x.html", "--reveal", "e.json", "d/witness-2.reveal.json"]).exits(0);
    assert_eq!(answer.json()["mismatched"], json!([WITNESSES[0]]));
    assert!(answer.stderr.contains("不符") && desk.text("x.html").contains("✕ 与承诺不符"));
}

#[test]
fn files_of_another_draw_twice_or_copied_are_refused() {
    let desk = planned();
    WITNESSES.iter().for_each(|witness| commit(&desk, witness));
    let other = planned();
    commit(&other, WITNESSES[0]);
    desk.put("o.json", other.get("d/witness-1.commit.json"));
    let one = ["d/witness-1.commit.json"];
    assert!(page(&desk, &["--commits", "o.json"]).complaints()[0]["message"].as_str().unwrap().contains("另一次抽取"));
    assert!(
        page(&desk, &["--commits", one[0], one[0]]).complaints()[0]["message"].as_str().unwrap().contains("已有一份")
    );
    desk.put("c.json", desk.text(one[0]).replace("公证员", "监督组"));
    assert!(
        page(&desk, &["--commits", one[0], "c.json"]).complaints()[0]["message"].as_str().unwrap().contains("相同")
    );
    desk.put("s.json", desk.text(one[0]).replace("公证员", "路人"));
    assert_eq!(page(&desk, &["--commits", "s.json"]).complaints()[0]["expected"], "公证员、监督组");
    desk.put("n.json", other.get("d/names.json"));
    assert!(page(&desk, &["--annex", "n.json"]).complaints()[0]["message"].as_str().unwrap().contains("附件"));
    assert!(!desk.path("d/ceremony.html").exists());
}

#[test]
fn a_record_is_verified_before_it_is_shown_and_names_come_only_from_the_annex() {
    let desk = drawn();
    let args = ["draw", "ceremony", "--record", "d/record.json"];
    desk.run(&args).exits(0).says("已抽出评审组");
    let shown = desk.text("d/ceremony.html");
    let record = desk.json("d/record.json");
    for id in record["panel"].as_array().unwrap() {
        assert!(shown.contains(&format!("<bdi>{}</bdi>", id.as_str().unwrap())));
    }
    assert!(!shown.contains("某某") && !shown.contains("研究院"));
    assert!(shown.contains("公证员的骰子") && shown.contains(record["record_digest"].as_str().unwrap()));
    desk.run(&[&args[..], &["--annex", "d/names.json", "--out", "d/named.html"]].concat()).exits(0);
    assert!(desk.text("d/named.html").contains("某某"));
    let english = desk.run_english(&[&args[..], &["--out", "d/en.html"]].concat()).exits(0);
    english.says("panel is drawn");
    assert!(desk.text("d/en.html").contains("<html lang=\"en\">"));
    desk.put("bad.json", desk.text("d/record.json").replace("骰子 3", "骰子 4"));
    desk.run(&["draw", "ceremony", "--record", "bad.json", "--out", "bad.html"]).exits(1).says("没有通过核验");
    assert!(!desk.path("bad.html").exists());
    let other = planned();
    desk.put("o.json", other.get("d/commitment.json"));
    let mixed = desk.run(&["draw", "ceremony", "--record", "d/record.json", "--commitment", "o.json", "--json"]);
    assert_eq!(mixed.complaints()[0]["file"], "--record");
    desk.run(&["draw", "ceremony"]).exits(2);
}

#[test]
fn void_attempts_and_rehearsals_are_marked() {
    let desk = planned();
    WITNESSES.iter().for_each(|witness| commit(&desk, witness));
    let run = ["draw", "run", "--commitment", "d/commitment.json", "--out"];
    desk.run(&[&run[..], &["d/void.json", "--reveal", "d/witness-1.reveal.json"]].concat()).exits(1);
    let answer = desk.run(&["draw", "ceremony", "--record", "d/void.json", "--json"]).exits(0).json();
    assert_eq!((&answer["missing"], &answer["panel"]), (&json!(["监督组"]), &json!([])));
    assert!(desk.text("d/ceremony.html").contains("本次抽取作废"));
    // A void attempt has no sealed reserves; the answer is that, and not a missing file.
    desk.run(&["draw", "reserve", "d/void.json", "--decline", "ZJ01", "--reason", "病"]).exits(1).says("本次抽取作废");
    desk.run(&[&run[..], &["d/r.json", "--seed", "练习"]].concat()).exits(0);
    desk.run(&["draw", "ceremony", "--record", "d/r.json", "--out", "r.html"]).exits(0).says("演练");
    let shown = desk.text("r.html");
    assert_eq!(shown.matches("banner rehearsal").count(), shown.matches("<section class=\"slide\"").count());
}

/// Declines until the seat is lost; whatever is asked on the way is answered in a way that a secretary understands.
#[test]
fn declines_say_what_changed_and_the_page_beside_the_record_follows() {
    let desk = drawn();
    desk.run(&["draw", "ceremony", "--record", "d/record.json"]).exits(0);
    let decline = |id: &str, more: &[&str]| {
        desk.run(&[&["draw", "reserve", "d/record.json", "--reason", "时间冲突", "--decline", id], more].concat())
    };
    let panel = |desk: &Desk| -> Vec<String> {
        let record = desk.json("d/record.json");
        let of = record["openings"].as_array().unwrap().last().map_or(&record["panel"], |opening| &opening["panel"]);
        of.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let mut gone: Vec<String> = Vec::new();
    let (mut waited, mut broke) = (false, false);
    for round in 1.. {
        let before = panel(&desk);
        let leaver = before[round % before.len()].clone();
        let answer = decline(&leaver, &["--json"]);
        let view = answer.json();
        assert_eq!((&view["opening"], &view["decline"]), (&json!(round), &json!(leaver)));
        let opened = view["opened"].as_array().unwrap();
        if !view["placed"].is_null() {
            let own = opened.iter().any(|of| of["position"] == view["placed"]);
            waited |= !own;
            assert!(panel(&desk).contains(&view["placed_id"].as_str().unwrap().to_owned()));
        }
        broke |= opened.len() > 1;
        for quota in view["quotas"].as_array().unwrap() {
            let value = quota["value"].as_str().unwrap();
            let of = |panel: &[String]| {
                let counts = |id: &&String| {
                    let n: usize = id[2..].parse().unwrap();
                    if value == "女" { n.is_multiple_of(2) } else { n.is_multiple_of(4) }
                };
                panel.iter().filter(counts).count()
            };
            assert_eq!(quota["before"], of(&before), "{view}");
            assert_eq!(quota["after"], of(&panel(&desk)), "{view}");
        }
        let shown = desk.text("d/ceremony.html");
        assert_eq!(shown.matches("<div class=\"gone\">").count(), round, "the page has every decline");
        assert!(shown.contains(view["record_digest"].as_str().unwrap()));
        gone.push(leaver);
        if answer.code == 1 {
            assert!(view["placed"].is_null() && shown.contains("席位空缺"));
            break;
        }
        assert_eq!((answer.code, panel(&desk).len()), (0, 4));
    }
    assert!(waited && broke, "some reserve waited and was placed later: {waited} {broke}");
    let record = desk.get("d/record.json");
    let said = |id: &str| decline(id, &["--json"]).complaints()[0]["message"].as_str().unwrap().to_owned();
    assert!(said(&gone[0]).contains("已在第 1 次谢绝中离开"), "{}", said(&gone[0]));
    assert!(said("ZJ99").contains("不在这次抽取的专家库中"));
    assert!(!said(&format!("13{}", "0".repeat(9))).contains("13000"));
    assert_eq!(desk.get("d/record.json"), record, "refusals change nothing");
    desk.run(&["draw", "verify", "d/record.json", "--reserves", "d/record.reserves.json"]).exits(0);
    desk.python("docs/verify_draw.py", &["d/record.json", "--reserves", "d/record.reserves.json"]).exits(0);
}

#[test]
fn the_text_for_people_names_reserve_rule_and_counts() {
    let desk = drawn();
    let mut texts = String::new();
    for round in 0..6 {
        let record = desk.json("d/record.json");
        let of = record["openings"].as_array().unwrap().last().map_or(&record["panel"], |opening| &opening["panel"]);
        let leaver = of[round % 4].as_str().unwrap().to_owned();
        let answer = desk.run(&["draw", "reserve", "d/record.json", "--decline", &leaver, "--reason", "出差"]);
        texts.push_str(&answer.stdout);
        if answer.code != 0 {
            break;
        }
    }
    for said in [
        "第 1 次谢绝",
        "现任第 1 位",
        "开启后备 1",
        "递补",
        "性别=女：恰好 2 人；原 2 人，现 2 人",
        "密封的后备还有",
        "记录摘要",
    ] {
        assert!(texts.contains(said), "{said} in {texts}");
    }
    assert!(
        texts.contains("不合「性别=女") || texts.contains("不合「同一单位") || texts.contains("不合「所在市"),
        "{texts}"
    );
    desk.put("elsewhere/record.json", desk.get("d/record.json"));
    let errors = desk
        .run(&["draw", "reserve", "elsewhere/record.json", "--decline", "ZJ01", "--reason", "病", "--json"])
        .complaints();
    assert!(errors[0]["message"].as_str().unwrap().contains("监督组"), "{errors:?}");
}

#[test]
fn only_the_page_of_the_same_draw_is_renewed_and_names_stay_as_they_were() {
    let desk = drawn();
    let leaver = desk.json("d/record.json")["panel"][0].as_str().unwrap().to_owned();
    let decline =
        |desk: &Desk| desk.run(&["draw", "reserve", "d/record.json", "--reason", "出差", "--decline", &leaver]);
    let first = desk.files("d");
    let with = |page: &str| {
        let again = Desk::new();
        first.iter().for_each(|(name, bytes)| again.put(&format!("d/{name}"), bytes));
        if !page.is_empty() {
            again.put("d/ceremony.html", page);
        }
        again
    };
    let own = with("<html><head></head>my own page</html>");
    decline(&own).exits(0);
    assert!(own.text("d/ceremony.html").contains("my own page"));
    let none = with("");
    decline(&none).exits(0);
    assert!(!none.path("d/ceremony.html").exists());
    desk.run(&["draw", "ceremony", "--record", "d/record.json", "--annex", "d/names.json"]).exits(0);
    let named = with(&desk.text("d/ceremony.html"));
    decline(&named).exits(0).says("已更新");
    assert!(named.text("d/ceremony.html").contains("某某") && named.text("d/ceremony.html").contains("谢绝 1 次"));
    let sealed = with(&desk.text("d/ceremony.html"));
    std::fs::remove_file(sealed.path("d/names.json")).unwrap();
    decline(&sealed).exits(0).says("--annex");
    assert_eq!(sealed.text("d/ceremony.html"), desk.text("d/ceremony.html"));
}

/// What `draw plan` says before the draw, against counting by hand.
#[test]
fn the_plan_says_who_has_which_chance_and_who_is_shut_out_by_what() {
    let desk = Desk::new();
    desk.put("pool.csv", pool());
    // No two of one employer, one from 洛阳市 at most, all four of 郑州市: whoever is from 洛阳市 is shut out.
    let mut plan = plan();
    plan["quotas"] = json!([{"column": "region", "value": "郑州市", "min": 4}]);
    desk.put("plan.json", plan.to_string());
    let args = ["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out"];
    let view = desk.run(&[&args[..], &["d", "--json"]].concat()).exits(0).json();
    assert_eq!(view, desk.json("d/plan.json"));
    let out = json!(["ZJ04", "ZJ08", "ZJ12", "ZJ16"]);
    assert_eq!(view["shut_out"], out);
    let why = &view["shut_out_by"][0];
    assert_eq!((&why["experts"], &why["proved_smallest"]), (&out, &json!(true)));
    assert_eq!(why["rules"], json!(["「所在市=郑州市 ≥ 4」", "「至多 4 人」"]));
    assert_eq!((&view["offers"][0]["eligible"], &view["offers"][0]["most"]), (&json!(12), &json!(4)));
    let chances = &view["chances"];
    let (part, whole) = chances["smallest_exact"].as_str().unwrap().split_once('/').unwrap();
    let exact: f64 = part.parse::<f64>().unwrap() / whole.parse::<f64>().unwrap();
    assert!((chances["smallest"].as_f64().unwrap() - exact).abs() < 1e-8, "{chances}");
    assert!(chances["smallest"].as_f64().unwrap() < chances["largest"].as_f64().unwrap());
    let text = desk.run(&[&args[..], &["e"]].concat()).exits(0);
    for said in [
        "所在市=郑州市：至少 4 人；可抽 12 人",
        "最小",
        "次中有 1 次",
        "本单位可抽 2 人",
        "就不能同时满足「所在市=郑州市 ≥ 4」「至多 4 人」",
        "见证人（先承诺、后公开）",
    ] {
        text.says(said);
    }
    let english = desk.run_english(&[&args[..], &["f"]].concat()).exits(0);
    english.says("with any one of them these cannot hold together: 「region=郑州市 ≥ 4」 「at most 4 seats」");
}
