//! The elements that are open, and what holds in each: as a tree would say, without one.

use std::collections::HashSet;

use super::{
    computed::{Computed, has_no_room},
    element::{self, is_in},
    says_something,
    sheet::Sheet,
    shows_something,
    surroundings::Surroundings,
    variables::Variables,
};
use crate::html::token::Token;

/// How far an end tag looks for its start tag.
const REACH: usize = 64;
/// Elements that an end tag does not look past (HTML standard, 13.2.4.2, "in scope").
const SCOPES: [&str; 9] = ["table", "td", "th", "caption", "marquee", "object", "applet", "button", "select"];
/// Elements in which nothing is markup but their own end tag (13.2.5, RCDATA and RAWTEXT), and which the tokens do not skip.
pub(super) const RAW: [&str; 4] = ["textarea", "xmp", "noembed", "plaintext"];
/// Elements that go on behind the end of a paragraph that they began in (13.2.4.3).
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Of those, how many go on.
const GOING_ON: usize = 3;
/// Elements that end a paragraph.
const BLOCKS: [&str; 34] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// What is open, and what was left out so far.
pub(super) struct Tree<'a> {
    sheet: Sheet,
    surroundings: Surroundings,
    variables: Variables,
    open: Vec<Open<'a>>,
    /// The element of [`RAW`] that is open.
    raw: Option<&'a str>,
    /// Paragraphs that are open.
    paragraphs: usize,
    now: State,
    passages: usize,
    counted: HashSet<usize>,
    skipped: usize,
}

#[derive(Clone, Copy, Default)]
struct State {
    computed: Computed,
    /// Whether text here is not seen.
    hides: bool,
    /// Which passage hidden text here belongs to.
    passage: usize,
}

#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    outer: State,
    own: State,
    /// What to leave of the surroundings and the variables where it ends.
    marks: (usize, usize),
}

impl<'a> Tree<'a> {
    pub(super) fn new(mut sheet: Sheet) -> Self {
        let variables = sheet.take_variables();
        Self {
            sheet,
            surroundings: Surroundings::default(),
            variables,
            open: Vec::new(),
            raw: None,
            paragraphs: 0,
            now: State::default(),
            passages: 0,
            counted: HashSet::new(),
            skipped: 0,
        }
    }

    /// Passages that were left out.
    pub(super) fn hidden(&self) -> usize {
        self.counted.len() + self.skipped
    }

    /// Reads the next token; whether it is drawn.
    pub(super) fn keeps(&mut self, token: &Token<'a>) -> bool {
        match token {
            Token::Text(text) => {
                if self.now.hides && says_something(text) {
                    self.counted.insert(self.now.passage);
                }
                !self.now.hides
            }
            Token::End { name } if self.raw.is_some_and(|raw| raw.eq_ignore_ascii_case(name)) => {
                self.raw = None;
                self.end(name)
            }
            Token::Start { .. } | Token::End { .. } if self.raw.is_some() => !self.now.computed.is_out,
            Token::Start { name, attributes, skipped } => self.start(name, attributes, skipped),
            Token::End { name } => self.end(name),
        }
    }

    fn start(&mut self, name: &'a str, attributes: &'a str, skipped: &'a str) -> bool {
        self.end_what_it_ends(name);
        let outer = self.now;
        let marks = (self.surroundings.mark(), self.variables.enter());
        let mut element = element::read(name, attributes, &self.sheet, &self.surroundings, &mut self.variables);
        if let Some(element) = &mut element {
            self.surroundings.enter(std::mem::take(&mut element.things), &self.sheet);
        }
        let alternative = element.as_ref().and_then(|element| element.alternative);
        let is_small = element.as_ref().is_some_and(|element| has_no_room(&element.declarations));
        if let Some(element) = element
            && !outer.computed.is_out
        {
            let mut computed = outer.computed.within(&element.declarations, element.is_link);
            computed.is_out |= element.is_never_drawn;
            self.now = self.state(outer, computed);
        }
        let own = self.now;
        let is_said = element::may_hold_text(name) && shows_something(skipped);
        if is_said && own.hides {
            self.counted.insert(own.passage);
        } else if is_said {
            self.skipped += 1;
        }
        if element::is_void(name) {
            self.now = outer;
            self.leave(marks);
            // A picture is no text: neither the size nor the colour of letters hides it.
            let is_drawn = own.computed.shows_pictures() && !(is_small && name.eq_ignore_ascii_case("img"));
            if !is_drawn && alternative.is_some_and(says_something) {
                self.counted.insert(own.passage);
            }
            return is_drawn;
        }
        if is_in(&RAW, name) {
            self.raw = Some(name);
        }
        self.push(Open { name, outer, own, marks });
        // What the tokens skip is not drawn as text of the body, whoever reads it next.
        !own.computed.is_out && skipped.is_empty()
    }

    /// What holds within an element, and to which passage its text belongs.
    fn state(&mut self, outer: State, computed: Computed) -> State {
        let hides = computed.hides();
        let passage = if hides && !outer.hides {
            self.passages += 1;
            self.passages
        } else {
            outer.passage
        };
        State { computed, hides, passage }
    }

    fn end(&mut self, name: &str) -> bool {
        let scopes: &[&str] = if is_in(&["table", "td", "th", "tr", "tbody", "thead", "tfoot", "caption"], name) {
            &["table"]
        } else {
            &SCOPES
        };
        let Some(at) = self.find(name, scopes) else { return !self.now.computed.is_out };
        let own = self.open[at].own;
        if name.eq_ignore_ascii_case("form") && at + 1 < self.open.len() {
            // What is open in it stays in it (13.2.6.4.7).
            self.open[at].name = "";
            return !own.computed.is_out;
        }
        self.close(at, !is_in(&SCOPES, name));
        !own.computed.is_out
    }

    /// Elements that end where this one begins.
    fn end_what_it_ends(&mut self, name: &str) {
        let (ended, scopes): (&[&str], &[&str]) = match name.to_ascii_lowercase().as_str() {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "option" => (&["option"], &["select"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tr" => (&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "a" => (&["a"], &SCOPES),
            "button" => (&["button"], &["table"]),
            lower if BLOCKS.contains(&lower) => (&[], &[]),
            _ => return,
        };
        if self.paragraphs > 0 && (is_in(&BLOCKS, name) || matches!(ended.first(), Some(&("li" | "dt")))) {
            self.close_nearest("p", &SCOPES);
        }
        for name in ended {
            self.close_nearest(name, scopes);
        }
    }

    fn close_nearest(&mut self, name: &str, scopes: &[&str]) {
        if let Some(at) = self.find(name, scopes) {
            self.close(at, true);
        }
    }

    fn find(&self, name: &str, scopes: &[&str]) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev().take(REACH) {
            if open.name.eq_ignore_ascii_case(name) {
                return Some(at);
            }
            if is_in(scopes, open.name) {
                return None;
            }
        }
        None
    }

    /// Closes the element at `at` and all in it. Formatting that has no end tag in it goes on behind it.
    fn close(&mut self, at: usize, goes_on: bool) {
        let inner: Vec<Open<'a>> = self.open[at + 1..]
            .iter()
            .filter(|open| goes_on && is_in(&FORMATTING, open.name) && open.own.hides != open.outer.hides)
            .take(GOING_ON)
            .copied()
            .collect();
        let Open { outer, marks, .. } = self.open[at];
        self.leave(marks);
        self.paragraphs -= self.open.drain(at..).filter(|open| is_paragraph(open.name)).count();
        self.now = outer;
        for open in inner.into_iter().filter(|_| !outer.computed.is_out) {
            let outer = self.now;
            self.now = open.own;
            let marks = (self.surroundings.mark(), self.variables.enter());
            self.push(Open { outer, marks, ..open });
        }
    }

    fn leave(&mut self, (surroundings, variables): (usize, usize)) {
        self.surroundings.leave(surroundings);
        self.variables.leave(variables);
    }

    fn push(&mut self, open: Open<'a>) {
        self.now = open.own;
        self.paragraphs += usize::from(is_paragraph(open.name));
        self.open.push(open);
    }
}

fn is_paragraph(name: &str) -> bool {
    name.eq_ignore_ascii_case("p")
}
