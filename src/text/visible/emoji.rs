//! Emoji of several characters: families, professions, flags of three countries (UTS #51, "RGI Emoji ZWJ Sequence" and
//! "RGI Emoji Tag Sequence"). No other sequences have a picture of their own.

use icu_properties::{
    CodePointSetData,
    props::{EmojiModifier, ExtendedPictographic},
};

use super::joiner::JOINER;

/// Characters of the longest one, at most: a kiss of two with their colours of skin takes ten, and a
/// selector may stand behind each, though it shows nothing.
const LONGEST: usize = 20;
const SELECTOR: char = '\u{fe0f}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// An emoji that a text begins with.
pub(super) struct Sequence {
    /// Its bytes.
    pub(super) length: usize,
    /// How it is written, with all its selectors. Without some of them, or with more, it is the same picture.
    pub(super) qualified: &'static str,
}

/// The longest emoji of several characters with which `text` begins, whose first character is `first`.
pub(super) fn sequence(first: char, text: &str) -> Option<Sequence> {
    if first.is_ascii() || !CodePointSetData::new::<ExtendedPictographic>().contains(first) {
        return None;
    }
    let is_of_one = |character: char| {
        matches!(character, JOINER | SELECTOR)
            || first == BLACK_FLAG && matches!(character, '\u{e0061}'..='\u{e007a}' | '\u{e007f}')
            || CodePointSetData::new::<ExtendedPictographic>().contains(character)
            || CodePointSetData::new::<EmojiModifier>().contains(character)
    };
    let ends: Vec<usize> = text
        .char_indices()
        .take(LONGEST)
        .take_while(|(_, character)| is_of_one(*character))
        .map(|(at, character)| at + character.len_utf8())
        .collect();
    ends.into_iter().rev().find_map(|length| {
        let written = &text[..length];
        let is_long = written.contains(|character| matches!(character, JOINER | '\u{e007f}'));
        let emoji = is_long.then(|| emojis::get(&written.replace(SELECTOR, ""))).flatten()?;
        Some(Sequence { length, qualified: emoji.as_str() })
    })
}
