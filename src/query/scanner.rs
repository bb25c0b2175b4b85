//! From characters to tokens: `key:operator:value`, words and quoted phrases. Each character is looked at
//! a bounded number of times; the scanner counts, so that a test can tell.

use super::{Error, Operator, Span, term::CUSTOM_ATTRIBUTES, value::Written};

/// Keys that are no conditions; their values are taken as they stand.
pub(super) const CONTROLS: [&str; 5] = ["object_type", "q", "sort", "limit", "starting_after"];

/// A piece of a query.
pub(super) enum Token {
    /// `key:operator:value`.
    Keyed(Keyed),
    /// A word, or a phrase in quotes.
    Text(Located),
}

/// `key:operator:value`, not yet checked against the table.
pub(super) struct Keyed {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) operator: Operator,
    pub(super) operator_span: Span,
    pub(super) values: Vec<Located>,
    pub(super) span: Span,
}

/// A value and where it stands.
pub(super) struct Located {
    pub(super) written: Written,
    pub(super) span: Span,
}

/// A fault of form, with its place.
pub(super) struct Fault {
    pub(super) error: Error,
    pub(super) span: Span,
}

/// What a quoted text came to.
enum Quoted {
    /// Closed, and followed by white space, a comma or the end.
    Whole(String),
    /// Closed in the middle of a word.
    Glued,
    /// Never closed.
    Open,
}

/// A reader of one query.
pub(super) struct Scanner {
    characters: Vec<char>,
    position: usize,
    steps: usize,
    /// Closing quotes that do not occur any more, so that no other opening one is read to the end in vain.
    missing: Vec<char>,
    /// One past the `”` that the last `“` found. Those in between find the same one, and are not read to it again if
    /// it ends none of them.
    closed: usize,
}

impl Scanner {
    pub(super) fn new(query: &str) -> Self {
        Self { characters: query.chars().collect(), position: 0, steps: 0, missing: Vec::new(), closed: 0 }
    }

    /// How many characters were looked at, each as often as it was.
    pub(super) fn steps(&self) -> usize {
        self.steps
    }

    /// Goes back to the start, to read the query again.
    pub(super) fn rewind(&mut self) {
        self.position = 0;
        self.missing.clear();
        self.closed = 0;
    }

    /// The next token of a query with keys. After a fault it goes on behind the faulty token.
    pub(super) fn token(&mut self) -> Option<(Token, Option<Fault>)> {
        self.skip_white_space();
        let first = self.at(self.position)?;
        let start = self.position;
        if closing(first).is_some() {
            let (located, fault) = self.value(false);
            return Some((Token::Text(located), fault));
        }
        match self.key() {
            Some(key) => Some(self.keyed(key, Span { start, end: self.position - 1 })),
            None => {
                self.position = start;
                Some((Token::Text(self.bare(false)), None))
            }
        }
    }

    /// The next word or phrase of a query that is free text; a quote that does not fit is a character.
    pub(super) fn free_text(&mut self) -> Option<Located> {
        self.skip_white_space();
        let first = self.at(self.position)?;
        let start = self.position;
        if closing(first).is_some() {
            if let Quoted::Whole(text) = self.quoted(true) {
                return Some(self.located(text, true, start));
            }
            self.position = start;
        }
        Some(self.bare(false))
    }

    /// A key and its colon, or `None` if no key begins here.
    fn key(&mut self) -> Option<String> {
        let mut key = String::new();
        loop {
            let character = self.at(self.position)?;
            let custom = key.starts_with(CUSTOM_ATTRIBUTES);
            if key == CUSTOM_ATTRIBUTES && closing(character).is_some() {
                let text = self.quoted_key()?;
                key.push_str(&text);
                self.position += 1;
                return Some(key);
            }
            let continues = if custom {
                !character.is_whitespace() && character != ':'
            } else {
                character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
            };
            if continues && (!key.is_empty() || character.is_ascii_alphabetic() || character == '_') {
                key.push(character);
                self.position += 1;
                continue;
            }
            let is_url = self.at(self.position + 1) == Some('/') && self.at(self.position + 2) == Some('/');
            self.position += 1;
            return (character == ':' && !key.is_empty() && !is_url).then_some(key);
        }
    }

    /// What stands in quotes, if a colon follows.
    fn quoted_key(&mut self) -> Option<String> {
        let quote = closing(self.at(self.position)?)?;
        self.position += 1;
        let end = self.end_of_quoted(quote)?;
        (self.at(end) == Some(':')).then(|| self.take_quoted(end))
    }

    fn keyed(&mut self, key: String, key_span: Span) -> (Token, Option<Fault>) {
        let mut fault = None;
        let operator_start = self.position;
        let mut operator = Operator::Eq;
        let mut operator_span = key_span;
        if !CONTROLS.contains(&key.as_str())
            && let Some(name) = self.operator()
        {
            operator_span = Span { start: operator_start, end: self.position - 1 };
            match Operator::named(&name) {
                Some(named) => operator = named,
                None => fault = Some(Fault { error: unknown_operator(&key, &name), span: operator_span }),
            }
        }
        let mut values = Vec::new();
        loop {
            let (value, fault_of_value) = self.value(operator.takes_list());
            fault = fault.or(fault_of_value);
            values.push(value);
            if !operator.takes_list() || self.at(self.position) != Some(',') {
                break;
            }
            self.position += 1;
        }
        let span = Span { start: key_span.start, end: self.position };
        (Token::Keyed(Keyed { key, key_span, operator, operator_span, values, span }), fault)
    }

    /// A name that is followed by a colon; the position stays where it was if there is none.
    fn operator(&mut self) -> Option<String> {
        let start = self.position;
        let mut name = String::new();
        while let Some(character) = self.at(self.position) {
            self.position += 1;
            if character.is_ascii_alphabetic() || "_<>=!~^$".contains(character) {
                name.push(character);
                continue;
            }
            let is_url = self.at(self.position) == Some('/') && self.at(self.position + 1) == Some('/');
            if character == ':' && !name.is_empty() && !is_url {
                return Some(name);
            }
            break;
        }
        self.position = start;
        None
    }

    /// A value, in quotes or up to white space; in a list also up to a comma.
    fn value(&mut self, in_list: bool) -> (Located, Option<Fault>) {
        let start = self.position;
        if self.at(start).and_then(closing).is_none() {
            return (self.bare(in_list), None);
        }
        match self.quoted(in_list) {
            Quoted::Whole(text) => (self.located(text, true, start), None),
            Quoted::Glued => {
                let span = Span { start, end: self.position };
                let error = Error::new("text follows directly upon a closing quote")
                    .hint("put a space after it; inside quotes, write `\\` before a quote");
                self.position = start;
                (self.bare(in_list), Some(Fault { error, span }))
            }
            Quoted::Open => {
                let span = Span { start, end: self.characters.len() };
                let error = Error::new("a quote is opened and never closed")
                    .hint("close it; inside quotes, write `\\` before a quote");
                self.position = self.characters.len();
                (self.located(String::new(), true, start), Some(Fault { error, span }))
            }
        }
    }

    fn quoted(&mut self, comma_may_follow: bool) -> Quoted {
        let Some(quote) = self.at(self.position).and_then(closing) else { return Quoted::Open };
        self.position += 1;
        let Some(end) = self.end_of_quoted(quote) else { return Quoted::Open };
        match self.at(end) {
            Some(next) if !(next.is_whitespace() || next == ',' && comma_may_follow) => {
                self.position = end;
                Quoted::Glued
            }
            _ => Quoted::Whole(self.take_quoted(end)),
        }
    }

    /// One past the closing quote of what begins here.
    fn end_of_quoted(&mut self, quote: char) -> Option<usize> {
        if self.missing.contains(&quote) {
            return None;
        }
        if quote == '”' && self.closed > self.position {
            return Some(self.closed);
        }
        let mut position = self.position;
        while let Some(character) = self.at(position) {
            position += if character == '\\' { 2 } else { 1 };
            if character == quote {
                self.closed = if quote == '”' { position } else { self.closed };
                return Some(position);
            }
        }
        self.missing.push(quote);
        None
    }

    /// What stands before the closing quote, which is consumed.
    fn take_quoted(&mut self, end: usize) -> String {
        let mut text = String::new();
        while self.position + 1 < end {
            if self.at(self.position) == Some('\\') {
                self.position += 1;
            }
            text.extend(self.at(self.position));
            self.position += 1;
        }
        self.position = end;
        text
    }

    fn bare(&mut self, in_list: bool) -> Located {
        let start = self.position;
        let mut text = String::new();
        while let Some(character) = self.at(self.position) {
            if character.is_whitespace() || (in_list && character == ',') {
                break;
            }
            text.push(character);
            self.position += 1;
        }
        self.located(text, false, start)
    }

    fn located(&self, text: String, quoted: bool, start: usize) -> Located {
        Located { written: Written { text, quoted }, span: Span { start, end: self.position } }
    }

    fn skip_white_space(&mut self) {
        while self.at(self.position).is_some_and(char::is_whitespace) {
            self.position += 1;
        }
    }

    fn at(&mut self, position: usize) -> Option<char> {
        self.steps += 1;
        self.characters.get(position).copied()
    }
}

/// The quote that closes what this one opens.
fn closing(character: char) -> Option<char> {
    match character {
        '"' | '\'' => Some(character),
        '“' => Some('”'),
        _ => None,
    }
}

fn unknown_operator(key: &str, name: &str) -> Error {
    let error = Error::new(format!("`{name}` is not an operator"));
    match super::error::nearest(name, Operator::names()) {
        Some(operator) => error.hint(format!("did you mean `{key}:{operator}:…`?")),
        None => error.hint(format!("a value that holds a colon goes in quotes, as in `{key}:\"{name}:…\"`")),
    }
}
