//! Selectors (Selectors 4), as far as they can be read without a tree.
//!
//! Read are names, classes, ids, attributes, `:is()`, `:where()`, `:not()` of one of them, and what stands around or
//! before: a child counts as any descendant, the next sibling as anything behind. A selector that asks for more, such as
//! the place among siblings, is not certain.

use super::value::pieces;

/// What a selector asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Selector {
    /// Of the element: `*`, `name`, `.class`, `#id`, `[attribute]`, `[attribute=value]`.
    pub(super) subject: Vec<String>,
    pub(super) without: Vec<String>,
    /// Of elements that it is in.
    pub(super) around: Vec<String>,
    /// Of elements before it.
    pub(super) before: Vec<String>,
    /// Whether that is all.
    pub(super) is_certain: bool,
}

/// Pseudo-classes that say something of an element where it is, which is not read.
const PLACES: [&str; 16] = [
    "first-child",
    "last-child",
    "only-child",
    "nth-child",
    "nth-last-child",
    "first-of-type",
    "last-of-type",
    "only-of-type",
    "nth-of-type",
    "nth-last-of-type",
    "has",
    "not",
    "empty",
    "lang",
    "dir",
    "checked",
];
/// What always stands around.
const OUTERMOST: [&str; 4] = ["html", "body", "*", ":root"];
/// Selectors that one selector may stand for, at most.
const ALTERNATIVES: usize = 16;

/// The selectors that a selector with `:is()` or `:where()` stands for.
pub(super) fn alternatives(selector: &str) -> Vec<String> {
    let mut found = vec![selector.trim().to_owned()];
    for _ in 0..4 {
        let Some((at, open)) = found.iter().enumerate().find_map(|(at, text)| Some((at, choice(text)?))) else { break };
        let text = found.remove(at);
        let (name_at, from) = open;
        let length = super::number::group_length(&text[from..]);
        let inside = text[from..from + length].trim_start_matches('(').trim_end_matches(')');
        for one in pieces(inside, b',').take(ALTERNATIVES.saturating_sub(found.len())) {
            found.push(format!("{}{}{}", &text[..name_at], one.trim(), &text[from + length..]));
        }
    }
    found
}

/// Where `:is(` or `:where(` begins, and its parenthesis.
fn choice(text: &str) -> Option<(usize, usize)> {
    [":is(", ":where(", ":-webkit-any("]
        .iter()
        .find_map(|name| text.find(name).map(|at| (at, at + name.len() - 1)))
        .filter(|(at, _)| !text[..*at].ends_with("not("))
}

/// Reads a selector; `None` if it selects no element that is at rest, as `a:hover` and `p::before`.
pub(super) fn read(text: &str) -> Option<Selector> {
    let mut selector = Selector { is_certain: true, ..Selector::default() };
    let (mut compound, mut outermost) = (Vec::new(), true);
    for (combinator, part) in compounds(text) {
        let outer = std::mem::take(&mut compound);
        match combinator {
            '+' | '~' => selector.before.extend(outer),
            _ => {
                selector.around.extend(outer.into_iter().filter(|thing: &String| !OUTERMOST.contains(&thing.as_str())))
            }
        }
        compound = selector.compound(part)?;
        if !outermost && compound.iter().any(|thing| thing == "html") {
            // It is in nothing and behind nothing.
            return None;
        }
        outermost = false;
    }
    selector.subject = compound;
    (!selector.subject.is_empty()).then_some(selector)
}

/// The parts of a selector, each with what stands between it and the one before.
fn compounds(text: &str) -> Vec<(char, &str)> {
    let mut parts = Vec::new();
    let (mut depth, mut from, mut combinator) = (0_usize, None, ' ');
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_between = depth == 0 && (character.is_ascii_whitespace() || matches!(character, '>' | '+' | '~'));
        match (is_between, from) {
            (true, Some(start)) => {
                parts.push((combinator, &text[start..at]));
                (from, combinator) = (None, character);
            }
            (true, None) if !character.is_ascii_whitespace() => combinator = character,
            (false, None) => from = Some(at),
            _ => {}
        }
    }
    parts.extend(from.map(|start| (combinator, &text[start..])));
    parts
}

impl Selector {
    /// What a part without spaces asks for.
    fn compound(&mut self, part: &str) -> Option<Vec<String>> {
        let mut things = Vec::new();
        let mut rest = part.strip_prefix("*|").unwrap_or(part);
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '[' => rest.find(']').map_or(rest.len(), |at| at + 1),
                _ => simple_length(rest),
            };
            let (thing, behind) = rest.split_at(end);
            rest = behind;
            match first {
                '[' => things.extend(self.attribute(thing)),
                ':' if thing.starts_with("::") => return None,
                ':' => {
                    let name = thing[1..].split('(').next().unwrap_or_default();
                    match name {
                        "root" => things.push(String::from("html")),
                        "link" | "any-link" => things.push(String::from("[href]")),
                        "not" => self.not(&thing[1 + name.len()..]),
                        _ if PLACES.contains(&name) => self.is_certain = false,
                        _ => return None,
                    }
                }
                '*' if !things.is_empty() || rest.starts_with(super::value::is_name) => return None,
                _ => things.push(thing.to_owned()),
            }
        }
        if things.is_empty() {
            things.push(String::from("*"));
        }
        Some(things)
    }

    fn attribute(&mut self, thing: &str) -> Option<String> {
        let inside = thing.trim_start_matches('[').trim_end_matches(']').trim();
        let Some((name, value)) = inside.split_once('=') else { return Some(format!("[{inside}]")) };
        let value = value.trim().trim_end_matches(" i").trim().trim_matches('"');
        match (name.trim_end_matches('~').trim(), name.ends_with('~')) {
            ("class", _) => Some(format!(".{value}")),
            ("id", false) => Some(format!("#{value}")),
            (name, false) if !name.ends_with(['^', '$', '*', '|']) => Some(format!("[{name}={value}]")),
            _ => {
                self.is_certain = false;
                None
            }
        }
    }

    /// `:not()`. What is at rest is not hovered over.
    fn not(&mut self, group: &str) {
        let inside = group.trim_start_matches('(').trim_end_matches(')').trim();
        if inside.contains(['(', ',', ' ']) {
            self.is_certain = false;
            return;
        }
        let mut other = Self { is_certain: true, ..Self::default() };
        match other.compound(inside) {
            None => {}
            Some(mut things) if things.len() == 1 && other.is_certain && other.without.is_empty() => {
                self.without.append(&mut things);
            }
            Some(_) => self.is_certain = false,
        }
    }
}

/// Bytes of a name, a class, an id or a pseudo-class with its arguments.
fn simple_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '(' => depth += 1,
            ')' if depth <= 1 => return at + 1,
            ')' => depth -= 1,
            ':' if depth == 0 && at == 1 => {}
            '.' | '#' | '[' | ':' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}
