//! What becomes of a character, by its properties.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        DefaultIgnorableCodePoint, GeneralCategory, GraphemeClusterBreak, IndicSyllabicCategory, Script,
        VariationSelector,
    },
};

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It can be seen, or is a space.
    Shown,
    /// A combining mark, which can be seen within bounds.
    Mark,
    /// It shows as nothing, and lays the next letter under the one before, or joins two numbers.
    Stacker,
    /// ZERO WIDTH JOINER and NON-JOINER.
    Joiner,
    /// A variation selector, of Mongolian too.
    Selector,
    /// MONGOLIAN VOWEL SEPARATOR.
    VowelSeparator,
    /// A tag, which only a flag may have.
    Tag,
    /// It ends a line.
    LineEnd,
    /// It is a space of another kind.
    Blank,
    /// It cannot be seen.
    Never,
}

/// What becomes of `character`.
pub(super) fn class(character: char) -> Class {
    match character {
        ' '..='~' | '\n' | '\t' => return Class::Shown,
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => return Class::LineEnd,
        '\u{200c}' | '\u{200d}' => return Class::Joiner,
        '\u{180e}' => return Class::VowelSeparator,
        '\u{e0020}'..='\u{e007f}' => return Class::Tag,
        // Of these no property says that they show as nothing: the blanks of Braille and of hieroglyphs, the filler of
        // Khitan, a musical note without a head, and what stands for an object that is not there.
        '\u{2800}' | '\u{13441}' | '\u{13442}' => return Class::Blank,
        '\u{3000}' => return Class::Shown,
        '\u{16fe4}' | '\u{1d159}' | '\u{fffc}' => return Class::Never,
        _ => {}
    }
    match CodePointMapData::<GeneralCategory>::new().get(character) {
        GeneralCategory::Control
        | GeneralCategory::Unassigned
        | GeneralCategory::PrivateUse
        | GeneralCategory::Surrogate
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => Class::Never,
        // Spaces of other widths than a space.
        GeneralCategory::SpaceSeparator => Class::Blank,
        // The signs that Arabic, Syriac and Kaithi write around a number are called format characters, and are seen.
        GeneralCategory::Format => match CodePointMapData::<GraphemeClusterBreak>::new().get(character) {
            GraphemeClusterBreak::Prepend => Class::Shown,
            _ => Class::Never,
        },
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark => {
            if CodePointSetData::new::<VariationSelector>().contains(character) {
                Class::Selector
            } else if is_ignorable(character) {
                Class::Never
            } else {
                match syllabic(character) {
                    IndicSyllabicCategory::InvisibleStacker | IndicSyllabicCategory::NumberJoiner => Class::Stacker,
                    _ => Class::Mark,
                }
            }
        }
        GeneralCategory::OtherLetter if is_ignorable(character) => Class::Never,
        _ => Class::Shown,
    }
}

/// Whether a character takes the vowel from a consonant and joins it to the next.
pub(super) fn is_virama(character: char) -> bool {
    syllabic(character) == IndicSyllabicCategory::Virama
}

/// Whether the letter behind a character is drawn under or beside the one before it, as one with it.
pub(super) fn stacks(character: char) -> bool {
    is_virama(character) || syllabic(character) == IndicSyllabicCategory::InvisibleStacker
}

/// Whether a mark is a letter that is drawn under the one before it.
pub(super) fn is_subjoined(mark: char) -> bool {
    syllabic(mark) == IndicSyllabicCategory::ConsonantSubjoined
}

pub(super) fn syllabic(character: char) -> IndicSyllabicCategory {
    CodePointMapData::<IndicSyllabicCategory>::new().get(character)
}

/// Whether a mark may stand on characters of any script.
pub(super) fn is_of_no_script(mark: char) -> bool {
    matches!(CodePointMapData::<Script>::new().get(mark), Script::Inherited | Script::Common)
}

/// Whether two characters are of one script.
pub(super) fn are_of_one_script(one: char, other: char) -> bool {
    let script = |character| CodePointMapData::<Script>::new().get(character);
    script(one) == script(other)
}

fn is_ignorable(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}
