//! What of a body nobody sees: elements and text that the styles of the body itself hide from a reader.
//!
//! A teammate reads a mail as a browser draws it; a model would read its source. So that both read the same, this takes
//! out what is not drawn, and counts it. Followed are the rules of CSS as far as a mail can use them to hide something:
//! the cascade of `style` attributes, `style` elements and the attributes of old, inheritance, and implied end tags.
//!
//! - with all that is in it: `display:none`, `opacity:0`, no size and nothing that flows over, clipped, scaled to
//!   nothing, off the screen; `hidden`, `popover`, `aria-hidden=true`; `noscript`, `template`, `datalist`, a closed
//!   `dialog`, the fallback of `audio`, `video` and `canvas`
//! - unless something within says otherwise: `visibility`, letters of less than three pixels, `text-indent`, text in
//!   the colour of its background
//!
//! It stays where in doubt, since what customers said must not be lost: over a picture or a gradient any colour can be
//! read, a box without height shows its text unless it cuts off what flows over, `line-height:0` alone hides nothing,
//! `mso-hide` hides from Outlook only, closed `details` open at a click, and a rule for print or for narrow windows is not
//! for a teammate's.
//!
//! Linear in the length of the body: an end tag looks 64 elements back at most, a `style` element has at most 200
//! rules whose selectors name more than one thing.

mod colour;
mod computed;
mod declaration;
mod element;
mod sheet;
mod tree;
mod value;

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
