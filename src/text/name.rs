//! Names that strangers choose, fit to be quoted: between “ and ”, in a sentence of ours.
//!
//! A name is one line of visible text of at most forty characters. It has no quotation marks, so that it cannot end the
//! quotation and go on in our words; whatever looks like one is an apostrophe. Marks over a letter are few, so that they
//! do not reach into the lines around it (Unicode Technical Report 36, "Unicode Security Considerations").

use icu_properties::{CodePointSetData, props::QuotationMark};
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use super::visible;

/// Characters of a name, at most; a longer one ends in `…`, which is one of them.
pub const MAX_LENGTH: usize = 40;
/// Combining marks of no script over one character: as many as Vietnamese needs.
const GENERAL_MARKS: usize = 2;
/// Combining marks over one character: as many as Burmese needs. [`visible::sanitize`] bounds letters under letters.
const MARKS: usize = 5;
/// The same mark in a row.
const SAME_MARKS: usize = 2;

/// The name; `None` if nothing of it can be seen.
pub fn shown(name: &str) -> Option<String> {
    // Marks that a letter has a form with become one with it.
    let visible: String = visible::sanitize(name).nfc().collect();
    let (mut shown, mut length) = (String::new(), 0);
    let (mut general, mut marks, mut same, mut last) = (0, 0, 0, ' ');
    for character in visible.chars() {
        // The rest of a long name is not looked at, once it is known that there is one.
        if length > MAX_LENGTH && !shown.ends_with(' ') {
            break;
        }
        let is_mark = visible::is_mark(character);
        let is_general = visible::is_general_mark(character);
        same = if is_mark && character == last { same + 1 } else { 1 };
        (general, marks) = if is_mark { (general + usize::from(is_general), marks + 1) } else { (0, 0) };
        last = character;
        let is_too_much = is_general && general > GENERAL_MARKS || is_mark && (marks > MARKS || same > SAME_MARKS);
        let is_blank = character.is_whitespace() || character.is_control();
        // A mark needs a character to stand on; at the front it would stand on ours.
        let stands_on_nothing = shown.is_empty() || shown.ends_with(' ');
        if (is_blank || is_mark) && stands_on_nothing || is_too_much || is_quoting_mark(character) {
            continue;
        }
        match character {
            _ if is_blank => shown.push(' '),
            // They belong to the kana of half width before them.
            'ﾞ' | 'ﾟ' if shown.ends_with(|last| ('ｦ'..='ﾝ').contains(&last)) => shown.push(character),
            _ if is_quotation_mark(character) && shown.ends_with('\'') => continue,
            _ if is_quotation_mark(character) => shown.push('\''),
            _ => shown.push(character),
        }
        length += 1;
    }
    let shown = shown.trim_end();
    let cut = match shown.char_indices().nth(MAX_LENGTH) {
        Some(_) => {
            let end = shown.char_indices().nth(MAX_LENGTH - 1).map_or(shown.len(), |(end, _)| end);
            // What joins or varies a character does so with the next or the last one, which is not there any more.
            let is_cut_off = |character| visible::is_blank(character) || visible::is_joiner(character);
            format!("{}…", shown[..end].trim_end_matches(is_cut_off))
        }
        None => shown.to_owned(),
    };
    (!cut.is_empty()).then_some(cut)
}

/// Quotation marks of all scripts, single and double, and signs that look like them: primes, accents that stand alone,
/// ornaments (UTS #39, confusables: their prototype is one apostrophe or two). Letters that do are letters.
fn is_quotation_mark(character: char) -> bool {
    let is_modifier = ('\u{2b0}'..='\u{2ff}').contains(&character);
    let is_ornament = matches!(character, '\u{275b}'..='\u{2760}' | '\u{1f676}'..='\u{1f678}');
    // Of these no property says so: marks of kana that stand alone, double lines, letters that are two strokes.
    let is_two_strokes = matches!(
        character,
        '゛' | '゜'
            | 'ﾞ'
            | 'ﾟ'
            | '‖'
            | '∥'
            | '‗'
            | '〃'
            | '⁗'
            | '᳓'
            | 'ᐦ'
            | 'ᐥ'
            | 'ᑊ'
            | 'ᐟ'
            | 'ˈ'
            | 'ʹ'
            | 'ꞌ'
            | 'Ꞌ'
            | '\u{7f4}'
            | '\u{7f5}'
            | '∶'
            | '॥'
            | 'ǁ'
    );
    let looks_like_one = || {
        let mut buffer = [0; 4];
        // Selectors and joiners have none.
        let mut prototype = skeleton(character.encode_utf8(&mut buffer)).peekable();
        (!character.is_alphanumeric() || is_modifier)
            && prototype.peek().is_some()
            && prototype.all(|prototype| matches!(prototype, '\'' | '"' | '`'))
    };
    is_ornament
        || is_two_strokes
        || CodePointSetData::new::<QuotationMark>().contains(character)
        || !character.is_ascii_alphanumeric() && looks_like_one()
}

/// Marks that look like a quotation mark over a narrow letter. Where a letter has a form with one, they are one already.
fn is_quoting_mark(character: char) -> bool {
    matches!(
        character,
        '\u{30b}' | '\u{30d}'..='\u{30f}' | '\u{312}'..='\u{315}' | '\u{343}' | '\u{344}' | '\u{36e}' | '\u{3099}' | '\u{309a}'
    )
}
