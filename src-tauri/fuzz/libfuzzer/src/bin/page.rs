//! The target `page`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("page"),
    |bytes: &[u8]| backfile_fuzz::page(bytes)
);
