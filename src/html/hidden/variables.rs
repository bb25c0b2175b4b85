//! Custom properties, and what `var()` is replaced by (CSS Custom Properties).
//!
//! Those of an element hold in all that is in it. Those of a `style` element hold where their rules do, which is not
//! followed: of a name that rules set, each value may hold, unless one rule alone sets it, and for the whole page.

use std::collections::{HashMap, HashSet};

use super::{
    number::group_length,
    value::{find_outside, pieces},
};

/// Properties that refer to others, at most in a row.
const DEPTH: usize = 8;
/// Bytes that are read for the references of one value, at most. What hides something is short.
const LONGEST: usize = 512;
/// Values that are kept of a name, at most.
const VALUES: usize = 4;

/// What a value with references may stand for.
pub(super) enum Replaced {
    /// There are none.
    Same,
    /// One of these; `None` where a reference refers to nothing, which leaves the property unset.
    By(Vec<Option<String>>),
    /// It cannot be told.
    Unknown,
}

/// What is set where the reading has come to.
#[derive(Debug, Default)]
pub(super) struct Variables {
    values: HashMap<String, Option<String>>,
    /// What was set before in place of it, to be set again behind an element.
    log: Vec<(String, Option<Option<String>>)>,
    /// What rules set: whether for the whole page, and to what.
    ruled: HashMap<String, (bool, Vec<String>)>,
    /// Names of which more values are set than are kept.
    many: HashSet<String>,
    /// Whether properties may have values that nothing sets.
    pub(super) is_unknown: bool,
}

fn settings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    pieces(text, b';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let at = find_outside(value, |byte| byte == b'!').unwrap_or(value.len());
        name.trim().starts_with("--").then(|| (name.trim(), value[..at].trim()))
    })
}

impl Variables {
    /// Takes down what a rule sets.
    pub(super) fn rule(&mut self, text: &str, is_for_all: bool) {
        if !text.contains("--") {
            return;
        }
        for (name, value) in settings(text) {
            let (for_all, values) = self.ruled.entry(name.to_owned()).or_insert((true, Vec::new()));
            *for_all &= is_for_all;
            if values.iter().any(|own| own == value) {
                continue;
            }
            if values.len() < VALUES && is_kept(value) {
                values.push(value.to_owned());
            } else {
                self.many.insert(name.to_owned());
            }
        }
    }

    /// Sets what the `style` attribute of an element sets.
    pub(super) fn set(&mut self, text: &str) {
        if !text.contains("--") {
            return;
        }
        let own: Vec<(&str, &str)> = settings(text).collect();
        for (name, value) in &own {
            let value = is_kept(value).then(|| (*value).to_owned());
            let before = self.values.insert((*name).to_owned(), value);
            self.log.push(((*name).to_owned(), before));
        }
        // What refers to others does so here, and not where it is used.
        for (name, value) in own.iter().filter(|(_, value)| has_reference(value)) {
            let resolved = match self.replace(value) {
                Replaced::By(mut values) if values.len() == 1 => values.pop().flatten(),
                _ => None,
            };
            self.values.insert((*name).to_owned(), resolved);
        }
    }

    /// What to give to [`Self::leave`].
    pub(super) fn enter(&self) -> usize {
        self.log.len()
    }

    /// Forgets what was set since.
    pub(super) fn leave(&mut self, mark: usize) {
        while self.log.len() > mark
            && let Some((name, before)) = self.log.pop()
        {
            match before {
                Some(value) => self.values.insert(name, value),
                None => self.values.remove(&name),
            };
        }
    }

    /// A value with its references replaced.
    pub(super) fn replace(&self, value: &str) -> Replaced {
        if !has_reference(value) {
            return Replaced::Same;
        }
        let mut written = vec![Some(String::new())];
        let mut left = LONGEST;
        match self.write(value, &mut written, 0, &mut left) {
            Some(()) => Replaced::By(written),
            None => Replaced::Unknown,
        }
    }

    /// The values that a name may have here; `None` where it is not known. A `None` in it is none.
    fn values(&self, name: &str) -> Option<Vec<Option<&str>>> {
        if self.is_unknown || self.many.contains(name) {
            return None;
        }
        let own = self.values.get(name);
        let Some((for_all, values)) = self.ruled.get(name) else {
            return match own {
                None => Some(vec![None]),
                Some(own) => own.as_deref().map(|own| vec![Some(own)]),
            };
        };
        let mut all: Vec<Option<&str>> = values.iter().map(|value| Some(value.as_str())).collect();
        match own {
            None if *for_all && all.len() == 1 => {}
            None => all.push(None),
            Some(own) => all.push(Some(own.as_deref()?)),
        }
        Some(all)
    }

    fn write(&self, value: &str, outputs: &mut Vec<Option<String>>, depth: usize, left: &mut usize) -> Option<()> {
        let mut rest = value;
        while let Some(at) = find_reference(rest) {
            append(outputs, &rest[..at]);
            let end = at + 3 + group_length(&rest[at + 3..]);
            let inside = rest[at + 4..end].strip_suffix(')').unwrap_or(&rest[at + 4..end]);
            let (name, otherwise) = inside.split_once(',').map_or((inside, None), |(name, other)| (name, Some(other)));
            let mut all = Vec::new();
            for value in self.values(name.trim())? {
                let mut branch = outputs.clone();
                match value.or(otherwise) {
                    None => branch.iter_mut().for_each(|output| *output = None),
                    Some(value) => {
                        *left = left.checked_sub(value.len() + 1).filter(|_| depth < DEPTH)?;
                        self.write(value, &mut branch, depth + 1, left)?;
                    }
                }
                all.extend(branch);
            }
            all.dedup();
            *outputs = all;
            (outputs.len() <= 2 * VALUES).then_some(())?;
            rest = &rest[end..];
        }
        append(outputs, rest);
        Some(())
    }
}

fn append(outputs: &mut [Option<String>], text: &str) {
    outputs.iter_mut().flatten().for_each(|output| output.push_str(text));
}

fn has_reference(value: &str) -> bool {
    find_reference(value).is_some()
}

/// Whether a value is what is written: the keywords of every property stand for another one.
fn is_kept(value: &str) -> bool {
    const WIDE: [&str; 5] = ["initial", "inherit", "unset", "revert", "revert-layer"];
    value.len() <= LONGEST && !WIDE.iter().any(|wide| value.eq_ignore_ascii_case(wide))
}

/// Where a `var(` begins, in any case.
fn find_reference(value: &str) -> Option<usize> {
    value.as_bytes().windows(4).position(|bytes| bytes.eq_ignore_ascii_case(b"var("))
}
