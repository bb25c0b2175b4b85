//! The rules of `style` elements, with rules within rules (CSS Nesting).
//!
//! A rule whose selector or condition cannot be judged hides what it could hide, and shows nothing
//! ([`Declarations`]). So does what exceeds a bound, wherever it stands.

mod markup;

use std::collections::HashMap;

use self::markup::{foreign_styles, is_strange, is_unknown_link, prepare, style_holds};

use super::{
    context::{Context, leads_elsewhere},
    declaration::Reading,
    declared::{Declarations, IMPORTANT, Rank, STYLE},
    matching::{Features, Matching},
    media::{Holds, holds},
    selector::{Selector, Test, list},
    value::{find_outside, pieces, plain},
};
use crate::html::{
    reference,
    token::{Token, Tokens},
};

/// Rules within rules, at most.
const DEPTH: usize = 8;
/// Selectors and their bytes that rules within a rule stand for, at most.
const OUTER: usize = 16;
const LONGEST: usize = 400;
/// Added to the rank of a rule that is in no layer (CSS Cascade, section 6.4.3).
const UNLAYERED: Rank = 1 << 56;

/// All rules of a body.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Those of one name, class or id alone, in lower case.
    simple: HashMap<String, Vec<(Test, Declarations)>>,
    rules: Vec<Declarations>,
    matching: Matching,
    /// What any element may have.
    anywhere: Declarations,
    /// What all rules of `matching` declare.
    doubt: Declarations,
    count: Rank,
    /// Whether styles are asked for that are not known, so that anything may be hidden.
    pub(super) is_unknown: bool,
    /// Whether something is drawn before or behind an element that may lie on others.
    pub(super) lies_on_others: bool,
    /// Whether something is drawn before or behind an element at all.
    pub(super) has_beside: bool,
}

/// Where a rule stands.
#[derive(Clone, Copy)]
struct Place {
    is_certain: bool,
    is_layered: bool,
    depth: usize,
}

/// What stands in a block, up to its end.
enum Item<'a> {
    /// A declaration, or an at-rule without a block.
    Line(&'a str),
    Block {
        prelude: &'a str,
        inside: &'a str,
    },
}

impl Sheet {
    /// The rules of all `style` elements in a body, wherever they stand.
    pub(super) fn read(html: &str, context: &mut Context) -> Self {
        let mut sheet = Self::default();
        // Looking for the elements is cheaper than reading the tags.
        let has = |name: &[u8]| html.as_bytes().windows(name.len()).any(|bytes| bytes.eq_ignore_ascii_case(name));
        if !has(b"<style") && !has(b"<link") && !has(b"<meta") {
            return sheet;
        }
        let mut texts = Vec::new();
        sheet.styles(html, &mut texts);
        for (text, _) in &texts {
            prepare(text, context);
        }
        // What a rule refers to may be set behind it.
        let mut all = Self::default();
        for (text, is_certain) in &texts {
            all.block(text, None, Place { is_certain: *is_certain, is_layered: false, depth: 0 }, context);
        }
        for (text, is_certain) in &texts {
            let is_certain = *is_certain && !text.to_ascii_lowercase().contains("@namespace");
            sheet.block(text, None, Place { is_certain, is_layered: false, depth: 0 }, context);
        }
        sheet.matching.limit(html.len());
        sheet
    }

    /// The texts of `style` elements that hold, with whether they do for certain.
    fn styles(&mut self, html: &str, texts: &mut Vec<(String, bool)>) {
        for token in Tokens::new(html) {
            let Token::Start { name, attributes, skipped } = token else { continue };
            if name.eq_ignore_ascii_case("style") {
                let holds = style_holds(attributes);
                if holds != Holds::No {
                    texts.push((plain(skipped).into_owned(), holds == Holds::Yes));
                }
            } else if name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math") {
                // A style in a picture holds for the whole page.
                for style in foreign_styles(skipped) {
                    texts.push((plain(&reference::decode_attribute(style)).into_owned(), false));
                }
            } else if name.eq_ignore_ascii_case("link") {
                self.is_unknown |= is_unknown_link(attributes);
            } else if name.eq_ignore_ascii_case("meta") {
                self.is_unknown |= is_strange(attributes);
            }
        }
    }

    /// Reads a block: its declarations for `selectors`, and the rules in it.
    fn block(&mut self, text: &str, selectors: Option<&[String]>, place: Place, context: &mut Context) {
        let mut declarations = String::new();
        let mut rest = text;
        while let Some(item) = item(&mut rest, selectors.is_some()) {
            match item {
                Item::Line(line) if line.trim_start().starts_with('@') => self.line(line.trim()),
                Item::Line(line) => {
                    declarations.push_str(line);
                    declarations.push(';');
                }
                Item::Block { prelude, inside } => self.inner(prelude, inside, selectors, place, context),
            }
        }
        if let Some(selectors) = selectors {
            self.declare(selectors, &declarations, place, context);
        }
    }

    /// An at-rule without a block.
    fn line(&mut self, line: &str) {
        let name_length = line[1..].find(|c: char| !super::value::is_name(c)).map_or(line.len(), |at| at + 1);
        let (name, behind) = line.split_at(name_length);
        if name.eq_ignore_ascii_case("@import") {
            self.is_unknown |= !leads_elsewhere(behind);
        }
    }

    fn inner(
        &mut self,
        prelude: &str,
        inside: &str,
        selectors: Option<&[String]>,
        place: Place,
        context: &mut Context,
    ) {
        let mut is_certain = place.is_certain;
        // What a browser drops with the rule hides nothing for certain, and shows nothing.
        let prelude = match prelude.rsplit_once([';', '}']) {
            Some((_, prelude)) => {
                is_certain = false;
                prelude
            }
            None => prelude,
        };
        let prelude = prelude.trim().trim_start_matches("<!--").trim_start_matches("-->").trim();
        let place = Place { is_certain, depth: place.depth + 1, ..place };
        if place.depth > DEPTH {
            self.everywhere(inside, context);
        } else if prelude.starts_with('@') {
            let lower = prelude.to_ascii_lowercase();
            let end = lower[1..].find(|c: char| !super::value::is_name(c)).map_or(lower.len(), |at| at + 1);
            let (name, condition) = lower.split_at(end);
            if matches!(name, "@font-face" | "@property" | "@font-palette-values") || name.ends_with("keyframes") {
                return;
            }
            // Signs of a list may be as long as anything.
            self.lies_on_others |= name == "@counter-style";
            let holds = holds(name, condition);
            if holds == Holds::No {
                return;
            }
            let is_layered = place.is_layered || name == "@layer";
            let is_certain = place.is_certain && holds == Holds::Yes;
            self.block(inside, selectors, Place { is_certain, is_layered, ..place }, context);
        } else {
            let Some(own) = unfold(prelude, selectors) else { return self.everywhere(inside, context) };
            self.block(inside, Some(&own), place, context);
        }
    }

    /// Takes what a block declares for what any element may have.
    fn everywhere(&mut self, text: &str, context: &Context) {
        let mut declared = Declarations::default();
        for line in text.split(['{', '}']) {
            declared.add(line, Reading { is_certain: false, important: IMPORTANT, rank: STYLE, context });
        }
        self.anywhere.merge(&declared, 0, false);
        self.lies_on_others |= declared.lies_on_others();
    }

    fn declare(&mut self, selectors: &[String], text: &str, place: Place, context: &mut Context) {
        let selectors: Vec<Selector> = list(&selectors.join(","));
        let is_for_all = place.is_certain
            && selectors.iter().all(|selector| {
                selector.parts.iter().all(|part| match &part.tests[..] {
                    [] | [Test::Root] => true,
                    [Test::Name(name)] => matches!(name.as_str(), "html" | "body"),
                    _ => false,
                })
            });
        context.variables.rule(text, is_for_all);
        let layer = if place.is_layered { 0 } else { UNLAYERED };
        // What is important goes before everything else where it is in a layer.
        let important = if place.is_layered { 2 * IMPORTANT } else { IMPORTANT };
        let mut declared = Declarations::default();
        declared.add(text, Reading { rank: 0, is_certain: !place.is_layered, important, context });
        if declared.is_empty() {
            return;
        }
        for selector in selectors {
            self.count += 1;
            let rank = layer + (selector.weight.min(1_000_000) << 32) + self.count.min((1 << 32) - 1);
            self.rule(&selector, &declared, rank, place.is_certain && !selector.is_broken);
        }
    }

    fn rule(&mut self, selector: &Selector, declared: &Declarations, rank: Rank, is_certain: bool) {
        if selector.is_beside {
            self.has_beside = true;
            self.lies_on_others |= declared.lies_on_others() || !declared.is_slight();
            return;
        }
        let mut ranked = Declarations::default();
        ranked.merge(declared, rank, is_certain);
        if let [part] = &selector.parts[..]
            && let [test @ (Test::Name(key) | Test::Thing(key))] = &part.tests[..]
        {
            let same = self.simple.entry(key.to_ascii_lowercase()).or_default();
            match same.iter().position(|(own, _)| own == test) {
                Some(at) => same[at].1.merge(&ranked, 0, true),
                // Names that differ in their case alone are few.
                None if same.len() < 4 => same.push((test.clone(), ranked)),
                None => self.anywhere.merge(&ranked, 0, false),
            }
            return;
        }
        self.doubt.merge(&ranked, 0, false);
        if selector.parts.is_empty() || !self.matching.follow(selector, self.rules.len()) {
            self.anywhere.merge(&ranked, 0, false);
            return;
        }
        self.rules.push(ranked);
    }

    /// Whether there are no rules.
    pub(super) fn is_empty(&self) -> bool {
        self.simple.is_empty() && self.rules.is_empty() && self.anywhere.is_empty()
    }

    /// Begins an element, and adds what is declared of it.
    pub(super) fn enter(&mut self, element: &mut Declarations, features: Features) {
        element.merge(&self.anywhere, 0, false);
        let names = [(features.name.as_str(), true)].into_iter();
        for (own, is_name) in names.chain(features.things.iter().map(|thing| (thing.as_str(), false))) {
            for (test, declared) in self.simple.get(&own.to_ascii_lowercase()).into_iter().flatten() {
                let is_same = match test {
                    Test::Name(_) => is_name,
                    Test::Thing(thing) => thing == own,
                    _ => false,
                };
                element.merge(declared, 0, is_same);
            }
        }
        if self.matching.is_empty() {
            return;
        }
        match self.matching.enter(features) {
            None => element.merge(&self.doubt, 0, false),
            Some(found) => {
                for (rule, is_certain) in found {
                    element.merge(&self.rules[rule], 0, is_certain);
                }
            }
        }
    }

    /// Ends so many elements.
    pub(super) fn leave(&mut self, count: usize) {
        self.matching.leave(count);
    }

    /// Says that the tree may be another one from here on.
    pub(super) fn doubt_the_tree(&mut self) {
        self.matching.is_irregular = true;
    }

    /// Says that there is a head before the body, which others leave out.
    pub(super) fn has_head(&mut self) {
        self.matching.has_head = true;
    }
}

/// Takes the next declaration or block off a text.
fn item<'a>(rest: &mut &'a str, is_nested: bool) -> Option<Item<'a>> {
    let text = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ';');
    if text.is_empty() {
        return None;
    }
    let is_at_rule = text.starts_with('@');
    let is_variable = is_nested && text.starts_with("--");
    // Outside of rules a semicolon ends nothing but an at-rule.
    let is_end = |byte: u8| byte == b'{' && !is_variable || byte == b';' && (is_nested || is_at_rule);
    let Some(at) = find_outside(text, is_end) else {
        *rest = "";
        return Some(Item::Line(text));
    };
    let behind = &text[at + 1..];
    if text.as_bytes()[at] == b';' {
        *rest = behind;
        return Some(Item::Line(&text[..at]));
    }
    let length = find_outside(behind, |byte| byte == b'}').unwrap_or(behind.len());
    *rest = behind.get(length + 1..).unwrap_or_default();
    Some(Item::Block { prelude: &text[..at], inside: &behind[..length] })
}

/// The selectors that those of a rule within a rule stand for; `None` if there are too many.
fn unfold(prelude: &str, outer: Option<&[String]>) -> Option<Vec<String>> {
    let Some(outer) = outer else { return Some(vec![prelude.to_owned()]) };
    let outer: Vec<&str> = outer.iter().flat_map(|selectors| pieces(selectors, b',')).map(str::trim).collect();
    let mut all = Vec::new();
    for own in pieces(prelude, b',').map(str::trim) {
        for outer in &outer {
            let is_compound = find_outside(outer, |byte| b" >+~".contains(&byte)).is_none();
            all.push(match own.strip_prefix('&') {
                Some(rest) if !rest.contains('&') => format!("{outer}{rest}"),
                None if !own.contains('&') => format!("{outer} {own}"),
                _ if is_compound => own.replace('&', &format!(":is({outer})")),
                _ => return None,
            });
        }
    }
    (all.len() <= OUTER && all.iter().all(|selector| selector.len() <= LONGEST)).then_some(all)
}
