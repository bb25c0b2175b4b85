//! Where ZERO WIDTH JOINER and NON-JOINER change what is seen.
//!
//! - behind a virama, in the scripts of India and their relatives (RFC 5892, A.1 and A.2)
//! - NON-JOINER between two letters that would join: Persian, Arabic, Mongolian and others (A.1)
//! - JOINER behind a letter that would join, where what follows does not: Persian abbreviates so
//! - JOINER before a virama: the ya of Bengali behind ra, touching letters of Sinhala
//! - beside a shifter of Khmer, which keeps its form so
//! - JOINER between two pictographs: families, professions (UTS #51, ED-16)

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        CanonicalCombiningClass, EmojiModifier, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup,
        IndicSyllabicCategory, JoiningType, Script,
    },
};

use super::class::{Class, are_of_one_script, class};

/// ZERO WIDTH NON-JOINER.
pub(super) const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
const EMOJI_SELECTOR: char = '\u{fe0f}';

/// Whether `joiner` changes what is seen between `before`, read backwards, and `after`, which begins with no joiner.
/// Looks at most as far as the next joiner.
pub(super) fn is_wanted(joiner: char, before: impl Iterator<Item = char> + Clone, after: &str) -> bool {
    let Some(last) = before.clone().next() else { return false };
    let next = after.chars().next();
    if is_virama(last) || is_shifter(last) || next.is_some_and(is_shifter) && is_letter(last) {
        return true;
    }
    let joins_before = joins_forward(before.clone());
    match joiner {
        NON_JOINER => joins_before && joins_next(after),
        _ => {
            next.is_some_and(|next| is_virama(next) && class(next) != Class::Stacker && is_letter(last) && script(next) == script(last))
                || ends_with_pictograph(before) && next.is_some_and(is_pictograph)
                // A mark between would hide what joins.
                || joins_before && next.is_none_or(|next| !matches!(class(next), Class::Mark | Class::Stacker)) && !joins_next(after)
        }
    }
}

/// Whether `joiner` makes one picture of two.
pub(super) fn joins_pictographs(joiner: char, before: impl Iterator<Item = char>, after: &str) -> bool {
    joiner == JOINER && after.chars().next().is_some_and(is_pictograph) && ends_with_pictograph(before)
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

/// Whether the last letter joins what follows it.
fn joins_forward(mut before: impl Iterator<Item = char>) -> bool {
    let last = before.find(|character| joining_type(*character) != JoiningType::Transparent);
    last.is_some_and(|last| {
        let joining = joining_type(last);
        last != JOINER
            && matches!(joining, JoiningType::LeftJoining | JoiningType::DualJoining | JoiningType::JoinCausing)
    })
}

/// Whether the next letter joins what stands before it.
fn joins_next(after: &str) -> bool {
    for character in after.chars() {
        match class(character) {
            Class::Joiner => return false,
            Class::Never | Class::Selector | Class::Tag | Class::VowelSeparator => {}
            _ => match joining_type(character) {
                JoiningType::Transparent => {}
                JoiningType::RightJoining | JoiningType::DualJoining | JoiningType::JoinCausing => return true,
                _ => return false,
            },
        }
    }
    false
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

fn is_virama(character: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(character) == CanonicalCombiningClass::Virama
}

fn is_shifter(character: char) -> bool {
    CodePointMapData::<IndicSyllabicCategory>::new().get(character) == IndicSyllabicCategory::RegisterShifter
}

fn is_letter(character: char) -> bool {
    GeneralCategoryGroup::Letter.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

fn is_number(character: char) -> bool {
    GeneralCategoryGroup::Number.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

fn script(character: char) -> Script {
    CodePointMapData::<Script>::new().get(character)
}

fn joining_type(character: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(character)
}
