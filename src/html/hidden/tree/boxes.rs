//! The boxes of elements: what is beside the window, painted over or cut off, as far as it is looked at.

use super::{
    Open, State, Tree,
    place::{LEFT, LEFTS, RIGHTS, around, top_of},
};
use crate::html::hidden::{
    computed::{is_small, limit},
    declared::{Declarations, Slot},
    element::{Element, is_in},
    kinds::Kinds,
    widths::Widths,
};

/// Pixels by which something may reach above its line.
const OVER: f32 = 4.0;
/// The same for letters, which cover less. In a table it is not certain which of two sizes they have.
const LETTERS_OVER: f32 = 6.0;
/// Pixels of something in a line that has no size.
const UNKNOWN: f32 = 700.0;
/// Pixels of a picture without one.
const PICTURE: f32 = 100.0;
/// Pixels above what is in a box from which on a line is not at its top.
const LOW: f32 = 10.0;
/// Pixels of a line that is not wrapped that a box which cuts it off shows.
const CUT: f32 = 100.0;
/// Bytes of a text that stands in one line of a narrow box.
const SHORT: usize = 40;

/// What an element leaves behind where it ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct After {
    /// What boxes the element may be, if it has one.
    kinds: Option<Kinds>,
    has_frame: bool,
    is_floating: bool,
    /// The text before it, and how many boxes float there.
    text: u32,
    floats: usize,
    padding: f32,
    margin: f32,
    /// Pixels in the line.
    advance: f32,
    /// Pixels by which it is painted over what is above, and the lines that had ended where it began.
    over: f32,
    under: f32,
    ended: u32,
}

impl Tree<'_> {
    /// Whether a text here, its references decoded, may be beside the window, painted over or cut off.
    pub(super) fn is_out_of_sight(&mut self, text: &str) -> bool {
        let State { computed, place, .. } = &self.now;
        if place.is_undrawn {
            return false;
        }
        let number = self.lines.count();
        let room = place.narrowest;
        let painted = place.painted.filter(|painted| !painted.is_wide || !computed.is_told_from_page());
        let painted = painted.map(|painted| painted.width - (place.left - painted.from) - computed.indent.1);
        // Columns of their own widths are equal, unless these are declared.
        let columns = if computed.is_fixed {
            self.widths.columns(self.told.as_ref().and_then(|told| told.widths.as_deref()))
        } else {
            None
        };
        let painted = painted.into_iter().chain(columns.map(|columns| place.fixed / columns)).reduce(f32::min);
        let is_from_right = computed.is_from_right || text.contains(is_from_right);
        let is_held = place.narrowest.is_some_and(|width| width < 300.0) || computed.is_fixed || computed.is_cut;
        let cut = (computed.is_cut && computed.is_unwrapped).then_some(CUT);
        let room = room.map(|room| room.max(16.0)).into_iter().chain(painted).chain(cut).reduce(f32::min);
        let (squeeze, is_unwrapped) = (place.squeeze, computed.is_unwrapped);
        let mut is_away = self.lines.read(text, computed, self.now.hides, room);
        is_away |= squeeze < 0.5 || squeeze < 1.0 && (is_unwrapped || text.split_whitespace().any(is_long));
        is_away |= is_from_right && (is_held || place.portion < 0.5);
        if place.over > OVER {
            is_away |= text.len() > SHORT;
            if self.lines.ended() > place.over_from {
                self.lines.paint_over(place.over);
            }
        }
        self.widths.read(text, computed, place.sides, self.now.hides);
        is_away |= self.limits.cuts_off(text, computed);
        let over = computed.rises();
        if over > LETTERS_OVER {
            self.lines.paint_over(over);
        }
        self.lines.add(number);
        let Some(told) = &self.told else { return is_away };
        if let Some(widths) = &told.widths {
            let (_, width) = self.widths.place(widths);
            let aside = place.aside.max(computed.align);
            is_away |= Widths::is_beside(place.left + width.blank * aside);
            // A box that cuts off what flows over shows no more than is as wide as it.
            is_away |= computed.is_cut
                && place
                    .cut_width
                    .is_some_and(|cut| place.before > 0.0 && place.before + width.all * aside > cut - CUT / 2.0);
        }
        let at = told.covered.partition_point(|(first, _)| *first <= number);
        is_away | at.checked_sub(1).and_then(|at| told.covered.get(at)).is_some_and(|(_, last)| number <= *last)
    }

    /// Passes a text of spaces alone.
    pub(super) fn pass_blank(&mut self, text: &str) {
        let State { computed, place, .. } = &self.now;
        if computed.is_preserved && !place.is_undrawn {
            self.lines.read(text, computed, false, None);
            self.widths.read(text, computed, place.sides, false);
        }
    }

    /// Begins the box of an element, which is what holds now.
    pub(super) fn begin_box(&mut self, name: &str, element: &Element<'_>, outer: &State) -> After {
        let declarations = &element.declarations;
        let kinds = element.kinds(name);
        let (letters, is_unwrapped) = (self.now.computed.letters, outer.computed.is_unwrapped);
        if self.now.place.is_undrawn {
            return After::default();
        }
        let at = self.open.len();
        let is_block = !kinds.is(Kinds::INLINE);
        let (left, right) = (around(declarations, LEFTS, letters), around(declarations, RIGHTS, letters));
        let mut after = After { kinds: Some(kinds), advance: right.1, ..After::default() };
        let (over, under) = self.paint(declarations, kinds, outer);
        if over.max(under) > OVER {
            (after.over, after.under, after.ended) = (over, under, self.lines.ended());
            self.now.place.over = self.now.place.over.max(over);
            self.now.place.over_from = after.ended;
        }
        if is_block {
            self.break_line(kinds, outer);
            let least = |slot| declarations.range(slot, (0.0, 0.0)).0.max(0.0) * (letters.0 / 16.0).min(1.0);
            if !declarations.flag(Slot::Floats) {
                self.lines.leave_margin(least(Slot::MarginTop));
                self.lines.leave(least(Slot::PaddingTop));
                (after.padding, after.margin) = (least(Slot::PaddingBottom), least(Slot::MarginBottom));
            }
            let has_height = [Slot::Height, Slot::LeastHeight].into_iter().any(|slot| declarations.has(slot));
            if top_of(declarations, letters) > LOW || !kinds.is(Kinds::BLOCK) || has_height || self.sheet.has_beside {
                self.limits.use_line();
            }
        } else {
            self.lines.advance(left.1);
            self.widths.add(left.1 + right.1, self.now.place.sides, true);
        }
        if element.is_never_drawn {
            // What is drawn in the place of its text has a size of its own.
            let width = declarations.range(Slot::Width, (UNKNOWN, UNKNOWN)).1.clamp(UNKNOWN, 10_000.0);
            if is_unwrapped {
                self.lines.advance(width);
            }
            self.widths.add(if self.now.place.span > 0.0 { width } else { PICTURE }, outer.place.sides, is_unwrapped);
            self.limits.use_room();
        }
        if is_unwrapped && kinds.may_be(Kinds::INLINE_BLOCK.or(Kinds::TABLE)) {
            let width = declarations.range(Slot::Width, (0.0, 0.0)).1.min(10_000.0);
            self.lines.advance(left.1 + right.1 + width.max(self.now.place.span));
        }
        if declarations.flag(Slot::Stacks) || declarations.flag(Slot::Moved) {
            self.limits.stack();
            self.lines.paint_over_floats();
        }
        if declarations.flag(Slot::Clears) && declarations.is_certain(Slot::Clears) {
            self.lines.clear_floats(0);
        }
        if let Some(height) = limit(declarations, kinds) {
            let is_low = top_of(declarations, letters) > LOW || name == "button";
            self.limits.begin(at, height, !is_low);
            if self.now.place.is_stacked {
                self.limits.stack();
            }
            if declarations.is_certain_flag(Slot::CutsOff) {
                self.limits.close();
            }
        }
        after.is_floating = declarations.flag(Slot::Floats);
        (after.text, after.floats) = (self.lines.number(), self.lines.floats());
        let shrinks = kinds.may_be(Kinds::TABLE.or(Kinds::INLINE_BLOCK).or(Kinds::OTHER))
            || after.is_floating
            || name == "fieldset";
        if shrinks && self.now.computed.is_cut {
            self.widths.cut_off();
        }
        after.has_frame = shrinks || kinds.may_be(Kinds::CELL.or(Kinds::CAPTION));
        let told = self.told.as_ref().and_then(|told| told.widths.clone());
        if shrinks {
            if let Some(told) = &told {
                let (_, width) = self.widths.place(told);
                let aside = self.now.place.aside.max(outer.computed.align);
                self.now.place.left += width.blank * aside;
                self.now.place.before += width.all * aside;
            }
            self.widths.begin(at, outer.place.sides, self.now.place.between);
        } else if after.has_frame {
            self.widths.begin_cell(at, element.columns, outer.place.sides);
            if element.rows != 1 {
                self.widths.mix();
            }
            if let Some(told) = &told {
                let (before, _) = self.widths.place(told);
                self.now.place.left += before.blank;
                self.now.place.before += before.all;
            }
        } else if name == "tr" || kinds.may_be(Kinds::ROWS) {
            self.widths.begin_row();
        }
        self.widths.add(self.now.place.span, outer.place.sides, false);
        after
    }

    /// Paints the box of an element; the pixels above its line that it is painted over, and below.
    fn paint(&mut self, declarations: &Declarations, kinds: Kinds, outer: &State) -> (f32, f32) {
        let is_painted = [Slot::Background, Slot::Picture, Slot::BorderTop, Slot::BorderBottom, Slot::BorderLeft]
            .into_iter()
            .any(|slot| declarations.has(slot));
        if !is_painted || !kinds.may_be(Kinds::INLINE) {
            return (0.0, 0.0);
        }
        let letters = self.now.computed.letters;
        let beyond = |slots: [Slot; 2]| around(declarations, &slots, letters).1;
        let rises = self.now.computed.rises().max(outer.computed.rises());
        let over = beyond([Slot::PaddingTop, Slot::BorderTop]) + rises;
        let under = beyond([Slot::PaddingBottom, Slot::BorderBottom]) + rises;
        if over > OVER {
            self.lines.paint_over(over);
        }
        (over, under)
    }

    fn break_line(&mut self, kinds: Kinds, outer: &State) {
        if kinds.is(Kinds::INLINE_BLOCK) {
            if !outer.computed.is_unwrapped {
                self.lines.starts_anew();
                self.widths.end_line();
            }
            return;
        }
        self.lines.end(outer.computed.height());
        self.widths.end_line();
    }

    /// Ends the box of an element that was open there.
    pub(super) fn end_box(&mut self, at: usize, open: &Open) {
        let Some(kinds) = open.after.kinds else { return };
        if open.after.has_frame {
            let width = self.widths.end(at);
            // What floats in it ends where it does.
            self.lines.clear_floats(open.after.floats);
            if open.after.is_floating {
                self.lines.float(open.after.text);
            }
            // What comes next stands beside what floats.
            self.facts.covers += usize::from(open.after.is_floating && width > LEFT);
        }
        // Cells of a row, and boxes that float, stand beside others.
        if kinds.may_be(Kinds::CELL) || open.after.is_floating {
            self.lines.stand_beside();
        }
        self.facts.covers += usize::from(self.limits.end(at));
        if !kinds.is(Kinds::INLINE) {
            self.break_line(kinds, if kinds.is(Kinds::INLINE_BLOCK) { &open.outer } else { &open.own });
            self.lines.leave(open.after.padding);
            self.lines.leave_margin(open.after.margin);
        } else {
            self.lines.advance(open.after.advance);
        }
        // What began in an earlier line is painted in each.
        if open.after.over > OVER && self.lines.ended() > open.after.ended {
            self.lines.paint_over(open.after.over);
        }
        if open.after.under > OVER {
            self.lines.paint_under(open.after.under);
        }
    }

    /// Passes something in a line that holds no text.
    pub(super) fn pass(&mut self, name: &str, element: &Element<'_>, own: &State) {
        const NOTHING: [&str; 16] = [
            "meta", "link", "wbr", "area", "base", "source", "track", "param", "bgsound", "basefont", "script",
            "style", "title", "template", "noscript", "col",
        ];
        if own.place.is_undrawn || is_in(&NOTHING, name) {
            return;
        }
        let sides = self.now.place.sides;
        if name == "br" {
            self.lines.end(self.now.computed.height());
            self.widths.end_line();
            self.limits.use_line();
            return;
        }
        let declarations = &element.declarations;
        let letters = own.computed.letters;
        let around = around(declarations, LEFTS, letters).1 + around(declarations, RIGHTS, letters).1;
        let unknown = if is_in(&["img", "image", "input"], name) { 2.0 * PICTURE } else { UNKNOWN };
        let width = declarations.range(Slot::Width, (unknown, unknown)).1.min(10_000.0);
        if name == "hr" {
            self.lines.end(self.now.computed.height());
            self.widths.end_line();
            self.widths.add(own.place.span + around, sides, false);
            self.limits.use_room();
            return;
        }
        let is_unwrapped = self.now.computed.is_unwrapped;
        if is_unwrapped {
            self.lines.advance(width + around);
        } else {
            self.lines.starts_anew();
        }
        let width = if own.place.span > 0.0 { own.place.span } else { PICTURE };
        self.widths.add(width + around, sides, is_unwrapped);
        self.facts.covers += usize::from(declarations.flag(Slot::Floats) && width > LEFT);
        let is_tiny = is_small(declarations, name.starts_with("im"));
        if !is_tiny {
            self.limits.use_room();
        }
    }
}

/// Whether a word is so long that most of it stands beside a box that is half as wide.
fn is_long(word: &str) -> bool {
    word.chars().nth(SHORT / 2).is_some()
}

/// Whether a character is written from right to left.
fn is_from_right(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
