//! Makes what strangers wrote presentable: nothing invisible, nothing that reorders, nothing endless.
//!
//! Escaping is the templates' work. This is about text that is harmless as HTML and still lies: a right-to-left
//! override that turns an address round, a tower of accents over the line above (Unicode Technical Report 36, "Unicode
//! Security Considerations"). Names of clients are [`crate::text::name`]'s.

use crate::text::visible;

/// Characters of a heading.
const TITLE: usize = 100;
/// Characters of a host or an address: DNS allows 253.
const ADDRESS: usize = 300;
/// Characters of a sentence, in which a request's own values may be quoted.
const PROSE: usize = 1_000;
/// Characters of one such value.
const LITERAL: usize = 300;

/// A host or an address. Cut at its front, since the end of a host says whose it is.
pub(super) fn address(text: &str) -> String {
    let shown = clean(text);
    let surplus = shown.chars().count().saturating_sub(ADDRESS);
    if surplus == 0 { shown } else { format!("…{}", shown.chars().skip(surplus).collect::<String>()) }
}

/// A sentence in pieces, of which those between backticks are literals. Each of them is cut by itself, so that a long
/// one does not take the rest of the sentence with it.
pub(super) fn prose(text: &str) -> Vec<Piece> {
    let (mut pieces, mut left) = (Vec::new(), PROSE);
    for (index, text) in clean(text).split('`').enumerate() {
        let literal = index % 2 == 1;
        let limit = if literal { LITERAL.min(left) } else { left };
        if !text.is_empty() && limit > 0 {
            left -= text.chars().take(limit).count();
            pieces.push(Piece { literal, text: cut(text, limit) });
        }
    }
    pieces
}

/// A part of a sentence.
pub(super) struct Piece {
    /// Whether it stands for itself, character by character.
    pub(super) literal: bool,
    pub(super) text: String,
}

/// A sentence that heads a page, without literals; none if nothing of it can be seen.
pub(super) fn title(text: &str) -> Option<String> {
    let shown = cut(&clean(text), TITLE);
    (!shown.is_empty()).then_some(shown)
}

/// What can be seen of a text; every run of white space becomes one space.
fn clean(text: &str) -> String {
    // At the front a mark would stand on ours.
    let visible = visible::sanitize(text);
    let visible =
        visible.trim_start_matches(|character| visible::is_general_mark(character) || character.is_whitespace());
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
