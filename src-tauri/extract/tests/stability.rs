//! What must not change an article: reading it again, more navigation around it, more cards of
//! other stories beside it. The pages are made of our own prose.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use backfile_extract::{Source, extract};
use proptest::{prelude::*, sample::select};
use url::Url;

const SUBJECTS: [&str; 8] = [
    "The harbour master",
    "A retired pilot",
    "The baker in Mill Street",
    "Nobody on the pier",
    "The council's engineer",
    "Every second fisherman",
    "The keeper of the north light",
    "A girl with a red bucket",
];
const VERBS: [&str; 8] = [
    "said that the ice would hold until Friday",
    "counted nineteen boats before the fog came in",
    "had never seen the river so high",
    "sold the last of the bread from an upstairs window",
    "asked for a second lamp, and was given a bench",
    "wrote to the newspaper in June, and again in July",
    "walked to the far end of the breakwater and back",
    "kept a list of every ship that passed the point",
];
const ENDS: [&str; 6] = [
    "because the wind had turned",
    "as it did in the long winter of 1963",
    "although the tide was against it",
    "while the bells of both churches rang",
    "and so did most of the town",
    "which is more than anybody had hoped for",
];

fn sentence() -> impl Strategy<Value = String> {
    (select(SUBJECTS.to_vec()), select(VERBS.to_vec()), select(ENDS.to_vec()), 1..3_000_u32)
        .prop_map(|(subject, verb, end, number)| {
            format!("{subject} {verb}, {end}, in year {number}.")
        })
}

fn paragraph() -> impl Strategy<Value = String> {
    proptest::collection::vec(sentence(), 1..4).prop_map(|all| format!("<p>{}</p>", all.join(" ")))
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => paragraph(),
        1 => (sentence(), sentence())
            .prop_map(|(a, b)| format!("<ul><li>{a}</li><li>{b}</li></ul><p>{a} {b}</p>").replace("<p>The", "<p>Then the")),
        1 => paragraph().prop_map(|inside| format!("<blockquote>{inside}</blockquote>")),
        1 => (select(ENDS.to_vec()), paragraph())
            .prop_map(|(words, next)| format!("<h2>Part two, {words}</h2>{next}")),
    ]
}

fn body() -> impl Strategy<Value = String> {
    (paragraph(), proptest::collection::vec(block(), 3..10), paragraph())
        .prop_map(|(first, blocks, last)| first + &blocks.concat() + &last)
}

const TITLE: &str = "What the town saw from the pier";

fn page(before: &str, body: &str, after: &str) -> String {
    format!(
        "<html lang=en><head><title>{TITLE} - The Quay</title></head><body>{before}<main><article><h1>{TITLE}</h1>{body}</article></main>{after}</body></html>"
    )
}

fn text(page: &str) -> String {
    let url = Url::parse("https://quay.example/news/what-the-town-saw").unwrap();
    extract(page, &Source { url: Some(&url), captured_at: None }).text()
}

fn navigation(links: usize) -> String {
    let links: String =
        (0..links).map(|n| format!("<li><a href=/part/{n}>Part {n}</a></li>")).collect();
    format!("<nav><ul>{links}</ul></nav>")
}

fn cards(count: usize) -> String {
    let cards: String = (0..count)
        .map(|n| format!("<div class=card><a href=/news/other-{n}><h3>Another story of the harbour, number {n}</h3></a><p>What happened on day {n}</p></div>"))
        .collect();
    format!("<section class=related><h2>More stories</h2>{cards}</section>")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn an_article_extracted_again_is_the_same(body in body()) {
        let url = Url::parse("https://quay.example/news/what-the-town-saw").unwrap();
        let source = Source { url: Some(&url), captured_at: None };
        let once = extract(&page(&navigation(8), &body, &cards(3)), &source);
        let twice = extract(&page("", &once.html(), ""), &source);
        prop_assert_eq!(once.text(), twice.text());
    }

    #[test]
    fn more_navigation_changes_nothing(body in body(), links in 1..120_usize) {
        let plain = text(&page("", &body, ""));
        let menus = navigation(links);
        prop_assert_eq!(&text(&page(&menus, &body, &menus)), &plain);
        let wrapped = format!("{menus}<div class=outer><div class=inner>");
        prop_assert_eq!(text(&page(&wrapped, &body, &format!("</div></div>{menus}"))), plain);
    }

    #[test]
    fn more_cards_of_other_stories_change_nothing(body in body(), count in 2..12_usize) {
        let plain = text(&page(&navigation(6), &body, ""));
        prop_assert_eq!(&text(&page(&navigation(6), &body, &cards(count))), &plain);
        prop_assert_eq!(text(&page(&navigation(6), &body, &cards(count * 2))), plain);
    }
}
