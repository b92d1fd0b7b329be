//! The values that recognition gives.

use backfile_article::Timestamp;
use url::Url;

use crate::link::Link;
use crate::values::push_tag;

/// What a paste, drop or file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// One or a few links given by hand, in their order, each once.
    Links(Vec<LinkRow>),
    /// A list: bookmarks, Pocket, a table with a column of links, lines of links.
    List(ListFile),
    /// The HTML of one page, with its original address when that is known.
    SavedPage(SavedPage),
    /// A page's flattened text.
    FlatText(FlatText),
    /// More links than are taken at once ([`MOST_LINKS`](crate::MOST_LINKS)); none of them is.
    TooMany,
    /// No link in it.
    Nothing,
}

/// A link with what came along with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// http or https, without user name and password; else as given.
    pub url: Url,
    /// Whether it had a user name or password, which are kept nowhere.
    pub had_credentials: bool,
    /// The title beside the link, white space collapsed; never the link itself.
    pub title: Option<String>,
    /// When it was saved elsewhere.
    pub added: Option<Timestamp>,
    /// The person's labels, folders among them (`News/Local`), in their order, each once.
    pub tags: Vec<String>,
    /// Whether it was read elsewhere.
    pub read: Option<bool>,
    /// Whether it was starred elsewhere.
    pub starred: Option<bool>,
    /// The person's own words on it.
    pub note: Option<String>,
    /// The page's words on itself.
    pub excerpt: Option<String>,
}

impl LinkRow {
    /// A link of which nothing more is known.
    #[must_use]
    pub fn new(link: impl Into<Link>) -> Self {
        let Link { url, had_credentials } = link.into();
        Self {
            url,
            had_credentials,
            title: None,
            added: None,
            tags: Vec::new(),
            read: None,
            starred: None,
            note: None,
            excerpt: None,
        }
    }

    /// Takes up what a second row of the same link knows: the earliest date, all tags, the
    /// first title and excerpt, both notes. Unread wins over read, and a star stays, so that
    /// nothing leaves the person's sight.
    pub fn merge(&mut self, other: Self) {
        fn first<T>(mine: &mut Option<T>, other: Option<T>) {
            if mine.is_none() {
                *mine = other;
            }
        }
        self.had_credentials |= other.had_credentials;
        self.added = match (self.added, other.added) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        for tag in &other.tags {
            push_tag(&mut self.tags, tag);
        }
        first(&mut self.title, other.title);
        first(&mut self.excerpt, other.excerpt);
        self.read = match (self.read, other.read) {
            (Some(mine), Some(theirs)) => Some(mine && theirs),
            (mine, theirs) => mine.or(theirs),
        };
        self.starred = match (self.starred, other.starred) {
            (Some(mine), Some(theirs)) => Some(mine || theirs),
            (mine, theirs) => mine.or(theirs),
        };
        match (&mut self.note, other.note) {
            (Some(mine), Some(theirs)) if *mine != theirs => {
                mine.push_str("\n\n");
                mine.push_str(&theirs);
            }
            (Some(_), _) => {}
            (mine @ None, theirs) => *mine = theirs,
        }
    }
}

/// The HTML of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPage {
    /// The page, decoded.
    pub html: String,
    /// Where the page came from.
    pub address: Option<Url>,
    /// Who says so; [`AddressFrom::Unknown`] when there is no address.
    pub address_from: AddressFrom,
    /// When it was saved, where the file says so.
    pub saved_at: Option<Timestamp>,
    /// What wrote the file.
    pub maker: PageMaker,
}

/// Who names the address of a saved page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFrom {
    /// What saved it, in a comment or a field of its own: the address that it was read from.
    Maker,
    /// The clipboard's source address.
    Clipboard,
    /// The page itself (canonical, `og:url`): the last resort, a claim.
    Page,
    /// There is none.
    Unknown,
}

/// What made a saved page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageMaker {
    /// A browser's "Save as", its web archive, or one of its add-ons.
    Browser,
    /// SingleFile.
    SingleFile,
    /// monolith.
    Monolith,
    /// A selection copied in a browser.
    Clipboard,
    /// It does not say.
    Unknown,
}

/// A page's flattened text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatText {
    /// The link that stood alone above (or below) the text.
    pub link: Option<Url>,
    /// The text without that link's line, lines ended by `\n`.
    pub text: String,
}

/// A whole list in memory, each link once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFile {
    /// What wrote it, as far as it matters.
    pub format: ListFormat,
    /// The links in the file's order; duplicates are merged ([`LinkRow::merge`]).
    pub rows: Vec<LinkRow>,
    /// Rows that are no link, the first [`ListFile::SKIPPED_KEPT`] of them.
    pub skipped: Vec<Skipped>,
    /// How many rows beyond those were skipped.
    pub skipped_more: u64,
}

impl ListFile {
    /// How many skipped rows are kept: a person reads no more, and a hostile file adds no memory.
    pub const SKIPPED_KEPT: usize = 10_000;
}

/// The kinds of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// A bookmarks file, as every browser writes it (Netscape HTML).
    Bookmarks,
    /// Pocket's `ril_export.html`, and other lists of links under headings.
    PocketHtml,
    /// Pocket's CSV.
    PocketCsv,
    /// Any other table with a column of links.
    Csv,
    /// Lines that hold a link each.
    Lines,
    /// A zip with lists in it, such as Pocket's.
    Zip,
}

/// What [`read_list`](crate::read_list) saw beside the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSummary {
    /// The kind of list.
    pub format: ListFormat,
    /// Rows given, duplicates counted each time.
    pub rows: u64,
    /// As in [`ListFile::skipped`].
    pub skipped: Vec<Skipped>,
    /// As in [`ListFile::skipped_more`].
    pub skipped_more: u64,
}

/// A row that is no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The line of the file on which it begins, from 1; 0 for a whole file in a zip.
    pub line: u64,
    /// One of the codes in [`reason`].
    pub reason: &'static str,
    /// What stood there, cut to some 200 characters.
    pub text: String,
}

/// Why a row was skipped.
pub mod reason {
    /// There is no link in the row.
    pub const NO_LINK: &str = "no_link";
    /// A link, but of another scheme: `javascript:`, `file:`, `place:`.
    pub const NOT_WEB: &str = "not_web";
    /// It looks like a link and is none.
    pub const BAD_LINK: &str = "bad_link";
    /// A link of more than 16,384 bytes.
    pub const TOO_LONG: &str = "too_long";
    /// A file in a zip that cannot be read: damaged, or packed in an unknown way.
    pub const UNREADABLE: &str = "unreadable";
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The reader failed.
    #[error("the file could not be read")]
    Read(#[from] std::io::Error),
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// Neither text nor a container that is known.
    #[error("this kind of file is not read: {kind}")]
    Unsupported {
        /// A short name of what it is: `pdf`, `picture`, `json`, `binary`.
        kind: &'static str,
    },
    /// It is text, but no list (only from [`read_list`](crate::read_list)).
    #[error("the file is no list of links")]
    NotAList,
    /// A zip or property list is damaged.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// A zip asks for a password.
    #[error("the zip file is locked with a password")]
    Locked,
    /// A zip would unpack to more than is read.
    #[error("the zip file unpacks to more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// A list holds more links than are taken at once, or more words beside them.
    #[error("the file holds more than {limit} links")]
    TooMany {
        /// The limit.
        limit: u64,
    },
    /// A zip holds no list of links.
    #[error("the zip file holds no list of links")]
    NoListInZip,
}
