//! `backfile extract`: one page, or many by lines of JSON.

use backfile_testkit::gzip;
use serde_json::{Value, json};

use crate::stage::{Stage, article, fields};

const EXTRACTED: [&str; 16] = [
    "authors",
    "completeness",
    "excerpt",
    "html",
    "images",
    "language",
    "lead_image",
    "modified",
    "published",
    "removed",
    "site",
    "text",
    "title",
    "topics",
    "warnings",
    "word_count",
];

#[test]
fn a_page_is_cleaned_in_every_form_and_touches_no_archive() {
    let stage = Stage::new();
    let page = article("The lamp", 6).replace(
        "<p>Paragraph 3",
        "<figure><img src=\"/p.jpg\" alt=\"A lamp\"><figcaption>Lit by hand</figcaption></figure>\
         <div class=\"share-tools\"><button>Share</button></div><p>Paragraph 3",
    );
    let file = stage.file("page.html", &page);
    let packed = stage.file("page.html.gz", gzip(page.as_bytes()));
    let url = ["--url", "https://paper.example/lamp"];
    let json = stage.run(&[&["extract", &file], &url[..]].concat()).well().json();
    assert_eq!(fields(&json), EXTRACTED);
    assert_eq!(json["title"], "The lamp");
    assert_eq!(json["authors"], json!([{ "name": "Marta Quell", "role": null, "place": null }]));
    let image = &json["images"][0];
    assert_eq!(fields(image), ["alt", "caption", "credit", "url"]);
    assert_eq!(
        (image["url"].as_str(), image["alt"].as_str()),
        (Some("https://paper.example/p.jpg"), Some("A lamp"))
    );
    for removed in json["removed"].as_array().unwrap() {
        assert_eq!(fields(removed), ["reason", "step", "text"]);
    }
    for source in [&["extract", "-"][..], &["extract", &packed]] {
        let run = stage.run_with(&[source, &url[..]].concat(), page.as_bytes()).well();
        assert_eq!(run.json(), json, "{source:?}");
    }
    let text = stage.run(&["extract", &file, "--format", "text"]).well();
    assert_eq!(json["text"].as_str(), Some(text.text().trim_end_matches('\n')));
    assert!(!text.text().contains("Lit by hand") && !text.text().contains("The lamp\n"));
    let html = stage.run(&[&["extract", &file, "--format", "html"], &url[..]].concat()).well();
    assert!(html.text().contains("<figure>") && !html.text().contains("<head"));
    let markdown = stage.run(&["extract", &file, "--format", "markdown"]).well();
    assert!(markdown.text().starts_with("# The lamp"));
    assert!(!stage.archive().exists());
    let missing = stage.run(&["extract", "/no/such/file"]).refused(1);
    assert!(missing.err.contains("/no/such/file"));
}

#[test]
fn markdown_has_no_markup_that_a_title_brought() {
    let stage = Stage::new();
    let page = article("&lt;img src=x onerror=lamp()&gt; burns", 6);
    let file = stage.file("page.html", page);
    let markdown = stage.run(&["extract", &file, "--format", "markdown"]).well();
    assert!(markdown.text().starts_with("# &lt;img src=x"), "{}", markdown.text());
}

#[test]
fn days_ago_are_counted_from_the_capture() {
    let stage = Stage::new();
    let page = article("The lamp", 6).replace(
        "<p class=byline>By Marta Quell</p>",
        "<p class=byline>By Marta Quell <time>3 days ago</time></p>",
    );
    let file = stage.file("page.html", page);
    let words = ["extract", &file, "--captured-at", "2026-03-10T12:00:00Z"];
    let published = stage.run(&words).well().json()["published"].clone();
    assert!(published.as_str().is_some_and(|day| day.starts_with("2026-03-07")), "{published}");
}

#[test]
fn many_pages_are_answered_in_order_whatever_their_number_at_once() {
    let stage = Stage::new();
    let mut input = String::new();
    for at in 0..40_usize {
        // The file is UTF-8 whatever the page declares.
        let page = article(&format!("Löschblatt {at}"), 1 + (at * 7) % 23)
            .replace("charset=utf-8", "charset=iso-8859-1");
        let path = if at % 2 == 0 {
            stage.file(&format!("{at}.html"), page)
        } else {
            stage.file(&format!("{at}.html.gz"), gzip(page.as_bytes()))
        };
        let line =
            json!({ "dataset": "own", "id": at, "path": path, "url": "https://paper.example/x" });
        input.push_str(&format!("{line}\n"));
    }
    for jobs in ["1", "5"] {
        let run = stage.run_with(&["extract", "--jsonl", "--jobs", jobs], input.as_bytes()).well();
        let lines = run.lines();
        let ids: Vec<Value> = lines.iter().map(|line| line["id"].clone()).collect();
        assert_eq!(ids, (0..40).map(Value::from).collect::<Vec<_>>(), "{jobs} jobs");
        for (at, line) in lines.iter().enumerate() {
            assert_eq!(
                fields(line),
                [
                    "authors", "dataset", "date", "id", "image", "lang", "ms", "site", "text",
                    "title", "topics"
                ]
            );
            assert_eq!(line["title"], format!("Löschblatt {at}"));
            assert_eq!(line["authors"], json!(["Marta Quell"]));
            assert!(line["ms"].as_f64().is_some_and(|ms| ms > 0.0));
        }
    }
}

#[test]
fn a_page_that_cannot_be_read_says_so_and_the_others_are_cleaned() {
    let stage = Stage::new();
    let good = stage.file("good.html", article("The lamp", 6));
    let line =
        |id: &str, path: &str| json!({ "dataset": "own", "id": id, "path": path, "url": "" });
    let input = format!("{}\n{}\n", line("bad", "/no/such/file"), line("good", &good));
    let run = stage.run_with(&["extract", "--jsonl"], input.as_bytes());
    assert_eq!(run.code, 1);
    let lines = run.lines();
    assert!(lines[0]["err"].as_str().is_some_and(|err| err.contains("/no/such/file")));
    assert_eq!(lines[1]["title"], "The lamp");
    let broken = stage.run_with(&["extract", "--jsonl"], b"not json\n").refused(2);
    assert!(broken.err.contains("line"), "{}", broken.err);
}
