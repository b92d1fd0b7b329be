//! What the two custom schemes of a window answer with: frame documents and pictures.

use std::collections::{BTreeSet, HashMap};

use backfile_archive::{Entry, Field, SlotState, Version};
use backfile_article::{ArticleId, Sha256, VersionId};

use crate::{
    Library,
    frame::{self, PictureSource, Response, Sheet},
    ipc::CommandError,
    present, settings,
};

impl Library {
    /// The document of a frame, for the path of an `article:` address: `/<article>/<version>`.
    ///
    /// Blocks while the archive is read.
    #[must_use]
    pub fn frame(&self, path: &str) -> Response {
        let mut parts = path.trim_start_matches('/').split(['/', '?']);
        let (article, version) =
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (Ok(article), Ok(version)) = (article.parse(), version.parse()) else {
            return Response::not_found();
        };
        match self.frame_document(article, version) {
            Ok(html) => Response::document(html),
            Err(error) => {
                tracing::warn!(%error, path, "a frame was not served");
                Response::not_found()
            }
        }
    }

    fn frame_document(&self, id: ArticleId, version: VersionId) -> Result<String, CommandError> {
        let (entry, version, corrected, chosen) = self.archive().read(|reader| {
            let entry = reader.entry(id)?;
            let version = reader.version(version)?;
            Ok((entry, version, reader.corrections(id)?, settings::read(reader)?))
        })?;
        let entry = entry.ok_or(CommandError::NotFound)?;
        let version =
            version.filter(|version| version.article == entry.id).ok_or(CommandError::NotFound)?;
        Ok(document(&entry, &version, &corrected, &chosen))
    }

    /// A stored picture, for the path of a `media:` address: `/<sha256>.<ext>`.
    ///
    /// Blocks while the file is read.
    #[must_use]
    pub fn media(&self, path: &str) -> Response {
        let name = path.trim_start_matches('/');
        let name = name.split('?').next().unwrap_or_default();
        if !frame::is_media_name(name) {
            return Response::not_found();
        }
        let Some((hash, ending)) = name.split_once('.') else { return Response::not_found() };
        let (Ok(hash), Some(media_type)) = (hash.parse::<Sha256>(), frame::media_type(ending))
        else {
            return Response::not_found();
        };
        match self.archive().blobs().get(&hash) {
            // A page's bytes are blobs too; they are never served as a picture.
            Ok(Some(bytes)) if looks_like(&bytes, media_type) => {
                Response::picture(media_type, bytes)
            }
            Ok(_) => Response::not_found(),
            Err(error) => {
                tracing::warn!(%error, name, "a picture was not served");
                Response::not_found()
            }
        }
    }
}

/// Whether bytes begin as a picture of that type does.
fn looks_like(bytes: &[u8], media_type: &str) -> bool {
    match media_type {
        "image/jpeg" => bytes.starts_with(&[0xff, 0xd8, 0xff]),
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/gif" => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
        "image/webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        "image/avif" => matches!(bytes.get(4..12), Some(b"ftypavif" | b"ftypavis")),
        _ => false,
    }
}

fn document(
    entry: &Entry,
    version: &Version,
    corrected: &[(Field, String)],
    chosen: &crate::ipc::Settings,
) -> String {
    let extraction = &version.extraction;
    let sources: HashMap<&str, PictureSource> = version
        .slots
        .iter()
        .map(|slot| {
            let source = match &slot.state {
                SlotState::Kept(media) => {
                    let size = media.width.zip(media.height);
                    PictureSource::Stored { name: media.name.to_string(), size }
                }
                SlotState::Waiting => PictureSource::Waiting,
                SlotState::Missing(_) => PictureSource::Missing,
                SlotState::LeftOut => PictureSource::LeftOut,
            };
            (slot.url.as_str(), source)
        })
        .collect();
    let source_of = |url: &str| sources.get(url).cloned().unwrap_or(PictureSource::Unasked);
    let correction = |field: Field| {
        corrected.iter().find(|(which, _)| *which == field).map(|(_, value)| value.as_str())
    };
    let restored: BTreeSet<u32> = version.restored.iter().copied().collect();
    let receipt = present::receipt(version);
    frame::document(&Sheet {
        language: extraction.language.as_deref(),
        direction: extraction.direction,
        theme: chosen.theme,
        face: chosen.face,
        kicker: entry.site.as_deref().or(extraction.section.as_deref()),
        title: entry.title.as_deref().unwrap_or(&extraction.title),
        standfirst: extraction
            .excerpt
            .as_deref()
            .filter(|excerpt| stands_apart(excerpt, extraction)),
        byline: correction(Field::Byline),
        authors: &extraction.authors,
        published: entry.published.as_ref(),
        modified: extraction.modified.as_ref(),
        lead_image: extraction.lead_image.as_deref(),
        blocks: &extraction.blocks,
        removed: &extraction.removed,
        restored: &restored,
        source_of: &source_of,
        receipt: &receipt,
        how: version.head.how,
    })
}

/// Share of the standfirst's words from which a paragraph says the same.
const SAME_WORDS: f64 = 0.8;

/// Whether the standfirst says what the text does not begin with anyway, be it in a few words
/// more.
fn stands_apart(excerpt: &str, extraction: &backfile_article::Extraction) -> bool {
    // Without spaces between words, characters are compared.
    let parts = |text: &str| -> Vec<String> {
        let words: Vec<String> = text
            .split(|char: char| !char.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.len() > 3 { words } else { text.chars().map(String::from).collect() }
    };
    let said = parts(excerpt);
    let first = extraction.blocks.iter().filter(|block| !block.text.is_empty()).take(2);
    let repeats = |text: &str| {
        let there: BTreeSet<String> = parts(text).into_iter().collect();
        let shared = said.iter().filter(|part| there.contains(*part)).count();
        #[allow(clippy::cast_precision_loss, reason = "counts of words")]
        return shared as f64 >= said.len() as f64 * SAME_WORDS;
    };
    !excerpt.trim().is_empty() && !first.map(|block| block.text.as_str()).any(repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standfirst_that_the_text_begins_with_is_not_said_twice() {
        let article = |text: &str| backfile_article::Extraction {
            blocks: vec![backfile_article::Block { html: String::new(), text: text.to_owned() }],
            ..backfile_article::Extraction::empty(backfile_article::PageKind::Article)
        };
        let begins =
            article("For sixty years the ferry has crossed the grey water to the isle. It stops.");
        assert!(!stands_apart(
            "For sixty years the ferry has crossed the water. It stops.",
            &begins
        ));
        assert!(stands_apart("A crew, a storm, and a boat that nobody wants to replace.", &begins));
        assert!(!stands_apart("", &begins));
        assert!(!stands_apart(
            "夜七時。時計店の二階に灯",
            &article("夜七時。時計店の二階に灯がともる。")
        ));
    }

    #[test]
    fn only_what_begins_as_a_picture_is_served_as_one() {
        assert!(looks_like(b"\x89PNG\r\n\x1a\n....", "image/png"));
        assert!(!looks_like(b"<!doctype html>", "image/png"));
        assert!(!looks_like(b"", "image/svg+xml"));
    }
}
