//! The reader's two schemes: documents that run nothing of the page, and pictures.

use backfile_article::Sha256;
use backfile_testkit::demo;

use crate::stage::{Stage, article};

/// The document of the version shown.
async fn document(
    stage: &Stage,
    id: backfile_article::ArticleId,
) -> (String, Vec<(&'static str, String)>) {
    let address = stage.library.article_view(id, None).await.unwrap().frame.unwrap();
    let path = address.split_once("localhost").unwrap().1;
    let response = stage.library.frame(path);
    assert_eq!(response.status, 200);
    (String::from_utf8(response.body).unwrap(), response.headers)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_holds_the_article_and_runs_nothing_but_the_bridge() {
    let stage = Stage::new().await;
    let hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\
        <a href=\"javascript:alert(3)\">a lamp</a><iframe src=//evil.example></iframe>\
        <svg onload=alert(4)><style>*{display:none}</style></svg>";
    let page = article("A <lamp> & \"fox\"", 8)
        .replace("<p>Paragraph 2", &format!("<p>{hostile}Paragraph 2"));
    stage.server.page("/hostile", page);
    for path in [demo::ARTICLES[0].path, "/hostile"] {
        let id = stage.save(path).await.row.id;
        let (html, headers) = document(&stage, id).await;
        let header = |name: &str| {
            headers.iter().find(|(had, _)| *had == name).map(|(_, value)| value.as_str())
        };
        let policy = header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"));
        assert_eq!(header("x-content-type-options"), Some("nosniff"));
        let lower = html.to_lowercase();
        assert_eq!(lower.matches("<script").count(), 1, "{path}");
        assert_eq!(lower.matches("<style").count(), 1, "{path}");
        for never in ["onerror", "onload=", "javascript:", "<iframe", "<svg", "http://127.0.0.1:1"]
        {
            let of_article = lower.split("<script>").next().unwrap();
            let shows = of_article.contains(never) && !never.starts_with("http");
            assert!(!shows, "{path} shows {never}");
        }
        // No address of the page is left where a web view would ask for it.
        assert!(!lower.contains("src=\"http"), "{path}");
        let text = stage.text(id).await;
        let words = text.lines().find(|line| line.len() > 60).unwrap();
        let plain: String = words.chars().take_while(|char| !"&<>\"'’“".contains(*char)).collect();
        assert!(html.contains(&plain), "{path}: {plain}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn left_out_blocks_are_in_the_frame_hidden_with_a_reason_and_a_button() {
    let stage = Stage::new().await;
    let ferry = demo::ARTICLES[0];
    let id = stage.save(ferry.path).await.row.id;
    let (html, _) = document(&stage, id).await;
    let view = stage.library.article_view(id, None).await.unwrap();
    let left_out = view.receipt.unwrap().left_out;
    assert!(left_out > 0);
    assert_eq!(html.matches("<div class=\"left-out\"").count(), left_out as usize);
    let first = html.find("<div class=\"left-out\"").unwrap();
    let block = &html[first..];
    assert!(block[..block.find('>').unwrap()].ends_with("hidden"));
    assert!(block.contains("<p class=\"why\">") && block.contains("class=\"restore\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_is_served_only_for_a_version_of_its_own_article() {
    let stage = Stage::new().await;
    let ferry = stage.save("/courier/ferry").await.row.id;
    let story = stage.save("/story/1").await.row.id;
    let version = stage.library.show(story).await.unwrap().version.unwrap().head.id;
    assert_eq!(stage.library.frame(&format!("/{story}/{version}?r=1")).status, 200);
    for path in [
        format!("/{ferry}/{version}"),
        format!("/{story}/{story}"),
        "/".to_owned(),
        "/../archive.sqlite".to_owned(),
    ] {
        assert_eq!(stage.library.frame(&path).status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_media_scheme_never_serves_the_bytes_of_a_page() {
    let stage = Stage::new().await;
    let mut pages = Vec::new();
    for (number, start) in ["", "<!--ftyp-->", "RIFF 123 ", "PNG "].into_iter().enumerate() {
        let path = format!("/lamp/{number}");
        stage.server.page(&path, format!("{start}{}", article(&path, 8)));
        let outcome = stage.save(&path).await;
        assert_eq!(outcome.row.standing, backfile_article::Standing::Article, "{start}");
        pages.push((path, stage.library.original(outcome.row.id).await.unwrap()));
    }
    for (what, bytes) in &pages {
        for ending in ["gif", "jpg", "png", "webp", "avif", "html", "svg"] {
            let response = stage.library.media(&format!("/{}.{ending}", Sha256::of(bytes)));
            assert_eq!(response.status, 404, "{what} as {ending}");
        }
    }
    for path in ["/", "/../archive.sqlite", "/x.png", "//etc/passwd"] {
        assert_eq!(stage.library.media(path).status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_served_as_what_they_are() {
    let stage = Stage::new().await;
    let id = stage.save("/courier/ferry").await.row.id;
    let (html, _) = document(&stage, id).await;
    let names: Vec<&str> = html
        .split("media://localhost/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(names.len() >= 2, "{names:?}");
    for name in names {
        let response = stage.library.media(&format!("/{name}"));
        assert_eq!(response.status, 200, "{name}");
        let kind = response.headers.iter().find(|(header, _)| *header == "content-type").unwrap();
        assert!(kind.1.starts_with("image/"), "{name}: {}", kind.1);
        let wrong = name.rsplit_once('.').unwrap().0;
        assert_eq!(stage.library.media(&format!("/{wrong}.webp")).status, 404);
    }
    stage.server.clear_log();
    let (_, _) = document(&stage, id).await;
    assert!(stage.server.requests().is_empty(), "reading asks nobody");
}
