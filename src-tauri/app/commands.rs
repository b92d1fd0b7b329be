//! The one command of the window: every call goes through it to the library.

use backfile_library::ipc::{CommandError, dispatch};
use serde_json::Value;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, State};

use crate::backend::Backend;
use crate::shell::Desktop;

/// Does a call of the window.
#[tauri::command]
pub(crate) async fn call(
    app: AppHandle,
    backend: State<'_, Backend>,
    name: String,
    args: Value,
) -> Result<Value, CommandError> {
    // What a window asks for first, and again when somebody presses "Try again".
    if name == "overview" {
        backend.open_again(app.clone());
    }
    let library = backend.library().await?;
    // In a task of its own, so that a panic is an answer and not a call without one.
    let done = spawn(async move { dispatch(&library, &Desktop::new(app), &name, args).await });
    done.await.unwrap_or_else(|error| Err(CommandError::Internal { cause: error.to_string() }))
}
