//! A paper as a .docx, laid out by GB/T 9704-2012.
//!
//! docx-rs writes the document; [`package`] puts its elements into the order of the schema, which Word and WPS read
//! strictly, adds what docx-rs has no word for (repeated header rows, alternative texts) and packs the parts. What is the
//! same for all papers is data beside the code, in `docx/parts`: the styles, the fonts with their substitutes, the
//! settings.

mod body;
mod order;
mod package;
mod page;
mod tree;

use super::paper::Paper;
use docx_rs::Docx;

/// The bytes of the document.
pub(super) fn write(paper: &Paper) -> Vec<u8> {
    let page = page::Page::of(paper.orientation);
    let docx = body::write(page.set_up(Docx::new()), paper, page);
    package::pack(docx, paper)
}

#[cfg(test)]
mod tests {
    use super::super::{Picture, Template};
    use super::order::check::misplaced;
    use super::tree::Element;
    use super::*;
    use serde_json::json;
    use std::collections::{BTreeMap, BTreeSet};
    use std::io::{Cursor, Read};

    fn png() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 40, 10);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&[255; 400]).unwrap();
        bytes
    }

    /// A paper with every construct.
    fn paper(orientation: &str) -> Paper {
        let body = "# 题名\n## 一、\n### （一）\n#### 1.\n\n甲**乙**`c0de`\n\n- 丙\n\n| 序 | 名 |\n|---:|---|\n| 1 | {{ x }} |\n| 2 | `ff` |\n\n\
            | | |\n|---|---|\n| 名 | {{ x }} |\n\n![图 \"1\" & <2>](picture:a)\n\n<!-- 分页 -->\n\n![](picture:a)\n\n末段。\n\n> 某局\n> 某日\n";
        let text = format!("---\n名称: <样张> & 表\n英文: specimen\n纸张: {orientation}\n依据: 第十六条\n---\n{body}");
        let pictures = BTreeMap::from([("a".to_owned(), Picture::new(png()).unwrap())]);
        Template::parse("t.md", &text).unwrap().render(&json!({"x": "王\n某 <&> \u{20bb7}"}), &pictures).unwrap()
    }

    fn parts(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        (0..archive.len())
            .map(|at| {
                let mut part = archive.by_index(at).unwrap();
                let mut bytes = Vec::new();
                part.read_to_end(&mut bytes).unwrap();
                (part.name().unwrap().into_owned(), bytes)
            })
            .collect()
    }

    fn part(name: &str, orientation: &str) -> Element {
        let bytes = parts(write(&paper(orientation))).remove(name).unwrap();
        tree::read(std::str::from_utf8(&bytes).unwrap()).unwrap()
    }

    /// All elements of that name, wherever they are.
    fn all(document: &Element, name: &str) -> Vec<Element> {
        let mut found = Vec::new();
        document.clone().walk(&mut |element| {
            if element.name() == name {
                found.push(element.clone());
            }
        });
        found
    }

    fn attribute(element: &Element, name: &str) -> String {
        let value = element.start.try_get_attribute(name).unwrap().unwrap_or_else(|| panic!("{name}"));
        quick_xml::escape::unescape(&value.value).unwrap().into_owned()
    }

    #[test]
    fn the_same_paper_is_the_same_bytes() {
        let first = write(&paper("纵向"));
        // The counters of docx-rs go on within a process; nothing of them may show.
        write(&paper("横向"));
        assert_eq!(write(&paper("纵向")), first);
    }

    #[test]
    fn every_part_is_well_formed_and_in_the_order_of_the_schema() {
        let parts = parts(write(&paper("纵向")));
        for name in ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/footer2.xml"] {
            assert!(parts.contains_key(name), "{name}");
        }
        for (name, bytes) in parts.iter().filter(|(name, _)| !name.ends_with(".png")) {
            let part =
                tree::read(std::str::from_utf8(bytes).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(misplaced(&part), Vec::<String>::new(), "{name}");
        }
        assert_eq!(parts["word/media/rIdImage1.png"], png(), "pictures are packed as they are");
    }

    #[test]
    fn the_page_is_that_of_the_standard() {
        let upright = part("word/document.xml", "纵向");
        let (size, margin) = (&all(&upright, "w:pgSz")[0], &all(&upright, "w:pgMar")[0]);
        assert_eq!([attribute(size, "w:w"), attribute(size, "w:h")], ["11906", "16838"]);
        // 37 mm, 26 mm, 35 mm, 28 mm.
        assert_eq!(
            ["w:top", "w:right", "w:bottom", "w:left"].map(|side| attribute(margin, side)),
            ["2098", "1474", "1984", "1587"]
        );
        let lying = part("word/document.xml", "横向");
        let size = &all(&lying, "w:pgSz")[0];
        assert_eq!(["w:w", "w:h", "w:orient"].map(|name| attribute(size, name)), ["16838", "11906", "landscape"]);
        let kinds: BTreeSet<String> =
            all(&upright, "w:footerReference").iter().map(|footer| attribute(footer, "w:type")).collect();
        assert_eq!(kinds, BTreeSet::from(["default".into(), "even".into()]));
    }

    #[test]
    fn what_the_document_names_exists() {
        let (document, styles) = (part("word/document.xml", "纵向"), part("word/styles.xml", "纵向"));
        let known: BTreeSet<String> =
            all(&styles, "w:style").iter().map(|style| attribute(style, "w:styleId")).collect();
        for kind in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
            let named = all(&document, kind);
            assert!(!named.is_empty(), "{kind}");
            named.iter().for_each(|style| assert!(known.contains(&attribute(style, "w:val")), "{style:?}"));
        }
        for kind in ["w:basedOn", "w:next"] {
            all(&styles, kind)
                .iter()
                .for_each(|style| assert!(known.contains(&attribute(style, "w:val")), "{style:?}"));
        }
        let fonts: BTreeSet<String> =
            all(&part("word/fontTable.xml", "纵向"), "w:font").iter().map(|font| attribute(font, "w:name")).collect();
        for used in all(&styles, "w:rFonts") {
            for script in ["w:ascii", "w:eastAsia"] {
                assert!(fonts.contains(&attribute(&used, script)), "{used:?}");
            }
        }
    }

    #[test]
    fn headings_are_real_headings_with_the_typefaces_of_the_standard() {
        let styles = part("word/styles.xml", "纵向");
        let look = |id: &str| {
            let all = all(&styles, "w:style");
            let style = all.iter().find(|style| attribute(style, "w:styleId") == id).unwrap();
            let name = attribute(style.child("w:name").unwrap(), "w:val");
            let font = style
                .child("w:rPr")
                .and_then(|look| look.child("w:rFonts"))
                .map(|fonts| attribute(fonts, "w:eastAsia"));
            (name, font.unwrap_or_default())
        };
        assert_eq!(look("Title"), ("Title".into(), "方正小标宋简体".into()));
        assert_eq!(look("Heading1"), ("heading 1".into(), "黑体".into()));
        assert_eq!(look("Heading2"), ("heading 2".into(), "楷体_GB2312".into()));
        assert_eq!(look("Heading3"), ("heading 3".into(), String::new()), "as the text: 仿宋");
    }

    #[test]
    fn tables_fill_the_page_and_repeat_their_headers() {
        for (orientation, width) in [("纵向", 8845), ("横向", 12756)] {
            let tables = all(&part("word/document.xml", orientation), "w:tbl");
            let columns = tables.iter().flat_map(|table| all(table, "w:gridCol"));
            assert!(
                columns.into_iter().all(|column| column.start.attributes().count() == 1),
                "the schema knows w:w only"
            );
            let grid = |table| {
                all(table, "w:gridCol")
                    .iter()
                    .map(|column| attribute(column, "w:w").parse::<u32>().unwrap())
                    .sum::<u32>()
            };
            assert_eq!(tables.iter().map(grid).collect::<Vec<_>>(), [width, width]);
            let headers =
                |table| all(table, "w:tr").iter().map(|row| all(row, "w:tblHeader").len()).collect::<Vec<_>>();
            assert_eq!(tables.iter().map(headers).collect::<Vec<_>>(), [vec![1, 0, 0], vec![0]]);
            assert!(tables.iter().flat_map(|table| all(table, "w:tr")).all(|row| all(&row, "w:cantSplit").len() == 1));
        }
    }

    #[test]
    fn pictures_have_numbers_captions_and_the_width_of_the_text() {
        let document = part("word/document.xml", "纵向");
        let named = all(&document, "wp:docPr")
            .iter()
            .map(|name| (attribute(name, "id"), attribute(name, "descr")))
            .collect::<Vec<_>>();
        assert_eq!(named, [("1".into(), "图 \"1\" & <2>".into()), ("2".into(), String::new())]);
        let size = &all(&document, "wp:extent")[0];
        // 8845 twips of 635 EMU wide, a quarter as high.
        assert_eq!([attribute(size, "cx"), attribute(size, "cy")], ["5616575", "1404143"]);
    }

    #[test]
    fn nothing_before_a_signature_is_parted_from_it() {
        let document = part("word/document.xml", "纵向");
        let paragraphs = all(&document, "w:p");
        let kept = |paragraph: &Element| all(paragraph, "w:keepNext").len();
        let last: Vec<usize> = paragraphs.iter().rev().take(3).map(kept).collect();
        assert_eq!(last, [0, 1, 1], "the last line, the line before, the paragraph before");
    }

    #[test]
    fn properties_name_the_paper_and_no_date() {
        let core = String::from_utf8(parts(write(&paper("纵向"))).remove("docProps/core.xml").unwrap()).unwrap();
        assert!(core.contains("<dc:title>&lt;样张&gt; &amp; 表</dc:title><dc:subject>第十六条</dc:subject>"), "{core}");
        assert!(!core.contains("dcterms"), "{core}");
    }
}
