//! Every way in which a page can arrive, and fail to.

// A test that cannot set up its stage should stop loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, Instant};

use backfile_fetch::{FetchConfig, FetchError, Fetcher, Hop, Limits, TimeLimit, text_of};
use backfile_testkit::{Answer, Ending, PageServer, bomb, gzip};
use url::Url;

const PAGE: &str = "<!doctype html><title>Tides</title><p>The tide came in at six.";

struct Stage {
    server: PageServer,
    fetcher: Fetcher,
}

impl Stage {
    async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    async fn with(limits: Limits) -> Self {
        let server = PageServer::start().await;
        let fetcher = Fetcher::new(FetchConfig { limits, ..FetchConfig::default() }).unwrap();
        fetcher.allow_origin(&server.base_url().parse().unwrap());
        Self { server, fetcher }
    }

    fn url(&self, path: &str) -> Url {
        self.server.url(path).parse().unwrap()
    }

    async fn page(&self, path: &str) -> Result<backfile_article::Page, FetchError> {
        self.fetcher.page(&self.url(path)).await
    }

    async fn page_of(&self, answer: Answer) -> Result<backfile_article::Page, FetchError> {
        self.server.answer("/it", answer);
        self.page("/it").await
    }
}

fn short() -> Limits {
    Limits { whole: Duration::from_millis(600), ..Limits::default() }
}

#[tokio::test]
async fn a_page_is_kept_with_everything_that_was_said_about_it() {
    let stage = Stage::new().await;
    let answer = Answer::html(PAGE).header("X-One", "1").header("X-Two", "2").packed();
    let page = stage.page_of(answer).await.unwrap();
    assert_eq!(page.body, PAGE.as_bytes());
    assert_eq!(page.body_sha256, backfile_article::Sha256::of(PAGE.as_bytes()));
    let wire = gzip(PAGE.as_bytes());
    assert_eq!(page.wire_sha256, backfile_article::Sha256::of(&wire));
    assert_eq!(page.wire_bytes, wire.len() as u64);
    assert_eq!(page.status, 200);
    assert_eq!(page.media_type, "text/html");
    assert_eq!(page.charset.as_deref(), Some("UTF-8"));
    assert_eq!(page.peer, Some(format!("127.0.0.1:{}", stage.server.port())));
    assert_eq!((page.header("x-one"), page.header("x-two")), (Some("1"), Some("2")));
    assert_eq!(page.header("content-encoding"), Some("gzip"));
    assert!(text_of(&page).text.contains("The tide came in"));
}

#[tokio::test]
async fn a_whole_page_arrives_whole_however_it_is_sent() {
    let stage = Stage::new().await;
    for answer in [
        Answer::html(PAGE),
        Answer::html(PAGE).ending(Ending::Chunked(7)),
        Answer::html(PAGE).ending(Ending::Close),
        Answer::html(PAGE).drip(20, Duration::from_millis(5)),
        Answer::html(PAGE).packed().ending(Ending::Chunked(3)),
        Answer::html(PAGE).delay(Duration::from_millis(300)),
        Answer::new("", PAGE),
        Answer::new(";;;=,", PAGE),
    ] {
        let words = format!("{answer:?}");
        assert_eq!(stage.page_of(answer).await.expect(&words).body, PAGE.as_bytes(), "{words}");
    }
}

#[tokio::test]
async fn a_page_that_is_cut_is_never_taken_for_a_whole_one() {
    let stage = Stage::new().await;
    let packed = gzip(PAGE.as_bytes());
    for answer in [
        Answer::html(PAGE).ending(Ending::CutAt(30)),
        Answer::html(PAGE).ending(Ending::CutAt(0)),
        Answer::html(PAGE).ending(Ending::NoLastChunk),
        Answer::html(PAGE).ending(Ending::ResetAt(30)),
        Answer::html(PAGE).ending(Ending::Claim(5000)),
        Answer::html(packed[..40].to_vec()).header("Content-Encoding", "gzip"),
        Answer::raw(""),
        Answer::raw("HTTP/1.1 200 OK\r\nContent-Le"),
        Answer::raw(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        ),
        Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx"),
    ] {
        let words = format!("{answer:?}");
        let error = stage.page_of(answer).await.expect_err(&words);
        assert!(matches!(error, FetchError::CutShort { .. }), "{words}: {error:?}");
        assert!(error.retryable());
    }
}

#[tokio::test]
async fn what_is_no_web_answer_says_so() {
    let stage = Stage::new().await;
    for answer in [
        Answer::raw("<p>no head at all"),
        Answer::raw("SSH-2.0-OpenSSH_9.9\r\n"),
        Answer::raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
    ] {
        let words = format!("{answer:?}");
        let error = stage.page_of(answer).await.expect_err(&words);
        assert!(matches!(error, FetchError::Protocol { .. }), "{words}: {error:?}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_stopped_at_the_bound() {
    let stage = Stage::new().await;
    let began = Instant::now();
    let twenty_gigabytes = Ending::Claim(20 << 30);
    for answer in [
        Answer::html(PAGE).ending(twenty_gigabytes),
        Answer::html("<p>again ".repeat(5000)).ending(Ending::Endless),
        Answer::html(bomb(60)).header("Content-Encoding", "gzip"),
    ] {
        let error = stage.page_of(answer).await.unwrap_err();
        assert!(matches!(error, FetchError::TooLarge { .. }), "{error:?}");
    }
    let many = "x".repeat(1000);
    let mut answer = Answer::html(PAGE);
    for number in 0..80 {
        answer = answer.header(&format!("x-{number}"), &many);
    }
    let error = stage.page_of(answer).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { limit: 65_536, .. }), "{error:?}");
    let long = format!("HTTP/1.1 200 OK\r\nX: {}", "y".repeat(2 << 20));
    let error = stage.page_of(Answer::raw(long)).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[tokio::test]
async fn what_is_slow_ends_at_the_whole_limit_whatever_trickles_in() {
    let stage = Stage::with(short()).await;
    for answer in [
        Answer::html(PAGE).delay(Duration::from_secs(60)),
        Answer::html(PAGE).drip(1, Duration::from_millis(100)),
        Answer::html(PAGE).ending(Ending::StallAt(20)),
    ] {
        let began = Instant::now();
        let error = stage.page_of(answer).await.unwrap_err();
        assert!(matches!(error, FetchError::TimedOut { limit: TimeLimit::Whole, .. }), "{error:?}");
        assert!(began.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test]
async fn redirects_are_followed_and_written_down() {
    let stage = Stage::new().await;
    stage.server.redirect("/a", "b?x=1").redirect("/b", "/c#part").page("/c", PAGE);
    let page = stage.page("/a#kept").await.unwrap();
    assert_eq!(page.requested, stage.url("/a#kept"));
    assert_eq!(page.final_url, stage.url("/c#part"));
    let hops: Vec<_> =
        page.redirects.iter().map(|hop| (hop.from.path(), hop.status, hop.to.path())).collect();
    assert_eq!(hops, [("/a", 302, "/b"), ("/b", 302, "/c")]);
}

#[tokio::test]
async fn redirects_without_end_or_target_are_refused() {
    let stage = Stage::new().await;
    stage.server.redirect("/loop", "/loop");
    let error = stage.page("/loop").await.unwrap_err();
    assert!(matches!(error, FetchError::TooManyRedirects { limit: 10 }), "{error:?}");
    assert_eq!(stage.server.hits("/loop"), 11);

    for (to, scheme) in [
        ("file:///etc/passwd", Some("file")),
        ("data:text/html,<p>x", Some("data")),
        ("javascript:alert(1)", Some("javascript")),
        ("ftp://127.0.0.1/x", Some("ftp")),
        ("http://127.0.0.1:22/", None),
        ("http://", None),
    ] {
        stage.server.redirect("/go", to);
        let error = stage.page("/go").await.unwrap_err();
        let FetchError::RedirectRefused { scheme: got } = &error else { panic!("{to}: {error:?}") };
        assert_eq!(got.as_deref(), scheme, "{to}");
    }
    let error = stage.page_of(Answer::new("", "").status(302)).await.unwrap_err();
    assert!(matches!(error, FetchError::RedirectRefused { scheme: None }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_from_an_allowed_origin_to_another_private_one_is_refused() {
    let (stage, other) = (Stage::new().await, PageServer::start().await);
    stage.server.redirect("/go", &other.url("/x"));
    let error = stage.page("/go").await.unwrap_err();
    assert!(matches!(error, FetchError::Private { hop: Hop::Redirect, .. }), "{error:?}");
    assert_eq!(other.requests(), []);
}

#[tokio::test]
async fn an_error_page_is_a_status_with_its_words() {
    let stage = Stage::new().await;
    for (status, gone, retryable) in [
        (401, false, false),
        (403, false, false),
        (404, true, false),
        (410, true, false),
        (451, false, false),
        (500, false, true),
        (503, false, true),
        // The last one: the server is left alone for a while after it.
        (429, false, true),
    ] {
        stage.server.answer(&format!("/{status}"), Answer::status_only(status));
        let error = stage.page(&format!("/{status}")).await.unwrap_err();
        assert_eq!((error.gone(), error.retryable()), (gone, retryable), "{status}");
        let FetchError::Status { status: got, page: Some(page), .. } = error else {
            panic!("{status}: {error:?}")
        };
        assert_eq!(got, status);
        assert!(page.body.ends_with(status.to_string().as_bytes()));
    }
}

#[tokio::test]
async fn an_empty_answer_is_no_page() {
    let stage = Stage::new().await;
    let error = stage.page_of(Answer::html("")).await.unwrap_err();
    assert!(matches!(error, FetchError::Empty), "{error:?}");
}

#[tokio::test]
async fn codings_that_are_unknown_or_stacked_are_refused() {
    let stage = Stage::new().await;
    for coding in ["x-strange", "gzip, gzip"] {
        let answer = Answer::html(PAGE).header("Content-Encoding", coding);
        let error = stage.page_of(answer).await.unwrap_err();
        assert!(matches!(error, FetchError::BadEncoding(_)), "{coding}: {error:?}");
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_asked_says_why() {
    let stage = Stage::new().await;
    let error_of = async |text: &str| {
        stage.fetcher.page(&text.parse().unwrap()).await.map(|_| ()).unwrap_err()
    };
    assert!(matches!(error_of("file:///etc/passwd").await, FetchError::NotWeb(s) if s == "file"));
    assert!(matches!(error_of("mailto:a@b.c").await, FetchError::NotWeb(_)));
    assert!(matches!(error_of("http://example.com:25/").await, FetchError::BadAddress(_)));
    assert!(matches!(error_of("http://169.254.169.254/").await, FetchError::Forbidden { .. }));
    assert!(matches!(
        error_of("http://10.0.0.1/").await,
        FetchError::Private { hop: Hop::ByHand, .. }
    ));
    let error = error_of("http://nowhere.invalid/").await;
    assert!(matches!(&error, FetchError::NameNotFound { host } if host == "nowhere.invalid"));
    assert!(error.retryable());
}

#[tokio::test]
async fn a_port_that_nobody_listens_on_is_no_connection() {
    let stage = Stage::new().await;
    let gone = PageServer::start().await;
    let url: Url = gone.url("/").parse().unwrap();
    stage.fetcher.allow_origin(&gone.base_url().parse().unwrap());
    drop(gone);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let error = stage.fetcher.page(&url).await.unwrap_err();
    assert!(matches!(error, FetchError::ConnectFailed { .. }), "{error:?}");
}

#[tokio::test]
async fn https_to_a_plain_server_is_a_fault_of_the_secure_connection() {
    let stage = Stage::new().await;
    let url: Url = stage.server.url("/").replace("http:", "https:").parse().unwrap();
    stage.fetcher.allow_origin(&backfile_fetch::Origin::of(&url).unwrap());
    let error = stage.fetcher.page(&url).await.unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn pictures_are_known_by_their_bytes_and_svg_is_refused() {
    let stage = Stage::new().await;
    let page = stage.url("/story");
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    stage.server.bytes("/a", "text/plain", png.clone()).redirect("/b", "/a");
    let picture = stage.fetcher.picture(&stage.url("/b"), &page).await.unwrap();
    assert_eq!((picture.media_type, picture.bytes), ("image/png", png));
    assert_eq!(picture.final_url, stage.url("/a"));
    stage.server.bytes("/c", "image/png", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    stage.server.bytes("/d", "image/png", "<!doctype html><p>sign in");
    for (path, what) in [("/c", "image/svg+xml"), ("/d", "text/html")] {
        let error = stage.fetcher.picture(&stage.url(path), &page).await.unwrap_err();
        assert!(matches!(&error, FetchError::NotPicture(is) if is == what), "{path}: {error:?}");
    }
    let error = stage.fetcher.picture(&stage.url("/none"), &page).await.unwrap_err();
    assert!(error.gone());
}

#[tokio::test]
async fn a_page_in_another_charset_is_read_in_it() {
    let stage = Stage::new().await;
    let answer =
        Answer::new("text/html; charset=windows-1251", &b"<p>\xcf\xf0\xe8\xe2\xe5\xf2"[..]);
    let page = stage.page_of(answer).await.unwrap();
    assert_eq!(page.charset.as_deref(), Some("windows-1251"));
    assert_eq!(text_of(&page).text, "<p>Привет");
}

#[tokio::test]
async fn a_private_server_is_asked_without_pause() {
    let stage = Stage::new().await;
    stage.server.page("/it", PAGE);
    let began = Instant::now();
    for _ in 0..20 {
        stage.page("/it").await.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}
