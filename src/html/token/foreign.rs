//! Where a picture or a formula ends (HTML standard, 13.2.6.5): at its end tag, or before what cannot stand in it.
//!
//! As long as all that is open in it are its own elements, an end tag ends the innermost of its name and what is in that.
//! What an end tag of no such element ends depends on what is open around, and HTML within a picture follows rules of its
//! own: then nothing is said.

use std::collections::HashMap;

use super::{comment_length, ends_itself, tag_length};
use crate::html::attribute;

/// Elements of HTML that end it where they begin.
const OUTSIDE: [&str; 44] = [
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];
/// Elements of it in which a start tag is one of HTML.
const OPEN: [&str; 9] = ["foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"];

/// Bytes of the content of such an element; `None` if its end is not found for certain.
pub(super) fn length(text: &str, name: &str) -> Option<usize> {
    let mut open = vec![name.to_ascii_lowercase()];
    // How many of a name are open.
    let mut counts = HashMap::from([(name.to_ascii_lowercase(), 1_usize)]);
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        let rest = &text[at..];
        let bytes = rest.as_bytes();
        let begin = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
        if !bytes.get(begin).is_some_and(u8::is_ascii_alphabetic) {
            let is_text = !matches!(bytes.get(1), Some(b'!' | b'?' | b'/')) || bytes.len() == 2;
            at += match rest.strip_prefix("<![CDATA[") {
                Some(inside) => inside.find("]]>")? + 12,
                None if is_text => 1,
                None => comment_length(rest),
            };
            continue;
        }
        let length = tag_length(bytes, begin)?;
        let inside = &rest[begin..length - 1];
        let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
        let name = inside[..end].to_ascii_lowercase();
        let holds_html = open.last().is_some_and(|last| OPEN.contains(&last.as_str()));
        if begin == 2 {
            // It may be that of an element around.
            counts.get(&name).filter(|count| **count > 0)?;
            while let Some(ended) = open.pop() {
                *counts.entry(ended.clone()).or_default() -= 1;
                if ended == name {
                    break;
                }
            }
            if open.is_empty() {
                return Some(at);
            }
        } else if holds_html {
            return None;
        } else if OUTSIDE.contains(&name.as_str()) || name == "font" && is_of_html(&inside[end..]) {
            return Some(at);
        } else if !ends_itself(&inside[end..]) {
            *counts.entry(name.clone()).or_default() += 1;
            open.push(name);
        }
        at += length;
    }
}

/// Whether a `font` has an attribute of HTML's.
fn is_of_html(attributes: &str) -> bool {
    let mut rest = attributes;
    std::iter::from_fn(|| attribute::next(&mut rest))
        .any(|(name, _)| ["color", "face", "size"].iter().any(|known| name.eq_ignore_ascii_case(known)))
}
