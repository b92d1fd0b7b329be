//! From the faults of the HTTP client to the cases of [`FetchError`].

use std::{error::Error, io, time::Duration};

use url::Url;

use crate::{
    FetchError, Hop, Origin, TimeLimit,
    guard::{Refused, Unknown, Zone},
};

/// The first cause of that type in the chain.
///
/// An `io::Error` hides what it carries from the chain, so it is opened on the way.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    None
}

/// Why no answer came.
pub(crate) fn failed(
    error: reqwest::Error,
    url: &Url,
    hop: Hop,
    connect: Duration,
    header_limit: usize,
) -> FetchError {
    // The address may carry what is nobody's business in a log.
    let error = error.without_url();
    let host = url.host_str().unwrap_or_default().to_owned();
    if let Some(Refused(zone)) = cause(&error) {
        return match (zone, Origin::of(url)) {
            (Zone::Private, Some(origin)) => FetchError::Private { origin, hop },
            _ => FetchError::Forbidden { host },
        };
    }
    if cause::<Unknown>(&error).is_some() {
        return FetchError::NameNotFound { host };
    }
    if cause::<rustls::Error>(&error).is_some() {
        return FetchError::Tls { host, cause: error.into() };
    }
    if error.is_timeout() {
        return FetchError::TimedOut { host, after: connect, limit: TimeLimit::Connect };
    }
    if error.is_connect() {
        return FetchError::ConnectFailed { host, cause: error.into() };
    }
    if let Some(fault) = cause::<hyper::Error>(&error) {
        // The client's part of hyper has no question for this case.
        if fault.is_parse() && fault.to_string().contains("too large") {
            return FetchError::TooLarge { limit: header_limit as u64, declared: None };
        }
        if fault.is_incomplete_message() {
            return FetchError::CutShort { cause: words(&error) };
        }
    }
    if cause::<io::Error>(&error).is_some() {
        return FetchError::CutShort { cause: words(&error) };
    }
    FetchError::Protocol { host, cause: error.into() }
}

/// The body broke off.
pub(crate) fn broke_off(error: reqwest::Error) -> FetchError {
    FetchError::CutShort { cause: words(&error.without_url()) }
}

/// The whole chain in one line, for the log.
fn words(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str(": ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}
