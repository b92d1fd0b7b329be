//! Every act that can be undone, undone.

use backfile_archive::{FetchPlan, Field, JobKind, LinkRecord, MediaName, Trouble, UndoKind, View};
use backfile_article::{ArticleId, HowTaken, Sha256};

use crate::help::{Home, act, home, link, plain, quote, rich, text};

fn thumbnail() -> MediaName {
    MediaName { sha256: Sha256::of(b"small"), ext: "jpg".to_owned() }
}

fn undo(home: &Home) -> Option<(UndoKind, usize)> {
    let undone = home.write(plain(), |writer| writer.undo()).unwrap();
    undone.map(|undone| (undone.kind, undone.ids.len()))
}

/// All that a person sees of an archive.
fn state(home: &Home) -> Vec<String> {
    let mut state: Vec<String> = [View::All, View::Links, View::Failed, View::Trash]
        .into_iter()
        .flat_map(|view| home.list(view).rows)
        .map(|row| format!("{:?}", row.entry))
        .collect();
    state.extend(home.read(|reader| reader.tags()).unwrap().iter().map(|tag| format!("{tag:?}")));
    state.push(format!("{:?}", home.read(|reader| reader.highlights("", 0, 100)).unwrap()));
    state
}

#[test]
fn every_act_is_taken_back_whole() {
    type Do = fn(&Home, &[ArticleId]);
    let cases: [(UndoKind, usize, Do); 18] = [
        (UndoKind::Read, 2, |home, ids| {
            home.write(act(UndoKind::Read), |writer| writer.set_read(&ids[..2], true)).unwrap();
        }),
        (UndoKind::Star, 1, |home, ids| {
            home.write(act(UndoKind::Star), |writer| writer.set_starred(&ids[..1], true)).unwrap();
        }),
        (UndoKind::Trash, 3, |home, ids| {
            home.write(act(UndoKind::Trash), |writer| writer.set_trashed(ids, true)).unwrap();
        }),
        (UndoKind::Tag, 2, |home, ids| {
            home.write(act(UndoKind::Tag), |writer| writer.add_tag(&ids[1..], "fresh")).unwrap();
        }),
        (UndoKind::Tag, 2, |home, ids| {
            let tag = home.read(|reader| reader.tag_named("old")).unwrap().unwrap().id;
            home.write(act(UndoKind::Tag), |writer| writer.remove_tag(ids, tag)).unwrap();
        }),
        (UndoKind::TagNames, 0, |home, _| {
            let tag = home.read(|reader| reader.tag_named("old")).unwrap().unwrap().id;
            home.write(act(UndoKind::TagNames), |writer| writer.rename_tag(tag, "new")).unwrap();
        }),
        (UndoKind::TagNames, 2, |home, _| {
            let tag = home.read(|reader| reader.tag_named("old")).unwrap().unwrap().id;
            home.write(act(UndoKind::TagNames), |writer| writer.rename_tag(tag, "other")).unwrap();
        }),
        (UndoKind::TagNames, 2, |home, _| {
            let tag = home.read(|reader| reader.tag_named("old")).unwrap().unwrap().id;
            home.write(act(UndoKind::TagNames), |writer| writer.delete_tag(tag)).unwrap();
        }),
        (UndoKind::Correct, 1, |home, ids| {
            home.write(act(UndoKind::Correct), |writer| {
                writer.correct(ids[0], Field::Title, Some("Mine"))?;
                writer.correct(ids[0], Field::Published, Some("2001"))
            })
            .unwrap();
        }),
        (UndoKind::Restore, 1, |home, ids| {
            let version = home.entry(ids[0]).version.unwrap();
            home.write(act(UndoKind::Restore), |writer| writer.restore_block(version, 0, true))
                .unwrap();
        }),
        (UndoKind::Save, 2, |home, _| {
            home.add_all(&[link("x"), link("y")]);
        }),
        (UndoKind::Save, 1, |home, _| {
            let tagged =
                backfile_archive::NewEntry { tags: vec!["brought".to_owned()], ..link("x") };
            home.add_all(&[tagged, link("a")]);
        }),
        (UndoKind::Highlight, 1, |home, ids| {
            let version = home.entry(ids[0]).version.unwrap();
            home.write(act(UndoKind::Highlight), |writer| {
                writer.add_highlight(ids[0], version, &quote("dawn they"), Some("So do I."))
            })
            .unwrap();
        }),
        (UndoKind::Highlight, 1, |home, ids| {
            let marked = home.read(|reader| reader.highlights_of(ids[0])).unwrap()[0].id;
            home.write(act(UndoKind::Highlight), |writer| writer.set_note(marked, None)).unwrap();
        }),
        (UndoKind::Highlight, 1, |home, ids| {
            let marked = home.read(|reader| reader.highlights_of(ids[0])).unwrap()[0].id;
            home.write(act(UndoKind::Highlight), |writer| writer.remove_highlight(marked)).unwrap();
        }),
        // What was there is given content, or is to be tried again.
        (UndoKind::Save, 1, |home, ids| {
            home.paste(ids[0], &text("Another", &["Longer than what was there, by a few words."]));
        }),
        (UndoKind::Save, 1, |home, ids| {
            home.paste(ids[1], &rich());
        }),
        (UndoKind::Save, 1, |home, _| {
            let failed = home.list(View::Failed).rows[0].entry.id;
            home.write(act(UndoKind::Save), |writer| {
                writer.enqueue(failed, JobKind::Page, "example.org", FetchPlan::default())
            })
            .unwrap();
        }),
    ];
    for (number, (kind, count, go)) in cases.into_iter().enumerate() {
        let home = home();
        let (first, _) = home.article("a", &rich());
        let ids = [first, home.add(&link("b")), home.add(&link("c"))];
        home.failed("d");
        home.blobs().put(b"small").unwrap();
        let walled = LinkRecord {
            trouble: Trouble { code: "consent_wall".to_owned(), ..Trouble::default() },
            title: Some("Before you continue".to_owned()),
            ..LinkRecord::default()
        };
        home.write(plain(), |writer| writer.set_link(ids[1], &walled)).unwrap();
        home.write(plain(), |writer| writer.set_thumbnail(ids[0], Some(&thumbnail()))).unwrap();
        home.write(plain(), |writer| writer.add_tag(&ids[..2], "old")).unwrap();
        home.write(plain(), |writer| writer.add_tag(&ids[1..], "other")).unwrap();
        let version = home.entry(first).version.unwrap();
        home.write(plain(), |writer| {
            writer.add_highlight(first, version, &quote("night they climb"), Some("Every one?"))
        })
        .unwrap();
        let before = state(&home);
        go(&home, &ids);
        assert_ne!(state(&home), before, "case {number} does something");
        assert_eq!(home.read(|reader| reader.undoable()).unwrap(), Some(kind));
        assert_eq!(undo(&home), Some((kind, count)), "case {number}");
        assert_eq!(state(&home), before, "case {number}");
        home.sound();
    }
}

#[test]
fn what_came_after_a_paste_is_not_taken_back_with_it() {
    let home = home();
    let (id, first) = home.article("a", &text("First", &["It has some words."]));
    let pasted = home.paste(id, &text("Pasted", &["It has some words more than that."]));
    assert_eq!(home.entry(id).version, Some(pasted));
    let newer = home.capture(id, &text("Newer", &["It has even some words more than that."]));
    assert_eq!(undo(&home), Some((UndoKind::Save, 1)));
    assert_eq!(home.entry(id).version, Some(newer.version()));
    assert_ne!(newer.version(), first);
    home.sound();
}

#[test]
fn a_paste_that_is_undone_is_kept_beside_what_is_shown() {
    let home = home();
    let (id, first) = home.article("a", &text("First", &["It has some words."]));
    let pasted = home.paste(id, &rich());
    let waiting = |home: &Home| home.read(|reader| reader.queue()).unwrap().pictures;
    assert_eq!(waiting(&home), 1);
    undo(&home);
    assert_eq!((home.entry(id).version, waiting(&home)), (Some(first), 0));
    assert_eq!(home.found("lantern"), Vec::<String>::new());
    let versions = home.read(|reader| reader.versions_of(id)).unwrap();
    assert!(versions.iter().any(|head| head.id == pasted && head.how == HowTaken::Pasted));
    // Pasted again it is the same version, and its pictures are asked for again.
    assert_eq!(home.paste(id, &rich()), pasted);
    assert_eq!((home.entry(id).version, waiting(&home)), (Some(pasted), 1));
    home.sound();
}

#[test]
fn acts_are_taken_back_one_after_another_and_only_once() {
    let home = home();
    assert_eq!(undo(&home), None);
    let id = home.add(&link("a"));
    home.write(act(UndoKind::Star), |writer| writer.set_starred(&[id], true)).unwrap();
    home.write(act(UndoKind::Read), |writer| writer.set_read(&[id], true)).unwrap();
    // An act of the queue in between is not what a person means.
    home.write(plain(), |writer| writer.set_progress(id, 0.5, 1)).unwrap();
    assert_eq!(undo(&home), Some((UndoKind::Read, 1)));
    assert_eq!(undo(&home), Some((UndoKind::Star, 1)));
    let entry = home.entry(id);
    assert!(entry.read_at.is_none() && entry.starred_at.is_none() && entry.progress == 0.5);
    assert_eq!(undo(&home), Some((UndoKind::Save, 1)));
    assert_eq!(undo(&home), None);
}

#[test]
fn an_act_that_changed_nothing_is_not_there_to_undo() {
    let home = home();
    let id = home.add(&link("a"));
    home.write(act(UndoKind::Star), |writer| writer.set_starred(&[id], true)).unwrap();
    home.write(act(UndoKind::Star), |writer| writer.set_starred(&[id], true)).unwrap();
    assert_eq!(undo(&home), Some((UndoKind::Star, 1)));
    assert!(home.entry(id).starred_at.is_none());
}

#[test]
fn a_save_that_became_an_article_goes_to_the_trash_and_is_not_lost() {
    let home = home();
    let (id, _) = home.article("a", &rich());
    assert_eq!(undo(&home), Some((UndoKind::Save, 1)));
    assert!(home.entry(id).trashed_at.is_some());
    assert_eq!((home.list(View::All).total, home.list(View::Trash).total), (0, 1));
    assert_eq!(home.read(|reader| reader.queue()).unwrap().waiting, 0);
    home.sound();
}

#[test]
fn a_paste_of_any_size_is_taken_back() {
    let home = home();
    home.add(&link("before"));
    let links: Vec<_> = (0..2000).map(|number| link(&format!("n/{number}"))).collect();
    home.add_all(&links);
    assert_eq!(home.read(|reader| reader.queue()).unwrap().waiting, 2001);
    assert_eq!(undo(&home), Some((UndoKind::Save, 2000)));
    assert_eq!(home.list(View::All).total, 1);
    assert_eq!(home.read(|reader| reader.queue()).unwrap().waiting, 1);
    home.sound();
}

#[test]
fn what_is_gone_since_is_passed_over() {
    let home = home();
    let ids = [home.add(&link("a")), home.add(&link("b"))];
    home.write(act(UndoKind::Trash), |writer| writer.set_trashed(&ids, true)).unwrap();
    home.write(plain(), |writer| writer.purge(&ids[..1])).unwrap();
    assert_eq!(undo(&home), Some((UndoKind::Trash, 2)));
    assert!(home.entry(ids[1]).trashed_at.is_none());
    assert_eq!(home.list(View::All).total, 1);
}
