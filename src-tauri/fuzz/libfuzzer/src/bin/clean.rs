//! The target `clean`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("clean"),
    |bytes: &[u8]| backfile_fuzz::clean(bytes)
);
