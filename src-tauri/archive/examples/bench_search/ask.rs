//! A question in Backfile's own language, and its answer.

use backfile_archive::{Archive, ListQuery, Listing, Reader, Result, Sort, View};
use backfile_article::Timestamp;
use backfile_query::{Node, Parsed};

use crate::{
    corpus,
    queries::{Filter, Form, Query},
};

/// What a person types.
pub(crate) fn text(query: &Query) -> String {
    let filter = query.filter.as_ref().map(|filter| match filter {
        Filter::Site(site) => format!("site:{site}"),
        Filter::Tag(tag) => format!("tag:\"{tag}\""),
        Filter::Author(author) => format!("author:\"{author}\""),
        Filter::Language(code) => format!("lang:{code}"),
        Filter::After(year) => format!("after:{year}-05"),
        Filter::Published(from, until) => format!("published:{from}..{until}"),
        Filter::Unread => "is:unread".to_owned(),
        Filter::Starred => "is:starred".to_owned(),
        Filter::Not(word) => format!("-{word}"),
        Filter::Longer(words) => format!("words:>{words}"),
    });
    let words = query.words.join(" ");
    let words = match &query.form {
        // The space ends the last word, as it does while typing.
        Form::All => format!("{words} "),
        Form::Begun(begin) => format!("{words} {begin}").trim_start().to_owned(),
        Form::Phrase => format!("\"{words}\""),
        Form::Near(most) => format!("\"{words}\"~{most}"),
    };
    filter.map_or(words.clone(), |filter| format!("{filter} {words}"))
}

/// A piece of the list of all.
pub(crate) fn request(sort: Sort) -> ListQuery<'static> {
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

fn ranked(query: Option<&Node>) -> ListQuery<'_> {
    ListQuery { query, ..request(Sort::Relevance) }
}

fn read(text: &str) -> Parsed {
    backfile_query::parse(text).while_typing()
}

/// The first rows.
pub(crate) fn rows(archive: &Archive, text: &str) -> Result<Listing> {
    let parsed = read(text);
    archive.read(|reader| reader.list(&ranked(parsed.tree.as_ref())))
}

/// The count alone.
pub(crate) fn count(archive: &Archive, text: &str) -> Result<u32> {
    let parsed = read(text);
    let query = parsed.tree.as_ref();
    let request = ListQuery { query, limit: 0, ..request(Sort::Saved) };
    Ok(archive.read(|reader| reader.list(&request))?.total)
}

/// Tags, sites, years and languages of the answer.
pub(crate) fn facets(archive: &Archive, text: &str) -> Result<u32> {
    let parsed = read(text);
    Ok(archive.read(|reader| reader.facets(&ranked(parsed.tree.as_ref())))?.total)
}

/// The first rows; where there are none, those of the nearest spelling, else of most words.
pub(crate) fn loosened(archive: &Archive, text: &str) -> Result<Listing> {
    let parsed = read(text);
    archive.read(|reader| {
        let listing = reader.list(&ranked(parsed.tree.as_ref()))?;
        match &parsed.tree {
            Some(tree) if listing.total == 0 => Ok(other(reader, text, tree)?.unwrap_or(listing)),
            _ => Ok(listing),
        }
    })
}

fn other(reader: &Reader<'_>, text: &str, tree: &Node) -> Result<Option<Listing>> {
    if let Some(suggestion) = reader.suggest(text, tree)? {
        let listing = reader.list(&ranked(read(&suggestion.query).tree.as_ref()))?;
        if listing.total > 0 {
            return Ok(Some(listing));
        }
    }
    let relaxed = reader.relax(&ranked(Some(tree)))?;
    relaxed.map(|relaxed| reader.list(&ranked(Some(&relaxed.tree)))).transpose()
}
