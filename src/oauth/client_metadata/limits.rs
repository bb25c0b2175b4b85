//! How many documents are fetched, so that nobody makes this server ask others on their behalf, nor fills its disk.
//!
//! - of one source, ten fetches a minute
//! - in all, sixty a minute; twenty of these are for the clients of `copies.rs`, whom a flood is not to lock out
//! - of clients that were not known before, a hundred an hour are stored
//!
//! What stands in the cache, or is being fetched already, counts for nothing.

use std::time::Duration;

use super::super::{expiring::Expiring, failures::Source};
use crate::clock::Clock;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const MAX_OF_SOURCE: u32 = 10;
const MAX_SOURCES: usize = 10_000;
const MAX_IN_ALL: u32 = 60;
/// Of these, for well-known clients.
const RESERVED: u32 = 20;
const MAX_NEW: u32 = 100;

/// What was fetched and stored lately.
pub(super) struct Limits {
    clock: Clock,
    of_source: Expiring<Source, u32>,
    in_all: Expiring<(), u32>,
    stored: Expiring<(), u32>,
}

impl Limits {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            of_source: Expiring::new(MINUTE, MAX_SOURCES),
            in_all: Expiring::new(MINUTE, 1),
            stored: Expiring::new(HOUR, 1),
        }
    }

    /// Counts a fetch for `source`.
    ///
    /// # Errors
    /// How long to wait, when there have been too many.
    pub(super) fn fetch(&mut self, source: Source, is_well_known: bool) -> Result<(), Duration> {
        let most = if is_well_known { MAX_IN_ALL } else { MAX_IN_ALL - RESERVED };
        // The source comes first: what it is refused must not count against everybody.
        count(&mut self.of_source, source, MAX_OF_SOURCE, &self.clock)?;
        count(&mut self.in_all, (), most, &self.clock)
    }

    /// Counts the storing of a document whose client was not known, and says whether it may take place.
    pub(super) fn store_new(&mut self) -> bool {
        count(&mut self.stored, (), MAX_NEW, &self.clock).is_ok()
    }
}

fn count<K: Clone + Eq + std::hash::Hash>(
    counts: &mut Expiring<K, u32>,
    key: K,
    most: u32,
    clock: &Clock,
) -> Result<(), Duration> {
    match counts.get(&key, clock.now()) {
        Some((count, expires)) if *count >= most => Err(clock.until(expires)),
        Some((count, _)) => {
            *count += 1;
            Ok(())
        }
        None => {
            counts.insert(key, 1, clock);
            Ok(())
        }
    }
}
