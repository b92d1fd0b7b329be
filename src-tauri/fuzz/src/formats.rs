//! Everything that comes in: files, lists, drops and clipboards.

use std::{
    collections::HashSet,
    io::{Cursor, Read, Result, Seek, SeekFrom},
};

use backfile_exchange::{
    Clipboard, FlatText, Incoming, LinkRow, ListFile, SavedPage, Skipped, cf_html, from_clipboard,
    from_drop, from_file, from_text, links_in, moz_url, read_list, reason,
};

use crate::address::sound;

/// Names that a file may bear; the first byte of an input chooses.
const NAMES: [&str; 16] = [
    "a.html",
    "a.htm",
    "a.webarchive",
    "a.webloc",
    "a.url",
    "a.desktop",
    "a.csv",
    "a.tsv",
    "a.txt",
    "a.md",
    "a.zip",
    "a.json",
    "folder/a.b.url",
    "C:\\links\\a.url",
    "",
    ".",
];

/// Any bytes as a file of any name, and as the texts of a drop and a clipboard, with zeros
/// between its flavours: every link that comes out is a web link, each once, and a list that is
/// read as a stream is the same list.
pub fn formats(bytes: &[u8]) {
    let Some((choice, file)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*choice) % NAMES.len()];
    let incoming = from_file(name, file);
    if let Ok(incoming) = &incoming {
        checked(incoming);
    }
    streamed(file, incoming.ok().as_ref());
    let text = String::from_utf8_lossy(file);
    checked(&from_text(&text));
    once(&links_in(&text));
    once(&moz_url(&text));
    let _ = cf_html(&text);
    let flavours: Vec<&str> = text.split('\0').collect();
    let flavour = |at: usize| flavours.get(at).copied();
    checked(&from_drop(flavour(0), flavour(1), flavour(2)));
    checked(&from_drop(None, flavour(0), flavour(1)));
    let owned = |at: usize| flavour(at).map(str::to_owned);
    let clipboard = |html: usize, plain: usize, source: usize| Clipboard {
        html: owned(html),
        plain: owned(plain),
        source_url: owned(source),
        cf_html: None,
    };
    checked(&from_clipboard(&clipboard(0, 1, 2)));
    checked(&from_clipboard(&clipboard(1, 0, 2)));
    let windows = Clipboard { cf_html: owned(0), plain: owned(1), ..Clipboard::default() };
    checked(&from_clipboard(&windows));
}

fn checked(incoming: &Incoming) {
    match incoming {
        Incoming::Links(rows) => {
            assert!(!rows.is_empty());
            once(rows);
        }
        Incoming::List(ListFile { rows, skipped, .. }) => {
            once(rows);
            passed_over(skipped);
        }
        Incoming::SavedPage(SavedPage { address, .. }) => address.iter().for_each(sound),
        Incoming::FlatText(FlatText { link, text }) => {
            link.iter().for_each(sound);
            assert!(!text.contains('\r'));
        }
        Incoming::TooMany | Incoming::Nothing => {}
    }
}

fn once(rows: &[LinkRow]) {
    rows.iter().for_each(whole);
    let different: HashSet<_> = rows.iter().map(|row| row.url.as_str()).collect();
    assert_eq!(different.len(), rows.len(), "a link comes twice");
}

fn whole(row: &LinkRow) {
    sound(&row.url);
    let tidy = |title: &String| !title.is_empty() && !title.contains(['\n', '\r', '\t']);
    assert!(row.title.as_ref().is_none_or(tidy), "{row:?}");
    let different: HashSet<_> = row.tags.iter().collect();
    assert!(different.len() == row.tags.len() && row.tags.iter().all(|tag| !tag.is_empty()));
}

fn passed_over(skipped: &[Skipped]) {
    assert!(skipped.len() <= ListFile::SKIPPED_KEPT);
    for one in skipped {
        assert!(one.text.chars().count() <= 200, "{one:?}");
        assert_eq!(one.line == 0, one.reason == reason::UNREADABLE, "{one:?}");
    }
}

/// As a stream that gives a few bytes at a time, beside the same from memory.
fn streamed(file: &[u8], whole_file: Option<&Incoming>) {
    let mut rows = Vec::new();
    let in_bits = read_list(Bits(Cursor::new(file)), |row| {
        whole(&row);
        rows.push(row);
    });
    let mut count = 0;
    let at_once = read_list(Cursor::new(file), |row| {
        assert!(rows.get(count) == Some(&row), "row {count} is another in a stream");
        count += 1;
    });
    assert_eq!(in_bits.as_ref().ok(), at_once.as_ref().ok());
    let Ok(summary) = at_once else { return };
    assert_eq!((summary.rows, rows.len()), (count as u64, count));
    passed_over(&summary.skipped);
    if let Some(Incoming::List(list)) = whole_file
        && list.format == summary.format
    {
        let different: HashSet<_> = rows.iter().map(|row| row.url.as_str()).collect();
        assert_eq!(list.rows.len(), different.len());
    }
}

/// A reader that never gives more than seven bytes.
struct Bits<'a>(Cursor<&'a [u8]>);

impl Read for Bits<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let most = into.len().min(7);
        self.0.read(&mut into[..most])
    }
}

impl Seek for Bits<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.0.seek(to)
    }
}
