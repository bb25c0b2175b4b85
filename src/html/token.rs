//! Tags and text of HTML, as the tokenizer of the HTML standard would cut them (section 13.2.5), without trees.
//!
//! Comments, declarations and the content of scripts, styles and the like are skipped; so is that of templates and
//! pictures, as far as no tree is needed to find where they end (`foreign.rs`). A tag without an end is no tag. Every byte
//! is looked at a bounded number of times, whatever the input.

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
    /// Whether what comes after something depends on more than the tokens.
    is_in_doubt: bool,
}

impl<'a> Tokens<'a> {
    /// Those of `html`.
    pub fn new(html: &'a str) -> Self {
        Self { rest: html, verbatim: None, reads_templates: false, is_in_doubt: false }
    }

    /// Whether a picture or a formula was met of which only the tree tells where it ends. All behind it was skipped.
    pub fn is_in_doubt(&self) -> bool {
        self.is_in_doubt
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
            self.doubtful(template_length(self.rest))
        } else if (is(&"svg") || is(&"math")) && !ends_itself(attributes) {
            self.doubtful(foreign::length(self.rest, name))
        } else {
            0
        };
        self.take(length)
    }

    /// A length, or all that is left where it is not known.
    fn doubtful(&mut self, length: Option<usize>) -> usize {
        self.is_in_doubt |= length.is_none();
        length.unwrap_or(self.rest.len())
    }

    /// The tag that comes next; `None` if it never ends, which a browser does not draw.
    fn tag(&mut self) -> Option<Token<'a>> {
        let is_end = self.rest.starts_with("</");
        let begin = if is_end { 2 } else { 1 };
        let Some(length) = tag_length(self.rest.as_bytes(), begin) else {
            self.rest = "";
            return None;
        };
        let tag = self.take(length);
        let inside = &tag[begin..length - 1];
        let name_length = inside.find(|character: char| character.is_ascii_whitespace() || character == '/');
        let (name, attributes) = inside.split_at(name_length.unwrap_or(inside.len()));
        if is_end {
            return Some(Token::End { name });
        }
        let skipped = self.skip_content(name, attributes);
        Some(Token::Start { name, attributes, skipped })
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
                (b'<', Some(b'/'), Some(_)) => return self.tag(),
                (b'<', Some(letter), _) if letter.is_ascii_alphabetic() => return self.tag(),
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

/// Bytes up to the end tag of a template; of those in it each has its own. `None` if that is not known for certain.
fn template_length(text: &str) -> Option<usize> {
    let mut tokens = Tokens { reads_templates: true, ..Tokens::new(text) };
    let mut depth = 1;
    let mut at = 0;
    while let Some(token) = tokens.next() {
        match token {
            Token::Start { name, .. } if name.eq_ignore_ascii_case("template") => depth += 1,
            Token::End { name } if name.eq_ignore_ascii_case("template") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
        at = text.len() - tokens.rest.len();
    }
    (!tokens.is_in_doubt).then_some(text.len())
}

/// Whether a tag of a picture ends its element: a `/` outside of its values stands before the `>` (13.2.5.40).
fn ends_itself(attributes: &str) -> bool {
    matches!(attributes.bytes().fold(Tag::Between, Tag::after), Tag::Slash)
}

/// Where the reading of a tag is (13.2.5.32 to 13.2.5.40).
#[derive(Clone, Copy)]
enum Tag {
    Between,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
    Slash,
}

impl Tag {
    /// Where it is after a byte that is not the tag's `>`.
    fn after(self, byte: u8) -> Self {
        let is_space = byte.is_ascii_whitespace();
        match (self, byte) {
            (Self::Quoted(quote), _) if byte == quote => Self::Between,
            (Self::Quoted(_), _) => self,
            (Self::Value, _) if is_space => Self::Between,
            (Self::BeforeValue, _) if is_space => Self::BeforeValue,
            (Self::BeforeValue, b'"' | b'\'') => Self::Quoted(byte),
            (Self::Value | Self::BeforeValue, _) => Self::Value,
            (_, b'/') => Self::Slash,
            (Self::Name | Self::AfterName, b'=') => Self::BeforeValue,
            (Self::Name | Self::AfterName, _) if is_space => Self::AfterName,
            (Self::Between | Self::Slash, _) if is_space => Self::Between,
            _ => Self::Name,
        }
    }
}

/// Bytes of the tag up to and with its `>`, which does not count inside a quoted value; `None` if it never ends.
fn tag_length(bytes: &[u8], begin: usize) -> Option<usize> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let name = begin + bytes[begin..].iter().position(is_end)?;
    let mut state = Tag::Between;
    for (at, &byte) in bytes.iter().enumerate().skip(name) {
        if byte == b'>' && !matches!(state, Tag::Quoted(_)) {
            return Some(at + 1);
        }
        state = state.after(byte);
    }
    None
}
