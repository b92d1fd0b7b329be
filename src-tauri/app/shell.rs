//! What the library asks of the desktop.

use std::path::{Path, PathBuf};

use backfile_library::{Clipboard, Shell, ShellError};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_opener::{open_path, open_url};
use url::Url;

use crate::clipboard;
use crate::dropped::Dropped;

/// The desktop that the window stands on.
pub(crate) struct Desktop<R: Runtime> {
    app: AppHandle<R>,
}

impl<R: Runtime> Desktop<R> {
    pub(crate) fn new(app: AppHandle<R>) -> Self {
        Self { app }
    }
}

impl<R: Runtime> Shell for Desktop<R> {
    fn open_url(&self, url: &Url) -> Result<(), ShellError> {
        if !matches!(url.scheme(), "http" | "https" | "mailto") {
            return Err(ShellError(format!("addresses of {} are not opened", url.scheme())));
        }
        open_url(url, None::<&str>).map_err(refused)
    }

    fn reveal(&self, folder: &Path) -> Result<(), ShellError> {
        open_path(folder, None::<&str>).map_err(refused)
    }

    fn clipboard(&self) -> Clipboard {
        clipboard::read(&self.app)
    }

    #[cfg(target_os = "linux")]
    fn copy(&self, text: String) -> Result<(), ShellError> {
        clipboard::write(&self.app, text).map_err(|error| ShellError(error.to_string()))
    }

    fn dropped_files(&self) -> Vec<PathBuf> {
        self.app.state::<Dropped>().take()
    }
}

fn refused(error: tauri_plugin_opener::Error) -> ShellError {
    ShellError(error.to_string())
}
