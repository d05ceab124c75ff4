//! Every bad input gets a complaint with its row, its column and what would be accepted; none panics, none leaks.

use proptest::prelude::*;
use zhuoping_criteria::Lang;
use zhuoping_documents::conflicts::{self, Known};
use zhuoping_documents::{Complaints, entrants, pool};

/// Row, column and a part of the English message of each complaint.
type Expected<'a> = (Option<u32>, Option<&'a str>, &'a str);

fn check(errors: &Complaints, expected: &[Expected<'_>]) {
    let found: Vec<_> = errors.listed().iter().map(|c| (c.row(), c.column(), c.message().en.as_str())).collect();
    assert_eq!(found.len(), expected.len(), "{errors}");
    for ((row, column, message), wanted) in found.iter().zip(expected) {
        assert_eq!((*row, *column), (wanted.0, wanted.1), "{errors}");
        assert!(message.contains(wanted.2), "\"{message}\" should say \"{}\"", wanted.2);
    }
    for view in errors.view(Lang::Zh).errors.iter().chain(&errors.view(Lang::En).errors) {
        assert!(view.expected.as_ref().is_some_and(|text| !text.is_empty()), "{view:?} says what is accepted");
    }
}

fn pool_errors(text: &str) -> Complaints {
    pool::read("专家库.csv", text.as_bytes()).expect_err("this pool is bad")
}

fn entrant_errors(text: &str) -> Complaints {
    entrants::read("申报.csv", text.as_bytes()).expect_err("this list is bad")
}

/// A mobile number that is nobody's, and an identity number of a region that does not exist, with a fitting check.
fn canaries() -> [String; 2] {
    [format!("13{}", "0".repeat(9)), "999999190001010015".into()]
}

#[test]
fn files_that_are_no_csv_say_what_they_are() {
    for (bytes, wanted) in [
        (b"".as_slice(), "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\r\n\r\n", "is empty"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"\xff\xfei\x00d\x00\n\x00", "UTF-16"),
        (b"i\x00d\x00\n\x00E\x001\x00\n\x00", "UTF-16"),
    ] {
        let errors = pool::read("专家库.csv", bytes).expect_err("no CSV");
        check(&errors, &[(None, None, wanted)]);
        assert!(errors.listed()[0].expected().zh.contains(".xlsx"));
    }
    let errors = pool::read("专家库.csv", b"id,name\nE1,\xff\xff\n").expect_err("no text");
    check(&errors, &[(Some(2), None, "neither UTF-8 nor GB18030")]);
    let errors = pool::read("专家库.csv", b"id,name\nE1,a\x00b\n").expect_err("no text");
    check(&errors, &[(Some(2), None, "NUL")]);
}

#[test]
fn a_file_cut_anywhere_is_refused_or_warned_about() {
    let whole = "编号,姓名,专业领域\r\nZJ001,张三,\"质量管理、\r\n标准化\"\r\nZJ002,李四,计量\r\n";
    for end in 1..whole.len() {
        match pool::read("专家库.csv", &whole.as_bytes()[..end]) {
            Err(errors) => assert!(!errors.is_empty()),
            Ok(read) => {
                let ends_a_row = whole.as_bytes()[end - 1] == b'\n';
                assert!(ends_a_row || read.warnings.listed().iter().any(|w| w.message().en.contains("cut off")));
            }
        }
    }
}

#[test]
fn a_pool_tells_all_its_errors_at_once() {
    let errors = pool_errors(
        "编号,姓名,状态,统一社会信用代码\n\
         E1,甲,在库,\n\
         ,乙,active,\n\
         E1,丙,死亡,\n\
         \n\
         E\u{200b}4,丁\u{202e},Suspended,\n\
         E5,戊\n",
    );
    check(&errors, &[(Some(7), None, "only 2 cells under 4 headers")]);
    let errors = pool_errors(
        "编号,姓名,状态,统一社会信用代码\n\
         E1,甲,在库,\n\
         ,乙,active,\n\
         E1,丙,死亡,\n\
         \n\
         E\u{200b}4,丁\u{202e},Suspended,\n",
    );
    check(
        &errors,
        &[
            (Some(3), Some("编号"), "an id is empty"),
            (Some(4), Some("状态"), "none of the accepted words"),
            (Some(4), Some("编号"), "row 2 has it already"),
            (Some(6), Some("编号"), "invisible"),
            (Some(6), Some("姓名"), "invisible"),
        ],
    );
    assert!(errors.listed()[1].expected().zh.contains("取消资格 disqualified"));
    check(
        &pool_errors("姓名\n甲\n"),
        &[(Some(1), Some("编号"), "required column is missing; the header has: \"姓名\"")],
    );
    check(&pool_errors("编号,姓名\n\n"), &[(Some(1), None, "nothing below the header")]);
}

#[test]
fn entrants_tell_all_their_errors_at_once() {
    let errors = entrant_errors(
        "编号,名称,类别,成立日期\n\
         Q1,某厂,组织,2001/2/30\n\
         Q2,,企业,45413\n\
         Q1,又一厂,individual,2024.5.1\n",
    );
    check(
        &errors,
        &[
            (Some(2), Some("成立日期"), "no day of the calendar"),
            (Some(3), Some("名称"), "a name is empty"),
            (Some(3), Some("类别"), "none of the accepted words"),
            (Some(4), Some("成立日期"), "is not a date"),
            (Some(4), Some("编号"), "row 2 has it already"),
        ],
    );
    assert!(errors.listed()[0].expected().en.contains("10000"), "the range of Excel's day numbers is said");
    check(&entrant_errors("类别\n组织\n"), &[(Some(1), Some("编号"), "missing"), (Some(1), Some("名称"), "missing")]);
}

#[test]
fn art_31_a_conflict_that_names_nobody_is_refused() {
    let pool = pool::read("p.csv", b"id\nE1\nE2\n").unwrap().value;
    let list = entrants::read("q.csv", "id,name\nQ1,某厂\n".as_bytes()).unwrap().value;
    let known = Known { experts: Some(&pool), entrants: Some(&list) };
    let text = "expert,entrant,kind,source,since,until,note\n\
                E1,Q1,employment,expert,2020-01-01,2023-01-01,\n\
                E3,Q1,持股,,,,\n\
                E2,Q9,朋友,听说,2024-02-01,2024-01-31,\n\
                E2,Q1,,,,,\n";
    let errors = conflicts::read("利害.csv", text.as_bytes(), known).expect_err("bad conflicts");
    check(
        &errors,
        &[
            (Some(3), Some("expert"), "nobody in the pool"),
            (Some(4), Some("entrant"), "no entrant"),
            (Some(4), Some("kind"), "none of the accepted words"),
            (Some(4), Some("source"), "none of the accepted words"),
            (Some(4), Some("until"), "ends before it begins (2024-02-01)"),
            (Some(5), Some("kind"), "the kind is empty"),
        ],
    );
    assert!(errors.listed()[2].expected().zh.contains("咨询辅导 consulting"));
    let unchecked = conflicts::read("利害.csv", b"expert,entrant,kind\nE3,Q9,other\n", Known::default()).unwrap();
    assert_eq!(unchecked.value.len(), 1);
}

#[test]
fn a_cell_of_twelve_megabytes_is_refused_without_an_echo() {
    let errors = pool_errors(&format!("编号,姓名\nE1,甲\nE2,{}\n", "甲".repeat(4 << 20)));
    check(&errors, &[(Some(3), Some("姓名"), "too large a cell (12288 KiB)")]);
    assert!(errors.to_string().len() < 600);
}

#[test]
fn personal_numbers_are_refused_in_every_known_column_and_never_echoed() {
    let headers =
        ["编号", "姓名", "工作单位", "统一社会信用代码", "所在市", "职称", "专业领域", "行业", "性别", "状态"];
    for canary in canaries() {
        for at in 0..headers.len() {
            let mut row = vec!["E1"; headers.len()];
            row[headers.len() - 1] = "在库";
            row[at] = &canary;
            let errors = pool_errors(&format!("{}\n{}\n", headers.join(","), row.join(",")));
            assert_eq!(errors.listed()[0].column(), Some(headers[at]));
            no_canary(&errors, &canary);
        }
        let errors = entrant_errors(&format!("id,name,founded\n{canary},经办 {canary},{canary}\n"));
        assert_eq!(errors.count(), 3);
        no_canary(&errors, &canary);
        let text = format!("expert,entrant,kind,note\nE1,Q1,other,电话 {canary}\n");
        let errors = conflicts::read("c.csv", text.as_bytes(), Known::default()).expect_err("a telephone");
        no_canary(&errors, &canary);
    }
}

#[test]
fn personal_numbers_do_not_leak_through_headers_names_of_files_or_broken_rows() {
    for canary in canaries() {
        for text in [
            format!("{canary},x\n1,2\n"),
            format!("id,name\nE1,{canary}{}\n", "9".repeat(70_000)),
            format!("id,{canary},{canary}\nE1,x,y\n"),
            format!("id,{canary}\nE1,\"x\n"),
        ] {
            no_canary(&pool::read(&canary, text.as_bytes()).expect_err("broken"), &canary);
        }
    }
}

fn no_canary(errors: &Complaints, canary: &str) {
    for lang in [Lang::Zh, Lang::En] {
        let json = serde_json::to_string(&errors.view(lang)).expect("texts and numbers are JSON");
        let text = errors.lines(lang).join("\n");
        assert!(!json.contains(canary) && !text.contains(canary), "{text}");
    }
    assert!(!format!("{errors:?} {errors}").contains(canary));
}

#[test]
fn a_column_of_telephones_nobody_asked_for_is_left_out_whole() {
    for canary in canaries() {
        let text = format!("编号,手机,党派\nE1,,无\nE2,{canary},\n");
        let read = pool::read("专家库.csv", text.as_bytes()).unwrap();
        let warned = read.warnings.listed().iter().filter(|w| w.column() == Some("手机")).count();
        assert_eq!(warned, 1);
        assert_eq!(read.value[0].extra.keys().collect::<Vec<_>>(), ["党派"]);
        assert!(read.value[1].extra.is_empty());
        assert!(!format!("{read:?}").contains(&canary));
    }
}

#[test]
fn missing_optional_columns_and_odd_credit_codes_are_warnings() {
    let read =
        pool::read("专家库.csv", "编号,统一社会信用代码\nE1,91110000600037341K\nE2,91110000600037341l\n".as_bytes())
            .unwrap();
    let codes: Vec<_> = read.warnings.listed().iter().filter(|w| w.row() == Some(2)).collect();
    assert_eq!(codes.len(), 1);
    assert!(codes[0].message().zh.contains("校验位不符"));
    assert_eq!(read.value[1].employer_code.as_deref(), Some("91110000600037341L"), "in the form that is compared");
    let missing: Vec<_> =
        read.warnings.listed().iter().filter(|w| w.row() == Some(1)).filter_map(|w| w.column()).collect();
    assert_eq!(missing, ["姓名", "工作单位", "所在市", "职称", "专业领域", "行业", "性别", "状态"], "each once");
}

#[test]
fn a_conflict_that_is_there_twice_is_kept_once() {
    let text = "expert,entrant,kind,source\nE1,Q1,other,expert\nE1,Q1,其他,专家申报\nE1,Q1,其他,秘书处\n";
    let read = conflicts::read("c.csv", text.as_bytes(), Known::default()).unwrap();
    assert_eq!(read.value.len(), 2, "another source is another conflict");
    assert!(read.warnings.listed().iter().any(|w| w.row() == Some(3)));
}

#[test]
fn a_thousand_bad_rows_are_counted_and_two_hundred_listed() {
    let rows: String = (0..1000).map(|_| ",甲\n").collect();
    let errors = pool_errors(&format!("编号,姓名\n{rows}"));
    assert_eq!((errors.count(), errors.listed().len()), (1000, 200));
    assert!(errors.lines(Lang::Zh).last().unwrap().contains("另有 800 处"));
}

#[test]
fn blocks_of_rows_come_back_in_file_order_on_any_number_of_threads() {
    let rows: String = (0..3000)
        .map(|at| if at % 7 == 3 { "\n".into() } else { format!("E{at},\"甲\n{at}乙\",{at}\n", at = at % 2990) })
        .collect();
    let twice = format!("编号,备注,序\n{rows}");
    let with = |threads, text: &str| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| pool::read("专家库.csv", text.as_bytes()))
    };
    let errors = with(1, &twice).expect_err("the last ten ids are there twice");
    let rows: Vec<_> = errors.listed().iter().filter_map(|c| c.row()).collect();
    let expected: Vec<_> = (2990..3000).filter(|at| at % 7 != 3 && (at - 2990) % 7 != 3).map(|at| at + 2).collect();
    assert_eq!(rows, expected);
    assert_eq!(with(4, &twice), Err(errors));
    let unique: String = (0..3000).map(|at| format!("E{at:04},\"甲\n乙\",{at}\n")).collect();
    let unique = format!("编号,备注,序\n{unique}");
    let (one, four) = (with(1, &unique).unwrap(), with(4, &unique).unwrap());
    assert_eq!(one, four);
    assert!(one.value.iter().enumerate().all(|(at, e)| e.id.as_str() == format!("E{at:04}")));
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = pool::read("f", &bytes);
        let _ = entrants::read("f", &bytes);
        let _ = conflicts::read("f", &bytes, Known::default());
    }

    #[test]
    fn arbitrary_cells_under_a_good_header_never_panic(rows in r#"([a-z0-9,"\r\n'=年月-]|\PC){0,80}"#) {
        let _ = pool::read("f", format!("编号,姓名,状态\n{rows}").as_bytes());
        let _ = entrants::read("f", format!("编号,名称,成立日期\n{rows}").as_bytes());
        let _ = conflicts::read("f", format!("专家编号,申报编号,类型,起,止\n{rows}").as_bytes(), Known::default());
    }
}
