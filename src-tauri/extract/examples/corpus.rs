//! Runs the extractor over a corpus and writes what the corpus's scorer reads.
//!
//! `cargo run --release -p backfile-extract --example corpus -- CORPUS OUT.jsonl [DATASET…]`
//!
//! `CORPUS` holds `gold/<dataset>.jsonl` and `pages/<dataset>/<id>.html.gz`. `ms` is the processor
//! time of one extraction on its thread.

mod shared;

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use backfile_extract::{Source, extract};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, out, wanted @ ..] = args.as_slice() else {
        return Err("usage: corpus CORPUS OUT.jsonl [DATASET…]".into());
    };
    let corpus = Path::new(corpus);
    let mut jobs: Vec<(String, Value)> = Vec::new();
    for dataset in shared::datasets(corpus)? {
        if wanted.is_empty() || wanted.contains(&dataset) {
            let golds = shared::golds(corpus, &dataset)?;
            jobs.extend(golds.into_iter().map(|gold| (dataset.clone(), gold)));
        }
    }
    let next = AtomicUsize::new(0);
    let out = Mutex::new(BufWriter::new(fs::File::create(out)?));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let line = run(corpus, job).unwrap_or_else(
                        |fault| json!({"dataset": job.0, "id": job.1["id"], "err": fault.to_string()}),
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

fn run(corpus: &Path, job: &(String, Value)) -> Result<Value, Box<dyn std::error::Error>> {
    let (dataset, gold) = job;
    let html = shared::html(corpus, dataset, gold)?;
    let url = shared::url(gold);
    let source = Source { url: url.as_ref(), captured_at: None };
    let start = thread_ms();
    let found = extract(&html, &source);
    let ms = thread_ms() - start;
    Ok(json!({
        "dataset": dataset,
        "id": gold["id"],
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
