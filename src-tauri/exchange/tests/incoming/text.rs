//! Typed and pasted plain text.

use backfile_exchange::{Incoming, from_text};

use crate::{prose, shape};

#[test]
fn pasted_text_is_what_the_person_sees_in_it() {
    let story = prose(120);
    let cases: Vec<(String, &str)> = vec![
        // One link.
        ("https://example.org/a".into(), "links: https://example.org/a"),
        (" \n https://example.org/a\r\n ".into(), "links: https://example.org/a"),
        ("example.org/a".into(), "links: https://example.org/a"),
        ("www.example.org".into(), "links: https://www.example.org/"),
        ("https://u:p@example.org/a".into(), "links: https://example.org/a"),
        ("Look: https://example.org/a.".into(), "links: https://example.org/a"),
        ("https://example.org/a via @someone".into(), "links: https://example.org/a"),
        ("“A quote” https://example.org/a#:~:text=quote".into(), "links: https://example.org/a#:~:text=quote"),
        ("[A title](https://example.org/a)".into(), "links: https://example.org/a (A title)"),
        // Lines.
        (
            "https://example.org/a\nhttps://example.org/b\n\nhttps://example.org/a\n".into(),
            "links: https://example.org/a, https://example.org/b",
        ),
        ("https://example.org/a\rhttps://example.org/b".into(), "links: https://example.org/a, https://example.org/b"),
        ("https://example.org/a https://example.org/b".into(), "links: https://example.org/a, https://example.org/b"),
        ("example.org/a\nexample.org/b".into(), "links: https://example.org/a, https://example.org/b"),
        (
            "- https://example.org/a\n* [B](https://example.org/b)\n3. https://example.org/c\n- [ ] https://example.org/d".into(),
            "links: https://example.org/a, https://example.org/b (B), https://example.org/c, https://example.org/d",
        ),
        (
            "https://example.org/a | First\nhttps://example.org/b | Second, with | bar".into(),
            "links: https://example.org/a (First), https://example.org/b (Second, with | bar)",
        ),
        (
            "First\thttps://example.org/a\nSecond\thttps://example.org/b".into(),
            "links: https://example.org/a (First), https://example.org/b (Second)",
        ),
        (
            "First - https://example.org/a\nSecond – https://example.org/b".into(),
            "links: https://example.org/a (First), https://example.org/b (Second)",
        ),
        (
            "A first title\nhttps://example.org/a\n\nA second title\nhttps://example.org/b\n".into(),
            "links: https://example.org/a (A first title), https://example.org/b (A second title)",
        ),
        (
            "https://example.org/a\nA first title\nhttps://example.org/b\nA second title".into(),
            "links: https://example.org/a (A first title), https://example.org/b (A second title)",
        ),
        (
            "https://example.org/a-1,1234.html\nhttps://example.org/b-2,5678.html".into(),
            "links: https://example.org/a-1,1234.html, https://example.org/b-2,5678.html",
        ),
        // A table out of a spreadsheet.
        (
            "Title\tLink\nFirst\thttps://example.org/a\nSecond\thttps://example.org/b".into(),
            "links: https://example.org/a (First), https://example.org/b (Second)",
        ),
        // Prose with links.
        (
            "Dear all,\nplease read https://example.org/a (and https://example.org/b).\nYours".into(),
            "links: https://example.org/a, https://example.org/b",
        ),
        (
            format!("{story}\nSee https://example.org/a for more, or www.example.org/b.\n{story}"),
            "links: https://example.org/a, https://www.example.org/b",
        ),
        ("https://example.org/a\nGood one for tomorrow".into(), "links: https://example.org/a"),
        // Flattened pages.
        (format!("https://example.org/a\n\nA title\nBy A. Writer\n{story}"), "text https://example.org/a"),
        (format!("https://example.org/a\r\n{story}"), "text https://example.org/a"),
        (format!("\u{feff}https://example.org/a\n{story}"), "text https://example.org/a"),
        (format!("example.org/news/a\n{story}"), "text https://example.org/news/a"),
        (format!("Source: https://example.org/a\n{story}"), "text https://example.org/a"),
        (format!("URL: <https://example.org/a>\n{story}"), "text https://example.org/a"),
        (format!("A title\nhttps://example.org/a\n\n{story}"), "text https://example.org/a"),
        (format!("“{story}”\n\nhttps://example.org/a"), "text https://example.org/a"),
        (format!("https://example.org/a\n{story}\nhttps://example.org/footer\n{story}{story}"), "text https://example.org/a"),
        (format!("https://example.org/a\n{}", "港の壁は九つの冬をかけて手で築かれた。".repeat(10)), "text https://example.org/a"),
        // A collection with remarks is no page.
        (
            format!("https://example.org/a\n{}\nhttps://example.org/b\n{}", prose(50), prose(50)),
            "links: https://example.org/a, https://example.org/b",
        ),
        // The source of a page.
        (
            "<!DOCTYPE html><html><head><link rel=canonical href=https://example.org/a></head><body>x".into(),
            "page Unknown Page https://example.org/a",
        ),
        // A text of its own.
        (prose(200), "text -"),
        // Nothing.
        (String::new(), "nothing"),
        ("\n \t".into(), "nothing"),
        ("climate change".into(), "nothing"),
        ("node.js streams".into(), "nothing"),
        ("me@example.org".into(), "nothing"),
        (prose(30), "nothing"),
        ("javascript:alert(1)".into(), "nothing"),
        ("file:///etc/passwd".into(), "nothing"),
        ("< 3 and > 2".into(), "nothing"),
    ];
    for (text, expected) in cases {
        assert_eq!(shape(&from_text(&text)), expected, "{text:?}");
    }
}

#[test]
fn a_flattened_page_keeps_every_word_but_its_link_line() {
    let text = format!("https://example.org/a\r\n\r\nA title\r\n\r\n{}", prose(80));
    let Incoming::FlatText(flat) = from_text(&text) else { panic!("{}", shape(&from_text(&text))) };
    assert_eq!(flat.text, format!("A title\n\n{}", prose(80)));
}

#[test]
fn many_pasted_links_are_a_list() {
    let lines: Vec<String> = (0..60).map(|n| format!("https://example.org/{n}")).collect();
    let list = crate::list(from_text(&lines.join("\n")));
    assert_eq!(list.rows.len(), 60);
    assert!(
        matches!(from_text(&lines[..50].join("\n")), Incoming::Links(rows) if rows.len() == 50)
    );
}
