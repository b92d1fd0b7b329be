//! Every part, in the order in which they run.

use crate::run::{Outcome, Run};

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
pub(crate) const PARTS: &[Part] = &[];
