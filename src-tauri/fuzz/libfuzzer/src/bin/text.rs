//! The target `text`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("text"),
    |bytes: &[u8]| backfile_fuzz::text(bytes)
);
