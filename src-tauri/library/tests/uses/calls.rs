//! The door for windows: every call, once.

use std::collections::BTreeSet;

use backfile_library::ipc::{self, CommandError};
use serde_json::{Value, json};

use crate::stage::{Stage, request};

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_answered_when_its_arguments_fit() {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    stage.ask("add_tag", json!({ "ids": [id], "name": "sea" })).await;
    stage.ask("pin_search", json!({ "name": "Sea", "query": "tag:sea" })).await;
    let overview = stage.ask("overview", Value::Null).await;
    let tag = overview["tags"][0]["id"].clone();
    let search = overview["searches"][0]["id"].clone();
    let view = stage.ask("article", json!({ "id": id, "version": null })).await;
    let version = view["version"].clone();
    let begun = stage.ask("file_begin", json!({ "name": "a.txt", "size": 30 })).await;
    let token = begun["token"].clone();
    let list = serde_json::to_value(request(
        ipc::View::Tag(serde_json::from_value(tag.clone()).unwrap()),
        "x",
    ))
    .unwrap();
    let quote = json!({ "exact": "ferry", "prefix": "", "suffix": "", "start": 0 });
    let marking = json!({ "id": id, "version": version, "quote": quote, "note": "n" });
    let highlight = stage.ask("add_highlight", marking.clone()).await["id"].clone();
    stage.ask("back_up_now", Value::Null).await;
    let backups = stage.ask("backups", Value::Null).await;
    let backup = backups["list"][0]["name"].clone();
    stage.ask("restore_backup", json!({ "name": backup })).await;
    let aside = stage.ask("backups", Value::Null).await["asides"][0]["name"].clone();
    let nothing = json!({ "text": null, "html": null, "uri_list": null });
    let calls = [
        ("overview", json!({})),
        ("introduce", json!({ "user_agent": "Mozilla/5.0 (X11)", "languages": ["cy", "en"] })),
        ("list", json!({ "request": list })),
        ("facets", json!({ "request": list })),
        ("complete_query", json!({ "text": "tag:s", "cursor": 5 })),
        ("article", json!({ "id": id, "version": version })),
        ("hint", json!({ "text": "paper.example/story" })),
        ("save", json!({ "request": nothing })),
        ("paste", json!({ "request": nothing })),
        ("file_begin", json!({ "name": "b.txt", "size": 3 })),
        ("file_part", json!({ "token": token, "base64": "aHR0cHM6Ly9wYXBlci5leGFtcGxlL3g=" })),
        ("file_end", json!({ "token": token })),
        ("add_sample", json!({})),
        ("retry", json!({ "ids": [] })),
        ("capture_again", json!({ "id": id })),
        ("set_address", json!({ "id": id, "url": "https://paper.example/y" })),
        ("answer_origin", json!({ "origin": "http://10.0.0.1:80", "allow": false })),
        ("pause_queue", json!({ "paused": true })),
        ("set_read", json!({ "ids": [id], "read": true })),
        ("set_starred", json!({ "ids": [id], "starred": true })),
        ("set_trashed", json!({ "ids": [id], "trashed": false })),
        ("purge", json!({ "ids": [] })),
        ("complete_tag", json!({ "prefix": "s" })),
        ("add_tag", json!({ "ids": [id], "name": "news/local" })),
        ("remove_tag", json!({ "ids": [id], "tag": tag })),
        ("rename_tag", json!({ "tag": tag, "name": "the sea" })),
        ("pin_tag", json!({ "tag": tag, "pinned": true })),
        ("delete_tag", json!({ "tag": tag })),
        ("undo", json!({})),
        ("pin_search", json!({ "name": "More", "query": "sea" })),
        ("unpin_search", json!({ "id": search })),
        ("correct", json!({ "id": id, "field": "title", "value": null })),
        ("restore_block", json!({ "id": id, "version": version, "index": 0, "restored": true })),
        ("add_highlight", marking),
        ("set_note", json!({ "highlight": highlight, "note": null })),
        ("highlights", json!({ "words": "ferry", "offset": 0, "limit": 5 })),
        ("remove_highlight", json!({ "highlight": highlight })),
        ("copy", json!({ "text": "x" })),
        ("set_progress", json!({ "id": id, "progress": 0.5, "paragraph": 7 })),
        ("open_original", json!({ "id": id })),
        ("open_link", json!({ "url": "mailto:a@paper.example" })),
        ("open_folder", json!({})),
        ("problems", json!({ "limit": 5 })),
        ("clear_problems", json!({})),
        ("backups", json!({})),
        ("back_up_now", json!({})),
        ("check_backup", json!({ "name": backup })),
        ("restore_backup", json!({ "name": backup })),
        ("remove_aside", json!({ "name": aside })),
        ("salvage", json!({})),
        ("contacts", json!({})),
        ("contact_articles", json!({ "host": "paper.example" })),
        ("private_origins", json!({})),
        ("forget_origin", json!({ "origin": "http://10.0.0.1:80" })),
        ("holds", json!({})),
        ("set_settings", json!({ "settings": overview["settings"] })),
        ("set_session", json!({ "session": "{}" })),
    ];
    let tried: BTreeSet<&str> = calls.iter().map(|(name, _)| *name).collect();
    let all: BTreeSet<&str> = ipc::names().into_iter().collect();
    assert_eq!(tried, all, "every call is tried, and none that is not");
    for (name, arguments) in calls {
        let answer = stage.call(name, arguments).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_by_name() {
    let stage = Stage::new().await;
    for (name, arguments) in [
        ("no_such_call", json!({})),
        ("set_read", json!({ "ids": "all", "read": true })),
        ("set_read", json!({ "ids": [] })),
        ("overview", json!({ "surplus": 1 })),
        ("article", json!({ "id": "../archive.sqlite", "version": null })),
        ("file_part", json!({ "token": "x", "base64": "not base64!" })),
    ] {
        let answer = stage.call(name, arguments).await;
        assert!(matches!(answer, Err(CommandError::BadCall { .. })), "{name}: {answer:?}");
    }
    for url in ["javascript:alert(1)", "file:///etc/passwd", "no address"] {
        let answer = stage.call("open_link", json!({ "url": url })).await;
        assert!(matches!(answer, Err(CommandError::BadValue { .. })), "{url}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_finds_its_session_and_the_last_line_read() {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    stage.ask("set_session", json!({ "session": "row 7" })).await;
    stage.ask("set_progress", json!({ "id": id, "progress": 0.25, "paragraph": 9 })).await;
    stage.library.shut_down().await;
    let library = crate::stage::open(stage.folder.path()).await;
    let overview = ipc::dispatch(&library, &crate::stage::NoDesktop, "overview", json!({})).await;
    assert_eq!(overview.unwrap()["session"], "row 7");
    let view = library.article_view(id, None).await.unwrap();
    assert_eq!((view.paragraph, view.row.progress), (9, 0.25));
}
