//! The desktop window. It opens the archive through `backfile-library`, shows the page that
//! is built from `ui/`, and carries calls, events and pictures between the two. Whatever it
//! does with articles, the library does for it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod backend;
mod clipboard;
mod commands;
mod dropped;
mod logging;
mod schemes;
mod shell;
mod window;

use std::process::ExitCode;

use tauri::{Manager, RunEvent};

use crate::backend::Backend;
use crate::dropped::Dropped;

fn main() -> ExitCode {
    // Before anything else: pages are cleaned in processes that are this program too.
    if backfile_library::cleaning::run_if_worker() {
        return ExitCode::SUCCESS;
    }
    log_panics();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            eprintln!("Backfile cannot open its window: {error}. The archive is untouched.");
            ExitCode::FAILURE
        }
    }
}

fn run() -> tauri::Result<()> {
    let app = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(window::single_instance())
        .plugin(window::remembered_state())
        .register_asynchronous_uri_scheme_protocol("article", schemes::article)
        .register_asynchronous_uri_scheme_protocol("media", schemes::media)
        .invoke_handler(tauri::generate_handler![commands::call])
        .setup(|app| {
            logging::start(app);
            app.manage(Backend::start(app.handle().clone()));
            app.manage(Dropped::default());
            dropped::watch(&window::open(app)?)?;
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<Backend>().shut_down();
        }
    });
    Ok(())
}

/// A panic in a background task leaves the window open, so its message must reach the log.
fn log_panics() {
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(place, message, "a part of the program panicked");
        standard(panic);
    }));
}
