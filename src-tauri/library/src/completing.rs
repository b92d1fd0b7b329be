//! What could be typed in a query: what the language allows, and what the archive has for it.

use backfile_archive::{NameCount, Reader};
use backfile_query::{Completion, Source, Span, byte_at_utf16, complete, quoted};

use crate::{
    Library,
    ipc::{Choice, ChoiceKind, CommandError, Completions},
};

/// Choices that are offered of the archive's lists at most.
const OFFERED: usize = 12;
/// Words that are offered at most: more would cover what was found.
const WORDS: usize = 3;

impl Library {
    /// What could be typed at a place of a query, which is counted in UTF-16 units.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn complete_query(
        &self,
        text: String,
        cursor: u32,
    ) -> Result<Completions, CommandError> {
        self.read(move |reader| {
            let cursor = byte_at_utf16(&text, cursor);
            let completion = complete(&text, cursor);
            let (start, end) = completion.replaces.to_utf16(&text);
            let mut choices = fixed(&completion);
            match &completion.from_archive {
                Some((source, begun)) => choices.extend(listed(reader, *source, begun)?),
                None => choices.extend(words(reader, &text, completion.replaces, cursor)?),
            }
            Ok(Completions { start, end, choices })
        })
        .await
    }
}

/// What the language itself has.
fn fixed(completion: &Completion) -> Vec<Choice> {
    let choice = |choice: &backfile_query::Choice| Choice {
        text: choice.text.clone(),
        label: choice.text.trim_matches('"').to_owned(),
        kind: if choice.help.is_some() { ChoiceKind::Operator } else { ChoiceKind::Value },
        help: choice.help.map(str::to_owned),
        count: None,
    };
    completion.choices.iter().map(choice).collect()
}

/// What a list of the archive has.
fn listed(
    reader: &Reader<'_>,
    source: Source,
    begun: &str,
) -> backfile_archive::Result<Vec<Choice>> {
    let (kind, names) = match source {
        Source::Tags => {
            let tags = reader.complete_tag(begun, OFFERED)?.into_iter();
            let names = tags.map(|tag| NameCount { name: tag.tag.name, count: tag.count });
            (ChoiceKind::Tag, names.collect())
        }
        Source::Sites => (ChoiceKind::Site, reader.complete_site(begun, OFFERED)?),
        Source::Authors => (ChoiceKind::Author, reader.complete_author(begun, OFFERED)?),
        Source::Languages => (ChoiceKind::Language, reader.complete_language(begun, OFFERED)?),
    };
    let choice = |NameCount { name, count }| Choice {
        text: quoted(&name),
        label: name,
        kind,
        help: None,
        // Of very many entries not every author is looked at.
        count: (kind != ChoiceKind::Author).then_some(count),
    };
    Ok(names.into_iter().map(choice).collect())
}

/// Words of the archive that begin as the one at the cursor does.
fn words(
    reader: &Reader<'_>,
    text: &str,
    place: Span,
    cursor: usize,
) -> backfile_archive::Result<Vec<Choice>> {
    // Within a word it is not growing.
    if place.end != cursor {
        return Ok(Vec::new());
    }
    let words = reader.complete_word(&text[place.start..place.end], WORDS)?.into_iter();
    let choice = |NameCount { name, count }| Choice {
        text: name.clone(),
        label: name,
        kind: ChoiceKind::Word,
        help: None,
        count: Some(count),
    };
    Ok(words.map(choice).collect())
}
