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
        let text = text.trim_matches(is_space);
        let end = number_length(text);
        Self::of(text[..end].parse().ok()?, &text[end..])
    }

    /// So many of a unit.
    pub(super) fn of(number: f32, unit: &str) -> Option<Self> {
        Some(match unit {
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
            // Of the window, or of a container that is taken to be as large.
            "vw" | "vi" | "vmax" | "svw" | "svi" | "svmax" | "lvw" | "lvi" | "lvmax" | "dvw" | "dvi" | "dvmax"
            | "cqw" | "cqi" | "cqmax" => Self::Pixels(number * 12.8),
            "vh" | "vb" | "vmin" | "svh" | "svb" | "svmin" | "lvh" | "lvb" | "lvmin" | "dvh" | "dvb" | "dvmin"
            | "cqh" | "cqb" | "cqmin" => Self::Pixels(number * 7.2),
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

/// Stands before what was escaped, and in place of a comment in a word: browsers may read it as something else.
pub(super) const ODD: char = '\u{fffe}';

/// A text without its odd characters, and whether there were any.
pub(super) fn without_odd(text: &str) -> (Cow<'_, str>, bool) {
    if text.contains(ODD) { (text.replace(ODD, "").into(), true) } else { (text.into(), false) }
}

/// White space of HTML and CSS. Other blanks are characters like letters.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Whether a word is a length that follows the size of letters.
pub(super) fn is_in_letters(word: &str) -> bool {
    matches!(Length::read(word), Some(Length::Letters(times)) if times != 0.0)
}

/// Bytes of the number that a text begins with (CSS Syntax, section 4.3.12): none if it begins with something else.
pub(super) fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(sign);
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    } else if whole == 0 {
        return 0;
    }
    // `1em` has an exponent only by its looks.
    if bytes.get(end) == Some(&b'e') {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    end
}

/// Whether a character may stand in a name of CSS.
pub(super) fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_') || !character.is_ascii()
}

/// Declarations or rules without comments, escapes decoded (CSS Syntax, section 4.3). What is escaped or stands in
/// quotation marks, and is no character of names, becomes U+FFFD: it parts nothing.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'"' | b'\'' | b'(' | b'/')) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut quote = None;
    while let Some(character) = rest.chars().next() {
        if quote.is_none()
            && let Some(comment) = rest.strip_prefix("/*")
        {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            let parts = |character: char| is_space(character) || matches!(character, ';' | '{' | '}' | ':' | ',');
            if !plain.is_empty() && !plain.ends_with(parts) && !rest.starts_with(parts) {
                plain.push(ODD);
            }
            continue;
        }
        rest = &rest[character.len_utf8()..];
        match (quote, character) {
            (_, '\\') => {
                plain.push(ODD);
                rest = escape(rest, &mut plain);
            }
            // A line that ends ends the text in quotation marks.
            (Some(_), '\n' | '\r' | '\u{c}') => (quote, rest) = (None, close(&mut plain, rest)),
            (Some(open), _) if open == character => (quote, rest) = (None, close(&mut plain, rest)),
            (Some(_), _) => plain.push(quoted_character(character)),
            (None, '"' | '\'') => {
                quote = Some(character);
                plain.push('"');
            }
            (None, '(') => {
                let is_address = plain.len().checked_sub(3).and_then(|at| plain.get(at..));
                let is_address = is_address.is_some_and(|name| name.eq_ignore_ascii_case("url"));
                plain.push('(');
                if is_address && !rest.trim_ascii_start().starts_with(['"', '\'']) {
                    let end = address_length(rest);
                    let address = rest[..end].trim_matches(is_space);
                    plain.extend(address.chars().map(quoted_character));
                    rest = &rest[end..];
                }
            }
            (None, _) => plain.push(character),
        }
    }
    Cow::Owned(plain)
}

/// Bytes up to the `)` that ends an address; one that is escaped does not.
fn address_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b')' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

fn close<'a>(plain: &mut String, rest: &'a str) -> &'a str {
    plain.push('"');
    rest
}

/// The character as it stands in a name, U+FFFD for one that does not.
pub(super) fn name_character(character: char) -> char {
    if is_name(character) { character } else { char::REPLACEMENT_CHARACTER }
}

/// The character as it stands in quotation marks or an address, U+FFFD for one that may part something.
fn quoted_character(character: char) -> char {
    let is_kept = is_name(character) || matches!(character, ':' | '/' | '.' | '?' | '=' | '&' | '@' | '%' | '+');
    if is_kept { character } else { char::REPLACEMENT_CHARACTER }
}

/// Decodes what follows a backslash; the rest behind it.
fn escape<'a>(escaped: &'a str, plain: &mut String) -> &'a str {
    let digits = escaped.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits > 0 {
        let decoded = u32::from_str_radix(&escaped[..digits], 16).ok().and_then(char::from_u32);
        plain.push(name_character(decoded.unwrap_or(char::REPLACEMENT_CHARACTER)));
        let rest = &escaped[digits..];
        let rest = rest.strip_prefix("\r\n").unwrap_or(rest);
        return rest.strip_prefix(|c: char| c.is_ascii_whitespace()).unwrap_or(rest);
    }
    let Some(character) = escaped.chars().next() else { return escaped };
    if character != '\n' {
        plain.push(name_character(character));
    }
    &escaped[character.len_utf8()..]
}

/// Where a text has a byte that stands in no brackets and no quotation marks, and is one of those asked for. Brackets
/// end at their own kind only (CSS Syntax, section 5.4.8).
pub(super) fn find_outside(text: &str, is_asked: impl Fn(u8) -> bool) -> Option<usize> {
    let (mut quote, mut open) = (false, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        if quote || byte == b'"' {
            quote ^= byte == b'"';
        } else if open.is_empty() && is_asked(byte) {
            return Some(at);
        } else {
            match byte {
                b'(' => open.push(b')'),
                b'[' => open.push(b']'),
                b'{' => open.push(b'}'),
                _ if open.last() == Some(&byte) => drop(open.pop()),
                _ => {}
            }
        }
    }
    None
}

/// Cuts at `separator`, but not within quotation marks and brackets.
pub(super) fn pieces(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let at = find_outside(text, |byte| byte == separator);
        rest = at.map(|at| &text[at + 1..]);
        Some(at.map_or(text, |at| &text[..at]))
    })
}

/// The name of a function and what is in its parentheses.
pub(super) fn function(text: &str) -> Option<(&str, &str)> {
    let (name, inside) = text.trim_matches(is_space).split_once('(')?;
    Some((name.trim_matches(is_space), inside.trim_end_matches(is_space).trim_end_matches(')')))
}

/// Arguments parted by commas or spaces.
pub(super) fn arguments(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c == '/' || c.is_ascii_whitespace()).filter(|argument| !argument.is_empty())
}
