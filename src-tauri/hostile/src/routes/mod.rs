//! Links that lead to faults of the network, each saved through the program: in time, within
//! bounded memory, with the article or a plain sentence, and nobody asked who may not be.

mod table;

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    run::{Outcome, Run},
    tree::{self, Watched},
};
use table::{ROUTES, Wanted};

/// The time of a page, and starting the program under load.
const SECONDS: u64 = if cfg!(debug_assertions) { 45 } else { 33 };
/// Over what the program takes for a plain page.
const MEMORY: u64 = 200 << 20;
const GIVEN_UP: Duration = Duration::from_secs(90);
/// Links at once: most of them wait.
const AT_ONCE: usize = 8;
/// What a request may say only where somebody meant it to.
const UNWANTED: &[&str] = &["cookie", "authorization", "referer", "x-injected"];

/// The fault server of the material; it ends with this.
struct Faults {
    child: Child,
    port: u16,
    /// Where the private service listens that nobody may ask.
    private: u16,
}

impl Faults {
    fn start(folder: &Path) -> Result<Self, String> {
        let [port, private] = [free_port(), free_port()];
        let child = Command::new("python3")
            .arg(folder.join("server.py"))
            .args(["--port", &port.to_string(), "--port2", &private.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("python3 serves the faults: {error}"))?;
        let faults = Self { child, port, private };
        let until = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if Instant::now() > until {
                return Err("the fault server did not start".to_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(faults)
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What the server says of itself.
    fn ask(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the fault server");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            .expect("asked");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let text = String::from_utf8_lossy(&answer);
        let (_, body) = text.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        self.child.kill().expect("the fault server ends");
        self.child.wait().expect("the fault server has ended");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("its number").port()
}

pub(crate) fn routes(run: &Run) -> Outcome {
    let Some(material) = Run::material() else {
        return Outcome::Skipped("the hostile material is not at hand".to_owned());
    };
    let folder = tempfile::tempdir().expect("a folder");
    if let Err(why) = prepared(&material, folder.path()) {
        return Outcome::Skipped(why);
    }
    let faults = match Faults::start(folder.path()) {
        Ok(faults) => faults,
        Err(why) => return Outcome::Skipped(why),
    };
    let mut broken = unknown_routes(&faults);
    let idle = saved(run, &faults.url("/ok")).memory;
    let chosen: Vec<_> = ROUTES
        .iter()
        .enumerate()
        .filter(|(at, (path, _))| !run.sample || (at % 4 == 0 && !table::waits(path)))
        .map(|(_, route)| *route)
        .collect();
    let (mut slowest, mut largest) = (Duration::ZERO, 0);
    for ((path, wanted), watched) in chosen.iter().zip(all(run, &faults, &chosen)) {
        slowest = slowest.max(watched.took);
        largest = largest.max(watched.memory.saturating_sub(idle));
        broken.extend(fault(&watched, *wanted, idle).map(|fault| format!("{path}: {fault}")));
    }
    broken.extend(misbehaviour(&faults));
    // The controls: an answer that is not the wanted one, and a call at the private service.
    let plain = saved(run, &faults.url("/ok"));
    if fault(&plain, Wanted::Refused(&["cut_short"]), idle).is_none() {
        return Outcome::Blind("an article where a reason was wanted was not seen".to_owned());
    }
    saved(run, &format!("http://127.0.0.1:{}/", faults.private));
    if misbehaviour(&faults).is_empty() {
        return Outcome::Blind("a call at the private service was not seen".to_owned());
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{} links to {} of {} routes came to what they have to: the slowest in {:.1} s, the largest \
         in {} MB over idle; the private service was asked 0 times",
        chosen.len(),
        reached(&faults, &chosen),
        known(&faults).len(),
        slowest.as_secs_f64(),
        largest >> 20
    ))
}

/// Copies the material, so that what it makes is made beside the copy.
fn prepared(material: &Path, folder: &Path) -> Result<(), String> {
    for inner in ["data", "html"] {
        std::fs::create_dir(folder.join(inner)).expect("a folder");
    }
    for name in ["server.py", "xss.jsonl", "data/bomb.br", "data/bomb.png", "html/gen.py"] {
        std::fs::copy(material.join(name), folder.join(name))
            .map_err(|error| format!("{name}: {error}"))?;
    }
    let maker = folder.join("html/gen.py");
    let made = Command::new("python3").arg(&maker).args(["--scale", "0.03"]).output();
    let made = made.map_err(|error| format!("python3 makes the documents: {error}"))?;
    if !made.status.success() {
        return Err(String::from_utf8_lossy(&made.stderr).into_owned());
    }
    // Any of them will do: `documents` goes through them all.
    let any = std::fs::read_dir(folder.join("html"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|end| end == "html"))
        .ok_or("no document was made")?;
    std::fs::copy(any, folder.join("html/deep.html")).map(drop).map_err(|error| error.to_string())
}

fn known(faults: &Faults) -> Vec<String> {
    let routes = faults.ask("/__routes");
    let routes = routes.as_array().expect("a list of routes");
    routes.iter().map(|route| route["route"].as_str().expect("a path").to_owned()).collect()
}

/// Which route a path belongs to: the longest that it begins with.
fn route_of<'a>(known: &'a [String], path: &str) -> Option<&'a String> {
    let path = path.split('?').next().unwrap_or_default();
    known
        .iter()
        .filter(|route| *route == path || route.ends_with('/') && path.starts_with(*route))
        .max_by_key(|route| route.len())
}

fn reached(faults: &Faults, chosen: &[(&str, Wanted)]) -> usize {
    let known = known(faults);
    let routes: std::collections::BTreeSet<_> =
        chosen.iter().filter_map(|(path, _)| route_of(&known, path)).collect();
    routes.len()
}

/// Routes of the server that the table says nothing of.
fn unknown_routes(faults: &Faults) -> Vec<String> {
    let known = known(faults);
    known
        .iter()
        .filter(|route| !ROUTES.iter().any(|(path, _)| route_of(&known, path) == Some(route)))
        .map(|route| format!("{route}: nobody says what has to come of it"))
        .collect()
}

/// Saves every link, each in an archive of its own, several at once; in the order of the links.
fn all(run: &Run, faults: &Faults, chosen: &[(&str, Wanted)]) -> Vec<Watched> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some((path, wanted)) = chosen.get(at) else { return };
                    let mut watched = saved(run, &faults.url(path));
                    for _ in 0..2 {
                        if matches!(wanted, Wanted::Again) && !is_saved(&watched) {
                            watched = saved(run, &faults.url(path));
                        }
                    }
                    done.lock().expect("no panic").insert(at, watched);
                }
            });
        }
    });
    done.into_inner().expect("no panic").into_values().collect()
}

fn saved(run: &Run, url: &str) -> Watched {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(run.program());
    command
        .args(["save", "--json", "--allow-private", url])
        .env("BACKFILE_ARCHIVE", folder.path().join("archive"));
    tree::watch(command, GIVEN_UP)
}

/// The line that it printed of its one link.
fn line(watched: &Watched) -> Option<Value> {
    serde_json::from_slice(&watched.output.as_ref()?.stdout).ok()
}

fn is_saved(watched: &Watched) -> bool {
    line(watched).is_some_and(|line| line["status"] == "saved")
}

fn fault(watched: &Watched, wanted: Wanted, idle: u64) -> Option<String> {
    let Some(output) = &watched.output else { return Some("it never ended".to_owned()) };
    let seconds = watched.took.as_secs_f64();
    if watched.took > Duration::from_secs(SECONDS) {
        return Some(format!("it took {seconds:.1} s"));
    }
    let memory = watched.memory.saturating_sub(idle);
    if memory > MEMORY {
        return Some(format!("it took {} MB", memory >> 20));
    }
    let erred = String::from_utf8_lossy(&output.stderr);
    if !matches!(output.status.code(), Some(0 | 1)) || erred.contains("panicked") {
        return Some(format!("it ended with {}: {erred}", output.status));
    }
    let Some(line) = line(watched) else { return Some(format!("no answer: {erred}")) };
    if line["url"].as_str().is_none_or(|url| url.contains("secret@")) {
        return Some(format!("its address: {line}"));
    }
    let (status, title) = (line["status"].as_str().unwrap_or_default(), line["title"].as_str());
    let reason = line["error"]["code"].as_str().unwrap_or_default();
    let explained = line["error"]["message"].as_str().is_some_and(|message| message.len() > 20);
    let kept = matches!(status, "link" | "failed") && explained;
    let well = match wanted {
        Wanted::Saved(wanted) => status == "saved" && title == Some(wanted),
        Wanted::Any | Wanted::Again => status == "saved",
        Wanted::Refused(codes) => kept && codes.contains(&reason),
        Wanted::Answered => status == "saved" || kept,
        Wanted::After(least, wanted) => {
            if watched.took < Duration::from_secs(least) {
                return Some(format!("it asked again after {seconds:.1} s"));
            }
            status == "saved" && title == Some(wanted)
        }
    };
    (!well).then(|| format!("{wanted:?} was wanted, and it said {line}"))
}

/// What the log of the server shows that it may not.
fn misbehaviour(faults: &Faults) -> Vec<String> {
    let log = faults.ask("/__log");
    let log = log.as_array().expect("a log");
    let mut found = Vec::new();
    if log.len() < 10 {
        found.push(format!("only {} requests were logged", log.len()));
    }
    for entry in log {
        let path = entry["path"].as_str().unwrap_or_default();
        let path = path.get(..60).unwrap_or(path);
        if entry["port"] == faults.private {
            found.push(format!("{path}: the private service was asked"));
        }
        let headers = entry["h"].as_object().expect("headers");
        for name in headers.keys().filter(|name| UNWANTED.contains(&&*name.to_lowercase())) {
            found.push(format!("{path}: a request said {name}"));
        }
    }
    found
}
