//! The one place where text that Intercom sends loses what nobody sees in it ([`sanitize`]): every string and every
//! name of the JSON, before anything of it is decoded. Whatever is read from it later, in whatever way, is clean.
//!
//! The document is not decoded for that: its literals are looked at, and only those that lose something are written
//! anew. Ids, addresses and cursors are ASCII and stay as they are.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use crate::text::visible::sanitize;

/// The JSON with visible text only; one that has no other is not copied. Linear in its length. What is no JSON may be
/// changed too, and is none afterwards either.
pub(super) fn visible(json: &[u8]) -> Cow<'_, [u8]> {
    let mut changed = Literals::new(json).filter(|literal| literal.changed().is_some()).peekable();
    if changed.peek().is_none() {
        return Cow::Borrowed(json);
    }
    let names = changed.any(|literal| literal.is_name);
    Cow::Owned(rewritten(json, names))
}

/// The JSON with its literals as they are seen; `names` says whether a name is among those that change.
fn rewritten(json: &[u8], names: bool) -> Vec<u8> {
    let mut output = Vec::with_capacity(json.len());
    let mut objects = Vec::new();
    let mut at = 0;
    for literal in Literals::new(json) {
        let between = &json[at..literal.begin];
        if names {
            follow(&mut objects, between);
        }
        output.extend_from_slice(between);
        at = literal.begin + literal.text.len();
        let changed = literal.changed();
        let changed = match objects.last_mut().filter(|_| literal.is_name) {
            Some(taken) => Names::take(taken, &literal, changed),
            None => changed,
        };
        match changed {
            Some(text) => output.extend_from_slice(quoted(&text).as_bytes()),
            None => output.extend_from_slice(literal.text),
        }
    }
    output.extend_from_slice(&json[at..]);
    output
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Objects that begin and end in what stands between two literals.
fn follow(objects: &mut Vec<Names>, between: &[u8]) {
    for byte in between {
        match byte {
            b'{' => objects.push(Names::default()),
            b'}' => drop(objects.pop()),
            _ => {}
        }
    }
}

/// The names in an object. One that is another's only once nothing invisible is left of it gets a number: else a
/// stranger's attribute could take the place of the workspace's own.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    numbers: HashMap<String, usize>,
}

impl Names {
    /// What a name is written as, if not as it is.
    fn take(&mut self, literal: &Literal<'_>, changed: Option<String>) -> Option<String> {
        let Some(name) = changed else {
            self.taken.extend(literal.decoded().map(Cow::into_owned));
            return None;
        };
        let mut free = name.clone();
        let number = self.numbers.entry(name.clone()).or_insert(1);
        while !self.taken.insert(free.clone()) {
            *number += 1;
            free = format!("{name} ({number})");
        }
        Some(free)
    }
}

/// A string of the JSON, as it is written.
struct Literal<'a> {
    begin: usize,
    /// With its quotation marks.
    text: &'a [u8],
    /// Whether it may stand for anything but visible ASCII.
    is_suspicious: bool,
    is_name: bool,
}

impl Literal<'_> {
    /// What it stands for; nothing if that is no text. Then nobody will read it as one either.
    fn decoded(&self) -> Option<Cow<'_, str>> {
        if self.text.contains(&b'\\') {
            return serde_json::from_slice::<String>(self.text).ok().map(Cow::Owned);
        }
        let inside = self.text.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        std::str::from_utf8(inside).ok().map(Cow::Borrowed)
    }

    /// What is seen of it, if that is something else.
    fn changed(&self) -> Option<String> {
        if !self.is_suspicious {
            return None;
        }
        let decoded = self.decoded()?;
        match sanitize(&decoded) {
            Cow::Borrowed(_) => None,
            Cow::Owned(seen) => Some(seen),
        }
    }
}

/// The literals of a JSON document, in order.
struct Literals<'a> {
    json: &'a [u8],
    at: usize,
}

impl<'a> Literals<'a> {
    fn new(json: &'a [u8]) -> Self {
        Self { json, at: 0 }
    }
}

impl<'a> Iterator for Literals<'a> {
    type Item = Literal<'a>;

    fn next(&mut self) -> Option<Literal<'a>> {
        let begin = self.at + self.json[self.at..].iter().position(|byte| *byte == b'"')?;
        let (mut at, mut is_suspicious) = (begin + 1, false);
        loop {
            match self.json.get(at)? {
                b'"' => break,
                b'\\' => {
                    is_suspicious |= self.json.get(at + 1).is_some_and(|escaped| b"ubfr".contains(escaped));
                    at += 1;
                }
                b' '..=b'~' => {}
                _ => is_suspicious = true,
            }
            at += 1;
        }
        self.at = at + 1;
        let after = self.json[self.at..].iter().find(|byte| !byte.is_ascii_whitespace());
        let is_name = after == Some(&b':');
        Some(Literal { begin, text: &self.json[begin..self.at], is_suspicious, is_name })
    }
}
