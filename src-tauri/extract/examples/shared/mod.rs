//! Reads a corpus of annotated pages: `gold/<dataset>.jsonl` and `pages/<dataset>/<id>.html.gz`.

use std::{error::Error, fs, io::Read as _, path::Path};

use serde_json::Value;
use url::Url;

/// The names of the datasets, in order.
#[allow(dead_code, reason = "not every program goes through all of them")]
pub(crate) fn datasets(corpus: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(corpus.join("gold"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names.iter().filter_map(|name| name.strip_suffix(".jsonl").map(str::to_owned)).collect())
}

/// The gold answers of a dataset.
pub(crate) fn golds(corpus: &Path, dataset: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let lines = fs::read_to_string(corpus.join("gold").join(format!("{dataset}.jsonl")))?;
    // Python writes NaN where a date is unknown, which is no JSON.
    let parse = |line: &str| Ok(serde_json::from_str(&line.replace(": NaN", ": null"))?);
    lines.lines().map(parse).collect()
}

/// The page that a gold answer is of; the files are UTF-8 whatever they declare.
pub(crate) fn html(corpus: &Path, dataset: &str, gold: &Value) -> Result<String, Box<dyn Error>> {
    let id = gold["id"].as_str().unwrap_or_default();
    let page = corpus.join("pages").join(dataset).join(format!("{id}.html.gz"));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(fs::File::open(page)?).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The page's address, where it is known.
#[allow(dead_code, reason = "not every program asks for it")]
pub(crate) fn url(gold: &Value) -> Option<Url> {
    gold["url"].as_str().and_then(|url| Url::parse(url).ok())
}
