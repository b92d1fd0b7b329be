//! Where the queue stands.

use backfile_article::Timestamp;
use rusqlite::OptionalExtension as _;

use super::Reader;
use crate::{
    OriginQuestion, QueueState, Result,
    codes::{count, text_as},
};

impl Reader<'_> {
    /// Where the queue stands.
    ///
    /// # Errors
    /// The database.
    pub fn queue(&self) -> Result<QueueState> {
        let (waiting, pictures, asking, done) = self
            .prepare("SELECT pages, pictures, asking, run_done FROM archive")?
            .query_row([], |row| {
                let number = |at: usize| row.get(at).map(count);
                Ok((number(0)?, number(1)?, number(2)?, number(3)?))
            })?;
        let next: Option<i64> = self.maybe(
            "SELECT max(not_before, expires) FROM job INDEXED BY job_ready \
             WHERE kind = 0 AND asking IS NULL ORDER BY max(not_before, expires) LIMIT 1",
            [],
        )?;
        let under_way = waiting > 0;
        Ok(QueueState {
            total: if under_way { waiting + done } else { 0 },
            done: if under_way { done } else { 0 },
            waiting,
            pictures,
            asking,
            next_at: next.map(Timestamp),
        })
    }

    /// The private origins that entries wait for an answer about.
    ///
    /// # Errors
    /// The database.
    pub fn asking(&self) -> Result<Vec<OriginQuestion>> {
        let mut statement = self.prepare(
            "SELECT asking, a.id AS id FROM job j JOIN article a ON a.rowid = j.article \
             WHERE asking IS NOT NULL ORDER BY asking, a.rowid",
        )?;
        let mut questions: Vec<OriginQuestion> = Vec::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let origin: String = row.get("asking")?;
            let id = text_as(row, "id")?;
            match questions.last_mut() {
                Some(last) if last.origin == origin => last.ids.push(id),
                _ => questions.push(OriginQuestion { origin, ids: vec![id] }),
            }
        }
        Ok(questions)
    }

    /// What the person answered about an origin; none when they were not asked.
    ///
    /// # Errors
    /// The database.
    pub fn origin(&self, origin: &str) -> Result<Option<bool>> {
        self.maybe("SELECT allowed FROM origin WHERE origin = ?1", [origin])
    }

    /// Every answer about an origin.
    ///
    /// # Errors
    /// The database.
    pub fn origins(&self) -> Result<Vec<(String, bool)>> {
        let mut statement = self.prepare("SELECT origin, allowed FROM origin ORDER BY origin")?;
        let origins = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(origins.collect::<Result<_, _>>()?)
    }

    /// The names under which jobs are claimed.
    ///
    /// # Errors
    /// The database.
    pub fn owners(&self) -> Result<Vec<String>> {
        let mut statement =
            self.prepare("SELECT DISTINCT owner FROM job WHERE owner IS NOT NULL")?;
        let owners = statement.query_map([], |row| row.get(0))?;
        Ok(owners.collect::<Result<_, _>>()?)
    }

    /// How often the page of an entry was tried in this stay in the queue; none when it is not
    /// in the queue.
    ///
    /// # Errors
    /// The database.
    pub fn tries(&self, id: backfile_article::ArticleId) -> Result<Option<u32>> {
        let sql = "SELECT tries FROM job j JOIN article a ON a.rowid = j.article \
                   WHERE a.id = ?1 AND kind = 0";
        Ok(self.prepare(sql)?.query_row([id.to_string()], |row| row.get(0)).optional()?)
    }
}
