//! The library behind the window. It opens while the window draws itself, so that a slow disk
//! or a migration delays the first answers and not the window.

use std::error::Error;
use std::time::Duration;

use backfile_library::ipc::{CommandError, Event};
use backfile_library::{Library, OpenError, OpenOptions};
use tauri::async_runtime::{block_on, spawn};
use tauri::{AppHandle, Emitter, Runtime};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::window::LABEL;

/// What the window hears without asking; its payload is an [`Event`].
const EVENT: &str = "backfile://event";

/// Longer than the library itself waits for work that is under way.
const LAST_WORDS: Duration = Duration::from_secs(5);

type Opened = Result<Library, CommandError>;

/// Holds the library for as long as the window runs.
pub(crate) struct Backend {
    opened: watch::Sender<Option<Opened>>,
}

impl Backend {
    /// Begins to open the archive.
    pub(crate) fn start<R: Runtime>(app: AppHandle<R>) -> Self {
        let backend = Self { opened: watch::Sender::new(None) };
        backend.open(app);
        backend
    }

    fn open<R: Runtime>(&self, app: AppHandle<R>) {
        let opened = self.opened.clone();
        spawn(async move {
            // One that cannot be read can be salvaged in the window.
            let options = OpenOptions { unreadable: true, ..OpenOptions::default() };
            let library = Library::open(options).await;
            if let Ok(library) = &library {
                spawn(forward(library.subscribe(), app));
            }
            opened.send_replace(Some(library.map_err(refusal)));
        });
    }

    /// Opens an archive again that did not open; what stood in the way may be gone.
    pub(crate) fn open_again<R: Runtime>(&self, app: AppHandle<R>) {
        let failed = self.opened.send_if_modified(|opened| {
            let failed = matches!(opened, Some(Err(_)));
            if failed {
                *opened = None;
            }
            failed
        });
        if failed {
            self.open(app);
        }
    }

    /// The library, once it is open; else why it is not.
    pub(crate) async fn library(&self) -> Opened {
        let mut opened = self.opened.subscribe();
        match opened.wait_for(Option::is_some).await {
            Ok(opened) => opened.clone().unwrap_or_else(|| Err(interrupted())),
            Err(_) => Err(interrupted()),
        }
    }

    /// Lets work that is under way come to its end.
    pub(crate) fn shut_down(&self) {
        let Some(Ok(library)) = self.opened.borrow().clone() else { return };
        let ended = block_on(async { tokio::time::timeout(LAST_WORDS, library.shut_down()).await });
        if ended.is_err() {
            tracing::warn!("the archive was left with work under way");
        }
    }
}

/// Tells the window what the library tells.
async fn forward<R: Runtime>(mut events: broadcast::Receiver<Event>, app: AppHandle<R>) {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Err(error) = app.emit_to(LABEL, EVENT, event) {
                    tracing::warn!(%error, "the window did not hear of a change");
                }
            }
            // The window sees by the numbers of the changes that it missed some.
            Err(RecvError::Lagged(missed)) => tracing::debug!(missed, "events were passed over"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Why the archive did not open, as the window is told.
fn refusal(error: OpenError) -> CommandError {
    let cause = chain(&error);
    tracing::error!(%cause, "the archive did not open");
    match error {
        OpenError::Archive { source, .. } => source.into(),
        _ => CommandError::Internal { cause },
    }
}

fn interrupted() -> CommandError {
    CommandError::Internal { cause: "the opening of the archive broke off".to_owned() }
}

/// An error with everything that led to it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
