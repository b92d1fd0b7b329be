//! From a measured page to the article's pieces: choose, mark, assemble, sift.

pub(crate) mod assemble;
pub(crate) mod cards;
pub(crate) mod clean;
pub(crate) mod figures;
pub(crate) mod frame;
mod layout;
mod media;
mod phrase_lists;
pub(crate) mod phrases;
pub(crate) mod reason;
pub(crate) mod select;
pub(crate) mod sift;
pub(crate) mod writer;
