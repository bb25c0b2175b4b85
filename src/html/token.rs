//! Tags and text of HTML, as the tokenizer of the HTML standard would cut them (section 13.2.5), without trees.
//!
//! Comments, declarations and the content of scripts, styles and the like are skipped. Every byte is looked at
//! a bounded number of times, whatever the input.

/// A piece of HTML.
pub enum Token<'a> {
    /// Text, with its entities as they are.
    Text(&'a str),
    /// A start tag, with the text of its attributes.
    Start {
        /// As written, in any case.
        name: &'a str,
        /// What stands between the name and the `>`.
        attributes: &'a str,
        /// What was skipped: the content of an element that nobody reads.
        skipped: &'a str,
    },
    /// An end tag.
    End {
        /// As written, in any case.
        name: &'a str,
    },
}

/// Elements whose content nobody reads.
const SKIPPED: [&str; 8] = ["script", "style", "title", "iframe", "noframes", "template", "svg", "math"];

/// The tokens of a text.
pub struct Tokens<'a> {
    rest: &'a str,
    /// Elements of [`SKIPPED`] that have no end tag in `rest`: looked for once.
    endless: Vec<&'static str>,
}

impl<'a> Tokens<'a> {
    /// Those of `html`.
    pub fn new(html: &'a str) -> Self {
        Self { rest: html, endless: Vec::new() }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Goes past the next `end`; to the end of everything if there is none.
    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.find(end).map_or("", |at| &self.rest[at + end.len()..]);
    }

    fn comment(&mut self) {
        match self.rest.strip_prefix("<!--") {
            Some(rest) if rest.starts_with('>') || rest.starts_with("->") => self.skip_past(">"),
            Some(rest) => {
                self.rest = rest;
                self.skip_past("-->");
            }
            None => self.skip_past(">"),
        }
    }

    fn skip_content(&mut self, name: &str) -> &'a str {
        let Some(name) = SKIPPED.into_iter().find(|skipped| name.eq_ignore_ascii_case(skipped)) else { return "" };
        if self.endless.contains(&name) {
            return "";
        }
        let bytes = self.rest.as_bytes();
        let found = self.rest.match_indices("</").map(|(at, _)| at).find(|at| {
            bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        });
        match found {
            Some(at) => return self.take(at),
            None if matches!(name, "script" | "style") => return self.take(self.rest.len()),
            None => self.endless.push(name),
        }
        ""
    }

    fn tag(&mut self) -> Token<'a> {
        let is_end = self.rest.starts_with("</");
        let begin = if is_end { 2 } else { 1 };
        let tag = self.take(tag_length(self.rest.as_bytes(), begin));
        let inside = tag[begin..].strip_suffix('>').unwrap_or(&tag[begin..]);
        let name_length = inside.find(|character: char| character.is_ascii_whitespace() || character == '/');
        let (name, attributes) = inside.split_at(name_length.unwrap_or(inside.len()));
        if is_end {
            return Token::End { name };
        }
        let skipped = self.skip_content(name);
        Token::Start { name, attributes, skipped }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            match (bytes.first()?, bytes.get(1), bytes.get(2)) {
                (b'<', Some(b'!' | b'?'), _) => self.comment(),
                (b'<', Some(b'/'), Some(after)) if !after.is_ascii_alphabetic() => self.skip_past(">"),
                (b'<', Some(b'/'), Some(_)) => return Some(self.tag()),
                (b'<', Some(letter), _) if letter.is_ascii_alphabetic() => return Some(self.tag()),
                // A `<` that begins no tag is text, and so is all up to the next one.
                _ => {
                    let next = bytes.iter().skip(1).position(|byte| *byte == b'<');
                    return Some(Token::Text(self.take(next.map_or(bytes.len(), |at| at + 1))));
                }
            }
        }
    }
}

/// Bytes of the tag up to and with its `>`, which does not count inside a quoted value; all, if it never ends.
fn tag_length(bytes: &[u8], begin: usize) -> usize {
    let mut quote = None;
    let mut before = 0;
    for (at, &byte) in bytes.iter().enumerate().skip(begin) {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return at + 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    bytes.len()
}
