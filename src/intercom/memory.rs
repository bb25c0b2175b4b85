//! How much memory Intercom's answers take at the same time: of one call, of one person, and in all.
//!
//! An answer takes its bytes, three times when it is rendered, and what its values become ([`Form::reckoned`]): a few bytes of JSON
//! can become hundreds. Both are counted as it arrives, before anything of it is read.
//!
//! A call holds what it has read until it ends, since what it makes of an answer is as large. Most calls read little and
//! find room for it at once. One that reads more needs a place for long answers, of which a person has one.
//!
//! | | of a call | of a person | in all |
//! |---|---|---|---|
//! | short answers | 32 MiB | 96 MiB | 320 MiB |
//! | long answers | 128 MiB | one call | four calls |
//!
//! Short are a page of 150 conversations, most conversations with all their parts, and 40,000 tags; long may be 100,000
//! tags, or a conversation of 32 MiB ([`MAX_BYTES`]).
//!
//! A call that finds no room drops the answer that it is reading, waits for a place, and asks Intercom again. So what
//! waits holds no more than 32 MiB, and what holds a place never waits for another.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{json_values::Values, shares::Shares};

const MIB: usize = 1024 * 1024;
/// Bytes of one answer, decompressed, at most: 500 long parts, many times over.
pub const MAX_BYTES: usize = 32 * MIB;
/// Memory of all answers that a call holds, at most.
pub const MAX_OF_CALL: usize = 128 * MIB;
/// Memory that a call may hold without a place for long answers.
pub const MAX_SHORT: usize = 32 * MIB;
/// Memory of short answers of one person.
const SHORT_OF_PERSON: usize = 96 * MIB;
/// Memory of short answers in all.
const SHORT_IN_ALL: usize = 320 * MIB;
/// Calls of one person that hold long answers.
const LONG_OF_PERSON: usize = 1;
/// Calls that hold long answers, in all.
const LONG_IN_ALL: usize = 4;
/// What a byte takes: itself, what is read of it, and what is made of that.
const BYTE: usize = 3;
/// Bytes that are counted as one.
const UNIT: usize = 16 * 1024;

/// The memory for answers. Cheap to clone; clones share it.
#[derive(Clone)]
pub struct Memory(Arc<Shared>);

struct Shared {
    all: Share,
    persons: Shares<Arc<str>, Share>,
}

/// What one person may hold, or all together.
struct Share {
    short: Arc<Semaphore>,
    long: Arc<Semaphore>,
}

/// What a call holds. All of it is given back when this is dropped.
pub struct Held {
    person: Arc<Share>,
    memory: Memory,
    bytes: Mutex<Bytes>,
}

#[derive(Default)]
struct Bytes {
    /// Of memory.
    held: usize,
    /// Of the answers that were read whole, as they came.
    received: usize,
    /// Of the person and of all, as many of each.
    short: Option<Both>,
    long: Option<Both>,
}

struct Both {
    of_person: OwnedSemaphorePermit,
    of_all: OwnedSemaphorePermit,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Objects with whatever is in them, and what is said of them, in part as copies of it.
    Whole,
    /// A list of which ids and names are kept.
    Names,
}

impl Form {
    /// The memory that so many bytes of JSON with these values take, once they are read, about: in the worst case a third
    /// more, and for long texts that are no bodies two and a half times as much.
    pub fn reckoned(self, bytes: usize, values: Values) -> usize {
        // An object over its own bytes; any other value, and what separates two.
        let (object, other) = match self {
            Self::Whole => (550, 300),
            Self::Names => (300, 50),
        };
        bytes * BYTE + values.objects * object + values.others * other
    }
}

/// Why there is no room for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// A call may not hold as much.
    Never,
    /// Other calls have it.
    Now,
}

/// The memory of one answer, given back when this is dropped before [`Reading::keep`].
pub(super) struct Reading<'a> {
    held: &'a Held,
    form: Form,
    memory: usize,
    received: usize,
}

impl Default for Memory {
    fn default() -> Self {
        let all = Share::of(SHORT_IN_ALL, LONG_IN_ALL);
        Self(Arc::new(Shared { all, persons: Shares::default() }))
    }
}

impl Memory {
    /// What a new call of `person` holds: nothing yet.
    pub fn of_call(&self, person: &Arc<str>) -> Arc<Held> {
        let person = self.0.persons.of(Arc::clone(person), || Share::of(SHORT_OF_PERSON, LONG_OF_PERSON));
        Arc::new(Held { person, memory: self.clone(), bytes: Mutex::default() })
    }
}

impl Share {
    fn of(short: usize, long: usize) -> Self {
        Self { short: Arc::new(Semaphore::new(short / UNIT)), long: Arc::new(Semaphore::new(long)) }
    }
}

impl Held {
    /// Makes room for `bytes` more.
    ///
    /// # Errors
    /// When there is none; then nothing is held for them.
    pub fn take(&self, bytes: usize) -> Result<(), Full> {
        let mut own = self.bytes();
        let wanted = own.held + bytes;
        if wanted > MAX_OF_CALL {
            return Err(Full::Never);
        }
        if own.long.is_none() && !self.grow(&mut own, wanted) {
            own.long = Some(self.long_now().ok_or(Full::Now)?);
            own.short = None;
        }
        own.held = wanted;
        Ok(())
    }

    /// Gives back the room of `bytes` that the call has read and does not use any more.
    pub fn give_back(&self, bytes: usize) {
        let mut own = self.bytes();
        own.held = own.held.saturating_sub(bytes);
        let units = own.held.div_ceil(UNIT);
        if let Some(short) = &mut own.short {
            short.shrink(units);
        }
    }

    /// Bytes of all answers that the call has read so far: how much work it is to do anything with them.
    pub fn received(&self) -> usize {
        self.bytes().received
    }

    /// Waits for a place for long answers, and takes it. First the person's own turn, then that among all: one person
    /// with many calls delays another by one of them at most.
    pub async fn wait_for_place(&self) {
        if self.bytes().long.is_some() {
            return;
        }
        let of_person = Arc::clone(&self.person.long).acquire_owned().await;
        let of_all = Arc::clone(&self.memory.0.all.long).acquire_owned().await;
        // The semaphores are never closed.
        let (Ok(of_person), Ok(of_all)) = (of_person, of_all) else { return };
        let mut own = self.bytes();
        own.long.get_or_insert(Both { of_person, of_all });
        own.short = None;
    }

    /// Room for an answer that begins, and becomes this.
    pub(super) fn reading(&self, form: Form) -> Reading<'_> {
        Reading { held: self, form, memory: 0, received: 0 }
    }

    /// Whether there is room for `wanted` bytes as short answers.
    fn grow(&self, own: &mut Bytes, wanted: usize) -> bool {
        let units = wanted.div_ceil(UNIT);
        let missing = units.saturating_sub(own.short.as_ref().map_or(0, Both::units));
        if wanted > MAX_SHORT {
            return false;
        }
        if missing == 0 {
            return true;
        }
        let Some(more) = Both::now(&self.person.short, &self.memory.0.all.short, missing) else { return false };
        match &mut own.short {
            Some(short) => short.merge(more),
            None => own.short = Some(more),
        }
        true
    }

    fn long_now(&self) -> Option<Both> {
        Both::now(&self.person.long, &self.memory.0.all.long, 1)
    }

    fn bytes(&self) -> MutexGuard<'_, Bytes> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Both {
    /// So many units of both, if there are as many and no other call waits for them.
    fn now(person: &Arc<Semaphore>, all: &Arc<Semaphore>, units: usize) -> Option<Self> {
        let units = u32::try_from(units).ok()?;
        let of_person = Arc::clone(person).try_acquire_many_owned(units).ok()?;
        let of_all = Arc::clone(all).try_acquire_many_owned(units).ok()?;
        Some(Self { of_person, of_all })
    }

    fn units(&self) -> usize {
        self.of_person.num_permits()
    }

    fn merge(&mut self, more: Self) {
        self.of_person.merge(more.of_person);
        self.of_all.merge(more.of_all);
    }

    /// Keeps so many units at most.
    fn shrink(&mut self, units: usize) {
        let spare = self.units().saturating_sub(units);
        drop((self.of_person.split(spare), self.of_all.split(spare)));
    }
}

impl Reading<'_> {
    /// Makes room for `bytes` more of the answer, with these values.
    ///
    /// # Errors
    /// As [`Held::take`].
    pub(super) fn take(&mut self, bytes: usize, values: Values) -> Result<(), Full> {
        let memory = self.form.reckoned(bytes, values);
        self.held.take(memory)?;
        self.memory += memory;
        self.received += bytes;
        Ok(())
    }

    /// The answer was read whole: it is held until its call ends, or until as much is given back. Tells how much.
    pub(super) fn keep(mut self) -> usize {
        self.held.bytes().received += self.received;
        std::mem::take(&mut self.memory)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.held.give_back(self.memory);
    }
}
