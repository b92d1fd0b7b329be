//! What needs a public site on the stage: who may lead whom where.

use std::net::{IpAddr, Ipv4Addr};

use backfile_testkit::{Answer, PageServer};

use super::*;

/// A fetcher to which `public.example` and `other.example` are public sites.
fn fetcher() -> Fetcher {
    let mut guard = Guard::new(false);
    for name in ["public.example", "www.public.example", "other.example"] {
        guard.stage.insert(name.to_owned(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let config = FetchConfig::default();
    let public = client(&config, guard).unwrap();
    Fetcher::of(config, public)
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn origin(server: &PageServer) -> Origin {
    server.base_url().parse().unwrap()
}

#[tokio::test]
async fn a_public_page_cannot_redirect_into_the_own_network() {
    let (site, inside) = (PageServer::start().await, PageServer::start().await);
    inside.page("/secret", "<p>inside");
    let port = inside.port();
    let forms = [
        format!("http://127.0.0.1:{port}/secret"),
        format!("http://2130706433:{port}/secret"),
        format!("http://0177.0.0.1:{port}/secret"),
        format!("http://0x7f000001:{port}/secret"),
        format!("http://127.1:{port}/secret"),
        format!("http://[::1]:{port}/secret"),
        format!("http://[::ffff:127.0.0.1]:{port}/secret"),
        format!("http://[::FFFF:7F00:1]:{port}/secret"),
        format!("http://0.0.0.0:{port}/secret"),
        format!("http://localhost.:{port}/secret"),
        format!("http://[64:ff9b::127.0.0.1]:{port}/secret"),
        format!("http://１２７.０.０.１:{port}/secret"),
        format!("http://100.64.0.1:{port}/secret"),
        format!("http://[fd00::1]:{port}/secret"),
        format!("//127.0.0.1:{port}/secret"),
    ];
    let fetcher = fetcher();
    for (number, form) in forms.iter().enumerate() {
        site.redirect("/go", form);
        let from = url(&format!("http://public.example:{}/go?{number}", site.port()));
        // Every redirect of one site would wait a second for its turn.
        let refused = fetcher.ask(&from, Want::Picture, None).await.map(|_| ()).unwrap_err();
        assert!(matches!(refused, FetchError::Private { .. }), "{form}: {refused:?}");
    }
    site.redirect("/go", "http://169.254.169.254/latest/meta-data/");
    let refused =
        fetcher.page(&url(&format!("http://public.example:{}/go", site.port()))).await.unwrap_err();
    assert!(matches!(refused, FetchError::Forbidden { .. }), "{refused:?}");
    assert_eq!(inside.requests(), []);
}

#[tokio::test]
async fn a_public_page_cannot_redirect_to_an_allowed_private_origin_either() {
    let (site, inside) = (PageServer::start().await, PageServer::start().await);
    site.redirect("/go", &inside.url("/secret"));
    let fetcher = fetcher();
    fetcher.allow_origin(&origin(&inside));
    let from = url(&format!("http://public.example:{}/go", site.port()));
    let refused = fetcher.page(&from).await.unwrap_err();
    assert!(
        matches!(&refused, FetchError::Private { hop: Hop::Redirect, origin: to }
            if *to == origin(&inside)),
        "{refused:?}"
    );
    assert_eq!(inside.requests(), []);
}

#[tokio::test]
async fn a_picture_of_a_public_page_cannot_lead_into_the_own_network() {
    let inside = PageServer::start().await;
    let fetcher = fetcher();
    fetcher.allow_origin(&origin(&inside));
    let refused = fetcher
        .picture(&url(&inside.url("/a.png")), &url("http://public.example/story"))
        .await
        .unwrap_err();
    assert!(matches!(refused, FetchError::Private { hop: Hop::Picture, .. }), "{refused:?}");
    assert_eq!(inside.requests(), []);
}

#[tokio::test]
async fn a_site_on_another_domain_waits_for_its_own_turn_and_not_for_the_first() {
    let site = PageServer::start().await;
    let port = site.port();
    site.redirect("/go", &format!("http://other.example:{port}/story"));
    site.page("/story", "<p>words");
    let fetcher = fetcher();
    let page = fetcher.page(&url(&format!("http://public.example:{port}/go"))).await.unwrap();
    assert_eq!(page.final_url.host_str(), Some("other.example"));
    assert_eq!(page.redirects.len(), 1);
    for host in ["public.example", "www.public.example", "other.example"] {
        let wait = fetcher.wait_for(&url(&format!("http://{host}/")));
        assert!(wait > Duration::from_millis(500), "{host}: {wait:?}");
    }
}

#[tokio::test]
async fn a_redirect_within_a_site_takes_no_second_turn() {
    let site = PageServer::start().await;
    let port = site.port();
    site.redirect("/go", &format!("http://www.public.example:{port}/story"));
    site.page("/story", "<p>words");
    let began = Instant::now();
    fetcher().page(&url(&format!("http://public.example:{port}/go"))).await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_name_that_leads_inside_is_private_until_its_origin_is_allowed() {
    let inside = PageServer::start().await;
    inside.page("/wiki", "<p>words");
    let fetcher = fetcher();
    let page = url(&format!("http://localhost:{}/wiki", inside.port()));
    let Err(FetchError::Private { origin, hop }) = fetcher.page(&page).await else {
        panic!("not asked about")
    };
    assert_eq!(hop, Hop::ByHand);
    fetcher.allow_origin(&origin);
    assert_eq!(fetcher.page(&page).await.unwrap().body, b"<p>words");
    fetcher.forget_origin(&origin);
    assert!(matches!(fetcher.page(&page).await, Err(FetchError::Private { .. })));
    assert_eq!(inside.hits("/wiki"), 1);
}

#[tokio::test]
async fn a_site_that_asks_to_wait_is_not_asked_in_the_meantime() {
    let site = PageServer::start().await;
    site.handler("/busy", |request| match request.hit {
        1 => Answer::status_only(429).header("Retry-After", "2"),
        _ => Answer::html("<p>words"),
    });
    let fetcher = fetcher();
    let page = url(&format!("http://public.example:{}/busy", site.port()));
    let refused = fetcher.page(&page).await.unwrap_err();
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(2)));
    assert!(refused.retryable());
    assert!(fetcher.wait_for(&page) > Duration::from_millis(1500));
    let began = Instant::now();
    fetcher.page(&page).await.unwrap();
    assert!(began.elapsed() > Duration::from_millis(1500));
    assert_eq!(site.hits("/busy"), 2);
}

#[tokio::test]
async fn what_every_request_says_is_what_a_web_view_says_and_no_more() {
    let site = PageServer::start().await;
    site.answer("/first", Answer::redirect("/second").header("Set-Cookie", "visit=1; Path=/"));
    site.page("/second", "<p>words");
    let config =
        FetchConfig { languages: vec!["de-AT".into(), "en".into()], ..FetchConfig::default() };
    let fetcher = Fetcher::new(config).unwrap();
    fetcher.allow_origin(&origin(&site));
    let address = site.url("/first").replace("http://", "http://user:secret@");
    let page = fetcher.page(&url(&address)).await.unwrap();
    assert!(!format!("{page:?}").contains("secret"));
    for request in site.requests() {
        for unwanted in ["cookie", "authorization", "referer", "proxy-authorization"] {
            assert_eq!(request.header(unwanted), None);
        }
        assert_eq!(request.header("accept-language"), Some("de-AT,de;q=0.9,en;q=0.8"));
        assert_eq!(request.header("accept-encoding"), Some("gzip, deflate, br, zstd"));
        assert!(request.header("accept").unwrap().starts_with("text/html,"));
        assert!(request.header("user-agent").unwrap().starts_with("Mozilla/5.0"));
    }
}

#[test]
fn a_wait_is_read_as_seconds_or_as_a_date_and_bounded_by_a_day() {
    let now = Timestamp(1_795_420_800_000);
    let wait = |value: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_str(value).unwrap());
        retry_after(&headers, now).map(|wait| wait.as_secs())
    };
    let date = |ahead: i64| {
        Timestamp(now.0 + ahead * 1000).to_utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    assert_eq!(wait("2"), Some(2));
    assert_eq!(wait(" 0 "), Some(0));
    assert_eq!(wait("99999999999999999999999"), Some(86_400));
    assert_eq!(wait(&date(3)), Some(3));
    assert_eq!(wait(&date(9_999_999)), Some(86_400));
    assert_eq!(wait(&date(-3)), None);
    assert_eq!(wait("-1"), None);
    assert_eq!(wait("soon"), None);
}
