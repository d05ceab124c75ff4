//! The findings of JSON readers as complaints.
//!
//! Plans, rule files and editions of the criteria are read by the crates that own them. What those find is put here into
//! the one form in which every bad input is reported; a JSON file has no rows and columns, so the JSON pointer of the
//! place (RFC 6901) stands where a table has its column.

use crate::complaint::{Complaint, Complaints};
use zhuoping_criteria::form::{Explained, Fault};
use zhuoping_criteria::{Bilingual, Lang};

/// One thing a JSON reader found, in the terms of a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The JSON pointer; empty for the whole document.
    pub path: String,
    /// What is there, as text.
    pub value: Option<String>,
    /// What is wrong.
    pub message: Bilingual,
    /// What would be accepted.
    pub expected: Bilingual,
}

/// Complaints about `file` in the order of `places`.
pub fn complaints(file: &str, places: impl IntoIterator<Item = Place>) -> Complaints {
    let mut all = Complaints::new();
    for place in places {
        let mut complaint = Complaint::new(file, place.message, place.expected);
        if !place.path.is_empty() {
            complaint = complaint.at_column(&place.path);
        }
        if let Some(value) = place.value {
            complaint = complaint.about(&value);
        }
        all.push(complaint);
    }
    all
}

/// Complaints about a file read with the reader of `zhuoping_criteria::form`.
pub fn faults<P: Explained>(file: &str, faults: &[Fault<P>]) -> Complaints {
    // A text is quoted where it is shown; its JSON quotes would make two pairs.
    let bare =
        |found: &String| found.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(found).to_owned();
    let place = |fault: &Fault<P>| Place {
        path: fault.path.clone(),
        value: fault.found.as_ref().map(bare),
        message: Bilingual::new(fault.message(Lang::Zh), fault.message(Lang::En)),
        expected: Bilingual::new(fault.accepted(Lang::Zh), fault.accepted(Lang::En)),
    };
    complaints(file, faults.iter().map(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_keeps_its_place_value_and_what_is_accepted() {
        let place = Place {
            path: "/panel_size".into(),
            value: Some("0".into()),
            message: Bilingual::new("太小", "is too small"),
            expected: Bilingual::new("1 以上", "1 or more"),
        };
        let line = complaints("plan.json", [place]).lines(Lang::En).join("");
        assert_eq!(line, "plan.json, column \"/panel_size\": \"0\" is too small; accepted: 1 or more");
    }

    #[test]
    fn a_broken_edition_is_reported_with_its_json_pointers() {
        let findings = zhuoping_criteria::parse(b"{}").expect_err("nothing is there");
        let complaints = faults("own.json", &findings);
        assert_eq!(complaints.count(), findings.len());
        assert!(complaints.listed().iter().all(|complaint| !complaint.expected().zh.is_empty()));
    }

    #[test]
    fn a_text_is_quoted_once() {
        let findings = zhuoping_criteria::parse(b"[\"mode\"]").expect_err("no object");
        assert!(faults("own.json", &findings).lines(Lang::En)[0].starts_with("own.json: \"[…](1)\" wrong type"));
        let findings = zhuoping_criteria::parse(b"\"mode\"").expect_err("no object");
        assert!(faults("own.json", &findings).lines(Lang::En)[0].starts_with("own.json: \"mode\" wrong type"));
    }
}
