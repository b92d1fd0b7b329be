//! Saving: alone, while the index is tended, and while it is made anew. All of it on a copy of
//! the archive, so that the next run measures the same one.

use std::{
    fs,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use backfile_archive::{Act, Archive, ArchiveError, OpenOptions, Tending};
use backfile_article::Timestamp;
use serde_json::json;

use crate::{
    Done,
    args::Wanted,
    ask, build, corpus, sizes, stored,
    table::{Goal, Table},
    times::{Times, spent_by_others},
};

const SAVE: Goal = Goal { p99: Some(25.0), most: Some(100.0) };
/// Articles that make the index want to be tended.
const FRESH: u64 = 2100;
/// So often, that what was tended is merged once.
const ROUNDS: u64 = 6;
/// Between a save and the next: a person saves no faster.
const PAUSE: Duration = Duration::from_millis(20);
/// Seconds in which the index of a million articles is to be made anew.
const REBUILD: f64 = 180.0;

struct Copy {
    dir: PathBuf,
}

impl Copy {
    fn of(wanted: &Wanted) -> Done<Self> {
        let copy = Self { dir: wanted.cache.join("written") };
        if copy.dir.exists() {
            fs::remove_dir_all(&copy.dir)?;
        }
        fs::create_dir_all(&copy.dir)?;
        for entry in fs::read_dir(build::place(wanted))? {
            let entry = entry?;
            // The database and what it left in its log; there are no blobs.
            if entry.file_name().to_string_lossy().starts_with("archive.sqlite") {
                fs::copy(entry.path(), copy.dir.join(entry.file_name()))?;
            }
        }
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.dir) {
            eprintln!("{} was not deleted: {error}.", self.dir.display());
        }
    }
}

/// Saves and searches, one after the other.
struct Person<'a> {
    archive: &'a Archive,
    seed: u64,
    /// The article to save next.
    next: u64,
}

/// What saves took, by the clock, and searches after them.
#[derive(Default)]
struct Taken {
    saves: Times,
    searches: Times,
    /// By the clock, where someone else is at the archive.
    searches_by_clock: Times,
}

impl Person<'_> {
    fn save_and_search(&mut self, taken: &mut Taken) -> Result<(), ArchiveError> {
        let made = [corpus::article(self.seed, self.next)];
        self.next += 1;
        let act = Act::plain(Timestamp(corpus::NOW));
        let start = Instant::now();
        self.archive.write(act, |writer| stored::write(writer, &made))?;
        taken.saves.add(start.elapsed());
        let start = Instant::now();
        taken.searches.run(|| ask::rows(self.archive, &corpus::word(150)))?;
        taken.searches_by_clock.add(start.elapsed());
        Ok(())
    }

    fn save_many(&mut self) -> Result<(), ArchiveError> {
        let numbers = self.next..self.next + FRESH;
        self.next = numbers.end;
        build::write_many(self.archive, self.seed, numbers, || Ok(()))
    }

    /// Saves and searches while something else is done beside; gives what that gave.
    fn beside<T: Send>(
        &mut self,
        taken: &mut Taken,
        go: impl FnOnce(&Archive) -> T + Send,
    ) -> Result<T, ArchiveError> {
        let archive = self.archive;
        thread::scope(|scope| {
            let other = scope.spawn(move || go(archive));
            while !other.is_finished() {
                self.save_and_search(taken)?;
                thread::sleep(PAUSE);
            }
            Ok(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }
}

pub(crate) fn writing(table: &mut Table, wanted: &Wanted) -> Done {
    let copy = Copy::of(wanted)?;
    let archive = Archive::open(&copy.dir, &OpenOptions::default())?;
    ask::rows(&archive, &corpus::word(150))?;
    let mut person = Person { archive: &archive, seed: wanted.seed, next: wanted.articles };
    let search = Goal::p99(wanted.search_goal());

    table.head("save");
    let mut alone = Taken::default();
    for _ in 0..wanted.queries {
        person.save_and_search(&mut alone)?;
    }
    table.row("save", "save one article, durable (by the clock)", &alone.saves, SAVE, None);
    table.row("save", "search right after a save", &alone.searches, search, None);

    let mut tended = Taken::default();
    for _ in 0..ROUNDS {
        person.save_many()?;
        person.beside(&mut tended, |archive| archive.tend(Tending::default(), || true))??;
    }
    let name = "save while the index is tended (by the clock)";
    table.row("save", name, &tended.saves, SAVE, None);
    let name = "search while the index is tended (by the clock)";
    table.row("save", name, &tended.searches_by_clock, Goal::NONE, None);

    let mut rebuilt = Taken::default();
    // It may be made by several threads; this one only saves and searches.
    let before = spent_by_others();
    let clock = person.beside(&mut rebuilt, |archive| {
        let start = Instant::now();
        archive.rebuild_index().map(|()| start.elapsed())
    })??;
    let processor = spent_by_others() - before;
    let name = "save while the index is made anew (by the clock)";
    table.row("save", name, &rebuilt.saves, SAVE, None);
    let name = "search while the index is made anew (by the clock)";
    table.row("save", name, &rebuilt.searches_by_clock, Goal::NONE, None);

    let (clock, processor) = (clock.as_secs_f64(), processor.as_secs_f64());
    let goal = REBUILD * person.next as f64 / 1e6;
    let sentence = format!(
        "The index of all {} articles was made anew in {clock:.1} s by the clock, {processor:.1} s \
         of the processor (goal: {goal:.0} s, its share of {REBUILD:.0} s for a million{}), \
         without one failure of the {} saves and {} searches made meanwhile.",
        person.next,
        sizes::missed(clock > goal),
        rebuilt.saves.count(),
        rebuilt.searches.count(),
    );
    let value = json!({ "clock": clock, "processor": processor, "goal": goal });
    table.fact("rebuild", value, sentence);
    Ok(())
}
