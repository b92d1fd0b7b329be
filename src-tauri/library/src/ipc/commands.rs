//! Every call that a window can make, declared once: this list feeds the dispatcher, the
//! TypeScript types and the test that none is missing.

use backfile_article::{ArticleId, HighlightId, Quote, SavedSearchId, TagId, VersionId};
use serde::Deserialize;
use ts_rs::TS;

use super::types::{Field, ListRequest, SaveRequest, Settings};

/// Hands the list of calls to the macro named, as `name { arguments } -> result` with docs.
macro_rules! for_each_command {
    ($use:ident) => {
        $use! {
            /// The state of everything but the list and the article.
            overview {} -> Overview;
            /// Says what web view the window runs in, so that pages are asked for as it would.
        introduce { user_agent: String, languages: Vec<String> } -> Done;
        /// A piece of a list, with or without a search.
            list { request: ListRequest } -> ListPage;
            /// What a list is made of, counted over all its rows.
            facets { request: ListRequest } -> Facets;
            /// What could be typed at a place in a query, in UTF-16 units.
            complete_query { text: String, cursor: u32 } -> Completions;
            /// One article; moves it to the front of the queue when it still waits.
            article { id: ArticleId, version: Option<VersionId> } -> ArticleView;
            /// What the field would do with what is typed.
            hint { text: String } -> FieldHint;
            /// Saves what a drop or the field holds.
            save { request: SaveRequest } -> SaveOutcome;
            /// Saves what the clipboard holds; `request` is what the window itself could read.
            paste { request: SaveRequest } -> SaveOutcome;
            /// Puts text on the clipboard.
            copy { text: String } -> Done;
            /// Begins to hand over a file.
            file_begin { name: String, size: u32 } -> FileToken;
            /// Hands over a part of it, as base64.
            file_part { token: String, base64: String } -> Done;
            /// Ends it: the file is saved or its list taken in.
            file_end { token: String } -> SaveOutcome;
            /// Puts in the sample article.
            add_sample {} -> SaveOutcome;
            /// Tries again what failed.
            retry { ids: Vec<ArticleId> } -> Done;
            /// Fetches an article anew; a change makes a new version.
            capture_again { id: ArticleId } -> Done;
            /// Gives the address of a page that was pasted without one.
            set_address { id: ArticleId, url: String } -> Done;
            /// Answers whether to fetch from a private origin.
            answer_origin { origin: String, allow: bool } -> Done;
            /// Pauses the queue or lets it go on.
            pause_queue { paused: bool } -> Done;
            /// Marks as read or unread.
            set_read { ids: Vec<ArticleId>, read: bool } -> Done;
            /// Stars or not.
            set_starred { ids: Vec<ArticleId>, starred: bool } -> Done;
            /// Moves to the trash or back.
            set_trashed { ids: Vec<ArticleId>, trashed: bool } -> Done;
            /// Deletes for good what is in the trash; all of it when `ids` is empty.
            purge { ids: Vec<ArticleId> } -> Done;
            /// Takes the last act back.
            undo {} -> UndoOutcome;
            /// Tags whose name goes on from `prefix`, likeliest first.
            complete_tag { prefix: String } -> Vec<TagCount>;
            /// Puts a tag on, making it when it is new.
            add_tag { ids: Vec<ArticleId>, name: String } -> Done;
            /// Takes a tag off.
            remove_tag { ids: Vec<ArticleId>, tag: TagId } -> Done;
            /// Renames a tag; a name that is taken merges the two.
            rename_tag { tag: TagId, name: String } -> Done;
            /// Takes a tag off everything and deletes it.
            delete_tag { tag: TagId } -> Done;
            /// Pins a tag to the sidebar or not.
            pin_tag { tag: TagId, pinned: bool } -> Done;
            /// Pins a search to the sidebar.
            pin_search { name: String, query: String } -> Done;
            /// Takes a search from the sidebar.
            unpin_search { id: SavedSearchId } -> Done;
            /// Corrects a field; nothing for `value` goes back to what the page said.
            correct { id: ArticleId, field: Field, value: Option<String> } -> Done;
            /// Puts a left-out block back, or takes it out again.
            restore_block { id: ArticleId, version: VersionId, index: u32, restored: bool } -> Done;
            /// Marks a passage of a version.
            add_highlight { id: ArticleId, version: VersionId, quote: Quote, note: Option<String> } -> Marked;
            /// Writes a note on a passage, or takes it away.
            set_note { highlight: HighlightId, note: Option<String> } -> Done;
            /// Takes the mark of a passage away.
            remove_highlight { highlight: HighlightId } -> Done;
            /// A piece of the list of all passages that hold these words, the last marked first.
            highlights { words: String, offset: u32, limit: u32 } -> HighlightPage;
            /// Remembers how far an article was read.
            set_progress { id: ArticleId, progress: f64, paragraph: u32 } -> Done;
            /// Opens the original page in the browser.
            open_original { id: ArticleId } -> Done;
            /// Opens an address of an article in the browser: http, https and mailto only.
            open_link { url: String } -> Done;
            /// Shows the archive's folder.
            open_folder {} -> Done;
            /// The problem log, newest first.
            problems { limit: u32 } -> Vec<LogLine>;
            /// Empties the problem log.
            clear_problems {} -> Done;
            /// Every backup, and what they take.
            backups {} -> Backups;
            /// Makes a backup and reads it back.
            back_up_now {} -> Done;
            /// Reads a backup back whole.
            check_backup { name: String } -> Done;
            /// Puts a backup, or what is kept aside, in the place of the archive.
            restore_backup { name: String } -> Done;
            /// Lets go of what is kept aside.
            remove_aside { name: String } -> Done;
            /// Makes a new archive of what can be read of a damaged one.
            salvage {} -> Salvaged;
            /// Every host that was ever contacted, the last one first.
            contacts {} -> Vec<Contact>;
            /// The entries that a host was contacted for, the last one first.
            contact_articles { host: String } -> Vec<ContactArticle>;
            /// The private origins that may be asked.
            private_origins {} -> Vec<PrivateOrigin>;
            /// Takes such a permission back.
            forget_origin { origin: String } -> Done;
            /// The sites that are left alone just now.
            holds {} -> Vec<Hold>;
            /// Takes over what the person chose.
            set_settings { settings: Settings } -> Done;
            /// Remembers something of the window's own.
            set_session { session: String } -> Done;
        }
    };
}
pub(super) use for_each_command;

/// The arguments of each call, as they cross.
pub mod args {
    use super::*;

    macro_rules! argument_types {
        ($($(#[$doc:meta])* $name:ident { $($arg:ident: $kind:ty),* } -> $result:ty;)+) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Deserialize, TS)]
            #[serde(deny_unknown_fields)]
            #[allow(non_camel_case_types, reason = "named as the call is")]
            pub struct $name { $(#[doc = stringify!($arg)] pub $arg: $kind,)* }
        )+};
    }
    for_each_command!(argument_types);
}
