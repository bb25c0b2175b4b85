//! What stands around and before an element, as far as a selector asks for it.

use std::collections::{HashMap, HashSet};

use super::sheet::Sheet;

/// Names, classes, ids and attributes of elements that are open or have been.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    open: HashMap<String, usize>,
    seen: HashSet<String>,
    log: Vec<String>,
}

impl Surroundings {
    /// What to give to [`Self::leave`].
    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Begins an element.
    pub(super) fn enter(&mut self, things: Vec<String>, sheet: &Sheet) {
        for thing in things.into_iter().filter(|thing| sheet.asks_for(thing)) {
            *self.open.entry(thing.clone()).or_default() += 1;
            self.seen.insert(thing.clone());
            self.log.push(thing);
        }
    }

    /// Ends all elements that have begun since.
    pub(super) fn leave(&mut self, mark: usize) {
        for thing in self.log.drain(mark.min(self.log.len())..) {
            if let Some(count) = self.open.get_mut(&thing) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// Whether an element that is open has it.
    pub(super) fn is_open(&self, thing: &String) -> bool {
        self.open.get(thing).is_some_and(|count| *count > 0)
    }

    /// Whether an element before this one has it.
    pub(super) fn was_seen(&self, thing: &String) -> bool {
        self.seen.contains(thing)
    }
}
