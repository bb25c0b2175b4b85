//! Lines of text, as far as can be told without laying them out: how far apart they are at least, what of them others may
//! be painted over, and how much nothing stands before a text in its line.

use std::collections::VecDeque;

use super::{
    computed::Computed,
    widths::{may_break, width},
};

/// Pixels above a line from which on nothing reaches that is not out of its place.
const FAR: f32 = 900.0;
/// Lines that are told apart, at most.
const MOST: usize = 32;
/// Pixels of nothing before a text that a reader still looks past: at a stretch, and in a line.
const STRETCH: f32 = 600.0;
const IN_A_LINE: f32 = 600.0;

/// Pixels between words, at most.
const GAP: f32 = 40.0;
/// Pixels of what is not wrapped that a line holds from the right.
const FROM_RIGHT: f32 = 700.0;

/// The lines that were read last.
#[derive(Debug, Default)]
pub(super) struct Lines {
    recent: VecDeque<Line>,
    /// Whether the last of them goes on.
    is_open: bool,
    /// The number of the last text; the first one is 1.
    texts: u32,
    /// The margin at whose end the next box stands, which other margins do not add to.
    margin: f32,
    /// Pixels of nothing in this line since the last letter, and in all.
    stretch: f32,
    in_a_line: f32,
    /// Pixels below the line that is read up to which something is painted that it may stand on.
    hanging: f32,
    /// Pixels of what is not wrapped up to here, and the first text of it.
    run: f32,
    run_from: u32,
    /// How many lines have ended, to tell whether two points are in the same line.
    ended: u32,
    /// Texts in boxes that float beside what is read.
    floats: Vec<(u32, u32)>,
    /// Texts that something is painted over, or that may be beside the window, first and last.
    covered: Vec<(u32, u32)>,
}

/// Texts that may stand in one line, however often it is wrapped.
#[derive(Clone, Copy, Debug)]
struct Line {
    first: u32,
    last: u32,
    /// Pixels between it and the line that is read, at least.
    distance: f32,
    is_covered: bool,
}

impl Lines {
    /// Counts a text; its number.
    pub(super) fn count(&mut self) -> u32 {
        self.texts += 1;
        self.texts
    }

    /// Adds the text of a number that is drawn.
    pub(super) fn add(&mut self, text: u32) {
        self.margin = 0.0;
        if self.hanging > 0.0 {
            self.covered.push((text, text));
        }
        match self.recent.back_mut().filter(|_| self.is_open) {
            Some(line) => line.last = text,
            None => self.recent.push_back(Line { first: text, last: text, distance: 0.0, is_covered: false }),
        }
        self.is_open = true;
        if self.recent.len() > MOST
            && let Some(oldest) = self.recent.pop_front()
            && let Some(next) = self.recent.front_mut()
        {
            next.first = oldest.first;
            next.distance = next.distance.min(oldest.distance);
            next.is_covered &= oldest.is_covered;
        }
    }

    /// The number of the last text.
    pub(super) fn number(&self) -> u32 {
        self.texts
    }

    /// How many boxes float beside what is read.
    pub(super) fn floats(&self) -> usize {
        self.floats.len()
    }

    /// Says that the texts behind that of a number float beside what comes.
    pub(super) fn float(&mut self, behind: u32) {
        if behind < self.texts {
            self.floats.push((behind + 1, self.texts));
        }
    }

    /// Says that only the first of the boxes that float may still do.
    pub(super) fn clear_floats(&mut self, first: usize) {
        self.floats.truncate(first);
    }

    /// Says that something is drawn after what floats beside it.
    pub(super) fn paint_over_floats(&mut self) {
        self.covered.append(&mut self.floats);
    }

    /// Ends a line that is so high at least.
    pub(super) fn end(&mut self, height: f32) {
        self.hanging -= if self.is_open { height } else { 0.0 };
        if self.is_open {
            let before = self.recent.len() - 1;
            self.recent.iter_mut().take(before).for_each(|line| line.distance += height);
        }
        self.is_open = false;
        self.ended += 1;
        self.starts_anew();
    }

    /// Leaves so much room for certain.
    pub(super) fn leave(&mut self, room: f32) {
        if room > 0.0 {
            self.is_open = false;
            self.margin = 0.0;
            self.hanging -= room;
            self.recent.iter_mut().for_each(|line| line.distance += room);
            self.recent.retain(|line| line.distance < FAR);
        }
    }

    /// Leaves a margin, which is one with those that it adjoins.
    pub(super) fn leave_margin(&mut self, margin: f32) {
        let more = margin - self.margin;
        if more > 0.0 {
            self.leave(more);
            self.margin = margin;
        }
    }

    /// Says that lines were read that stand beside each other: how far the last ones are is not known.
    pub(super) fn stand_beside(&mut self) {
        self.recent.iter_mut().for_each(|line| line.distance = 0.0);
    }

    /// Says that something is painted over what stands up to so many pixels above.
    pub(super) fn paint_over(&mut self, above: f32) {
        for line in self.recent.iter_mut().rev().filter(|line| line.distance < above) {
            if !line.is_covered || self.is_open {
                self.covered.push((line.first, line.last));
                line.is_covered = true;
            }
        }
    }

    /// Says that something is painted behind what stands up to so many pixels below.
    pub(super) fn paint_under(&mut self, below: f32) {
        self.hanging = self.hanging.max(below);
    }

    /// The texts that something is painted over, in order.
    pub(super) fn covered(&mut self) -> Vec<(u32, u32)> {
        let mut covered = std::mem::take(&mut self.covered);
        covered.sort_unstable();
        covered.dedup_by(|next, last| {
            let is_within = next.0 <= last.1;
            if is_within {
                last.1 = last.1.max(next.1);
            }
            is_within
        });
        covered
    }

    /// Leaves room in the line.
    pub(super) fn advance(&mut self, pixels: f32) {
        self.stretch += pixels.max(0.0);
    }

    /// Says that the line may be wrapped here.
    pub(super) fn starts_anew(&mut self) {
        (self.stretch, self.in_a_line, self.run, self.run_from) = (0.0, 0.0, 0.0, self.texts);
    }

    /// Lines that ended so far.
    pub(super) fn ended(&self) -> u32 {
        self.ended
    }

    /// Reads a text, its references decoded, in a box of such a width, if one is declared that stands at the right; whether
    /// something of it stands behind more of nothing than a reader looks past, or beside its box.
    pub(super) fn read(&mut self, text: &str, computed: &Computed, is_hidden: bool, room: Option<f32>) -> bool {
        let letters = computed.letters.1.min(1_000.0);
        let (mut is_beside, mut is_long) = (false, false);
        self.run_from = if self.run == 0.0 { self.texts } else { self.run_from };
        for character in text.chars() {
            match character {
                '\n' | '\r' if computed.is_preserved => self.starts_anew(),
                ' ' | '\n' | '\r' | '\t' | '\u{c}' if !computed.is_unwrapped => self.starts_anew(),
                '\t' if computed.is_preserved => self.advance(letters * 8.0),
                ' ' if computed.is_preserved => self.advance(letters * 0.65),
                ' ' | '\n' | '\r' | '\t' | '\u{c}' => self.stretch = self.stretch.max(letters * 0.65),
                '\u{a0}' | '\u{202f}' => self.advance(letters * 0.65),
                _ if crate::text::visible::is_blank(character) => self.advance(letters),
                // Letters that are closer than usual draw others back by what has no width.
                _ if crate::text::visible::is_invisible(character) || is_thin(character) => {
                    is_beside |= computed.spacing.0 < 0.0;
                }
                // What is not seen may be as wide as it likes.
                _ if is_hidden => self.advance(letters),
                _ => {
                    if !computed.is_unwrapped && may_break(character) {
                        self.run = 0.0;
                    }
                    self.run += self.stretch + letters * width(character) + computed.spacing.1;
                    is_beside |= room.is_some_and(|room| self.run > room);
                    is_long |= self.run > room.unwrap_or(FROM_RIGHT);
                    self.in_a_line += if self.stretch > GAP { self.stretch } else { 0.0 };
                    is_beside |= self.stretch > STRETCH || self.in_a_line > IN_A_LINE;
                    self.stretch = 0.0;
                }
            }
        }
        if is_long && computed.is_from_right {
            self.covered.push((self.run_from, self.texts));
        }
        is_beside
    }
}

/// Whether a character has no width though it is no invisible one by Unicode's properties.
fn is_thin(character: char) -> bool {
    matches!(character, '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{300}'..='\u{36f}')
}
