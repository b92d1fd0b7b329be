//! The target `charset`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: backfile_fuzz::give_seeds("charset"),
    |bytes: &[u8]| backfile_fuzz::charset(bytes)
);
