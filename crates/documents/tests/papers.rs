//! Papers from templates in files, by the public interface alone.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use zhuoping_documents::papers::{NotPng, Orientation, Paper, Picture, Template};

const SPECIMEN: &str = include_str!("papers/specimen.md");
const DATA: &str = include_str!("papers/specimen.json");

/// A PNG of one white pixel.
fn pixel() -> Vec<u8> {
    let mut bytes = Vec::new();
    let writer = png::Encoder::new(&mut bytes, 1, 1).write_header();
    writer.and_then(|mut writer| writer.write_image_data(&[255])).expect("a vector takes all bytes");
    bytes
}

fn specimen() -> Paper {
    let template = Template::parse("specimen.md", SPECIMEN).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!((template.name(), template.english()), ("版式样张", "specimen"));
    assert_eq!((template.basis(), template.orientation()), ("第十六条、第三十一条", Orientation::Portrait));
    let data: Value = serde_json::from_str(DATA).expect("the data are JSON");
    let pictures = ["chart", "other"].map(|name| (name.to_owned(), Picture::new(pixel()).expect("a PNG")));
    template.render(&data, &BTreeMap::from(pictures)).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn the_text_of_the_specimen_is_as_reviewed() {
    assert_eq!(specimen().text(), include_str!("papers/specimen.txt"));
}

#[test]
fn rare_hanzi_of_names_are_listed() {
    assert_eq!(specimen().rare(), ['喆', '堃', '昇', '玥', '祎', '赟', '镕', '𬭎']);
}

#[test]
fn pictures_that_are_not_shown_are_not_packed() {
    // The name of a part is in the archive's directory, uncompressed.
    let bytes = specimen().docx();
    let count = |name: &[u8]| bytes.windows(name.len()).filter(|window| *window == name).count();
    assert_eq!((count(b"rIdImage1.png"), count(b"rIdImage2.png")), (2, 0));
}

#[test]
fn what_is_no_png_is_no_picture() {
    assert_eq!(Picture::new(pixel()).map(|picture| picture.size()), Ok((1, 1)));
    for bytes in [&b""[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", &pixel()[..20]] {
        assert_eq!(Picture::new(bytes.to_vec()), Err(NotPng));
    }
}

#[test]
fn data_that_are_no_object_leave_every_field_missing() {
    let template = Template::parse("specimen.md", SPECIMEN).unwrap();
    for data in [json!(null), json!([1]), json!("x")] {
        assert_eq!(template.render(&data, &BTreeMap::new()).unwrap_err().count(), 1);
    }
}

#[test]
fn the_example_of_the_handbook_for_templates_is_a_template() {
    let page = include_str!("../../../docs/templates.md");
    let example: String = page
        .lines()
        .skip_while(|line| !line.starts_with("    ---"))
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .map(|line| line.trim_start_matches("    ").to_owned() + "\n")
        .collect();
    let template = Template::parse("docs/templates.md", &example).unwrap_or_else(|errors| panic!("{errors}"));
    let expert = json!({"name": "张𬭎", "employer": "某市质量研究院", "id_number": "999999190001010015"});
    let data = json!({"award": "某市市长质量奖", "expert": expert, "date": "2026-12-01"});
    let text = template.render(&data, &BTreeMap::new()).unwrap().text();
    assert!(
        text.starts_with("# 某市市长质量奖评审保密承诺书\n　　根据《评选办法》第三十五条，本人张𬭎承诺：\n　　1. "),
        "{text}"
    );
    assert!(
        text.ends_with(
            "| 张𬭎 | 某市质量研究院 | 9999**********0015 |\n　　　　承诺人（签名）：________\n　　　　2026年12月1日\n"
        ),
        "{text}"
    );
}
