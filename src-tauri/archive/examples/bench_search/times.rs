//! What one thing took, again and again.

use std::{hint::black_box, time::Duration};

use rustix::time::{ClockId, clock_gettime};

/// Time that this thread had a processor: what else runs on the machine does not count, and
/// waiting for the disk does not either.
pub(crate) fn spent() -> Duration {
    clock(ClockId::ThreadCPUTime)
}

/// The same of all threads but this one.
pub(crate) fn spent_by_others() -> Duration {
    clock(ClockId::ProcessCPUTime).saturating_sub(spent())
}

fn clock(of: ClockId) -> Duration {
    Duration::try_from(clock_gettime(of)).unwrap_or_default()
}

/// Milliseconds of one run after the other.
#[derive(Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    /// Runs it and keeps what the processor took.
    pub(crate) fn run<T>(&mut self, go: impl FnOnce() -> T) -> T {
        let start = spent();
        let result = black_box(go());
        self.add(spent() - start);
        result
    }

    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1000.0);
    }

    pub(crate) fn last(&self) -> f64 {
        self.0.last().copied().unwrap_or_default()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn sum(&self) -> f64 {
        self.0.iter().sum()
    }

    /// The p50, p95 and p99 and the most; none without a run.
    pub(crate) fn shares(&self) -> Option<[f64; 4]> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        Some([0.5, 0.95, 0.99, 1.0].map(|share| sorted[(share * last as f64).ceil() as usize]))
    }
}
