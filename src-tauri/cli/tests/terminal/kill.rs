//! Kills at random moments: nothing that was acknowledged is lost, and what was not is done by
//! the next start.
//!
//! `BACKFILE_KILLS` sets how many kills; a few unless set.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::stage::{Stage, done};

/// Pages that are saved at once.
const PAGES: usize = 24;

fn kills() -> usize {
    std::env::var("BACKFILE_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(4)
}

/// A small generator, so that a failing run can be told from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

fn start(stage: &Stage, links: &[String]) -> Child {
    let mut words = vec!["save", "--json", "--allow-private"];
    words.extend(links.iter().map(String::as_str));
    stage.command(&words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// The lines of a child that was given some time and then killed.
fn killed_after(mut child: Child, time: Duration) -> Vec<Value> {
    let output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        // The kill may cut a line; only whole ones were acknowledged.
        lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
    });
    std::thread::sleep(time);
    // It may have come to its end before.
    let _ended = child.kill();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn no_kill_loses_an_acknowledged_line_and_the_next_start_finishes() {
    let seed = u64::from(std::process::id());
    let mut dice = Dice(0x9e37_79b9 ^ seed);
    for round in 0..kills() {
        let stage = Stage::new();
        let links: Vec<String> = (0..PAGES)
            .map(|at| match at % 6 {
                5 => stage.server.url(&format!("/gone?{at}")),
                4 => stage.server.url(&format!("/courier/ferry?edition={at}")),
                _ => stage.server.url(&format!("/story/{at}")),
            })
            .collect();
        let time = Duration::from_millis(dice.roll(1_500));
        let acknowledged = killed_after(start(&stage, &links), time);
        let what = format!("seed {seed}, round {round}, killed after {time:?}");
        let mut kept: BTreeMap<String, Value> = BTreeMap::new();
        for line in acknowledged {
            kept.insert(line["id"].as_str().expect(&what).to_owned(), line);
        }
        if stage.archive().join("archive.sqlite").is_file() {
            let verified = stage.run(&["verify", "--json"]);
            // A kill before the first migration was committed leaves no archive yet.
            let none_yet = verified.err.contains("there is no archive");
            assert!(verified.code == 0 || (none_yet && kept.is_empty()), "{what}: {verified:?}");
        }
        for (id, line) in &kept {
            let shown = stage.run(&["show", id, "--format", "json"]).well().json();
            assert_eq!(shown["url"], line["url"], "{what}");
            if line["status"] == "saved" {
                assert_eq!(shown["word_count"], line["word_count"], "{what}");
                let words = format!("\"{}\"", line["title"].as_str().unwrap().replace('"', ""));
                let found =
                    stage.run(&["search", &words, "--json", "--limit", "100"]).well().json();
                let hits = found["hits"].as_array().unwrap();
                assert!(hits.iter().any(|hit| hit["id"] == id.as_str()), "{what}: {words}");
            }
        }
        // The same again: all of it is there in the end, and quickly, whoever held a claim.
        let started = Instant::now();
        let run = done(start(&stage, &links).wait_with_output().unwrap());
        assert!(started.elapsed() < Duration::from_secs(60), "{what}: {:?}", started.elapsed());
        assert_eq!((run.code, run.lines().len()), (0, PAGES), "{what}: {run:?}");
        for line in run.lines() {
            assert_ne!(line["status"], "failed", "{what}: {line}");
        }
        let list = stage.run(&["list", "--json"]).well().json();
        for line in list.as_array().unwrap() {
            let state = line["state"][0].as_str().unwrap();
            assert!(matches!(state, "unread" | "link"), "{what}: {line}");
        }
        assert_eq!(stage.verified()["ok"], true, "{what}");
    }
}

#[test]
fn a_program_goes_on_while_another_that_shares_its_queue_is_killed() {
    let stage = Stage::new();
    let links: Vec<String> =
        (0..PAGES).map(|at| stage.server.url(&format!("/story/{at}"))).collect();
    let doomed = start(&stage, &links);
    let other = start(&stage, &links);
    let other = std::thread::spawn(move || done(other.wait_with_output().unwrap()));
    let acknowledged = killed_after(doomed, Duration::from_millis(250));
    let started = Instant::now();
    let run = other.join().unwrap();
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert_eq!((run.code, run.lines().len()), (0, PAGES), "{run:?}");
    let ids: Vec<Value> = run.lines().iter().map(|line| line["id"].clone()).collect();
    for line in &acknowledged {
        assert!(ids.contains(&line["id"]), "{line}");
    }
    assert_eq!(stage.verified()["ok"], true);
}

#[test]
fn two_programs_save_at_once_into_one_archive() {
    let stage = Stage::new();
    let link = |at: usize| stage.server.url(&format!("/story/{at}"));
    let (ours, theirs): (Vec<_>, Vec<_>) =
        ((0..16).map(link).collect(), (8..24).map(link).collect());
    let (one, other) = (start(&stage, &ours), start(&stage, &theirs));
    let one = std::thread::spawn(move || done(one.wait_with_output().unwrap()));
    let other = done(other.wait_with_output().unwrap());
    let one = one.join().unwrap();
    assert_eq!((one.code, other.code), (0, 0), "{one:?} {other:?}");
    assert_eq!((one.lines().len(), other.lines().len()), (16, 16));
    let saved = [one.lines(), other.lines()].concat();
    let new = saved.iter().filter(|line| line["status"] == "saved").count();
    assert_eq!(new, 24, "each link is new to one of the two");
    let list = stage.run(&["list", "--json"]).well().json();
    assert_eq!(list.as_array().map(Vec::len), Some(24));
    assert_eq!(stage.verified()["ok"], true);
}
