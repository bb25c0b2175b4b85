//! A map that forgets: every entry after the same time, and the oldest when it is full.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    time::Duration,
};

use jiff::Timestamp;

use crate::clock::{Clock, Span};

/// Entries that last `lifetime`, at most `capacity` of them.
pub(crate) struct Expiring<K, V> {
    lifetime: Duration,
    capacity: usize,
    entries: HashMap<K, (V, Span)>,
    /// In the order of insertion, which is that of expiry since all live equally long. Keys that were
    /// removed or inserted again stay here until their turn comes.
    order: VecDeque<(K, Span)>,
}

impl<K: Clone + Eq + Hash, V> Expiring<K, V> {
    pub(crate) fn new(lifetime: Duration, capacity: usize) -> Self {
        Self { lifetime, capacity, entries: HashMap::new(), order: VecDeque::new() }
    }

    /// The entry and the moment it expires, unless that has passed.
    pub(crate) fn get(&mut self, key: &K, now: Timestamp) -> Option<(&mut V, Timestamp)> {
        let (value, span) = self.entries.get_mut(key)?;
        span.holds(now).then_some((value, span.until()))
    }

    /// Inserts or replaces; its time begins now.
    pub(crate) fn insert(&mut self, key: K, value: V, clock: &Clock) {
        let now = clock.now();
        while let Some((_, span)) = self.order.front()
            && (!span.holds(now) || self.order.len() >= self.capacity)
        {
            self.forget_oldest();
        }
        let span = clock.span(self.lifetime);
        self.order.push_back((key.clone(), span));
        self.entries.insert(key, (value, span));
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.entries.remove(key);
    }

    fn forget_oldest(&mut self) {
        if let Some((key, span)) = self.order.pop_front()
            && self.entries.get(&key).is_some_and(|(_, current)| *current == span)
        {
            self.entries.remove(&key);
        }
    }
}
