//! FTS5 as it comes, over the same texts: what a program gets that asks SQLite for `rank` and
//! filters by the columns of its table.

use std::{fs, path::PathBuf};

use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    Done,
    args::Wanted,
    corpus,
    queries::{Filter, Form, Query},
};

/// Changes when what is built does.
const PLAIN: u32 = 4;

fn place(wanted: &Wanted) -> PathBuf {
    wanted.cache.join(format!("plain-{PLAIN}-{}-{}.sqlite", wanted.seed, wanted.articles))
}

/// Whether it was built.
pub(crate) fn is_there(wanted: &Wanted) -> bool {
    place(wanted).with_extension("whole").exists()
}

/// Opens what was built.
pub(crate) fn open(wanted: &Wanted) -> rusqlite::Result<Connection> {
    Connection::open(place(wanted))
}

/// Builds it. What is filtered by stands before the texts in the rows, where it is read fast.
pub(crate) fn build(wanted: &Wanted) -> Done {
    let path = place(wanted);
    if path.exists() {
        fs::remove_file(&path)?;
    }
    let mut connection = Connection::open(&path)?;
    connection.pragma_update(None, "journal_mode", "off")?;
    connection.execute_batch(
        "CREATE TABLE kept (
           rowid INTEGER PRIMARY KEY, site, byline, language, published, dated, read, starred,
           words, title, tags, body);
         CREATE TABLE kept_tag (kept INTEGER, tag TEXT, PRIMARY KEY (kept, tag)) WITHOUT ROWID;
         CREATE VIRTUAL TABLE plain USING fts5 (
           title, site, byline, tags, body, content = 'kept', content_rowid = 'rowid');",
    )?;
    let transaction = connection.transaction()?;
    for number in 0..wanted.articles {
        let made = corpus::article(wanted.seed, number);
        let row = i64::try_from(number + 1)?;
        let dated = made.published.clone().or_else(|| corpus::day(made.saved_at));
        transaction
            .prepare_cached(
                "INSERT INTO kept VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(rusqlite::params![
                row,
                made.host,
                corpus::author(made.author),
                made.language.split('-').next(),
                made.published,
                dated,
                made.read,
                made.starred,
                i64::try_from(made.ranks.len())?,
                made.title,
                made.tag_names().join(" "),
                made.paragraphs.join("\n\n"),
            ])?;
        for tag in made.tag_names() {
            transaction
                .prepare_cached("INSERT INTO kept_tag VALUES (?1, ?2)")?
                .execute((row, tag))?;
        }
    }
    transaction.execute("INSERT INTO plain (plain) VALUES ('rebuild')", [])?;
    transaction.commit()?;
    fs::write(path.with_extension("whole"), "")?;
    Ok(())
}

/// What FTS5 is asked for.
fn words(query: &Query) -> String {
    let quoted: Vec<String> = query.words.iter().map(|word| format!("\"{word}\"")).collect();
    let quoted = quoted.join(" ");
    let words = match &query.form {
        Form::All => quoted,
        Form::Begun(begin) => format!("{quoted} \"{begin}\" *"),
        Form::Phrase => format!("\"{}\"", query.words.join(" ")),
        Form::Near(most) => format!("NEAR({quoted}, {most})"),
    };
    match &query.filter {
        Some(Filter::Not(word)) => format!("({words}) NOT \"{word}\""),
        _ => words,
    }
}

/// What the table is asked for besides; `?2` and `?3` are the values.
fn filter(query: &Query) -> (&'static str, Vec<Value>) {
    let text = |text: &str| Value::Text(text.to_owned());
    match &query.filter {
        None | Some(Filter::Not(_)) => ("", Vec::new()),
        Some(Filter::Site(site)) => ("AND k.site = ?2", vec![text(site)]),
        Some(Filter::Tag(tag)) => (
            "AND EXISTS (SELECT 1 FROM kept_tag t WHERE t.kept = k.rowid \
             AND (t.tag = ?2 OR t.tag > ?2 || '/' AND t.tag < ?2 || '0'))",
            vec![text(tag)],
        ),
        Some(Filter::Author(author)) => ("AND k.byline = ?2", vec![text(author)]),
        Some(Filter::Language(code)) => ("AND k.language = ?2", vec![text(code)]),
        Some(Filter::After(year)) => ("AND k.dated >= ?2", vec![text(&format!("{year}-05-01"))]),
        Some(Filter::Published(from, until)) => (
            "AND k.published >= ?2 AND k.published < ?3",
            vec![text(&from.to_string()), text(&(until + 1).to_string())],
        ),
        Some(Filter::Unread) => ("AND NOT k.read", Vec::new()),
        Some(Filter::Starred) => ("AND k.starred", Vec::new()),
        Some(Filter::Longer(words)) => ("AND k.words > ?2", vec![Value::Integer(*words as i64)]),
    }
}

/// Asks, and gives how many rows came.
fn ask(plain: &Connection, query: &Query, before: &str, after: &str) -> rusqlite::Result<u32> {
    let (filter, values) = filter(query);
    let sql = format!("{before} WHERE plain MATCH ?1 {filter} {after}");
    let mut statement = plain.prepare_cached(&sql)?;
    let values = std::iter::once(Value::Text(words(query))).chain(values);
    let mut rows = statement.query(params_from_iter(values))?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        std::hint::black_box(row.get_ref(0)?);
        count += 1;
    }
    Ok(count)
}

/// The first rows.
pub(crate) fn rows(plain: &Connection, query: &Query) -> rusqlite::Result<u32> {
    let before = "SELECT snippet(plain, 4, '[', ']', '…', 32), k.title, k.site, k.published, \
                  k.tags FROM plain CROSS JOIN kept k ON k.rowid = plain.rowid";
    ask(plain, query, before, "ORDER BY plain.rank LIMIT 20")
}

/// The count alone.
pub(crate) fn count(plain: &Connection, query: &Query) -> rusqlite::Result<u32> {
    // The table is joined only for what it is asked.
    let before = match filter(query).0 {
        "" => "SELECT count(*) FROM plain",
        _ => "SELECT count(*) FROM plain CROSS JOIN kept k ON k.rowid = plain.rowid",
    };
    ask(plain, query, before, "")
}

/// Tags, sites and years of the answer.
pub(crate) fn facets(plain: &Connection, query: &Query) -> rusqlite::Result<u32> {
    let mut count = 0;
    for (of, join) in [
        ("t.tag", "CROSS JOIN kept_tag t ON t.kept = k.rowid"),
        ("k.site", ""),
        ("substr(k.published, 1, 4)", ""),
    ] {
        let before = format!(
            "SELECT {of}, count(*) FROM plain CROSS JOIN kept k ON k.rowid = plain.rowid {join}"
        );
        count += ask(plain, query, &before, "GROUP BY 1 ORDER BY 2 DESC LIMIT 12")?;
    }
    Ok(count)
}
