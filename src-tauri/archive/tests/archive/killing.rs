//! A program that is killed at any moment loses nothing that it called saved.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use backfile_archive::{Archive, OpenOptions};
use backfile_article::ArticleId;

use crate::help::{Home, link, text};

/// Names the folder to the program that is to be killed.
const FOLDER: &str = "BACKFILE_TEST_KILLED_IN";

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_called_saved() {
    // The same test, started again as the program that is killed.
    if let Some(folder) = std::env::var_os(FOLDER) {
        write_until_killed(Path::new(&folder));
    }
    let dir = tempfile::tempdir().unwrap();
    let mut saved: Vec<ArticleId> = Vec::new();
    for round in 0..6_usize {
        let name = "killing::a_kill_at_any_moment_loses_nothing_that_was_called_saved";
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(FOLDER, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ids = lines.by_ref().map_while(Result::ok).filter_map(|line| {
            line.strip_prefix("saved ").and_then(|id| id.parse::<ArticleId>().ok())
        });
        saved.extend(ids.take(3 + round * 2));
        std::thread::sleep(Duration::from_millis(round as u64 * 3));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said in the meantime counts as well.
        let rest = lines.map_while(Result::ok);
        saved
            .extend(rest.filter_map(|line| line.strip_prefix("saved ")?.parse::<ArticleId>().ok()));
        let archive = Archive::open(dir.path(), &OpenOptions::default()).unwrap();
        assert_eq!(archive.verify().unwrap().findings, []);
        for id in &saved {
            let entry = archive.read(|reader| reader.entry(*id)).unwrap().expect("it was saved");
            assert!(entry.version.is_some());
        }
    }
    assert!(saved.len() >= 6 * 3);
}

fn write_until_killed(folder: &Path) -> ! {
    let archive = Archive::open(folder, &OpenOptions::default()).unwrap();
    let home = Home { archive, dir: tempfile::tempdir().unwrap() };
    for number in 0_u32.. {
        let path = format!("{}-{number}", std::process::id());
        let id = home.add(&link(&path));
        home.capture(id, &text(&path, &["Some words that are kept."]));
        let mut out = std::io::stdout().lock();
        writeln!(out, "saved {id}").and_then(|()| out.flush()).unwrap();
    }
    unreachable!("it is killed before it has counted that far");
}
