//! How often something may be done that costs something: by one source before anybody has signed in, or in one grant.

use std::{
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::expiring::Expiring;
use crate::clock::Clock;

const MAX_KEYS: usize = 10_000;

/// Events within a window, by key. A window begins with the first event.
pub(super) struct Rate<K> {
    /// Of one key, at most.
    most: u32,
    /// Of all together, at most.
    most_of_all: u32,
    counts: Mutex<Counts<K>>,
}

struct Counts<K> {
    keys: Expiring<K, u32>,
    all: Expiring<(), u32>,
}

impl<K: Clone + Eq + Hash> Rate<K> {
    /// So many within `window` of one key, and of all together.
    pub(super) fn new(window: Duration, most: u32, most_of_all: u32) -> Self {
        let counts = Counts { keys: Expiring::new(window, MAX_KEYS), all: Expiring::new(window, 1) };
        Self { most, most_of_all, counts: Mutex::new(counts) }
    }

    /// So many a minute.
    pub(super) fn per_minute(most: u32, most_of_all: u32) -> Self {
        Self::new(Duration::from_secs(60), most, most_of_all)
    }

    /// Counts one event of `key`.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub(super) fn count(&self, key: K, clock: &Clock) -> Result<(), Duration> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { keys, all } = &mut *counts;
        let now = clock.now();
        let reached = [(keys.get(&key, now), self.most), (all.get(&(), now), self.most_of_all)];
        let full = |(entry, most): (Option<(&mut u32, _)>, u32)| {
            entry.filter(|(count, _)| **count >= most).map(|(_, until)| until)
        };
        if let Some(until) = reached.into_iter().find_map(full) {
            return Err(clock.until(until));
        }
        add(keys, key, clock);
        add(all, (), clock);
        Ok(())
    }

    /// Takes back one event that turned out to be none.
    pub(super) fn forgive(&self, key: &K, clock: &Clock) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock.now();
        let Counts { keys, all } = &mut *counts;
        for (count, _) in [keys.get(key, now), all.get(&(), now)].into_iter().flatten() {
            *count = count.saturating_sub(1);
        }
    }
}

fn add<K: Clone + Eq + Hash>(counts: &mut Expiring<K, u32>, key: K, clock: &Clock) {
    match counts.get(&key, clock.now()) {
        Some((count, _)) => *count += 1,
        None => counts.insert(key, 1, clock),
    }
}
