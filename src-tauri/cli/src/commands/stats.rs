//! `backfile stats`: what the archive takes, and for what.

use std::path::Path;

use backfile_library::storage::{BlobKind, Needed, Packed, Stats};
use clap::Args;
use serde::Serialize;

use super::{existing, with_library};
use crate::output::{self, Done, Failure, percent, size};

/// Show what the archive takes on the disk, and for what
#[derive(Debug, Args)]
#[command(after_help = "Example:
  backfile stats --json | jq '.tables[0]'

With --json: {\"database\",\"free\",\"blobs\",\"tables\":[{\"name\",\"index_of\",\"bytes\"}],
\"stored\":[{\"kind\",\"count\",\"stored\",\"bytes\"}],
\"dictionaries\",\"bases\",\"pictures\" of {\"count\",\"references\",\"unused\"}}")]
pub(crate) struct Arguments {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Answer {
    database: u64,
    free: u64,
    blobs: u64,
    tables: Vec<Table>,
    stored: Vec<Stored>,
    dictionaries: NeededJson,
    bases: NeededJson,
    pictures: NeededJson,
}

#[derive(Debug, Serialize)]
struct Table {
    name: String,
    index_of: Option<String>,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct Stored {
    kind: &'static str,
    count: u64,
    stored: u64,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct NeededJson {
    count: u64,
    references: u64,
    unused: u64,
}

impl From<Needed> for NeededJson {
    fn from(needed: Needed) -> Self {
        let Needed { count, references, unused } = needed;
        Self { count, references, unused }
    }
}

pub(crate) fn run(arguments: &Arguments, archive: Option<&Path>) -> Done {
    with_library(existing(archive), async |library| {
        let stats = library.stats().await?;
        if arguments.json {
            output::json(&answer(stats))?;
        } else {
            for_people(&stats)?;
        }
        Ok(true)
    })
}

/// The key and the words for what lies in the archive.
fn names(kind: BlobKind) -> (&'static str, &'static str) {
    match kind {
        BlobKind::PageWhole => ("page_whole", "pages by themselves"),
        BlobKind::PageAgainstPage => ("page_against_page", "pages against one of their site"),
        BlobKind::PageWithDictionary => ("page_with_dictionary", "pages with a dictionary"),
        BlobKind::Picture => ("picture", "pictures"),
        BlobKind::Dictionary => ("dictionary", "dictionaries for pages"),
        BlobKind::Spare => ("spare", "not needed"),
    }
}

fn answer(stats: Stats) -> Answer {
    let stored = |kind, packed: Packed| Stored {
        kind,
        count: packed.count,
        stored: packed.stored,
        bytes: packed.bytes,
    };
    let mut all = vec![stored("version", stats.versions)];
    all.extend(stats.blobs.iter().map(|(kind, packed)| stored(names(*kind).0, *packed)));
    Answer {
        database: stats.sizes.database,
        free: stats.free,
        blobs: stats.sizes.blobs,
        tables: stats
            .tables
            .into_iter()
            .map(|table| Table { name: table.name, index_of: table.index_of, bytes: table.bytes })
            .collect(),
        stored: all,
        dictionaries: stats.dictionaries.into(),
        bases: stats.bases.into(),
        pictures: stats.pictures.into(),
    }
}

fn for_people(stats: &Stats) -> Result<(), Failure> {
    output::line(&format!(
        "{} in all: database {}, of which {} is free, and blobs {}",
        size(stats.sizes.all()),
        size(stats.sizes.database),
        size(stats.free),
        size(stats.sizes.blobs),
    ))?;
    output::line(&format!(
        "\n{:<34}{:>8}{:>10}{:>10}{:>9}",
        "what", "count", "takes", "holds", "ratio"
    ))?;
    let versions = std::iter::once(("texts and extractions", stats.versions));
    let blobs = stats.blobs.iter().map(|(kind, packed)| (names(*kind).1, *packed));
    for (name, packed) in versions.chain(blobs) {
        output::line(&format!(
            "{name:<34}{:>8}{:>10}{:>10}{:>9}",
            packed.count,
            size(packed.stored),
            size(packed.bytes),
            percent(packed.stored, packed.bytes),
        ))?;
    }
    output::line(&format!("\n{:<34}{:>8}{:>10}{:>10}", "shared", "count", "needed by", "unused"))?;
    for (name, needed) in [
        ("dictionaries for texts", stats.dictionaries),
        ("bases for pages", stats.bases),
        ("pictures", stats.pictures),
    ] {
        let Needed { count, references, unused } = needed;
        output::line(&format!("{name:<34}{count:>8}{references:>10}{unused:>10}"))?;
    }
    output::line(&format!("\n{:<42}{:>10}{:>9}", "table or index", "takes", "share"))?;
    for table in &stats.tables {
        let name = match &table.index_of {
            Some(of) => format!("{} (of {of})", table.name),
            None => table.name.clone(),
        };
        let share = percent(table.bytes, stats.sizes.database);
        output::line(&format!("{name:<42}{:>10}{share:>9}", size(table.bytes)))?;
    }
    Ok(())
}
