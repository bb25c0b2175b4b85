//! The system's wall clock, evened out.
//!
//! Small steps back are held up by the monotonic clock, so that what was allowed or known a moment ago is not put into
//! the future. Where the wall clock jumps ahead (after a suspend, of which the monotonic clock may know nothing), so
//! does this. Where it is set back by more than [`EVENED_OUT`], it was ahead before: this follows, and says by how much.

use std::{
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};

/// Steps back up to this are no more than an adjustment.
pub const EVENED_OUT: Duration = Duration::from_secs(60);
/// A pair of readings that took longer than this may be of two moments: the process was stopped between them.
const AT_ONCE: Duration = Duration::from_millis(100);

/// The evened out clock of one process.
#[derive(Clone, Copy, Debug)]
pub struct Steady {
    /// What was last told, and how much of the monotonic time had passed then.
    told: (Timestamp, Duration),
    set_back: Duration,
}

impl Steady {
    /// A clock that stands at `wall` when `elapsed` of the monotonic time has passed.
    pub fn new(wall: Timestamp, elapsed: Duration) -> Self {
        Self { told: (wall, elapsed), set_back: Duration::ZERO }
    }

    /// The present moment, when the wall clock says `wall` and `elapsed` of the monotonic time has passed.
    pub fn at(&mut self, wall: Timestamp, elapsed: Duration) -> Timestamp {
        let expected = self.expected(elapsed);
        let behind = Duration::try_from(expected.duration_since(wall)).unwrap_or(Duration::ZERO);
        let now = if behind.is_zero() {
            wall
        } else if behind <= EVENED_OUT {
            expected
        } else {
            self.set_back += behind;
            wall
        };
        self.told = (now, elapsed);
        now
    }

    /// By how much the wall clock was set back in all.
    pub fn set_back(&self) -> Duration {
        self.set_back
    }

    /// What the monotonic clock makes of it.
    fn expected(&self, elapsed: Duration) -> Timestamp {
        let (moment, then) = self.told;
        let since = SignedDuration::try_from(elapsed.saturating_sub(then)).unwrap_or(SignedDuration::MAX);
        moment.checked_add(since).unwrap_or(Timestamp::MAX)
    }
}

struct Process {
    start: Instant,
    steady: Mutex<Steady>,
}

static PROCESS: LazyLock<Process> = LazyLock::new(|| {
    let (wall, start) = (Timestamp::now(), Instant::now());
    Process { start, steady: Mutex::new(Steady::new(wall, Duration::ZERO)) }
});

fn steady() -> MutexGuard<'static, Steady> {
    PROCESS.steady.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The present moment of the system's clock.
pub(super) fn now() -> Timestamp {
    let mut steady = steady();
    let before = elapsed();
    let wall = Timestamp::now();
    let after = elapsed();
    if after.saturating_sub(before) > AT_ONCE { steady.expected(after) } else { steady.at(wall, after) }
}

/// The monotonic time that has passed since this was first asked.
pub(super) fn elapsed() -> Duration {
    PROCESS.start.elapsed()
}

/// By how much the system's clock was set back in all, as far as [`now`] has noticed.
pub(super) fn set_back() -> Duration {
    steady().set_back()
}
