//! Joiners beside a virama, in the scripts of India and their relatives.
//!
//! Between two letters NON-JOINER keeps them apart and JOINER makes the first one half a letter. At the end of a word
//! NON-JOINER shows nothing, since a virama is seen there anyway, and JOINER makes another letter of some.

use icu_properties::{
    CodePointMapData,
    props::{IndicSyllabicCategory, Script},
};

use super::{
    class::{Class, are_of_one_script, class, is_virama, syllabic},
    joiner::{JOINER, NON_JOINER, REACH, Usage, is_letter},
};

/// Consonants of Malayalam that have a form without a vowel (chillus), as they were written before Unicode 5.1 had
/// characters for them.
const CHILLUS: [char; 9] = ['ക', 'ണ', 'ന', 'മ', 'യ', 'ര', 'ല', 'ള', 'ഴ'];
/// The ta of Bengali, of which khanda ta was written so before Unicode 4.1.
const BENGALI_TA: char = 'ত';

/// What a joiner does behind a virama, which is the first of `before`, read backwards.
pub(super) fn behind_virama(joiner: char, before: impl Iterator<Item = char> + Clone, next: Option<char>) -> Usage {
    let virama = before.clone().next();
    let letter = before.clone().take(REACH).find(|character| !is_virama(*character) && !is_nukta(*character));
    let is_own = |character: char| virama.is_some_and(|virama| are_of_one_script(character, virama));
    let Some(letter) = letter.filter(|letter| is_letter(*letter) && is_own(*letter)) else { return Usage::Nothing };
    match next {
        Some(next) if is_letter(next) => {
            if is_own(next) {
                between(joiner, letter, next)
            } else {
                Usage::Nothing
            }
        }
        // A sign of a vowel, or another mark, belongs to the letter as it is.
        Some(next) if !matches!(class(next), Class::Shown | Class::LineEnd | Class::Blank) => Usage::Nothing,
        _ if joiner == NON_JOINER => Usage::Nothing,
        _ if letter == BENGALI_TA || CHILLUS.contains(&letter) => Usage::Seen,
        // Half a letter, as primers show it.
        _ => Usage::Unsure,
    }
}

/// What JOINER does between a letter and the virama with which `after` begins.
pub(super) fn before_virama(letter: char, after: &str) -> Usage {
    let mut after = after.chars();
    let Some(virama) = after.next().filter(|virama| is_letter(letter) && are_of_one_script(letter, *virama)) else {
        return Usage::Nothing;
    };
    let next = after.next().filter(|next| is_letter(*next) && are_of_one_script(virama, *next));
    match (script(letter), letter, next) {
        (Script::Bengali, 'র' | 'ৰ', Some('য')) | (Script::Kannada, 'ರ', Some(_)) | (Script::Telugu, 'ర', Some(_)) => {
            Usage::Seen
        }
        (Script::Sinhala, _, Some(_)) => Usage::Seen,
        _ => Usage::Unsure,
    }
}

fn between(joiner: char, letter: char, next: char) -> Usage {
    match script(letter) {
        Script::Devanagari
        | Script::Bengali
        | Script::Gujarati
        | Script::Oriya
        | Script::Telugu
        | Script::Kannada
        | Script::Malayalam
        | Script::Sinhala => Usage::Seen,
        // Two conjuncts are left in Tamil.
        Script::Tamil if joiner != JOINER && matches!((letter, next), ('க', 'ஷ') | ('ஸ' | 'ஶ', 'ர')) => {
            Usage::Seen
        }
        _ => Usage::Unsure,
    }
}

fn is_nukta(character: char) -> bool {
    syllabic(character) == IndicSyllabicCategory::Nukta
}

fn script(character: char) -> Script {
    CodePointMapData::<Script>::new().get(character)
}
