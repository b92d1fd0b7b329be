//! Lists and searches, as a window or a terminal asks for them.

use std::time::Instant;

use backfile_archive::ListQuery;
use backfile_article::Timestamp;

use crate::{
    Library,
    ipc::{CommandError, ListPage, ListRequest},
    present,
};

/// Rows of a list that one call gives at most.
const ROWS: u32 = 500;

impl Library {
    /// A piece of a list, with or without a search. `typing` takes the last word as a beginning.
    ///
    /// # Errors
    /// When the archive cannot be read; a query never fails.
    pub async fn list(&self, request: ListRequest, typing: bool) -> Result<ListPage, CommandError> {
        let started = Instant::now();
        let library = self.clone();
        self.read(move |reader| {
            let parsed = backfile_query::parse(&request.query);
            let parsed = if typing { parsed.while_typing() } else { parsed };
            let listing = reader.list(&ListQuery {
                view: present::view(&request.view),
                query: parsed.tree.as_ref(),
                sort: present::sort(request.sort),
                offset: request.offset,
                limit: request.limit.min(ROWS),
                utc_offset_minutes: request.utc_offset_minutes,
                now: Timestamp::now(),
            })?;
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
                seq: listing.seq,
            })
        })
        .await
    }
}
