//! Selectors (Selectors 4): read into what each part asks for of an element and what stands between the parts.
//!
//! What cannot be judged is in doubt: an unknown pseudo-class, the place from behind among siblings, `:has()`, more than
//! one compound within `:is()` and `:not()`, letters whose case differs. A selector that asks for what is not at rest,
//! as `a:hover` and `p::before`, selects nothing.

use super::{
    declared::Rank,
    media::Holds,
    value::{find_outside, is_name, is_space, pieces},
};

/// Parts of a selector, at most.
const PARTS: usize = 32;

/// A selector: its parts from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selector {
    pub(super) parts: Vec<Part>,
    pub(super) weight: Rank,
    /// Whether it, or the list that it stands in, may be none.
    pub(super) is_broken: bool,
    /// Whether it selects what is drawn before or behind the content of an element.
    pub(super) is_beside: bool,
}

/// A part without spaces.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// What stands before it: ` `, `>`, `+` or `~`.
    pub(super) combinator: u8,
    pub(super) tests: Vec<Test>,
}

/// What is asked of an element.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Name(String),
    /// `.class` or `#id`.
    Thing(String),
    Attribute {
        name: String,
    },
    /// The place among siblings, or those of its name: `step` times anything, and `first`.
    Place {
        step: i64,
        first: i64,
        of_name: bool,
    },
    Root,
    Empty,
    Link,
    Checked,
    /// Something of a field of a form, perhaps.
    Field,
    Perhaps,
    Never,
}

/// What a list of selectors says.
pub(super) fn list(text: &str) -> Vec<Selector> {
    let mut all: Vec<Selector> = pieces(text, b',').map(read).collect();
    if all.iter().any(|selector| selector.is_broken) {
        all.iter_mut().for_each(|selector| selector.is_broken = true);
    }
    // What has a text in it is not empty.
    all.retain(|selector| !selector.parts.last().is_some_and(|part| part.tests.contains(&Test::Empty)));
    all.retain(|selector| !selector.parts.iter().any(|part| part.tests.contains(&Test::Never)));
    all
}

fn read(text: &str) -> Selector {
    let mut selector = Selector { parts: Vec::new(), weight: 0, is_broken: false, is_beside: false };
    let mut rest = text.trim_matches(is_space);
    let mut combinator = b' ';
    selector.is_broken = rest.is_empty() || rest.starts_with(['>', '+', '~']) || rest.ends_with(['>', '+', '~']);
    while !rest.is_empty() && selector.parts.len() < PARTS {
        let is_between = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'+' | b'~');
        let end = find_outside(rest, is_between).unwrap_or(rest.len());
        if end > 0 {
            let mut part = Part { combinator, tests: Vec::new() };
            selector.compound(&rest[..end], &mut part.tests);
            selector.parts.push(part);
        }
        let between =
            rest[end..].len() - rest[end..].trim_start_matches(|c: char| u8::try_from(c).is_ok_and(is_between)).len();
        let signs = rest[end..end + between].trim_matches(is_space);
        selector.is_broken |= signs.len() > 1;
        combinator = signs.bytes().next().unwrap_or(b' ');
        rest = &rest[end + between..];
    }
    selector.is_broken |= !rest.is_empty();
    selector
}

impl Selector {
    fn compound(&mut self, text: &str, tests: &mut Vec<Test>) {
        let mut rest = text;
        for prefix in ["*|*", "*|", "|"] {
            if let Some(other) = rest.strip_prefix(prefix) {
                rest = other;
                break;
            }
        }
        if let Some(other) = rest.strip_prefix('*') {
            rest = other;
            // For a browser of old, and no selector.
            tests.extend(rest.starts_with(is_name).then_some(Test::Never));
            self.is_broken |= rest.starts_with(is_name);
        }
        let name = take_name(&mut rest);
        if !name.is_empty() {
            self.weight += 1;
            self.is_broken |= name.starts_with(|c: char| c.is_ascii_digit());
            tests.push(Test::Name(name.to_ascii_lowercase()));
        }
        while let Some(sign) = rest.chars().next() {
            rest = &rest[sign.len_utf8()..];
            match sign {
                '.' | '#' => {
                    let name = take_name(&mut rest);
                    self.weight += if sign == '#' { 10_000 } else { 100 };
                    self.is_broken |= name.is_empty();
                    // Signs that were escaped all look the same.
                    let is_told =
                        !name.contains(char::REPLACEMENT_CHARACTER) && !name.starts_with(|c: char| c.is_ascii_digit());
                    tests.push(Test::Thing(format!("{sign}{name}")));
                    tests.extend((!is_told).then_some(Test::Perhaps));
                }
                '[' => {
                    let end = find_outside(rest, |byte| byte == b']').unwrap_or(rest.len());
                    self.weight += 100;
                    attribute(&rest[..end], tests);
                    rest = rest.get(end + 1..).unwrap_or_default();
                }
                ':' => self.pseudo(&mut rest, tests),
                _ => {
                    self.is_broken = true;
                    tests.push(Test::Perhaps);
                }
            }
        }
    }

    fn pseudo(&mut self, rest: &mut &str, tests: &mut Vec<Test>) {
        let is_element = rest.starts_with(':');
        *rest = rest.trim_start_matches(':');
        let name = take_name(rest).to_ascii_lowercase();
        let argument = rest.strip_prefix('(').map(|inside| {
            let end = find_outside(inside, |byte| byte == b')').unwrap_or(inside.len());
            *rest = inside.get(end + 1..).unwrap_or_default();
            &inside[..end]
        });
        self.weight += if is_element { 1 } else { 100 };
        tests.push(match (name.as_str(), argument) {
            // The first line and the first letter are text of the element.
            ("first-line" | "first-letter", _) => Test::Perhaps,
            ("before" | "after" | "marker", None) => {
                self.is_beside = true;
                Test::Perhaps
            }
            (
                "selection"
                | "placeholder"
                | "backdrop"
                | "file-selector-button"
                | "cue"
                | "target-text"
                | "spelling-error"
                | "grammar-error",
                _,
            ) => Test::Never,
            (name, _) if is_element && name.starts_with("-webkit-") => Test::Never,
            _ if is_element => {
                self.is_broken = true;
                Test::Perhaps
            }
            ("hover" | "active" | "visited" | "host", None) => Test::Never,
            ("empty", None) => Test::Empty,
            ("root", None) => Test::Root,
            ("link" | "any-link" | "-webkit-any-link", None) => Test::Link,
            ("checked", None) => Test::Checked,
            (
                "enabled" | "disabled" | "required" | "optional" | "valid" | "invalid" | "in-range" | "out-of-range"
                | "default" | "indeterminate" | "placeholder-shown" | "autofill" | "user-valid" | "user-invalid",
                None,
            ) => Test::Field,
            ("first-child", None) => Test::Place { step: 0, first: 1, of_name: false },
            ("first-of-type", None) => Test::Place { step: 0, first: 1, of_name: true },
            ("nth-child" | "nth-of-type", Some(argument)) => steps(argument)
                .map_or(Test::Perhaps, |(step, first)| Test::Place { step, first, of_name: name == "nth-of-type" }),
            _ => Test::Perhaps,
        });
    }
}

/// Whether every browser reads a selector in one way: names, classes and ids in a row, with the states of links.
pub(super) fn is_plain_selector(text: &str) -> bool {
    const STATES: [&str; 7] = ["hover", "active", "visited", "link", "focus", "first-child", "last-child"];
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_compound = |compound: &str| {
        let mut parts = compound.split_inclusive(['.', '#', ':']);
        let first = parts.next().unwrap_or_default();
        let mut sign = first.chars().last().filter(|sign| ".#:".contains(*sign));
        let name = first.trim_end_matches(['.', '#', ':']);
        if !(name.is_empty() && sign.is_some() || name == "*" || is_name(name)) {
            return false;
        }
        for part in parts {
            let name = part.trim_end_matches(['.', '#', ':']);
            if !(is_name(name) && (sign != Some(':') || STATES.contains(&name))) {
                return false;
            }
            sign = part.chars().last().filter(|sign| ".#:".contains(*sign));
        }
        sign.is_none()
    };
    let text = text.trim_matches(is_space).replace('>', " > ").replace('+', " + ").replace('~', " ~ ");
    let mut was_sign = true;
    let is_plain = text.len() < 400
        && text.split_ascii_whitespace().all(|word| {
            let is_sign = matches!(word, ">" | "+" | "~");
            let is_told = if is_sign { !was_sign } else { is_compound(word) };
            was_sign = is_sign;
            is_told
        });
    is_plain && !was_sign && text.matches(['.', '#', ':']).count() < 20
}

fn take_name<'a>(rest: &mut &'a str) -> &'a str {
    let (name, behind) = rest.split_at(rest.find(|c| !is_name(c)).unwrap_or(rest.len()));
    *rest = behind;
    name
}

/// What is asked of an attribute: whether it is there. What of its value is compared is not followed.
fn attribute(inside: &str, tests: &mut Vec<Test>) {
    let (name, value) = inside.split_once('=').map_or((inside, None), |(name, value)| (name, Some(value)));
    let name = name.trim_end_matches(['~', '^', '$', '*', '|']).trim_matches(is_space).to_ascii_lowercase();
    let is_told = !name.is_empty() && name.chars().all(is_name);
    tests.extend(is_told.then_some(Test::Attribute { name }));
    tests.extend((!is_told || value.is_some()).then_some(Test::Perhaps));
}

/// `an+b`.
fn steps(argument: &str) -> Option<(i64, i64)> {
    let text: String = argument.to_ascii_lowercase().chars().filter(|c| !c.is_ascii_whitespace()).collect();
    match text.as_str() {
        "odd" => return Some((2, 1)),
        "even" => return Some((2, 0)),
        _ => {}
    }
    let Some((step, first)) = text.split_once('n') else { return Some((0, text.parse().ok()?)) };
    let step = match step {
        "" | "+" => 1,
        "-" => -1,
        number => number.parse().ok()?,
    };
    let first = if first.is_empty() { 0 } else { first.parse().ok()? };
    (i64::abs(step) < 1 << 31 && i64::abs(first) < 1 << 31).then_some((step, first))
}

/// Whether a place is one of those asked for.
pub(super) fn is_placed(place: i64, step: i64, first: i64) -> Holds {
    let behind = place - first;
    let is = if step == 0 { behind == 0 } else { behind % step == 0 && behind / step >= 0 };
    Holds::from(is)
}
