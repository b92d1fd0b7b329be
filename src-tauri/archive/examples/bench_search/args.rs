//! What the person wants to have measured.

use std::{env, path::PathBuf, str::FromStr};

/// What the program understands.
pub(crate) const USAGE: &str = "\
usage: bench_search [OPTIONS]

  --articles N   articles of the archive (100000)
  --queries N    queries of a class (200)
  --seed N       another number makes other articles (1)
  --cache DIR    where built archives stay
  --only WORDS   only the classes of searches whose names hold the words
  --no-plain     without FTS5 as it comes
  --no-writes    without saving, tending and making the index anew
  --build        build what is to be measured, and stop
  --peer FILE    what another engine took, to stand beside
  --json FILE    write what was measured there, too";

/// What is measured, and how.
pub(crate) struct Wanted {
    pub(crate) articles: u64,
    pub(crate) queries: usize,
    pub(crate) seed: u64,
    pub(crate) cache: PathBuf,
    pub(crate) only: String,
    pub(crate) plain: bool,
    pub(crate) writes: bool,
    pub(crate) build: bool,
    pub(crate) peer: Option<PathBuf>,
    pub(crate) json: Option<PathBuf>,
}

/// Reads the arguments; none where help is asked for.
pub(crate) fn wanted() -> Result<Option<Wanted>, String> {
    let mut wanted = Wanted {
        articles: 100_000,
        queries: 200,
        seed: 1,
        cache: env::temp_dir().join("backfile-bench"),
        only: String::new(),
        plain: true,
        writes: true,
        build: false,
        peer: None,
        json: None,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value."));
        match word.as_str() {
            "--articles" => wanted.articles = number(&word, &value()?, 1000)?,
            "--queries" => wanted.queries = number(&word, &value()?, 1)?,
            "--seed" => wanted.seed = number(&word, &value()?, 0)?,
            "--cache" => wanted.cache = PathBuf::from(value()?),
            "--only" => wanted.only = value()?,
            "--no-plain" => wanted.plain = false,
            "--no-writes" => wanted.writes = false,
            "--build" => wanted.build = true,
            "--peer" => wanted.peer = Some(PathBuf::from(value()?)),
            "--json" => wanted.json = Some(PathBuf::from(value()?)),
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("There is no option {word}.")),
        }
    }
    Ok(Some(wanted))
}

fn number<T: FromStr + PartialOrd + std::fmt::Display>(
    word: &str,
    value: &str,
    least: T,
) -> Result<T, String> {
    let number = value.parse().ok().filter(|number| *number >= least);
    number.ok_or(format!("{word} needs a number, {least} or more; it was given {value:?}."))
}

impl Wanted {
    /// Goal of a search, in milliseconds at p99: one up to a hundred thousand articles, one up
    /// to a million.
    pub(crate) fn search_goal(&self) -> f64 {
        if self.articles <= 100_000 { 5.0 } else { 16.0 }
    }
}
