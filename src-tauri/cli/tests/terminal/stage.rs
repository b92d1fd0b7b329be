//! What the tests stand on.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use backfile_library::{Clipboard, Library, OpenOptions, Shell, ShellError, ipc};
use backfile_testkit::{PageServer, demo};
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

struct NoDesktop;

impl Shell for NoDesktop {
    fn open_url(&self, _: &Url) -> Result<(), ShellError> {
        Ok(())
    }

    fn reveal(&self, _: &Path) -> Result<(), ShellError> {
        Ok(())
    }

    fn clipboard(&self) -> Clipboard {
        Clipboard::default()
    }
}

/// An archive in a folder of its own, and a server with the demo pages that runs while the
/// program under test is waited for.
pub(crate) struct Stage {
    pub(crate) server: PageServer,
    pub(crate) folder: TempDir,
    runtime: tokio::runtime::Runtime,
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Run {
    /// Its standard output as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("text on standard output")
    }

    /// Its standard output as one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Its standard output as lines of JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let line =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.text().lines().map(line).collect()
    }

    /// Went well, and said nothing on standard error.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert!(self.code == 0 && self.err.is_empty(), "{self:?}");
        self
    }

    /// Ended with that code and one sentence on standard error, nothing on standard output.
    #[track_caller]
    pub(crate) fn refused(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.out.is_empty(), "{self:?}");
        assert!(self.err.starts_with("backfile: "), "{self:?}");
        assert_eq!(self.err.trim_end().lines().count(), 1, "{self:?}");
        self
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let server = runtime.block_on(PageServer::start());
        demo::serve(&server);
        Self { server, folder: TempDir::new().unwrap(), runtime }
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.folder.path().join("archive")
    }

    /// The program with these words, its archive named by the variable.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_backfile").as_ref(), words)
    }

    /// The same of a program that stands elsewhere.
    pub(crate) fn command_of(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).env("BACKFILE_ARCHIVE", self.archive()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run {
        done(self.command(words).output().unwrap())
    }

    /// Runs with these bytes on standard input.
    pub(crate) fn run_with(&self, words: &[&str], input: &[u8]) -> Run {
        let mut child = self
            .command(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || pipe.write_all(&input));
        let run = done(child.wait_with_output().unwrap());
        // A program that refuses its words reads nothing.
        let _closed = writer.join().unwrap();
        run
    }

    /// Saves, private addresses meant, and gives the lines of JSON.
    pub(crate) fn save(&self, inputs: &[&str]) -> Vec<Value> {
        let words = [&["save", "--json", "--allow-private"], inputs].concat();
        self.run(&words).lines()
    }

    /// Saves one path of the server and gives the entry's id.
    pub(crate) fn saved(&self, path: &str) -> String {
        let lines = self.save(&[&self.server.url(path)]);
        assert_eq!(lines[0]["status"], "saved", "{lines:?}");
        lines[0]["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Makes a call as a window on the same archive does.
    pub(crate) fn call(&self, name: &str, arguments: Value) -> Value {
        self.runtime.block_on(async {
            let options = OpenOptions {
                archive: Some(self.archive()),
                work: false,
                ..OpenOptions::default()
            };
            let library = Library::open(options).await.unwrap();
            let answer = ipc::dispatch(&library, &NoDesktop, name, arguments).await.unwrap();
            library.shut_down().await;
            answer
        })
    }

    /// Chooses "text only", as a window does.
    pub(crate) fn leave_pictures_out(&self) {
        let mut settings = self.call("overview", Value::Null)["settings"].clone();
        settings["text_only"] = true.into();
        self.call("set_settings", serde_json::json!({ "settings": settings }));
    }

    pub(crate) fn verified(&self) -> Value {
        let run = self.run(&["verify", "--json"]);
        assert_eq!(run.code, 0, "{run:?}");
        run.json()
    }
}

pub(crate) fn done(output: Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        out: output.stdout,
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The names of an object's fields, in their order of the alphabet.
pub(crate) fn fields(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Where the corpus of pages lies, when it is there; says so when it is not.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/pages");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: there is no corpus in {}", folder.display());
    None
}

/// A page with as many paragraphs.
pub(crate) fn article(title: &str, paragraphs: usize) -> String {
    let body: String = (0..paragraphs)
        .map(|at| {
            format!(
                "<p>Paragraph {at} of it. The lamp on the breakwater was lit by hand until the \
                 winter of the long frost, and the keeper wrote down every night on which it \
                 failed, and why, and who had noticed.</p>\n"
            )
        })
        .collect();
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>\
         <meta property=og:type content=article></head><body><main><article><h1>{title}</h1>\
         <p class=byline>By Marta Quell</p>\n{body}</article></main></body></html>"
    )
}
