//! What the library asks of a desktop, so that it runs without one.

use std::path::{Path, PathBuf};

use url::Url;

pub use backfile_exchange::Clipboard;

/// Why the desktop did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ShellError(pub String);

/// The desktop around a window.
pub trait Shell: Send + Sync {
    /// Opens an http, https or mailto address in the person's browser.
    ///
    /// # Errors
    /// When there is no browser or it would not start.
    fn open_url(&self, url: &Url) -> Result<(), ShellError>;

    /// Shows a folder in the file manager.
    ///
    /// # Errors
    /// When there is no file manager or it would not start.
    fn reveal(&self, folder: &Path) -> Result<(), ShellError>;

    /// What the clipboard holds now; an empty one where it cannot be read.
    fn clipboard(&self) -> Clipboard;

    /// Puts text on the clipboard, for systems whose web view lets no page do that.
    ///
    /// # Errors
    /// When the desktop does not take it, or leaves it to the page.
    fn copy(&self, _text: String) -> Result<(), ShellError> {
        Err(ShellError("the page writes to the clipboard itself".to_owned()))
    }

    /// The files that were dropped onto the window just now, each told once. Only for systems
    /// whose web view keeps dropped files from the page.
    fn dropped_files(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}
