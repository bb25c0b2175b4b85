//! Where a variation selector changes what is seen: at most one, directly behind a character that has that variation
//! (StandardizedVariants.txt, emoji-variation-sequences.txt, and the Ideographic Variation Database's scripts).

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{Emoji, EmojiPresentation, ExtendedPictographic, GeneralCategory, Ideographic, Script},
};

/// Makes a key of the sign before it.
pub(super) const KEYCAP: char = '\u{20e3}';

/// What a selector does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    /// There is no such variation.
    Nothing,
    /// It makes an emoji of a sign, which is seen.
    Seen,
    /// It is one of `2^kinds` that choose a form, which many typefaces do not have.
    Unsure { kinds: u32 },
}

/// What `selector` does behind `base`; `after` follows it.
pub(super) fn usage(selector: char, base: char, after: &str) -> Usage {
    let script = CodePointMapData::<Script>::new().get(base);
    let is_math = || CodePointMapData::<GeneralCategory>::new().get(base) == GeneralCategory::MathSymbol;
    let kinds = match selector {
        '\u{fe0f}' if has_keycap(base) => {
            return if after.starts_with(KEYCAP) { Usage::Seen } else { Usage::Nothing };
        }
        // Text or emoji: of pictographs that can be both, the one that they are not by themselves.
        '\u{fe0f}' => {
            let is_pictograph = CodePointSetData::new::<ExtendedPictographic>().contains(base)
                && CodePointSetData::new::<Emoji>().contains(base);
            let is_emoji = CodePointSetData::new::<EmojiPresentation>().contains(base);
            return if is_pictograph && !is_emoji { Usage::Seen } else { Usage::Nothing };
        }
        '\u{fe0e}' if is_emoji_with_text_style(base) => 0,
        '\u{180b}'..='\u{180d}' if last_mongolian_selector(base).is_some_and(|last| selector <= last) => 2,
        '\u{fe00}' if matches!(script, Script::Myanmar | Script::PhagsPa | Script::Manichaean) => 0,
        // Zero with a stroke; punctuation of East Asia in the corner or in the middle.
        '\u{fe00}' if base == '0' || is_math() => 0,
        '\u{fe00}' | '\u{fe01}' if matches!(base, '、' | '。' | '！' | '，' | '．' | '：' | '；' | '？') => 1,
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}'
            if script == Script::Han && CodePointSetData::new::<Ideographic>().contains(base) =>
        {
            8
        }
        _ => return Usage::Nothing,
    };
    Usage::Unsure { kinds }
}

/// Whether there is an emoji of a key with this character.
pub(super) fn has_keycap(character: char) -> bool {
    matches!(character, '0'..='9' | '#' | '*')
}

/// Whether a character is an emoji by itself and has a text style (emoji-variation-sequences.txt of Unicode 17).
fn is_emoji_with_text_style(character: char) -> bool {
    matches!(
        character,
        '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}' | '\u{23f3}' | '\u{25fd}'..='\u{25fe}' | '\u{2614}'..='\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}' | '\u{26a1}' | '\u{26aa}'..='\u{26ab}' | '\u{26bd}'..='\u{26be}' | '\u{26c4}'..='\u{26c5}' | '\u{26ce}' | '\u{26d4}' | '\u{26ea}' | '\u{26f2}'..='\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2705}' | '\u{270a}'..='\u{270b}' | '\u{2728}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}' | '\u{27b0}' | '\u{27bf}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}' | '\u{1f004}' | '\u{1f21a}' | '\u{1f22f}' | '\u{1f30d}'..='\u{1f30f}' | '\u{1f315}' | '\u{1f31c}' | '\u{1f378}' | '\u{1f393}' | '\u{1f3a7}' | '\u{1f3ac}'..='\u{1f3ae}' | '\u{1f3c2}' | '\u{1f3c4}' | '\u{1f3c6}' | '\u{1f3ca}' | '\u{1f3e0}' | '\u{1f3ed}' | '\u{1f408}' | '\u{1f415}' | '\u{1f41f}' | '\u{1f426}' | '\u{1f442}' | '\u{1f446}'..='\u{1f449}' | '\u{1f44d}'..='\u{1f44e}' | '\u{1f453}' | '\u{1f46a}' | '\u{1f47d}' | '\u{1f4a3}' | '\u{1f4b0}' | '\u{1f4b3}' | '\u{1f4bb}' | '\u{1f4bf}' | '\u{1f4cb}' | '\u{1f4da}' | '\u{1f4df}' | '\u{1f4e4}'..='\u{1f4e6}' | '\u{1f4ea}'..='\u{1f4ed}' | '\u{1f4f7}' | '\u{1f4f9}'..='\u{1f4fb}' | '\u{1f508}' | '\u{1f50d}' | '\u{1f512}'..='\u{1f513}' | '\u{1f550}'..='\u{1f567}' | '\u{1f610}' | '\u{1f687}' | '\u{1f68d}' | '\u{1f691}' | '\u{1f694}' | '\u{1f698}' | '\u{1f6ad}' | '\u{1f6b2}' | '\u{1f6b9}'..='\u{1f6ba}' | '\u{1f6bc}'
    )
}

/// The last FREE VARIATION SELECTOR that a letter has a form for; it has one for those before as well
/// (StandardizedVariants.txt of Unicode 15).
fn last_mongolian_selector(letter: char) -> Option<char> {
    Some(match letter {
        '\u{1821}' | '\u{1822}' | '\u{1823}' | '\u{1824}' | '\u{182a}' | '\u{1832}' | '\u{1833}' | '\u{1835}'
        | '\u{1838}' | '\u{1844}' | '\u{1845}' | '\u{1846}' | '\u{1848}' | '\u{1849}' | '\u{184d}' | '\u{184e}'
        | '\u{185d}' | '\u{1860}' | '\u{1863}' | '\u{1869}' | '\u{186f}' | '\u{1876}' | '\u{1880}' | '\u{1881}'
        | '\u{1888}' | '\u{188a}' => '\u{180b}',
        '\u{1820}' | '\u{1825}' | '\u{1826}' | '\u{1830}' | '\u{1836}' | '\u{1847}' | '\u{185e}' | '\u{1868}' => {
            '\u{180c}'
        }
        '\u{1828}' | '\u{182c}' | '\u{182d}' | '\u{1873}' | '\u{1874}' | '\u{1887}' => '\u{180d}',
        _ => return None,
    })
}

/// Whether a character is a letter of Mongolian, of which FREE VARIATION SELECTORs choose a form.
pub(super) fn is_mongolian_letter(character: char) -> bool {
    CodePointMapData::<Script>::new().get(character) == Script::Mongolian && character.is_alphabetic()
}
