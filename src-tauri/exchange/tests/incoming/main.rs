//! What real programs hand over, and what becomes of it.

// Helpers outside of test functions may fail loudly too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod anything;
mod clipboard;
mod dropped;
mod files;
mod hostile;
mod lists;
mod text;

use backfile_exchange::{Incoming, LinkRow, ListFile};

/// A short name of what something became, for tables of cases.
fn shape(incoming: &Incoming) -> String {
    match incoming {
        Incoming::Links(rows) => format!("links: {}", rows_shape(rows)),
        Incoming::List(list) => format!("{:?}: {}", list.format, rows_shape(&list.rows)),
        Incoming::SavedPage(page) => format!(
            "page {:?} {:?} {}",
            page.maker,
            page.address_from,
            page.address.as_ref().map_or("-", |url| url.as_str())
        ),
        Incoming::FlatText(flat) => {
            format!("text {}", flat.link.as_ref().map_or("-", |url| url.as_str()))
        }
        Incoming::TooMany => "too many".to_owned(),
        Incoming::Nothing => "nothing".to_owned(),
    }
}

fn rows_shape(rows: &[LinkRow]) -> String {
    let row = |row: &LinkRow| match &row.title {
        Some(title) => format!("{} ({title})", row.url),
        None => row.url.to_string(),
    };
    rows.iter().map(row).collect::<Vec<_>>().join(", ")
}

fn list(incoming: Incoming) -> ListFile {
    match incoming {
        Incoming::List(list) => list,
        other => panic!("not a list: {}", shape(&other)),
    }
}

/// Prose of some hundred words, each call the same.
fn prose(words: usize) -> String {
    const WORDS: [&str; 12] = [
        "The", "harbour", "wall", "was", "built", "over", "nine", "winters", "by", "hand", "and",
        "lantern.",
    ];
    WORDS.iter().cycle().take(words).copied().collect::<Vec<_>>().join(" ")
}
