//! A long list is imported from a site that fails three first tries of ten, and the program is
//! killed again and again: in the end every link was saved, once, within its memory, and the site
//! was left alone whenever it asked for that.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use backfile_testkit::{Answer, Dice, Ending, demo};
use serde_json::Value;

use crate::{
    kills,
    run::{Outcome, Run},
    stage::{Acknowledged, Stage},
    tree,
};

/// What the program and its workers may take.
const MEMORY: u64 = 400 << 20;
/// How long the site wants to be left alone, when it says so.
const ALONE: Duration = Duration::from_secs(1);
/// What was sent before the site's wish arrived comes within that time.
const UNDER_WAY: Duration = Duration::from_millis(250);
/// Requests that may be lost with one kill: what was in work.
const IN_WORK: usize = 16;
/// How long the whole may take.
const PATIENCE: Duration = Duration::from_secs(3 * 60 * 60);

/// What the site saw.
#[derive(Default)]
struct Site {
    asked: AtomicUsize,
    given: AtomicUsize,
    failed: AtomicUsize,
    early: AtomicUsize,
    /// When it last asked to be left alone.
    wished: Mutex<Option<Instant>>,
    wishes: AtomicUsize,
}

impl Site {
    /// What it answers to the first or a later request for an article.
    fn answer(&self, number: u64, hit: usize, now: Instant) -> Answer {
        self.asked(now);
        let fails = hit == 1 && number % 10 < 3;
        if !fails {
            self.given.fetch_add(1, Ordering::Relaxed);
            return Answer::html(demo::story(number));
        }
        self.failed.fetch_add(1, Ordering::Relaxed);
        if number % 1000 == 1 {
            *self.wished.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
            self.wishes.fetch_add(1, Ordering::Relaxed);
            return Answer::status_only(503).header("Retry-After", &ALONE.as_secs().to_string());
        }
        match number % 3 {
            0 => Answer::status_only(500),
            1 => Answer::html(demo::story(number)).ending(Ending::ResetAt(0)),
            _ => Answer::html(demo::story(number)).ending(Ending::CutAt(200)),
        }
    }

    fn asked(&self, now: Instant) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let wished = *self.wished.lock().unwrap_or_else(PoisonError::into_inner);
        let since = wished.map(|wished| now.saturating_duration_since(wished));
        if since.is_some_and(|since| since > UNDER_WAY && since < ALONE) {
            self.early.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn count(counter: &AtomicUsize) -> usize {
        counter.load(Ordering::Relaxed)
    }
}

/// Whether a site would notice who comes too early.
fn notices() -> bool {
    let (site, now) = (Site::default(), Instant::now());
    site.answer(1, 1, now);
    site.answer(4, 2, now + ALONE / 2);
    Site::count(&site.early) == 1
}

/// The part.
pub(crate) fn run(run: &Run) -> Outcome {
    if !tree::can_tell() {
        return Outcome::Skipped("this system does not tell how much memory is taken".to_owned());
    }
    if !notices() {
        return Outcome::Blind("a request that came too early was not noticed".to_owned());
    }
    let (links, kills) = (run.count(100_000, 200), run.count(20, 2));
    let stage = Stage::new(run);
    let site = Arc::new(Site::default());
    let answering = Arc::clone(&site);
    stage.server.handler("/row/*", move |request| {
        let number = request.path.rsplit('/').next().and_then(|number| number.parse().ok());
        answering.answer(number.unwrap_or_default(), request.hit, Instant::now())
    });
    let list = stage.folder.path().join("list.csv");
    std::fs::write(&list, table(&stage, links)).expect("the list is written");

    let mut dice = Dice::new(run.seed);
    let (mut acknowledged, mut broken) = (Acknowledged::default(), Vec::new());
    let (mut memory, mut last) = (0, Vec::new());
    let began = Instant::now();
    for kill in 0..=kills {
        // Spread over the whole of the work, each at a random place of its share.
        let share = links / (kills + 1);
        let until = (kill < kills).then(|| share * kill + dice.below(share.max(1)));
        let import = import(&stage, &list, &site, until);
        memory = memory.max(import.memory);
        acknowledged.add(&import.lines);
        if until.is_some() && !import.killed {
            return Outcome::Blind(format!("kill {kill} came after the end of the import"));
        }
        if !import.ended {
            broken.push(format!("import {kill} did not end in time"));
        }
        let faults = stage.faults(&acknowledged);
        broken.extend(faults.into_iter().map(|fault| format!("kill {kill}: {fault}")));
        if broken.len() > 20 || !import.ended {
            return Outcome::Broken(broken);
        }
        last = import.lines;
    }
    if let Some(blind) = kills::is_blind(&stage, &acknowledged) {
        return blind;
    }
    broken.extend(not_all(&stage, links, &last));
    let (asked, failed) = (Site::count(&site.asked), Site::count(&site.failed));
    let wishes = Site::count(&site.wishes);
    if wishes == 0 {
        return Outcome::Blind("the site never asked to be left alone".to_owned());
    }
    if asked > links + failed + (kills + 1) * IN_WORK {
        broken.push(format!("{asked} requests for {links} links of which {failed} failed once"));
    }
    let early = Site::count(&site.early);
    if early > 0 {
        broken.push(format!("{early} requests while the site wanted to be left alone"));
    }
    if memory > MEMORY {
        broken.push(format!("{} MB of memory", memory >> 20));
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{links} links, {failed} of which failed at first, with {kills} kills: each saved once, by \
         {asked} requests, in {} MB and {} s with all the looks; Retry-After was kept {wishes} times",
        memory >> 20,
        began.elapsed().as_secs()
    ))
}

/// A table as other programs export it.
fn table(stage: &Stage, links: usize) -> String {
    let mut table = "title,url,time_added,tags,status\n".to_owned();
    for number in 0..links {
        let url = stage.server.url(&format!("/row/{number}"));
        let (tag, added) = (number % 50, 1_600_000_000 + number);
        let state = if number % 3 == 0 { "unread" } else { "archive" };
        table.push_str(&format!("Row {number},{url},{added},t{tag},{state}\n"));
    }
    table
}

/// What one run of the import came to.
struct Import {
    lines: Vec<Value>,
    memory: u64,
    killed: bool,
    ended: bool,
}

/// Imports until the site has given so many pages, and kills the program then.
fn import(stage: &Stage, list: &std::path::Path, site: &Site, until: Option<usize>) -> Import {
    let mut child = stage
        .command(&["save", "--json", "--allow-private", &list.display().to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let output = child.stdout.take().expect("its output");
    let reader = std::thread::spawn(move || {
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        // The kill may cut the last line; only whole ones were acknowledged.
        lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
    });
    let began = Instant::now();
    let (mut memory, mut killed, mut ended) = (0, false, true);
    while child.try_wait().expect("a child").is_none() {
        memory = memory.max(tree::of_tree(child.id()));
        killed = until.is_some_and(|until| Site::count(&site.given) >= until);
        ended = began.elapsed() < PATIENCE;
        if killed || !ended {
            child.kill().expect("it can be killed");
            child.wait().expect("it has ended");
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Import { lines: reader.join().expect("its lines"), memory, killed, ended }
}

/// What is missing of all links, by what the last import said and by what the archive holds.
fn not_all(stage: &Stage, links: usize, lines: &[Value]) -> Vec<String> {
    let mut missing = Vec::new();
    let well = |line: &&Value| line["status"] == "saved" || line["status"] == "duplicate";
    let saved = lines.iter().filter(well).count();
    if saved != links {
        let other = lines.iter().find(|line| !well(line));
        missing.push(format!("the last import has {saved} of {links}, and for one: {other:?}"));
    }
    match stage.json(&["stats", "--json"]) {
        Ok(stats) => {
            let stored = stats["stored"].as_array().cloned().unwrap_or_default();
            let versions = stored.iter().find(|stored| stored["kind"] == "version");
            let count = versions.map_or(&Value::Null, |versions| &versions["count"]);
            if *count != links {
                missing.push(format!("{count} versions of {links} articles"));
            }
        }
        Err(error) => missing.push(error),
    }
    missing
}
