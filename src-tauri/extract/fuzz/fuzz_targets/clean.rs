//! Any bytes as HTML to sanitise: what is clean stays as it is.
#![no_main]

use backfile_extract::{sanitize, to_markdown, to_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let clean = sanitize(&String::from_utf8_lossy(bytes), None);
    assert_eq!(sanitize(&clean, None), clean);
    let _ = (to_text(&clean), to_markdown(&clean));
});
