//! Every part, in the order in which they run.

use crate::{
    damage, faults, power,
    run::{Outcome, Run},
};

/// One part.
pub(crate) struct Part {
    /// The word that names it.
    pub(crate) name: &'static str,
    /// What it does, in a line.
    pub(crate) what: &'static str,
    /// Does it.
    pub(crate) run: fn(&Run) -> Outcome,
}

/// The table.
pub(crate) const PARTS: &[Part] = &[
    Part {
        name: "power",
        what: "the power fails at a random write, and unsynced writes are lost or reordered",
        run: power::run,
    },
    Part {
        name: "faults",
        what: "every write fails once, or from then on, in save, import and backup",
        run: faults::run,
    },
    Part {
        name: "damage",
        what: "the database file is damaged at random, and what was not hit is salvaged",
        run: damage::run,
    },
];
