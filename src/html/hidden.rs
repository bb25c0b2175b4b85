//! What of a body nobody sees: elements and text that the styles of the body itself hide from a reader.
//!
//! A teammate reads a mail as a browser draws it; a model would read its source. So that both read the same, this takes
//! out what is not drawn, and counts it.
//!
//! A body that is written with more than mails need is left out as a whole (`ordinary.rs`). Of any other, what cannot be
//! told for certain in one pass is left out passage by passage: what may hide holds, and what may show does not.
//!
//! Certain are:
//! - the tree, by the standard's rules for its construction; where elements move (misnested formatting, text in a table
//!   but in no cell) a text counts as standing in either place, and selectors are in doubt, also of what stands before
//! - selectors of names, classes, ids, and all combinators; `:hover` and its like do not hold at rest
//! - values that every browser takes (`canonical.rs`); of any other, what it says may hold or not
//! - `@media` for a bright window on a screen, 800 to 2,560 pixels wide
//! - properties that hide nothing whatever they say; of the others the values that `harmless.rs` knows
//! - blocks, lines and tables in their places, as far as bounds tell: how far from the left a box may begin (`place.rs`),
//!   how wide columns may be (`widths.rs`), how far apart lines are at least (`lines.rs`), what a box with a height of its
//!   own holds (`limits.rs`), and what is painted behind a text (`backdrop.rs`)
//! - gradients all of whose colours the text is told from
//!
//! In doubt is everything else. A closed `details` is not drawn but for its first `summary`, nor is a `select`. Sheets and
//! fonts from elsewhere are not followed: no program that shows mail loads them.
//!
//! Linear in the length of the body: each end tag finds its element at once, and selectors are followed from part to part
//! with a bound on the work in all, as on the declarations that elements have in all. A body in which something may lie
//! on others, is wider than a window, or moves elements, is read twice.

mod backdrop;
mod boxes;
mod canonical;
mod colour;
mod computed;
mod context;
mod declaration;
mod declared;
mod element;
mod formatting;
mod harmless;
mod kinds;
mod limits;
mod lines;
mod matching;
mod media;
mod names;
mod number;
mod ordinary;
mod paints;
mod place;
mod property;
mod selector;
mod shape;
mod sheet;
mod tree;
mod value;
mod widths;

use std::borrow::Cow;

use self::{
    sheet::Sheet,
    tree::{Facts, Tree},
};
use super::token::{Token, Tokens};
use crate::compute::Stop;

/// A body without what nobody sees.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The rest.
    pub html: Cow<'a, str>,
    /// Passages that were left out: each has a visible character, and is within no other one.
    pub hidden: usize,
    /// Whether all of it was, since nothing of it can be told for certain.
    pub is_left_out: bool,
}

/// What is drawn of `html`. Text without markup is not copied. It ends early, with the beginning, once `stop` is set.
pub fn shown<'a>(html: &'a str, stop: &Stop) -> Shown<'a> {
    shown_until(html, html.len(), stop)
}

/// The same of so many bytes of a body. What stands behind them may hide them.
pub fn shown_until<'a>(body: &'a str, length: usize, stop: &Stop) -> Shown<'a> {
    let html = &body[..length];
    if !body.contains('<') {
        return Shown { html: Cow::Borrowed(html), hidden: 0, is_left_out: false };
    }
    if !ordinary::is_ordinary(body, stop) {
        let is_left_out = shows_something(html);
        return Shown { html: Cow::Borrowed(""), hidden: usize::from(is_left_out), is_left_out };
    }
    let (first, facts) = read(body, html, None, stop);
    match facts {
        None => first,
        // What covers, or holds for all, stands behind what was read already.
        Some(facts) => read(body, html, Some(facts), stop).0,
    }
}

fn read<'a>(body: &str, html: &'a str, told: Option<Facts>, stop: &Stop) -> (Shown<'a>, Option<Facts>) {
    let sheet = Sheet::read(body, stop);
    let mut tree = Tree::new(sheet, told);
    let mut tokens = Tokens::new(html);
    let (mut output, mut kept_from, mut at) = (String::new(), 0, 0);
    while let Some(token) = tokens.next() {
        if stop.is_set() {
            output.push_str(&html[kept_from..at]);
            return (Shown { html: Cow::Owned(output), hidden: tree.hidden(), is_left_out: false }, None);
        }
        let end = html.len() - tokens.rest().len();
        if !tree.keeps(&token) {
            output.push_str(&html[kept_from..at]);
            kept_from = end;
        }
        at = end;
    }
    tree.lose_all_if(tokens.is_in_doubt());
    let (hidden, facts) = (tree.hidden(), tree.facts());
    if kept_from == 0 {
        return (Shown { html: Cow::Borrowed(html), hidden, is_left_out: false }, facts);
    }
    output.push_str(&html[kept_from..]);
    (Shown { html: Cow::Owned(output), hidden, is_left_out: false }, facts)
}

/// Whether a text has a character that would be seen, its references decoded.
fn says_something(text: &str) -> bool {
    let text = super::reference::decode(text);
    let seen = |character: char| {
        character.is_ascii_graphic()
            || !character.is_ascii()
                && !crate::text::visible::is_blank(character)
                && !crate::text::visible::is_invisible(character)
                && !crate::text::visible::is_dependent(character)
    };
    text.contains(seen)
}

/// The same of text with markup.
fn shows_something(html: &str) -> bool {
    Tokens::new(html).any(|token| matches!(token, Token::Text(text) if says_something(text)))
}
