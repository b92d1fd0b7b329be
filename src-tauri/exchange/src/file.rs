//! A file, recognised by its content; its name gives at most a title.

use std::io::Cursor;

use crate::decode::{decode, encoding_of};
use crate::incoming::{AddressFrom, ExchangeError, Incoming, PageMaker, SavedPage};
use crate::link::{clean_link, strip_prefix};
use crate::plist::Binary;
use crate::text::{Origin, recognise};
use crate::{list, shortcut};

/// Recognises a file by its bytes.
///
/// `name` is its file name, with or without a path; it only titles a shortcut's link. Lists
/// are read whole: for files of any size there is [`read_list`](crate::read_list).
///
/// # Errors
/// [`ExchangeError::Empty`], [`ExchangeError::Unsupported`] for what is neither text nor a
/// known container, [`ExchangeError::TooMany`], and what a damaged or too large zip gives.
pub fn from_file(name: &str, bytes: &[u8]) -> Result<Incoming, ExchangeError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ExchangeError::Empty);
    }
    if list::is_zip(bytes) {
        return list::collect(Cursor::new(bytes)).map(Incoming::List);
    }
    if bytes.starts_with(b"bplist0") {
        return property_list(name, bytes);
    }
    let encoding = encoding_of(bytes)?;
    if let Some(kind) = binary_kind(bytes, encoding) {
        return Err(ExchangeError::Unsupported { kind });
    }
    let text = encoding.decode_with_bom_removal(bytes).0;
    if let Some(incoming) = shortcut::ini(&text, stem(name)) {
        return Ok(incoming);
    }
    if let Some(incoming) = shortcut::webloc(&text, stem(name)) {
        return Ok(incoming);
    }
    if let Some(kind) = other_text(&text) {
        return Err(ExchangeError::Unsupported { kind });
    }
    // Without a bound copy: a list is read from the bytes, not from a second text.
    if list::kind_of(&text).is_some_and(|kind| kind != list::Kind::Lines) {
        drop(text);
        return list::collect(Cursor::new(bytes)).map(Incoming::List);
    }
    match recognise(text.into_owned(), Origin::File) {
        Incoming::TooMany => Err(ExchangeError::TooMany { limit: list::MOST_LINKS }),
        incoming => Ok(incoming),
    }
}

/// The file's name without its folder and ending.
fn stem(name: &str) -> Option<&str> {
    let name = name.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    (!stem.is_empty()).then_some(stem)
}

fn property_list(name: &str, bytes: &[u8]) -> Result<Incoming, ExchangeError> {
    let damaged = || ExchangeError::Damaged("property list".to_owned());
    let list = Binary::open(bytes).ok_or_else(damaged)?;
    let top = list.top().ok_or_else(damaged)?;
    if let Some(link) = list.text_at(top, "URL") {
        return Ok(shortcut::one(
            clean_link(&link).ok(),
            stem(name).and_then(crate::values::title),
        ));
    }
    // Safari's web archive: the page and its address, beside its pictures.
    if let Some(main) = list.dict_at(top, "WebMainResource")
        && let Some(data) = list.data_at(main, "WebResourceData")
    {
        let label = list.text_at(main, "WebResourceTextEncodingName").unwrap_or_default();
        let html = match encoding_rs::Encoding::for_label(label.as_bytes()) {
            Some(encoding) => encoding.decode(data).0.into_owned(),
            None => decode(data),
        };
        let address = list
            .text_at(main, "WebResourceURL")
            .and_then(|url| clean_link(&url).ok())
            .map(|link| link.url);
        let address_from =
            if address.is_some() { AddressFrom::Maker } else { AddressFrom::Unknown };
        return Ok(Incoming::SavedPage(SavedPage {
            html,
            address,
            address_from,
            saved_at: None,
            maker: PageMaker::Browser,
        }));
    }
    Err(ExchangeError::Unsupported { kind: "plist" })
}

/// The name of a kind of file that is no text.
fn binary_kind(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 12] = [
        (b"%PDF-", "pdf"),
        (b"\x89PNG", "picture"),
        (b"\xff\xd8\xff", "picture"),
        (b"GIF8", "picture"),
        (b"\x1f\x8b", "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"7z\xbc\xaf", "7z"),
        (b"Rar!", "rar"),
        (b"\xd0\xcf\x11\xe0", "office"),
        (b"SQLite format 3", "database"),
        (b"\x7fELF", "program"),
        (b"RIFF", "media"),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    let wide = encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE;
    let head = &bytes[..bytes.len().min(8 * 1024)];
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    // A page may hold a stray zero; a program or a film holds many.
    (!wide && zeros * 100 > head.len()).then_some("binary")
}

/// The name of a kind of text that is neither page nor list nor prose.
fn other_text(text: &str) -> Option<&'static str> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // A list of plain addresses in brackets has its links like any text; objects have fields
    // that only a reader of that format understands.
    let object = start.strip_prefix('[').unwrap_or(start).trim_start();
    if object.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}'])) {
        return Some("json");
    }
    if strip_prefix(start, "From: <Saved by").is_some()
        || (strip_prefix(start, "MIME-Version:").is_some() && start.contains("multipart/related"))
    {
        return Some("mhtml");
    }
    let xml = strip_prefix(start, "<?xml").is_some() || strip_prefix(start, "<rss").is_some();
    (xml && !crate::page::looks_like_html(start)).then_some("xml")
}
