//! Time as a dependency: the system's, or one that a test sets by hand.

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Where "now" comes from. Cheap to clone; clones of a hand-set clock share its hands.
#[derive(Clone, Debug, Default)]
pub struct Clock(Hands);

#[derive(Clone, Debug, Default)]
enum Hands {
    #[default]
    System,
    HandSet(Arc<watch::Sender<Timestamp>>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(Hands::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn hand_set(start: Timestamp) -> Self {
        Self(Hands::HandSet(Arc::new(watch::Sender::new(start))))
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Hands::System => system_now(),
            Hands::HandSet(hands) => *hands.borrow(),
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

    /// Returns once `now() >= moment`.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match &self.0 {
            Hands::System => tokio::time::sleep(self.until(moment)).await,
            Hands::HandSet(hands) => {
                let mut hands = hands.subscribe();
                // The sender lives as long as any clone of this clock, and `self` is one.
                let _ = hands.wait_for(|now| *now >= moment).await;
            }
        }
    }

    /// Moves a hand-set clock forward; does nothing to the system's.
    pub fn advance(&self, duration: Duration) {
        if let Hands::HandSet(hands) = &self.0 {
            let moment = self.after(duration);
            hands.send_replace(moment);
        }
    }

    /// How many [`Clock::sleep_until`] calls wait on a hand-set clock; 0 for the system's.
    /// A test advances the clock only when somebody waits for it.
    pub fn sleepers(&self) -> usize {
        match &self.0 {
            Hands::System => 0,
            Hands::HandSet(hands) => hands.receiver_count(),
        }
    }
}

/// The system's wall clock, held up by its monotonic one: where the wall clock is set back, time goes on, so that
/// what was allowed or known a moment ago is not put into the future. Where it jumps ahead (after a suspend, of
/// which the monotonic clock may know nothing), so does this.
fn system_now() -> Timestamp {
    static START: LazyLock<(Timestamp, Instant)> = LazyLock::new(|| (Timestamp::now(), Instant::now()));
    let (wall, monotonic) = *START;
    let elapsed = SignedDuration::try_from(monotonic.elapsed()).unwrap_or(SignedDuration::MAX);
    Timestamp::now().max(wall.checked_add(elapsed).unwrap_or(Timestamp::MAX))
}
