//! An origin: the scheme, host and port that a permission is given to.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use url::Url;

/// Scheme, host and port of a web address; its text is `http://127.0.0.1:8080`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: String,
    /// The host as in an address: lower case, punycode, an IPv6 address in brackets.
    pub host: String,
    /// The port, never left out.
    pub port: u16,
}

/// The text names no web origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the origin of a web page: {0}")]
pub struct OriginError(pub String);

impl Origin {
    /// The origin of a web address; `None` for any scheme but http and https.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: url.host_str()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match (self.scheme.as_str(), self.port) {
            ("http", 80) | ("https", 443) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let wrong = || OriginError(text.to_owned());
        let url = Url::parse(text).map_err(|_| wrong())?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        Self::of(&url).filter(|_| bare).ok_or_else(wrong)
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_reads_back_from_its_text_and_leaves_out_a_usual_port() {
        for (given, text) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://Example.com:443/", "https://example.com"),
            ("http://[::1]:81", "http://[::1]:81"),
            ("http://0x7f.1", "http://127.0.0.1"),
        ] {
            let origin: Origin = given.parse().unwrap();
            assert_eq!(origin.to_string(), text);
            assert_eq!(text.parse(), Ok(origin));
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for text in
            ["", "example.com", "ftp://example.com", "http://a/b", "http://u@a", "http://a?"]
        {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }
}
