//! What is pasted, dropped or read from a file.

use backfile_article::{HowTaken, Standing};
use backfile_library::ipc::{FileFault, ProblemCode, SaveOutcome, View};
use backfile_testkit::Answer;
use serde_json::json;

use crate::stage::{Stage, article, dead_server, picture, problem};

/// What a browser puts on the clipboard when a page is copied whole.
fn copied(title: &str) -> String {
    let page = article(title, 8);
    let start = page.find("<main>").unwrap();
    let end = page.find("</body>").unwrap();
    format!("<meta charset='utf-8'>{}", &page[start..end])
}

/// The flattened text of a page, as "select all" and a text editor give it.
fn flattened(title: &str) -> String {
    let page = article(title, 8);
    let body: String = page
        .split("<p>")
        .skip(1)
        .filter_map(|rest| rest.split("</p>").next())
        .map(|paragraph| format!("{paragraph}\n\n"))
        .collect();
    format!("{title}\n\nBy Marta Quell\n\n{body}")
}

async fn paste(stage: &Stage, html: &str, text: &str) -> SaveOutcome {
    let request = json!({ "request": { "text": text, "html": html, "uri_list": null } });
    serde_json::from_value(stage.ask("paste", request).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_page_without_address_is_an_article_that_asks_for_one() {
    let stage = Stage::new().await;
    let html = copied("The lamp and the fox");
    let outcome = paste(&stage, &html, &flattened("The lamp and the fox")).await;
    assert_eq!(outcome.added_count, 1);
    let id = outcome.added[0];
    let row = stage.row(id).await;
    assert_eq!((row.standing, row.how), (Standing::Article, Some(HowTaken::Pasted)));
    assert_eq!(problem(&row), Some(ProblemCode::NeedsAddress));
    assert_eq!(stage.hits("\"four hundred crosses\"").await, 1);
    assert_eq!(stage.library.original(id).await.unwrap(), html.as_bytes());

    let bad = stage.call("set_address", json!({ "id": id, "url": "not an address" })).await;
    assert!(bad.is_err());
    let url = "https://paper.example/lamp?utm_source=x";
    stage.ask("set_address", json!({ "id": id, "url": url })).await;
    let row = stage.row(id).await;
    assert_eq!(row.url, "https://paper.example/lamp");
    assert_eq!((row.standing, problem(&row)), (Standing::Article, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_page_repairs_the_walled_link_of_its_address() {
    let stage = Stage::new().await;
    let walled = stage.save("/consent").await;
    assert_eq!(problem(&walled.row), Some(ProblemCode::ConsentWall));

    // The address came with the copy, as a browser on another system names it.
    let html = copied("Behind the wall");
    let source = stage.server.url("/consent");
    let clipboard = backfile_library::Clipboard {
        html: Some(html),
        plain: Some(flattened("Behind the wall")),
        source_url: Some(source),
        cf_html: None,
    };
    let incoming = backfile_exchange::from_clipboard(&clipboard);
    let intake = stage.library.take_in(incoming, &crate::stage::allowed()).await.unwrap();
    assert_eq!(intake.entries[0].id, walled.row.id);
    assert!(intake.entries[0].before.is_none(), "an article that was not there is new");
    let row = stage.row(walled.row.id).await;
    assert_eq!((row.standing, row.how), (Standing::Article, Some(HowTaken::Pasted)));
    assert_eq!(row.title.as_deref(), Some("Behind the wall"));
    assert_eq!(problem(&row), None);
    assert_eq!(stage.list(View::Links, "").await.total, 0);
}

/// What a browser copied from a page with a picture on that server.
fn copied_with_picture(stage: &Stage, title: &str) -> String {
    stage.server.bytes("/lamp.png", "image/png", picture(1, 5_000));
    let figure =
        format!("<figure><img src=\"{}\"></figure></article>", stage.server.url("/lamp.png"));
    copied(title).replace("</article>", &figure)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_page_gets_its_pictures_once_its_address_is_given() {
    let stage = Stage::new().await;
    // The person allowed this origin before.
    stage.save("/story/1").await;
    let html = copied_with_picture(&stage, "The lamp and the fox");
    let outcome = paste(&stage, &html, &flattened("The lamp and the fox")).await;
    let id = outcome.added[0];
    let kept = || async {
        let receipt = stage.library.article_view(id, None).await.unwrap().receipt.unwrap();
        (receipt.pictures_kept, receipt.pictures_waiting, receipt.pictures_missing)
    };
    assert_eq!((kept().await, stage.server.hits("/lamp.png")), ((0, 0, 0), 0));
    let url = stage.server.url("/paper/lamp");
    stage.ask("set_address", json!({ "id": id, "url": url })).await;
    stage.finish(id).await;
    assert_eq!((kept().await, stage.server.hits("/lamp.png")), ((1, 0, 0), 1));
    // Another address asks for nothing that is there.
    let url = stage.server.url("/paper/the-lamp");
    stage.ask("set_address", json!({ "id": id, "url": url })).await;
    stage.finish(id).await;
    assert_eq!((kept().await, stage.server.hits("/lamp.png")), ((1, 0, 0), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_a_paste_that_repaired_a_link_brings_the_link_back_and_loses_nothing() {
    let stage = Stage::new().await;
    let walled = stage.save("/consent").await.row;
    let source = stage.server.url("/consent");
    let give = || async {
        let clipboard = backfile_library::Clipboard {
            html: Some(copied_with_picture(&stage, "Behind the wall")),
            plain: Some(flattened("Behind the wall")),
            source_url: Some(source.clone()),
            cf_html: None,
        };
        let incoming = backfile_exchange::from_clipboard(&clipboard);
        let intake = stage.library.take_in(incoming, &crate::stage::allowed()).await.unwrap();
        stage.finish(intake.entries[0].id).await;
        intake.entries[0].id
    };
    let id = give().await;
    let repaired = stage.row(id).await;
    assert_eq!((id, repaired.standing), (walled.id, Standing::Article));
    assert_eq!(stage.hits("\"four hundred crosses\"").await, 1);

    let undone = stage.ask("undo", json!({})).await;
    assert_eq!((undone["what"].as_str(), undone["count"].as_u64()), (Some("save"), Some(1)));
    let row = stage.row(id).await;
    assert_eq!(format!("{row:?}"), format!("{walled:?}"), "it looks as before");
    assert_eq!(stage.list(View::Links, "").await.total, 1);
    assert_eq!(stage.hits("\"four hundred crosses\"").await, 0);
    // The version is in the archive still, with its picture, and the next paste shows it again.
    let versions = stage.library.show(id).await.unwrap().versions;
    assert_eq!(versions.len(), 1);
    let view = stage.library.article_view(id, Some(versions[0].id)).await.unwrap();
    assert_eq!(view.receipt.map(|receipt| receipt.pictures_kept), Some(1));
    assert!(stage.library.verify().await.unwrap().findings.is_empty());
    assert_eq!(give().await, id);
    let again = stage.row(id).await;
    assert_eq!(
        (again.standing, again.title.as_deref()),
        (Standing::Article, Some("Behind the wall"))
    );
    assert_eq!(stage.library.show(id).await.unwrap().versions.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_a_text_for_a_walled_link_takes_its_new_try_back_too() {
    let stage = Stage::new().await;
    let walled = stage.save("/consent").await.row;
    stage.ask("pause_queue", json!({ "paused": true })).await;
    let text = format!("{}\n\n{}", stage.server.url("/consent"), flattened("Behind the wall"));
    let id = stage.give(&text).await.entries[0].id;
    assert_eq!((id, stage.row(id).await.standing), (walled.id, Standing::Article));
    stage.ask("undo", json!({})).await;
    assert_eq!(format!("{:?}", stage.row(id).await), format!("{walled:?}"));
    stage.ask("pause_queue", json!({ "paused": false })).await;
    stage.finish(id).await;
    assert_eq!(stage.server.hits("/consent"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_an_address_that_is_there_makes_one_entry_of_two() {
    let stage = Stage::new().await;
    let walled = stage.save("/consent").await;
    let outcome = paste(&stage, &copied("Behind the wall"), &flattened("Behind the wall")).await;
    let url = stage.server.url("/consent");
    stage.ask("set_address", json!({ "id": outcome.added[0], "url": url })).await;
    let row = stage.row(walled.row.id).await;
    assert_eq!((row.standing, problem(&row)), (Standing::Article, None));
    assert_eq!(stage.row(outcome.added[0]).await.id, walled.row.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_its_link_is_there_at_once_and_gives_way_to_the_page() {
    let stage = Stage::new().await;
    let page = article("The lamp and the fox", 8);
    let slow = page.clone();
    stage.server.handler("/lamp", move |_| {
        Answer::html(slow.clone()).delay(std::time::Duration::from_millis(400))
    });
    let link = stage.server.url("/lamp");
    let text = format!("{link}\n\n{}", flattened("The lamp and the fox"));
    let intake = stage.give_file("lamp.txt", text).await;
    let id = intake.entries[0].id;
    let row = stage.row(id).await;
    assert_eq!((row.standing, row.how), (Standing::Article, Some(HowTaken::FromText)));
    assert_eq!(row.url, link);
    assert_eq!(stage.hits("\"four hundred crosses\"").await, 1);

    stage.finish(id).await;
    let shown = stage.library.show(id).await.unwrap();
    assert_eq!(shown.row.how, Some(HowTaken::Fetched));
    assert_eq!(shown.versions.len(), 2);
    assert_eq!(stage.library.original(id).await.unwrap(), page.as_bytes());
    assert_eq!(stage.list(View::All, "").await.total, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_whose_link_fails_stays_the_article() {
    let stage = Stage::new().await;
    stage.server.answer("/broken", Answer::status_only(500));
    let dead = dead_server().await;
    for (number, (link, code)) in [
        (dead.to_string(), ProblemCode::ConnectFailed),
        ("http://no-such-host.invalid/lamp".to_owned(), ProblemCode::NameNotFound),
        (stage.server.url("/nothing"), ProblemCode::Gone),
        (stage.server.url("/consent"), ProblemCode::ConsentWall),
        (stage.server.url("/broken"), ProblemCode::ServerError),
        (stage.server.url("/valley/video/seal"), ProblemCode::Video),
    ]
    .into_iter()
    .enumerate()
    {
        let title = format!("The lamp, told for the time of number {number}");
        let intake = stage.give(&format!("{link}\n\n{}", flattened(&title))).await;
        let id = intake.entries[0].id;
        let outcome = stage.finish(id).await;
        assert_eq!(outcome.row.standing, Standing::Article, "{link}");
        assert_eq!(outcome.row.how, Some(HowTaken::FromText), "{link}");
        assert_eq!(problem(&outcome.row), Some(code), "{link}");
        assert!(stage.text(id).await.contains("four hundred crosses"), "{link}");
    }
    assert_eq!(stage.list(View::All, "").await.total, 6);
    assert_eq!(stage.list(View::Links, "").await.total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_retry_adds_the_page_to_a_text() {
    let stage = Stage::new().await;
    stage.server.answer("/lamp", Answer::status_only(500));
    let link = stage.server.url("/lamp");
    let intake = stage.give(&format!("{link}\n\n{}", flattened("The lamp and the fox"))).await;
    let id = intake.entries[0].id;
    stage.finish(id).await;
    stage.server.page("/lamp", article("The lamp and the fox", 8));
    stage.ask("retry", json!({ "ids": [id] })).await;
    let mended = stage.finish(id).await;
    assert_eq!((mended.row.how, problem(&mended.row)), (Some(HowTaken::Fetched), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_page_knows_its_address_and_is_read_without_a_request() {
    let stage = Stage::new().await;
    let page = article("The lamp and the fox", 8);
    let page = page
        .replace("<html", "<!-- saved from url=(0031)https://paper.example/lamp-fox/ -->\n<html");
    let intake = stage.give_file("lamp.html", page.clone()).await;
    let id = intake.entries[0].id;
    let row = stage.row(id).await;
    assert_eq!((row.standing, row.how), (Standing::Article, Some(HowTaken::File)));
    assert!(row.url.starts_with("https://paper.example/lamp-fox"), "{}", row.url);
    assert_eq!(problem(&row), None);
    assert_eq!(stage.library.original(id).await.unwrap(), page.as_bytes());
    assert!(stage.server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_is_named_and_nothing_is_saved() {
    let stage = Stage::new().await;
    let begun = stage.ask("file_begin", json!({ "name": "a.bin", "size": 9 })).await;
    let token = begun["token"].as_str().unwrap();
    let part = json!({ "token": token, "base64": "f0VMRgAAAAAAAAAA" });
    stage.ask("file_part", part).await;
    let ended = stage.call("file_end", json!({ "token": token })).await;
    assert!(
        matches!(ended, Err(backfile_library::ipc::CommandError::BadFile { ref name, .. }) if name == "a.bin"),
        "{ended:?}"
    );
    assert_eq!(stage.list(View::All, "").await.total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_an_article_without_any_request() {
    let stage = Stage::new().await;
    let outcome: SaveOutcome =
        serde_json::from_value(stage.ask("add_sample", json!({})).await).unwrap();
    let row = stage.row(outcome.added[0]).await;
    assert_eq!((row.standing, problem(&row)), (Standing::Article, None));
    let again: SaveOutcome =
        serde_json::from_value(stage.ask("add_sample", json!({})).await).unwrap();
    assert_eq!((again.added_count, again.already.len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_files_are_taken_in_and_a_bad_one_holds_up_none_of_the_others() {
    let stage = Stage::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("saved.html"), article("The lamp and the fox", 8)).unwrap();
    std::fs::write(path("links.txt"), stage.server.url("/lamp")).unwrap();
    let dropped = ["saved.html", "gone.html", "links.txt"].map(path);
    let manner = crate::stage::allowed();
    let intake = stage.library.take_in_paths(dropped.to_vec(), &manner).await.unwrap();
    assert_eq!(intake.entries.len(), 2);
    let refused: Vec<_> = intake.refused.iter().map(|one| (one.name.as_str(), one.fault)).collect();
    assert_eq!(refused, [("gone.html", FileFault::Unreadable)]);

    let alone = stage.library.take_in_paths(vec![path("gone.html")], &manner).await;
    assert!(matches!(alone, Err(backfile_library::ipc::CommandError::BadFile { .. })));
    let outcome: SaveOutcome = serde_json::from_value(
        stage
            .ask("save", json!({ "request": { "text": null, "html": null, "uri_list": null } }))
            .await,
    )
    .unwrap();
    assert!(outcome.nothing, "no desktop, no dropped files");
}
