//! One key's rate-limit window: what Intercom said of it, and what was sent since.
//!
//! Intercom counts calls in windows of ten seconds and says with every answer how many the window
//! allows, how many are left and when it ends, in whole unix seconds (intercom.md, section 4).
//! An answer is old when it comes: calls sent meanwhile are counted here. A call that was out when
//! its window ended may have been counted in either, so it is counted in both until its answer tells.

use jiff::{SignedDuration, Timestamp};

use super::{Observation, Reservation};

/// The length of Intercom's windows.
const LENGTH: SignedDuration = SignedDuration::from_secs(10);
/// Ends that differ by no more than this are the same end, rounded differently.
const ROUNDING: SignedDuration = SignedDuration::from_secs(1);

/// No window ends later than this: an end beyond it was told before the clock was set back.
const FARTHEST: SignedDuration = SignedDuration::from_secs(60);

/// A window. The default is of a key never observed: it grants everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    /// Calls allowed; `None` until the first answer.
    limit: Option<u32>,
    end: Timestamp,
    /// Whether an answer told the end; else it is assumed.
    observed: bool,
    previous_end: Option<Timestamp>,
    /// Our calls in this window.
    granted: u32,
    /// Those of them that were answered.
    answered: u32,
    /// Our calls of the window before that were out when it ended.
    carried: u32,
    /// Calls of others under the same key, at least.
    foreign: u32,
}

impl Window {
    /// Takes one call out of the window, or says when the window ends.
    pub(super) fn reserve(&mut self, now: Timestamp) -> Reservation {
        if let Some(limit) = self.limit {
            if self.end > now + FARTHEST {
                *self = Self { limit: self.limit, end: now + LENGTH, ..Self::default() };
            } else if now >= self.end {
                self.begin(now + LENGTH, false);
            }
            if self.used() >= limit {
                return Reservation::Exhausted(self.end);
            }
        }
        self.granted += 1;
        Reservation::Granted
    }

    /// Takes note of an answer.
    pub(super) fn observe(&mut self, observation: Observation) {
        let Observation { limit, remaining, reset } = observation;
        if self.limit.is_none() {
            self.end = reset;
        } else if self.previous_end.is_some_and(|previous| reset <= previous + ROUNDING) {
            // Counted in the window before: this call does not burden the present one.
            self.carried = self.carried.saturating_sub(1);
            return;
        } else if !self.observed {
            self.end = reset;
        } else if reset > self.end + ROUNDING {
            self.begin(reset, true);
            // The call that brought the news was granted in the old window and is no longer out.
            self.carried = self.carried.saturating_sub(1);
            self.granted += 1;
        } else if reset + ROUNDING < self.end {
            return;
        } else {
            self.end = self.end.max(reset);
        }
        self.observed = true;
        self.limit = Some(limit);
        self.answered += 1;
        let counted_there = limit.saturating_sub(remaining);
        self.foreign = self.foreign.max(counted_there.saturating_sub(self.carried + self.granted));
    }

    fn used(&self) -> u32 {
        self.carried.saturating_add(self.granted).saturating_add(self.foreign)
    }

    fn begin(&mut self, end: Timestamp, observed: bool) {
        *self = Self {
            limit: self.limit,
            end,
            observed,
            previous_end: Some(self.end),
            carried: self.granted.saturating_sub(self.answered),
            ..Self::default()
        };
    }
}
