//! Where ZERO WIDTH JOINER and NON-JOINER change what is seen (UAX #31, section 2.3.1; The Unicode Standard, chapters 9,
//! 12, 13, 16).
//!
//! - behind a virama, in the scripts of India and their relatives: between two letters (A2, B), and JOINER at the end of
//!   a word, where it makes another letter: the chillus of Malayalam, the khanda ta of Bengali (`conjunct.rs`)
//! - NON-JOINER between two letters that would join: Persian, Arabic, Mongolian and others (A1)
//! - JOINER behind a letter that would join, where what follows does not: Persian abbreviates so
//! - JOINER before a virama, seldom NON-JOINER: the ya of Bengali behind ra, touching letters of Sinhala
//! - NON-JOINER before a shifter of Khmer, which keeps its form so under a vowel above
//!
//! JOINER between pictographs is not among them: families and professions are emoji of several characters, which are
//! kept as a whole (`emoji.rs`); of others there is no picture.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        EmojiModifier, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, IndicSyllabicCategory, JoiningType,
        Script,
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
    /// It does what JOINER does there, and is the same picture.
    AsJoiner,
}

/// Letters that join by their property, and are the same picture whether they do, as Noto draws them.
const SAME: [char; 4] = ['\u{69c}', '\u{6a7}', '\u{6ba}', '\u{1867}'];

/// What `joiner` does between `before`, read backwards, and `after`, which begins with
/// none and with nothing that goes behind one. Looks at most as far
/// as the next joiner, and not far.
pub(super) fn usage(joiner: char, before: impl Iterator<Item = char> + Clone, after: &str) -> Usage {
    let Some(last) = before.clone().next() else { return Usage::Nothing };
    let next = after.chars().next();
    if is_virama(last) {
        return conjunct::behind_virama(joiner, before, next);
    }
    let (letter, letter_behind) = (letter_before(before.clone()), letter_behind(after));
    let (joining, joined) = (joining_of(letter), joining_of(letter_behind));
    let is_before_mark = next.is_some_and(|next| class(next) == Class::Mark);
    // What lengthens a line is the same line, joined or not, where both do.
    let are_lines = joining == JoiningType::JoinCausing && joined == JoiningType::JoinCausing;
    let parts = !are_lines
        && joins_forward(joining)
        && joins_backward(joined)
        && letter.zip(letter_behind).is_some_and(|(letter, behind)| are_joined(letter, behind));
    let is_seen = match joiner {
        NON_JOINER => parts && !is_before_mark || keeps_shifter(last, after),
        // A mark between would hide what joins.
        _ => {
            joining != JoiningType::JoinCausing && joins_forward(joining) && !is_before_mark && !joins_backward(joined)
        }
    };
    match next {
        _ if is_seen && letter.is_some_and(|letter| SAME.contains(&letter)) => Usage::Unsure,
        _ if is_seen => Usage::Seen,
        Some(next) if is_virama(next) => conjunct::before_virama(joiner, last, after),
        // Behind the mark it would be the same picture.
        Some(_) if joiner == NON_JOINER && (parts || is_beside_shifter(last, after)) => Usage::Unsure,
        Some(_) if joiner == NON_JOINER => Usage::Nothing,
        Some(next) if is_pictograph(next) && ends_with_pictograph(before) => Usage::Unsure,
        _ => Usage::Nothing,
    }
}

/// Whether two letters are of one script: no other are joined. What lengthens a line is of any.
fn are_joined(last: char, next: char) -> bool {
    let is_of_any = |character: char| matches!(script(character), Script::Common | Script::Inherited);
    is_of_any(last) || is_of_any(next) || are_of_one_script(last, next)
}

/// Whether a shifter of Khmer, with which `after` begins, would become another sign below its letter: under one of the
/// four vowels that stand above, MUUSIKATOAN with most letters and TRIISAP with some.
fn keeps_shifter(letter: char, after: &str) -> bool {
    let mut after = after.chars();
    let changes = match after.next() {
        Some('\u{17c9}') => is_khmer(letter) && !"ងញនបមយរលវឝ".contains(letter),
        Some('\u{17ca}') => "ឞសហអ".contains(letter),
        _ => false,
    };
    changes && after.next().is_some_and(|vowel| ('\u{17b7}'..='\u{17ba}').contains(&vowel))
}

/// Whether a letter of Khmer with a shifter has a vowel, and the joiner stands before the shifter or behind it.
fn is_beside_shifter(last: char, after: &str) -> bool {
    let mut after = after.chars();
    let next = after.next();
    let vowel = match next {
        Some(next) if is_shifter(next) && is_khmer(last) => after.next(),
        next if is_shifter(last) => next,
        _ => None,
    };
    vowel
        .is_some_and(|vowel| syllabic(vowel) == IndicSyllabicCategory::VowelDependent && script(vowel) == Script::Khmer)
}

fn is_khmer(character: char) -> bool {
    is_letter(character) && script(character) == Script::Khmer
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

/// The last letter, which may join what follows it; a joiner has done so already.
fn letter_before(before: impl Iterator<Item = char>) -> Option<char> {
    let last = before.take(REACH).find(|character| joining_type(*character) != JoiningType::Transparent);
    last.filter(|last| *last != JOINER)
}

/// The next letter, which may join what stands before it.
fn letter_behind(after: &str) -> Option<char> {
    for character in after.chars().take(REACH) {
        match class(character) {
            Class::Joiner => break,
            Class::Never | Class::Selector | Class::Tag | Class::VowelSeparator => {}
            _ if joining_type(character) == JoiningType::Transparent => {}
            _ => return Some(character),
        }
    }
    None
}

fn joining_of(letter: Option<char>) -> JoiningType {
    letter.map_or(JoiningType::NonJoining, joining_type)
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

fn script(character: char) -> Script {
    CodePointMapData::<Script>::new().get(character)
}
