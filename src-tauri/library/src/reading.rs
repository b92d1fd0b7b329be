//! One article, as the reader shows it, and what opening it does.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use backfile_archive::{Field, Reader, Version};
use backfile_article::{ArticleId, VersionId};

use crate::{
    Library, frame,
    ipc::{ArticleView, CommandError, VersionRow},
    marking, present,
};

impl Library {
    /// One entry, for the reader.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] when there is no such entry.
    pub async fn article_view(
        &self,
        id: ArticleId,
        version: Option<VersionId>,
    ) -> Result<ArticleView, CommandError> {
        let library = self.clone();
        let view = self
            .read(move |reader| {
                let Some(entry) = reader.entry(id)? else { return Ok(None) };
                let id = entry.id;
                let shown = match version.or(entry.version) {
                    Some(version) => reader.version(version)?.filter(|found| found.article == id),
                    None => None,
                };
                let versions = reader.versions_of(id)?;
                let corrected = reader.corrections(id)?;
                let marked = marking::marked(reader.highlights_of(id)?, shown.as_ref());
                Ok(Some((entry, shown, versions, corrected, marked, library.now(reader)?)))
            })
            .await?;
        let (entry, shown, versions, corrected, highlights, now) =
            view.ok_or(CommandError::NotFound)?;
        let revision = shown.as_ref().map(|shown| revision(shown, &corrected)).unwrap_or_default();
        let (requested_url, paragraph) = (entry.requested_url.clone(), entry.paragraph);
        let row = present::row(entry, Vec::new(), &now);
        let versions = versions
            .into_iter()
            .map(|head| VersionRow {
                id: head.id,
                captured_at: head.captured_at,
                how: head.how,
                word_count: head.word_count,
            })
            .collect();
        let corrected = corrected.into_iter().map(|(field, _)| present::ipc_field(field)).collect();
        let carried = |topic: &str| row.tags.iter().any(|tag| tag.name.eq_ignore_ascii_case(topic));
        Ok(match shown {
            None => ArticleView {
                authors: Vec::new(),
                modified: None,
                section: None,
                suggested_tags: Vec::new(),
                version: None,
                frame: None,
                receipt: None,
                warnings: Vec::new(),
                see_also: Vec::new(),
                row,
                requested_url,
                versions,
                corrected,
                paragraph,
                highlights,
            },
            Some(version) => ArticleView {
                receipt: Some(present::receipt(&version)),
                frame: Some(frame::frame_address(row.id, version.head.id, revision)),
                version: Some(version.head.id),
                suggested_tags: version
                    .extraction
                    .topics
                    .iter()
                    .filter(|topic| !carried(topic))
                    .cloned()
                    .collect(),
                authors: version.extraction.authors,
                modified: version.extraction.modified,
                section: version.extraction.section,
                warnings: version.extraction.warnings,
                see_also: version.extraction.see_also,
                row,
                requested_url,
                versions,
                corrected,
                paragraph,
                highlights,
            },
        })
    }

    /// What is true of entries just now.
    pub(crate) fn now(&self, reader: &Reader<'_>) -> backfile_archive::Result<present::Now> {
        let mut now = present::Now { stages: self.notifier().stages(), ..present::Now::default() };
        for question in reader.asking()? {
            now.asking.extend(question.ids.into_iter().map(|id| (id, question.origin.clone())));
        }
        Ok(now)
    }

    /// Whether that version is one of that entry.
    pub(crate) async fn belongs(
        &self,
        id: ArticleId,
        version: VersionId,
    ) -> Result<(), CommandError> {
        let found = self.read(move |reader| reader.versions_of(id)).await?;
        if found.iter().any(|head| head.id == version) {
            Ok(())
        } else {
            Err(CommandError::NotFound)
        }
    }

    /// What the person opens goes to the front of the queue.
    pub(crate) async fn open_article(&self, id: ArticleId) -> Result<(), CommandError> {
        self.write(None, move |writer| {
            writer.set_opened(id)?;
            writer.to_front(id).map(drop)
        })
        .await
    }
}

/// Changes when the frame's document would: with blocks put back, pictures that came or did not,
/// and fields that were corrected.
fn revision(version: &Version, corrected: &[(Field, String)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    version.restored.hash(&mut hasher);
    corrected.hash(&mut hasher);
    for slot in &version.slots {
        std::mem::discriminant(&slot.state).hash(&mut hasher);
    }
    hasher.finish()
}
