//! Finding, showing, tagging, the trash and verify.

use serde_json::{Value, json};

use crate::stage::{Stage, fields};

const SHOWN: [&str; 22] = [
    "authors",
    "completeness",
    "excerpt",
    "html",
    "id",
    "images",
    "language",
    "lead_image",
    "modified",
    "published",
    "removed",
    "saved",
    "site",
    "state",
    "tags",
    "text",
    "title",
    "topics",
    "url",
    "versions",
    "warnings",
    "word_count",
];

#[test]
fn search_gives_total_time_and_hits_with_every_field() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    stage.saved("/story/1");
    stage.save(&[&stage.server.url("/valley/video/seal")]);
    let answer =
        stage.run(&["search", "\"a cake in the shape of a boat\"", "--json"]).well().json();
    assert_eq!(fields(&answer), ["hits", "took_ms", "total"]);
    assert_eq!(answer["total"], 1);
    assert!(answer["took_ms"].is_number());
    let hit = &answer["hits"][0];
    assert_eq!(fields(hit), ["id", "published", "site", "snippet", "title", "url"]);
    assert_eq!(hit["id"], id);
    assert_eq!(hit["site"], "The Harbour Courier");
    assert!(hit["published"].as_str().is_some_and(|date| date.starts_with("2026-11-14")));
    assert!(hit["snippet"].as_str().is_some_and(|words| words.contains("cake")));
    // Options may stand anywhere; a word may begin with a hyphen; links are found too.
    for (words, total) in [
        (&["search", "--json", "marigold", "-torpedo"][..], 1),
        (&["search", "--json", "marigold", "-ferry"], 0),
        (&["search", "--json", "site:\"The Gazette\""], 1),
        (&["search", "--json", "seal"], 1),
        (&["search", "--json", "is:link"], 1),
        (&["search", "--json", "nothing-has-this-word"], 0),
    ] {
        assert_eq!(stage.run(words).well().json()["total"], total, "{words:?}");
    }
    let people = stage.run(&["search", "marigold"]).well();
    assert!(people.text().contains("The ferry that refused to retire"));
}

#[test]
fn search_says_what_it_took_for_what_was_asked() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    stage.run(&["tag", &id, "+deep sea"]).well();
    stage.saved("/story/1");
    let people = stage.run(&["search", "marigodl"]).well();
    assert!(people.text().starts_with("Nothing has “marigodl”; showing marigold\n\nThe ferry"));
    let answer = stage.run(&["search", "marigodl", "--json"]).well().json();
    assert_eq!(fields(&answer), ["hits", "loosened", "took_ms", "total"]);
    assert_eq!(
        (&answer["total"], &answer["loosened"]["spelling"]),
        (&json!(1), &json!("marigold"))
    );
    let two = stage.run(&["search", "marigold", "qqqqq"]).well();
    assert!(two.text().starts_with("Nothing has both words; showing what has one of them\n"));
    let three = ["search", "marigold", "ferry", "qqqqq"];
    let answer = stage.run(&[&three[..], &["--json"]].concat()).well().json();
    assert_eq!(answer["loosened"], json!({ "most_words": { "least": 2, "words": 3 } }));
    let three = stage.run(&three).well();
    assert!(three.text().starts_with("Nothing has all 3 words; showing what has at least 2"));
    assert!(stage.run(&["search", "qqqqq"]).well().text().starts_with("0 articles found"));
}

#[test]
fn search_counts_what_its_hits_have_in_common() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    stage.run(&["tag", &id, "+deep sea"]).well();
    stage.saved("/story/1");
    let answer = stage.run(&["search", "marigold", "--facets", "--json", "--limit", "0"]).well();
    let facets = &answer.json()["facets"];
    assert_eq!(fields(facets), ["languages", "sites", "tags", "years"]);
    assert_eq!(facets["tags"], json!({ "deep sea": 1 }));
    assert_eq!(facets["years"], json!({ "2026": 1 }));
    let people = stage.run(&["search", "is:read", "OR", "is:unread", "--facets"]).well();
    assert!(people.text().contains("\n2 articles found\nTags: deep sea 1\nSites: "));
    assert!(people.text().trim_end().ends_with("Languages: en 2"));
    assert!(!stage.run(&["search", "marigold"]).well().text().contains("Tags:"));
}

#[test]
fn limit_and_offset_walk_through_the_hits() {
    let stage = Stage::new();
    let links: Vec<String> = (0..7).map(|at| stage.server.url(&format!("/story/{at}"))).collect();
    stage.save(&links.iter().map(String::as_str).collect::<Vec<_>>());
    let mut seen = Vec::new();
    for offset in ["0", "3", "6", "9"] {
        let words = ["search", "story", "--limit", "3", "--offset", offset, "--json"];
        let answer = stage.run(&words).well().json();
        assert_eq!(answer["total"], 7);
        seen.extend(answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].clone()));
    }
    seen.sort_by_key(Value::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 7);
    let listed = stage.run(&["list", "--limit", "2", "--json"]).well().json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
}

#[test]
fn show_gives_every_form_and_the_original_byte_for_byte() {
    let stage = Stage::new();
    let page: Vec<u8> = {
        let mut page = crate::stage::article("Bytes as they came", 6).into_bytes();
        // No UTF-8, no line end at the end, and a zero: all of it is kept.
        page.extend_from_slice(b"<!-- \xff\xfe\x00 -->\r\n\r\n ");
        page
    };
    stage.server.bytes("/bytes", "text/html; charset=utf-8", page.clone());
    stage.server.answer("/packed", backfile_testkit::Answer::html(page.clone()).packed());
    for path in ["/bytes", "/packed"] {
        let id = stage.saved(path);
        let original = stage.run(&["show", &id, "--format", "original"]).well();
        assert_eq!(original.out, page, "{path}");
    }
    let id = stage.saved("/courier/ferry");
    stage.run(&["tag", &id, "+sea"]).well();
    let whole = stage.run(&["show", &id, "--format", "json"]).well().json();
    assert_eq!(fields(&whole), SHOWN);
    assert_eq!((whole["id"].as_str(), whole["tags"].clone()), (Some(&*id), json!(["sea"])));
    assert_eq!(whole["state"], json!(["unread"]));
    assert_eq!(whole["versions"].as_array().map(Vec::len), Some(1));
    assert_eq!(fields(&whole["versions"][0]), ["captured", "version", "word_count"]);
    assert!(whole["saved"].as_str().is_some_and(|time| time.ends_with('Z')));
    let text = stage.run(&["show", &id, "--format", "text"]).well();
    assert_eq!(whole["text"].as_str(), Some(text.text().trim_end_matches('\n')));
    assert!(text.text().contains("\n\n") && !text.text().contains("<p>"));
    let html = stage.run(&["show", &id, "--format", "html"]).well();
    assert!(html.text().contains("<p>") && !html.text().contains("<html"));
    let markdown = stage.run(&["show", &id, "--format", "markdown"]).well();
    assert!(markdown.text().starts_with("# The ferry that refused to retire\n\n"));
    assert_eq!(stage.run(&["show", &id]).well().text(), text.text());
}

#[test]
fn show_gives_the_blocks_that_the_person_put_back_too() {
    let stage = Stage::new();
    let page = crate::stage::article("The lamp", 8).replace(
        "</article>",
        "<aside class=\"related-stories\"><h2>More stories</h2><p><a href=/a>Gannets learn to \
         queue</a></p><p><a href=/b>A kettle is heard in Lund</a></p></aside></article>",
    );
    stage.server.page("/lamp", page);
    let id = stage.saved("/lamp");
    let show = |format: &str| {
        let shown = stage.run(&["show", &id, "--format", format]).well();
        shown.text().to_owned()
    };
    let whole = || stage.run(&["show", &id, "--format", "json"]).well().json();
    let before = whole();
    assert!(!show("text").contains("Gannets"));
    let removed = before["removed"].as_array().unwrap();
    let about = |block: &Value| block["text"].as_str().unwrap().contains("Gannets");
    let index = removed.iter().position(about).expect("the related stories are left out");
    let version = before["versions"][0]["version"].clone();
    let restore = json!({ "id": id, "version": version, "index": index, "restored": true });
    stage.call("restore_block", restore);
    for format in ["text", "html", "markdown", "json"] {
        assert!(show(format).contains("Gannets learn to queue"), "{format}");
    }
    let after = whole();
    assert_eq!(after["removed"].as_array().map(Vec::len), Some(removed.len() - 1));
    assert!(after["word_count"].as_u64() > before["word_count"].as_u64());
    assert_eq!(fields(&after), SHOWN);
}

#[test]
fn a_link_shows_what_is_known_and_has_no_original_when_nothing_came() {
    let stage = Stage::new();
    let pdf = stage.save(&[&stage.server.url("/report.pdf")])[0]["id"].clone();
    let original = stage.run(&["show", pdf.as_str().unwrap(), "--format", "original"]).well();
    assert!(original.out.starts_with(b"%PDF-"));
    let whole = stage.run(&["show", pdf.as_str().unwrap(), "--format", "json"]).well().json();
    assert_eq!((whole["state"].clone(), whole["versions"].clone()), (json!(["link"]), json!([])));
    stage.save(&["http://no-such-host.invalid/x"]);
    let listed = stage.run(&["list", "--json"]).well().json();
    let failed = listed.as_array().unwrap().iter().find(|line| line["state"] == json!(["failed"]));
    let id = failed.expect("what failed is listed")["id"].as_str().unwrap().to_owned();
    let none = stage.run(&["show", &id, "--format", "original"]).refused(1);
    assert!(none.err.contains("no page was ever kept"), "{}", none.err);
}

#[test]
fn list_goes_by_state_tag_and_site() {
    let stage = Stage::new();
    let ferry = stage.saved("/courier/ferry");
    let story = stage.saved("/story/1");
    stage.save(&[&stage.server.url("/report.pdf")]);
    stage.run(&["tag", &ferry, "+sea/boats"]).well();
    stage.run(&["delete", &story]).well();
    let ids = |words: &[&str]| -> Vec<Value> {
        let run = stage.run(&[&["list", "--json"], words].concat()).well();
        run.json().as_array().unwrap().iter().map(|line| line["id"].clone()).collect()
    };
    let line = stage.run(&["list", "--json", "--tag", "sea"]).well().json()[0].clone();
    assert_eq!(
        fields(&line),
        ["id", "published", "saved", "site", "state", "tags", "title", "url"]
    );
    assert_eq!(ids(&["--tag", "sea"]), [json!(ferry)]);
    assert_eq!(ids(&["--tag", "boats"]), [] as [Value; 0]);
    assert_eq!(ids(&["--site", "Harbour Courier"]), [json!(ferry)]);
    assert_eq!(ids(&["--state", "unread"]), [json!(ferry)]);
    assert_eq!(ids(&["--state", "trash"]), [json!(story)]);
    assert_eq!(ids(&["--state", "link"]).len(), 1);
    assert_eq!(ids(&["--state", "starred"]).len() + ids(&["--state", "read"]).len(), 0);
    assert_eq!(ids(&[]).len(), 2, "all but the trash");
    let people = stage.run(&["list"]).well();
    assert_eq!(people.text().lines().count(), 2);
    assert!(people.text().contains("#sea/boats"));
}

#[test]
fn tags_go_on_and_off_and_are_printed() {
    let stage = Stage::new();
    let id = stage.saved("/story/1");
    let run = stage.run(&["tag", &id, "+sea", "+news/local"]).well();
    assert_eq!(run.text(), "news/local\nsea\n");
    assert_eq!(stage.run(&["tag", &id, "-sea", "+frost"]).well().text(), "frost\nnews/local\n");
    assert_eq!(stage.run(&["tag", &id]).well().text(), "frost\nnews/local\n");
    let wrong = stage.run(&["tag", &id, "-never-used", "+new"]).refused(1);
    assert!(wrong.err.contains("never-used"), "{}", wrong.err);
    assert_eq!(
        stage.run(&["tag", &id]).well().text(),
        "frost\nnews/local\n",
        "nothing was changed"
    );
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    stage.run(&["tag", nobody, "+lost"]).refused(1);
    assert_eq!(stage.run(&["search", "tag:lost", "--json"]).well().json()["total"], 0);
}

#[test]
fn delete_moves_to_the_trash_and_restore_brings_back() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    stage.run(&["delete", &id]).well();
    assert_eq!(stage.run(&["search", "marigold", "--json"]).well().json()["total"], 0);
    assert_eq!(stage.run(&["show", &id, "--format", "json"]).well().json()["state"][1], "trash");
    stage.run(&["restore", &id]).well();
    assert_eq!(stage.run(&["search", "marigold", "--json"]).well().json()["total"], 1);
    let nobody = "01890a5d-ac96-774b-bcce-b302099a8057";
    for command in ["delete", "restore", "show"] {
        stage.run(&[command, nobody]).refused(1);
    }
}

#[test]
fn verify_finds_what_was_damaged_and_what_is_missing() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    let good = stage.verified();
    assert_eq!(fields(&good), ["articles", "ok", "problems"]);
    assert_eq!((good["articles"].as_u64(), good["problems"].clone()), (Some(1), json!([])));
    assert!(stage.run(&["verify"]).well().text().starts_with("All is well"));

    let mut blobs = Vec::new();
    for folder in std::fs::read_dir(stage.archive().join("blobs")).unwrap() {
        let folder = folder.unwrap().path();
        if folder.is_dir() {
            blobs.extend(std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
        }
    }
    assert!(blobs.len() >= 3, "{blobs:?}");
    let mut damaged = std::fs::read(&blobs[0]).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    std::fs::write(&blobs[0], damaged).unwrap();
    std::fs::remove_file(&blobs[1]).unwrap();
    let run = stage.run(&["verify", "--json"]);
    assert_eq!(run.code, 1);
    let found = run.json();
    assert_eq!(found["ok"], false);
    let codes: Vec<&str> = found["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert!(codes.contains(&"blob_missing"), "{codes:?}");
    assert!(
        codes.iter().any(|code| code.starts_with("blob_") && *code != "blob_missing"),
        "{codes:?}"
    );
    // The text is in the database and can still be read.
    assert!(stage.run(&["show", &id]).well().text().contains("cake"));
}
