//! How many tool calls a person may make: per minute, and at the same time.
//!
//! The specification's `server/tools#security-considerations`: servers MUST rate limit tool invocations.
//! A bucket per person holds a minute's calls and refills steadily, so that a burst is served at once. Many sign-ins
//! and tokens of one person share it. One person never spends another's allowance.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

/// Callers that are remembered at the same time, at most.
const CALLERS: usize = 10_000;

/// What a caller may do. From `REQUESTS_PER_MINUTE` and `MAX_CONCURRENT_CALLS`.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Calls per minute.
    pub per_minute: u32,
    /// Calls at the same time.
    pub concurrent: usize,
}

/// What every caller has used. Shared by all transports.
#[derive(Debug, Default)]
pub struct Limits(Mutex<HashMap<Arc<str>, Usage>>);

#[derive(Debug)]
struct Usage {
    /// When the bucket will be full again. A full bucket is one whose moment has passed.
    full_at: Timestamp,
    running: usize,
}

/// Leave to make one call; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    limits: Arc<Limits>,
    caller: Arc<str>,
}

/// Why a call is not made. The text is for the model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The minute's calls are used up.
    #[error("the limit of {per_minute} tool calls per minute is reached; wait {} s, then call again", wait.as_secs())]
    Rate {
        /// Calls per minute.
        per_minute: u32,
        /// How long until the next call is possible, in whole seconds.
        wait: Duration,
    },
    /// Enough calls are running.
    #[error(
        "{concurrent} tool calls are running, which is the limit; wait 1 s, then call again, fewer at the same time"
    )]
    Concurrency {
        /// Calls at the same time.
        concurrent: usize,
    },
}

impl Limits {
    /// Counts one call of `caller` at `now`: a person, or a credential of whom nobody knows.
    ///
    /// # Errors
    /// When its allowance is spent; such a call is not counted.
    pub fn admit(self: &Arc<Self>, caller: &Arc<str>, now: Timestamp, allowance: Allowance) -> Result<Permit, Refusal> {
        let mut callers = self.lock();
        if callers.len() >= CALLERS && !callers.contains_key(caller) {
            make_room(&mut callers, now);
        }
        let usage = callers.entry(caller.clone()).or_insert(Usage { full_at: now, running: 0 });
        if usage.running >= allowance.concurrent {
            return Err(Refusal::Concurrency { concurrent: allowance.concurrent });
        }
        let per_minute = allowance.per_minute.max(1);
        let minute = Duration::from_secs(60);
        // No bucket takes longer than a minute to fill: what says so is of before the clock was set back.
        let filling = if usage.full_at > now + minute { now } else { usage.full_at.max(now) };
        let full_at = filling + minute / per_minute;
        let until_full: Duration = full_at.duration_since(now).try_into().unwrap_or(minute);
        if until_full > minute {
            let wait = (until_full - minute).as_secs_f64().ceil().max(1.0);
            return Err(Refusal::Rate { per_minute, wait: Duration::from_secs_f64(wait) });
        }
        usage.full_at = full_at;
        usage.running += 1;
        Ok(Permit { limits: self.clone(), caller: caller.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, Usage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets who has a full bucket and runs nothing, which changes nothing for them; if all are busy, the one
/// who has been quiet for longest.
fn make_room(callers: &mut HashMap<Arc<str>, Usage>, now: Timestamp) {
    callers.retain(|_, usage| usage.running > 0 || usage.full_at > now);
    if callers.len() >= CALLERS {
        let idle = callers.iter().filter(|(_, usage)| usage.running == 0);
        if let Some(quiet) = idle.min_by_key(|(_, usage)| usage.full_at).map(|(caller, _)| caller.clone()) {
            callers.remove(&quiet);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(usage) = self.limits.lock().get_mut(&self.caller) {
            usage.running = usage.running.saturating_sub(1);
        }
    }
}
