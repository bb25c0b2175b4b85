//! The rules of `style` elements.
//!
//! Of a selector the last compound counts (`div > p.note` is `p.note`), so that a rule hides rather more than less;
//! one with a pseudo-class, a pseudo-element or an attribute in it is passed over.

use std::collections::HashMap;

use super::{
    declaration::{Declarations, Rank},
    value::{Length, pieces, plain},
};
use crate::html::token::{Token, Tokens};

/// Rules whose selectors name more than one thing, at most: each is tried at every element.
const COMPOUND: usize = 200;
/// Pixels of a teammate's window, at least.
const WINDOW: f32 = 1_200.0;

/// All rules of a body, in the order of their selectors' first thing.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// By `*`, `tag`, `.class` or `#id`.
    simple: HashMap<String, Declarations>,
    compound: Vec<Rule>,
    count: Rank,
}

#[derive(Debug)]
struct Rule {
    things: Vec<String>,
    declarations: Declarations,
}

impl Sheet {
    /// The rules of all `style` elements in a body, wherever they stand.
    pub(super) fn read(html: &str) -> Self {
        let mut sheet = Self::default();
        // Looking for the element is cheaper than reading the tags.
        let has_style = html.as_bytes().windows(6).any(|bytes| bytes.eq_ignore_ascii_case(b"<style"));
        if has_style {
            for token in Tokens::new(html) {
                if let Token::Start { name, skipped, .. } = token
                    && name.eq_ignore_ascii_case("style")
                {
                    sheet.add(&plain(skipped));
                }
            }
        }
        sheet
    }

    fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let prelude = rest[..at].rsplit([';', '}']).next().unwrap_or_default().trim();
            let prelude = prelude.trim_start_matches("<!--").trim_start_matches("-->").trim();
            let inside = &rest[at + 1..];
            if prelude.starts_with('@') && applies(prelude) {
                rest = inside;
                continue;
            }
            let length = block_length(inside);
            if !prelude.starts_with('@') {
                self.rule(prelude, &inside[..length]);
            }
            rest = inside.get(length + 1..).unwrap_or_default();
        }
    }

    fn rule(&mut self, selectors: &str, text: &str) {
        for selector in pieces(selectors, b',').map(str::trim).filter(|selector| !selector.contains([':', '[', '('])) {
            let last = selector.rsplit([' ', '>', '+', '~', '\n', '\t', '\r']).next().unwrap_or_default();
            let mut things = things(last);
            self.count += 1;
            let rank = (weight(&things) << 32) + self.count.min((1 << 32) - 1);
            match things.len() {
                0 => {}
                1 => self.simple.entry(things.remove(0)).or_default().add(text, rank),
                _ => {
                    let is_full = self.compound.len() >= COMPOUND;
                    if let Some(rule) = self.compound.iter_mut().find(|rule| rule.things == things) {
                        rule.declarations.add(text, rank);
                    } else if !is_full {
                        let mut rule = Rule { things, declarations: Declarations::default() };
                        rule.declarations.add(text, rank);
                        self.compound.push(rule);
                    }
                }
            }
        }
    }

    /// Whether there are no rules.
    pub(super) fn is_empty(&self) -> bool {
        self.simple.is_empty() && self.compound.is_empty()
    }

    /// Adds what is declared of an element with this name, this id and these classes.
    pub(super) fn declare(&self, element: &mut Declarations, name: &str, id: &str, classes: &str) {
        let name = name.to_ascii_lowercase();
        let mut things = vec!["*".to_owned(), name];
        things.extend((!id.is_empty()).then(|| format!("#{}", id.trim().to_ascii_lowercase())));
        things.extend(classes.split_ascii_whitespace().map(|class| format!(".{}", class.to_ascii_lowercase())));
        for thing in &things {
            if let Some(rule) = self.simple.get(thing) {
                element.merge(rule);
            }
        }
        if self.compound.is_empty() {
            return;
        }
        let things: std::collections::HashSet<String> = things.into_iter().collect();
        for rule in self.compound.iter().filter(|rule| rule.things.iter().all(|thing| things.contains(thing))) {
            element.merge(&rule.declarations);
        }
    }
}

/// `p.note#a` is `p`, `.note`, `#a`.
fn things(compound: &str) -> Vec<String> {
    let mut things: Vec<String> = Vec::new();
    for character in compound.trim().chars() {
        match things.last_mut() {
            Some(thing) if !matches!(character, '.' | '#') => thing.push(character),
            _ => things.push(character.to_string()),
        }
    }
    things
}

fn weight(things: &[String]) -> Rank {
    let weigh = |thing: &String| match thing.as_bytes().first() {
        Some(b'#') => 10_000,
        Some(b'.') => 100,
        Some(b'*') => 0,
        _ => 1,
    };
    things.iter().map(weigh).sum::<Rank>().min(1_000_000)
}

/// Whether the rules in a block of an at-rule hold in a teammate's window.
fn applies(prelude: &str) -> bool {
    let (name, condition) = prelude.split_once(|c: char| c.is_ascii_whitespace() || c == '(').unwrap_or((prelude, ""));
    match name {
        "@media" => pieces(condition, b',').any(|query| {
            const OTHERS: [&str; 8] = ["print", "speech", "not ", "prefers", "hover", "pointer", "-ms-", "pixel-ratio"];
            // The widths that it holds for.
            let width = query.split("max-").skip(1).filter_map(|rest| rest.split_once(':')).map(|(_, width)| width);
            let mut widths = width.map(|width| Length::read(width.split([')', '{']).next().unwrap_or_default()));
            !OTHERS.iter().any(|other| query.contains(other))
                && widths.all(|width| width.is_none_or(|width| width.pixels() >= WINDOW))
        }),
        "@supports" => !condition.trim_start().starts_with("not"),
        "@layer" | "@scope" => true,
        _ => false,
    }
}

/// Bytes up to the `}` that ends a block.
fn block_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}
