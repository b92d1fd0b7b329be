//! What a drag brings.

use backfile_exchange::{from_drop, moz_url};

use crate::{rows_shape, shape};

#[test]
fn a_drop_is_read_from_its_best_flavour() {
    type Case = (Option<&'static str>, Option<&'static str>, Option<&'static str>, &'static str);
    let cases: [Case; 13] = [
        // A link dragged out of a page.
        (
            Some("https://example.org/a%20b\r\n"),
            Some("<a href=\"https://example.org/a%20b\">The <b>title</b></a>"),
            Some("https://example.org/a%20b"),
            "links: https://example.org/a%20b (The title)",
        ),
        // The address field: no HTML.
        (
            Some("https://example.org/\r\n"),
            None,
            Some("https://example.org/"),
            "links: https://example.org/",
        ),
        // Several, with a comment.
        (
            Some(
                "# two\r\nhttps://example.org/a\r\nhttps://example.org/b\r\nhttps://example.org/a\r\n",
            ),
            None,
            None,
            "links: https://example.org/a, https://example.org/b",
        ),
        // A picture that is a link.
        (
            Some("https://example.org/story"),
            Some(
                "<a href=\"https://example.org/story\"><img src=\"/x.jpg\" alt=\"A harbour\"></a>",
            ),
            None,
            "links: https://example.org/story (A harbour)",
        ),
        // Selected text with links in it.
        (
            None,
            Some(
                "<meta charset='utf-8'><p>See <a href=\"https://example.org/a\">one</a> and <a href='https://example.org/b'>two</a></p>",
            ),
            Some("See one and two"),
            "links: https://example.org/a (one), https://example.org/b (two)",
        ),
        // A link whose text is the link.
        (
            None,
            Some("<a href=\"https://example.org/a\">https://example.org/a</a>"),
            None,
            "links: https://example.org/a",
        ),
        // HTML without a link: the text.
        (
            None,
            Some("<b>https://example.org/a</b>"),
            Some("https://example.org/a"),
            "links: https://example.org/a",
        ),
        (None, Some("<b>see https://example.org/a</b>"), None, "links: https://example.org/a"),
        // Only text.
        (None, None, Some("see https://example.org/a, please"), "links: https://example.org/a"),
        (
            None,
            None,
            Some("https://example.org/a\nhttps://example.org/b"),
            "links: https://example.org/a, https://example.org/b",
        ),
        // Files have no link; the window reads their content.
        (Some("file:///home/me/page.html\r\n"), None, Some("/home/me/page.html"), "nothing"),
        (
            Some("javascript:alert(1)"),
            Some("<a href=\"javascript:alert(1)\">x</a>"),
            None,
            "nothing",
        ),
        (None, None, None, "nothing"),
    ];
    for (uri_list, html, plain, expected) in cases {
        assert_eq!(
            shape(&from_drop(uri_list, html, plain)),
            expected,
            "{uri_list:?} {html:?} {plain:?}"
        );
    }
}

#[test]
fn a_mozilla_link_brings_its_title() {
    let cases = [
        ("https://example.org/a\nThe title", "https://example.org/a (The title)"),
        (
            "https://example.org/a\nOne\nhttps://example.org/b\nTwo",
            "https://example.org/a (One), https://example.org/b (Two)",
        ),
        ("https://example.org/a", "https://example.org/a"),
        ("https://example.org/a\r\nThe title\0", "https://example.org/a (The title)"),
        ("https://example.org/a\nhttps://example.org/a", "https://example.org/a"),
        ("javascript:void(0)\nx", ""),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(rows_shape(&moz_url(text)), expected, "{text:?}");
    }
}
