//! An archive in a temporary folder, from its first row to its check.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "these are tests")]

mod backups;
mod beside;
mod blobs;
mod compacting;
mod compacting_killed;
mod dice;
mod entries;
mod exact;
mod finding;
mod format;
mod help;
mod highlights;
mod index;
mod killing;
mod lists;
mod opening;
mod queue;
mod random;
mod rules;
mod salvaging;
mod tags;
mod undo;
mod versions;
