//! How often something may be done that costs something: by one source before anybody has signed in, or in one grant.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{
    expiring::Expiring,
    levels::{Bounds, Key, Level},
};
use crate::clock::Clock;

const MAX_KEYS: usize = 10_000;

/// Events within a window, by key, by the wider key around it, and of all together. A window begins with the first
/// event. When all together have had what they may, each goes on to an equal share of it (`levels.rs`).
pub(super) struct Rate<K> {
    bounds: Bounds,
    counts: Mutex<Counts<K>>,
}

/// How many events there were within a window, by counter.
pub(super) struct Counts<K> {
    keys: Expiring<K, u32>,
    /// Apart, so that no flood of keys pushes it out.
    all: Expiring<(), u32>,
    /// Keys that no wider one is around, and that had an event.
    sharers: Expiring<(), u32>,
}

impl<K: Key> Rate<K> {
    /// So many within `window` of one key, four times as many of the wider key around it, and so many of all together.
    pub(super) fn new(window: Duration, most: u32, most_of_all: u32) -> Self {
        Self { bounds: Bounds::new(most, most_of_all), counts: Mutex::new(Counts::new(window)) }
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
        self.count_within(self.bounds, key, clock)
    }

    /// The same, where some of what all together may do is kept for others than `key`.
    pub(super) fn count_leaving(&self, kept: u32, key: K, clock: &Clock) -> Result<(), Duration> {
        self.count_within(Bounds { all: self.bounds.all - kept, ..self.bounds }, key, clock)
    }

    fn count_within(&self, bounds: Bounds, key: K, clock: &Clock) -> Result<(), Duration> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counted = Vec::new();
        for (level, most) in bounds.levels(&key) {
            let (count, wait) = counts.get(&level, clock);
            if count < most {
                counted.push(level);
            } else if level != Level::All || counts.share(&key, most, clock) == 0 {
                return Err(wait);
            }
        }
        for level in counted {
            counts.add(level, clock);
        }
        Ok(())
    }

    /// Takes back one event that turned out to be none.
    pub(super) fn forgive(&self, key: &K, clock: &Clock) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (level, _) in self.bounds.levels(key) {
            counts.take_back(&level, clock);
        }
    }
}

impl<K: Key> Counts<K> {
    pub(super) fn new(window: Duration) -> Self {
        Self { keys: Expiring::new(window, MAX_KEYS), all: Expiring::new(window, 1), sharers: Expiring::new(window, 1) }
    }

    /// How many events `key`, or the wider one around it, has left of an equal share of `most`.
    pub(super) fn share(&mut self, key: &K, most: u32, clock: &Clock) -> u32 {
        let (own, _) = self.get(&Level::Of(key.wider().unwrap_or_else(|| key.clone())), clock);
        let others = self.sharers.get(&(), clock.now()).map_or(0, |(count, _)| *count);
        let sharers = others.saturating_add(u32::from(own == 0));
        (most / sharers.max(1)).saturating_sub(own)
    }

    /// How many events there were, and how long until the window ends.
    pub(super) fn get(&mut self, level: &Level<K>, clock: &Clock) -> (u32, Duration) {
        self.entry(level, clock).map_or((0, Duration::ZERO), |(count, ends)| (*count, clock.until(ends)))
    }

    /// Counts one event.
    pub(super) fn add(&mut self, level: Level<K>, clock: &Clock) {
        if let Some((count, _)) = self.entry(&level, clock) {
            *count = count.saturating_add(1);
            return;
        }
        match level {
            Level::Of(key) => {
                if key.wider().is_none() {
                    let sharers = self.sharers.get(&(), clock.now()).map(|(count, _)| *count += 1);
                    sharers.unwrap_or_else(|| self.sharers.insert((), 1, clock));
                }
                self.keys.insert(key, 1, clock);
            }
            Level::All => self.all.insert((), 1, clock),
        }
    }

    fn take_back(&mut self, level: &Level<K>, clock: &Clock) {
        if let Some((count, _)) = self.entry(level, clock) {
            *count = count.saturating_sub(1);
        }
    }

    fn entry(&mut self, level: &Level<K>, clock: &Clock) -> Option<(&mut u32, jiff::Timestamp)> {
        match level {
            Level::Of(key) => self.keys.get(key, clock.now()),
            Level::All => self.all.get(&(), clock.now()),
        }
    }
}
