//! Searches, their counts and facets, and answers to what nothing answers.

use std::fmt::Display;

use backfile_archive::Archive;

use crate::{
    Done,
    args::Wanted,
    ask, plain,
    queries::{self, Class, Query},
    table::{Goal, Table},
    times::Times,
};

/// Queries of a class that FTS5 as it comes is asked: it takes seconds for some.
pub(crate) const PLAIN_QUERIES: usize = 20;
/// Milliseconds after which it is asked no more of a class.
const PLAIN_TIME: f64 = 10_000.0;

/// What was measured of Backfile, class by class.
pub(crate) struct Searched {
    groups: Vec<Group>,
}

struct Group {
    name: &'static str,
    goal: Goal,
    plain: Option<Plain>,
    classes: Vec<(Class, Times)>,
}

type Plain = fn(&rusqlite::Connection, &Query) -> rusqlite::Result<u32>;
type Ours = fn(&Archive, &str) -> backfile_archive::Result<u32>;

/// Asks Backfile everything.
pub(crate) fn searching(archive: &Archive, wanted: &Wanted) -> Done<Searched> {
    let goal = Goal::p99(wanted.search_goal());
    let (seed, articles, count) = (wanted.seed, wanted.articles, wanted.queries);
    let classes = || {
        let mut classes = queries::classes(seed, articles, count);
        classes.retain(|class| class.name.contains(&wanted.only));
        classes
    };
    let counted = || {
        let mut classes = classes();
        classes.retain(|class| queries::COUNTED.contains(&class.name.as_str()));
        classes
    };
    let rows: Ours = |archive, text| Ok(ask::rows(archive, text)?.total);
    let loosened: Ours = |archive, text| Ok(ask::loosened(archive, text)?.total);
    let mut unanswered = queries::unanswered(seed, articles, count);
    unanswered.retain(|class| class.name.contains(&wanted.only));
    let mut groups = Vec::new();
    for (name, goal, classes, ours, plain) in [
        ("search", goal, classes(), rows, Some(plain::rows as Plain)),
        ("count alone", goal, counted(), ask::count as Ours, Some(plain::count as Plain)),
        ("facets", Goal::p99(50.0), counted(), ask::facets as Ours, Some(plain::facets as Plain)),
        ("nothing as typed", Goal::NONE, unanswered, loosened, None),
    ] {
        let mut measured = Vec::new();
        for class in classes {
            let times = asking(archive, &class, goal, ours)?;
            measured.push((class, times));
        }
        groups.push(Group { name, goal, plain, classes: measured });
    }
    Ok(Searched { groups })
}

fn asking(archive: &Archive, class: &Class, goal: Goal, ours: Ours) -> Done<Times> {
    let texts: Vec<String> = class.queries.iter().map(ask::text).collect();
    if let Some(first) = texts.first() {
        ours(archive, first)?;
    }
    let mut times = Times::default();
    let mut slowest: Option<(f64, &String, u32)> = None;
    for text in &texts {
        let found = times.run(|| ours(archive, text))?;
        if slowest.is_none_or(|(most, ..)| times.last() > most) {
            slowest = Some((times.last(), text, found));
        }
    }
    let p99 = times.shares().map_or(0.0, |[_, _, p99, _]| p99);
    if let Some((most, text, found)) = slowest.filter(|_| goal.p99.is_some_and(|goal| p99 > goal)) {
        eprintln!("{}: slowest is {text:?}: {found} found, {most:.1} ms", class.name);
    }
    Ok(times)
}

impl Searched {
    /// Asks FTS5 as it comes the same, where it is to be, and prints all.
    pub(crate) fn print(&self, table: &mut Table, wanted: &Wanted) -> Done {
        let connection = wanted.plain.then(|| plain::open(wanted)).transpose()?;
        for group in self.groups.iter().filter(|group| !group.classes.is_empty()) {
            table.head(group.name);
            for (class, times) in &group.classes {
                let beside = match (&connection, group.plain) {
                    (Some(connection), Some(ask)) => {
                        Some(asking_plain(&class.queries, |query| ask(connection, query))?)
                    }
                    _ => None,
                };
                table.row(group.name, &class.name, times, group.goal, beside.as_ref());
            }
        }
        Ok(())
    }
}

fn asking_plain<E: Display>(
    queries: &[Query],
    ask: impl Fn(&Query) -> Result<u32, E>,
) -> Result<Times, String> {
    let mut times = Times::default();
    for (at, query) in queries.iter().take(PLAIN_QUERIES).enumerate() {
        if at == 0 {
            ask(query).map_err(|error| error.to_string())?;
        }
        times.run(|| ask(query)).map_err(|error| error.to_string())?;
        if times.sum() > PLAIN_TIME {
            break;
        }
    }
    Ok(times)
}
