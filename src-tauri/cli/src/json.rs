//! The JSON that scripts rely on.

use backfile_article::{Author, Extraction, Picture, Warning};
use serde::Serialize;

/// `extract`'s answer, and the first part of `show`'s.
#[derive(Debug, Serialize)]
pub(crate) struct ExtractionJson {
    title: String,
    authors: Vec<Author>,
    site: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    language: Option<String>,
    excerpt: Option<String>,
    lead_image: Option<String>,
    topics: Vec<String>,
    html: String,
    text: String,
    word_count: u32,
    completeness: f64,
    images: Vec<Picture>,
    removed: Vec<RemovedJson>,
    warnings: Vec<Warning>,
}

#[derive(Debug, Serialize)]
struct RemovedJson {
    step: String,
    reason: String,
    text: String,
}

impl From<Extraction> for ExtractionJson {
    fn from(extraction: Extraction) -> Self {
        Self {
            html: extraction.html(),
            text: extraction.text(),
            title: extraction.title,
            authors: extraction.authors,
            site: extraction.site,
            published: extraction.published.map(|time| time.text),
            modified: extraction.modified.map(|time| time.text),
            language: extraction.language,
            excerpt: extraction.excerpt,
            lead_image: extraction.lead_image,
            topics: extraction.topics,
            word_count: extraction.word_count,
            completeness: extraction.completeness,
            images: extraction.images,
            removed: extraction
                .removed
                .into_iter()
                .map(|removed| RemovedJson {
                    step: removed.step,
                    reason: removed.reason,
                    text: removed.text,
                })
                .collect(),
            warnings: extraction.warnings,
        }
    }
}
