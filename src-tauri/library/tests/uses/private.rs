//! Addresses on this computer and its network: asked once, refused on the way.

use backfile_article::Standing;
use backfile_library::{
    Manner,
    ipc::{Event, Overview, ProblemCode},
};
use backfile_testkit::PageServer;
use serde_json::json;

use crate::stage::{Stage, article, open, problem};

async fn paste_links(stage: &Stage, paths: &[&str]) -> Vec<backfile_article::ArticleId> {
    let links: Vec<String> = paths.iter().map(|path| stage.server.url(path)).collect();
    let intake = stage.library.take_in_text(&links.join("\n"), &Manner::default()).await.unwrap();
    for taken in &intake.entries {
        stage.finish(taken.id).await;
    }
    intake.entries.into_iter().map(|taken| taken.id).collect()
}

async fn questions(stage: &Stage) -> Vec<backfile_library::ipc::OriginQuestion> {
    let overview: Overview =
        serde_json::from_value(stage.ask("overview", json!({})).await).unwrap();
    overview.asking
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_asked_about_once_and_yes_fetches_all_of_it() {
    let stage = Stage::new().await;
    let mut events = stage.library.subscribe();
    let ids = paste_links(&stage, &["/story/1", "/story/2"]).await;
    assert!(stage.server.requests().is_empty(), "nothing is fetched before the answer");
    let asking = questions(&stage).await;
    assert_eq!(asking.len(), 1);
    assert_eq!(asking[0].origin, stage.server.base_url());
    assert_eq!(asking[0].ids.len(), 2);
    let page = stage.list(backfile_library::ipc::View::All, "").await;
    for row in &page.rows {
        assert_eq!(problem(row), Some(ProblemCode::AskPrivate));
    }
    let mut told = false;
    while let Ok(event) = events.try_recv() {
        told |= matches!(event, Event::Asking { question } if question.origin == asking[0].origin);
    }
    assert!(told);

    let answer = json!({ "origin": asking[0].origin, "allow": true });
    stage.ask("answer_origin", answer).await;
    for id in ids {
        assert_eq!(stage.finish(id).await.row.standing, Standing::Article);
    }
    // The answer holds, here and after a start.
    let later = paste_links(&stage, &["/story/3"]).await;
    assert_eq!(stage.row(later[0]).await.standing, Standing::Article);
    stage.library.shut_down().await;
    let library = open(stage.folder.path()).await;
    let link = stage.server.url("/story/4");
    let intake = library.take_in_text(&link, &Manner::default()).await.unwrap();
    let outcome = library.finish(intake.entries[0].id).await.unwrap();
    assert_eq!(outcome.row.standing, Standing::Article);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_refuses_and_a_retry_asks_again() {
    let stage = Stage::new().await;
    let ids = paste_links(&stage, &["/story/1"]).await;
    let origin = stage.server.base_url();
    stage.ask("answer_origin", json!({ "origin": origin, "allow": false })).await;
    let row = stage.finish(ids[0]).await.row;
    assert_eq!(
        (row.standing, problem(&row)),
        (Standing::Failed, Some(ProblemCode::PrivateRefused))
    );
    // Another link of the same origin is refused without a question.
    let more = paste_links(&stage, &["/story/2"]).await;
    assert_eq!(problem(&stage.row(more[0]).await), Some(ProblemCode::PrivateRefused));
    assert!(questions(&stage).await.is_empty());

    stage.ask("retry", json!({ "ids": ids })).await;
    stage.finish(ids[0]).await;
    assert_eq!(questions(&stage).await.len(), 1);
    assert!(stage.server.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_to_another_private_origin_is_refused() {
    let stage = Stage::new().await;
    let other = PageServer::start().await;
    other.page("/secret", article("The secret", 6));
    stage.server.redirect("/away", &other.url("/secret"));
    let outcome = stage.save("/away").await;
    assert_eq!(problem(&outcome.row), Some(ProblemCode::PrivateRedirect));
    assert_ne!(outcome.row.standing, Standing::Article);
    assert!(other.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_another_private_origin_is_refused_and_the_article_kept() {
    let stage = Stage::new().await;
    let other = PageServer::start().await;
    let picture =
        format!("<figure><img src=\"{}\" width=900 alt=Lamp></figure>", other.url("/p.png"));
    let page =
        article("The lamp", 8).replace("<p>Paragraph 3", &format!("{picture}<p>Paragraph 3"));
    stage.server.page("/lamp", page);
    let outcome = stage.save("/lamp").await;
    assert_eq!(outcome.row.standing, Standing::Article);
    let view = stage.library.article_view(outcome.row.id, None).await.unwrap();
    assert_eq!(view.receipt.map(|receipt| receipt.pictures_missing), Some(1));
    assert!(other.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_a_file_names_is_refused_until_somebody_wants_it() {
    let stage = Stage::new().await;
    let list = format!("{}\n{}\n", stage.server.url("/story/1"), stage.server.url("/story/2"));
    let manner = Manner::default();
    let intake =
        stage.library.take_in_file("links.txt", list.clone().into_bytes(), &manner).await.unwrap();
    let ids: Vec<_> = intake.entries.into_iter().map(|taken| taken.id).collect();
    assert_eq!(ids.len(), 2);
    for id in &ids {
        let row = stage.finish(*id).await.row;
        assert_eq!(
            (row.standing, problem(&row)),
            (Standing::Failed, Some(ProblemCode::PrivateListed))
        );
    }
    assert!(questions(&stage).await.is_empty());

    stage.ask("retry", json!({ "ids": [ids[0]] })).await;
    stage.finish(ids[0]).await;
    assert_eq!(questions(&stage).await.len(), 1, "whoever wants it is asked");
    assert!(stage.server.requests().is_empty());

    // The same list pasted is one that somebody gave, link by link.
    stage.library.take_in_text(&list, &manner).await.unwrap();
    stage.finish(ids[1]).await;
    assert_eq!(questions(&stage).await[0].ids.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_programs_yes_is_heeded_without_a_second_question() {
    let stage = Stage::new().await;
    let other = open(stage.folder.path()).await;
    let origin = stage.server.base_url();
    let answer = json!({ "origin": origin, "allow": true });
    backfile_library::ipc::dispatch(&other, &crate::stage::NoDesktop, "answer_origin", answer)
        .await
        .unwrap();
    let ids = paste_links(&stage, &["/story/1"]).await;
    assert_eq!(stage.row(ids[0]).await.standing, Standing::Article);
    other.shut_down().await;
}
