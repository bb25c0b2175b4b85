//! What is known of an element's text once all declarations are in: what is inherited, and what hides.

use std::rc::Rc;

use super::{
    backdrop::{Backdrop, Laid},
    colour::{BLACK, Paint},
    declared::{Declarations, Slot},
    kinds::Kinds,
    paints::Paints,
    value::LETTERS,
};

/// Pixels of letters that can be read, at least.
const LEGIBLE: f32 = 5.0;
/// Pixels of a round corner, in which a letter may stand.
const ROUND: f32 = 24.0;
/// What of an element must be there to be seen.
const FAINT: f32 = 0.1;
/// Pixels of a side in which a letter can be read.
const ROOM: f32 = 8.0;
/// Pixels from line to line, below which they lie upon one another.
const FLAT: f32 = 6.0;
/// Pixels of a height in which a line can be read, and of a width in which most words can.
const ONE_LINE: f32 = 11.0;
const A_WORD: f32 = 150.0;

/// What holds for text in an element.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Computed {
    /// The element is not drawn, and nothing in it is.
    pub(super) is_out: bool,
    /// It is not drawn until it is opened; a `summary` in it is.
    pub(super) is_closed: bool,
    is_visible: bool,
    /// What is left of it in all that it is in.
    opacity: f32,
    /// Pixels of its letters, from and to.
    pub(super) letters: (f32, f32),
    /// How large its letters are drawn, of 1.
    scale: f32,
    /// Pixels from line to line, from and to.
    line: (f32, f32),
    /// The same in times its letters, where it follows them.
    lines: Option<(f32, f32)>,
    /// Pixels of each line of the block that it is in, at least.
    strut: f32,
    ink: Paints,
    fill: Option<Paints>,
    backdrop: Rc<Backdrop>,
    shadow: Paints,
    /// Whether its letters look like others, or like nothing.
    pub(super) is_pictorial: bool,
    pub(super) is_from_right: bool,
    pub(super) is_unwrapped: bool,
    /// Whether its spaces are kept.
    pub(super) is_preserved: bool,
    /// Where text stands in its line: 0 at the left, 1 at the right.
    pub(super) align: f32,
    /// Pixels between letters, beyond what is usual, from and to.
    pub(super) spacing: (f32, f32),
    /// Pixels by which a first line begins later, from and to.
    pub(super) indent: (f32, f32),
    /// Pixels by which its text stands above or below its line.
    raised: f32,
    /// Whether what flows over the sides is cut off around it.
    pub(super) is_cut: bool,
    /// Whether columns around it may be as narrow as they like.
    pub(super) is_fixed: bool,
}

impl Default for Computed {
    /// As a body begins: black on white.
    fn default() -> Self {
        Self {
            is_out: false,
            is_closed: false,
            is_visible: true,
            opacity: 1.0,
            letters: (LETTERS, LETTERS),
            scale: 1.0,
            line: (LETTERS * 1.15, LETTERS * 1.15),
            lines: Some((1.15, 1.15)),
            strut: LETTERS * 1.15,
            ink: Paint::from(BLACK).into(),
            fill: None,
            backdrop: Rc::default(),
            shadow: Paints::of([]),
            is_pictorial: false,
            is_from_right: false,
            is_unwrapped: false,
            is_preserved: false,
            align: 0.0,
            spacing: (0.0, 0.0),
            indent: (0.0, 0.0),
            raised: 0.0,
            is_cut: false,
            is_fixed: false,
        }
    }
}

impl Computed {
    /// Whether nothing is known to be behind the page.
    pub(super) fn has_blank_page(&self) -> bool {
        *self.backdrop == Backdrop::default()
    }

    /// Whether text here is not seen.
    pub(super) fn hides(&self) -> bool {
        self.is_out
            || self.is_closed
            || !self.is_visible
            || self.letters.0 * self.scale < LEGIBLE
            || self.height() < FLAT
            || self.lacks_contrast()
    }

    /// Whether text here is seen where it stands on the page alone.
    pub(super) fn is_told_from_page(&self) -> bool {
        self.ink.are_told_from(self.backdrop.behind_page(), self.opacity)
    }

    /// Whether a picture here is seen.
    pub(super) fn shows_pictures(&self) -> bool {
        !self.is_out && !self.is_closed && self.is_visible
    }

    /// Whether a line of so many bytes may reach beyond a side where no reader scrolls to.
    pub(super) fn flows_away(&self, length: usize) -> bool {
        self.is_unwrapped && (self.is_from_right && length > 60 || self.is_cut)
    }

    /// Whether text here may be as wide as it likes.
    pub(super) fn reaches_far(&self) -> bool {
        self.is_unwrapped || self.is_from_right || self.letters.1 > 200.0
    }

    /// Pixels by which letters may reach above the line that they stand in.
    pub(super) fn rises(&self) -> f32 {
        (self.letters.1 * 1.15 - self.height()) / 2.0 + self.raised
    }

    /// Pixels from the top of a line to the next, at least. In quirks mode the height of a block's own lines holds for
    /// text that stands in the block itself only; what is raised stands beside such a text.
    pub(super) fn height(&self) -> f32 {
        if self.raised > 0.0 { self.line.0.max(self.strut) } else { self.line.0 }
    }

    /// The same in a table, which in quirks mode has the colour of the body and ordinary letters.
    pub(super) fn in_table(self, body: &Self) -> Self {
        let letters = (LETTERS, LETTERS);
        let line = (LETTERS * 1.15, LETTERS * 1.15);
        let quirk = Self { ink: body.ink, letters: self.letters, line, align: 0.0, ..self.clone() };
        let most = self.letters.1.max(letters.1);
        let either = self.or(&quirk);
        Self { letters: (either.letters.0, most), ..either }
    }

    /// Pixels from the top of a line to the foot of its letters, at most.
    pub(super) fn foot(&self) -> f32 {
        (self.line.1 + self.letters.1) / 2.0 + self.raised
    }

    fn lacks_contrast(&self) -> bool {
        let behind = self.backdrop.behind_lines();
        // A shadow may be cut off or blurred: it shows nothing, and may hide.
        let is_told = |ink: Paints| ink.are_told_from(behind, self.opacity);
        self.shadow.is_unknown || !is_told(self.ink) || !self.fill.is_none_or(is_told)
    }

    /// Either of the two: whatever hides more.
    pub(super) fn or(self, other: &Self) -> Self {
        let fill = match (self.fill, other.fill) {
            (Some(one), Some(other)) => Some(one.or(other)),
            (None, None) => None,
            (Some(fill), None) => Some(fill.or(other.ink)),
            (None, Some(fill)) => Some(fill.or(self.ink)),
        };
        let both = |one: (f32, f32), other: (f32, f32)| (one.0.min(other.0), one.1.max(other.1));
        let is_same = self.backdrop == other.backdrop;
        Self {
            is_out: self.is_out || other.is_out,
            is_closed: self.is_closed || other.is_closed,
            is_visible: self.is_visible && other.is_visible,
            opacity: self.opacity.min(other.opacity),
            letters: both(self.letters, other.letters),
            scale: self.scale.min(other.scale),
            line: both(self.line, other.line),
            lines: self.lines.zip(other.lines).map(|(one, other)| both(one, other)),
            strut: self.strut.min(other.strut),
            ink: self.ink.or(other.ink),
            fill,
            backdrop: if is_same { self.backdrop } else { Rc::new(self.backdrop.or(*other.backdrop)) },
            shadow: if self.shadow == other.shadow { self.shadow } else { Paints::of([]) },
            is_pictorial: self.is_pictorial || other.is_pictorial,
            is_from_right: self.is_from_right || other.is_from_right,
            is_unwrapped: self.is_unwrapped || other.is_unwrapped,
            is_preserved: self.is_preserved || other.is_preserved,
            align: self.align.max(other.align),
            spacing: both(self.spacing, other.spacing),
            indent: both(self.indent, other.indent),
            raised: self.raised.max(other.raised),
            is_cut: self.is_cut || other.is_cut,
            is_fixed: self.is_fixed || other.is_fixed,
        }
    }

    /// The same within an element, which may be these boxes.
    pub(super) fn within(mut self, element: &Declarations, kinds: Kinds, is_root: bool) -> Self {
        let is_block = !kinds.is(Kinds::INLINE);
        if is_block {
            self.raised = 0.0;
        }
        if element.is_empty() {
            self.lay(element, kinds, is_root);
            if is_block {
                self.strut = self.line.0;
            }
            return self;
        }
        self.is_visible = element.is_visible_in(self.is_visible);
        self.letters = element.size(Slot::Size).within(self.letters);
        self.ink = element.paints(Slot::Ink).within(self.ink);
        if element.has(Slot::Fill) {
            self.fill = Some(element.paints(Slot::Fill).within(self.fill.unwrap_or(self.ink)));
        }
        if kinds.may_be(Kinds::INLINE) {
            self.raised += element.range(Slot::Raised, (0.0, 0.0)).1;
        }
        self.set_line(element);
        if is_block {
            self.strut = self.line.0;
        }
        self.shadow = element.paints(Slot::Shadow).within(self.shadow);
        self.is_pictorial = element.flag_in(Slot::Pictorial, self.is_pictorial);
        self.is_from_right = element.flag_in(Slot::FromRight, self.is_from_right);
        self.is_unwrapped = element.flag_in(Slot::Unwrapped, self.is_unwrapped);
        self.is_preserved = element.flag_in(Slot::Preserved, self.is_preserved);
        self.lay(element, kinds, is_root);
        self.spacing = element.range(Slot::Spacing, self.spacing);
        if kinds.may_be(Kinds::INLINE_BLOCK) {
            self.is_out |= self.indent.0 < 0.0;
        }
        self.indent = element.range(Slot::Indent, self.indent);
        self.align = element.range(Slot::Align, (0.0, self.align)).1;
        self.opacity *= element.share(Slot::Opacity).clamp(0.0, 1.0);
        for slot in [Slot::Transform, Slot::Scale, Slot::Zoom] {
            self.scale *= element.share(slot).clamp(0.0, 1.0);
        }
        let is_narrow = self.is_from_right && element.range(Slot::Width, (f32::MAX, f32::MAX)).0 < 150.0;
        self.is_out |= self.opacity < FAINT
            || self.scale * LETTERS < LEGIBLE
            || element.flag(Slot::Display)
            || element.is_guarded()
            || element.is_away()
            || kinds.may_be(Kinds::OTHER)
            || element.is_drawn_back()
            || kinds.may_be(Kinds::ROWS) && element.flag(Slot::Collapses)
            // Lengths in letters were reckoned with ordinary ones.
            || element.flag(Slot::InLetters) && (self.letters.0 < 8.0 || self.letters.1 > 48.0)
            || kinds.may_be(Kinds::INLINE) && self.raised > 24.0
            || is_narrow;
        self.cut(element, kinds);
        self.is_fixed = element.flag(Slot::IsFixed) || self.is_fixed && !kinds.is(Kinds::TABLE);
        self
    }

    /// The height of lines: a number is of the letters of each element, everything else of those where it is declared.
    fn set_line(&mut self, element: &Declarations) {
        let times = |times: (f32, f32), letters: (f32, f32)| (times.0 * letters.0, times.1 * letters.1);
        if element.has(Slot::Line) {
            let size = element.size(Slot::Line);
            let own = size.within(self.letters);
            // What only may be declared may leave what is around.
            let is_certain = element.is_certain(Slot::Line);
            self.line = if is_certain { own } else { (own.0.min(self.line.0), own.1.max(self.line.1)) };
            let is_number = is_certain && element.flag(Slot::IsNumber);
            self.lines = is_number.then(|| size.within((1.0, 1.0)));
        } else if let Some(lines) = self.lines {
            self.line = times(lines, self.letters);
        }
    }

    /// Whether an element that cuts off what flows over may cut off its text.
    fn cut(&mut self, element: &Declarations, kinds: Kinds) {
        if !element.flag(Slot::CutsOff) && !element.flag(Slot::CutsOffBelow) {
            return;
        }
        let (least_width, _) = element.range(Slot::Width, (f32::INFINITY, f32::INFINITY));
        let is_squeezed =
            (self.is_fixed || element.flag(Slot::IsFixed)) && !(60.0..f32::INFINITY).contains(&least_width);
        let radius = element.range(Slot::Radius, (0.0, 0.0)).1;
        self.is_out |= has_no_room(element, kinds.is(Kinds::CELL)) || radius > ROUND || is_squeezed;
        self.is_cut |= element.flag(Slot::CutsOff) && !element.flag(Slot::Scrolls);
    }

    /// Lays an element's background behind its text.
    fn lay(&mut self, element: &Declarations, kinds: Kinds, is_root: bool) {
        let is_floating = element.flag(Slot::Floats);
        let is_tall = kinds.may_be(Kinds::BLOCK) && element.flag(Slot::IsTall);
        let laid = Laid {
            kinds,
            floats: is_floating,
            is_raised: self.raised > 0.0,
            is_round: element.range(Slot::Radius, (0.0, 0.0)).1 > ROUND,
            // Of a box with a height in pixels no text is kept but what stands in it.
            is_limited: is_tall && !is_root,
            is_visible: self.is_visible,
            is_root,
            holds_floats: element.flag(Slot::CutsOff) && element.is_certain(Slot::CutsOff),
        };
        match element.range(Slot::CutOut, (0.0, 0.0)) {
            (0.0, 0.0) => {
                let within = self.backdrop.within(element, laid);
                if within != *self.backdrop {
                    self.backdrop = Rc::new(within);
                }
            }
            // Letters that are cut out of a background are there only where that is.
            _ => self.is_out = true,
        }
    }
}

/// The height that an element has of its own, beyond which its text may stand. Cells and tables grow.
pub(super) fn limit(element: &Declarations, kinds: Kinds) -> Option<f32> {
    if kinds.is(Kinds::INLINE) {
        return None;
    }
    let declared = |slot| element.range(slot, (f32::INFINITY, f32::INFINITY)).0;
    let most = if kinds.is(Kinds::CELL.or(Kinds::ROWS)) { f32::INFINITY } else { declared(Slot::MostHeight) };
    let grows = kinds.is(Kinds::CELL.or(Kinds::TABLE).or(Kinds::ROWS));
    let height = if grows { most } else { most.min(declared(Slot::Height)) };
    let is_cut = element.flag(Slot::CutsOff) || element.flag(Slot::CutsOffBelow);
    if element.flag(Slot::IsTall) && is_cut && !grows {
        return Some(0.0);
    }
    (height < f32::INFINITY).then_some(height)
}

/// Whether an element that cuts off what flows over has no room for a word, in a direction.
fn has_no_room(element: &Declarations, is_cell: bool) -> bool {
    if is_cell {
        // The height of a cell grows with what is in it, and its width where another is asked for.
        let has_width = element.range(Slot::LeastWidth, (0.0, 0.0)).0 > ROOM;
        let is_narrow = is_within(element, Slot::Width, ROOM)
            || is_within(element, Slot::MostWidth, ROOM) && !element.has(Slot::Width);
        return is_narrow && !has_width;
    }
    has_no_size(element, A_WORD, ONE_LINE)
}

/// Whether a picture or a column takes no room, in a direction.
pub(super) fn is_tiny(element: &Declarations) -> bool {
    has_no_size(element, ROOM, ROOM)
}

/// Whether an element is no wider or no higher than so many pixels, and no more is asked for.
fn has_no_size(element: &Declarations, width: f32, height: f32) -> bool {
    let is_room = |slot| element.range(slot, (0.0, 0.0)).0 > ROOM;
    (is_within(element, Slot::Width, width) || is_within(element, Slot::MostWidth, width)) && !is_room(Slot::LeastWidth)
        || (is_within(element, Slot::Height, height) || is_within(element, Slot::MostHeight, height))
            && !is_room(Slot::LeastHeight)
}

fn is_within(element: &Declarations, slot: Slot, pixels: f32) -> bool {
    element.range(slot, (f32::INFINITY, f32::INFINITY)).0 <= pixels
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
