//! Builds an archive through the archive's own writes.

use std::{fs, path::PathBuf, time::Instant};

use backfile_archive::{Act, Archive, ArchiveError, OpenOptions, Tending};
use backfile_article::Timestamp;

use crate::{
    Done,
    args::Wanted,
    corpus::{self, Made, NOW},
    plain,
    stored::write,
};

/// Changes when the articles of a number do, so that older archives are not taken for these.
const CORPUS: u32 = 2;
const AT_ONCE: u64 = 500;

/// Writes many articles, in acts of a few hundred.
pub(crate) fn write_many(
    archive: &Archive,
    seed: u64,
    numbers: std::ops::Range<u64>,
    mut then: impl FnMut() -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    let mut from = numbers.start;
    while from < numbers.end {
        let until = (from + AT_ONCE).min(numbers.end);
        let made: Vec<Made> = (from..until).map(|n| corpus::article(seed, n)).collect();
        archive.write(Act::plain(Timestamp(NOW)), |writer| write(writer, &made))?;
        then()?;
        from = until;
    }
    Ok(())
}

/// Where the archive of that many articles lies.
pub(crate) fn place(wanted: &Wanted) -> PathBuf {
    wanted.cache.join(format!("archive-{CORPUS}-{}-{}", wanted.seed, wanted.articles))
}

/// Whether all that is to be measured was built.
pub(crate) fn is_there(wanted: &Wanted) -> bool {
    place(wanted).join("whole").exists() && (!wanted.plain || plain::is_there(wanted))
}

/// Opens what was built.
pub(crate) fn open(wanted: &Wanted) -> Result<Archive, ArchiveError> {
    Archive::open(&place(wanted), &OpenOptions::default())
}

/// Builds what is not there.
pub(crate) fn all(wanted: &Wanted) -> Done {
    let dir = place(wanted);
    if !dir.join("whole").exists() {
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        eprintln!("Building an archive of {} articles.", wanted.articles);
        let start = Instant::now();
        let archive = Archive::open(&dir, &OpenOptions::default())?;
        write_many(&archive, wanted.seed, 0..wanted.articles, || {
            archive.tend(Tending { fresh: 60_000, ..Tending::default() }, || true).map(drop)
        })?;
        archive.tend(Tending { fresh: 1, listed: 1 }, || true)?;
        fs::write(dir.join("whole"), "")?;
        eprintln!("Built in {:.0} s.", start.elapsed().as_secs_f64());
    }
    if wanted.plain && !plain::is_there(wanted) {
        eprintln!("Building plain FTS5 of the same articles.");
        plain::build(wanted)?;
    }
    Ok(())
}
