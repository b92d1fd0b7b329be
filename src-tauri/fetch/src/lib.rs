//! From a link to a page: all of the network is here.
//!
//! [`Fetcher`] asks the web for pages and pictures, politely and within limits. It follows
//! redirects itself so that every hop passes the address guard, decodes bodies itself so that
//! what comes over the wire and what comes out of the decoder are both counted and both known
//! by their digest, and never takes a part of a page for the whole.
//!
//! [`decode`] turns a body into text, and [`address`] knows which addresses are the same one.

pub mod address;
mod body;
mod charset;
mod coding;
mod config;
mod error;
mod fetcher;
mod guard;
mod ledger;
mod media;
mod origin;
mod pace;
mod sent;

pub use charset::{Decoded, decode, text_of};
pub use config::{FetchConfig, Limits, Pace};
pub use error::{FetchError, Hop, TimeLimit};
pub use fetcher::{Fetcher, PictureBytes};
pub use guard::is_private;
pub use ledger::{Exchanged, Ledger};
pub use origin::{Origin, OriginError};
pub use pace::{Hold, HoldReason};
