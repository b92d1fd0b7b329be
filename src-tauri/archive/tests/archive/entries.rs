//! Entries: adding, links, failures, addresses, merging, deleting.

use backfile_archive::{Act, Added, FetchPlan, JobKind, LinkRecord, Readdressed, Trouble, View};
use backfile_article::{Standing, Timestamp};

use crate::help::{HOUR, NOW, home, link, plain, quote, rich, text};

fn trouble(code: &str) -> Trouble {
    Trouble { code: code.to_owned(), args: [("site".to_owned(), "example.org".to_owned())].into() }
}

#[test]
fn a_list_keeps_its_order_and_takes_each_address_once() {
    let home = home();
    home.add(&link("b"));
    let added = home.add_all(&[link("a"), link("b"), link("c"), link("a")]);
    assert!(matches!(added[0], Added::New(_)));
    assert!(matches!(added[1], Added::Existing { trashed: false, saved_at: NOW, .. }));
    assert!(matches!(added[2], Added::New(_)));
    assert!(matches!(added[3], Added::Existing { .. }));
    assert_eq!(added[3].id(), added[0].id());
    let rows = home.list(View::All).rows;
    let urls: Vec<&str> =
        rows.iter().map(|row| row.entry.url.rsplit('/').next().unwrap()).collect();
    assert_eq!(urls, ["a", "c", "b"]);
    home.sound();
}

#[test]
fn a_list_brings_title_date_tags_and_reading_state() {
    let home = home();
    let entry = backfile_archive::NewEntry {
        saved_at: Timestamp(NOW.0 - 400 * 24 * HOUR),
        title: Some("  An old favourite ".to_owned()),
        excerpt: Some("About something".to_owned()),
        tags: vec!["Sea".to_owned(), "sea".to_owned(), "work/later".to_owned()],
        read_at: Some(NOW),
        starred_at: Some(NOW),
        ..link("old%20thing")
    };
    let id = home.add(&entry);
    let entry = home.entry(id);
    assert_eq!(entry.title.as_deref(), Some("An old favourite"));
    assert_eq!(entry.standing, Standing::Waiting);
    assert!(entry.page_queued && entry.read_at == Some(NOW) && entry.starred_at == Some(NOW));
    let names: Vec<&str> = entry.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["Sea", "work/later"]);
    // All of it is found before a page is fetched.
    for query in ["favourite", "something", "later", "thing", "example", "tag:work"] {
        assert_eq!(home.found(query), ["An old favourite"], "{query}");
    }
    home.sound();
}

#[test]
fn a_page_without_an_article_is_kept_as_link() {
    let home = home();
    let id = home.add(&link("clip"));
    let page = home.blobs().put(b"%PDF").unwrap();
    let record = LinkRecord {
        trouble: trouble("pdf"),
        title: Some("Minutes of the harbour board".to_owned()),
        excerpt: Some("Dredging".to_owned()),
        site: None,
        page: Some((page, "application/pdf".to_owned())),
    };
    assert!(home.write(plain(), |writer| writer.set_link(id, &record)).unwrap());
    let entry = home.entry(id);
    assert_eq!(entry.standing, Standing::Link);
    assert_eq!(entry.trouble, Some(trouble("pdf")));
    assert_eq!(entry.tried_at, Some(NOW));
    assert_eq!(entry.link_page, Some((page, "application/pdf".to_owned())));
    assert_eq!(home.list(View::Links).total, 1);
    assert_eq!((home.list(View::All).total, home.list(View::Unread).total), (0, 0));
    assert_eq!(home.found("dredging"), ["Minutes of the harbour board"]);
    let counts = home.read(|reader| reader.counts()).unwrap();
    assert_eq!((counts.links, counts.all, counts.unread, counts.entries), (1, 0, 0, 1));
    // A paste mends it.
    home.capture(id, &rich());
    let entry = home.entry(id);
    assert_eq!((entry.standing, entry.trouble, entry.tried_at), (Standing::Article, None, None));
    assert_eq!(entry.title.as_deref(), Some("The lantern keepers"));
    home.sound();
}

#[test]
fn a_failure_is_kept_with_its_reason_until_a_retry() {
    let home = home();
    let id = home.add(&link("a"));
    home.write(plain(), |writer| writer.set_failed(id, &trouble("timed_out"), "no answer"))
        .unwrap();
    assert_eq!(home.entry(id).standing, Standing::Failed);
    assert_eq!(home.list(View::Failed).total, 1);
    assert_eq!(home.read(|reader| reader.problems(9)).unwrap()[0].article, Some(id));
    home.write(plain(), |writer| {
        writer.enqueue(id, JobKind::Page, "example.org", FetchPlan::default())
    })
    .unwrap();
    let entry = home.entry(id);
    assert_eq!((entry.standing, entry.trouble), (Standing::Waiting, None));
}

#[test]
fn nothing_that_goes_wrong_later_replaces_an_article() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    let record = LinkRecord {
        trouble: trouble("gone"),
        title: Some("404".to_owned()),
        ..LinkRecord::default()
    };
    assert!(!home.write(plain(), |writer| writer.set_link(id, &record)).unwrap());
    home.write(plain(), |writer| writer.set_failed(id, &trouble("timed_out"), "")).unwrap();
    let entry = home.entry(id);
    assert_eq!(entry.standing, Standing::Article);
    assert_eq!(entry.title.as_deref(), Some("The lantern keepers"));
    assert_eq!(entry.version, Some(version));
    // It is said all the same.
    assert_eq!(entry.trouble, Some(trouble("timed_out")));
}

#[test]
fn an_address_that_turns_out_to_be_another_leads_on_from_both() {
    let home = home();
    let id = home.add(&link("short"));
    let changed = home
        .write(plain(), |writer| {
            writer.readdress(id, "https://example.org/long", "example.org/long", "example.org")
        })
        .unwrap();
    assert_eq!(changed, Readdressed::Changed);
    for key in ["example.org/short", "example.org/long"] {
        assert_eq!(home.read(|reader| reader.by_key(key)).unwrap().unwrap().id, id);
    }
    assert_eq!(home.entry(id).url, "https://example.org/long");
    assert!(home.write(plain(), |writer| writer.add_address(id, "example.org/amp")).unwrap());
    assert_eq!(home.read(|reader| reader.by_key("example.org/amp")).unwrap().unwrap().id, id);
    home.sound();
}

#[test]
fn two_entries_with_one_address_become_one() {
    let home = home();
    let (kept, _) = home.article("long", &rich());
    home.write(plain(), |writer| writer.set_trashed(&[kept], true)).unwrap();
    let other = home.add(&backfile_archive::NewEntry {
        tags: vec!["sea".to_owned()],
        starred_at: Some(NOW),
        ..link("short")
    });
    let merged = home
        .write(Act::plain(NOW), |writer| {
            writer.readdress(other, "https://example.org/long", "example.org/long", "example.org")
        })
        .unwrap();
    assert_eq!(merged, Readdressed::Merged(kept));
    let entry = home.entry(other);
    assert_eq!(entry.id, kept);
    assert_eq!(entry.tags.len(), 1);
    assert!(entry.starred_at.is_some() && entry.trashed_at.is_none());
    assert_eq!(home.read(|reader| reader.by_key("example.org/short")).unwrap().unwrap().id, kept);
    assert_eq!(home.list(View::All).total, 1);
    assert_eq!(home.found("sea"), ["The lantern keepers"]);
    // Its address is taken.
    let third = home.add(&link("third"));
    let added = home.write(plain(), |writer| writer.add_address(third, "example.org/long"));
    assert!(!added.unwrap());
    home.sound();
}

#[test]
fn a_merge_takes_versions_along_and_shows_the_better() {
    let home = home();
    let (poor, _) = home.article("long", &text("Short", &["One line."]));
    let (rich, version) = home.article("short", &rich());
    home.write(plain(), |writer| {
        writer.add_highlight(rich, version, &quote("At dawn"), None)?;
        writer.readdress(rich, "https://example.org/long", "example.org/long", "example.org")
    })
    .unwrap();
    let entry = home.entry(rich);
    assert_eq!((entry.id, entry.version), (poor, Some(version)));
    assert_eq!(home.read(|reader| reader.versions_of(poor)).unwrap().len(), 2);
    assert_eq!(home.read(|reader| reader.highlights_of(poor)).unwrap().len(), 1);
    home.sound();
}

#[test]
fn what_is_deleted_for_good_leaves_only_its_id() {
    let home = home();
    let (id, version) = home.article("a", &rich());
    home.write(plain(), |writer| writer.correct(id, backfile_archive::Field::Title, Some("x")))
        .unwrap();
    assert_eq!(home.write(plain(), |writer| writer.purge(&[id])).unwrap(), 1);
    assert_eq!(home.read(|reader| reader.entry(id)).unwrap(), None);
    assert!(home.read(|reader| reader.version(version)).unwrap().is_none());
    assert!(home.read(|reader| reader.by_key("example.org/a")).unwrap().is_none());
    assert!(home.found("lantern").is_empty() && home.found("x").is_empty());
    // The same link can be saved again, as another entry.
    assert_ne!(home.add(&link("a")), id);
    home.sound();
}

#[test]
fn progress_and_opening_are_remembered() {
    let home = home();
    let (id, _) = home.article("a", &rich());
    home.write(plain(), |writer| writer.set_progress(id, 0.4, 7)).unwrap();
    let entry = home.entry(id);
    assert_eq!((entry.progress, entry.paragraph, entry.opened_at), (0.4, 7, Some(NOW)));
    home.write(plain(), |writer| writer.set_progress(id, f64::NAN, 0)).unwrap();
    assert_eq!(home.entry(id).progress, 0.0);
    home.write(plain(), |writer| writer.set_progress(id, 7.0, 0)).unwrap();
    assert_eq!(home.entry(id).progress, 1.0);
}
