//! What `search` says beside its hits: how it was loosened, what was perhaps meant, and counts.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _},
};

use backfile_library::{
    ipc::{self, Facet, Facets, ListPage, Respelt},
    say,
};
use serde::Serialize;

/// How a query was loosened, as scripts read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Loosened {
    /// The query that was answered.
    Spelling(String),
    /// Words that every hit holds at least, of so many.
    MostWords { least: u32, words: u32 },
}

/// Counts by name.
#[derive(Debug, Serialize)]
pub(crate) struct FacetsJson {
    tags: BTreeMap<String, u32>,
    sites: BTreeMap<String, u32>,
    years: BTreeMap<String, u32>,
    languages: BTreeMap<String, u32>,
}

impl From<Facets> for FacetsJson {
    fn from(facets: Facets) -> Self {
        let counts = |facets: Vec<Facet>| {
            facets.into_iter().map(|facet| (facet.name, facet.count)).collect()
        };
        Self {
            tags: counts(facets.tags),
            sites: counts(facets.sites),
            years: counts(facets.years),
            languages: counts(facets.languages),
        }
    }
}

pub(crate) fn loosened(how: &ipc::Loosened) -> Loosened {
    match how {
        ipc::Loosened::Spelling(respelt) => Loosened::Spelling(respelt.query.clone()),
        ipc::Loosened::MostWords { least, words } => {
            Loosened::MostWords { least: *least, words: *words }
        }
    }
}

/// The lines above the hits.
pub(crate) fn lines(query: &str, page: &ListPage) -> Vec<String> {
    let mut lines = Vec::new();
    match &page.loosened {
        Some(ipc::Loosened::Spelling(respelt)) => {
            let shown = emphasised(respelt);
            lines.push(say("loosened.spelling", &[("asked", query), ("query", &shown)]));
        }
        Some(ipc::Loosened::MostWords { words: 2, .. }) => lines.push(say("loosened.either", &[])),
        Some(ipc::Loosened::MostWords { least, words }) => {
            let (least, words) = (least.to_string(), words.to_string());
            lines.push(say("loosened.most", &[("least", &least), ("words", &words)]));
        }
        None => {}
    }
    if let Some(respelt) = &page.suggestion {
        lines.push(say("loosened.meant", &[("query", &emphasised(respelt))]));
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A query in which the words that were put in stand out, where the terminal can show it.
fn emphasised(respelt: &Respelt) -> String {
    if !io::stdout().is_terminal() {
        return respelt.query.clone();
    }
    let units: Vec<u16> = respelt.query.encode_utf16().collect();
    let piece = |start: usize, end: usize| {
        String::from_utf16_lossy(units.get(start..end).unwrap_or_default())
    };
    let (mut shown, mut done) = (String::new(), 0);
    for part in &respelt.changed {
        let (start, end) = (part.start as usize, part.end as usize);
        shown.push_str(&piece(done, start));
        shown.push_str(&format!("\u{1b}[1m{}\u{1b}[0m", piece(start, end)));
        done = end;
    }
    shown + &piece(done, units.len())
}

/// One line for each kind that there is something of.
pub(crate) fn counts(facets: &Facets) -> Vec<String> {
    let kinds = [
        ("facets.tags", &facets.tags),
        ("facets.sites", &facets.sites),
        ("facets.years", &facets.years),
        ("facets.languages", &facets.languages),
    ];
    let mut lines = Vec::new();
    for (key, facets) in kinds.into_iter().filter(|(_, facets)| !facets.is_empty()) {
        let names: Vec<String> =
            facets.iter().map(|facet| format!("{} {}", facet.name, facet.count)).collect();
        lines.push(format!("{}: {}", say(key, &[]), names.join(", ")));
    }
    lines
}
