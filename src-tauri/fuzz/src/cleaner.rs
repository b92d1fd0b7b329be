//! The cleaner: pages, flattened texts, and HTML to sanitise.

use backfile_extract::{
    Source, explain, extract, extract_text, looks_flattened, sanitize, to_markdown, to_text,
};

/// Any bytes as a page: an answer comes, its blocks are sanitised, and explaining changes nothing.
pub fn page(bytes: &[u8]) {
    let page = String::from_utf8_lossy(bytes);
    let found = extract(&page, &Source::default());
    for block in &found.blocks {
        assert_eq!(sanitize(&block.html, None), block.html);
    }
    assert!((0.0..=1.0).contains(&found.completeness));
    assert_eq!(explain(&page, &Source::default()).extraction, found);
}

/// Any bytes as a page's flattened text.
pub fn text(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = looks_flattened(&text);
    let found = extract_text(&text, &Source::default());
    for block in &found.blocks {
        assert_eq!(sanitize(&block.html, None), block.html);
    }
    assert!((0.0..=1.0).contains(&found.completeness));
}

/// Any bytes as HTML to sanitise: what is clean stays as it is.
pub fn clean(bytes: &[u8]) {
    let clean = sanitize(&String::from_utf8_lossy(bytes), None);
    assert_eq!(sanitize(&clean, None), clean);
    let _ = (to_text(&clean), to_markdown(&clean));
}
