//! How far the saving is: what is done, how long the rest will take, and what space.

use std::{path::Path, time::Instant};

use backfile_archive::{Blobs, QueueState};
use backfile_article::{Extraction, Sha256};

use crate::{
    Library,
    ipc::{self, CommandError},
    notify::lock,
    open::read_or_left_out,
    settings,
};

/// A list of more entries says what space it will take …
const LONG_LIST: u32 = 500;
/// … judged by that many pages, …
const SAMPLE: u32 = 200;
/// … and by the pictures of that many of them; pictures come after the pages.
const PICTURED: u32 = 50;
/// A text stands in the database as it is, in the extraction with its markup, and in the index.
const TEXT_COPIES: u64 = 3;

/// Bytes that the pages of this run took on the disk so far, and their pictures apart: those can
/// be left out.
#[derive(Debug, Default)]
pub(crate) struct Sampled {
    pages: u32,
    page_bytes: u64,
    pictured: u32,
    picture_bytes: u64,
}

impl Sampled {
    /// One more page that was kept, and what it took.
    pub(crate) fn count_page(&mut self, bytes: u64) {
        self.pages += 1;
        self.page_bytes += bytes;
    }

    /// One more article whose pictures were fetched as far as they can be had, and what they
    /// took.
    pub(crate) fn count_pictures(&mut self, bytes: u64) {
        self.pictured += 1;
        self.picture_bytes += bytes;
    }

    /// What so many pages more will take, and the pictures of so many articles; nothing while
    /// there is no ground for a guess.
    fn expect(&self, pages: u32, pictures: Option<u32>) -> Option<u64> {
        let each = |bytes: u64, count: u32, more: u32| {
            let product = u128::from(bytes) * u128::from(more) / u128::from(count.max(1));
            u64::try_from(product).unwrap_or(u64::MAX)
        };
        if self.pages < SAMPLE {
            return None;
        }
        let needed = each(self.page_bytes, self.pages, pages);
        match pictures {
            None => Some(needed),
            Some(_) if self.pictured < PICTURED => None,
            Some(articles) => {
                Some(needed.saturating_add(each(self.picture_bytes, self.pictured, articles)))
            }
        }
    }
}

/// What an article takes on the disk, its pictures apart.
pub(crate) fn bytes_of(blobs: &Blobs, pages: &[Sha256], extraction: &Extraction) -> u64 {
    let stored: u64 = pages.iter().filter_map(|page| blobs.size(page)).sum();
    stored + TEXT_COPIES * extraction.text().len() as u64
}

impl Library {
    /// Where the saving stands.
    pub(crate) async fn queue_state(&self) -> Result<ipc::QueueState, CommandError> {
        let damaged = self.archive().access().is_damaged();
        let (state, paused, text_only) = self
            .read(move |reader| {
                let paused = read_or_left_out(damaged, reader.setting(settings::PAUSED))?;
                let state = read_or_left_out(damaged, reader.queue())?;
                let settings = read_or_left_out(damaged, settings::read(reader))?;
                Ok((state, paused, settings.text_only))
            })
            .await?;
        let left = state.total.saturating_sub(state.done);
        Ok(ipc::QueueState {
            total: state.total,
            done: state.done,
            paused: paused.unwrap_or(false),
            eta_seconds: lock(&self.shared().eta).guess(state.done, left),
            stopped: self.stopped(),
            space: self.space(&state, left, text_only),
            text_only,
        })
    }

    fn space(&self, queue: &QueueState, left: u32, text_only: bool) -> Option<ipc::SpaceEstimate> {
        let (needed, sampled) = {
            let mut sampled = lock(&self.shared().space);
            if queue.total == 0 && queue.pictures == 0 {
                // The next list has pages of its own.
                *sampled = Sampled::default();
            }
            if queue.total <= LONG_LIST {
                return None;
            }
            let pictures = (!text_only).then(|| left.saturating_add(queue.pictures));
            (sampled.expect(left, pictures)?, sampled.pages)
        };
        Some(ipc::SpaceEstimate { needed, free: free_bytes(self.folder())?, sampled })
    }
}

/// Bytes that are free where the archive lies.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A run in which every page takes 10 bytes and the pictures of every article 100.
    fn sampled(pages: u32, pictured: u32) -> Sampled {
        let mut sampled = Sampled::default();
        (0..pages).for_each(|_| sampled.count_page(10));
        (0..pictured).for_each(|_| sampled.count_pictures(100));
        sampled
    }

    #[test]
    fn the_space_is_judged_by_pages_and_pictures_each_by_their_own_number() {
        for (pages, pictured, left, pictures, expected) in [
            (199, 199, 1000, Some(1000), None),
            (200, 200, 1000, Some(1000), Some(110_000)),
            // Pictures come late, and those that wait are still to come.
            (300, 60, 1000, Some(1240), Some(134_000)),
            (300, 49, 1000, Some(1251), None),
            // Text only asks for none, however few were seen.
            (300, 0, 1000, None, Some(10_000)),
            (200, 200, 0, Some(0), Some(0)),
        ] {
            let space = sampled(pages, pictured).expect(left, pictures);
            assert_eq!(space, expected, "{pages} {pictured} {left} {pictures:?}");
        }
    }
}
