//! The files of a drop. WebKitGTK keeps them from the page: its `drop` event then holds
//! neither files nor addresses. So this side looks on, without taking the drop away, and tells
//! the paths once to whoever asks after the drop.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use tauri::{Runtime, WebviewWindow};

/// The files that were dragged over the window last.
#[derive(Debug, Default)]
pub(crate) struct Dropped(Mutex<Vec<PathBuf>>);

impl Dropped {
    /// The files, which are forgotten by it.
    pub(crate) fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(target_os = "linux")]
    fn seen(&self, uris: &[impl AsRef<str>]) {
        let files = uris.iter().filter_map(|uri| file_of(uri.as_ref())).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }
}

/// The path in a `file:` address of this computer.
#[cfg(any(target_os = "linux", test))]
fn file_of(uri: &str) -> Option<PathBuf> {
    let url = url::Url::parse(uri.trim()).ok()?;
    if url.scheme() == "file" { url.to_file_path().ok() } else { None }
}

/// Looks on at what is dragged over the window.
#[cfg(target_os = "linux")]
pub(crate) fn watch<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    use gtk::prelude::*;
    use tauri::Manager;

    let app = window.app_handle().clone();
    window.with_webview(move |webview| {
        webview.inner().connect_drag_data_received(move |_, _, _, _, data, _, _| {
            // Every drag is asked for its addresses when it comes over the window; one
            // without files makes those of an earlier one forgotten.
            if data.data_type().name() == "text/uri-list" {
                app.state::<Dropped>().seen(&data.uris());
            }
        });
    })
}

/// Elsewhere the page is given the files themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_this_computer_are_told() {
        assert_eq!(file_of("file:///tmp/a%20b.html\r\n"), Some(PathBuf::from("/tmp/a b.html")));
        assert_eq!(file_of("https://example.org/a.html"), None);
        assert_eq!(file_of("file://elsewhere/share/a.html"), None);
        assert_eq!(file_of("not an address"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_is_told_once_and_forgotten_with_the_next_drag() {
        let dropped = Dropped::default();
        dropped.seen(&["file:///tmp/a.html", "https://example.org/"]);
        assert_eq!(dropped.take(), [PathBuf::from("/tmp/a.html")]);
        assert!(dropped.take().is_empty());
        dropped.seen(&["file:///tmp/a.html"]);
        dropped.seen(&["https://example.org/"]);
        assert!(dropped.take().is_empty());
    }
}
