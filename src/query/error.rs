//! What was found, what was expected, where, and what to do next.
//!
//! The text is read by models and people, so it shows the query with a caret line under the fault.

use std::fmt;

/// Columns of a query that an error shows, at most; longer ones are cut around the fault.
const SHOWN: usize = 100;
/// Characters of a literal in a sentence, at most.
const LITERAL: usize = 80;
/// Characters of a sentence, at most: a literal with backticks of its own is not known as one.
const SENTENCE: usize = 800;

/// A part of a query, in characters from its start; `end` is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// A query that does not parse, or cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    sentence: String,
    hint: Option<String>,
    place: Option<(Span, String)>,
}

impl Error {
    /// An error that belongs to no place of a query text.
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: shorten_literals(&sentence.into()), hint: None, place: None }
    }

    /// Adds what to do next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(shorten_literals(&hint.into()));
        self
    }

    /// Adds where in `query` the fault is; the span is held within the text.
    pub(super) fn at(mut self, span: Span, query: &str) -> Self {
        let length = query.chars().count();
        let start = span.start.min(length);
        let span = Span { start, end: span.end.clamp(start, length) };
        self.place = Some((span, query.to_owned()));
        self
    }

    /// What is wrong, in one sentence.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// What to do next.
    pub fn next_step(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Where in the query's text; `None` if the query was built by code.
    pub fn span(&self) -> Option<Span> {
        self.place.as_ref().map(|(span, _)| *span)
    }
}

impl std::error::Error for Error {}

/// The sentence; then, after a blank line, the query with a caret line, unless it is blank; then the hint.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)?;
        if let Some((span, query)) = self.place.as_ref().filter(|(_, query)| !query.trim().is_empty()) {
            let (shown, carets) = excerpt(query, *span);
            write!(formatter, "\n\n  {shown}\n  {carets}")?;
        }
        if let Some(hint) = &self.hint {
            write!(formatter, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// A sentence on one line of [`SENTENCE`] characters, with what stands in backticks cut to [`LITERAL`].
pub(super) fn shorten_literals(sentence: &str) -> String {
    let mut short = String::with_capacity(sentence.len());
    for (index, piece) in sentence.split('`').enumerate() {
        if index > 0 {
            short.push('`');
        }
        let on_one_line = piece.chars().map(|c| if c.is_control() { ' ' } else { c });
        if index % 2 == 1 && piece.chars().count() > LITERAL {
            short.extend(on_one_line.take(LITERAL - 1));
            short.push('…');
        } else {
            short.extend(on_one_line);
        }
    }
    if let Some((end, _)) = short.char_indices().nth(SENTENCE) {
        short.truncate(end);
        short.push('…');
    }
    short
}

/// The part of `query` around `span` on one line, and the line of carets that goes below it.
fn excerpt(query: &str, span: Span) -> (String, String) {
    let characters: Vec<char> =
        query.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    let marked = (span.end - span.start).clamp(1, SHOWN / 2);
    let start = if characters.len() <= SHOWN { 0 } else { span.start.saturating_sub((SHOWN - marked) / 2) };
    let end = characters.len().min(start + SHOWN);
    let mut shown: String = characters[start..end].iter().collect();
    let mut margin: usize = characters[start..span.start.min(end)].iter().map(|c| columns(*c)).sum();
    if start > 0 {
        shown.insert(0, '…');
        margin += 1;
    }
    if end < characters.len() {
        shown.push('…');
    }
    let under: usize = characters[span.start.min(end)..span.end.min(end)].iter().map(|c| columns(*c)).sum();
    (shown.trim_end().to_owned(), format!("{}{}", " ".repeat(margin), "^".repeat(under.max(1))))
}

/// How many columns of a terminal a character takes: East Asian wide forms and emoji take two,
/// combining marks none.
fn columns(character: char) -> usize {
    match u32::from(character) {
        0x0300..=0x036F | 0x200B..=0x200F | 0x20D0..=0x20FF | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F => 2,
        0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// The nearest of `candidates`, if it is near enough to be what was meant. A text of more than 64 characters is near to
/// nothing, and comparing it would take long.
pub fn nearest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = found.chars().count();
    if length > 64 {
        return None;
    }
    let found = found.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&found, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + length.max(candidate.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
