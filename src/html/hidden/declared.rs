//! What is declared of an element: a value for each property that can hide, with its rank in the cascade (CSS Cascade,
//! section 6), and beside it what only may be declared.
//!
//! A declaration that may hold or not is kept apart. Read is then whatever of the two hides more.

use super::{kinds::Kinds, paints::Paints};

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
    /// What box it is.
    Kind,
    Floats,
    Clears,
    /// Whether rows of a table that have it take no room.
    Collapses,
    Visibility,
    Opacity,
    Size,
    Ink,
    /// The colour of the inside of letters, which goes before the other.
    Fill,
    Background,
    Picture,
    /// Whether a picture or gradient behind it is placed, or has a size of its own.
    Tiled,
    CutOut,
    Shadow,
    CutsOff,
    /// Whether it cuts off what flows over its foot.
    CutsOffBelow,
    /// Whether what it cuts off can be scrolled to.
    Scrolls,
    Width,
    Height,
    MostWidth,
    MostHeight,
    LeastWidth,
    LeastHeight,
    /// Pixels of a width that are declared, not a share of what is around; and whether it is all of that.
    Span,
    LeastSpan,
    IsFull,
    /// The share of what is around that a width is.
    Portion,
    /// Whether a height is all of what is around.
    IsTall,
    PaddingTop,
    PaddingRight,
    PaddingBottom,
    PaddingLeft,
    BorderTop,
    BorderRight,
    BorderBottom,
    BorderLeft,
    /// How round its corners are.
    Radius,
    Line,
    /// Whether the height of lines is a number, of the letters of each element.
    IsNumber,
    /// Where text stands in a line: 0 at its beginning, 1 at its end.
    Align,
    /// Pixels between letters, beyond what is usual.
    Spacing,
    /// By how much a first line begins later.
    Indent,
    /// Pixels between what is in two cells of a table.
    Between,
    /// Whether text stands above or below its line.
    Raised,
    /// Whether it is drawn after what it lies on, whatever the order.
    Stacks,
    /// Whether columns have the widths that are declared, whatever is in them.
    IsFixed,
    /// Whether a length is told in letters.
    InLetters,
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
    /// Margins that take what room is left.
    AutoLeft,
    AutoRight,
    Clip,
    /// What is left of letters by `transform`, `scale`, `zoom`.
    Transform,
    Scale,
    Zoom,
    /// Whether it may be drawn over its neighbours.
    Covers,
    /// Whether its letters are pictures.
    Pictorial,
    /// Whether it is written from right to left, and not wrapped.
    FromRight,
    Unwrapped,
    /// Whether its spaces are kept.
    Preserved,
    /// Of a property of `harmless.rs`: its place in that table.
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
    Kinds(Kinds),
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

/// The size of letters, or the height of lines: the least that it may be, and the most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    least: Measure,
    most: Measure,
}

/// Pixels, or times the size around.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Measure {
    pixels: Option<f32>,
    times: Option<f32>,
}

impl Size {
    /// That of the parent.
    pub(super) const INHERITED: Self = Self::times(1.0);
    /// One that is not known.
    pub(super) const UNKNOWN: Self = Self {
        least: Measure { pixels: Some(0.0), times: None },
        most: Measure { pixels: Some(1_000.0), times: None },
    };

    pub(super) const fn pixels(pixels: f32) -> Self {
        let measure = Measure { pixels: Some(pixels), times: None };
        Self { least: measure, most: measure }
    }

    pub(super) const fn times(times: f32) -> Self {
        let measure = Measure { pixels: None, times: Some(times) };
        Self { least: measure, most: measure }
    }

    /// Pixels, from and to, where the size around is so many.
    pub(super) fn within(self, (least, most): (f32, f32)) -> (f32, f32) {
        let of = |measure: Measure, outer: f32| [measure.pixels, measure.times.map(|times| times * outer)];
        let least = of(self.least, least).into_iter().flatten().fold(f32::INFINITY, f32::min);
        (least, of(self.most, most).into_iter().flatten().fold(0.0, f32::max))
    }

    fn or(self, other: Self) -> Self {
        let either = |one: Option<f32>, other: Option<f32>, choose: fn(f32, f32) -> f32| match (one, other) {
            (Some(one), Some(other)) => Some(choose(one, other)),
            (one, other) => one.or(other),
        };
        let of = |one: Measure, other: Measure, choose: fn(f32, f32) -> f32| Measure {
            pixels: either(one.pixels, other.pixels, choose),
            times: either(one.times, other.times, choose),
        };
        Self { least: of(self.least, other.least, f32::min), most: of(self.most, other.most, f32::max) }
    }
}

impl Value {
    /// Of two values, the one by which a reader sees less.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Flag(one), Self::Flag(other)) => Self::Flag(one || other),
            (Self::Share(one), Self::Share(other)) => Self::Share(one.min(other)),
            (Self::Visible(one), Self::Visible(other)) => Self::Visible(one.max(other)),
            (Self::Kinds(one), Self::Kinds(other)) => Self::Kinds(one.or(other)),
            (Self::Size(one), Self::Size(other)) => Self::Size(one.or(other)),
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

    /// Values that are declared.
    pub(super) fn count(&self) -> usize {
        self.entries.len()
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
        self.flag(slot) && self.is_certain(slot)
    }

    /// Whether what is declared of a property holds for certain.
    pub(super) fn is_certain(&self, slot: Slot) -> bool {
        !self.entries.iter().any(|entry| entry.slot == slot && !entry.is_certain)
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

    /// The size of letters, of times those around.
    pub(super) fn size(&self, slot: Slot) -> Size {
        if let Value::Size(size) = self.get(slot, Value::Size(Size::INHERITED)) { size } else { Size::INHERITED }
    }

    /// What boxes the element may be, which is one of `otherwise` if nothing is declared.
    pub(super) fn kinds(&self, otherwise: Kinds) -> Kinds {
        if let Value::Kinds(kinds) = self.get(Slot::Kind, Value::Kinds(otherwise)) { kinds } else { otherwise }
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

    /// Whether a property of `harmless.rs` may hide the element.
    pub(super) fn is_guarded(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.slot, Slot::Guard(_)) && self.flag(entry.slot))
    }
}
