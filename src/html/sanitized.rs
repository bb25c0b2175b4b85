//! The text of HTML without its invisible characters; the markup stays as it is.
//!
//! A browser reads the markup with all its characters: `<!--`, ZERO WIDTH SPACE, `>` begins a comment that goes on, and a
//! class whose name has one is not the class without it. So nothing of it may be lost before it is read; what stands in
//! tags, comments, styles and scripts is no text, and what comes out of an attribute is made visible with the text that
//! is made of it.

use std::borrow::Cow;

use super::token::{Token, Tokens};
use crate::text::visible::{Budget, is_dependent, is_invisible, sanitize_part};

/// Keeps apart what would be markup or a reference, were nothing between. Nobody sees it, and it goes once there is no
/// markup any more.
const SEPARATOR: char = '\u{200b}';
/// Elements whose text is no markup, so that nothing may be made one.
const VERBATIM: [&str; 3] = ["textarea", "xmp", "plaintext"];

/// The HTML with visible text only; what perhaps cannot be seen is taken from `budget`, in which it begins at `begin`. Its
/// lines may still end with spaces. Where a character that goes keeps others from being markup, a ZERO WIDTH SPACE is in
/// its place. Once `goes_on` does not say so, the rest is left out. Linear in the length.
pub fn sanitized<'a>(html: &'a str, budget: &mut Budget, begin: usize, goes_on: impl Fn() -> bool) -> Cow<'a, str> {
    if html.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return Cow::Borrowed(html);
    }
    let mut output = String::with_capacity(html.len());
    let mut at = 0;
    for piece in pieces(html) {
        if !goes_on() {
            return Cow::Owned(output);
        }
        output.push_str(piece.markup);
        at += piece.markup.len();
        let mut parts = parts(piece.text);
        while let Some(part) = parts.next() {
            budget.begin(begin + at);
            output.push_str(&sanitize_part(part, budget, &goes_on));
            at += part.len();
            if !parts.rest.is_empty() {
                output.push(SEPARATOR);
            }
        }
    }
    Cow::Owned(output)
}

/// The HTML without what perhaps cannot be seen in its markup: what was sanitised of it is counted in its text alone.
pub fn with_plain_markup(html: &str) -> Cow<'_, str> {
    if html.is_ascii() || !html.contains('<') {
        return Cow::Borrowed(html);
    }
    let mut output = String::with_capacity(html.len());
    for piece in pieces(html) {
        output.extend(piece.markup.chars().filter(char::is_ascii));
        output.push_str(piece.text);
    }
    Cow::Owned(output)
}

/// Text that may be sanitised, and what stands before it.
struct Piece<'a> {
    markup: &'a str,
    text: &'a str,
}

/// All of the HTML, in order. The text of elements in which there is no markup counts as some, since their end tag is
/// looked for in it.
fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut tokens = Tokens::new(html);
    let (mut at, mut is_verbatim, mut has_ended) = (0, false, false);
    std::iter::from_fn(move || {
        if has_ended {
            return None;
        }
        let token = tokens.next();
        has_ended = token.is_none();
        let end = html.len() - tokens.rest().len();
        let whole = &html[std::mem::replace(&mut at, end)..end];
        let text = match &token {
            // Comments before a text are skipped with it.
            Some(Token::Text(text)) if !is_verbatim => text,
            _ => "",
        };
        is_verbatim = matches!(&token, Some(Token::Start { name, .. }) if VERBATIM.iter().any(|known| name.eq_ignore_ascii_case(known)));
        Some(Piece { markup: &whole[..whole.len() - text.len()], text })
    })
}

/// A text in parts that end where it would be markup or a reference, were what nobody sees gone: behind a `<`, and
/// within what begins like a reference.
fn parts(text: &str) -> Parts<'_> {
    Parts { rest: text }
}

struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let opens = self.rest.match_indices(['<', '&']).map(|(at, sign)| {
            let of_reference = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
            let inside = self.rest.as_bytes()[at + 1..].iter();
            at + 1 + if sign == "&" { inside.take_while(|byte| of_reference(byte)).count() } else { 0 }
        });
        let is_unseen =
            |end: &usize| self.rest[*end..].chars().next().is_some_and(|next| is_invisible(next) || is_dependent(next));
        let end = opens.into_iter().find(is_unseen).unwrap_or(self.rest.len());
        let (part, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(part)
    }
}
