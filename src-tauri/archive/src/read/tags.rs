//! Tags and how many entries carry them.

use backfile_article::TagId;
use rusqlite::Row;

use super::Reader;
use crate::{
    ArchiveError, Result, TagCount, TagRef,
    codes::{count, text_as},
    tokens,
};

const COUNTED: &str = "SELECT t.id AS id, t.name AS name, t.pinned AS pinned, \
    (SELECT count(*) FROM article_tag x JOIN article a ON a.rowid = x.article \
      WHERE x.tag = t.rowid AND a.trashed_at IS NULL) AS number FROM tag t";

fn tag_of(row: &Row<'_>) -> rusqlite::Result<TagCount> {
    Ok(TagCount {
        tag: TagRef { id: text_as(row, "id")?, name: row.get("name")? },
        count: count(row.get("number")?),
        pinned: row.get("pinned")?,
    })
}

/// The key by which two names are one tag.
pub(crate) fn name_key(name: &str) -> String {
    let parts = name.split('/').map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        tokens::key(&words.join(" "))
    });
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

impl Reader<'_> {
    /// Every tag by name, with how many entries carry it.
    ///
    /// # Errors
    /// The database.
    pub fn tags(&self) -> Result<Vec<TagCount>> {
        let mut statement = self.prepare(&format!("{COUNTED} ORDER BY t.name_key"))?;
        let tags = statement.query_map([], tag_of)?;
        Ok(tags.collect::<Result<_, _>>()?)
    }

    /// Tags whose name, or a part of it after `/` or a space, begins with `prefix`: those
    /// whose whole name does first, then by how often they are used.
    ///
    /// # Errors
    /// The database.
    pub fn complete_tag(&self, prefix: &str, most: usize) -> Result<Vec<TagCount>> {
        let key = name_key(prefix);
        let mut found: Vec<(bool, TagCount)> = self
            .tags()?
            .into_iter()
            .filter_map(|tag| {
                let name = name_key(&tag.tag.name);
                let inside = name.match_indices(&key).any(|(at, _)| {
                    at == 0 || matches!(name.as_bytes()[at - 1], b'/' | b' ' | b'-')
                });
                inside.then(|| (name.starts_with(&key), tag))
            })
            .collect();
        found.sort_by(|(first, one), (second, other)| {
            second
                .cmp(first)
                .then(other.count.cmp(&one.count))
                .then(one.tag.name.cmp(&other.tag.name))
        });
        Ok(found.into_iter().take(most).map(|(_, tag)| tag).collect())
    }

    /// A tag by its name, whatever its case and accents.
    ///
    /// # Errors
    /// The database.
    pub fn tag_named(&self, name: &str) -> Result<Option<TagRef>> {
        use rusqlite::OptionalExtension as _;
        let mut statement = self.prepare("SELECT id, name FROM tag WHERE name_key = ?1")?;
        let found = statement.query_row([name_key(name)], |row| {
            Ok(TagRef { id: text_as(row, "id")?, name: row.get("name")? })
        });
        Ok(found.optional()?)
    }

    /// The row number of a tag, by its id or one that was merged into it.
    pub(crate) fn tag_rowid(&self, id: TagId) -> Result<Option<i64>> {
        let mut id = id.to_string();
        for _ in 0..32 {
            let found = self.maybe("SELECT rowid FROM tag WHERE id = ?1", [&id])?;
            if found.is_some() {
                return Ok(found);
            }
            let sql = "SELECT target FROM alias WHERE id = ?1 AND entity = 'tag'";
            match self.maybe(sql, [&id])? {
                Some(target) => id = target,
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    pub(crate) fn known_tag(&self, id: TagId) -> Result<i64> {
        self.tag_rowid(id)?.ok_or_else(|| ArchiveError::NotFound(format!("tag {id}")))
    }
}
