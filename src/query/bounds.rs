//! How much one search may ask for: more than any person means, and little enough that no query keeps a processor
//! busy. What is pasted by mistake gets a sentence that says what to do instead.

use super::{Error, Operator, Span, subject::Subject};

/// Characters of a query.
pub const MAX_CHARACTERS: usize = 20_000;
/// Words and phrases of free text. Every one of them must be found.
pub const MAX_WORDS: usize = 50;
/// Conditions.
pub const MAX_CONDITIONS: usize = 100;
/// Values of a list: as many as fifteen of Intercom's lists of fifteen hold.
pub const MAX_VALUES: usize = 225;

pub(super) fn check_length(query: &str) -> Result<(), Error> {
    let length = query.chars().count();
    if length <= MAX_CHARACTERS {
        return Ok(());
    }
    let excess = Span { start: MAX_CHARACTERS, end: length };
    Err(Error::new(format!("a query has at most {MAX_CHARACTERS} characters; found {length}"))
        .hint("search for the few words that tell most; divide a list of ids among several searches")
        .at(excess, query))
}

/// Whether there may be another word or phrase besides `found`.
pub(super) fn check_words(found: usize) -> Result<(), Error> {
    if found < MAX_WORDS {
        return Ok(());
    }
    Err(Error::new(format!(
        "a search takes at most {MAX_WORDS} words and phrases, all of which must be found; found more"
    ))
    .hint("keep the few words that tell most, or put one sentence of the text in quotes"))
}

/// Whether there may be another condition besides `found`.
pub(super) fn check_conditions(found: usize) -> Result<(), Error> {
    if found < MAX_CONDITIONS {
        return Ok(());
    }
    Err(Error::new(format!("a search takes at most {MAX_CONDITIONS} conditions, all of which must hold; found more"))
        .hint("give several values of one key as a list, as in `state:in:open,snoozed`, or ask several times"))
}

/// Whether a value may be so long: as long as a whole query.
pub(super) fn check_value(subject: &Subject<'_>, value: &str) -> Result<(), Error> {
    let length = value.chars().count();
    if length <= MAX_CHARACTERS {
        return Ok(());
    }
    Err(Error::new(format!("a value of `{subject}` has at most {MAX_CHARACTERS} characters; found {length}"))
        .hint("give the few words of it that tell most"))
}

/// Whether a list may have so many values.
pub(super) fn check_values(subject: &Subject<'_>, operator: Operator, count: usize) -> Result<(), Error> {
    if !operator.takes_list() || count <= MAX_VALUES {
        return Ok(());
    }
    Err(Error::new(format!("`{subject}` takes at most {MAX_VALUES} values at once; found {count}"))
        .hint("divide the list and ask several times"))
}
