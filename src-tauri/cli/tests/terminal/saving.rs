//! `backfile save`, field by field.

use serde_json::{Value, json};

use crate::stage::{Stage, article, fields};

const FIELDS: [&str; 8] =
    ["completeness", "error", "id", "input", "status", "title", "url", "word_count"];

#[test]
fn a_line_for_each_input_in_order_with_every_field() {
    let stage = Stage::new();
    let url = |path: &str| stage.server.url(path);
    let inputs = [
        url("/courier/ferry"),
        url("/valley/video/seal"),
        "http://no-such-host.invalid/x".to_owned(),
        url("/slow?s=1"),
        url("/story/1"),
        url("/courier/ferry?utm_source=letter"),
        url("/short"),
        "neither link nor file".to_owned(),
    ];
    let words: Vec<&str> = ["save", "--json", "--allow-private", "--tag", "demo"]
        .into_iter()
        .chain(inputs.iter().map(String::as_str))
        .collect();
    let run = stage.run(&words);
    assert_eq!(run.code, 1, "two of them failed");
    let lines = run.lines();
    let given: Vec<&str> = lines.iter().filter_map(|line| line["input"].as_str()).collect();
    assert_eq!(given, inputs.each_ref().map(String::as_str));
    for line in &lines {
        assert_eq!(fields(line), FIELDS, "{line}");
    }
    let status: Vec<&str> = lines.iter().filter_map(|line| line["status"].as_str()).collect();
    assert_eq!(
        status,
        ["saved", "link", "failed", "saved", "saved", "duplicate", "duplicate", "failed"]
    );
    let ferry = &lines[0];
    assert_eq!(ferry["title"], "The ferry that refused to retire");
    assert_eq!(ferry["url"], url("/courier/ferry"));
    assert!(ferry["id"].is_string() && ferry["error"].is_null());
    assert!(ferry["word_count"].as_u64() > Some(300));
    assert!(ferry["completeness"].as_f64() > Some(0.9));
    for (line, code) in
        [(&lines[1], "video"), (&lines[2], "name_not_found"), (&lines[7], "no_link")]
    {
        assert_eq!(line["error"]["code"], code, "{line}");
        assert_eq!(fields(&line["error"]), ["code", "message"]);
        assert!(line["error"]["message"].as_str().is_some_and(|message| message.len() > 20));
    }
    assert!(lines[1]["id"].is_string(), "a link is an entry");
    assert!(lines[2]["id"].is_null() && lines[7]["id"].is_null());
    for duplicate in &lines[5..7] {
        assert_eq!(duplicate["id"], ferry["id"]);
        assert!(duplicate["error"].is_null());
    }
    let tagged = stage.run(&["list", "--tag", "demo", "--json"]).well().json();
    // Articles, the link, and the link that failed; the words that are neither are nothing.
    assert_eq!(tagged.as_array().map(Vec::len), Some(5));
    assert_eq!(stage.verified()["ok"], true);
}

#[test]
fn the_exit_code_is_0_when_none_failed() {
    let stage = Stage::new();
    let (ferry, gone) = (stage.server.url("/courier/ferry"), stage.server.url("/gone"));
    assert_eq!(stage.run(&["save", "--json", "--allow-private", &ferry, &gone]).code, 0);
    let again = stage.run(&["save", "--json", "--allow-private", &ferry]);
    assert_eq!((again.code, again.json()["status"].as_str()), (0, Some("duplicate")));
}

#[test]
fn a_private_address_is_not_fetched_without_being_meant() {
    let stage = Stage::new();
    let run = stage.run(&["save", "--json", &stage.server.url("/courier/ferry")]);
    assert_eq!(run.code, 1);
    let line = run.json();
    assert_eq!((line["status"].as_str(), line["id"].is_null()), (Some("failed"), true));
    assert_eq!(line["error"]["code"], "ask_private");
    assert!(stage.server.requests().is_empty());
    assert_eq!(stage.save(&[&stage.server.url("/courier/ferry")])[0]["status"], "saved");
}

#[test]
fn a_saved_page_and_a_text_are_articles_and_a_list_gives_a_line_for_each_link() {
    let stage = Stage::new();
    let page = article("A page on the disk", 6)
        .replace("<html", "<!-- saved from url=(0026)https://paper.example/disk -->\n<html");
    let html = stage.file("page.html", &page);
    let line = &stage.save(&[&html])[0];
    assert_eq!((line["status"].as_str(), line["input"].as_str()), (Some("saved"), Some(&*html)));
    assert_eq!(line["url"], "https://paper.example/disk");
    assert_eq!(line["title"], "A page on the disk");

    let base = stage.server.base_url();
    let list = stage.file(
        "pocket.csv",
        format!(
            "title,url,time_added,tags,status\nOne,{base}/story/1,1700000000,sea|coast,unread\n\
             Two,{base}/story/2,1600000000,,archive\nNone,javascript:alert(1),1600000000,,unread\n"
        ),
    );
    let lines = stage.save(&["--tag", "pocket", &list]);
    let given: Vec<Value> = lines.iter().map(|line| line["input"].clone()).collect();
    assert_eq!(given, [json!(format!("{base}/story/1")), json!(format!("{base}/story/2"))]);
    assert!(lines.iter().all(|line| line["status"] == "saved"), "{lines:?}");
    let tagged = stage.run(&["list", "--tag", "sea", "--json"]).well().json();
    assert_eq!(tagged[0]["tags"], json!(["coast", "pocket", "sea"]));
    assert_eq!(tagged[0]["saved"], "2023-11-14T22:13:20Z");
    let read = stage.run(&["list", "--state", "read", "--json"]).well().json();
    assert_eq!(read[0]["url"], format!("{base}/story/2"));
}

#[test]
fn an_archive_in_a_folder_that_is_synced_is_said_to_be_in_danger() {
    let stage = Stage::new();
    let place = stage.folder.path().join("Dropbox").join("archive");
    let (place, ferry) = (place.to_str().unwrap(), stage.server.url("/courier/ferry"));
    let run = stage.run(&["--archive", place, "save", "--json", "--allow-private", &ferry]);
    assert_eq!((run.code, run.json()["status"].as_str()), (0, Some("saved")));
    assert!(run.err.starts_with("backfile: Dropbox copies this folder"), "{run:?}");
    assert_eq!(run.err.lines().count(), 1);
    stage.run(&["--archive", place, "list", "--json"]).well();
}

#[test]
fn a_password_in_a_link_is_said_to_be_left_out() {
    let stage = Stage::new();
    let link = stage.server.url("/courier/ferry").replace("://", "://reader:sesame@");
    let run = stage.run(&["save", "--json", "--allow-private", &link]);
    assert_eq!((run.code, run.json()["status"].as_str()), (0, Some("saved")));
    assert_eq!(run.json()["url"], stage.server.url("/courier/ferry"));
    assert!(run.err.starts_with("backfile: The name and password in the link"), "{run:?}");
}

#[test]
fn a_file_that_cannot_be_taken_fails_alone() {
    let stage = Stage::new();
    let program = stage.file("program", b"\x7fELF\0\0\0\0\0");
    let empty = stage.file("empty.html", b"");
    let ferry = stage.server.url("/courier/ferry");
    let lines = stage.save(&[&program, &empty, &ferry]);
    let status: Vec<&str> = lines.iter().filter_map(|line| line["status"].as_str()).collect();
    assert_eq!(status, ["failed", "failed", "saved"]);
    assert_eq!(lines[0]["error"]["code"], "bad_file");
}

#[test]
fn for_people_it_says_what_became_of_each() {
    let stage = Stage::new();
    let (ferry, wall) = (stage.server.url("/courier/ferry"), stage.server.url("/consent"));
    let run = stage.run(&["save", "--allow-private", &ferry, &wall, &ferry]).well();
    let lines: Vec<&str> = run.text().lines().collect();
    assert_eq!(lines[0], "Saved: The ferry that refused to retire");
    assert!(lines[1].contains("asked for consent") && lines[1].contains("paste it here"));
    assert_eq!(lines[2], "Saved before: The ferry that refused to retire");
}

#[test]
fn a_tag_is_put_on_what_was_there_before_and_the_trash_gives_back_what_is_saved_again() {
    let stage = Stage::new();
    let id = stage.saved("/courier/ferry");
    stage.run(&["delete", &id]).well();
    let url = stage.server.url("/courier/ferry");
    let lines = stage.save(&["--tag", "later", &url]);
    assert_eq!(
        (lines[0]["status"].as_str(), lines[0]["id"].as_str()),
        (Some("duplicate"), Some(&*id))
    );
    let listed = stage.run(&["list", "--tag", "later", "--json"]).well().json();
    assert_eq!(listed[0]["id"], id);
    assert_eq!(listed[0]["state"], json!(["unread"]));
}

#[test]
fn wrong_use_ends_with_2() {
    let stage = Stage::new();
    for words in [
        &["save"][..],
        &["save", "--no-such-option", "x"],
        &["no-such-command"],
        &["show", "not-an-id"],
        &["list", "--state", "lost"],
        &["extract"],
        &["extract", "--captured-at", "yesterday", "-"],
        &["tag", "01890a5d-ac96-774b-bcce-b302099a8057", "energy"],
        &[],
    ] {
        let run = stage.run(words);
        assert_eq!(run.code, 2, "{words:?} {run:?}");
        assert!(run.out.is_empty() && !run.err.is_empty(), "{words:?}");
    }
}

#[test]
fn every_command_has_help_with_examples() {
    let stage = Stage::new();
    for command in
        ["", "save", "extract", "search", "list", "show", "tag", "delete", "verify", "completions"]
    {
        let words: Vec<&str> =
            [command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let run = stage.run(&words).well();
        assert!(run.text().contains("Example"), "{command}");
    }
    for shell in ["bash", "zsh", "fish"] {
        let run = stage.run(&["completions", shell]).well();
        assert!(run.text().contains("backfile") && run.text().contains("allow-private"), "{shell}");
    }
    assert!(!stage.archive().exists(), "none of that makes an archive");
}

#[test]
fn an_option_names_the_archive_before_the_variable_does() {
    let stage = Stage::new();
    let other = stage.folder.path().join("other");
    let words = ["--archive", other.to_str().unwrap(), "save", "--json", "--allow-private"];
    let url = stage.server.url("/story/1");
    let run = stage.run(&[&words[..], &[url.as_str()]].concat());
    assert_eq!(run.json()["status"], "saved");
    assert!(other.join("archive.sqlite").is_file() && !stage.archive().exists());
    stage.run(&["list"]).refused(1);
    assert!(!stage.archive().exists(), "a look makes no archive");
}

#[test]
fn a_list_without_end_is_refused_in_a_sentence_and_what_a_list_could_not_give_is_counted() {
    let stage = Stage::new();
    let many: String = (0..=200_000).fold("url\n".to_owned(), |mut list, number| {
        list.push_str("https://many.example/");
        list.push_str(&number.to_string());
        list.push('\n');
        list
    });
    let run = stage.run(&["save", &stage.file("many.csv", many)]);
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("“many.csv” holds more than 200,000 links"), "{run:?}");
    assert_eq!(stage.run(&["list", "--json"]).well().json(), serde_json::json!([]));

    let some = format!("url\n{}\nnothing\nnothing\n", stage.server.url("/courier/ferry"));
    let run = stage.run(&["save", "--allow-private", &stage.file("some.csv", some)]);
    assert!(run.err.contains("2 lines held no link"), "{run:?}");
    assert_eq!(run.code, 0, "{run:?}");
}
