//! What windows are told without asking: changes of the archive, whoever made them, and the
//! queue's steps; at most ten times a second.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use backfile_article::ArticleId;
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use crate::{Library, ipc};

/// The shortest time between two events of a kind.
const BETWEEN: Duration = Duration::from_millis(100);
/// How often another process's writes are looked for.
const FOREIGN: Duration = Duration::from_millis(500);
/// Entries named in one event; a window reloads its list when there were more.
const NAMED: usize = 200;

/// Gathers what happened until the next event.
#[derive(Debug)]
pub(crate) struct Notifier {
    sender: broadcast::Sender<ipc::Event>,
    /// Woken when this process wrote or the queue moved.
    woken: Notify,
    steps: Mutex<BTreeMap<ArticleId, Option<ipc::Stage>>>,
    /// What happens to entries of this process just now.
    stages: Mutex<BTreeMap<ArticleId, ipc::Stage>>,
}

impl Notifier {
    pub(crate) fn new() -> Self {
        let (sender, _) = broadcast::channel(256);
        Self { sender, woken: Notify::new(), steps: Mutex::default(), stages: Mutex::default() }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<ipc::Event> {
        self.sender.subscribe()
    }

    /// Something was written.
    pub(crate) fn wrote(&self) {
        self.woken.notify_one();
    }

    /// Sends an event at once.
    pub(crate) fn send(&self, event: ipc::Event) {
        // Nobody listening is nobody to tell.
        let _ = self.sender.send(event);
    }

    /// An entry's stage changed.
    pub(crate) fn stage(&self, id: ArticleId, stage: Option<ipc::Stage>) {
        {
            let mut stages = lock(&self.stages);
            match stage {
                Some(stage) => stages.insert(id, stage),
                None => stages.remove(&id),
            };
        }
        lock(&self.steps).insert(id, stage);
        self.woken.notify_one();
    }

    /// What happens to entries just now in this process.
    pub(crate) fn stages(&self) -> BTreeMap<ArticleId, ipc::Stage> {
        lock(&self.stages).clone()
    }
}

/// Sends events until the library closes.
pub(crate) async fn run(library: Library, closing: CancellationToken) {
    let mut seq = library.archive().read(|reader| reader.seq()).unwrap_or_default();
    let mut version = library.archive().data_version().ok();
    loop {
        let notifier = library.notifier();
        tokio::select! {
            () = closing.cancelled() => return,
            () = notifier.woken.notified() => {}
            () = tokio::time::sleep(FOREIGN) => {
                let now = library.archive().data_version().ok();
                if now == version {
                    continue;
                }
                version = now;
            }
        }
        let steps = std::mem::take(&mut *lock(&notifier.steps));
        let since = seq;
        let changes = library.read(move |reader| reader.changes_since(since, NAMED)).await;
        match changes {
            // A backup that took the archive's place is at an earlier one.
            Ok(changes) if changes.seq < seq => {
                seq = changes.seq;
                notifier.send(ipc::Event::Changed { seq, ids: Vec::new() });
            }
            Ok(changes) if changes.seq > seq => {
                seq = changes.seq;
                notifier.send(ipc::Event::Changed { seq, ids: changes.ids });
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "changes could not be read"),
        }
        match library.queue_state().await {
            Ok(queue) => {
                let stages =
                    steps.into_iter().map(|(id, stage)| ipc::StageOf { id, stage }).collect();
                notifier.send(ipc::Event::Queue { queue, stages });
            }
            Err(error) => tracing::warn!(%error, "the queue could not be read"),
        }
        tokio::time::sleep(BETWEEN).await;
    }
}

/// A lock whose holder panicked is as good as any: what it guards is replaced whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
