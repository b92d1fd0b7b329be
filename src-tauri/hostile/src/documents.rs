//! Documents that were made to freeze or kill whoever reads them: each is answered within seconds
//! and bounded memory, with an article or a plain sentence.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{
    run::{Outcome, Run},
    stage::Stage,
    tree::{self, Watched},
};

/// A program that was built for looking into it is several times as slow.
const SECONDS: f64 = if cfg!(debug_assertions) { 30.0 } else { 5.0 };
/// Over what the program takes for a document of a few words.
const MEMORY: u64 = 200 << 20;
/// After this one is given up.
const GIVEN_UP: Duration = Duration::from_secs(60);

pub(crate) fn documents(run: &Run) -> Outcome {
    let Some(material) = Run::material() else {
        return Outcome::Skipped("the hostile material is not at hand".to_owned());
    };
    if !tree::can_tell() {
        return Outcome::Skipped(
            "this system does not tell how much memory a program takes".to_owned(),
        );
    }
    let made = tempfile::tempdir().expect("a folder");
    let scale = if run.sample { "0.03" } else { "1" };
    // It writes them beside itself.
    let maker = made.path().join("gen.py");
    std::fs::copy(material.join("html/gen.py"), &maker).expect("the maker is copied");
    let ran = Command::new("python3").arg(&maker).args(["--scale", scale]).output();
    match ran {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            return Outcome::Broken(vec![String::from_utf8_lossy(&output.stderr).into_owned()]);
        }
        Err(error) => return Outcome::Skipped(format!("python3 makes the documents: {error}")),
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(made.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "html"))
        .collect();
    files.sort();
    let stage = Stage::new(run);
    let plain = made.path().join("plain.html");
    std::fs::write(&plain, "<title>Plain</title><article><p>A few words of no harm.</p></article>")
        .expect("a file");
    let idle = given(&stage, &plain);
    let mut broken = Vec::new();
    let (mut slowest, mut largest) = (Duration::ZERO, 0);
    for file in &files {
        let watched = given(&stage, file);
        slowest = slowest.max(watched.took);
        largest = largest.max(watched.memory.saturating_sub(idle.memory));
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        broken
            .extend(fault(&watched, idle.memory, SECONDS).map(|fault| format!("{name}: {fault}")));
    }
    // The control: a limit that nothing can keep has to be seen as passed.
    if fault(&idle, 0, 0.000_001).is_none() {
        return Outcome::Blind("a document that took too long was not seen".to_owned());
    }
    if fault(&hog(), idle.memory, SECONDS).is_none_or(|fault| !fault.contains("MB")) {
        return Outcome::Blind("a program that took too much memory was not seen".to_owned());
    }
    if files.len() < 30 {
        broken.push(format!("only {} documents were made", files.len()));
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{} of {} documents answered: the slowest in {:.1} s, the largest in {} MB over idle",
        files.len(),
        files.len(),
        slowest.as_secs_f64(),
        largest >> 20
    ))
}

pub(crate) fn given(stage: &Stage, file: &Path) -> Watched {
    let name = file.display().to_string();
    tree::watch(stage.command(&["save", "--json", &name]), GIVEN_UP)
}

/// A program that takes too much memory for a moment, as a control: this one.
pub(crate) fn hog() -> Watched {
    let own = std::env::current_exe().expect("this program's own path");
    let mut command = Command::new(own);
    command.arg("--hog");
    tree::watch(command, GIVEN_UP)
}

/// What [`hog`] starts.
pub(crate) fn take_too_much() {
    let taken = vec![1_u8; usize::try_from(MEMORY).expect("a number of bytes") + (64 << 20)];
    std::thread::sleep(Duration::from_millis(200));
    println!("{}", std::hint::black_box(taken).len());
}

pub(crate) fn fault(watched: &Watched, idle: u64, seconds: f64) -> Option<String> {
    let Some(output) = &watched.output else { return Some("it never ended".to_owned()) };
    if watched.took.as_secs_f64() > seconds {
        return Some(format!("it took {:.1} s", watched.took.as_secs_f64()));
    }
    let memory = watched.memory.saturating_sub(idle);
    if memory > MEMORY {
        return Some(format!("it took {} MB", memory >> 20));
    }
    let (said, erred) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Some(format!("it ended with {}: {erred}", output.status));
    }
    if erred.contains("panicked") {
        return Some(format!("it panicked: {erred}"));
    }
    // An article, a link or a failure with its reason; or one sentence about the file.
    let line =
        said.lines().next().and_then(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let answered = match line {
        Some(line) => match line["status"].as_str() {
            Some("saved" | "duplicate") => true,
            Some("link" | "failed") => line["error"].is_object() || line["error"].is_string(),
            _ => false,
        },
        None => erred.starts_with("backfile: "),
    };
    (!answered).then(|| format!("no answer: {said}{erred}"))
}
