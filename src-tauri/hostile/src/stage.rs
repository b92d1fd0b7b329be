//! What parts stand on: an archive in a folder of its own, a server with pages, the program, and
//! what a person could see of all that.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use backfile_testkit::{PageServer, demo};
use serde_json::Value;
use tempfile::TempDir;

use crate::run::Run;

/// How long a run of the program may take that nobody kills.
const PATIENCE: Duration = Duration::from_secs(300);

/// The stage.
pub(crate) struct Stage {
    program: PathBuf,
    pub(crate) folder: TempDir,
    pub(crate) server: PageServer,
    /// The server lives on it.
    _runtime: tokio::runtime::Runtime,
}

impl Stage {
    pub(crate) fn new(run: &Run) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads");
        let server = runtime.block_on(PageServer::start());
        demo::serve(&server);
        let folder = TempDir::new().expect("a folder");
        Self { program: run.program(), folder, server, _runtime: runtime }
    }

    /// Begins with no archive again.
    pub(crate) fn wipe(&self) {
        if self.archive().exists() {
            std::fs::remove_dir_all(self.archive()).expect("the archive goes");
        }
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    /// The address of a story; each number has one of its own.
    pub(crate) fn story(&self, number: u64) -> String {
        self.server.url(&format!("/story/{number}"))
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).env("BACKFILE_ARCHIVE", self.archive()).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end; one that takes too long is a broken promise by itself.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        let child = self
            .command(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.program.display()));
        let (sender, receiver) = std::sync::mpsc::channel();
        let id = child.id();
        std::thread::spawn(move || sender.send(child.wait_with_output()));
        match receiver.recv_timeout(PATIENCE) {
            Ok(output) => output.expect("the program's output"),
            Err(_) => {
                kill(id);
                panic!("backfile {} did not end", words.join(" "))
            }
        }
    }

    /// The one value of JSON that a run gives; an error is what it said.
    pub(crate) fn json(&self, words: &[&str]) -> Result<Value, String> {
        let output = self.run(words);
        serde_json::from_slice(&output.stdout).map_err(|error| {
            let said = String::from_utf8_lossy(&output.stderr);
            format!("backfile {}: {error}; it said: {said}", words.join(" "))
        })
    }

    /// Starts the program and kills it after some time. Gives the whole lines of JSON that it had
    /// printed by then, and whether it had ended before.
    pub(crate) fn killed_after(&self, words: &[&str], time: Duration) -> (Vec<Value>, bool) {
        let mut child = self
            .command(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.program.display()));
        let output = child.stdout.take().expect("its output");
        let reader = std::thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            // The kill may cut the last line; only whole ones were acknowledged.
            lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
        });
        let ended = wait_at_most(&mut child, time);
        if !ended {
            child.kill().expect("it can be killed");
            child.wait().expect("it has ended");
        }
        (reader.join().expect("its lines"), ended)
    }

    /// What is wrong with the archive, and which of the acknowledged entries are not as they were
    /// acknowledged: a line each.
    pub(crate) fn faults(&self, acknowledged: &Acknowledged) -> Vec<String> {
        let mut faults = Vec::new();
        match self.json(&["verify", "--json"]) {
            Ok(verified) if verified["ok"] == true => {}
            Ok(verified) => faults.push(format!("verify: {}", verified["problems"])),
            Err(error) => faults.push(error),
        }
        let rows = match self.json(&["list", "--limit", "1000000", "--json"]) {
            Ok(Value::Array(rows)) => rows,
            Ok(other) => return vec![format!("list: {other}")],
            Err(error) => return vec![error],
        };
        let mut there: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for row in &rows {
            there.entry(row["url"].as_str().unwrap_or_default()).or_default().push(row);
        }
        for (url, all) in &there {
            if all.len() > 1 {
                faults.push(format!("doubled: {url} is there {} times", all.len()));
            }
        }
        for (url, line) in &acknowledged.0 {
            match there.get(url.as_str()).and_then(|rows| rows.first()) {
                None => faults.push(format!("lost: {url}")),
                Some(row) if row["id"] != line["id"] || row["title"] != line["title"] => {
                    faults.push(format!("changed: {url}: {row} was {line}"));
                }
                Some(_) => {}
            }
        }
        faults
    }

    /// Whether the text of an acknowledged entry is there as it was acknowledged.
    pub(crate) fn text_fault(&self, line: &Value) -> Option<String> {
        let id = line["id"].as_str().unwrap_or_default();
        match self.json(&["show", id, "--format", "json"]) {
            Ok(shown) if shown["word_count"] == line["word_count"] => None,
            Ok(shown) => Some(format!(
                "half: {id} has {} words of {}",
                shown["word_count"], line["word_count"]
            )),
            Err(error) => Some(format!("half: {error}")),
        }
    }

    /// Programs of this archive that outlived a kill: there may be none.
    pub(crate) fn survivors(&self) -> Vec<u32> {
        let until = Instant::now() + Duration::from_secs(2);
        loop {
            let alive = processes_of(&self.program, &self.archive());
            if alive.is_empty() || Instant::now() > until {
                return alive;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// What the program said that it saved: address to its line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Acknowledged(pub(crate) BTreeMap<String, Value>);

impl Acknowledged {
    /// Adds those of the lines that acknowledge something; gives them.
    pub(crate) fn add(&mut self, lines: &[Value]) -> Vec<Value> {
        let saved: Vec<Value> =
            lines.iter().filter(|line| line["status"] == "saved").cloned().collect();
        for line in &saved {
            let url = line["url"].as_str().unwrap_or_default().to_owned();
            self.0.insert(url, line.clone());
        }
        saved
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Waits for a child no longer than that; whether it has ended.
fn wait_at_most(child: &mut Child, time: Duration) -> bool {
    let until = Instant::now() + time;
    loop {
        if child.try_wait().expect("a child").is_some() {
            return true;
        }
        if Instant::now() >= until {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1).min(until - Instant::now()));
    }
}

fn kill(id: u32) {
    let id = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(id) = id {
        // It may have ended at that very moment.
        let _ended = rustix::process::kill_process(id, rustix::process::Signal::KILL);
    }
}

/// Running processes of a program that work on an archive; none where there is no `/proc`.
fn processes_of(program: &Path, archive: &Path) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let wanted = format!("BACKFILE_ARCHIVE={}", archive.display());
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| {
            let folder = Path::new("/proc").join(id.to_string());
            let environment = std::fs::read(folder.join("environ")).unwrap_or_default();
            std::fs::read_link(folder.join("exe")).is_ok_and(|exe| exe == program)
                && environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes())
        })
        .collect()
}
