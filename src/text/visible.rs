//! What a person sees of a text.
//!
//! Unicode has characters that show as nothing: tags, variation selectors, joiners, bidirectional controls, fillers,
//! controls. A model reads them nevertheless, so that a text can say to it what no person sees. Here they are taken
//! out, by the properties of Unicode and not by a list (UAX #44; `Default_Ignorable_Code_Point` is most of them).
//!
//! What a script or an emoji needs stays, where it changes what is seen:
//! - ZERO WIDTH JOINER and NON-JOINER by the rules of UAX #31, A1, A2 and B, and some more (`joiner.rs`, `conjunct.rs`)
//! - one variation selector behind a character that has that variation, where it chooses another than the character has
//!   by itself (`variation.rs`)
//! - what lays one letter of a script under another, between two such letters (`joiner.rs`)
//! - joiners and tags in emoji that are recommended for general interchange (UTS #51, RGI; `emoji.rs`)
//! - MONGOLIAN VOWEL SEPARATOR, and the narrow space before a suffix of Mongolian
//!
//! Of what perhaps cannot be seen where it stands, all that a call reads has so few that nothing can be said with it
//! (`budget.rs`), and a text has more than a few joiners only among many letters.
//!
//! Bidirectional controls all go. Without LRM and RLM a punctuation mark may be drawn on the other side of its
//! sentence; the order of the characters, which is what a model reads, stays as it was written.
//! What can be seen stays, though it can be used to spell something: a heart in red or in black, a letter of Malayalam
//! with a vowel or without.
//! ZERO WIDTH SPACE goes as well, also between words of Khmer and Thai, where it only says where a line may break.
//! Spaces of all widths are one space, but for that of East Asia, and none ends a line.

mod budget;
mod class;
mod conjunct;
mod emoji;
mod joiner;
mod variation;

use std::borrow::Cow;

pub use budget::{Budget, CallBudget};
use class::Class;
use joiner::Usage;
use variation::{KEYCAP, has_keycap};

/// Combining marks in a row, at most: the syllables of Burmese and Tibetan take seven.
const MARKS: usize = 8;
/// Of them those that belong to no script: Vietnamese takes two, vowelled Arabic three, phonetic transcription four.
const GENERAL_MARKS: usize = 4;
/// Letters under one letter, at most: the longest syllables of Khmer take two, Sanskrit in Tibetan letters three.
const STACKED: usize = 3;
/// Letters in a row that have lost their vowel, at most; typefaces draw some of them under the first. Sanskrit takes four.
const JOINED: usize = 5;
/// Bytes of a text for each joiner in it, at least: three letters of Persian or two of Hindi with their joiner.
const BYTES_OF_JOINER: usize = 8;
/// Joiners that a text may have beside those.
const JOINERS: usize = 8;
/// Bytes between two questions whether to go on: less than a millisecond's work.
pub const INTERVAL: usize = 16 * 1024;
const NARROW_SPACE: char = '\u{202f}';

/// The text without what cannot be seen in it. Never longer than the text, but for the selectors that emoji of several
/// characters should have; the same again for its own result; linear in its length. Text of ASCII without controls is not even looked at character by character.
///
/// Line feeds and tabs stay. Whatever else ends a line (CR, CRLF, VT, FF, NEL, U+2028, U+2029) becomes a line feed, spaces of
/// all widths but East Asia's and the blanks of Braille and of hieroglyphs a space, and none ends a line. Combining marks beyond eight in a row are dropped, of those without a
/// script beyond four, and what lays letters under one letter beyond three.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    sanitize_within(text, &mut Budget::default())
}

/// The same for one of several texts: what perhaps cannot be seen in it is taken from their `budget`.
pub fn sanitize_within<'a>(text: &'a str, budget: &mut Budget) -> Cow<'a, str> {
    sanitize_while(text, budget, || true)
}

/// The same while `goes_on` says so, which it is asked at least once every [`INTERVAL`] bytes that are looked at character
/// by character. What is left of the text then is left out.
pub fn sanitize_while<'a>(text: &'a str, budget: &mut Budget, goes_on: impl Fn() -> bool) -> Cow<'a, str> {
    with_closed_lines(sanitize_part(text, budget, goes_on))
}

/// The same for a part of a text, whose end is the end of no line.
pub fn sanitize_part<'a>(text: &'a str, budget: &mut Budget, goes_on: impl Fn() -> bool) -> Cow<'a, str> {
    if plain_length(text.as_bytes()) == text.len() {
        return Cow::Borrowed(text);
    }
    Sanitizer::of(text, budget).run(goes_on)
}

/// The same for what was converted from `source`, which is what [`sanitize_within`] has left: nothing that perhaps
/// cannot be seen is added by the conversion, such as by its character references.
pub fn sanitize_converted<'a>(text: &'a str, source: &str) -> Cow<'a, str> {
    let mut budget = Budget::default();
    sanitize_within(source, &mut budget);
    sanitize_within(text, &mut Budget::of(budget.spent()))
}

/// The text without the spaces that end its lines.
fn with_closed_lines(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_space = |character| matches!(character, ' ' | '\t' | '\u{3000}');
    if !text.split('\n').any(|line| line.ends_with(is_space)) {
        return text;
    }
    let mut closed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        closed.push_str(line.trim_end_matches(is_space));
        closed.push_str(end);
    }
    Cow::Owned(closed)
}

/// A text in which what cannot be seen is spelled, such as `<U+200B>`; one that has nothing of the kind as it is.
pub fn spelled(text: &str) -> Cow<'_, str> {
    if matches!(Sanitizer::of(text, &mut Budget::default()).run(|| true), Cow::Borrowed(_)) {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::with_capacity(text.len());
    for character in text.chars() {
        match class::class(character) {
            Class::Shown | Class::Mark | Class::LineEnd => spelled.push(character),
            Class::Never if character.is_control() => spelled.push(character),
            _ => spelled.push_str(&format!("<U+{:04X}>", u32::from(character))),
        }
    }
    Cow::Owned(spelled)
}

/// Whether a character cannot be seen, whatever stands around it: [`sanitize`] takes it out of any text.
pub fn is_invisible(character: char) -> bool {
    class::class(character) == Class::Never
}

/// Whether a character can only be seen by what it does to the one directly before it, which is no space: joiners,
/// what lays letters under others, selectors of variations, tags.
pub fn is_dependent(character: char) -> bool {
    matches!(
        class::class(character),
        Class::Stacker | Class::Joiner | Class::Selector | Class::VowelSeparator | Class::Tag
    )
}

/// Whether a character is ZERO WIDTH JOINER or NON-JOINER.
pub fn is_joiner(character: char) -> bool {
    class::class(character) == Class::Joiner
}

/// Whether a character shows as a space, or ends a line.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace() || class::class(character) == Class::Blank
}

/// Whether a character is a combining mark.
pub fn is_mark(character: char) -> bool {
    class::class(character) == Class::Mark
}

/// Whether a character is a combining mark that belongs to no script, and may be drawn over any character.
pub fn is_general_mark(character: char) -> bool {
    class::class(character) == Class::Mark && class::is_of_no_script(character)
}

/// Bytes at the beginning that are visible ASCII, line feeds and tabs.
fn plain_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !matches!(byte, b' '..=b'~' | b'\n' | b'\t')).unwrap_or(bytes.len())
}

struct Sanitizer<'a, 'b> {
    text: &'a str,
    at: usize,
    /// What was kept before this stands in `output`; from here to `at` all is kept.
    kept_from: usize,
    output: String,
    /// Marks since the last character that is none.
    marks: usize,
    general_marks: usize,
    /// What lays letters under, or joins them to, the last one that no such thing stands before.
    stacked: usize,
    /// Whether what would have laid the next letter under the last one was one too many.
    is_cut: bool,
    /// Joiners so far.
    joiners: usize,
    /// What is left for what perhaps cannot be seen.
    budget: &'b mut Budget,
}

impl<'a, 'b> Sanitizer<'a, 'b> {
    fn of(text: &'a str, budget: &'b mut Budget) -> Self {
        Self {
            text,
            at: plain_length(text.as_bytes()),
            kept_from: 0,
            output: String::new(),
            marks: 0,
            general_marks: 0,
            stacked: 0,
            is_cut: false,
            joiners: 0,
            budget,
        }
    }

    fn run(mut self, goes_on: impl Fn() -> bool) -> Cow<'a, str> {
        let mut look = self.at;
        while let Some(character) = self.text[self.at..].chars().next() {
            if self.at >= look {
                if !goes_on() {
                    self.output.push_str(&self.text[self.kept_from..self.at]);
                    return Cow::Owned(self.output);
                }
                look = self.at + INTERVAL;
            }
            let end = self.at + character.len_utf8();
            match class::class(character) {
                Class::Shown => self.keep_shown(character, end),
                // A keycap is written in one way, with its selector.
                Class::Mark if character == KEYCAP && self.before().next().is_some_and(has_keycap) => {
                    self.replace(end, "\u{fe0f}\u{20e3}");
                    // As if it had been written so.
                    self.is_within_bounds(KEYCAP);
                }
                Class::Mark if self.is_within_bounds(character) => self.at = end,
                Class::Stacker if self.stacks(character, end) && self.is_within_bounds(character) => self.at = end,
                Class::Joiner => self.join(),
                Class::Selector if self.is_variation(character, end) => self.at = end,
                Class::VowelSeparator if self.separates_vowel(end) => self.at = end,
                Class::LineEnd if character == '\r' && self.text[end..].starts_with('\n') => self.replace(end, ""),
                Class::LineEnd => self.replace(end, "\n"),
                Class::Blank if character == NARROW_SPACE && self.separates_suffix(end) => self.at = end,
                Class::Blank => self.replace(end, " "),
                Class::Mark | Class::Stacker | Class::Selector | Class::VowelSeparator | Class::Tag | Class::Never => {
                    self.replace(end, "");
                }
            }
        }
        if self.kept_from == 0 {
            return Cow::Borrowed(self.text);
        }
        self.output.push_str(&self.text[self.kept_from..]);
        Cow::Owned(self.output)
    }

    /// Keeps a visible character with the plain ones behind it, or an emoji of several.
    fn keep_shown(&mut self, character: char, end: usize) {
        if let Some(emoji) = emoji::sequence(character, &self.text[self.at..]) {
            self.begin_anew();
            self.is_cut = false;
            let end = self.at + emoji.length;
            if self.text[self.at..end] == *emoji.qualified {
                self.at = end;
            } else {
                self.replace(end, emoji.qualified);
            }
            return;
        }
        let length = plain_length(&self.text.as_bytes()[end..]);
        // A letter that is laid under another belongs to the same tower, and so does one that would have been. No space,
        // no line and no character of ASCII is laid under another.
        let before = self.before().find(|before| class::class(*before) != Class::Joiner);
        let is_letter = !character.is_ascii() && !character.is_whitespace();
        let is_of_tower = is_letter && (self.is_cut || before.is_some_and(class::stacks));
        self.is_cut = false;
        if length > 0 || !is_of_tower {
            self.begin_anew();
        }
        self.at = end + length;
    }

    fn begin_anew(&mut self) {
        (self.marks, self.general_marks, self.stacked) = (0, 0, 0);
    }

    fn is_within_bounds(&mut self, mark: char) -> bool {
        let general = usize::from(class::is_of_no_script(mark));
        let stacked = usize::from(class::stacks(mark) || class::is_subjoined(mark));
        let most_stacked = if class::is_virama(mark) { JOINED } else { STACKED };
        let fits = self.marks < MARKS
            && self.general_marks + general <= GENERAL_MARKS
            && (stacked == 0 || self.stacked < most_stacked);
        if fits {
            self.marks += 1;
            self.general_marks += general;
            self.stacked += stacked;
        }
        self.is_cut |= !fits && class::stacks(mark);
        fits
    }

    /// Replaces what stands between `at` and `end`.
    fn replace(&mut self, end: usize, by: &str) {
        self.output.push_str(&self.text[self.kept_from..self.at]);
        self.output.push_str(by);
        if !by.is_empty() {
            self.begin_anew();
        }
        (self.at, self.kept_from) = (end, end);
    }

    /// What was kept so far, the last character first.
    fn before(&self) -> impl Iterator<Item = char> + Clone {
        self.text[self.kept_from..self.at].chars().rev().chain(self.output.chars().rev())
    }

    /// Of joiners in a row, whatever else invisible stands among them, one stays at most. Behind one that stays nothing is
    /// stacked, so that a stacker goes with them; where none stays, the last stacker may.
    fn join(&mut self) {
        let rest = &self.text[self.at..];
        let mut end = self.at;
        let mut last_stacker = None;
        let (mut kinds, mut count) = ([joiner::NON_JOINER; 2], 0);
        for character in rest.chars() {
            match class::class(character) {
                Class::Joiner if count < 2 && (count == 0 || kinds[0] != character) => {
                    kinds[count] = character;
                    count += 1;
                }
                Class::Stacker => last_stacker = Some(end),
                Class::Joiner | Class::Selector | Class::VowelSeparator | Class::Tag | Class::Never => {}
                Class::Shown | Class::Mark | Class::LineEnd | Class::Blank => break,
            }
            end += character.len_utf8();
        }
        let after = &self.text[end..];
        let uses = kinds[..count].iter().map(|kind| (*kind, joiner::usage(*kind, self.before(), after)));
        let wanted = uses.into_iter().find(|(_, usage)| *usage != Usage::Nothing);
        let wanted = wanted.and_then(|(kind, usage)| self.joiner(kind, usage));
        match wanted {
            Some(kind) if rest.starts_with(kind) && end == self.at + kind.len_utf8() => self.at = end,
            Some(kind) => {
                self.replace(end, "");
                self.output.push(kind);
            }
            None => self.replace(last_stacker.unwrap_or(end), ""),
        }
    }

    /// What is kept of a joiner of that usage.
    fn joiner(&mut self, kind: char, usage: Usage) -> Option<char> {
        let length = self.length();
        let is_kept = match usage {
            Usage::Nothing => false,
            // What is seen is said openly; but nobody writes joiners and little else.
            Usage::Seen => self.joiners * BYTES_OF_JOINER <= length + JOINERS * BYTES_OF_JOINER || self.has_room(1),
            Usage::Unsure => self.has_room(1),
            Usage::AsJoiner if self.has_room(1) => true,
            Usage::AsJoiner => return self.joiner(joiner::JOINER, Usage::Seen),
        };
        self.joiners += usize::from(is_kept);
        is_kept.then_some(kind)
    }

    /// Whether the budget has room here for one of `2^kinds` characters.
    fn has_room(&mut self, kinds: u32) -> bool {
        let length = self.length();
        self.budget.takes(length, kinds)
    }

    /// Bytes that were kept so far.
    fn length(&self) -> usize {
        self.output.len() + self.at - self.kept_from
    }

    fn stacks(&self, stacker: char, end: usize) -> bool {
        joiner::is_stacking(stacker, self.before().next(), &self.text[end..])
    }

    fn is_variation(&mut self, selector: char, end: usize) -> bool {
        let Some(base) = self.before().next() else { return false };
        match variation::usage(selector, base, &self.text[end..]) {
            variation::Usage::Nothing => false,
            variation::Usage::Seen => true,
            variation::Usage::Unsure { kinds } => self.has_room(kinds),
        }
    }

    /// MONGOLIAN VOWEL SEPARATOR, between a letter of Mongolian and the a or e that ends its word.
    fn separates_vowel(&self, end: usize) -> bool {
        let mut after = self.text[end..].chars();
        matches!(after.next(), Some('\u{1820}' | '\u{1821}'))
            && self.is_behind_mongolian()
            && !after.next().is_some_and(variation::is_mongolian_letter)
    }

    /// The narrow space between a word of Mongolian and its suffix, whose letters have other forms there.
    fn separates_suffix(&self, end: usize) -> bool {
        self.is_behind_mongolian() && self.text[end..].chars().next().is_some_and(variation::is_mongolian_letter)
    }

    /// Whether a letter of Mongolian was kept last, perhaps with its variation.
    fn is_behind_mongolian(&self) -> bool {
        let before = self.before().find(|character| class::class(*character) != Class::Selector);
        before.is_some_and(variation::is_mongolian_letter)
    }
}
