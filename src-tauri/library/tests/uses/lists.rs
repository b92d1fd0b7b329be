//! Lists: rows at once, pages later, the newest first.

use std::time::{Duration, Instant};

use backfile_archive::{Archive, OpenOptions};
use backfile_article::{ArticleId, Standing};
use backfile_library::{
    OpenOptions as Options,
    ipc::{QueueState, Row, View},
};
use backfile_testkit::{Answer, Ending, PageServer, demo::story};
use serde_json::json;

use crate::stage::{Stage, illustrated, picture, until};

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

async fn queue(stage: &Stage) -> QueueState {
    let overview = stage.ask("overview", json!({})).await;
    serde_json::from_value(overview["queue"].clone()).unwrap()
}

async fn text_only(stage: &Stage, only: bool) {
    let overview = stage.ask("overview", json!({})).await;
    let mut settings = overview["settings"].clone();
    settings["text_only"] = json!(only);
    stage.ask("set_settings", json!({ "settings": settings })).await;
}

/// Waits until nothing is in work any more, as after a pause.
async fn rest(stage: &Stage) {
    let (mut before, mut same) = (usize::MAX, 0);
    while same < 8 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = stage.server.requests().len();
        same = if now == before { same + 1 } else { 0 };
        before = now;
    }
}

/// A stage on whose server every page of `/list/` has a picture of 20,000 bytes.
async fn illustrated_stage() -> Stage {
    let server = PageServer::start().await;
    let base = server.base_url();
    server.handler("/list/*", move |request| {
        let number = request.path.rsplit('/').next().unwrap();
        let picture = format!("{base}/picture/{number}");
        Answer::html(illustrated(&format!("Lamp {number}"), 12, &[picture]))
    });
    server.handler("/picture/*", |request| {
        let number = request.path.rsplit('/').next().unwrap().parse().unwrap();
        Answer::new("image/png", picture(number, 20_000))
    });
    Stage::of(server, Options::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_over_five_hundred_says_what_space_it_takes_and_text_only_takes_less() {
    const LINKS: u32 = 600;
    let stage = illustrated_stage().await;
    let base = stage.server.base_url();
    pause(&stage, true).await;
    let lines: String = (0..LINKS).map(|number| format!("{base}/list/{number}\n")).collect();
    stage.give_file("links.txt", lines).await;
    assert_eq!(queue(&stage).await.space, None, "nothing is known yet");
    pause(&stage, false).await;
    until("an estimate", || async { queue(&stage).await.space.is_some() }).await;
    pause(&stage, true).await;
    rest(&stage).await;

    let whole = queue(&stage).await;
    let (left, space) = (u64::from(whole.total - whole.done), whole.space.unwrap());
    assert_eq!((whole.total, whole.text_only), (LINKS, false));
    assert!(left > 50, "the run was paused in time: {left}");
    assert!(space.sampled >= 200, "{space:?}");
    assert!(space.free > 0);
    // A picture takes its 20,000 bytes, and its page and text a few thousand. Those that wait
    // for pages saved already are still to come, too.
    let archive = Archive::open(stage.library.folder(), &OpenOptions::default()).unwrap();
    let waiting = archive.read(|reader| reader.queue()).unwrap().pictures;
    let pictures = 20_000 * (left + u64::from(waiting));
    assert!((pictures..pictures * 3 / 2 + 20_000 * left).contains(&space.needed), "{space:?}");

    text_only(&stage, true).await;
    let text = queue(&stage).await;
    let text_space = text.space.unwrap();
    assert_eq!((text.text_only, text.total - text.done), (true, whole.total - whole.done));
    assert!(text_space.needed.abs_diff(space.needed - pictures) < 1000, "{text_space:?}");
    assert!((2000 * left..20_000 * left).contains(&text_space.needed), "{text_space:?}");

    stage.server.clear_log();
    pause(&stage, false).await;
    until("the whole list", || async { queue(&stage).await.total == 0 }).await;
    rest(&stage).await;
    let paths: Vec<String> = stage.server.requests().into_iter().map(|one| one.path).collect();
    assert_eq!(paths.iter().filter(|path| path.starts_with("/list/")).count() as u64, left);
    assert!(paths.iter().all(|path| !path.starts_with("/picture/")), "{paths:?}");

    // No picture is promised that nobody will fetch, and the next list counts for itself.
    let rows = stage.list(View::All, "").await.rows;
    assert!(rows.iter().all(|row| row.standing == Standing::Article && row.stage.is_none()));
    assert_eq!(archive.read(|reader| reader.queue()).unwrap().pictures, 0);
    assert_eq!(queue(&stage).await.space, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_list_says_nothing_of_space_and_pictures_can_be_wanted_again() {
    let stage = illustrated_stage().await;
    let base = stage.server.base_url();
    text_only(&stage, true).await;
    pause(&stage, true).await;
    let lines: String = (0..12).map(|number| format!("{base}/list/{number}\n")).collect();
    let intake = stage.give_file("links.txt", lines).await;
    // It is chosen while the list waits, and holds for what waits.
    text_only(&stage, false).await;
    pause(&stage, false).await;
    for taken in &intake.entries {
        stage.finish(taken.id).await;
    }
    assert_eq!(queue(&stage).await.space, None);
    let asked = |stage: &Stage| {
        let requests = stage.server.requests();
        requests.iter().filter(|one| one.path.starts_with("/picture/")).count()
    };
    assert_eq!(asked(&stage), 12);
    // An article saved without its pictures gets them with the next capture.
    text_only(&stage, true).await;
    let bare = stage.save("/list/50").await.row.id;
    assert_eq!(asked(&stage), 12);
    let kept = |view: backfile_library::ipc::ArticleView| view.receipt.unwrap().pictures_kept;
    assert_eq!(kept(stage.library.article_view(bare, None).await.unwrap()), 0);
    text_only(&stage, false).await;
    stage.ask("capture_again", json!({ "id": bare })).await;
    stage.finish(bare).await;
    assert_eq!(asked(&stage), 13);
    assert_eq!(kept(stage.library.article_view(bare, None).await.unwrap()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_fails_in_passing_is_tried_again_and_what_a_hand_gave_says_so_at_once() {
    let stage = Stage::new().await;
    for (path, first) in [
        ("/row/1", Answer::status_only(500)),
        ("/row/2", Answer::html(story(2)).ending(Ending::CutAt(200))),
        ("/row/3", Answer::html(story(3)).ending(Ending::ResetAt(0))),
        ("/hand", Answer::status_only(500)),
    ] {
        stage.server.handler(path, move |request| {
            if request.hit == 1 { first.clone() } else { Answer::html(story(9)) }
        });
    }
    stage.server.answer("/row/4", Answer::status_only(500));
    let list: String = (1..=4).map(|row| stage.server.url(&format!("/row/{row}")) + "\n").collect();
    let intake = stage.give_file("rows.txt", list).await;
    let ids: Vec<ArticleId> = intake.entries.iter().map(|taken| taken.id).collect();
    for id in &ids[..3] {
        assert_eq!(stage.finish(*id).await.row.standing, Standing::Article);
    }
    assert_eq!(stage.finish(ids[3]).await.row.standing, Standing::Failed);
    assert_eq!(stage.server.hits("/row/4"), 3, "no longer than is of use");

    assert_eq!(stage.save("/hand").await.row.standing, Standing::Failed);
    assert_eq!(stage.server.hits("/hand"), 1);
}
