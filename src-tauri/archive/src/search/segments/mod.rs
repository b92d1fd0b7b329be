//! The index of entries that were *absorbed*: whole segments, each written once.
//!
//! FTS5 takes in what is saved and evaluates nothing; its lists have the places among the rows,
//! so a common word costs the reading of all its places. A segment has the lists for
//! themselves, with the weight of each match computed when it was written, so that ranking a
//! word that every article holds is a walk over bytes; short beginnings have lists of their
//! own. A segment lies in tables of the same database and is read in the same snapshot, so an
//! answer cannot disagree with the rows. What has changed since a segment was written is noted
//! in `segment_gone`, in the transaction that changes it, and the entry is in FTS5 again.
//!
//! [`codec`] says what the bytes are, [`write`] makes a segment of terms in their order,
//! [`build`] makes the terms of entries, [`tend`] says when, [`store`] reads.

mod build;
pub(crate) mod check;
pub(crate) mod codec;
mod keys;
mod merge;
mod pairs;
mod store;
mod tend;
mod write;
mod written;

pub(super) use codec::{List, Rows};
pub(super) use keys::{OF_LENGTHS, frequent as frequent_key, key_of, pair as pair_key};
pub(super) use pairs::Frequent;
pub(super) use store::{Cursor, Lies, Placed, Store};
pub(crate) use tend::note_gone;
pub use tend::{Tended, Tending};
