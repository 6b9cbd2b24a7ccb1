//! The demo's clock: this machine's, turned back while the office's past is written.

use crate::clock::{Clock, SystemClock};
use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// Shows the time of this machine, or of some hours ago.
#[derive(Debug, Default)]
pub(super) struct DemoClock {
    hours_back: AtomicI64,
}

impl DemoClock {
    /// Shows the time of so many hours ago from now on; 0 is now.
    pub(super) fn turn_back(&self, hours: i64) {
        self.hours_back.store(hours, Ordering::Relaxed);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let now = SystemClock.now();
        let back = SignedDuration::from_hours(self.hours_back.load(Ordering::Relaxed));
        now.checked_sub(back).unwrap_or(now)
    }
}
