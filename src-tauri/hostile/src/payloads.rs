//! Attacks by script, each in every field of a page, saved as a file is, shown as the reader shows
//! it, and written out as HTML and as Markdown: nothing of them is left for an engine to run, and an
//! independent parser sees nothing that could be.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use backfile_extract::{article_to_markdown, sanitize};
use backfile_library::{Library, Manner, OpenOptions, cleaning::Cleaner, ipc::CommandError};
use serde_json::{Value, json};

use crate::run::{Outcome, Run};

/// Raw attacks that the control gives to the checker.
const RAW: usize = 300;

/// What the checker of the material said of some fragments.
enum Said {
    /// Nothing ran, or could.
    Nothing,
    /// Something ran, or could; its own words.
    Something(String),
    /// It could not look.
    Blind(String),
}

pub(crate) fn payloads(run: &Run) -> Outcome {
    let Some(material) = Run::material() else {
        return Outcome::Skipped("the hostile material is not at hand".to_owned());
    };
    let attacks = attacks(&material, run.count(usize::MAX, 60));
    let folder = tempfile::tempdir().expect("a folder");
    let Saved { shown, html, markdown } = match saved(folder.path(), &attacks) {
        Ok(saved) => saved,
        Err(faults) => return Outcome::Broken(faults),
    };
    let refused = attacks.len() - shown.len();
    // One in a hundred at most, or it would be the check that refuses them.
    if refused > attacks.len() / 100 {
        return Outcome::Broken(vec![format!("{refused} of {} were refused", attacks.len())]);
    }
    let unsettled = unsettled(&attacks);
    if !unsettled.is_empty() {
        return Outcome::Broken(unsettled);
    }
    let raw: Vec<_> = attacks.iter().take(RAW).cloned().collect();
    let (mut told, mut broken) = (Vec::new(), Vec::new());
    // A sample leaves the engines out: they take minutes to start and to settle.
    let layers: &[&[&str]] = if run.sample {
        &[&["static"]]
    } else {
        &[&["static"], &["browser", "--engine", "chromium"], &["browser", "--engine", "webkit"]]
    };
    for layer in layers {
        let name = layer.join(" ");
        match checked(&material, folder.path(), layer, &raw) {
            Said::Something(_) => {}
            Said::Nothing => return Outcome::Blind(format!("{name}: the raw attacks pass")),
            Said::Blind(why) => {
                told.push(format!("{name}: not looked at {why}"));
                continue;
            }
        }
        match checked(&material, folder.path(), layer, &shown) {
            Said::Nothing => told.push(format!("{name}: 0")),
            Said::Something(what) | Said::Blind(what) => broken.push(format!("{name}: {what}")),
        }
    }
    // What leaves the archive: HTML as it is, and Markdown as a trusting program renders it.
    match checked(&material, folder.path(), &["static"], &html) {
        Said::Nothing => told.push("written out as HTML: 0".to_owned()),
        Said::Something(what) => broken.push(format!("written out as HTML: {what}")),
        Said::Blind(why) => told.push(format!("written out as HTML: not looked at {why}")),
    }
    match (rendered(&raw), rendered(&markdown)) {
        (Ok(control), Ok(rendered)) => {
            match checked(&material, folder.path(), &["static"], &control) {
                Said::Something(_) => {}
                Said::Nothing => {
                    return Outcome::Blind("raw attacks pass as Markdown".to_owned());
                }
                Said::Blind(_) => {}
            }
            match checked(&material, folder.path(), &["static"], &rendered) {
                Said::Nothing => told.push("written out as Markdown: 0".to_owned()),
                Said::Something(what) => broken.push(format!("written out as Markdown: {what}")),
                Said::Blind(why) => told.push(format!("as Markdown: not looked at {why}")),
            }
        }
        (Err(why), _) | (_, Err(why)) => told.push(format!("as Markdown: not looked at {why}")),
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    if told.iter().all(|line| !line.ends_with(": 0")) {
        return Outcome::Skipped(told.join("; "));
    }
    Outcome::Kept(format!(
        "{} attacks, as body and in every field, {refused} of them refused with their file; cleaned \
         again the same; found by {}",
        attacks.len(),
        told.join("; ")
    ))
}

/// The attacks of the material, `id` and fragment.
pub(crate) fn attacks(material: &Path, count: usize) -> Vec<(String, String)> {
    let text = fs::read_to_string(material.join("xss.jsonl")).expect("the attacks");
    let all: Vec<_> = text
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("a line of JSON");
            let part = |name: &str| line[name].as_str().expect("a text").to_owned();
            (part("id"), part("html"))
        })
        .collect();
    let step = (all.len() / count.max(1)).max(1);
    all.into_iter().step_by(step).collect()
}

/// Attacks that the sanitizer gives other than it would take them: what it gives, it has to give
/// again.
fn unsettled(attacks: &[(String, String)]) -> Vec<String> {
    let once = attacks.iter().map(|(id, attack)| (id, sanitize(attack, None)));
    once.filter(|(_, once)| sanitize(once, None) != *once)
        .map(|(id, once)| format!("{id}: cleaned again it is another: {once}"))
        .collect()
}

/// What became of the attacks, each by its `id`.
#[derive(Default)]
struct Saved {
    /// What the reader's frame shows.
    shown: Vec<(String, String)>,
    /// The article as it is written out, as HTML and as Markdown.
    html: Vec<(String, String)>,
    markdown: Vec<(String, String)>,
}

/// Saves each attack in a page of its own.
fn saved(folder: &Path, attacks: &[(String, String)]) -> Result<Saved, Vec<String>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads");
    runtime.block_on(async {
        let options = OpenOptions {
            archive: Some(folder.join("archive")),
            cleaner: Some(Cleaner::ThisProcess),
            work: false,
            ..OpenOptions::default()
        };
        let library = Library::open(options).await.expect("an archive");
        let (mut saved, mut faults) = (Saved::default(), Vec::new());
        for (id, attack) in attacks {
            match one(&library, id, attack, &mut saved).await {
                Ok(()) => {}
                Err(fault) => faults.push(format!("{id}: {fault}")),
            }
        }
        library.shut_down().await;
        if faults.is_empty() { Ok(saved) } else { Err(faults) }
    })
}

/// Saves one, and notes the article as the frame shows it, without what the frame brings itself,
/// and as it is written out; nothing where the whole file was refused.
async fn one(library: &Library, id: &str, attack: &str, saved: &mut Saved) -> Result<(), String> {
    let named = Manner { tags: vec![attack.chars().take(60).collect()], ..Manner::default() };
    let take = async |manner: &Manner| {
        library.take_in_file(&format!("{id}.html"), page(id, attack).into_bytes(), manner).await
    };
    let intake = match take(&named).await {
        // As a name of a tag it is refused, and so does no harm there.
        Err(CommandError::BadValue { .. }) => take(&Manner::default()).await,
        taken => taken,
    };
    let intake = match intake {
        // So is a whole file that reads like no page.
        Err(CommandError::BadFile { .. }) => return Ok(()),
        taken => taken.map_err(|error| error.to_string())?,
    };
    let taken = intake.entries.first().ok_or("nothing was taken in")?;
    let view = library.article_view(taken.id, None).await.map_err(|error| error.to_string())?;
    let version = view.version.ok_or("no article was found in its page")?;
    let served = library.frame(&format!("/{}/{version}", taken.id));
    let document = String::from_utf8(served.body).map_err(|error| error.to_string())?;
    let (_, inner) = document.split_once("<article>").ok_or("the frame holds no article")?;
    let (inner, _) = inner.rsplit_once("</article>").ok_or("the frame's article has no end")?;
    saved.shown.push((id.to_owned(), inner.to_owned()));
    let whole = library.show(taken.id).await.map_err(|error| error.to_string())?;
    let extraction = whole.version.ok_or("the article is not there")?.extraction;
    let (title, html) = (whole.row.title.unwrap_or(extraction.title.clone()), extraction.html());
    saved.markdown.push((id.to_owned(), article_to_markdown(&title, &html)));
    saved.html.push((id.to_owned(), html));
    Ok(())
}

/// Markdown as a program renders it that lets HTML in it through.
fn rendered(markdown: &[(String, String)]) -> Result<Vec<(String, String)>, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("engines/markdown.py");
    let lines: String = markdown
        .iter()
        .map(|(id, text)| json!({"id": id, "markdown": text}).to_string() + "\n")
        .collect();
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("for python3 did not start: {error}"))?;
    let mut input = child.stdin.take().expect("its input");
    // One that has no renderer ends before it has read all.
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()).is_ok());
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let all = writing.join().expect("the lines are written");
    if !output.status.success() || !all {
        let erred = String::from_utf8_lossy(&output.stderr);
        return Err(format!("for {}", erred.lines().last().unwrap_or("it said nothing")));
    }
    let html = String::from_utf8_lossy(&output.stdout);
    let cases: Vec<_> = html
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|case| {
            Some((case["id"].as_str()?.to_owned(), case["html"].as_str()?.to_owned()))
        })
        .collect();
    if cases.len() == markdown.len() {
        Ok(cases)
    } else {
        Err(format!("for only {} of {} were rendered", cases.len(), markdown.len()))
    }
}

/// A page with the attack as it is in its body, and as the value of every field.
fn page(id: &str, attack: &str) -> String {
    let value = attack.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let data = json!({
        "@type": "NewsArticle", "headline": attack, "author": {"@type": "Person", "name": attack},
    });
    let data = data.to_string().replace("</", "<\\/");
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{value}</title>\
         <link rel=\"canonical\" href=\"https://attacks.example/{id}\">\
         <meta property=\"og:title\" content=\"{value}\"><meta name=\"author\" content=\"{value}\">\
         <meta property=\"og:site_name\" content=\"{value}\">\
         <meta property=\"og:description\" content=\"{value}\">\
         <meta property=\"article:section\" content=\"{value}\">\
         <meta property=\"article:tag\" content=\"{value}\">\
         <script type=\"application/ld+json\">{data}</script></head><body><article>\
         <h1>{value}</h1><p class=\"byline\">By {value}</p>\
         <figure><img src=\"https://attacks.example/p.png\" width=\"800\" height=\"500\" \
         alt=\"{value}\"><figcaption>{value}</figcaption></figure>"
    );
    for number in 0..4 {
        let _infallible = write!(page, "<p>{}</p>", PARAGRAPH);
        if number == 1 {
            page.push_str(attack);
        }
    }
    page.push_str("</article></body></html>");
    page
}

pub(crate) const PARAGRAPH: &str = "The lock keeper wrote down every boat that passed, its name, its load and \
    the hour, and nobody asked him to. When the mill burned in the spring, his was the only book \
    that said who had been on the water that night, and the council bound it in leather.";

/// Whether the parser that the checker looks with is there.
fn has_parser() -> bool {
    let ran = Command::new("python3").args(["-c", "import html5lib"]).output();
    ran.is_ok_and(|output| output.status.success())
}

/// Has the checker of the material look at fragments.
fn checked(material: &Path, folder: &Path, layer: &[&str], fragments: &[(String, String)]) -> Said {
    let lines: String = fragments
        .iter()
        .map(|(id, html)| json!({"id": id, "html": html}).to_string() + "\n")
        .collect();
    let file: PathBuf = folder.join("fragments.jsonl");
    fs::write(&file, lines).expect("a file");
    if layer == ["static"] && !has_parser() {
        return Said::Blind("for python3 has no html5lib".to_owned());
    }
    let (kind, rest) = layer.split_first().expect("a layer");
    let mut words: Vec<&str> = vec![kind];
    let name = file.display().to_string();
    words.push(&name);
    words.extend(rest);
    // What the frame brings by itself: what was left out is hidden, and a button brings it back.
    let allowed = ["--allow", "button,hidden"];
    words.extend(allowed);
    let mut command = Command::new("python3");
    command.arg(material.join("check_xss.py")).args(&words);
    if layer.contains(&"webkit") {
        // It has no mode without a screen.
        command = Command::new("xvfb-run");
        command.args(["-a", "python3"]).arg(material.join("check_xss.py")).args(&words);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return Said::Blind(error.to_string()),
    };
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let erred = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) if said.contains(&format!("{} cases", fragments.len())) => Said::Nothing,
        // Its summary tells a finding from a fault of its own, which ends with 1, too.
        Some(1) if said.contains(" cases") => Said::Something(said),
        _ => Said::Blind(erred.lines().last().unwrap_or("it said nothing").to_owned()),
    }
}
