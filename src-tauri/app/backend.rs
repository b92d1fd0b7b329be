//! The library behind the window.

use tauri::{AppHandle, Runtime};

/// Holds the library for as long as the window runs.
pub(crate) struct Backend;

impl Backend {
    pub(crate) fn start<R: Runtime>(_app: AppHandle<R>) -> Self {
        Self
    }

    pub(crate) fn shut_down(&self) {}
}
