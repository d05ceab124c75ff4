//! Any texts as the parts of a workbook whose container is in order.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    zhuoping_documents_fuzz::workbook(&zhuoping_documents_fuzz::packed(bytes));
});
