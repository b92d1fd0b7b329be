//! Whom a fetch talked to: every host, how often, and how much came from it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use backfile_article::Timestamp;
use url::Url;

/// What passed between this computer and a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchanged {
    /// When it was asked last.
    pub at: Timestamp,
    /// Requests that went out, and connections that failed.
    pub requests: u64,
    /// Bytes of bodies, as they came.
    pub bytes: u64,
}

/// Notes it, by host and port as they are shown.
#[derive(Debug, Default)]
pub struct Ledger {
    hosts: Mutex<BTreeMap<String, Exchanged>>,
}

impl Ledger {
    fn hosts(&self) -> MutexGuard<'_, BTreeMap<String, Exchanged>> {
        // Nothing in it is half done at any point.
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was noted; nothing is noted any more then.
    #[must_use]
    pub fn take(&self) -> Vec<(String, Exchanged)> {
        std::mem::take(&mut *self.hosts()).into_iter().collect()
    }

    pub(crate) fn note(&self, url: &Url, requests: u64, bytes: u64) {
        let Some(host) = url.host_str() else { return };
        let name = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let at = Timestamp::now();
        let mut hosts = self.hosts();
        let host = hosts.entry(name).or_insert(Exchanged { at, requests: 0, bytes: 0 });
        host.at = at;
        host.requests += requests;
        host.bytes += bytes;
    }
}
