//! Bookmarks as every browser writes them (Netscape HTML), and Pocket's `ril_export.html`.
//!
//! Both are read by one small state machine over tags, because their writers leave tags open,
//! escape by halves and mix cases. Folders become tags (`News/Local`); a heading that names a
//! state (`Unread`, `Read Archive`) becomes that state.

use std::io::Read;

use crate::decode::Text;
use crate::incoming::{ExchangeError, LinkRow, ListFormat};
use crate::link::clean_link;
use crate::list::Sink;
use crate::markup::{Attrs, Scanner, Token, decode_text};
use crate::values::{DayOrder, State, push_tag, state, tags, time, title, words, yes_no};

/// Which list of links the head of a file is, if it is one.
pub(super) fn format_of(head: &str) -> Option<ListFormat> {
    let mut start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    start = &start[..floor(start, 4_096)];
    if !start.starts_with('<') {
        return None;
    }
    let start = start.to_ascii_lowercase();
    if start.contains("<!doctype netscape-bookmark-file") {
        return Some(ListFormat::Bookmarks);
    }
    let rows = |from: &str, to: &str| {
        start.match_indices(from).any(|(at, _)| {
            let tag = &start[at..floor(&start, at + 4_096)];
            tag.split('>').next().is_some_and(|tag| tag.contains(to))
        })
    };
    let export = ["<title>pocket export</title>", "<title>instapaper: export</title>"];
    if export.iter().any(|title| start.contains(title)) || rows("<a ", "time_added=") {
        return Some(ListFormat::PocketHtml);
    }
    // Without its doctype; an ordinary page may hold such a list too.
    let page = ["<html", "<body", "<!doctype html"].iter().any(|tag| start.contains(tag));
    let list = start.contains("<dl") && (start.contains("<dt><a ") || start.contains("<dt><h3"));
    let list = list && !page;
    list.then_some(ListFormat::Bookmarks)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Reads the rows of a stream.
pub(super) fn read(text: &mut Text<impl Read>, sink: &mut Sink<'_>) -> Result<(), ExchangeError> {
    let mut scanner = Scanner::default();
    let mut reading = Reading::default();
    loop {
        let last = text.ended();
        if let Some((token, len)) = scanner.next(text.ready(), last) {
            reading.token(token, sink);
            sink.within()?;
            reading.line +=
                text.ready().as_bytes()[..len].iter().filter(|b| **b == b'\n').count() as u64;
            text.take(len);
        } else if !text.more()? {
            break;
        }
    }
    reading.end_row(sink);
    sink.within()
}

/// What the text between two tags belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Nowhere,
    Title,
    Folder,
    Heading,
    Note,
}

/// The states that exports name as a folder; any other word ("Later", "Done") is the person's.
fn folder_state(name: &str) -> Option<State> {
    const STATES: [&str; 8] = [
        "unread",
        "read",
        "archive",
        "archived",
        "read archive",
        "reading list",
        "starred",
        "favorite",
    ];
    STATES.contains(&name.to_lowercase().as_str()).then(|| state(name)).flatten()
}

/// Folder names deeper than this are not kept; the rows are.
const MAX_DEPTH: usize = 32;

/// More text than this in one place is not kept.
const MAX_TEXT: usize = 256 * 1024;

#[derive(Default)]
struct Reading {
    line: u64,
    place: Place,
    text: String,
    row: Option<(u64, Result<LinkRow, &'static str>, String)>,
    /// Names of the open folders; `None` for a root that every browser has.
    folders: Vec<Option<String>>,
    too_deep: usize,
    /// The name read from a heading, waiting for its list to open.
    coming: Option<Option<String>>,
    root: bool,
    /// The state that a folder or heading gives to its rows, with the depth of that folder.
    states: Vec<(usize, State)>,
    heading: Option<State>,
    /// The name of a heading that is no state.
    section: Option<String>,
}

impl Reading {
    fn token(&mut self, token: Token<'_>, sink: &mut Sink<'_>) {
        match token {
            Token::Text(text) => {
                if self.place != Place::Nowhere && self.text.len() < MAX_TEXT {
                    self.text.push_str(text);
                }
            }
            Token::Open { name, attrs } => self.open(name, attrs, sink),
            Token::Close { name } => self.close(name, sink),
            Token::Comment(_) | Token::Raw | Token::Other => {}
        }
    }

    fn open(&mut self, name: &str, attrs: Attrs<'_>, sink: &mut Sink<'_>) {
        let is = |tag: &str| name.eq_ignore_ascii_case(tag);
        if is("a") {
            self.end_row(sink);
            self.begin_row(attrs);
        } else if is("h3") || is("h2") {
            self.end_row(sink);
            self.place = Place::Folder;
            let flagged =
                |flag: &str| attrs.get(flag).is_some_and(|value| yes_no(&value) == Some(true));
            self.root = flagged("personal_toolbar_folder") || flagged("unfiled_bookmarks_folder");
        } else if is("h1") {
            self.end_row(sink);
            self.place = Place::Heading;
        } else if is("dl") {
            self.end_row(sink);
            // The heading above a bookmarks file names the file.
            self.section = None;
            self.push_folder();
        } else if is("dd") {
            self.end_text();
            self.place = Place::Note;
        } else if is("dt") || is("li") || is("hr") {
            self.end_row(sink);
        } else if is("br") && self.place == Place::Note {
            self.text.push('\n');
        }
    }

    fn close(&mut self, name: &str, sink: &mut Sink<'_>) {
        let is = |tag: &str| name.eq_ignore_ascii_case(tag);
        if is("dl") {
            self.end_row(sink);
            self.pop_folder();
        } else if ["a", "h1", "h2", "h3", "dd", "ul", "ol"].iter().any(|tag| is(tag)) {
            self.end_text();
        }
    }

    fn begin_row(&mut self, attrs: Attrs<'_>) {
        let href = attrs.get("href").unwrap_or_default();
        let row = clean_link(&href).map(|url| {
            let mut row = LinkRow::new(url);
            row.added = ["add_date", "time_added", "added"]
                .iter()
                .find_map(|key| time(&attrs.get(key)?, DayOrder::Unknown));
            if let Some(list) = attrs.get("tags") {
                row.tags = tags(&list);
            }
            if let Some(later) = attrs.get("toread").and_then(|value| yes_no(&value)) {
                row.read = Some(!later);
            }
            self.place_row(&mut row);
            row
        });
        self.place = Place::Title;
        self.row = Some((self.line + 1, row, href.into_owned()));
    }

    /// Gives a row the folder and the state that it stands in.
    fn place_row(&self, row: &mut LinkRow) {
        let folder = self.section.iter().chain(self.folders.iter().flatten());
        let folder: Vec<&str> = folder.map(String::as_str).collect();
        push_tag(&mut row.tags, &folder.join("/"));
        let state = self.states.last().map(|(_, state)| *state).or(self.heading);
        match state {
            Some(State::Unread) => row.read = row.read.or(Some(false)),
            Some(State::Read) => row.read = row.read.or(Some(true)),
            Some(State::Starred) => row.starred = Some(true),
            None => {}
        }
    }

    /// Gives the text since the last tag to what it belongs to.
    fn end_text(&mut self) {
        let place = std::mem::take(&mut self.place);
        if place == Place::Nowhere {
            return;
        }
        let text = decode_text(&self.text).into_owned();
        self.text.clear();
        match place {
            Place::Title => {
                if let Some((_, Ok(row), href)) = &mut self.row {
                    row.title =
                        title(&text).filter(|title| title != href && title != row.url.as_str());
                } else if let Some((_, Err(_), href)) = &mut self.row
                    && let Some(title) = title(&text)
                {
                    *href = format!("{title} {href}");
                }
            }
            Place::Note => {
                if let Some((_, Ok(row), _)) = &mut self.row {
                    row.note = words(&text);
                }
            }
            Place::Folder => self.coming = Some(self.folder_name(&text)),
            Place::Heading => {
                self.heading = state(&text);
                self.section = self.folder_name(&text).filter(|_| self.heading.is_none());
            }
            Place::Nowhere => {}
        }
    }

    fn end_row(&mut self, sink: &mut Sink<'_>) {
        self.end_text();
        match self.row.take() {
            Some((_, Ok(row), _)) => sink.row(row),
            Some((line, Err(reason), text)) => sink.skip(line, reason, &text),
            None => {}
        }
    }

    /// A folder's name as part of a tag; none for the roots that every browser makes.
    fn folder_name(&self, text: &str) -> Option<String> {
        const ROOTS: [&str; 22] = [
            "bookmarks",
            "bookmarks bar",
            "bookmarks toolbar",
            "bookmarks menu",
            "other bookmarks",
            "mobile bookmarks",
            "favorites",
            "favorites bar",
            "other favorites",
            "imported",
            "lesezeichen",
            "lesezeichenleiste",
            "lesezeichen-symbolleiste",
            "lesezeichen-menü",
            "weitere lesezeichen",
            "barre de favoris",
            "barre personnelle",
            "autres favoris",
            "marcadores",
            "barra de marcadores",
            "uncategorized",
            "unsorted",
        ];
        let name = title(text)?;
        let outer = self.folders.iter().flatten().count() == 0;
        if outer && (self.root || ROOTS.contains(&name.to_lowercase().as_str())) {
            return None;
        }
        Some(name.replace('/', "-"))
    }

    fn push_folder(&mut self) {
        let name = self.coming.take().flatten();
        if self.folders.len() >= MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        let outer = self.folders.iter().flatten().count() == 0;
        self.folders.push(name);
        // Only a folder at the top speaks of state; "Archive" within "Music" is a folder.
        if outer
            && let Some(Some(name)) = self.folders.last()
            && let Some(state) = folder_state(name)
        {
            self.states.push((self.folders.len(), state));
            if let Some(name) = self.folders.last_mut() {
                *name = None;
            }
        }
    }

    fn pop_folder(&mut self) {
        self.coming = None;
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if self.states.last().is_some_and(|(depth, _)| *depth == self.folders.len()) {
            self.states.pop();
        }
        self.folders.pop();
    }
}
