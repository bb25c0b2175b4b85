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
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
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
