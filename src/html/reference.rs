//! Character references (HTML standard, 13.2.5.72).

use std::borrow::Cow;

use markup5ever::data::NAMED_ENTITIES;

/// Bytes of a reference, at most: `&CounterClockwiseContourIntegral;` is the longest that has a name.
const LENGTH: usize = 33;

/// What a reference with its semicolon at the start of `text` stands for, and its length in bytes; `None` if there is
/// no such reference. The second character is `None` but for some mathematical signs.
pub fn read(text: &str) -> Option<(char, Option<char>, usize)> {
    let end = text.bytes().take(LENGTH).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let (first, second) = match name.strip_prefix('#') {
        Some(number) => {
            let (digits, radix) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
            // A sign is no digit, though Rust reads it.
            let is_number = digits.chars().all(|digit| digit.is_digit(radix));
            let code = u32::from_str_radix(digits, radix).ok().filter(|_| is_number)?;
            (char::from_u32(code)?, None)
        }
        // Of a name that only begins like one the table says 0.
        None => {
            let (first, second) = NAMED_ENTITIES.get(text.get(1..=end)?).filter(|(first, _)| *first != 0)?;
            (char::from_u32(*first)?, char::from_u32(*second).filter(|second| *second != '\0'))
        }
    };
    Some((first, second, end + 1))
}

/// A text with its references decoded, once.
pub fn decode(text: &str) -> Cow<'_, str> {
    decode_by(text, read)
}

/// The value of an attribute with its references decoded: a number needs no semicolon there, nor do the names of old
/// before anything but letters, digits and `=`.
pub fn decode_attribute(text: &str) -> Cow<'_, str> {
    decode_by(text, |text| number(text).or_else(|| read(text)).or_else(|| name_of_old(text)))
}

/// A text in which `read` says what the reference at the start of a rest stands for, as [`read`] does.
fn decode_by(text: &str, read: impl Fn(&str) -> Option<(char, Option<char>, usize)>) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match read(rest) {
            Some((first, second, length)) => {
                decoded.push(first);
                decoded.extend(second);
                length
            }
            None => {
                decoded.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Reads a number, with or without its semicolon.
fn number(text: &str) -> Option<(char, Option<char>, usize)> {
    let digits = text.strip_prefix("&#")?;
    let (digits, radix, begin) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 3),
        None => (digits, 10, 2),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    let code = u32::from_str_radix(digits[..length].trim_start_matches('0'), radix).unwrap_or(u32::MAX);
    let zeros = digits[..length].bytes().all(|byte| byte == b'0');
    let character = char::from_u32(code).filter(|_| !zeros).unwrap_or(char::REPLACEMENT_CHARACTER);
    let semicolon = usize::from(digits[length..].starts_with(';'));
    Some((character, None, begin + length + semicolon))
}

/// Reads one of the names that need no semicolon, which have two to six letters.
fn name_of_old(text: &str) -> Option<(char, Option<char>, usize)> {
    (2..=6).rev().find_map(|length| {
        let (first, _) = NAMED_ENTITIES.get(text.get(1..=length)?).filter(|(first, _)| *first != 0)?;
        let next = text.as_bytes().get(length + 1);
        let is_text = next.is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'=');
        (!is_text).then_some((char::from_u32(*first)?, None, length + 1))
    })
}
