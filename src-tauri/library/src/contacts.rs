//! Whom this computer talked to for the archive, who is left alone, and which private origins may
//! be asked.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use backfile_archive::Exchange;
use backfile_article::{ArticleId, Timestamp};
use backfile_fetch::{Hold, HoldReason, Ledger, Origin};

use crate::{Library, ipc, ipc::CommandError, notify::lock};

/// What is known of contacts and not written down yet.
#[derive(Debug, Default)]
pub(crate) struct Unwritten(Mutex<BTreeMap<ArticleId, BTreeMap<String, Exchange>>>);

impl Library {
    /// Takes over whom a job talked to. It is written down within seconds, together with what
    /// other jobs did.
    pub(crate) fn note_contacts(&self, article: ArticleId, ledger: &Ledger) {
        let mut unwritten = lock(&self.shared().unwritten.0);
        let hosts = unwritten.entry(article).or_default();
        for (host, passed) in ledger.take() {
            let known =
                hosts.entry(host).or_insert(Exchange { at: passed.at, requests: 0, bytes: 0 });
            known.at = passed.at;
            known.requests += passed.requests;
            known.bytes += passed.bytes;
        }
    }

    /// Writes down what is known of contacts.
    pub(crate) async fn write_contacts(&self) -> Result<(), CommandError> {
        let noted = std::mem::take(&mut *lock(&self.shared().unwritten.0));
        if noted.is_empty() {
            return Ok(());
        }
        self.quietly(move |writer| {
            for (article, hosts) in noted {
                let hosts: Vec<_> = hosts.into_iter().collect();
                writer.note_contacts(article, &hosts)?;
            }
            Ok(())
        })
        .await
    }

    /// Every host that was ever contacted, the last one first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn contacts(&self) -> Result<Vec<ipc::Contact>, CommandError> {
        self.write_contacts().await?;
        let contacts = self.read(|reader| reader.contacts()).await?;
        Ok(contacts
            .into_iter()
            .map(|contact| ipc::Contact {
                host: contact.host,
                first_at: contact.first_at,
                last_at: contact.last_at,
                requests: contact.requests,
                bytes_received: contact.bytes,
                articles: contact.articles,
            })
            .collect())
    }

    /// The entries that a host was contacted for, the last one first.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn contact_articles(
        &self,
        host: String,
    ) -> Result<Vec<ipc::ContactArticle>, CommandError> {
        self.write_contacts().await?;
        let articles = self.read(move |reader| reader.contact_articles(&host)).await?;
        Ok(articles
            .into_iter()
            .map(|article| ipc::ContactArticle {
                id: article.id,
                title: article.title,
                at: article.at,
                bytes: article.bytes,
            })
            .collect())
    }

    /// The private origins that the person allowed.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub async fn private_origins(&self) -> Result<Vec<ipc::PrivateOrigin>, CommandError> {
        let origins = self.read(|reader| reader.private_origins()).await?;
        Ok(origins
            .into_iter()
            .map(|one| ipc::PrivateOrigin { origin: one.origin, allowed_at: one.at })
            .collect())
    }

    /// Takes the permission for a private origin back: the next link given by hand asks anew.
    ///
    /// # Errors
    /// `BadValue` for what is no origin; the archive.
    pub async fn forget_origin(&self, origin: String) -> Result<(), CommandError> {
        let parsed: Origin = origin.parse().map_err(|_| CommandError::BadValue {
            field: "origin".to_owned(),
            value: origin.clone(),
        })?;
        self.fetcher().forget_origin(&parsed);
        self.write(None, move |writer| writer.forget_origin(&origin)).await
    }

    /// The sites that are left alone just now.
    #[must_use]
    pub fn holds(&self) -> Vec<ipc::Hold> {
        let now = Timestamp::now();
        self.fetcher()
            .holds()
            .into_iter()
            .map(|hold| ipc::Hold {
                host: hold.site,
                until: Timestamp(now.0.saturating_add(millis(hold.wait))),
                reason: match hold.reason {
                    HoldReason::Asked => ipc::HoldReason::Asked,
                    HoldReason::Failed => ipc::HoldReason::Failed,
                },
            })
            .collect()
    }

    /// Goes on leaving sites alone that asked for that in an earlier run.
    pub(crate) fn hold_as_before(&self) -> Result<(), backfile_archive::ArchiveError> {
        let now = Timestamp::now();
        for (site, until) in self.archive().read(|reader| reader.holds(now))? {
            let wait = Duration::from_millis(until.0.saturating_sub(now.0).unsigned_abs());
            self.fetcher().hold(&Hold { site, wait, reason: HoldReason::Asked });
        }
        Ok(())
    }
}

/// The sites that asked to be left alone, and until when.
pub(crate) fn asked_holds(library: &Library) -> Vec<(String, Timestamp)> {
    let asked = |hold: ipc::Hold| {
        (hold.reason == ipc::HoldReason::Asked).then_some((hold.host, hold.until))
    };
    library.holds().into_iter().filter_map(asked).collect()
}

fn millis(wait: Duration) -> i64 {
    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
}
