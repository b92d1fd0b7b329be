//! The use cases without a desktop: a temporary folder, a page server on loopback, and the
//! library as a window or a terminal would call it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acts;
mod again;
mod calls;
mod contacts;
mod damaged;
mod finding;
mod given;
mod halting;
mod links;
mod lists;
mod marking;
mod pictures;
mod private;
mod reader;
mod rules;
mod stage;
mod told;
