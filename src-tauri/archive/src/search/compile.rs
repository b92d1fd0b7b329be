//! What a query means: a set of entries, and how well each matches.
//!
//! A tree is answered by sets: the index answers its words, the list's spine its states and
//! dates, tables the rest, and AND, OR and NOT join the sets. So every operator may stand
//! anywhere, and no query can be an error of SQL.

use backfile_query::{Field, Has, Node, Operator, State, Value};
use chrono::NaiveDate;

use crate::{
    Reader, Result,
    list::{RowSet, Spine},
    read::name_key,
    tokens::{self, wanted},
};

/// Weights of the columns of the index, in their order: title, byline, site, url, tags, topics,
/// body, captions.
const WEIGHTS: &str = "10.0, 3.0, 2.0, 1.0, 6.0, 5.0, 1.0, 0.5";

/// Matches beyond this many are not all ranked.
const MOST_RANKED: usize = 3_000;

/// What answers a query.
pub(crate) struct Found {
    pub(crate) rows: RowSet,
    /// How well entries match, the smaller the better; those that are not here match least.
    pub(crate) ranks: Vec<(i64, f64)>,
}

/// Every entry that answers `node`; with `ranked`, how well.
pub(crate) fn find(reader: &Reader<'_>, spine: &Spine, node: &Node, ranked: bool) -> Result<Found> {
    let rows = answer(reader, spine, node)?;
    if !ranked {
        return Ok(Found { rows, ranks: Vec::new() });
    }
    // When the whole query is one for the index, its words are ranked as they are joined;
    // else every word that a match should hold counts.
    let words = expression(node).or_else(|| {
        let mut words = Vec::new();
        positive(node, &mut words);
        (!words.is_empty()).then(|| format!("({})", words.join(" OR ")))
    });
    let ranks = match words {
        Some(words) => ranking(reader, &words, &rows)?,
        None => Vec::new(),
    };
    Ok(Found { rows, ranks })
}

/// Whether a query has words to rank and mark by.
pub(crate) fn has_words(node: &Node) -> bool {
    let mut words = Vec::new();
    positive(node, &mut words);
    !words.is_empty()
}

/// How well entries match. Ranking costs more than finding, so of very many matches only those
/// are ranked that match beside the text, by title, author, tag or topic; when those are very
/// many too, they only come before the others. Within equals the list's own order holds.
fn ranking(reader: &Reader<'_>, words: &str, rows: &RowSet) -> Result<Vec<(i64, f64)>> {
    if rows.len() <= MOST_RANKED {
        return ranks(reader, words);
    }
    let heads = format!("{{title byline tags topics}} : {words}");
    let headed = rows_of(reader, &heads)?;
    if headed.len() <= MOST_RANKED {
        return ranks(reader, &heads);
    }
    Ok(headed.iter().map(|rowid| (rowid, 0.0)).collect())
}

fn ranks(reader: &Reader<'_>, words: &str) -> Result<Vec<(i64, f64)>> {
    let sql = format!("SELECT rowid, bm25(found, {WEIGHTS}) FROM found WHERE found MATCH ?1");
    let mut statement = reader.prepare(&sql)?;
    let ranks = statement.query_map([words], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ranks.collect::<Result<_, _>>()?)
}

fn rows_of(reader: &Reader<'_>, words: &str) -> Result<RowSet> {
    rows(reader, "SELECT rowid FROM found WHERE found MATCH ?1", [words])
}

/// Words that follow each other, as the index understands them.
fn phrase(text: &str, prefix: bool, column: Option<&str>) -> Option<String> {
    let (tokens, open) = wanted(text);
    // Tokens hold letters, digits and marks alone, so nothing in them can end the quotes.
    let quoted = (!tokens.is_empty()).then(|| format!("\"{}\"", tokens.join(" ")))?;
    let column = column.map_or_else(String::new, |column| format!("{{{column}}} : "));
    let star = if prefix || open { " *" } else { "" };
    Some(format!("{column}{quoted}{star}"))
}

fn leaf(node: &Node) -> Option<String> {
    match node {
        Node::Word { text, prefix, .. } => phrase(text, *prefix, None),
        Node::Phrase { text, .. } => phrase(text, false, None),
        Node::Field(Field { operator: Operator::Title, value: Value::Text(text), .. }) => {
            phrase(text, false, Some("title"))
        }
        Node::Field(Field { operator: Operator::Author, value: Value::Text(text), .. }) => {
            phrase(text, false, Some("byline"))
        }
        _ => None,
    }
}

/// The expression for the index, when the index alone can answer.
fn expression(node: &Node) -> Option<String> {
    let join = |nodes: &[Node], word: &str| {
        let parts: Option<Vec<String>> = nodes.iter().map(expression).collect();
        parts.map(|parts| format!("({})", parts.join(word)))
    };
    match node {
        Node::And(nodes) => join(nodes, " AND "),
        Node::Or(nodes) => join(nodes, " OR "),
        _ => leaf(node),
    }
}

/// The leaves that a match should hold.
fn positive(node: &Node, words: &mut Vec<String>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| positive(node, words)),
        Node::Not(_) => {}
        _ => words.extend(leaf(node)),
    }
}

fn answer(reader: &Reader<'_>, spine: &Spine, node: &Node) -> Result<RowSet> {
    if let Some(expression) = expression(node) {
        return rows_of(reader, &expression);
    }
    match node {
        Node::And(nodes) => {
            let mut all: Option<RowSet> = None;
            for node in nodes {
                let set = answer(reader, spine, node)?;
                all = Some(match all {
                    Some(all) => all.both(&set),
                    None => set,
                });
            }
            Ok(all.unwrap_or_default())
        }
        Node::Or(nodes) => {
            let mut any = RowSet::default();
            for node in nodes {
                any = any.either(&answer(reader, spine, node)?);
            }
            Ok(any)
        }
        Node::Not(inside) => Ok(spine.all().without(&answer(reader, spine, inside)?)),
        Node::Field(field) => property(reader, spine, field),
        // Words without a token, such as a lone sign, ask for nothing.
        Node::Word { .. } | Node::Phrase { .. } => Ok(spine.all()),
    }
}

fn rows(reader: &Reader<'_>, sql: &str, params: impl rusqlite::Params) -> Result<RowSet> {
    let mut set = RowSet::default();
    let mut statement = reader.prepare(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        set.insert(row.get(0)?);
    }
    Ok(set)
}

fn property(reader: &Reader<'_>, spine: &Spine, field: &Field) -> Result<RowSet> {
    match (field.operator, &field.value) {
        (Operator::Tag, Value::Text(name)) => tagged(reader, &name_key(name)),
        (Operator::Site, Value::Text(site)) => from_site(reader, site),
        (Operator::Lang, Value::Text(language)) => {
            let language = language.to_ascii_lowercase();
            let within = format!("{}-%", escaped(&language));
            let sql = "SELECT rowid FROM article WHERE language IS NOT NULL AND \
                       (lower(language) = ?1 OR lower(language) LIKE ?2 ESCAPE '\\')";
            rows(reader, sql, (language, within))
        }
        (Operator::Is, Value::State(state)) => Ok(spine.rows_where(|row| match state {
            State::Unread => row.flags.unread(),
            State::Read => !row.flags.unread(),
            State::Starred => row.flags.starred(),
            State::Link => row.flags.link(),
            State::Failed => row.flags.failed(),
            State::Waiting => row.flags.waiting(),
            State::Article => row.flags.article(),
        })),
        (Operator::Has, Value::Has(has)) => having(reader, spine, *has),
        (Operator::Before, Value::Moment(moment)) => {
            let until = start_of(moment.from);
            Ok(spine.rows_where(|row| row.published.unwrap_or(row.saved_at) < until))
        }
        (Operator::After, Value::Moment(moment)) => {
            let from = start_of(moment.from);
            Ok(spine.rows_where(|row| row.published.unwrap_or(row.saved_at) >= from))
        }
        // Title and author without a token, and pairs that the table of operators rules out.
        _ => Ok(spine.all()),
    }
}

fn start_of(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

fn having(reader: &Reader<'_>, spine: &Spine, has: Has) -> Result<RowSet> {
    match has {
        Has::Date => Ok(spine.rows_where(|row| row.published.is_some())),
        Has::Tag => rows(reader, "SELECT DISTINCT article FROM article_tag", []),
        Has::Author => rows(reader, "SELECT rowid FROM article WHERE byline IS NOT NULL", []),
        Has::Correction => rows(reader, "SELECT DISTINCT article FROM correction", []),
        Has::Picture => rows(
            reader,
            "SELECT DISTINCT v.article FROM version_media m JOIN version v ON v.rowid = m.version \
             WHERE m.state = 1",
            [],
        ),
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Entries with the tag of that key, or one nested in it.
pub(crate) fn tagged(reader: &Reader<'_>, key: &str) -> Result<RowSet> {
    // "0" is the character after "/".
    let sql = "SELECT x.article FROM tag t JOIN article_tag x ON x.tag = t.rowid \
               WHERE t.name_key = ?1 OR (t.name_key >= ?2 AND t.name_key < ?3)";
    rows(reader, sql, (key, format!("{key}/"), format!("{key}0")))
}

fn from_site(reader: &Reader<'_>, site: &str) -> Result<RowSet> {
    let host = site.trim().to_lowercase();
    let host = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let sql = "SELECT rowid FROM article WHERE host = ?1 OR host LIKE ?2 ESCAPE '\\'";
    let mut found = rows(reader, sql, (host, format!("%.{}", escaped(host))))?;
    if !host.contains('.')
        && let Some(named) = phrase(site, false, Some("site"))
    {
        found =
            found.either(&rows(reader, "SELECT rowid FROM found WHERE found MATCH ?1", [named])?);
    }
    Ok(found)
}

/// What is to be marked in a text: tokens, and whether each is only a beginning.
pub(crate) fn marks(node: &Node) -> Vec<(String, bool)> {
    let mut marks = Vec::new();
    gather(node, &mut marks);
    marks
}

fn gather(node: &Node, marks: &mut Vec<(String, bool)>) {
    let (text, prefix) = match node {
        Node::And(nodes) | Node::Or(nodes) => {
            return nodes.iter().for_each(|node| gather(node, marks));
        }
        Node::Word { text, prefix, .. } => (text, *prefix),
        Node::Phrase { text, .. } => (text, false),
        Node::Not(_) | Node::Field(_) => return,
    };
    let (tokens, open) = tokens::wanted(text);
    let last = tokens.len().saturating_sub(1);
    let marked = tokens.into_iter().enumerate();
    marks.extend(marked.map(|(at, token)| (token, at == last && (prefix || open))));
}
