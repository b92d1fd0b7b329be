//! The target `open`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("open"),
    |bytes: &[u8]| backfile_fuzz::open(bytes)
);
