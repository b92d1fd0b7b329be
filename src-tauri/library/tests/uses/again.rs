//! Captures after the first: what makes a version, and what never takes a better one's place.

use backfile_article::Standing;
use backfile_library::ipc::ProblemCode;
use backfile_testkit::Answer;
use serde_json::json;

use crate::stage::{Stage, article, problem};

async fn capture_again(stage: &Stage, id: backfile_article::ArticleId) {
    stage.ask("capture_again", json!({ "id": id })).await;
    stage.finish(id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_page_makes_no_new_version_and_a_changed_one_does() {
    let stage = Stage::new().await;
    stage.server.page("/lamp", article("The lamp", 8));
    let id = stage.save("/lamp").await.row.id;
    capture_again(&stage, id).await;
    assert_eq!(stage.library.show(id).await.unwrap().versions.len(), 1);

    stage.server.page("/lamp", article("The lamp, corrected", 9));
    capture_again(&stage, id).await;
    let shown = stage.library.show(id).await.unwrap();
    assert_eq!(shown.versions.len(), 2);
    assert_eq!(shown.row.title.as_deref(), Some("The lamp, corrected"));
    // The older one can still be read.
    let older = shown.versions[1].id;
    let view = stage.library.article_view(id, Some(older)).await.unwrap();
    assert_eq!(view.version, Some(older));
    let frame = stage.library.frame(&format!("/{id}/{older}"));
    assert_eq!(frame.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poorer_capture_never_takes_the_place_of_a_good_one() {
    let stage = Stage::new().await;
    stage.server.page("/lamp", article("The lamp", 12));
    let good = stage.save("/lamp").await;
    let id = good.row.id;
    let wall = "<!doctype html><title>Your privacy choices</title><main class=consent-wall \
        role=dialog><h1>Before you continue</h1><p>We and our 412 partners store and access \
        information on your device, such as cookies, and process personal data for advertising.\
        </p><button>Accept and continue</button><button>Reject all</button></main>";
    for (what, answer, code) in [
        ("half the text", Answer::html(article("The lamp", 5)), None),
        ("a wall", Answer::html(wall), Some(ProblemCode::ConsentWall)),
        ("404", Answer::status_only(404), Some(ProblemCode::Gone)),
        ("500", Answer::status_only(500), Some(ProblemCode::ServerError)),
        ("a PDF", Answer::new("application/pdf", "%PDF-1.4 and no more"), Some(ProblemCode::Pdf)),
    ] {
        stage.server.answer("/lamp", answer);
        capture_again(&stage, id).await;
        let shown = stage.library.show(id).await.unwrap();
        assert_eq!(shown.row.standing, Standing::Article, "{what}");
        assert_eq!(shown.row.title.as_deref(), Some("The lamp"), "{what}");
        assert_eq!(problem(&shown.row), code, "{what}");
        let words = shown.version.unwrap().extraction.word_count;
        assert_eq!(words, good.word_count, "{what}");
    }
    stage.server.page("/lamp", article("The lamp", 12));
    capture_again(&stage, id).await;
    assert_eq!(problem(&stage.row(id).await), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_says_it_is_gone_with_status_200_replaces_nothing() {
    let stage = Stage::new().await;
    stage.server.page("/lamp", article("The lamp", 12));
    let id = stage.save("/lamp").await.row.id;
    let gone = "<!doctype html><title>Page not found</title><h1>Page not found</h1>\
        <p>The page that you asked for does not exist any more.</p><a href=/>Home</a>";
    stage.server.page("/lamp", gone);
    capture_again(&stage, id).await;
    let shown = stage.library.show(id).await.unwrap();
    assert_eq!(shown.row.title.as_deref(), Some("The lamp"));
    assert_eq!(shown.row.standing, Standing::Article);
}
