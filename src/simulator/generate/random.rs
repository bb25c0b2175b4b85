//! The generator's own random numbers: splitmix64 (Steele, Lea and Flood, "Fast splittable
//! pseudorandom number generators", 2014). Integers only, so that every platform draws the same.

/// A stream of random numbers. The same seed gives the same stream.
pub(super) struct Random(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of item `index` of `purpose`, independent of how many items there are.
    pub(super) fn of(seed: u64, purpose: u64, index: usize) -> Self {
        Self(derive(seed, purpose, index))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// From 0 up to, not including, `limit`; 0 if that is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }

    /// From `low` up to, not including, `high`.
    pub(super) fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(0) as u64) as i64
    }

    /// Like [`Self::range`], but mostly near `low`: as waiting times and ages are.
    pub(super) fn skewed(&mut self, low: i64, high: i64) -> i64 {
        let unit = self.next() >> 43;
        let cube = u128::from(unit * unit * unit);
        low + ((((high - low).max(0) as u128) * cube) >> 63) as i64
    }

    /// True `per_mille` times out of a thousand.
    pub(super) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    pub(super) fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// One of `list`, which must not be empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.index(list.len())]
    }

    /// An item of `list`, each as often as its weight says.
    pub(super) fn weighted<'a, T>(&mut self, list: &'a [T], weight: impl Fn(&T) -> u64) -> &'a T {
        let mut left = self.below(list.iter().map(&weight).sum());
        for item in list {
            match left.checked_sub(weight(item)) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        &list[0]
    }

    /// `digits` hex digits, at most 32.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut hex = format!("{:016x}{:016x}", self.next(), self.next());
        hex.truncate(digits);
        hex
    }
}

/// The seed of item `index` of `purpose`.
pub(super) fn derive(seed: u64, purpose: u64, index: usize) -> u64 {
    mix(mix(seed ^ mix(purpose.wrapping_add(GOLDEN))).wrapping_add((index as u64).wrapping_mul(GOLDEN)))
}

fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
