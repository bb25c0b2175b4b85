//! How many characters that are perhaps invisible a call may read: too few to say anything with them.
//!
//! Whether there is a joiner, which one, and where, are bits that a model reads and a person does not see. So each is counted with what it could say: its kinds, and how far it stands from the last one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bits of all that a call reads. Forty-eight and two for each character keep what they say below 64 bits, which is eight
/// letters: with `n` bits for a distance there are `2^(n - 2)` distances, and all ways to divide 48 among them, and
/// among the kinds, are fewer than `2^62`.
const BITS: u32 = 48;
/// What a character costs beside its kind and its place.
const EACH: u32 = 2;

/// What is left of that for the texts that are read one after the other.
#[derive(Clone, Debug)]
pub struct Budget {
    left: u32,
    spent: u32,
    /// Bytes of the answers that were read before this one.
    read: usize,
    /// Where the text begins that is read.
    begin: usize,
    /// Where the last such character was kept.
    last: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self::of(BITS)
    }
}

impl Budget {
    /// One of so many bits.
    pub(super) fn of(bits: u32) -> Self {
        Self { left: bits, spent: 0, read: 0, begin: 0, last: 0 }
    }

    /// Bits that were spent of it.
    pub(super) fn spent(&self) -> u32 {
        self.spent
    }

    /// The text that is read next begins there, in bytes from the beginning of the answer; never before the last one.
    pub fn begin(&mut self, place: usize) {
        self.begin = self.read + place;
    }

    /// An answer of so many bytes was read. The next one goes on with what is left.
    pub fn end(&mut self, length: usize) {
        self.read += length;
        self.begin = self.read;
    }

    /// Whether there is enough left for a character, so many bytes from the text's beginning, that is one of `2^kinds`.
    pub(super) fn takes(&mut self, offset: usize, kinds: u32) -> bool {
        let place = self.begin + offset;
        let cost = EACH + kinds + place.saturating_sub(self.last).max(1).ilog2();
        if cost > self.left {
            return false;
        }
        (self.left, self.spent, self.last) = (self.left - cost, self.spent + cost, place);
        true
    }
}

/// The budget of a call, whose answers may be read at the same time. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct CallBudget(Arc<Mutex<Budget>>);

impl CallBudget {
    /// Reads an answer with what is left; once more, should another answer of the call have spent some meanwhile.
    pub fn read<T>(&self, read: impl Fn(&mut Budget) -> T) -> T {
        loop {
            let before = self.budget().clone();
            let mut after = before.clone();
            let result = read(&mut after);
            let mut now = self.budget();
            if after.spent == before.spent {
                now.end(after.read - before.read);
                return result;
            }
            if now.spent == before.spent {
                // Answers that spent nothing may have been read before this one.
                let others = now.read - before.read;
                *now = Budget { read: after.read + others, last: after.last + others, ..after };
                return result;
            }
        }
    }

    fn budget(&self) -> MutexGuard<'_, Budget> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
