//! A link goes in: what each kind of page becomes.

use std::time::{Duration, Instant};

use backfile_archive::Archive;
use backfile_article::Standing;
use backfile_fetch::{FetchConfig, address};
use backfile_library::{
    OpenOptions,
    ipc::{ProblemCode, View},
};
use backfile_testkit::{Answer, Authority, Identity, PageServer, demo};

use crate::stage::{Stage, article, dead_server, problem};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_becomes_an_article_with_pictures_and_a_thumbnail() {
    let stage = Stage::new().await;
    let ferry = demo::ARTICLES[0];
    let saved = stage.save(ferry.path).await;
    assert_eq!(saved.row.standing, Standing::Article);
    assert_eq!(saved.row.title.as_deref(), Some(ferry.title));
    assert_eq!(saved.row.site.as_deref(), Some(ferry.site));
    assert!(saved.word_count > 300, "{}", saved.word_count);
    assert!(saved.problem.is_none());
    let text = stage.text(saved.row.id).await;
    assert!(text.contains(ferry.phrase) && !text.contains(ferry.boilerplate));

    let view = stage.library.article_view(saved.row.id, None).await.unwrap();
    let receipt = view.receipt.unwrap();
    assert_eq!((receipt.pictures_waiting, receipt.pictures_missing), (0, 0));
    assert!(receipt.pictures_kept >= 2, "{receipt:?}");
    let thumbnail = view.row.thumbnail.expect("a thumbnail");
    assert_eq!(stage.library.media(&format!("/{thumbnail}")).status, 200);
    assert_eq!(stage.hits(&format!("\"{}\"", ferry.phrase)).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_demo_article_is_found_by_words_of_its_body_in_whatever_script() {
    let stage = Stage::new().await;
    let links: Vec<String> =
        demo::ARTICLES.iter().map(|article| stage.server.url(article.path)).collect();
    let intake = stage.give(&links.join("\n")).await;
    for (taken, article) in intake.entries.iter().zip(demo::ARTICLES) {
        let outcome = stage.finish(taken.id).await;
        assert_eq!(outcome.row.standing, Standing::Article, "{}", article.path);
        assert_eq!(outcome.row.title.as_deref(), Some(article.title));
        let found = stage.list(View::All, &format!("\"{}\"", article.phrase)).await;
        let ids: Vec<_> = found.rows.iter().map(|row| row.id).collect();
        assert_eq!(ids, [taken.id], "{}", article.phrase);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_article_is_kept_as_link_with_its_reason() {
    let stage = Stage::new().await;
    let links: String = (0..40)
        .map(|at| format!("<li><a href=/story/{at}>The lamp of street {at} is lit</a></li>"))
        .collect();
    let news = format!("<!doctype html><title>News</title><h1>News</h1><ul>{links}</ul>");
    stage.server.page("/news", news);
    stage.server.bytes("/photo.png", "image/png", b"\x89PNG\r\n\x1a\n....".to_vec());
    for (path, code, retry) in [
        ("/valley/video/seal", ProblemCode::Video, false),
        ("/news", ProblemCode::Listing, false),
        ("/report.pdf", ProblemCode::Pdf, false),
        ("/nothing/here", ProblemCode::Gone, true),
        ("/gone", ProblemCode::Gone, true),
        ("/consent", ProblemCode::ConsentWall, true),
        ("/subscribe", ProblemCode::Paywall, true),
        ("/photo.png", ProblemCode::Picture, false),
        ("/feed.xml", ProblemCode::Feed, false),
    ] {
        let outcome = stage.save(path).await;
        assert_eq!(outcome.row.standing, Standing::Link, "{path}");
        let problem = outcome.row.problem.expect(path);
        assert_eq!((problem.code, problem.retry), (code, retry), "{path}");
        assert!(problem.tried_at.is_some());
        let sentence = outcome.problem.expect(path);
        assert!(sentence.contains("127.0.0.1") && sentence.ends_with('.'), "{sentence}");
    }
    assert_eq!(stage.list(View::Links, "").await.total, 9);
    assert_eq!(stage.list(View::All, "").await.total, 0);
    // What the page said of itself is kept and found.
    let found = stage.list(View::All, "seal").await;
    assert_eq!(found.rows.first().and_then(problem), Some(ProblemCode::Video));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_of_a_pdf_are_kept() {
    let stage = Stage::new().await;
    let outcome = stage.save("/report.pdf").await;
    let bytes = stage.library.original(outcome.row.id).await.unwrap();
    assert!(bytes.starts_with(b"%PDF-1.4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_asks_to_wait_is_waited_for() {
    let stage = Stage::new().await;
    stage.server.handler("/later", |request| match request.hit {
        1 => Answer::status_only(503).header("Retry-After", "2"),
        _ => Answer::html(article("The lamp", 6)),
    });
    let started = Instant::now();
    let outcome = stage.save("/later").await;
    assert_eq!(outcome.row.standing, Standing::Article, "{:?}", outcome.problem);
    assert!(started.elapsed() >= Duration::from_secs(2));
    assert_eq!(stage.server.hits("/later"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_asks_for_an_hour_says_so_at_once_and_is_tried_again_by_itself() {
    let stage = Stage::new().await;
    stage.server.answer("/later", Answer::status_only(503).header("Retry-After", "3600"));
    let outcome = stage.save("/later").await;
    assert_eq!(outcome.row.standing, Standing::Failed);
    assert_eq!(problem(&outcome.row), Some(ProblemCode::ServerError));
    let archive = second_look(&stage);
    let queue = archive.read(|reader| reader.queue()).unwrap();
    assert_eq!(queue.waiting, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_fails_says_so_and_retry_mends_it() {
    let stage = Stage::new().await;
    stage.server.answer("/story", Answer::status_only(500));
    let failed = stage.save("/story").await;
    assert_eq!(failed.row.standing, Standing::Failed);
    assert_eq!(problem(&failed.row), Some(ProblemCode::ServerError));
    assert!(failed.row.problem.is_some_and(|problem| problem.retry));
    assert_eq!(stage.list(View::Failed, "").await.total, 1);

    stage.server.page("/story", article("The lamp", 6));
    stage.ask("retry", serde_json::json!({ "ids": [failed.row.id] })).await;
    let mended = stage.finish(failed.row.id).await;
    assert_eq!(mended.row.standing, Standing::Article);
    assert_eq!(problem(&mended.row), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_cannot_prove_itself_gives_nothing_and_its_link_is_kept_for_a_retry() {
    let authority = Authority::new();
    let trusted = vec![authority.certificate()];
    let fetch = FetchConfig { trusted, ..FetchConfig::default() };
    for (what, identity) in [
        ("self-signed", Identity::self_signed()),
        ("by a stranger", Authority::new().identity()),
        ("expired", authority.expired()),
        ("of another site", authority.of_another_site()),
    ] {
        let server = PageServer::start_secure(0, identity).await.unwrap();
        let port = server.port();
        let options = OpenOptions { fetch: fetch.clone(), ..OpenOptions::default() };
        let mut stage = Stage::of(server, options).await;
        stage.server.page("/story", article("The lamp", 6));
        let link = stage.server.url("/story");
        let failed = stage.save("/story").await;
        assert_eq!((failed.row.standing, &failed.row.url), (Standing::Failed, &link), "{what}");
        let problem = failed.row.problem.expect(what);
        assert_eq!((problem.code, problem.retry), (ProblemCode::InsecureConnection, true));
        assert_eq!(
            failed.problem.as_deref(),
            Some(
                "127.0.0.1 could not prove that it is itself, so nothing was fetched. \
                 The link is kept."
            ),
            "{what}"
        );
        assert_eq!(stage.server.requests(), [], "{what}");
        let log = stage.ask("problems", serde_json::json!({ "limit": 10 })).await;
        let cause = log[0]["cause"].as_str().unwrap();
        assert!(cause.contains("certificate"), "{what}: the log has the cause: {cause}");

        // The site mends its certificate.
        stage.server.stop();
        stage.server = loop {
            // The port is free once the old server is gone.
            match PageServer::start_secure(port, authority.identity()).await {
                Ok(server) => break server,
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        };
        stage.server.page("/story", article("The lamp", 6));
        stage.ask("retry", serde_json::json!({ "ids": [failed.row.id] })).await;
        let mended = stage.finish(failed.row.id).await;
        assert_eq!(mended.row.standing, Standing::Article, "{what}: {:?}", mended.problem);
        assert!(stage.server.requests().iter().all(|request| request.http2), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_failed_is_tried_again_when_it_is_given_again() {
    let stage = Stage::new().await;
    stage.server.answer("/story", Answer::status_only(500));
    stage.save("/story").await;
    stage.server.page("/story", article("The lamp", 6));
    assert_eq!(stage.save("/story").await.row.standing, Standing::Article);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_reached_is_failed_and_keeps_its_link() {
    let stage = Stage::new().await;
    let dead = dead_server().await;
    for (link, code) in [
        (dead.as_str(), ProblemCode::ConnectFailed),
        ("http://no-such-host.invalid/x", ProblemCode::NameNotFound),
    ] {
        let intake = stage.give(link).await;
        let outcome = stage.finish(intake.entries[0].id).await;
        assert_eq!((outcome.row.standing, problem(&outcome.row)), (Standing::Failed, Some(code)));
        assert_eq!(outcome.row.url, link);
    }
    let log = stage.ask("problems", serde_json::json!({ "limit": 10 })).await;
    assert_eq!(log.as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_there_says_so_with_its_date() {
    let stage = Stage::new().await;
    let first = stage.save("/courier/ferry").await;
    let again = stage.give(&stage.server.url("/courier/ferry")).await;
    let before = again.entries[0].before.clone().expect("it was there");
    assert_eq!((before.id, before.saved_at), (first.row.id, first.row.saved_at));
    assert_eq!(before.title.as_deref(), Some("The ferry that refused to retire"));
    let hint =
        stage.ask("hint", serde_json::json!({ "text": stage.server.url("/courier/ferry") })).await;
    assert_eq!(hint["already"]["id"], serde_json::to_value(first.row.id).unwrap());
    assert_eq!(stage.server.hits("/courier/ferry"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tracking_parameters_and_redirects_lead_to_one_entry() {
    let stage = Stage::new().await;
    let first = stage.save("/courier/ferry").await;
    let tracked = stage.server.url("/courier/ferry?utm_source=letter&fbclid=abc#comments");
    let intake = stage.give(&tracked).await;
    assert_eq!(intake.entries[0].id, first.row.id);
    assert!(intake.entries[0].before.is_some());

    // Only the redirect tells that this one is the same.
    let short = stage.save("/short").await;
    assert_eq!(short.row.id, first.row.id);
    assert_eq!(stage.list(View::All, "").await.total, 1);
    // From now on the short link is known without asking.
    let again = stage.give(&stage.server.url("/short")).await;
    assert_eq!(again.entries[0].before.as_ref().map(|before| before.id), Some(first.row.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_names_its_address_within_its_own_site_only() {
    let stage = Stage::new().await;
    let with = |canonical: &str| {
        let link = format!("<link rel=canonical href=\"{canonical}\"></head>");
        article("The lamp", 6).replace("</head>", &link)
    };
    stage.server.page("/print", with(&stage.server.url("/own")));
    stage.server.page("/thief", with("https://bank.example/account"));
    let own = stage.save("/print").await;
    assert_eq!(own.row.url, stage.server.url("/own"));
    let thief = stage.save("/thief").await;
    assert_eq!(thief.row.url, stage.server.url("/thief"));
    let hint =
        stage.ask("hint", serde_json::json!({ "text": "https://bank.example/account" })).await;
    assert!(hint["already"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_over_three_pages_is_one_and_every_page_is_kept() {
    let stage = Stage::new().await;
    let outcome = stage.save("/long/1").await;
    let shown = stage.library.show(outcome.row.id).await.unwrap();
    let version = shown.version.unwrap();
    assert_eq!(stage.asked(), ["/long/1", "/long/2", "/long/3"]);
    let text = version.extraction.text();
    let first = text.find("It is the dog that has made him famous").expect("the end of page one");
    assert!(text.len() > first + 500, "the later pages follow: {text}");
    assert_eq!(version.more_pages.len(), 2);
    assert!(!text.contains("Next page"));
    let archive = second_look(&stage);
    for (hash, path) in version.more_pages.iter().zip(["/long/2", "/long/3"]) {
        let bytes = archive.blobs().get(hash).unwrap().expect("the blob of a later page");
        let page = String::from_utf8(bytes).unwrap();
        assert!(page.contains(&format!("href=\"{}\"", stage.server.url(path))), "{path}");
    }
    let complete = version
        .extraction
        .warnings
        .iter()
        .all(|warning| warning.code != backfile_article::WarningCode::MorePages);
    assert!(complete, "{:?}", version.extraction.warnings);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_page_that_is_missing_is_said_and_the_rest_is_kept() {
    let stage = Stage::new().await;
    stage.server.remove("/long/3");
    let outcome = stage.save("/long/1").await;
    let version = stage.library.show(outcome.row.id).await.unwrap().version.unwrap();
    assert_eq!(version.more_pages.len(), 1);
    let warning = version
        .extraction
        .warnings
        .iter()
        .find(|warning| warning.code == backfile_article::WarningCode::MorePages)
        .expect("a warning");
    assert!(warning.message.contains("/long/3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_thirty_links_the_first_is_readable_before_the_second_is_asked_for() {
    let stage = Stage::new().await;
    let archive = second_look(&stage);
    let key = address::key(&stage.server.url("/paste/0").parse().unwrap());
    let early = std::sync::Arc::new(std::sync::Mutex::new(None));
    let seen = std::sync::Arc::clone(&early);
    stage.server.handler("/paste/*", move |request| {
        if request.path != "/paste/0" {
            let first = archive.read(|reader| reader.by_key(&key)).unwrap();
            let readable = first.is_some_and(|entry| entry.standing == Standing::Article);
            seen.lock().unwrap().get_or_insert((request.path.clone(), readable));
        }
        let page = article(&format!("Lamp {}", request.path), 6);
        Answer::html(page).delay(Duration::from_millis(50))
    });
    let links: Vec<String> = (0..30).map(|at| stage.server.url(&format!("/paste/{at}"))).collect();
    let intake = stage.give(&links.join("\n")).await;
    assert_eq!(intake.entries.len(), 30);
    let rows = stage.list(View::All, "").await.rows;
    let order: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(order, intake.entries.iter().map(|taken| taken.id).collect::<Vec<_>>());
    for taken in &intake.entries {
        assert_eq!(stage.finish(taken.id).await.row.standing, Standing::Article);
    }
    let (path, readable) = early.lock().unwrap().take().expect("a second request");
    assert!(readable, "{path} was asked for before the first was an article");
    assert_eq!(stage.asked().first().map(String::as_str), Some("/paste/0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_and_a_password_are_left_out_of_a_link_and_that_is_told() {
    let stage = Stage::new().await;
    let link = |path| stage.server.url(path).replace("://", "://reader:sesame@");
    let intake = stage.give(&link("/story/1")).await;
    let outcome = stage.library.finish(intake.entries[0].id).await.unwrap();
    assert_eq!(outcome.row.standing, Standing::Article);
    assert_eq!(intake.outcome().had_credentials, 1);
    let list = format!("{}\n{}\n", link("/story/2"), stage.server.url("/story/3"));
    let intake = stage.give_file("links.txt", list).await;
    assert_eq!(intake.had_credentials, 1);
    for taken in &intake.entries {
        stage.library.finish(taken.id).await.unwrap();
    }
    assert!(stage.server.requests().iter().all(|asked| asked.header("authorization").is_none()));
    stage.library.shut_down().await;
    for entry in walk(stage.folder.path()) {
        let bytes = std::fs::read(&entry).unwrap();
        let holds = bytes.windows(6).any(|word| word == b"sesame");
        assert!(!holds, "it is kept in {}", entry.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// The same archive, opened once more, as another program would.
fn second_look(stage: &Stage) -> Archive {
    let options = backfile_archive::OpenOptions { create: false, ..Default::default() };
    Archive::open(stage.library.folder(), &options).unwrap()
}
