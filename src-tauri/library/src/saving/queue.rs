//! Working off what waits: which link next, how many at once, and what becomes of each.
//!
//! The queue itself is in the archive, so that it survives a kill; a claim is a lease that
//! ends by itself. This module holds only what a running program knows: which domains are
//! being asked just now. A site that is slow or wants to be left alone holds up nobody else.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use backfile_archive::{Claim, Job, JobKind};
use backfile_article::{HowTaken, Timestamp};
use backfile_fetch::Origin;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{
    capture::{self, Capture},
    intake::{BY_HAND, PASTED},
    keep, picture_job,
    trouble::{Trouble, Verdict, chain},
};
use crate::{
    Library, contacts, ipc,
    ipc::{CommandError, ProblemCode},
    present, settings,
};

/// Pages in work at once, over all sites.
const PAGES_AT_ONCE: usize = 8;
/// Articles whose pictures are in work at once.
const PICTURES_AT_ONCE: usize = 3;
/// Pages of one registrable domain in work at once, where its pace is kept.
const PER_DOMAIN: usize = 2;
/// How long the first link of a run has the machine to itself.
const HEAD_START: Duration = Duration::from_secs(2);
/// How long after that link's end the next one begins: what windows are told of in that time is
/// shown before the machine is busy again.
const HEAD_SHOWN: Duration = Duration::from_millis(150);
/// How long a claim holds unless it is renewed: so long waits what a lost program had claimed.
const LEASE: Duration = Duration::from_secs(20);
/// How often claims are renewed, and those of lost programs looked for.
const RENEW: Duration = Duration::from_secs(5);
/// How long what is in work may go on when the library closes.
const LAST_WORK: Duration = Duration::from_millis(2_500);
/// A site that wants a longer pause than this is said in the row meanwhile.
const SILENT_WAIT: Duration = Duration::from_secs(30);
/// How long to sleep when nothing waits; another process may have added something.
const IDLE: Duration = Duration::from_secs(2);
/// Times that a page is tried by itself when its site asks to wait.
const TRIES: u32 = 5;
/// Times that a row of a list is tried by itself: nobody looks at each of a thousand rows to try
/// again those that failed in passing. What was given by hand says so at once instead.
const TRIES_OF_A_LIST: u32 = 3;
/// How long a row of a list waits after its first try; after each more, twice as long.
const LIST_WAIT: Duration = Duration::from_secs(2);

/// What is in work just now.
#[derive(Default)]
struct InWork {
    domains: HashMap<String, usize>,
    /// The last address asked of each domain, to know when it may be asked again.
    asked: HashMap<String, Url>,
    pages: usize,
    pictures: usize,
    /// Since when pages are in work, and when the first of them ended.
    since: Option<Instant>,
    head_ended: Option<Instant>,
}

/// Works off the queue until the library closes.
pub(crate) async fn run(library: Library, closing: CancellationToken) {
    let owner = format!("{}-{:x}", std::process::id(), Timestamp::now().0);
    let (ended, mut endings) = tokio::sync::mpsc::unbounded_channel::<(JobKind, String)>();
    let mut work = InWork::default();
    let mut renewed = Instant::now();
    release_the_dead(&library).await;
    loop {
        while let Ok((kind, domain)) = endings.try_recv() {
            work.end(kind, &domain);
        }
        let wait = if let Some(wait) = library.halted(&owner).await {
            wait
        } else if paused(&library).await {
            IDLE
        } else {
            match claim_more(&library, &mut work, &owner, &ended).await {
                Ok(wait) => wait,
                Err(error) => {
                    if !library.halt_on(&error) {
                        tracing::warn!(%error, "the queue could not be read");
                    }
                    IDLE
                }
            }
        };
        if renewed.elapsed() >= RENEW {
            renewed = Instant::now();
            if work.any() && library.stopped().is_none() {
                renew(&library, &owner).await;
            }
            write_contacts(&library).await;
            release_the_dead(&library).await;
        }
        tokio::select! {
            () = closing.cancelled() => break,
            () = library.shared().work.notified() => {}
            ending = endings.recv() => {
                if let Some((kind, domain)) = ending {
                    work.end(kind, &domain);
                }
            }
            () = tokio::time::sleep(wait) => {}
        }
    }
    // What is given back too early would be done twice.
    let last = tokio::time::Instant::now() + LAST_WORK;
    while work.any() {
        match tokio::time::timeout_at(last, endings.recv()).await {
            Ok(Some((kind, domain))) => work.end(kind, &domain),
            Ok(None) | Err(_) => break,
        }
    }
    write_contacts(&library).await;
    let released = library.write(None, move |writer| writer.release_all(&owner)).await;
    if let Err(error) = released {
        tracing::warn!(%error, "claims stay until they expire");
    }
}

async fn write_contacts(library: &Library) {
    if let Err(error) = library.write_contacts().await {
        tracing::warn!(%error, "whom was talked to was not written down");
    }
}

async fn renew(library: &Library, owner: &str) {
    let (owner, until) = (owner.to_owned(), Timestamp(Timestamp::now().0 + lease()));
    if let Err(error) = library.quietly(move |writer| writer.renew(&owner, until)).await {
        tracing::warn!(%error, "claims were not renewed");
    }
}

fn lease() -> i64 {
    i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX)
}

/// Gives back what a program claimed that was killed since, so that nobody waits for its
/// claims to expire.
async fn release_the_dead(library: &Library) {
    let released = async {
        let owners = library.read(|reader| reader.owners()).await?;
        let dead: Vec<String> = owners.into_iter().filter(|owner| !may_live(owner)).collect();
        if dead.is_empty() {
            return Ok(());
        }
        library
            .quietly(move |writer| {
                for owner in &dead {
                    writer.release_all(owner)?;
                }
                Ok(())
            })
            .await
    };
    if let Err(error) = released.await {
        tracing::warn!(%error, "claims of ended programs stay until they expire");
    }
}

/// Whether the program that claims under that name may still run; where that cannot be told,
/// it may.
fn may_live(owner: &str) -> bool {
    #[cfg(unix)]
    {
        let id = owner.split('-').next().and_then(|id| id.parse().ok());
        let Some(id) = id.and_then(rustix::process::Pid::from_raw) else { return true };
        rustix::process::test_kill_process(id) != Err(rustix::io::Errno::SRCH)
    }
    #[cfg(not(unix))]
    {
        let _ = owner;
        true
    }
}

pub(crate) async fn paused(library: &Library) -> bool {
    let paused = library.read(|reader| reader.setting(settings::PAUSED)).await;
    matches!(paused, Ok(Some(true)))
}

/// Claims and starts as much as may be in work; gives how long to sleep when nothing wakes us.
async fn claim_more(
    library: &Library,
    work: &mut InWork,
    owner: &str,
    ended: &tokio::sync::mpsc::UnboundedSender<(JobKind, String)>,
) -> Result<Duration, CommandError> {
    let mut soonest = IDLE;
    loop {
        let (skip, wait) = work.busy_domains(library);
        soonest = soonest.min(wait).min(work.head_shown_in());
        let kind = if work.may_take_page() {
            JobKind::Page
        } else if work.pictures < PICTURES_AT_ONCE {
            JobKind::Pictures
        } else {
            return Ok(soonest);
        };
        let mut job = claim(library, kind, skip.clone(), owner).await?;
        if job.is_none() && kind == JobKind::Page && work.pictures < PICTURES_AT_ONCE {
            job = claim(library, JobKind::Pictures, Vec::new(), owner).await?;
        }
        let Some(job) = job else {
            if kind == JobKind::Page {
                work.rest();
            }
            return Ok(soonest);
        };
        work.begin(&job);
        let (library, ended) = (library.clone(), ended.clone());
        library.clone().spawn(async move {
            let (kind, domain, id) = (job.kind, job.domain.clone(), job.article);
            let done = match kind {
                JobKind::Page => page(&library, &job).await,
                JobKind::Pictures => picture_job::run(&library, &job).await,
            };
            library.notifier().stage(id, None);
            if let Err(error) = done
                && !library.halt_on(&error)
            {
                // The claim expires by itself, and the job is tried again.
                tracing::error!(cause = %chain(&error), "a job was not finished");
            }
            // The queue that listened may have closed.
            let _ = ended.send((kind, domain));
        });
    }
}

async fn claim(
    library: &Library,
    kind: JobKind,
    skip: Vec<String>,
    owner: &str,
) -> Result<Option<Job>, CommandError> {
    let now = Timestamp::now();
    let owner = owner.to_owned();
    let claimed = library
        .quietly(move |writer| {
            // Here, so that nothing is begun once the pause is written.
            if writer.setting(settings::PAUSED)? == Some(true) {
                return Ok(Vec::new());
            }
            writer.claim(&Claim {
                kind,
                most: 1,
                skip_domains: &skip,
                owner: &owner,
                now,
                expires: Timestamp(now.0 + lease()),
            })
        })
        .await?;
    Ok(claimed.into_iter().next())
}

impl InWork {
    fn any(&self) -> bool {
        self.pages > 0 || self.pictures > 0
    }

    /// Nothing waits: when nothing is in work either, the next link is the first of a run.
    fn rest(&mut self) {
        if self.pages == 0 {
            (self.since, self.head_ended) = (None, None);
        }
    }

    fn may_take_page(&self) -> bool {
        // The first link of a paste is readable before the second is fetched.
        let head_is_through = match (self.head_ended, self.since) {
            (Some(ended), _) => ended.elapsed() >= HEAD_SHOWN,
            (None, Some(since)) => self.pages == 0 || since.elapsed() >= HEAD_START,
            (None, None) => true,
        };
        self.pages < PAGES_AT_ONCE && head_is_through
    }

    /// How long until the first link of a run has been shown.
    fn head_shown_in(&self) -> Duration {
        match self.head_ended.map(|ended| ended.elapsed()) {
            Some(since) if since < HEAD_SHOWN => HEAD_SHOWN - since,
            _ => IDLE,
        }
    }

    fn begin(&mut self, job: &Job) {
        match job.kind {
            JobKind::Pictures => self.pictures += 1,
            JobKind::Page => {
                self.since.get_or_insert_with(Instant::now);
                self.pages += 1;
                *self.domains.entry(job.domain.clone()).or_default() += 1;
                if let Ok(url) = Url::parse(&job.url) {
                    self.asked.insert(job.domain.clone(), url);
                }
            }
        }
    }

    fn end(&mut self, kind: JobKind, domain: &str) {
        match kind {
            JobKind::Pictures => self.pictures = self.pictures.saturating_sub(1),
            JobKind::Page => {
                self.pages = self.pages.saturating_sub(1);
                self.head_ended.get_or_insert_with(Instant::now);
                if let Some(count) = self.domains.get_mut(domain) {
                    *count = count.saturating_sub(1);
                    if *count == 0 {
                        self.domains.remove(domain);
                    }
                }
            }
        }
    }

    /// Domains that must not be asked just now, and when the first of them may be again.
    fn busy_domains(&mut self, library: &Library) -> (Vec<String>, Duration) {
        let mut soonest = HEAD_START;
        let mut busy = Vec::new();
        self.asked.retain(|domain, url| {
            let wait = library.fetcher().wait_for(url);
            let in_work = self.domains.get(domain).copied().unwrap_or_default();
            if !wait.is_zero() {
                soonest = soonest.min(wait);
            }
            if !wait.is_zero() || (in_work >= PER_DOMAIN && library.fetcher().paces(url)) {
                busy.push(domain.clone());
            }
            !wait.is_zero() || in_work > 0
        });
        (busy, soonest)
    }
}

/// Works off one link.
async fn page(library: &Library, job: &Job) -> Result<(), CommandError> {
    let url = match Url::parse(&job.url) {
        Ok(url) => url,
        Err(error) => {
            let trouble = Trouble::new(ProblemCode::NotWeb, chain(&error));
            return keep::link(library, job.article, Some(job), trouble, None, None).await;
        }
    };
    if job.allow_private
        && let Some(origin) = Origin::of(&url)
    {
        library.fetcher().allow_origin(&origin);
    }
    let id = job.article;
    let stage = |stage| library.notifier().stage(id, Some(stage));
    let rules = library.rule_book().await;
    let cleaner = capture::Cleaner { cleaning: library.cleaning(), rules: &rules };
    let (fetcher, ledger) = library.fetcher().noting();
    let captured = capture::capture(&fetcher, cleaner, &url, &stage).await;
    library.note_contacts(id, &ledger);
    match captured {
        Capture::Article { pages, extraction } => {
            let extractor = rules.extractor(pages.first().map_or(&url, |page| &page.final_url));
            let (extraction, how) = (*extraction, HowTaken::Fetched);
            let pictures = !job.text_only;
            let found = keep::Found { pages, extraction, extractor, how, pictures };
            keep::article(library, job, found).await
        }
        Capture::Link { trouble, page, extraction } => {
            let (page, extraction) = (page.map(|page| *page), extraction.map(|found| *found));
            keep::link(library, id, Some(job), trouble, page, extraction).await
        }
        Capture::Nothing(Verdict::Link(trouble)) => {
            keep::link(library, id, Some(job), trouble, None, None).await
        }
        Capture::Nothing(Verdict::Later(wait, trouble)) if job.tries < TRIES => {
            later(library, job, wait, trouble).await
        }
        Capture::Nothing(Verdict::Passing(trouble))
            if job.priority < BY_HAND && job.tries < TRIES_OF_A_LIST =>
        {
            let own = LIST_WAIT * 2_u32.pow(job.tries.saturating_sub(1));
            later(library, job, own.max(library.fetcher().wait_for(&url)), trouble).await
        }
        Capture::Nothing(
            Verdict::Fail(trouble) | Verdict::Passing(trouble) | Verdict::Later(_, trouble),
        ) => keep::failure(library, id, Some(job), trouble).await,
        Capture::Nothing(Verdict::Ask(origin)) => ask(library, job, &origin).await,
    }
}

/// Puts a page off until that time is over. A row says why when that is long.
async fn later(
    library: &Library,
    job: &Job,
    wait: Duration,
    trouble: Trouble,
) -> Result<(), CommandError> {
    let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).max(1000);
    let (key, id) = (job.key, job.article);
    let not_before = Timestamp(Timestamp::now().0.saturating_add(wait));
    // Before the site is let go, so that no other run asks it too soon.
    let holds = contacts::asked_holds(library);
    let silent = wait <= i64::try_from(SILENT_WAIT.as_millis()).unwrap_or_default();
    library
        .write(None, move |writer| {
            let stored = present::stored(&trouble);
            if silent {
                writer.log_problem(&stored, Some(id), &trouble.cause)?;
            } else {
                writer.set_failed(id, &stored, &trouble.cause)?;
            }
            for (site, until) in &holds {
                writer.hold(site, *until)?;
            }
            writer.postpone(key, not_before)
        })
        .await
}

/// The link waits for the person's answer about a private origin; one that only a file names
/// is not worth a question, and is kept as it is until somebody wants it.
async fn ask(library: &Library, job: &Job, origin: &Origin) -> Result<(), CommandError> {
    let trouble = Trouble::new(ProblemCode::AskPrivate, format!("{origin} is private"))
        .with("origin", origin);
    let (key, id, name) = (job.key, job.article, origin.to_string());
    let given = job.priority >= PASTED;
    let answer = library
        .write(None, move |writer| {
            let answer = writer.origin(&name)?;
            match answer {
                // Another program asked meanwhile.
                Some(true) => writer.postpone(key, Timestamp::now())?,
                None if given => writer.ask(key, &name)?,
                Some(false) | None => {
                    let code = match answer {
                        None => ProblemCode::PrivateListed,
                        Some(_) => ProblemCode::PrivateRefused,
                    };
                    let mut stored = present::stored(&trouble);
                    stored.code = present::code_text(code);
                    writer.set_failed(id, &stored, &trouble.cause)?;
                    writer.finish_job(key)?;
                }
            }
            Ok(answer)
        })
        .await?;
    if answer == Some(true) {
        library.fetcher().allow_origin(origin);
    }
    if answer.is_none() && given {
        let questions = library.read(|reader| reader.asking()).await?;
        let name = origin.to_string();
        for question in questions.into_iter().filter(|question| question.origin == name) {
            let question = ipc::OriginQuestion { origin: question.origin, ids: question.ids };
            library.notifier().send(ipc::Event::Asking { question });
        }
    }
    Ok(())
}
