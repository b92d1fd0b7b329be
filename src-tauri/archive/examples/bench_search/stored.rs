//! The articles as an archive takes them.

use backfile_archive::{Added, ArchiveError, Capture, NewEntry, PageRecord, Writer};
use backfile_article::{
    Author, Block, Extraction, HowTaken, PageKind, PageTime, Sha256, Timestamp,
};

use crate::corpus::{self, Made, NOW};

fn entry(made: &Made) -> NewEntry {
    NewEntry {
        requested_url: made.url.clone(),
        url_key: made.url.clone(),
        url: made.url.clone(),
        domain: made.host.clone(),
        host: made.host.clone(),
        saved_at: Timestamp(made.saved_at),
        title: Some(made.title.clone()),
        excerpt: None,
        from: None,
        tags: made.tag_names(),
        read_at: made.read.then_some(Timestamp(NOW)),
        starred_at: made.starred.then_some(Timestamp(NOW)),
        fetch: None,
    }
}

fn extraction(made: &Made) -> Extraction {
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title.clone_from(&made.title);
    extraction.blocks = made
        .paragraphs
        .iter()
        .map(|text| Block { html: format!("<p>{text}</p>"), text: text.clone() })
        .collect();
    extraction.word_count = u32::try_from(made.ranks.len()).unwrap_or(u32::MAX);
    extraction.completeness = 1.0;
    extraction.site = Some(corpus::word(900 + made.site));
    extraction.authors = vec![Author { name: corpus::author(made.author), ..Author::default() }];
    extraction.language = Some(made.language.to_owned());
    extraction.topics = vec![corpus::word(800 + made.topic)];
    extraction.published = made.published.as_deref().and_then(PageTime::parse_iso);
    extraction
}

fn page(made: &Made) -> PageRecord {
    let sha256 = Sha256::of(made.url.as_bytes());
    PageRecord {
        requested_url: made.url.clone(),
        final_url: made.url.clone(),
        redirects: Vec::new(),
        status: 200,
        headers: Vec::new(),
        peer: None,
        captured_at: Timestamp(NOW),
        media_type: "text/html".to_owned(),
        charset: None,
        sha256,
        bytes: 1,
        wire_sha256: sha256,
        wire_bytes: 1,
    }
}

/// Writes articles within one act.
pub(crate) fn write(writer: &mut Writer<'_>, all: &[Made]) -> Result<(), ArchiveError> {
    let entries: Vec<_> = all.iter().map(entry).collect();
    let added = writer.add_entries(&entries)?;
    for (made, id) in all.iter().zip(added.iter().map(Added::id)) {
        let capture = Capture {
            page: page(made),
            more_pages: Vec::new(),
            how: HowTaken::Fetched,
            extractor: "example",
            extraction: &extraction(made),
            pictures: false,
        };
        writer.add_version(id, &capture)?;
    }
    Ok(())
}
