//! What a copy brings.

use backfile_exchange::{Clipboard, Incoming, cf_html, from_clipboard};

use crate::{prose, shape};

fn clip(html: &str, plain: &str, source: &str) -> String {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    shape(&from_clipboard(&Clipboard {
        html: some(html),
        plain: some(plain),
        source_url: some(source),
        cf_html: None,
    }))
}

fn article() -> String {
    format!(
        "<meta http-equiv=\"content-type\" content=\"text/html; charset=utf-8\"><nav><a href=\"/\">Home</a> <a href=\"/news\">News</a></nav><h1>A title</h1><p>{}</p><p>{} <a href=\"https://example.org/other\">elsewhere</a></p>",
        prose(40),
        prose(40)
    )
}

#[test]
fn a_copied_page_is_saved_as_the_browser_showed_it() {
    let words = format!("A title\n{}\n{}", prose(40), prose(40));
    let page = "page Clipboard Clipboard https://example.org/story";
    assert_eq!(clip(&article(), &words, "https://example.org/story"), page);
    assert_eq!(clip(&article(), &words, "https://example.org/story\0"), page);
    assert_eq!(clip(&article(), &words, ""), "page Clipboard Unknown -");
    assert_eq!(clip(&article(), &words, "about:blank"), "page Clipboard Unknown -");
    assert_eq!(clip(&article(), &words, "file:///tmp/a.html"), "page Clipboard Unknown -");
    // Text with line breaks instead of paragraphs, and a page in Japanese.
    let breaks = format!("<div>{}<br><br>{}</div>", prose(40), prose(40));
    assert_eq!(clip(&breaks, &words, "https://example.org/story"), page);
    let japanese = format!("<p>{}</p>", "港の壁は九つの冬をかけて手で築かれた。".repeat(10));
    assert_eq!(clip(&japanese, "港", "https://example.org/story"), page);
    // A home page: little prose, many links.
    let home: String =
        (0..80).map(|n| format!("<li><a href=\"/story/{n}\">Headline {n}</a>")).collect();
    assert_eq!(clip(&home, "Headlines", "https://example.org/story"), page);
    // A link within the text of a page that says where it is from does not make it a link.
    let linked = format!("{words} https://example.org/other");
    assert_eq!(clip(&article(), &linked, "https://example.org/story"), page);
}

#[test]
fn copied_html_with_links_and_few_words_is_these_links() {
    let cases = [
        (
            "<a href=\"https://example.org/a\">The title</a>",
            "The title",
            "https://example.org/",
            "links: https://example.org/a (The title)",
        ),
        (
            "<a href=\"/a\">The title</a>",
            "The title",
            "https://example.org/b/c",
            "links: https://example.org/a (The title)",
        ),
        ("<a href=\"/a\">The title</a>", "The title", "", "nothing"),
        (
            "<ul><li><a href=\"https://example.org/a\">One</a></li><li><a href=\"https://example.org/b\">Two</a></li></ul>",
            "One\nTwo",
            "https://docs.example/",
            "links: https://example.org/a (One), https://example.org/b (Two)",
        ),
        // "Copy link" in programs that give both: the title comes from the HTML.
        (
            "<a href=\"https://example.org/a\">The title</a>",
            "https://example.org/a",
            "",
            "links: https://example.org/a (The title)",
        ),
        // A column of a spreadsheet.
        (
            "<table><tr><td>https://example.org/a</td></tr><tr><td>https://example.org/b</td></tr></table>",
            "https://example.org/a\nhttps://example.org/b",
            "https://sheets.example/",
            "links: https://example.org/a, https://example.org/b",
        ),
        (
            "<span>see https://example.org/a</span>",
            "see https://example.org/a",
            "",
            "links: https://example.org/a",
        ),
        ("<span>see https://example.org/a</span>", "", "", "links: https://example.org/a"),
        // A place on the same page is no link, and a sentence is none.
        ("<a href=\"#top\">Top</a>", "Top", "https://example.org/", "nothing"),
        ("<p>One sentence.</p>", "One sentence.", "https://example.org/a", "nothing"),
        ("", "https://example.org/a", "", "links: https://example.org/a"),
        ("  ", "https://example.org/a", "", "links: https://example.org/a"),
        ("", "", "https://example.org/a", "nothing"),
        ("", "", "", "nothing"),
    ];
    for (html, plain, source, expected) in cases {
        assert_eq!(clip(html, plain, source), expected, "{html} {plain} {source}");
    }
}

#[test]
fn a_letter_that_names_links_means_them() {
    let plain = format!("{}\nhttps://example.org/a\n{}", prose(40), prose(40));
    let html = format!(
        "<p>{}</p><p><a href=\"https://example.org/a\">https://example.org/a</a></p><p>{}</p>",
        prose(40),
        prose(40)
    );
    assert_eq!(clip(&html, &plain, ""), "links: https://example.org/a");
    // An article that names one in passing is still the article.
    let (html, plain) = (format!("<p>{}</p>{html}", prose(300)), format!("{} {plain}", prose(300)));
    assert_eq!(clip(&html, &plain, ""), "page Clipboard Unknown -");
}

#[test]
fn windows_html_says_where_it_was_copied() {
    let head = "Version:0.9\r\nStartHTML:0000000173\r\nEndHTML:0000000300\r\nStartFragment:0000000209\r\nEndFragment:0000000250\r\nSourceURL:https://example.org/story?a=1&b=2\r\n";
    let html = format!(
        "{head}<html><body>\r\n<!--StartFragment-->{}<!--EndFragment-->\r\n</body></html>\0",
        article()
    );
    let read = cf_html(&html).unwrap();
    assert_eq!(read.html, article());
    assert_eq!(read.source_url.unwrap().as_str(), "https://example.org/story?a=1&b=2");
    let incoming = from_clipboard(&Clipboard { cf_html: Some(html), ..Clipboard::default() });
    assert_eq!(shape(&incoming), "page Clipboard Clipboard https://example.org/story?a=1&b=2");
}

#[test]
fn windows_html_without_marks_is_cut_by_its_offsets() {
    let text = "Version:1.0\r\nStartFragment:0000000072\r\nEndFragment:0000000080\r\n<html><b>x</b></html>";
    let start = text.find("<b>").unwrap();
    let text = text
        .replace("0000000072", &format!("{start:010}"))
        .replace("0000000080", &format!("{:010}", start + 8));
    assert_eq!(cf_html(&text).unwrap().html, "<b>x</b>");
    for broken in ["StartFragment:99999", "StartFragment:-1", "StartFragment:x", "StartFragment:5"]
    {
        let text = format!("Version:1.0\n{broken}\nEndFragment:9\n<i>é</i>");
        assert_eq!(cf_html(&text).unwrap().html, "<i>é</i>", "{broken}");
    }
    assert_eq!(cf_html("<p>no header</p>"), None);
    assert_eq!(cf_html("Version:0.9").map(|cf| cf.html), Some(String::new()));
}

#[test]
fn plain_text_alone_is_read_as_text() {
    let text = format!("https://example.org/a\n{}", prose(80));
    let clip = Clipboard { plain: Some(text), ..Clipboard::default() };
    assert!(matches!(from_clipboard(&clip), Incoming::FlatText(flat) if flat.link.is_some()));
}
