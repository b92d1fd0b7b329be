//! The values that go into an archive and come out of it.

use std::collections::BTreeMap;

use backfile_article::{
    ArticleId, Direction, Extraction, HighlightId, HowTaken, Page, PageTime, Quote, Redirect,
    SavedSearchId, Sha256, Standing, TagId, Timestamp, VersionId,
};
use serde::{Deserialize, Serialize};

/// What kind of act a batch of changes is, when it can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoKind {
    /// Links were saved.
    Save,
    /// Entries went to the trash.
    Trash,
    /// Entries came back from the trash.
    Untrash,
    /// Marked read or unread.
    Read,
    /// Starred or not.
    Star,
    /// A tag was put on or taken off.
    Tag,
    /// A tag was renamed, merged or deleted.
    TagNames,
    /// A field was corrected.
    Correct,
    /// A left-out block was put back.
    Restore,
    /// A passage was marked, its note changed, or the mark taken away.
    Highlight,
}

/// One act: what a write is for, and when it happens. All its changes are one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// Its kind when `undo` may take it back.
    pub kind: Option<UndoKind>,
    /// The time that its changes bear.
    pub at: Timestamp,
}

impl Act {
    /// An act of a person that can be undone.
    #[must_use]
    pub fn undoable(kind: UndoKind, at: Timestamp) -> Self {
        Self { kind: Some(kind), at }
    }

    /// An act that cannot be undone, such as those of the queue.
    #[must_use]
    pub fn plain(at: Timestamp) -> Self {
        Self { kind: None, at }
    }
}

/// Why something is not as hoped: a code and what its sentence names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Trouble {
    /// A short stable word.
    pub code: String,
    /// What the sentence names.
    pub args: BTreeMap<String, String>,
}

/// A tag by id and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRef {
    /// Its id.
    pub id: TagId,
    /// Its name; `/` nests.
    pub name: String,
}

/// A tag and how many entries outside the trash carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub tag: TagRef,
    /// Entries that carry it, trash apart.
    pub count: u32,
    /// Whether it stands in the sidebar.
    pub pinned: bool,
}

/// A search that was pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its id.
    pub id: SavedSearchId,
    /// Its name.
    pub name: String,
    /// The query.
    pub query: String,
}

/// A passage that a person marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Its id.
    pub id: HighlightId,
    /// When it was marked.
    pub at: Timestamp,
    /// The version that was read then.
    pub version: VersionId,
    /// The passage.
    pub quote: Quote,
    /// The person's words on it, Markdown.
    pub note: Option<String>,
}

/// A piece of the list of all highlights, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlights {
    /// How many hold the words that were asked for.
    pub total: u32,
    /// The piece, each with its entry.
    pub rows: Vec<(ArticleId, Highlight)>,
}

/// How many entries stand where; trash is counted nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Not read yet, links apart.
    pub unread: u32,
    /// Starred.
    pub starred: u32,
    /// Everything but trash and links.
    pub all: u32,
    /// Kept as link.
    pub links: u32,
    /// In the trash.
    pub trash: u32,
    /// Waiting for a Retry.
    pub failed: u32,
    /// Every entry whatsoever, the trash too.
    pub entries: u32,
    /// Highlights of entries outside the trash.
    pub highlights: u32,
}

/// A stored picture: its digest and the letters that its name ends with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaName {
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// Its extension without dot.
    pub ext: String,
}

impl std::fmt::Display for MediaName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.sha256, self.ext)
    }
}

/// A stored picture and its measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its name.
    pub name: MediaName,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its width in pixels, when known.
    pub width: Option<u32>,
    /// Its height in pixels, when known.
    pub height: Option<u32>,
}

/// Where a picture of a version stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotState {
    /// Still to be fetched.
    Waiting,
    /// Stored here.
    Kept(Media),
    /// It could not be had; why.
    Missing(String),
    /// Left out because only text was asked for.
    LeftOut,
}

/// A picture of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Its number within the version.
    pub slot: u32,
    /// Its address in the page.
    pub url: String,
    /// Whether it only stands for the article and is not in its body.
    pub lead: bool,
    /// Where it stands.
    pub state: SlotState,
}

/// Something that is to be an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// The address as given.
    pub requested_url: String,
    /// The address as it will be fetched and shown.
    pub url: String,
    /// What decides whether two addresses are the same.
    pub url_key: String,
    /// The host without `www.`.
    pub host: String,
    /// The registrable domain, by which fetching is paced.
    pub domain: String,
    /// When it was saved; a list may know an earlier time.
    pub saved_at: Timestamp,
    /// The title that a list gave.
    pub title: Option<String>,
    /// The words that a list gave.
    pub excerpt: Option<String>,
    /// The list that it came from.
    pub from: Option<String>,
    /// Names of tags.
    pub tags: Vec<String>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was starred.
    pub starred_at: Option<Timestamp>,
    /// Whether to fetch its page; otherwise the caller brings the content in the same act.
    pub fetch: Option<FetchPlan>,
}

/// How the page of an entry is to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FetchPlan {
    /// Higher goes first; 0 is usual.
    pub priority: i32,
    /// Leave pictures out.
    pub text_only: bool,
    /// The person already said that a private address is meant.
    pub allow_private: bool,
}

/// What became of one new entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New(ArticleId),
    /// It was there before, or stands twice in what was given.
    Existing {
        /// The entry.
        id: ArticleId,
        /// When that was saved.
        saved_at: Timestamp,
        /// Its title.
        title: Option<String>,
        /// Whether it lies in the trash.
        trashed: bool,
    },
}

impl Added {
    /// The entry, new or old.
    #[must_use]
    pub fn id(&self) -> ArticleId {
        match self {
            Self::New(id) | Self::Existing { id, .. } => *id,
        }
    }
}

/// All that is kept about a fetched page but its bytes, which are a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRecord {
    /// The address asked for.
    pub requested_url: String,
    /// The address that gave the bytes.
    pub final_url: String,
    /// The hops between the two.
    pub redirects: Vec<Redirect>,
    /// The status of the answer.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<backfile_article::Header>,
    /// Address and port that answered.
    pub peer: Option<String>,
    /// When it was asked for.
    pub captured_at: Timestamp,
    /// Its media type.
    pub media_type: String,
    /// The character set that its text was read with.
    pub charset: Option<String>,
    /// The digest of the decoded bytes: the blob's name.
    pub sha256: Sha256,
    /// How many decoded bytes.
    pub bytes: u64,
    /// The digest of the bytes as received.
    pub wire_sha256: Sha256,
    /// How many bytes as received.
    pub wire_bytes: u64,
}

impl PageRecord {
    /// The record of a page.
    #[must_use]
    pub fn of(page: &Page) -> Self {
        Self {
            requested_url: page.requested.to_string(),
            final_url: page.final_url.to_string(),
            redirects: page.redirects.clone(),
            status: page.status,
            headers: page.headers.clone(),
            peer: page.peer.clone(),
            captured_at: page.requested_at,
            media_type: page.media_type.clone(),
            charset: page.charset.clone(),
            sha256: page.body_sha256,
            bytes: page.body.len() as u64,
            wire_sha256: page.wire_sha256,
            wire_bytes: page.wire_bytes,
        }
    }
}

/// A capture that is to become a version. The blobs of its pages are stored already.
#[derive(Debug, Clone)]
pub struct Capture<'a> {
    /// The page, or the first of several.
    pub page: PageRecord,
    /// Further pages of an article that is split.
    pub more_pages: Vec<PageRecord>,
    /// How it came.
    pub how: HowTaken,
    /// Name and version of the cleaning; behind `, rule ` the rule of the person that it cleaned
    /// by.
    pub extractor: &'a str,
    /// What the cleaning gave.
    pub extraction: &'a Extraction,
    /// Whether its pictures are to be fetched.
    pub pictures: bool,
}

/// What became of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is a new version, and the one shown.
    Shown(VersionId),
    /// It is a new version, kept beside a better one that stays the one shown.
    Beside(VersionId),
    /// It has the very content of this version, which was noted.
    Same(VersionId),
}

impl Kept {
    /// The version that holds its content.
    #[must_use]
    pub fn version(self) -> VersionId {
        match self {
            Self::Shown(id) | Self::Beside(id) | Self::Same(id) => id,
        }
    }
}

/// What is known about a page that gives no article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkRecord {
    /// Why.
    pub trouble: Trouble,
    /// Its title.
    pub title: Option<String>,
    /// Its description.
    pub excerpt: Option<String>,
    /// The site's name.
    pub site: Option<String>,
    /// The blob of its bytes, when they are kept, and their media type.
    pub page: Option<(Sha256, String)>,
}

/// One entry as a list shows it, and a little more.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: ArticleId,
    /// Where it stands.
    pub standing: Standing,
    /// The address as given.
    pub requested_url: String,
    /// The address as fetched and shown.
    pub url: String,
    /// The host without `www.`.
    pub host: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// When it was starred.
    pub starred_at: Option<Timestamp>,
    /// When it went to the trash.
    pub trashed_at: Option<Timestamp>,
    /// When it was last opened.
    pub opened_at: Option<Timestamp>,
    /// How far it was read, 0 to 1.
    pub progress: f64,
    /// The paragraph that was last read to.
    pub paragraph: u32,
    /// Its title, when one is known.
    pub title: Option<String>,
    /// The site's name.
    pub site: Option<String>,
    /// The authors in one line.
    pub byline: Option<String>,
    /// The first words.
    pub excerpt: Option<String>,
    /// When it was published.
    pub published: Option<PageTime>,
    /// Its picture.
    pub thumbnail: Option<MediaName>,
    /// Its words.
    pub word_count: Option<u32>,
    /// Minutes to read, at least one; none without a text.
    pub reading_minutes: Option<u32>,
    /// BCP 47 tag of its language.
    pub language: Option<String>,
    /// The direction of its text.
    pub direction: Direction,
    /// Share of the page's article text that was kept.
    pub completeness: Option<f64>,
    /// How its content came.
    pub how: Option<HowTaken>,
    /// Why it is only a link or failed.
    pub trouble: Option<Trouble>,
    /// When it was last tried in vain.
    pub tried_at: Option<Timestamp>,
    /// The version shown.
    pub version: Option<VersionId>,
    /// The blob that a link kept, and its media type.
    pub link_page: Option<(Sha256, String)>,
    /// Its tags by name.
    pub tags: Vec<TagRef>,
    /// Whether its page is in the queue.
    pub page_queued: bool,
    /// Whether its pictures are in the queue.
    pub pictures_queued: bool,
}

/// A field that a person can correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The headline.
    Title,
    /// The authors in one line.
    Byline,
    /// The day of publication, ISO.
    Published,
    /// The site's name.
    Site,
}

impl Field {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Published => "published",
            Self::Site => "site",
        }
    }

    pub(crate) const ALL: [Self; 4] = [Self::Title, Self::Byline, Self::Published, Self::Site];
}

/// A version in short.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionHead {
    /// Its id.
    pub id: VersionId,
    /// When its page was asked for.
    pub captured_at: Timestamp,
    /// How it came.
    pub how: HowTaken,
    /// Its words.
    pub word_count: u32,
    /// Share of the text that was kept.
    pub completeness: f64,
    /// When its very content was last seen again.
    pub seen_again: Option<Timestamp>,
}

/// A version whole.
#[derive(Debug, Clone)]
pub struct Version {
    /// In short.
    pub head: VersionHead,
    /// The entry that it belongs to.
    pub article: ArticleId,
    /// Its page.
    pub page: PageRecord,
    /// Blobs of its further pages.
    pub more_pages: Vec<Sha256>,
    /// Name and version of the cleaning.
    pub extractor: String,
    /// What the cleaning gave.
    pub extraction: Extraction,
    /// Indices into `extraction.removed` of the blocks that were put back, ascending.
    pub restored: Vec<u32>,
    /// Its pictures.
    pub slots: Vec<Slot>,
}

/// What part of the archive a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// Not read yet.
    Unread,
    /// Starred.
    Starred,
    /// All but trash and links; with a query, links too.
    All,
    /// Kept as link.
    Links,
    /// The trash.
    Trash,
    /// Waiting for a Retry.
    Failed,
    /// With this tag or one nested in it.
    Tag(TagId),
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Last saved first.
    Saved,
    /// Last published first, those without a date last.
    Published,
    /// Best match first; only with words to search for, else as `Saved`.
    Relevance,
}

/// A piece of a list that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ListQuery<'a> {
    /// Which part.
    pub view: View,
    /// The search.
    pub query: Option<&'a backfile_query::Node>,
    /// The order.
    pub sort: Sort,
    /// Rows to pass over.
    pub offset: u32,
    /// Rows at most.
    pub limit: u32,
    /// The person's clock, minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// The time now, for the groups.
    pub now: Timestamp,
}

/// A piece of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Rows in the whole list; exact.
    pub total: u32,
    /// The groups of the whole list; empty when it is not in the order of saving.
    pub groups: Vec<Group>,
    /// The rows.
    pub rows: Vec<ListRow>,
    /// The number of the last change that this contains.
    pub seq: i64,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The entry.
    pub entry: Entry,
    /// Where the query hit its text; empty without words to search for.
    pub snippet: Vec<SnippetPart>,
}

/// A piece of a text, and whether the search hit it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    /// The words.
    pub text: String,
    /// Whether they match.
    pub hit: bool,
}

/// A run of rows with one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which heading.
    pub span: GroupSpan,
    /// The index of its first row.
    pub start: u32,
    /// How many rows it has.
    pub count: u32,
}

/// The time that a group stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupSpan {
    /// Today, or a time to come.
    Today,
    /// Yesterday.
    Yesterday,
    /// The seven days up to yesterday.
    ThisWeek,
    /// A month of a year.
    Month {
        /// The year.
        year: i32,
        /// The month, 1 to 12.
        month: u32,
    },
}

/// What a job fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// The page.
    Page,
    /// The pictures of the version shown.
    Pictures,
}

/// A job that was claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Names it while it is claimed.
    pub key: i64,
    /// The entry.
    pub article: ArticleId,
    /// What to fetch.
    pub kind: JobKind,
    /// The address to fetch.
    pub url: String,
    /// The registrable domain of that address.
    pub domain: String,
    /// How much it was wanted: as in its [`FetchPlan`], or more since.
    pub priority: i32,
    /// How often it was claimed, this time included.
    pub tries: u32,
    /// Leave pictures out.
    pub text_only: bool,
    /// The person already said that a private address is meant.
    pub allow_private: bool,
}

/// Which jobs to claim, for whom and how long.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// The kind of job.
    pub kind: JobKind,
    /// How many at most.
    pub most: u32,
    /// Registrable domains that are busy.
    pub skip_domains: &'a [String],
    /// Who claims; unique to a running program.
    pub owner: &'a str,
    /// The time now.
    pub now: Timestamp,
    /// When the claim ends unless it is renewed.
    pub expires: Timestamp,
}

/// Where the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueState {
    /// Pages of the run under way, done and waiting; 0 when nothing waits.
    pub total: u32,
    /// Those of them that are done, in whichever way.
    pub done: u32,
    /// Pages that wait or are being fetched; those that wait for an answer apart.
    pub waiting: u32,
    /// Entries whose pictures wait.
    pub pictures: u32,
    /// Entries that wait for an answer about a private origin.
    pub asking: u32,
    /// The earliest time at which a page that waits may be fetched.
    pub next_at: Option<Timestamp>,
}

/// A private origin that entries wait for an answer about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginQuestion {
    /// Scheme, host and port.
    pub origin: String,
    /// The entries.
    pub ids: Vec<ArticleId>,
}

/// What changed since a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The number of the last change.
    pub seq: i64,
    /// The entries that changed; empty when more than was asked for.
    pub ids: Vec<ArticleId>,
    /// Whether more entries changed than was asked for.
    pub many: bool,
    /// Whether tags changed.
    pub tags: bool,
    /// Whether settings, searches, origins or the problem log changed.
    pub settings: bool,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// What was taken back.
    pub kind: UndoKind,
    /// The entries that it touched.
    pub ids: Vec<ArticleId>,
}

/// What became of an entry whose address turned out to be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readdressed {
    /// It has the new address now, and the old one still leads to it.
    Changed,
    /// The address belonged to another entry, which has taken this one in.
    Merged(ArticleId),
}

/// A line of the problem log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// What.
    pub trouble: Trouble,
    /// The entry it is about.
    pub article: Option<ArticleId>,
    /// The chain of causes.
    pub cause: String,
}

/// What is wrong with an archive, as `verify` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A short stable word: `database`, `reference`, `index` for a part of the search index,
    /// `index_entry` for an entry that it says something else of, `index_lists` for what is kept
    /// of the lists, `blob_base`, `blob_missing`, `blob_damaged`, `blob_unreadable`,
    /// `version_unreadable`.
    pub code: &'static str,
    /// What, in words for the log.
    pub detail: String,
    /// The entry it belongs to, when one is known.
    pub article: Option<ArticleId>,
}

impl Finding {
    /// Whether it is about the search index or the lists. Nothing is lost then: they are made
    /// from the entries, and [`crate::Archive::rebuild_index`] makes them anew.
    #[must_use]
    pub fn is_of_index(&self) -> bool {
        self.code.starts_with("index")
    }
}

/// What `verify` looked at and found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Entries in the archive.
    pub entries: u32,
    /// Versions in the archive.
    pub versions: u32,
    /// Blobs whose bytes were hashed.
    pub blobs: u32,
    /// Blobs that nothing names; harmless.
    pub spare_blobs: u32,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

mod network;
pub use network::{Contact, ContactArticle, Exchange, PrivateOrigin};
