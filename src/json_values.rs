//! How many values a JSON document holds, counted before it is read: a few bytes of JSON can become hundreds.
//!
//! One pass, in pieces as they arrive, without an allocation. What is no JSON is counted too.

/// Levels of brackets that a reader of JSON goes into.
const MAX_DEPTH: u32 = 128;

/// Values from above: what opens or separates one is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Objects, which take the most memory.
    pub objects: usize,
    /// Lists, items, and the names and values of members.
    pub others: usize,
}

impl Values {
    /// The values of a whole document.
    pub fn of(json: &[u8]) -> Self {
        Counter::default().count(json)
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.objects + self.others
    }
}

/// Counts a document that comes in pieces.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counter {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Counter {
    /// The values that begin in the next piece. Text may hold as many commas as it likes.
    pub fn count(&mut self, piece: &[u8]) -> Values {
        let mut values = Values::default();
        for byte in piece {
            match (self.in_string, byte) {
                (true, _) if self.escaped => self.escaped = false,
                (true, b'\\') => self.escaped = true,
                (_, b'"') => self.in_string = !self.in_string,
                (false, b',' | b':') => values.others += 1,
                (false, b'[' | b'{') => {
                    self.depth = self.depth.saturating_add(1);
                    let counted = usize::from(self.depth <= MAX_DEPTH);
                    if *byte == b'{' {
                        values.objects += counted;
                    } else {
                        values.others += counted;
                    }
                }
                (false, b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        values
    }
}
