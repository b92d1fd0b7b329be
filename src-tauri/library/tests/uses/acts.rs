//! What a person does with articles, and taking it back.

use backfile_article::ArticleId;
use backfile_library::ipc::{UndoKind, UndoOutcome, View};
use serde_json::{Value, json};

use crate::stage::Stage;

async fn undo(stage: &Stage) -> UndoOutcome {
    serde_json::from_value(stage.ask("undo", json!({})).await).unwrap()
}

/// All that a person sees of an entry and that an act may change.
async fn seen(stage: &Stage, id: ArticleId) -> Value {
    let row = stage.row(id).await;
    let tags = stage.ask("complete_tag", json!({ "prefix": "" })).await;
    let names = |key: &str| -> Vec<String> {
        let tags = tags.as_array().into_iter().flatten();
        let mut names: Vec<String> = tags.map(|tag| format!("{}", tag[key])).collect();
        names.sort();
        names
    };
    json!({
        "unread": row.unread, "starred": row.starred, "trashed": row.trashed,
        "title": row.title, "byline": row.byline, "site": row.site, "published": row.published,
        "tags": row.tags, "all tags": names("name"),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_act_is_taken_back_one_by_one() {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    stage.ask("add_tag", json!({ "ids": [id], "name": "sea" })).await;
    stage.ask("add_tag", json!({ "ids": [id], "name": "coast" })).await;
    let tags = stage.row(id).await.tags;
    let sea = &tags.iter().find(|tag| tag.name == "sea").unwrap().id;
    let ids = json!([id]);
    let acts = [
        ("set_read", json!({ "ids": ids, "read": true }), UndoKind::Read),
        ("set_starred", json!({ "ids": ids, "starred": true }), UndoKind::Star),
        ("add_tag", json!({ "ids": ids, "name": "boats/old" }), UndoKind::Tag),
        ("remove_tag", json!({ "ids": ids, "tag": sea }), UndoKind::Tag),
        ("rename_tag", json!({ "tag": sea, "name": "the sea" }), UndoKind::TagNames),
        ("rename_tag", json!({ "tag": sea, "name": "coast" }), UndoKind::TagNames),
        ("correct", json!({ "id": id, "field": "title", "value": "Mine" }), UndoKind::Correct),
        ("correct", json!({ "id": id, "field": "byline", "value": "Me" }), UndoKind::Correct),
        ("correct", json!({ "id": id, "field": "site", "value": "Here" }), UndoKind::Correct),
        (
            "correct",
            json!({ "id": id, "field": "published", "value": "2001-02-03" }),
            UndoKind::Correct,
        ),
        ("set_trashed", json!({ "ids": ids, "trashed": true }), UndoKind::Trash),
    ];
    for (name, arguments, kind) in acts {
        let before = seen(&stage, id).await;
        stage.ask(name, arguments.clone()).await;
        assert_ne!(seen(&stage, id).await, before, "{name} {arguments} did nothing");
        let undone = undo(&stage).await;
        assert_eq!(undone.what, Some(kind), "{name}");
        assert_eq!(seen(&stage, id).await, before, "{name} {arguments} was not taken back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_takes_the_last_acts_back_in_order_and_then_has_nothing() {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    stage.ask("set_starred", json!({ "ids": [id], "starred": true })).await;
    stage.ask("set_read", json!({ "ids": [id], "read": true })).await;
    assert_eq!(undo(&stage).await.what, Some(UndoKind::Read));
    assert_eq!(undo(&stage).await.what, Some(UndoKind::Star));
    // An article that was saved goes to the trash, for its text may be had nowhere else.
    let undone = undo(&stage).await;
    assert_eq!((undone.what, undone.count), (Some(UndoKind::Save), 1));
    assert_eq!(stage.list(View::Trash, "").await.total, 1);
    assert_eq!(undo(&stage).await.what, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_tag_is_taken_back_on_everything_that_carried_it() {
    let stage = Stage::new().await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(stage.save(&format!("/story/{number}")).await.row.id);
    }
    stage.ask("add_tag", json!({ "ids": ids, "name": "sea" })).await;
    let tag = stage.row(ids[0]).await.tags[0].id;
    stage.ask("pin_tag", json!({ "tag": tag, "pinned": true })).await;
    stage.ask("delete_tag", json!({ "tag": tag })).await;
    assert_eq!(stage.hits("tag:sea").await, 0);
    undo(&stage).await;
    assert_eq!(stage.hits("tag:sea").await, 3);
    assert_eq!(stage.list(View::Tag(tag), "").await.total, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_put_back_is_found_by_search_and_stands_in_the_frame() {
    let stage = Stage::new().await;
    stage.server.page(
        "/lamp",
        crate::stage::article("The lamp", 8).replace(
            "</article>",
            "<aside class=\"related-stories\"><h2>More stories</h2><p><a href=/a>Gannets learn \
             to queue</a></p><p><a href=/b>A kettle is heard in Lund</a></p></aside></article>",
        ),
    );
    let id = stage.save("/lamp").await.row.id;
    let version = stage.library.show(id).await.unwrap().version.unwrap();
    let index = version
        .extraction
        .removed
        .iter()
        .position(|removed| removed.text.contains("Gannets"))
        .expect("the related stories are left out");
    let frame = || {
        let view = stage.library.frame(&format!("/{id}/{}", version.head.id));
        String::from_utf8(view.body).unwrap()
    };
    let address =
        || async { stage.library.article_view(id, None).await.unwrap().frame.expect("a frame") };
    assert_eq!(stage.hits("gannets").await, 0);
    let hidden = format!("<div class=\"left-out\" data-index=\"{index}\" hidden>");
    assert!(frame().contains(&hidden));
    let before = address().await;

    let restore = |restored: bool| json!({ "id": id, "version": version.head.id, "index": index, "restored": restored });
    stage.ask("restore_block", restore(true)).await;
    assert_eq!(stage.hits("gannets").await, 1);
    assert!(!frame().contains(&hidden));
    assert!(frame().contains(&format!("<div class=\"block restored\" data-index=\"{index}\">")));
    assert_ne!(address().await, before, "the frame is loaded anew");
    let view = stage.library.article_view(id, None).await.unwrap();
    assert_eq!(view.receipt.map(|receipt| receipt.restored), Some(1));

    assert_eq!(undo(&stage).await.what, Some(UndoKind::Restore));
    assert_eq!(stage.hits("gannets").await, 0);
    assert!(frame().contains(&hidden));
    let beyond = json!({ "id": id, "version": version.head.id, "index": 9999, "restored": true });
    assert!(stage.call("restore_block", beyond).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_stand_before_what_the_page_said_and_can_be_taken_off() {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    let correct =
        |field: &str, value: Option<&str>| json!({ "id": id, "field": field, "value": value });
    stage.ask("correct", correct("title", Some("The Marigold"))).await;
    stage.ask("correct", correct("published", Some("2001-02-03"))).await;
    let bad = stage.call("correct", correct("published", Some("long ago"))).await;
    assert!(
        matches!(bad, Err(backfile_library::ipc::CommandError::BadValue { ref field, .. }) if field == "published"),
        "{bad:?}"
    );
    assert_eq!(stage.hits("title:Marigold").await, 1);
    let version = stage.library.show(id).await.unwrap().version.unwrap().head.id;
    let frame = stage.library.frame(&format!("/{id}/{version}"));
    assert!(String::from_utf8(frame.body).unwrap().contains("<h1>The Marigold</h1>"));
    // A new capture does not take the person's word away.
    stage.ask("capture_again", json!({ "id": id })).await;
    stage.finish(id).await;
    let view = stage.library.article_view(id, None).await.unwrap();
    assert_eq!(view.row.title.as_deref(), Some("The Marigold"));
    assert_eq!(view.corrected.len(), 2);
    stage.ask("correct", correct("title", None)).await;
    let row = stage.row(id).await;
    assert_eq!(row.title.as_deref(), Some("The ferry that refused to retire"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_in_the_trash_is_deleted_for_good() {
    let stage = Stage::new().await;
    let kept = stage.save("/story/1").await.row.id;
    let doomed = stage.save("/story/2").await.row.id;
    stage.ask("set_trashed", json!({ "ids": [doomed], "trashed": true })).await;
    stage.ask("purge", json!({ "ids": [kept, doomed] })).await;
    assert_eq!(stage.list(View::All, "").await.total, 1);
    assert_eq!(stage.list(View::Trash, "").await.total, 0);
    let gone = stage.call("article", json!({ "id": doomed, "version": null })).await;
    assert_eq!(gone, Err(backfile_library::ipc::CommandError::NotFound));
    assert_eq!(stage.hits("\"story number 2\"").await, 0);
}
