//! Writes what the model's training sees of the pages of a corpus, a line a page.
//!
//! `cargo run --release -p backfile-extract --features training --example features -- CORPUS OUT.jsonl`

use std::{
    fs,
    io::{BufWriter, Read as _, Write as _},
    path::Path,
};

use backfile_extract::{Source, training};
use serde_json::{Value, json};
use url::Url;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, out] = args.as_slice() else {
        return Err("usage: features CORPUS OUT.jsonl".into());
    };
    let corpus = Path::new(corpus);
    let mut out = BufWriter::new(fs::File::create(out)?);
    let mut golds: Vec<_> = fs::read_dir(corpus.join("gold"))?.collect::<Result<_, _>>()?;
    golds.sort_by_key(fs::DirEntry::file_name);
    for entry in golds {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(dataset) = name.strip_suffix(".jsonl") else { continue };
        for line in fs::read_to_string(entry.path())?.lines() {
            // Python writes NaN where a date is unknown, which is no JSON.
            let gold: Value = serde_json::from_str(&line.replace(": NaN", ": null"))?;
            if gold["text"].as_str().is_none_or(str::is_empty) {
                continue;
            }
            let id = gold["id"].as_str().unwrap_or_default();
            let page = corpus.join("pages").join(dataset).join(format!("{id}.html.gz"));
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(fs::File::open(page)?).read_to_end(&mut bytes)?;
            let html = String::from_utf8_lossy(&bytes);
            let url = gold["url"].as_str().and_then(|url| Url::parse(url).ok());
            let runs = training::runs(&html, &Source { url: url.as_ref(), captured_at: None });
            let runs: Vec<Value> = runs.into_iter().map(|(row, text)| json!([row, text])).collect();
            writeln!(
                out,
                "{}",
                json!({"dataset": dataset, "id": id, "site": gold["site"], "runs": runs})
            )?;
        }
    }
    out.flush()?;
    Ok(())
}
