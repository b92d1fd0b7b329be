//! Which backups are kept.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use backfile_article::Timestamp;
use chrono::Datelike as _;

use super::{Backups, dated, manifest};
use crate::{ArchiveError, Disk, Result};

/// The last ones, of which all are kept: whoever makes one by hand does not lose the one before.
const LAST: usize = 3;
/// Days and weeks of which one is kept.
const DAYS: usize = 7;
const WEEKS: usize = 4;

/// A backup as far as it matters here.
#[derive(Debug, Clone)]
struct Known {
    name: String,
    at: Timestamp,
    verified: bool,
}

/// The names of those that are kept: the last few, and of each of the last days and weeks that have any, the newest,
/// one that was verified before one that was not.
fn kept(known: &[Known]) -> HashSet<&str> {
    let mut newest: Vec<&Known> = known.iter().collect();
    newest.sort_by_key(|one| (std::cmp::Reverse(one.at), std::cmp::Reverse(one.name.clone())));
    let mut kept = HashSet::new();
    let mut of_each = |most: usize, span: &dyn Fn(&Known) -> (i32, u32)| {
        let mut spans: Vec<(i32, u32)> = newest.iter().map(|one| span(one)).collect();
        spans.dedup();
        for wanted in spans.into_iter().take(most) {
            let mut those = newest.iter().filter(|one| span(one) == wanted);
            let first = those.clone().next();
            if let Some(one) = those.find(|one| one.verified).or(first) {
                kept.insert(one.name.as_str());
            }
        }
    };
    of_each(DAYS, &|one| {
        let day = one.at.to_utc().date_naive();
        (day.year(), day.ordinal())
    });
    of_each(WEEKS, &|one| {
        let week = one.at.to_utc().date_naive().iso_week();
        (week.year(), week.week())
    });
    kept.extend(newest.iter().take(LAST).map(|one| one.name.as_str()));
    // Whatever else: what can be gone back to for certain.
    kept.extend(newest.iter().find(|one| one.verified).map(|one| one.name.as_str()));
    kept
}

/// Lets go of backups that are not kept, then of the oldest while all take more than half of
/// `archive` bytes; the newest stays whatever it takes.
pub(super) fn thin(backups: &Backups, disk: &dyn Disk, archive: u64, now: Timestamp) -> Result<()> {
    let mut known = known(backups, now)?;
    let keep: HashSet<String> = kept(&known).into_iter().map(str::to_owned).collect();
    for one in known.extract_if(.., |one| !keep.contains(&one.name)) {
        remove(backups, disk, &one.name)?;
    }
    free_pieces(backups, disk)?;
    known.sort_by_key(|one| one.at);
    while known.len() > 1 && bytes_below(&backups.root)? > archive / 2 {
        // The newest that was verified is the last to go.
        let last = known.iter().rposition(|one| one.verified).unwrap_or(known.len() - 1);
        let oldest = usize::from(last == 0);
        let one = known.remove(oldest);
        remove(backups, disk, &one.name)?;
        free_pieces(backups, disk)?;
    }
    Ok(())
}

fn known(backups: &Backups, now: Timestamp) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    for (name, folder) in dated(&backups.root)? {
        match manifest::read(&folder) {
            // One from the future, by a clock that was wrong, must not outlive all others.
            Ok(manifest) => known.push(Known {
                name,
                at: manifest.at.min(now),
                verified: manifest.verified_at.is_some(),
            }),
            // It stays; nobody knows what it is.
            Err(error) => tracing::warn!(%error, "a backup cannot be read"),
        }
    }
    Ok(known)
}

/// Removes one: it is none any more from the first step on.
fn remove(backups: &Backups, disk: &dyn Disk, name: &str) -> Result<()> {
    let (folder, gone) = (backups.root.join(name), backups.root.join(format!("{name}.new")));
    let failed = |error| ArchiveError::file(&folder, error);
    disk.rename(&folder, &gone).map_err(failed)?;
    disk.sync_dir(&backups.root).map_err(failed)?;
    std::fs::remove_dir_all(&gone).map_err(failed)
}

/// Frees pieces that no backup is made of.
fn free_pieces(backups: &Backups, disk: &dyn Disk) -> Result<()> {
    let mut needed = HashSet::new();
    for (_, folder) in dated(&backups.root)? {
        match manifest::read(&folder) {
            Ok(manifest) => needed.extend(manifest.pieces),
            Err(error) => {
                tracing::warn!(%error, "no piece is freed, since a backup cannot be read");
                return Ok(());
            }
        }
    }
    for (path, sha256) in backups.pieces.old_files(std::time::Duration::ZERO)? {
        if sha256.is_none_or(|sha256| !needed.contains(&sha256)) {
            disk.remove(&path).map_err(|error| ArchiveError::file(&path, error))?;
        }
    }
    Ok(())
}

/// Removes what a killed program left half made.
pub(super) fn clear_leftovers(backups: &Backups) -> Result<()> {
    let failed = |error| ArchiveError::file(&backups.root, error);
    for entry in backups.root.read_dir().map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "new") && path.is_dir() {
            std::fs::remove_dir_all(&path).map_err(|error| ArchiveError::file(&path, error))?;
        }
    }
    Ok(())
}

/// Bytes of all files below a folder; 0 where there is none.
pub(super) fn bytes_below(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error| ArchiveError::file(&folder, error);
        let entries = match folder.read_dir() {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            match entry.metadata() {
                Ok(file) if file.is_dir() => folders.push(entry.path()),
                Ok(file) => bytes += file.len(),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    const DAY: i64 = 24 * HOUR;
    /// A Sunday at noon, so that the week behind it is one.
    const NOW: i64 = 1_772_971_200_000;

    fn at(times: impl IntoIterator<Item = i64>) -> Vec<Known> {
        times
            .into_iter()
            .map(|at| Known { name: at.to_string(), at: Timestamp(at), verified: true })
            .collect()
    }

    fn kept_times(known: &[Known]) -> Vec<i64> {
        let mut times: Vec<i64> = kept(known).iter().map(|name| name.parse().unwrap()).collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        times
    }

    #[test]
    fn seven_days_and_four_weeks_stay_of_a_year() {
        let known = at((0..365).map(|day| NOW - day * DAY));
        let days: Vec<i64> = (0..7).map(|day| NOW - day * DAY).collect();
        // The newest of this week is the newest of today already.
        let weeks = [7, 14, 21].map(|day| NOW - day * DAY);
        assert_eq!(kept_times(&known), [days, weeks.to_vec()].concat());
    }

    #[test]
    fn of_one_day_the_last_three_stay_and_the_newest_that_was_verified() {
        let mut known = at((0..6).map(|hour| NOW - hour * HOUR));
        assert_eq!(kept_times(&known), [0, 1, 2].map(|hour| NOW - hour * HOUR));
        for one in &mut known[..4] {
            one.verified = false;
        }
        assert_eq!(kept_times(&known), [0, 1, 2, 4].map(|hour| NOW - hour * HOUR));
    }

    #[test]
    fn days_without_any_do_not_count() {
        let known = at((0..10).map(|at| NOW - at * 30 * DAY));
        assert_eq!(kept_times(&known).len(), 7);
    }
}
