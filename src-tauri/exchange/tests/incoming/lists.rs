//! Lists of links, in the shapes that other programs write.

use std::io::{Cursor, Write as _};

use backfile_exchange::{ExchangeError, LinkRow, ListFormat, from_file, read_list, reason};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{list, rows_shape};

fn read(text: impl AsRef<[u8]>) -> backfile_exchange::ListFile {
    list(from_file("list", text.as_ref()).unwrap())
}

/// A row in one line: path, title, date, tags, state, note, excerpt.
fn line(row: &LinkRow) -> String {
    let mut out = row.url.path().to_owned();
    if let Some(title) = &row.title {
        out += &format!(" “{title}”");
    }
    if let Some(added) = row.added {
        out += &format!(" {}", &added.to_iso()[..10]);
    }
    if !row.tags.is_empty() {
        out += &format!(" {:?}", row.tags);
    }
    for (state, yes, no) in [(row.read, "read", "unread"), (row.starred, "starred", "plain")] {
        if let Some(state) = state {
            out.push(' ');
            out += if state { yes } else { no };
        }
    }
    if let Some(note) = &row.note {
        out += &format!(" note:{note}");
    }
    if let Some(excerpt) = &row.excerpt {
        out += &format!(" excerpt:{excerpt}");
    }
    out
}

fn lines(text: impl AsRef<[u8]>) -> Vec<String> {
    read(text).rows.iter().map(line).collect()
}

const BOOKMARKS: &str = r#"<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file.
     It will be read and overwritten.
     DO NOT EDIT! -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><H3 ADD_DATE="1600000000" LAST_MODIFIED="0" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks bar</H3>
    <DL><p>
        <DT><A HREF="https://example.org/bar" ADD_DATE="1772600767" ICON="data:image/png;base64,AAAA">Tom &amp; Ada&#39;s caf&eacute;</A>
        <DT><H3 ADD_DATE="1600000000">News</H3>
        <DL><p>
            <DT><H3>Local / North</H3>
            <DL><p>
                <DT><A HREF="https://example.org/deep?a=1&amp;b=2" ADD_DATE="1772600767000000" TAGS="sea,harbour wall">Deep</A>
                <DD>A note
on two lines
            </DL><p>
            <DT><A HREF="https://example.org/after">After</A>
        </DL><p>
        <DT><A HREF="javascript:alert(1)">Bookmarklet</A>
    </DL><p>
    <DT><A HREF="place:sort=8">Most visited</A>
    <HR>
    <DT><A HREF="https://example.org/last" TOREAD="1">https://example.org/last</A>
</DL><p>
"#;

#[test]
fn bookmarks_bring_folders_dates_tags_and_notes() {
    let expected = [
        "/bar “Tom & Ada's café” 2026-03-04",
        "/deep “Deep” 2026-03-04 [\"sea\", \"harbour wall\", \"News/Local - North\"] note:A note\non two lines",
        "/after “After” [\"News\"]",
        "/last unread",
    ];
    let file = read(BOOKMARKS);
    assert_eq!(file.format, ListFormat::Bookmarks);
    assert_eq!(file.rows.iter().map(line).collect::<Vec<_>>(), expected);
    let skipped: Vec<_> =
        file.skipped.iter().map(|s| (s.line, s.reason, s.text.as_str())).collect();
    assert_eq!(
        skipped,
        [
            (22, reason::NOT_WEB, "Bookmarklet javascript:alert(1)"),
            (24, reason::NOT_WEB, "Most visited place:sort=8")
        ]
    );
    // The same whatever the line ends, marks and cases.
    assert_eq!(lines(BOOKMARKS.replace('\n', "\r\n")), expected.map(|l| l.replace('\r', "")));
    assert_eq!(lines(format!("\u{feff}{BOOKMARKS}")), expected);
    assert_eq!(
        lines(
            BOOKMARKS
                .replace("<DT>", "<dt>")
                .replace("<A HREF=", "<a href=")
                .replace("</A>", "</a>")
        ),
        expected
    );
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(BOOKMARKS.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(lines(wide), expected);
}

#[test]
fn bookmarks_of_other_programs_are_read() {
    let head = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>x</TITLE>\n";
    let cases = [
        // No tag closed.
        (
            "<DL><DT><A HREF=https://example.org/a ADD_DATE=1772600767>One<DT><A HREF=https://example.org/b>Two<DD>Note",
            vec!["/a “One” 2026-03-04", "/b “Two” note:Note"],
        ),
        // Pinboard.
        (
            "<DL><p><DT><A HREF=\"https://example.org/a\" ADD_DATE=\"1772600767\" PRIVATE=\"1\" TOREAD=\"1\" TAGS=\"x,y\">One</A>\n<DD>Why\n<DT><A HREF=\"https://example.org/b\" TOREAD=\"0\" TAGS=\"\">Two</A></DL>",
            vec!["/a “One” 2026-03-04 [\"x\", \"y\"] unread note:Why", "/b “Two” read"],
        ),
        // linkding: addresses not escaped, line ends reversed.
        (
            "<DL><p>\n\r<DT><A HREF=\"https://example.org/a?x=1&copy=2\" ADD_DATE=\"1772600767\">One</A>\n\r</DL>",
            vec!["/a “One” 2026-03-04"],
        ),
        // Safari.
        (
            "<H3 FOLDED>Favorites</H3><DL><p><DT><A HREF=\"https://example.org/a\">One</A></DL><p><H3 FOLDED id=\"com.apple.ReadingList\">Reading List</H3><DL><p><DT><A HREF=\"https://example.org/b\">Two</A></DL><p>",
            vec!["/a “One”", "/b “Two” unread"],
        ),
        // Sections that are states.
        (
            "<DL><p><DT><H3>Archived</H3><DL><p><DT><A HREF=\"https://example.org/a\">One</A></DL><p><DT><H3>Favorite</H3><DL><p><DT><A HREF=\"https://example.org/b\">Two</A></DL><p><DT><H3>Uncategorized</H3><DL><p><DT><A HREF=\"https://example.org/c\">Three</A></DL></DL>",
            vec!["/a “One” read", "/b “Two” starred", "/c “Three”"],
        ),
        // A quote that is missing.
        (
            "<DL><DT><A HREF=\"https://example.org/a>One</A>\n<DT><A HREF=\"https://example.org/b\">Two</A></DL>",
            vec!["/a “One”", "/b “Two”"],
        ),
        // More ends than beginnings.
        (
            "</DL></DL><DT><A HREF=\"https://example.org/a\">One</A></DL></DL><DT><A HREF=\"https://example.org/b\">Two</A>",
            vec!["/a “One”", "/b “Two”"],
        ),
        // A heading that names the export.
        (
            "<H1>Shared links, all of them</H1><DL><p><DT><A HREF=\"https://example.org/a\">One</A></DL>",
            vec!["/a “One”"],
        ),
        // A title with a tag in it, and none.
        (
            "<DL><DT><A HREF=\"https://example.org/a\">One <b>bold</b>\n  line</A><DT><A HREF=\"https://example.org/b\"></A></DL>",
            vec!["/a “One bold line”", "/b"],
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(lines(format!("{head}{body}")), expected, "{body}");
    }
}

#[test]
fn pockets_html_gives_the_state_of_its_heading() {
    let text = r#"<!DOCTYPE html>
<html>
	<!--So long and thanks for all the fish-->
	<head>
		<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
		<title>Pocket Export</title>
	</head>
	<body>
		<h1>Unread</h1>
		<ul>
			<li><a href="https://example.org/a?x=1&amp;y=2" time_added="1772600767" tags="sea,two words">One</a></li>
			<li><a href="https://example.org/b" time_added="1772600767" tags="">https://example.org/b</a></li>
		</ul>

		<h1>Read Archive</h1>
		<ul>
			<li><a href="https://example.org/c" time_added="0" tags="x">Three</a></li>
		</ul>
	</body>
</html>"#;
    let file = read(text);
    assert_eq!(file.format, ListFormat::PocketHtml);
    assert_eq!(
        file.rows.iter().map(line).collect::<Vec<_>>(),
        [
            "/a “One” 2026-03-04 [\"sea\", \"two words\"] unread",
            "/b 2026-03-04 unread",
            "/c “Three” [\"x\"] read"
        ]
    );
}

#[test]
fn a_list_under_headings_gives_their_states() {
    let text = "<!DOCTYPE html><html><head><title>Instapaper: Export</title></head><body><h1>Unread</h1><ol><li><a href=\"https://example.org/a\">One</a></ol><h1>Boats</h1><ol><li><a href=\"https://example.org/b\">Two</a></ol><h1>Archive</h1><ol><li><a href=\"https://example.org/c\">Three</a></ol>";
    assert_eq!(lines(text), ["/a “One” unread", "/b “Two” [\"Boats\"]", "/c “Three” read"]);
}

#[test]
fn tables_of_many_programs_are_read() {
    let cases: Vec<(&str, Vec<&str>)> = vec![
        // Pocket.
        (
            "title,url,time_added,tags,status\nOne,https://example.org/a,1772600767,x|two words,unread\nhttps://example.org/b,https://example.org/b,1772600767,,archive\n\"A title\nin two lines\",https://example.org/c,1772600767,,unread\n",
            vec![
                "/a “One” 2026-03-04 [\"x\", \"two words\"] unread",
                "/b 2026-03-04 read",
                "/c “A title in two lines” 2026-03-04 unread",
            ],
        ),
        // The same with other cases, marks and order.
        (
            "\u{feff}URL;Title;Time_Added\r\nhttps://example.org/a;One, two;1772600767\r\n",
            vec!["/a “One, two” 2026-03-04"],
        ),
        ("Link\tName\nhttps://example.org/a\tOne\n", vec!["/a “One”"]),
        ("sep=;\nurl;title\nhttps://example.org/a;One\n", vec!["/a “One”"]),
        ("My export of 4 March\n\nurl,title\nhttps://example.org/a,One\n", vec!["/a “One”"]),
        ("url\nhttps://example.org/a-1,2.html\nexample.org/b\n", vec!["/a-1,2.html", "/b"]),
        // Folders, stars, states in a column.
        (
            "URL,Title,Selection,Folder,Timestamp,Tags\nhttps://example.org/a,One,,Unread,1772600767,\"[\"\"x\"\",\"\"two words\"\"]\"\nhttps://example.org/b,Two,said so,Starred,1772600767,[]\nhttps://example.org/c,Three,,Boats / Small,1772600767,[]\n",
            vec![
                "/a “One” 2026-03-04 [\"x\", \"two words\"] unread",
                "/b “Two” 2026-03-04 starred note:said so",
                "/c “Three” 2026-03-04 [\"Boats/Small\"]",
            ],
        ),
        (
            "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n1,One,mine,theirs,https://example.org/a,Unsorted,\"x, two words\",2026-03-04T05:06:07.000Z,,,true\n",
            vec!["/a “One” 2026-03-04 [\"x\", \"two words\"] starred note:mine excerpt:theirs"],
        ),
        (
            "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\nOne,https://example.org/a,1,\"['x', \"\"b's\"\"]\",2026-03-04 05:06:07+00:00,0.5,archive,True\n",
            vec!["/a “One” 2026-03-04 [\"x\", \"b's\"] read"],
        ),
        // Day first, by the program's own header, and by a row that proves it.
        (
            "Title;URL;Content;Tags;\"MIME Type\";Language;\"Creation date\"\nOne;https://example.org/a;\"<p>x;\n</p>\";\"x, y\";text/html;en;04/03/2026 05:06:07\n",
            vec!["/a “One” 2026-03-04 [\"x\", \"y\"]"],
        ),
        (
            "url,date\nhttps://example.org/a,04/03/2026\nhttps://example.org/b,31/12/2026\n",
            vec!["/a 2026-03-04", "/b 2026-12-31"],
        ),
        (
            "url,date\nhttps://example.org/a,03/04/2026\nhttps://example.org/b,12/31/2026\n",
            vec!["/a 2026-03-04", "/b 2026-12-31"],
        ),
        ("url,date\nhttps://example.org/a,03/04/2026\n", vec!["/a"]),
        // Yes and no.
        (
            "url,is_archived,is_starred\nhttps://example.org/a,1,0\nhttps://example.org/b,0,1\n",
            vec!["/a read plain", "/b unread starred"],
        ),
        (
            "url,unread\nhttps://example.org/a,yes\nhttps://example.org/b,no\n",
            vec!["/a unread", "/b read"],
        ),
        // Nobody quoted the commas.
        (
            "title,url\nOne, two, and three,https://example.org/a\nFour,https://example.org/b-1,2.html\n",
            vec!["/a “One, two, and three”", "/b-1,2.html “Four”"],
        ),
        // A short row, a long row.
        (
            "title,url,tags\nOne,https://example.org/a\nTwo,https://example.org/b,x,,,\n",
            vec!["/a “One”", "/b “Two” [\"x\"]"],
        ),
        // No header.
        (
            "https://example.org/a,One,1772600767\nhttps://example.org/b,\"Two, three\",1772600767\n",
            vec!["/a “One” 2026-03-04", "/b “Two, three” 2026-03-04"],
        ),
        // Several columns of links, and of tags.
        (
            "resolved_url,url,labels,tags\nhttps://example.org/x,https://example.org/a,b,a\n",
            vec!["/a [\"a\", \"b\"]"],
        ),
        ("Título,Enlace\nUno,https://example.org/a\n", vec!["/a “Uno”"]),
    ];
    for (text, expected) in cases {
        assert_eq!(lines(text), expected, "{text}");
    }
}

#[test]
fn a_row_that_is_no_link_is_kept_with_its_reason() {
    let file = read(
        "title,url\nOne,https://example.org/a\nTwo,javascript:alert(1)\n\nThree,\nFour,not a link\nFive,http://[\nSix,https://example.org/b\n",
    );
    assert_eq!(rows_shape(&file.rows), "https://example.org/a (One), https://example.org/b (Six)");
    let skipped: Vec<_> =
        file.skipped.iter().map(|s| (s.line, s.reason, s.text.as_str())).collect();
    assert_eq!(
        skipped,
        [
            (3, reason::NOT_WEB, "Two · javascript:alert(1)"),
            (5, reason::NO_LINK, "Three"),
            (6, reason::NO_LINK, "Four · not a link"),
            (7, reason::BAD_LINK, "Five · http://["),
        ]
    );
}

#[test]
fn a_link_in_two_rows_is_one_with_the_earliest_date_and_all_tags() {
    let text = "url,title,date,tags,status,note\nhttps://example.org/a,,2026-03-04,x,archive,one\nhttps://example.org/b,B,,,,\nhttps://example.org/a,A,2025-01-01,\"y, x\",unread,two\n";
    assert_eq!(lines(text), ["/a “A” 2025-01-01 [\"x\", \"y\"] unread note:one\n\ntwo", "/b “B”"]);
}

#[test]
fn lines_of_links_are_a_list() {
    let text = "\u{feff}# My links\n\nhttps://example.org/a\r\nhttps://example.org/b | Two\n- [Three](https://example.org/c)\nwww.example.org/d\nexample.org/e\njavascript:alert(1)\n----\nhttps://example.org/f\nhttps://example.org/g\nhttps://example.org/h\nhttps://example.org/i\nwhat is this\n";
    let file = read(text);
    assert_eq!(file.format, ListFormat::Lines);
    assert_eq!(
        file.rows.iter().map(line).collect::<Vec<_>>(),
        ["/a", "/b “Two”", "/c “Three”", "/d", "/e", "/f", "/g", "/h", "/i"]
    );
    let skipped: Vec<_> =
        file.skipped.iter().map(|s| (s.line, s.reason, s.text.as_str())).collect();
    assert_eq!(
        skipped,
        [(8, reason::NOT_WEB, "javascript:alert(1)"), (14, reason::NO_LINK, "what is this")]
    );
}

#[test]
fn a_stream_gives_every_row_and_says_when_it_is_no_list() {
    let mut urls = Vec::new();
    let summary = read_list(Cursor::new(BOOKMARKS), |row| urls.push(row.url.to_string())).unwrap();
    assert_eq!((summary.rows, summary.skipped.len(), urls.len()), (4, 2, 4));
    for text in ["", "Some words.", "<html><body><p>A page</p>", "https://example.org/a"] {
        assert!(
            matches!(read_list(Cursor::new(text), |_| ()), Err(ExchangeError::NotAList)),
            "{text}"
        );
    }
}

#[test]
fn skipped_rows_are_counted_beyond_those_that_are_kept() {
    let text = "url,title\nhttps://example.org/a,One\n".to_owned() + &"no,link\n".repeat(12_000);
    let file = read(text);
    assert_eq!((file.rows.len(), file.skipped.len(), file.skipped_more), (1, 10_000, 2_000));
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn every_table_in_a_zip_counts() {
    let bytes = zip(&[
        (
            "pocket/part_000000.csv",
            "title,url,time_added,tags,status\nOne,https://example.org/a,1772600767,x,unread\n",
        ),
        (
            "pocket/part_000001.csv",
            "title,url,time_added,tags,status\nTwo,https://example.org/b,1772600767,,archive\nOne,https://example.org/a,1772600000,y,archive\n",
        ),
        ("pocket/annotations/part_000000.json", "[]"),
        ("__MACOSX/pocket/._part_000000.csv", "url\nhttps://example.org/never\n"),
        (
            "../../bookmarks.html",
            "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF=\"https://example.org/c\">Three</A></DL>",
        ),
        ("readme.csv", "Just words, no links"),
    ]);
    let file = read(bytes);
    assert_eq!(file.format, ListFormat::Zip);
    assert_eq!(
        file.rows.iter().map(line).collect::<Vec<_>>(),
        ["/a “One” 2026-03-04 [\"x\", \"y\"] unread", "/b “Two” 2026-03-04 read", "/c “Three”"]
    );
}

#[test]
fn a_zip_without_a_list_says_so() {
    for files in [&[][..], &[("a.txt", "words"), ("page.html", "<html><p>x")][..]] {
        assert!(matches!(from_file("a.zip", &zip(files)), Err(ExchangeError::NoListInZip)));
    }
}

#[test]
fn a_zip_bomb_ends_before_it_is_unpacked() {
    // Two tables of 300 MB of zeros each, in a megabyte.
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let block = vec![0_u8; 1 << 20];
    for name in ["a.csv", "b.csv"] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        for _ in 0..300 {
            writer.write_all(&block).unwrap();
        }
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(matches!(from_file("a.zip", &bytes), Err(ExchangeError::TooLarge { .. })));
}

#[test]
fn a_damaged_table_in_a_zip_keeps_the_others() {
    let mut bytes = zip(&[
        ("a.csv", "title,url\nOne,https://example.org/a\nUno,https://example.org/aa\n"),
        ("b.csv", "title,url\nTwo,https://example.org/b\n"),
    ]);
    // The first file's packed bytes begin behind its 30 byte header and name.
    for byte in &mut bytes[36..50] {
        *byte ^= 0x5a;
    }
    let file = read(bytes);
    assert!(file.rows.iter().any(|row| row.url.path() == "/b"));
    assert_eq!(file.skipped[0].reason, reason::UNREADABLE);
    assert_eq!(file.skipped[0].text, "a.csv");
}
