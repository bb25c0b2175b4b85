//! Tags and text of HTML, as the tokenizer of the HTML standard would cut them (section 13.2.5), without trees.
//!
//! Comments, declarations and the content of scripts, styles and the like are skipped; so is that of templates and
//! pictures, which need no tree to be found the end of (`foreign.rs`). Every byte is looked at a bounded number of times,
//! whatever the input.

mod foreign;
mod script;

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

/// Elements whose content is not shown, and in which nothing is markup but their own end tag (13.2.5, RCDATA and
/// RAWTEXT; 13.2.6.4.7, of `noscript` where scripts run).
const SKIPPED: [&str; 6] = ["style", "title", "iframe", "noframes", "noembed", "noscript"];
/// Elements whose content is such a text, and is read.
const VERBATIM: [&str; 3] = ["textarea", "xmp", "plaintext"];

/// The tokens of a text.
pub struct Tokens<'a> {
    rest: &'a str,
    /// The element of [`VERBATIM`] whose text comes next.
    verbatim: Option<&'static str>,
    /// Whether the content of templates is read.
    reads_templates: bool,
}

impl<'a> Tokens<'a> {
    /// Those of `html`.
    pub fn new(html: &'a str) -> Self {
        Self { rest: html, verbatim: None, reads_templates: false }
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

    /// Takes the content of an element, if nobody reads it.
    fn skip_content(&mut self, name: &str, attributes: &str) -> &'a str {
        let is = |known: &&str| name.eq_ignore_ascii_case(known);
        self.verbatim = VERBATIM.into_iter().find(is);
        let length = if let Some(name) = SKIPPED.into_iter().find(is) {
            raw_length(self.rest, name)
        } else if is(&"script") {
            script::length(self.rest)
        } else if is(&"template") && !self.reads_templates {
            template_length(self.rest)
        } else if (is(&"svg") || is(&"math")) && !ends_itself(attributes) {
            foreign::length(self.rest, name)
        } else {
            0
        };
        self.take(length)
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
        let skipped = self.skip_content(name, attributes);
        Token::Start { name, attributes, skipped }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.verbatim.take() {
            let length = if name == "plaintext" { self.rest.len() } else { raw_length(self.rest, name) };
            if length > 0 {
                return Some(Token::Text(self.take(length)));
            }
        }
        loop {
            let bytes = self.rest.as_bytes();
            match (bytes.first()?, bytes.get(1), bytes.get(2)) {
                (b'<', Some(b'!' | b'?'), _) => self.rest = &self.rest[comment_length(self.rest)..],
                (b'<', Some(b'/'), Some(after)) if !after.is_ascii_alphabetic() => {
                    self.rest = &self.rest[comment_length(self.rest)..];
                }
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

/// Bytes of a comment, or of what is taken for one; all, if it never ends.
fn comment_length(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("<!--") else { return text.find('>').map_or(text.len(), |at| at + 1) };
    if inside.starts_with('>') || inside.starts_with("->") {
        return 4 + inside.find('>').map_or(inside.len(), |at| at + 1);
    }
    let ends = inside.match_indices("--").map(|(at, _)| at);
    // Three hyphens end it too, and are found as two that overlap.
    let end = ends
        .flat_map(|at| [at, at + 1])
        .find_map(|at| ["-->", "--!>"].iter().find(|end| inside[at..].starts_with(**end)).map(|end| at + end.len()));
    4 + end.unwrap_or(inside.len())
}

/// Whether an end tag of this name begins at the start of a text.
fn is_end_of(text: &[u8], name: &str) -> bool {
    let after = text.get(2 + name.len());
    text.starts_with(b"</")
        && text.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && after.is_some_and(|after| after.is_ascii_whitespace() || matches!(after, b'/' | b'>'))
}

/// Bytes up to the end tag of an element in which nothing else is markup; all, if it has none.
fn raw_length(text: &str, name: &str) -> usize {
    let ends = text.match_indices("</").map(|(at, _)| at);
    ends.into_iter().find(|at| is_end_of(&text.as_bytes()[*at..], name)).unwrap_or(text.len())
}

/// Bytes up to the end tag of a template; of those in it each has its own.
fn template_length(text: &str) -> usize {
    let mut tokens = Tokens { rest: text, verbatim: None, reads_templates: true };
    let mut depth = 1;
    let mut at = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Start { name, .. } if name.eq_ignore_ascii_case("template") => depth += 1,
            Token::End { name } if name.eq_ignore_ascii_case("template") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
        at = text.len() - tokens.rest.len();
    }
    text.len()
}

/// Whether a tag of a picture ends its element. A `/` at the end of a value without quotation marks is not told from one.
fn ends_itself(attributes: &str) -> bool {
    attributes == "/" || ["\"/", "'/", " /", "\n/", "\t/"].iter().any(|end| attributes.ends_with(end))
}

/// Where the reading of a tag is (13.2.5.32 to 13.2.5.39).
#[derive(Clone, Copy)]
enum Tag {
    Between,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

/// Bytes of the tag up to and with its `>`, which does not count inside a quoted value; all, if it never ends.
fn tag_length(bytes: &[u8], begin: usize) -> usize {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let name = bytes[begin..].iter().position(is_end).unwrap_or(bytes.len() - begin);
    let mut state = Tag::Between;
    for (at, &byte) in bytes.iter().enumerate().skip(begin + name) {
        state = match (state, byte) {
            (Tag::Quoted(quote), _) => {
                if byte == quote {
                    Tag::Between
                } else {
                    state
                }
            }
            (_, b'>') => return at + 1,
            (Tag::Value, _) => {
                if byte.is_ascii_whitespace() {
                    Tag::Between
                } else {
                    Tag::Value
                }
            }
            (Tag::BeforeValue, b'"' | b'\'') => Tag::Quoted(byte),
            (Tag::BeforeValue, _) => {
                if byte.is_ascii_whitespace() {
                    Tag::BeforeValue
                } else {
                    Tag::Value
                }
            }
            (_, b'/') => Tag::Between,
            (Tag::Name | Tag::AfterName, b'=') => Tag::BeforeValue,
            (Tag::Name | Tag::AfterName, _) if byte.is_ascii_whitespace() => Tag::AfterName,
            (Tag::Between, _) if byte.is_ascii_whitespace() => Tag::Between,
            _ => Tag::Name,
        };
    }
    bytes.len()
}
