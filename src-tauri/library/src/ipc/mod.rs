//! The typed door between a window and the library.

mod calls;
mod commands;
mod dispatch;
mod error;
mod types;
mod typescript;

pub use commands::args;
pub use dispatch::{dispatch, names};
pub use error::CommandError;
pub use types::*;
pub use typescript::generate as typescript;
