//! What the page says at each stage, and that no text of anybody can do harm in it.

use super::fair::Fair;
use super::page::{Marks, render};
use super::view::{Ceremony, Sources, Stage};
use num_bigint::BigUint;
use std::collections::BTreeSet;
use zhuoping_criteria::Lang;
use zhuoping_panel::annex::{Annex, NamedExpert};
use zhuoping_panel::commitment::{Commitment, CommittedQuota, Parts};
use zhuoping_panel::draw::{Contributions, Drawn, Outcome, run};
use zhuoping_panel::lottery::{FairLottery, Weighted};
use zhuoping_panel::opening;
use zhuoping_panel::plan::Pick;
use zhuoping_panel::plan::{ConflictRule, External};
use zhuoping_panel::prepare::Listed;
use zhuoping_panel::record::Record;
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::witness::{WitnessCommitment, WitnessReveal, commit};
use zhuoping_panel::{ConflictKind, ExpertId, WitnessId};
use zhuoping_provenance::Digest;

/// Twelve experts of eight employers, every second of quota 0; 4 seats, two to three of the quota.
fn parts() -> Parts {
    let pool = (0_u16..12).map(|at| Listed {
        id: ExpertId::new(&format!("E{at:02}")).unwrap(),
        employer: Some(u32::from(at % 8)),
        quotas: if at % 2 == 0 { vec![0] } else { vec![] },
    });
    Parts {
        draw_id: "2026-panel".into(),
        attempt: 1,
        date: "2026-12-01".parse().unwrap(),
        rehearsal: false,
        blinding: [1; 32],
        panel_size: 4,
        reserves: 3,
        employer_max: Some(1),
        quotas: vec![CommittedQuota { column: "gender".into(), value: "F".into(), min: 2, max: 3, counted: true }],
        pool: pool.collect(),
        policies: ConflictKind::ALL.map(|kind| (kind, ConflictRule::DEFAULT)).into(),
        exclusions: Vec::new(),
        witnesses: vec![WitnessId::new("Anna").unwrap(), WitnessId::new("Bert").unwrap()],
        lottery: None,
        external: None,
        annex_digest: Digest::of(b"annex"),
        reserve_key_digest: ReserveKey::from_bytes([5; 32]).digest(),
    }
}

fn fixed(parts: Parts) -> Commitment {
    Commitment::new(parts).unwrap()
}

fn given(commitment: &Commitment, text: &str) -> (Vec<WitnessCommitment>, Vec<WitnessReveal>) {
    let witnesses = &commitment.parts().witnesses;
    let pair = |(at, id): (u8, &WitnessId)| commit(commitment.digest(), id, &format!("{text} {at}"), [at; 32]).unwrap();
    (1..).zip(witnesses).map(pair).unzip()
}

fn drawn(commitment: &Commitment) -> Drawn {
    let (commitments, reveals) = given(commitment, "dice");
    let external = commitment.parts().external.as_ref().map(|_| "07 11".to_owned());
    let contributions = Contributions::Witnessed { commitments, reveals, external };
    match run(commitment, contributions, ReserveKey::from_bytes([5; 32])).unwrap() {
        Outcome::Drawn(drawn) => *drawn,
        Outcome::Void(_) => panic!("everybody revealed"),
    }
}

fn sources(commitment: &Commitment) -> Sources<'_> {
    Sources { commitment, commits: &[], reveals: &[], record: None, annex: None, fair: None }
}

fn page(sources: Sources<'_>, lang: Lang) -> (Stage, String) {
    let ceremony = Ceremony::new(sources, lang).unwrap();
    (ceremony.stage(), render(&ceremony))
}

fn of_record(record: &Record) -> String {
    page(Sources { record: Some(record), ..sources(record.commitment()) }, Lang::Zh).1
}

/// The page's text without style, script and tags.
fn words(html: &str) -> String {
    let body = html.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0;
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

fn slides(html: &str) -> usize {
    html.matches("<section class=\"slide\"").count()
}

#[test]
fn before_anybody_commits_the_page_shows_rules_chances_and_digest() {
    let commitment = fixed(parts());
    let (stage, html) = page(sources(&commitment), Lang::Zh);
    assert_eq!(stage, Stage::Planned);
    let text = words(&html);
    for said in [
        "专家库12 人",
        "可抽12 人",
        "同一单位至多 1 人",
        "2 至 3 人",
        "性别",
        "见证人承诺▶ 现在0 / 2",
        "等待 Anna、Bert",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // The chance is worked out anew here, over all sets of four.
    let instance = commitment.instance();
    let panels: Vec<Vec<usize>> = (0_u32..1 << 12)
        .map(|mask| (0..12).filter(|at| mask >> at & 1 == 1).collect::<Vec<usize>>())
        .filter(|panel| instance.holds(panel).is_ok())
        .collect();
    let on = |expert: usize| panels.iter().filter(|panel| panel.contains(&expert)).count();
    let (least, most) = ((0..12).map(on).min().unwrap(), (0..12).map(on).max().unwrap());
    let all = panels.len();
    for count in [least, most] {
        let percent = format!(
            "{:.2}%",
            100.0 * f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(all).unwrap())
        );
        assert!(text.contains(&percent), "{percent} in {text}");
    }
    assert!(text.contains(&format!("共 {all} 种")), "{text}");
    let hex = commitment.digest().to_hex();
    assert!(html.contains(&format!("<span class=\"g end\">{}</span>", &hex[..4])) && text.contains(&hex));
    assert!(!html.contains("id=\"reveals-1\"") && !html.contains("id=\"panel-1\"") && !text.contains("演练"));
}

#[test]
fn commitments_and_reveals_appear_as_they_arrive() {
    let commitment = fixed(parts());
    let (commits, reveals) = given(&commitment, "掷骰子");
    let (stage, html) = page(Sources { commits: &commits[..1], ..sources(&commitment) }, Lang::Zh);
    assert_eq!(stage, Stage::Committing);
    let text = words(&html);
    assert!(
        text.contains("已承诺 1 / 2") && text.contains("等待 Bert。") && text.contains(&commits[0].commitment.to_hex())
    );
    assert!(!html.contains("id=\"reveals-1\"") && !text.contains("掷骰子"), "nothing is revealed");

    let half = Sources { commits: &commits, reveals: &reveals[..1], ..sources(&commitment) };
    let (stage, html) = page(half, Lang::Zh);
    assert_eq!(stage, Stage::Revealing);
    let text = words(&html);
    assert!(text.contains("已公开 1 / 2") && text.contains("掷骰子 1") && !text.contains("掷骰子 2"), "{text}");
    assert_eq!(text.matches("与承诺相符").count(), 1);
    assert!(text.contains(&Digest::from_bytes([1; 32]).to_hex()), "the whole nonce");

    let mut other = reveals.clone();
    other[1].text = "掷骰子 3".into();
    let (stage, html) = page(Sources { commits: &commits, reveals: &other, ..sources(&commitment) }, Lang::Zh);
    assert_eq!(stage, Stage::Revealed);
    assert!(words(&html).contains("与承诺不符") && words(&html).contains("不能抽取"));
}

#[test]
fn the_panel_is_shown_in_drawn_order_and_named_only_with_the_annex() {
    let mut with_annex = parts();
    let expert = |listed: &Listed| NamedExpert {
        id: listed.id.clone(),
        name: Some(format!("某{}", listed.id)),
        employer: Some(format!("第 {} 研究院", listed.employer.unwrap())),
    };
    let experts = with_annex.pool.iter().map(expert).collect();
    let annex = Annex {
        draw_id: "2026-panel".into(),
        attempt: 1,
        salt: [7; 32],
        experts,
        entrants: vec![],
        exclusions: vec![],
    };
    with_annex.annex_digest = annex.digest();
    with_annex.external = Some(External { name: "某彩票".into(), date: "2026-12-03".parse().unwrap() });
    let drawn = drawn(&fixed(with_annex));
    let record = &drawn.record;
    let html = of_record(record);
    let steps: Vec<&str> = html.split("<li class=\"step\">").skip(1).collect();
    let shown: Vec<String> =
        steps.iter().map(|step| words(&format!("<main>{}</main>", step.split("</li>").next().unwrap()))).collect();
    let expected: Vec<String> = (1..).zip(record.panel()).map(|(seat, id)| format!("{seat}{id}")).collect();
    assert_eq!(shown, expected);
    let text = words(&html);
    let seed = Digest::from_bytes(*record.seed().unwrap().as_bytes()).to_hex();
    for said in [
        &seed,
        &record.record_digest().to_hex(),
        &record.reserves_digest().unwrap().to_hex(),
        "07 11",
        "满足每一条规则",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(text.contains("zhuoping draw verify record.json") && text.contains("python3 verify_draw.py record.json"));
    assert!(!text.contains('某') || !text.contains("研究院"), "no employer without the annex");
    assert!(!text.contains("某E"), "no name without the annex");
    let named = Sources { record: Some(record), annex: Some(&annex), ..sources(record.commitment()) };
    let (_, named) = page(named, Lang::Zh);
    for id in record.panel() {
        assert!(words(&named).contains(&format!("某{id}")), "{id}");
    }
    assert!(words(&named).contains("研究院"));
    let marks = |html: &str| Marks::of(html.as_bytes()).unwrap();
    assert_eq!(marks(&html), Marks { digest: record.digest(), lang: Lang::Zh, names: false });
    assert!(marks(&named).names);
    assert_eq!(Marks::of(b"<html><head></head></html>"), None);
}

#[test]
fn a_void_attempt_is_marked_on_every_screen_and_names_who_withheld() {
    let commitment = fixed(parts());
    let (commitments, mut reveals) = given(&commitment, "dice");
    reveals.remove(1);
    let contributions = Contributions::Witnessed { commitments, reveals, external: None };
    let Outcome::Void(record) = run(&commitment, contributions, ReserveKey::from_bytes([5; 32])).unwrap() else {
        panic!("Bert did not reveal")
    };
    let html = of_record(&record);
    assert_eq!(html.matches("banner void").count(), slides(&html));
    let text = words(&html);
    assert!(text.contains("没有公开：Bert") && text.contains("第 2 次") && text.contains("本次抽取作废"), "{text}");
    assert!(!html.contains("id=\"panel-1\"") && !html.contains("id=\"seed\""));
}

#[test]
fn a_decline_shows_whom_it_opened_and_the_panel_now() {
    let drawn = drawn(&fixed(parts()));
    let leaver = drawn.record.panel()[1].clone();
    let after = opening::decline(&drawn.record, &drawn.sealed, &leaver, "出差<b>", Some("来函 7")).unwrap();
    let placed = after.placed(&after.openings()[0]).unwrap();
    let html = of_record(&after);
    let text = words(&html);
    assert!(text.contains("谢绝 1 次") && text.contains("出差&lt;b&gt;；凭据：来函 7"), "{text}");
    assert!(html.contains(&format!(
        "<li class=\"new\"><span class=\"seat\">递补</span><span class=\"id\"><bdi>{placed}</bdi>"
    )));
    let now = html.split("id=\"current-1\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(!words(&format!("<main>{now}</main>")).contains(leaver.as_str()), "who left is not on the panel now");
    assert!(after.current_panel().iter().all(|id| now.contains(&format!("<bdi>{id}</bdi>"))));
    assert!(text.contains("现任") && text.contains("抽出时"), "the rules are checked before and after");
}

#[test]
fn a_rehearsal_is_marked_on_every_screen() {
    let contributions = Contributions::Rehearsal { text: "练习".into() };
    let Outcome::Drawn(drawn) = run(&fixed(parts()), contributions, ReserveKey::from_bytes([5; 32])).unwrap() else {
        panic!("nobody can withhold")
    };
    let html = of_record(&drawn.record);
    assert_eq!(html.matches("banner rehearsal").count(), slides(&html));
    assert!(words(&html).contains("练习") && words(&html).contains("由一段文字代替"));
    let (_, html) = page(sources(&fixed(Parts { rehearsal: true, ..parts() })), Lang::En);
    assert_eq!(html.matches("banner rehearsal").count(), slides(&html));
    assert!(words(&html).contains("REHEARSAL"));
}

#[test]
fn no_text_of_anybody_becomes_markup_or_moves_other_text() {
    let evil = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u{202e}\u{2066}";
    let mut parts = parts();
    parts.draw_id = "<script>x</script>".into();
    parts.witnesses =
        vec![WitnessId::new("<script>alert(3)</script>").unwrap(), WitnessId::new("\"><svg onload=x>").unwrap()];
    parts.witnesses.sort();
    parts.quotas[0].column = "<iframe src=\"//x\">".into();
    parts.quotas[0].value = "'\"><b>".into();
    parts.external = Some(External { name: "<a href=\"http://x\">".into(), date: "2026-12-03".parse().unwrap() });
    let commitment = fixed(parts);
    let (commits, reveals) = given(&commitment, evil);
    let contributions = Contributions::Witnessed {
        commitments: commits.clone(),
        reveals: reveals.clone(),
        external: Some("<object data=x>".into()),
    };
    let Outcome::Drawn(drawn) = run(&commitment, contributions, ReserveKey::from_bytes([5; 32])).unwrap() else {
        panic!("everybody revealed")
    };
    let leaver = drawn.record.panel()[0].clone();
    let record = opening::decline(&drawn.record, &drawn.sealed, &leaver, "<script>y", Some("\u{202e}<u>")).unwrap();
    let revealing = Sources { commits: &commits, reveals: &reveals, ..sources(&commitment) };
    for html in [of_record(&record), page(revealing, Lang::En).1] {
        assert_eq!((html.matches("<script").count(), html.matches("</script>").count()), (1, 1), "the page's own only");
        assert_eq!((html.matches("<style").count(), html.matches("</style>").count()), (1, 1));
        for bad in ["<img", "<iframe", "<svg", "<object", "<a ", "<b>\u{2068}", "<u>", "onerror=alert(2)>\""] {
            assert!(!html.contains(bad), "{bad}");
        }
        assert!(!html.contains('\u{202e}') && !html.contains('\u{2066}'), "nothing turns the line around");
        assert!(html.contains("⟨U+202E⟩⟨U+2066⟩"), "what was hashed is what is read");
        let policy = html.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
        assert!(policy.starts_with("default-src 'none'") && policy.contains("script-src 'sha256-"), "{policy}");
    }
}

#[test]
fn an_english_page_has_no_chinese_of_ours() {
    let drawn = drawn(&fixed(parts()));
    let leaver = drawn.record.panel()[0].clone();
    let after = opening::decline(&drawn.record, &drawn.sealed, &leaver, "ill", None).unwrap();
    let commitment = after.commitment();
    let (commits, reveals) = given(commitment, "dice");
    let pages = [
        page(sources(commitment), Lang::En),
        page(Sources { commits: &commits[..1], ..sources(commitment) }, Lang::En),
        page(Sources { commits: &commits, reveals: &reveals[..1], ..sources(commitment) }, Lang::En),
        page(Sources { record: Some(&after), ..sources(commitment) }, Lang::En),
    ];
    for (stage, html) in pages {
        assert!(html.contains("<html lang=\"en\">"));
        let hanzi: String = html.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
        assert!(hanzi.is_empty(), "{hanzi} at {stage:?}");
    }
}

#[test]
fn large_ceremonies_are_spread_over_screens_and_nobody_is_left_out() {
    let mut parts = parts();
    parts.pool = (0_u16..300)
        .map(|at| Listed {
            id: ExpertId::new(&format!("专家编号-{}-{at:03}", "长".repeat(12))).unwrap(),
            employer: Some(u32::from(at)),
            quotas: vec![at % 40],
        })
        .collect();
    parts.panel_size = 60;
    parts.employer_max = Some(2);
    parts.quotas = (0..40)
        .map(|at| CommittedQuota {
            column: "specialties".into(),
            value: format!("方向 {at:02}"),
            min: 1,
            max: 60,
            counted: false,
        })
        .collect();
    parts.witnesses = (0..20).map(|at| WitnessId::new(&format!("见证单位第 {at:02} 号代表")).unwrap()).collect();
    let commitment = fixed(parts);
    let (commits, reveals) = given(&commitment, &"长文字".repeat(40));
    let (_, html) = page(Sources { commits: &commits, reveals: &reveals, ..sources(&commitment) }, Lang::Zh);
    let ids: Vec<&str> =
        html.split("<section class=\"slide\" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let of = |prefix: &str| ids.iter().filter(|id| id.starts_with(prefix)).count();
    assert!(of("quotas-") >= 5 && of("commitments-") == 3 && of("reveals-") >= 4, "{ids:?}");
    assert_eq!(html.matches("✓ 已承诺").count(), 20);
    assert_eq!(html.matches("✓ 与承诺相符").count(), 20);
    for at in 0..40 {
        assert!(html.contains(&format!("<bdi>方向 {at:02}</bdi>")), "{at}");
    }
    assert!(words(&html).contains("不能精确算出"), "quotas kept by trying again have no exact chances");
}

#[test]
fn the_fairest_lottery_shows_its_list_its_pick_and_exact_chances() {
    let commitment = fixed(Parts {
        panel_size: 2,
        quotas: vec![],
        employer_max: None,
        pool: parts().pool[..6].iter().map(|of| Listed { quotas: vec![], ..of.clone() }).collect(),
        ..parts()
    });
    let weighted = |panel: [usize; 2], weight: u32| Weighted { panel: panel.to_vec(), weight: weight.into() };
    let lottery = FairLottery {
        denominator: BigUint::from(7_u32),
        exact: vec![weighted([0, 1], 2), weighted([2, 3], 3), weighted([4, 5], 2)],
        types: Vec::new(),
        caps: Vec::new(),
        stages: Vec::new(),
        listed: vec![vec![0, 1]; 1200],
    };
    let fair = |number| Some(Fair { lottery: &lottery, pick: Pick::Ball, number });
    let (_, html) = page(Sources { fair: fair(None), ..sources(&commitment) }, Lang::Zh);
    let text = words(&html);
    for said in ["leximin", "1\u{202f}200 份", "当众摸编号球选定", "28.57%", "2/7", "42.86%", "3/7", "约 4 次中有 1 次"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    let drawn = drawn(&commitment);
    let sources = Sources {
        fair: Some(Fair { pick: Pick::Seed, ..fair(Some(137)).unwrap() }),
        record: Some(&drawn.record),
        ..sources(&commitment)
    };
    let text = words(&page(sources, Lang::Zh).1);
    assert!(text.contains("选中的编号137") && text.contains("由种子选定"), "{text}");
}
