//! `criteria list | show | check`: the editions that ship, and an office's own.

use crate::cli::Criteria;
use crate::files;
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use std::path::Path;
use zhuoping_criteria::view::{EditionView, Summary};
use zhuoping_criteria::{BUILTIN_IDS, Bilingual, Edition, builtin, builtins, parse, render};
use zhuoping_documents::json as complaints;

/// Runs one of the three.
pub(crate) fn run(command: &Criteria, talk: Talk) -> Result<(), Refusal> {
    match command {
        Criteria::List => {
            let editions = builtins();
            talk.result(render::list(&editions, talk.lang).trim_end());
            talk.document(&json!({"editions": editions.iter().map(Summary::from).collect::<Vec<_>>()}));
        }
        Criteria::Show { id } => {
            let edition = find(id)?;
            talk.result(render::table(&edition, talk.lang).trim_end());
            talk.document(&EditionView::from(&edition));
        }
        Criteria::Check { file } => {
            let edition = read(file)?;
            let (items, total) = (edition.items().len(), edition.total());
            let zh = format!("{}：通过，{items} 个条款，共 {total} 分", files::name_of(file));
            let en = format!("{}: sound, {items} items, {total} points in all", files::name_of(file));
            talk.result(talk.say(&zh, &en));
            talk.document(&json!({"valid": true, "edition": Summary::from(&edition)}));
        }
    }
    Ok(())
}

/// An edition by its id, or by the path of its file.
fn find(id: &str) -> Result<Edition, Refusal> {
    if let Some(edition) = builtin(id) {
        return Ok(edition);
    }
    let path = Path::new(id);
    if path.extension().is_some() || path.exists() {
        return read(path);
    }
    let known = BUILTIN_IDS.join("、");
    Err(Refusal::bad(
        id,
        Bilingual::new("没有这个准则版本", "there is no such edition"),
        Bilingual::new(
            format!("{known}，或准则文件的路径"),
            format!("{}, or the path of a file", BUILTIN_IDS.join(", ")),
        ),
    ))
}

/// An edition from its file.
pub(crate) fn read(path: &Path) -> Result<Edition, Refusal> {
    let source = files::read(path)?;
    parse(&source.bytes).map_err(|findings| complaints::faults(&source.name, &findings).into())
}
