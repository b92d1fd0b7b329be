//! Keeps the search index in good shape while nobody waits for it.

use std::time::Duration;

use backfile_archive::Tending;
use tokio_util::sync::CancellationToken;

use crate::Library;

/// Between two looks at it.
const PAUSE: Duration = Duration::from_secs(15);

/// Looks from time to time whether much was saved since the index was tended last.
pub(crate) async fn run(library: Library, closing: CancellationToken) {
    loop {
        tokio::select! {
            () = closing.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        let archive = library.archive().clone();
        let stop = closing.clone();
        let tended = tokio::task::spawn_blocking(move || {
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
