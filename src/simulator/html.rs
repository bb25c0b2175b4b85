//! What people read of an HTML body: the text that search looks through and `display_as=plaintext` shows.

use std::borrow::Cow;

/// Tags that do not end a word.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "mark", "s", "small", "span", "strong", "sub",
    "sup", "u",
];

/// The text of a body. With `links`, a link is written `label (url)`, as `display_as=plaintext` does.
pub(super) fn text(html: &str, links: bool) -> String {
    let mut text = String::with_capacity(html.len());
    let mut link = None;
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_decoded(&mut text, &rest[..start]);
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((tag, after)) = rest[1..].split_once('>') else { break };
        let Some(name) = tag_name(tag) else {
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = after;
        let closing = tag.starts_with('/');
        if !closing && matches!(&*name, "style" | "script") {
            rest = skip_element(rest, &name);
        } else if name == "a" && links {
            if closing {
                push_address(&mut text, link.take());
            } else {
                link = attribute(tag, "href");
            }
        }
        if !INLINE.contains(&&*name) {
            push_break(&mut text);
        }
    }
    if !rest.starts_with('<') {
        push_decoded(&mut text, rest);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Visits the words of a body: runs of letters and digits, lower-cased, in order, repeated as they are.
pub(super) fn for_each_word(html: &str, visit: impl FnMut(&str)) {
    let text = text(html, false).to_lowercase();
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).for_each(visit);
}

/// The lower-case name of a tag, empty for declarations; nothing if this is no tag.
fn tag_name(tag: &str) -> Option<Cow<'_, str>> {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let end = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = &tag[..end];
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(Cow::Owned(name.to_ascii_lowercase()));
    }
    let known = name.starts_with(|first: char| first.is_ascii_alphabetic()) || tag.starts_with(['!', '?']);
    known.then_some(Cow::Borrowed(name))
}

fn skip_element<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
    end.and_then(|end| rest[end..].split_once('>')).map_or("", |(_, after)| after)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!("{name}="))?.1;
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let value = match quote {
        Some(quote) => value[1..].split(quote).next()?,
        None => value.split_whitespace().next()?,
    };
    let mut decoded = String::new();
    push_decoded(&mut decoded, value);
    Some(decoded)
}

fn push_address(text: &mut String, address: Option<String>) {
    if let Some(address) = address {
        text.push_str(&format!(" ({address})"));
    }
}

fn push_break(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Writes text with its character references resolved; unknown ones stay as they are.
fn push_decoded(text: &mut String, encoded: &str) {
    let mut rest = encoded;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let reference = rest[1..].split_once(';').filter(|(name, _)| name.len() <= 8);
        match reference.and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                text.push(character);
                rest = after;
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "copy" => '©',
        "euro" => '€',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        _ => return None,
    })
}
