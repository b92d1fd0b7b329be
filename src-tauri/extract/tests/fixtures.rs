//! Every folder of `fixtures/` is a page and what must come out of it.
//!
//! `page.html` is our own prose in a publisher's structure, `source.json` its address and capture
//! time, `expected.json` the article. After a change that is meant, make the expectations again and
//! read the difference: `BACKFILE_WRITE_FIXTURES=1 cargo test -p backfile-extract --test fixtures`.

//!
//! Where an article does not come out as it should yet, `expected.json` says what is right, and
//! `fails` in `source.json` names what of it is still wrong; the test tells when it is right.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

#[path = "shared/summary.rs"]
mod summary;

use std::{fs, path::Path};

use backfile_article::{Extraction, Timestamp};
use backfile_extract::{Source, extract, sanitize, to_text};
use serde_json::Value;
use summary::summary;
use url::Url;

fn folders() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders: Vec<_> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn read(folder: &Path) -> (String, Url, Timestamp) {
    let page = fs::read_to_string(folder.join("page.html")).unwrap();
    let source: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("source.json")).unwrap()).unwrap();
    let captured =
        backfile_article::PageTime::parse_iso(source["captured_at"].as_str().unwrap()).unwrap();
    (page, Url::parse(source["url"].as_str().unwrap()).unwrap(), Timestamp(captured.sort_key))
}

fn run(folder: &Path, change: impl Fn(String) -> String) -> Extraction {
    let (page, url, captured) = read(folder);
    extract(&change(page), &Source { url: Some(&url), captured_at: Some(captured) })
}

#[test]
fn each_page_gives_the_article_that_is_expected() {
    let write = std::env::var_os("BACKFILE_WRITE_FIXTURES").is_some();
    let folders = folders();
    assert!(folders.len() >= 3);
    for folder in folders {
        let mut found = summary(&run(&folder, |page| page));
        let path = folder.join("expected.json");
        let fails = fails(&folder);
        let expected: Option<Value> =
            fs::read_to_string(&path).ok().map(|expected| serde_json::from_str(&expected).unwrap());
        if write {
            if let Some(Value::Object(expected)) = expected.filter(|_| !fails.is_empty()) {
                // What is right but not reached yet stands there by hand.
                let found = found.as_object_mut().unwrap();
                found.retain(|key, _| expected.contains_key(key));
                for key in &fails {
                    found.insert(key.clone(), expected[key].clone());
                }
            }
            fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
            continue;
        }
        for (key, value) in expected.unwrap().as_object().unwrap() {
            if fails.contains(key) {
                assert_ne!(
                    &found[key],
                    value,
                    "{key} of {} is right now: take it out of `fails`",
                    folder.display()
                );
                continue;
            }
            assert_eq!(&found[key], value, "{key} of {}", folder.display());
        }
    }
}

/// What is known not to come out right.
fn fails(folder: &Path) -> Vec<String> {
    let source: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("source.json")).unwrap()).unwrap();
    let fails = source["fails"].as_array().cloned().unwrap_or_default();
    fails.iter().map(|key| key.as_str().unwrap().to_owned()).collect()
}

#[test]
fn blocks_are_sanitised_and_their_text_is_that_of_their_html() {
    for folder in folders() {
        for block in run(&folder, |page| page).blocks {
            assert_eq!(sanitize(&block.html, None), block.html);
            assert_eq!(to_text(&block.html), block.text);
        }
    }
}

/// No single source may carry the article: with all names, or all data, taken away, the same
/// paragraphs come out.
#[test]
fn paragraphs_stay_when_names_or_data_go() {
    let without_attributes = |page: String| {
        let mut page = page;
        for name in ["data-component", "data-block", "data-testid", "class"] {
            page = page.replace(&format!(" {name}=\""), " x=\"");
        }
        page
    };
    let without_data = |page: String| {
        page.replace("application/ld+json", "text/plain")
            .replace("__NEXT_DATA__", "x")
            .replace("__INITIAL_DATA__", "x")
    };
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("news--") {
            continue;
        }
        let whole = run(&folder, |page| page);
        for (what, changed) in
            [("names", run(&folder, without_attributes)), ("data", run(&folder, without_data))]
        {
            for block in whole.blocks.iter().filter(|block| block.text.len() > 60) {
                assert!(
                    changed.blocks.iter().any(|other| other.text == block.text),
                    "without {what}, {name} loses: {}",
                    block.text
                );
            }
            let more = changed.blocks.iter().filter(|other| {
                other.text.len() > 60 && !whole.blocks.iter().any(|block| block.text == other.text)
            });
            assert_eq!(
                more.map(|block| &block.text).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "{what}, {name}"
            );
        }
    }
}
