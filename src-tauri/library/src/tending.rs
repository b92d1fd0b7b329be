//! Keeps the search index and the lists in good shape while nobody waits for them.

use std::time::Duration;

use backfile_archive::{Access, ArchiveError, Tending};
use tokio_util::sync::CancellationToken;

use crate::Library;

/// Between two looks at it.
const PAUSE: Duration = Duration::from_secs(15);

/// Looks from time to time whether much was saved since the index was tended last.
pub(crate) async fn run(library: Library, closing: CancellationToken) {
    let archive = library.archive().clone();
    if archive.access() != Access::Writes {
        return;
    }
    if archive.was_left_open() {
        let archive = archive.clone();
        match tokio::task::spawn_blocking(move || archive.mend_after_kill()).await {
            Ok(Ok(())) => {}
            Ok(Err(ArchiveError::Damaged(cause))) => {
                tracing::error!(%cause, "the database is damaged; it is only read from now on");
                library.notifier().wrote();
                return;
            }
            Ok(Err(error)) => tracing::warn!(%error, "what a kill left was not looked at"),
            Err(error) => tracing::error!(%error, "looking at what a kill left ended early"),
        }
    }
    // The window has its first list by then or soon after; what this reads, others need not.
    match tokio::task::spawn_blocking(move || archive.warm_up()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the lists were not read ahead"),
        Err(error) => tracing::error!(%error, "reading the lists ahead ended early"),
    }
    loop {
        tokio::select! {
            () = closing.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        let archive = library.archive().clone();
        let stop = closing.clone();
        let tended = tokio::task::spawn_blocking(move || {
            archive.checkpoint()?;
            let tending = Tending::default();
            if !archive.wants_tending(tending)? {
                return Ok(None);
            }
            archive.tend(tending, || !stop.is_cancelled()).map(Some)
        });
        match tended.await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(tended))) => tracing::debug!(?tended, "tended the search index"),
            Ok(Err(error)) => tracing::warn!(%error, "the search index was not tended"),
            Err(error) => tracing::error!(%error, "tending the search index ended early"),
        }
    }
}
