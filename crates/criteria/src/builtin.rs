//! The editions that ship with the program, compiled in, so that they are there without any file.

use crate::edition::Edition;
use crate::parse::parse;

/// The ids of the editions that ship, the one in general use first.
pub const BUILTIN_IDS: [&str; 6] =
    ["gbt19580-2012", "gbt19580-2004", "baldrige-2023", "efqm-2020", "small-enterprise", "individual-template"];

/// The bytes of the edition file with this id, as they are in the repository; a result names their digest.
pub fn builtin_bytes(id: &str) -> Option<&'static [u8]> {
    Some(match id {
        "gbt19580-2012" => include_bytes!("../../../criteria/gbt19580-2012.json"),
        "gbt19580-2004" => include_bytes!("../../../criteria/gbt19580-2004.json"),
        "baldrige-2023" => include_bytes!("../../../criteria/baldrige-2023.json"),
        "efqm-2020" => include_bytes!("../../../criteria/efqm-2020.json"),
        "small-enterprise" => include_bytes!("../../../criteria/small-enterprise.json"),
        "individual-template" => include_bytes!("../../../criteria/individual-template.json"),
        _ => return None,
    })
}

/// The edition with this id.
pub fn builtin(id: &str) -> Option<Edition> {
    Some(parse(builtin_bytes(id)?).expect("the tests parse every edition that ships"))
}

/// All editions that ship, in the order of [`BUILTIN_IDS`].
pub fn builtins() -> Vec<Edition> {
    BUILTIN_IDS.into_iter().filter_map(builtin).collect()
}
