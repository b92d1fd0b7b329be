//! What the search takes on the disk and in memory.

use std::fs;

use backfile_archive::Archive;
use serde_json::json;

use crate::{Done, args::Wanted, corpus, table::Table};

/// Megabytes of memory beyond mapped files, at most.
const MEMORY: f64 = 150.0;
/// Parts of the text that the search structures may take.
const SHARE: f64 = 0.9;

/// What this program has of the memory now; only Linux says it.
pub(crate) fn memory(table: &mut Table) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    let Some(kilobytes): Option<f64> = kilobytes else { return };
    let megabytes = kilobytes * 1024.0 / 1e6;
    let sentence = format!(
        "Memory after all searches, beyond mapped files: {megabytes:.0} MB (goal: under \
         {MEMORY:.0}{}).",
        missed(megabytes > MEMORY)
    );
    table.fact("memory", json!(megabytes), sentence);
}

/// What the search structures take, measured page by page, over the texts as they are read.
pub(crate) fn structures(archive: &Archive, table: &mut Table, wanted: &Wanted) -> Done {
    // Segments; what FTS5 has of fresh entries, and which those are.
    let of_search = |table: &str| {
        table == "fresh" || table.starts_with("segment") || table.starts_with("found_")
    };
    let tables = archive.stats()?.tables;
    let of_search = tables
        .iter()
        .filter(|table| of_search(&table.name) || table.index_of.as_deref().is_some_and(of_search));
    let index = of_search.map(|table| table.bytes).sum::<u64>() as f64;
    let paragraphs = |number| corpus::article(wanted.seed, number).paragraphs;
    let text = (0..wanted.articles).flat_map(paragraphs).map(|text| text.len()).sum::<usize>();
    let share = index / text as f64;
    let sentence = format!(
        "Texts {:.0} MB, search structures {:.0} MB: {share:.2} of them (goal: under {SHARE}{}).",
        text as f64 / 1e6,
        index / 1e6,
        missed(share >= SHARE)
    );
    table.fact("sizes", json!({ "text": text, "index": index }), sentence);
    Ok(())
}

/// How it is said that a goal was not reached.
pub(crate) fn missed(missed: bool) -> &'static str {
    if missed { "; missed" } else { "" }
}
