//! Marked passages and notes.

use backfile_archive::UndoKind;
use backfile_article::{ArticleId, HighlightId, Quote, VersionId};

use super::{Answer, Calls};
use crate::ipc::{Done, HighlightPage, Marked};

/// Passages that one call gives at most.
const PIECE: u32 = 500;

impl Calls<'_> {
    pub(in crate::ipc) async fn add_highlight(
        &self,
        id: ArticleId,
        version: VersionId,
        quote: Quote,
        note: Option<String>,
    ) -> Answer<Marked> {
        let id = self
            .library
            .write(Some(UndoKind::Highlight), move |writer| {
                writer.add_highlight(id, version, &quote, note.as_deref())
            })
            .await?;
        Ok(Marked { id })
    }

    pub(in crate::ipc) async fn set_note(
        &self,
        highlight: HighlightId,
        note: Option<String>,
    ) -> Answer<Done> {
        self.act(UndoKind::Highlight, move |writer| writer.set_note(highlight, note.as_deref()))
            .await
    }

    pub(in crate::ipc) async fn remove_highlight(&self, highlight: HighlightId) -> Answer<Done> {
        self.act(UndoKind::Highlight, move |writer| writer.remove_highlight(highlight)).await
    }

    pub(in crate::ipc) async fn highlights(
        &self,
        words: String,
        offset: u32,
        limit: u32,
    ) -> Answer<HighlightPage> {
        self.library.highlights(words, offset, limit.min(PIECE)).await
    }
}
