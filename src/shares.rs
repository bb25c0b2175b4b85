//! What each owner has for itself, as long as somebody holds it: a person's part of the memory, a source's room for
//! bodies, a caller's place among the workers.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// How many owners are remembered before those of which nothing is held are forgotten for the first time.
const FIRST_FORGOTTEN_AT: usize = 64;

/// The shares of all owners.
pub struct Shares<Owner, Share>(Mutex<Known<Owner, Share>>);

struct Known<Owner, Share> {
    shares: HashMap<Owner, Weak<Share>>,
    /// With so many owners, those of which nothing is held are forgotten.
    forgotten_at: usize,
}

impl<Owner: Eq + Hash, Share> Shares<Owner, Share> {
    /// The share of `owner`: the one that somebody holds, or a new one.
    pub fn of(&self, owner: Owner, new: impl FnOnce() -> Share) -> Arc<Share> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = known.shares.get(&owner).and_then(Weak::upgrade) {
            return share;
        }
        if known.shares.len() >= known.forgotten_at {
            known.shares.retain(|_, share| share.strong_count() > 0);
            // Twice of what is left, so that an owner costs the same however many there are.
            known.forgotten_at = (2 * known.shares.len()).max(FIRST_FORGOTTEN_AT);
        }
        let share = Arc::new(new());
        known.shares.insert(owner, Arc::downgrade(&share));
        share
    }
}

impl<Owner, Share> Default for Shares<Owner, Share> {
    fn default() -> Self {
        Self(Mutex::new(Known { shares: HashMap::new(), forgotten_at: FIRST_FORGOTTEN_AT }))
    }
}

impl<Owner, Share> fmt::Debug for Shares<Owner, Share> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shares")
    }
}
