//! Files in and out of the archive: what comes in as text, clipboard, drop or file, recognised.
//!
//! Bytes and readers go in, values come out: no network, no database, nothing written to a
//! disk. A list is read by its content, never by its file name, by small scanners that stay
//! linear on hostile input; only [`read_list`] is meant for files of any size. More than
//! [`MOST_LINKS`] at once are refused, not cut off.
//!
//! - [`from_text`]: typed, pasted or dropped plain text; [`typed_link`]: is this field a link?
//! - [`from_drop`] and [`from_clipboard`]: the flavours that a desktop hands over
//! - [`from_file`]: a file's bytes; [`read_list`]: a list as a stream
//!
//! What no rule recognises is [`Incoming::Nothing`]; a file that cannot be what it says is an
//! [`ExchangeError`]. A row of a list that is no link is kept with its reason in
//! [`ListFile::skipped`].

mod clipboard;
mod decode;
mod dropped;
mod file;
mod incoming;
mod link;
mod list;
mod markup;
mod page;
mod plist;
mod prose;
mod shortcut;
mod text;
mod values;

pub use clipboard::{CfHtml, Clipboard, cf_html, from_clipboard};
pub use dropped::{from_drop, moz_url};
pub use file::from_file;
pub use incoming::{
    AddressFrom, ExchangeError, FlatText, Incoming, LinkRow, ListFile, ListFormat, ListSummary,
    PageMaker, SavedPage, Skipped, reason,
};
pub use link::{Link, clean_link, typed_link};
pub use list::{MOST_LINKS, read_list};
pub use prose::links_in;
pub use text::from_text;
