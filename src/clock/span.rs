//! From a moment until another, as long as the clock is not set back.

use jiff::Timestamp;

/// A time for which something is kept in memory. If the clock is set back to before its beginning, nobody can say how
/// much of it is left, and it is over: otherwise what was kept for a minute by a clock that was a year ahead would be
/// kept for that year. Setting the clock back to later than its beginning prolongs it, to at most twice its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    from: Timestamp,
    until: Timestamp,
}

impl Span {
    /// From a moment until another.
    pub fn new(from: Timestamp, until: Timestamp) -> Self {
        Self { from, until }
    }

    /// When it ends.
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// Whether `now` is in it; the end is not.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }
}
