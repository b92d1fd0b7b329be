//! The target `url`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("url"),
    |bytes: &[u8]| backfile_fuzz::url(bytes)
);
