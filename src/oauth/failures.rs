//! Failed authentication, counted per source address, so that nobody can use this server to find out
//! which stolen tokens still work, nor have it flood Intercom with guesses.
//!
//! Thirty failures in a minute, beginning with the first; then 429 until that minute ends. An attempt counts
//! as a failure until it has ended otherwise, so that many at once are no way around; and of one source no more
//! than eight are put to Intercom at the same time.
//! A missing credential is no failure: clients ask without one to learn how to sign in.

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{expiring::Expiring, refusal::Refusal};
use crate::clock::Clock;

const WINDOW: Duration = Duration::from_secs(60);
const MAX_FAILURES: u32 = 30;
const MAX_SOURCES: usize = 10_000;
/// Verifications of one source's tokens at the same time.
const MAX_VERIFICATIONS: usize = 8;
/// How long to wait when it is unfinished attempts that stand in the way.
const UNFINISHED: Duration = Duration::from_secs(1);

/// Where requests come from: an IPv4 address, or the /64 that one IPv6 customer has to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source(IpAddr);

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => write!(formatter, "{address}"),
            IpAddr::V6(address) => write!(formatter, "{address}/64"),
        }
    }
}

/// The failures of the last minute, and the attempts under way. Cheap to clone; clones share them.
#[derive(Clone)]
pub(super) struct Failures(Arc<Shared>);

struct Shared {
    clock: Clock,
    sources: Mutex<Sources>,
}

struct Sources {
    failed: Expiring<Source, u32>,
    under_way: HashMap<Source, UnderWay>,
}

struct UnderWay {
    attempts: u32,
    verifications: Arc<Semaphore>,
}

/// One attempt to authenticate, which ends when it is dropped.
pub(super) struct Attempt {
    failures: Failures,
    source: Source,
    /// `None` for a token that was good within the hour, or that is being verified already: such wait for no turn.
    verifications: Option<Arc<Semaphore>>,
}

impl Failures {
    pub(super) fn new(clock: Clock) -> Self {
        let sources = Sources { failed: Expiring::new(WINDOW, MAX_SOURCES), under_way: HashMap::new() };
        Self(Arc::new(Shared { clock, sources: Mutex::new(sources) }))
    }

    /// Begins an attempt, unless `source` has failed too often or may do so with what it has begun.
    pub(super) fn attempt(&self, source: Source) -> Result<Attempt, Refusal> {
        let mut sources = self.lock();
        let (failed, wait) = self.failed(&mut sources, source);
        let begun = sources.under_way.get(&source).map_or(0, |under_way| under_way.attempts);
        if failed.saturating_add(begun) >= MAX_FAILURES {
            let retry_after = if failed >= MAX_FAILURES { wait } else { UNFINISHED };
            return Err(Refusal::TooManyFailures { retry_after });
        }
        let under_way = sources
            .under_way
            .entry(source)
            .or_insert_with(|| UnderWay { attempts: 0, verifications: Arc::new(Semaphore::new(MAX_VERIFICATIONS)) });
        under_way.attempts += 1;
        let verifications = Some(Arc::clone(&under_way.verifications));
        Ok(Attempt { failures: self.clone(), source, verifications })
    }

    /// Joins an attempt with the same token, unless `source` has failed too often. It tells no more than that
    /// one does, so that a client may begin with as many calls at once as it likes.
    pub(super) fn attempt_under_way(&self, source: Source) -> Result<Attempt, Refusal> {
        match self.failed(&mut self.lock(), source) {
            (MAX_FAILURES.., retry_after) => Err(Refusal::TooManyFailures { retry_after }),
            _ => Ok(self.attempt_of_known(source)),
        }
    }

    /// The failures of `source`, and how long they count.
    fn failed(&self, sources: &mut Sources, source: Source) -> (u32, Duration) {
        let clock = &self.0.clock;
        match sources.failed.get(&source, clock.now()) {
            Some((count, expires)) => (*count, clock.until(expires)),
            None => (0, WINDOW),
        }
    }

    /// Begins an attempt with a token that was good within the hour.
    pub(super) fn attempt_of_known(&self, source: Source) -> Attempt {
        Attempt { failures: self.clone(), source, verifications: None }
    }

    fn lock(&self) -> MutexGuard<'_, Sources> {
        self.0.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt {
    /// Whose attempt it is.
    pub(super) fn source(&self) -> Source {
        self.source
    }

    /// Whether the token was good within the hour.
    pub(super) fn is_of_known(&self) -> bool {
        self.verifications.is_none()
    }

    /// Waits for its turn to ask Intercom.
    pub(super) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        match &self.verifications {
            Some(verifications) => Arc::clone(verifications).acquire_owned().await.ok(),
            None => None,
        }
    }

    /// Ends the attempt, and counts it against its source if it was a failure.
    pub(super) fn end<T>(self, outcome: &Result<T, Refusal>) {
        if outcome.as_ref().is_err_and(Refusal::is_failure) {
            let clock = &self.failures.0.clock;
            let mut sources = self.failures.lock();
            match sources.failed.get(&self.source, clock.now()) {
                Some((count, _)) => *count = count.saturating_add(1),
                None => sources.failed.insert(self.source, 1, clock),
            }
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.is_of_known() {
            return;
        }
        let mut sources = self.failures.lock();
        if let Some(under_way) = sources.under_way.get_mut(&self.source) {
            under_way.attempts -= 1;
            if under_way.attempts == 0 {
                sources.under_way.remove(&self.source);
            }
        }
    }
}
