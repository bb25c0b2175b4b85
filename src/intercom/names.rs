//! Names beside ids: teammates, teams, tags, segments, contacts.
//!
//! Looked up once per principal and kept five minutes, bounded. Without the permission there is no name,
//! and that is no error: the id stands alone (design, decision 9).

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared, WeakShared},
};
use jiff::Timestamp;

use super::{Error, conversation::Named};
use crate::{
    clock::{Clock, Span},
    secret::Digest,
};

/// How long names are believed.
pub(super) const KEPT: Duration = Duration::from_secs(300);
/// How long a failure that may pass keeps us from asking again.
const KEPT_AFTER_FAILURE: Duration = Duration::from_secs(10);
/// Principals times kinds, at most.
const MAX_ENTRIES: usize = 4_000;
/// Bytes of all names that are kept, about.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of one kind of one principal, enough for 100,000 tags; more is used and not kept.
const MAX_BYTES_OF_ENTRY: usize = 16 * 1024 * 1024;
/// What a name costs besides its letters.
const NAME: usize = 64;

/// Names by id.
pub(super) type Names = Arc<HashMap<String, String>>;

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `GET /admins`.
    Admin,
    /// `GET /teams`.
    Team,
    /// `GET /tags`.
    Tag,
    /// `GET /segments`.
    Segment,
}

impl Kind {
    /// The path under which the whole collection is read.
    pub(super) fn collection(self) -> &'static str {
        match self {
            Kind::Admin => "admins",
            Kind::Team => "teams",
            Kind::Tag => "tags",
            Kind::Segment => "segments",
        }
    }

    /// The box to tick in Intercom's Developer Hub.
    pub fn permission(self) -> &'static str {
        match self {
            Kind::Admin | Kind::Team => "Read admins",
            Kind::Tag | Kind::Segment => "Read and list users and companies",
        }
    }
}

/// Names, each kind for each principal apart.
pub(super) struct Cache {
    clock: Clock,
    entries: Mutex<HashMap<(Digest, Kind), Arc<Entry>>>,
    /// Bytes of all names that are kept.
    bytes: Arc<AtomicUsize>,
}

/// What is known, and who is finding out.
#[derive(Default)]
struct Entry(Mutex<State>);

#[derive(Default)]
struct State {
    known: Option<Known>,
    /// One question for everybody who asks meanwhile. Each of them drives it, so that nobody waits for another
    /// to go on; when all have gone away, so has the question.
    flight: Option<WeakShared<BoxFuture<'static, Names>>>,
}

struct Known {
    names: Names,
    kept: Span,
    _counted: Counted,
}

/// What names take, in bytes of memory, about.
pub(super) fn memory(named: &[Named]) -> usize {
    named.iter().map(|one| one.id.len() + one.name.as_ref().map_or(0, String::len) + NAME).sum()
}

/// Bytes of names, counted among all until this is dropped.
struct Counted {
    bytes: usize,
    all: Arc<AtomicUsize>,
}

impl Counted {
    fn of(names: &Names, all: &Arc<AtomicUsize>) -> Self {
        let bytes = names.iter().map(|(id, name)| id.len() + name.len() + NAME).sum();
        all.fetch_add(bytes, Ordering::Relaxed);
        Self { bytes, all: Arc::clone(all) }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Cache {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, entries: Mutex::default(), bytes: Arc::default() }
    }

    /// The names, from the cache or from `ask`. A missing permission is remembered like an answer;
    /// after another failure what was known before stands in, for a short while.
    pub(super) async fn get<F>(&self, principal: &Digest, kind: Kind, ask: F) -> Names
    where
        F: Future<Output = Result<Vec<Named>, Error>> + Send + 'static,
    {
        let entry = self.entry(principal, kind);
        let flight = {
            let mut state = entry.lock();
            if let Some(known) = &state.known
                && known.kept.holds(self.clock.now())
            {
                return known.names.clone();
            }
            match state.flight.as_ref().and_then(WeakShared::upgrade) {
                Some(flight) => flight,
                None => {
                    let flight: Shared<BoxFuture<'static, Names>> =
                        settle(entry.clone(), self.clock.clone(), self.bytes.clone(), ask).boxed().shared();
                    state.flight = flight.downgrade();
                    flight
                }
            }
        };
        flight.await
    }

    fn entry(&self, principal: &Digest, kind: Kind) -> Arc<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (principal.clone(), kind);
        let is_full =
            |entries: &HashMap<_, _>| entries.len() >= MAX_ENTRIES || self.bytes.load(Ordering::Relaxed) > MAX_BYTES;
        if !entries.contains_key(&key) && is_full(&entries) {
            let now = self.clock.now();
            entries.retain(|_, entry| entry.lock().is_of_use(now));
            if is_full(&entries) {
                entries.clear();
            }
        }
        entries.entry(key).or_default().clone()
    }
}

impl Entry {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_of_use(&self, now: Timestamp) -> bool {
        self.known.as_ref().is_some_and(|known| known.kept.holds(now))
            || self.flight.as_ref().is_some_and(|flight| flight.upgrade().is_some())
    }
}

/// Asks, and keeps the answer.
async fn settle<F>(entry: Arc<Entry>, clock: Clock, bytes: Arc<AtomicUsize>, ask: F) -> Names
where
    F: Future<Output = Result<Vec<Named>, Error>>,
{
    let answer = ask.await;
    let mut state = entry.lock();
    let (names, kept) = match answer {
        Ok(named) => {
            let names = named.into_iter().filter_map(|named| Some((named.id, named.name?)));
            (Arc::new(names.collect()), KEPT)
        }
        Err(Error::MissingPermission { .. } | Error::PlanRestricted { .. }) => (Names::default(), KEPT),
        Err(_) => (state.known.take().map(|known| known.names).unwrap_or_default(), KEPT_AFTER_FAILURE),
    };
    let counted = Counted::of(&names, &bytes);
    let is_kept = counted.bytes <= MAX_BYTES_OF_ENTRY;
    let known = is_kept.then(|| Known { names: names.clone(), kept: clock.span(kept), _counted: counted });
    *state = State { known, flight: None };
    names
}
