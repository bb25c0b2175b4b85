//! The rules of `style` elements.
//!
//! A rule whose selector or condition cannot be judged (`selector.rs`, `media.rs`) hides nothing, and shows what it
//! would show: a background that may be there, an element that may be drawn.

use std::collections::{HashMap, HashSet};

use super::{
    declaration::{Declarations, Rank},
    element::is_in,
    media::{Holds, holds, media},
    selector::{Selector, alternatives, read},
    surroundings::Surroundings,
    tree::RAW,
    value::{pieces, plain},
    variables::Variables,
};
use crate::html::{
    attribute,
    token::{Token, Tokens},
};

/// Rules whose selectors name more than one thing, at most: each is tried at every element.
const COMPOUND: usize = 200;
/// At-rules within at-rules, at most.
const DEPTH: usize = 8;
/// Added to the rank of a rule that is in no layer (CSS Cascade, section 6.4.3).
const UNLAYERED: Rank = 1 << 56;

/// All rules of a body.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// By `*`, `tag`, `.class` or `#id`.
    simple: HashMap<String, Declarations>,
    compound: Vec<Rule>,
    /// What stands around or before elements in the selectors.
    asked: HashSet<String>,
    has_attributes: bool,
    count: Rank,
    variables: Variables,
}

#[derive(Debug)]
struct Rule {
    selector: Selector,
    declarations: Declarations,
}

/// Where a rule stands.
#[derive(Clone, Copy)]
struct Place {
    is_certain: bool,
    is_layered: bool,
    depth: usize,
}

impl Sheet {
    /// The rules of all `style` elements in a body, wherever they stand.
    pub(super) fn read(html: &str) -> Self {
        let mut sheet = Self::default();
        // Looking for the element is cheaper than reading the tags.
        let has_style = html.as_bytes().windows(6).any(|bytes| bytes.eq_ignore_ascii_case(b"<style"));
        if !has_style {
            return sheet;
        }
        let mut texts = Vec::new();
        styles(html, &mut texts);
        for (text, _) in &texts {
            // What a rule sets may be used before.
            for block in text.split('{').skip(1) {
                sheet.variables.set(block.split('}').next().unwrap_or_default());
            }
        }
        for (text, is_certain) in &texts {
            sheet.add(text, Place { is_certain: *is_certain, is_layered: false, depth: 0 });
        }
        sheet
    }

    fn add(&mut self, text: &str, place: Place) {
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let prelude = rest[..at].rsplit([';', '}']).next().unwrap_or_default().trim();
            let prelude = prelude.trim_start_matches("<!--").trim_start_matches("-->").trim();
            let inside = &rest[at + 1..];
            let length = block_length(inside);
            if !prelude.starts_with('@') {
                self.rule(prelude, &inside[..length], place);
            } else if place.depth < DEPTH {
                let is_layered = place.is_layered || prelude.starts_with("@layer");
                match holds(prelude) {
                    Holds::No => {}
                    holds => self.add(
                        &inside[..length],
                        Place {
                            is_certain: place.is_certain && holds == Holds::Yes,
                            is_layered,
                            depth: place.depth + 1,
                        },
                    ),
                }
            }
            rest = inside.get(length + 1..).unwrap_or_default();
        }
    }

    fn rule(&mut self, selectors: &str, text: &str, place: Place) {
        self.variables.set(text);
        let mut declared = Declarations::default();
        declared.add(text, 0, &self.variables);
        if !declared.says_something {
            return;
        }
        let shown = declared.clone().showing();
        for selector in pieces(selectors, b',').flat_map(alternatives) {
            let Some(mut selector) = read(&selector) else { continue };
            selector.is_certain &= place.is_certain;
            self.count += 1;
            let layer = if place.is_layered { 0 } else { UNLAYERED };
            let rank = layer + (weight(&selector) << 32) + self.count.min((1 << 32) - 1);
            let declarations = if selector.is_certain { &declared } else { &shown };
            let is_simple = selector.is_certain
                && selector.subject.len() == 1
                && [&selector.without, &selector.around, &selector.before].iter().all(|things| things.is_empty());
            self.has_attributes |=
                selector.subject.iter().chain(&selector.around).chain(&selector.before).any(|it| it.starts_with('['));
            self.asked.extend(selector.around.iter().chain(&selector.before).cloned());
            if is_simple {
                self.simple.entry(selector.subject.remove(0)).or_default().merge(declarations, rank);
            } else if let Some(rule) = self.compound.iter_mut().find(|rule| rule.selector == selector) {
                rule.declarations.merge(declarations, rank);
            } else if self.compound.len() < COMPOUND {
                let mut rule = Rule { selector, declarations: Declarations::default() };
                rule.declarations.merge(declarations, rank);
                self.compound.push(rule);
            }
        }
    }

    /// Whether there are no rules.
    pub(super) fn is_empty(&self) -> bool {
        self.simple.is_empty() && self.compound.is_empty()
    }

    /// Whether a selector asks for attributes other than classes and ids.
    pub(super) fn has_attributes(&self) -> bool {
        self.has_attributes
    }

    /// Whether a selector asks for it around or before an element.
    pub(super) fn asks_for(&self, thing: &str) -> bool {
        self.asked.contains(thing)
    }

    /// The custom properties that the rules set.
    pub(super) fn take_variables(&mut self) -> Variables {
        std::mem::take(&mut self.variables)
    }

    /// Adds what is declared of an element that has these things.
    pub(super) fn declare(&self, element: &mut Declarations, things: &[String], around: &Surroundings) {
        for thing in things {
            if let Some(rule) = self.simple.get(thing) {
                element.merge(rule, 0);
            }
        }
        if self.compound.is_empty() {
            return;
        }
        let own: HashSet<&String> = things.iter().collect();
        for Rule { selector, declarations } in &self.compound {
            if selector.subject.iter().all(|thing| own.contains(thing))
                && !selector.without.iter().any(|thing| own.contains(thing))
                && selector.around.iter().all(|thing| around.is_open(thing))
                && selector.before.iter().all(|thing| around.was_seen(thing))
            {
                element.merge(declarations, 0);
            }
        }
    }
}

/// The texts of `style` elements that hold, with whether they do for certain.
fn styles(html: &str, texts: &mut Vec<(String, bool)>) {
    let mut raw: Option<&str> = None;
    for token in Tokens::new(html) {
        match token {
            Token::End { name } if raw.is_some_and(|raw| raw.eq_ignore_ascii_case(name)) => raw = None,
            Token::Start { name, .. }
                if raw.is_none() && (is_in(&RAW, name) || name.eq_ignore_ascii_case("noscript")) =>
            {
                raw = Some(name);
            }
            Token::Start { name, attributes, skipped } if raw.is_none() && name.eq_ignore_ascii_case("style") => {
                let holds = style_holds(attributes);
                if holds != Holds::No {
                    texts.push((plain(skipped).into_owned(), holds == Holds::Yes));
                }
            }
            // A style in a picture holds for the whole page.
            Token::Start { name, skipped, .. } if raw.is_none() && name.eq_ignore_ascii_case("svg") => {
                styles(skipped, texts);
            }
            _ => {}
        }
    }
}

fn style_holds(attributes: &str) -> Holds {
    let mut rest = attributes;
    let mut all = Holds::Yes;
    while let Some((name, value)) = attribute::next(&mut rest) {
        if name.eq_ignore_ascii_case("media") {
            all = all.min(media(&value.to_ascii_lowercase()));
        } else if name.eq_ignore_ascii_case("type")
            && !matches!(value.trim().to_ascii_lowercase().as_str(), "" | "text/css")
        {
            all = Holds::No;
        }
    }
    all
}

fn weight(selector: &Selector) -> Rank {
    let weigh = |thing: &String| match thing.as_bytes().first() {
        Some(b'#') => 10_000,
        Some(b'.' | b'[') => 100,
        Some(b'*') => 0,
        _ => 1,
    };
    let things = selector.subject.iter().chain(&selector.without).chain(&selector.around).chain(&selector.before);
    things.map(weigh).sum::<Rank>().min(1_000_000)
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
