//! Where a picture or a formula ends (HTML standard, 13.2.6.5): at its end tag, or before what cannot stand in it.

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
/// Elements of it in which there may be HTML.
const OPEN: [&str; 9] = ["foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext", "annotation-xml"];
/// Elements of HTML in which nothing is markup.
const RAW: [&str; 10] =
    ["script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext", "template"];

/// Bytes of the content of such an element; all, if its end is not found.
pub(super) fn length(text: &str, name: &str) -> usize {
    let mut open = HashMap::from([(name.to_ascii_lowercase(), 1_usize)]);
    let root = name.to_ascii_lowercase();
    let mut has_html = false;
    let mut at = 0;
    while let Some(next) = text[at..].find('<') {
        at += next;
        let rest = &text[at..];
        let bytes = rest.as_bytes();
        let begin = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
        if !bytes.get(begin).is_some_and(u8::is_ascii_alphabetic) {
            let is_text = !matches!(bytes.get(1), Some(b'!' | b'?' | b'/')) || bytes.len() == 2;
            at += match rest.strip_prefix("<![CDATA[") {
                Some(inside) => inside.find("]]>").map_or(rest.len(), |end| end + 12),
                None if is_text => 1,
                None => comment_length(rest),
            };
            continue;
        }
        let length = tag_length(bytes, begin);
        let inside = rest[begin..length].trim_end_matches('>');
        let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
        let name = inside[..end].to_ascii_lowercase();
        if begin == 2 {
            let count = open.get_mut(&name).filter(|count| **count > 0);
            match count {
                Some(count) => {
                    *count -= 1;
                    if name == root && *count == 0 {
                        return at;
                    }
                }
                // It is that of an element around.
                None if !has_html => return at,
                None => {}
            }
        } else if !has_html && (OUTSIDE.contains(&name.as_str()) || name == "font" && is_of_html(&inside[end..])) {
            return at;
        } else if has_html && RAW.contains(&name.as_str()) {
            return text.len();
        } else {
            has_html |= OPEN.contains(&name.as_str());
            if !ends_itself(&inside[end..]) {
                *open.entry(name).or_default() += 1;
            }
        }
        at += length;
    }
    text.len()
}

/// Whether a `font` has an attribute of HTML's.
fn is_of_html(attributes: &str) -> bool {
    let mut rest = attributes;
    std::iter::from_fn(|| attribute::next(&mut rest))
        .any(|(name, _)| ["color", "face", "size"].iter().any(|known| name.eq_ignore_ascii_case(known)))
}
