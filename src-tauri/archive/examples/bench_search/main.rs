//! Measures the search of an archive: `npm run bench:search -- --articles 100000`.
//!
//! What is measured goes from the text of a query to its first 20 rows with title, site, date,
//! tags and marked snippet, and the exact count. Beside it stands FTS5 as it comes, `ORDER BY
//! rank LIMIT 20` with its own snippets, and what another program took to answer the same
//! (`--peer`). A built archive stays in the cache folder and is not changed by being measured.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for a terminal")]

mod args;
mod ask;
mod build;
mod corpus;
mod lists;
mod plain;
mod queries;
mod search;
mod sizes;
mod start;
mod stored;
mod table;
mod times;
mod writes;

use std::{
    env, fs,
    process::{Command, ExitCode},
};

use args::Wanted;
use table::Table;

/// What may go wrong ends the program.
type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let wanted = match args::wanted() {
        Ok(Some(wanted)) => wanted,
        Ok(None) => {
            println!("{}", args::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(fault) => {
            eprintln!("{fault}\n\n{}", args::USAGE);
            return ExitCode::from(2);
        }
    };
    let done = if wanted.build { build::all(&wanted) } else { measure(&wanted) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The search was not measured: {error}.");
            ExitCode::FAILURE
        }
    }
}

fn measure(wanted: &Wanted) -> Done {
    fs::create_dir_all(&wanted.cache)?;
    if !build::is_there(wanted) {
        // In a program of its own: what building takes of the memory is not given back at once.
        let mut program = Command::new(env::current_exe()?);
        if !program.args(env::args().skip(1)).arg("--build").status()?.success() {
            return Err("the archive was not built".into());
        }
    }
    let mut table = Table::new(wanted)?;
    let all = wanted.only.is_empty();
    if all {
        start::opening(&mut table, wanted)?;
    }
    start::warm(wanted)?;
    let archive = build::open(wanted)?;
    // As the program does behind the window that it opened.
    archive.warm_up()?;
    let searched = search::searching(&archive, wanted)?;
    if all {
        lists::listing(&archive, &mut table, wanted)?;
    }
    // Before FTS5 as it comes takes any.
    sizes::memory(&mut table);
    searched.print(&mut table, wanted)?;
    if all {
        sizes::structures(&archive, &mut table, wanted)?;
    }
    drop(archive);
    if all && wanted.writes {
        writes::writing(&mut table, wanted)?;
    }
    table.end(wanted)
}
