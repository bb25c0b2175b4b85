//! Whether a name is written in nothing but plain letters, and with nothing that may be read as an address. Whatever is
//! not is remarked on: what misleads has no end, and what is plain is a short list.

use std::net::Ipv6Addr;

use unicode_script::{Script, UnicodeScript};

use crate::{oauth::site, pages::NameRemark, text::name::MAX_LENGTH};

/// Ends of addresses that are no words, so that any sign before them is read as a dot: `mybank-com`.
const ENDS: [&str; 6] = ["com", "net", "org", "gov", "edu", "mil"];
/// What addresses begin with.
const BEGINNINGS: [&str; 4] = ["www", "http", "https", "ftp"];
/// The last but one labels of addresses in countries: `co.uk`, `com.au`.
const SECOND_LEVELS: [&str; 5] = ["co", "com", "org", "ac", "gov"];
/// Digits of a number that may be an address: an IPv4 address written as one number has ten, the shortest public one eight.
const DIGITS_OF_ADDRESS: usize = 8;

/// What is to be said of a name by its letters and signs, if anything.
pub(super) fn remark(name: &str) -> Option<NameRemark> {
    let cut = name.strip_suffix('…').filter(|_| name.chars().count() + 1 >= MAX_LENGTH).unwrap_or(name);
    if reads_like_an_address(cut) {
        return Some(NameRemark::ReadsLikeAnAddress);
    }
    let says_nothing = !cut.contains(|character: char| character.is_ascii_alphanumeric());
    let is_open = cut.len() == name.len() && cut.matches('(').count() != cut.matches(')').count();
    if !says_nothing && !is_open && cut.chars().enumerate().all(|(index, character)| is_plain(cut, index, character)) {
        return None;
    }
    Some(script(cut).map_or(NameRemark::NotPlain, NameRemark::WrittenIn))
}

/// Letters, digits, spaces, and a few signs where names have them.
fn is_plain(name: &str, index: usize, character: char) -> bool {
    let bytes = name.as_bytes();
    let is_word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let (before, behind) = (is_word(index.checked_sub(1)), is_word(index.checked_add(1)));
    match character {
        // Nothing that is not ASCII has come before, or it would have ended already; so the index is one of bytes.
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '-' | '&' | '+' => true,
        // They end a word, or part a number: `Inc.`, `2.0`.
        '.' | ',' => before,
        '\'' => before,
        '(' => !before,
        ')' => !behind,
        _ => false,
    }
}

/// The script of a name that has letters of one alone, which is not Latin, in words that people know.
fn script(name: &str) -> Option<String> {
    let mut scripts: Vec<Script> = name.chars().filter(|letter| letter.is_alphabetic()).map(|it| it.script()).collect();
    scripts.retain(|script| !matches!(script, Script::Common | Script::Inherited));
    scripts.sort_by_key(|script| script.full_name());
    scripts.dedup();
    let is_kana = |script: &Script| matches!(script, Script::Hiragana | Script::Katakana);
    let known = match scripts.as_slice() {
        [Script::Latin] | [] => return None,
        [Script::Han] => "Chinese",
        [Script::Hangul] => "Korean",
        several if several.iter().all(|script| is_kana(script) || *script == Script::Han) => "Japanese",
        [script] => script.full_name(),
        _ => return None,
    };
    Some(known.replace('_', " "))
}

fn reads_like_an_address(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> =
        name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let chunks = || name.split_whitespace();
    chunks().any(|chunk| chunk.trim_matches(['[', ']', '(', ')']).parse::<Ipv6Addr>().is_ok())
        || words.iter().any(|word| BEGINNINGS.contains(word) || is_number(word) || has_dot_in_letters(word))
        || words.first().is_some_and(|word| word.starts_with("www"))
        || chunks().any(has_end)
        || has_dot_within(&name)
        || four_numbers(&words)
        || is_said_so(&words)
        || chunks().any(is_short_number)
}

/// Whether a dot or several stand directly before a letter, or part more than a version's two numbers.
fn has_dot_within(name: &str) -> bool {
    let characters: Vec<char> = name.chars().collect();
    let is_digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    let dots = characters.iter().enumerate().filter(|(_, character)| **character == '.');
    let mut within = 0;
    for (at, _) in dots {
        let next = characters.get(at + 1).copied().unwrap_or(' ');
        let is_of_number = at > 0 && is_digit(at - 1) && is_digit(at + 1);
        within += usize::from(is_of_number);
        if next.is_alphanumeric() && !is_of_number || next == '.' || within > 2 {
            return true;
        }
    }
    false
}

/// Whether what ends a chunk is the end of addresses, behind some sign: `mybank-com`, `mybank'net`, `mybank+io`.
fn has_end(chunk: &str) -> bool {
    let chunk = chunk.trim_end_matches(|character: char| !character.is_alphanumeric());
    let Some((at, sign)) = chunk.char_indices().rfind(|(_, character)| !character.is_alphanumeric()) else {
        return false;
    };
    let (before, end) = (&chunk[..at], &chunk[at + sign.len_utf8()..]);
    let is_end = ENDS.contains(&end) || sign != '-' && site::registrable(&format!("example.{end}")).is_some();
    before.chars().any(char::is_alphanumeric) && is_end
}

/// `mybankdotcom`.
fn has_dot_in_letters(word: &str) -> bool {
    let word = word.replace('0', "o");
    word.match_indices("dot").any(|(at, dot)| {
        let (before, end) = (&word[..at], &word[at + dot.len()..]);
        !before.is_empty() && site::registrable(&format!("{before}.{end}")).is_some()
    })
}

/// Whether a word is a number that an address may be written as.
fn is_number(word: &str) -> bool {
    let is_hexadecimal = word.strip_prefix("0x").is_some_and(|digits| digits.chars().all(|it| it.is_ascii_hexdigit()));
    is_hexadecimal || word.len() >= DIGITS_OF_ADDRESS && word.chars().all(|it| it.is_ascii_digit())
}

/// Whether words in a row are read as an address: `local host`, `acme co uk`, `acme org`, `mybank c o m`.
fn is_said_so(words: &[&str]) -> bool {
    let letters = |word: &str| word.replace('0', "o").replace('1', "l");
    let is_of_country = |last: &[&str]| {
        SECOND_LEVELS.contains(&last[1]) && site::registrable(&format!("example.{}.{}", last[1], last[2])).is_some()
    };
    let spread: Vec<&str> = words.iter().rev().take_while(|word| word.len() == 1).copied().collect();
    let spread: String = spread.into_iter().rev().collect();
    words.windows(2).any(|two| letters(&two.concat()) == "localhost")
        || words.iter().any(|word| letters(word) == "localhost")
        || words.len() > 2 && is_of_country(&words[words.len() - 3..]) && words[words.len() - 1].len() == 2
        || words.len() == 2 && ENDS.contains(&words[1])
        || words.len() > spread.len() && ENDS.contains(&spread.as_str())
}

/// `127.1`: fewer than four numbers may be an IPv4 address too, and are no version if the first is that large.
fn is_short_number(chunk: &str) -> bool {
    let mut numbers = chunk.split('.');
    let first = numbers.next().and_then(|first| first.parse::<u8>().ok());
    first.is_some_and(|first| first >= 100)
        && numbers.clone().count() > 0
        && numbers.all(|it| it.parse::<u32>().is_ok())
}

/// `127-0-0-1`.
fn four_numbers(words: &[&str]) -> bool {
    words.windows(4).any(|words| words.iter().all(|word| word.parse::<u8>().is_ok()))
}
