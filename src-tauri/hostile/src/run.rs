//! What a part is told, and what it answers.

use std::path::{Path, PathBuf};

use clap::Parser;

/// What was asked for on the command line.
#[derive(Debug, Parser)]
#[command(name = "backfile-hostile", about = "Attacks, faults and kills against Backfile.")]
pub(crate) struct Run {
    /// The parts to run; all unless some are named.
    pub(crate) parts: Vec<String>,
    /// Lists the parts and does nothing.
    #[arg(long)]
    pub(crate) list: bool,
    /// A small part of each, for seconds instead of hours.
    #[arg(long)]
    pub(crate) sample: bool,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Takes more memory than is allowed for a moment, for parts that have to see it.
    #[arg(long, hide = true)]
    pub(crate) hog: bool,
    /// The program `backfile`; the one beside this one unless named.
    #[arg(long)]
    program: Option<PathBuf>,
}

impl Run {
    /// The program `backfile` that is attacked.
    pub(crate) fn program(&self) -> PathBuf {
        if let Some(program) = &self.program {
            return std::path::absolute(program).expect("the program's path");
        }
        let own = std::env::current_exe().expect("this program's own path");
        own.with_file_name(format!("backfile{}", std::env::consts::EXE_SUFFIX))
    }

    /// The folder of hostile material, where it is at hand: what `BACKFILE_HOSTILE` names, else
    /// `shared/hostile` beside the checkout.
    pub(crate) fn material() -> Option<PathBuf> {
        let folder = match std::env::var_os("BACKFILE_HOSTILE") {
            Some(named) => PathBuf::from(named),
            None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/hostile"),
        };
        folder.join("ROUTES.md").is_file().then_some(folder)
    }

    /// The long number, or the small one of a sample.
    pub(crate) fn count(&self, long: usize, sample: usize) -> usize {
        if self.sample { sample } else { long }
    }
}

/// What came of a part.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Every promise was kept; the counts that show it.
    Kept(String),
    /// Promises that were broken, a line each.
    Broken(Vec<String>),
    /// The control, which must fail, held: the part would not have seen a broken promise.
    Blind(String),
    /// It could not run here, and why.
    Skipped(String),
}
