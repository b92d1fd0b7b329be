//! Whatever comes in, nothing panics, and every link that goes out is a web link.

use std::io::Cursor;

use backfile_exchange::{
    Clipboard, Incoming, Link, LinkRow, cf_html, from_clipboard, from_drop, from_file, from_text,
    links_in, moz_url, read_list, typed_link,
};
use proptest::prelude::*;

fn rows(incoming: &Incoming) -> Vec<LinkRow> {
    match incoming {
        Incoming::Links(rows) => rows.clone(),
        Incoming::List(list) => list.rows.clone(),
        _ => Vec::new(),
    }
}

fn sound(rows: &[LinkRow]) {
    for row in rows {
        assert!(matches!(row.url.scheme(), "http" | "https"), "{}", row.url);
        assert!(row.url.host_str().is_some_and(|host| !host.is_empty()), "{}", row.url);
        assert!(row.url.username().is_empty() && row.url.password().is_none(), "{}", row.url);
        assert!(row.title.as_ref().is_none_or(|title| !title.is_empty() && !title.contains('\n')));
    }
}

/// Pieces that mean something to one of the readers.
fn pieces() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "https://example.org/a",
        "http://u:p@exämple.org",
        "www.example.org/b",
        "javascript:x",
        "://",
        "<a href=\"",
        "<A HREF='",
        "\">",
        "</a>",
        "<DT>",
        "<DL><p>",
        "</DL>",
        "<H3 ADD_DATE=\"1772600767\">",
        "<DD>",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
        "<h1>Unread</h1>",
        "<!--",
        "-->",
        "<script>",
        "</script",
        "<title>",
        "saved from url=(0014)",
        "Page saved with SingleFile\n url: ",
        "&amp;",
        "&#x",
        "&#55555;",
        "&copy=",
        "title,url,time_added,tags,status\n",
        "url\n",
        ",",
        ";",
        "\t",
        "\"",
        "\"\"",
        "\n",
        "\r\n",
        "\r",
        " ",
        "|",
        "[",
        "](",
        ")",
        "(",
        "<",
        ">",
        "=",
        "\u{feff}",
        "é",
        "日本語",
        "\u{1F642}",
        "\0",
        "- ",
        "1. ",
        "1772600767",
        "[InternetShortcut]\nURL=",
        "<plist><key>URL</key><string>",
        "Version:0.9\nStartFragment:5\nEndFragment:9\n",
        "words and more words",
        "unread",
        "archive",
        "TAGS=\"a,b\"",
        "bplist00",
        "PK\u{3}\u{4}",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_bytes_are_a_file(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        if let Ok(incoming) = from_file("x.html", &bytes) {
            sound(&rows(&incoming));
        }
    }

    #[test]
    fn any_bytes_behind_a_known_beginning_are_a_file(
        start in prop::sample::select(&["PK\u{3}\u{4}", "bplist00", "<!DOCTYPE html>", "url,title\n", "\u{feff}<DL><DT><A HREF="]),
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        if let Ok(incoming) = from_file("x", &bytes) {
            sound(&rows(&incoming));
        }
    }

    #[test]
    fn any_mixture_is_read_everywhere(text in pieces(), other in pieces()) {
        sound(&rows(&from_text(&text)));
        sound(&rows(&from_drop(Some(&text), Some(&other), Some(&text))));
        sound(&rows(&from_drop(None, Some(&text), None)));
        sound(&links_in(&text));
        sound(&moz_url(&text));
        if let Some(cf) = cf_html(&text) {
            prop_assert!(text.contains(&cf.html));
        }
        let clip = Clipboard {
            html: Some(text.clone()), plain: Some(other.clone()), source_url: Some(other.clone()), cf_html: Some(text.clone()),
        };
        sound(&rows(&from_clipboard(&clip)));
        if let Ok(incoming) = from_file("x", text.as_bytes()) {
            sound(&rows(&incoming));
        }
    }

    #[test]
    fn a_typed_link_stays_the_same_when_typed_again(text in "[a-zA-Z0-9./:@?#%&=_ äö日-]{0,40}") {
        if let Some(link) = typed_link(&text) {
            let again = typed_link(link.url.as_str());
            prop_assert_eq!(again, Some(Link { had_credentials: false, ..link }));
        }
    }

    #[test]
    fn a_stream_and_the_memory_agree(text in pieces()) {
        let mut streamed = Vec::new();
        let summary = read_list(Cursor::new(text.as_bytes()), |row| streamed.push(row.url));
        if let Ok(summary) = summary {
            prop_assert_eq!(summary.rows as usize, streamed.len());
            if let Ok(incoming) = from_file("x", text.as_bytes()) {
                let whole = rows(&incoming);
                streamed.dedup();
                prop_assert!(whole.len() <= streamed.len() || streamed.is_empty());
            }
        }
    }
}
