//! Passages that a person marks, through the calls of a window.

use backfile_article::ArticleId;
use backfile_library::ipc::{CommandError, HighlightPage, Overview};
use serde_json::{Value, json};

use crate::stage::{Stage, article};

fn quote(exact: &str) -> Value {
    json!({ "exact": exact, "prefix": "", "suffix": "", "start": 0 })
}

async fn mark(stage: &Stage, id: ArticleId, exact: &str, note: Option<&str>) -> String {
    let version = stage.library.article_view(id, None).await.unwrap().version;
    let words = json!({ "id": id, "version": version, "quote": quote(exact), "note": note });
    stage.ask("add_highlight", words).await["id"].as_str().unwrap().to_owned()
}

async fn listed(stage: &Stage, words: &str) -> HighlightPage {
    let request = json!({ "words": words, "offset": 0, "limit": 50 });
    serde_json::from_value(stage.ask("highlights", request).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passage_outlives_a_new_version_and_says_when_its_words_are_gone() {
    let stage = Stage::new().await;
    stage.server.page("/story", article("The lamp and the fox", 8));
    let id = stage.save("/story").await.row.id;
    let text = stage.text(id).await;
    let line = text.lines().find(|line| line.len() > 60).unwrap().to_owned();
    mark(&stage, id, &line[..40], Some("Note *this*.")).await;
    let kept = stage.library.article_view(id, None).await.unwrap().highlights;
    assert_eq!(
        (kept.len(), kept[0].found, kept[0].note.as_deref()),
        (1, true, Some("Note *this*."))
    );

    // Its page is edited: the passage goes, and a sentence comes.
    let edited =
        article("The lamp and the fox", 12).replace(&line[..40], "Nothing of that is true");
    stage.server.page("/story", edited);
    stage.ask("capture_again", json!({ "id": id })).await;
    stage.finish(id).await;
    let view = stage.library.article_view(id, None).await.unwrap();
    assert_eq!(view.versions.len(), 2, "{:?}", view.versions);
    assert_eq!((view.highlights.len(), view.highlights[0].found), (1, false));
    assert!(!listed(&stage, "").await.rows[0].highlight.found);
    // In the version that has it, it stands.
    let older = view.versions.last().unwrap().id;
    let before = stage.library.article_view(id, Some(older)).await.unwrap();
    assert!(before.highlights[0].found);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_passages_is_searched_and_every_act_on_it_is_taken_back() {
    let stage = Stage::new().await;
    for (path, title) in [("/lamp", "The lamp"), ("/fox", "The fox")] {
        stage.server.page(path, article(title, 8));
    }
    let (lamp, fox) = (stage.save("/lamp").await.row.id, stage.save("/fox").await.row.id);
    let first = mark(&stage, lamp, "Paragraph 2", None).await;
    mark(&stage, fox, "Paragraph 3", Some("Compare with the other.")).await;
    let overview: Overview =
        serde_json::from_value(stage.ask("overview", Value::Null).await).unwrap();
    assert_eq!(overview.counts.highlights, 2);
    let all = listed(&stage, "").await;
    assert_eq!((all.total, all.rows[0].article, all.rows[1].article), (2, fox, lamp));
    assert_eq!(listed(&stage, "compar").await.rows[0].title.as_deref(), Some("The fox"));
    assert_eq!(listed(&stage, "nowhere").await.total, 0);

    stage.ask("set_note", json!({ "highlight": first, "note": "Later." })).await;
    assert_eq!(listed(&stage, "later").await.total, 1);
    stage.ask("remove_highlight", json!({ "highlight": first })).await;
    assert_eq!(listed(&stage, "").await.total, 1);
    assert_eq!(stage.ask("undo", Value::Null).await["what"], "highlight");
    assert_eq!(listed(&stage, "later").await.total, 1);
    stage.ask("undo", Value::Null).await;
    assert_eq!(listed(&stage, "later").await.total, 0);
    assert_eq!(listed(&stage, "").await.total, 2);

    let nobody = json!({ "highlight": first.replace(char::is_numeric, "0"), "note": "x" });
    assert!(matches!(stage.call("set_note", nobody).await, Err(CommandError::NotFound)));
}
