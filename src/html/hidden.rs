//! What of a body nobody sees: elements and text that the styles of the body itself hide from a reader.
//!
//! A teammate reads a mail as a browser draws it; a model would read its source. So that both read the same, this takes
//! out what is not drawn, and counts it. Followed are the rules of CSS as far as a mail can use them to hide something:
//! the cascade of `style` attributes, `style` elements and the attributes of old, inheritance, and implied end tags.
//!
//! - with all that is in it: `display:none`, no opacity, no size and nothing that flows over, clipped, masked, scaled or
//!   turned to nothing, off the screen; `hidden`, `popover`, `aria-hidden=true`; `noscript`, `template`, `datalist`, a
//!   closed `dialog`, the fallback of `audio`, `video`, `canvas`, `progress` and `meter`
//! - unless something within says otherwise: `visibility`, letters of less than three pixels or upon one another,
//!   `text-indent`, text in the colour of its background
//!
//! It stays where in doubt, since what customers said must not be lost:
//! - over a picture or a gradient any colour can be read, and a picture that does not load is not known to
//! - a box without height shows its text unless it cuts off what flows over; so does one with padding below
//! - `line-height:0` alone hides nothing; `mso-hide` hides from Outlook only, and `filter:alpha()` from browsers of old
//! - closed `details` and the other options of a list open at a click; what is far below is scrolled to
//! - the fallback of an `object` is shown where that does not load
//! - what another element covers, a path to clip along, or what moves: it is not drawn here
//! - the place among siblings (`:first-child`), `:has()`, rules within rules and rules for print, narrow windows or other
//!   choices of a reader: they hide nothing
//! - a rule that breaks the syntax of CSS (`display:none}`) is none, as in a browser
//!
//! Linear in the length of the body: an end tag looks 64 elements back at most, a `style` element has at most 200
//! rules whose selectors name more than one thing, a value reads at most 512 bytes of custom properties.

mod colour;
mod computed;
mod declaration;
mod element;
mod media;
mod number;
mod property;
mod selector;
mod shape;
mod sheet;
mod surroundings;
mod tree;
mod value;
mod variables;

use std::borrow::Cow;

use super::token::{Token, Tokens};

/// A body without what nobody sees.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The rest.
    pub html: Cow<'a, str>,
    /// Passages that were left out: each has a visible character, and is within no other one.
    pub hidden: usize,
}

/// What is drawn of `html`. Text without markup is not copied.
pub fn shown(html: &str) -> Shown<'_> {
    if !html.contains('<') {
        return Shown { html: Cow::Borrowed(html), hidden: 0 };
    }
    let mut tree = tree::Tree::new(sheet::Sheet::read(html));
    let mut tokens = Tokens::new(html);
    let (mut output, mut kept_from, mut at) = (String::new(), 0, 0);
    while let Some(token) = tokens.next() {
        let end = html.len() - tokens.rest().len();
        if !tree.keeps(&token) {
            output.push_str(&html[kept_from..at]);
            kept_from = end;
        }
        at = end;
    }
    let hidden = tree.hidden();
    if kept_from == 0 {
        return Shown { html: Cow::Borrowed(html), hidden };
    }
    output.push_str(&html[kept_from..]);
    Shown { html: Cow::Owned(output), hidden }
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
