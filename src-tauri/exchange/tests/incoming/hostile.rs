//! Shapes made to be slow: each is read in a time that grows with its length alone.

use std::io::Cursor;
use std::time::{Duration, Instant};

use backfile_exchange::{Clipboard, from_clipboard, from_drop, from_file, from_text, read_list};

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
