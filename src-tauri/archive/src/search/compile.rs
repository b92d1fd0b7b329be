//! What a query means: a set of entries, and how well each matches.
//!
//! A tree is answered by sets: the index answers its words, the list's spine its states and
//! dates, tables the rest, and AND, OR and NOT join the sets. So every operator may stand
//! anywhere, and no query can be an error of SQL.

use backfile_query::{Amount, Field, Has, Node, Operator, State, Value};
use chrono::{DateTime, NaiveDate};

use super::{
    facts::Facts,
    relax::at_least,
    terms::Index,
    words::{self, Leaf},
};
use crate::{
    ListQuery, Reader, Result,
    list::{RowSet, Spine},
    read::name_key,
};

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

/// What answers a query.
pub(crate) struct Found {
    pub(crate) rows: RowSet,
    leaves: Vec<(*const Node, Leaf)>,
    /// Which of the leaves a match should hold, in the order of the query.
    wanted: Vec<usize>,
}

impl Found {
    /// What a match should hold, in the order of the query.
    pub(crate) fn leaves(&self) -> Vec<&Leaf> {
        self.wanted.iter().map(|at| &self.leaves[*at].1).collect()
    }
}

/// Every entry that answers `node`, and what its words are to the index.
pub(crate) fn find(
    reader: &Reader<'_>,
    index: &Index<'_>,
    spine: &Spine,
    clock: Clock,
    node: &Node,
) -> Result<Found> {
    let (mut leaves, mut wanted) = (Vec::new(), Vec::new());
    gather(index, node, true, &mut leaves, &mut wanted)?;
    let rows = Search { reader, spine, clock, index, leaves: &leaves }.answer(node)?;
    Ok(Found { rows, leaves, wanted })
}

/// Reads the leaves of words.
fn gather(
    index: &Index<'_>,
    node: &Node,
    positive: bool,
    leaves: &mut Vec<(*const Node, Leaf)>,
    wanted: &mut Vec<usize>,
) -> Result<()> {
    match node {
        Node::And(nodes) | Node::Or(nodes) | Node::AtLeast(_, nodes) => {
            nodes.iter().try_for_each(|node| gather(index, node, positive, leaves, wanted))
        }
        Node::Not(inside) => gather(index, inside, false, leaves, wanted),
        _ => {
            if let Some(leaf) = words::leaf(index, node)? {
                if positive {
                    wanted.push(leaves.len());
                }
                leaves.push((std::ptr::from_ref(node), leaf));
            }
            Ok(())
        }
    }
}

struct Search<'a> {
    reader: &'a Reader<'a>,
    spine: &'a Spine,
    clock: Clock,
    index: &'a Index<'a>,
    leaves: &'a [(*const Node, Leaf)],
}

impl Search<'_> {
    fn answer(&self, node: &Node) -> Result<RowSet> {
        let place = std::ptr::from_ref(node);
        if let Some((_, leaf)) = self.leaves.iter().find(|(at, _)| *at == place) {
            // What is in the index is what is in the list.
            return Ok(RowSet::clone(&leaf.hits.rows));
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
            Node::AtLeast(least, nodes) => {
                let sets: Result<Vec<_>> = nodes.iter().map(|node| self.answer(node)).collect();
                Ok(at_least(*least, &sets?))
            }
            Node::Not(inside) => Ok(self.spine.sets.all.without(&self.answer(inside)?)),
            Node::Field(field) => self.property(field),
            // Words without a token, such as a lone sign, ask for nothing.
            Node::Word { .. } | Node::Phrase { .. } | Node::Near { .. } => {
                Ok(self.spine.sets.all.clone())
            }
        }
    }

    fn property(&self, field: &Field) -> Result<RowSet> {
        let Self { reader, spine, clock, index, .. } = *self;
        let facts = &spine.facts;
        match (field.operator, &field.value) {
            (Operator::Tag, Value::Text { text, prefix: false }) => {
                tagged(reader, facts, &name_key(text))
            }
            (Operator::Tag, Value::Text { text, .. }) => {
                tagged_from(reader, facts, &name_key(text))
            }
            (Operator::Site, Value::Text { text, prefix }) => {
                let host = host_of(text);
                let hosts = facts.hosts(reader)?;
                let rows = hosts.rows(&spine.sets.all, |name| is_of_host(name, &host, *prefix));
                if host.contains('.') {
                    return Ok(rows);
                }
                Ok(rows.either(&*words::named_site(index, text, *prefix)?))
            }
            (Operator::Lang, Value::Text { text, prefix }) => {
                let wanted = text.to_ascii_lowercase();
                Ok(facts.languages(reader)?.rows(&spine.sets.all, |language| {
                    let language = language.to_ascii_lowercase();
                    let rest = language.strip_prefix(&wanted);
                    rest.is_some_and(|rest| *prefix || rest.is_empty() || rest.starts_with('-'))
                }))
            }
            (Operator::Is, Value::State(state)) => self.standing(*state),
            (Operator::Has, Value::Has(has)) => self.having(*has),
            (Operator::Before | Operator::After, Value::Moment(moment)) => {
                let day = moment.days(clock.today).0;
                let (published, saved) = (clock.start_of(day, false), clock.start_of(day, true));
                let from = spine.dated_from(published, saved);
                Ok(match field.operator {
                    Operator::After => from,
                    _ => spine.sets.all.without(&from),
                })
            }
            (Operator::Saved | Operator::Published, Value::Period(period)) => {
                let saved = field.operator == Operator::Saved;
                let (from, until) = period.days(clock.today);
                let from = from.map_or(i64::MIN, |day| clock.start_of(day, saved));
                let until = until.map_or(i64::MAX, |day| clock.start_of(day, saved));
                let holds = |time| time >= from && time < until;
                Ok(if saved { spine.saved_when(holds) } else { spine.published_when(holds) })
            }
            (Operator::Words, Value::Amount(Amount { at_least, at_most })) => {
                let (least, most) = (at_least.unwrap_or(0), at_most.unwrap_or(u64::MAX));
                let words = facts.words(reader)?;
                Ok(spine.sets.all.filtered(|row| match words.get(row).copied().unwrap_or(0) {
                    0 => false,
                    words => (least..=most).contains(&u64::from(words - 1)),
                }))
            }
            // Title and author without a token, and pairs that the table of operators rules out.
            _ => Ok(spine.sets.all.clone()),
        }
    }

    fn standing(&self, state: State) -> Result<RowSet> {
        let sets = &self.spine.sets;
        Ok(match state {
            State::Unread => sets.unread.clone(),
            State::Read => sets.all.without(&sets.unread),
            State::Starred => sets.starred.clone(),
            State::Link => sets.links.clone(),
            State::Failed => sets.failed.clone(),
            State::Waiting => sets.waiting.clone(),
            State::Article => sets.articles.clone(),
            State::Edited => {
                let sql = "SELECT article FROM correction \
                           UNION SELECT rowid FROM article WHERE overlay_text IS NOT NULL";
                rows(self.reader, sql, [])?
            }
            State::Incomplete => {
                let sql = "SELECT rowid FROM article WHERE completeness < 0.9";
                rows(self.reader, sql, [])?
            }
        })
    }

    fn having(&self, has: Has) -> Result<RowSet> {
        let sql = match has {
            Has::Tag => {
                let tags = self.spine.facts.tags(self.reader)?;
                let mut set = RowSet::default();
                tags.values().flatten().for_each(|row| set.insert((*row).into()));
                return Ok(set);
            }
            Has::Date => return Ok(self.spine.published_when(|_| true)),
            Has::Highlight => "SELECT DISTINCT article FROM highlight",
            Has::Note => "SELECT DISTINCT article FROM highlight WHERE note IS NOT NULL",
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

fn rows(reader: &Reader<'_>, sql: &str, params: impl rusqlite::Params) -> Result<RowSet> {
    let mut set = RowSet::default();
    let mut statement = reader.prepare(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        set.insert(row.get(0)?);
    }
    Ok(set)
}

/// Entries with the tag of that key, or one nested in it.
pub(crate) fn tagged(reader: &Reader<'_>, facts: &Facts, key: &str) -> Result<RowSet> {
    // "0" is the character after "/".
    let sql = "SELECT rowid FROM tag \
               WHERE name_key = ?1 OR (name_key >= ?2 AND name_key < ?3)";
    with_tags(reader, facts, sql, (key, format!("{key}/"), format!("{key}0")))
}

/// Entries with a tag whose key begins so.
fn tagged_from(reader: &Reader<'_>, facts: &Facts, key: &str) -> Result<RowSet> {
    let sql = "SELECT rowid FROM tag WHERE name_key >= ?1 AND name_key < ?2";
    with_tags(reader, facts, sql, (key, format!("{key}\u{10ffff}")))
}

/// Entries with any of the tags that `sql` gives.
fn with_tags(
    reader: &Reader<'_>,
    facts: &Facts,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<RowSet> {
    let by_tag = facts.tags(reader)?;
    let mut set = RowSet::default();
    let mut statement = reader.prepare(sql)?;
    let mut tags = statement.query(params)?;
    while let Some(tag) = tags.next()? {
        let rows = by_tag.get(&tag.get(0)?);
        rows.into_iter().flatten().for_each(|row| set.insert((*row).into()));
    }
    Ok(set)
}

/// The host that a person means by a site, also when they give an address.
fn host_of(site: &str) -> String {
    let host = site.trim().to_lowercase();
    let host = host.split_once("://").map_or(host.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Whether `name` is that host or one below it.
fn is_of_host(name: &str, host: &str, prefix: bool) -> bool {
    let name = name.to_ascii_lowercase();
    if prefix {
        return name.starts_with(host) || name.contains(&format!(".{host}"));
    }
    name.strip_suffix(host).is_some_and(|above| above.is_empty() || above.ends_with('.'))
}
