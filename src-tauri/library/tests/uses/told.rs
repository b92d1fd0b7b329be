//! What windows are told without asking.

use std::time::{Duration, Instant};

use backfile_library::ipc::{Event, Stage as Step};
use serde_json::json;

use crate::stage::{Stage, open};

#[tokio::test(flavor = "multi_thread")]
async fn changes_and_the_queue_are_told_at_most_ten_times_a_second() {
    let stage = Stage::new().await;
    stage.server.handler("/slow/*", |request| {
        let page = crate::stage::article(&request.path, 6);
        // The first is slow enough to be seen at each step, on a busy machine too.
        let time = if request.path == "/slow/0" { 1_500 } else { 250 };
        backfile_testkit::Answer::html(page).delay(Duration::from_millis(time))
    });
    let mut events = stage.library.subscribe();
    let told = tokio::spawn(async move {
        let (mut changed, mut queue, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        let mut named = std::collections::BTreeSet::new();
        while let Ok(Ok(event)) = tokio::time::timeout(Duration::from_secs(2), events.recv()).await
        {
            match event {
                Event::Changed { ids, .. } => {
                    changed.push(Instant::now());
                    named.extend(ids);
                }
                Event::Queue { stages, .. } => {
                    queue.push(Instant::now());
                    steps.extend(stages);
                }
                Event::Asking { .. } => {}
            }
        }
        (changed, queue, steps, named)
    });
    let links: String = (0..20)
        .map(|number| format!("{}\n", stage.server.url(&format!("/slow/{number}"))))
        .collect();
    let intake = stage.give(&links).await;
    for taken in &intake.entries {
        stage.finish(taken.id).await;
    }
    let (changed, queue, steps, named) = told.await.unwrap();
    assert!(changed.len() > 2 && queue.len() > 2, "{} {}", changed.len(), queue.len());
    for times in [&changed, &queue] {
        for eleven in times.windows(11) {
            let span = eleven[10] - eleven[0];
            // A little less than a second, for a reader that comes late to an event.
            assert!(span > Duration::from_millis(900), "eleven events in {span:?}");
        }
    }
    for taken in &intake.entries {
        assert!(named.contains(&taken.id), "an entry was never named");
    }
    assert!(steps.iter().any(|step| step.stage == Some(Step::Fetching)), "{steps:?}");
    assert!(steps.iter().any(|step| step.stage.is_none()), "{steps:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_told_within_the_tenth_of_a_second() {
    let stage = Stage::new().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut events = stage.library.subscribe();
    let started = Instant::now();
    stage.give("https://no-such-host.invalid/a").await;
    let event = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Event::Changed { ids, .. } = events.recv().await.unwrap() {
                return ids;
            }
        }
    });
    let ids = event.await.expect("a change");
    assert_eq!(ids.len(), 1);
    // The promise is a tenth of a second on a machine that is free; here it may be shared.
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_saves_is_told_here() {
    let stage = Stage::new().await;
    let window = open(stage.folder.path()).await;
    let mut events = window.subscribe();
    let outcome = stage.save("/courier/ferry").await;
    let wanted = outcome.row.id;
    let told = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            if let Event::Changed { ids, .. } = events.recv().await.unwrap()
                && ids.contains(&wanted)
            {
                return;
            }
        }
    });
    assert!(told.await.is_ok(), "the other's save was never told");
    let view = window.article_view(wanted, None).await.unwrap();
    assert_eq!(view.row.title, outcome.row.title);
    window.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_share_the_queue_and_fetch_nothing_twice() {
    let stage = Stage::new().await;
    let other = open(stage.folder.path()).await;
    let links: String = (0..20)
        .map(|number| format!("{}\n", stage.server.url(&format!("/story/{number}"))))
        .collect();
    let intake = stage.give(&links).await;
    for taken in &intake.entries {
        stage.finish(taken.id).await;
    }
    let mut asked = stage.asked();
    asked.sort();
    let count = asked.len();
    asked.dedup();
    assert_eq!((asked.len(), count), (20, 20));
    other.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_is_done_after_a_start() {
    let stage = Stage::new().await;
    stage.ask("pause_queue", json!({ "paused": true })).await;
    let intake = stage.give(&stage.server.url("/story/1")).await;
    stage.library.shut_down().await;
    let library = open(stage.folder.path()).await;
    let resume = json!({ "paused": false });
    backfile_library::ipc::dispatch(&library, &crate::stage::NoDesktop, "pause_queue", resume)
        .await
        .unwrap();
    let outcome = library.finish(intake.entries[0].id).await.unwrap();
    assert_eq!(outcome.row.standing, backfile_article::Standing::Article);
}
