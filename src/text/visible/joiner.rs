//! Where ZERO WIDTH JOINER and NON-JOINER change what is seen (UAX #31, section 2.3.1; The Unicode Standard, chapters 9,
//! 12, 13, 16).
//!
//! - behind a virama, in the scripts of India and their relatives: between two letters (A2, B), and JOINER at the end of
//!   a word, where it makes another letter: the chillus of Malayalam, the khanda ta of Bengali (`conjunct.rs`)
//! - NON-JOINER between two letters that would join: Persian, Arabic, Mongolian and others (A1)
//! - JOINER behind a letter that would join, where what follows does not: Persian abbreviates so
//! - JOINER before a virama: the ya of Bengali behind ra, touching letters of Sinhala
//! - NON-JOINER beside a shifter of Khmer, which keeps its form so before a vowel
//! - JOINER between two pictographs: families, professions (UTS #51, ED-16)

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        EmojiModifier, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, IndicSyllabicCategory, JoiningType,
    },
};

use super::{
    class::{Class, are_of_one_script, class, is_virama, syllabic},
    conjunct,
};

/// ZERO WIDTH NON-JOINER.
pub(super) const NON_JOINER: char = '\u{200c}';
pub(super) const JOINER: char = '\u{200d}';
/// Characters without a joining of their own between a joiner and the letters beside it, at most. No word has as many,
/// and without a bound a text of nothing else would take the square of its length.
pub(super) const REACH: usize = 32;
const EMOJI_SELECTOR: char = '\u{fe0f}';

/// What a joiner does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    /// Nothing that is seen.
    Nothing,
    /// It changes what is seen.
    Seen,
    /// It changes what is seen with some letters or in some typefaces.
    Unsure,
    /// It makes one picture of two, if there is such a one.
    Pictographs,
}

/// What `joiner` does between `before`, read backwards, and `after`, which begins with no joiner. Looks at most as far
/// as the next joiner, and not far.
pub(super) fn usage(joiner: char, before: impl Iterator<Item = char> + Clone, after: &str) -> Usage {
    let Some(last) = before.clone().next() else { return Usage::Nothing };
    let next = after.chars().next();
    if is_virama(last) {
        return conjunct::behind_virama(joiner, before, next);
    }
    let (joining, joined) = (joining_before(before.clone()), joining_behind(after));
    let is_seen = match joiner {
        // What lengthens a line is the same line, joined or not, where both do.
        NON_JOINER if joining == JoiningType::JoinCausing && joined == JoiningType::JoinCausing => false,
        NON_JOINER => joins_forward(joining) && joins_backward(joined) || keeps_shifter(before.clone(), after),
        // A mark between would hide what joins.
        _ => {
            joining != JoiningType::JoinCausing
                && joins_forward(joining)
                && next.is_none_or(|next| !matches!(class(next), Class::Mark | Class::Stacker))
                && !joins_backward(joined)
        }
    };
    match next {
        _ if is_seen => Usage::Seen,
        Some(_) if joiner == NON_JOINER => Usage::Nothing,
        Some(next) if is_virama(next) => conjunct::before_virama(last, after),
        Some(next) if is_pictograph(next) && ends_with_pictograph(before) => Usage::Pictographs,
        _ => Usage::Nothing,
    }
}

/// Whether a letter with a shifter of Khmer has a vowel above, and the joiner stands before the shifter or behind it.
fn keeps_shifter(mut before: impl Iterator<Item = char>, after: &str) -> bool {
    let mut after = after.chars();
    let mut letter = before.next();
    if letter.is_some_and(is_shifter) {
        letter = before.next();
    } else if !after.next().is_some_and(is_shifter) {
        return false;
    }
    letter.zip(after.next()).is_some_and(|(letter, vowel)| {
        is_letter(letter)
            && syllabic(vowel) == IndicSyllabicCategory::VowelDependent
            && are_of_one_script(letter, vowel)
    })
}

/// Whether a stacker, or a joiner of numbers, stands between two of its own script: what lies under another letter, or
/// behind another number, is a letter or a number itself.
pub(super) fn is_stacking(stacker: char, before: Option<char>, after: &str) -> bool {
    let next = after.chars().find(|character| class(*character) != Class::Never);
    let is_own = |character: Option<char>| {
        character.is_some_and(|it| class(it) != Class::Stacker && are_of_one_script(it, stacker))
    };
    is_own(before) && is_own(next) && next.is_some_and(|next| is_letter(next) || is_number(next))
}

/// How the last letter joins what follows it; a joiner has done so already.
fn joining_before(before: impl Iterator<Item = char>) -> JoiningType {
    let last = before.take(REACH).find(|character| joining_type(*character) != JoiningType::Transparent);
    last.filter(|last| *last != JOINER).map_or(JoiningType::NonJoining, joining_type)
}

/// How the next letter joins what stands before it.
fn joining_behind(after: &str) -> JoiningType {
    for character in after.chars().take(REACH) {
        match class(character) {
            Class::Joiner => break,
            Class::Never | Class::Selector | Class::Tag | Class::VowelSeparator => {}
            _ => match joining_type(character) {
                JoiningType::Transparent => {}
                joining => return joining,
            },
        }
    }
    JoiningType::NonJoining
}

fn joins_forward(joining: JoiningType) -> bool {
    matches!(joining, JoiningType::LeftJoining | JoiningType::DualJoining | JoiningType::JoinCausing)
}

fn joins_backward(joining: JoiningType) -> bool {
    matches!(joining, JoiningType::RightJoining | JoiningType::DualJoining | JoiningType::JoinCausing)
}

/// Whether a pictograph stands last, perhaps with a colour of skin or as an emoji.
fn ends_with_pictograph(mut before: impl Iterator<Item = char>) -> bool {
    let is_modifier = |character: &char| {
        *character == EMOJI_SELECTOR || CodePointSetData::new::<EmojiModifier>().contains(*character)
    };
    let last = before.next();
    let base = if last.as_ref().is_some_and(is_modifier) { before.next() } else { last };
    base.is_some_and(is_pictograph)
}

fn is_pictograph(character: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(character)
}

fn is_shifter(character: char) -> bool {
    syllabic(character) == IndicSyllabicCategory::RegisterShifter
}

pub(super) fn is_letter(character: char) -> bool {
    GeneralCategoryGroup::Letter.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

fn is_number(character: char) -> bool {
    GeneralCategoryGroup::Number.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

fn joining_type(character: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(character)
}
