//! One file a command.

pub(crate) mod backup;
mod beside;
pub(crate) mod compact;
pub(crate) mod completions;
pub(crate) mod contacts;
pub(crate) mod extract;
pub(crate) mod highlights;
pub(crate) mod list;
pub(crate) mod rules;
pub(crate) mod salvage;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod tag;
pub(crate) mod trash;
pub(crate) mod verify;

use std::path::Path;

use backfile_library::{
    Library, OpenOptions,
    ipc::{ListPage, ListRequest},
};

use crate::output::{self, Done, Failure};

/// Rows that are asked for at a time.
const AT_ONCE: u32 = 500;

/// A list as long as `request` wants it, however long that is.
async fn listed(library: &Library, request: ListRequest) -> Result<ListPage, Failure> {
    let most = request.limit;
    let first = ListRequest { limit: most.min(AT_ONCE), ..request.clone() };
    let mut page = library.list(first, false).await?;
    while let Ok(have) = u32::try_from(page.rows.len())
        && have < most
        && have > 0
    {
        let offset = request.offset.saturating_add(have);
        let limit = (most - have).min(AT_ONCE);
        let more = library.list(ListRequest { offset, limit, ..request.clone() }, false).await?;
        if more.rows.is_empty() {
            break;
        }
        page.took_ms += more.took_ms;
        page.rows.extend(more.rows);
    }
    Ok(page)
}

/// How commands open an archive that has to be there already: they neither make one nor work
/// on its queue.
fn existing(archive: Option<&Path>) -> OpenOptions {
    OpenOptions {
        archive: archive.map(Path::to_owned),
        create: false,
        work: false,
        ..OpenOptions::default()
    }
}

/// Opens the archive, does the work, and lets what is under way come to its end. Where something
/// is put into an archive that lies in a dangerous place, that is said.
fn with_library(options: OpenOptions, work: impl AsyncFnOnce(&Library) -> Done) -> Done {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("this system gives no threads: {error}")))?;
    runtime.block_on(async {
        let puts_in = options.work;
        let library = Library::open(options).await?;
        if let Some(hazard) = library.hazard().filter(|_| puts_in) {
            output::warn(&hazard);
        }
        let done = work(&library).await;
        library.shut_down().await;
        done
    })
}
