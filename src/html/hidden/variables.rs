//! Custom properties, and what `var()` is replaced by (CSS Custom Properties).
//!
//! Those of an element hold in all that is in it. Those of a `style` element hold wherever its rules stand: of a name
//! that several rules set, the rule itself goes before the others, and of the others the last.

use std::{borrow::Cow, collections::HashMap};

use super::{number::group_length, value::pieces};

/// Properties that refer to others, at most in a row.
const DEPTH: usize = 8;
/// Bytes that are read for the references of one value, at most. What hides something is short.
const LONGEST: usize = 512;

/// What is set where the reading has come to.
#[derive(Debug, Default)]
pub(super) struct Variables {
    values: HashMap<String, String>,
    /// What was set before in place of it, to be set again behind an element.
    log: Vec<(String, Option<String>)>,
}

impl Variables {
    /// Sets what a text of declarations sets.
    pub(super) fn set(&mut self, text: &str) {
        if !text.contains("--") {
            return;
        }
        for declaration in pieces(text, b';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let name = name.trim();
            if name.starts_with("--") {
                let value = value.split('!').next().unwrap_or_default().trim().to_owned();
                let before = self.values.insert(name.to_owned(), value);
                self.log.push((name.to_owned(), before));
            }
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

    /// A value with its references replaced. `None` if one refers to nothing: such a declaration says nothing.
    pub(super) fn replace<'a>(&self, value: &'a str) -> Option<Cow<'a, str>> {
        if !value.contains("var(") {
            return Some(Cow::Borrowed(value));
        }
        let mut output = String::new();
        let mut left = LONGEST;
        self.write(value, &mut output, 0, &mut left)?;
        Some(Cow::Owned(output))
    }

    fn write(&self, value: &str, output: &mut String, depth: usize, left: &mut usize) -> Option<()> {
        let mut rest = value;
        while let Some(at) = rest.find("var(") {
            output.push_str(&rest[..at]);
            let end = at + 3 + group_length(&rest[at + 3..]);
            let inside = rest[at + 4..end].strip_suffix(')').unwrap_or(&rest[at + 4..end]);
            let (name, otherwise) = inside.split_once(',').map_or((inside, None), |(name, other)| (name, Some(other)));
            let value = self.values.get(name.trim()).map(String::as_str).or(otherwise)?;
            *left = left.checked_sub(value.len() + 1).filter(|_| depth < DEPTH)?;
            self.write(value, output, depth + 1, left)?;
            rest = &rest[end..];
        }
        output.push_str(rest);
        Some(())
    }
}
