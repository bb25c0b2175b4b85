//! Sheets and styles of ordinary bodies, read by a grammar that leaves no doubt of where anything ends: no escapes, no
//! rules within rules, comments between declarations and rules only, addresses without quotation marks in them.

use std::collections::HashSet;

use super::{elements::may_have_rules, uses::Uses};
use crate::html::hidden::media::{Holds, media};

/// Conditions within conditions, at most.
const DEPTH: usize = 4;
/// Parts of a selector that elements within elements stand for, at most.
const PARTS: usize = 8;
/// Declarations of all rules, for each of their selectors, at most.
const COPIES: usize = 50_000;
/// Classes and ids in such a part, at most.
const WANTED: usize = 8;
/// Elements that are there without a tag of their own.
const IMPLIED: [&str; 10] = ["html", "head", "body", "tbody", "tr", "colgroup", "p", "br", "img", "image"];
/// What is attached to the name of an element, as Outlook writes it.
const OF_OFFICE: [&str; 5] = ["v\\:*", "o\\:*", "w\\:*", "x\\:*", "m\\:*"];

/// Declarations, each as its name in lower case and its value; `None` where the grammar does not allow the text.
pub(super) fn declarations(text: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = skip(text, false)?;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix(';') {
            rest = skip(behind, false)?;
            continue;
        }
        let end = end_of(rest, |byte| byte == b';')?;
        let (name, value) = rest[..end].split_once(':').unwrap_or((&rest[..end], ""));
        let name = name.trim_ascii();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        // What has no name is dropped by browsers, but for those of old.
        let is_dropped = |byte: u8| is_name(byte) || matches!(byte, b' ' | b'*' | b'.' | b'%' | b'#' | b',');
        if name.bytes().all(is_name) {
            found.push((name.to_ascii_lowercase(), value.trim_ascii().to_owned()));
        } else if !name.bytes().all(is_dropped) {
            return None;
        }
        rest = skip(&rest[end..], false)?;
    }
    Some(found)
}

/// Whether a sheet has ordinary rules alone, as far as they are for what a body has: names of its elements, `.classes`
/// and `#ids`, in lower case.
pub(super) fn is_ordinary(text: &str, things: &HashSet<String>, uses: &mut Uses) -> bool {
    rules(text, 0, things, uses).is_some()
}

fn rules(text: &str, depth: usize, things: &HashSet<String>, uses: &mut Uses) -> Option<()> {
    (depth <= DEPTH).then_some(())?;
    let mut rest = skip(text, true)?;
    while !rest.is_empty() {
        let end = end_of(rest, |byte| matches!(byte, b'{' | b';'))?;
        if end == rest.len() {
            // Browsers drop what has no block.
            return Some(());
        }
        let prelude = rest[..end].trim_ascii();
        let behind = rest[end..].strip_prefix('{');
        let Some(behind) = behind else {
            // An at-rule without a block; what has no end is not allowed either.
            let is_line = prelude.starts_with('@') && rest[end..].starts_with(';');
            is_line.then_some(())?;
            line(prelude)?;
            rest = skip(&rest[end + 1..], true)?;
            continue;
        };
        if is_of_lists(prelude) {
            // Signs of Outlook's lists, which no browser reads: their escapes are passed over.
            let length = behind.find('}').filter(|end| is_sign(&behind[..*end]))?;
            rest = skip(&behind[length + 1..], true)?;
            continue;
        }
        let length = block_length(behind)?;
        let inside = &behind[..length];
        match prelude.strip_prefix('@') {
            Some(rule) => at_rule(&rule.to_ascii_lowercase(), inside, depth, things, uses)?,
            None => rule(prelude, inside, things, uses)?,
        }
        rest = skip(&behind[length + 1..], true)?;
    }
    Some(())
}

fn is_of_lists(prelude: &str) -> bool {
    prelude.get(..6).is_some_and(|name| name.eq_ignore_ascii_case("@list "))
}

/// Whether the signs of a list end where their block does: their quotation marks do so before.
fn is_sign(inside: &str) -> bool {
    let count = |quote: char| inside.matches(quote).count();
    let is_closed =
        count('"').is_multiple_of(2) && count('\'').is_multiple_of(2) && (count('"') == 0 || count('\'') == 0);
    is_closed
        && !inside.contains(['{', '<', '('])
        && !inside.contains("/*")
        && !inside.contains("\\\"")
        && !inside.contains("\\'")
}

fn line(prelude: &str) -> Option<()> {
    let lower = prelude.to_ascii_lowercase();
    let is_listed = match lower.strip_prefix("@import") {
        Some(behind) => super::super::context::leads_elsewhere(behind) && behind.starts_with(char::is_whitespace),
        None => lower.starts_with("@charset "),
    };
    is_listed.then_some(())
}

fn at_rule(rule: &str, inside: &str, depth: usize, things: &HashSet<String>, uses: &mut Uses) -> Option<()> {
    let end = rule.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(rule.len());
    let (name, condition) = rule.split_at(end);
    match name {
        "media" if condition.contains("/*") => None,
        "media" if media(condition.trim_ascii()) == Holds::No => Some(()),
        "media" | "supports" => rules(inside, depth + 1, things, uses),
        "font-face" => declarations(inside).map(|_| ()),
        // No browser draws anything by these.
        "page" | "-ms-viewport" | "viewport" | "keyframes" | "-webkit-keyframes" | "-moz-keyframes" => Some(()),
        _ => None,
    }
}

fn rule(selectors: &str, inside: &str, things: &HashSet<String>, uses: &mut Uses) -> Option<()> {
    let mut found = declarations(inside)?;
    let mut is_beside = true;
    let (mut is_asked, mut is_for_any) = (false, false);
    for selector in selectors.split(',').map(str::trim_ascii) {
        if OF_OFFICE.contains(&selector) {
            (is_asked, is_beside) = (true, false);
            continue;
        }
        let (selector, is_own_beside) = without_beside(selector);
        is_beside &= is_own_beside;
        let asked = asks(selector, things)?;
        is_asked |= asked.is_there;
        is_for_any |= asked.is_of_any;
    }
    if !is_asked {
        return Some(());
    }
    if selectors.contains(":before") || selectors.contains(":after") {
        // An empty box behind floating ones, as frameworks write it.
        is_beside.then_some(())?;
        let is_empty = |(name, value): &(String, String)| match name.as_str() {
            "content" => matches!(value.as_str(), "\"\"" | "''" | "\" \"" | "' '" | "none"),
            "display" => matches!(value.as_str(), "table" | "block" | "none"),
            "clear" => true,
            _ => false,
        };
        return found.iter().all(is_empty).then_some(());
    }
    if is_for_any {
        // What is never drawn is an element too, and so is what has a rule of its own for what flows over.
        let is_of_any = |(name, value): &(String, String)| match name.as_str() {
            "display" => value == "none",
            "overflow" | "overflow-x" | "overflow-y" => false,
            _ => true,
        };
        found.iter().all(is_of_any).then_some(())?;
    }
    found.retain(|(name, _)| name != "behavior");
    // Each selector has a copy of them.
    uses.copies += found.len() * selectors.split(',').count();
    (uses.copies <= COPIES).then_some(())?;
    uses.block(&found, None).map(|_| ())
}

/// A selector without the `:before` or `:after` that ends it, and whether it had one.
fn without_beside(selector: &str) -> (&str, bool) {
    let ends = ["::before", "::after", ":before", ":after"];
    ends.into_iter().find_map(|end| selector.strip_suffix(end)).map_or((selector, false), |rest| (rest, true))
}

/// What a selector asks for.
struct Asked {
    /// Whether the body may have all of it, at rest.
    is_there: bool,
    /// Whether elements of any name may have it, without a class or an id.
    is_of_any: bool,
}

/// Whether a selector of the grammar may mean an element of a body that has these names, classes and ids.
fn asks(selector: &str, things: &HashSet<String>) -> Option<Asked> {
    let mut asked = Asked { is_there: true, is_of_any: false };
    let mut parts = 0;
    let spaced = spaced(selector)?;
    let mut is_combined = true;
    for part in spaced.split_ascii_whitespace() {
        if matches!(part, ">" | "+" | "~") {
            (!is_combined).then_some(())?;
            is_combined = true;
            continue;
        }
        is_combined = false;
        parts += 1;
        let wanted = compound(part)?;
        asked.is_there &= wanted.iter().all(|thing| IMPLIED.contains(&thing.as_str()) || things.contains(thing));
        asked.is_there &=
            ![":hover", ":active", ":focus"].iter().any(|state| part.to_ascii_lowercase().contains(state));
        asked.is_of_any = wanted.is_empty();
    }
    (parts > 0 && parts <= PARTS && !is_combined).then_some(asked)
}

/// A selector with spaces around its combinators, and none in its brackets.
fn spaced(selector: &str) -> Option<String> {
    let mut spaced = String::with_capacity(selector.len() + 8);
    let (mut is_in_brackets, mut quote) = (false, None);
    for character in selector.chars() {
        match (quote, character) {
            (_, '\\') => return None,
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {
                // What an attribute holds is not looked at.
                spaced.push(if character.is_ascii_alphanumeric() { character } else { '_' });
                continue;
            }
            (None, '"' | '\'') if is_in_brackets => quote = Some(character),
            (None, '[') => is_in_brackets = true,
            (None, ']') => is_in_brackets = false,
            (None, '>' | '+') => {
                spaced.push_str(&format!(" {character} "));
                continue;
            }
            (None, '~') if !is_in_brackets => {
                spaced.push_str(" ~ ");
                continue;
            }
            (None, ' ' | '\n' | '\t' | '\r') if is_in_brackets => continue,
            _ => {}
        }
        spaced.push(character);
    }
    (quote.is_none() && !is_in_brackets).then_some(spaced)
}

/// The name, the classes and the ids that a part of a selector asks for, in lower case; `None` where the grammar does not
/// allow the part.
fn compound(part: &str) -> Option<Vec<String>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let length = if part.starts_with('*') { 1 } else { part.find(|c| !is_name(c)).unwrap_or(part.len()) };
    let (name, mut rest) = part.split_at(length);
    let name = name.to_ascii_lowercase();
    let is_named = !name.is_empty() && name != "*";
    // Of an element that is not listed a body is left out anyway.
    (!is_named || may_have_rules(&name)).then_some(())?;
    let mut wanted: Vec<String> = is_named.then_some(name).into_iter().collect();
    while !rest.is_empty() {
        let length = match rest.as_bytes()[0] {
            b'.' | b'#' => rest[1..].find(|c| !is_name(c)).map_or(rest.len(), |at| at + 1),
            b'[' => rest.find(']')? + 1,
            b':' => {
                const STATES: [&str; 8] =
                    ["hover", "link", "visited", "active", "focus", "first-child", "last-child", "root"];
                let length = rest[1..].find(|c| !is_name(c)).map_or(rest.len(), |at| at + 1);
                STATES.contains(&rest[1..length].to_ascii_lowercase().as_str()).then_some(length)?
            }
            _ => return None,
        };
        (length > 1).then_some(())?;
        if let Some(inside) = rest[..length].strip_prefix('[') {
            let is_listed = |c: char| is_name(c) || matches!(c, '=' | '~' | '|' | '^' | '$' | '*' | '"' | '\'' | ']');
            inside.chars().all(is_listed).then_some(())?;
        }
        if rest.starts_with(['.', '#']) {
            wanted.push(rest[..length].to_ascii_lowercase());
        }
        rest = &rest[length..];
    }
    (wanted.len() <= WANTED).then_some(wanted)
}

/// The text behind white space and comments; between rules also behind what hides a sheet from browsers of old.
fn skip(text: &str, is_between_rules: bool) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = &comment[comment.find("*/")? + 2..];
        } else if let Some(behind) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("-->")) {
            is_between_rules.then_some(())?;
            rest = behind;
        } else {
            return Some(rest);
        }
    }
}

/// Where the first byte stands that is asked for, outside of quotation marks and brackets, or the end of the text.
fn end_of(text: &str, is_asked: impl Fn(u8) -> bool) -> Option<usize> {
    let look = |byte| {
        if is_asked(byte) {
            Some(true)
        } else {
            (!matches!(byte, b'{' | b'<') && (!byte.is_ascii_control() || byte.is_ascii_whitespace())).then_some(false)
        }
    };
    outside(text, false, look).map(|end| end.unwrap_or(text.len()))
}

/// Bytes of a block up to the `}` that ends it, with blocks in it.
fn block_length(text: &str) -> Option<usize> {
    outside(text, true, |byte| Some(byte == b'}'))?
}

/// Looks at each byte that stands outside of quotation marks, addresses and brackets, until `look` says so or allows one
/// not; where that is. `None` where one of them has no end, or ends in another way than browsers agree on.
fn outside(text: &str, may_comment: bool, look: impl Fn(u8) -> Option<bool>) -> Option<Option<usize>> {
    let bytes = text.as_bytes();
    let mut closers: Vec<u8> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        if closers.is_empty() && look(byte)? {
            return Some(Some(at));
        }
        match byte {
            b'"' | b'\'' => {
                at = string_end(text, at)?;
                continue;
            }
            b'\\' => is_of_office(text, at).then_some(())?,
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                may_comment.then_some(())?;
                at += 2 + text[at + 2..].find("*/")? + 2;
                continue;
            }
            b'(' if is_address(&text[..at]) => {
                at = address_end(text, at + 1)?;
                continue;
            }
            b'(' => closers.push(b')'),
            b'[' => closers.push(b']'),
            b'{' => {
                // Where the last one is a block, all are.
                closers.last().is_none_or(|closer| *closer == b'}').then_some(())?;
                closers.push(b'}');
            }
            b')' | b']' | b'}' => (closers.pop()? == byte).then_some(())?,
            _ => {}
        }
        at += 1;
    }
    closers.is_empty().then_some(None)
}

/// Whether a backslash stands in the name of an office element, or before a letter, a digit or a dot of a list's sign.
fn is_of_office(text: &str, at: usize) -> bool {
    let Some(name_at) = at.checked_sub(1).filter(|at| text.is_char_boundary(*at)) else { return false };
    let is_name = OF_OFFICE.iter().any(|name| text[name_at..].starts_with(name));
    let before = text[..name_at].chars().next_back();
    is_name && before.is_none_or(|before| matches!(before, ' ' | '\n' | '\r' | '\t' | ',' | '}'))
}

/// Where the text in quotation marks ends that begins there.
fn string_end(text: &str, at: usize) -> Option<usize> {
    let quote = text.as_bytes()[at];
    let length = text.as_bytes()[at + 1..].iter().position(|byte| *byte == quote)?;
    let inside = &text[at + 1..at + 1 + length];
    let is_plain = !inside.contains(['\n', '\r', '\u{c}', '\0']);
    // An escape may stand for anything but the end.
    let is_open = inside.match_indices('\\').any(|(at, _)| inside[at + 1..].starts_with('\\'));
    (is_plain && !is_open && !inside.ends_with('\\')).then_some(at + length + 2)
}

/// Whether a text ends with `url`, as a word of its own.
fn is_address(before: &str) -> bool {
    let name_at =
        before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii()).len();
    before[name_at..].eq_ignore_ascii_case("url")
}

/// Where an address ends whose first character stands there, behind its `)`.
fn address_end(text: &str, from: usize) -> Option<usize> {
    let begin = from + (text[from..].len() - text[from..].trim_ascii_start().len());
    if text[begin..].starts_with(['"', '\'']) {
        let end = string_end(text, begin)?;
        let rest = text[end..].trim_ascii_start();
        return rest.starts_with(')').then(|| text.len() - rest.len() + 1);
    }
    let length = text[begin..].find(')')?;
    let inside = text[begin..begin + length].trim_ascii_end();
    let is_plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\'' | '(' | '\\' | '<' | '{' | '}' | ';')
    };
    inside.chars().all(is_plain).then_some(begin + length + 1)
}
