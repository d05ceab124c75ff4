//! `report`: the official papers of a cycle, from templates and the files of the other commands.

mod basis;
mod catalogue;
mod data;
mod maker;
mod templates;
#[cfg(test)]
mod tests;

pub(crate) use basis::{Basis, Files};
pub(crate) use maker::{Choice, Made, Maker};
pub(crate) use templates::Templates;

use crate::cli::{Report, ReportCommand, ReportPapers};
use crate::files::Outputs;
use crate::office::{self, Office};
use crate::refusal::Refusal;
use crate::talk::Talk;
use catalogue::{Copies, Need};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use templates::Known;
use zhuoping_criteria::{Bilingual, Lang};

/// The word that asks for every paper.
const ALL: &str = "all";

/// Runs the command.
pub(crate) fn run(args: &Report, talk: Talk) -> Result<(), Refusal> {
    match (&args.command, &args.papers) {
        (Some(ReportCommand::List { templates }), _) => list(templates.as_deref(), talk),
        (Some(ReportCommand::Template { paper, templates }), _) => template(paper, templates.as_deref(), talk),
        (None, Some(args)) => papers(args, talk),
        (None, None) => unreachable!("clap asks for a paper where there is no subcommand"),
    }
}

fn list(own: Option<&Path>, talk: Talk) -> Result<(), Refusal> {
    let templates = Templates::with_own(own)?;
    for known in templates.known() {
        talk.result(&line(known, talk.lang));
    }
    let row = |known: &Known| {
        let needs = known.entry.needs();
        json!({
            "paper": known.template.english(), "name": known.template.name(), "basis": known.template.basis(),
            "copies": copies(known.entry.copies).get(Lang::En),
            "needs": needs.into_iter().map(|need| need.option().0).collect::<Vec<_>>(),
        })
    };
    talk.document(&json!({"papers": templates.known().iter().map(row).collect::<Vec<_>>()}));
    Ok(())
}

fn line(known: &Known, lang: Lang) -> String {
    let options: Vec<&str> = known.entry.needs().into_iter().map(|need: Need| need.option().0).collect();
    let (english, name) = (known.template.english(), known.template.name());
    let copies = copies(known.entry.copies);
    format!("{english:<24} {name}（{}）  {}  {}", copies.get(lang), options.join(" "), known.template.basis())
}

/// How many copies there are, in words.
fn copies(copies: Copies) -> Bilingual {
    match copies {
        Copies::One => Bilingual::new("一份", "one"),
        Copies::Reviewer => Bilingual::new("每位评审专家一份", "one a reviewer"),
        Copies::Entrant => Bilingual::new("每个申报方一份", "one an entrant"),
        Copies::Visited => Bilingual::new("每个进入下一阶段的申报方一份", "one an entrant that went on"),
        Copies::Stage => Bilingual::new("每个阶段一份", "one a stage"),
    }
}

fn template(paper: &str, own: Option<&Path>, talk: Talk) -> Result<(), Refusal> {
    let templates = Templates::with_own(own)?;
    let known = templates.find(paper)?;
    talk.result(known.text.trim_end());
    talk.document(&json!({"paper": known.template.english(), "text": known.text}));
    Ok(())
}

fn papers(args: &ReportPapers, talk: Talk) -> Result<(), Refusal> {
    let templates = Templates::with_own(args.templates.as_deref())?;
    // A misspelt name is said before any file is read.
    let wanted = if args.paper == ALL { None } else { Some(templates.find(&args.paper)?) };
    let basis = Basis::read(&Files::named(args, talk)?)?;
    talk.warnings(&basis.warnings);
    let choice = Choice { reviewer: args.reviewer.clone(), entrant: args.entrant.clone(), stage: args.stage.clone() };
    let mut maker = Maker::new(&basis, &templates, talk);
    let (made, left_out) = match wanted {
        None => every(&mut maker, &choice)?,
        Some(known) => (maker.make(known.entry, &known.template, &choice)?, Vec::new()),
    };
    let (folder, names) = placed(&made, &args.out)?;
    let documents: Vec<Vec<u8>> = made.iter().map(Made::docx).collect();
    let pdfs = if args.pdf { pdfs(&documents, talk) } else { Vec::new() };
    let mut outputs = Outputs::new();
    names.iter().zip(documents).for_each(|(name, document)| outputs.add(name, document));
    names.iter().zip(&pdfs).for_each(|(name, pdf)| outputs.add(name.with_extension("pdf"), pdf.as_slice()));
    outputs.write(&folder, args.force)?;
    note_rare(&made, talk);
    for left_out in &left_out {
        talk.note(&left_out.zh, &left_out.en);
    }
    let shown = |name: &Path| folder.join(name).display().to_string();
    for path in outputs.paths() {
        talk.result(&shown(path));
    }
    let row = |(at, (made, name)): (usize, (&Made, &PathBuf))| {
        let pdf = pdfs.get(at).map(|_| shown(&name.with_extension("pdf")));
        json!({"paper": made.english, "name": made.name, "file": shown(name), "pdf": pdf})
    };
    let rows = made.iter().zip(&names).enumerate().map(row);
    talk.document(&json!({
        "papers": rows.collect::<Vec<Value>>(),
        "left_out": left_out.iter().map(|why| why.get(talk.lang)).collect::<Vec<_>>(),
        "provenance": basis.provenance(),
    }));
    Ok(())
}

/// Every paper that the given files suffice for; the others with what they lack.
pub(crate) fn every(maker: &mut Maker<'_>, choice: &Choice) -> Result<(Vec<Made>, Vec<Bilingual>), Refusal> {
    let (mut made, mut left_out) = (Vec::new(), Vec::new());
    for (entry, template) in maker.papers() {
        match maker.lacks(entry) {
            Some(why) => {
                let name = template.name();
                left_out.push(Bilingual::new(
                    format!("没有制作《{name}》：{}", why.zh),
                    format!("left out {}: {}", template.english(), why.en),
                ));
            }
            None => made.extend(maker.make(entry, template, choice)?),
        }
    }
    Ok((made, left_out))
}

/// The folder, and the name of each paper's file in it: `out` is a file when it ends in .docx, else a folder.
fn placed(made: &[Made], out: &Path) -> Result<(PathBuf, Vec<PathBuf>), Refusal> {
    if out.extension() != Some(OsStr::new("docx")) {
        return Ok((out.to_owned(), made.iter().map(|made| made.file().into()).collect()));
    }
    let (n, name) = (made.len(), out.file_name().unwrap_or_default());
    if n != 1 {
        return Err(Refusal::bad(
            "--out",
            Bilingual::new(format!("共 {n} 份文书，不能写进一个文件"), format!("{n} papers do not go into one file")),
            Bilingual::new(
                "文件夹，或用 --reviewer、--entrant、--stage 选定一份",
                "a folder, or one copy by --reviewer, --entrant, --stage",
            ),
        ));
    }
    Ok((out.parent().unwrap_or(Path::new("")).to_owned(), vec![name.into()]))
}

/// The PDF of each paper; none, and a sentence why, where there is no LibreOffice or it does not do it.
fn pdfs(documents: &[Vec<u8>], talk: Talk) -> Vec<Vec<u8>> {
    let outcome = match Office::find() {
        None => Err(office::absent()),
        Some(office) => office.pdfs(documents).map_err(|error| error.words()),
    };
    outcome.unwrap_or_else(|why| {
        talk.note(&why.zh, &why.en);
        Vec::new()
    })
}

/// What must be said of characters that typefaces may lack.
pub(crate) fn note_rare(made: &[Made], talk: Talk) {
    // Typefaces lack hanzi of names; a missing dash or box is drawn from another font and misleads nobody.
    let rare = made.iter().flat_map(|made| made.paper.rare()).filter(|c| c.is_alphabetic());
    let rare: BTreeSet<char> = rare.collect();
    if !rare.is_empty() {
        let shown: Vec<String> = rare.iter().map(|c| format!("{c}（U+{:04X}）", u32::from(*c))).collect();
        talk.note(
            &format!("注意：文书中有生僻字，打印前请核对：{}", shown.join("、")),
            &format!("note: rare characters, check them before printing: {}", shown.join(", ")),
        );
    }
}
