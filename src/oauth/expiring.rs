//! A map that forgets: every entry after the same time, and the oldest when it is full.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    time::Duration,
};

use jiff::Timestamp;

use crate::clock::Clock;

/// Entries that last `lifetime`, at most `capacity` of them.
pub(crate) struct Expiring<K, V> {
    lifetime: Duration,
    capacity: usize,
    entries: HashMap<K, (V, Timestamp)>,
    /// In the order of insertion, which is that of expiry since all live equally long. Keys that were
    /// removed or inserted again stay here until their turn comes.
    order: VecDeque<(K, Timestamp)>,
}

impl<K: Clone + Eq + Hash, V> Expiring<K, V> {
    pub(crate) fn new(lifetime: Duration, capacity: usize) -> Self {
        Self { lifetime, capacity, entries: HashMap::new(), order: VecDeque::new() }
    }

    /// The entry and the moment it expires, unless that has passed.
    pub(crate) fn get(&mut self, key: &K, now: Timestamp) -> Option<(&mut V, Timestamp)> {
        let (value, expires) = self.entries.get_mut(key)?;
        (*expires > now).then_some((value, *expires))
    }

    /// Inserts or replaces; its time begins now.
    pub(crate) fn insert(&mut self, key: K, value: V, clock: &Clock) {
        let now = clock.now();
        while let Some((_, expires)) = self.order.front()
            && (*expires <= now || self.order.len() >= self.capacity)
        {
            self.forget_oldest();
        }
        let expires = clock.after(self.lifetime);
        self.order.push_back((key.clone(), expires));
        self.entries.insert(key, (value, expires));
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.entries.remove(key);
    }

    fn forget_oldest(&mut self) {
        if let Some((key, expires)) = self.order.pop_front()
            && self.entries.get(&key).is_some_and(|(_, current)| *current == expires)
        {
            self.entries.remove(&key);
        }
    }
}
