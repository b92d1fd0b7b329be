//! Entries: adding, one or a hundred thousand; links, failures; other addresses; deleting.

use backfile_article::{ArticleId, TagId, Timestamp};
use url::Url;

use super::{Inverse, Writer, states::Moment};
use crate::{Added, LinkRecord, NewEntry, Readdressed, Result, Trouble, codes::text_as};

/// The words of an address that a person may search for.
fn url_words(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return url.to_owned() };
    let mut bytes = Vec::new();
    let mut rest = url.path().as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match code.filter(|_| byte == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace('_', " ")
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

impl Writer<'_> {
    /// Adds entries, keeping the order given within a list: of those saved at the same time the
    /// first stands on top. What is there already, in the archive or earlier in `entries`, is
    /// not added again. Gives an answer for each, in the same order.
    ///
    /// # Errors
    /// `BadName` for a tag that cannot be, or the database.
    pub fn add_entries(&mut self, entries: &[NewEntry]) -> Result<Vec<Added>> {
        if entries.iter().any(|entry| entry.fetch.is_some()) {
            self.begin_run()?;
        }
        // The first of two with one key is the one that counts, although rows are made from
        // the last to the first, so that the first gets the highest number.
        let mut first = std::collections::HashMap::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            first.entry(entry.url_key.as_str()).or_insert(index);
        }
        let mut tags = std::collections::HashMap::new();
        let mut answers: Vec<Option<Added>> = vec![None; entries.len()];
        for (index, entry) in entries.iter().enumerate().rev() {
            if first.get(entry.url_key.as_str()) != Some(&index) {
                continue;
            }
            answers[index] = Some(match self.existing(&entry.url_key)? {
                Some(existing) => existing,
                None => Added::New(self.add_entry(entry, &mut tags)?),
            });
        }
        let mut all = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            all.push(match answers[index].take() {
                Some(added) => added,
                None => match self.existing(&entry.url_key)? {
                    Some(existing) => existing,
                    None => Added::New(self.add_entry(entry, &mut tags)?),
                },
            });
        }
        Ok(all)
    }

    fn existing(&self, url_key: &str) -> Result<Option<Added>> {
        use rusqlite::OptionalExtension as _;
        let mut statement = self.prepare(
            "SELECT a.id AS id, saved_at, title, trashed_at IS NOT NULL AS trashed \
             FROM address x JOIN article a ON a.rowid = x.article WHERE x.key = ?1",
        )?;
        let found = statement.query_row([url_key], |row| {
            Ok(Added::Existing {
                id: text_as(row, "id")?,
                saved_at: Timestamp(row.get("saved_at")?),
                title: row.get("title")?,
                trashed: row.get("trashed")?,
            })
        });
        Ok(found.optional()?)
    }

    fn add_entry(
        &mut self,
        entry: &NewEntry,
        tags: &mut std::collections::HashMap<String, i64>,
    ) -> Result<ArticleId> {
        let id = ArticleId::new();
        let text = id.to_string();
        let (title, excerpt) = (filled(entry.title.as_deref()), filled(entry.excerpt.as_deref()));
        self.run(
            "INSERT INTO article (id, standing, requested_url, url, host, url_words, saved_at, \
             read_at, starred_at, imported_title, imported_excerpt, imported_from, title, excerpt) \
             VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?9, ?10)",
            rusqlite::params![
                &text,
                &entry.requested_url,
                &entry.url,
                &entry.host,
                url_words(&entry.url),
                entry.saved_at.0,
                entry.read_at.map(|at| at.0),
                entry.starred_at.map(|at| at.0),
                title,
                excerpt,
                entry.from.as_deref(),
            ],
        )?;
        let rowid = self.connection.last_insert_rowid();
        self.touch_new(rowid);
        self.made.insert(rowid);
        self.run("INSERT INTO address (key, article) VALUES (?1, ?2)", (&entry.url_key, rowid))?;
        // Tags that come with an entry go with it, so they are not changes of their own.
        for name in &entry.tags {
            let tag = match tags.get(name) {
                Some(tag) => *tag,
                None => {
                    let (tag, _) = self.tag_for(name)?;
                    tags.insert(name.clone(), tag);
                    tag
                }
            };
            self.run(
                "INSERT OR IGNORE INTO article_tag (article, tag) VALUES (?1, ?2)",
                (rowid, tag),
            )?;
        }
        if let Some(plan) = entry.fetch {
            let kind = crate::JobKind::Page;
            self.put_job(rowid, kind, &entry.domain, plan, entry.saved_at.0)?;
        }
        self.log_entry(rowid, &text, "add", Some(&Inverse::RemoveEntry))?;
        Ok(id)
    }

    /// Undoes an addition: an entry without a version goes for good, one that has become an
    /// article goes to the trash, for its text may be had nowhere else.
    pub(super) fn remove_unwanted(&mut self, rowid: i64, id: &str) -> Result<()> {
        let kept: bool =
            self.one("SELECT EXISTS (SELECT 1 FROM version WHERE article = ?1)", [rowid])?;
        if kept {
            self.run("DELETE FROM job WHERE article = ?1", [rowid])?;
            return self.put_time(rowid, id, Moment::Trashed, Some(self.act.at.0)).map(|_| ());
        }
        self.delete_entry(rowid, id, "remove")
    }

    fn delete_entry(&mut self, rowid: i64, id: &str, op: &str) -> Result<()> {
        self.touch_last(rowid)?;
        // Tags of these entries alone stay; a tag is the person's, not the entry's.
        self.run("UPDATE article SET current = NULL WHERE rowid = ?1", [rowid])?;
        self.run("DELETE FROM alias WHERE target = ?1", [id])?;
        self.run("DELETE FROM article WHERE rowid = ?1", [rowid])?;
        self.log_entry(rowid, id, op, None)
    }

    /// Deletes entries for good, with their versions. What was deleted is only remembered by
    /// its id. Their blobs go with the next [`sweep`](crate::Archive::sweep). Gives how many went.
    ///
    /// # Errors
    /// The database.
    pub fn purge(&mut self, ids: &[ArticleId]) -> Result<u32> {
        let mut gone = 0;
        for id in ids {
            let Some(rowid) = self.rowid(*id)? else { continue };
            let id = self.id_at(rowid)?;
            self.run(
                "INSERT OR REPLACE INTO tombstone (id, entity, at) VALUES (?1, 'article', ?2)",
                (&id, self.act.at.0),
            )?;
            self.delete_entry(rowid, &id, "purge")?;
            gone += 1;
        }
        if gone > 0 {
            // What would take earlier acts back holds a person's words: notes, passages, corrections.
            // In one go, since the log is read through for it.
            self.run(
                "UPDATE change SET inverse = NULL WHERE inverse IS NOT NULL AND entity = 'article' \
                 AND id IN (SELECT id FROM tombstone WHERE entity = 'article')",
                [],
            )?;
        }
        Ok(gone)
    }

    /// Keeps an entry as link, with what its page said. An entry that has a version stays an
    /// article, and only what went wrong and when is noted. Gives whether it is a link now.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn set_link(&mut self, id: ArticleId, link: &LinkRecord) -> Result<bool> {
        let rowid = self.known(id)?;
        let before = self.look_before(rowid)?;
        if self.note_trouble(rowid, &link.trouble, 2)? {
            self.touch_sources(rowid)?;
            if let Some((page, _)) = &link.page {
                self.note_base(page)?;
            }
            self.run(
                "UPDATE article SET link_title = coalesce(?2, link_title), \
                 link_excerpt = coalesce(?3, link_excerpt), link_site = coalesce(?4, link_site), \
                 link_page_sha256 = coalesce(?5, link_page_sha256), \
                 link_media_type = coalesce(?6, link_media_type) WHERE rowid = ?1",
                (
                    rowid,
                    filled(link.title.as_deref()),
                    filled(link.excerpt.as_deref()),
                    filled(link.site.as_deref()),
                    link.page.as_ref().map(|(sha256, _)| sha256.to_string()),
                    link.page.as_ref().map(|(_, media_type)| media_type.as_str()),
                ),
            )?;
        }
        let id = self.id_at(rowid)?;
        self.log_look(rowid, &id, "link", before)?;
        self.one("SELECT standing = 2 FROM article WHERE rowid = ?1", [rowid])
    }

    /// Says that saving an entry failed in a way that a Retry could mend. An entry that has a
    /// version stays an article; one that is kept as link stays that.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn set_failed(&mut self, id: ArticleId, trouble: &Trouble, cause: &str) -> Result<()> {
        let rowid = self.known(id)?;
        self.note_trouble(rowid, trouble, 3)?;
        let id = self.id_at(rowid)?;
        self.log_problem(trouble, id.parse().ok(), cause)?;
        self.log_entry(rowid, &id, "fail", None)
    }

    /// Notes what went wrong; whether the entry has no version and so took the standing.
    fn note_trouble(&mut self, rowid: i64, trouble: &Trouble, standing: i64) -> Result<bool> {
        self.run(
            "UPDATE article SET problem_code = ?2, problem_args = ?3, tried_at = ?4, \
             standing = CASE WHEN current IS NOT NULL THEN 1 \
             WHEN standing = 2 THEN 2 ELSE ?5 END WHERE rowid = ?1",
            (rowid, &trouble.code, serde_json::to_string(&trouble.args)?, self.act.at.0, standing),
        )?;
        self.one("SELECT current IS NULL FROM article WHERE rowid = ?1", [rowid])
    }

    /// Gives an entry the address that its page turned out to have. The old address goes on to
    /// lead to it. When another entry has the address already, that one takes this one in:
    /// versions, tags, star; the id of this one goes on to mean the other.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn readdress(
        &mut self,
        id: ArticleId,
        url: &str,
        url_key: &str,
        host: &str,
    ) -> Result<Readdressed> {
        let rowid = self.known(id)?;
        let owner: Option<i64> =
            self.maybe("SELECT article FROM address WHERE key = ?1", [url_key])?;
        if let Some(other) = owner.filter(|other| *other != rowid) {
            self.merge_entry(rowid, other)?;
            let into = self.id_at(other)?;
            return Ok(Readdressed::Merged(into.parse().map_err(super::undo::damaged)?));
        }
        self.touch(rowid)?;
        self.run("INSERT OR IGNORE INTO address (key, article) VALUES (?1, ?2)", (url_key, rowid))?;
        self.run(
            "UPDATE article SET url = ?2, host = ?3, url_words = ?4 WHERE rowid = ?1",
            (rowid, url, host, url_words(url)),
        )?;
        let id = self.id_at(rowid)?;
        self.log_entry(rowid, &id, "readdress", None)?;
        Ok(Readdressed::Changed)
    }

    /// Lets a further address lead to an entry, when it leads nowhere yet. Gives whether it
    /// does now.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn add_address(&mut self, id: ArticleId, url_key: &str) -> Result<bool> {
        let rowid = self.known(id)?;
        let sql = "INSERT OR IGNORE INTO address (key, article) VALUES (?1, ?2)";
        if self.run(sql, (url_key, rowid))? > 0 {
            let id = self.id_at(rowid)?;
            self.log_entry(rowid, &id, "address", None)?;
        }
        let owner: i64 = self.one("SELECT article FROM address WHERE key = ?1", [url_key])?;
        Ok(owner == rowid)
    }

    fn merge_entry(&mut self, from: i64, into: i64) -> Result<()> {
        let (from_id, into_id) = (self.id_at(from)?, self.id_at(into)?);
        self.touch_sources(into)?;
        self.touch_last(from)?;
        let tags: Vec<(i64, TagId)> = {
            let mut statement = self.prepare(
                "SELECT t.rowid AS row, t.id AS id FROM article_tag x JOIN tag t ON t.rowid = x.tag \
                 WHERE x.article = ?1",
            )?;
            let tags =
                statement.query_map([from], |row| Ok((row.get("row")?, text_as(row, "id")?)))?;
            tags.collect::<Result<_, _>>()?
        };
        for (row, tag) in tags {
            self.tag_on(into, &into_id, row, tag)?;
        }
        self.run(
            "UPDATE article SET starred_at = coalesce(starred_at, \
             (SELECT starred_at FROM article WHERE rowid = ?1)) WHERE rowid = ?2",
            (from, into),
        )?;
        // An entry that was wanted again comes back from the trash.
        self.put_time(into, &into_id, Moment::Trashed, None)?;
        self.run("UPDATE article SET current = NULL WHERE rowid = ?1", [from])?;
        self.run("UPDATE version SET article = ?2 WHERE article = ?1", (from, into))?;
        self.run("UPDATE address SET article = ?2 WHERE article = ?1", (from, into))?;
        self.run("UPDATE highlight SET article = ?2 WHERE article = ?1", (from, into))?;
        self.run("DELETE FROM article WHERE rowid = ?1", [from])?;
        self.choose_current(into)?;
        self.run("UPDATE alias SET target = ?2 WHERE target = ?1", (&from_id, &into_id))?;
        self.run(
            "INSERT OR REPLACE INTO alias (id, entity, target, at) VALUES (?1, 'article', ?2, ?3)",
            (&from_id, &into_id, self.act.at.0),
        )?;
        self.log_entry(from, &from_id, "merge", None)?;
        self.log_entry(into, &into_id, "merged", None)
    }
}
