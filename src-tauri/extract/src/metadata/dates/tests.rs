use super::*;
use crate::metadata::testing::{PROSE, at};

fn published(url: &str, head: &str, body: &str) -> Option<String> {
    let body = format!("<article><h1>Ice holds the harbour</h1>{body}</article>");
    at(&format!("https://quay.example{url}"), head, &body, |sources| {
        read(sources).0.map(|time| time.text)
    })
}

#[test]
fn the_day_is_found_wherever_it_stands() {
    let cases = [
        // Names of meta with the prefix of some system.
        (
            "/a",
            "<meta name=w-published-date content=2026-03-04>",
            String::new(),
            Some("2026-03-04"),
        ),
        ("/a", "<meta name=published_on content=2026-03-04>", String::new(), Some("2026-03-04")),
        // Elements of their own names.
        (
            "/a",
            "",
            format!("<relative-time datetime=2026-03-04>x</relative-time>{PROSE}"),
            Some("2026-03-04"),
        ),
        // The address.
        ("/news/04-03-2026", "", PROSE.to_owned(), Some("2026-03-04")),
        ("/news/20260304-ice", "", PROSE.to_owned(), Some("2026-03-04")),
        ("/news/20269999-ice", "", PROSE.to_owned(), None),
        // A name and a date that only style sets apart; a year alone is no day.
        (
            "/a",
            "",
            format!("<div><span>Ada Byron</span><small>March 4, 2026</small></div>{PROSE}"),
            Some("2026-03-04"),
        ),
        ("/a", "", format!("<p>Harbours <b>2026</b></p>{PROSE}"), None),
        // At the foot, where a word says that it is the article's.
        (
            "/a",
            "",
            format!(
                "{PROSE}{}<p>Dieser Artikel wurde am 4. März 2026 um 10:15 geschrieben</p>",
                "<p>x</p>".repeat(40)
            ),
            Some("2026-03-04"),
        ),
        // What the page calls the day of publication, before a later one that it declares.
        (
            "/a",
            "<meta property=article:published_time content=2026-05-09T10:00Z>",
            format!("<div>Published <b>Mar 4, 2026</b></div><div>Updated May 9</div>{PROSE}"),
            Some("2026-03-04"),
        ),
        (
            "/a",
            "",
            format!("{PROSE}<aside><h4>Published</h4><div>4 March 2026</div></aside>"),
            Some("2026-03-04"),
        ),
        // The address tells a day from a month.
        ("/2026/march/04/ice", "", format!("<div>04/03/2026</div>{PROSE}"), Some("2026-03-04")),
        ("/2026/04/ice", "", format!("<div>04/03/2026</div>{PROSE}"), Some("2026-04-03")),
        ("/a", "", format!("{PROSE}{}<p>Copyright 4 March 2026</p>", "<p>x</p>".repeat(40)), None),
    ];
    for (url, head, body, expected) in cases {
        assert_eq!(published(url, head, &body).as_deref(), expected, "{url} {head} {body}");
    }
}

#[test]
fn a_stamp_of_the_last_save_is_not_the_day_of_publication() {
    let head = "<meta property=article:published_time content=2026-03-09T10:00Z>\
                <meta property=article:modified_time content=2026-03-09T10:00Z>";
    let shown = format!("<time datetime=2026-03-04>4 March</time>{PROSE}");
    assert_eq!(published("/a", head, &shown).as_deref(), Some("2026-03-04"));
    let day_before = format!("<time datetime=2026-03-08>8 March</time>{PROSE}");
    assert_eq!(published("/a", head, &day_before).as_deref(), Some("2026-03-09T10:00:00Z"));
}
