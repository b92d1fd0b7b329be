//! What holds for every input: no panic, a sanitiser that lets nothing act and changes nothing twice.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::time::{Duration, Instant};

use backfile_article::{Timestamp, WarningCode};
use backfile_extract::{
    Source, extract, extract_text, looks_flattened, sanitize, to_markdown, to_text, word_count,
};
use proptest::prelude::*;
use url::Url;

/// Pieces that pages are made of, wrong ones among them.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "<p>",
        "</p>",
        "<div class=related>",
        "<div>",
        "</div>",
        "<article>",
        "</article>",
        "<table>",
        "<tr><td>",
        "</table>",
        "<a href=\"/x\">",
        "<a href=javascript:x()>",
        "</a>",
        "<b>",
        "</i>",
        "<ul><li>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<h2>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<img src=x onerror=y()>",
        "<img srcset='a 1600w, b 2x,,'>",
        "<svg><style>",
        "</svg>",
        "<math><mtext>",
        "<template>",
        "<noscript>",
        "<form><input>",
        "<iframe src=//x>",
        "<script>",
        "</script>",
        "<style>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "\0",
        "\u{feff}",
        "\u{202e}",
        "<br><br>",
        "<pre>",
        "<blockquote>",
        "<select><option>",
        "<base href='//e'>",
        "<meta http-equiv=refresh content=0>",
        "<time datetime='9999-99-99'>",
        "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":[{}],\"headline\":[[]]}</script>",
        "<p>A sentence, long enough to be taken for one that an article could have.</p>",
        "<li id=a><a href=#a>",
        "<object>",
        "<video src=v poster=p>",
    ];
    prop_oneof![
        4 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,30}",
        1 => "[ -~]{0,20}",
    ]
}

fn page() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

fn assert_harmless(html: &str) {
    let lower = html.to_ascii_lowercase();
    for tag in [
        "script", "style", "iframe", "form", "meta", "base", "object", "embed", "svg", "math",
        "template", "input", "link",
    ] {
        assert!(!lower.contains(&format!("<{tag}")), "{tag} in {html}");
    }
    // Attributes stand inside tags; text may say anything.
    for start in lower.split('<').skip(1) {
        let tag = start.split('>').next().unwrap_or_default();
        for name in [
            " on",
            " style=",
            " srcset=",
            " action=",
            " formaction=",
            "=\"javascript:",
            "=\"data:",
            "=\"vbscript:",
            "=\"//",
            "=\"file:",
        ] {
            assert!(!attributes(tag).contains(name), "{name} in {tag}");
        }
    }
    for (at, _) in lower.match_indices(" id=\"") {
        assert!(lower[at..].starts_with(" id=\"bf-"), "{html}");
    }
}

/// A tag without the values of `alt`, which may hold any words.
fn attributes(tag: &str) -> String {
    match tag.split_once(" alt=\"") {
        Some((before, rest)) => {
            format!("{before}{}", rest.split_once('"').map_or("", |(_, after)| after))
        }
        None => tag.to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_page_gives_an_answer_and_only_harmless_html(page in page()) {
        let url = Url::parse("https://example.org/news/a-b-c").unwrap();
        let found = extract(&page, &Source { url: Some(&url), captured_at: Some(Timestamp(1_772_618_400_000)) });
        for block in &found.blocks {
            assert_harmless(&block.html);
            prop_assert_eq!(&sanitize(&block.html, None), &block.html);
        }
        for part in &found.removed {
            assert_harmless(&part.html);
            prop_assert!(part.at <= found.blocks.len());
        }
        let pictures = found.blocks.iter().map(|block| block.html.matches("<img ").count()).sum::<usize>();
        prop_assert_eq!(pictures, found.images.len());
        prop_assert!((0.0..=1.0).contains(&found.completeness));
    }

    #[test]
    fn sanitising_twice_is_sanitising_once(page in page()) {
        let base = Url::parse("https://example.org/a/").unwrap();
        for base in [None, Some(&base)] {
            let once = sanitize(&page, base);
            assert_harmless(&once);
            prop_assert_eq!(&sanitize(&once, None), &once);
            prop_assert_eq!(&sanitize(&once, base), &once);
        }
    }

    #[test]
    fn text_of_any_kind_is_taken(text in "\\PC{0,400}", page in page()) {
        for text in [text, page] {
            let source = Source::default();
            let _ = looks_flattened(&text);
            let found = extract_text(&text, &source);
            for block in &found.blocks {
                assert_harmless(&block.html);
            }
            let clean = sanitize(&text, None);
            let plain = to_text(&clean);
            let _ = to_markdown(&clean);
            prop_assert!(word_count(&plain) as usize <= plain.chars().count());
        }
    }

    #[test]
    fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let text = String::from_utf8_lossy(&bytes);
        let found = extract(&text, &Source::default());
        for block in &found.blocks {
            assert_harmless(&block.html);
        }
    }
}

/// Pages that take a naive parser minutes.
#[test]
fn hostile_pages_are_cut_and_done_in_time() {
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=b")).collect();
    let fonts: String = (0..30_000).map(|n| format!("<font size={n}><p>x")).collect();
    let pages = [
        ("depth", "<div>".repeat(200_000), true),
        ("lists", "<ul><li>".repeat(100_000), true),
        ("tables", "<table><tr><td>".repeat(50_000), true),
        ("attributes", format!("<p{attributes}>x"), true),
        ("formatting", fonts, true),
        ("anchors", "<a href=x><div>".repeat(30_000), true),
        ("entities", "&amp;&lt;&notanentity".repeat(100_000), false),
        ("open tag", format!("<p {}", "x".repeat(2_000_000)), false),
        ("comment", format!("<!--{}", "-".repeat(2_000_000)), false),
        ("options", "<select>".to_owned() + &"<option>".repeat(50_000), false),
        ("nodes", "<br>".repeat(400_000), true),
    ];
    for (name, page, cut) in pages {
        let start = Instant::now();
        let found = extract(&page, &Source::default());
        let _ = sanitize(&page, None);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{name} took {took:?}");
        let warned = found.warnings.iter().any(|warning| warning.code == WarningCode::Cut);
        assert_eq!(warned, cut, "{name}");
    }
}
