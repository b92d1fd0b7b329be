//! What is measured, and the table.

use std::{error::Error, hint::black_box, time::Duration};

use backfile_archive::{Act, Archive, ListQuery, Listing, Sort, View};
use backfile_article::{ArticleId, Timestamp};
use rusqlite::Connection;

use crate::{Wanted, build, corpus, queries};

type Done<T = ()> = Result<T, Box<dyn Error>>;

/// Time that this thread had a processor: what else runs on the machine does not count.
fn spent() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Processor milliseconds of one run after the other.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn run<T>(&mut self, go: impl FnOnce() -> T) -> T {
        let start = spent();
        let result = black_box(go());
        self.0.push((spent() - start).as_secs_f64() * 1000.0);
        result
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted.get((share * last as f64).ceil() as usize).copied().unwrap_or(f64::NAN)
    }

    fn print(&self, name: &str, goal: f64, beside: Option<&Times>) {
        let [p50, p95, p99, most] = [0.5, 0.95, 0.99, 1.0].map(|share| self.at(share));
        let missed = if p99 > goal { "missed" } else { "" };
        let beside = beside
            .map_or(String::new(), |times| format!("{:.1} / {:.1}", times.at(0.5), times.at(0.99)));
        println!(
            "| {name} | {p50:.2} | {p95:.2} | {p99:.2} | {most:.2} | {goal:.0} {missed} | {beside} |"
        );
    }
}

fn head(what: &str) {
    println!("\n| {what}, ms | p50 | p95 | p99 | max | goal, p99 | plain FTS5 p50 / p99 |");
    println!("|---|---|---|---|---|---|---|");
}

fn request(sort: Sort) -> ListQuery<'static> {
    ListQuery {
        view: View::All,
        query: None,
        sort,
        offset: 0,
        limit: 20,
        utc_offset_minutes: 60,
        now: Timestamp(corpus::NOW),
    }
}

fn ask(archive: &Archive, text: &str) -> Result<Listing, backfile_archive::ArchiveError> {
    let parsed = backfile_query::parse(text).while_typing();
    let request = ListQuery { query: parsed.tree.as_ref(), ..request(Sort::Relevance) };
    archive.read(|reader| reader.list(&request))
}

fn ask_plain(plain: &Connection, words: &str) -> rusqlite::Result<usize> {
    let mut statement = plain.prepare_cached(
        "SELECT title, site, tags, snippet(plain, 4, '[', ']', '…', 32) FROM plain \
         WHERE plain MATCH ?1 ORDER BY rank LIMIT 20",
    )?;
    let rows = statement.query_map([words], |row| row.get::<_, String>(3))?;
    Ok(rows.filter(Result::is_ok).count())
}

/// Goal of the issue for a search: at a million articles, and at most a hundred thousand.
fn goal(wanted: &Wanted) -> f64 {
    if wanted.articles <= 100_000 { 5.0 } else { 16.0 }
}

pub(crate) fn opening(wanted: &Wanted) -> Done<Archive> {
    let (mut open, mut first) = (Times::default(), Times::default());
    for _ in 0..5 {
        let archive = open.run(|| build::archive(&wanted.cache, wanted.articles, wanted.seed))?;
        first.run(|| ask(&archive, &corpus::word(150)))?;
    }
    println!("{} articles, {} queries a class", wanted.articles, wanted.queries);
    head("start");
    open.print("open", 100.0, None);
    first.print("first query after it", 60.0, None);
    build::archive(&wanted.cache, wanted.articles, wanted.seed)
}

pub(crate) fn searching(archive: &Archive, plain: Option<&Connection>, wanted: &Wanted) -> Done {
    head("search");
    for class in queries::classes(wanted.seed, wanted.articles, wanted.queries) {
        if !class.name.contains(&wanted.only) {
            continue;
        }
        // FTS5 as it comes takes seconds for some.
        let plain_queries = if plain.is_some() { wanted.queries.min(20) } else { 0 };
        let (mut times, mut beside, mut slowest) =
            (Times::default(), Times::default(), None::<(f64, &str, u32)>);
        for (at, query) in class.queries.iter().enumerate() {
            if at == 0 {
                ask(archive, &query.text)?;
            }
            let found = times.run(|| ask(archive, &query.text))?.total;
            let last = times.0.last().copied().unwrap_or_default();
            if slowest.as_ref().is_none_or(|(most, ..)| last > *most) {
                slowest = Some((last, query.text.as_str(), found));
            }
            if let (Some(plain), Some(words)) = (plain, &query.plain)
                && at < plain_queries
            {
                beside.run(|| ask_plain(plain, words))?;
            }
        }
        times.print(&class.name, goal(wanted), (!beside.0.is_empty()).then_some(&beside));
        if let Some((most, text, found)) = slowest.filter(|_| times.at(0.99) > goal(wanted)) {
            eprintln!("  slowest: {text}: {found} found, {most:.1} ms");
        }
    }
    Ok(())
}

pub(crate) fn listing(archive: &Archive, wanted: &Wanted) -> Done {
    head("lists");
    let last = u32::try_from(wanted.articles)?;
    for (name, view, sort, at) in [
        ("all, top", View::All, Sort::Saved, 0),
        ("all, foot", View::All, Sort::Saved, last - 20),
        ("unread, middle", View::Unread, Sort::Saved, last / 4),
        ("starred", View::Starred, Sort::Saved, 0),
        ("by date of publication, middle", View::All, Sort::Published, last / 2),
    ] {
        let mut times = Times::default();
        for _ in 0..wanted.queries.min(100) {
            let request = ListQuery { view, offset: at, ..request(sort) };
            times.run(|| archive.read(|reader| reader.list(&request)))?;
        }
        times.print(name, 5.0, None);
    }
    for filter in ["site", "tag", "lang", "words"] {
        let mut times = Times::default();
        for number in 0..wanted.queries.min(100) as u64 {
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
        times.print(&format!("of a {filter}, by date of publication"), 5.0, None);
    }
    let mut times = Times::default();
    for _ in 0..wanted.queries.min(100) {
        times.run(|| archive.read(|reader| reader.counts()))?;
    }
    times.print("counts of every view", 5.0, None);
    Ok(())
}

/// Saves articles one by one, and takes them away again.
pub(crate) fn saving(archive: &Archive, wanted: &Wanted) -> Done {
    head("save");
    let (mut times, mut after) = (Times::default(), Times::default());
    let mut ids: Vec<ArticleId> = Vec::new();
    for number in 0..wanted.queries as u64 {
        let made = [corpus::article(wanted.seed, wanted.articles + number)];
        let key = made[0].entry.url_key.clone();
        let act = Act::plain(Timestamp(corpus::NOW));
        let start = std::time::Instant::now();
        archive.write(act, |writer| build::write(writer, &made))?;
        times.0.push(start.elapsed().as_secs_f64() * 1000.0);
        after.run(|| ask(archive, &corpus::word(150)))?;
        ids.extend(archive.read(|reader| reader.by_key(&key))?.map(|entry| entry.id));
    }
    times.print("save one article, durable (by the clock)", 25.0, None);
    after.print("search right after a save", goal(wanted), None);
    archive.write(Act::plain(Timestamp(corpus::NOW)), |writer| writer.purge(&ids))?;
    Ok(())
}

pub(crate) fn sizes(archive: &Archive) -> Done {
    let connection = Connection::open(archive.dir().join("archive.sqlite"))?;
    let size = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, f64>(0));
    let text = size("SELECT sum(length(CAST(text AS BLOB))) * 1.0 FROM version")?;
    let index = size("SELECT sum(length(block)) * 1.0 FROM found_data")?
        + size("SELECT sum(length(term) + 8) * 1.0 FROM found_idx")?
        + size("SELECT sum(length(sz) + 4) * 1.0 FROM found_docsize")?;
    println!(
        "\nText {:.0} MB, search structures {:.0} MB: {:.2} of the text (goal: under 0.9).",
        text / 1e6,
        index / 1e6,
        index / text
    );
    Ok(())
}
