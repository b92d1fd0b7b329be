//! How much memory a program and those that it started take, seen from outside.

use std::{
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

/// What came of a run that was watched.
pub(crate) struct Watched {
    /// What it printed, and how it ended; none when it did not end in time and was killed.
    pub(crate) output: Option<Output>,
    /// How long it took.
    pub(crate) took: Duration,
    /// The most bytes that it and its children had in memory at once, as far as a look every few
    /// milliseconds sees it.
    pub(crate) memory: u64,
}

/// Runs a command for no longer than `limit` and watches its memory.
pub(crate) fn watch(mut command: Command, limit: Duration) -> Watched {
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let reading = read(&mut child);
    let mut memory = 0;
    let ended = loop {
        memory = memory.max(of_tree(child.id()));
        if let Some(status) = child.try_wait().expect("a child") {
            break Some(status);
        }
        if began.elapsed() > limit {
            child.kill().expect("it can be killed");
            child.wait().expect("it has ended");
            break None;
        }
        std::thread::sleep(Duration::from_millis(4));
    };
    let took = began.elapsed();
    let (stdout, stderr) = reading.join().expect("its output");
    Watched { output: ended.map(|status| Output { status, stdout, stderr }), took, memory }
}

fn read(child: &mut Child) -> std::thread::JoinHandle<(Vec<u8>, Vec<u8>)> {
    use std::io::Read as _;
    let (mut out, mut err) =
        (child.stdout.take().expect("its output"), child.stderr.take().expect("its errors"));
    std::thread::spawn(move || {
        let errors = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            err.read_to_end(&mut bytes).map(|_| bytes).unwrap_or_default()
        });
        let mut bytes = Vec::new();
        let read = out.read_to_end(&mut bytes).map(|_| bytes).unwrap_or_default();
        (read, errors.join().expect("its errors"))
    })
}

/// Bytes of memory of a process and all below it; 0 where there is no `/proc`.
pub(crate) fn of_tree(id: u32) -> u64 {
    let Ok(entries) = std::fs::read_dir("/proc") else { return 0 };
    let all: Vec<(u32, u32, u64)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let id = entry.file_name().to_str()?.parse().ok()?;
            let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
            let number = |name: &str| -> Option<u64> {
                let line = status.lines().find(|line| line.starts_with(name))?;
                line.split_whitespace().nth(1)?.parse().ok()
            };
            let parent = u32::try_from(number("PPid:")?).ok()?;
            // The pages that are its own: what it shares with its file is there anyway.
            Some((id, parent, number("RssAnon:").unwrap_or_default() * 1024))
        })
        .collect();
    let mut tree = vec![id];
    let mut memory = 0;
    while let Some(parent) = tree.pop() {
        memory += all.iter().find(|(id, ..)| *id == parent).map_or(0, |(.., bytes)| *bytes);
        tree.extend(all.iter().filter(|(_, above, _)| *above == parent).map(|(id, ..)| *id));
    }
    memory
}

/// Whether this system tells of memory at all.
pub(crate) fn can_tell() -> bool {
    Path::new("/proc/self/status").exists()
}
