//! From what mail clients write to shallow, well-nested HTML of few elements.
//!
//! The parser and the converter behind it recurse, and take quadratic time on hostile nesting; here depth is
//! capped and every element closed, in one pass and before either sees the body. The rules of the HTML
//! standard's tokenizer are followed as far as they matter for reading: comments, raw text, quoted attributes.

use std::borrow::Cow;

use super::{
    element::{Attributes, Kind, Quoting, kind},
    mark, reference,
    tags::{LINE_ENDS, PARAGRAPH_ENDS, is_end_tag, is_inline, tags},
};
use crate::html::token::{Token, Tokens};

/// Elements within elements, at most; what lies deeper keeps its text and its line breaks.
const DEPTH: usize = 48;
/// How far an end tag looks for its start tag. Beyond the depth cap, so that what was dropped still pairs up.
const REACH: usize = 64;

/// Bytes from which a piece ends with the next block: a tree of it takes a hundred times as much.
const PIECE: usize = 64 * 1024;
/// Bytes from which it ends with the next tag, whatever is open there.
const MAX_PIECE: usize = 4 * PIECE;

/// HTML fit for the converter.
pub(super) fn clean(html: &str) -> Vec<Piece> {
    Cleaner::run(html, Keep::Everything)
}

/// The same for one line of text: links, emphasis, lists and tables keep their text, images are `[image]`.
pub(super) fn lines_only(html: &str) -> Vec<Piece> {
    Cleaner::run(html, Keep::Lines)
}

/// The text alone.
pub(super) fn text_only(html: &str) -> Vec<Piece> {
    Cleaner::run(html, Keep::Text)
}

/// A part of a long body that can be converted by itself: elements that go on behind it are closed and begun anew.
pub(super) struct Piece {
    pub(super) html: String,
    /// What stands between it and the next one in Markdown.
    pub(super) between: &'static str,
}

/// Which elements are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Everything,
    Lines,
    Text,
}

struct Cleaner {
    output: String,
    pieces: Vec<Piece>,
    open: Vec<Open>,
    /// Elements of `open` that were written.
    written: usize,
    keep: Keep,
    /// Text without a tag in it: its line breaks are meant.
    plain: bool,
    /// `pre` and `code` elements that are open.
    verbatim: usize,
    /// Whether an item of a list has ended, and nothing but blanks and other items stand behind it. The converter would
    /// put a word that follows to the item's last one.
    is_behind_item: bool,
}

struct Open {
    name: &'static str,
    /// What closes it; empty if nothing was written.
    end: &'static str,
    written: bool,
    quote: bool,
}

impl Cleaner {
    fn run(html: &str, keep: Keep) -> Vec<Piece> {
        let html = &*readable(html);
        let mut cleaner = Self {
            output: String::with_capacity((html.len() + html.len() / 4).min(MAX_PIECE)),
            pieces: Vec::new(),
            open: Vec::new(),
            written: 0,
            keep,
            plain: !html.contains('<'),
            verbatim: 0,
            is_behind_item: false,
        };
        for token in Tokens::new(html) {
            if cleaner.output.len() >= PIECE && !is_break(&token) {
                cleaner.end_piece();
            }
            match token {
                Token::Text(text) => cleaner.text(text),
                Token::Start { name, attributes, .. } if keep != Keep::Text => cleaner.start(name, attributes),
                Token::End { name } if keep != Keep::Text => cleaner.end(name),
                Token::Start { .. } | Token::End { .. } => cleaner.output.push(' '),
            }
        }
        while !cleaner.open.is_empty() {
            cleaner.pop();
        }
        cleaner.pieces.push(Piece { html: cleaner.output, between: "" });
        cleaner.pieces
    }

    /// Ends a piece, if the body may be parted here. The converter drops breaks at both ends of a piece, so that they
    /// are put between.
    fn end_piece(&mut self) {
        let is_line = |open: &Open| !open.written || matches!(open.name, "div" | "blockquote");
        let may_end = self.open.iter().all(is_line);
        let ends = |tags: &[&str]| tags.iter().any(|tag| self.output.ends_with(tag));
        let between = match self.output.len() {
            _ if self.keep == Keep::Text => " ",
            _ if may_end && (ends(&PARAGRAPH_ENDS) || ends(&["<br><br>"])) => "\n\n",
            _ if may_end && ends(&["<br>", "</div>", "</section>"]) => "\n",
            MAX_PIECE.. => " ",
            _ => return,
        };
        let written = || self.open.iter().filter(|open| open.written);
        let begun = written().map(|open| open.end.replace("</code></pre>", "<pre><code>").replace("</", "<")).collect();
        for open in written().rev() {
            self.output.push_str(open.end);
        }
        let html = std::mem::replace(&mut self.output, begun);
        self.pieces.push(Piece { html, between });
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        let mut begins_reference = false;
        while let Some(at) = rest.find('&') {
            rest[..at].chars().for_each(|character| self.character(character));
            rest = &rest[at..];
            let read = reference::read(rest);
            begins_reference = read.is_none();
            let length = match read {
                Some((character, length)) => {
                    self.character(character);
                    length
                }
                // Of another character, and the parser's business.
                None => {
                    self.output.push('&');
                    1
                }
            };
            rest = &rest[length..];
        }
        rest.chars().for_each(|character| self.character(character));
        if begins_reference && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            // What comes behind a tag or a comment does not belong to it.
            self.output.push_str("<!---->");
        }
    }

    fn character(&mut self, character: char) {
        if self.plain && self.output.len() >= PIECE && character != '\n' && self.output.ends_with("<br>") {
            self.end_piece();
        }
        if !character.is_whitespace() {
            self.leave_item();
        }
        match character {
            '\n' if self.plain && self.keep != Keep::Text => self.output.push_str("<br>"),
            '&' => self.output.push_str("&amp;"),
            // The converter makes its own backticks outnumber those in code.
            '`' if self.verbatim > 0 => self.output.push(character),
            '>' if self.verbatim > 0 => self.output.push(mark::GREATER_IN_CODE),
            _ => self.output.push(hidden(character)),
        }
    }

    fn start(&mut self, name: &str, attributes: &str) {
        let Some(kind) = kind(name) else { return };
        match kind {
            Kind::Break => self.output.push_str("<br>"),
            Kind::Rule => {
                self.close_paragraph();
                self.rest_is_quoted_if(&Attributes::read(attributes));
                self.output.push_str(if self.keep == Keep::Lines { "<br>" } else { "<hr>" });
            }
            Kind::Image => self.image(&Attributes::read(attributes)),
            Kind::Inline(_) if self.keep == Keep::Lines => {}
            Kind::Inline(name) => self.inline(name, attributes),
            Kind::Block(name) => self.block(name, attributes),
        }
    }

    fn inline(&mut self, name: &'static str, attributes: &str) {
        if name == "a" {
            self.close("a", &[]);
            let attributes = Attributes::read(attributes);
            let Some(address) = attributes.href.as_deref().and_then(link) else { return };
            self.push(name, false, &format!(" href=\"{address}\""));
            return;
        }
        if self.verbatim > 0 {
            // Nothing is written in code, but its end tag closes this and not what is around the code.
            self.open.push(Open { name, end: "", written: false, quote: false });
            return;
        }
        // `<b>a</b><b>c</b>` is `<b>ac</b>`; the converter would join them one by one, in quadratic time.
        let before = self.output.len().saturating_sub(name.len() + 3);
        if self.written < DEPTH && self.output.get(before..).is_some_and(|end| is_end_tag(end, name)) {
            self.output.truncate(before);
            self.open.push(Open { name, end: tags(name).1, written: true, quote: false });
            self.written += 1;
            self.verbatim += usize::from(name == "code");
            return;
        }
        self.push(name, false, "");
    }

    fn block(&mut self, name: &'static str, attributes: &str) {
        match name {
            "li" => self.close("li", &["ul", "ol"]),
            "tr" => self.close("tr", &["table"]),
            "td" | "th" => {
                self.close("td", &["table", "tr"]);
                self.close("th", &["table", "tr"]);
            }
            _ => self.close_paragraph(),
        }
        let attributes = Attributes::read(attributes);
        self.rest_is_quoted_if(&attributes);
        let quote = attributes.quoting(name) == Quoting::Inside;
        self.push(if quote { "div" } else { name }, quote, "");
    }

    fn rest_is_quoted_if(&mut self, attributes: &Attributes<'_>) {
        if attributes.quoting("") == Quoting::FromHere {
            self.marker(mark::QUOTE_REST);
        }
    }

    fn image(&mut self, attributes: &Attributes<'_>) {
        if attributes.is_invisible {
            return;
        }
        if self.keep == Keep::Lines {
            self.text(" [image] ");
            return;
        }
        let alternative = attributes.alt.as_deref().map(attribute_text).unwrap_or_default();
        match attributes.src.as_deref().and_then(link) {
            Some(address) => {
                self.leave_item();
                self.output.push_str(&format!("<img src=\"{address}\" alt=\"{alternative}\">"));
            }
            // An image inside the mail itself (`cid:`, `data:`): its address leads nowhere.
            None => self.text(&format!("![{}]", attributes.alt.as_deref().unwrap_or("image"))),
        }
    }

    fn end(&mut self, name: &str) {
        match kind(name) {
            Some(Kind::Break) => self.output.push_str("<br>"),
            Some(Kind::Inline(name)) => self.close(name, &["td", "th", "table"]),
            Some(Kind::Block(name)) => {
                let limits: &[&str] = if name == "table" { &[] } else { &["table"] };
                self.close(name, limits);
            }
            _ => {}
        }
    }

    /// Closes the innermost `name` and all within it, unless one of `limits` lies between.
    fn close(&mut self, name: &str, limits: &[&str]) {
        for (count, open) in self.open.iter().rev().take(REACH).enumerate() {
            if open.name == name {
                for _ in 0..=count {
                    self.pop();
                }
                return;
            }
            if limits.contains(&open.name) {
                return;
            }
        }
    }

    /// A block ends the paragraph that is open, as the standard says.
    fn close_paragraph(&mut self) {
        self.close("p", &["div", "td", "th", "li", "blockquote", "table", "ul", "ol"]);
    }

    /// Ends the line of the item that has ended, before what belongs to none.
    fn leave_item(&mut self) {
        if std::mem::take(&mut self.is_behind_item) {
            self.output.push_str("<br>");
        }
    }

    fn push(&mut self, name: &'static str, quote: bool, attributes: &str) {
        if is_inline(name) {
            self.leave_item();
        }
        self.is_behind_item = false;
        let written = self.written < DEPTH;
        if quote {
            self.marker(mark::QUOTE);
        }
        let is_next_line = name == "div" && LINE_ENDS.iter().any(|end| self.output.trim_end().ends_with(end));
        let written_as = if self.keep == Keep::Lines && name != "blockquote" { "div" } else { name };
        let (start, end) = if is_next_line { ("<section", "</section>") } else { tags(written_as) };
        if written {
            self.output.push_str(start);
            self.output.push_str(attributes);
            self.output.push('>');
            self.written += 1;
            self.verbatim += usize::from(self.is_verbatim(name));
        } else if !is_inline(name) {
            self.output.push_str("<br>");
        }
        self.open.push(Open { name, end, written, quote });
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.is_behind_item = open.name == "li" || self.is_behind_item && is_inline(open.name);
        if open.written {
            self.output.push_str(open.end);
            self.written -= 1;
            self.verbatim -= usize::from(self.is_verbatim(open.name));
        } else if !is_inline(open.name) && !self.output.ends_with("<br>") {
            self.output.push_str("<br>");
        }
        if open.quote {
            self.marker(mark::QUOTE_END);
        }
    }

    fn is_verbatim(&self, name: &str) -> bool {
        self.keep == Keep::Everything && matches!(name, "pre" | "code")
    }

    fn marker(&mut self, marker: char) {
        self.output.push_str("<br>");
        self.output.push(marker);
        self.output.push_str("<br>");
    }
}

fn hidden(character: char) -> char {
    mark::HIDDEN.iter().find(|(plain, _)| *plain == character).map_or(character, |(_, hidden)| *hidden)
}

/// An address that may stay a link: web, mail or telephone, without spaces, fit to stand in an attribute.
fn link(address: &str) -> Option<Cow<'_, str>> {
    let address = address.trim_matches(|character: char| character.is_whitespace() || character.is_control());
    let (scheme, _) = address.split_once(':')?;
    if !["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    if address.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return None;
    }
    Some(attribute_text(address))
}

/// A value fit to stand in an attribute.
fn attribute_text(text: &str) -> Cow<'_, str> {
    if text.contains(['"', '<', '>']) {
        return Cow::Owned(text.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
    }
    Cow::Borrowed(text)
}

/// A body without marks and control characters, its lines ended as the HTML standard says (13.2.3.5). In their place is
/// a ZERO WIDTH SPACE, which is taken out of the text in the end: what was on both sides of them is no tag or reference.
fn readable(html: &str) -> Cow<'_, str> {
    if !html.contains(mark::is_unreadable) {
        return Cow::Borrowed(html);
    }
    let html = html.replace("\r\n", "\n").replace('\r', "\n").replace('\u{c}', " ");
    Cow::Owned(html.replace(mark::is_unreadable, "\u{200b}"))
}

fn is_break(token: &Token<'_>) -> bool {
    matches!(token, Token::Start { name, .. } | Token::End { name } if kind(name).is_some_and(|kind| matches!(kind, Kind::Break)))
}
