//! What each call does. A body here is short: it asks the library and presents the answer.

mod keeping;
mod marking;

use backfile_archive::{Readdressed, UndoKind};
use backfile_article::{ArticleId, PageTime, SavedSearchId, TagId, VersionId};
use backfile_exchange::{Clipboard, Link, from_clipboard, from_drop, typed_link};
use backfile_fetch::Origin;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use url::Url;

use super::{error::CommandError, types::*};
use crate::{
    Library,
    open::read_or_left_out,
    present,
    saving::{intake::Manner, keep::Address, trouble::Trouble},
    settings,
    shell::Shell,
};

/// Tags that are offered while one is typed.
const TAGS_OFFERED: usize = 12;
/// Lines of the problem log that one call gives at most.
const LOG_LINES: u32 = 1000;

/// The calls of one window.
pub(super) struct Calls<'a> {
    pub(super) library: &'a Library,
    pub(super) shell: &'a dyn Shell,
}

type Answer<T> = Result<T, CommandError>;

impl Calls<'_> {
    pub(super) async fn overview(&self) -> Answer<Overview> {
        let archive_dir = self.library.folder().display().to_string();
        let queue = self.library.queue_state().await?;
        let access = self.library.archive().access();
        // What cannot be read of a damaged archive is left out: the window has to open, or nobody
        // could salvage the rest there.
        let damaged = access.is_damaged();
        self.library
            .read(move |reader| {
                let counts = read_or_left_out(damaged, reader.counts())?;
                Ok(Overview {
                    archive_dir,
                    first_start: counts.entries == 0 && !damaged,
                    counts: Counts {
                        unread: counts.unread,
                        starred: counts.starred,
                        all: counts.all,
                        links: counts.links,
                        trash: counts.trash,
                        failed: counts.failed,
                        highlights: counts.highlights,
                    },
                    tags: read_or_left_out(damaged, reader.tags())?
                        .into_iter()
                        .map(present::tag_count)
                        .collect(),
                    searches: read_or_left_out(damaged, reader.searches())?
                        .into_iter()
                        .map(|search| SavedSearch {
                            id: search.id,
                            name: search.name,
                            query: search.query,
                        })
                        .collect(),
                    queue,
                    access: present::access(access),
                    settings: read_or_left_out(damaged, settings::read(reader))?,
                    session: read_or_left_out(damaged, reader.setting(settings::SESSION))?,
                    asking: read_or_left_out(damaged, reader.asking())?
                        .into_iter()
                        .map(|asked| OriginQuestion { origin: asked.origin, ids: asked.ids })
                        .collect(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    seq: read_or_left_out(damaged, reader.seq())?,
                })
            })
            .await
    }

    pub(super) async fn introduce(
        &self,
        user_agent: String,
        languages: Vec<String>,
    ) -> Answer<Done> {
        let browser = settings::Browser { user_agent, languages }.sane();
        self.library.fetcher().introduce(&browser.user_agent, &browser.languages);
        let known = self.library.read(settings::browser).await?;
        if known.as_ref() != Some(&browser) {
            self.library
                .write(None, move |writer| writer.set_setting(settings::BROWSER, &browser))
                .await?;
        }
        Ok(Done {})
    }

    pub(super) async fn list(&self, request: ListRequest) -> Answer<ListPage> {
        self.library.list(request, true).await
    }

    pub(super) async fn facets(&self, request: ListRequest) -> Answer<Facets> {
        self.library.facets(request, true).await
    }

    pub(super) async fn complete_query(&self, text: String, cursor: u32) -> Answer<Completions> {
        self.library.complete_query(text, cursor).await
    }

    pub(super) async fn article(
        &self,
        id: ArticleId,
        version: Option<VersionId>,
    ) -> Answer<ArticleView> {
        // What that notes is of use, but nobody needs it to read: not on a full disk, nor in an
        // archive that can only be looked at.
        if let Err(error) = self.library.open_article(id).await {
            tracing::warn!(%error, "that an article was opened was not noted");
        }
        self.library.article_view(id, version).await
    }

    pub(super) async fn hint(&self, text: String) -> Answer<FieldHint> {
        let Some(Link { url, .. }) = typed_link(&text) else {
            return Ok(FieldHint { link: None, shown: None, already: None });
        };
        let address = Address::of(&url);
        let shown = present::shown(&address.url);
        let before = self.library.read(move |reader| reader.by_key(&address.key)).await?;
        Ok(FieldHint {
            link: Some(url.into()),
            shown: Some(shown),
            already: before.map(|entry| Already {
                id: entry.id,
                saved_at: entry.saved_at,
                title: entry.title,
                trashed: entry.trashed_at.is_some(),
            }),
        })
    }

    pub(super) async fn save(&self, request: SaveRequest) -> Answer<SaveOutcome> {
        let manner = Manner::default();
        let intake = match request {
            SaveRequest { text: Some(text), html: None, uri_list: None } => {
                self.library.take_in_text(&text, &manner).await?
            }
            SaveRequest { text, html, uri_list } => {
                let incoming = from_drop(uri_list.as_deref(), html.as_deref(), text.as_deref());
                let shown = self.library.take_in(incoming, &manner).await?;
                // A drop in which the page sees nothing to save may be one of files, which
                // only the desktop knows.
                if shown.entries.is_empty() {
                    let files = self.library.take_in_paths(self.shell.dropped_files(), &manner);
                    let mut files = files.await?;
                    files.skipped.extend(shown.skipped);
                    files
                } else {
                    shown
                }
            }
        };
        Ok(intake.outcome())
    }

    pub(super) async fn copy(&self, text: String) -> Answer<Done> {
        self.shell.copy(text).map_err(desktop)?;
        Ok(Done {})
    }

    pub(super) async fn paste(&self, request: SaveRequest) -> Answer<SaveOutcome> {
        // The desktop's clipboard knows the address that a web view does not tell; where the
        // desktop cannot read it, what the window got will do.
        let desktop = self.shell.clipboard();
        let clipboard = Clipboard {
            html: desktop.html.or(request.html),
            plain: desktop.plain.or(request.text),
            ..desktop
        };
        let incoming = from_clipboard(&clipboard);
        Ok(self.library.take_in(incoming, &Manner::default()).await?.outcome())
    }

    pub(super) async fn file_begin(&self, name: String, _size: u32) -> Answer<FileToken> {
        self.library.file_begin(name)
    }

    pub(super) async fn file_part(&self, token: String, base64: String) -> Answer<Done> {
        let part = BASE64_STANDARD.decode(base64).map_err(|error| CommandError::BadCall {
            name: "file_part".to_owned(),
            reason: error.to_string(),
        })?;
        self.library.file_part(&token, &part)
    }

    pub(super) async fn file_end(&self, token: String) -> Answer<SaveOutcome> {
        self.library.file_end(&token).await
    }

    pub(super) async fn add_sample(&self) -> Answer<SaveOutcome> {
        Ok(self.library.add_sample().await?.outcome())
    }

    pub(super) async fn retry(&self, ids: Vec<ArticleId>) -> Answer<Done> {
        self.library.look_again();
        self.library.fetch_again(ids).await?;
        Ok(Done {})
    }

    pub(super) async fn capture_again(&self, id: ArticleId) -> Answer<Done> {
        self.library.fetch_again(vec![id]).await?;
        Ok(Done {})
    }

    pub(super) async fn set_address(&self, id: ArticleId, url: String) -> Answer<Done> {
        let Some(link) = typed_link(&url) else {
            return Err(CommandError::BadValue { field: "url".to_owned(), value: url });
        };
        let address = Address::of(&link.url);
        self.library
            .write(None, move |writer| {
                let id = match writer.readdress(id, &address.url, &address.key, &address.host)? {
                    Readdressed::Changed => id,
                    Readdressed::Merged(other) => other,
                };
                // Where nobody knew where it came from, its pictures could not be asked for.
                match writer.entry(id)?.and_then(|entry| entry.version) {
                    Some(version) if !settings::read(writer)?.text_only => {
                        writer.want_pictures(version)
                    }
                    _ => Ok(()),
                }
            })
            .await?;
        Ok(Done {})
    }

    pub(super) async fn answer_origin(&self, origin: String, allow: bool) -> Answer<Done> {
        let parsed: Origin = origin.parse().map_err(|_| CommandError::BadValue {
            field: "origin".to_owned(),
            value: origin.clone(),
        })?;
        if allow {
            self.library.fetcher().allow_origin(&parsed);
        } else {
            self.library.fetcher().forget_origin(&parsed);
        }
        let refused =
            Trouble::new(ProblemCode::PrivateRefused, "the person said no").with("origin", &origin);
        self.library
            .write(None, move |writer| {
                for id in writer.answer_origin(&origin, allow)? {
                    if !allow {
                        writer.set_failed(id, &present::stored(&refused), &refused.cause)?;
                    }
                }
                Ok(())
            })
            .await?;
        Ok(Done {})
    }

    pub(super) async fn pause_queue(&self, paused: bool) -> Answer<Done> {
        self.library
            .write(None, move |writer| writer.set_setting(settings::PAUSED, &paused))
            .await?;
        self.library.look_again();
        Ok(Done {})
    }

    pub(super) async fn set_read(&self, ids: Vec<ArticleId>, read: bool) -> Answer<Done> {
        self.act(UndoKind::Read, move |writer| writer.set_read(&ids, read).map(drop)).await
    }

    pub(super) async fn set_starred(&self, ids: Vec<ArticleId>, starred: bool) -> Answer<Done> {
        self.act(UndoKind::Star, move |writer| writer.set_starred(&ids, starred).map(drop)).await
    }

    pub(super) async fn set_trashed(&self, ids: Vec<ArticleId>, trashed: bool) -> Answer<Done> {
        let kind = if trashed { UndoKind::Trash } else { UndoKind::Untrash };
        self.act(kind, move |writer| writer.set_trashed(&ids, trashed).map(drop)).await
    }

    pub(super) async fn purge(&self, ids: Vec<ArticleId>) -> Answer<Done> {
        self.library
            .write(None, move |writer| {
                // Only what lies in the trash can be deleted for good.
                let trash = writer.trash()?;
                let doomed: Vec<ArticleId> =
                    trash.into_iter().filter(|id| ids.is_empty() || ids.contains(id)).collect();
                writer.purge(&doomed)
            })
            .await?;
        Ok(Done {})
    }

    pub(super) async fn undo(&self) -> Answer<UndoOutcome> {
        let undone = self.library.write(None, |writer| writer.undo()).await?;
        Ok(match undone {
            None => UndoOutcome { what: None, ids: Vec::new(), count: 0 },
            Some(mut undone) => {
                let count = u32::try_from(undone.ids.len()).unwrap_or(u32::MAX);
                undone.ids.truncate(200);
                UndoOutcome { what: Some(present::undo_kind(undone.kind)), ids: undone.ids, count }
            }
        })
    }

    pub(super) async fn complete_tag(&self, prefix: String) -> Answer<Vec<TagCount>> {
        let tags =
            self.library.read(move |reader| reader.complete_tag(&prefix, TAGS_OFFERED)).await?;
        Ok(tags.into_iter().map(present::tag_count).collect())
    }

    pub(super) async fn add_tag(&self, ids: Vec<ArticleId>, name: String) -> Answer<Done> {
        self.act(UndoKind::Tag, move |writer| writer.add_tag(&ids, &name).map(drop)).await
    }

    pub(super) async fn remove_tag(&self, ids: Vec<ArticleId>, tag: TagId) -> Answer<Done> {
        self.act(UndoKind::Tag, move |writer| writer.remove_tag(&ids, tag).map(drop)).await
    }

    pub(super) async fn rename_tag(&self, tag: TagId, name: String) -> Answer<Done> {
        self.act(UndoKind::TagNames, move |writer| writer.rename_tag(tag, &name).map(drop)).await
    }

    pub(super) async fn delete_tag(&self, tag: TagId) -> Answer<Done> {
        self.act(UndoKind::TagNames, move |writer| writer.delete_tag(tag)).await
    }

    pub(super) async fn pin_tag(&self, tag: TagId, pinned: bool) -> Answer<Done> {
        self.library.write(None, move |writer| writer.pin_tag(tag, pinned)).await?;
        Ok(Done {})
    }

    pub(super) async fn pin_search(&self, name: String, query: String) -> Answer<Done> {
        self.library.write(None, move |writer| writer.pin_search(&name, &query).map(drop)).await?;
        Ok(Done {})
    }

    pub(super) async fn unpin_search(&self, id: SavedSearchId) -> Answer<Done> {
        self.library.write(None, move |writer| writer.unpin_search(id)).await?;
        Ok(Done {})
    }

    pub(super) async fn correct(
        &self,
        id: ArticleId,
        field: Field,
        value: Option<String>,
    ) -> Answer<Done> {
        let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        if let (Field::Published, Some(value)) = (field, &value)
            && PageTime::parse_iso(value).is_none()
        {
            return Err(CommandError::BadValue {
                field: "published".to_owned(),
                value: value.clone(),
            });
        }
        let field = present::field(field);
        self.act(UndoKind::Correct, move |writer| writer.correct(id, field, value.as_deref())).await
    }

    pub(super) async fn restore_block(
        &self,
        id: ArticleId,
        version: VersionId,
        index: u32,
        restored: bool,
    ) -> Answer<Done> {
        self.library.belongs(id, version).await?;
        self.act(UndoKind::Restore, move |writer| writer.restore_block(version, index, restored))
            .await
    }

    pub(super) async fn set_progress(
        &self,
        id: ArticleId,
        progress: f64,
        paragraph: u32,
    ) -> Answer<Done> {
        let progress = if progress.is_finite() { progress.clamp(0.0, 1.0) } else { 0.0 };
        self.library
            .write(None, move |writer| writer.set_progress(id, progress, paragraph))
            .await?;
        Ok(Done {})
    }

    pub(super) async fn open_original(&self, id: ArticleId) -> Answer<Done> {
        let entry = self.library.read(move |reader| reader.entry(id)).await?;
        let entry = entry.ok_or(CommandError::NotFound)?;
        self.open_link(entry.url).await
    }

    pub(super) async fn open_link(&self, url: String) -> Answer<Done> {
        let bad = |url| CommandError::BadValue { field: "url".to_owned(), value: url };
        let link = Url::parse(&url).map_err(|_| bad(url.clone()))?;
        if !matches!(link.scheme(), "http" | "https" | "mailto") {
            return Err(bad(url));
        }
        self.shell.open_url(&link).map_err(desktop)?;
        Ok(Done {})
    }

    pub(super) async fn open_folder(&self) -> Answer<Done> {
        self.shell.reveal(self.library.folder()).map_err(desktop)?;
        Ok(Done {})
    }

    pub(super) async fn problems(&self, limit: u32) -> Answer<Vec<LogLine>> {
        let lines = self.library.read(move |reader| reader.problems(limit.min(LOG_LINES))).await?;
        Ok(lines
            .into_iter()
            .map(|line| LogLine {
                at: line.at,
                code: line.trouble.code,
                args: line.trouble.args,
                id: line.article,
                cause: line.cause,
            })
            .collect())
    }

    pub(super) async fn clear_problems(&self) -> Answer<Done> {
        self.library.write(None, |writer| writer.clear_problems()).await?;
        Ok(Done {})
    }

    pub(super) async fn set_settings(&self, settings: Settings) -> Answer<Done> {
        let chosen = settings::sane(settings);
        self.library
            .write(None, move |writer| {
                if settings::read(writer)?.text_only != chosen.text_only {
                    // It is chosen while a long list is being saved, and meant for that.
                    writer.set_text_only(chosen.text_only)?;
                }
                writer.set_setting(settings::SETTINGS, &chosen)
            })
            .await?;
        Ok(Done {})
    }

    pub(super) async fn set_session(&self, session: String) -> Answer<Done> {
        self.library
            .write(None, move |writer| writer.set_setting(settings::SESSION, &session))
            .await?;
        Ok(Done {})
    }

    async fn act(
        &self,
        kind: UndoKind,
        work: impl FnOnce(&mut backfile_archive::Writer<'_>) -> backfile_archive::Result<()>
        + Send
        + 'static,
    ) -> Answer<Done> {
        self.library.write(Some(kind), work).await?;
        Ok(Done {})
    }
}

fn desktop(error: crate::shell::ShellError) -> CommandError {
    CommandError::Desktop { reason: error.0 }
}
