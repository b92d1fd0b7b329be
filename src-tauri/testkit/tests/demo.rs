//! The demo pages are what their table says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use backfile_testkit::{PageServer, demo};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The answer to a path, head and body.
async fn get(server: &PageServer, path: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    let host = server.base_url().replace("http://", "");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end..].to_vec())
}

async fn demo_server() -> PageServer {
    let server = PageServer::start().await;
    demo::serve(&server);
    server
}

#[tokio::test]
async fn every_article_holds_its_title_site_phrase_and_boilerplate() {
    let server = demo_server().await;
    for article in demo::ARTICLES {
        let (head, body) = get(&server, article.path).await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let page = String::from_utf8(body).unwrap();
        for words in [article.title, article.site, article.phrase, article.boilerplate] {
            assert!(page.contains(words), "{}: {words}", article.path);
        }
        assert!(!page.contains("{{base}}"));
    }
}

#[tokio::test]
async fn every_picture_that_an_article_shows_is_there() {
    let server = demo_server().await;
    for article in demo::ARTICLES {
        let (_, body) = get(&server, article.path).await;
        let page = String::from_utf8(body).unwrap();
        let start = format!("{}/pictures/", server.base_url());
        let mut names: Vec<_> = page
            .split(&start)
            .skip(1)
            .filter_map(|rest| rest.split(['"', '?', ' ']).next())
            .collect();
        names.sort_unstable();
        names.dedup();
        assert!(!names.is_empty(), "{}", article.path);
        for name in names {
            let (head, bytes) = get(&server, &format!("/pictures/{name}?w=64")).await;
            assert!(head.starts_with("HTTP/1.1 200"), "{name}: {head}");
            let picture = image::load_from_memory(&bytes).unwrap();
            assert_eq!(picture.width(), 64, "{name}");
        }
    }
}

#[tokio::test]
async fn a_flaky_page_fails_twice_for_each_key_and_then_works() {
    let server = demo_server().await;
    for key in ["a", "b"] {
        for status in ["503", "503", "200", "200"] {
            let (head, _) = get(&server, &format!("/flaky?k={key}")).await;
            assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{key}: {head}");
        }
    }
}

#[tokio::test]
async fn a_changing_page_changes_when_it_is_told_to() {
    let server = demo_server().await;
    for edition in 1..4 {
        let (_, body) = get(&server, "/changing").await;
        let words = format!("This is edition {edition} of");
        assert!(String::from_utf8(body).unwrap().contains(&words));
        get(&server, "/changing/next").await;
    }
}

#[tokio::test]
async fn the_other_outcomes_answer_as_the_table_says() {
    let server = demo_server().await;
    for (path, status, words) in [
        ("/", 200, "Papers of the day"),
        ("/long/2", 200, "rel=\"next\""),
        ("/story/7", 200, "story number 7,"),
        ("/story/x", 404, ""),
        ("/consent", 200, "partners"),
        ("/subscribe", 200, "Subscribe to keep reading"),
        ("/valley/video/seal", 200, "VideoObject"),
        ("/report.pdf", 200, "%PDF-1.4"),
        ("/feed.xml", 200, "<rss"),
        ("/gone", 410, ""),
        ("/nothing/here", 404, ""),
        ("/short", 302, ""),
        ("/empty", 200, ""),
        ("/log", 200, "GET /story/7\n"),
    ] {
        let (head, body) = get(&server, path).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {head}");
        assert!(String::from_utf8_lossy(&body).contains(words), "{path}");
    }
    assert_ne!(demo::story(1), demo::story(2));
    assert_eq!(demo::story(3), demo::story(3));
}

#[tokio::test]
async fn a_folder_is_served_and_nothing_beside_it() {
    let folder = std::env::temp_dir().join(format!("backfile-testkit-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("a")).unwrap();
    std::fs::write(folder.join("a/page.html.gz"), backfile_testkit::gzip(b"<p>packed")).unwrap();
    std::fs::write(folder.join("words.txt"), "plain").unwrap();
    let server = PageServer::start().await;
    server.folder("/files/", folder.join("a")).folder("/", &folder);
    for path in ["/files/page.html.gz", "/files/page.html", "/a/page.html"] {
        let (head, body) = get(&server, path).await;
        assert!(head.contains("text/html; charset=utf-8"), "{path}: {head}");
        assert!(!head.to_ascii_lowercase().contains("content-encoding"));
        assert_eq!(body, b"<p>packed");
    }
    for path in ["/files/../words.txt", "/files/%2e%2e/words.txt", "/files//etc/passwd", "/none"] {
        let (head, _) = get(&server, path).await;
        assert!(head.starts_with("HTTP/1.1 404"), "{path}: {head}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
