//! Shows by attacks, faults and kills what Backfile promises: `npm run hostile -- PART…`.
//!
//! Each part is a module that gives an [`Outcome`]; the table is in `parts.rs`. A part proves
//! first that it can see a promise broken, by a control that must fail; one whose control holds
//! is *blind* and counts as broken.

// A part that cannot set up its stage should stop loudly; nothing here is in a release.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backup;
mod bombs;
mod damage;
mod documents;
mod faults;
mod frame;
mod import;
mod keeping;
mod kills;
mod parts;
mod payloads;
mod power;
mod routes;
mod run;
mod saves;
mod stage;
mod tree;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    time::Instant,
};

use clap::Parser as _;

use crate::{
    parts::PARTS,
    run::{Outcome, Run},
};

fn main() -> ExitCode {
    // Pages are cleaned by this program, too, when a part works with the library itself.
    if backfile_library::cleaning::run_if_worker() {
        return ExitCode::SUCCESS;
    }
    let run = Run::parse();
    if run.hog {
        documents::take_too_much();
        return ExitCode::SUCCESS;
    }
    let unknown: Vec<_> =
        run.parts.iter().filter(|name| !PARTS.iter().any(|part| part.name == **name)).collect();
    if run.list || !unknown.is_empty() {
        for name in &unknown {
            eprintln!("backfile-hostile: there is no part “{name}”; these there are:");
        }
        for part in PARTS {
            println!("{:18} {}", part.name, part.what);
        }
        return ExitCode::from(if unknown.is_empty() { 0 } else { 2 });
    }
    let (mut kept, mut broken, mut skipped) = (0, 0, 0);
    for part in PARTS {
        if !run.parts.is_empty() && !run.parts.iter().any(|name| name == part.name) {
            continue;
        }
        let began = Instant::now();
        // One that cannot set up its stage must not keep the others from running.
        let outcome = catch_unwind(AssertUnwindSafe(|| (part.run)(&run)))
            .unwrap_or_else(|_| Outcome::Broken(vec!["it ended early; see above".to_owned()]));
        let (word, lines) = match outcome {
            Outcome::Kept(told) => {
                kept += 1;
                ("ok", vec![told])
            }
            Outcome::Broken(told) => {
                broken += 1;
                ("BROKEN", told)
            }
            Outcome::Blind(told) => {
                broken += 1;
                ("BLIND", vec![told])
            }
            Outcome::Skipped(why) => {
                skipped += 1;
                ("skipped", vec![why])
            }
        };
        println!("{word:8} {} ({:.1} s)", part.name, began.elapsed().as_secs_f64());
        for line in lines {
            println!("         {line}");
        }
    }
    println!("\npromises: {kept} kept, {broken} broken, {skipped} skipped (seed {})", run.seed);
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
