//! Addresses: their clean form, which of them are the same, and how people read them.

mod clean;
mod key;
mod show;

pub use clean::clean;
pub use key::{key, registrable_domain, same_site};
pub use show::show;
