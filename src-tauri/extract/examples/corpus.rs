//! Runs the extractor over a corpus and writes what the corpus's scorer reads.
//!
//! `cargo run --release -p backfile-extract --example corpus -- CORPUS OUT.jsonl [DATASET…]`
//!
//! `CORPUS` holds `gold/<dataset>.jsonl` and `pages/<dataset>/<id>.html.gz`. `ms` is the processor
//! time of one extraction on its thread.

use std::{
    fs,
    io::{BufWriter, Read as _, Write as _},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use backfile_extract::{Source, extract};
use serde_json::{Value, json};
use url::Url;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, out, wanted @ ..] = args.as_slice() else {
        return Err("usage: corpus CORPUS OUT.jsonl [DATASET…]".into());
    };
    let corpus = Path::new(corpus);
    let mut jobs: Vec<(String, String, String)> = Vec::new();
    let mut names: Vec<_> = fs::read_dir(corpus.join("gold"))?.collect::<Result<_, _>>()?;
    names.sort_by_key(fs::DirEntry::file_name);
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(dataset) = name.strip_suffix(".jsonl") else { continue };
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == dataset) {
            continue;
        }
        for line in fs::read_to_string(entry.path())?.lines() {
            // Python writes NaN where a date is unknown, which is no JSON.
            let gold: Value = serde_json::from_str(&line.replace(": NaN", ": null"))?;
            let field = |key: &str| gold[key].as_str().unwrap_or_default().to_owned();
            jobs.push((dataset.to_owned(), field("id"), field("url")));
        }
    }
    let next = AtomicUsize::new(0);
    let out = Mutex::new(BufWriter::new(fs::File::create(out)?));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let line = run(corpus, job).unwrap_or_else(
                        |fault| json!({"dataset": job.0, "id": job.1, "err": fault.to_string()}),
                    );
                    if let Ok(mut out) = out.lock()
                        && let Err(fault) = writeln!(out, "{line}")
                    {
                        eprintln!("{fault}");
                    }
                }
            });
        }
    });
    out.into_inner()?.flush()?;
    Ok(())
}

fn run(corpus: &Path, job: &(String, String, String)) -> Result<Value, Box<dyn std::error::Error>> {
    let (dataset, id, url) = job;
    let file = fs::File::open(corpus.join("pages").join(dataset).join(format!("{id}.html.gz")))?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
    let html = String::from_utf8_lossy(&bytes);
    let url = Url::parse(url).ok();
    let source = Source { url: url.as_ref(), captured_at: None };
    let start = thread_ms();
    let found = extract(&html, &source);
    let ms = thread_ms() - start;
    Ok(json!({
        "dataset": dataset,
        "id": id,
        "text": found.text(),
        "title": found.title,
        "authors": found.authors.iter().map(|author| &author.name).collect::<Vec<_>>(),
        "date": found.published.as_ref().map(|time| &time.text),
        "image": found.lead_image,
        "site": found.site,
        "lang": found.language,
        "topics": found.topics,
        "ms": ms,
        "kind": found.kind,
        "completeness": found.completeness,
        "removed": found.removed.iter().map(|part| json!([part.reason, part.text])).collect::<Vec<_>>(),
    }))
}

/// Processor time of this thread in milliseconds.
fn thread_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
