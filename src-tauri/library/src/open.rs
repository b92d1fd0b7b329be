//! Opening an archive and everything around it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use backfile_archive::{
    Act, Archive, ArchiveError, Batch, Disk, Reader, RealDisk, UndoKind, Writer,
};
use backfile_article::Timestamp;
use backfile_fetch::{FetchConfig, Fetcher};
use tokio::sync::{Notify, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    backing,
    cleaning::{Cleaner, Cleaning},
    contacts,
    files::Upload,
    folders, ipc,
    ipc::CommandError,
    notify::{self, Notifier},
    saving::{
        halt::{self, Halt},
        picture_job::PictureLimits,
        progress, queue,
        trouble::chain,
    },
    settings, tending,
};

/// How to open an archive.
#[derive(Clone)]
pub struct OpenOptions {
    /// Its folder; else as [`folders::archive_folder`] says.
    pub archive: Option<PathBuf>,
    /// Make the folder and the archive when there is none.
    pub create: bool,
    /// Work off the queue.
    pub work: bool,
    /// Open an archive of which nothing can be read, too, as a window does, in which it can be
    /// salvaged.
    pub unreadable: bool,
    /// Where pages are cleaned; this program's own executable unless said.
    pub cleaner: Option<Cleaner>,
    /// How the network is asked; who asks is what the window last said of itself.
    pub fetch: FetchConfig,
    /// Bounds on the pictures of each article.
    pub pictures: PictureLimits,
    /// What pages and pictures are written with; the system's own disk unless a test says.
    pub disk: Arc<dyn Disk>,
}

impl std::fmt::Debug for OpenOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A disk has nothing to show.
        let Self { archive, create, work, unreadable, cleaner, fetch, pictures, disk: _ } = self;
        f.debug_struct("OpenOptions")
            .field("archive", archive)
            .field("create", create)
            .field("work", work)
            .field("unreadable", unreadable)
            .field("cleaner", cleaner)
            .field("fetch", fetch)
            .field("pictures", pictures)
            .finish_non_exhaustive()
    }
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            archive: None,
            create: true,
            work: true,
            unreadable: false,
            cleaner: None,
            fetch: FetchConfig::default(),
            pictures: PictureLimits::default(),
            disk: Arc::new(RealDisk),
        }
    }
}

/// Why an archive was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The system names no data folder and nobody named one.
    #[error("this system names no folder for data; name one with BACKFILE_ARCHIVE")]
    NoFolder,
    /// There is no archive in that folder.
    #[error("there is no archive in {0}")]
    NoArchive(PathBuf),
    /// The archive itself.
    #[error("the archive in {folder} did not open")]
    Archive {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: ArchiveError,
    },
    /// Another program has it open while it is wanted alone.
    #[error("the archive in {folder} is in use: {holder}; close it there and try again")]
    InUse {
        /// Its folder.
        folder: PathBuf,
        /// Who, as far as is known.
        holder: String,
    },
    /// It could not be made smaller; what it held it still holds.
    #[error("the archive in {folder} was not compacted; nothing is lost")]
    Compact {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: ArchiveError,
    },
    /// Nothing could be salvaged from it; it is as it was.
    #[error("the archive in {folder} was not salvaged; it is as it was")]
    Salvage {
        /// Its folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: ArchiveError,
    },
    /// The network could not be set up.
    #[error("the network could not be set up")]
    Network(#[from] backfile_fetch::FetchError),
    /// The program does not know its own place.
    #[error("this program does not know where it lies")]
    Program(#[source] std::io::Error),
}

/// An open archive with its queue: what a window and a terminal work with.
#[derive(Clone)]
pub struct Library {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    folder: PathBuf,
    archive: Archive,
    fetcher: Fetcher,
    pictures: PictureLimits,
    cleaning: Cleaning,
    notifier: Notifier,
    /// Woken when there may be work in the queue.
    pub(crate) work: Notify,
    pub(crate) uploads: Mutex<HashMap<String, Upload>>,
    pub(crate) space: Mutex<progress::Sampled>,
    pub(crate) eta: Mutex<progress::Eta>,
    pub(crate) backing: backing::Backing,
    pub(crate) halt: Mutex<Option<Halt>>,
    pub(crate) unwritten: contacts::Unwritten,
    closing: CancellationToken,
    tasks: TaskTracker,
}

/// What was read; of a damaged archive nothing, where it could not be read.
///
/// # Errors
/// Of one that is not known to be damaged, whatever it was.
pub(crate) fn read_or_left_out<T: Default>(
    damaged: bool,
    read: Result<T, ArchiveError>,
) -> Result<T, ArchiveError> {
    read.or_else(|error| {
        if !damaged {
            return Err(error);
        }
        tracing::warn!(%error, "a part of the damaged archive is left out");
        Ok(T::default())
    })
}

impl Library {
    /// Opens the archive and, where that is wanted, starts on its queue.
    ///
    /// # Errors
    /// When there is no folder, or what it holds cannot be opened. Nothing was changed then.
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        let folder =
            folders::archive_folder(options.archive.as_deref()).ok_or(OpenError::NoFolder)?;
        let wrong = |source| match source {
            ArchiveError::NotFound(_) => OpenError::NoArchive(folder.clone()),
            source => OpenError::Archive { folder: folder.clone(), source },
        };
        let how = backfile_archive::OpenOptions {
            create: options.create,
            unreadable: options.unreadable,
            disk: options.disk,
            ..backfile_archive::OpenOptions::default()
        };
        let archive = Archive::open(&folder, &how).map_err(wrong)?;
        let damaged = archive.access().is_damaged();
        let (browser, origins) = archive
            .read(|reader| {
                let browser = read_or_left_out(damaged, settings::browser(reader))?;
                Ok((browser, read_or_left_out(damaged, reader.origins())?))
            })
            .map_err(wrong)?;
        let mut fetch = options.fetch;
        fetch.languages = settings::system_languages();
        if let Some(browser) = browser {
            (fetch.user_agent, fetch.languages) = (browser.user_agent, browser.languages);
        }
        let fetcher = Fetcher::new(fetch)?;
        for (origin, allowed) in origins {
            if allowed && let Ok(origin) = origin.parse() {
                fetcher.allow_origin(&origin);
            }
        }
        let cleaner = match options.cleaner {
            Some(cleaner) => cleaner,
            None => Cleaner::Processes(std::env::current_exe().map_err(OpenError::Program)?),
        };
        let shared = Shared {
            folder: folder.clone(),
            archive,
            fetcher,
            pictures: options.pictures,
            cleaning: Cleaning::new(cleaner),
            notifier: Notifier::new(),
            work: Notify::new(),
            uploads: Mutex::default(),
            space: Mutex::default(),
            eta: Mutex::default(),
            backing: backing::Backing::default(),
            halt: Mutex::default(),
            unwritten: contacts::Unwritten::default(),
            closing: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let library = Self { shared: Arc::new(shared) };
        // An archive that is only looked at may be older than this, or damaged there.
        if let Err(error) = library.hold_as_before() {
            tracing::warn!(%error, "nobody knows which sites asked to be left alone");
        }
        library.spawn(notify::run(library.clone(), library.shared.closing.clone()));
        if options.work {
            library.spawn(queue::run(library.clone(), library.shared.closing.clone()));
            library.spawn(backing::run(library.clone(), library.shared.closing.clone()));
            library.spawn(tending::run(library.clone(), library.shared.closing.clone()));
        }
        Ok(library)
    }

    /// Lets work under way come to its end, for a few seconds, and starts no more.
    pub async fn shut_down(&self) {
        self.shared.closing.cancel();
        self.shared.tasks.close();
        let patience = std::time::Duration::from_secs(3);
        if tokio::time::timeout(patience, self.shared.tasks.wait()).await.is_err() {
            tracing::info!("work was left for the next start");
        }
    }

    /// The archive's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.shared.folder
    }

    /// What is told without asking.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<ipc::Event> {
        self.shared.notifier.subscribe()
    }

    pub(crate) fn archive(&self) -> &Archive {
        &self.shared.archive
    }

    pub(crate) fn fetcher(&self) -> &Fetcher {
        &self.shared.fetcher
    }

    pub(crate) fn picture_limits(&self) -> &PictureLimits {
        &self.shared.pictures
    }

    pub(crate) fn cleaning(&self) -> &Cleaning {
        &self.shared.cleaning
    }

    pub(crate) fn notifier(&self) -> &Notifier {
        &self.shared.notifier
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.shared.tasks.spawn(task);
    }

    /// Reads from one snapshot, away from the async threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let archive = self.archive().clone();
        blocking(move || archive.read(work)).await
    }

    /// Writes in one transaction, tells the windows, and wakes the queue.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        kind: Option<UndoKind>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let act = Act { kind, at: Timestamp::now() };
        let written = self.writing(move |archive| archive.write(act, work)).await;
        self.notifier().wrote();
        self.shared.work.notify_one();
        written
    }

    /// Writes one part of an act that is too long for one transaction; `batch` is that of the
    /// part before, and undo takes all parts back at once.
    pub(crate) async fn write_part<T: Send + 'static>(
        &self,
        kind: UndoKind,
        batch: Option<Batch>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let act = Act { kind: Some(kind), at: Timestamp::now() };
        let written = self.writing(move |archive| archive.write_into(act, batch, work)).await;
        self.notifier().wrote();
        self.shared.work.notify_one();
        written
    }

    /// A write that nobody is told of and that wakes nobody: a claim.
    pub(crate) async fn quietly<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let act = Act { kind: None, at: Timestamp::now() };
        self.writing(move |archive| archive.write(act, work)).await
    }

    /// Writes away from the async threads; of a disk that is full it is said what is missing.
    async fn writing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Archive) -> Result<T, ArchiveError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let (archive, folder) = (self.archive().clone(), self.folder().to_owned());
        let done = tokio::task::spawn_blocking(move || {
            work(&archive).map_err(|error| match error {
                ArchiveError::DiskFull { needed } => CommandError::DiskFull {
                    missing: halt::missing(progress::free_bytes(&folder), needed),
                },
                other => other.into(),
            })
        });
        done.await.map_err(|error| CommandError::Internal { cause: error.to_string() })?
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ArchiveError> + Send + 'static,
) -> Result<T, CommandError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(CommandError::from),
        Err(error) => Err(CommandError::Internal { cause: error.to_string() }),
    }
}

impl From<ArchiveError> for CommandError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::NotFound(_) => Self::NotFound,
            ArchiveError::BadName(value) => Self::BadValue { field: "name".to_owned(), value },
            ArchiveError::Busy | ArchiveError::InUse { .. } => Self::Busy,
            ArchiveError::Damaged(cause) => {
                tracing::error!(%cause, "something is damaged");
                Self::Damaged { cause }
            }
            ArchiveError::DiskFull { .. } => Self::DiskFull { missing: None },
            ArchiveError::ReadOnly => Self::ReadOnly,
            ArchiveError::NewerFormat { .. } => Self::NewerFormat,
            ref failed @ (ArchiveError::Disk(_) | ArchiveError::File { .. }) => {
                let cause = chain(failed);
                tracing::error!(%cause, "the disk failed");
                Self::Disk { cause }
            }
            other => {
                let cause = chain(&other);
                tracing::error!(%cause, "the archive failed");
                Self::Internal { cause }
            }
        }
    }
}
