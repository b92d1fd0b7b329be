//! The fetcher: one door for pages, one for pictures, and one loop of checked hops for both.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use backfile_article::{Header, Page, Redirect, Sha256, Timestamp};
use reqwest::{
    Client, Response,
    header::{self, HeaderMap, HeaderValue},
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    FetchConfig, FetchError, Hop, Origin, TimeLimit,
    body::{self, Body},
    charset,
    guard::{self, Guard, Zone},
    ledger::Ledger,
    media,
    pace::{Hold, HoldReason, Lanes, Seat},
    sent,
};

/// The longest address that is asked for, in bytes.
const LONGEST_ADDRESS: usize = 16 << 10;

/// The longest that a site's wish to be left alone is taken at its word.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a site that answers 429 without a time is left alone.
const USUAL_RETRY_AFTER: Duration = Duration::from_secs(10);

/// How long a site whose answer could not be had is left alone.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// What is waited beyond what a site asked for, so that no clock's fraction makes it too early.
const WAIT_MARGIN: Duration = Duration::from_millis(100);

/// Fetches pages and pictures; clones share their permissions, pace and connections.
#[derive(Clone)]
pub struct Fetcher {
    inner: Arc<Inner>,
    ledger: Option<Arc<Ledger>>,
}

struct Inner {
    config: FetchConfig,
    /// Who asks, as every request says it.
    introduction: RwLock<HeaderMap>,
    allowed: RwLock<BTreeSet<Origin>>,
    lanes: Lanes,
    /// For the open internet; its connections lead to public addresses only.
    public: Client,
    /// For allowed origins alone; made when the first one is asked.
    private: OnceLock<Client>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").field("allowed", &self.allowed_origins()).finish_non_exhaustive()
    }
}

/// A picture that arrived whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureBytes {
    /// Its bytes; they are sniffed, not decoded.
    pub bytes: Vec<u8>,
    /// What the bytes are: `image/png`, `image/jpeg`, `image/gif`, `image/webp` or `image/avif`.
    pub media_type: &'static str,
    /// The address that gave it, after redirects.
    pub final_url: Url,
}

/// What is asked for: the kinds differ in headers, turns and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    Page,
    Picture,
}

/// The answer at the end of the redirects.
struct Answer {
    response: Response,
    url: Url,
    redirects: Vec<Redirect>,
    deadline: Instant,
    /// Held until the body is read.
    _seat: Seat,
}

impl Fetcher {
    /// A fetcher that knows no private origin yet.
    ///
    /// # Errors
    /// [`FetchError::Setup`] when the configuration makes no client. A system without
    /// certificates is no error here; each secure page then fails with [`FetchError::Tls`].
    pub fn new(config: FetchConfig) -> Result<Self, FetchError> {
        let public = client(&config, Guard::new(false))?;
        Ok(Self::of(config, public))
    }

    fn of(config: FetchConfig, public: Client) -> Self {
        let lanes = Lanes::new(config.pace.clone());
        let introduction = RwLock::new(introduction(&config.user_agent, &config.languages));
        let allowed = RwLock::default();
        let inner =
            Inner { config, introduction, allowed, lanes, public, private: OnceLock::new() };
        Self { inner: Arc::new(inner), ledger: None }
    }

    /// Says from now on with every request who asks: the web view's User-Agent and the person's
    /// languages, BCP 47, best first. What cannot stand in a header is left out.
    pub fn introduce(&self, user_agent: &str, languages: &[String]) {
        let mut said = self.inner.introduction.write().unwrap_or_else(PoisonError::into_inner);
        *said = introduction(user_agent, languages);
    }

    /// Allows a private origin: its pages, and its pictures and redirects among allowed origins.
    pub fn allow_origin(&self, origin: &Origin) {
        let mut allowed = self.inner.allowed.write().unwrap_or_else(PoisonError::into_inner);
        allowed.insert(origin.clone());
    }

    /// Takes a permission back; requests under way end as they will.
    pub fn forget_origin(&self, origin: &Origin) {
        let mut allowed = self.inner.allowed.write().unwrap_or_else(PoisonError::into_inner);
        allowed.remove(origin);
    }

    /// The private origins that are allowed, in order.
    #[must_use]
    pub fn allowed_origins(&self) -> Vec<Origin> {
        let allowed = self.inner.allowed.read().unwrap_or_else(PoisonError::into_inner);
        allowed.iter().cloned().collect()
    }

    /// The same fetcher, which writes down whom it talks to, and what it writes that into.
    #[must_use]
    pub fn noting(&self) -> (Self, Arc<Ledger>) {
        let ledger = Arc::default();
        (Self { inner: Arc::clone(&self.inner), ledger: Some(Arc::clone(&ledger)) }, ledger)
    }

    /// The sites that are left alone for a while, and why.
    #[must_use]
    pub fn holds(&self) -> Vec<Hold> {
        self.inner.lanes.holds()
    }

    /// Leaves a site alone as [`Fetcher::holds`] said of it, in an earlier run.
    pub fn hold(&self, hold: &Hold) {
        self.inner.lanes.hold_again(hold);
    }

    /// Has a site asked at once that is left alone because it failed: the person wants it so. One
    /// that asked to be left alone is.
    pub fn forgive(&self, url: &Url) {
        self.inner.lanes.forgive(url);
    }

    /// How long until this address may be asked for by the pace of its site.
    ///
    /// Takes no turn: a queue asks about several links and begins one whose answer is zero, so
    /// that a slow site holds up only itself.
    #[must_use]
    pub fn wait_for(&self, url: &Url) -> Duration {
        self.inner.lanes.wait_for(url, self.is_allowed(url))
    }

    /// Fetches a page: waits for the site's turn, follows redirects, reads the whole body.
    ///
    /// # Errors
    /// See [`FetchError`]; whatever is no success with a whole body is an error.
    pub async fn page(&self, url: &Url) -> Result<Page, FetchError> {
        let requested_at = Timestamp::now();
        let requested = without_credentials(url);
        let answer = self.ask(&requested, Want::Page, None).await.inspect_err(|error| {
            if let Some(host) = error.failed_host()
                && requested.host_str() == Some(host)
                && !self.is_allowed(&requested)
            {
                self.inner.lanes.hold(&requested, AFTER_FAILURE, HoldReason::Failed);
            }
        })?;
        let status = answer.response.status().as_u16();
        let retry_after = matches!(status, 429 | 503)
            .then(|| retry_after(answer.response.headers(), requested_at))
            .flatten();
        if let Some(wait) = retry_after.or((status == 429).then_some(USUAL_RETRY_AFTER)) {
            self.inner.lanes.hold(&answer.url, wait + WAIT_MARGIN, HoldReason::Asked);
        } else if status >= 500 && !self.is_allowed(&answer.url) {
            self.inner.lanes.hold(&answer.url, AFTER_FAILURE, HoldReason::Failed);
        }
        let success = answer.response.status().is_success();
        let page = self.read(answer, requested, requested_at).await;
        if !success {
            // The words of an error page are of use where they came; the status counts.
            let page = page.ok().map(Box::new);
            return Err(FetchError::Status { status, retry_after, page });
        }
        let page = page?;
        if page.body.is_empty() { Err(FetchError::Empty) } else { Ok(page) }
    }

    /// Fetches a picture that `page` shows. A private one is fetched only when its origin is
    /// allowed and the page itself is of an allowed origin.
    ///
    /// # Errors
    /// See [`FetchError`]; [`FetchError::NotPicture`] for SVG and whatever else is not kept.
    pub async fn picture(&self, url: &Url, page: &Url) -> Result<PictureBytes, FetchError> {
        let answer = self.ask(&without_credentials(url), Want::Picture, Some(page)).await?;
        let status = answer.response.status();
        if !status.is_success() {
            let retry_after = retry_after(answer.response.headers(), Timestamp::now());
            return Err(FetchError::Status { status: status.as_u16(), retry_after, page: None });
        }
        let declared = header_text(answer.response.headers(), &header::CONTENT_TYPE);
        let url = answer.url.clone();
        let body = self.read_body(answer).await?;
        if body.bytes.is_empty() {
            return Err(FetchError::Empty);
        }
        let media_type = media::picture(&body.bytes).ok_or_else(|| {
            FetchError::NotPicture(media::media_type(declared.as_deref(), &body.bytes))
        })?;
        Ok(PictureBytes { bytes: body.bytes, media_type, final_url: url })
    }

    /// Sends the request and follows redirects until an answer that is none.
    async fn ask(
        &self,
        requested: &Url,
        want: Want,
        page: Option<&Url>,
    ) -> Result<Answer, FetchError> {
        let limits = &self.inner.config.limits;
        let mut url = requested.clone();
        let mut redirects = Vec::new();
        let mut from_private = page.is_none_or(|page| self.is_allowed(page));
        let mut hop = if want == Want::Page { Hop::ByHand } else { Hop::Picture };
        let mut deadline = Instant::now() + limits.whole;
        let mut seat: Option<Seat> = None;
        loop {
            let (client, private) = self.way(&url, hop, from_private)?;
            if !seat.as_ref().is_some_and(|seat| seat.serves(&url)) {
                drop(seat.take());
                let began = Instant::now();
                seat = Some(match want {
                    Want::Page => self.inner.lanes.page(&url, private).await?,
                    Want::Picture => self.inner.lanes.picture(&url, private).await,
                });
                deadline += began.elapsed();
            }
            let request = client.get(url.clone()).headers(self.headers(want));
            let response = timeout_at(deadline, request.send())
                .await
                .map_err(|_| self.out_of_time(&url))
                .and_then(|sent| {
                    sent.map_err(|error| {
                        sent::failed(error, &url, hop, limits.connect, limits.headers)
                    })
                });
            // Where the guard stood in the way, or there is no such name, nobody was talked to.
            if !matches!(
                response,
                Err(FetchError::Private { .. }
                    | FetchError::Forbidden { .. }
                    | FetchError::NameNotFound { .. })
            ) {
                self.note(&url, 1, 0);
            }
            let response = response?;
            check_headers(response.headers(), limits.headers)?;
            let status = response.status().as_u16();
            if !matches!(status, 301 | 302 | 303 | 307 | 308) {
                return match seat {
                    Some(seat) => Ok(Answer { response, url, redirects, deadline, _seat: seat }),
                    None => Err(FetchError::Setup("no turn was taken".to_owned())),
                };
            }
            if redirects.len() == limits.redirects {
                return Err(FetchError::TooManyRedirects { limit: limits.redirects });
            }
            let to = target(&url, response.headers())?;
            redirects.push(Redirect { from: url, status, to: to.clone() });
            url = to;
            from_private = private;
            if want == Want::Page {
                hop = Hop::Redirect;
            }
        }
    }

    /// The client that may ask for this address, and whether it is the one for private origins.
    fn way(&self, url: &Url, hop: Hop, from_private: bool) -> Result<(&Client, bool), FetchError> {
        let redirected = hop == Hop::Redirect;
        let Some(origin) = Origin::of(url) else {
            return Err(match (redirected, url.scheme()) {
                (true, scheme) => FetchError::RedirectRefused { scheme: Some(scheme.to_owned()) },
                (false, scheme) => FetchError::NotWeb(scheme.to_owned()),
            });
        };
        let unusable = origin.host.is_empty()
            || url.as_str().len() > LONGEST_ADDRESS
            || guard::is_port_of_another_service(origin.port);
        if unusable {
            return Err(if redirected {
                FetchError::RedirectRefused { scheme: None }
            } else {
                FetchError::BadAddress(origin.to_string())
            });
        }
        let zone = guard::literal(url);
        if zone == Some(Zone::Forbidden) {
            return Err(FetchError::Forbidden { host: origin.host });
        }
        if self.is_allowed(url) {
            // A public page must not steer requests into the own network, not even to where
            // the person once said yes.
            if hop != Hop::ByHand && !from_private {
                return Err(FetchError::Private { origin, hop });
            }
            return Ok((self.private_client()?, true));
        }
        if zone == Some(Zone::Private) {
            return Err(FetchError::Private { origin, hop });
        }
        Ok((&self.inner.public, false))
    }

    fn private_client(&self) -> Result<&Client, FetchError> {
        if let Some(client) = self.inner.private.get() {
            return Ok(client);
        }
        let made = client(&self.inner.config, Guard::new(true))?;
        Ok(self.inner.private.get_or_init(|| made))
    }

    /// Whether pages of this address's site are asked for one after the other and in time; those of
    /// a private origin that was allowed come as fast as they can.
    #[must_use]
    pub fn paces(&self, url: &Url) -> bool {
        !self.is_allowed(url)
    }

    fn is_allowed(&self, url: &Url) -> bool {
        let allowed = self.inner.allowed.read().unwrap_or_else(PoisonError::into_inner);
        Origin::of(url).is_some_and(|origin| allowed.contains(&origin))
    }

    fn headers(&self, want: Want) -> HeaderMap {
        let (accept, dest, mode) = match want {
            Want::Page => (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "document",
                "navigate",
            ),
            Want::Picture => {
                ("image/webp,image/png,image/jpeg,image/gif,image/*;q=0.8", "image", "no-cors")
            }
        };
        let mut headers =
            self.inner.introduction.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut put = |name, value| headers.insert(name, HeaderValue::from_static(value));
        put(header::ACCEPT, accept);
        put(header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        put(header::HeaderName::from_static("sec-fetch-dest"), dest);
        put(header::HeaderName::from_static("sec-fetch-mode"), mode);
        if want == Want::Page {
            put(header::HeaderName::from_static("sec-fetch-site"), "none");
            put(header::UPGRADE_INSECURE_REQUESTS, "1");
        }
        headers
    }

    fn out_of_time(&self, url: &Url) -> FetchError {
        let host = url.host_str().unwrap_or_default().to_owned();
        FetchError::TimedOut {
            host,
            after: self.inner.config.limits.whole,
            limit: TimeLimit::Whole,
        }
    }

    async fn read_body(&self, answer: Answer) -> Result<Body, FetchError> {
        let Answer { response, url, deadline, _seat, .. } = answer;
        let received = |bytes| self.note(&url, 0, bytes);
        let limits = &self.inner.config.limits;
        body::read(response, limits, deadline, received, || self.out_of_time(&url)).await
    }

    fn note(&self, url: &Url, requests: u64, bytes: u64) {
        if let Some(ledger) = &self.ledger {
            ledger.note(url, requests, bytes);
        }
    }

    async fn read(
        &self,
        mut answer: Answer,
        requested: Url,
        requested_at: Timestamp,
    ) -> Result<Page, FetchError> {
        let redirects = std::mem::take(&mut answer.redirects);
        let final_url = answer.url.clone();
        let status = answer.response.status().as_u16();
        let peer = answer.response.remote_addr().map(|address| address.to_string());
        let headers = headers_of(answer.response.headers());
        let content_type = header_text(answer.response.headers(), &header::CONTENT_TYPE);
        let body = self.read_body(answer).await?;
        let media_type = media::media_type(content_type.as_deref(), &body.bytes);
        let charset = media::is_text(&media_type)
            .then(|| charset::choose(&body.bytes, content_type.as_deref()).name().to_owned());
        Ok(Page {
            requested,
            final_url,
            redirects,
            status,
            headers,
            peer,
            requested_at,
            media_type,
            charset,
            body_sha256: Sha256::of(&body.bytes),
            body: body.bytes,
            wire_sha256: body.wire_sha256,
            wire_bytes: body.wire_bytes,
        })
    }
}

/// A client that connects only where its guard lets it.
fn client(config: &FetchConfig, guard: Guard) -> Result<Client, FetchError> {
    let setup = |error: &dyn fmt::Display| FetchError::Setup(error.to_string());
    let guard = Arc::new(guard);
    let trusted = config
        .trusted
        .iter()
        .map(|der| reqwest::Certificate::from_der(der))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| setup(&error))?;
    let builder = || {
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(config.limits.connect)
            .http2_max_header_list_size(u32::try_from(config.limits.headers).unwrap_or(u32::MAX))
            .dns_resolver(Arc::clone(&guard))
    };
    // A system without certificates cannot vouch for any site. That is a fault of every secure
    // page, told with each, and none of the program: it starts, reads and searches all the same.
    builder().tls_certs_merge(trusted.clone()).build().or_else(|error| {
        tracing::warn!(%error, "no secure connection will hold");
        builder().tls_certs_only(trusted).build().map_err(|error| setup(&error))
    })
}

/// The headers that say who asks.
fn introduction(user_agent: &str, languages: &[String]) -> HeaderMap {
    let languages = accept_language(languages);
    let said =
        [(header::USER_AGENT, Some(user_agent)), (header::ACCEPT_LANGUAGE, languages.as_deref())];
    said.into_iter()
        .filter_map(|(name, value)| Some((name, HeaderValue::from_str(value?).ok()?)))
        .collect()
}

/// `de-DE,de;q=0.9,en;q=0.8` from the person's languages; what is no language tag is left out.
fn accept_language(languages: &[String]) -> Option<String> {
    let tag = |tag: &&String| {
        !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let mut wanted: Vec<&str> = Vec::new();
    for language in languages.iter().filter(tag) {
        let main = language.split('-').next().unwrap_or(language);
        for name in [language.as_str(), main] {
            if !wanted.iter().any(|had| had.eq_ignore_ascii_case(name)) {
                wanted.push(name);
            }
        }
    }
    let weighed = |(place, name): (usize, &&str)| match place {
        0 => (*name).to_owned(),
        _ => format!("{name};q=0.{}", 10 - place.min(9)),
    };
    let list: Vec<_> = wanted.iter().take(10).enumerate().map(weighed).collect();
    (!list.is_empty()).then(|| list.join(","))
}

fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for addresses that can hold none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Where a redirect leads. A fragment is handed on, as browsers do.
fn target(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = header_text(headers, &header::LOCATION);
    let to = location
        .filter(|location| !location.is_empty())
        .and_then(|location| from.join(&location).ok())
        .ok_or(FetchError::RedirectRefused { scheme: None })?;
    let mut to = without_credentials(&to);
    if to.fragment().is_none() {
        to.set_fragment(from.fragment());
    }
    Ok(to)
}

fn check_headers(headers: &HeaderMap, limit: usize) -> Result<(), FetchError> {
    // A line is its name, a colon, a space, its value and a line end.
    let size: usize =
        headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > limit {
        let (limit, declared) = (limit as u64, Some(size as u64));
        return Err(FetchError::TooLarge { limit, declared });
    }
    Ok(())
}

fn headers_of(headers: &HeaderMap) -> Vec<Header> {
    let kept = |(name, value): (&header::HeaderName, &HeaderValue)| Header {
        name: name.as_str().to_owned(),
        value: text(value),
    };
    headers.iter().map(kept).collect()
}

fn header_text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name).map(text)
}

/// A header's value; bytes that are not UTF-8 are read as Latin-1.
fn text(value: &HeaderValue) -> String {
    let bytes = value.as_bytes();
    str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// The wait that a Retry-After header asks for, as seconds or as a date, at most a day.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = header_text(headers, &header::RETRY_AFTER)?;
    let value = value.trim();
    let seconds = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        value.parse().unwrap_or(u64::MAX)
    } else {
        let date = chrono::DateTime::parse_from_rfc2822(value).ok()?;
        let millis = date.timestamp_millis().saturating_sub(now.0);
        // Up to the next second, so that the wait is over when the time has come.
        u64::try_from(millis).ok()?.div_ceil(1000)
    };
    Some(Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER))
}

#[cfg(test)]
mod tests;
