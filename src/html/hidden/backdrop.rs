//! What is painted behind text.
//!
//! A background is behind what stands in its box, and a browser lays boxes out which this does not. So a background is
//! believed where its box is a plain one that holds the text for certain. Everywhere else a text must be told both from
//! the background and from what is behind it.

use super::{
    colour::{Paint, WHITE},
    declared::{Declarations, Slot},
    kinds::Kinds,
    paints::Paints,
};

/// What is behind the text in an element, by where that stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Backdrop {
    /// The colours that may be behind its lines of text.
    lines: Paints,
    /// Behind blocks in it: what is painted behind lines alone ends there.
    blocks: Paints,
    /// Behind what floats in it: that may hang out of every block up to the one that holds all.
    floats: Paints,
    /// Behind the caption of the table around it.
    caption: Paints,
    /// Those of the whole page, for text that may stand outside every box.
    page: Paints,
    /// Whether something is declared of that.
    is_set: bool,
}

impl Default for Backdrop {
    fn default() -> Self {
        let white = Paint::from(WHITE).into();
        Self { lines: white, blocks: white, floats: white, caption: white, page: white, is_set: false }
    }
}

/// An element as its backdrop is laid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Laid {
    pub(super) kinds: Kinds,
    pub(super) floats: bool,
    /// Whether its text may stand beside its box: above or below the line, or beyond a size that it has.
    pub(super) is_raised: bool,
    pub(super) is_limited: bool,
    /// Whether text in a corner of it may stand outside.
    pub(super) is_round: bool,
    /// Whether the box itself is drawn.
    pub(super) is_visible: bool,
    pub(super) is_root: bool,
    /// Whether it holds all that floats in it.
    pub(super) holds_floats: bool,
}

impl Backdrop {
    pub(super) fn behind_lines(&self) -> Paints {
        self.lines
    }

    pub(super) fn behind_page(&self) -> Paints {
        self.page
    }

    /// Either of the two.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            lines: self.lines.or(other.lines),
            blocks: self.blocks.or(other.blocks),
            floats: self.floats.or(other.floats),
            caption: self.caption.or(other.caption),
            page: self.page.or(other.page),
            is_set: self.is_set || other.is_set,
        }
    }

    /// What is behind the text in an element.
    pub(super) fn within(mut self, element: &Declarations, laid: Laid) -> Self {
        let kinds = laid.kinds;
        if kinds.may_be(Kinds::CAPTION) {
            self.become_either(self.caption);
        }
        if laid.floats {
            self.become_either(self.floats);
        }
        if laid.is_limited {
            self.become_either(self.page);
        }
        if !kinds.is(Kinds::INLINE) || laid.is_raised {
            self.lines = self.lines.or(self.blocks);
        }
        if kinds.may_be(Kinds::TABLE) {
            self.caption = self.lines;
        }
        let over = over(element, self.lines);
        if over != self.lines {
            let is_believed = laid.is_visible && !laid.is_limited && !laid.is_round && !kinds.may_be(Kinds::OTHER);
            self.lines = if is_believed { over } else { over.or(self.lines) };
        }
        if !kinds.is(Kinds::INLINE) {
            self.blocks = self.lines;
        }
        if laid.holds_floats || laid.floats || kinds.is(Kinds::CELL.or(Kinds::INLINE_BLOCK)) {
            self.floats = self.lines;
        }
        if laid.is_root {
            self.is_set |= element.has(Slot::Background) || element.has(Slot::Picture);
            self = Self { caption: self.lines, page: self.lines, floats: self.lines, ..self };
        }
        self
    }

    fn become_either(&mut self, other: Paints) {
        self.lines = self.lines.or(other);
        self.blocks = self.blocks.or(other);
        self.floats = self.floats.or(other);
    }
}

/// What is behind the text of an element that is as it seems. Pictures from elsewhere are perhaps not there, and gradients
/// may be small.
fn over(element: &Declarations, behind: Paints) -> Paints {
    let (colour, picture) = (element.paints(Slot::Background), element.paints(Slot::Picture));
    if picture.is_unknown {
        return Paints::UNKNOWN;
    }
    let under = colour.over(behind);
    let gradients = picture.colours();
    if gradients.all().next().is_none() {
        return under;
    }
    let is_whole = !element.flag(Slot::Tiled) && !picture.is_picture && !picture.is_inherited;
    let over = gradients.over(under);
    if is_whole { over } else { over.or(under) }
}
