//! What `expected.json` holds of an article; the maker of fixtures writes the same.

use backfile_article::Extraction;
use serde_json::{Value, json};

/// An article as `expected.json` holds it.
pub(crate) fn summary(found: &Extraction) -> Value {
    json!({
        "kind": found.kind,
        "title": found.title,
        "authors": found.authors,
        "site": found.site,
        "published": found.published.as_ref().map(|time| &time.text),
        "modified": found.modified.as_ref().map(|time| &time.text),
        "language": found.language,
        "excerpt": found.excerpt,
        "section": found.section,
        "topics": found.topics,
        "lead_image": found.lead_image,
        "canonical_url": found.canonical_url,
        "next_page": found.next_page,
        "blocks": found.blocks.iter().map(|block| &block.html).collect::<Vec<_>>(),
        "images": found.images,
        "removed": found.removed.iter().map(|part| json!([part.at, part.step, part.reason, part.text])).collect::<Vec<_>>(),
        "see_also": found.see_also,
        "warnings": found.warnings,
        "completeness": found.completeness,
        "paragraphs": found.paragraphs,
        "word_count": found.word_count,
    })
}
