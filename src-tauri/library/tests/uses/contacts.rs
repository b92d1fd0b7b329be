//! Whom this computer talked to is told, and who asked to be left alone is, after a restart too.

use backfile_library::{Manner, ipc};
use backfile_testkit::Answer;
use serde_json::{Value, json};

use crate::stage::{Stage, open, until};

#[tokio::test(flavor = "multi_thread")]
async fn every_host_is_told_with_its_articles_and_bytes() {
    let stage = Stage::new().await;
    let saved = stage.save("/courier/ferry").await;
    let contacts = stage.ask("contacts", Value::Null).await;
    let host = format!("127.0.0.1:{}", stage.server.port());
    assert_eq!(contacts.as_array().map(Vec::len), Some(1), "{contacts}");
    let contact = &contacts[0];
    assert_eq!((&contact["host"], &contact["articles"]), (&json!(host), &json!(1)));
    // The page, and the pictures that it shows.
    let requests = contact["requests"].as_u64().unwrap();
    assert_eq!(requests, stage.server.requests().len() as u64);
    assert!(contact["bytes_received"].as_u64() > Some(10_000), "{contact}");
    let articles = stage.ask("contact_articles", json!({ "host": host })).await;
    assert_eq!(articles[0]["id"], json!(saved.row.id));
    assert_eq!(articles[0]["bytes"], contact["bytes_received"]);
    // Deleted for good, it is named no more; that there was contact still is.
    stage.ask("set_trashed", json!({ "ids": [saved.row.id], "trashed": true })).await;
    stage.ask("purge", json!({ "ids": [] })).await;
    assert_eq!(stage.ask("contact_articles", json!({ "host": host })).await, json!([]));
    assert_eq!(stage.ask("contacts", Value::Null).await[0]["articles"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_asked_to_wait_is_left_alone_after_a_restart() {
    let stage = Stage::new().await;
    let busy = || Answer::html("busy").status(429).header("Retry-After", "3600");
    stage.server.answer("/one", busy());
    stage.server.answer("/two", busy());
    stage.save("/one").await;
    let asked = stage.server.requests().len();
    stage.library.shut_down().await;
    let Stage { server, folder, library } = stage;
    drop(library);
    let library = open(folder.path()).await;
    let stage = Stage { server, folder, library };
    let holds: Vec<ipc::Hold> =
        serde_json::from_value(stage.ask("holds", Value::Null).await).unwrap();
    assert_eq!(holds.len(), 1);
    assert_eq!(holds[0].reason, ipc::HoldReason::Asked);
    // Another link of the same site waits, too.
    stage.save("/two").await;
    assert_eq!(stage.server.requests().len(), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_origin_that_is_forgotten_is_asked_about_anew() {
    let stage = Stage::new().await;
    let origin = stage.server.base_url();
    stage.ask("answer_origin", json!({ "origin": origin, "allow": true })).await;
    let origins = stage.ask("private_origins", Value::Null).await;
    assert_eq!(origins[0]["origin"], json!(origin));
    stage.ask("forget_origin", json!({ "origin": origin })).await;
    assert_eq!(stage.ask("private_origins", Value::Null).await, json!([]));
    // Given by hand again, it is asked about and not fetched.
    let given = Manner::default();
    let link = stage.server.url("/courier/ferry");
    stage.library.take_in_text(&link, &given).await.unwrap();
    until("the question", || async {
        stage.ask("overview", Value::Null).await["asking"] != json!([])
    })
    .await;
    assert_eq!(stage.asked(), Vec::<String>::new());
}
