//! Everything in this process's memory: for one server, and for tests.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{Budget, Observation, Reservation, window::Window};

/// Keys remembered, at most.
const MAX_KEYS: usize = 10_000;
/// A key that nobody used for so long has nothing left worth knowing but its limit, which one answer tells.
const IDLE: SignedDuration = SignedDuration::from_secs(60);

/// Budgets in memory; at most 10,000 keys, those unused for a minute dropped first.
#[derive(Default)]
pub struct InProcess {
    windows: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    window: Window,
    used_at: Timestamp,
}

impl InProcess {
    /// How many keys are remembered.
    pub fn keys(&self) -> usize {
        self.windows().len()
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, key: &str, now: Timestamp, change: impl FnOnce(&mut Window) -> T) -> T {
        let mut windows = self.windows();
        if let Some(entry) = windows.get_mut(key) {
            entry.used_at = now;
            return change(&mut entry.window);
        }
        if windows.len() >= MAX_KEYS {
            make_room(&mut windows, now);
        }
        let entry = windows.entry(key.to_owned()).or_insert(Entry { window: Window::default(), used_at: now });
        change(&mut entry.window)
    }
}

fn make_room(windows: &mut HashMap<String, Entry>, now: Timestamp) {
    windows.retain(|_, entry| now.duration_since(entry.used_at).abs() < IDLE);
    if windows.len() >= MAX_KEYS
        && let Some(oldest) = windows.iter().min_by_key(|(_, entry)| entry.used_at).map(|(key, _)| key.clone())
    {
        windows.remove(&oldest);
    }
}

#[async_trait]
impl Budget for InProcess {
    async fn reserve(&self, key: &str, now: Timestamp) -> Reservation {
        self.with(key, now, |window| window.reserve(now))
    }

    async fn observe(&self, key: &str, observation: Observation, now: Timestamp) {
        self.with(key, now, |window| window.observe(observation));
    }
}
