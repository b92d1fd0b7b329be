//! The queue: putting in, claiming by a lease, and what becomes of a claimed job.

use backfile_article::{ArticleId, Timestamp};

use super::Writer;
use crate::{
    Claim, FetchPlan, Job, JobKind, Result,
    codes::{self, text_as},
};

impl Writer<'_> {
    /// Puts an entry's page or pictures into the queue, or moves it to where `plan` says when
    /// it is there. An entry that failed waits again.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn enqueue(
        &mut self,
        id: ArticleId,
        kind: JobKind,
        domain: &str,
        plan: FetchPlan,
    ) -> Result<()> {
        let rowid = self.known(id)?;
        let before = self.look_before(rowid)?.filter(|_| kind == JobKind::Page);
        if kind == JobKind::Page {
            self.begin_run()?;
            self.run(
                "UPDATE article SET standing = 0, problem_code = NULL, problem_args = NULL \
                 WHERE rowid = ?1 AND standing = 3",
                [rowid],
            )?;
        }
        let position: i64 = self.one("SELECT saved_at FROM article WHERE rowid = ?1", [rowid])?;
        self.put_job(rowid, kind, domain, plan, position)?;
        let id = self.id_at(rowid)?;
        self.log_look(rowid, &id, "enqueue", before)
    }

    /// Counts a new run when nothing waits from the last one.
    pub(super) fn begin_run(&mut self) -> Result<()> {
        self.run("UPDATE archive SET run_done = 0 WHERE run_done > 0 AND pages = 0", [])?;
        Ok(())
    }

    pub(super) fn put_job(
        &mut self,
        rowid: i64,
        kind: JobKind,
        domain: &str,
        plan: FetchPlan,
        position: i64,
    ) -> Result<()> {
        self.run(
            "INSERT INTO job \
             (article, kind, priority, position, domain, text_only, allow_private, not_before) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0) \
             ON CONFLICT (article, kind) DO UPDATE SET priority = excluded.priority, \
             domain = excluded.domain, text_only = excluded.text_only, \
             allow_private = max(allow_private, excluded.allow_private), not_before = 0, \
             tries = 0, asking = NULL",
            (
                rowid,
                codes::kind_number(kind),
                plan.priority,
                position,
                domain,
                plan.text_only,
                plan.allow_private,
            ),
        )?;
        Ok(())
    }

    /// Lets the pages that wait be saved without their pictures, or with them. Without: the
    /// pictures that wait for pages saved before are left out, too, unless somebody fetches them
    /// just now.
    ///
    /// # Errors
    /// The database.
    pub fn set_text_only(&mut self, text_only: bool) -> Result<()> {
        let page = codes::kind_number(JobKind::Page);
        self.run("UPDATE job SET text_only = ?1 WHERE kind = ?2", (text_only, page))?;
        if !text_only {
            return Ok(());
        }
        let rows: Vec<i64> = {
            let sql = "DELETE FROM job WHERE kind = ?1 AND owner IS NULL RETURNING article";
            let mut statement = self.prepare(sql)?;
            let rows =
                statement.query_map([codes::kind_number(JobKind::Pictures)], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        for rowid in rows {
            self.run(
                "UPDATE version_media SET state = 3 WHERE state = 0 AND version = \
                 (SELECT current FROM article WHERE rowid = ?1)",
                [rowid],
            )?;
            let id = self.id_at(rowid)?;
            self.log_entry(rowid, &id, "picture", None)?;
        }
        Ok(())
    }

    /// Moves what waits of an entry to the front, as when it is opened. Gives whether something
    /// waited.
    ///
    /// # Errors
    /// `NotFound`, or the database.
    pub fn to_front(&mut self, id: ArticleId) -> Result<bool> {
        let rowid = self.known(id)?;
        let moved = self.run(
            "UPDATE job SET not_before = 0, priority = \
             (SELECT max(0, max(priority)) + 1 FROM job) WHERE article = ?1",
            [rowid],
        )?;
        Ok(moved > 0)
    }

    /// Claims the next jobs, in one statement: the highest priority first, then what was saved
    /// last. A claim that is not renewed ends by itself, so that what a killed program held
    /// is done by the next.
    ///
    /// # Errors
    /// The database.
    pub fn claim(&mut self, claim: &Claim<'_>) -> Result<Vec<Job>> {
        let domains = serde_json::to_string(claim.skip_domains)?;
        let mut jobs = Vec::new();
        {
            let mut statement = self.prepare(
                "UPDATE job SET owner = ?1, expires = ?2, tries = tries + 1 WHERE rowid IN ( \
                   SELECT rowid FROM job INDEXED BY job_next WHERE kind = ?3 AND asking IS NULL \
                   AND not_before <= ?4 AND expires <= ?4 \
                   AND domain NOT IN (SELECT value FROM json_each(?5)) \
                   ORDER BY priority DESC, position DESC, article DESC LIMIT ?6) \
                 RETURNING rowid AS key, article, kind, domain, tries, text_only, allow_private",
            )?;
            let mut rows = statement.query((
                claim.owner,
                claim.expires.0,
                codes::kind_number(claim.kind),
                claim.now.0,
                domains,
                claim.most,
            ))?;
            while let Some(row) = rows.next()? {
                jobs.push((
                    row.get::<_, i64>("key")?,
                    row.get::<_, i64>("article")?,
                    codes::kind(row.get("kind")?),
                    row.get::<_, String>("domain")?,
                    row.get::<_, u32>("tries")?,
                    row.get::<_, bool>("text_only")?,
                    row.get::<_, bool>("allow_private")?,
                ));
            }
        }
        // What RETURNING gives is in no order; the newest entry has the highest number.
        let mut sql = self.prepare(
            "SELECT a.id AS id, a.url AS url, j.priority AS priority, j.position AS position \
             FROM article a JOIN job j ON j.article = a.rowid WHERE j.rowid = ?1",
        )?;
        let mut claimed = Vec::new();
        for (key, article, kind, domain, tries, text_only, allow_private) in jobs {
            let (id, url, priority, position) = sql.query_row([key], |row| {
                let position: i64 = row.get("position")?;
                Ok((text_as(row, "id")?, row.get("url")?, row.get("priority")?, position))
            })?;
            let job = Job {
                key,
                article: id,
                kind,
                url,
                domain,
                priority,
                tries,
                text_only,
                allow_private,
            };
            claimed.push(((priority, position), article, job));
        }
        claimed.sort_by_key(|(order, article, _)| std::cmp::Reverse((*order, *article)));
        Ok(claimed.into_iter().map(|(_, _, job)| job).collect())
    }

    /// Makes claims last longer. Gives how many were still held by `owner`.
    ///
    /// # Errors
    /// The database.
    pub fn renew(&mut self, owner: &str, expires: Timestamp) -> Result<usize> {
        self.run("UPDATE job SET expires = ?2 WHERE owner = ?1 AND expires > 0", (owner, expires.0))
    }

    /// Gives a claimed job back undone; it does not count as a try. Nothing happens when
    /// another has claimed it since.
    ///
    /// # Errors
    /// The database.
    pub fn release(&mut self, key: i64, owner: &str) -> Result<()> {
        self.run(
            "UPDATE job SET owner = NULL, expires = 0, tries = max(0, tries - 1) \
             WHERE rowid = ?1 AND owner = ?2",
            (key, owner),
        )?;
        Ok(())
    }

    /// Gives every job of an owner back, as when a program ends.
    ///
    /// # Errors
    /// The database.
    pub fn release_all(&mut self, owner: &str) -> Result<usize> {
        self.run(
            "UPDATE job SET owner = NULL, expires = 0, tries = max(0, tries - 1) WHERE owner = ?1",
            [owner],
        )
    }

    /// Takes a job that is done, in whichever way, out of the queue; belongs into the act that
    /// brings its result. Gives whether it was still there: when not, the entry was deleted or
    /// another did it.
    ///
    /// # Errors
    /// The database.
    pub fn finish_job(&mut self, key: i64) -> Result<bool> {
        let sql = "DELETE FROM job WHERE rowid = ?1 RETURNING kind";
        let kind: Option<i64> = self.maybe(sql, [key])?;
        if kind == Some(0) {
            self.run("UPDATE archive SET run_done = run_done + 1", [])?;
        }
        Ok(kind.is_some())
    }

    /// Puts a claimed job off until a time; the try counts.
    ///
    /// # Errors
    /// The database.
    pub fn postpone(&mut self, key: i64, until: Timestamp) -> Result<()> {
        self.run(
            "UPDATE job SET owner = NULL, expires = 0, not_before = ?2 WHERE rowid = ?1",
            (key, until.0),
        )?;
        Ok(())
    }

    /// Lets a claimed job wait for an answer about a private origin.
    ///
    /// # Errors
    /// The database.
    pub fn ask(&mut self, key: i64, origin: &str) -> Result<()> {
        let article: Option<i64> = self.maybe(
            "UPDATE job SET owner = NULL, expires = 0, asking = ?2, tries = max(0, tries - 1) \
             WHERE rowid = ?1 RETURNING article",
            (key, origin),
        )?;
        match article {
            Some(rowid) => {
                let id = self.id_at(rowid)?;
                self.log_entry(rowid, &id, "ask", None)
            }
            None => Ok(()),
        }
    }

    /// Forgets what the person answered about a private origin, so that they are asked again.
    ///
    /// # Errors
    /// The database.
    pub fn forget_origin(&mut self, origin: &str) -> Result<()> {
        if self.run("DELETE FROM origin WHERE origin = ?1", [origin])? > 0 {
            self.log("origin", origin, "forget", None)?;
        }
        Ok(())
    }

    /// Remembers what the person answered about a private origin. Gives the entries that
    /// waited for it: allowed, they are in the queue again; refused, they have left it, and
    /// the caller says of each why it failed, in the same act.
    ///
    /// # Errors
    /// The database.
    pub fn answer_origin(&mut self, origin: &str, allowed: bool) -> Result<Vec<ArticleId>> {
        self.run(
            "INSERT INTO origin (origin, allowed, at) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO UPDATE SET allowed = excluded.allowed, at = excluded.at",
            (origin, allowed, self.act.at.0),
        )?;
        let waiting = self.asking()?.into_iter().find(|question| question.origin == origin);
        if allowed {
            self.begin_run()?;
            self.run("UPDATE job SET asking = NULL, not_before = 0 WHERE asking = ?1", [origin])?;
        } else {
            self.run("DELETE FROM job WHERE asking = ?1", [origin])?;
        }
        let ids = waiting.map(|question| question.ids).unwrap_or_default();
        for id in &ids {
            let rowid = self.known(*id)?;
            self.log_entry(rowid, &id.to_string(), "answer", None)?;
        }
        self.log("origin", origin, "answer", None)?;
        Ok(ids)
    }
}
