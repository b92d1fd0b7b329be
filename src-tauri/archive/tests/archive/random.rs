//! Random acts: whatever is done in whichever order, index, counts and undo agree.

use backfile_archive::{
    Archive, Field, LinkRecord, ListQuery, NewEntry, OpenOptions, Sort, Trouble, UndoKind, View,
};
use backfile_article::ArticleId;
use proptest::prelude::*;

use crate::help::{Home, NOW, act, home, link, plain, rich, text};

#[derive(Debug, Clone)]
enum Step {
    Add(u8, bool),
    Capture(u8, u8),
    Link(u8),
    Fail(u8),
    Read(u8, bool),
    Star(u8, bool),
    Trash(u8, bool),
    Tag(u8, u8),
    Untag(u8, u8),
    Rename(u8, u8),
    DeleteTag(u8),
    Correct(u8, Option<u8>),
    Restore(u8, bool),
    Readdress(u8, u8),
    Purge(u8),
    Undo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let small = 0..6_u8;
    let step = prop_oneof![
        4 => (small.clone(), any::<bool>()).prop_map(|(n, tag)| Step::Add(n, tag)),
        3 => (small.clone(), 0..4_u8).prop_map(|(n, text)| Step::Capture(n, text)),
        1 => small.clone().prop_map(Step::Link),
        1 => small.clone().prop_map(Step::Fail),
        1 => (small.clone(), any::<bool>()).prop_map(|(n, on)| Step::Read(n, on)),
        1 => (small.clone(), any::<bool>()).prop_map(|(n, on)| Step::Star(n, on)),
        2 => (small.clone(), any::<bool>()).prop_map(|(n, on)| Step::Trash(n, on)),
        3 => (small.clone(), 0..4_u8).prop_map(|(n, tag)| Step::Tag(n, tag)),
        1 => (small.clone(), 0..4_u8).prop_map(|(n, tag)| Step::Untag(n, tag)),
        2 => (0..4_u8, 0..4_u8).prop_map(|(one, other)| Step::Rename(one, other)),
        1 => (0..4_u8).prop_map(Step::DeleteTag),
        2 => (small.clone(), prop::option::of(0..3_u8)).prop_map(|(n, to)| Step::Correct(n, to)),
        1 => (small.clone(), any::<bool>()).prop_map(|(n, on)| Step::Restore(n, on)),
        1 => (small.clone(), small.clone()).prop_map(|(n, to)| Step::Readdress(n, to)),
        1 => small.prop_map(Step::Purge),
        3 => Just(Step::Undo),
    ];
    prop::collection::vec(step, 1..40)
}

const TAGS: [&str; 4] = ["sea", "sea/old", "Land", "air"];

fn id(home: &Home, number: u8) -> Option<ArticleId> {
    let key = format!("example.org/{number}");
    home.read(|reader| reader.by_key(&key)).unwrap().map(|entry| entry.id)
}

fn run(home: &Home, step: &Step) {
    let tag = |number: &u8| {
        let name = TAGS[usize::from(*number)];
        home.read(|reader| reader.tag_named(name)).unwrap().map(|tag| tag.id)
    };
    let trouble = Trouble { code: "gone".to_owned(), ..Trouble::default() };
    match step {
        Step::Add(number, tagged) => {
            let tags =
                if *tagged { vec!["sea/old".to_owned(), "air".to_owned()] } else { Vec::new() };
            home.add(&NewEntry { tags, ..link(&number.to_string()) });
        }
        Step::Rename(one, other) => {
            if let Some(tag) = tag(one) {
                let name = TAGS[usize::from(*other)];
                home.write(act(UndoKind::TagNames), |writer| writer.rename_tag(tag, name)).unwrap();
            }
        }
        Step::DeleteTag(number) => {
            if let Some(tag) = tag(number) {
                home.write(act(UndoKind::TagNames), |writer| writer.delete_tag(tag)).unwrap();
            }
        }
        Step::Undo => {
            home.write(plain(), |writer| writer.undo()).unwrap();
        }
        Step::Capture(number, which) => {
            let Some(id) = id(home, *number) else { return };
            let extraction = match which {
                0 => rich(),
                1 => text("One", &["A first text of some words."]),
                2 => text("Two", &["A second text of some words."]),
                _ => text("", &["明天的灯塔"]),
            };
            home.capture(id, &extraction);
        }
        Step::Link(number) | Step::Fail(number) | Step::Purge(number) => {
            let Some(id) = id(home, *number) else { return };
            home.write(plain(), |writer| {
                match step {
                    Step::Link(_) => {
                        let title = Some("A clip".to_owned());
                        let record =
                            LinkRecord { trouble: trouble.clone(), title, ..LinkRecord::default() };
                        writer.set_link(id, &record)?;
                    }
                    Step::Fail(_) => writer.set_failed(id, &trouble, "why")?,
                    _ => {
                        writer.purge(&[id])?;
                    }
                }
                Ok(())
            })
            .unwrap();
        }
        Step::Read(number, on) | Step::Star(number, on) | Step::Trash(number, on) => {
            let Some(id) = id(home, *number) else { return };
            let kind = match step {
                Step::Read(..) => UndoKind::Read,
                Step::Star(..) => UndoKind::Star,
                _ => UndoKind::Trash,
            };
            home.write(act(kind), |writer| match step {
                Step::Read(..) => writer.set_read(&[id], *on),
                Step::Star(..) => writer.set_starred(&[id], *on),
                _ => writer.set_trashed(&[id], *on),
            })
            .unwrap();
        }
        Step::Tag(number, which) => {
            let Some(id) = id(home, *number) else { return };
            let name = TAGS[usize::from(*which)];
            home.write(act(UndoKind::Tag), |writer| writer.add_tag(&[id], name)).unwrap();
        }
        Step::Untag(number, which) => {
            if let (Some(id), Some(tag)) = (id(home, *number), tag(which)) {
                home.write(act(UndoKind::Tag), |writer| writer.remove_tag(&[id], tag)).unwrap();
            }
        }
        Step::Correct(number, to) => {
            let Some(id) = id(home, *number) else { return };
            let value = to.map(|to| format!("Corrected {to}"));
            home.write(act(UndoKind::Correct), |writer| {
                writer.correct(id, Field::Title, value.as_deref())
            })
            .unwrap();
        }
        Step::Restore(number, on) => {
            let Some(id) = id(home, *number) else { return };
            let Some(version) = home.entry(id).version else { return };
            // Only the rich text has a block that was left out.
            let restored =
                home.write(act(UndoKind::Restore), |writer| writer.restore_block(version, 0, *on));
            assert!(
                restored.is_ok() || home.entry(id).title.as_deref() != Some("The lantern keepers")
            );
        }
        Step::Readdress(number, to) => {
            let Some(id) = id(home, *number) else { return };
            let (url, key) = (format!("https://www.example.org/{to}"), format!("example.org/{to}"));
            home.write(plain(), |writer| writer.readdress(id, &url, &key, "example.org")).unwrap();
        }
    }
}

fn agrees(home: &Home) {
    let anew = Archive::open(home.dir.path(), &OpenOptions::default()).unwrap();
    for view in [View::All, View::Links, View::Trash] {
        for sort in [Sort::Saved, Sort::Published] {
            let request = ListQuery {
                view,
                query: None,
                sort,
                offset: 0,
                limit: 100,
                utc_offset_minutes: 0,
                now: NOW,
            };
            let [kept, read] =
                [&home.archive, &anew].map(|archive| archive.read(|reader| reader.list(&request)));
            assert_eq!(kept.unwrap(), read.unwrap(), "{view:?}");
        }
    }
    let counts = home.read(|reader| reader.counts()).unwrap();
    for (view, count) in [
        (View::Unread, counts.unread),
        (View::Starred, counts.starred),
        (View::All, counts.all),
        (View::Links, counts.links),
        (View::Trash, counts.trash),
        (View::Failed, counts.failed),
    ] {
        assert_eq!(home.list(view).total, count, "{view:?}");
    }
    for tag in home.read(|reader| reader.tags()).unwrap() {
        let query = format!("tag:\"{}\"", tag.tag.name);
        let found = home.listing(View::All, Some(&query), Sort::Saved).total;
        assert!(found >= tag.count, "{query}");
        assert_eq!(home.list(View::Tag(tag.tag.id)).total, found);
    }
    for row in home.list(View::All).rows {
        if let Some(title) = &row.entry.title {
            assert!(home.found(title).contains(title), "{title} is found");
        }
    }
    home.sound();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn index_counts_and_undo_agree_after_any_acts(steps in steps()) {
        let home = home();
        for step in &steps {
            run(&home, step);
            // What is kept in memory of the list is mended after each act.
            home.list(View::All);
        }
        agrees(&home);
        // Taking everything back that can be leaves nothing that is not sound.
        while home.write(plain(), |writer| writer.undo()).unwrap().is_some() {}
        agrees(&home);
    }
}
