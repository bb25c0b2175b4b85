//! What a body may be written with, so that its passages can be told apart at all.
//!
//! HTML and CSS have hundreds of ways to draw one thing over another, to move it away or to cut it off, and browsers get
//! more of them every month. Mails need few. Here the elements, attributes, properties and values are listed with which
//! everything stays in its place: below, behind or beside what comes before it. A body that has anything else, wherever it
//! stands and whether it holds or not, is left out as a whole; of any other the rest of this module tells passage by
//! passage what is drawn.
//!
//! Rules that no reader's window has (`@media print`, narrow screens), rules for elements, classes and ids that the body
//! does not have, and rules for what a pointer is on are passed over.

mod elements;
mod properties;
mod sheet;
mod uses;

use std::collections::HashSet;

use self::{elements::role, uses::Uses};
use super::element::is_void;
use crate::{
    compute::Stop,
    html::{
        attribute, reference,
        token::{Token, Tokens},
    },
};

/// Spaces that do not break a line, in a row, at most where something is cut off or light.
const UNBROKEN: usize = 8;

/// Attributes of an element, at most.
const ATTRIBUTES: usize = 64;
/// Bytes of a style, and of all sheets of a body, at most: a rule that is read takes many times its length.
const LONGEST_STYLE: usize = 32 * 1024;
const LONGEST_SHEETS: usize = 128 * 1024;
/// Classes of an element, at most: each is compared with those that rules ask for.
const CLASSES: usize = 64;
/// Names, classes and ids of a body, at most.
const THINGS: usize = 10_000;

/// Whether a body has nothing but what is listed. Linear in its length; `true` once `stop` is set.
pub(super) fn is_ordinary(html: &str, stop: &Stop) -> bool {
    let mut body = Body::default();
    for token in Tokens::new(html) {
        if stop.is_set() {
            return true;
        }
        let is_listed = match token {
            Token::Start { name, attributes, skipped } => body.start(&name.to_ascii_lowercase(), attributes, skipped),
            Token::End { name } => {
                body.end(&name.to_ascii_lowercase());
                true
            }
            Token::Text(text) => {
                body.text(text);
                true
            }
        };
        if !is_listed {
            return false;
        }
    }
    let length: usize = body.sheets.iter().map(|sheet| sheet.len()).sum();
    length <= LONGEST_SHEETS
        && body.things.len() <= THINGS
        && body.sheets.iter().all(|text| sheet::is_ordinary(text, &body.things, &mut body.uses))
        && !body.uses.are_at_odds()
}

#[derive(Default)]
struct Body<'a> {
    /// Names of its elements, `.classes` and `#ids`, in lower case.
    things: HashSet<String>,
    /// The texts of its `style` elements.
    sheets: Vec<&'a str>,
    uses: Uses,
    /// The element that is not drawn, and how many of its name are open in it.
    undrawn: Option<(String, usize)>,
    /// Spaces in a row that do not break a line.
    unbroken: usize,
    /// The parts of the tables that are open.
    tables: Vec<Section>,
}

/// The part of a table that was last begun, in the order in which they are drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Caption,
    Head,
    Body,
    Foot,
}

impl<'a> Body<'a> {
    fn start(&mut self, name: &str, attributes: &'a str, skipped: &'a str) -> bool {
        let Some(role) = role(name) else { return false };
        self.add(name);
        if !self.section(name) {
            return false;
        }
        if name == "style" {
            self.sheets.push(skipped);
        }
        if let Some((undrawn, open)) = &mut self.undrawn {
            *open += usize::from(undrawn == name);
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut rest = attributes;
        while let Some((attribute, value)) = attribute::next(&mut rest) {
            // Of two with the same name the first counts.
            if seen.iter().any(|own| own.eq_ignore_ascii_case(attribute)) {
                continue;
            }
            seen.push(attribute);
            let attribute = attribute.to_ascii_lowercase();
            let is_listed = seen.len() <= ATTRIBUTES && elements::is_ordinary(role, &attribute, value);
            if !is_listed || !self.attribute(name, &attribute, value) {
                return false;
            }
        }
        true
    }

    /// Takes note of an attribute, whose name is in lower case; whether all that it says is listed.
    fn attribute(&mut self, name: &str, attribute: &str, value: &str) -> bool {
        match attribute {
            "style" => return self.style(name, value),
            "class" => {
                let classes = reference::decode_attribute(value).to_ascii_lowercase();
                if value.len() > LONGEST_STYLE || classes.split_ascii_whitespace().nth(CLASSES).is_some() {
                    return false;
                }
                classes.split_ascii_whitespace().for_each(|class| self.add(&format!(".{class}")));
            }
            "id" => self.add(&format!("#{}", reference::decode_attribute(value).to_ascii_lowercase())),
            "colspan" => self.uses.spans_columns |= value.trim() != "1",
            "rowspan" => self.uses.spans_rows |= value.trim() != "1",
            "dir" => {
                let is_from_left = value.trim().eq_ignore_ascii_case("ltr");
                self.uses.is_from_left |= is_from_left;
                self.uses.is_from_right |= !is_from_left && matches!(name, "html" | "body");
            }
            "color" | "text" | "link" | "vlink" | "alink" => self.uses.color(value),
            _ => {}
        }
        true
    }

    /// Begins a table or a part of one; whether it is drawn where it stands.
    fn section(&mut self, name: &str) -> bool {
        if name == "table" {
            self.tables.push(Section::Caption);
        }
        let Some(last) = self.tables.last_mut() else { return true };
        let section = match name {
            "caption" => Section::Caption,
            "thead" => Section::Head,
            "tbody" => Section::Body,
            "tfoot" => Section::Foot,
            // A row belongs to the part that is open.
            "tr" | "td" | "th" => (*last).max(Section::Head),
            _ => return true,
        };
        // A table has one head: browsers draw a second one where it is written.
        let is_in_order = section >= *last && !(section == Section::Head && *last == Section::Head && name == "thead");
        *last = section.max(*last);
        is_in_order
    }

    fn add(&mut self, thing: &str) {
        if self.things.len() <= THINGS && !self.things.contains(thing) {
            self.things.insert(thing.to_owned());
        }
    }

    /// Reads a `style` attribute, as it is written.
    fn style(&mut self, name: &str, written: &str) -> bool {
        const REFERENCES: [&str; 6] = ["&quot;", "&amp;", "&#39;", "&#34;", "&apos;", "&#039;"];
        let mut references = written.match_indices('&').map(|(at, _)| &written[at..]);
        let is_plain = references.all(|rest| REFERENCES.iter().any(|reference| rest.starts_with(reference)));
        if written.len() > LONGEST_STYLE || !is_plain {
            return false;
        }
        let declarations = sheet::declarations(&reference::decode_attribute(written));
        let Some(is_hidden) = declarations.and_then(|found| self.uses.block(&found, Some(name))) else { return false };
        if is_hidden && self.undrawn.is_none() && !is_void(name) {
            self.undrawn = Some((name.to_owned(), 0));
        }
        true
    }

    fn end(&mut self, name: &str) {
        if name == "table" {
            self.tables.pop();
        }
        match &mut self.undrawn {
            Some((undrawn, 0)) if undrawn == name => self.undrawn = None,
            Some((undrawn, open)) if undrawn == name => *open -= 1,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if !text.contains(['&', '\u{a0}', '\u{202f}', '\u{2007}']) {
            self.unbroken = 0;
            return;
        }
        for character in reference::decode_attribute(text).chars() {
            match character {
                '\u{a0}' | '\u{202f}' | '\u{2007}' => self.unbroken += 1,
                ' ' | '\n' | '\t' | '\r' => self.unbroken = 0,
                _ if character.is_alphanumeric() => self.unbroken = 0,
                _ => {}
            }
            let is_long = self.unbroken > UNBROKEN;
            self.uses.has_gap |= is_long && self.undrawn.is_none();
            self.uses.has_undrawn_gap |= is_long;
        }
    }
}
