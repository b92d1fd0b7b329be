//! What the tests share: an archive that goes away with its folder, and short ways to fill it.

use backfile_archive::{
    Act, Added, Archive, Capture, FetchPlan, Kept, ListQuery, Listing, NewEntry, OpenOptions,
    PageRecord, Sort, Trouble, UndoKind, View,
};
use backfile_article::{
    ArticleId, Author, Block, Extraction, HowTaken, PageKind, PageTime, Picture, Quote, Removed,
    Sha256, Timestamp, VersionId,
};
use tempfile::TempDir;

/// 2026-03-04T12:00:00Z, a Wednesday.
pub(crate) const NOW: Timestamp = Timestamp(1_772_625_600_000);
pub(crate) const HOUR: i64 = 60 * 60 * 1000;

pub(crate) struct Home {
    pub(crate) archive: Archive,
    pub(crate) dir: TempDir,
}

impl std::ops::Deref for Home {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.archive
    }
}

pub(crate) fn home() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
    Home { archive, dir }
}

/// A passage with nothing known around it.
pub(crate) fn quote(exact: &str) -> Quote {
    Quote { exact: exact.to_owned(), prefix: String::new(), suffix: String::new(), start: 0 }
}

pub(crate) fn plain() -> Act {
    Act::plain(NOW)
}

pub(crate) fn act(kind: UndoKind) -> Act {
    Act::undoable(kind, NOW)
}

pub(crate) fn link(path: &str) -> NewEntry {
    let url = format!("https://www.example.org/{path}");
    NewEntry {
        requested_url: url.clone(),
        url_key: format!("example.org/{path}"),
        url,
        host: "example.org".to_owned(),
        domain: "example.org".to_owned(),
        saved_at: NOW,
        title: None,
        excerpt: None,
        from: None,
        tags: Vec::new(),
        read_at: None,
        starred_at: None,
        fetch: Some(FetchPlan::default()),
    }
}

pub(crate) fn text(title: &str, paragraphs: &[&str]) -> Extraction {
    let mut extraction = Extraction::empty(PageKind::Article);
    extraction.title = title.to_owned();
    extraction.blocks = paragraphs
        .iter()
        .map(|text| Block { html: format!("<p>{text}</p>"), text: (*text).to_owned() })
        .collect();
    let words = extraction.text().split_whitespace().count();
    extraction.word_count = u32::try_from(words).unwrap();
    extraction.completeness = 1.0;
    extraction
}

pub(crate) fn rich() -> Extraction {
    let mut extraction =
        text("The lantern keepers", &["Every night they climb.", "At dawn they rest."]);
    extraction.authors = vec![Author { name: "Ada Brandt".to_owned(), role: None, place: None }];
    extraction.site = Some("Harbour Weekly".to_owned());
    extraction.published = PageTime::parse_iso("2026-02-01");
    extraction.language = Some("en-GB".to_owned());
    extraction.topics = vec!["Seafaring".to_owned()];
    extraction.images = vec![Picture {
        url: "https://www.example.org/lamp.jpg".to_owned(),
        alt: Some("A brass lamp".to_owned()),
        caption: Some("The great lens".to_owned()),
        credit: Some("Ines Falk".to_owned()),
    }];
    extraction.lead_image = Some("https://www.example.org/tower.jpg".to_owned());
    extraction.removed = vec![Removed {
        step: "related".to_owned(),
        reason: "related".to_owned(),
        text: "Zephyrs over the strait".to_owned(),
        html: "<p>Zephyrs over the strait</p>".to_owned(),
        at: 1,
    }];
    extraction
}

pub(crate) fn page(sha256: Sha256, bytes: u64, at: Timestamp) -> PageRecord {
    PageRecord {
        requested_url: "https://www.example.org/a".to_owned(),
        final_url: "https://www.example.org/a".to_owned(),
        redirects: Vec::new(),
        status: 200,
        headers: Vec::new(),
        peer: Some("192.0.2.1:443".to_owned()),
        captured_at: at,
        media_type: "text/html".to_owned(),
        charset: Some("utf-8".to_owned()),
        sha256,
        bytes,
        wire_sha256: sha256,
        wire_bytes: bytes,
    }
}

impl Home {
    pub(crate) fn add(&self, entry: &NewEntry) -> ArticleId {
        self.add_all(std::slice::from_ref(entry))[0].id()
    }

    pub(crate) fn add_all(&self, entries: &[NewEntry]) -> Vec<Added> {
        self.write(act(UndoKind::Save), |writer| writer.add_entries(entries)).unwrap()
    }

    pub(crate) fn capture(&self, id: ArticleId, extraction: &Extraction) -> Kept {
        self.capture_at(id, extraction, NOW, HowTaken::Fetched)
    }

    pub(crate) fn capture_at(
        &self,
        id: ArticleId,
        extraction: &Extraction,
        at: Timestamp,
        how: HowTaken,
    ) -> Kept {
        self.capture_in(Act::plain(at), id, extraction, at, how)
    }

    /// Many captures at once, without the bytes of their pages.
    pub(crate) fn capture_all(&self, all: &[(ArticleId, Extraction)]) {
        for some in all.chunks(100) {
            self.write(plain(), |writer| {
                for (id, extraction) in some {
                    let capture = Capture {
                        page: page(Sha256::of(extraction.title.as_bytes()), 1, NOW),
                        more_pages: Vec::new(),
                        how: HowTaken::Fetched,
                        extractor: "test 1",
                        extraction,
                        pictures: false,
                    };
                    writer.add_version(*id, &capture)?;
                }
                Ok(())
            })
            .unwrap();
        }
    }

    /// Content that the person gives for an entry that is there.
    pub(crate) fn paste(&self, id: ArticleId, extraction: &Extraction) -> VersionId {
        let at = Timestamp(NOW.0 + 1);
        self.capture_in(act(UndoKind::Save), id, extraction, at, HowTaken::Pasted).version()
    }

    /// An entry whose page could not be had.
    pub(crate) fn failed(&self, path: &str) -> ArticleId {
        let id = self.add(&NewEntry { fetch: None, ..link(path) });
        let trouble = Trouble { code: "timed_out".to_owned(), ..Trouble::default() };
        self.write(plain(), |writer| writer.set_failed(id, &trouble, "late")).unwrap();
        id
    }

    /// A capture with these very bytes as its page, of the site `host`.
    pub(crate) fn with_page(&self, host: &str, path: &str, bytes: &[u8]) -> VersionId {
        let url = format!("https://{host}/{path}");
        let entry = NewEntry {
            requested_url: url.clone(),
            url_key: format!("{host}/{path}"),
            url,
            host: host.to_owned(),
            ..link(path)
        };
        let id = self.add(&entry);
        let extraction = text(path, &["Some words that are kept.", path]);
        self.write(plain(), |writer| {
            let sha256 = writer.put_page(bytes, host)?;
            let capture = Capture {
                page: page(sha256, bytes.len() as u64, NOW),
                more_pages: Vec::new(),
                how: HowTaken::Fetched,
                extractor: "test 1",
                extraction: &extraction,
                pictures: false,
            };
            writer.add_version(id, &capture)
        })
        .unwrap()
        .version()
    }

    /// Compacts it; nobody else may have it open meanwhile.
    pub(crate) fn compacted(self) -> (Self, backfile_archive::Compacted) {
        let Self { archive, dir } = self;
        drop(archive);
        let options = OpenOptions::default();
        let done = Archive::compact(dir.path(), &options, NOW, &mut |_, _, _| {}).unwrap();
        let archive = Archive::open(dir.path(), &options).unwrap();
        (Self { archive, dir }, done)
    }

    fn capture_in(
        &self,
        act: Act,
        id: ArticleId,
        extraction: &Extraction,
        at: Timestamp,
        how: HowTaken,
    ) -> Kept {
        let bytes = format!("<html>{}{}</html>", extraction.title, at.0);
        let sha256 = self.blobs().put(bytes.as_bytes()).unwrap();
        let page = page(sha256, bytes.len() as u64, at);
        let capture = Capture {
            page,
            more_pages: Vec::new(),
            how,
            extractor: "test 1",
            extraction,
            pictures: true,
        };
        self.write(act, |writer| writer.add_version(id, &capture)).unwrap()
    }

    /// An article in one go.
    pub(crate) fn article(&self, path: &str, extraction: &Extraction) -> (ArticleId, VersionId) {
        let id = self.add(&link(path));
        (id, self.capture(id, extraction).version())
    }

    pub(crate) fn entry(&self, id: ArticleId) -> backfile_archive::Entry {
        self.read(|reader| reader.entry(id)).unwrap().unwrap()
    }

    pub(crate) fn list(&self, view: View) -> Listing {
        self.listing(view, None, Sort::Saved)
    }

    pub(crate) fn listing(&self, view: View, query: Option<&str>, sort: Sort) -> Listing {
        let parsed = query.map(backfile_query::parse);
        let request = ListQuery {
            view,
            query: parsed.as_ref().and_then(|parsed| parsed.tree.as_ref()),
            sort,
            offset: 0,
            limit: 1000,
            utc_offset_minutes: 0,
            now: NOW,
        };
        self.archive.read(|reader| reader.list(&request)).unwrap()
    }

    pub(crate) fn found(&self, query: &str) -> Vec<String> {
        let listing = self.listing(View::All, Some(query), Sort::Relevance);
        listing.rows.into_iter().map(|row| row.entry.title.unwrap_or_default()).collect()
    }

    /// Nothing is wrong with it.
    pub(crate) fn sound(&self) {
        let verified = self.verify().unwrap();
        assert_eq!(verified.findings, []);
    }
}
