//! What is declared of an element: a value for each property that can hide, with its rank in the cascade (CSS Cascade,
//! section 6), and beside it what only may be declared.
//!
//! A declaration that may hold or not is kept apart. Read is then whatever of the two hides more.

use super::paints::Paints;

/// What weighs more wins; of equal ranks the last.
pub(super) type Rank = u64;

/// Ranks of what browsers declare themselves.
pub(super) const BROWSER: Rank = 0;
/// Ranks of the attributes of old, below every rule.
pub(super) const ATTRIBUTE: Rank = 1;
/// Ranks of the `style` attribute, above every rule.
pub(super) const STYLE: Rank = 1 << 60;
/// Ranks from here on are of declarations with `!important`: they win over all others.
pub(super) const IMPORTANT: Rank = 1 << 61;

/// A property that can hide, or some that do it in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Display,
    Visibility,
    Opacity,
    Size,
    Ink,
    /// The colour of the inside of letters, which goes before the other.
    Fill,
    Background,
    Picture,
    CutOut,
    Shadow,
    CutsOff,
    Width,
    Height,
    MostWidth,
    MostHeight,
    LeastWidth,
    LeastHeight,
    /// Padding into which text may flow.
    PaddingRight,
    PaddingBottom,
    Line,
    /// Whether it is placed by itself.
    Alone,
    /// Whether it is placed by the window.
    Fixed,
    /// Whether it is moved from its place.
    Moved,
    Left,
    Right,
    Top,
    Bottom,
    MarginLeft,
    MarginRight,
    MarginTop,
    MarginBottom,
    PaddingLeft,
    Clip,
    /// What is left of letters by `transform`, `scale`, `zoom`.
    Transform,
    Scale,
    Zoom,
    /// Whether it may be drawn over its neighbours.
    Covers,
    /// Whether its lines count as the block's own (`display` other than `inline`).
    IsBlock,
    /// Whether its letters are pictures.
    Pictorial,
    /// Whether it is written from right to left, and not wrapped.
    FromRight,
    Unwrapped,
    /// Of a property of `guard.rs`: its place in that table.
    Guard(u8),
}

/// A value, as far as it says whether something is hidden.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// True where the element is not drawn.
    Flag(bool),
    /// What is left, of 1.
    Share(f32),
    Visible(Visible),
    Size(Size),
    Paints(Paints),
    /// Pixels, from and to.
    Range(f32, f32),
}

/// The value of `visibility`, the one that hides most last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Visible {
    Yes,
    Inherited,
    No,
}

/// The size of letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    /// So many pixels, at least.
    pub(super) pixels: f32,
    /// Or so many times the size around.
    pub(super) times: f32,
}

impl Size {
    /// That of the parent.
    pub(super) const INHERITED: Self = Self { pixels: f32::INFINITY, times: 1.0 };
}

impl Value {
    /// Of two values, the one by which a reader sees less.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Flag(one), Self::Flag(other)) => Self::Flag(one || other),
            (Self::Share(one), Self::Share(other)) => Self::Share(one.min(other)),
            (Self::Visible(one), Self::Visible(other)) => Self::Visible(one.max(other)),
            (Self::Size(one), Self::Size(other)) => {
                Self::Size(Size { pixels: one.pixels.min(other.pixels), times: one.times.min(other.times) })
            }
            (Self::Paints(one), Self::Paints(other)) => Self::Paints(one.or(other)),
            (Self::Range(from, to), Self::Range(other, until)) => Self::Range(from.min(other), to.max(until)),
            (one, _) => one,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    slot: Slot,
    is_certain: bool,
    rank: Rank,
    value: Value,
}

/// What is declared of an element. Of a property it keeps two values at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Declarations {
    entries: Vec<Entry>,
}

impl Declarations {
    /// Declares a value, unless a certain one of more weight is declared.
    pub(super) fn set(&mut self, slot: Slot, rank: Rank, is_certain: bool, value: Value) {
        let own = self.entries.iter_mut().find(|entry| entry.slot == slot && entry.is_certain == is_certain);
        match own {
            None => self.entries.push(Entry { slot, is_certain, rank, value }),
            Some(entry) if is_certain && entry.rank <= rank => (entry.rank, entry.value) = (rank, value),
            Some(_) if is_certain => {}
            Some(entry) => (entry.rank, entry.value) = (entry.rank.max(rank), entry.value.or(value)),
        }
    }

    /// Adds what a rule declares, its ranks raised; `is_certain` says whether the rule holds for certain.
    pub(super) fn merge(&mut self, rule: &Self, raise: Rank, is_certain: bool) {
        for entry in &rule.entries {
            self.set(entry.slot, entry.rank + raise, entry.is_certain && is_certain, entry.value);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What holds of a property, or whatever hides most of what may hold; `otherwise` if nothing is declared.
    fn get(&self, slot: Slot, otherwise: Value) -> Value {
        let (mut certain, mut perhaps) = (None, None);
        for entry in self.entries.iter().filter(|entry| entry.slot == slot) {
            *(if entry.is_certain { &mut certain } else { &mut perhaps }) = Some((entry.rank, entry.value));
        }
        match (certain, perhaps) {
            (None, None) => otherwise,
            (None, Some((_, value))) => otherwise.or(value),
            (Some((rank, value)), Some((other_rank, other))) if other_rank >= rank => value.or(other),
            (Some((_, value)), _) => value,
        }
    }

    /// Whether something is declared of a property.
    pub(super) fn has(&self, slot: Slot) -> bool {
        self.entries.iter().any(|entry| entry.slot == slot)
    }

    pub(super) fn flag(&self, slot: Slot) -> bool {
        self.get(slot, Value::Flag(false)) == Value::Flag(true)
    }

    /// Whether a flag is certain.
    pub(super) fn is_certain_flag(&self, slot: Slot) -> bool {
        self.flag(slot) && !self.entries.iter().any(|entry| entry.slot == slot && !entry.is_certain)
    }

    /// A flag that is inherited.
    pub(super) fn flag_in(&self, slot: Slot, outer: bool) -> bool {
        self.get(slot, Value::Flag(outer)) == Value::Flag(true)
    }

    pub(super) fn share(&self, slot: Slot) -> f32 {
        if let Value::Share(share) = self.get(slot, Value::Share(1.0)) { share } else { 1.0 }
    }

    pub(super) fn visible(&self) -> Visible {
        match self.get(Slot::Visibility, Value::Visible(Visible::Inherited)) {
            Value::Visible(visible) => visible,
            _ => Visible::Inherited,
        }
    }

    pub(super) fn size(&self) -> Size {
        if let Value::Size(size) = self.get(Slot::Size, Value::Size(Size::INHERITED)) { size } else { Size::INHERITED }
    }

    pub(super) fn paints(&self, slot: Slot) -> Paints {
        match self.get(slot, Value::Paints(Paints::INHERITED)) {
            Value::Paints(paints) => paints,
            _ => Paints::INHERITED,
        }
    }

    /// From how many pixels to how many.
    pub(super) fn range(&self, slot: Slot, otherwise: (f32, f32)) -> (f32, f32) {
        match self.get(slot, Value::Range(otherwise.0, otherwise.1)) {
            Value::Range(from, to) => (from, to),
            _ => otherwise,
        }
    }

    /// Whether a property of `guard.rs` hides the element.
    pub(super) fn is_guarded(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.slot, Slot::Guard(_)) && self.flag(entry.slot))
    }
}
