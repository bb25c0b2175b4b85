//! The one place where text that Intercom sends loses what nobody sees in it ([`sanitize_while`]): every string and every
//! name of the JSON, before anything of it is decoded. Whatever is read from it later, in whatever way, is clean.
//!
//! The document is not decoded for that: its literals are looked at, and only those that lose something are written
//! anew. Ids, addresses and cursors are ASCII and stay as they are. What perhaps cannot be seen is counted for all
//! that a call reads together.
//!
//! Bodies, titles and subjects are HTML, and are read as it later: of them only the text is sanitised here, the markup
//! stays as it is (`html/sanitized.rs`). Whoever gives them to a model has them converted first, which takes out the rest.
//!
//! Several spaces in a row are drawn as one, but in the code of a body: in whatever is no HTML they are one here too.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use crate::{
    compute::Stop,
    html::sanitized::sanitized,
    text::visible::{Budget, sanitize_while},
};

/// The space that is as wide as a letter of East Asia.
const WIDE_SPACE: char = '\u{3000}';
/// Under these names stand the objects that have HTML: conversations, their sources and parts, notes of contacts.
const PLACES: [&[u8]; 5] = [b"conversations", b"source", b"conversation_parts", b"notes", b"data"];

/// The JSON with visible text only; one that has no other is not copied. Linear in its length. What is no JSON may be
/// changed too, and is none afterwards either. Once `stop` is set the rest is left out. What perhaps cannot be seen is
/// taken from `budget`.
pub fn visible<'a>(json: &'a [u8], budget: &mut Budget, stop: &Stop) -> Cow<'a, [u8]> {
    let mut first = budget.clone();
    let literals = Literals::new(json).take_while(|_| !stop.is_set());
    let mut changed = literals.filter(|literal| literal.changed(&mut first, stop).is_some()).peekable();
    let is_changed = changed.peek().is_some();
    let names = changed.any(|literal| literal.is_name);
    let visible = if is_changed || stop.is_set() {
        Cow::Owned(rewritten(json, names, budget, stop))
    } else {
        *budget = first;
        Cow::Borrowed(json)
    };
    budget.end(json.len());
    visible
}

/// The JSON with its literals as they are seen; `names` says whether a name is among those that change.
fn rewritten(json: &[u8], names: bool, budget: &mut Budget, stop: &Stop) -> Vec<u8> {
    let mut output = Vec::with_capacity(json.len());
    let mut objects = Vec::new();
    let mut at = 0;
    for literal in Literals::new(json) {
        if stop.is_set() {
            return output;
        }
        let between = &json[at..literal.begin];
        if names {
            follow(&mut objects, between);
        }
        output.extend_from_slice(between);
        at = literal.begin + literal.text.len();
        let changed = literal.changed(budget, stop);
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
    /// Whether it is HTML: a body, a title or a subject.
    is_html: bool,
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
    fn changed(&self, budget: &mut Budget, stop: &Stop) -> Option<String> {
        if !self.is_suspicious {
            return None;
        }
        let decoded = self.decoded()?;
        let goes_on = || !stop.is_set();
        let seen = if self.is_html && decoded.contains(['<', '&']) {
            sanitized(&decoded, budget, self.begin, goes_on)
        } else {
            budget.begin(self.begin);
            let seen = sanitize_while(&decoded, budget, goes_on);
            if self.is_html { seen } else { with_single_spaces(seen) }
        };
        (*seen != *decoded).then(|| seen.into_owned())
    }
}

/// A text in which spaces, those of East Asia and tabs in a row are the first of them, no tab is left, and none begins
/// a line.
fn with_single_spaces(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_space = |character| matches!(character, ' ' | '\t' | WIDE_SPACE);
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            _ if !is_space(character) => folded.push(character),
            _ if folded.is_empty() || folded.ends_with(|last| last == '\n' || is_space(last)) => {}
            '\t' => folded.push(' '),
            _ => folded.push(character),
        }
    }
    if folded.len() == text.len() && !text.contains('\t') { text } else { Cow::Owned(folded) }
}

/// The literals of a JSON document, in order.
struct Literals<'a> {
    json: &'a [u8],
    at: usize,
    /// The name of the member whose value comes next.
    name: &'a [u8],
    /// Objects and lists that have begun.
    open: Vec<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    is_list: bool,
    /// Whether its texts may be HTML. Attributes may have any name, but stand under one that is no such place's.
    is_place: bool,
}

impl<'a> Literals<'a> {
    fn new(json: &'a [u8]) -> Self {
        Self { json, at: 0, name: b"", open: Vec::new() }
    }

    /// Objects and lists that begin and end before the next literal, and where that begins.
    fn skip_to_literal(&mut self) -> Option<usize> {
        loop {
            let byte = *self.json.get(self.at)?;
            match byte {
                b'"' => return Some(self.at),
                b'{' | b'[' => {
                    let is_place = self
                        .open
                        .last()
                        .is_none_or(|around| around.is_place && (around.is_list || PLACES.contains(&self.name)));
                    self.open.push(Open { is_list: byte == b'[', is_place });
                }
                b'}' | b']' => drop(self.open.pop()),
                _ => {}
            }
            self.at += 1;
        }
    }
}

impl<'a> Iterator for Literals<'a> {
    type Item = Literal<'a>;

    fn next(&mut self) -> Option<Literal<'a>> {
        let begin = self.skip_to_literal()?;
        let (mut at, mut is_suspicious) = (begin + 1, false);
        // A space is suspicious beside another, and where it begins or ends a line.
        let mut is_behind_space = true;
        loop {
            let byte = *self.json.get(at)?;
            let is_space = byte == b' ';
            let mut begins_line = false;
            is_suspicious |= is_space && is_behind_space;
            match byte {
                b'"' => break,
                b'\\' => {
                    let escaped = self.json.get(at + 1);
                    is_suspicious |= escaped.is_some_and(|escaped| b"ubfrt".contains(escaped));
                    begins_line = escaped == Some(&b'n');
                    is_suspicious |= begins_line && self.json[at - 1] == b' ';
                    at += 1;
                }
                b' '..=b'~' => {}
                _ => is_suspicious = true,
            }
            is_behind_space = is_space || begins_line;
            at += 1;
        }
        is_suspicious |= self.json[at - 1] == b' ';
        self.at = at + 1;
        let after = self.json[self.at..].iter().find(|byte| !byte.is_ascii_whitespace());
        let (is_name, text) = (after == Some(&b':'), &self.json[begin..self.at]);
        if is_name {
            self.name = text.get(1..text.len() - 1).unwrap_or_default();
        }
        let is_html = !is_name
            && matches!(self.name, b"body" | b"title" | b"subject")
            && self.open.last().is_some_and(|around| around.is_place && !around.is_list);
        Some(Literal { begin, text, is_suspicious, is_name, is_html })
    }
}
