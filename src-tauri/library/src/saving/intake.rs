//! What is given to be saved, taken in: entries at once and durably, their pages later.

use std::collections::HashSet;

use backfile_archive::{Added, FetchPlan, LinkRecord, NewEntry, UndoKind};
use backfile_article::{ArticleId, HowTaken, Page, Sha256, Standing, Timestamp};
use backfile_exchange::{FlatText, Incoming, LinkRow, ListFile, SavedPage};
use url::Url;

use super::keep::{self, Address};
use crate::{
    Library,
    cleaning::Request,
    ipc::{Already, CommandError, RefusedFile, SaveOutcome, Skipped},
};

/// Entries named in an answer at most.
const NAMED: usize = 200;
/// What is given by hand goes before what a list brought.
pub(super) const BY_HAND: i32 = 10;
/// A list that a hand pasted or typed: it may wait, and yet somebody gave each of its links.
pub(super) const PASTED: i32 = 1;
/// A row of a file: nobody may have looked at it.
const OF_A_FILE: i32 = 0;
/// Rows that are taken in by one transaction; between two of them others may write.
const ROWS_AT_ONCE: usize = 5_000;

/// How something is to be taken in.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// Tags for everything in it.
    pub tags: Vec<String>,
    /// The person said that private addresses are meant.
    pub allow_private: bool,
    /// Fetch again what was there before.
    pub again: bool,
}

/// What was taken in, whole.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// The entries in the order given, each with whether it was there before.
    pub entries: Vec<Taken>,
    /// Lines in which there is no link, the first ten thousand.
    pub skipped: Vec<Skipped>,
    /// How many lines these are.
    pub skipped_count: u32,
    /// Files of which nothing was taken.
    pub refused: Vec<RefusedFile>,
    /// Links that had a user name or password, which were left out.
    pub had_credentials: u32,
}

/// An entry that was taken in.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The entry.
    pub id: ArticleId,
    /// The link that gave it, as it was given.
    pub link: Option<String>,
    /// Set when it was there before.
    pub before: Option<Already>,
    /// Whether it was there before without its page, and that is tried again now.
    pub tried_again: bool,
}

impl Intake {
    /// The answer for a window.
    #[must_use]
    pub fn outcome(self) -> SaveOutcome {
        let nothing = self.entries.is_empty();
        let new = self.entries.iter().filter(|taken| taken.before.is_none());
        let added_count = u32::try_from(new.clone().count()).unwrap_or(u32::MAX);
        SaveOutcome {
            added: new.take(NAMED).map(|taken| taken.id).collect(),
            added_count,
            already: self
                .entries
                .iter()
                .filter_map(|taken| taken.before.clone())
                .take(NAMED)
                .collect(),
            skipped: self.skipped.into_iter().take(NAMED).collect(),
            skipped_count: self.skipped_count,
            refused: self.refused.into_iter().take(NAMED).collect(),
            had_credentials: self.had_credentials,
            nothing,
        }
    }

    fn of(added: Vec<Added>, links: impl IntoIterator<Item = Option<String>>) -> Self {
        let taken = |(added, link)| match added {
            Added::New(id) => Taken { id, link, before: None, tried_again: false },
            Added::Existing { id, saved_at, title, trashed } => {
                let before = Some(Already { id, saved_at, title, trashed });
                Taken { id, link, before, tried_again: false }
            }
        };
        Self { entries: added.into_iter().zip(links).map(taken).collect(), ..Self::default() }
    }
}

impl Library {
    /// Takes something in. The entries are durable when this returns; pages follow.
    ///
    /// # Errors
    /// When the archive cannot be written; nothing was taken in then, or, of a long list, the
    /// rows up to some point.
    pub async fn take_in(
        &self,
        incoming: Incoming,
        manner: &Manner,
    ) -> Result<Intake, CommandError> {
        self.take_in_with(incoming, manner, PASTED).await
    }

    /// Takes in what a file holds. Rows of a list that lead to a private address are not
    /// fetched until somebody wants just these.
    pub(crate) async fn take_in_of_a_file(
        &self,
        incoming: Incoming,
        manner: &Manner,
    ) -> Result<Intake, CommandError> {
        self.take_in_with(incoming, manner, OF_A_FILE).await
    }

    async fn take_in_with(
        &self,
        incoming: Incoming,
        manner: &Manner,
        list_priority: i32,
    ) -> Result<Intake, CommandError> {
        match incoming {
            Incoming::Nothing => Ok(Intake::default()),
            Incoming::TooMany => Err(CommandError::TooMany),
            Incoming::Links(rows) => {
                // The first link given is the first to be fetched, and the top of the list.
                self.add_rows(rows, manner, BY_HAND, None).await
            }
            Incoming::List(list) => self.add_list(list, manner, list_priority).await,
            Incoming::SavedPage(page) => self.add_page(page, manner).await,
            Incoming::FlatText(text) => self.add_text(text, manner).await,
        }
    }

    /// Takes plain text in: a link, links in prose, a list, a page's flattened text.
    ///
    /// # Errors
    /// As [`Library::take_in`].
    pub async fn take_in_text(&self, text: &str, manner: &Manner) -> Result<Intake, CommandError> {
        let incoming = match backfile_exchange::typed_link(text) {
            Some(link) => Incoming::Links(vec![LinkRow::new(link)]),
            None => backfile_exchange::from_text(text),
        };
        self.take_in(incoming, manner).await
    }

    async fn add_list(
        &self,
        list: ListFile,
        manner: &Manner,
        priority: i32,
    ) -> Result<Intake, CommandError> {
        let from = format!("{:?}", list.format);
        let skipped_count = (list.skipped.len() as u64).saturating_add(list.skipped_more);
        let skipped_count = u32::try_from(skipped_count).unwrap_or(u32::MAX);
        let skipped = list
            .skipped
            .into_iter()
            .map(|skipped| Skipped {
                line: u32::try_from(skipped.line).unwrap_or(u32::MAX),
                reason: skipped.reason.to_owned(),
                text: skipped.text,
            })
            .collect();
        let intake = self.add_rows(list.rows, manner, priority, Some(from)).await?;
        Ok(Intake { skipped, skipped_count, ..intake })
    }

    async fn add_rows(
        &self,
        rows: Vec<LinkRow>,
        manner: &Manner,
        priority: i32,
        from: Option<String>,
    ) -> Result<Intake, CommandError> {
        let now = Timestamp::now();
        let plan = FetchPlan {
            priority,
            text_only: self.read(crate::settings::read).await?.text_only,
            allow_private: manner.allow_private,
        };
        let had_credentials = rows.iter().filter(|row| row.had_credentials).count();
        // Made a part at a time: what is made of a row is several times as large as the row.
        let mut entries = rows.into_iter().zip(0_i64..).map(|(row, number)| {
            // Rows of one act keep their order: a millisecond apart, the first the newest.
            let own = Timestamp(now.0 - number);
            let saved_at = row.added.filter(|added| *added <= now).unwrap_or(own);
            let address = Address::of(&row.url);
            NewEntry {
                requested_url: row.url.to_string(),
                url: address.url,
                url_key: address.key,
                host: address.host,
                domain: address.domain,
                saved_at,
                title: row.title,
                excerpt: row.note.or(row.excerpt),
                from: from.clone(),
                tags: row.tags.into_iter().chain(manner.tags.iter().cloned()).collect(),
                read_at: row.read.unwrap_or(false).then_some(saved_at),
                starred_at: row.starred.unwrap_or(false).then_some(saved_at),
                fetch: Some(plan),
            }
        });
        let (mut added, mut links, mut batch) = (Vec::new(), Vec::new(), None);
        let mut stuck = HashSet::new();
        loop {
            let some: Vec<NewEntry> = entries.by_ref().take(ROWS_AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            links.extend(some.iter().map(|entry| Some(entry.requested_url.clone())));
            let (tags, again) = (manner.tags.clone(), manner.again);
            let (some_added, some_stuck, named) = self
                .write_part(UndoKind::Save, batch, move |writer| {
                    let mut stuck = Vec::new();
                    let added = writer.add_entries(&some)?;
                    put_tags(writer, &added, &tags)?;
                    for before in added.iter().filter(|one| matches!(one, Added::Existing { .. })) {
                        let id = before.id();
                        if is_stuck(writer, id)? {
                            stuck.push(id);
                        }
                        if again || is_wanted_still(writer, id, plan)? {
                            forget_refusal(writer, id)?;
                            enqueue(writer, &[id], plan)?;
                        }
                    }
                    Ok((added, stuck, writer.batch()))
                })
                .await?;
            added.extend(some_added);
            stuck.extend(some_stuck);
            batch = named.or(batch);
        }
        let mut intake = Intake::of(added, links);
        intake.had_credentials = u32::try_from(had_credentials).unwrap_or(u32::MAX);
        for taken in &mut intake.entries {
            taken.tried_again = stuck.contains(&taken.id);
        }
        Ok(intake)
    }

    /// Puts entries into the queue again.
    pub(crate) async fn fetch_again(&self, ids: Vec<ArticleId>) -> Result<(), CommandError> {
        let text_only = self.read(crate::settings::read).await?.text_only;
        let named = ids.clone();
        let urls = self
            .read(move |reader| {
                let entries = named.iter().filter_map(|id| reader.entry(*id).transpose());
                entries.map(|entry| Ok(entry?.url)).collect::<backfile_archive::Result<Vec<_>>>()
            })
            .await?;
        for url in urls.iter().filter_map(|url| Url::parse(url).ok()) {
            self.fetcher().forgive(&url);
        }
        self.write(None, move |writer| {
            let plan = FetchPlan { priority: BY_HAND, text_only, allow_private: false };
            for id in &ids {
                forget_refusal(writer, *id)?;
            }
            enqueue(writer, &ids, plan)
        })
        .await
    }

    /// A page that came whole, from a file or the clipboard: an article at once.
    async fn add_page(&self, page: SavedPage, manner: &Manner) -> Result<Intake, CommandError> {
        let how = match page.maker {
            backfile_exchange::PageMaker::Clipboard => HowTaken::Pasted,
            _ => HowTaken::File,
        };
        let at = page.saved_at.unwrap_or_else(Timestamp::now);
        let material = Material {
            body: page.html.into_bytes(),
            media_type: "text/html",
            address: page.address,
            at,
            how,
            fetch: None,
        };
        self.add_material(material, manner).await
    }

    /// A page's flattened text: kept as an article at once; its link is tried after that, and
    /// a whole page takes the text's place as a newer version.
    async fn add_text(&self, text: FlatText, manner: &Manner) -> Result<Intake, CommandError> {
        let text_only = self.read(crate::settings::read).await?.text_only;
        let plan = FetchPlan { priority: BY_HAND, text_only, allow_private: manner.allow_private };
        let material = Material {
            fetch: text.link.as_ref().map(|_| plan),
            body: text.text.into_bytes(),
            media_type: "text/plain",
            address: text.link,
            at: Timestamp::now(),
            how: HowTaken::FromText,
        };
        self.add_material(material, manner).await
    }

    async fn add_material(
        &self,
        material: Material,
        manner: &Manner,
    ) -> Result<Intake, CommandError> {
        let sha256 = Sha256::of(&material.body);
        let known = material.address.is_some();
        // Without an address its content is its name, until the person gives one.
        let url =
            material.address.clone().or_else(|| Url::parse(&format!("urn:sha256:{sha256}")).ok());
        let Some(url) = url else { return Ok(Intake::default()) };
        let rules = self.rule_book().await;
        let rule = rules.rule(&url).filter(|_| known && material.how != HowTaken::FromText);
        let extractor = match rule {
            Some(_) => rules.extractor(&url),
            None => backfile_extract::EXTRACTOR.to_owned(),
        };
        // What the cleaner does not look at is not copied for it: a file may be as large as it likes.
        let looked_at = material.body.len().min(backfile_extract::LONGEST_PAGE + 8);
        let request = Request {
            source: String::from_utf8_lossy(&material.body[..looked_at]).into_owned(),
            flat_text: material.how == HowTaken::FromText,
            url: known.then(|| url.clone()),
            captured_at: Some(material.at),
            rule: rule.cloned(),
        };
        let cleaned = self.cleaning().clean(request).await;
        let address = if known {
            Address::of(&url)
        } else {
            let name = url.to_string();
            Address { key: name.clone(), url: name, host: String::new(), domain: String::new() }
        };
        let entry = NewEntry {
            requested_url: url.to_string(),
            url: address.url,
            url_key: address.key,
            host: address.host,
            domain: address.domain,
            saved_at: Timestamp::now(),
            title: None,
            excerpt: None,
            from: None,
            tags: manner.tags.clone(),
            read_at: None,
            starred_at: None,
            fetch: None,
        };
        let page = Page {
            requested: url.clone(),
            final_url: url,
            redirects: Vec::new(),
            status: 200,
            headers: Vec::new(),
            peer: None,
            requested_at: material.at,
            media_type: material.media_type.to_owned(),
            charset: Some("utf-8".to_owned()),
            body_sha256: sha256,
            wire_sha256: sha256,
            wire_bytes: material.body.len() as u64,
            body: material.body,
        };
        // Entry, content and the link to be tried are one act: a kill leaves all or nothing.
        let (tags, fetch) = (manner.tags.clone(), material.fetch);
        let (added, repaired) = self
            .write(Some(UndoKind::Save), move |writer| {
                let added = writer.add_entries(std::slice::from_ref(&entry))?;
                let Some(id) = added.first().map(Added::id) else { return Ok((added, false)) };
                put_tags(writer, &added, &tags)?;
                let had_none = writer.entry(id)?.is_none_or(|entry| entry.version.is_none());
                match cleaned {
                    Ok(cleaned) => {
                        let (pages, extraction) = (vec![page], cleaned.extraction);
                        let (how, pictures) = (material.how, known);
                        let found = keep::Found { pages, extraction, extractor, how, pictures };
                        keep::add_version(writer, id, &found)?;
                    }
                    Err(error) => {
                        let trouble = super::capture::cleaning_trouble(&error);
                        let site = keep::Address::of(&page.final_url).host;
                        let page = Some((writer.put_page(&page.body, &site)?, page.media_type));
                        let record = LinkRecord {
                            trouble: crate::present::stored(&trouble),
                            page,
                            ..LinkRecord::default()
                        };
                        writer.set_link(id, &record)?;
                    }
                }
                if let Some(plan) = fetch {
                    enqueue(writer, &[id], plan)?;
                }
                Ok((added, had_none))
            })
            .await?;
        let mut intake = Intake::of(added, [None]);
        if repaired {
            // A link that was kept without its article has one now; that is new.
            for taken in &mut intake.entries {
                taken.before = None;
            }
        }
        Ok(intake)
    }
}

/// Puts the tags that were asked for on what was there before; what is new has them already.
fn put_tags(
    writer: &mut backfile_archive::Writer<'_>,
    added: &[Added],
    tags: &[String],
) -> backfile_archive::Result<()> {
    let before = |added: &&Added| matches!(added, Added::Existing { .. });
    let ids: Vec<ArticleId> = added.iter().filter(before).map(Added::id).collect();
    for tag in tags.iter().filter(|_| !ids.is_empty()) {
        writer.add_tag(&ids, tag)?;
    }
    Ok(())
}

/// Whether an entry came to nothing so far and does not go on by itself.
fn is_stuck(
    writer: &backfile_archive::Writer<'_>,
    id: ArticleId,
) -> backfile_archive::Result<bool> {
    Ok(match writer.entry(id)?.map(|entry| entry.standing) {
        Some(Standing::Failed) => true,
        Some(Standing::Waiting) => {
            writer.asking()?.iter().any(|question| question.ids.contains(&id))
        }
        _ => false,
    })
}

/// Whether an entry that is given again is to be fetched after all: one that failed is tried
/// again, one that waits in a long list or for an answer goes to the front.
fn is_wanted_still(
    writer: &backfile_archive::Writer<'_>,
    id: ArticleId,
    plan: FetchPlan,
) -> backfile_archive::Result<bool> {
    let standing = writer.entry(id)?.map(|entry| entry.standing);
    Ok(match standing {
        Some(Standing::Failed) => true,
        Some(Standing::Waiting) => plan.priority >= BY_HAND,
        _ => false,
    })
}

/// Whoever tries again what they refused to have fetched wants to be asked again.
fn forget_refusal(
    writer: &mut backfile_archive::Writer<'_>,
    id: ArticleId,
) -> backfile_archive::Result<()> {
    let refused = crate::present::code_text(crate::ipc::ProblemCode::PrivateRefused);
    let trouble = writer.entry(id)?.and_then(|entry| entry.trouble);
    match trouble.filter(|trouble| trouble.code == refused) {
        Some(trouble) => match trouble.args.get("origin") {
            Some(origin) => writer.forget_origin(origin),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

/// Puts the pages of entries into the queue; those that have no address of the web stay out.
fn enqueue(
    writer: &mut backfile_archive::Writer<'_>,
    ids: &[ArticleId],
    plan: FetchPlan,
) -> backfile_archive::Result<()> {
    for id in ids {
        let Some(entry) = writer.entry(*id)? else { continue };
        let Ok(url) = Url::parse(&entry.url) else { continue };
        if matches!(url.scheme(), "http" | "https") {
            writer.enqueue(
                *id,
                backfile_archive::JobKind::Page,
                &Address::of(&url).domain,
                plan,
            )?;
        }
    }
    Ok(())
}

/// Content that is here already.
struct Material {
    body: Vec<u8>,
    media_type: &'static str,
    address: Option<Url>,
    at: Timestamp,
    how: HowTaken,
    /// Set when its address is to be tried too.
    fetch: Option<FetchPlan>,
}
