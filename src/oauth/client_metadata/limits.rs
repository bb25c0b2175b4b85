//! How many documents are fetched, so that nobody makes this server ask others on their behalf, nor fills its disk.
//!
//! - of one source, ten fetches a minute, of a /48 forty
//! - in all, sixty a minute; twenty of these are for the clients of `copies.rs`, whom a flood is not to lock out. When
//!   these are used up, a source goes on to its share of them (`levels.rs`)
//! - of clients that were not known before, a hundred an hour are stored
//!
//! What stands in the cache, or is being fetched already, counts for nothing.

use std::time::Duration;

use super::super::{failures::Source, rates::Rate};
use crate::clock::Clock;

const HOUR: Duration = Duration::from_secs(60 * 60);
const MAX_OF_SOURCE: u32 = 10;
const MAX_IN_ALL: u32 = 60;
/// Of these, for well-known clients.
const RESERVED: u32 = 20;
const MAX_NEW: u32 = 100;

/// What was fetched and stored lately.
pub(super) struct Limits {
    clock: Clock,
    fetched: Rate<Source>,
    stored: Rate<()>,
}

impl Limits {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, fetched: Rate::per_minute(MAX_OF_SOURCE, MAX_IN_ALL), stored: Rate::new(HOUR, MAX_NEW, MAX_NEW) }
    }

    /// Counts a fetch for `source`.
    ///
    /// # Errors
    /// How long to wait, when there have been too many.
    pub(super) fn fetch(&self, source: Source, is_well_known: bool) -> Result<(), Duration> {
        self.fetched.count_leaving(if is_well_known { 0 } else { RESERVED }, source, &self.clock)
    }

    /// Counts the storing of a document whose client was not known, and says whether it may take place.
    pub(super) fn store_new(&self) -> bool {
        self.stored.count((), &self.clock).is_ok()
    }
}
