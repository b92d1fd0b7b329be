//! What crosses between the backend and a window. Field names are the window's names too:
//! the TypeScript side is made from these types and never written by hand.
//!
//! Times are milliseconds UTC, sizes are bytes, shares run from 0 to 1.

use std::collections::BTreeMap;

use backfile_article::{
    ArticleId, Author, Direction, HowTaken, PageTime, SavedSearchId, SeeAlso, Standing, TagId,
    Timestamp, VersionId, Warning,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Declares types of the wire with the derives that all of them share.
macro_rules! wire {
    ($($(#[$attribute:meta])* pub $kind:ident $name:ident { $($body:tt)* })+) => {$(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        $(#[$attribute])*
        pub $kind $name { $($body)* }
    )+};
}

mod finding;
mod intake;
mod keeping;
mod marking;
mod network;
pub use finding::{
    Choice, ChoiceKind, Completions, Facet, Facets, Loosened, MonthCount, QueryPart, Respelt,
};
pub use intake::{Already, FileFault, RefusedFile, SaveOutcome, SaveRequest, Skipped};
pub use keeping::{
    Aside, Backup, BackupFailure, BackupFailureReason, Backups, Hazard, HazardKind, Salvaged,
};
pub use marking::{Highlight, HighlightPage, HighlightRow, Marked};
pub use network::{Contact, ContactArticle, Hold, HoldReason, PrivateOrigin};

wire! {
    /// What a window needs to draw itself, apart from the list and the article.
    pub struct Overview {
        /// The folder that everything is kept in.
        pub archive_dir: String,
        /// Whether nothing was ever saved here.
        pub first_start: bool,
        /// How many entries stand where.
        pub counts: Counts,
        /// Every tag, by name.
        pub tags: Vec<TagCount>,
        /// Searches that were pinned, in their order.
        pub searches: Vec<SavedSearch>,
        /// What is being saved.
        pub queue: QueueState,
        /// How far the archive may be used.
        pub access: Access,
        /// What the person chose.
        pub settings: Settings,
        /// What the window itself asked to be remembered; its own format.
        pub session: Option<String>,
        /// Origins on this computer or network that a link waits for an answer about.
        pub asking: Vec<OriginQuestion>,
        /// The version of this program.
        pub version: String,
        /// The number of the last change that this state contains.
        #[ts(type = "number")]
        pub seq: i64,
    }

    /// How many entries stand where; trash is counted nowhere else.
    pub struct Counts {
        /// Not read yet.
        pub unread: u32,
        /// Starred.
        pub starred: u32,
        /// Everything that is not in the trash and not kept as link.
        pub all: u32,
        /// Kept as link.
        pub links: u32,
        /// In the trash.
        pub trash: u32,
        /// Waiting for a Retry.
        pub failed: u32,
        /// Passages that were marked.
        pub highlights: u32,
    }

    /// A tag and how many entries carry it.
    pub struct TagCount {
        /// Its id.
        pub id: TagId,
        /// Its name; `/` nests.
        pub name: String,
        /// Entries that carry it.
        pub count: u32,
        /// Whether it stands in the sidebar.
        pub pinned: bool,
    }

    /// A tag on an entry.
    pub struct TagRef {
        /// Its id.
        pub id: TagId,
        /// Its name.
        pub name: String,
    }

    /// A search that was pinned to the sidebar.
    pub struct SavedSearch {
        /// Its id.
        pub id: SavedSearchId,
        /// The words in the sidebar.
        pub name: String,
        /// The query.
        pub query: String,
    }

    /// The saving that is under way.
    pub struct QueueState {
        /// Entries of the run that is under way; 0 when nothing is.
        pub total: u32,
        /// Those of them that are done, in whichever way.
        pub done: u32,
        /// Whether the person paused it.
        pub paused: bool,
        /// Why it has stopped by itself, if it has. It goes on by itself, too.
        pub stopped: Option<Stopped>,
        /// A guess at the seconds that are left, when there is ground for one.
        pub eta_seconds: Option<u32>,
        /// Said for long lists, after the first pages: the space to expect.
        pub space: Option<SpaceEstimate>,
        /// Whether pictures are left out of what is being saved.
        pub text_only: bool,
    }

    /// How far the archive may be used.
    #[derive(Copy, Eq)]
    pub enum Access {
        /// It is read and written.
        Writes,
        /// Its folder cannot be written; everything in it is read.
        Looks,
        /// It is damaged; what can be read is read, and nothing is written.
        Damaged,
        /// It is so damaged that nothing of it can be read.
        Unreadable,
    }

    /// A stop of the saving, because the disk takes nothing.
    #[derive(Copy, Eq)]
    pub struct Stopped {
        /// Why.
        pub reason: StopReason,
        /// Bytes that have to be freed, where that is known.
        #[ts(type = "number | null")]
        pub missing: Option<u64>,
    }

    /// Why the disk takes nothing.
    #[derive(Copy, Eq)]
    pub enum StopReason {
        /// It is full.
        DiskFull,
        /// The archive's folder may not be written.
        ReadOnly,
        /// It fails.
        Disk,
    }

    /// The space that a long list will take.
    pub struct SpaceEstimate {
        /// Bytes that the rest will need, judged by the pages saved so far.
        #[ts(type = "number")]
        pub needed: u64,
        /// Bytes that are free.
        #[ts(type = "number")]
        pub free: u64,
        /// Pages that the guess rests on.
        pub sampled: u32,
    }

    /// A private origin that a link given by hand leads to.
    pub struct OriginQuestion {
        /// Scheme, host and port.
        pub origin: String,
        /// The entries that wait for the answer.
        pub ids: Vec<ArticleId>,
    }

    /// What the person chose, with the defaults of a new archive.
    pub struct Settings {
        /// Light, sepia, dark or as the system.
        pub theme: Theme,
        /// Size of the article's letters, pixels.
        pub text_size: u32,
        /// Width of the article's column, characters.
        pub measure: u32,
        /// Serif or sans for the article.
        pub face: Face,
        /// Save pages without their pictures.
        pub text_only: bool,
    }

    /// The colours of the window.
    #[derive(Copy, Eq)]
    pub enum Theme {
        /// As the system.
        System,
        /// Ink on paper.
        Light,
        /// Between the two.
        Sepia,
        /// Paper on ink.
        Dark,
    }

    /// The face of the article.
    #[derive(Copy, Eq)]
    pub enum Face {
        /// With serifs.
        Serif,
        /// Without.
        Sans,
    }

    /// What part of the archive a list shows.
    #[derive(Eq)]
    pub enum View {
        /// Not read yet.
        Unread,
        /// Starred.
        Starred,
        /// All but trash and links.
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
    #[derive(Copy, Eq)]
    pub enum Sort {
        /// Last saved first.
        Saved,
        /// Last published first.
        Published,
        /// Best match first; only with a query, else as `saved`.
        Relevance,
    }

    /// A piece of a list that is asked for.
    pub struct ListRequest {
        /// Which part of the archive.
        pub view: View,
        /// The search; empty for none.
        pub query: String,
        /// The order.
        pub sort: Sort,
        /// Rows to pass over.
        pub offset: u32,
        /// Rows at most.
        pub limit: u32,
        /// The person's clock, minutes east of UTC, for the groups by day.
        pub utc_offset_minutes: i32,
    }

    /// A piece of a list.
    pub struct ListPage {
        /// Rows in the whole list.
        pub total: u32,
        /// The groups of the whole list, in order; empty when the order is not by time saved.
        pub groups: Vec<Group>,
        /// The rows that were asked for.
        pub rows: Vec<Row>,
        /// Milliseconds that the answer took.
        pub took_ms: f64,
        /// What is wrong with the query; the rest of it was searched.
        pub query_problems: Vec<QueryProblem>,
        /// How the query was loosened, because nothing answers it as it was typed.
        pub loosened: Option<Loosened>,
        /// A query that finds more, where a word of this one is likely misspelt.
        pub suggestion: Option<Respelt>,
        /// The number of the last change that the answer contains.
        #[ts(type = "number")]
        pub seq: i64,
    }

    /// A run of rows with one heading.
    pub struct Group {
        /// Which heading.
        pub span: GroupSpan,
        /// The index of its first row.
        pub start: u32,
        /// How many rows it has.
        pub count: u32,
    }

    /// The time that a group stands for.
    #[derive(Eq)]
    pub enum GroupSpan {
        /// Today.
        Today,
        /// Yesterday.
        Yesterday,
        /// The seven days up to yesterday.
        ThisWeek,
        /// A month, as in `2026-10`.
        Month(String),
    }

    /// Something in a query that was not understood.
    pub struct QueryProblem {
        /// Where it begins, in UTF-16 units.
        pub start: u32,
        /// Where it ends.
        pub end: u32,
        /// What it is.
        pub code: String,
        /// What the sentence names.
        pub args: BTreeMap<String, String>,
    }

    /// A piece of a text, and whether the search hit it.
    pub struct SnippetPart {
        /// The words.
        pub text: String,
        /// Whether they match.
        pub hit: bool,
    }

    /// One entry in a list.
    pub struct Row {
        /// Its id.
        pub id: ArticleId,
        /// Where it stands.
        pub standing: Standing,
        /// What happens to it just now, when something does.
        pub stage: Option<Stage>,
        /// Its address.
        pub url: String,
        /// The address as people say it: host and path, safe to show.
        pub shown_url: String,
        /// The host without `www.`.
        pub host: String,
        /// Its title, when one is known.
        pub title: Option<String>,
        /// The site's name.
        pub site: Option<String>,
        /// The authors' names in one line.
        pub byline: Option<String>,
        /// The first words.
        pub excerpt: Option<String>,
        /// When it was saved.
        pub saved_at: Timestamp,
        /// When it was published.
        pub published: Option<PageTime>,
        /// Its picture's name in the `media:` scheme.
        pub thumbnail: Option<String>,
        /// Minutes to read, at least one; none without a text.
        pub reading_minutes: Option<u32>,
        /// BCP 47 tag of its language.
        pub language: Option<String>,
        /// Direction of its text.
        pub direction: Direction,
        /// Not read yet.
        pub unread: bool,
        /// Starred.
        pub starred: bool,
        /// In the trash.
        pub trashed: bool,
        /// How far it was read.
        pub progress: f64,
        /// Its tags, by name.
        pub tags: Vec<TagRef>,
        /// How its content came.
        pub how: Option<HowTaken>,
        /// Share of the page's article text that was kept.
        pub completeness: Option<f64>,
        /// Why it is not an article, or what went wrong.
        pub problem: Option<Problem>,
        /// Where the query hit its text; empty without a query.
        pub snippet: Vec<SnippetPart>,
    }

    /// What happens to an entry just now.
    #[derive(Copy, Eq)]
    pub enum Stage {
        /// It waits for its turn.
        Queued,
        /// Its page is being fetched.
        Fetching,
        /// Its page is being cleaned.
        Cleaning,
        /// Its text is saved, its pictures are on the way.
        Pictures,
    }

    /// A sentence about an entry, as a code with what the sentence names.
    pub struct Problem {
        /// What it is.
        pub code: ProblemCode,
        /// What the sentence names: `site`, `status`, `origin`, `limit`, ….
        pub args: BTreeMap<String, String>,
        /// Whether a Retry could mend it.
        pub retry: bool,
        /// When it was last tried.
        pub tried_at: Option<Timestamp>,
    }

    /// Why an entry is only a link, or why saving it failed.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    pub enum ProblemCode {
        /// A video or audio player.
        Video,
        /// A home, section or listing page.
        Listing,
        /// A PDF; its bytes are kept.
        Pdf,
        /// A picture.
        Picture,
        /// A feed.
        Feed,
        /// Another kind of file.
        OtherFile,
        /// Not there any more.
        Gone,
        /// Asked for consent to cookies.
        ConsentWall,
        /// Asked to sign in.
        SignInWall,
        /// Asked for a subscription.
        Paywall,
        /// Asked to prove that a person is there.
        BotWall,
        /// No article in it.
        NoArticle,
        /// Nothing is shown without its scripts.
        NeedsScript,
        /// Larger than the limits.
        TooLarge,
        /// The name has no address; perhaps there is no network.
        NameNotFound,
        /// No connection could be made.
        ConnectFailed,
        /// No whole answer within the time.
        TimedOut,
        /// The connection could not be made secure.
        InsecureConnection,
        /// Redirects in a circle or too many.
        TooManyRedirects,
        /// The site answered with an error of its own.
        ServerError,
        /// The site said that it is asked too often.
        AskedTooOften,
        /// The site refused.
        Refused,
        /// The answer broke off.
        CutShort,
        /// The answer could not be decoded.
        BadAnswer,
        /// A redirect leads to a private address.
        PrivateRedirect,
        /// The link leads to a private address and waits for an answer.
        AskPrivate,
        /// The person said no to fetching from that private address.
        PrivateRefused,
        /// Only a file of links names that private address; it is fetched when somebody asks.
        PrivateListed,
        /// Not an address of the web.
        NotWeb,
        /// A pasted page has no address; the person may give one.
        NeedsAddress,
        /// The page could not be cleaned in the time or memory that it may take.
        CleaningFailed,
        /// The disk is full.
        DiskFull,
        /// Something that is our fault; the log has the cause.
        Internal,
    }

    /// One article, for the reader.
    pub struct ArticleView {
        /// Its row.
        pub row: Row,
        /// Its authors.
        pub authors: Vec<Author>,
        /// When the page was last modified.
        pub modified: Option<PageTime>,
        /// The publisher's section.
        pub section: Option<String>,
        /// The publisher's topics that are not among the tags yet.
        pub suggested_tags: Vec<String>,
        /// The address as typed.
        pub requested_url: String,
        /// The version that is shown; none while there is none.
        pub version: Option<VersionId>,
        /// All versions, newest first.
        pub versions: Vec<VersionRow>,
        /// Address of the frame's document, to be set as its `src`; none without a version.
        pub frame: Option<String>,
        /// What was kept.
        pub receipt: Option<Receipt>,
        /// What the person should know about it.
        pub warnings: Vec<Warning>,
        /// Links that were left out.
        pub see_also: Vec<SeeAlso>,
        /// Fields that the person corrected.
        pub corrected: Vec<Field>,
        /// The paragraph that was last read to.
        pub paragraph: u32,
        /// Passages that the person marked, in the order of the text.
        pub highlights: Vec<Highlight>,
    }

    /// One dated capture.
    pub struct VersionRow {
        /// Its id.
        pub id: VersionId,
        /// When its page was asked for.
        pub captured_at: Timestamp,
        /// How it came.
        pub how: HowTaken,
        /// Its words.
        pub word_count: u32,
    }

    /// What was kept of a page and what was left out.
    pub struct Receipt {
        /// Paragraphs kept.
        pub paragraphs_kept: u32,
        /// Paragraphs of the page's article.
        pub paragraphs_total: u32,
        /// Pictures stored here.
        pub pictures_kept: u32,
        /// Pictures that are still to be fetched.
        pub pictures_waiting: u32,
        /// Pictures that could not be had.
        pub pictures_missing: u32,
        /// Blocks left out.
        pub left_out: u32,
        /// Blocks that the person put back.
        pub restored: u32,
        /// Share of the text that was kept.
        pub completeness: f64,
    }

    /// A field that a person can correct.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    pub enum Field {
        /// The headline.
        Title,
        /// The authors' names in one line.
        Byline,
        /// The day of publication, ISO.
        Published,
        /// The site's name.
        Site,
    }

    /// What the field would do with what is typed.
    pub struct FieldHint {
        /// The link that it is, as it would be saved.
        pub link: Option<String>,
        /// How that link is shown.
        pub shown: Option<String>,
        /// The entry, when it was saved before.
        pub already: Option<Already>,
    }

    /// A file that is being handed over in parts.
    pub struct FileToken {
        /// Names it in the calls that follow.
        pub token: String,
    }

    /// What an undo did.
    pub struct UndoOutcome {
        /// What was undone; none when there was nothing.
        pub what: Option<UndoKind>,
        /// The entries that it touched, at most 200.
        pub ids: Vec<ArticleId>,
        /// How many entries it touched.
        pub count: u32,
    }

    /// An act that can be undone.
    #[derive(Copy, Eq, Hash)]
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

    /// A line of the problem log.
    pub struct LogLine {
        /// When.
        pub at: Timestamp,
        /// What, as in a row.
        pub code: String,
        /// What the sentence names.
        pub args: BTreeMap<String, String>,
        /// The entry it is about.
        pub id: Option<ArticleId>,
        /// The chain of causes, for whoever wants to know.
        pub cause: String,
    }

    /// What a window is told without asking; at most ten a second.
    #[serde(tag = "event")]
    pub enum Event {
        /// Entries, tags or settings changed.
        Changed {
            /// The number of the last change.
            #[ts(type = "number")]
            seq: i64,
            /// The entries; empty when more than 200 or when only tags or settings changed.
            ids: Vec<ArticleId>,
        },
        /// The queue moved on.
        Queue {
            /// Where it is.
            queue: QueueState,
            /// Entries whose stage changed, with the stage.
            stages: Vec<StageOf>,
        },
        /// A link given by hand leads to a private origin.
        Asking {
            /// The question.
            question: OriginQuestion,
        },
    }

    /// The stage of one entry.
    pub struct StageOf {
        /// The entry.
        pub id: ArticleId,
        /// Its stage; none when nothing happens to it any more.
        pub stage: Option<Stage>,
    }

    /// The result of a call that has none.
    pub struct Done {}
}
