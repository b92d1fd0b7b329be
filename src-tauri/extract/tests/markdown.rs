//! What Markdown is made of articles: whoever renders it gets no markup but that of the article,
//! whatever its text says.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use backfile_extract::{article_to_markdown, sanitize, to_markdown};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Markup that would act, where a renderer saw it as such.
const LIVE: &str = "<img src=x onerror=alert(1)>";

/// What of some Markdown reaches a page as markup of its own, or as an address that acts.
fn live(markdown: &str) -> Vec<String> {
    let mut live = Vec::new();
    for options in [Options::empty(), Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH] {
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => live.push(html.to_string()),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let address = dest_url.to_ascii_lowercase();
                    let plain = ["http://", "https://", "mailto:", "#bf-", "media/"];
                    if !plain.iter().any(|start| address.starts_with(start)) {
                        live.push(address);
                    }
                }
                _ => {}
            }
        }
    }
    live
}

/// The text that a renderer shows.
fn shown(markdown: &str) -> String {
    let mut shown = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) => shown.push_str(&text),
            Event::SoftBreak | Event::HardBreak => shown.push(' '),
            _ => {}
        }
    }
    shown
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[test]
fn the_check_sees_markup_that_acts() {
    assert_eq!(live(&format!("# {LIVE}\n")), [LIVE, LIVE]);
    assert_eq!(live("[a](javascript:x) `<b>`"), ["javascript:x", "javascript:x"]);
}

#[test]
fn no_text_of_an_article_becomes_markup() {
    let text = escaped(LIVE);
    let pieces = [
        format!("<p>{text}</p>"),
        format!("<h2>{text}</h2>"),
        // Code that holds the marks of code, and code beside code.
        format!("<p><code>``{text}</code></p>"),
        format!("<p><code>`{text}`</code></p>"),
        format!("<p><code>a\n\n{text}</code></p>"),
        format!("<p><code>a`</code><code>`{text}``</code> b</p>"),
        format!("<p><span>a <code>a`</code></span><span><code>{text}</code></span></p>"),
        format!("<pre>```\n{text}\n```</pre>"),
        // A fence of tildes that the text opens and its code closes.
        format!("<p>~~~</p><pre>~~~\n{text}</pre>"),
        format!("<p><del><s>a</s></del></p><pre>~~~~\n{text}</pre>"),
        // Ends of lines that only Markdown takes for such.
        format!("<blockquote><pre>a&#13;{text}</pre></blockquote>"),
        format!("<ul><li><pre>a&#13;&#13;{text}</pre></li></ul>"),
        // Code with lines of its own where a line is no place for them.
        format!("<p>a <a href=\"https://a.example/\"><pre>x\n\n{text}\n</pre></a></p>"),
        format!("<b><ul><li><pre>x\n\n{text}\n</pre></li></ul></b>"),
        format!("<ol start=\"2147483647\"><li><pre>x\n\n{text}\n</pre></li></ol>"),
        format!("<ul><li><table></table><pre>x\n\n{text}\n</pre></li></ul>"),
        // Words beside a picture, and what follows them.
        format!("<p><img src=\"https://a.example/p.png\" alt=\"{text}\"></p>"),
        "<p><img src=\"https://a.example/p.png\" alt=\"&lt;a title=&quot;\">\" onclick=\"x()\"></p>"
            .to_owned(),
        // Addresses, which may hold nearly anything behind a mark.
        format!("<p><a href=\"mailto:x){text}\">a</a></p>"),
        format!("<p><a href=\"#&#10;&#10;{text}\">a</a></p>"),
        format!("<p><a href=\"#a\">a</a> <a href=\"#`\">b</a> <code>{text}</code></p>"),
        format!("<p><a href=\"https://a.example/?`\">a</a> <code>{text}</code></p>"),
        // Where bare addresses become links, they reach as far as no space is.
        format!("<p>https://a.example/{text} www.a.example/{text}</p>"),
        format!("<p>https://a.example/<b><code>{text}</code></b></p>"),
        // A bar ends a cell, within code too.
        format!("<table><tr><td><code>\\|{text}</code></td></tr></table>"),
        format!("<table><tr><td><pre>`\\|`\n{text}</pre></td></tr></table>"),
        format!("<table><caption><code>a\n\n{text}</code></caption><tr><td>a</td></tr></table>"),
        format!("<dl><dt><code>``{text}</code></dt><dd>{text}</dd></dl>"),
    ];
    let mut faults = Vec::new();
    for piece in pieces {
        let clean = sanitize(&piece, None);
        let markdown = to_markdown(&clean);
        let live = live(&markdown);
        if !live.is_empty() {
            faults.push(format!("{piece}\n  gives {markdown:?}\n  with {live:?}"));
        } else if piece.contains(&text)
            && !shown(&markdown).contains("alert(1)")
            && !piece.contains("alt=")
            && !piece.contains("href=")
        {
            faults.push(format!("{piece}\n  gives {markdown:?}\n  without its words"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_address_in_the_text_takes_no_mark_with_it() {
    // The renderer here makes no links of bare addresses; those that do take in all but `<`.
    let html = "<p>https://a.example/&lt;b> <em>www.a.example/</em><code>&lt;b></code> c</p>";
    let markdown = "https://a.example/&lt;b> *www.a.example/* `<b>` c\n";
    assert_eq!(to_markdown(&sanitize(html, None)), markdown);
}

#[test]
fn a_title_is_text_on_one_line() {
    for title in [LIVE, "a\n\n<b>", "`` <b>", "*a* [b](javascript:x)", "a &lt;b> c"] {
        let markdown = article_to_markdown(title, "<p>b</p>");
        assert!(live(&markdown).is_empty(), "{markdown}");
        let words = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(shown(&markdown), format!("{words}b"));
    }
    assert_eq!(article_to_markdown("", "<p>b</p>"), "b\n");
}

/// Pieces of articles, and what Markdown is made of in their text.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "<p>",
        "</p>",
        "<h2>",
        "<ul><li>",
        "</ul>",
        "<ol start=\"999999998\"><li>",
        "<li>",
        "</ol>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<b>",
        "</b>",
        "<em>",
        "</em>",
        "<del>",
        "</del>",
        "<s>",
        "</s>",
        "<br>",
        "<hr>",
        "<table><tr><td>",
        "<td>",
        "<tr><td>",
        "</table>",
        "<dl><dt>",
        "<dd>",
        "</dl>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<a href=\"https://a.example/?`)\">",
        "<a href=\"mailto:a)b>c\\\">",
        "<a href=\"#&#10;&#10;b`\">",
        "</a>",
        "<span>",
        "</span>",
        "<div>",
        "</div>",
        "&#13;",
        "\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "`",
        "``",
        "```",
        "~~~",
        "~",
        "*",
        "_",
        "\\",
        "|",
        "[",
        "](",
        ")",
        "!",
        "# ",
        "> ",
        "- ",
        "1. ",
        "---",
        "===",
        "&amp;lt;",
        "&lt;",
        "&lt;b onclick=x>",
        "&lt;!--",
        "--&gt;",
        "&lt;?",
        "&lt;script>",
        "&lt;javascript:x>",
        "a",
        "b c",
        "[a]: javascript:x",
        "<img src=\"https://a.example/p\" alt=\"&lt;i title=&quot;\">",
        "\" onclick=x()>",
    ];
    prop_oneof![
        8 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[ -~]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_article_at_all_becomes_other_markup(
        pieces in proptest::collection::vec(piece(), 0..24),
        title in "[ -~\\n]{0,30}",
    ) {
        let clean = sanitize(&pieces.concat(), None);
        let markdown = article_to_markdown(&title, &clean);
        prop_assert_eq!(live(&markdown), Vec::<String>::new(), "{}\n{}", clean, markdown);
    }
}
