use super::*;
use crate::dom::{Dom, Tag};

#[test]
fn an_ordinary_page_is_not_touched() {
    let data = "<script type=application/ld+json>{\"a\":\"<b>\"}</script>";
    let page = format!("<!doctype html><p class=a>One<br><b>two</b>{data}").repeat(300);
    let scanned = scan(&page);
    assert!(!scanned.cut);
    assert!(matches!(scanned.html, Cow::Borrowed(html) if html == page));
}

#[test]
fn comments_and_programs_are_left_out() {
    let page = "<!-- a --><p>b<!--->c<!---- d --->e</p><script>f</script><style>g</style>\
                <script>__data={};</script><!-- h --!>i<script>'<!--'</script>";
    let scanned = scan(page);
    assert!(!scanned.cut);
    assert_eq!(
        scanned.html,
        "<!----><p>b<!--->c<!---->e</p><script></script><style></style>\
         <script>__data={};</script><!----!>i<script>'<!--'</script>"
    );
}

#[test]
fn a_comment_without_end_stays() {
    let page = "<p>One<!-- two <p>three";
    assert_eq!(scan(page).html, page);
}

/// What a page shows as text.
fn shown(html: &str) -> String {
    let dom = Dom::parse(html);
    let raw = |id| [Tag::Script, Tag::Style, Tag::Iframe].iter().any(|tag| dom.is(id, *tag));
    let mut out: String = (0..dom.len())
        .filter(|&id| !dom.ancestors(id).any(raw))
        .filter_map(|id| dom.text(id))
        .collect();
    out.retain(|c| !c.is_whitespace());
    out
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

    #[test]
    fn leaving_out_comments_and_programs_changes_no_text(
        parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..24)
    ) {
        let page: String = parts.concat();
        let scanned = scan(&page);
        proptest::prop_assert_eq!(shown(&scanned.html), shown(&page), "{}", page);
    }
}

/// What comments and raw texts can be confused by.
const PARTS: &[&str] = &[
    "<!--",
    "-->",
    "--!>",
    "--->",
    "<!-->",
    "<!--->",
    "<!---->",
    "--",
    "-",
    "!",
    ">",
    "<",
    "</",
    "<!",
    "<!x>",
    "<?x?>",
    "<script>",
    "</script>",
    "</script >",
    "</scriptx>",
    "<SCRIPT>",
    "<style>",
    "</style>",
    "</STYLE\n>",
    "</stylex>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<p title='",
    "<p title=\"",
    "'",
    "\"",
    "a",
    "b c",
    "'>",
    "\">",
    "\n",
    "=",
    "/",
    "<iframe>",
    "</iframe>",
    "<div data-x=a>",
    "<svg>",
    "</svg>",
    "<path d=a>",
    "<select>",
    "</select>",
    "<option>",
    "<noscript>",
    "</noscript>",
    "<noembed>",
    "<noframes>",
    "<plaintext>",
    "</noembed>",
    "<template>",
    "</template>",
    "<table>",
    "</table>",
    "<xmp>",
    "</xmp>",
    "<math>",
    "</math>",
    "<foreignObject>",
    "<![CDATA[",
    "]]>",
];

#[test]
fn tags_that_go_too_deep_are_left_out_and_their_text_stays() {
    let page = format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let scanned = scan(&page);
    assert!(scanned.cut);
    assert!(scanned.html.contains('x'));
    assert!(scanned.html.matches("<div>").count() <= DEPTH);
}

#[test]
fn attributes_beyond_the_limit_are_left_out() {
    let attributes: String = (0..10_000).map(|i| format!(" a{i}='>'")).collect();
    let page = format!("<p{attributes}>x</p>");
    let scanned = scan(&page);
    assert!(scanned.cut);
    assert!(scanned.html.len() < 2_000, "{}", scanned.html.len());
    assert!(scanned.html.ends_with(">x</p>"));
}

#[test]
fn unclosed_formatting_does_not_pile_up() {
    let scanned = scan_owned(&"<font color=1><p>x".repeat(5_000));
    assert!(scanned.matches("<font").count() <= FORMATTING);
}

fn scan_owned(page: &str) -> String {
    scan(page).html.into_owned()
}
