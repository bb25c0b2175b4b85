//! The address in a name that is not of the site that the answer goes to.

use std::net::Ipv4Addr;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use super::reading::letters;
use crate::oauth::{redirect_uri::Target, site};

/// Letters of a top-level domain, at most, for what is not written as an address to be read as one: `mybank · com` is,
/// `Acme · Support` is not.
const SPREAD_SUFFIX: usize = 3;
/// The end of addresses that is no word, so that it says alone that what it ends is one.
const END: &str = "com";
/// Labels of an address that are looked at.
const MAX_LABELS: usize = 8;

/// A word, and how it is tied to the one before.
struct Label {
    text: String,
    tie: Tie,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// Another sentence or thing.
    Apart,
    /// By a space or some sign, which is read as a dot before an end that nothing but addresses has: `mybank com`.
    Loose,
    /// By something that is read as a dot: `mybank[.]com`, `mybank · com`, `mybank dot com`.
    Spread,
    /// By a dot.
    Dot,
}

/// The first such address, and whether there are only others, of that site.
pub(super) fn named(name: &str, target: &Target) -> (Option<String>, bool) {
    let is_there = |found: &str| match target {
        Target::Web { host } => host == found || site::is_one(host, found),
        Target::Loopback { .. } => is_local(found),
        Target::App { .. } => false,
    };
    let plain: String = name.nfkc().collect();
    // The name as it is beside its compatible form, since look-alikes of letters may have one that looks otherwise.
    let texts = [labels(&plain), labels(&closed_up(&plain)), labels(name)];
    let found = texts.iter().flat_map(|labels| addresses(labels)).chain(letter_by_letter(&plain));
    let found: Vec<String> = found.collect();
    let elsewhere = found.iter().find(|found| !is_there(found)).cloned();
    let is_of_target = elsewhere.is_none() && !found.is_empty();
    (elsewhere, is_of_target)
}

/// `mybank.com` of `m y b a n k . c o m`.
fn closed_up(text: &str) -> String {
    let is_spread = text.split_whitespace().all(|word| word.chars().count() == 1);
    if is_spread { text.split_whitespace().collect() } else { String::new() }
}

/// `mybank.com` of `m.y.b.a.n.k.c.o.m`.
fn letter_by_letter(text: &str) -> Option<String> {
    let labels = labels(text);
    let word: String = labels.iter().map(|label| letters(&label.text.to_lowercase())).collect();
    let before = word.strip_suffix(END).filter(|before| !before.is_empty())?;
    let is_spread = labels.iter().all(|label| label.text.chars().count() == 1);
    is_spread.then(|| format!("{before}.{END}"))
}

fn labels(text: &str) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    let (mut word, mut between) = (String::new(), String::new());
    for character in text.chars().chain([' ']) {
        if character.is_alphanumeric() && !is_dot(character) || character == '-' && !word.is_empty() {
            if word.is_empty() && !labels.is_empty() && is_dot_in_letters(&between, labels.last()) {
                labels.pop();
                between = " dot ".to_owned();
            }
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            let text = word.trim_end_matches('-').to_owned();
            labels.push(Label { tie: tie(&between, &text), text });
            word.clear();
            between.clear();
        }
        between.push(if is_dot(character) { '.' } else { character });
    }
    labels
}

/// Whether the last word is `dot` and stands between two others.
fn is_dot_in_letters(after: &str, last: Option<&Label>) -> bool {
    let is_apart = after.chars().any(|character| !character.is_alphanumeric() && character != '.');
    is_apart && last.is_some_and(|last| matches!(letters(&last.text.to_lowercase()).as_str(), "dot" | "d0t" | "punkt"))
}

fn tie(between: &str, next: &str) -> Tie {
    let is_bracket = |character: &char| character.is_whitespace() || "()[]{}<>'\"*_-/\\|".contains(*character);
    let core: String = between.chars().filter(|character| !is_bracket(character)).collect();
    // After a sentence goes on another, which begins with a capital letter.
    let is_sentence = between.starts_with(". ") && next.chars().next().is_some_and(char::is_uppercase);
    match core.as_str() {
        "." if between == "." => Tie::Dot,
        "." if !is_sentence => Tie::Spread,
        "dot" => Tie::Spread,
        "," | ":" if between.len() == 1 => Tie::Spread,
        _ if core.chars().count() <= 1 => Tie::Loose,
        _ => Tie::Apart,
    }
}

/// What is read as a dot: full stops of all scripts, and dots at half height.
fn is_dot(character: char) -> bool {
    let mut buffer = [0; 4];
    let mut prototype = skeleton(character.encode_utf8(&mut buffer));
    matches!(character, '.' | '。' | '⸳' | '⸱' | '⚬' | '⬤' | '⚫' | '⚪' | '⦁' | '●' | '◦' | '○' | '▪' | '■' | '٫')
        || matches!((prototype.next(), prototype.next()), (Some('.' | '·'), None))
}

/// What of these words is the name of a registered domain, or lies below one: what is written so first, then what is
/// read so; the longest first.
fn addresses(labels: &[Label]) -> Vec<String> {
    let is_local_name = |label: &&Label| label.text.eq_ignore_ascii_case("localhost");
    let mut written: Vec<String> = labels.iter().filter(is_local_name).map(|label| label.text.to_lowercase()).collect();
    let mut read = Vec::new();
    for start in 0..labels.len() {
        let tied = labels[start + 1..].iter().take(MAX_LABELS - 1).take_while(|label| label.tie != Tie::Apart).count();
        for count in (2..=tied + 1).rev() {
            let part = &labels[start..start + count];
            if part[1..].iter().all(|label| label.tie == Tie::Dot) {
                let found = host(part);
                written.extend(found.clone());
                // A part of it is no other.
                if found.is_some() {
                    break;
                }
            } else if is_read_so(part) {
                read.extend(host(part));
            }
        }
    }
    written.append(&mut read);
    written
}

/// The name of a registered domain, or of a host below one, whose labels these are; its end may be written in letters
/// that look like those it has.
fn host(labels: &[Label]) -> Option<String> {
    let (last, before) = labels.split_last()?;
    let before: String = before.iter().flat_map(|label| [label.text.to_lowercase(), ".".to_owned()]).collect();
    let last = last.text.to_lowercase();
    let is_host = |host: &String| site::registrable(host).is_some() || host.parse::<Ipv4Addr>().is_ok();
    [format!("{before}{last}"), format!("{before}{}", letters(&last))].into_iter().find(is_host)
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

/// Whether words are read as an address that are not written as one: by the end that addresses have.
fn is_read_so(part: &[Label]) -> bool {
    let is_capital = |label: &Label| label.text.chars().any(char::is_uppercase);
    let is_small = |label: &Label| label.text.chars().any(char::is_lowercase);
    part.last().is_some_and(|last| {
        let is_end = letters(&last.text.to_lowercase()) == END;
        let is_plain = !is_capital(last) || !part.iter().any(is_small);
        let is_short = last.text.chars().count() <= SPREAD_SUFFIX;
        let is_tied = part[1..].iter().all(|label| label.tie != Tie::Loose);
        is_tied && (is_end || is_short && is_plain) || part.len() == 2 && is_end
    })
}
