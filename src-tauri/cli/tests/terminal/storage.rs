//! What an archive takes, and making it small.

use serde_json::Value;

use crate::stage::{Stage, fields};

#[test]
fn stats_say_what_the_archive_takes_and_for_what() {
    let stage = Stage::new();
    stage.saved("/courier/ferry");
    let stats = stage.run(&["stats", "--json"]).well().json();
    assert_eq!(
        fields(&stats),
        ["bases", "blobs", "database", "dictionaries", "free", "pictures", "stored", "tables"]
    );
    let kinds: Vec<(&str, u64)> = stats["stored"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["count"].as_u64().unwrap()))
        .collect();
    let count = |kind: &str| kinds.iter().find(|one| one.0 == kind).map(|one| one.1);
    assert_eq!((count("version"), count("page_whole")), (Some(1), Some(1)));
    assert!(count("picture") > Some(0), "{kinds:?}");
    let pictures = &stats["pictures"];
    assert!(pictures["count"].as_u64() > Some(0) && pictures["unused"] == 0, "{pictures}");
    let tables = stats["tables"].as_array().unwrap();
    let sum: u64 = tables.iter().filter_map(|table| table["bytes"].as_u64()).sum();
    let all = stats["database"].as_u64().unwrap() - stats["free"].as_u64().unwrap();
    assert_eq!(sum, all);
    let index = tables.iter().find(|table| table["name"] == "version_article").unwrap();
    assert_eq!(index["index_of"], "version");
    let people = stage.run(&["stats"]).well();
    assert!(people.text().contains("pages by themselves") && people.text().contains(" kB"));
    // What nothing names is freed, and only that.
    let freed = stage.run(&["compact", "--json"]).well().json()["freed"].as_u64();
    assert_eq!(freed, count("spare"));
    assert_eq!(stage.verified()["ok"], true);
}

#[test]
fn compact_says_what_it_did_and_leaves_all_as_it_was() {
    let stage = Stage::new();
    let ids = [stage.saved("/courier/ferry"), stage.saved("/story/1"), stage.saved("/story/2")];
    let shown = |stage: &Stage| -> Vec<Value> {
        ids.iter().map(|id| stage.run(&["show", id, "--format", "json"]).well().json()).collect()
    };
    let original = |stage: &Stage| -> Vec<Vec<u8>> {
        ids.iter().map(|id| stage.run(&["show", id, "--format", "original"]).well().out).collect()
    };
    let before = (shown(&stage), original(&stage));
    let done = stage.run(&["compact", "--json"]).well().json();
    assert_eq!(fields(&done), ["after", "before", "dictionaries", "freed", "pages", "versions"]);
    assert_eq!(fields(&done["before"]), ["blobs", "database"]);
    assert_eq!((shown(&stage), original(&stage)), before);
    assert_eq!(stage.verified()["ok"], true);
    assert!(stage.run(&["compact"]).well().text().starts_with("Packed 0 versions and 0 pages"));
}

#[test]
fn compact_says_who_is_in_its_way() {
    let stage = Stage::new();
    let none = stage.run(&["compact"]).refused(1);
    assert!(none.err.contains("there is no archive"), "{}", none.err);
    stage.saved("/story/1");
    let lock = std::fs::File::open(stage.archive().join("lock")).unwrap();
    lock.lock_shared().unwrap();
    let refused = stage.run(&["compact"]).refused(1);
    assert!(refused.err.contains("another program has it open"), "{}", refused.err);
    drop(lock);
    stage.run(&["compact"]).well();
}

#[test]
fn a_backup_brings_back_what_was_deleted_and_a_wiped_database() {
    let stage = Stage::new();
    let (ferry, story) = (stage.saved("/courier/ferry"), stage.saved("/story/1"));
    let shown = |id: &str| stage.run(&["show", id, "--format", "json"]).well().json();
    let before = (shown(&ferry), shown(&story));
    assert!(stage.run(&["backup", "list"]).well().text().starts_with("There is no backup yet"));
    stage.run(&["backup", "check"]).refused(1);
    let made = stage.run(&["backup", "now", "--json"]).well().json();
    assert_eq!(fields(&made), ["articles", "at", "name", "verified_at"]);
    let name = made["name"].as_str().unwrap();
    assert_eq!(
        stage.run(&["backup", "list", "--json"]).well().lines(),
        std::slice::from_ref(&made)
    );
    assert_eq!(stage.run(&["backup", "check", "--json"]).well().json()["name"], name);

    stage.run(&["delete", &ferry]).well();
    let restored = stage.run(&["backup", "restore", name, "--json"]).well().json();
    assert_eq!(fields(&restored), ["articles", "aside", "missing"]);
    assert_eq!((shown(&ferry), shown(&story)), before);

    // The database is gone; the backup is not.
    std::fs::remove_file(stage.archive().join("archive.sqlite")).unwrap();
    let restored = stage.run(&["backup", "restore", name]).well();
    assert!(restored.text().starts_with("The archive is as it was then, with 2 articles."));
    assert_eq!((shown(&ferry), shown(&story)), before);
    assert_eq!(stage.verified()["ok"], true);
    stage.run(&["backup", "restore", "../../etc"]).refused(1);
}

#[test]
fn a_copy_is_an_archive_that_opens_by_itself() {
    let stage = Stage::new();
    let ferry = stage.saved("/courier/ferry");
    let shown = stage.run(&["show", &ferry, "--format", "json"]).well().json();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("copy");
    let target = target.to_str().unwrap();
    let copied = stage.run(&["backup", "copy", target, "--json"]).well().json();
    assert!(copied["files"].as_u64() > Some(1), "{copied}");
    let there = stage.run(&["--archive", target, "show", &ferry, "--format", "json"]).well().json();
    assert_eq!(there, shown);
    assert_eq!(stage.run(&["--archive", target, "verify", "--json"]).well().json()["ok"], true);
}
