//! The target `query`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("query"),
    |bytes: &[u8]| backfile_fuzz::query(bytes)
);
