//! Character references (section 13.2.5.72 of the HTML standard) that must be decoded before the parser sees them.
//!
//! Numeric ones, since they may stand for a mark or a control character; and the named ones of characters that Markdown
//! would give a meaning. The parser decodes the rest.

use std::borrow::Cow;

use super::mark;

const NAMED: [(&str, char); 18] = [
    ("lt;", '<'),
    ("gt;", '>'),
    ("LT;", '<'),
    ("GT;", '>'),
    ("ast;", '*'),
    ("midast;", '*'),
    ("lowbar;", '_'),
    ("UnderBar;", '_'),
    ("grave;", '`'),
    ("DiacriticalGrave;", '`'),
    ("lsqb;", '['),
    ("lbrack;", '['),
    ("rsqb;", ']'),
    ("rbrack;", ']'),
    ("bsol;", '\\'),
    ("num;", '#'),
    ("equals;", '='),
    ("period;", '.'),
];

/// What the numbers 128 to 159 stand for: Windows' characters, as the standard says.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The character that a text begins with as a reference, and the reference's length in bytes.
pub(super) fn read(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix('&')?;
    if let Some(digits) = rest.strip_prefix('#') {
        return numeric(digits).map(|(character, length)| (character, length + 2));
    }
    let (name, character) = NAMED.iter().find(|(name, _)| rest.starts_with(name))?;
    Some((*character, name.len() + 1))
}

/// An attribute's value with its numeric references decoded, but for those of `&`, which the parser reads.
pub(super) fn decode_numeric(value: &str) -> Cow<'_, str> {
    if !value.contains("&#") {
        return Cow::Borrowed(value);
    }
    let mut decoded = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find("&#") {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = read(rest).unwrap_or(('&', 1));
        decoded.push_str(if character == '&' { "&amp;" } else { "" });
        decoded.extend(Some(character).filter(|character| *character != '&'));
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Decimal or hexadecimal digits, and a semicolon that may be missing.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, before) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let end = before + length + usize::from(digits[length..].starts_with(';'));
    let character = match u32::from_str_radix(&digits[..length], radix) {
        Ok(code @ 0x80..=0x9f) => WINDOWS.chars().nth(code as usize - 0x80),
        Ok(code @ 1..) => char::from_u32(code),
        Ok(0) | Err(_) => None,
    };
    let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
    // Not nothing: what stands around it must not join to another reference.
    Some((if mark::is_unreadable(character) { ' ' } else { character }, end))
}
