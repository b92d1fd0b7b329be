//! The program is killed at random moments, by a signal that it cannot see: nothing that it had
//! acknowledged is lost, nothing is half, nothing is there twice, and nobody outlives it.

use std::time::{Duration, Instant};

use backfile_testkit::Dice;
use serde_json::json;

use crate::{
    run::{Outcome, Run},
    stage::{Acknowledged, Stage},
};

/// Kills after which an archive is begun anew, so that looking at all of it stays quick.
const AN_ARCHIVE: usize = 40;

/// Whether the comparison sees what is lost: it is told of an entry that nobody saved.
pub(crate) fn is_blind(stage: &Stage, acknowledged: &Acknowledged) -> Option<Outcome> {
    let mut more = acknowledged.clone();
    let url = stage.story(999_999_999);
    more.add(&[json!({ "status": "saved", "url": url, "id": "x", "title": "x" })]);
    let seen = stage.faults(&more).iter().any(|fault| fault.starts_with("lost: "));
    (!seen).then(|| Outcome::Blind("an entry that nobody saved was not missed".to_owned()))
}

/// Kills while a few links are saved.
pub(crate) fn saves(run: &Run) -> Outcome {
    killed(run, run.count(300, 6), 3)
}

/// Kills while a list of links is imported.
pub(crate) fn import(run: &Run) -> Outcome {
    killed(run, run.count(1000, 3), 60)
}

/// For runs that are only measured: longer than any takes.
const MEASURED: Duration = Duration::from_secs(60);

/// A moment within a run that takes so long, or soon after it.
fn within(dice: &mut Dice, whole: Duration) -> Duration {
    whole.mul_f64(dice.below(1_100_000) as f64 / 1e6)
}

fn killed(run: &Run, kills: usize, links: u64) -> Outcome {
    let stage = Stage::new(run);
    let mut dice = Dice::new(run.seed);
    let (mut next, mut all, mut kept, mut early) = (0, 0, 0, 0);
    let mut acknowledged = Acknowledged::default();
    let mut broken = Vec::new();
    let list = stage.folder.path().join("links.txt");
    // How long a run takes that nobody kills, to spread the kills over all of it.
    let mut whole = Duration::ZERO;
    let mut kill = 0;
    while kill <= kills {
        if kill % AN_ARCHIVE == 0 {
            kept += acknowledged.len();
            stage.wipe();
            acknowledged = Acknowledged::default();
        }
        let given: Vec<String> = (next..next + links).map(|number| stage.story(number)).collect();
        next += links;
        std::fs::write(&list, given.join("\n")).expect("the list is written");
        let file = list.display().to_string();
        let words = ["save", "--json", "--allow-private", &file];
        let limit = if kill == 0 { MEASURED } else { within(&mut dice, whole) };
        let began = Instant::now();
        let (lines, ended) = stage.killed_after(&words, limit);
        if kill == 0 {
            whole = began.elapsed();
        } else if ended {
            // One that came too late is none; how long a run takes stays as it was measured, or the
            // kills would crowd at the beginning, where there is little to lose.
            early += 1;
        }
        let new = acknowledged.add(&lines);
        all += new.len();
        let survivors = stage.survivors();
        if !survivors.is_empty() {
            broken.push(format!("kill {kill}: processes {survivors:?} outlived it"));
        }
        if stage.archive().join("archive.sqlite").exists() || !acknowledged.0.is_empty() {
            let faults = stage.faults(&acknowledged);
            broken.extend(faults.into_iter().map(|fault| format!("kill {kill}: {fault}")));
            broken.extend(
                new.iter()
                    .filter_map(|line| stage.text_fault(line))
                    .map(|fault| format!("kill {kill}: {fault}")),
            );
        }
        if broken.len() > 20 {
            return Outcome::Broken(broken);
        }
        kill += usize::from(kill == 0 || !ended);
    }
    kept += acknowledged.len();
    if let Some(blind) = is_blind(&stage, &acknowledged) {
        return blind;
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{kills} kills while {links} links were saved, and {early} that came after its end: {all} \
         acknowledged, {kept} there; 0 lost, 0 half, 0 doubled, nobody outlived it"
    ))
}

/// Kills while backups are made and put back: the archive is whole at any moment, the old one or
/// the other one, and every backup that there is can be read back.
pub(crate) fn backups(run: &Run) -> Outcome {
    let kills = run.count(200, 6);
    let stage = Stage::new(run);
    let mut dice = Dice::new(run.seed);
    let mut broken = Vec::new();
    let save = |from: u64| {
        let links: Vec<String> = (from..from + 4).map(|number| stage.story(number)).collect();
        let mut words = vec!["save", "--json", "--allow-private"];
        words.extend(links.iter().map(String::as_str));
        let output = stage.run(&words);
        let mut acknowledged = Acknowledged::default();
        let lines: Vec<_> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        acknowledged.add(&lines);
        acknowledged
    };
    // Two states: one with four entries, which is backed up, and one with eight.
    let mut few = save(0);
    let Ok(made) = stage.json(&["backup", "now", "--json"]) else {
        return Outcome::Broken(vec!["no backup could be made".to_owned()]);
    };
    let first = made["name"].as_str().unwrap_or_default().to_owned();
    let mut many = save(4);
    many.0.append(&mut few.0.clone());
    let mut now_many = true;
    let (mut made, mut swapped) = (0, 0);
    let began = Instant::now();
    stage.killed_after(&["backup", "now", "--json"], MEASURED);
    let whole = began.elapsed();
    for kill in 0..kills {
        let restore = kill % 2 == 1;
        let words: Vec<&str> = if restore {
            vec!["backup", "restore", &first, "--json"]
        } else {
            vec!["backup", "now", "--json"]
        };
        let (lines, _) = stage.killed_after(&words, within(&mut dice, whole));
        made += usize::from(!restore && !lines.is_empty());
        // What a person finds then: all of one state.
        let has_many = stage.faults(&many).is_empty();
        let state = if has_many { &many } else { &few };
        let faults = stage.faults(state);
        broken.extend(faults.into_iter().map(|fault| format!("kill {kill}: {fault}")));
        if !restore && has_many != now_many {
            broken.push(format!("kill {kill}: making a backup changed the archive"));
        }
        if restore && !lines.is_empty() && has_many {
            broken.push(format!("kill {kill}: it said that it went back, and had not"));
        }
        if has_many != now_many {
            swapped += 1;
        }
        now_many = has_many;
        for backup in backup_names(&stage) {
            let checked = stage.run(&["backup", "check", &backup, "--json"]);
            if !checked.status.success() {
                let said = String::from_utf8_lossy(&checked.stderr);
                broken.push(format!("kill {kill}: backup {backup}: {said}"));
            }
        }
        if !now_many {
            // Forward again, by what was kept aside when it went back.
            many = Acknowledged(few.0.clone());
            let mut more = save(8 + kill as u64 * 4);
            many.0.append(&mut more.0);
            now_many = true;
        }
        if broken.len() > 20 {
            return Outcome::Broken(broken);
        }
        few.0.retain(|url, _| many.0.contains_key(url));
    }
    if let Some(blind) = is_blind(&stage, &many) {
        return blind;
    }
    if swapped == 0 && !run.sample {
        return Outcome::Blind(
            "no kill came late enough for the archive to be exchanged".to_owned(),
        );
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{kills} kills while backups were made and put back: {made} were made and {swapped} put \
         back before the kill; the archive was whole each time, and every backup reads back"
    ))
}

fn backup_names(stage: &Stage) -> Vec<String> {
    let output = stage.run(&["backup", "list", "--json"]);
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|backup| backup["name"].as_str().map(str::to_owned))
        .collect()
}

/// Kills while an archive of the format before this one is brought to this one.
pub(crate) fn migration(run: &Run) -> Outcome {
    let kills = run.count(100, 4);
    let stage = Stage::new(run);
    let mut dice = Dice::new(run.seed);
    let mut broken = Vec::new();
    let links: Vec<String> = (0..30).map(|number| stage.story(number)).collect();
    let mut words = vec!["save", "--json", "--allow-private"];
    words.extend(links.iter().map(String::as_str));
    let output = stage.run(&words);
    let lines: Vec<_> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let mut acknowledged = Acknowledged::default();
    acknowledged.add(&lines);
    let database = stage.archive().join("archive.sqlite");
    if let Err(error) = to_the_format_before(&database) {
        return Outcome::Broken(vec![format!("the older archive could not be made: {error}")]);
    }
    let older = std::fs::read(&database).expect("the older archive");
    let (mut before, mut after) = (0, 0);
    let began = Instant::now();
    stage.killed_after(&["stats"], MEASURED);
    let whole = began.elapsed();
    for kill in 0..kills {
        for end in ["-wal", "-shm"] {
            // There is one only after a kill.
            let _none = std::fs::remove_file(stage.archive().join(format!("archive.sqlite{end}")));
        }
        std::fs::write(&database, &older).expect("the older archive again");
        stage.killed_after(&["stats"], within(&mut dice, whole));
        match format_of(&database) {
            Ok(BEFORE) => before += 1,
            Ok(_) => after += 1,
            Err(error) => broken.push(format!("kill {kill}: {error}")),
        }
        let faults = stage.faults(&acknowledged);
        broken.extend(faults.into_iter().map(|fault| format!("kill {kill}: {fault}")));
        if broken.len() > 20 {
            return Outcome::Broken(broken);
        }
    }
    if let Some(blind) = is_blind(&stage, &acknowledged) {
        return blind;
    }
    if !broken.is_empty() {
        return Outcome::Broken(broken);
    }
    Outcome::Kept(format!(
        "{kills} kills of a migration: {before} before its commit, {after} after it; {} entries \
         each time, 0 lost, 0 half, 0 doubled",
        acknowledged.len()
    ))
}

/// The format before the newest.
const BEFORE: i64 = 6;

/// Makes of an archive of the newest format one of the format before, which lacks the table of
/// highlights and nothing else.
fn to_the_format_before(database: &std::path::Path) -> rusqlite::Result<()> {
    let connection = rusqlite::Connection::open(database)?;
    connection.execute_batch(&format!("DROP TABLE highlight; PRAGMA user_version = {BEFORE};"))?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)
}

fn format_of(database: &std::path::Path) -> rusqlite::Result<i64> {
    let connection = rusqlite::Connection::open(database)?;
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}
