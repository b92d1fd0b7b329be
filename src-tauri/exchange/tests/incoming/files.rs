//! Files with a page, a link or a text in them.

use backfile_exchange::{ExchangeError, Incoming, from_file};

use crate::{prose, shape};

fn file(name: &str, bytes: impl AsRef<[u8]>) -> String {
    match from_file(name, bytes.as_ref()) {
        Ok(incoming) => shape(&incoming),
        Err(error) => format!("error: {error}"),
    }
}

#[test]
fn a_saved_page_knows_where_it_came_from() {
    let cases = [
        (
            "<!DOCTYPE html>\r\n<!-- saved from url=(0023)https://example.org/abc -->\r\n<html><head><link rel=canonical href=https://example.org/other></head><body><p>x",
            "page Browser Maker https://example.org/abc",
        ),
        (
            "<!-- saved from url=(0041)https://example.org/a?b=1&amp;c=2 --><html><p>x",
            "page Browser Maker https://example.org/a?b=1&c=2",
        ),
        (
            "<html>\n<!-- saved from url=(0014)about:internet -->\n<head><meta property=og:url content=https://example.org/a></head>",
            "page Browser Page https://example.org/a",
        ),
        (
            "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://example.org/a?x=1 \n saved date: Wed Mar 04 2026 06:06:07 GMT+0100 (Central European Standard Time)\n--><meta charset=utf-8><title>T</title>",
            "page SingleFile Maker https://example.org/a?x=1",
        ),
        (
            "<!DOCTYPE html><html><!--\n Archive processed by SingleFile \n url: https://example.org/a\n saved date: Wed Mar 04 2026\n--><body>",
            "page SingleFile Maker https://example.org/a",
        ),
        (
            "<!-- Saved from https://example.org/a at 2026-03-04T05:06:07Z using monolith v2.8.1 -->\n<!DOCTYPE html><html><head>",
            "page Monolith Maker https://example.org/a",
        ),
        (
            "<!-- Saved from local source at 2026-03-04T05:06:07Z using monolith v2.8.1 --><html><head><link href=\"https://example.org/c\" rel=\"canonical\">",
            "page Monolith Page https://example.org/c",
        ),
        (
            "<html data-scrapbook-source=\"https://example.org/a\" data-scrapbook-create=\"20260304050607123\"><body>",
            "page Browser Maker https://example.org/a",
        ),
        (
            "<html><head><meta name=\"savepage-url\" content=\"https://example.org/a\"><meta name=\"savepage-title\" content=\"T\">",
            "page Browser Maker https://example.org/a",
        ),
        // The last resort.
        (
            "<html><head><link rel=\"Canonical\" href=\"https://example.org/a\"><meta property=\"og:url\" content=\"https://example.org/b\">",
            "page Unknown Page https://example.org/a",
        ),
        (
            "<html><head><meta property=\"og:url\" content=\"https://example.org/b\">",
            "page Unknown Page https://example.org/b",
        ),
        (
            "<html><head><base href=\"https://example.org/c/\"></head><p>x",
            "page Unknown Page https://example.org/c/",
        ),
        ("<html><head><link rel=canonical href=/relative></head><p>x", "page Unknown Unknown -"),
        (
            "<html><head><script>'<link rel=canonical href=https://evil.example/>'</script></head><p>x",
            "page Unknown Unknown -",
        ),
        // What a page's body says of itself is not heard.
        (
            "<html><head></head><body><!-- saved from url=(0023)https://evil.example/ --><link rel=canonical href=https://evil.example/>",
            "page Unknown Unknown -",
        ),
        (
            "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\"><head>",
            "page Unknown Unknown -",
        ),
        ("<p>Only a piece of a page.</p>", "page Unknown Unknown -"),
        // Lists within a page do not make it one.
        (
            "<!DOCTYPE html><html><body><dl><dt><a href=https://example.org/a>A</a></dl>",
            "page Unknown Unknown -",
        ),
        (
            "<html><body><h1>Archive</h1><ul><li><a href=https://example.org/a>A</a></ul>",
            "page Unknown Unknown -",
        ),
        ("<!DOCTYPE html><h1>Unreadable</h1>", "page Unknown Unknown -"),
    ];
    for (html, expected) in cases {
        assert_eq!(file("page.html", html), expected, "{html}");
        // By its content, not by its name.
        assert_eq!(file("notes.txt", html), expected, "{html}");
    }
}

#[test]
fn a_saved_page_knows_when_it_was_saved() {
    let saved = |html: &str| match from_file("a.html", html.as_bytes()).unwrap() {
        Incoming::SavedPage(page) => page.saved_at.map(|time| time.to_iso()),
        other => panic!("{}", shape(&other)),
    };
    assert_eq!(
        saved("<html><!--\n Page saved with SingleFile \n url: https://example.org/a \n saved date: Wed Mar 04 2026 06:06:07 GMT+0100 (CET)\n-->").as_deref(),
        Some("2026-03-04T05:06:07Z")
    );
    assert_eq!(
        saved("<!-- Saved from https://example.org/a at 2026-03-04T05:06:07Z using monolith v2.8.1 --><html>").as_deref(),
        Some("2026-03-04T05:06:07Z")
    );
    assert_eq!(saved("<html data-scrapbook-source=\"https://example.org/a\" data-scrapbook-create=\"20260304050607123\">").as_deref(), Some("2026-03-04T05:06:07Z"));
    assert_eq!(saved("<!-- saved from url=(0023)https://example.org/abc --><html>"), None);
}

#[test]
fn a_shortcut_is_its_link() {
    let plist = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n\t<key>URL</key>\n\t<string>https://example.org/a?b=1&amp;c=2</string>\n</dict>\n</plist>";
    let cases = [
        (
            "A story.url",
            "[InternetShortcut]\r\nURL=https://example.org/a\r\nIconIndex=0\r\n",
            "links: https://example.org/a (A story)",
        ),
        (
            "C:\\links\\A story.url",
            "[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nIDList=\r\nURL=https://example.org/a\r\n",
            "links: https://example.org/a (A story)",
        ),
        (
            "x.url",
            "[DEFAULT]\nBASEURL=https://example.org/base\n[InternetShortcut]\nURL=https://example.org/a\n",
            "links: https://example.org/a (x)",
        ),
        (
            "a.desktop",
            "#!/usr/bin/env xdg-open\n[Desktop Entry]\nVersion=1.0\nType=Link\nName=The title\nName[de]=Der Titel\nURL=https://example.org/a\n",
            "links: https://example.org/a (The title)",
        ),
        (
            "a.desktop",
            "[Desktop Entry]\nType=Link\nURL[$e]=https://example.org/a\n",
            "links: https://example.org/a (a)",
        ),
        ("a.desktop", "[Desktop Entry]\nType=Application\nExec=rm -rf /\nName=x\n", "nothing"),
        ("a.url", "[InternetShortcut]\nURL=file:///etc/passwd\n", "nothing"),
        ("A story.webloc", plist, "links: https://example.org/a?b=1&c=2 (A story)"),
        (
            "a.webloc",
            "<plist><dict><key>Other</key><string>https://example.org/x</string></dict></plist>",
            "nothing",
        ),
    ];
    for (name, text, expected) in cases {
        assert_eq!(file(name, text), expected, "{text}");
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(file(name, wide), expected, "in UTF-16: {text}");
    }
}

#[test]
fn a_text_file_is_read_like_pasted_text() {
    let cases = [
        ("https://example.org/a\n".to_owned(), "links: https://example.org/a"),
        (
            "https://example.org/a\r\nhttps://example.org/b\r\n".to_owned(),
            "Lines: https://example.org/a, https://example.org/b",
        ),
        (format!("https://example.org/a\n{}", prose(80)), "text https://example.org/a"),
        ("Read https://example.org/a some time".to_owned(), "links: https://example.org/a"),
        (prose(200), "text -"),
        ("Milk, bread".to_owned(), "nothing"),
    ];
    for (text, expected) in cases {
        assert_eq!(file("notes.txt", &text), expected, "{text:?}");
    }
}

#[test]
fn what_is_not_read_is_named() {
    let cases: [(&[u8], &str); 12] = [
        (b"", "error: the file is empty"),
        (b" \r\n\t", "error: the file is empty"),
        (b"%PDF-1.7\n...", "error: this kind of file is not read: pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "error: this kind of file is not read: picture"),
        (b"\x1f\x8b\x08\0\0\0", "error: this kind of file is not read: gzip"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x01\0\0", "error: this kind of file is not read: binary"),
        (b"{\"bookmarks\": [{\"url\": \"https://example.org/a\"}]}", "error: this kind of file is not read: json"),
        (b"[ {\"url\": 1} ]", "error: this kind of file is not read: json"),
        (b"<?xml version=\"1.0\"?><rss><channel><link>https://example.org/</link></channel></rss>", "error: this kind of file is not read: xml"),
        (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;", "error: this kind of file is not read: mhtml"),
        (b"bplist00", "error: the file is damaged: property list"),
        (b"PK\x03\x04 no zip", "error: the file is damaged: invalid Zip archive: Could not find EOCD"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(file("a.bin", bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
    assert!(matches!(from_file("a", b""), Err(ExchangeError::Empty)));
}
