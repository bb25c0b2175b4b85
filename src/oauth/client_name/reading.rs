//! A name as people read it: by what its letters look like, whatever characters they are.
//!
//! The skeleton of UTS #39 gives look-alikes of several scripts one letter, NFKC those that differ in their form only
//! (circles, squares, mathematical alphabets, full width), and a table of Latin transcription what neither has: small
//! capitals, letters with strokes and hooks. Then signs and digits that stand for letters are those letters, and pairs
//! that look like one letter are one.

use any_ascii::any_ascii_char;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::confusable_detection::skeleton;

use super::word::Word;

/// Letters of a run of words, at most: more than any name has that it is compared with.
const MAX_RUN: usize = 24;
/// Characters that one may stand for and still be taken for a letter; `﷽` stands for eighteen.
const MAX_EXPANSION: usize = 4;

/// Words of a known name, at most.
const MAX_WORDS: usize = 2;

/// What one sees of a name.
pub(super) struct Reading {
    words: Vec<Word>,
    /// What stands between spaces, where that is several words: `C-laude`.
    chunks: Vec<Word>,
    /// All words as one.
    pub(super) whole: Word,
    /// The same without those that leave a name what it is.
    pub(super) core: Word,
    /// Every word, and all words in a row, so that `C l a u d e` and `Veri fied` are what they are read as.
    pub(super) runs: Vec<Run>,
}

/// Words in a row, read as one.
pub(super) struct Run {
    pub(super) word: Word,
    /// Whether it is of several words that are no single letters.
    pub(super) is_of_words: bool,
}

/// The ways to read a name: in small letters or as it is, since `I` and `B` look like other letters than `i` and `b`,
/// and with signs as letters or as what stands between words.
pub(super) fn readings(name: &str) -> Vec<Reading> {
    let is_left_out = |character: &char| is_label(*character) || character.nfkc().count() > MAX_EXPANSION;
    let name: String = name.chars().map(|it| if is_left_out(&it) { ' ' } else { it }).collect();
    let between: String = name.chars().map(|it| if it.is_ascii_punctuation() { '.' } else { it }).collect();
    let signs: String = name.chars().map(|it| sign(it).unwrap_or(it)).collect();
    let mut texts = vec![letters(&between), letters(&between.to_lowercase())];
    if signs != name {
        texts.extend([letters(&signs), letters(&signs.to_lowercase())]);
    }
    texts.dedup();
    texts.iter().map(|text| Reading::new(text)).collect()
}

/// The same of a name whose words are grown together, each with a capital letter or a digit: `CodexCLI`, `AWSConsole`,
/// `Llama3`. None if there are no such words.
pub(super) fn readings_of_parts(name: &str) -> Vec<Reading> {
    let name: String = name.nfkc().collect();
    let mut parted = String::with_capacity(name.len() + 8);
    let mut letters_before = [' '; 2];
    let mut rest = name.chars().peekable();
    while let Some(letter) = rest.next() {
        let [before_last, last] = letters_before;
        let is_begun = letter.is_uppercase() && last.is_lowercase()
            || letter.is_ascii_digit() && last.is_alphabetic()
            || letter.is_uppercase()
                && last.is_uppercase()
                && before_last.is_alphabetic()
                && rest.peek().is_some_and(|next| next.is_lowercase());
        if is_begun {
            parted.push(' ');
        }
        parted.push(letter);
        letters_before = [last, letter];
    }
    if parted == name { Vec::new() } else { readings(&parted) }
}

/// The text in ASCII letters and digits that look like it, in lower case; other characters stay.
pub(super) fn letters(text: &str) -> String {
    let seen: String = skeleton(text).nfkc().collect();
    let mut shown = String::new();
    for character in skeleton(&seen).filter(|character| !is_combining_mark(*character)) {
        match character {
            // By their shape, which the transcription below does not go by: skeletons of small capitals, Greek, Icelandic.
            'ĸ' => shown.push('k'),
            'ʍ' => shown.push('m'),
            'ß' => shown.push('b'),
            'ᑕ' | '⊂' => shown.push('c'),
            '∂' => shown.push('d'),
            'ꞓ' | 'Ꞓ' => shown.push('e'),
            _ if character.is_alphanumeric() || is_regional(character) => {
                shown.extend(any_ascii_char(character).chars().filter(char::is_ascii_alphanumeric));
            }
            _ => shown.push(character),
        }
    }
    // UTS #39 writes `m` as `rn`.
    shown.to_lowercase().replace("rn", "m")
}

/// Whether a character says of a name whose it is and belongs to no word.
fn is_label(character: char) -> bool {
    matches!(character, '©' | '®' | '™' | '℠')
}

/// The letters by which flags are written, and which are drawn as letters where there is no such flag.
fn is_regional(character: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&character)
}

/// The letter that a sign is read as within a word.
fn sign(character: char) -> Option<char> {
    Some(match character {
        '!' | '|' | '[' | ']' | '/' | '\\' | '¡' | '¦' | '£' => 'l',
        '$' | '§' => 's',
        '@' => 'a',
        '€' => 'e',
        '(' | '<' | '{' | '¢' | '«' => 'c',
        '+' => 't',
        '¥' => 'y',
        '×' => 'x',
        _ => return None,
    })
}

impl Reading {
    fn new(text: &str) -> Self {
        let split = |text: &str| -> Vec<Word> {
            let words = text.split(|character: char| !character.is_ascii_alphanumeric());
            words.filter(|word| !word.is_empty()).map(Word::new).collect()
        };
        let words = split(text);
        Self {
            chunks: text.split_whitespace().filter(|chunk| split(chunk).len() > 1).map(Word::new).collect(),
            whole: Word::joined(words.iter()),
            core: Word::joined(words.iter().filter(|word| !word.is_filler())),
            runs: runs(&words),
            words,
        }
    }

    /// Whether such a word, written in one or several, has one of the others beside it, perhaps with such between them
    /// as leave a name what it is.
    pub(super) fn has_beside(&self, own: &Word, others: &[Word]) -> bool {
        (0..self.words.len()).any(|start| {
            let (before, from) = self.words.split_at(start);
            let is_other = |word: &Word| others.iter().any(|other| word.is_spelled_like(other));
            (1..=from.len().min(MAX_WORDS)).any(|count| {
                let (these, behind) = from.split_at(count);
                let next = behind.iter().find(|word| !word.is_filler());
                let last = before.iter().rev().find(|word| !word.is_filler());
                Word::joined(these.iter()).is_spelled_like(own) && next.into_iter().chain(last).any(is_other)
            })
        })
    }

    /// Its words, and what separators other than spaces part.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().chain(&self.chunks)
    }
}

fn runs(words: &[Word]) -> Vec<Run> {
    let mut runs = Vec::new();
    for (start, first) in words.iter().enumerate() {
        let (mut text, mut is_of_words) = (String::new(), false);
        for (count, word) in words[start..].iter().enumerate() {
            text.push_str(&word.plain);
            is_of_words |= count > 0 && (word.plain.len() > 1 || first.plain.len() > 1);
            if count > 0 && text.len() > MAX_RUN {
                break;
            }
            runs.push(Run { word: Word::of_plain(text.replace("rn", "m")), is_of_words });
        }
    }
    runs
}
