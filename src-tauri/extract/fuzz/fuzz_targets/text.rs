//! Any bytes as a page's flattened text.
#![no_main]

use backfile_extract::{Source, extract_text, looks_flattened};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = looks_flattened(&text);
    let _ = extract_text(&text, &Source::default());
});
