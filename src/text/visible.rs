//! What a person sees of a text.
//!
//! Unicode has characters that show as nothing: tags, variation selectors, joiners, bidirectional controls, fillers,
//! controls. A model reads them nevertheless, so that a text can say to it what no person sees. Here they are taken
//! out, by the properties of Unicode and not by a list (UAX #44; `Default_Ignorable_Code_Point` is most of them).
//!
//! What a script or an emoji needs stays, where it changes what is seen:
//! - ZERO WIDTH JOINER and NON-JOINER by the rules of UAX #31, A1, A2 and B, and some more; where it is not sure that
//!   they can be seen, sixteen in a text (`joiner.rs`)
//! - one variation selector behind a character that has variations, where it chooses another than the character has by
//!   itself (`variation.rs`)
//! - what lays one letter of a script under another, between two such letters (`joiner.rs`)
//! - tags in the flags of England, Scotland and Wales, the only sequences of tags that are recommended for general
//!   interchange (UTS #51, RGI)
//!
//! Bidirectional controls all go. Without LRM and RLM a punctuation mark may be drawn on the other side of its
//! sentence; the order of the characters, which is what a model reads, stays as it was written.
//! What can be seen stays, though it can be used to spell something: a heart in red or in black, a letter of Malayalam
//! with a vowel or without, spaces of several widths in code.
//! ZERO WIDTH SPACE goes as well, also between words of Khmer and Thai, where it only says where a line may break.

mod class;
mod conjunct;
mod joiner;
mod variation;

use std::borrow::Cow;

use class::Class;
use joiner::Usage;

/// Combining marks in a row, at most: the syllables of Burmese and Tibetan take seven.
const MARKS: usize = 8;
/// Of them those that belong to no script: Vietnamese takes two, vowelled Arabic three, phonetic transcription four.
const GENERAL_MARKS: usize = 4;
/// Letters under one letter, at most: the longest syllables of Khmer take two, Sanskrit in Tibetan letters three.
const STACKED: usize = 3;
/// Letters in a row that have lost their vowel, at most; typefaces draw some of them under the first. Sanskrit takes four.
const JOINED: usize = 5;
/// Joiners between pictographs in one text, at most: a family takes three.
const JOINED_PICTOGRAPHS: usize = 64;
/// Joiners in one text, at most, of which it is not sure that they can be seen where they stand.
const UNSURE_JOINERS: usize = 16;
/// What follows WAVING BLACK FLAG in the flags of England, Scotland and Wales.
const FLAGS: [&str; 3] = [
    "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}",
];
const BLACK_FLAG: char = '\u{1f3f4}';

/// The text without what cannot be seen in it. Never longer than the text; the same again for its own result; linear in
/// its length. Text of ASCII without controls is not even looked at character by character.
///
/// Line feeds and tabs stay. Whatever else ends a line (CR, CRLF, VT, FF, NEL, U+2028, U+2029) becomes a line feed, the
/// blanks of Braille and of hieroglyphs spaces. Combining marks beyond eight in a row are dropped, of those without a
/// script beyond four, and what lays letters under one letter beyond three.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let plain = plain_length(text.as_bytes());
    if plain == text.len() {
        return Cow::Borrowed(text);
    }
    Sanitizer {
        text,
        at: plain,
        kept_from: 0,
        output: String::new(),
        marks: 0,
        general_marks: 0,
        stacked: 0,
        is_cut: false,
        variations: 0,
        pictographs: 0,
        unsure_joiners: 0,
    }
    .run()
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

struct Sanitizer<'a> {
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
    /// Variations of ideographs and signs so far.
    variations: usize,
    /// Joiners between pictographs so far.
    pictographs: usize,
    /// Joiners that perhaps cannot be seen, so far.
    unsure_joiners: usize,
}

impl<'a> Sanitizer<'a> {
    fn run(mut self) -> Cow<'a, str> {
        while let Some(character) = self.text[self.at..].chars().next() {
            let end = self.at + character.len_utf8();
            match class::class(character) {
                Class::Shown => self.keep_shown(character, end),
                Class::Mark if self.is_within_bounds(character) => self.at = end,
                Class::Stacker if self.stacks(character, end) && self.is_within_bounds(character) => self.at = end,
                Class::Joiner => self.join(),
                Class::Selector if self.is_variation(character, end) => self.at = end,
                Class::VowelSeparator if self.separates_vowel(end) => self.at = end,
                Class::LineEnd if character == '\r' && self.text[end..].starts_with('\n') => self.replace(end, ""),
                Class::LineEnd => self.replace(end, "\n"),
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

    /// Keeps a visible character, a flag with its tags, and the plain characters behind it.
    fn keep_shown(&mut self, character: char, end: usize) {
        let rest = &self.text[end..];
        let flag = FLAGS.iter().find(|tags| character == BLACK_FLAG && rest.starts_with(**tags));
        let length = flag.map_or_else(|| plain_length(rest.as_bytes()), |tags| tags.len());
        // A letter that is laid under another belongs to the same tower, and so does one that would have been.
        let before = self.before().find(|before| class::class(*before) != Class::Joiner);
        let is_of_tower = self.is_cut || before.is_some_and(class::stacks);
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

    /// Of joiners in a row, whatever else invisible stands among them, one stays at most.
    fn join(&mut self) {
        let rest = &self.text[self.at..];
        let mut end = self.at;
        let (mut kinds, mut count) = ([joiner::NON_JOINER; 2], 0);
        for character in rest.chars() {
            match class::class(character) {
                Class::Joiner if count < 2 && (count == 0 || kinds[0] != character) => {
                    kinds[count] = character;
                    count += 1;
                }
                Class::Joiner | Class::Selector | Class::VowelSeparator | Class::Tag | Class::Never => {}
                Class::Shown | Class::Mark | Class::Stacker | Class::LineEnd | Class::Blank => break,
            }
            end += character.len_utf8();
        }
        let after = &self.text[end..];
        let uses = kinds[..count].iter().map(|kind| (*kind, joiner::usage(*kind, self.before(), after)));
        let wanted = uses.into_iter().find(|(_, usage)| *usage != Usage::Nothing);
        let wanted = wanted.filter(|(_, usage)| self.has_room_for(*usage)).map(|(kind, _)| kind);
        match wanted {
            Some(kind) if rest.starts_with(kind) && end == self.at + kind.len_utf8() => self.at = end,
            Some(kind) => {
                self.replace(end, "");
                self.output.push(kind);
            }
            None => self.replace(end, ""),
        }
    }

    fn has_room_for(&mut self, usage: Usage) -> bool {
        let (count, most) = match usage {
            Usage::Nothing => return false,
            Usage::Seen => return true,
            Usage::Unsure => (&mut self.unsure_joiners, UNSURE_JOINERS),
            Usage::Pictographs => (&mut self.pictographs, JOINED_PICTOGRAPHS),
        };
        *count += 1;
        *count <= most
    }

    fn stacks(&self, stacker: char, end: usize) -> bool {
        joiner::is_stacking(stacker, self.before().next(), &self.text[end..])
    }

    fn is_variation(&mut self, selector: char, end: usize) -> bool {
        let Some(base) = self.before().next() else { return false };
        variation::is_wanted(selector, base, &self.text[end..], &mut self.variations)
    }

    /// MONGOLIAN VOWEL SEPARATOR, between two letters of Mongolian.
    fn separates_vowel(&self, end: usize) -> bool {
        let is_letter = |character: Option<char>| character.is_some_and(variation::is_mongolian_letter);
        // A letter may have its variation.
        let before = self.before().find(|character| class::class(*character) != Class::Selector);
        is_letter(before) && is_letter(self.text[end..].chars().next())
    }
}
