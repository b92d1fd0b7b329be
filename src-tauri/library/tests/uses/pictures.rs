//! The pictures of one article: how many, how large together, how long together.

use std::time::{Duration, Instant};

use backfile_archive::{Slot, SlotState};
use backfile_article::{ArticleId, Standing};
use backfile_library::{OpenOptions, PictureLimits, ipc::Receipt};
use backfile_testkit::{Answer, Ending, PageServer};
use serde_json::json;

use crate::stage::{Stage, illustrated, picture};

/// A stage with these limits, and a page with as many pictures of 10,000 bytes.
async fn stage(limits: PictureLimits, pictures: usize) -> Stage {
    let server = PageServer::start().await;
    server.handler("/picture/*", |request| {
        let number = request.path.rsplit('/').next().unwrap().parse().unwrap();
        Answer::new("image/png", picture(number, 10_000))
    });
    let urls: Vec<String> = (0..pictures).map(|at| server.url(&format!("/picture/{at}"))).collect();
    server.page("/lamp", illustrated("The lamp", 8, &urls));
    Stage::of(server, OpenOptions { pictures: limits, ..OpenOptions::default() }).await
}

async fn slots(stage: &Stage, id: ArticleId) -> Vec<Slot> {
    stage.library.show(id).await.unwrap().version.unwrap().slots
}

/// Why each picture is missing; nothing for one that is kept.
async fn missing(stage: &Stage, id: ArticleId) -> Vec<Option<String>> {
    let why = |slot: Slot| match slot.state {
        SlotState::Kept(_) => None,
        SlotState::Missing(why) => Some(why),
        other => panic!("{}: {other:?}", slot.url),
    };
    slots(stage, id).await.into_iter().map(why).collect()
}

async fn receipt(stage: &Stage, id: ArticleId) -> Receipt {
    stage.library.article_view(id, None).await.unwrap().receipt.unwrap()
}

/// The words of the reader's frame.
async fn frame(stage: &Stage, id: ArticleId) -> String {
    let version = stage.library.show(id).await.unwrap().version.unwrap().head.id;
    String::from_utf8(stage.library.frame(&format!("/{id}/{version}")).body).unwrap()
}

fn asked(stage: &Stage) -> usize {
    stage.server.requests().iter().filter(|it| it.path.starts_with("/picture/")).count()
}

/// The article is there whole, and reader and receipt say of as many pictures that they are not.
async fn is_saved_without(stage: &Stage, id: ArticleId, gone: &[usize]) {
    let row = stage.row(id).await;
    assert_eq!((row.standing, row.problem.is_none()), (Standing::Article, true));
    assert!(stage.text(id).await.contains("Paragraph 7 of it"));
    let receipt = receipt(stage, id).await;
    assert_eq!(receipt.pictures_missing as usize, gone.len(), "{receipt:?}");
    assert_eq!(receipt.pictures_waiting, 0, "{receipt:?}");
    let frame = frame(stage, id).await;
    assert!(frame.contains("could not be had."), "the receipt says so");
    for at in gone {
        assert!(frame.contains(&format!("This picture could not be had: Lamp {at}<")), "{at}");
    }
    assert_eq!(frame.matches("This picture could not be had").count(), gone.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_pictures_are_fetched_than_are_kept_of_one_article() {
    let stage = stage(PictureLimits { count: 3, ..PictureLimits::default() }, 5).await;
    let id = stage.save("/lamp").await.row.id;
    let why = Some("more pictures than are kept".to_owned());
    assert_eq!(missing(&stage, id).await, [None, None, None, why.clone(), why]);
    assert_eq!(asked(&stage), 3);
    is_saved_without(&stage, id, &[3, 4]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pictures_of_one_article_take_no_more_room_than_they_may() {
    let bytes = 95_000;
    let stage = stage(PictureLimits { bytes, ..PictureLimits::default() }, 40).await;
    let id = stage.save("/lamp").await.row.id;
    let kept: Vec<u64> = slots(&stage, id)
        .await
        .into_iter()
        .filter_map(|slot| match slot.state {
            SlotState::Kept(media) => Some(media.bytes),
            _ => None,
        })
        .collect();
    assert_eq!((kept.len(), kept.iter().sum::<u64>()), (9, 90_000));
    let why = missing(&stage, id).await;
    let gone: Vec<usize> = (0..40).filter(|at| why[*at].is_some()).collect();
    assert_eq!(gone.len(), 31);
    for at in &gone {
        assert_eq!(why[*at].as_deref(), Some("the pictures are larger together than is kept"));
    }
    // Only what was under way then came in vain.
    assert!(asked(&stage) <= 9 + 8, "{}", asked(&stage));
    is_saved_without(&stage, id, &gone).await;
    // Nothing else lies in the store: nine pictures, and the page.
    let archive = backfile_archive::Archive::open(
        stage.library.folder(),
        &backfile_archive::OpenOptions { create: false, ..Default::default() },
    );
    assert_eq!(archive.unwrap().blobs().names().unwrap().len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_never_end_hold_an_article_up_no_longer_than_they_may() {
    let limits = PictureLimits { time: Duration::from_millis(700), ..PictureLimits::default() };
    let stage = stage(limits, 20).await;
    for at in 2..10 {
        let endless = Answer::new("image/png", picture(at, 10_000)).ending(Ending::StallAt(500));
        stage.server.answer(&format!("/picture/{at}"), endless);
    }
    let started = Instant::now();
    let id = stage.save("/lamp").await.row.id;
    // One picture alone may take five seconds here.
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    let why = missing(&stage, id).await;
    let gone: Vec<usize> = (0..20).filter(|at| why[*at].is_some()).collect();
    assert_eq!(gone, (2..20).collect::<Vec<_>>());
    assert!(gone.iter().all(|at| why[*at].as_deref() == Some("the pictures took too long")));
    assert!(asked(&stage) <= 10, "what comes after is not even asked for: {}", asked(&stage));
    is_saved_without(&stage, id, &gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_was_missing_comes_with_the_next_capture() {
    let stage = stage(PictureLimits::default(), 2).await;
    stage.server.answer("/picture/1", Answer::status_only(500));
    let id = stage.save("/lamp").await.row.id;
    is_saved_without(&stage, id, &[1]).await;
    stage.server.bytes("/picture/1", "image/png", picture(1, 10_000));
    stage.ask("capture_again", json!({ "id": id })).await;
    stage.finish(id).await;
    assert_eq!(missing(&stage, id).await, [None, None]);
    assert_eq!(stage.library.show(id).await.unwrap().versions.len(), 1);
}

#[test]
fn the_limits_are_two_hundred_pictures_a_hundred_megabytes_and_a_minute() {
    let PictureLimits { time, count, bytes } = PictureLimits::default();
    assert_eq!((time, count, bytes), (Duration::from_secs(60), 200, 100 * 1024 * 1024));
}
