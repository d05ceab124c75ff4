//! Fills a template and writes the paper, to look at its pages, and its text beside it:
//! `cargo run -p zhuoping-documents --example paper -- TEMPLATE.md DATA.json OUT.docx [NAME=PICTURE.png ...]`.
//!
//! The pages themselves: `soffice --headless --convert-to pdf OUT.docx`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use zhuoping_documents::papers::{Picture, Template};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [template, data, out, pictures @ ..] = args.as_slice() else {
        return Err("TEMPLATE.md DATA.json OUT.docx [NAME=PICTURE.png ...]".into());
    };
    let mut named = BTreeMap::new();
    for picture in pictures {
        let (name, path) = picture.split_once('=').ok_or("NAME=PICTURE.png")?;
        named.insert(name.to_owned(), Picture::new(fs::read(path)?)?);
    }
    let template = Template::parse(template, &fs::read_to_string(template)?)?;
    let paper = template.render(&serde_json::from_slice(&fs::read(data)?)?, &named)?;
    fs::write(out, paper.docx())?;
    fs::write(Path::new(out).with_extension("txt"), paper.text())?;
    Ok(())
}
