//! The reader's frame without the sanitizer: attacks as they are, in exactly the document, with
//! exactly the headers, sandbox and window that ship. The frame alone lets nothing of them run,
//! lets nothing out, and no command is reached.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use backfile_library::{
    Library, Manner, OpenOptions,
    cleaning::Cleaner,
    frame::{ARTICLE_SANDBOX, Response},
};
use serde_json::{Value, json};

use crate::{
    payloads::{PARAGRAPH, attacks},
    run::{Outcome, Run},
};

/// Attacks that the control shows without any wall.
const RAW: usize = 300;
/// The share of those that run in each engine at least, in hundredths.
const LIVE: usize = 10;

/// What an engine saw.
struct Seen {
    /// Documents that it looked into.
    began: u64,
    /// Cases that ran something, and what.
    ran: Vec<String>,
    /// Calls that reached the outside, their first lines.
    out: Vec<String>,
    /// Messages that came to the door for commands.
    commands: u64,
}

pub(crate) fn frame(run: &Run) -> Outcome {
    let Some(material) = Run::material() else {
        return Outcome::Skipped("the hostile material is not at hand".to_owned());
    };
    let folder = tempfile::tempdir().expect("a folder");
    let attacks = attacks(&material, run.count(usize::MAX, 60));
    let walls = Walls::shipped(folder.path());
    let engines: &[&str] = if run.sample { &["webkit"] } else { &["webkit", "chromium"] };
    let (mut told, mut broken, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for engine in engines {
        let step = (attacks.len() / RAW).max(1);
        let raw: Vec<_> = attacks.iter().step_by(step).cloned().collect();
        let control = match walls.without().show(engine, folder.path(), &raw) {
            Ok(seen) => seen,
            Err(why) => {
                missing.push(format!("{engine}: {why}"));
                continue;
            }
        };
        if control.ran.len() * 100 < raw.len() * LIVE || control.out.is_empty() {
            return Outcome::Blind(format!(
                "{engine}: without walls {} of {} ran and {} calls came out",
                control.ran.len(),
                raw.len(),
                control.out.len()
            ));
        }
        let seen = match walls.show(engine, folder.path(), &attacks) {
            Ok(seen) => seen,
            Err(why) => return Outcome::Blind(format!("{engine}: {why}")),
        };
        if seen.began != attacks.len() as u64 {
            return Outcome::Blind(format!(
                "{engine}: it looked into {} of {} documents",
                seen.began,
                attacks.len()
            ));
        }
        broken.extend(seen.ran.iter().map(|case| format!("{engine}: {case}")));
        let out: BTreeSet<_> = seen.out.iter().collect();
        broken.extend(out.iter().map(|call| format!("{engine}: out went {call}")));
        if seen.commands > 0 {
            broken.push(format!("{engine}: {} messages reached the commands", seen.commands));
        }
        told.push(format!(
            "{engine}: 0 ran, 0 calls out, 0 commands (without walls {} of {} ran, {} calls)",
            control.ran.len(),
            raw.len(),
            control.out.len()
        ));
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    if told.is_empty() {
        return Outcome::Skipped(missing.join("; "));
    }
    told.extend(missing.into_iter().map(|why| format!("not looked at: {why}")));
    Outcome::Kept(format!(
        "{} attacks as they are in the frame that ships; {}",
        attacks.len(),
        told.join("; ")
    ))
}

/// Everything that stands between a page's HTML and the rest, as it ships.
struct Walls {
    before: String,
    after: String,
    headers: Vec<(String, String)>,
    sandbox: Option<String>,
    window_policy: Option<String>,
}

impl Walls {
    /// Those of the program: an article is saved, and its document taken from the library.
    fn shipped(folder: &Path) -> Self {
        let served = served(folder);
        let document = String::from_utf8(served.body).expect("a document of text");
        let start = document.find("<section class=\"body\">").expect("the article's body");
        let start = start + "<section class=\"body\">".len();
        let end = document.rfind("</section>").expect("the end of the article's body");
        let mut headers: Vec<_> =
            served.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        headers.push(("content-security-policy".to_owned(), ARTICLE_SANDBOX.to_owned()));
        Self {
            before: document[..start].to_owned(),
            after: document[end..].to_owned(),
            headers,
            sandbox: Some(sandbox()),
            window_policy: Some(window_policy()),
        }
    }

    /// The same document with nothing around it.
    fn without(&self) -> Self {
        let mut headers = self.headers.clone();
        headers.retain(|(name, _)| name != "content-security-policy");
        Self {
            before: self.before.clone(),
            after: self.after.clone(),
            headers,
            sandbox: None,
            window_policy: None,
        }
    }

    /// Shows each attack in a frame of its own.
    fn show(
        &self,
        engine: &str,
        folder: &Path,
        attacks: &[(String, String)],
    ) -> Result<Seen, String> {
        let cases: Vec<_> =
            attacks.iter().map(|(id, html)| json!({"id": id, "html": html})).collect();
        let told = json!({
            "before": self.before, "after": self.after, "headers": self.headers,
            "sandbox": self.sandbox, "window_policy": self.window_policy, "cases": cases,
        });
        let file = folder.join("frames.json");
        fs::write(&file, told.to_string()).expect("a file");
        let script = own("engines").join(format!("{engine}.py"));
        let mut command = if engine == "webkit" {
            let mut command = Command::new("xvfb-run");
            // The system's own Python has the bindings; another may stand before it.
            command.args(["-a", "/usr/bin/python3"]).env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
            command
        } else {
            Command::new("python3")
        };
        let output = command
            .arg(script)
            .arg(file)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().rfind(|line| line.starts_with('{')).ok_or_else(|| {
            let erred = String::from_utf8_lossy(&output.stderr);
            erred.lines().last().unwrap_or("it said nothing").to_owned()
        })?;
        let seen: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().map(|text| text.to_string()).collect()
        };
        let ran = seen["ran"].as_object().ok_or("it told nothing of the cases")?;
        Ok(Seen {
            began: seen["began"].as_u64().ok_or("it told of no document")?,
            ran: ran.iter().map(|(id, what)| format!("{id}: {}", texts(what).join(", "))).collect(),
            out: texts(&seen["out"]),
            commands: seen["commands"].as_u64().unwrap_or_default(),
        })
    }
}

/// A path of this package.
fn own(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What the library serves for an article.
fn served(folder: &Path) -> Response {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        let options = OpenOptions {
            archive: Some(folder.join("archive")),
            cleaner: Some(Cleaner::ThisProcess),
            work: false,
            ..OpenOptions::default()
        };
        let library = Library::open(options).await.expect("an archive");
        let page = format!(
            "<!doctype html><html lang=\"en\"><title>The lock keeper's book</title><article>\
             <h1>The lock keeper's book</h1>{}</article></html>",
            format!("<p>{PARAGRAPH}</p>").repeat(4)
        );
        let intake = library
            .take_in_file("page.html", page.into_bytes(), &Manner::default())
            .await
            .expect("an article");
        let id = intake.entries.first().expect("an article").id;
        let view = library.article_view(id, None).await.expect("the article");
        let served = library.frame(&format!("/{id}/{}", view.version.expect("a version")));
        library.shut_down().await;
        served
    })
}

/// The sandbox of the element that the window shows articles in, as it stands in its source.
fn sandbox() -> String {
    let source = fs::read_to_string(own("../../ui/src/article/ArticleFrame.svelte"))
        .expect("the frame's component");
    let (_, rest) = source.split_once(" sandbox=\"").expect("a sandbox");
    rest.split_once('"').expect("the end of the sandbox").0.to_owned()
}

/// The policy of the window around it.
fn window_policy() -> String {
    let text = fs::read_to_string(own("../../tauri.conf.json")).expect("the window's settings");
    let settings: Value = serde_json::from_str(&text).expect("settings in JSON");
    let policy = settings["app"]["security"]["csp"].as_object().expect("a policy");
    let rules = policy
        .iter()
        .map(|(name, value)| format!("{name} {}", value.as_str().expect("a rule in words")));
    rules.collect::<Vec<_>>().join("; ")
}
