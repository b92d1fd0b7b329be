//! From the archive's values to what crosses to a window.

use std::collections::BTreeMap;

use backfile_archive as archive;
use backfile_archive::{SlotState, Version};
use backfile_article::{ArticleId, Standing};
use url::Url;

use crate::{
    ipc::{self, ProblemCode},
    saving::trouble::retry_mends,
};

/// What is true of entries just now and stands in no row of the archive.
#[derive(Debug, Default)]
pub(crate) struct Now {
    /// What happens to entries in this process.
    pub(crate) stages: BTreeMap<ArticleId, ipc::Stage>,
    /// The private origins that entries wait for an answer about.
    pub(crate) asking: BTreeMap<ArticleId, String>,
}

/// How far the archive may be used.
pub(crate) fn access(access: archive::Access) -> ipc::Access {
    match access {
        archive::Access::Writes => ipc::Access::Writes,
        archive::Access::Looks => ipc::Access::Looks,
        archive::Access::Damaged => ipc::Access::Damaged,
        archive::Access::Unreadable => ipc::Access::Unreadable,
    }
}

/// An entry as a list shows it.
pub(crate) fn row(
    entry: archive::Entry,
    snippet: Vec<archive::SnippetPart>,
    now: &Now,
) -> ipc::Row {
    let problem = problem(&entry, now.asking.get(&entry.id));
    let stage = now.stages.get(&entry.id).copied().or_else(|| {
        let queued = entry.page_queued
            && entry.standing == Standing::Waiting
            && !now.asking.contains_key(&entry.id);
        queued
            .then_some(ipc::Stage::Queued)
            .or_else(|| entry.pictures_queued.then_some(ipc::Stage::Pictures))
    });
    let shown_url = shown(&entry.url);
    ipc::Row {
        id: entry.id,
        standing: entry.standing,
        stage,
        shown_url,
        url: entry.url,
        host: entry.host,
        title: entry.title,
        site: entry.site,
        byline: entry.byline,
        excerpt: entry.excerpt,
        saved_at: entry.saved_at,
        published: entry.published,
        thumbnail: entry.thumbnail.map(|name| name.to_string()),
        reading_minutes: entry.reading_minutes,
        language: entry.language,
        direction: entry.direction,
        unread: entry.read_at.is_none(),
        starred: entry.starred_at.is_some(),
        trashed: entry.trashed_at.is_some(),
        progress: entry.progress,
        tags: entry
            .tags
            .into_iter()
            .map(|tag| ipc::TagRef { id: tag.id, name: tag.name })
            .collect(),
        how: entry.how,
        completeness: entry.completeness,
        problem,
        snippet: snippet
            .into_iter()
            .map(|part| ipc::SnippetPart { text: part.text, hit: part.hit })
            .collect(),
    }
}

/// An address as people say it.
pub(crate) fn shown(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) if url.has_host() => backfile_fetch::address::show(&url),
        _ => String::new(),
    }
}

/// What stands between the entry and its article.
fn problem(entry: &archive::Entry, origin: Option<&String>) -> Option<ipc::Problem> {
    let (code, mut args) = if let Some(origin) = origin {
        (ProblemCode::AskPrivate, BTreeMap::from([("origin".to_owned(), origin.clone())]))
    } else if let Some(trouble) = &entry.trouble {
        (problem_code(&trouble.code), trouble.args.clone())
    } else if entry.url.starts_with("urn:") {
        // It was pasted or read from a file that does not say where it came from.
        (ProblemCode::NeedsAddress, BTreeMap::new())
    } else {
        return None;
    };
    args.entry("site".to_owned()).or_insert_with(|| entry.host.clone());
    Some(ipc::Problem { code, args, retry: retry_mends(code), tried_at: entry.tried_at })
}

/// The code of a trouble; one that an older or newer program wrote is our own fault.
pub(crate) fn problem_code(code: &str) -> ProblemCode {
    serde_json::from_value(code.into()).unwrap_or(ProblemCode::Internal)
}

/// A trouble's code as it is stored.
pub(crate) fn code_text(code: ProblemCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// What was kept of a version's page.
pub(crate) fn receipt(version: &Version) -> ipc::Receipt {
    let count = |wanted: fn(&SlotState) -> bool| {
        let body = version.slots.iter().filter(|slot| !slot.lead && wanted(&slot.state));
        u32::try_from(body.count()).unwrap_or(u32::MAX)
    };
    let restored = u32::try_from(version.restored.len()).unwrap_or(u32::MAX);
    let removed = u32::try_from(version.extraction.removed.len()).unwrap_or(u32::MAX);
    ipc::Receipt {
        paragraphs_kept: version.extraction.paragraphs.kept,
        paragraphs_total: version.extraction.paragraphs.total,
        pictures_kept: count(|state| matches!(state, SlotState::Kept(_))),
        pictures_waiting: count(|state| matches!(state, SlotState::Waiting)),
        pictures_missing: count(|state| matches!(state, SlotState::Missing(_))),
        left_out: removed.saturating_sub(restored),
        restored,
        completeness: version.extraction.completeness,
    }
}

pub(crate) fn tag_count(tag: archive::TagCount) -> ipc::TagCount {
    ipc::TagCount { id: tag.tag.id, name: tag.tag.name, count: tag.count, pinned: tag.pinned }
}

pub(crate) fn group(group: archive::Group) -> ipc::Group {
    let span = match group.span {
        archive::GroupSpan::Today => ipc::GroupSpan::Today,
        archive::GroupSpan::Yesterday => ipc::GroupSpan::Yesterday,
        archive::GroupSpan::ThisWeek => ipc::GroupSpan::ThisWeek,
        archive::GroupSpan::Month { year, month } => {
            ipc::GroupSpan::Month(format!("{year:04}-{month:02}"))
        }
    };
    ipc::Group { span, start: group.start, count: group.count }
}

pub(crate) fn view(view: &ipc::View) -> archive::View {
    match view {
        ipc::View::Unread => archive::View::Unread,
        ipc::View::Starred => archive::View::Starred,
        ipc::View::All => archive::View::All,
        ipc::View::Links => archive::View::Links,
        ipc::View::Trash => archive::View::Trash,
        ipc::View::Failed => archive::View::Failed,
        ipc::View::Tag(id) => archive::View::Tag(*id),
    }
}

pub(crate) fn sort(sort: ipc::Sort) -> archive::Sort {
    match sort {
        ipc::Sort::Saved => archive::Sort::Saved,
        ipc::Sort::Published => archive::Sort::Published,
        ipc::Sort::Relevance => archive::Sort::Relevance,
    }
}

pub(crate) fn field(field: ipc::Field) -> archive::Field {
    match field {
        ipc::Field::Title => archive::Field::Title,
        ipc::Field::Byline => archive::Field::Byline,
        ipc::Field::Published => archive::Field::Published,
        ipc::Field::Site => archive::Field::Site,
    }
}

pub(crate) fn undo_kind(kind: archive::UndoKind) -> ipc::UndoKind {
    match kind {
        archive::UndoKind::Save => ipc::UndoKind::Save,
        archive::UndoKind::Trash => ipc::UndoKind::Trash,
        archive::UndoKind::Untrash => ipc::UndoKind::Untrash,
        archive::UndoKind::Read => ipc::UndoKind::Read,
        archive::UndoKind::Star => ipc::UndoKind::Star,
        archive::UndoKind::Tag => ipc::UndoKind::Tag,
        archive::UndoKind::TagNames => ipc::UndoKind::TagNames,
        archive::UndoKind::Correct => ipc::UndoKind::Correct,
        archive::UndoKind::Restore => ipc::UndoKind::Restore,
        archive::UndoKind::Highlight => ipc::UndoKind::Highlight,
    }
}

/// A trouble as the archive stores it.
pub(crate) fn stored(trouble: &crate::saving::trouble::Trouble) -> archive::Trouble {
    archive::Trouble { code: code_text(trouble.code), args: trouble.args.clone() }
}

/// What was not understood of a query, in the order of its text. Places are in the units of a
/// window: UTF-16.
pub(crate) fn query_problems(
    query: &str,
    parsed: &backfile_query::Parsed,
) -> Vec<ipc::QueryProblem> {
    let mut problems: Vec<_> = parsed.problems.iter().collect();
    problems.sort_by_key(|problem| problem.span.start);
    let shown = problems.into_iter().map(|problem| {
        let (start, end) = problem.span.to_utf16(query);
        let args = problem.args(query);
        let args = args.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        ipc::QueryProblem { start, end, code: problem.code.name().to_owned(), args }
    });
    shown.collect()
}

pub(crate) fn ipc_field(field: archive::Field) -> ipc::Field {
    match field {
        archive::Field::Title => ipc::Field::Title,
        archive::Field::Byline => ipc::Field::Byline,
        archive::Field::Published => ipc::Field::Published,
        archive::Field::Site => ipc::Field::Site,
    }
}

/// A query with other words in it, its places in the units of a window.
pub(crate) fn respelt(suggestion: &archive::Suggestion) -> ipc::Respelt {
    let place = |span: &backfile_query::Span| {
        let (start, end) = span.to_utf16(&suggestion.query);
        ipc::QueryPart { start, end }
    };
    ipc::Respelt {
        query: suggestion.query.clone(),
        changed: suggestion.changed.iter().map(place).collect(),
    }
}

/// What an answer is made of, each with what asks for it.
pub(crate) fn facets(facets: archive::Facets, seq: i64) -> ipc::Facets {
    let named = |operator: &str, names: Vec<archive::NameCount>| {
        let facet = |archive::NameCount { name, count }| ipc::Facet {
            query: format!("{operator}:{}", backfile_query::quoted(&name)),
            name,
            count,
        };
        names.into_iter().map(facet).collect()
    };
    let year = |(year, count): (i32, u32)| archive::NameCount { name: year.to_string(), count };
    ipc::Facets {
        total: facets.total,
        tags: named("tag", facets.tags),
        sites: named("site", facets.sites),
        timeline: facets
            .months
            .into_iter()
            .map(|(year, month, count)| ipc::MonthCount {
                month: format!("{year:04}-{month:02}"),
                count,
            })
            .collect(),
        years: named("published", facets.years.into_iter().map(year).collect()),
        languages: named("lang", facets.languages),
        seq,
    }
}
