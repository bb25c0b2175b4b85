//! The list of active formatting elements (HTML standard, 13.2.4.3).

use crate::html::{attribute, reference};

/// Formatting that goes on at the same time, at most.
const MOST: usize = 32;
/// Formatting that has begun and has no end tag yet, at most: as deep as browsers nest.
const OPEN: usize = 500;
/// Of the same tag, as the standard says.
const SAME: usize = 3;

struct Active<'a> {
    name: String,
    attributes: &'a str,
    /// The same in order, each once, by which tags are the same.
    set: Vec<(String, String)>,
    /// Where it is open, if it is.
    at: Option<usize>,
    /// The passage of hidden text that it began.
    passage: usize,
}

/// Formatting elements that have begun and have no end tag yet, the last one last.
#[derive(Default)]
pub(super) struct Formatting<'a> {
    active: Vec<Active<'a>>,
    /// How many of them are not open.
    closed: usize,
    begins: usize,
    /// Where the elements are that bar what is before them.
    barriers: Vec<(usize, usize)>,
    is_full: bool,
}

impl<'a> Formatting<'a> {
    /// Begins one, open at a place, with the passage that it belongs to. `false` if there are too many that are not open.
    pub(super) fn push(&mut self, name: &str, attributes: &'a str, (at, passage): (usize, usize)) -> bool {
        if self.is_full || self.active.len() >= OPEN {
            *self = Self { is_full: true, ..Self::default() };
            return false;
        }
        let recent = self.active[self.begins..].iter().enumerate().rev().take(2 * MOST);
        let set = set(attributes);
        let same = recent.filter(|(_, active)| active.name == name && active.set == set);
        let earliest = same.map(|(at, _)| at).nth(SAME - 1);
        if let Some(earliest) = earliest {
            let removed = self.active.remove(self.begins + earliest);
            self.closed -= usize::from(removed.at.is_none());
        }
        self.active.push(Active { name: name.to_owned(), attributes, set, at: Some(at), passage });
        true
    }

    /// Whether there were too many to follow.
    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Bars all that has begun, for what is in the element at `at`.
    pub(super) fn bar(&mut self, at: usize) {
        self.barriers.push((at, self.begins));
        self.begins = self.active.len();
    }

    /// Forgets what has begun since the element at `at` barred the rest.
    pub(super) fn clear(&mut self, at: usize) {
        if self.barriers.last().is_some_and(|(barrier, _)| *barrier == at)
            && let Some((_, begins)) = self.barriers.pop()
        {
            let forgotten = self.active.drain(self.begins.min(self.active.len())..);
            self.closed -= forgotten.filter(|active| active.at.is_none()).count();
            self.begins = begins;
        }
    }

    /// Marks those as closed that are open at `at` or within. Whether there are such.
    pub(super) fn close(&mut self, at: usize) -> bool {
        let mut any = false;
        for active in self.active.iter_mut().rev() {
            match active.at {
                Some(own) if own >= at => {
                    active.at = None;
                    self.closed += 1;
                    any = true;
                }
                Some(_) => break,
                None => {}
            }
        }
        if self.closed > MOST {
            *self = Self { is_full: true, ..Self::default() };
        }
        any
    }

    /// The next one to begin again, with its passage.
    pub(super) fn next(&self) -> Option<(String, &'a str, usize)> {
        if self.closed == 0 {
            return None;
        }
        let active = self.active[self.begins..].iter().find(|active| active.at.is_none())?;
        Some((active.name.clone(), active.attributes, active.passage))
    }

    /// Says that it has begun again.
    pub(super) fn opened(&mut self, at: usize) {
        if let Some(active) = self.active[self.begins..].iter_mut().find(|active| active.at.is_none()) {
            active.at = Some(at);
            self.closed -= 1;
        }
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.active[self.begins..].iter().rposition(|active| active.name == name).map(|at| self.begins + at)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// The last one of a name: where it is open, if it is.
    pub(super) fn find(&self, name: &str) -> Option<Option<usize>> {
        self.index(name).map(|index| self.active[index].at)
    }

    /// Takes the last one of a name off the list.
    pub(super) fn remove(&mut self, name: &str) {
        if let Some(index) = self.index(name) {
            let removed = self.active.remove(index);
            self.closed -= usize::from(removed.at.is_none());
        }
    }
}

/// Attributes as a set of names and values: of two with the same name the first counts.
fn set(attributes: &str) -> Vec<(String, String)> {
    let mut rest = attributes;
    let each = std::iter::from_fn(|| attribute::next(&mut rest));
    let mut set: Vec<(String, String)> = each
        .map(|(name, value)| (name.to_ascii_lowercase(), reference::decode_attribute(value).into_owned()))
        .collect();
    set.sort_by(|one, other| one.0.cmp(&other.0));
    set.dedup_by(|one, other| one.0 == other.0);
    set
}
