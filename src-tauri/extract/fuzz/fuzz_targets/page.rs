//! Any bytes as a page: an answer comes, its blocks are sanitised, and explaining changes nothing.
#![no_main]

use backfile_extract::{Source, explain, extract, sanitize};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = String::from_utf8_lossy(bytes);
    let found = extract(&page, &Source::default());
    for block in &found.blocks {
        assert_eq!(sanitize(&block.html, None), block.html);
    }
    assert!((0.0..=1.0).contains(&found.completeness));
    assert_eq!(explain(&page, &Source::default()).extraction, found);
});
