//! Failed authentication, counted by source, so that nobody can use this server to find out which stolen tokens
//! still work, nor have it flood Intercom with guesses.
//!
//! - of one source 30 failures in a minute, of a /48 120; then 429 until that minute ends
//! - in all, 300 tokens a minute that Intercom was asked about and refused; then 429 for tokens from sources of which
//!   none was good within a day, and which had their share of those (`levels.rs`). A token that is known to be good, and
//!   every token of sign-in, passes
//!
//! A minute begins with its first failure. An attempt counts as a failure until it has ended otherwise, so that many
//! at once are no way around; and of one source no more than eight are put to Intercom at the same time.
//! A missing credential is no failure: clients ask without one to learn how to sign in.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use super::source::Source;
use super::{
    expiring::Expiring,
    levels::{Bounds, Level},
    rates::Counts,
    refusal::Refusal,
};
use crate::clock::Clock;

const WINDOW: Duration = Duration::from_secs(60);
const MAX_FAILURES: u32 = 30;
/// Tokens in all that Intercom has refused. Each costs a call to every region of Intercom.
const MAX_TRIED: u32 = 300;
/// How long a source is trusted to have people behind it.
const PROVEN_FOR: Duration = Duration::from_secs(24 * 60 * 60);
const MAX_PROVEN: usize = 10_000;
/// Verifications of one source's tokens at the same time.
const MAX_VERIFICATIONS: usize = 8;
/// How long to wait when it is unfinished attempts that stand in the way.
const UNFINISHED: Duration = Duration::from_secs(1);

/// The failures of the last minute, and the attempts under way. Cheap to clone; clones share them.
#[derive(Clone)]
pub(super) struct Failures(Arc<Shared>);

struct Shared {
    clock: Clock,
    bounds: Bounds,
    sources: Mutex<Sources>,
}

struct Sources {
    failed: Counts<Source>,
    /// Sources from which a token came that Intercom has accepted.
    proven: Expiring<Source, ()>,
    under_way: HashMap<Level<Source>, UnderWay>,
}

struct UnderWay {
    attempts: u32,
    verifications: Arc<Semaphore>,
}

/// One attempt to authenticate, which ends when it is dropped.
pub(super) struct Attempt {
    failures: Failures,
    source: Source,
    /// What a failure counts under.
    levels: Vec<Level<Source>>,
    /// `None` for a token that was good within the hour, or that is being verified already: such wait for no turn.
    verifications: Option<Arc<Semaphore>>,
}

impl Failures {
    pub(super) fn new(clock: Clock) -> Self {
        let proven = Expiring::new(PROVEN_FOR, MAX_PROVEN);
        let sources = Sources { failed: Counts::new(WINDOW), proven, under_way: HashMap::new() };
        let bounds = Bounds::new(MAX_FAILURES, MAX_TRIED);
        Self(Arc::new(Shared { clock, bounds, sources: Mutex::new(sources) }))
    }

    /// Begins an attempt about which nobody is asked, unless `source` has failed too often or may do so with what it
    /// has begun.
    pub(super) fn attempt(&self, source: Source) -> Result<Attempt, Refusal> {
        self.begin(source, false)
    }

    /// The same for a token that Intercom is asked about: too many of these in all are refused as well, unless a good
    /// one came from `source` before.
    pub(super) fn attempt_at_intercom(&self, source: Source) -> Result<Attempt, Refusal> {
        self.begin(source, true)
    }

    fn begin(&self, source: Source, is_put_to_intercom: bool) -> Result<Attempt, Refusal> {
        let Shared { clock, bounds, .. } = &*self.0;
        let mut sources = self.lock();
        let counts_for_all = is_put_to_intercom && sources.proven.get(&source, clock.now()).is_none();
        let mut levels = Vec::new();
        // Of the widest key that is only the source's, or its site's.
        let mut own_begun = 0;
        for (level, most) in bounds.levels(&source).filter(|(level, _)| counts_for_all || *level != Level::All) {
            let (failed, wait) = sources.failed.get(&level, clock);
            let begun = sources.under_way.get(&level).map_or(0, |under_way| under_way.attempts);
            if failed.saturating_add(begun) < most {
                own_begun = begun;
                levels.push(level);
                continue;
            }
            let is_in_all = level == Level::All;
            if !is_in_all || sources.failed.share(&source, most, clock) <= own_begun {
                let retry_after = if failed >= most { wait } else { UNFINISHED };
                return Err(Refusal::TooManyFailures { is_in_all, retry_after });
            }
        }
        let mut verifications = None;
        for level in &levels {
            let under_way = sources.under_way.entry(level.clone()).or_insert_with(UnderWay::none);
            under_way.attempts += 1;
            // The first is the source's own.
            verifications.get_or_insert_with(|| Arc::clone(&under_way.verifications));
        }
        Ok(Attempt { failures: self.clone(), source, levels, verifications })
    }

    /// Joins an attempt with the same token, unless `source` has failed too often. It tells no more than that
    /// one does, so that a client may begin with as many calls at once as it likes.
    pub(super) fn attempt_under_way(&self, source: Source) -> Result<Attempt, Refusal> {
        let Shared { clock, bounds, .. } = &*self.0;
        let mut sources = self.lock();
        for (level, most) in bounds.levels(&source).filter(|(level, _)| *level != Level::All) {
            let (failed, retry_after) = sources.failed.get(&level, clock);
            if failed >= most {
                return Err(Refusal::TooManyFailures { is_in_all: false, retry_after });
            }
        }
        drop(sources);
        Ok(self.attempt_of_known(source))
    }

    /// Begins an attempt with a token that was good within the hour.
    pub(super) fn attempt_of_known(&self, source: Source) -> Attempt {
        let own = self.0.bounds.levels(&source).map(|(level, _)| level).filter(|level| *level != Level::All);
        Attempt { failures: self.clone(), source, levels: own.collect(), verifications: None }
    }

    fn lock(&self) -> MutexGuard<'_, Sources> {
        self.0.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay {
    fn none() -> Self {
        Self { attempts: 0, verifications: Arc::new(Semaphore::new(MAX_VERIFICATIONS)) }
    }
}

impl Attempt {
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

    /// Ends the attempt: a failure counts against its source, a token that was let in speaks for it.
    pub(super) fn end<T>(self, outcome: &Result<T, Refusal>) {
        let clock = &self.failures.0.clock;
        let mut sources = self.failures.lock();
        match outcome {
            Ok(_) if sources.proven.get(&self.source, clock.now()).is_none() => {
                sources.proven.insert(self.source, (), clock);
            }
            Ok(_) => {}
            Err(refusal) if refusal.is_failure() => {
                for level in &self.levels {
                    sources.failed.add(level.clone(), clock);
                }
            }
            Err(_) => {}
        }
        // Dropping the attempt takes the lock anew.
        drop(sources);
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.is_of_known() {
            return;
        }
        let mut sources = self.failures.lock();
        for level in &self.levels {
            if let Some(under_way) = sources.under_way.get_mut(level) {
                under_way.attempts -= 1;
                if under_way.attempts == 0 {
                    sources.under_way.remove(level);
                }
            }
        }
    }
}
