//! Turns: how soon and how many at once a site is asked.
//!
//! Pages are paced by registrable domain, pictures by host. A site that asks to wait (429, 503
//! with Retry-After) holds its whole domain until then.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use url::Url;

use crate::{FetchError, Pace, address};

/// How many idle lanes are remembered before they are tidied away.
const TIDY_ABOVE: usize = 2_000;

/// What a caller should wait before asking again about a lane that is full.
const FULL: Duration = Duration::from_millis(100);

/// The lanes of all sites.
#[derive(Debug)]
pub(crate) struct Lanes {
    pace: Pace,
    pages: Mutex<HashMap<String, Lane>>,
    pictures: Mutex<HashMap<String, Arc<Semaphore>>>,
}

#[derive(Debug, Clone)]
struct Lane {
    /// When the next page may be asked for.
    next: Instant,
    /// Until when it is left alone, and why.
    held: Option<(Instant, HoldReason)>,
    seats: Arc<Semaphore>,
}

/// Why a site is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldReason {
    /// It asked for that.
    Asked,
    /// Its answer could not be had.
    Failed,
}

/// A site that is left alone for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its registrable domain, or host and port where it has none.
    pub site: String,
    /// How long from now.
    pub wait: Duration,
    /// Why.
    pub reason: HoldReason,
}

/// A place in a lane, given back when dropped; none where there is no limit.
#[derive(Debug)]
pub(crate) struct Seat {
    lane: String,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Seat {
    /// Whether the seat serves this address too.
    pub(crate) fn serves(&self, url: &Url) -> bool {
        self.lane == lane_of(url)
    }
}

impl Lanes {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, pages: Mutex::default(), pictures: Mutex::default() }
    }

    /// How long until a page of this site may be asked for; takes no turn.
    pub(crate) fn wait_for(&self, url: &Url, unlimited: bool) -> Duration {
        let lanes = lock(&self.pages);
        let Some(lane) = lanes.get(&lane_of(url)) else { return Duration::ZERO };
        let wait = lane.next.saturating_duration_since(Instant::now());
        if !unlimited && lane.seats.available_permits() == 0 { wait.max(FULL) } else { wait }
    }

    /// Waits for a turn to ask for a page.
    ///
    /// # Errors
    /// [`FetchError::AskedToWait`] when the turn is farther away than a call waits.
    pub(crate) async fn page(&self, url: &Url, unlimited: bool) -> Result<Seat, FetchError> {
        let name = lane_of(url);
        if unlimited {
            let next = lock(&self.pages).get(&name).map(|lane| lane.next);
            if let Some(next) = next {
                self.sleep_until(next, url).await?;
            }
            return Ok(Seat { lane: name, _permit: None });
        }
        let seats = self.lane(&name).seats;
        let permit = seats.acquire_owned().await.ok();
        let turn = {
            let mut lanes = lock(&self.pages);
            let lane = lanes.entry(name.clone()).or_insert_with(|| self.fresh());
            let turn = lane.next.max(Instant::now());
            if turn.saturating_duration_since(Instant::now()) <= self.pace.longest_wait {
                lane.next = turn + self.pace.between_pages;
            }
            turn
        };
        self.sleep_until(turn, url).await?;
        Ok(Seat { lane: name, _permit: permit })
    }

    /// Waits for a place to ask for a picture.
    pub(crate) async fn picture(&self, url: &Url, unlimited: bool) -> Seat {
        let lane = lane_of(url);
        if unlimited {
            return Seat { lane, _permit: None };
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let seats = {
            let mut hosts = lock(&self.pictures);
            if hosts.len() > TIDY_ABOVE {
                hosts.retain(|_, seats| Arc::strong_count(seats) > 1);
            }
            let fresh = || Arc::new(Semaphore::new(self.pace.pictures_at_once.max(1)));
            Arc::clone(hosts.entry(host).or_insert_with(fresh))
        };
        Seat { lane, _permit: seats.acquire_owned().await.ok() }
    }

    /// Lets nobody ask this site for a while.
    pub(crate) fn hold(&self, url: &Url, wait: Duration, reason: HoldReason) {
        self.hold_again(&Hold { site: lane_of(url), wait, reason });
    }

    pub(crate) fn hold_again(&self, hold: &Hold) {
        let mut lanes = lock(&self.pages);
        let lane = lanes.entry(hold.site.clone()).or_insert_with(|| self.fresh());
        let until = Instant::now() + hold.wait;
        lane.next = lane.next.max(until);
        // What a site asked for is not forgotten because it then failed.
        if lane.held.is_none_or(|(other, _)| other < until) {
            lane.held = Some((until, hold.reason));
        }
    }

    /// Those that are left alone just now.
    pub(crate) fn holds(&self) -> Vec<Hold> {
        let now = Instant::now();
        let held = |(site, lane): (&String, &Lane)| {
            let (until, reason) = lane.held.filter(|(until, _)| *until > now)?;
            Some(Hold { site: site.clone(), wait: until - now, reason })
        };
        let mut holds: Vec<_> = lock(&self.pages).iter().filter_map(held).collect();
        holds.sort_by(|a, b| a.site.cmp(&b.site));
        holds
    }

    /// Ends the pause of a site that failed.
    pub(crate) fn forgive(&self, url: &Url) {
        if let Some(lane) = lock(&self.pages).get_mut(&lane_of(url))
            && matches!(lane.held, Some((_, HoldReason::Failed)))
        {
            (lane.next, lane.held) = (Instant::now(), None);
        }
    }

    fn lane(&self, name: &str) -> Lane {
        let mut lanes = lock(&self.pages);
        if lanes.len() > TIDY_ABOVE {
            let now = Instant::now();
            lanes.retain(|_, lane| lane.next > now || Arc::strong_count(&lane.seats) > 1);
        }
        lanes.entry(name.to_owned()).or_insert_with(|| self.fresh()).clone()
    }

    fn fresh(&self) -> Lane {
        Lane {
            next: Instant::now(),
            held: None,
            seats: Arc::new(Semaphore::new(self.pace.pages_at_once.max(1))),
        }
    }

    async fn sleep_until(&self, turn: Instant, url: &Url) -> Result<(), FetchError> {
        let wait = turn.saturating_duration_since(Instant::now());
        if wait > self.pace.longest_wait {
            let host = url.host_str().unwrap_or_default().to_owned();
            return Err(FetchError::AskedToWait { host, wait });
        }
        tokio::time::sleep_until(turn).await;
        Ok(())
    }
}

/// The name of the lane of an address: its registrable domain, else its host and port.
fn lane_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    address::registrable_domain(host).map_or_else(
        || format!("{host}:{}", url.port_or_known_default().unwrap_or_default()),
        str::to_owned,
    )
}

/// A lane map holds no half-done change at any point where its holder could panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn lanes() -> Lanes {
        Lanes::new(Pace::default())
    }

    #[tokio::test(start_paused = true)]
    async fn two_pages_of_a_domain_are_a_second_apart_whatever_their_host() {
        let lanes = lanes();
        let start = Instant::now();
        lanes.page(&url("https://www.example.co.uk/1"), false).await.unwrap();
        lanes.page(&url("https://news.example.co.uk/2"), false).await.unwrap();
        assert_eq!(start.elapsed().as_millis() / 10, 100);
        assert!(lanes.wait_for(&url("http://example.co.uk/3"), false) > Duration::from_millis(900));
    }

    #[tokio::test(start_paused = true)]
    async fn domains_do_not_wait_for_each_other() {
        let lanes = lanes();
        let start = Instant::now();
        for host in ["a.com", "b.com", "c.co.uk", "d.co.uk", "x.github.io", "y.github.io"] {
            lanes.page(&url(&format!("https://{host}/")), false).await.unwrap();
        }
        assert!(start.elapsed() < Duration::from_millis(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_third_page_waits_for_a_seat() {
        let lanes = Arc::new(lanes());
        let page = url("https://example.com/");
        let first = lanes.page(&page, false).await.unwrap();
        let _second = lanes.page(&page, false).await.unwrap();
        let third = lanes.page(&page, false);
        tokio::pin!(third);
        assert!(tokio::time::timeout(Duration::from_secs(60), &mut third).await.is_err());
        assert!(lanes.wait_for(&page, false) >= FULL);
        drop(first);
        third.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_site_that_asked_to_wait_is_left_alone_until_then() {
        let lanes = lanes();
        let page = url("https://example.com/");
        lanes.hold(&page, Duration::from_secs(20), HoldReason::Asked);
        let start = Instant::now();
        lanes.page(&page, false).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 20);

        lanes.hold(&page, Duration::from_secs(3600), HoldReason::Asked);
        let refused = lanes.page(&page, false).await.unwrap_err();
        assert!(matches!(refused, FetchError::AskedToWait { wait, .. } if wait.as_secs() >= 3599));
        assert_eq!(lanes.wait_for(&page, false).as_secs(), 3600);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_is_told_and_only_that_of_a_failure_can_be_ended() {
        let lanes = lanes();
        let (failed, asked) = (url("https://a.example.com/"), url("https://b.example.org/"));
        lanes.hold(&failed, Duration::from_secs(60), HoldReason::Failed);
        lanes.hold(&asked, Duration::from_secs(90), HoldReason::Asked);
        lanes.hold(&asked, Duration::from_secs(60), HoldReason::Failed);
        let told: Vec<_> = lanes
            .holds()
            .into_iter()
            .map(|hold| (hold.site, hold.wait.as_secs(), hold.reason))
            .collect();
        assert_eq!(
            told,
            [
                ("example.com".to_owned(), 60, HoldReason::Failed),
                ("example.org".to_owned(), 90, HoldReason::Asked)
            ]
        );
        lanes.forgive(&failed);
        lanes.forgive(&asked);
        assert_eq!(lanes.wait_for(&failed, false), Duration::ZERO);
        assert_eq!(lanes.wait_for(&asked, false).as_secs(), 90);
    }

    #[tokio::test(start_paused = true)]
    async fn an_unlimited_site_is_only_held_when_it_asks() {
        let lanes = lanes();
        let page = url("http://127.0.0.1:8080/");
        let start = Instant::now();
        for _ in 0..50 {
            lanes.page(&page, true).await.unwrap();
        }
        assert!(start.elapsed() < Duration::from_millis(10));
        lanes.hold(&page, Duration::from_secs(2), HoldReason::Asked);
        lanes.page(&page, true).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn six_pictures_of_a_host_are_under_way_at_once() {
        let lanes = lanes();
        let picture = url("https://img.example.com/1.png");
        let mut seats = Vec::new();
        for _ in 0..6 {
            seats.push(lanes.picture(&picture, false).await);
        }
        let seventh = lanes.picture(&picture, false);
        tokio::pin!(seventh);
        assert!(tokio::time::timeout(Duration::from_secs(60), &mut seventh).await.is_err());
        seats.pop();
        seventh.await;
    }
}
