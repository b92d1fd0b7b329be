//! Tags: putting on, taking off, renaming, merging, deleting.

use backfile_article::{ArticleId, TagId};

use super::{Inverse, Writer};
use crate::{ArchiveError, Result, codes::text_as, read::name_key};

/// A tag's name as it is kept: parts without spaces around them, none of them empty.
fn tidy(name: &str) -> Result<String> {
    let parts = name.split('/').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let sound = !name_key(&name).is_empty() && !name.chars().any(char::is_control);
    if sound && name.len() <= 200 { Ok(name) } else { Err(ArchiveError::BadName(name)) }
}

impl Writer<'_> {
    /// Puts a tag on entries, making it when it is new. Gives the tag and how many entries
    /// changed; unknown ones are passed over.
    ///
    /// # Errors
    /// `BadName`, or the database.
    pub fn add_tag(&mut self, ids: &[ArticleId], name: &str) -> Result<(TagId, u32)> {
        let (tag, id) = self.tag_for(name)?;
        let mut changed = 0;
        for article in ids {
            let Some(rowid) = self.rowid(*article)? else { continue };
            let article = self.id_at(rowid)?;
            changed += u32::from(self.tag_on(rowid, &article, tag, id)?);
        }
        Ok((id, changed))
    }

    /// Takes a tag off entries; the tag stays. Gives how many entries changed.
    ///
    /// # Errors
    /// `NotFound` when there is no such tag, or the database.
    pub fn remove_tag(&mut self, ids: &[ArticleId], tag: TagId) -> Result<u32> {
        let row = self.known_tag(tag)?;
        let mut changed = 0;
        for article in ids {
            let Some(rowid) = self.rowid(*article)? else { continue };
            let article = self.id_at(rowid)?;
            changed += u32::from(self.tag_off(rowid, &article, row, tag)?);
        }
        Ok(changed)
    }

    /// Renames a tag. When another has the name, everything that carries this one carries that
    /// one instead, and this one is gone; its id goes on to mean the other. Tags nested in it
    /// go along. Gives the tag that has the name now.
    ///
    /// # Errors
    /// `NotFound`, `BadName`, or the database.
    pub fn rename_tag(&mut self, tag: TagId, name: &str) -> Result<TagId> {
        let row = self.known_tag(tag)?;
        let name = tidy(name)?;
        let (old, old_key): (String, String) = self
            .prepare("SELECT name, name_key FROM tag WHERE rowid = ?1")?
            .query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let nested: Vec<(i64, String)> = {
            let sql = "SELECT rowid, name FROM tag WHERE name_key >= ?1 AND name_key < ?2";
            let mut statement = self.prepare(sql)?;
            let bounds = (format!("{old_key}/"), format!("{old_key}0"));
            let rows = statement.query_map(bounds, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let depth = old.split('/').count();
        let moves_into_itself = name_key(&name).starts_with(&format!("{old_key}/"));
        let result = self.rename_one(row, &name)?;
        for (row, below) in nested {
            // A tag moved into itself, as `a` to `a/b`, leaves what was in it where it is.
            if moves_into_itself {
                break;
            }
            let rest: Vec<&str> = below.split('/').skip(depth).collect();
            self.rename_one(row, &format!("{name}/{}", rest.join("/")))?;
        }
        Ok(result)
    }

    fn rename_one(&mut self, row: i64, name: &str) -> Result<TagId> {
        let id = self.tag_id(row)?;
        let taken: Option<i64> = self.maybe(
            "SELECT rowid FROM tag WHERE name_key = ?1 AND rowid <> ?2",
            (name_key(name), row),
        )?;
        match taken {
            Some(other) => {
                let other_id = self.tag_id(other)?;
                self.merge_tag(row, id, other, other_id)?;
                Ok(other_id)
            }
            None => {
                self.name_tag(row, id, name)?;
                Ok(id)
            }
        }
    }

    fn merge_tag(&mut self, from: i64, from_id: TagId, into: i64, into_id: TagId) -> Result<()> {
        for (rowid, article) in self.carriers(from)? {
            self.tag_on(rowid, &article, into, into_id)?;
            self.tag_off(rowid, &article, from, from_id)?;
        }
        let pinned: bool = self.one("SELECT pinned FROM tag WHERE rowid = ?1", [from])?;
        if pinned {
            self.run("UPDATE tag SET pinned = 1 WHERE rowid = ?1", [into])?;
        }
        self.drop_tag(from, from_id)?;
        self.run(
            "INSERT OR REPLACE INTO alias (id, entity, target, at) VALUES (?1, 'tag', ?2, ?3)",
            (from_id.to_string(), into_id.to_string(), self.act.at.0),
        )?;
        Ok(())
    }

    /// Takes a tag off everything and deletes it.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn delete_tag(&mut self, tag: TagId) -> Result<()> {
        let row = self.known_tag(tag)?;
        let tag = self.tag_id(row)?;
        for (rowid, article) in self.carriers(row)? {
            self.tag_off(rowid, &article, row, tag)?;
        }
        self.drop_tag(row, tag)
    }

    /// Pins a tag to the sidebar or not; not an act to undo.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn pin_tag(&mut self, tag: TagId, pinned: bool) -> Result<()> {
        let row = self.known_tag(tag)?;
        self.run("UPDATE tag SET pinned = ?2 WHERE rowid = ?1", (row, pinned))?;
        let id = self.tag_id(row)?;
        self.log("tag", &id.to_string(), "pin", None)
    }

    /// The tag of that name, made when it is new.
    pub(super) fn tag_for(&mut self, name: &str) -> Result<(i64, TagId)> {
        let name = tidy(name)?;
        let sql = "SELECT rowid FROM tag WHERE name_key = ?1";
        if let Some(row) = self.maybe(sql, [name_key(&name)])? {
            return Ok((row, self.tag_id(row)?));
        }
        let id = TagId::new();
        self.make_tag(id, &name, false)?;
        Ok((self.known_tag(id)?, id))
    }

    fn tag_id(&self, row: i64) -> Result<TagId> {
        let mut statement = self.prepare("SELECT id FROM tag WHERE rowid = ?1")?;
        Ok(statement.query_row([row], |row| text_as(row, "id"))?)
    }

    fn carriers(&self, tag: i64) -> Result<Vec<(i64, String)>> {
        let mut statement = self.prepare(
            "SELECT a.rowid, a.id FROM article_tag x JOIN article a ON a.rowid = x.article \
             WHERE x.tag = ?1",
        )?;
        let rows = statement.query_map([tag], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    // The primitives.

    pub(super) fn tag_on(&mut self, rowid: i64, id: &str, row: i64, tag: TagId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM article_tag WHERE article = ?1 AND tag = ?2)";
        if self.one(sql, (rowid, row))? {
            return Ok(false);
        }
        self.touch(rowid)?;
        self.run("INSERT INTO article_tag (article, tag) VALUES (?1, ?2)", (rowid, row))?;
        self.log_entry(rowid, id, "tag_on", Some(&Inverse::TagOff { tag }))?;
        Ok(true)
    }

    pub(super) fn tag_off(&mut self, rowid: i64, id: &str, row: i64, tag: TagId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM article_tag WHERE article = ?1 AND tag = ?2)";
        if !self.one::<bool>(sql, (rowid, row))? {
            return Ok(false);
        }
        self.touch(rowid)?;
        self.run("DELETE FROM article_tag WHERE article = ?1 AND tag = ?2", (rowid, row))?;
        self.log_entry(rowid, id, "tag_off", Some(&Inverse::TagOn { tag }))?;
        Ok(true)
    }

    pub(super) fn make_tag(&mut self, tag: TagId, name: &str, pinned: bool) -> Result<()> {
        let id = tag.to_string();
        // A name that was taken since belongs to who took it; the old id means that one.
        let taken = "SELECT id FROM tag WHERE name_key = ?1";
        if let Some(other) = self.maybe::<String>(taken, [name_key(name)])? {
            self.run(
                "INSERT OR REPLACE INTO alias (id, entity, target, at) VALUES (?1, 'tag', ?2, ?3)",
                (id, other, self.act.at.0),
            )?;
            return Ok(());
        }
        self.run("DELETE FROM alias WHERE id = ?1 AND entity = 'tag'", [&id])?;
        self.run(
            "INSERT INTO tag (id, name, name_key, pinned) VALUES (?1, ?2, ?3, ?4)",
            (&id, name, name_key(name), pinned),
        )?;
        self.log("tag", &id, "make", Some(&Inverse::DropTag))
    }

    /// Deletes a tag that nothing carries any more.
    fn drop_tag(&mut self, row: i64, tag: TagId) -> Result<()> {
        let (name, pinned): (String, bool) = self
            .prepare("SELECT name, pinned FROM tag WHERE rowid = ?1")?
            .query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))?;
        self.run("DELETE FROM tag WHERE rowid = ?1", [row])?;
        self.log("tag", &tag.to_string(), "drop", Some(&Inverse::MakeTag { name, pinned }))
    }

    pub(super) fn drop_tag_unless_used(&mut self, tag: TagId) -> Result<()> {
        let sql = "SELECT rowid FROM tag WHERE id = ?1";
        let Some(row) = self.maybe(sql, [tag.to_string()])? else { return Ok(()) };
        let used: bool =
            self.one("SELECT EXISTS (SELECT 1 FROM article_tag WHERE tag = ?1)", [row])?;
        if used { Ok(()) } else { self.drop_tag(row, tag) }
    }

    fn name_tag(&mut self, row: i64, tag: TagId, name: &str) -> Result<()> {
        let was: String = self.one("SELECT name FROM tag WHERE rowid = ?1", [row])?;
        if was == name {
            return Ok(());
        }
        let carriers = self.carriers(row)?;
        for (rowid, _) in &carriers {
            self.touch(*rowid)?;
        }
        self.run(
            "UPDATE tag SET name = ?2, name_key = ?3 WHERE rowid = ?1",
            (row, name, name_key(name)),
        )?;
        self.log("tag", &tag.to_string(), "name", Some(&Inverse::NameTag { name: was }))
    }

    pub(super) fn name_tag_unless_taken(&mut self, tag: TagId, name: &str) -> Result<()> {
        let Some(row) = self.tag_rowid(tag)? else { return Ok(()) };
        let sql = "SELECT EXISTS (SELECT 1 FROM tag WHERE name_key = ?1 AND rowid <> ?2)";
        if self.one(sql, (name_key(name), row))? {
            return Ok(());
        }
        self.name_tag(row, tag, name)
    }
}
