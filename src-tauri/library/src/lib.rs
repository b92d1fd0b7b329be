//! The use cases: the one crate that joins the others.

pub mod ipc;
