//! How much may stand in an answer that perhaps nobody sees: too little to say anything with it.
//!
//! Whether a joiner stands there, and which, is a bit that a model reads and a person does not, and so is where it
//! stands. So each is counted with what it could say: its kinds, and how far it stands from the last one.

/// Bits of all of an answer. Forty-eight and two for each character keep what they say below 64 bits, which is eight
/// letters: with `n` bits for a distance there are `2^(n - 2)` distances, and all ways to divide 48 among them, and
/// among the kinds, are fewer than `2^62`.
const BITS: u32 = 48;
/// What a character costs beside its kind and its place.
const EACH: u32 = 2;

/// What is left of that for the texts of one answer, in the order in which they stand.
#[derive(Clone, Debug)]
pub struct Budget {
    left: u32,
    spent: u32,
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
        Self { left: bits, spent: 0, begin: 0, last: 0 }
    }

    /// Bits that were spent of it.
    pub(super) fn spent(&self) -> u32 {
        self.spent
    }

    /// The text that is read next begins there, in bytes from the beginning of the answer; never before the last one.
    pub fn begin(&mut self, place: usize) {
        self.begin = place;
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
