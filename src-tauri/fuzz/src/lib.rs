//! What has to hold whatever bytes come in, for each of the parts that read what others wrote.
//!
//! A target takes any bytes and panics where something does not hold. `npm run fuzz` has libFuzzer
//! choose the bytes (`libfuzzer/`), led by which code they reach, for as long as one likes. With
//! every `npm test`, `tests/short.rs` damages the seeds at random for a moment.
//!
//! Where a target needs more than bytes, such as the name of a charset, the first of them chooses.

// A target is made to stop loudly; nothing here is in a release.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod address;
mod charset;
mod cleaner;
mod formats;
mod open;
mod query;
mod seeds;

use std::path::Path;

pub use address::url;
pub use charset::charset;
pub use cleaner::{clean, page, text};
pub use formats::formats;
pub use open::open;
pub use query::query;

/// A target with what it begins from.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, which is that of its function.
    pub name: &'static str,
    /// What it does with any bytes.
    pub run: fn(&[u8]),
    /// Bytes that reach far into the code.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Every target.
pub const TARGETS: [Target; 8] = [
    Target { name: "page", run: page, seeds: seeds::pages },
    Target { name: "text", run: text, seeds: seeds::texts },
    Target { name: "clean", run: clean, seeds: seeds::pages },
    Target { name: "charset", run: charset, seeds: seeds::bodies },
    Target { name: "url", run: url, seeds: seeds::addresses },
    Target { name: "query", run: query, seeds: seeds::queries },
    Target { name: "formats", run: formats, seeds: seeds::files },
    Target { name: "open", run: open, seeds: seeds::damages },
];

/// Writes the seeds of a target into the folder that `BACKFILE_FUZZ_SEEDS` names, if it does.
///
/// # Panics
/// When there is no such target, or they cannot be written.
pub fn give_seeds(name: &str) {
    let Some(folder) = std::env::var_os("BACKFILE_FUZZ_SEEDS") else { return };
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target");
    for (number, seed) in (target.seeds)().into_iter().enumerate() {
        let file = Path::new(&folder).join(format!("seed-{number:03}"));
        std::fs::write(file, seed).expect("the seed is written");
    }
}
