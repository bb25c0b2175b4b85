//! Values of CSS: lengths, and declarations without what only hides them from a search.

use std::borrow::Cow;

/// Pixels of the letters of a body that says nothing of them.
pub(super) const LETTERS: f32 = 16.0;

/// A length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Length {
    Pixels(f32),
    /// Times the size of letters.
    Letters(f32),
    /// Of whatever the property refers to; 1 is 100 %.
    Share(f32),
}

impl Length {
    /// A number with a unit. A number alone is pixels, as in quirks mode.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("calc(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(text).trim();
        let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-' | 'e')).unwrap_or(text.len());
        // `1em` has an exponent only by its looks.
        let end = text[..end].find('e').map_or(end, |at| {
            let is_exponent =
                text[at + 1..end].trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit());
            if is_exponent { end } else { at }
        });
        let number: f32 = text[..end].parse().ok()?;
        Some(match &text[end..] {
            "" | "px" => Self::Pixels(number),
            "pt" => Self::Pixels(number * 4.0 / 3.0),
            "pc" => Self::Pixels(number * 16.0),
            "in" => Self::Pixels(number * 96.0),
            "cm" => Self::Pixels(number * 37.8),
            "mm" => Self::Pixels(number * 3.78),
            "q" => Self::Pixels(number * 0.945),
            "em" => Self::Letters(number),
            "ex" | "ch" => Self::Letters(number / 2.0),
            "rem" => Self::Pixels(number * LETTERS),
            "%" => Self::Share(number / 100.0),
            "vw" | "vmax" | "svw" | "lvw" | "dvw" => Self::Pixels(number * 12.8),
            "vh" | "vmin" | "svh" | "lvh" | "dvh" => Self::Pixels(number * 7.2),
            _ => return None,
        })
    }

    /// About how many pixels, for what is large or nothing.
    pub(super) fn pixels(self) -> f32 {
        match self {
            Self::Pixels(pixels) => pixels,
            Self::Letters(times) => times * LETTERS,
            Self::Share(share) => share * 1_000.0,
        }
    }
}

/// Declarations in lower case, without comments, escapes decoded (CSS Syntax, 4.3.7).
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') && !text.contains("/*") {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '/']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            let digits = escaped.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
            rest = &escaped[digits..];
            if digits > 0 {
                plain.extend(u32::from_str_radix(&escaped[..digits], 16).ok().and_then(char::from_u32));
                rest = rest.strip_prefix(|c: char| c.is_ascii_whitespace()).unwrap_or(rest);
            }
        } else {
            plain.push('/');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain.make_ascii_lowercase();
    Cow::Owned(plain)
}

/// Cuts at `separator`, but not within quotation marks and parentheses.
pub(super) fn pieces(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut quote, mut depth) = (None, 0_usize);
        for (at, byte) in text.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'(') => depth += 1,
                (None, b')') => depth = depth.saturating_sub(1),
                (None, _) if byte == separator && depth == 0 => {
                    rest = Some(&text[at + 1..]);
                    return Some(&text[..at]);
                }
                _ => {}
            }
        }
        rest = None;
        Some(text)
    })
}

/// The name of a function and what is in its parentheses.
pub(super) fn function(text: &str) -> Option<(&str, &str)> {
    let (name, inside) = text.trim().split_once('(')?;
    Some((name.trim(), inside.trim_end().trim_end_matches(')')))
}

/// Arguments parted by commas or spaces.
pub(super) fn arguments(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c == '/' || c.is_ascii_whitespace()).filter(|argument| !argument.is_empty())
}
