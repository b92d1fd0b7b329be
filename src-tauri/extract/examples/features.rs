//! Writes what the model's training sees of the pages of a corpus, a line a page.
//!
//! `cargo run --release -p backfile-extract --features training --example features -- CORPUS OUT.jsonl`

mod shared;

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::Path,
};

use backfile_extract::{Source, training};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, out] = args.as_slice() else {
        return Err("usage: features CORPUS OUT.jsonl".into());
    };
    let corpus = Path::new(corpus);
    let mut out = BufWriter::new(fs::File::create(out)?);
    for dataset in shared::datasets(corpus)? {
        for gold in shared::golds(corpus, &dataset)? {
            if gold["text"].as_str().is_none_or(str::is_empty) {
                continue;
            }
            let html = shared::html(corpus, &dataset, &gold)?;
            let url = shared::url(&gold);
            let runs = training::runs(&html, &Source { url: url.as_ref(), captured_at: None });
            let runs: Vec<Value> = runs.into_iter().map(|(row, text)| json!([row, text])).collect();
            let (id, site) = (&gold["id"], &gold["site"]);
            let line = json!({"dataset": dataset, "id": id, "site": site, "runs": runs});
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(())
}
