//! The power fails at a random write. What was acknowledged is there afterwards, and nothing is
//! half there.

use std::path::Path;

use backfile_archive::{Archive, OpenOptions};
use backfile_testkit::{Dice, Storage};

use crate::{
    run::{Outcome, Run},
    saves::{self, Saved},
};

/// Articles that are saved while the power lasts.
const ARTICLES: u64 = 12;

pub(crate) fn run(run: &Run) -> Outcome {
    let seeds = run.count(200, 10);
    let whole = steps();
    let (mut broken, mut acknowledged) = (Vec::new(), 0);
    for number in 0..seeds as u64 {
        let seed = run.seed.wrapping_mul(1_000_003).wrapping_add(number);
        let (found, saved) = cut(seed, whole, false);
        acknowledged += saved;
        broken.extend(found.into_iter().map(|what| format!("seed {seed}: {what}")));
    }
    if !broken.is_empty() {
        broken.truncate(20);
        return Outcome::Broken(broken);
    }
    // A disk that says that it synced and did not loses what was acknowledged: seen?
    let seen = (0..20).filter(|seed| !cut(*seed, whole, true).0.is_empty()).count();
    if seen == 0 {
        return Outcome::Blind("a disk that never syncs lost nothing in 20 cuts".to_owned());
    }
    Outcome::Kept(format!(
        "{seeds} cuts among {whole} writes: {acknowledged} articles acknowledged, 0 lost, 0 half; \
         on a disk that lies about syncing {seen} of 20 cuts were seen to lose something"
    ))
}

/// Writes that all of it takes.
fn steps() -> u64 {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::at(dir.path());
    work(dir.path(), &storage, &mut Dice::new(1));
    storage.steps()
}

/// Saves until the power fails; gives what is wrong with the rest, and how many articles were
/// acknowledged.
fn cut(seed: u64, whole: u64, lies: bool) -> (Vec<String>, usize) {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut dice = Dice::new(seed);
    let storage = Storage::at(before.path());
    if lies {
        storage.lie();
    }
    storage.cut_at(1 + dice.below(usize::try_from(whole).unwrap()) as u64);
    let saved = work(before.path(), &storage, &mut dice);
    let acknowledged = saved.iter().filter(|saved| saved.version.is_some()).count();
    storage.survivors(&mut dice, after.path());
    let wrong = match Archive::open(after.path(), &OpenOptions::default()) {
        Ok(archive) => saves::wrong(&archive, &saved),
        Err(error) => vec![format!("it does not open: {error}")],
    };
    (wrong, acknowledged)
}

fn work(dir: &Path, storage: &Storage, dice: &mut Dice) -> Vec<Saved> {
    let mut saved = Vec::new();
    let options = OpenOptions { disk: storage.disk(), ..OpenOptions::default() };
    let Ok(archive) = Archive::open(dir, &options) else { return saved };
    for number in 0..ARTICLES {
        let Ok(mut one) = saves::link(&archive, number) else { break };
        // What is said to be kept before the next step fails is acknowledged all the same.
        let went = saves::keep(&archive, &mut one).and_then(|()| saves::depict(&archive, &mut one));
        saved.push(one);
        if went.is_err() || dice.chance(20) && archive.checkpoint().is_err() {
            break;
        }
    }
    saved
}
