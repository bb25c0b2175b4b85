//! What is known of an element's text once all declarations are in: what is inherited, and what hides.

use super::{
    colour::{BLACK, Paint, WHITE},
    declared::{Declarations, Slot},
    paints::Paints,
    value::LETTERS,
};

/// Pixels of letters that can be read, at least.
const LEGIBLE: f32 = 5.0;
/// What of an element must be there to be seen.
const FAINT: f32 = 0.1;
/// Pixels of a side in which a letter can be read.
const ROOM: f32 = 8.0;
/// Pixels from line to line, below which they lie upon one another.
const FLAT: f32 = 6.0;

/// What holds for text in an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Computed {
    /// The element is not drawn, and nothing in it is.
    pub(super) is_out: bool,
    /// It is not drawn until it is opened; a `summary` in it is.
    pub(super) is_closed: bool,
    is_visible: bool,
    /// What is left of it in all that it is in.
    opacity: f32,
    letters: f32,
    /// How large its letters are drawn, of 1.
    scale: f32,
    line: f32,
    is_flat: bool,
    ink: Paints,
    fill: Option<Paints>,
    background: Paints,
    shadow: Paints,
    /// Whether its letters look like others, or like nothing.
    pub(super) is_pictorial: bool,
    is_from_right: bool,
    is_unwrapped: bool,
}

impl Default for Computed {
    /// As a body begins: black on white.
    fn default() -> Self {
        Self {
            is_out: false,
            is_closed: false,
            is_visible: true,
            opacity: 1.0,
            letters: LETTERS,
            scale: 1.0,
            line: LETTERS,
            is_flat: false,
            ink: Paint::from(BLACK).into(),
            fill: None,
            background: Paint::from(WHITE).into(),
            shadow: Paints::of([]),
            is_pictorial: false,
            is_from_right: false,
            is_unwrapped: false,
        }
    }
}

impl Computed {
    /// Whether text here is not seen.
    pub(super) fn hides(&self) -> bool {
        self.is_out
            || self.is_closed
            || !self.is_visible
            || self.letters * self.scale < LEGIBLE
            || self.is_flat
            || self.lacks_contrast()
    }

    /// Whether a picture here is seen.
    pub(super) fn shows_pictures(&self) -> bool {
        !self.is_out && !self.is_closed && self.is_visible
    }

    /// Whether a line of so many bytes may reach beyond the side of the window that no reader scrolls to.
    pub(super) fn flows_away(&self, length: usize) -> bool {
        self.is_from_right && self.is_unwrapped && length > 60
    }

    /// Whether text here may be as wide as it likes.
    pub(super) fn reaches_far(&self) -> bool {
        self.is_unwrapped || self.is_from_right || self.letters > 200.0
    }

    fn lacks_contrast(&self) -> bool {
        let is_told = self.fill.unwrap_or(self.ink).are_told_from(self.background, self.opacity);
        let has_shadow = self.shadow.all().next().is_some();
        let is_shadow_told = has_shadow && self.shadow.are_told_from(self.background, self.opacity);
        self.shadow.is_unknown || !(is_told || is_shadow_told)
    }

    /// Either of the two: whatever hides more.
    pub(super) fn or(self, other: Self) -> Self {
        let fill = match (self.fill, other.fill) {
            (Some(one), Some(other)) => Some(one.or(other)),
            (None, None) => None,
            (Some(fill), None) => Some(fill.or(other.ink)),
            (None, Some(fill)) => Some(fill.or(self.ink)),
        };
        Self {
            is_out: self.is_out || other.is_out,
            is_closed: self.is_closed || other.is_closed,
            is_visible: self.is_visible && other.is_visible,
            opacity: self.opacity.min(other.opacity),
            letters: self.letters.min(other.letters),
            scale: self.scale.min(other.scale),
            line: self.line.min(other.line),
            is_flat: self.is_flat || other.is_flat,
            ink: self.ink.or(other.ink),
            fill,
            background: self.background.or(other.background),
            shadow: if self.shadow == other.shadow { self.shadow } else { Paints::of([]) },
            is_pictorial: self.is_pictorial || other.is_pictorial,
            is_from_right: self.is_from_right || other.is_from_right,
            is_unwrapped: self.is_unwrapped || other.is_unwrapped,
        }
    }

    /// The same within an element.
    pub(super) fn within(mut self, element: &Declarations, is_cell: bool, is_inline: bool) -> Self {
        if element.is_empty() {
            self.is_flat |= !is_inline && self.line < FLAT;
            return self;
        }
        self.is_visible = element.is_visible_in(self.is_visible);
        let size = element.size();
        self.letters = size.pixels.min(size.times * self.letters);
        self.ink = element.paints(Slot::Ink).within(self.ink);
        if element.has(Slot::Fill) {
            self.fill = Some(element.paints(Slot::Fill).within(self.fill.unwrap_or(self.ink)));
        }
        self.lay(element);
        self.line = element.range(Slot::Line, (self.line, self.line)).0;
        if element.flag_in(Slot::IsBlock, !is_inline) {
            self.is_flat = self.line < FLAT;
        }
        self.shadow = element.paints(Slot::Shadow).within(self.shadow);
        self.is_pictorial = element.flag_in(Slot::Pictorial, self.is_pictorial);
        self.is_from_right = element.flag_in(Slot::FromRight, self.is_from_right);
        self.is_unwrapped = element.flag_in(Slot::Unwrapped, self.is_unwrapped);
        self.opacity *= element.share(Slot::Opacity).clamp(0.0, 1.0);
        for slot in [Slot::Transform, Slot::Scale, Slot::Zoom] {
            self.scale *= element.share(slot).clamp(0.0, 1.0);
        }
        let is_narrow = self.is_from_right && element.range(Slot::Width, (f32::MAX, f32::MAX)).0 < 150.0;
        self.is_out |= self.opacity < FAINT
            || self.scale * LETTERS < LEGIBLE
            || element.flag(Slot::Display)
            || element.is_guarded()
            || element.flag(Slot::CutsOff) && has_no_room(element, is_cell)
            || element.is_away()
            || is_narrow;
        self
    }

    /// Lays an element's background behind its text, or fills its letters with it.
    fn lay(&mut self, element: &Declarations) {
        let (colour, picture) = (element.paints(Slot::Background), element.paints(Slot::Picture));
        let own = if picture == Paints::INHERITED { colour } else { picture };
        match element.range(Slot::CutOut, (0.0, 0.0)) {
            (0.0, 0.0) => self.background = picture.over(colour.over(self.background)),
            (1.0, _) => {
                let letters = self.fill.unwrap_or(self.ink);
                if letters.all().all(Paint::is_transparent) && !letters.is_unknown {
                    let is_filled = !own.is_picture && !own.is_inherited;
                    self.fill = Some(if is_filled { own } else { Paints::UNKNOWN });
                }
            }
            _ => self.is_out = true,
        }
    }
}

/// Whether an element that cuts off what flows over has no size in a direction, and no room beside it.
pub(super) fn has_no_room(element: &Declarations, is_cell: bool) -> bool {
    let is_nothing = |slot| element.range(slot, (f32::INFINITY, f32::INFINITY)).0 <= ROOM;
    let is_room = |slot| element.range(slot, (0.0, 0.0)).0 > ROOM;
    let has_width = is_room(Slot::LeastWidth) || is_room(Slot::PaddingRight);
    if is_cell {
        // The height of a cell grows with what is in it, and its width where another is asked for.
        let is_narrow = is_nothing(Slot::Width) || is_nothing(Slot::MostWidth) && !element.has(Slot::Width);
        return is_narrow && !has_width;
    }
    (is_nothing(Slot::Width) || is_nothing(Slot::MostWidth)) && !has_width
        || (is_nothing(Slot::Height) || is_nothing(Slot::MostHeight))
            && !(is_room(Slot::LeastHeight) || is_room(Slot::PaddingBottom))
}

/// Whether an element is so small that it covers nothing.
pub(super) fn is_small(element: &Declarations, is_picture: bool) -> bool {
    let is_small = |slot, most| {
        element.range(slot, (f32::INFINITY, f32::INFINITY)).1 <= ROOM
            || element.range(most, (f32::INFINITY, f32::INFINITY)).1 <= ROOM
    };
    (is_picture || element.flag(Slot::CutsOff))
        && is_small(Slot::Width, Slot::MostWidth)
        && is_small(Slot::Height, Slot::MostHeight)
}
