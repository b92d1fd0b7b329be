//! The target `formats`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("formats"),
    |bytes: &[u8]| backfile_fuzz::formats(bytes)
);
