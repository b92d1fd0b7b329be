//! The log for whoever looks for a fault: a file a day in the program's own folder, a week of
//! them, and on standard error what went wrong. It names no address that a person saved.

use tauri::{App, Manager, Runtime};
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const DAYS: usize = 7;

/// Overrides how much is said, as in `BACKFILE_LOG=debug`.
const VARIABLE: &str = "BACKFILE_LOG";

/// Starts the log; without a place to write it, the window opens all the same.
pub(crate) fn start<R: Runtime>(app: &App<R>) {
    let asked = std::env::var(VARIABLE).unwrap_or_default();
    let level = |default: &str| EnvFilter::new(if asked.is_empty() { default } else { &asked });
    let terminal = fmt::layer().with_writer(std::io::stderr).with_filter(level("error"));
    let (file, trouble) = match file(app) {
        Ok(file) => (Some(file), None),
        Err(error) => (None, Some(error)),
    };
    let file = file.map(|file| {
        let writer = std::sync::Mutex::new(file);
        fmt::layer().with_ansi(false).with_writer(writer).with_filter(level("info"))
    });
    if let Err(error) = tracing_subscriber::registry().with(terminal).with(file).try_init() {
        eprintln!("Backfile writes no log: {error}.");
    }
    if let Some(error) = trouble {
        tracing::warn!(%error, "there is no log file");
    }
}

fn file<R: Runtime>(app: &App<R>) -> Result<RollingFileAppender, Box<dyn std::error::Error>> {
    let folder = app.path().app_log_dir()?;
    std::fs::create_dir_all(&folder)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("backfile")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)?;
    Ok(file)
}
