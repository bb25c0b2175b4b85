//! Time as a dependency: the system's, or one that a test sets by hand.
//!
//! The system's clock may be wrong and be set right while this process runs. Time that has passed is measured by the
//! monotonic clock ([`Clock::elapsed`], [`Clock::sleep_until`]), moments by the wall clock, which may be set back
//! ([`Clock::set_back_by`]). What is kept in memory until a moment is kept for a [`Span`], which ends with that.

mod span;
mod steady;

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

pub use self::{
    span::Span,
    steady::{EVENED_OUT, Steady},
};

/// Where "now" comes from. Cheap to clone; clones of a hand-set clock share its hands.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    HandSet(Arc<watch::Sender<Hands>>),
}

#[derive(Clone, Copy, Debug)]
struct Hands {
    now: Timestamp,
    elapsed: Duration,
    set_back: Duration,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] or [`Clock::set_back`] moves it.
    pub fn hand_set(start: Timestamp) -> Self {
        let hands = Hands { now: start, elapsed: Duration::ZERO, set_back: Duration::ZERO };
        Self(Source::HandSet(Arc::new(watch::Sender::new(hands))))
    }

    /// The present moment. Later than before, unless the clock was set back meanwhile.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => steady::now(),
            Source::HandSet(hands) => hands.borrow().now,
        }
    }

    /// How much time has passed since some moment before, whatever the clock was set to.
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Source::System => steady::elapsed(),
            Source::HandSet(hands) => hands.borrow().elapsed,
        }
    }

    /// By how much the clock was set back in all, small adjustments not counted. Only ever grows.
    pub fn set_back_by(&self) -> Duration {
        match &self.0 {
            Source::System => steady::set_back(),
            Source::HandSet(hands) => hands.borrow().set_back,
        }
    }

    /// The present moment in whole unix seconds, as Intercom counts time.
    pub fn now_seconds(&self) -> i64 {
        self.now().as_second()
    }

    /// `duration` from now; saturates at the end of representable time.
    pub fn after(&self, duration: Duration) -> Timestamp {
        let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        self.now().checked_add(duration).unwrap_or(Timestamp::MAX)
    }

    /// How long until `moment`; zero once it has passed.
    pub fn until(&self, moment: Timestamp) -> Duration {
        moment.duration_since(self.now()).try_into().unwrap_or(Duration::ZERO)
    }

    /// `duration` from now, as long as the clock is not set back meanwhile.
    pub fn span(&self, duration: Duration) -> Span {
        let now = self.now();
        let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        Span::new(now, now.checked_add(duration).unwrap_or(Timestamp::MAX))
    }

    /// Returns once the time until `moment` has passed, also where the clock is set back meanwhile.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match &self.0 {
            Source::System => tokio::time::sleep(self.until(moment)).await,
            Source::HandSet(hands) => {
                let mut hands = hands.subscribe();
                let Hands { elapsed, .. } = *hands.borrow();
                let enough = elapsed.saturating_add(self.until(moment));
                // The sender lives as long as any clone of this clock, and `self` is one.
                let _ = hands.wait_for(|hands| hands.elapsed >= enough).await;
            }
        }
    }

    /// Has time pass on a hand-set clock; does nothing to the system's.
    pub fn advance(&self, duration: Duration) {
        let now = self.after(duration);
        self.change(|hands| *hands = Hands { now, elapsed: hands.elapsed.saturating_add(duration), ..*hands });
    }

    /// Sets a hand-set clock back, which takes no time; does nothing to the system's.
    pub fn set_back(&self, duration: Duration) {
        let by = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
        let now = self.now().checked_sub(by).unwrap_or(Timestamp::MIN);
        self.change(|hands| *hands = Hands { now, set_back: hands.set_back.saturating_add(duration), ..*hands });
    }

    fn change(&self, change: impl FnOnce(&mut Hands)) {
        if let Source::HandSet(hands) = &self.0 {
            hands.send_modify(change);
        }
    }

    /// How many [`Clock::sleep_until`] calls wait on a hand-set clock; 0 for the system's.
    /// A test advances the clock only when somebody waits for it.
    pub fn sleepers(&self) -> usize {
        match &self.0 {
            Source::System => 0,
            Source::HandSet(hands) => hands.receiver_count(),
        }
    }
}
