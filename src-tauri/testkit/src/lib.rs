//! For tests: a loopback page server, its faults, and demo pages.
//!
//! [`PageServer`] speaks plain HTTP over TCP, so that it can also speak it badly: late, cut,
//! endless or lying; with an [`Identity`] it speaks HTTP/2, too, over a secure connection. [`demo::serve`] gives it ten articles with pictures, and one page for every
//! other outcome that a person can meet. The program `backfile-testserver` is the same
//! server for scripts.

// A test that cannot set up its stage should stop loudly; nothing here is in a release.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answer;
mod builders;
pub mod demo;
mod dice;
mod folder;
mod secure;
mod server;
#[cfg(unix)]
mod storage;

pub use answer::{Answer, Ending, bomb, gzip};
pub use builders::{fetched, fetched_bytes};
pub use dice::Dice;
pub use secure::{Authority, Identity};
pub use server::{PageServer, Request};
#[cfg(unix)]
pub use storage::Storage;
