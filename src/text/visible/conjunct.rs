//! Joiners beside a virama, in the scripts of India and their relatives.
//!
//! Between two letters NON-JOINER keeps them apart and JOINER makes the first one half a letter, where there is a
//! conjunct to be kept from (`pairs.rs`). At the end of a word NON-JOINER shows nothing, since a virama is seen there
//! anyway, and JOINER makes another letter of some.

mod pairs;

use icu_properties::{
    CodePointMapData,
    props::{IndicSyllabicCategory, Script},
};

use super::{
    class::{Class, are_of_one_script, class, is_virama, syllabic},
    joiner::{NON_JOINER, REACH, Usage, is_letter},
};

/// Consonants of Malayalam that have a form without a vowel (chillus), as they were written before Unicode 5.1 had
/// characters for them.
const CHILLUS: [char; 5] = ['ണ', 'ന', 'ര', 'ല', 'ള'];
/// The ta of Bengali, of which khanda ta was written so before Unicode 4.1.
const BENGALI_TA: char = 'ত';

/// What a joiner does behind a virama, which is the first of `before`, read backwards.
pub(super) fn behind_virama(joiner: char, before: impl Iterator<Item = char> + Clone, next: Option<char>) -> Usage {
    let virama = before.clone().next();
    let letter = before.clone().take(REACH).find(|character| !is_virama(*character) && !is_nukta(*character));
    let is_own = |character: char| virama.is_some_and(|virama| are_of_one_script(character, virama));
    let Some(letter) = letter.filter(|letter| is_letter(*letter) && is_own(*letter)) else { return Usage::Nothing };
    // A letter that is killed twice is the same picture in any case.
    let is_killed_once = before.clone().nth(1).is_some_and(|before| !is_virama(before));
    match next {
        Some(next) if is_letter(next) => {
            if !is_own(next) {
                Usage::Nothing
            } else if is_killed_once {
                between(joiner, letter, next)
            } else {
                Usage::Unsure
            }
        }
        // A sign of a vowel, or another mark, belongs to the letter as it is.
        Some(next) if !matches!(class(next), Class::Shown | Class::LineEnd | Class::Blank) => Usage::Nothing,
        _ if joiner == NON_JOINER => Usage::Nothing,
        _ if is_killed_once && (letter == BENGALI_TA || CHILLUS.contains(&letter)) => Usage::Seen,
        // Half a letter, as primers show it.
        _ => Usage::Unsure,
    }
}

/// What a joiner does between a letter and the virama with which `after` begins.
pub(super) fn before_virama(joiner: char, letter: char, after: &str) -> Usage {
    let mut after = after.chars();
    let Some(virama) = after.next().filter(|virama| is_letter(letter) && are_of_one_script(letter, *virama)) else {
        return Usage::Nothing;
    };
    let next = after.next().filter(|next| is_letter(*next) && are_of_one_script(virama, *next));
    match (script(letter), letter, next) {
        // The ya behind ra is written with either joiner, as the same picture.
        (Script::Bengali, 'র' | 'ৰ', Some('য')) if joiner == NON_JOINER => Usage::AsJoiner,
        _ if joiner == NON_JOINER => Usage::Nothing,
        (Script::Bengali, 'র' | 'ৰ', Some('য')) => Usage::Seen,
        (Script::Kannada, 'ರ', Some(next)) if next != 'ರ' => Usage::Seen,
        // Letters that touch; those that stand for a vowel do not.
        (Script::Sinhala, letter, Some(next)) if is_consonant(letter) && is_consonant(next) => Usage::Seen,
        _ => Usage::Unsure,
    }
}

fn between(joiner: char, letter: char, next: char) -> Usage {
    let script = script(letter);
    let pairs = if joiner == NON_JOINER { pairs::parted(script) } else { pairs::joined(script) };
    let (letter, next) = (in_bengali(letter), in_bengali(next));
    // Of what is not joined, a joiner changes nothing, at least in most typefaces, and only consonants are.
    let are_consonants = is_consonant(letter) && is_consonant(next);
    if are_consonants && pairs::have(pairs, letter, next) { Usage::Seen } else { Usage::Unsure }
}

/// The ra and the wa of Assamese are joined as those of Bengali are.
fn in_bengali(letter: char) -> char {
    match letter {
        'ৰ' => 'র',
        'ৱ' => 'ব',
        other => other,
    }
}

fn is_consonant(letter: char) -> bool {
    matches!(syllabic(letter), IndicSyllabicCategory::Consonant | IndicSyllabicCategory::ConsonantPlaceholder)
}

fn is_nukta(character: char) -> bool {
    syllabic(character) == IndicSyllabicCategory::Nukta
}

fn script(character: char) -> Script {
    CodePointMapData::<Script>::new().get(character)
}
