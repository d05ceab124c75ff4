//! Any bytes to the reader of workbooks and every reader behind it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zhuoping_documents_fuzz::workbook(bytes));
