//! A disk that loses its power, fills up or fails when a test says so.
//!
//! [`Storage`] watches one folder. What an archive writes there goes to the real disk, and into
//! a [`model`] of what a disk owes its user: bytes that were synced and names whose folder was
//! synced stay, of everything else any part may be gone. SQLite's files come through a [`vfs`],
//! the others through a [`Disk`](backfile_archive::Disk).

mod disk;
mod model;
mod vfs;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use backfile_archive::Disk;

use self::model::Model;
use crate::Dice;

/// A folder whose disk does as it is told. Its archive is opened with [`Storage::disk`].
#[derive(Debug, Clone)]
pub struct Storage {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    model: Model,
    /// Writes, syncs, renames, deletions and new files so far.
    steps: u64,
    plan: Plan,
    /// The power is gone.
    is_dead: bool,
    /// Syncs are said to be done and are not.
    lies: bool,
}

/// What is to go wrong.
#[derive(Debug, Clone, Copy, Default)]
enum Plan {
    #[default]
    Nothing,
    Cut(u64),
    Fail {
        step: u64,
        kind: io::ErrorKind,
        lasting: bool,
    },
}

impl Storage {
    /// Watches a folder from now on.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        let root = root.canonicalize().expect("the folder of a storage is there");
        let shared = Arc::new(Shared { root, state: Mutex::default() });
        vfs::watch(&shared);
        Self { shared }
    }

    /// The disk to open the archive with.
    #[must_use]
    pub fn disk(&self) -> Arc<dyn Disk> {
        Arc::new(disk::Watched { storage: self.clone() })
    }

    /// Writes, syncs, renames, deletions and new files that were counted so far.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.state().steps
    }

    /// Has the power fail at that step: it is half done, and nothing after it is.
    pub fn cut_at(&self, step: u64) {
        self.state().plan = Plan::Cut(step);
    }

    /// Has that step fail, and where it is `lasting` every one after it.
    pub fn fail_at(&self, step: u64, kind: io::ErrorKind, lasting: bool) {
        self.state().plan = Plan::Fail { step, kind, lasting };
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        self.state().plan = Plan::Nothing;
    }

    /// A disk that says that it synced and did not.
    pub fn lie(&self) {
        self.state().lies = true;
    }

    /// Writes into an empty folder what is left after the power failed.
    pub fn survivors(&self, dice: &mut Dice, into: &Path) {
        self.state().model.survivors(&self.shared.root, dice, into);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a step and notes it in the model with `note`, unless it fails.
    fn step(&self, note: impl FnOnce(&mut Model)) -> io::Result<()> {
        let mut state = self.state();
        if state.is_dead {
            return Err(io::Error::other("the power is gone"));
        }
        state.steps += 1;
        match state.plan {
            Plan::Cut(step) if state.steps >= step => {
                note(&mut state.model);
                state.is_dead = true;
                Err(io::Error::other("the power is gone"))
            }
            Plan::Fail { step, kind, lasting }
                if state.steps == step || lasting && state.steps > step =>
            {
                Err(kind.into())
            }
            _ => {
                note(&mut state.model);
                Ok(())
            }
        }
    }

    /// The same for a sync: where the power fails in it, nothing is owed yet.
    fn sync_step(&self, note: impl FnOnce(&mut Model)) -> io::Result<()> {
        self.step(|_| {})?;
        let mut state = self.state();
        if !state.lies {
            note(&mut state.model);
        }
        Ok(())
    }
}
