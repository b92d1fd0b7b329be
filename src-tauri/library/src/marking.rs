//! Marked passages, as they are shown.

use backfile_archive::{Highlight, Reader, Result, Version};
use backfile_article::{ArticleId, VersionId};

use crate::{
    Library,
    ipc::{self, CommandError, HighlightPage, HighlightRow},
};

impl Library {
    /// A piece of the list of all passages that hold these words, the last marked first; from
    /// `offset`, at most `limit`.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn highlights(
        &self,
        words: String,
        offset: u32,
        limit: u32,
    ) -> std::result::Result<HighlightPage, CommandError> {
        self.read(move |reader| {
            let found = reader.highlights(&words, offset as usize, limit as usize)?;
            let rows = found
                .rows
                .into_iter()
                .filter_map(|(id, highlight)| row(reader, id, highlight).transpose());
            Ok(HighlightPage { total: found.total, rows: rows.collect::<Result<_>>()? })
        })
        .await
    }
}

impl HighlightRow {
    /// The passage as a quotation in Markdown, its source as a link, and the note under it, as the
    /// window copies it.
    #[must_use]
    pub fn markdown(&self) -> String {
        let lines = |text: &str| {
            let lines = text.trim().lines().map(|line| format!("> {}", plain(line)));
            lines.map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
        };
        let url = self.url.replace('<', "%3C").replace('>', "%3E").replace(' ', "%20");
        let title = plain(self.title.as_deref().unwrap_or(&self.site));
        let note = self.highlight.note.as_deref().map(|note| format!("\n{note}\n"));
        format!(
            "{}\n>\n> — [{title}](<{url}>), {}\n{}",
            lines(&self.highlight.quote.exact),
            plain(&self.site),
            note.unwrap_or_default()
        )
    }
}

/// A text in which Markdown reads nothing of its own.
fn plain(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, character| {
        if "\\`*_[]<>#|~&".contains(character) {
            out.push('\\');
        }
        out.push(character);
        out
    })
}

fn row(reader: &Reader<'_>, id: ArticleId, highlight: Highlight) -> Result<Option<HighlightRow>> {
    let Some(entry) = reader.entry(id)? else { return Ok(None) };
    let shown = match entry.version {
        Some(version) if version != highlight.version => reader.version(version)?,
        _ => None,
    };
    Ok(Some(HighlightRow {
        article: entry.id,
        title: entry.title,
        site: entry.site.unwrap_or(entry.host),
        url: entry.url,
        highlight: shown_as(highlight, entry.version, shown.as_ref()),
    }))
}

/// The passages of an entry, with whether each stands in the version that is shown.
pub(crate) fn marked(highlights: Vec<Highlight>, shown: Option<&Version>) -> Vec<ipc::Highlight> {
    let version = shown.map(|shown| shown.head.id);
    highlights.into_iter().map(|highlight| shown_as(highlight, version, shown)).collect()
}

fn shown_as(
    highlight: Highlight,
    version: Option<VersionId>,
    shown: Option<&Version>,
) -> ipc::Highlight {
    // Where it was marked, there it is.
    let found = Some(highlight.version) == version
        || shown.is_some_and(|shown| highlight.quote.find(&text_of(shown)).is_some());
    let Highlight { id, at, quote, note, .. } = highlight;
    ipc::Highlight { id, at, quote, note, found }
}

/// All that can be marked in a version, in its order.
fn text_of(version: &Version) -> String {
    let extraction = &version.extraction;
    let restored = version.restored.iter().filter_map(|index| {
        extraction.removed.get(usize::try_from(*index).ok()?).map(|removed| removed.text.as_str())
    });
    let blocks = extraction.blocks.iter().map(|block| block.text.as_str());
    let captions = extraction.images.iter().filter_map(|picture| picture.caption.as_deref());
    let head = [Some(extraction.title.as_str()), extraction.excerpt.as_deref()];
    head.into_iter().flatten().chain(blocks).chain(restored).chain(captions).fold(
        String::new(),
        |mut all, text| {
            all.push_str(text);
            all.push('\n');
            all
        },
    )
}
