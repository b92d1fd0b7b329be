//! What the archive has for a value or a word that is being typed.

use std::collections::HashMap;

use backfile_query::{Field, Node, Operator, Span, Value, tokens::wanted};

use super::{facets::NameCount, terms::Index, words};
use crate::{
    Reader, Result,
    list::{RowSet, Spine},
    tokens::key,
};

/// Entries whose authors are looked at, the last saved first.
const LOOKED_AT: usize = 2000;
/// Letters of a word that begin few enough others.
const LETTERS: usize = 3;

impl Reader<'_> {
    /// Hosts that begin with `begin`, or a part of which after a dot does: the most frequent
    /// first, those that begin so before the rest. Trash does not count.
    ///
    /// # Errors
    /// The database.
    pub fn complete_site(&self, begin: &str, most: usize) -> Result<Vec<NameCount>> {
        let spine = self.spine()?;
        let rows = kept(&spine);
        let begin = begin.to_lowercase();
        let begin = begin.strip_prefix("www.").unwrap_or(&begin);
        let counts = spine.facts.hosts(self)?.counted(&rows);
        Ok(chosen(counts, most, |host| rank_of(host, begin, &['.'])))
    }

    /// Codes of languages that begin with `begin`, the most frequent first. Trash does not
    /// count.
    ///
    /// # Errors
    /// The database.
    pub fn complete_language(&self, begin: &str, most: usize) -> Result<Vec<NameCount>> {
        let spine = self.spine()?;
        let rows = kept(&spine);
        let begin = begin.to_lowercase();
        let counts = spine.facts.languages(self)?.counted(&rows);
        Ok(chosen(counts, most, |code| rank_of(&code.to_lowercase(), &begin, &[])))
    }

    /// Names of authors a part of which begins with `begin`, with how many of the entries
    /// looked at have each: of very many, the last saved. Trash does not count.
    ///
    /// # Errors
    /// The database.
    pub fn complete_author(&self, begin: &str, most: usize) -> Result<Vec<NameCount>> {
        let spine = self.spine()?;
        let value = Value::Text { text: begin.to_owned(), prefix: true };
        let nowhere = Span { start: 0, end: 0 };
        let asked = Node::Field(Field { operator: Operator::Author, value, span: nowhere });
        let found = words::leaf(&Index::open(self, spine.seq())?, &asked)?;
        let begin = key(begin);
        let mut rows = kept(&spine);
        if let Some(found) = &found {
            rows.keep(&found.hits.rows);
        }
        let rows = spine.as_saved().iter().filter(|row| rows.holds((**row).into()));
        let mut counts: HashMap<String, u32> = HashMap::new();
        for row in rows.take(LOOKED_AT) {
            let sql = "SELECT byline FROM article WHERE rowid = ?1";
            let byline: Option<Option<String>> = self.maybe(sql, [row])?;
            for name in byline.flatten().iter().flat_map(|byline| byline.split(", ")) {
                *counts.entry(name.trim().to_owned()).or_default() += 1;
            }
        }
        counts.remove("");
        Ok(chosen(counts, most, |name| rank_of(&key(name), &begin, &[' ', '-', '.'])))
    }

    /// Words of the index that begin as the word that is being typed, and are longer: the most
    /// frequent first. None for less than three letters, for what is more than one word, and
    /// for what is a word of the index itself: that need not grow.
    ///
    /// # Errors
    /// The database.
    pub fn complete_word(&self, begin: &str, most: usize) -> Result<Vec<NameCount>> {
        let letters = begin.chars().all(char::is_alphabetic);
        if !letters || begin.chars().nth(LETTERS - 1).is_none() {
            return Ok(Vec::new());
        }
        let ways = wanted(begin);
        let [way] = ways.as_slice() else { return Ok(Vec::new()) };
        let [token] = way.tokens.as_slice() else { return Ok(Vec::new()) };
        let index = Index::open(self, self.seq()?)?;
        if index.entries(token)? > 0 {
            return Ok(Vec::new());
        }
        let words = index.words(token, most)?.into_iter();
        let longer = words.filter(|(word, _)| word.chars().all(char::is_alphabetic));
        Ok(longer.map(|(name, count)| NameCount { name, count }).collect())
    }
}

/// Every entry that is not in the trash.
fn kept(spine: &Spine) -> RowSet {
    spine.sets.all.without(&spine.sets.trashed)
}

/// 0 where a name begins so, 1 where a part of it after one of the signs does.
fn rank_of(name: &str, begin: &str, after: &[char]) -> Option<u8> {
    if name.starts_with(begin) {
        return Some(0);
    }
    let mut parts = name.match_indices(after).map(|(at, sign)| &name[at + sign.len()..]);
    parts.any(|part| part.starts_with(begin)).then_some(1)
}

/// The names that have a rank: by rank, then by how frequent they are.
fn chosen(
    counts: HashMap<String, u32>,
    most: usize,
    rank: impl Fn(&str) -> Option<u8>,
) -> Vec<NameCount> {
    let ranked = counts
        .into_iter()
        .filter_map(|(name, count)| rank(&name).map(|rank| (rank, NameCount { name, count })));
    let mut all: Vec<_> = ranked.collect();
    all.sort_by(|(first, one), (second, other)| {
        first.cmp(second).then(other.count.cmp(&one.count)).then(one.name.cmp(&other.name))
    });
    all.into_iter().take(most).map(|(_, name)| name).collect()
}
