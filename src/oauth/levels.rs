//! What limits have in common: who counts under one key counts under a wider one as well, and with everybody.
//!
//! What everybody may have together, strangers can use up. So where it bounds how often something is done (`rates.rs`,
//! `failures.rs`), it is divided once it is used up: whoever had less than an equal share of it goes on to that share. Of
//! `all` and N keys, together they get `all · (1 + ln(N · one / all))` at most, and somebody new is kept out only by as
//! many keys as `all`.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use super::source::Source;

/// How often one of a site's keys may have what one alone may: a site has as many keys as it likes.
const OF_A_SITE: u32 = 4;

/// Something that limits are counted by.
pub(crate) trait Key: Clone + Eq + Hash {
    /// The wider key around it.
    fn wider(&self) -> Option<Self>;
}

impl Key for Source {
    fn wider(&self) -> Option<Self> {
        self.site()
    }
}

/// A sign-in; its person is known to those who count it.
impl Key for String {
    fn wider(&self) -> Option<Self> {
        None
    }
}

/// Where nothing but all together is counted.
impl Key for () {
    fn wider(&self) -> Option<Self> {
        None
    }
}

/// One of the counters that a key counts under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Level<K> {
    /// The key's own, or that of the wider one.
    Of(K),
    /// Everybody's.
    All,
}

/// How much each counter may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Of one key.
    pub(crate) one: u32,
    /// Of the wider key around it.
    pub(crate) wider: u32,
    /// In all.
    pub(crate) all: u32,
}

impl Bounds {
    /// So much of one key, four times as much of the wider one around it, and so much in all.
    pub(crate) fn new(one: u32, all: u32) -> Self {
        Self { one, wider: one.saturating_mul(OF_A_SITE), all }
    }

    /// The counters of `key`, each with what it may hold. Everybody's is the last: what is refused to one key must not
    /// count against all.
    pub(crate) fn levels<K: Key>(&self, key: &K) -> impl Iterator<Item = (Level<K>, u32)> + use<K> {
        let wider = key.wider().map(|wider| (Level::Of(wider), self.wider));
        [(Level::Of(key.clone()), self.one)].into_iter().chain(wider).chain([(Level::All, self.all)])
    }
}

/// What is held at the same time, by key. Cheap to clone; clones share it.
#[derive(Clone)]
pub(crate) struct Held<K: Key>(Arc<Shared<K>>);

struct Shared<K> {
    bounds: Bounds,
    counts: Mutex<HashMap<Level<K>, u32>>,
}

/// One that is held; given back when dropped.
pub(crate) struct Share<K: Key> {
    held: Held<K>,
    key: K,
}

impl<K: Key> Held<K> {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self(Arc::new(Shared { bounds, counts: Mutex::default() }))
    }

    /// Takes one more for `key`; `None` if it, a wider one or all together hold as many as they may.
    pub(crate) fn take(&self, key: K) -> Option<Share<K>> {
        let mut counts = self.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |(level, most)| counts.get(&level).copied().unwrap_or_default() >= most;
        if self.0.bounds.levels(&key).any(is_full) {
            return None;
        }
        for (level, _) in self.0.bounds.levels(&key) {
            *counts.entry(level).or_default() += 1;
        }
        drop(counts);
        Some(Share { held: self.clone(), key })
    }
}

impl<K: Key> Drop for Share<K> {
    fn drop(&mut self) {
        let Shared { bounds, counts } = &*self.held.0;
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (level, _) in bounds.levels(&self.key) {
            if let Some(count) = counts.get_mut(&level) {
                *count -= 1;
                if *count == 0 {
                    counts.remove(&level);
                }
            }
        }
    }
}
