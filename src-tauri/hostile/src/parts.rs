//! Every part, in the order in which they run.

use crate::{
    backup, bombs, damage, documents, faults, frame, import, keeping, kills, payloads, power,
    routes,
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
        name: "power-keeping",
        what: "the same while a backup is put back, and while the archive is compacted",
        run: keeping::run,
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
    Part {
        name: "kills-saves",
        what: "kills while a few links are saved, each followed by a look at everything",
        run: kills::saves,
    },
    Part { name: "kills-import", what: "the same while lists are imported", run: kills::import },
    Part {
        name: "import",
        what: "a long list of links, of which three in ten fail at first, with kills",
        run: import::run,
    },
    Part {
        name: "kills-backup",
        what: "the same while backups are made and put back",
        run: kills::backups,
    },
    Part {
        name: "kills-migration",
        what: "the same while an older archive is brought to this format",
        run: kills::migration,
    },
    Part {
        name: "backup",
        what: "backup, wipe, restore: every content has the digest that it had",
        run: backup::wiped,
    },
    Part {
        name: "documents",
        what: "documents made to freeze or kill: answered within 5 s and 200 MB",
        run: documents::documents,
    },
    Part {
        name: "bombs",
        what: "files made to harm whoever imports them: answered, and nothing written elsewhere",
        run: bombs::run,
    },
    Part {
        name: "routes",
        what: "links that lead to faults of the network, and nobody asked who may not be",
        run: routes::routes,
    },
    Part {
        name: "payloads",
        what: "attacks by script in every field, saved and shown: nothing of them runs",
        run: payloads::payloads,
    },
    Part {
        name: "frame",
        what: "the same as they are, in the reader's frame alone: nothing runs and nothing goes out",
        run: frame::frame,
    },
];
