//! Shapes made to be slow: each is read in a time that grows with its length alone.

use std::io::Cursor;
use std::time::{Duration, Instant};

use backfile_exchange::{
    Clipboard, ExchangeError, Incoming, MOST_LINKS, from_clipboard, from_drop, from_file,
    from_text, read_list,
};

/// The same piece over and over.
fn of(piece: &str) -> String {
    piece.repeat((1 << 16) / piece.len())
}

#[test]
fn repeated_pieces_are_read_in_linear_time() {
    let pieces = [
        "https://[",
        "https://a.example/",
        "https://",
        "www.",
        "www.a.b/ ",
        "http://a(",
        "[](https://a.example)",
        "<https://a.example/\n",
        "&",
        "&#",
        "&amp",
        "<",
        "<a",
        "<a ",
        "<a href=\"",
        "<a href='\">",
        "<!--",
        "<!",
        "</",
        "<a b=\"'>",
        "<script>",
        "<title>",
        "<DT><A HREF=https://a.example/>",
        "<DL><DT><H3>a</H3>",
        "</DL>",
        "\"",
        "\"\"",
        "\",\"",
        "x\",\"y\n",
        "a,b\n",
        "url,",
        "url\n",
        ",",
        "\n",
        "\r",
        "\n\r",
        "- ",
        "1. ",
        "[ ] ",
        "(",
        ")",
        "https://a.example/)",
        "https://a.example/ - ",
        "\u{feff}",
        "日",
        "\0",
        "{",
        "[",
        "Version:",
        "view-source:",
        "<p>a",
        "<a href=https://a.example/>b",
        "A title\nhttps://a.example/\n",
    ];
    let starts = [
        "",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF=\"",
        "<html><!--",
        "url,title\nhttps://a.example/,\"",
        "https://a.example/\n",
        "Version:0.9\n<!--StartFragment-->",
    ];
    let mut slow = Vec::new();
    for (number, start) in starts.into_iter().enumerate() {
        // Every piece alone, and every fifth behind each of the beginnings.
        let some = |index: usize| start.is_empty() || index % 5 == number % 5;
        for (_, piece) in pieces.into_iter().enumerate().filter(|(index, _)| some(*index)) {
            let text = format!("{start}{}", of(piece));
            let begun = Instant::now();
            drop(from_text(&text));
            drop(from_file("x", text.as_bytes()));
            drop(read_list(Cursor::new(text.as_bytes()), |_| ()));
            drop(from_drop(Some(&text), Some(&text), Some(&text)));
            let clip =
                Clipboard { html: Some(text.clone()), cf_html: Some(text), ..Clipboard::default() };
            drop(from_clipboard(&clip));
            // Reading 64 kB takes milliseconds; four billion steps take far longer than this.
            if begun.elapsed() > Duration::from_secs(3) {
                slow.push((start, piece, begun.elapsed()));
            }
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}

/// Many links, a line each behind a first line.
fn many(head: &str, line: &str, count: u64) -> String {
    let mut text = head.to_owned();
    for number in 0..count {
        text.push_str(&line.replace("{}", &number.to_string()));
        text.push('\n');
    }
    text
}

#[test]
fn more_links_than_are_taken_at_once_are_refused_and_none_is_cut_off() {
    let whole = many("url\n", "https://a.example/{}", MOST_LINKS);
    let Ok(Incoming::List(list)) = from_file("x", whole.as_bytes()) else { panic!("a list") };
    assert_eq!(list.rows.len() as u64, MOST_LINKS);
    let shapes = [
        ("url\n", "https://a.example/{}"),
        ("", "https://a.example/{}"),
        ("Words,\nmore words,\nand more.\n", "see https://a.example/{} there"),
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>", "<DT><A HREF=https://a.example/{}>A</A>"),
    ];
    for (head, line) in shapes {
        let more = many(head, line, MOST_LINKS + 1);
        let refused = from_file("x", more.as_bytes());
        assert!(matches!(refused, Err(ExchangeError::TooMany { limit: MOST_LINKS })), "{head}");
        assert_eq!(from_text(&more), Incoming::TooMany, "{head}");
    }
}

#[test]
fn a_list_with_too_many_words_beside_its_links_is_refused() {
    let list =
        many("url,note\n", &format!("https://a.example/{{}},{}", "word ".repeat(2_000)), 8_000);
    let refused = from_file("x.csv", list.as_bytes());
    assert!(matches!(refused, Err(ExchangeError::TooMany { .. })));
}

#[test]
fn rows_without_end_that_hold_no_link_are_refused() {
    let list = format!("url,note\nhttps://a.example/1,\"{}", "a,\"b\n".repeat(2_000_001));
    let refused = from_file("x.csv", list.as_bytes());
    assert!(matches!(refused, Err(ExchangeError::TooMany { .. })));
}

#[test]
fn one_link_with_ever_new_tags_has_a_thousand() {
    let list = many("url,tags\n", "https://a.example/,tag{}", 3_000);
    let Ok(Incoming::List(list)) = from_file("x.csv", list.as_bytes()) else { panic!("a list") };
    assert_eq!((list.rows.len(), list.rows[0].tags.len()), (1, 1_000));
}

#[test]
fn a_drop_of_many_links_and_their_titles_is_linear() {
    let begun = Instant::now();
    let links = many("", "https://a.example/{}", 40_000);
    let anchors = many("", "<a href=https://a.example/{}>Story {}</a>", 40_000);
    let Incoming::List(list) = from_drop(Some(&links), Some(&anchors), None) else {
        panic!("a list")
    };
    assert_eq!(list.rows[39_999].title.as_deref(), Some("Story 39999"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
