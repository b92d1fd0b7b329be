//! Why a page or picture could not be had, in the cases that a caller treats differently.

use std::time::Duration;

use backfile_article::Page;

use crate::Origin;

/// How a private address came up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    /// It is the address that was asked for.
    ByHand,
    /// A page redirected to it.
    Redirect,
    /// A page names it as a picture.
    Picture,
}

/// Which bound on time was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// No connection within the limit.
    Connect,
    /// Connected, but not all there within the limit.
    Whole,
}

/// Why a page or picture could not be had. Addresses in it carry no credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The text or address cannot be asked for: no host, too long, or a port of another service.
    #[error("not a usable web address: {0}")]
    BadAddress(String),
    /// The address is of another scheme than http and https; holds the scheme.
    #[error("not a web address but {0}:")]
    NotWeb(String),
    /// The address leads into this computer or its network and nobody allowed that.
    #[error("{origin} is a private address")]
    Private {
        /// What would have to be allowed.
        origin: Origin,
        /// How it came up; only an address by hand is worth asking about.
        hop: Hop,
    },
    /// The address is link-local, a cloud's metadata service or no host at all; never asked.
    #[error("{host} is an address that is never asked")]
    Forbidden {
        /// The host as written.
        host: String,
    },
    /// No such name.
    #[error("no site is called {host}")]
    NameNotFound {
        /// The name that was looked up.
        host: String,
    },
    /// The name stands, the connection does not.
    #[error("no connection to {host}")]
    ConnectFailed {
        /// The host that was tried.
        host: String,
        /// The cause, for the log.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No secure connection: a certificate that does not hold, or none in common.
    #[error("no secure connection to {host}")]
    Tls {
        /// The host that was tried.
        host: String,
        /// The cause, for the log.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A bound on time was passed.
    #[error("{host} took longer than {} s", after.as_secs())]
    TimedOut {
        /// The host that was asked last.
        host: String,
        /// The bound.
        after: Duration,
        /// Which one.
        limit: TimeLimit,
    },
    /// The site asked to be left alone for longer than a call waits.
    #[error("{host} asked to wait {} s", wait.as_secs())]
    AskedToWait {
        /// The host.
        host: String,
        /// How long from now.
        wait: Duration,
    },
    /// Redirects beyond the limit, or in a circle.
    #[error("more than {limit} redirects")]
    TooManyRedirects {
        /// The limit.
        limit: usize,
    },
    /// A redirect that leads nowhere a page can be; holds its scheme when it names one.
    #[error("redirected to what is no web page{}", scheme.as_deref().map(|s| format!(" ({s}:)")).unwrap_or_default())]
    RedirectRefused {
        /// The scheme of the target; `None` when it names no readable address.
        scheme: Option<String>,
    },
    /// The answer is no success.
    #[error("answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// How long the site asked to wait, at most a day.
        retry_after: Option<Duration>,
        /// The answer with its body, where that arrived whole.
        page: Option<Box<Page>>,
    },
    /// The answer is a success without a body.
    #[error("the answer is empty")]
    Empty,
    /// The headers or the body pass the limit.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit that was passed, in bytes.
        limit: u64,
        /// What the site said the size is, in bytes.
        declared: Option<u64>,
    },
    /// The body ended before its end.
    #[error("the page did not arrive whole")]
    CutShort {
        /// The cause, for the log.
        cause: String,
    },
    /// The body does not decode by the coding that it names, or the coding is unknown.
    #[error("the page is packed in a way that cannot be read: {0}")]
    BadEncoding(String),
    /// The picture's bytes are no picture that is kept; holds the sniffed media type.
    #[error("not a picture but {0}")]
    NotPicture(String),
    /// What answered does not speak HTTP as it should.
    #[error("{host} did not give a web page answer")]
    Protocol {
        /// The host.
        host: String,
        /// The cause, for the log.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The fetcher could not be set up.
    #[error("the network could not be set up: {0}")]
    Setup(String),
}

impl FetchError {
    /// The host that could not answer, where the next request would fare no better.
    pub(crate) fn failed_host(&self) -> Option<&str> {
        match self {
            Self::ConnectFailed { host, .. }
            | Self::TimedOut { host, .. }
            | Self::Tls { host, .. }
            | Self::Protocol { host, .. } => Some(host),
            _ => None,
        }
    }

    /// Whether the same request may succeed later without anybody changing anything.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::NameNotFound { .. }
            | Self::ConnectFailed { .. }
            | Self::TimedOut { .. }
            | Self::AskedToWait { .. }
            | Self::CutShort { .. }
            | Self::Empty
            | Self::Protocol { .. } => true,
            Self::Status { status, .. } => {
                matches!(status, 408 | 421 | 425 | 429 | 500 | 502..=504 | 507 | 520..=530)
            }
            Self::BadAddress(_)
            | Self::NotWeb(_)
            | Self::Private { .. }
            | Self::Forbidden { .. }
            | Self::Tls { .. }
            | Self::TooManyRedirects { .. }
            | Self::RedirectRefused { .. }
            | Self::TooLarge { .. }
            | Self::BadEncoding(_)
            | Self::NotPicture(_)
            | Self::Setup(_) => false,
        }
    }

    /// Whether the site says that the page is no longer there.
    #[must_use]
    pub fn gone(&self) -> bool {
        matches!(self, Self::Status { status: 404 | 410, .. })
    }

    /// How long the site asked to wait, where it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            Self::AskedToWait { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// A short stable word for the case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadAddress(_) => "bad_address",
            Self::NotWeb(_) => "not_web",
            Self::Private { .. } => "private",
            Self::Forbidden { .. } => "forbidden",
            Self::NameNotFound { .. } => "name_not_found",
            Self::ConnectFailed { .. } => "connect_failed",
            Self::Tls { .. } => "tls",
            Self::TimedOut { .. } => "timed_out",
            Self::AskedToWait { .. } => "asked_to_wait",
            Self::TooManyRedirects { .. } => "too_many_redirects",
            Self::RedirectRefused { .. } => "redirect_refused",
            Self::Status { .. } => "status",
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::CutShort { .. } => "cut_short",
            Self::BadEncoding(_) => "bad_encoding",
            Self::NotPicture(_) => "not_picture",
            Self::Protocol { .. } => "protocol",
            Self::Setup(_) => "setup",
        }
    }
}
