//! How far from the left of the window a box stands, and how much room is around it.

use crate::html::hidden::{
    computed::{Computed, is_small},
    declared::{Declarations, Slot},
    element::Element,
    kinds::Kinds,
};

/// Pixels from the left of the window at which a box may begin.
pub(super) const LEFT: f32 = 640.0;
/// Pixels of the narrowest wide window.
const WINDOW: f32 = 1_290.0;
/// Pixels that may be taken up at both sides of text that is written from the right, or cut off.
const SIDES: f32 = 700.0;
/// Pixels by which boxes that are as wide as what is around them may reach beyond that.
const SPILLED: f32 = 300.0;

/// Pixels of a block in the narrowest window.
const LEAST: f32 = 750.0;
/// Pixels of a table with columns of their own that has no width in pixels.
const FIXED: f32 = 600.0;

/// Where a box stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Pixels from the left of the window, and what is taken up at both sides: at most.
    pub(super) left: f32,
    pub(super) sides: f32,
    /// Pixels to the left of it for certain.
    pub(super) room: f32,
    /// Pixels by which it may reach beyond what is around it.
    pub(super) spilled: f32,
    /// Where in its column it stands: 0 at the left, 1 at the right.
    pub(super) aside: f32,
    /// Whether what it is in may be drawn after what comes behind.
    pub(super) is_stacked: bool,
    /// Whether it has no box for certain.
    pub(super) is_undrawn: bool,
    /// Pixels of a width that is declared.
    pub(super) span: f32,
    /// The narrowest width that is declared around it.
    pub(super) narrowest: Option<f32>,
    /// Pixels by which the lines that it stands in are painted over what is above them, and the lines that had ended where
    /// that began.
    pub(super) over: f32,
    pub(super) over_from: u32,
    /// Pixels of a box beyond which the text in it may be painted over, or have nothing behind it.
    pub(super) painted: Option<Painted>,
    /// The share of the window that is left by widths that are shares.
    pub(super) portion: f32,
    /// Whether it is in a box that is as wide as what it holds, and the share of that which widths leave: of what is in
    /// it, the rest stands beside it.
    pub(super) is_shrunk: bool,
    pub(super) squeeze: f32,
    /// Pixels at the sides at which what flows over is cut off, and those of the box that does it.
    pub(super) cut: Option<f32>,
    pub(super) cut_width: Option<f32>,
    /// Pixels of columns before it in tables that a box around them may cut off.
    pub(super) before: f32,
    /// Pixels between what is in two cells of the table around it.
    pub(super) between: f32,
    /// Pixels of a table whose columns have the widths that are declared.
    pub(super) fixed: f32,
}

/// Pixels of what is around a box, from and to, on one side.
pub(super) fn around(declarations: &Declarations, slots: &[Slot], letters: (f32, f32)) -> (f32, f32) {
    let is_scaled = declarations.flag(Slot::InLetters);
    let grown = if is_scaled { (letters.1 / 16.0).max(1.0) } else { 1.0 };
    let sum =
        |of: fn((f32, f32)) -> f32| slots.iter().map(|slot| of(declarations.range(*slot, (0.0, 0.0)))).sum::<f32>();
    // What is declared may follow letters that are smaller than others.
    (sum(|(from, _)| from.max(0.0)) * (letters.0 / 16.0).min(1.0), sum(|(_, to)| to.max(0.0)) * grown)
}

/// Pixels above what is in a box, at most.
pub(super) fn top_of(declarations: &Declarations, letters: (f32, f32)) -> f32 {
    around(declarations, &[Slot::PaddingTop, Slot::BorderTop, Slot::MarginTop], letters).1
}

pub(super) const LEFTS: &[Slot] = &[Slot::PaddingLeft, Slot::MarginLeft, Slot::BorderLeft];
pub(super) const RIGHTS: &[Slot] = &[Slot::PaddingRight, Slot::MarginRight, Slot::BorderRight];

/// A box beyond which the text in it may be painted over, or have nothing behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Painted {
    /// Pixels from the left of the window at which what is in it begins.
    pub(super) from: f32,
    pub(super) width: f32,
    /// Whether it is as wide as the page, and nothing is beside it.
    pub(super) is_wide: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            left: 0.0,
            sides: 0.0,
            room: 0.0,
            spilled: 0.0,
            aside: 0.0,
            is_stacked: false,
            is_undrawn: false,
            span: 0.0,
            narrowest: None,
            over: 0.0,
            over_from: 0,
            painted: None,
            portion: 1.0,
            is_shrunk: false,
            squeeze: 1.0,
            cut: None,
            cut_width: None,
            before: 0.0,
            between: 0.0,
            fixed: FIXED,
        }
    }
}

impl Place {
    /// Where what is in an element stands.
    pub(super) fn within(mut self, element: &Element<'_>, kinds: Kinds, computed: &Computed, is_root: bool) -> Self {
        let declarations = &element.declarations;
        self.is_undrawn |= declarations.is_certain_flag(Slot::Display);
        self.is_stacked |= declarations.flag(Slot::Stacks) || declarations.flag(Slot::Moved);
        if kinds.may_be(Kinds::CELL) {
            self.aside = 0.0;
        }
        let flag = |slot| f32::from(u8::from(declarations.flag(slot)));
        let is_from_right = f32::from(u8::from(computed.is_from_right));
        let aside = flag(Slot::AutoLeft) * (1.0 - flag(Slot::AutoRight) / 2.0);
        self.aside = self.aside.max(aside).max(is_from_right);
        self.span = 0.0;
        if kinds.is(Kinds::INLINE) {
            return self;
        }
        let letters = computed.letters;
        let (left, right) = (around(declarations, LEFTS, letters), around(declarations, RIGHTS, letters));
        let drawn_back = declarations.range(Slot::MarginLeft, (0.0, 0.0)).0.min(0.0);
        self.over = 0.0;
        if kinds.may_be(Kinds::TABLE) {
            let own = declarations.range(Slot::Between, (0.0, 0.0)).1;
            self.between = own.max(2.0) + element.between + 2.0;
        }
        let around_cells = if kinds.may_be(Kinds::CELL) { self.between } else { 0.0 };
        let indent = if kinds.may_be(Kinds::INLINE_BLOCK) { computed.indent.1 } else { 0.0 };
        self.left += left.1 + around_cells + indent;
        self.sides += left.1 + right.1 + around_cells;
        self.room += left.0 + drawn_back;
        if declarations.flag(Slot::IsFull) && kinds.may_be(Kinds::BLOCK) {
            self.spilled += left.1 + right.1;
        }
        let most = declarations.range(Slot::MostWidth, (f32::INFINITY, f32::INFINITY)).1;
        let (declared, span) = declarations.range(Slot::Span, (0.0, 0.0));
        self.span = span.min(most).max(declarations.range(Slot::LeastSpan, (0.0, 0.0)).1);
        let narrow = if declared > 0.0 { declared.min(most) } else { most };
        // A table and a cell grow with what is in them, unless the most is declared.
        let grows = kinds.is(Kinds::CELL.or(Kinds::TABLE)) && most == f32::INFINITY;
        if narrow < f32::INFINITY && !grows {
            self.narrowest = Some(self.narrowest.map_or(narrow, |outer| outer.min(narrow)));
        }
        if kinds.may_be(Kinds::TABLE) && computed.is_fixed {
            self.fixed = if declared > 0.0 { declared.min(FIXED) } else { FIXED };
        }
        let portion = declarations.range(Slot::Portion, (1.0, 1.0)).0.min(1.0);
        if !kinds.is(Kinds::CELL) {
            self.portion *= portion;
        }
        let is_beside_others = kinds.may_be(Kinds::INLINE_BLOCK) || declarations.flag(Slot::Floats);
        // A table and a cell grow with what is in them.
        if kinds.is(Kinds::TABLE.or(Kinds::CELL)) {
            self.squeeze = 1.0;
        } else if self.is_shrunk {
            self.squeeze *= portion;
        } else if portion < 1.0 {
            let narrow = LEAST * self.portion;
            self.narrowest = Some(self.narrowest.map_or(narrow, |outer| outer.min(narrow)));
        }
        self.is_shrunk |= is_beside_others || kinds.may_be(Kinds::TABLE.or(Kinds::CELL));
        let is_painted = declarations.has(Slot::Background) || declarations.has(Slot::Picture);
        let held = if (is_painted || is_beside_others) && narrow < f32::INFINITY && !grows {
            narrow
        } else if computed.is_fixed && kinds.may_be(Kinds::CELL) && declared > 0.0 {
            declared
        } else if is_painted && self.portion < 0.3 {
            1.0
        } else if is_painted && kinds.is(Kinds::BLOCK) && !self.is_shrunk && !is_root {
            LEAST
        } else {
            f32::INFINITY
        };
        if held < f32::INFINITY && self.painted.is_none_or(|outer| held < outer.width) {
            self.painted = Some(Painted { from: self.left, width: held, is_wide: held == LEAST });
        }
        if declarations.flag(Slot::CutsOff) {
            let width = if declared > 0.0 { narrow } else { most.min(400.0) };
            let width = width.max(declarations.range(Slot::LeastWidth, (0.0, 0.0)).0);
            let cut = self.sides + width - 100.0;
            self.cut = Some(self.cut.map_or(cut, |outer| outer.min(cut)));
            self.before = 0.0;
            self.cut_width = Some(self.cut_width.map_or(width, |outer| outer.min(width)));
        }
        self
    }

    /// Whether it may stand beside the window.
    pub(super) fn is_away(&self, computed: &Computed) -> bool {
        let aside = self.aside.max(computed.align);
        let is_narrow = self.narrowest.is_some_and(|width| width < 200.0) || self.portion < 0.4;
        let is_held = self.cut.is_some() || computed.is_from_right;
        self.left > LEFT
            || is_held && is_narrow && self.portion < 1.0
            || self.painted.is_some_and(|painted| self.span > painted.width + 1.0)
            || computed.is_cut && computed.indent != (0.0, 0.0)
            || self.cut.is_some() && self.sides > SIDES
            || computed.is_cut && self.cut_width.is_some_and(|width| self.span > width + 1.0)
            || computed.is_cut && computed.is_fixed
            || computed.is_cut && self.cut.is_some_and(|cut| self.sides > cut)
            || self.span > 0.0 && self.left + self.span > WINDOW
            || computed.is_from_right && self.sides > SIDES
            || self.spilled > SPILLED && aside > 0.0
    }
}

impl Element<'_> {
    /// What boxes it may be.
    pub(super) fn kinds(&self, name: &str) -> Kinds {
        self.declarations.kinds(Kinds::of(name))
    }

    /// Whether something of it may be drawn.
    pub(super) fn is_drawn(&self, name: &str) -> bool {
        let is_tiny = is_small(&self.declarations, name.starts_with("im"));
        !is_tiny && !self.is_never_drawn && !self.declarations.flag(Slot::Display)
    }
}
