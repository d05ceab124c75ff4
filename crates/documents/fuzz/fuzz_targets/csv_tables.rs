//! Any bytes to every reader of tables.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| zhuoping_documents_fuzz::tables(bytes));
