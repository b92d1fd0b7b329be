//! Tags and how many entries carry them.

use std::collections::HashMap;

use backfile_article::TagId;

use super::Reader;
use crate::{
    ArchiveError, Result, TagCount, TagRef,
    codes::{count, text_as},
    tokens,
};

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
        // Two walks over small indexes: who carries what, and the trash, which is small.
        let mut counts: HashMap<i64, i64> = HashMap::new();
        {
            let sql = "SELECT tag, count(*) FROM article_tag GROUP BY tag";
            let mut statement = self.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                counts.insert(row.get(0)?, row.get(1)?);
            }
            let mut statement = self.prepare(
                "SELECT x.tag, count(*) FROM article a INDEXED BY article_trashed \
                 JOIN article_tag x ON x.article = a.rowid \
                 WHERE a.trashed_at IS NOT NULL GROUP BY x.tag",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let trashed: i64 = row.get(1)?;
                counts.entry(row.get(0)?).and_modify(|count| *count -= trashed);
            }
        }
        let mut statement =
            self.prepare("SELECT rowid, id, name, pinned FROM tag ORDER BY name_key")?;
        let tags = statement.query_map([], |row| {
            let carried = counts.get(&row.get("rowid")?).copied().unwrap_or_default();
            Ok(TagCount {
                tag: TagRef { id: text_as(row, "id")?, name: row.get("name")? },
                count: count(carried),
                pinned: row.get("pinned")?,
            })
        })?;
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
