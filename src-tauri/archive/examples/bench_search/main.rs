//! Measures the search of an archive: `npm run bench:search -- --articles 100000`.
//!
//! Engine time, from the text of a query to its first 20 rows with title, site, date, tags and
//! marked snippet. Beside it FTS5 as it comes, `ORDER BY rank LIMIT 20`, with its own snippets.
//! A built archive stays in the cache folder (`--cache`), so a second run measures at once.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for a terminal")]

mod build;
mod corpus;
mod measure;
mod queries;

use std::{env, error::Error, path::PathBuf};

struct Wanted {
    articles: u64,
    queries: usize,
    seed: u64,
    cache: PathBuf,
    plain: bool,
    only: String,
}

fn wanted() -> Result<Wanted, Box<dyn Error>> {
    let mut wanted = Wanted {
        articles: 100_000,
        queries: 200,
        seed: 1,
        cache: env::temp_dir().join("backfile-bench"),
        plain: true,
        only: String::new(),
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--articles" => wanted.articles = value()?.parse()?,
            "--queries" => wanted.queries = value()?.parse()?,
            "--seed" => wanted.seed = value()?.parse()?,
            "--cache" => wanted.cache = PathBuf::from(value()?),
            "--only" => wanted.only = value()?,
            "--no-plain" => wanted.plain = false,
            _ => return Err(format!("{word} is not known").into()),
        }
    }
    Ok(wanted)
}

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = wanted()?;
    std::fs::create_dir_all(&wanted.cache)?;
    drop(build::archive(&wanted.cache, wanted.articles, wanted.seed)?);
    let plain = match wanted.plain {
        true => Some(build::plain(&wanted.cache, wanted.articles, wanted.seed)?),
        false => None,
    };
    let archive = measure::opening(&wanted)?;
    measure::searching(&archive, plain.as_ref(), &wanted)?;
    if wanted.only.is_empty() {
        measure::listing(&archive, &wanted)?;
        measure::saving(&archive, &wanted)?;
        measure::sizes(&archive)?;
    }
    Ok(())
}
