//! What is open, one in the other: where it begins and ends.

use super::{OPEN, Open, State, Tree};
use crate::html::hidden::{
    computed::Computed,
    element::{Element, is_in},
    names::{self, Kind},
};

/// Bytes of formatting that goes on behind the end of a block, at most, and those that each counts besides.
const AGAIN: usize = 1024 * 1024;
const EACH_AGAIN: usize = 64;

impl Tree<'_> {
    pub(super) fn push(&mut self, name: &str, attributes: &str) {
        let outer = self.now.clone();
        let (element, own) = self.enter(name, attributes);
        self.put(name, outer, own, &element);
    }

    pub(super) fn put(&mut self, name: &str, outer: State, own: State, element: &Element<'_>) {
        let at = self.open.len();
        self.facts.is_lost |= at >= OPEN;
        let kind = names::kind(name);
        self.places.entry(name.to_owned()).or_default().push(at);
        if kind != Kind::Ordinary {
            self.special.push(at);
        }
        if kind == Kind::Special {
            self.item_ends.push(at);
        }
        self.now = own.clone();
        let after = self.begin_box(name, element, &outer);
        self.begun += 1;
        let number = self.begun;
        if self.told.as_ref().is_some_and(|told| told.left.contains(&number)) {
            self.left.push(at);
        }
        self.open.push(Open { name: name.to_owned(), outer, own, after, number, has_summary: false });
        if is_in(&names::BARRIERS, name) {
            self.formatting.bar(at);
        }
    }

    pub(super) fn leave(&mut self) {
        if !self.sheet.is_empty() {
            self.sheet.leave(1);
        }
    }

    /// Where the innermost element of a name is open.
    pub(super) fn last(&self, name: &str) -> Option<usize> {
        self.places.get(name).and_then(|places| places.last()).copied()
    }

    /// Where it is, if none of some others is within it.
    pub(super) fn last_within(&self, name: &str, scopes: &[&str]) -> Option<usize> {
        let at = self.last(name)?;
        let is_barred = scopes.iter().any(|scope| self.last(scope).is_some_and(|barrier| barrier > at));
        (!is_barred).then_some(at)
    }

    /// Closes the element at `at` and all in it. Formatting that has no end tag in it goes on behind it.
    pub(super) fn close(&mut self, at: usize) {
        while self.open.len() > at
            && let Some(open) = self.open.pop()
        {
            let here = self.open.len();
            if let Some(places) = self.places.get_mut(&open.name) {
                places.pop();
            }
            if self.left.last() == Some(&here) {
                self.left.pop();
            }
            if self.special.last() == Some(&here) {
                self.special.pop();
            }
            if self.item_ends.last() == Some(&here) {
                self.item_ends.pop();
            }
            if is_in(&names::BARRIERS, &open.name) {
                self.formatting.clear(here);
            }
            self.hidden_columns = self.hidden_columns.filter(|table| *table < here);
            self.end_box(here, &open);
            self.leave();
            self.now = open.outer;
        }
        if self.formatting.close(self.open.len()) {
            self.sheet.doubt_the_tree();
            self.is_lost |= self.formatting.is_full();
        }
    }

    /// Begins formatting again that goes on behind the end of a block.
    pub(super) fn go_on(&mut self) {
        while let Some((name, attributes, passage)) = self.formatting.next() {
            // Each of them is read again, as long as it is.
            self.again += attributes.len() + EACH_AGAIN;
            if self.again > AGAIN {
                self.facts.is_lost = true;
                return;
            }
            self.push(&name, attributes);
            if let Some(open) = self.open.last_mut().filter(|open| open.own.hides && passage > 0) {
                open.own.passage = passage;
                self.now.passage = passage;
            }
            self.formatting.opened(self.open.len() - 1);
        }
    }
}

impl Open {
    /// Whether a text in an element that moves out of this one may be hidden: formatting goes on in what moved out of it,
    /// and goes before what that declares itself.
    pub(super) fn hides_moved(&self, text: &Computed) -> bool {
        let (own, outer) = (&self.own.computed, &self.outer.computed);
        let mut either = text.clone().or(own).or(outer);
        let times = own.letters.0 / outer.letters.1.max(1.0);
        either.letters.0 *= times.min(1.0);
        either.hides()
    }
}
