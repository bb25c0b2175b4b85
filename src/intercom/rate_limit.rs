//! When to send, wait, retry or give up.
//!
//! Intercom answers every call with the budget that is left and when it refills (intercom.md,
//! section 4). A replica adds what [`Budget`] knows of the others.
//!
//! - budget left                  → send
//! - budget spent, refill soon    → wait until the refill, then send
//! - budget spent, refill far     → refuse with [`Error::RateLimited`]
//! - 429                          → as "budget spent", retried at most twice per call
//! - 502, 503, 504, or no answer  → retried once, after a jittered pause (all our calls are reads)
//! - anything else                → never retried
//!
//! Calls wait in the [`FairQueue`] of their budget key. No wait goes beyond the call's deadline.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::{
    Error,
    fair_queue::{FairQueue, Permit, Place},
};
use crate::{
    clock::Clock,
    secret::Digest,
    store::{Budget, Observation, Reservation},
};

/// A refill within this time is worth waiting for: a window of ten seconds, and some play.
pub const PATIENCE: Duration = Duration::from_secs(12);
/// Sent no sooner after a window's end: Intercom's clock and ours are never quite the same.
pub const GUARD: Duration = Duration::from_millis(100);
/// Added at random to [`GUARD`], so that replicas do not come all at once: 2 % of a window.
pub const JITTER: Duration = Duration::from_millis(200);
/// When a full queue has moved on.
const NEXT_WINDOW: Duration = Duration::from_secs(10);
/// How long to wait after a 429 that does not say.
const UNTOLD: Duration = Duration::from_secs(1);
/// Retries of a call that was answered 429.
pub(super) const RATE_LIMIT_RETRIES: u32 = 2;
/// Retries of a call that met 502, 503, 504 or a broken connection.
pub(super) const FAILURE_RETRIES: u32 = 1;
/// Queues kept, at most, before idle ones are dropped.
const MAX_QUEUES: usize = 1_000;

/// Whose call it is, and how long it may wait.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// Served in turn with the other principals.
    pub principal: &'a Digest,
    /// Under which key Intercom counts the call.
    pub budget_key: &'a Digest,
    /// When the answer comes too late.
    pub deadline: Timestamp,
    /// Told how long the call is about to wait for the rate limit.
    pub on_wait: Option<&'a (dyn Fn(Duration) + Send + Sync)>,
}

/// The gate before Intercom.
pub struct RateLimit {
    clock: Clock,
    budget: Arc<dyn Budget>,
    queues: Mutex<HashMap<Digest, Arc<FairQueue>>>,
}

impl RateLimit {
    /// A gate that counts in `budget`.
    pub fn new(clock: Clock, budget: Arc<dyn Budget>) -> Self {
        Self { clock, budget, queues: Mutex::default() }
    }

    /// Returns when one call may be sent; the permit is held until its answer is read.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when the refill is too far or after the deadline, [`Error::Busy`] when
    /// other calls leave no place until then.
    pub async fn acquire(&self, claim: &Claim<'_>, place: Place) -> Result<Permit, Error> {
        let queue = self.queue(claim.budget_key);
        let mut place = place;
        let mut told = None;
        loop {
            let permit = self.wait_for_turn(&queue, claim, place, &mut told).await?;
            match self.budget.reserve(claim.budget_key, self.clock.now()).await {
                Reservation::Granted => return Ok(permit),
                Reservation::Exhausted(end) => queue.close(self.opening_after(end)),
            }
            place = Place::Front;
        }
    }

    async fn wait_for_turn(
        &self,
        queue: &Arc<FairQueue>,
        claim: &Claim<'_>,
        place: Place,
        told: &mut Option<Timestamp>,
    ) -> Result<Permit, Error> {
        let mut waiter = queue.join(claim.principal, place).map_err(|_| Error::Busy { retry_after: NEXT_WINDOW })?;
        loop {
            if self.clock.now() >= claim.deadline {
                // Who was held up by the limit comes again in another window, the others when a call ends.
                return Err(Error::Busy { retry_after: told.map_or(UNTOLD, |_| NEXT_WINDOW) });
            }
            if let Some(permit) = waiter.turn() {
                return Ok(permit);
            }
            if let Some(until) = queue.closed_until() {
                let wait = self.clock.until(until);
                if wait > PATIENCE || until >= claim.deadline {
                    return Err(Error::RateLimited { retry_after: wait, request_id: None });
                }
                if told.replace(until) != Some(until)
                    && let Some(on_wait) = claim.on_wait
                {
                    on_wait(wait);
                }
            }
            waiter.wait(claim.deadline).await;
        }
    }

    /// Takes note of an answer's headers. After a 429: how long to wait before the next try.
    pub async fn answered(&self, budget_key: &Digest, status: u16, headers: &HeaderMap) -> Option<Duration> {
        let now = self.clock.now();
        let observation = observation(headers, now);
        if let Some(observation) = observation {
            let remaining = if status == 429 { 0 } else { observation.remaining };
            self.budget.observe(budget_key, Observation { remaining, ..observation }, now).await;
        }
        let queue = self.queue(budget_key);
        if status != 429 {
            queue.answered();
            return None;
        }
        let reset = observation.map(|observation| observation.reset).filter(|reset| *reset > now);
        let opening = match retry_after(headers) {
            Some(pause) => self.clock.after(pause).max(reset.unwrap_or(now)),
            None => reset.unwrap_or_else(|| self.clock.after(UNTOLD)),
        };
        queue.close(self.opening_after(opening));
        Some(self.clock.until(opening))
    }

    /// A pause before a failed call is tried again, so that calls that failed together do not return together.
    pub(super) fn pause(&self) -> Timestamp {
        self.clock.after(Duration::from_millis(100) + jitter(Duration::from_millis(200)))
    }

    fn opening_after(&self, end: Timestamp) -> Timestamp {
        let end = end.max(self.clock.now());
        SignedDuration::try_from(GUARD + jitter(JITTER)).ok().and_then(|play| end.checked_add(play).ok()).unwrap_or(end)
    }

    fn queue(&self, budget_key: &Digest) -> Arc<FairQueue> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(budget_key) {
            return queue.clone();
        }
        if queues.len() >= MAX_QUEUES {
            // Whoever is between two steps holds the queue, though nobody stands in it.
            queues.retain(|_, queue| Arc::strong_count(queue) > 1 || !queue.is_idle());
        }
        let queue = FairQueue::new(self.clock.clone());
        queues.insert(budget_key.clone(), queue.clone());
        queue
    }
}

/// What an answer's headers say of the window, by our clock. A window ends within [`PATIENCE`]; when it
/// seems not to, the clocks differ, and the answer's own `Date` tells by how much.
fn observation(headers: &HeaderMap, now: Timestamp) -> Option<Observation> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<i64>().ok();
    let limit = u32::try_from(number("x-ratelimit-limit")?).ok().filter(|limit| *limit > 0)?;
    let remaining = u32::try_from(number("x-ratelimit-remaining")?.max(0)).ok()?;
    let reset = Timestamp::from_second(number("x-ratelimit-reset")?).ok()?;
    let plausible = |from: Timestamp| {
        let left = reset.duration_since(from);
        (left.is_positive() && left <= SignedDuration::try_from(PATIENCE).ok()?).then_some(left)
    };
    let reset = match plausible(now) {
        Some(_) => reset,
        None => date(headers).and_then(plausible).and_then(|left| now.checked_add(left).ok()).unwrap_or(reset),
    };
    Some(Observation { limit, remaining, reset })
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::parse(headers.get(DATE)?.to_str().ok()?).ok()?;
    Some(date.timestamp())
}

/// `Retry-After` in seconds; as a date it is not understood.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// A random part of `most`; none when the system has no randomness.
fn jitter(most: Duration) -> Duration {
    let parts = getrandom::u32().unwrap_or(0);
    most.mul_f64(f64::from(parts) / f64::from(u32::MAX))
}
