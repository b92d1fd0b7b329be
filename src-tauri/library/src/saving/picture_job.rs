//! The pictures of an article, after its text is safe.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use backfile_archive::{Archive, Job, Media, MediaName, Slot, SlotState};
use backfile_article::{Sha256, VersionId};
use backfile_fetch::PictureBytes;
use tokio::{task::JoinSet, time::Instant};
use url::Url;

use super::{pictures, trouble::chain};
use crate::{
    Library,
    ipc::{CommandError, Stage},
    notify::lock,
};

/// Time that the pictures of one article may take together.
const TIME: Duration = Duration::from_secs(60);
/// Pictures of one article at most.
const COUNT: u32 = 200;
/// Bytes of one article's pictures at most.
const BYTES: u64 = 100 << 20;

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
        && let Ok(page) = Url::parse(&version.page.final_url)
    {
        let waiting = version.slots.into_iter().filter(|slot| slot.state == SlotState::Waiting);
        thumbnail = fetch_all(library, version.head.id, &page, waiting.collect()).await?;
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

/// Fetches and stores; gives the small picture for the list: of the one that stands for the
/// article, else of the first.
async fn fetch_all(
    library: &Library,
    version: VersionId,
    page: &Url,
    waiting: Vec<Slot>,
) -> Result<Option<MediaName>, CommandError> {
    let deadline = Instant::now() + TIME;
    let bytes = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for slot in waiting {
        let (library, page, bytes) = (library.clone(), page.clone(), bytes.clone());
        tasks.spawn(async move {
            let fetched = if slot.slot >= COUNT {
                Fetched::Missing("more pictures than are kept".to_owned())
            } else if bytes.load(Relaxed) >= BYTES {
                Fetched::Missing("the pictures are larger together than is kept".to_owned())
            } else {
                tokio::time::timeout_at(deadline, fetch_one(&library, &slot.url, &page))
                    .await
                    .unwrap_or_else(|_| Fetched::Missing("the pictures took too long".to_owned()))
            };
            if let Fetched::Kept { media, .. } = &fetched {
                bytes.fetch_add(media.bytes, Relaxed);
                lock(&library.shared().space).add(media.bytes);
            }
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
            // What stands for the article goes before what is in it, whatever its number.
            Ok::<_, CommandError>(thumbnail.map(|name| ((!slot.lead, number), name)))
        });
    }
    let mut best: Option<((bool, u32), MediaName)> = None;
    while let Some(done) = tasks.join_next().await {
        let found = done.map_err(|error| CommandError::Internal { cause: error.to_string() })??;
        if let Some(found) = found
            && best.as_ref().is_none_or(|best| found.0 < best.0)
        {
            best = Some(found);
        }
    }
    Ok(best.map(|(_, name)| name))
}

async fn fetch_one(library: &Library, url: &str, page: &Url) -> Fetched {
    let url = match Url::parse(url) {
        Ok(url) => url,
        Err(error) => return Fetched::Missing(chain(&error)),
    };
    let picture = match library.fetcher().picture(&url, page).await {
        Ok(picture) => picture,
        Err(error) => return Fetched::Missing(chain(&error)),
    };
    let archive = library.archive().clone();
    match tokio::task::spawn_blocking(move || store(&archive, &picture)).await {
        Ok(Ok(fetched)) => fetched,
        Ok(Err(error)) => Fetched::Missing(chain(&error)),
        Err(error) => Fetched::Missing(error.to_string()),
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
