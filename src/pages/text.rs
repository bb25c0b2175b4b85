//! Makes what strangers wrote presentable: nothing invisible, nothing that reorders, nothing endless.
//!
//! Escaping is the templates' work. This is about text that is harmless as HTML and still lies: a right-to-left
//! override that turns an address round, a name of blanks, a tower of accents over the line above
//! (Unicode Technical Report 36, "Unicode Security Considerations").

/// Characters of a client's name that are shown.
const NAME: usize = 100;
/// Characters of a host or an address: DNS allows 253.
const ADDRESS: usize = 300;
/// Characters of a sentence, in which a request's own values may be quoted.
const PROSE: usize = 1_000;
/// Characters of one such value.
const LITERAL: usize = 300;
/// Combining marks in a row that writing systems need.
const MARKS: usize = 2;

/// Shown as nothing, or moving what stands around them: `Default_Ignorable_Code_Point`, the bidirectional controls,
/// blanks that are no white space, and code points without a meaning of their own.
const INVISIBLE: &[(char, char)] = &[
    ('\u{AD}', '\u{AD}'),
    ('\u{34F}', '\u{34F}'),
    ('\u{61C}', '\u{61C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{E000}', '\u{F8FF}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFFC}'),
    ('\u{FFFE}', '\u{FFFF}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{10FFFF}'),
];

/// Blocks of marks that are drawn over the character before them.
const COMBINING: &[(char, char)] = &[
    ('\u{300}', '\u{36F}'),
    ('\u{483}', '\u{489}'),
    ('\u{1AB0}', '\u{1AFF}'),
    ('\u{1DC0}', '\u{1DFF}'),
    ('\u{20D0}', '\u{20FF}'),
    ('\u{FE20}', '\u{FE2F}'),
];

/// What a client calls itself, on one line, cut at its end; none if nothing of it can be seen.
pub(super) fn name(text: &str) -> Option<String> {
    let shown = cut(&clean(text, NAME + 1), NAME);
    (!shown.is_empty()).then_some(shown)
}

/// A host or an address. Cut at its front, since the end of a host says whose it is.
pub(super) fn address(text: &str) -> String {
    let shown = clean(text, usize::MAX);
    let surplus = shown.chars().count().saturating_sub(ADDRESS);
    if surplus == 0 { shown } else { format!("…{}", shown.chars().skip(surplus).collect::<String>()) }
}

/// A sentence in pieces, of which those between backticks are literals. Each of them is cut by itself, so that a long
/// one does not take the rest of the sentence with it.
pub(super) fn prose(text: &str) -> Vec<Piece> {
    let (mut pieces, mut left) = (Vec::new(), PROSE);
    for (index, text) in clean(text, usize::MAX).split('`').enumerate() {
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

/// At most `limit` visible characters; every run of white space and control characters becomes one space.
fn clean(text: &str, limit: usize) -> String {
    let (mut shown, mut count, mut marks) = (String::new(), 0, 0);
    for character in text.chars() {
        if count >= limit {
            break;
        }
        if is_in(INVISIBLE, character) {
            continue;
        }
        let is_blank = character.is_whitespace() || character.is_control();
        let is_mark = is_in(COMBINING, character);
        marks = if is_mark { marks + 1 } else { 0 };
        // A mark needs a character to stand on; at the front it would stand on ours.
        if (is_blank || is_mark) && shown.is_empty() || is_blank && shown.ends_with(' ') || marks > MARKS {
            continue;
        }
        shown.push(if is_blank { ' ' } else { character });
        count += 1;
    }
    shown.truncate(shown.trim_end().len());
    shown
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

fn is_in(ranges: &[(char, char)], character: char) -> bool {
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&character))
}
