//! Opening an archive, and the first query after it.

use std::time::Instant;

use crate::{
    Done,
    args::Wanted,
    ask, build, corpus,
    table::{Goal, Table},
    times::Times,
};

const TIMES: usize = 5;

pub(crate) fn opening(table: &mut Table, wanted: &Wanted) -> Done {
    let query = corpus::word(150);
    let (mut open, mut first) = (Times::default(), Times::default());
    for _ in 0..TIMES {
        let archive = open.run(|| build::open(wanted))?;
        first.run(|| ask::rows(&archive, &query))?;
    }
    let (mut cold_open, mut cold_first) = (Times::default(), Times::default());
    for _ in 0..TIMES {
        if !forgotten(wanted)? {
            break;
        }
        let start = Instant::now();
        let archive = build::open(wanted)?;
        cold_open.add(start.elapsed());
        let start = Instant::now();
        ask::rows(&archive, &query)?;
        cold_first.add(start.elapsed());
    }
    table.head("start");
    table.row("start", "open", &open, Goal::p99(100.0), None);
    table.row("start", "first query after it", &first, Goal::p99(60.0), None);
    let cold = "open, nothing of the file in memory (by the clock)";
    table.row("start", cold, &cold_open, Goal::p99(100.0), None);
    let cold = "first query after that (by the clock)";
    table.row("start", cold, &cold_first, Goal::p99(60.0), None);
    Ok(())
}

/// Has the system keep the file in memory, as far as it has room: what is measured then is warm.
pub(crate) fn warm(wanted: &Wanted) -> Done {
    let mut file = std::fs::File::open(build::place(wanted).join("archive.sqlite"))?;
    std::io::copy(&mut file, &mut std::io::sink())?;
    Ok(())
}

/// Has the system forget what it keeps of the file in memory; whether it could be asked to.
#[cfg(target_os = "linux")]
fn forgotten(wanted: &Wanted) -> Done<bool> {
    let file = std::fs::File::open(build::place(wanted).join("archive.sqlite"))?;
    // What was not written yet would stay.
    file.sync_all()?;
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn forgotten(_: &Wanted) -> Done<bool> {
    Ok(false)
}
