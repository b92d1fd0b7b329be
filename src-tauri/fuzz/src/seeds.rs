//! What targets begin from: bytes that reach far into the code, all of them made up.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
};

use backfile_extract::{sanitize, to_text};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::open;

/// The pages that the cleaner is tested with.
pub(crate) fn pages() -> Vec<Vec<u8>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../extract/fixtures");
    let mut pages: Vec<_> = fixtures
        .read_dir()
        .expect("the fixtures")
        .filter_map(|folder| Some(folder.ok()?.path().join("page.html")))
        .filter(|page| page.is_file())
        .collect();
    pages.sort();
    pages.into_iter().map(|page| fs::read(page).expect("the page")).collect()
}

/// Their texts, run together as a copy of a page is.
pub(crate) fn texts() -> Vec<Vec<u8>> {
    let text = |page: Vec<u8>| to_text(&sanitize(&String::from_utf8_lossy(&page), None));
    let flat = |page| text(page).replace('\n', "").into_bytes();
    pages().into_iter().map(flat).collect()
}

/// `charset`: bodies behind the byte that chooses what the server says.
pub(crate) fn bodies() -> Vec<Vec<u8>> {
    let cases: [(u8, &[u8]); 15] = [
        (0, b"<!doctype html><meta charset=big5><p>\xa4\xa4\xa4\xe5"),
        (0, b"<!doctype html><!-- <meta charset=gbk> --><meta/charset='shift_jis'>\x93\xfa\x96\x7b"),
        (
            0,
            b"<p a='b' c = d e/><?x?></p><meta http-equiv=content-type content='text/html; charset=\"koi8-r\"'>\xcd\xcf",
        ),
        (0, b"<?xml version='1.0' encoding='euc-jp'?><html>\xc6\xfc\xcb\xdc"),
        (0, b"\xef\xbb\xbf<p>caf\xc3\xa9"),
        (0, b"\xff\xfe<\0p\0>\0\xe9\0"),
        (0, b"\xfe\xff\0<\0p\0>\0\xe9"),
        (0, b"\xdcberall sp\xe4ter \xfcber die Br\xfccke"),
        (1, b"<p>Stra\xc3\x9fe \xf0\x9f\xa6\x8a \xff\xf0\x28 \xe2\x82"),
        (11, b"\x81\x30\x81\x30\x84\x31\xa4\x37"),
        (14, b"\x1b$B$3$l\x1b(J~\x1b(B"),
        (17, b"a\0\x3d\xd8\x42\xde\x00\xdc"),
        (21, b"\x1b$)C\x0e0!"),
        (255, b"text/html; boundary=x; CHARSET = 'windows-1252'\n\x93quoted\x94"),
        (255, b"application/xhtml+xml;charset=\"\";charset=gb18030\n\xd6\xd0"),
    ];
    cases.map(|(choice, body)| [&[choice], body].concat()).into()
}

/// `url`.
pub(crate) fn addresses() -> Vec<Vec<u8>> {
    [
        "https://me:secret@news.example.org:8443/a/b.html?id=7&utm_source=x#part",
        "www.example.co.uk/news?id=1#!/story/7",
        "localhost:8080/a",
        "192.168.1.20/notes",
        "http://[::1]:8080/a",
        "//example.org/a",
        "<URL:https://example.org/a>",
        "“https://example.org/a”",
        "\u{feff}view-source:https://example.org/a\u{200b}",
        "about:reader?url=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1",
        "feed://example.org/rss",
        "https://münchen.example/rathaus/%E4%B8%AD%E6%96%87",
        "https://пример.рф/статья",
        "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story.amp?amp_js_v=1",
        "https://www.google.com/amp/s/www.example.com/story",
        "https://en.m.example.org./amp/story-1/?amp=1&outputType=amp&b&a=%7e%2f#:~:text=x",
        "http://0x7f.1/",
        "mailto:someone@example.org",
        "data:text/html,x",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// `query`: queries behind the byte that chooses a place in them.
pub(crate) fn queries() -> Vec<Vec<u8>> {
    [
        "war AND peace OR \"war and peace\" -journal*",
        "\"deep sea\"~5 (harbour | NOT \"lamp li*\") ((gull))",
        "tag:\"deep sea/cold\" site:example.org author:\"Ada Brandt\" lang:de-AT title:keep*",
        "is:unread has:picture words:>2000 words:500..2000 words:<=300",
        "published:2020..2022-05 saved:last-3-months before:yesterday after:2026-03-04 saved:\"last week\"",
        "„Straße“ «paix» “war” 明天 -船 צה\"ל don't e-mail 1,234.5 C++ #tag @name U.S.",
        "tagg:x colour:red saved:someday words:many before: \"a\"~ *x* ) ( OR - \"open",
    ]
    .map(|text| [&[200], text.as_bytes()].concat())
    .into()
}

/// `formats`: files behind the byte that chooses a name.
pub(crate) fn files() -> Vec<Vec<u8>> {
    let table = "title,url,time_added,tags,status\n\"One,\ntwo\",https://example.org/a,1772600767,x|y z,unread\nhttps://example.org/b,https://example.org/b,1772600767,,archive\nNone,javascript:x,,,\n";
    let texts: [(u8, &str); 19] = [
        (
            0,
            "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<H1>Bookmarks</H1>\n<DL><p>\n<DT><H3 ADD_DATE=\"1600000000\">News</H3>\n<DL><p>\n<DT><A HREF=\"https://example.org/a?b=1&amp;c=2\" ADD_DATE=\"1772600767000000\" TAGS=\"sea,wall\" TOREAD=\"1\">Tom &amp; Ada&#39;s</A>\n<DD>A note\non two lines\n</DL><p>\n<DT><A HREF=\"place:sort=8\">Most visited</A>\n</DL><p>\n",
        ),
        (
            0,
            "<!DOCTYPE html><html><head><title>Export</title></head><body><h1>Unread</h1><ul><li><a href=\"https://example.org/a\" time_added=\"1772600767\" tags=\"x,y\">One</a></li></ul><h1>Read Archive</h1><ul><li><a href=\"https://example.org/b\">Two</a></li></ul>",
        ),
        (
            0,
            "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://example.org/a?x=1 \n saved date: Wed Mar 04 2026 06:06:07 GMT+0100 (CET)\n--><meta charset=utf-8><title>T</title><p>x",
        ),
        (
            1,
            "<!-- Saved from https://example.org/a at 2026-03-04T05:06:07Z using monolith v2.8.1 -->\n<!DOCTYPE html><html><head>",
        ),
        (
            1,
            "<!DOCTYPE html>\r\n<!-- saved from url=(0023)https://example.org/abc -->\r\n<html><head><link rel=canonical href=https://example.org/other></head><body><p>x",
        ),
        (
            3,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n<dict>\n\t<key>URL</key>\n\t<string>https://example.org/a?b=1&amp;c=2</string>\n</dict>\n</plist>",
        ),
        (
            4,
            "[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nURL=https://example.org/a\r\n",
        ),
        (
            5,
            "#!/usr/bin/env xdg-open\n[Desktop Entry]\nType=Link\nName[de]=Der Titel\nName=The title\nURL[$e]=https://example.org/a\n",
        ),
        (6, table),
        (
            6,
            "sep=;\nURL;Title;Folder;Creation date\nhttps://example.org/a;One;Boats / Small;04/03/2026 05:06:07\nexample.org/b;Two;Starred;31/12/2026\n",
        ),
        (7, "Link\tName\tnote\nhttps://example.org/a\tOne\tmine\n"),
        (
            8,
            "https://example.org/a\r\nOne\r\n\r\n- [Two](https://example.org/b)\r\n1. https://example.org/c the third\r\nwww.example.org/d\r\nftp://example.org/e\r\n",
        ),
        (
            9,
            "Read <https://example.org/a>, then [this](https://example.org/b_(c)) (or www.example.org/d).",
        ),
        (11, "{\"url\": \"https://example.org/a\"}"),
        (
            8,
            "https://example.org/a\0<a href='https://example.org/a'><img alt=One></a> <A HREF=/b>Two</A>\0https://example.org/a\nOne",
        ),
        (
            8,
            "<p>One <a href=b>two</a> words</p><ul><li>three</ul>\0One two words\nthree\0https://example.org/a\0",
        ),
        (
            8,
            "Version:0.9\r\nStartHTML:000\r\nStartFragment:090\r\nEndFragment:140\r\nSourceURL:https://example.org/a\r\n<html><!--StartFragment--><p>One <a href=\"https://example.org/b\">two</a><!--EndFragment-->\0One two",
        ),
        (15, "From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related"),
        (14, "\u{feff}url\nhttps://example.org/a-1,2.html\n"),
    ];
    let mut files: Vec<_> =
        texts.iter().map(|(name, text)| [&[*name], text.as_bytes()].concat()).collect();
    let prose = "The lamp went out at nine and nobody had come to the harbour since. ".repeat(12);
    files.push([b"\x08https://example.org/a\n", prose.as_bytes()].concat());
    files.push([b"\x08<p>", prose.as_bytes(), b"</p>\0\0https://example.org/a"].concat());
    let wide = table.encode_utf16().flat_map(u16::to_le_bytes);
    files.push([6, 0xff, 0xfe].into_iter().chain(wide).collect());
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        files.push([vec![10], zipped(method, table)].concat());
    }
    let link = b"\x5f\x10\x15https://example.org/a";
    files.push(property_list(3, &[b"\xd1\x01\x02", b"\x53URL", link]));
    files.push(property_list(
        2,
        &[
            b"\xd1\x01\x02",
            b"\x5f\x10\x0fWebMainResource",
            b"\xd3\x03\x04\x05\x06\x07\x08",
            b"\x5f\x10\x0fWebResourceData",
            b"\x5eWebResourceURL",
            b"\x5f\x10\x1bWebResourceTextEncodingName",
            b"\x4b<p>caf\xe9</p>",
            link,
            b"\x5cwindows-1252",
        ],
    ));
    files
}

fn zipped(method: CompressionMethod, table: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, text) in [("pocket/part_000000.csv", table), ("a.html", "<html><p>x")] {
        writer.start_file(name, options).expect("a file in a zip");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    writer.finish().expect("a zip").into_inner()
}

/// Apple's binary property list of some objects, the first of them on top, behind the byte that
/// chooses a name.
fn property_list(name: u8, objects: &[&[u8]]) -> Vec<u8> {
    let mut list = b"bplist00".to_vec();
    let mut places = Vec::new();
    for object in objects {
        places.push(u8::try_from(list.len()).expect("a small list"));
        list.extend_from_slice(object);
    }
    let table = list.len() as u64;
    list.extend(places);
    // Bytes of a place and of a reference.
    list.extend([0, 0, 0, 0, 0, 0, 1, 1]);
    for number in [objects.len() as u64, 0, table] {
        list.extend(number.to_be_bytes());
    }
    list.insert(0, name);
    list
}

/// `open`: what is damaged, and the patches.
pub(crate) fn damages() -> Vec<Vec<u8>> {
    // Nothing; the version of the format; the head of the second page; the end.
    let patches: [&[u8]; 4] =
        [b"", b"\0\0\x3c\x04\0\0\0\xff", b"\0\x10\0\x04\x05\0\0\x01", b"\x01\x50\x0f\0"];
    let mut damages = Vec::new();
    for choice in [0, 1, 2, 8, 9, 10] {
        damages.extend(patches.map(|patches| [&[choice], patches].concat()));
    }
    for choice in [3, 11] {
        damages.push([&[choice], &open::sound_database()[..2 * 4096]].concat());
    }
    damages.push([&[12], &open::sound_log()[..2 * 4096]].concat());
    damages
}
