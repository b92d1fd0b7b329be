//! `backfile compact`: the archive in its smallest form.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::Path,
};

use backfile_library::storage::{self, CompactStep, Sizes};
use clap::Args;
use serde::Serialize;

use crate::output::{self, Done, percent, size};

/// Bring the archive into its smallest form
#[derive(Debug, Args)]
#[command(after_help = "Example:
  backfile compact && backfile stats

Pages are packed against other pages of their site, texts with a dictionary that is made from
them, and what nothing needs any more is freed. Nothing that can be read changes. The archive has
to be open nowhere else meanwhile. It may be broken off at any time; the next run goes on.

With --json: {\"before\",\"after\" of {\"database\",\"blobs\"},\"versions\",\"pages\",\"freed\",\"dictionaries\"}")]
pub(crate) struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    before: SizesJson,
    after: SizesJson,
    versions: u32,
    pages: u32,
    freed: u32,
    dictionaries: u32,
}

#[derive(Debug, Serialize)]
struct SizesJson {
    database: u64,
    blobs: u64,
}

impl From<Sizes> for SizesJson {
    fn from(sizes: Sizes) -> Self {
        Self { database: sizes.database, blobs: sizes.blobs }
    }
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    let shown = !arguments.json && io::stderr().is_terminal();
    let mut last = None;
    let done = storage::compact(archive, &mut |step, done, total| {
        let share = (step, done * 100 / total.max(1));
        if shown && last.replace(share) != Some(share) {
            progress(step, share.1);
        }
    })?;
    if last.is_some() && shown {
        clear();
    }
    if arguments.json {
        output::json(&Answer {
            before: done.before.into(),
            after: done.after.into(),
            versions: done.versions,
            pages: done.pages,
            freed: done.freed,
            dictionaries: done.dictionaries,
        })?;
        return Ok(true);
    }
    output::line(&format!(
        "Packed {} versions and {} pages, trained {} dictionaries, freed {} files.",
        done.versions, done.pages, done.dictionaries, done.freed
    ))?;
    for (name, before, after) in [
        ("database", done.before.database, done.after.database),
        ("blobs", done.before.blobs, done.after.blobs),
        ("together", done.before.all(), done.after.all()),
    ] {
        output::line(&format!(
            "{name:<9} {:>8} -> {:>8}  {:>7}",
            size(before),
            size(after),
            percent(after, before)
        ))?;
    }
    Ok(true)
}

fn progress(step: CompactStep, share: u64) {
    let what = match step {
        CompactStep::Versions => "Packing texts",
        CompactStep::Pages => "Packing pages",
        CompactStep::Freeing => "Freeing what is not needed",
    };
    // Progress that cannot be shown is no reason to stop.
    let _ = write!(io::stderr(), "\r\x1b[K{what}: {share} %");
}

fn clear() {
    // As above.
    let _ = write!(io::stderr(), "\r\x1b[K");
}
