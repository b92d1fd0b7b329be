//! Lists, which nothing is searched in.

use backfile_archive::{Archive, ListQuery, Sort, View};

use crate::{
    Done,
    args::Wanted,
    ask::request,
    corpus,
    table::{Goal, Table},
    times::Times,
};

/// Each is asked so many times at most.
const TIMES: usize = 100;
const GOAL: f64 = 5.0;

pub(crate) fn listing(archive: &Archive, table: &mut Table, wanted: &Wanted) -> Done {
    table.head("lists");
    let last = u32::try_from(wanted.articles)?;
    let count = wanted.queries.min(TIMES);
    let goal = Goal::p99(GOAL);
    for (name, view, sort, at) in [
        ("all, top", View::All, Sort::Saved, 0),
        ("all, foot", View::All, Sort::Saved, last - 20),
        ("unread, middle", View::Unread, Sort::Saved, last / 4),
        ("starred", View::Starred, Sort::Saved, 0),
        ("by date of publication, middle", View::All, Sort::Published, last / 2),
    ] {
        let mut times = Times::default();
        for _ in 0..count {
            let request = ListQuery { view, offset: at, ..request(sort) };
            times.run(|| archive.read(|reader| reader.list(&request)))?;
        }
        table.row("lists", name, &times, goal, None);
    }
    for filter in ["site", "tag", "lang", "words"] {
        let mut times = Times::default();
        for number in 0..count as u64 {
            let text = match filter {
                "site" => format!("site:{}", corpus::site(1 + number)),
                "tag" => format!("tag:\"{}\"", corpus::tag(1 + number)),
                "lang" => format!("lang:{}", ["en", "de", "fr"][number as usize % 3]),
                _ => format!("words:>{}", number * 5),
            };
            let parsed = backfile_query::parse(&text);
            let request = ListQuery { query: parsed.tree.as_ref(), ..request(Sort::Published) };
            times.run(|| archive.read(|reader| reader.list(&request)))?;
        }
        let name = format!("of a {filter}, by date of publication");
        table.row("lists", &name, &times, goal, None);
    }
    let mut times = Times::default();
    for _ in 0..count {
        times.run(|| archive.read(|reader| reader.counts()))?;
    }
    table.row("lists", "counts of every view", &times, goal, None);
    Ok(())
}
