//! The typed door between a window and the library.

mod commands;
mod error;
mod types;
mod typescript;

pub use commands::args;
pub use error::CommandError;
pub use types::*;
pub use typescript::generate as typescript;
