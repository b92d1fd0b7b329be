//! Two hundred real pages, where they are at hand: none is lost, and what they say is found.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::Value;

use crate::stage::{Stage, corpus};

/// Pages of each collection.
const TAKEN: [(&str, usize); 8] = [
    ("wcxb-article", 60),
    ("trafilatura", 50),
    ("fundus", 30),
    ("aeb", 30),
    ("mozilla", 12),
    ("cleanportal", 8),
    ("newspaper", 5),
    ("fundus-eval", 5),
];
/// Phrases that are searched for.
const PHRASES: usize = 10;

/// Pages spread evenly over each collection.
fn pages() -> Option<Vec<(String, PathBuf)>> {
    let folder = corpus()?;
    let mut pages = Vec::new();
    for (collection, count) in TAKEN {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join(collection))
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.to_string_lossy().ends_with(".html.gz"))
            .collect();
        files.sort();
        let step = files.len() / count;
        for file in files.into_iter().step_by(step.max(1)).take(count) {
            let name = file.file_name().unwrap().to_string_lossy().replace(".html.gz", "");
            pages.push((format!("/{collection}/{name}"), file));
        }
    }
    Some(pages)
}

#[test]
fn two_hundred_real_pages_are_saved_or_kept_as_link_and_found() {
    let Some(pages) = pages() else { return };
    assert_eq!(pages.len(), 200);
    let stage = Stage::new();
    for (number, (_, file)) in pages.iter().enumerate() {
        let mut page = Vec::new();
        let packed = std::fs::read(file).unwrap();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut page)
            .unwrap();
        // Such a path says nothing of the page, as an id does not.
        let path = format!("/site-{number}/page");
        stage.server.bytes(&path, "text/html; charset=utf-8", page);
    }
    // Their pictures lie on the open internet, which a test leaves alone.
    stage.leave_pictures_out();
    let links: Vec<String> =
        (0..pages.len()).map(|number| stage.server.url(&format!("/site-{number}/page"))).collect();
    let started = std::time::Instant::now();
    let lines = stage.save(&links.iter().map(String::as_str).collect::<Vec<_>>());
    println!("200 pages in {:?}", started.elapsed());
    assert_eq!(lines.len(), 200);

    let mut links = BTreeMap::<String, Vec<&str>>::new();
    let mut saved = Vec::new();
    for (line, (name, _)) in lines.iter().zip(&pages) {
        match line["status"].as_str() {
            Some("saved") => saved.push((line, name)),
            // Two copies of one page may name the same address.
            Some("duplicate") => assert!(line["id"].is_string(), "{line}"),
            Some("link") => {
                let code = line["error"]["code"].as_str().expect("a reason");
                assert!(line["error"]["message"].as_str().is_some_and(|words| words.len() > 20));
                links.entry(code.to_owned()).or_default().push(name);
            }
            _ => panic!("lost: {name}: {line}"),
        }
    }
    println!("{} articles; kept as link:", saved.len());
    for (code, names) in &links {
        println!("  {code}: {names:?}");
    }
    let count: usize = links.values().map(Vec::len).sum();
    assert!(count <= 20, "{count} of 200 pages gave no article");

    for (line, name) in saved.iter().step_by(saved.len() / PHRASES).take(PHRASES) {
        let id = line["id"].as_str().unwrap();
        let text = stage.run(&["show", id]).well();
        let phrase = phrase_of(text.text());
        let words = ["search", &format!("\"{phrase}\""), "--limit", "50", "--json"];
        let found: Value = stage.run(&words).well().json();
        let hits = found["hits"].as_array().unwrap();
        assert!(hits.iter().any(|hit| hit["id"] == id), "{name}: “{phrase}” is not found");
    }
    assert_eq!(stage.verified()["ok"], true);
}

/// Some words from the middle of a text, as a person would remember them.
fn phrase_of(text: &str) -> String {
    let paragraph = text.split("\n\n").max_by_key(|paragraph| paragraph.chars().count().min(400));
    let words: Vec<&str> = paragraph.unwrap_or_default().split_whitespace().collect();
    let start = words.len() / 3;
    let phrase = words[start..].iter().take(6).copied().collect::<Vec<_>>().join(" ");
    phrase.replace(['"', '“', '”'], " ")
}
