//! Lists: views, orders, groups, pages.

use backfile_archive::{
    Archive, GroupSpan, LinkRecord, ListQuery, NewEntry, OpenOptions, Sort, Tending, Trouble, View,
};
use backfile_article::{PageTime, Timestamp};
use rusqlite::Connection;

use crate::help::{HOUR, Home, NOW, home, link, plain, text};

const DAY: i64 = 24 * HOUR;

fn at(path: &str, saved_at: i64) -> NewEntry {
    NewEntry { saved_at: Timestamp(saved_at), title: Some(path.to_owned()), ..link(path) }
}

fn titles(home: &Home, view: View, sort: Sort) -> Vec<String> {
    let rows = home.listing(view, None, sort).rows;
    rows.into_iter().map(|row| row.entry.title.unwrap_or_default()).collect()
}

#[test]
fn each_view_holds_its_entries_and_the_counts_agree() {
    let home = home();
    let ids: Vec<_> = ["unread", "read", "starred", "link", "trash", "failed"]
        .iter()
        .map(|path| home.add(&at(path, NOW.0)))
        .collect();
    let trouble = Trouble { code: "video".to_owned(), ..Trouble::default() };
    home.write(plain(), |writer| {
        writer.set_read(&ids[1..2], true)?;
        writer.set_starred(&ids[2..5], true)?;
        writer
            .set_link(ids[3], &LinkRecord { trouble: trouble.clone(), ..LinkRecord::default() })?;
        writer.set_trashed(&ids[4..5], true)?;
        writer.set_failed(ids[5], &trouble, "")
    })
    .unwrap();
    let counts = home.read(|reader| reader.counts()).unwrap();
    let cases: [(View, &[&str], u32); 6] = [
        (View::Unread, &["failed", "starred", "unread"], counts.unread),
        (View::Starred, &["link", "starred"], counts.starred),
        (View::All, &["failed", "starred", "read", "unread"], counts.all),
        (View::Links, &["link"], counts.links),
        (View::Trash, &["trash"], counts.trash),
        (View::Failed, &["failed"], counts.failed),
    ];
    for (view, expected, count) in cases {
        assert_eq!(titles(&home, view, Sort::Saved), expected, "{view:?}");
        assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{view:?}");
    }
    assert_eq!(counts.entries, 6);
}

#[test]
fn groups_are_days_and_months_of_the_persons_clock() {
    let home = home();
    // It is Wednesday, 4 March 2026, 12:00 UTC.
    let times = [
        ("tomorrow", NOW.0 + DAY),
        ("now", NOW.0),
        ("this morning", NOW.0 - 11 * HOUR),
        ("last night", NOW.0 - 13 * HOUR),
        ("two days ago", NOW.0 - 2 * DAY),
        ("a week ago", NOW.0 - 7 * DAY),
        ("february", NOW.0 - 8 * DAY),
        ("february too", NOW.0 - 25 * DAY),
        ("january", NOW.0 - 40 * DAY),
        ("last year", NOW.0 - 364 * DAY),
    ];
    let entries: Vec<_> = times.iter().map(|(title, time)| at(title, *time)).collect();
    home.add_all(&entries);
    let groups = |utc_offset_minutes: i32| {
        let request = ListQuery {
            view: View::All,
            query: None,
            sort: Sort::Saved,
            offset: 0,
            limit: 0,
            utc_offset_minutes,
            now: NOW,
        };
        let listing = home.archive.read(|reader| reader.list(&request)).unwrap();
        let groups = listing.groups.into_iter();
        groups.map(|group| (group.span, group.start, group.count)).collect::<Vec<_>>()
    };
    let month = |year, month| GroupSpan::Month { year, month };
    assert_eq!(
        groups(0),
        [
            (GroupSpan::Today, 0, 3),
            (GroupSpan::Yesterday, 3, 1),
            (GroupSpan::ThisWeek, 4, 2),
            (month(2026, 2), 6, 2),
            (month(2026, 1), 8, 1),
            (month(2025, 3), 9, 1),
        ]
    );
    // Two hours east, last night at eleven was today already.
    assert_eq!(groups(120)[0], (GroupSpan::Today, 0, 4));
    // Three hours west, this morning at one was yesterday still.
    assert_eq!(groups(-180)[..2], [(GroupSpan::Today, 0, 2), (GroupSpan::Yesterday, 2, 2)]);
    assert!(home.listing(View::All, None, Sort::Published).groups.is_empty());
}

#[test]
fn a_page_of_any_depth_is_a_piece_of_the_whole() {
    let home = home();
    let entries: Vec<_> =
        (0..100).map(|number| at(&format!("{number:03}"), NOW.0 - number * HOUR)).collect();
    home.add_all(&entries);
    let all = titles(&home, View::All, Sort::Saved);
    assert!(all.is_sorted() && all.len() == 100);
    for (offset, limit) in [(0, 10), (37, 20), (95, 20), (100, 5), (4000, 5), (3, 0)] {
        let request = ListQuery {
            view: View::All,
            query: None,
            sort: Sort::Saved,
            offset,
            limit,
            utc_offset_minutes: 0,
            now: NOW,
        };
        let listing = home.archive.read(|reader| reader.list(&request)).unwrap();
        assert_eq!(listing.total, 100);
        let rows: Vec<_> = listing.rows.into_iter().filter_map(|row| row.entry.title).collect();
        let whole = all.iter().skip(offset as usize).take(limit as usize);
        assert!(rows.iter().eq(whole), "{offset} {limit}");
    }
}

#[test]
fn by_date_of_publication_those_without_come_last() {
    let home = home();
    for (path, published) in
        [("a", None), ("b", Some("2024")), ("c", Some("2025-06-01")), ("d", None)]
    {
        let mut extraction = text(path, &["Text."]);
        extraction.published = published.and_then(PageTime::parse_iso);
        home.article(path, &extraction);
    }
    assert_eq!(titles(&home, View::All, Sort::Published), ["c", "b", "d", "a"]);
    // Without words to search for, the best match is the last saved.
    assert_eq!(titles(&home, View::All, Sort::Relevance), ["d", "c", "b", "a"]);
}

#[test]
fn a_list_says_up_to_which_change_it_holds() {
    let home = home();
    let id = home.add(&link("a"));
    let before = home.list(View::Starred);
    assert_eq!((before.total, before.seq), (0, home.read(|reader| reader.seq()).unwrap()));
    home.write(plain(), |writer| writer.set_starred(&[id], true)).unwrap();
    let after = home.list(View::Starred);
    assert!(after.total == 1 && after.seq > before.seq);
}

#[test]
fn a_write_that_is_rolled_back_leaves_no_trace_in_a_list() {
    let home = home();
    let id = home.add(&link("a"));
    let failed: Result<(), _> = home.write(plain(), |writer| {
        writer.set_starred(&[id], true)?;
        let request = ListQuery {
            view: View::Starred,
            query: None,
            sort: Sort::Saved,
            offset: 0,
            limit: 5,
            utc_offset_minutes: 0,
            now: NOW,
        };
        // It sees its own change.
        assert_eq!(writer.list(&request)?.total, 1);
        Err(backfile_archive::ArchiveError::DiskFull { needed: 0 })
    });
    assert!(failed.is_err());
    assert_eq!(home.list(View::Starred).total, 0);
    // The number of the change is given again, to another change.
    home.write(plain(), |writer| writer.set_read(&[id], true)).unwrap();
    assert_eq!(home.list(View::Starred).total, 0);
}

/// Every list of an archive that was just opened.
fn all_lists(dir: &std::path::Path) -> Vec<Vec<(String, Option<Timestamp>)>> {
    let archive = Archive::open(dir, &OpenOptions::default()).unwrap();
    let mut lists = Vec::new();
    for view in [View::All, View::Unread, View::Starred, View::Links, View::Failed, View::Trash] {
        for sort in [Sort::Saved, Sort::Published] {
            let request = ListQuery {
                view,
                query: None,
                sort,
                offset: 0,
                limit: 10_000,
                utc_offset_minutes: 0,
                now: NOW,
            };
            let rows = archive.read(|reader| reader.list(&request)).unwrap().rows;
            let shown = |row: backfile_archive::ListRow| (row.entry.url, row.entry.starred_at);
            lists.push(rows.into_iter().map(shown).collect());
        }
    }
    lists
}

#[test]
fn what_is_kept_of_the_lists_is_never_older_than_the_rows() {
    let home = home();
    // Too many to be read one by one after the parts.
    let entries: Vec<_> =
        (0..4200).map(|number| at(&format!("{number}"), NOW.0 - number % 90 * DAY)).collect();
    let added = home.write(plain(), |writer| writer.add_entries(&entries)).unwrap();
    let ids: Vec<_> = added.iter().map(backfile_archive::Added::id).collect();
    let raw = || Connection::open(home.dir.path().join("archive.sqlite")).unwrap();
    let agree = |kept: bool| {
        let shown = all_lists(home.dir.path());
        let parts: i64 =
            raw().query_row("SELECT count(*) FROM spine", [], |row| row.get(0)).unwrap();
        assert_eq!(parts, i64::from(kept));
        raw().execute("UPDATE spine SET seq = -seq - 1000000", []).unwrap();
        let by_rows = all_lists(home.dir.path());
        raw().execute("UPDATE spine SET seq = -seq - 1000000", []).unwrap();
        assert!(shown == by_rows, "what is kept differs from the rows");
    };
    agree(false);
    let tend = || home.archive.tend(Tending { fresh: u32::MAX, listed: 1 }, || true).unwrap();
    tend();
    agree(true);
    home.write(plain(), |writer| {
        writer.set_starred(&ids[10..40], true)?;
        writer.set_trashed(&ids[20..70], true)?;
        writer.set_read(&ids[4100..4150], true)
    })
    .unwrap();
    home.add(&at("after", NOW.0 - DAY));
    agree(true);
    home.write(plain(), |writer| writer.purge(&ids[30..60])).unwrap();
    agree(true);
    tend();
    agree(true);
    let found = || home.archive.verify().unwrap().findings.into_iter().map(|found| found.code);
    assert!(!found().any(|code| code == "index_lists"));
    // A part that cannot be read is no loss.
    raw().execute("UPDATE spine_part SET bytes = x'0102' WHERE part = 0", []).unwrap();
    agree(true);
    assert!(found().any(|code| code == "index_lists"));
    home.archive.rebuild_index().unwrap();
    assert!(!found().any(|code| code == "index_lists"));
    agree(true);
}
