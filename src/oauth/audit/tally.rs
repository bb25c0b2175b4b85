//! Events that a stranger can cause, counted, so that nobody writes the log full.
//!
//! Of each kind the first of each source is written at once, those of ten sources a minute; what comes on top of that
//! is counted, and one line says how many there were when the minute is over.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::event::{Event, Kind};
use crate::{
    clock::{Clock, Span},
    oauth::failures::Source,
};

const MINUTE: Duration = Duration::from_secs(60);
/// Lines of a kind that are written at once within a minute, at most.
const AT_ONCE: usize = 10;

/// The counts of all kinds.
pub(super) struct Tallies {
    clock: Clock,
    kinds: Mutex<BTreeMap<Kind, Tally>>,
}

/// Events of one kind within a minute, which begins with the first.
struct Tally {
    minute: Span,
    /// Those of which a line was written.
    sources: HashSet<Option<Source>>,
    /// How many came on top of that, and the last of them.
    more: Option<(u64, Event)>,
}

impl Tallies {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, kinds: Mutex::default() }
    }

    pub(super) async fn a_minute(&self) {
        self.clock.sleep_until(self.clock.after(MINUTE)).await;
    }

    /// Writes an event, or counts it.
    pub(super) fn count(&self, kind: Kind, event: Event) {
        self.write_what_is_over();
        {
            let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
            let minute = self.clock.span(MINUTE);
            let tally = kinds.entry(kind).or_insert_with(|| Tally { minute, sources: HashSet::new(), more: None });
            let is_news = tally.sources.len() < AT_ONCE && tally.sources.insert(event.source());
            if !is_news {
                let number = tally.more.take().map_or(1, |(number, _)| number + 1);
                tally.more = Some((number, event));
                return;
            }
        }
        event.write(kind);
    }

    /// Writes how many there were of those kinds whose minute is over.
    pub(super) fn write_what_is_over(&self) {
        let now = self.clock.now();
        self.write(|tally| !tally.minute.holds(now));
    }

    /// Writes how many there were of all kinds.
    pub(super) fn write_all(&self) {
        self.write(|_| true);
    }

    fn write(&self, which: impl Fn(&Tally) -> bool) {
        let over: Vec<(Kind, Tally)> = {
            let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
            kinds.extract_if(.., |_, tally| which(tally)).collect()
        };
        for (kind, Tally { more, .. }) in over {
            if let Some((number, last)) = more {
                last.write_number(kind, number);
            }
        }
    }
}
