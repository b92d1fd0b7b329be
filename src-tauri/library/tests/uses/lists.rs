//! Lists: rows at once, pages later, the newest first.

use std::time::{Duration, Instant};

use backfile_archive::{Archive, OpenOptions};
use backfile_article::{ArticleId, Standing};
use backfile_library::ipc::{QueueState, Row, View};
use serde_json::json;

use crate::stage::{Stage, until};

fn bookmarks(base: &str) -> String {
    format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n\
         <DT><H3>Coast</H3>\n<DL><p>\n\
         <DT><A HREF=\"{base}/story/11\" ADD_DATE=\"1700000000\" TAGS=\"boats\">A boatyard in spring</A>\n\
         </DL><p>\n\
         <DT><A HREF=\"{base}/story/12\" ADD_DATE=\"1650000000\">An orchard in frost</A>\n</DL><p>\n"
    )
}

fn pocket(base: &str) -> String {
    format!(
        "title,url,time_added,tags,status\n\
         The tram that waits,{base}/story/21,1710000000,trams|patience,unread\n\
         The bell that is late,{base}/story/22,1600000000,,archive\n"
    )
}

fn plain(base: &str) -> String {
    (31..=33).map(|number| format!("{base}/story/{number}\n")).collect()
}

async fn pause(stage: &Stage, paused: bool) {
    stage.ask("pause_queue", json!({ "paused": paused })).await;
}

fn named<'a>(rows: &'a [Row], title: &str) -> &'a Row {
    rows.iter().find(|row| row.title.as_deref() == Some(title)).expect(title)
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_browsed_and_searched_before_a_page_is_fetched_and_fetched_newest_first() {
    let stage = Stage::new().await;
    let base = stage.server.base_url();
    pause(&stage, true).await;
    let mut entries: Vec<ArticleId> = Vec::new();
    for (name, text) in
        [("b.html", bookmarks(&base)), ("p.csv", pocket(&base)), ("l.txt", plain(&base))]
    {
        let intake = stage.give_file(name, text).await;
        assert!(intake.skipped.is_empty(), "{name}: {:?}", intake.skipped);
        entries.extend(intake.entries.iter().map(|taken| taken.id));
    }
    assert_eq!(entries.len(), 7);
    let rows = stage.list(View::All, "").await.rows;
    assert!(rows.iter().all(|row| row.standing == Standing::Waiting));
    let tram = named(&rows, "The tram that waits");
    assert_eq!(tram.saved_at.0, 1_710_000_000_000);
    assert!(tram.unread);
    let names: Vec<_> = tram.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["patience", "trams"]);
    assert!(!named(&rows, "The bell that is late").unread);
    let boat = named(&rows, "A boatyard in spring");
    let names: Vec<_> = boat.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["boats", "Coast"]);
    // They are found by title and by tag, and can be tagged.
    assert_eq!(stage.hits("orchard frost").await, 1);
    assert_eq!(stage.hits("tag:trams").await, 1);
    stage.ask("add_tag", json!({ "ids": [boat.id], "name": "later" })).await;
    assert_eq!(stage.hits("tag:later").await, 1);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(stage.server.requests().is_empty(), "paused is paused");

    // What the person opens goes to the front.
    let oldest = named(&rows, "The bell that is late").id;
    stage.ask("article", json!({ "id": oldest, "version": null })).await;
    pause(&stage, false).await;
    for id in entries {
        assert_eq!(stage.finish(id).await.row.standing, Standing::Article);
    }
    let asked = stage.asked();
    assert_eq!(asked[0], "/story/22");
    // Two of a site are in work at once, so that neighbours may change places.
    let place = |path: &str| asked.iter().position(|asked| asked == path).expect(path);
    assert!(place("/story/31") < place("/story/33"));
    assert!(place("/story/33") < place("/story/11"));
    assert!(place("/story/21") < place("/story/12"));
    // What the list said stays: the date, the tags, that it was read.
    let bell = stage.row(oldest).await;
    assert_eq!(bell.saved_at.0, 1_600_000_000_000);
    assert!(!bell.unread);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_says_where_it_is_and_pause_holds_it_there() {
    let stage = Stage::new().await;
    pause(&stage, true).await;
    let links: String = (0..12)
        .map(|number| format!("{}\n", stage.server.url(&format!("/story/{number}"))))
        .collect();
    let intake = stage.give(&links).await;
    let state = || async {
        let overview = stage.ask("overview", json!({})).await;
        serde_json::from_value::<QueueState>(overview["queue"].clone()).unwrap()
    };
    let queue = state().await;
    assert_eq!((queue.total, queue.done, queue.paused), (12, 0, true));
    // A terminal that saves meanwhile is told, and does not wait without end.
    let id = intake.entries[0].id;
    let outcome = tokio::time::timeout(Duration::from_secs(10), stage.library.finish(id)).await;
    assert_eq!(outcome.unwrap().unwrap().row.standing, Standing::Waiting);
    pause(&stage, false).await;
    for taken in &intake.entries {
        stage.finish(taken.id).await;
    }
    until("an empty queue", || async { state().await.total == 0 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_pages_are_in_work_at_once_after_the_first() {
    let stage = Stage::new().await;
    stage.server.handler("/slow/*", |request| {
        let page = crate::stage::article(&request.path, 6);
        backfile_testkit::Answer::html(page).delay(Duration::from_millis(500))
    });
    let links: String = (0..9)
        .map(|number| format!("{}\n", stage.server.url(&format!("/slow/{number}"))))
        .collect();
    let started = Instant::now();
    for taken in stage.give(&links).await.entries {
        stage.finish(taken.id).await;
    }
    // One after the other would take four and a half seconds of waiting alone.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_links_are_rows_within_seconds_and_one_undo_takes_them_back() {
    let stage = Stage::new().await;
    pause(&stage, true).await;
    let base = stage.server.base_url();
    let lines: String = (0..10_000).map(|number| format!("{base}/story/{number}\n")).collect();
    let started = Instant::now();
    let intake = stage.give_file("links.txt", lines).await;
    assert_eq!(intake.entries.len(), 10_000);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    let page = stage.list(View::All, "").await;
    assert_eq!(page.total, 10_000);
    assert!(page.rows[0].url.ends_with("/story/0") && page.rows[1].url.ends_with("/story/1"));
    let undone = stage.ask("undo", json!({})).await;
    assert_eq!((undone["what"].as_str(), undone["count"].as_u64()), (Some("save"), Some(10_000)));
    assert_eq!(stage.list(View::All, "").await.total, 0);
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let archive = Archive::open(stage.library.folder(), &options).unwrap();
    assert_eq!(archive.read(|reader| reader.queue()).unwrap().waiting, 0);
    assert!(archive.verify().unwrap().findings.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn text_only_leaves_pictures_out_and_asks_for_none() {
    let stage = Stage::new().await;
    let overview = stage.ask("overview", json!({})).await;
    let mut settings = overview["settings"].clone();
    settings["text_only"] = json!(true);
    stage.ask("set_settings", json!({ "settings": settings })).await;
    let outcome = stage.save("/courier/ferry").await;
    assert_eq!(outcome.row.standing, Standing::Article);
    assert!(stage.server.requests().iter().all(|request| !request.path.starts_with("/pictures/")));
}
