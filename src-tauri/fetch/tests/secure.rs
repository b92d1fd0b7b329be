//! Secure connections: whose certificate holds, and what is spoken over them.

// A test that cannot set up its stage should stop loudly.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use backfile_fetch::{FetchConfig, FetchError, Fetcher};
use backfile_testkit::{Answer, Authority, Ending, Identity, PageServer};
use url::Url;

const PAGE: &str = "<!doctype html><title>Tides</title><p>The tide came in at six.";

/// A server with that identity, and a fetcher that trusts the authority and the origin.
async fn stage(authority: &Authority, identity: Identity) -> (PageServer, Fetcher) {
    let server = PageServer::start_secure(0, identity).await.unwrap();
    server.page("/tides", PAGE);
    let trusted = vec![authority.certificate()];
    let fetcher = Fetcher::new(FetchConfig { trusted, ..FetchConfig::default() }).unwrap();
    fetcher.allow_origin(&server.base_url().parse().unwrap());
    (server, fetcher)
}

fn url(server: &PageServer, path: &str) -> Url {
    server.url(path).parse().unwrap()
}

#[tokio::test]
async fn a_page_comes_over_http2_where_the_site_speaks_it_and_over_http1_where_not() {
    let authority = Authority::new();
    for (identity, http2) in
        [(authority.identity(), true), (authority.identity().without_http2(), false)]
    {
        let (server, fetcher) = stage(&authority, identity).await;
        server.answer("/packed", Answer::html(PAGE).header("X-One", "1").packed());
        server.redirect("/old", "/tides");
        for path in ["/tides", "/packed", "/old"] {
            let page = fetcher.page(&url(&server, path)).await.unwrap();
            assert_eq!(page.body, PAGE.as_bytes(), "{path}");
            assert_eq!(page.final_url.scheme(), "https");
            assert_eq!(page.peer, Some(format!("127.0.0.1:{}", server.port())));
            assert_eq!(page.header("x-one"), (path == "/packed").then_some("1"));
        }
        let requests = server.requests();
        assert!(!requests.is_empty() && requests.iter().all(|request| request.http2 == http2));
        assert!(requests[0].header("user-agent").is_some_and(|it| it.starts_with("Mozilla/5.0")));
    }
}

#[tokio::test]
async fn a_page_that_is_cut_over_http2_is_never_taken_for_a_whole_one() {
    let authority = Authority::new();
    let (server, fetcher) = stage(&authority, authority.identity()).await;
    for ending in [Ending::CutAt(30), Ending::ResetAt(0)] {
        server.answer("/cut", Answer::html(PAGE).ending(ending.clone()));
        let error = fetcher.page(&url(&server, "/cut")).await.unwrap_err();
        assert!(matches!(error, FetchError::CutShort { .. }), "{ending:?}: {error:?}");
    }
    assert!(server.requests().iter().all(|request| request.http2));
}

#[tokio::test]
async fn a_site_that_cannot_prove_itself_is_asked_nothing() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (what, identity) in [
        ("self-signed", Identity::self_signed()),
        ("vouched for by somebody unknown", stranger.identity()),
        ("expired", authority.expired()),
        ("of another site", authority.of_another_site()),
    ] {
        let (server, fetcher) = stage(&authority, identity).await;
        let error = fetcher.page(&url(&server, "/tides")).await.unwrap_err();
        assert!(matches!(&error, FetchError::Tls { host, .. } if host == "127.0.0.1"), "{what}");
        assert_eq!(error.code(), "tls", "{what}");
        assert_eq!(error.to_string(), "no secure connection to 127.0.0.1", "{what}");
        assert_eq!(server.requests(), [], "{what}");
    }
}

#[tokio::test]
async fn nobody_is_trusted_beside_those_whom_the_system_trusts() {
    assert_eq!(FetchConfig::default().trusted, Vec::<Vec<u8>>::new());
    let authority = Authority::new();
    let (server, _) = stage(&authority, authority.identity()).await;
    let fetcher = Fetcher::new(FetchConfig::default()).unwrap();
    fetcher.allow_origin(&server.base_url().parse().unwrap());
    let error = fetcher.page(&url(&server, "/tides")).await.unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }), "{error:?}");
}
