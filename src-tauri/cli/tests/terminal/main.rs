//! The terminal as scripts see it: the built program, a page server, an archive of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod archive;
mod corpus;
mod extract;
mod highlights;
mod kill;
#[cfg(unix)]
mod looking;
mod rules;
mod saving;
mod stage;
mod storage;
mod worker;
