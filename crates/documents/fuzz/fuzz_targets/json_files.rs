//! Any bytes to every reader of JSON files.
#![no_main]

use zhuoping_criteria::{Lang, parse};
use zhuoping_documents::json::faults;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::plan::Plan;
use zhuoping_panel::verify::verify;
use zhuoping_ratings::rules::Rules;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Err(findings) = parse(bytes) {
        let _ = faults("f", &findings).lines(Lang::Zh);
    }
    if let Err(findings) = Rules::parse(bytes) {
        let _ = faults("f", &findings).lines(Lang::En);
    }
    let _ = Plan::parse(bytes);
    let _ = Commitment::from_bytes(bytes);
    let _ = verify(bytes, None);
});
