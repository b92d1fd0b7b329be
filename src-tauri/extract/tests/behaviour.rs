//! What a page gives, case by case: kinds of pages, times, addresses, pictures, what is left out.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use backfile_article::{Extraction, PageKind, Timestamp, WallKind, WarningCode};
use backfile_extract::{Source, extract};
use url::Url;

const ONE: &str = "The harbour froze over on Monday night, and by the morning no ship could leave the quay without help.";
const TWO: &str = "The harbour master said that nobody should walk on the ice, which carried three gulls and a fox at noon.";
const THREE: &str = "An icebreaker is expected on Thursday, if the wind allows, and will open a channel to the lighthouse.";

fn run(page: &str, url: &str) -> Extraction {
    let url = Url::parse(url).unwrap();
    extract(page, &Source { url: Some(&url), captured_at: Some(Timestamp(1_772_618_400_000)) })
}

fn article(inside: &str) -> Extraction {
    let page = format!(
        "<html lang=en><head><title>Harbour freezes over - The Quay</title></head><body><nav><a href=/>Home</a></nav><article><h1>Harbour freezes over</h1>{inside}</article></body></html>"
    );
    run(&page, "https://quay.example/news/harbour-freezes-over")
}

fn texts(found: &Extraction) -> Vec<&str> {
    found.blocks.iter().map(|block| block.text.as_str()).filter(|text| !text.is_empty()).collect()
}

fn body() -> String {
    format!("<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>")
}

#[test]
fn a_short_notice_is_an_article() {
    let found = article(&format!("<p>{ONE}</p>"));
    assert_eq!(found.kind, PageKind::Article);
    assert_eq!(found.title, "Harbour freezes over");
    assert_eq!(texts(&found), [ONE]);
}

#[test]
fn pages_that_are_no_article_say_what_they_are() {
    let links: String = (0..60)
        .map(|n| format!("<li><a href=/news/story-{n}>Story number {n} of the day</a></li>"))
        .collect();
    let cases = [
        (PageKind::Gone, "/x", "<title>404 - Page not found</title><h1>Page not found</h1><p>The page that you asked for is not here any more.</p>".to_owned()),
        (PageKind::Wall(WallKind::Bot), "/x", "<title>Just a moment...</title><p>Verify you are human by completing the action below.</p>".to_owned()),
        (PageKind::Wall(WallKind::Consent), "/x", "<title>Before you continue</title><h1>We value your privacy</h1><p>We and our partners store information on a device. You can accept all cookies or read more.</p><button>Accept all cookies</button>".to_owned()),
        (PageKind::Wall(WallKind::Subscription), "/x", "<title>Harbour freezes over</title><h1>Harbour freezes over</h1><p>Subscribe to continue reading this story. Already a subscriber? Log in.</p>".to_owned()),
        (PageKind::NeedsScript, "/x", "<title>Quay</title><div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript><script src=/a.js></script>".to_owned()),
        (PageKind::Listing, "/", format!("<title>The Quay</title><h1>The Quay</h1><ul>{links}</ul>")),
        (PageKind::Video, "/video/ice", "<title>Ice</title><meta property=og:type content=video.other><h1>Ice on the quay</h1><video src=/v.mp4></video><p>Watch the ice.</p>".to_owned()),
        (PageKind::Empty, "/x", "<title>Nothing</title><body></body>".to_owned()),
    ];
    for (kind, path, page) in cases {
        assert_eq!(run(&page, &format!("https://quay.example{path}")).kind, kind, "{page}");
    }
}

#[test]
fn a_relative_time_counts_only_without_an_absolute_one() {
    let found = article(&format!("<div class=byline>3 days ago</div>{}", body()));
    assert_eq!(found.published.unwrap().text, "2026-03-01");
    let found = article(&format!(
        "<div class=byline>3 days ago</div><time datetime=2026-02-11>x</time>{}",
        body()
    ));
    assert_eq!(found.published.unwrap().text, "2026-02-11");
}

#[test]
fn a_split_article_names_its_next_page_and_its_own_address() {
    let page = format!(
        "<head><link rel=canonical href=/news/ice><link rel=next href=/news/ice/2></head><article><h1>Ice</h1>{}</article>",
        body()
    );
    let found = run(&page, "https://quay.example/news/ice?utm_source=x");
    assert_eq!(found.next_page.as_deref(), Some("https://quay.example/news/ice/2"));
    assert_eq!(found.canonical_url.as_deref(), Some("https://quay.example/news/ice"));
    assert!(found.warnings.iter().any(|warning| warning.code == WarningCode::MorePages));
}

#[test]
fn sentences_stay_whatever_links_they_hold() {
    let linked = format!(
        "<p><a href=/a>The harbour froze over</a> on Monday, <a href=/b>as it did in 1963</a>, <a href=/c>the year of the long winter</a>.</p>{}",
        body()
    );
    let found = article(&linked);
    assert!(
        texts(&found)[0].starts_with("The harbour froze over on Monday"),
        "{:?}",
        texts(&found)
    );
    assert_eq!(found.completeness, 1.0);
}

#[test]
fn promotion_between_paragraphs_is_listed_as_left_out() {
    let inside = format!(
        "<p>{ONE}</p><ul><li><a href=/news/a>The village that mapped its echoes</a></li><li><a href=/news/b>Night buses and their poets</a></li></ul><p>{TWO}</p><p>Read more: <a href=/news/c>Ice through the ages</a></p><p>{THREE}</p><h2>More on this story</h2><div><a href=/news/d>A map of every lighthouse</a></div>"
    );
    let found = article(&inside);
    assert_eq!(texts(&found), [ONE, TWO, THREE]);
    let left: Vec<_> = found.removed.iter().map(|part| (part.at, part.reason.as_str())).collect();
    assert!(left.contains(&(1, "promo_links")), "{left:?}");
    assert!(found.see_also.iter().any(|link| link.title == "Night buses and their poets"));
}

#[test]
fn the_body_comes_from_data_when_the_page_shows_none() {
    let body = [ONE, TWO, THREE, ONE, TWO].join("\\n\\n");
    let page = format!(
        "<title>Ice</title><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Ice on the quay\",\"articleBody\":\"{body}\"}}</script><h1>Ice on the quay</h1><div id=app></div>"
    );
    let found = run(&page, "https://quay.example/news/ice");
    assert_eq!(found.kind, PageKind::Article);
    assert_eq!(found.blocks[0].text, ONE);
}

#[test]
fn a_page_that_lost_half_of_its_declared_text_says_so() {
    let long: Vec<String> = (0..12).map(|n| format!("Paragraph {n} tells of ship number {n} and of the {n} sailors who waited on board for the wind.")).collect();
    let shown: String = long[..7].iter().map(|text| format!("<p>{text}</p>")).collect();
    let page = format!(
        "<title>Ice</title><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Ice\",\"articleBody\":\"{}\"}}</script><article><h1>Ice</h1>{shown}</article>",
        long.join(" ")
    );
    let found = run(&page, "https://quay.example/news/ice");
    assert!((0.4..0.75).contains(&found.completeness), "{}", found.completeness);
    assert!(found.warnings.iter().any(|warning| warning.code == WarningCode::Incomplete));
}

#[test]
fn text_is_the_body_alone() {
    let found = article(&format!(
        "<p class=byline>By Ada Byron</p><figure><img src=/a.jpg alt='A frozen quay'><figcaption>The quay at dawn <span class=credit>Ada Byron</span></figcaption></figure>{}",
        body()
    ));
    assert_eq!(found.text(), [ONE, TWO, THREE].join("\n\n"));
    let image = &found.images[0];
    assert_eq!(image.url, "https://quay.example/a.jpg");
    assert_eq!(
        (image.caption.as_deref(), image.credit.as_deref()),
        (Some("The quay at dawn"), Some("Ada Byron"))
    );
    assert_eq!(
        found.blocks[0].html,
        "<figure><img src=\"https://quay.example/a.jpg\" alt=\"A frozen quay\"><figcaption><span class=\"caption\">The quay at dawn</span> <span class=\"credit\">Ada Byron</span></figcaption></figure>"
    );
    assert_eq!(found.authors[0].name, "Ada Byron");
}

#[test]
fn tables_lists_quotes_and_code_keep_their_form() {
    let found = article(&format!(
        "{}<blockquote><p>We wait.</p></blockquote><ol start=3><li>One ship, the Marit</li><li>Two boats</li></ol><pre><code>a\n  b</code></pre><table><tr><th>Day</th><th>Ice</th></tr><tr><td>Monday</td><td>9 cm</td></tr></table>",
        body()
    ));
    let html: Vec<&str> = found.blocks[3..].iter().map(|block| block.html.as_str()).collect();
    assert_eq!(
        html,
        [
            "<blockquote><p>We wait.</p></blockquote>",
            "<ol start=\"3\"><li>One ship, the Marit</li><li>Two boats</li></ol>",
            "<pre><code>a\n  b</code></pre>",
            "<table><tbody><tr><th>Day</th><th>Ice</th></tr><tr><td>Monday</td><td>9 cm</td></tr></tbody></table>",
        ]
    );
}

#[test]
fn a_page_hidden_until_its_script_runs_is_read() {
    let page = format!(
        "<title>Ice</title><body style='visibility:hidden'><div style='display:none'><article><h1>Ice</h1>{}{}</article></div>",
        body(),
        body().replace("ice", "snow")
    );
    assert!(run(&page, "https://quay.example/news/ice").word_count > 50);
}

#[test]
fn a_right_to_left_page_says_so() {
    let text = "هذا نص طويل بما يكفي ليكون فقرة من مقال عن الميناء الذي تجمد في الليل، وقال مدير الميناء إن السفن لن تغادر.";
    let found = run(
        &format!(
            "<html lang=ar><title>x</title><article><h1>الميناء</h1><p>{text}</p><p>{text} ثم</p></article>"
        ),
        "https://quay.example/ar",
    );
    assert_eq!(found.direction, backfile_article::Direction::Rtl);
    assert_eq!(found.language.as_deref(), Some("ar"));
}
