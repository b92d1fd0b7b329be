//! The power fails while a backup is put back, or while the archive is compacted. What there is
//! afterwards is whole: all of the one state or all of the other.

use std::path::Path;

use backfile_archive::{Archive, OpenOptions, Result};
use backfile_article::Timestamp;
use backfile_testkit::{Dice, Storage};

use crate::{
    run::{Outcome, Run},
    saves::{self, Saved},
};

/// Articles that the backup holds, and those that there are when the power fails.
const BACKED_UP: usize = 4;
const ALL: usize = 8;

/// What is under way when the power fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Restore,
    Compact,
}

/// The part.
pub(crate) fn run(run: &Run) -> Outcome {
    let seeds = run.count(200, 3);
    let (mut broken, mut back, mut steps) = (Vec::new(), 0, 0);
    for work in [Work::Restore, Work::Compact] {
        let whole = cut(1, work, None, false).steps;
        steps += whole;
        for number in 0..seeds as u64 {
            let seed = run.seed.wrapping_mul(1_000_033).wrapping_add(number);
            let found = cut(seed, work, Some(whole), false);
            back += usize::from(found.is_back);
            broken.extend(found.wrong.iter().map(|what| format!("{work:?}, seed {seed}: {what}")));
        }
        if work == Work::Restore && (back == 0 || back == seeds) && !run.sample {
            return Outcome::Blind(format!("of {seeds} cuts {back} came after the exchange"));
        }
    }
    if !broken.is_empty() {
        broken.truncate(20);
        return Outcome::Broken(broken);
    }
    // A disk that says that it synced and did not loses something: seen?
    let lost = |seed: &u64| !cut(*seed, Work::Restore, Some(steps), true).wrong.is_empty();
    let lies = run.count(20, 3);
    let seen = (0..lies as u64).filter(lost).count();
    if seen == 0 {
        return Outcome::Blind(format!("a disk that never syncs lost nothing in {lies} cuts"));
    }
    Outcome::Kept(format!(
        "{seeds} cuts while a backup was put back, {back} of them after the exchange, and {seeds} \
         while the archive was compacted: whole each time, the one state or the other; on a disk \
         that lies about syncing {seen} of {lies} cuts were seen to lose something"
    ))
}

/// What came of a cut.
struct Found {
    wrong: Vec<String>,
    /// Whether the backup's state is the one that is there.
    is_back: bool,
    /// Writes that the work took, where nothing cut it.
    steps: u64,
}

fn cut(seed: u64, work: Work, whole: Option<u64>, lies: bool) -> Found {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut dice = Dice::new(seed);
    let storage = Storage::at(before.path());
    if lies {
        storage.lie();
    }
    let options = OpenOptions { disk: storage.disk(), ..OpenOptions::default() };
    let (saved, backup) = prepare(before.path(), &options).expect("the archive is made");
    let begin = storage.steps();
    if let Some(whole) = whole {
        storage.cut_at(begin + 1 + dice.below(usize::try_from(whole).unwrap()) as u64);
    }
    let at = Timestamp(1_772_700_000_000);
    let done = match work {
        Work::Restore => Archive::restore_in(before.path(), &options, &backup, at).map(|_| ()),
        Work::Compact => {
            Archive::compact(before.path(), &options, at, &mut |_, _, _| {}).map(|_| ())
        }
    };
    let steps = storage.steps() - begin;
    if whole.is_none() {
        done.expect("nothing goes wrong unless it is made to");
    }
    storage.survivors(&mut dice, after.path());
    let (wrong, is_back) = match Archive::open(after.path(), &OpenOptions::default()) {
        Ok(archive) => look(&archive, &saved, work),
        Err(error) => (vec![format!("it does not open: {error}")], false),
    };
    Found { wrong, is_back, steps }
}

/// An archive with a backup and articles that were saved since.
fn prepare(dir: &Path, options: &OpenOptions) -> Result<(Vec<Saved>, String)> {
    let archive = Archive::open(dir, options)?;
    let (mut saved, mut backup) = (Vec::new(), String::new());
    for number in 0..ALL {
        let mut one = saves::link(&archive, number as u64)?;
        saves::keep(&archive, &mut one)?;
        saves::depict(&archive, &mut one)?;
        saved.push(one);
        if saved.len() == BACKED_UP {
            backup = archive.back_up(Timestamp(1_772_650_000_000))?.name;
        }
    }
    Ok((saved, backup))
}

/// What is wrong with what there is, and whether that is the backup's state.
fn look(archive: &Archive, saved: &[Saved], work: Work) -> (Vec<String>, bool) {
    let there = |one: &&Saved| archive.read(|reader| reader.entry(one.id)).ok().flatten().is_some();
    let is_back = work == Work::Restore && saved[BACKED_UP..].iter().filter(there).count() == 0;
    let mut wrong = saves::wrong(archive, if is_back { &saved[..BACKED_UP] } else { saved });
    if is_back && archive.asides().map_or(0, |asides| asides.len()) != 1 {
        wrong.push("what was there before is not kept aside".to_owned());
    }
    (wrong, is_back)
}
