//! How far the saving is: what is done, how long the rest will take, and what space.

use std::{path::Path, time::Instant};

use crate::{
    Library,
    ipc::{self, CommandError},
    notify::lock,
    settings,
};

/// A list of more entries says what space it will take …
const LONG_LIST: u32 = 500;
/// … judged by that many pages.
const SAMPLE: u32 = 200;

/// Bytes that the pages of this run took so far.
#[derive(Debug, Default)]
pub(crate) struct Sampled {
    pages: u32,
    bytes: u64,
}

impl Sampled {
    /// One more page and its bytes.
    pub(crate) fn count(&mut self, bytes: u64) {
        self.pages += 1;
        self.bytes += bytes;
    }

    /// Bytes of a picture of one of those pages.
    pub(crate) fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
    }
}

impl Library {
    /// Where the saving stands.
    pub(crate) async fn queue_state(&self) -> Result<ipc::QueueState, CommandError> {
        let (state, paused, text_only) = self
            .read(|reader| {
                let paused = reader.setting(settings::PAUSED)?;
                Ok((reader.queue()?, paused, settings::read(reader)?.text_only))
            })
            .await?;
        let left = state.total.saturating_sub(state.done);
        Ok(ipc::QueueState {
            total: state.total,
            done: state.done,
            paused: paused.unwrap_or(false),
            eta_seconds: lock(&self.shared().eta).guess(state.done, left),
            space: self.space(state.total, left),
            text_only,
        })
    }

    fn space(&self, total: u32, left: u32) -> Option<ipc::SpaceEstimate> {
        let (sampled, bytes) = {
            let space = lock(&self.shared().space);
            (space.pages, space.bytes)
        };
        if total <= LONG_LIST || sampled < SAMPLE {
            return None;
        }
        let needed = bytes / u64::from(sampled) * u64::from(left);
        Some(ipc::SpaceEstimate { needed, free: free_bytes(self.folder())?, sampled })
    }
}

/// Bytes that are free where the archive lies.
fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let stat = rustix::fs::statvfs(folder).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Guesses when a run will be done, from how it went so far.
#[derive(Debug, Default)]
pub(crate) struct Eta {
    /// When the count began and at which number.
    began: Option<(Instant, u32)>,
}

impl Eta {
    /// Seconds that are left, once enough is done to judge by.
    fn guess(&mut self, done: u32, left: u32) -> Option<u32> {
        if left == 0 {
            self.began = None;
            return None;
        }
        let (since, first) = *self.began.get_or_insert_with(|| (Instant::now(), done));
        if done < first {
            self.began = None;
            return None;
        }
        let (progress, elapsed) = (done - first, since.elapsed().as_secs_f64());
        if progress < 5 || elapsed < 3.0 {
            return None;
        }
        let seconds = elapsed / f64::from(progress) * f64::from(left);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        Some(seconds.clamp(1.0, f64::from(u32::MAX)) as u32)
    }
}
