//! Every write fails once, for want of room or for a broken disk, in a save, in taking in a
//! list, and in making a backup: the right message comes, nothing acknowledged is lost, and all
//! goes on once the disk does.

use std::{io::ErrorKind, path::Path};

use backfile_archive::{Archive, ArchiveError, OpenOptions, Result};
use backfile_article::Timestamp;
use backfile_testkit::Storage;

use crate::{
    run::{Outcome, Run},
    saves::{self, Saved},
};

/// What is done while a write fails; what it acknowledges it adds.
type Deed = fn(&Archive, &mut Vec<Saved>) -> Result<()>;

const DEEDS: [(&str, Deed); 3] = [("save", save), ("import", import), ("backup", back_up)];

pub(crate) fn run(run: &Run) -> Outcome {
    let most = run.count(300, 10) as u64;
    let (mut broken, mut tried) = (Vec::new(), 0);
    for (name, act) in DEEDS {
        for kind in [ErrorKind::StorageFull, ErrorKind::Other] {
            for lasting in [false, true] {
                for step in 1..=most {
                    match fail(act, step, kind, lasting) {
                        Ok(true) => tried += 1,
                        // There are no more writes than that.
                        Ok(false) => break,
                        Err(why) => broken.push(format!("{name}, write {step}, {kind}: {why}")),
                    }
                }
            }
        }
    }
    if !broken.is_empty() {
        broken.truncate(20);
        return Outcome::Broken(broken);
    }
    match control() {
        true => Outcome::Kept(format!(
            "{tried} writes failed in save, import and backup: 0 lost, each told as what it was, \
             each gone on after"
        )),
        false => Outcome::Blind("a page that was taken away was not missed".to_owned()),
    }
}

fn opened(dir: &Path, storage: &Storage) -> (Archive, Vec<Saved>) {
    let options = OpenOptions { disk: storage.disk(), ..OpenOptions::default() };
    let archive = Archive::open(dir, &options).unwrap();
    let mut saved = Vec::new();
    for number in 0..2 {
        saved.push(saves::link(&archive, number).unwrap());
        saves::keep(&archive, &mut saved[number as usize]).unwrap();
    }
    (archive, saved)
}

/// Has one write of an act fail; whether it has as many writes.
fn fail(act: Deed, step: u64, kind: ErrorKind, lasting: bool) -> std::result::Result<bool, String> {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::at(dir.path());
    let (archive, mut saved) = opened(dir.path(), &storage);
    let (before, at) = (saved.len(), storage.steps() + step);
    storage.fail_at(at, kind, lasting);
    let went = act(&archive, &mut saved);
    if storage.steps() < at {
        return Ok(false);
    }
    match (&went, kind) {
        // Some writes are only for comfort, such as moving the log; those may fail unseen.
        (Ok(()), _) => {}
        (Err(ArchiveError::DiskFull { .. }), ErrorKind::StorageFull) => {}
        (Err(ArchiveError::Disk(_) | ArchiveError::File { .. }), ErrorKind::Other) => {}
        (Err(error), _) => return Err(format!("the message was “{error}”")),
    }
    // Reading goes on while nothing can be written.
    for saved in &saved {
        if let Some(what) = saves::missing(&archive, saved) {
            return Err(format!("while it fails, {what}"));
        }
    }
    storage.mend();
    saved.truncate(saved.len().max(before));
    if let Err(error) = act(&archive, &mut saved) {
        return Err(format!("it does not go on: {error}"));
    }
    let wrong = saves::wrong(&archive, &saved);
    drop(archive);
    let again = Archive::open(dir.path(), &OpenOptions::default());
    let again = again.map_err(|error| format!("it does not open again: {error}"))?;
    match wrong.into_iter().chain(saves::wrong(&again, &saved)).next() {
        None => Ok(true),
        Some(what) => Err(what),
    }
}

fn save(archive: &Archive, saved: &mut Vec<Saved>) -> Result<()> {
    let number = 100 + saved.len() as u64;
    saved.push(saves::link(archive, number)?);
    let one = saved.last_mut().expect("just pushed");
    saves::keep(archive, one)?;
    saves::depict(archive, one)
}

fn import(archive: &Archive, saved: &mut Vec<Saved>) -> Result<()> {
    let first = 1000 + 1000 * saved.len() as u64;
    for part in 0..4 {
        saved.extend(saves::links(archive, first + part * 50..first + (part + 1) * 50)?);
    }
    archive.checkpoint()
}

fn back_up(archive: &Archive, _: &mut Vec<Saved>) -> Result<()> {
    archive.back_up(Timestamp(1_772_625_600_000)).map(drop)
}

/// Whether a page that was taken away is missed.
fn control() -> bool {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::at(dir.path());
    let (archive, saved) = opened(dir.path(), &storage);
    let Some((_, page)) = saved[0].version else { return false };
    let name = page.to_string();
    for ending in ["", ".zst"] {
        // It has one of the two names.
        let _ = std::fs::remove_file(
            dir.path().join("blobs").join(&name[..2]).join(format!("{name}{ending}")),
        );
    }
    !saves::wrong(&archive, &saved).is_empty()
}
