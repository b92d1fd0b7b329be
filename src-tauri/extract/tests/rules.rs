//! A person's rules for a site: what each list does, what stands above it, and what it can never do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::{fs, path::Path};

use backfile_article::{Extraction, PageKind, SiteRule, Timestamp, WallKind, WarningCode};
use backfile_extract::{Decision, Rule, Source, explain_with, extract, extract_with, sanitize};
use proptest::prelude::*;
use url::Url;

const ONE: &str = "The harbour froze over on Monday night, and by the morning no ship could leave the quay without help.";
const TWO: &str = "The harbour master said that nobody should walk on the ice, which carried three gulls and a fox at noon.";
const THREE: &str = "An icebreaker is expected on Thursday, if the wind allows, and will open a channel to the lighthouse.";
const FACT: &str =
    "The harbour has frozen four times since the year in which its first pier was built.";
const AD: &str = "Our own reporters read you the story of the frost, every evening, in the kitchen of the old mill.";

/// A page of a site with habits of its own.
fn page() -> String {
    format!(
        "<html lang=en><head><title>Harbour freezes over | The Quay</title>\
         <meta property=og:image content=/og.jpg><meta name=author content='Web Desk'></head><body>\
         <nav class=menu><a href=/>Home</a> <a href=/sea>Sea</a></nav>\
         <article><h1>Harbour freezes over</h1><p class=signed>Written by Ada Byron and Mary Somerville</p>\
         <p class=when>First put up on 4 March 2026</p><div class=story><p>{ONE}</p>\
         <div class=teaser><p>{AD}</p></div><p>{TWO}</p>\
         <aside class=related-box><h3>Read more</h3><p class=fact>{FACT}</p></aside><p>{THREE}</p>\
         <div class=share><a href=/s>Share</a></div></div></article>\
         <div class=appendix><p>The table of the frosts stands in the ledger of the harbour, which can be read on Sundays.</p></div>\
         <ul class=themes><li>#Ice</li><li>Harbours</li></ul>\
         <img class=hero src=/hero.jpg width=1600><footer>The Quay, Pier Road</footer></body></html>"
    )
}

fn rule(change: impl FnOnce(&mut SiteRule)) -> Rule {
    let mut rule = SiteRule::new(&["quay.example"]);
    change(&mut rule);
    Rule::new(&rule).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn list(selectors: &[&str]) -> Vec<String> {
    selectors.iter().map(|selector| (*selector).to_owned()).collect()
}

fn run(page: &str, rule: &Rule) -> Extraction {
    let url = Url::parse("https://quay.example/news/harbour").unwrap();
    let captured_at = Some(Timestamp(1_773_000_000_000));
    extract_with(page, &Source { url: Some(&url), captured_at }, Some(rule))
}

fn unruled(page: &str) -> Extraction {
    let url = Url::parse("https://quay.example/news/harbour").unwrap();
    extract(page, &Source { url: Some(&url), captured_at: Some(Timestamp(1_773_000_000_000)) })
}

/// What the rule left out, as texts.
fn by_rule(found: &Extraction) -> Vec<&str> {
    let removed = found.removed.iter().filter(|removed| removed.reason == "by_rule");
    removed.map(|removed| removed.text.as_str()).collect()
}

fn ignored(found: &Extraction) -> Option<&str> {
    let warning = found.warnings.iter().find(|warning| warning.code == WarningCode::RuleIgnored);
    warning.map(|warning| warning.message.as_str())
}

#[test]
fn what_is_dropped_is_listed_and_can_be_put_back() {
    let before = unruled(&page());
    assert!(before.text().contains(AD), "the case is none any more");
    let found = run(&page(), &rule(|rule| rule.drop = list(&[".teaser"])));
    assert!(!found.text().contains(AD));
    assert_eq!(by_rule(&found), [AD]);
    for kept in [ONE, TWO, THREE] {
        assert!(found.text().contains(kept), "{kept}");
    }
    assert_eq!(ignored(&found), None);
    // What the person does not want is no loss.
    assert!((found.completeness - 1.0).abs() < f64::EPSILON, "{}", found.completeness);
    let at = found.removed.iter().position(|removed| removed.reason == "by_rule").unwrap();
    let whole = found.with_restored(&[u32::try_from(at).unwrap()]);
    let place = |text: &str| whole.text().find(text).unwrap();
    assert!(place(ONE) < place(AD) && place(AD) < place(TWO));
}

#[test]
fn what_is_kept_is_kept_against_names_phrases_and_the_model() {
    let before = unruled(&page());
    assert!(!before.text().contains(FACT), "the case is none any more");
    let found = run(&page(), &rule(|rule| rule.keep = list(&[".fact"])));
    assert!(found.text().contains(FACT), "{}", found.text());
    assert!(!found.text().contains("Read more"), "only what matches is kept");
    assert!(found.removed.iter().any(|removed| removed.text.contains("Read more")));
    assert_eq!(found.text().matches(FACT).count(), 1);

    // A line that every page has, the title again, and links alone.
    let lines = "<p class=mine>Sign up to our newsletter</p><p class=mine>Harbour freezes over</p>\
        <ul class=mine><li><a href=/a>Ice</a><li><a href=/b>Snow</a><li><a href=/c>Fog</a></ul>";
    let page = page().replace("<div class=teaser>", &format!("{lines}<div class=teaser>"));
    let words = ["Sign up to our newsletter", "Harbour freezes over", "Snow"];
    let before = unruled(&page).text();
    assert!(words.iter().any(|word| !before.contains(word)), "{before}");
    let found = run(&page, &rule(|rule| rule.keep = list(&[".mine"])));
    for word in words {
        assert!(found.text().contains(word), "{word}: {:#?}", found.removed);
    }
}

#[test]
fn what_is_kept_outside_the_article_stands_in_its_place() {
    let found = run(&page(), &rule(|rule| rule.keep = list(&[".appendix", ".signed"])));
    let place = |text: &str| found.text().find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("Written by Ada") < place(ONE));
    assert!(place(THREE) < place("The table of the frosts"));
    assert!(!found.text().contains("Pier Road"));
}

#[test]
fn what_is_kept_is_shown_although_the_page_hides_it() {
    let page = page()
        .replace("<aside class=related-box>", "<aside class=related-box style='display: none'>")
        .replace("<p class=fact>", "<p class=fact hidden>");
    assert!(!unruled(&page).text().contains(FACT));
    let found = run(&page, &rule(|rule| rule.keep = list(&[".fact"])));
    assert!(found.text().contains(FACT));
    assert!(!found.text().contains("Read more"));
}

#[test]
fn the_words_of_a_picture_can_be_dropped_and_the_picture_too() {
    let figure = "<figure class=shot><img src=/ice.jpg width=1600 alt=Ice><figcaption><span class=words>Ice on \
        the quay</span> <span class=offer>Buy a print of this picture in our shop</span></figcaption></figure>";
    let page = page().replace("<div class=teaser>", &format!("{figure}<div class=teaser>"));
    let caption = |found: &Extraction| {
        let mut images = found.images.iter();
        images.find(|image| image.url.ends_with("/ice.jpg")).map(|image| {
            [&image.caption, &image.credit].map(|text| text.clone().unwrap_or_default()).join(" ")
        })
    };
    assert!(caption(&unruled(&page)).unwrap().contains("Buy a print"));
    let found = run(&page, &rule(|rule| rule.drop = list(&[".offer"])));
    assert_eq!(caption(&found).unwrap().trim(), "Ice on the quay");
    assert!(!found.html().contains("Buy a print"));
    let found = run(&page, &rule(|rule| rule.drop = list(&[".shot img"])));
    assert!(caption(&found).is_none() && !found.html().contains("/ice.jpg"));
    let found = run(&page, &rule(|rule| rule.drop = list(&[".shot"])));
    assert_eq!(caption(&found), None);
    let removed = found.removed.iter().find(|removed| removed.reason == "by_rule").unwrap();
    assert!(removed.html.contains("/ice.jpg"), "{removed:?}");
}

#[test]
fn keep_wins_over_drop_wherever_they_meet() {
    for (keep, drop) in [(".teaser", ".story"), (".story", ".teaser"), (".teaser p", ".teaser")] {
        let rule = rule(|rule| {
            rule.keep = list(&[keep]);
            rule.drop = list(&[drop]);
        });
        let found = run(&page(), &rule);
        assert!(found.text().contains(AD), "keep {keep}, drop {drop}");
        assert_eq!(ignored(&found), None);
    }
    let rule = rule(|rule| {
        rule.keep = list(&[".teaser"]);
        rule.drop = list(&[".story"]);
    });
    let found = run(&page(), &rule);
    assert!(!found.text().contains(ONE) && !found.text().contains(THREE), "{}", found.text());
    assert!(by_rule(&found).concat().contains(ONE));
}

#[test]
fn the_article_is_the_element_that_the_rule_says() {
    let found = run(&page(), &rule(|rule| rule.article = list(&[".none", ".appendix", ".story"])));
    assert_eq!(found.blocks.len(), 1, "{:#?}", found.blocks);
    assert!(found.text().starts_with("The table of the frosts"));
    assert_eq!(found.kind, PageKind::Article);
    // The general cleaning goes on inside.
    let found = run(&page(), &rule(|rule| rule.article = list(&[".story"])));
    assert!(found.text().starts_with(ONE) && found.text().ends_with(THREE));
    assert!(!found.text().contains("Share"));
}

#[test]
fn several_elements_are_one_article_without_what_stands_between_them() {
    let found = run(&page(), &rule(|rule| rule.article = list(&[".story > p, .appendix"])));
    let text = found.text();
    assert_eq!(found.blocks.len(), 4, "{text}");
    assert!(text.starts_with(ONE) && text.contains("The table of the frosts"), "{text}");
    let between = by_rule(&found).concat();
    assert!(between.contains(AD) && between.contains("#Ice"), "{between}");
    // What the general cleaning leaves out keeps its own reason.
    assert!(found.removed.iter().any(|removed| removed.text.contains(FACT)));
}

#[test]
fn the_model_leaves_nothing_out_of_an_article_that_the_rule_says() {
    // Lines that read like anything but an article.
    let lines: String = (1..40).map(|n| format!("<p>Row {n}: {n} kg</p>")).collect();
    let page = format!(
        "<html lang=en><title>Ledger</title><body><div class=text>{}</div><div class=ledger>{lines}</div></body>",
        [ONE, TWO, THREE, FACT].map(|text| format!("<p>{text}</p>")).concat()
    );
    let found = run(&page, &rule(|rule| rule.article = list(&[".ledger"])));
    assert_eq!(found.blocks.len(), 39, "{:#?}", found.removed);
    assert_eq!(found.kind, PageKind::Article);
    assert!(!found.text().contains(ONE));
}

#[test]
fn a_rule_that_would_leave_no_text_is_left_aside_with_a_warning() {
    let before = unruled(&page());
    for (what, bad) in [
        ("matches nothing", rule(|rule| rule.article = list(&["main.story"]))),
        ("an empty element", rule(|rule| rule.article = list(&[".hero"]))),
        ("all is dropped", rule(|rule| rule.drop = list(&["body"]))),
        ("all is dropped", rule(|rule| rule.drop = list(&["article", "p", "li", "div"]))),
    ] {
        let mut found = run(&page(), &bad);
        let why = ignored(&found).map(str::to_owned);
        assert!(
            why.is_some_and(|why| why.starts_with("Your rule for this site was not used: ")),
            "{what}"
        );
        found.warnings.retain(|warning| warning.code != WarningCode::RuleIgnored);
        assert_eq!(found, before, "{what}");
    }
    // Where there is no text either way, the rule is not to blame.
    let empty = run("<title>x</title>", &rule(|rule| rule.drop = list(&["p"])));
    assert_eq!(ignored(&empty), None);
}

#[test]
fn a_rule_that_takes_too_long_on_a_page_is_left_aside_with_a_warning() {
    let page = page().replace("<footer>", &format!("{}<footer>", "<i></i>".repeat(20_000)));
    let found = run(&page, &rule(|rule| rule.drop = list(&["b ~ i", "div"])));
    assert!(ignored(&found).is_some_and(|why| why.contains("too long")), "{:?}", found.warnings);
    assert!(found.text().contains(ONE));
}

#[test]
fn a_gone_or_walled_page_stays_one_under_a_rule() {
    let here = rule(|rule| rule.article = list(&["main"]));
    let gone = "<title>404 - Page not found</title><main><h1>Page not found</h1><p>The page that you asked for is not here any more.</p></main>";
    assert_eq!(run(gone, &here).kind, PageKind::Gone);
    let wall = "<title>Just a moment...</title><main><p>Verify you are human by completing the action below.</p></main>";
    assert_eq!(run(wall, &here).kind, PageKind::Wall(WallKind::Bot));
}

#[test]
fn data_are_read_where_the_rule_says_and_cleaned_as_always() {
    let read = rule(|rule| {
        rule.read.title = list(&["h9", "head > title"]);
        rule.read.authors = list(&[".signed"]);
        rule.read.published = list(&[".signed", ".when"]);
        rule.read.modified = list(&["time"]);
        rule.read.topics = list(&[".themes li"]);
        rule.read.lead_image = list(&[".hero"]);
    });
    let page =
        page().replace("<footer>", "<time datetime=2026-03-06T10:00:00Z>yesterday</time><footer>");
    let found = run(&page, &read);
    assert_eq!(found.title, "Harbour freezes over");
    let names: Vec<&str> = found.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Ada Byron", "Mary Somerville"]);
    assert!(found.published.is_some_and(|time| time.text.starts_with("2026-03-04")));
    assert!(found.modified.is_some_and(|time| time.text.starts_with("2026-03-06T10:00")));
    assert_eq!(found.topics, ["Ice", "Harbours"]);
    assert_eq!(found.lead_image.as_deref(), Some("https://quay.example/hero.jpg"));

    let attributes = rule(|rule| {
        rule.read.title = list(&["[data-title]@data-title"]);
        rule.read.lead_image = list(&[".hero@data-big", "meta[property='og:image']@content"]);
    });
    let page = page.replace("<div class=story>", "<div class=story data-title='Ice at last'>");
    let found = run(&page, &attributes);
    assert_eq!(found.title, "Ice at last");
    assert_eq!(found.lead_image.as_deref(), Some("https://quay.example/og.jpg"));

    // A byline that says more than names.
    let box_of = "<div class=box><div>By <a>Ada Byron</a></div><div>Rural affairs reporter, in Oslo</div>\
        <p>Mary Somerville</p><p>4 March 2026</p></div>";
    let boxed = page.replace("<footer>", &format!("{box_of}<footer>"));
    let found = run(&boxed, &rule(|rule| rule.read.authors = list(&[".box"])));
    let names: Vec<&str> = found.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, ["Ada Byron", "Mary Somerville"], "{:?}", found.authors);
    assert!(found.authors[0].role.as_deref().is_some_and(|role| role.starts_with("Rural")));
    let desk = run(&page, &rule(|rule| rule.read.authors = list(&["meta[name=author]"])));
    assert_eq!(desk.authors[0].name, "Web Desk");

    // What is not there is found in the general way.
    let nothing = rule(|rule| {
        rule.read.title = list(&[".none", "[data-none]@data-none"]);
        rule.read.authors = list(&[".none"]);
        rule.read.published = list(&["footer"]);
    });
    assert_eq!(run(&page, &nothing), unruled(&page));
}

#[test]
fn the_sanitiser_has_the_last_word() {
    let bad = "<div class=bad onclick=x()><script>x()</script><p onmouseover=x()>Kept words of the box, \
        <a href=javascript:x()>with a link</a></p><iframe src=javascript:x()></iframe><style>p{}</style>\
        <form><input value=y><button>Press</button></form></div>";
    let page = page().replace("<div class=teaser>", &format!("{bad}<div class=teaser>"));
    let keep = rule(|rule| rule.keep = list(&[".bad", ".bad *", "script"]));
    let found = run(&page, &keep);
    assert!(found.text().contains("Kept words of the box"));
    let html = found.html();
    for word in ["onclick", "onmouseover", "<script", "javascript:", "<iframe", "<style", "x()"] {
        assert!(!html.contains(word), "{word}: {html}");
    }
    assert!(found.blocks.iter().all(|block| sanitize(&block.html, None) == block.html));
}

#[test]
fn a_body_that_only_the_pages_data_hold_loses_what_the_rule_drops_too() {
    let long =
        |text: &str| format!("{text} It was said so twice, and written down once more, in ink.");
    let paragraphs = [ONE, TWO, THREE, AD].map(long);
    let json = serde_json::json!({
        "@type": "NewsArticle", "headline": "Ice", "articleBody": paragraphs.join("\n"),
    });
    let page = format!(
        "<html lang=en><title>Ice</title><script type=application/ld+json>{json}</script>\
         <body><div class=teaser><p>{}</p></div><p>Loading</p></body>",
        paragraphs[3]
    );
    assert!(unruled(&page).text().contains(AD));
    let found = run(&page, &rule(|rule| rule.drop = list(&[".teaser"])));
    assert!(found.text().contains(THREE), "{}", found.text());
    assert!(!found.text().contains(AD), "{}", found.text());
}

#[test]
fn it_is_told_block_by_block_what_the_rule_decided() {
    let url = Url::parse("https://quay.example/news/harbour").unwrap();
    let source = Source { url: Some(&url), captured_at: None };
    let whole = rule(|rule| {
        rule.article = list(&[".story"]);
        rule.keep = list(&[".fact"]);
        rule.drop = list(&[".teaser"]);
    });
    let told = explain_with(&page(), &source, Some(&whole));
    assert_eq!(told.extraction, extract_with(&page(), &source, Some(&whole)));
    assert!(told.chosen_by_rule && told.chosen.ends_with("div.story"), "{}", told.chosen);
    let by = |text: &str| {
        let block = told.blocks.iter().find(|block| block.text.starts_with(text));
        block.map(|block| (block.decision, block.by_rule)).unwrap_or_else(|| panic!("{text}"))
    };
    assert_eq!(by(FACT), (Decision::Kept, true));
    assert_eq!(by(ONE), (Decision::Kept, false));
    assert_eq!(by(AD), (Decision::Left { step: "rule", reason: "by_rule" }, true));
    let told = explain_with(&page(), &source, None);
    assert!(!told.chosen_by_rule && told.blocks.iter().all(|block| !block.by_rule));
}

fn fixtures() -> Vec<(String, Url)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    folders
        .map(|folder| {
            let source = fs::read_to_string(folder.join("source.json")).unwrap();
            let source: serde_json::Value = serde_json::from_str(&source).unwrap();
            let page = fs::read_to_string(folder.join("page.html")).unwrap();
            (page, Url::parse(source["url"].as_str().unwrap()).unwrap())
        })
        .collect()
}

fn selectors() -> impl Strategy<Value = Vec<String>> {
    const PARTS: [&str; 20] = [
        "*",
        "html",
        "body",
        "main",
        "article",
        "div",
        "p",
        "p:nth-child(2n)",
        "li",
        "a",
        "h1, h2",
        "figure",
        "img",
        "aside",
        "span",
        "time",
        "section > div",
        "div:has(> p)",
        "p:not(:first-child)",
        "[class]",
    ];
    proptest::collection::vec(proptest::sample::select(PARTS.to_vec()), 0..3)
        .prop_map(|parts| parts.into_iter().map(str::to_owned).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_rule_panics_or_leaves_an_article_without_text(
        article in selectors(), keep in selectors(), drop in selectors(), title in selectors(),
        at in 0_usize..100,
    ) {
        let pages = fixtures();
        let (page, url) = &pages[at % pages.len()];
        let mut given = SiteRule::new(&["quay.example"]);
        given.read.title = title;
        (given.article, given.keep, given.drop) = (article, keep, drop);
        let Ok(rule) = Rule::new(&given) else { return Ok(()) };
        let source = Source { url: Some(url), captured_at: None };
        let found = extract_with(page, &source, Some(&rule));
        prop_assert!(found.text().is_empty() == extract(page, &source).text().is_empty());
        for block in &found.blocks {
            prop_assert_eq!(&sanitize(&block.html, None), &block.html);
        }
        let told = explain_with(page, &source, Some(&rule));
        prop_assert_eq!(told.extraction, found);
    }
}

#[test]
fn the_example_of_the_documentation_is_a_rule() {
    let text = include_str!("../../../docs/site-rules.md");
    let example = text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let example: SiteRule = serde_json::from_str(example).unwrap();
    Rule::new(&example).unwrap();
    for (name, _) in example.read.fields() {
        assert!(text.contains(&format!("`{name}`")), "{name} is not told");
    }
}
