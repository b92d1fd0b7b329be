//! What tantivy takes to answer the questions of `npm run bench:search`, which runs this and puts
//! the times beside Backfile's. Articles and questions are the very same, by the same code.

#![allow(dead_code, reason = "of the code that is shared, the other program needs more")]

#[path = "../../examples/bench_search/corpus.rs"]
mod corpus;
mod engine;
#[path = "../../examples/bench_search/queries.rs"]
mod queries;
#[path = "../../examples/bench_search/times.rs"]
mod times;

use std::{env, error::Error, fs, path::PathBuf, process::ExitCode};

use engine::Engine;
use queries::{Class, Query};
use serde_json::{Value, json};
use times::Times;

const USAGE: &str =
    "usage: backfile-bench-peer ARTICLES QUERIES SEED CACHE_FOLDER RESULT_FILE [ONLY_CLASSES]";

struct Wanted {
    articles: u64,
    queries: usize,
    seed: u64,
    cache: PathBuf,
    result: PathBuf,
    only: String,
}

fn wanted() -> Option<Wanted> {
    let mut words = env::args().skip(1);
    let wanted = Wanted {
        articles: words.next()?.parse().ok()?,
        queries: words.next()?.parse().ok()?,
        seed: words.next()?.parse().ok()?,
        cache: words.next()?.into(),
        result: words.next()?.into(),
        only: words.next().unwrap_or_default(),
    };
    words.next().is_none().then_some(wanted)
}

fn main() -> ExitCode {
    let Some(wanted) = wanted() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match measure(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Tantivy was not measured: {error}.");
            ExitCode::FAILURE
        }
    }
}

fn measure(wanted: &Wanted) -> Result<(), Box<dyn Error>> {
    let dir = wanted.cache.join(format!("tantivy-1-{}-{}", wanted.seed, wanted.articles));
    if !dir.join("whole").exists() {
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        fs::create_dir_all(&dir)?;
        eprintln!("Building tantivy's index of the same articles.");
        engine::build(&dir, wanted.seed, wanted.articles)?;
        fs::write(dir.join("whole"), "")?;
    }
    let engine = Engine::open(&dir)?;
    let mut classes = queries::classes(wanted.seed, wanted.articles, wanted.queries);
    classes.retain(|class| class.name.contains(&wanted.only));
    let counted = |class: &&Class| queries::COUNTED.contains(&class.name.as_str());
    let mut rows: Vec<Value> = Vec::new();
    for class in &classes {
        rows.push(row("search", class, |query| engine.rows(query))?);
    }
    for class in classes.iter().filter(counted) {
        rows.push(row("count alone", class, |query| engine.count(query))?);
        rows.push(row("facets", class, |query| engine.facets(query))?);
    }
    let said = "Tantivy has the same fields, and gives 20 rows with snippets and the exact count; \
                its rank knows neither how near words stand nor how new an article is, and the \
                beginning of a word adds nothing to it and is not marked in its snippets.";
    let result = json!({ "name": "tantivy", "said": said, "rows": rows });
    fs::write(&wanted.result, serde_json::to_string(&result)?)?;
    Ok(())
}

/// Asks every query of a class.
fn row(
    group: &str,
    class: &Class,
    ask: impl Fn(&Query) -> tantivy::Result<usize>,
) -> tantivy::Result<Value> {
    if let Some(first) = class.queries.first() {
        ask(first)?;
    }
    let mut times = Times::default();
    let mut found = 0;
    for query in &class.queries {
        found += times.run(|| ask(query))?;
    }
    let found = found / times.count().max(1);
    Ok(json!({ "group": group, "name": class.name, "times": times.shares(), "found": found }))
}
