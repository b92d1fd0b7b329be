//! The pictures of an article, after its text is safe.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use backfile_archive::{Archive, Job, Media, MediaName, Slot, SlotState};
use backfile_article::{ArticleId, Sha256, VersionId};
use backfile_fetch::{Fetcher, PictureBytes};
use tokio::{sync::Semaphore, task::JoinSet, time::Instant};
use url::Url;

use super::{pictures, trouble::chain};
use crate::{
    Library,
    ipc::{CommandError, Stage},
    notify::lock,
};

/// Pictures of one article that are fetched at once; what is under way when a limit is reached
/// is fetched in vain.
const AT_ONCE: usize = 8;

/// Bounds on the pictures of one article.
#[derive(Debug, Clone)]
pub struct PictureLimits {
    /// Time that they may take together.
    pub time: Duration,
    /// How many are kept at most.
    pub count: u32,
    /// Bytes that are kept at most.
    pub bytes: u64,
}

impl Default for PictureLimits {
    fn default() -> Self {
        Self { time: Duration::from_secs(60), count: 200, bytes: 100 << 20 }
    }
}

const TOO_LARGE: &str = "the pictures are larger together than is kept";
const TOO_LONG: &str = "the pictures took too long";

/// What became of one picture.
enum Fetched {
    Kept { media: Media, thumbnail: Option<MediaName> },
    Missing(String),
}

/// Fetches what is still missing of the pictures of the version shown.
pub(crate) async fn run(library: &Library, job: &Job) -> Result<(), CommandError> {
    let (id, key) = (job.article, job.key);
    library.notifier().stage(id, Some(Stage::Pictures));
    let shown = library
        .read(move |reader| match reader.entry(id)?.and_then(|entry| entry.version) {
            Some(version) => reader.version(version),
            None => Ok(None),
        })
        .await?;
    let mut thumbnail = None;
    if let Some(version) = shown
        && let Some(page) = page_of(&version.page.final_url, &job.url)
    {
        let waiting = version.slots.into_iter().filter(|slot| slot.state == SlotState::Waiting);
        thumbnail = fetch_all(library, id, version.head.id, &page, waiting.collect()).await?;
    }
    library
        .write(None, move |writer| {
            if let Some(thumbnail) = &thumbnail {
                writer.set_thumbnail(id, Some(thumbnail))?;
            }
            writer.finish_job(key).map(drop)
        })
        .await
}

/// The page that shows the pictures: the version's own, or, of one that did not say where it was
/// copied from, the one that the person named.
fn page_of(version: &str, entry: &str) -> Option<Url> {
    [version, entry]
        .into_iter()
        .filter_map(|url| Url::parse(url).ok())
        .find(|url| matches!(url.scheme(), "http" | "https"))
}

/// Fetches and stores; gives the small picture for the list: of the one that stands for the
/// article, else of the first.
async fn fetch_all(
    library: &Library,
    article: ArticleId,
    version: VersionId,
    page: &Url,
    waiting: Vec<Slot>,
) -> Result<Option<MediaName>, CommandError> {
    let limits = library.picture_limits();
    let (fetcher, ledger) = library.fetcher().noting();
    let room = Arc::new(Room {
        fetcher,
        deadline: Instant::now() + limits.time,
        bytes: limits.bytes,
        taken: AtomicU64::new(0),
        full: AtomicBool::new(false),
    });
    let (waiting, beyond): (Vec<Slot>, Vec<Slot>) =
        waiting.into_iter().partition(|slot| slot.slot < limits.count);
    if !beyond.is_empty() {
        library
            .write(None, move |writer| {
                for slot in &beyond {
                    writer.miss_slot(version, slot.slot, "more pictures than are kept")?;
                }
                Ok(())
            })
            .await?;
    }
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for slot in waiting {
        // In their order, so that what a limit cuts off is the end of the article.
        let turn = turns.clone().acquire_owned().await.map_err(|error| internal(&error))?;
        let (library, page, room) = (library.clone(), page.clone(), room.clone());
        tasks.spawn(async move {
            let fetched = fetch_one(&library, &slot.url, &page, &room).await?;
            let number = slot.slot;
            let thumbnail = library
                .write(None, move |writer| match fetched {
                    Fetched::Kept { media, thumbnail } => {
                        writer.fill_slot(version, number, &media)?;
                        Ok(thumbnail)
                    }
                    Fetched::Missing(why) => {
                        writer.miss_slot(version, number, &why)?;
                        Ok(None)
                    }
                })
                .await?;
            drop(turn);
            // What stands for the article goes before what is in it, whatever its number.
            Ok::<_, CommandError>(thumbnail.map(|name| ((!slot.lead, number), name)))
        });
    }
    let mut best: Option<((bool, u32), MediaName)> = None;
    while let Some(done) = tasks.join_next().await {
        let found = done.map_err(|error| internal(&error))??;
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.0 < best.0)
        {
            best = Some(found);
        }
    }
    library.note_contacts(article, &ledger);
    lock(&library.shared().space).count_pictures(room.taken.load(Relaxed));
    Ok(best.map(|(_, name)| name))
}

fn internal(error: &dyn std::error::Error) -> CommandError {
    CommandError::Internal { cause: error.to_string() }
}

/// What is left of the limits of one article.
struct Room {
    fetcher: Fetcher,
    deadline: Instant,
    bytes: u64,
    taken: AtomicU64,
    full: AtomicBool,
}

impl Room {
    /// Takes room for that many bytes, where there is as much. The first picture that finds none
    /// is the last to be fetched.
    fn take(&self, bytes: u64) -> bool {
        let fits = |taken: u64| taken.checked_add(bytes).filter(|sum| *sum <= self.bytes);
        let taken = self.taken.fetch_update(Relaxed, Relaxed, fits).is_ok();
        if !taken {
            self.full.store(true, Relaxed);
        }
        taken
    }
}

/// # Errors
/// When the disk does not take it: the picture waits, for it is not missing.
async fn fetch_one(
    library: &Library,
    url: &str,
    page: &Url,
    room: &Room,
) -> Result<Fetched, CommandError> {
    let missing = |why: &str| Ok(Fetched::Missing(why.to_owned()));
    let url = match Url::parse(url) {
        Ok(url) => url,
        Err(error) => return missing(&chain(&error)),
    };
    if room.full.load(Relaxed) {
        return missing(TOO_LARGE);
    }
    if room.deadline <= Instant::now() {
        return missing(TOO_LONG);
    }
    let fetching = room.fetcher.picture(&url, page);
    let picture = match tokio::time::timeout_at(room.deadline, fetching).await {
        Ok(Ok(picture)) => picture,
        Ok(Err(error)) => return missing(&chain(&error)),
        Err(_) => return missing(TOO_LONG),
    };
    if !room.take(picture.bytes.len() as u64) {
        return missing(TOO_LARGE);
    }
    let archive = library.archive().clone();
    match tokio::task::spawn_blocking(move || store(&archive, &picture)).await {
        Ok(stored) => Ok(stored?),
        // One that our own code fell over is left out.
        Err(error) => missing(&error.to_string()),
    }
}

/// Stores a picture and its small one; nothing names them yet.
fn store(archive: &Archive, picture: &PictureBytes) -> backfile_archive::Result<Fetched> {
    let Some(ext) = pictures::ending(picture.media_type) else {
        return Ok(Fetched::Missing(format!("{} is not kept", picture.media_type)));
    };
    let size = pictures::size(&picture.bytes);
    if !pictures::is_sane(size) {
        return Ok(Fetched::Missing("it has more pixels than are kept".to_owned()));
    }
    let name = |sha256: Sha256, ext: &str| MediaName { sha256, ext: ext.to_owned() };
    let sha256 = archive.blobs().put(&picture.bytes)?;
    let thumbnail = match pictures::thumbnail(&picture.bytes) {
        Some(small) => Some(name(archive.blobs().put(&small)?, "jpg")),
        None => None,
    };
    let media = Media {
        name: name(sha256, ext),
        bytes: picture.bytes.len() as u64,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    };
    Ok(Fetched::Kept { media, thumbnail })
}
