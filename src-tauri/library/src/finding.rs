//! Lists and searches, as a window or a terminal asks for them.

use std::time::Instant;

use backfile_archive::{ListQuery, Listing, Reader, Suggestion};
use backfile_article::Timestamp;
use backfile_query::{Node, Parsed, parse};

use crate::{
    Library,
    ipc::{CommandError, Facets, ListPage, ListRequest, Loosened, Respelt},
    present,
};

/// Rows of a list that one call gives at most.
const ROWS: u32 = 500;

impl Library {
    /// A piece of a list, with or without a search. `typing` takes the last word as a beginning.
    ///
    /// A query that nothing answers is asked with the spelling that the archive has, else for
    /// most of its words; the answer says so.
    ///
    /// # Errors
    /// When the archive cannot be read; a query never fails.
    pub async fn list(&self, request: ListRequest, typing: bool) -> Result<ListPage, CommandError> {
        let started = Instant::now();
        let library = self.clone();
        self.read(move |reader| {
            let parsed = read(&request.query, typing);
            let asked = asked(&request, parsed.tree.as_ref());
            let listing = reader.list(&asked)?;
            let (listing, loosened, suggestion) = match listing.total {
                0 => match loosened(reader, &asked, &request.query, typing)? {
                    Some(Loose { tree, how }) => {
                        let loose = ListQuery { query: Some(&tree), ..asked };
                        (reader.list(&loose)?, Some(how), None)
                    }
                    None => (listing, None, None),
                },
                _ => {
                    let suggestion = suggested(reader, &asked, &request.query, &listing, typing)?;
                    (listing, None, suggestion)
                }
            };
            let now = library.now(reader)?;
            Ok(ListPage {
                total: listing.total,
                groups: listing.groups.into_iter().map(present::group).collect(),
                rows: listing
                    .rows
                    .into_iter()
                    .map(|row| present::row(row.entry, row.snippet, &now))
                    .collect(),
                took_ms: started.elapsed().as_secs_f64() * 1e3,
                query_problems: present::query_problems(&request.query, &parsed),
                loosened,
                suggestion,
                seq: listing.seq,
            })
        })
        .await
    }

    /// What a list is made of, counted over all its rows: those that [`Library::list`] gives,
    /// loosened as they are.
    ///
    /// # Errors
    /// When the archive cannot be read; a query never fails.
    pub async fn facets(&self, request: ListRequest, typing: bool) -> Result<Facets, CommandError> {
        self.read(move |reader| {
            let parsed = read(&request.query, typing);
            let asked = asked(&request, parsed.tree.as_ref());
            let mut facets = reader.facets(&asked)?;
            if facets.total == 0
                && let Some(Loose { tree, .. }) = loosened(reader, &asked, &request.query, typing)?
            {
                facets = reader.facets(&ListQuery { query: Some(&tree), ..asked })?;
            }
            Ok(present::facets(facets, reader.seq()?))
        })
        .await
    }
}

fn read(query: &str, typing: bool) -> Parsed {
    let parsed = parse(query);
    if typing { parsed.while_typing() } else { parsed }
}

fn asked<'a>(request: &ListRequest, query: Option<&'a Node>) -> ListQuery<'a> {
    ListQuery {
        view: present::view(&request.view),
        query,
        sort: present::sort(request.sort),
        offset: request.offset,
        limit: request.limit.min(ROWS),
        utc_offset_minutes: request.utc_offset_minutes,
        now: Timestamp::now(),
    }
}

/// A query to ask in the place of one that nothing answers.
struct Loose {
    tree: Node,
    how: Loosened,
}

/// The corrected spelling where something answers it, else most of the words.
fn loosened(
    reader: &Reader<'_>,
    asked: &ListQuery<'_>,
    text: &str,
    typing: bool,
) -> backfile_archive::Result<Option<Loose>> {
    let Some(tree) = asked.query else { return Ok(None) };
    if let Some(suggestion) = reader.suggest(text, tree)?
        && let Some(tree) = read(&suggestion.query, typing).tree
        && finds(reader, asked, &tree)? > 0
    {
        return Ok(Some(Loose { tree, how: Loosened::Spelling(present::respelt(&suggestion)) }));
    }
    let relaxed = reader.relax(asked)?;
    Ok(relaxed.map(|relaxed| Loose {
        how: Loosened::MostWords {
            least: u32::try_from(relaxed.least).unwrap_or(u32::MAX),
            words: u32::try_from(relaxed.words).unwrap_or(u32::MAX),
        },
        tree: relaxed.tree,
    }))
}

/// Entries that hold a word which is hardly there are few.
const FEW: u32 = 4;

/// Another spelling of a query that has an answer, where that has much more of one. Only with
/// the first rows: what comes after them belongs to the same answer.
fn suggested(
    reader: &Reader<'_>,
    asked: &ListQuery<'_>,
    text: &str,
    listing: &Listing,
    typing: bool,
) -> backfile_archive::Result<Option<Respelt>> {
    let Some(tree) = asked.query.filter(|_| asked.offset == 0 && listing.total <= FEW) else {
        return Ok(None);
    };
    let Some(suggestion) = reader.suggest(text, tree)? else { return Ok(None) };
    let better = |suggestion: &Suggestion| -> backfile_archive::Result<bool> {
        let tree = read(&suggestion.query, typing).tree;
        Ok(tree.map_or(Ok(0), |tree| finds(reader, asked, &tree))? > listing.total)
    };
    Ok(better(&suggestion)?.then(|| present::respelt(&suggestion)))
}

/// How many rows a query has.
fn finds(reader: &Reader<'_>, asked: &ListQuery<'_>, tree: &Node) -> backfile_archive::Result<u32> {
    let sort = backfile_archive::Sort::Saved;
    Ok(reader.list(&ListQuery { query: Some(tree), sort, limit: 0, ..*asked })?.total)
}
