//! What a body says: HTML to plain text, and the words and phrases in it.
//!
//! A phrase is looked for in the text that a reader sees: what the body hides is gone, tags are gone (they separate
//! words, except those of emphasis and links), entities decoded, white space folded to single spaces, case ignored.

use crate::{
    compute::Stop,
    html::{
        hidden::shown,
        reference,
        token::{Token, Tokens},
    },
    text::visible::{is_dependent, sanitize},
};

/// Elements within a line; any other tag, known or not, separates words.
const INLINE: [&str; 35] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
];
/// The text of an HTML body, white space folded. Text without tags stays as it is.
pub fn plain_text(html: &str) -> String {
    plain_text_until(html, &Stop::default())
}

/// The same; it ends early, with whatever there is, once `stop` is set.
pub fn plain_text_until(html: &str, stop: &Stop) -> String {
    let html = shown(html, stop).html;
    let mut text = String::with_capacity(html.len());
    for token in Tokens::new(&html) {
        match token {
            Token::Text(piece) => text.push_str(&reference::decode(piece)),
            Token::Start { name, .. } | Token::End { name } if is_inline(name) => {}
            Token::Start { .. } | Token::End { .. } => text.push(' '),
        }
    }
    fold_white_space(&text)
}

fn is_inline(name: &str) -> bool {
    INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline))
}

/// White space folded to single spaces, none at the ends, without what nobody sees. Joiners and selectors of variations
/// are gone too, wherever they stand: whoever types a phrase may leave them out.
fn fold_white_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_pending = false;
    for character in sanitize(text).chars() {
        if character.is_whitespace() {
            is_pending = !folded.is_empty();
        } else if character.is_ascii() || !is_dependent(character) {
            if is_pending {
                folded.push(' ');
                is_pending = false;
            }
            folded.push(character);
        }
    }
    folded
}

/// A text as it is compared: white space folded, lower case.
pub(super) fn fold(text: &str) -> String {
    fold_white_space(text).to_lowercase()
}

/// Whether `phrase` stands in `text` with no letter or digit directly before or after it; both folded.
pub(super) fn contains_words(text: &str, phrase: &str) -> bool {
    if phrase.is_empty() {
        return true;
    }
    let starts_word = phrase.starts_with(char::is_alphanumeric);
    let ends_word = phrase.ends_with(char::is_alphanumeric);
    occurrences(text, phrase).any(|(start, end)| {
        let before = text[..start].chars().next_back().is_some_and(char::is_alphanumeric);
        let after = text[end..].chars().next().is_some_and(char::is_alphanumeric);
        !(starts_word && before || ends_word && after)
    })
}

/// Where `phrase` stands in `text`, overlapping ones too, as byte positions. Knuth, Morris and Pratt's search: no byte
/// of the text is looked at again after a match that was none, so that a text of one letter takes no longer than others.
fn occurrences<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let wanted = phrase.as_bytes();
    // How long a beginning of the phrase its first n + 1 bytes end with.
    let mut borders = vec![0; wanted.len()];
    for index in 1..wanted.len() {
        borders[index] = longer(wanted, &borders, borders[index - 1], wanted[index]);
    }
    let mut matched = 0;
    text.bytes().enumerate().filter_map(move |(index, byte)| {
        if matched == wanted.len() {
            matched = borders.last().copied().unwrap_or(0);
        }
        matched = longer(wanted, &borders, matched, byte);
        (matched == wanted.len() && matched > 0).then(|| (index + 1 - matched, index + 1))
    })
}

/// How many bytes of the phrase are matched after `byte`, where `matched` were before.
fn longer(wanted: &[u8], borders: &[usize], mut matched: usize, byte: u8) -> usize {
    while matched > 0 && wanted[matched] != byte {
        matched = borders[matched - 1];
    }
    matched + usize::from(wanted.get(matched) == Some(&byte))
}

/// The pieces of a phrase that lie within one word however Intercom divides a text into words: runs of
/// letters and digits, and single characters of scripts that put no spaces between words. Longest first.
pub(super) fn pieces(phrase: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let lower = phrase.to_lowercase();
    for run in lower.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        if run.chars().any(is_unspaced) {
            pieces.extend(run.chars().map(String::from));
        } else {
            pieces.push(run.to_owned());
        }
    }
    pieces.sort_by(|one, other| other.chars().count().cmp(&one.chars().count()).then_with(|| one.cmp(other)));
    pieces.dedup();
    // A single letter is part of nearly every body, and asking for it costs a filter.
    if pieces.first().is_some_and(|longest| longest.chars().count() > 2) {
        pieces.retain(|piece| piece.chars().count() > 1 || piece.chars().any(is_unspaced));
    }
    pieces
}

/// Whether Intercom can search for it exactly: one word of letters and digits.
pub(super) fn is_one_word(phrase: &str) -> bool {
    !phrase.is_empty() && phrase.chars().all(|c| c.is_alphanumeric() && !is_unspaced(c))
}

/// Han, Kana, Thai, Lao, Khmer and Myanmar are written without spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFD)
}
