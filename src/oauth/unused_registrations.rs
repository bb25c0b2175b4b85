//! Which registrations nobody has signed in with yet, and which of them go when there are too many.
//!
//! Anybody can register a client, as often as the limits of one source allow, from as many sources as they have. What
//! strangers can make the store hold is bounded in bytes, and not in time: a limit of registrations in all would be
//! reached by a flood, and keep new clients out for as long as it lasts. Where the bytes are used up, room is made
//! among the unused registrations of the address or the /48 that holds most of them, and of its network that does, the
//! oldest first. So a flood pushes itself
//! out, and a client that registers while it lasts keeps its place until somebody signs in with it. From then on it is
//! not counted here and never dropped.
//!
//! The count is in memory; at the first registration after a start it is made anew from the store, where no source is
//! kept: what was there then counts as of one source. Each of several servers on one store counts what was there at its
//! start and what it has registered itself.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{failures::Source, levels::Key};

/// Bytes of unused registrations, in all.
pub(super) const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Bytes that each takes beside its record: its row, its index, and its place here.
const OVERHEAD: usize = 512;

/// Where it comes from; `None` for what was in the store at the start.
type Origin = Option<Source>;

/// The unused registrations, by whom they are from.
pub(super) struct UnusedRegistrations {
    most: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    bytes: usize,
    /// By the widest key: the address, or the /48.
    origins: HashMap<Origin, Held>,
    /// Origins by the bytes that each holds.
    by_bytes: BTreeSet<(usize, u64)>,
    /// The origin with a number of `by_bytes`.
    numbers: HashMap<u64, Origin>,
    next_number: u64,
    registrations: HashMap<String, Registration>,
}

/// What one origin holds: an address, or a /48 with its networks.
struct Held {
    number: u64,
    bytes: usize,
    /// By network; an address is its own.
    lines: HashMap<Origin, Line>,
}

/// The registrations of one network.
#[derive(Default)]
struct Line {
    bytes: usize,
    /// The oldest first. Those that are used or dropped since stay here until their turn comes.
    ids: VecDeque<String>,
    /// How many of `ids` are still counted.
    count: usize,
}

struct Registration {
    origin: Origin,
    bytes: usize,
}

impl UnusedRegistrations {
    pub(super) fn new(most: usize) -> Self {
        Self { most, state: Mutex::default() }
    }

    /// Counts a registration whose record has so many bytes; gives the ids of those to drop for it.
    pub(super) fn add(&self, id: &str, record_bytes: usize, origin: Origin) -> Vec<String> {
        let mut state = self.state();
        if state.registrations.contains_key(id) {
            return Vec::new();
        }
        state.add(id, record_bytes + OVERHEAD, origin);
        let mut dropped = Vec::new();
        while state.bytes > self.most {
            let Some(oldest) = state.drop_oldest_of_largest() else { break };
            dropped.push(oldest);
        }
        dropped
    }

    /// Counts a registration no more: somebody has signed in with it.
    pub(super) fn forget(&self, id: &str) {
        self.state().forget(id);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self, id: &str, bytes: usize, origin: Origin) {
        let next_number = self.next_number;
        let widest = widest(origin);
        let new = || Held { number: next_number, bytes: 0, lines: HashMap::new() };
        let held = self.origins.entry(widest).or_insert_with(new);
        if held.number == next_number {
            self.next_number += 1;
            self.numbers.insert(held.number, widest);
        }
        self.by_bytes.remove(&(held.bytes, held.number));
        held.bytes += bytes;
        let line = held.lines.entry(origin).or_default();
        line.bytes += bytes;
        line.count += 1;
        line.ids.push_back(id.to_owned());
        self.by_bytes.insert((held.bytes, held.number));
        self.bytes += bytes;
        self.registrations.insert(id.to_owned(), Registration { origin, bytes });
    }

    fn forget(&mut self, id: &str) {
        let Some(Registration { origin, bytes }) = self.registrations.remove(id) else { return };
        self.bytes -= bytes;
        let widest = widest(origin);
        let Some(held) = self.origins.get_mut(&widest) else { return };
        self.by_bytes.remove(&(held.bytes, held.number));
        held.bytes -= bytes;
        if let Some(line) = held.lines.get_mut(&origin) {
            line.bytes -= bytes;
            line.count -= 1;
            if line.count == 0 {
                held.lines.remove(&origin);
            } else if line.ids.len() > 2 * line.count {
                // Half of the line may be of those that are gone, no more.
                line.ids.retain(|id| self.registrations.get(id).is_some_and(|one| one.origin == origin));
            }
        }
        if held.lines.is_empty() {
            self.numbers.remove(&held.number);
            self.origins.remove(&widest);
            return;
        }
        self.by_bytes.insert((held.bytes, held.number));
    }

    /// Of the address or the /48 that holds most, of its network that holds most.
    fn drop_oldest_of_largest(&mut self) -> Option<String> {
        let (_, number) = self.by_bytes.last()?;
        let held = self.origins.get_mut(self.numbers.get(number)?)?;
        let (origin, line) = held.lines.iter_mut().max_by_key(|(_, line)| line.bytes)?;
        loop {
            let id = line.ids.pop_front()?;
            if self.registrations.get(&id).is_some_and(|one| one.origin == *origin) {
                self.forget(&id);
                return Some(id);
            }
        }
    }
}

/// The /48 around a network; whatever else is an origin by itself.
fn widest(origin: Origin) -> Origin {
    origin.map(|source| source.wider().unwrap_or(source))
}
