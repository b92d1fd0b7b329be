//! Tags: names, nesting, renaming, merging, completion.

use backfile_archive::{ArchiveError, UndoKind, View};

use crate::help::{Home, act, home, link, plain};

fn names(home: &Home) -> Vec<(String, u32)> {
    let tags = home.read(|reader| reader.tags()).unwrap();
    tags.into_iter().map(|tag| (tag.tag.name, tag.count)).collect()
}

fn pairs(expected: &[(&str, u32)]) -> Vec<(String, u32)> {
    expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn a_tag_is_one_whatever_its_case_accents_and_spaces() {
    let home = home();
    let ids: Vec<_> = ["a", "b", "c"].map(|path| home.add(&link(path))).into();
    for (id, name) in ids.iter().zip(["Économie", " economie ", "ÉCONOMIE"]) {
        home.write(plain(), |writer| writer.add_tag(&[*id], name)).unwrap();
    }
    assert_eq!(names(&home), pairs(&[("Économie", 3)]));
    let again = home.write(plain(), |writer| writer.add_tag(&ids, "economie")).unwrap();
    assert_eq!(again.1, 0);
    home.write(plain(), |writer| writer.set_trashed(&ids[..1], true)).unwrap();
    assert_eq!(names(&home), pairs(&[("Économie", 2)]));
    assert_eq!(home.read(|reader| reader.tag_named("economie")).unwrap().unwrap().id, again.0);
}

#[test]
fn a_name_that_can_be_none_is_refused() {
    let home = home();
    let id = home.add(&link("a"));
    for name in ["", "  ", "/", " / / ", "a\u{0}b", &"x".repeat(300)] {
        let refused = home.write(plain(), |writer| writer.add_tag(&[id], name));
        assert!(matches!(refused, Err(ArchiveError::BadName(_))), "{name:?}");
    }
    let (tag, _) = home.write(plain(), |writer| writer.add_tag(&[id], " a / b //c ")).unwrap();
    assert_eq!(home.entry(id).tags[0].name, "a/b/c");
    assert_eq!(home.entry(id).tags[0].id, tag);
}

#[test]
fn a_view_of_a_tag_holds_what_is_nested_in_it() {
    let home = home();
    let ids: Vec<_> = ["a", "b", "c", "d"].map(|path| home.add(&link(path))).into();
    let mut tags = Vec::new();
    for (id, name) in ids.iter().zip(["work", "work/later", "work/later/maybe", "workshop"]) {
        tags.push(home.write(plain(), |writer| writer.add_tag(&[*id], name)).unwrap().0);
    }
    assert_eq!(home.list(View::Tag(tags[0])).total, 3);
    assert_eq!(home.list(View::Tag(tags[1])).total, 2);
    assert_eq!(home.list(View::Tag(tags[3])).total, 1);
    assert_eq!(home.found("tag:work").len(), 3);
    assert_eq!(home.found("tag:work/later -tag:work/later/maybe").len(), 1);
}

#[test]
fn a_renamed_tag_keeps_its_id_and_is_found_by_its_new_name() {
    let home = home();
    let ids: Vec<_> = ["a", "b"].map(|path| home.add(&link(path))).into();
    let (tag, _) = home.write(plain(), |writer| writer.add_tag(&ids, "boats")).unwrap();
    home.write(plain(), |writer| writer.add_tag(&ids[..1], "boats/small")).unwrap();
    let renamed = home.write(plain(), |writer| writer.rename_tag(tag, "Ships")).unwrap();
    assert_eq!(renamed, tag);
    assert_eq!(names(&home), pairs(&[("Ships", 2), ("Ships/small", 1)]));
    assert_eq!((home.found("ships").len(), home.found("boats").len()), (2, 0));
    // Only its case.
    home.write(plain(), |writer| writer.rename_tag(tag, "ships")).unwrap();
    assert_eq!(names(&home), pairs(&[("ships", 2), ("ships/small", 1)]));
    // Into itself.
    home.write(plain(), |writer| writer.rename_tag(tag, "ships/all")).unwrap();
    assert_eq!(names(&home), pairs(&[("ships/all", 2), ("ships/small", 1)]));
    home.sound();
}

#[test]
fn a_name_that_is_taken_merges_the_two() {
    let home = home();
    let ids: Vec<_> = ["a", "b", "c"].map(|path| home.add(&link(path))).into();
    let (boats, _) = home.write(plain(), |writer| writer.add_tag(&ids[..2], "boats")).unwrap();
    let (ships, _) = home.write(plain(), |writer| writer.add_tag(&ids[1..], "ships")).unwrap();
    home.write(plain(), |writer| writer.pin_tag(boats, true)).unwrap();
    let into = home.write(plain(), |writer| writer.rename_tag(boats, "SHIPS")).unwrap();
    assert_eq!(into, ships);
    assert_eq!(names(&home), pairs(&[("ships", 3)]));
    assert!(home.read(|reader| reader.tags()).unwrap()[0].pinned);
    // The old id goes on to mean the other.
    assert_eq!(home.list(View::Tag(boats)).total, 3);
    home.sound();
}

#[test]
fn a_deleted_tag_is_gone_from_everything() {
    let home = home();
    let id = home.add(&link("a"));
    let (tag, _) = home.write(plain(), |writer| writer.add_tag(&[id], "boats")).unwrap();
    home.write(act(UndoKind::TagNames), |writer| writer.delete_tag(tag)).unwrap();
    assert!(names(&home).is_empty() && home.entry(id).tags.is_empty());
    assert!(home.found("boats").is_empty());
    assert!(home.write(plain(), |writer| writer.delete_tag(tag)).is_err());
    home.sound();
}

#[test]
fn completion_offers_the_likeliest_first() {
    let home = home();
    let ids: Vec<_> = ["a", "b", "c"].map(|path| home.add(&link(path))).into();
    for (count, name) in
        [(1, "sea"), (3, "search"), (2, "deep sea"), (2, "travel/sea"), (1, "oversea")]
    {
        home.write(plain(), |writer| writer.add_tag(&ids[..count], name)).unwrap();
    }
    let complete = |prefix: &str| -> Vec<String> {
        let found = home.read(|reader| reader.complete_tag(prefix, 10)).unwrap();
        found.into_iter().map(|tag| tag.tag.name).collect()
    };
    assert_eq!(complete("SEA"), ["search", "sea", "deep sea", "travel/sea"]);
    assert_eq!(complete("travel/"), ["travel/sea"]);
    assert_eq!(complete("").len(), 5);
    assert!(complete("zebra").is_empty());
}
