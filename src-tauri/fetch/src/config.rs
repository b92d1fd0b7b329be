//! What a fetcher may take, and how fast it may ask.

use std::time::Duration;

/// How a fetcher presents itself, and its bounds.
#[derive(Debug, Clone)]
pub struct FetchConfig {
    /// The User-Agent header; the system web view's, where one is known.
    pub user_agent: String,
    /// The person's languages as BCP 47 tags, the most wanted first.
    pub languages: Vec<String>,
    /// Bounds on time and size.
    pub limits: Limits,
    /// How often and how widely sites are asked.
    pub pace: Pace,
    /// Certificates, DER, of whom to trust beside those whom the system trusts. It is for tests:
    /// no setting, option or variable of the programs leads here.
    pub trusted: Vec<Vec<u8>>,
}

/// Bounds on time and size of one page or picture.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Until a connection stands, name and TLS included.
    pub connect: Duration,
    /// From the first request to the last byte, redirects included, waiting for a turn not.
    pub whole: Duration,
    /// Redirects that are followed.
    pub redirects: usize,
    /// Bytes of all response headers together.
    pub headers: usize,
    /// Bytes of the body over the wire.
    pub wire: u64,
    /// Bytes of the body after content decoding.
    pub decoded: u64,
}

/// How often and how widely sites are asked; private origins that are allowed have no pace.
#[derive(Debug, Clone)]
pub struct Pace {
    /// The least time between two pages of one registrable domain.
    pub between_pages: Duration,
    /// Pages of one registrable domain under way at once.
    pub pages_at_once: usize,
    /// Pictures of one host under way at once.
    pub pictures_at_once: usize,
    /// The longest that a page waits for its turn inside a call; beyond it the call answers
    /// [`FetchError::AskedToWait`](crate::FetchError::AskedToWait).
    pub longest_wait: Duration,
}

/// The identification of the web view that each system ships.
const USER_AGENT: &str = if cfg!(target_os = "windows") {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
} else if cfg!(target_os = "macos") {
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Version/26.0 Safari/605.1.15"
} else {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Version/26.0 Safari/605.1.15"
};

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            user_agent: USER_AGENT.to_owned(),
            languages: vec!["en".to_owned()],
            limits: Limits::default(),
            pace: Pace::default(),
            trusted: Vec::new(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(30),
            redirects: 10,
            headers: 64 << 10,
            wire: 10 << 20,
            decoded: 20 << 20,
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            between_pages: Duration::from_secs(1),
            pages_at_once: 2,
            pictures_at_once: 6,
            longest_wait: Duration::from_secs(60),
        }
    }
}
