//! What a query means: a set of entries, and how well each matches.
//!
//! A tree is answered by sets: the index answers its words, the list's spine its states and
//! dates, tables the rest, and AND, OR and NOT join the sets. So every operator may stand
//! anywhere, and no query can be an error of SQL.

use backfile_query::{Amount, Field, Has, Node, Operator, Problem, ProblemCode, State, Value};
use chrono::{DateTime, NaiveDate};

use super::expression::{expression, phrase, positive};
use crate::{
    ListQuery, Reader, Result,
    list::{Flags, RowSet, Spine, SpineRow},
    read::name_key,
};

/// An article that kept less than this share of its page's own text is likely not whole.
const COMPLETE_ENOUGH: f64 = 0.9;

/// The moment of the asking, by the person's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    today: NaiveDate,
    /// Milliseconds east of UTC.
    shift: i64,
}

impl Clock {
    pub(crate) fn of(request: &ListQuery<'_>) -> Self {
        let shift = i64::from(request.utc_offset_minutes) * 60_000;
        let local = DateTime::from_timestamp_millis(request.now.0.saturating_add(shift));
        Self { today: local.unwrap_or_default().date_naive(), shift }
    }

    /// When a day begins for a row: what a page says of its day is kept as that day in UTC,
    /// what happened here happened by the person's clock.
    fn start_of(self, day: NaiveDate, saved: bool) -> i64 {
        let start = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        if saved { start.saturating_sub(self.shift) } else { start }
    }
}

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
pub(crate) fn find(
    reader: &Reader<'_>,
    spine: &Spine,
    clock: Clock,
    node: &Node,
    ranked: bool,
) -> Result<Found> {
    let rows = Search { reader, spine, clock }.answer(node)?;
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

struct Search<'a> {
    reader: &'a Reader<'a>,
    spine: &'a Spine,
    clock: Clock,
}

impl Search<'_> {
    fn answer(&self, node: &Node) -> Result<RowSet> {
        if let Some(expression) = expression(node) {
            return rows_of(self.reader, &expression);
        }
        match node {
            Node::And(nodes) => {
                let mut all: Option<RowSet> = None;
                for node in nodes {
                    let set = self.answer(node)?;
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
                    any = any.either(&self.answer(node)?);
                }
                Ok(any)
            }
            Node::Not(inside) => Ok(self.spine.all().without(&self.answer(inside)?)),
            Node::Field(field) => self.property(field),
            // Words without a token, such as a lone sign, ask for nothing.
            Node::Word { .. } | Node::Phrase { .. } | Node::Near { .. } => Ok(self.spine.all()),
        }
    }

    fn property(&self, field: &Field) -> Result<RowSet> {
        let Self { reader, spine, clock } = *self;
        match (field.operator, &field.value) {
            (Operator::Tag, Value::Text { text, prefix: false }) => tagged(reader, &name_key(text)),
            (Operator::Tag, Value::Text { text, .. }) => tagged_from(reader, &name_key(text)),
            (Operator::Site, Value::Text { text, prefix }) => from_site(reader, text, *prefix),
            (Operator::Lang, Value::Text { text, prefix }) => {
                let language = text.to_ascii_lowercase();
                let more = format!("{}{}%", escaped(&language), if *prefix { "" } else { "-" });
                let sql = "SELECT rowid FROM article WHERE language IS NOT NULL AND \
                           (lower(language) = ?1 OR lower(language) LIKE ?2 ESCAPE '\\')";
                rows(reader, sql, (language, more))
            }
            (Operator::Is, Value::State(state)) => self.standing(*state),
            (Operator::Has, Value::Has(has)) => self.having(*has),
            (Operator::Before, Value::Moment(moment)) => {
                let day = moment.days(clock.today).0;
                Ok(spine.rows_where(|row| {
                    let (time, saved) = dated(row);
                    time < clock.start_of(day, saved)
                }))
            }
            (Operator::After, Value::Moment(moment)) => {
                let day = moment.days(clock.today).0;
                Ok(spine.rows_where(|row| {
                    let (time, saved) = dated(row);
                    time >= clock.start_of(day, saved)
                }))
            }
            (Operator::Saved | Operator::Published, Value::Period(period)) => {
                let saved = field.operator == Operator::Saved;
                let (from, until) = period.days(clock.today);
                let from = from.map_or(i64::MIN, |day| clock.start_of(day, saved));
                let until = until.map_or(i64::MAX, |day| clock.start_of(day, saved));
                Ok(spine.rows_where(|row| {
                    let time = if saved { Some(row.saved_at) } else { row.published };
                    time.is_some_and(|time| time >= from && time < until)
                }))
            }
            (Operator::Words, Value::Amount(Amount { at_least, at_most })) => {
                let end = |end: &Option<u64>, open| {
                    end.map_or(open, |end| i64::try_from(end).unwrap_or(i64::MAX))
                };
                let sql = "SELECT rowid FROM article WHERE word_count BETWEEN ?1 AND ?2";
                rows(reader, sql, (end(at_least, 0), end(at_most, i64::MAX)))
            }
            // Title and author without a token, and pairs that the table of operators rules out.
            _ => Ok(spine.all()),
        }
    }

    fn standing(&self, state: State) -> Result<RowSet> {
        let holds: fn(Flags) -> bool = match state {
            State::Unread => Flags::unread,
            State::Read => |flags| !flags.unread(),
            State::Starred => Flags::starred,
            State::Link => Flags::link,
            State::Failed => Flags::failed,
            State::Waiting => Flags::waiting,
            State::Article => Flags::article,
            State::Edited => {
                let sql = "SELECT article FROM correction \
                           UNION SELECT rowid FROM article WHERE overlay_text IS NOT NULL";
                return rows(self.reader, sql, []);
            }
            State::Incomplete => {
                let sql = "SELECT rowid FROM article WHERE completeness < ?1";
                return rows(self.reader, sql, [COMPLETE_ENOUGH]);
            }
        };
        Ok(self.spine.rows_where(|row| holds(row.flags)))
    }

    fn having(&self, has: Has) -> Result<RowSet> {
        let sql = match has {
            Has::Date => return Ok(self.spine.rows_where(|row| row.published.is_some())),
            // See `unanswered`.
            Has::Highlight | Has::Note => return Ok(RowSet::default()),
            Has::Tag => "SELECT DISTINCT article FROM article_tag",
            Has::Author => "SELECT rowid FROM article WHERE byline IS NOT NULL",
            Has::Correction => "SELECT DISTINCT article FROM correction",
            Has::Version => "SELECT article FROM version GROUP BY article HAVING count(*) > 1",
            Has::Picture => {
                "SELECT DISTINCT v.article FROM version_media m \
                 JOIN version v ON v.rowid = m.version WHERE m.state = 1"
            }
        };
        rows(self.reader, sql, [])
    }
}

/// When a row was published, or else saved, and whether it is the latter.
fn dated(row: &SpineRow) -> (i64, bool) {
    row.published.map_or((row.saved_at, true), |published| (published, false))
}

/// What a query asks for that no archive holds yet, in the order of the text: it finds
/// nothing, and the person is told why.
#[must_use]
pub fn unanswered(node: &Node) -> Vec<Problem> {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().flat_map(unanswered).collect(),
        Node::Not(inside) => unanswered(inside),
        Node::Field(Field { value: Value::Has(Has::Highlight), span, .. }) => {
            vec![Problem { span: *span, code: ProblemCode::NoHighlightsYet }]
        }
        Node::Field(Field { value: Value::Has(Has::Note), span, .. }) => {
            vec![Problem { span: *span, code: ProblemCode::NoNotesYet }]
        }
        _ => Vec::new(),
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

/// Entries with a tag whose key begins so.
fn tagged_from(reader: &Reader<'_>, key: &str) -> Result<RowSet> {
    let sql = "SELECT x.article FROM tag t JOIN article_tag x ON x.tag = t.rowid \
               WHERE t.name_key >= ?1 AND t.name_key < ?2";
    rows(reader, sql, (key, format!("{key}\u{10ffff}")))
}

fn from_site(reader: &Reader<'_>, site: &str, prefix: bool) -> Result<RowSet> {
    let host = site.trim().to_lowercase();
    let host = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let star = if prefix { "%" } else { "" };
    let begins = format!("{}{star}", escaped(host));
    let sql = "SELECT rowid FROM article WHERE host LIKE ?1 ESCAPE '\\' \
               OR host LIKE ?2 ESCAPE '\\'";
    let mut found = rows(reader, sql, (&begins, format!("%.{begins}")))?;
    if !host.contains('.')
        && let Some(named) = phrase(site, prefix, Some("site"))
    {
        found =
            found.either(&rows(reader, "SELECT rowid FROM found WHERE found MATCH ?1", [named])?);
    }
    Ok(found)
}
