//! Where a variation selector changes what is seen: at most one, directly behind a character that has variations.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{Emoji, EmojiPresentation, ExtendedPictographic, GeneralCategory, Ideographic, Script},
};

/// Variations of ideographs, of mathematical signs and of letters in one text, at most. A letter names a person or two whose names
/// are written in a rare form; 240 selectors to choose from behind every ideograph would be a letter of their own.
const MAX_VARIATIONS: usize = 16;
const KEYCAP: char = '\u{20e3}';

/// Whether `selector` is wanted behind `base`; `after` follows it, and `count` counts where that is bounded.
pub(super) fn is_wanted(selector: char, base: char, after: &str, count: &mut usize) -> bool {
    let script = CodePointMapData::<Script>::new().get(base);
    let is_bounded_variation = match selector {
        '\u{fe0f}' if matches!(base, '0'..='9' | '#' | '*') => return after.starts_with(KEYCAP),
        // Text or emoji: of pictographs that can be both, the one that they are not by themselves.
        '\u{fe0e}' | '\u{fe0f}' => {
            let is_emoji = CodePointSetData::new::<EmojiPresentation>().contains(base);
            return CodePointSetData::new::<ExtendedPictographic>().contains(base)
                && CodePointSetData::new::<Emoji>().contains(base)
                && is_emoji == (selector == '\u{fe0e}');
        }
        '\u{180b}'..='\u{180f}' => return is_mongolian_letter(base),
        '\u{fe00}' if matches!(script, Script::Myanmar | Script::PhagsPa | Script::Manichaean) => true,
        '\u{fe00}' if CodePointMapData::<GeneralCategory>::new().get(base) == GeneralCategory::MathSymbol => true,
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => {
            script == Script::Han && CodePointSetData::new::<Ideographic>().contains(base)
        }
        _ => false,
    };
    *count += usize::from(is_bounded_variation);
    is_bounded_variation && *count <= MAX_VARIATIONS
}

/// Whether a character is a letter of Mongolian, of which FREE VARIATION SELECTORs choose a form.
pub(super) fn is_mongolian_letter(character: char) -> bool {
    CodePointMapData::<Script>::new().get(character) == Script::Mongolian && character.is_alphabetic()
}
