//! The rules of `style` elements, with rules within rules (CSS Nesting).
//!
//! A rule whose selector or condition cannot be judged hides what it could hide, and shows nothing
//! ([`Declarations`]). So does what exceeds a bound, wherever it stands.

mod markup;

use std::collections::HashMap;

use self::markup::{brings_fonts, foreign_styles, has_odd_style, is_strange, is_unknown_link, style_holds};

use super::{
    context::leads_elsewhere,
    declaration::Reading,
    declared::{Declarations, IMPORTANT, Rank, STYLE},
    matching::{Features, Matching},
    media::{Holds, holds},
    selector::{Selector, Test, is_plain_selector, list},
    value::{find_outside, is_space, pieces, plain, without_odd},
};
use crate::{
    compute::Stop,
    html::{
        reference,
        token::{Token, Tokens},
    },
};

/// Rules within rules, at most.
const DEPTH: usize = 8;
/// Declarations that are added to elements, at most: beyond that nothing is certain.
const ADDED: usize = 1_000_000;
/// The rank of a rule that may hold, above all that do for certain.
const DOUBTED: Rank = 1 << 59;
/// Added to the rank of a rule that is in no layer (CSS Cascade, section 6.4.3).
const UNLAYERED: Rank = 1 << 56;

/// All rules of a body.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Those of one name, class or id alone, in lower case.
    simple: HashMap<String, Vec<(Test, Declarations)>>,
    rules: Vec<Declarations>,
    matching: Matching,
    /// Says that the call which asked has ended.
    stop: Stop,
    /// What any element may have.
    anywhere: Declarations,
    /// What all rules of `matching` declare, and what all rules do.
    doubt: Declarations,
    all: Declarations,
    count: Rank,
    /// Declarations that were added to elements.
    added: usize,
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
    ///
    /// Once `stop` is set, neither more of them are read nor looked for at elements.
    pub(super) fn read(html: &str, stop: &Stop) -> Self {
        let mut sheet = Self { stop: stop.clone(), ..Self::default() };
        // Looking for the elements is cheaper than reading the tags.
        let has = |name: &[u8]| html.as_bytes().windows(name.len()).any(|bytes| bytes.eq_ignore_ascii_case(name));
        if !has(b"<style") && !has(b"<link") && !has(b"<meta") {
            return sheet;
        }
        let mut texts = Vec::new();
        sheet.styles(html, &mut texts);
        sheet.is_unknown |= texts.iter().any(|(text, _)| brings_fonts(text));
        for (text, is_certain) in &texts {
            let is_certain = *is_certain && !text.to_ascii_lowercase().contains("@namespace");
            sheet.block(text, None, Place { is_certain, is_layered: false, depth: 0 });
        }
        sheet.matching.limit(html.len());
        sheet
    }

    /// The texts of `style` elements that hold, with whether they do for certain.
    fn styles(&mut self, html: &str, texts: &mut Vec<(String, bool)>) {
        let stop = self.stop.clone();
        for token in Tokens::new(html).take_while(|_| !stop.is_set()) {
            let Token::Start { name, attributes, skipped } = token else { continue };
            if name.eq_ignore_ascii_case("style") {
                let holds = style_holds(attributes);
                if holds != Holds::No {
                    // Of sheets with titles one holds, and others may be chosen.
                    let is_certain = holds == Holds::Yes && !attributes.to_ascii_lowercase().contains("title");
                    texts.push((plain(skipped).into_owned(), is_certain));
                }
            } else if name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math") {
                // A style in a picture holds for the whole page.
                // Elements in it, and what is written as data, are read in another way there.
                self.is_unknown |= has_odd_style(skipped);
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
    fn block(&mut self, text: &str, selectors: Option<&[String]>, mut place: Place) {
        let stop = self.stop.clone();
        let mut declarations = String::new();
        let mut rest = text;
        while let Some(item) = item(&mut rest, selectors.is_some()).filter(|_| !stop.is_set()) {
            match item {
                Item::Line(line) if line.trim_start_matches(is_space).starts_with('@') => {
                    self.line(line.trim_matches(is_space))
                }
                Item::Line(line) => {
                    declarations.push_str(line);
                    declarations.push(';');
                }
                Item::Block { prelude, inside } => {
                    // Which of rules in rules holds depends on their order too.
                    place.is_certain &= selectors.is_none();
                    self.inner(prelude, inside, selectors, place);
                }
            }
        }
        if let Some(selectors) = selectors {
            self.declare(selectors, &declarations, place);
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

    fn inner(&mut self, prelude: &str, inside: &str, selectors: Option<&[String]>, place: Place) {
        let (prelude, is_odd) = without_odd(prelude);
        // Comments of HTML around a sheet are passed over, those in it are not.
        let has_comment = prelude.contains("<!--") || prelude.contains("-->");
        let mut is_certain = place.is_certain && !is_odd && !has_comment;
        let prelude = &*prelude;
        // What a browser drops with the rule hides nothing for certain, and shows nothing.
        let prelude = match prelude.rsplit_once([';', '}']) {
            Some((_, prelude)) => {
                is_certain = false;
                prelude
            }
            None => prelude,
        };
        let prelude =
            prelude.trim_matches(is_space).trim_start_matches("<!--").trim_start_matches("-->").trim_matches(is_space);
        let place = Place { is_certain, depth: place.depth + 1, ..place };
        if place.depth > DEPTH {
            self.everywhere(inside);
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
            self.block(inside, selectors, Place { is_certain, is_layered, ..place });
        } else {
            // What rules in rules stand for is not followed.
            if selectors.is_some() {
                return self.everywhere(inside);
            }
            self.block(inside, Some(&[prelude.to_owned()]), place);
        }
    }

    /// Takes what a block declares for what any element may have.
    fn everywhere(&mut self, text: &str) {
        let mut declared = Declarations::default();
        for line in text.split(['{', '}']) {
            declared.add(line, Reading { is_certain: false, important: IMPORTANT, rank: STYLE });
        }
        self.anywhere.merge(&declared, 0, false);
        self.lies_on_others |= declared.lies_on_others();
    }

    fn declare(&mut self, selectors: &[String], text: &str, place: Place) {
        let text_of_all = selectors.join(",");
        // A browser drops a rule with all its selectors for one that it does not know.
        let is_plain = pieces(&text_of_all, b',').all(is_plain_selector);
        let selectors: Vec<Selector> = list(&text_of_all);
        let layer = if place.is_layered { 0 } else { UNLAYERED };
        // What is important goes before everything else where it is in a layer.
        let important = if place.is_layered { 2 * IMPORTANT } else { IMPORTANT };
        let mut declared = Declarations::default();
        declared.add(text, Reading { rank: 0, is_certain: !place.is_layered, important });
        if declared.is_empty() {
            return;
        }
        let stop = self.stop.clone();
        for selector in selectors.into_iter().take_while(|_| !stop.is_set()) {
            self.count += 1;
            let rank = layer + (selector.weight.min(1_000_000) << 32) + self.count.min((1 << 32) - 1);
            self.rule(&selector, &declared, rank, place.is_certain && is_plain && !selector.is_broken);
        }
    }

    fn rule(&mut self, selector: &Selector, declared: &Declarations, rank: Rank, is_certain: bool) {
        if selector.is_beside {
            self.has_beside = true;
            self.lies_on_others |= declared.lies_on_others() || !declared.is_slight();
            return;
        }
        let mut ranked = Declarations::default();
        // What may hold goes before all other rules: which of them it is weighed against is not certain either.
        ranked.merge(declared, if is_certain { rank } else { rank.max(DOUBTED) }, is_certain);
        self.all.merge(&ranked, 0, false);
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
        self.added += self.anywhere.count();
        if features.is_strange {
            element.merge(&self.all, 0, false);
            self.added += self.all.count();
        }
        self.is_unknown |= self.added > ADDED;
        let names = [(features.name.as_str(), true)].into_iter();
        for (own, is_name) in names.chain(features.things.iter().map(|thing| (thing.as_str(), false))) {
            for (test, declared) in self.simple.get(&own.to_ascii_lowercase()).into_iter().flatten() {
                let is_same = match test {
                    Test::Name(_) => is_name,
                    Test::Thing(thing) => thing == own,
                    _ => false,
                };
                element.merge(declared, 0, is_same);
                self.added += declared.count();
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
                    self.added += self.rules[rule].count();
                    if self.added > ADDED || self.stop.is_set() {
                        break;
                    }
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
    let text = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ';' && is_nested);
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
