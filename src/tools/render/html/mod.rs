//! Intercom's HTML as the Markdown that a model reads.
//!
//! Four steps, each linear in the length of the body: `hidden` leaves out what a reader does not see; `clean` turns
//! whatever a mail client wrote into shallow, well-nested HTML of few elements, a long body in pieces; `markdown` has
//! `htmd` convert those; `quotes` folds the history of earlier mails into one line that counts it. Scripts, styles,
//! comments and links to anything but the web, a mail address or a telephone are dropped on the way; signatures stay.

mod brief;
mod clean;
mod element;
mod markdown;
mod quotes;
mod reference;
mod tags;

use std::borrow::Cow;

use crate::{
    compute::Stop,
    html::{
        hidden::{shown, shown_until},
        sanitized::with_plain_markup,
    },
    text::visible::sanitize_converted,
};

/// Bytes of a body that are converted, at most: several novels. More would take seconds and a hundred times its memory.
const MAX_LENGTH: usize = 1024 * 1024;
/// Bytes of a tag that is looked for before the end of those.
const MAX_TAG: usize = 4 * 1024;

/// What is said of a body of which nothing is read.
const LEFT_OUT: &str = "everything left out, since its markup may hide any of it; read it in Intercom";

/// A body as a model reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// Its Markdown or its line.
    pub text: String,
    /// Passages of it that nobody sees, which were left out.
    pub hidden: usize,
    /// Whether all of it was, since its markup may hide any of it.
    pub is_left_out: bool,
}

impl Body {
    /// What is said of the passages that were left out: `3 hidden passages left out`.
    pub fn note(&self) -> Option<String> {
        match self.hidden {
            _ if self.is_left_out => Some(LEFT_OUT.to_owned()),
            0 => None,
            1 => Some("1 hidden passage left out".to_owned()),
            count => Some(format!("{count} hidden passages left out")),
        }
    }
}

/// A body as [`to_markdown`] writes it, and how much was left out of it.
pub fn markdown(html: &str) -> Body {
    markdown_until(html, &Stop::default())
}

/// The same; it ends early, with whatever there is, once `stop` is set.
pub fn markdown_until(html: &str, stop: &Stop) -> Body {
    let left = html.len() - beginning(html);
    let shown = shown_until(html, html.len() - left, stop);
    let mut text = convert(&shown.html, stop);
    if left > 0 {
        text.push_str(&format!("\n\n[the last {left} bytes of this body are left out; read them in Intercom]"));
    }
    Body { text, hidden: shown.hidden, is_left_out: shown.is_left_out }
}

/// Bytes of a body that are converted. A tag is not parted, unless it is endless.
fn beginning(html: &str) -> usize {
    if html.len() <= MAX_LENGTH {
        return html.len();
    }
    let end = html.floor_char_boundary(MAX_LENGTH);
    let tag = html[..end].rfind('<').filter(|begin| end - begin < MAX_TAG && !html[*begin..end].contains('>'));
    tag.unwrap_or(end)
}

/// A body as [`to_brief`] writes it, and how much was left out of it.
pub fn brief(html: &str) -> Body {
    let shown = shown(html, &Stop::default());
    Body { text: brief::convert(&shown.html), hidden: shown.hidden, is_left_out: shown.is_left_out }
}

/// A body as Markdown, without what nobody sees of it: whitespace folded, quoted history of earlier mails replaced by
/// `[quoted earlier messages: 3, 2140 characters]`. Never fails; text that is no HTML keeps its lines.
pub fn to_markdown(html: &str) -> String {
    markdown(html).text
}

fn convert(html: &str, stop: &Stop) -> String {
    if is_bare(html) {
        return html.trim().to_owned();
    }
    visible(quotes::fold(&markdown::convert(clean::clean(html), stop)), html).trim().to_owned()
}

/// The sender's own words as one line of text: links are their text alone, images `[image]`; what nobody sees, quoted
/// history, greeting, signature, emphasis, bullets and tables' lines are gone. Never empty unless the body is.
pub fn to_brief(html: &str) -> String {
    brief(html).text
}

/// A subject or a title as one line of plain text: no markup, entities decoded, whitespace folded.
pub fn to_line(html: &str) -> String {
    line_until(html, &Stop::default())
}

/// The same; it ends early, with whatever there is, once `stop` is set.
pub fn line_until(html: &str, stop: &Stop) -> String {
    if is_bare(html) {
        return html.trim().to_owned();
    }
    let text = markdown::reveal(&markdown::convert(clean::text_only(&shown(html, stop).html), stop));
    let text = visible(text, html);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is seen of a text that was converted from `html`. Character references stood for nothing yet when Intercom's
/// answer was decoded, tags may have parted what belongs together, and of what stands in tags everything was left
/// (`html/sanitized.rs`): so it may hold no more that perhaps nobody sees than the text of `html` does.
fn visible(text: String, html: &str) -> String {
    match sanitize_converted(&text, &with_plain_markup(html)) {
        Cow::Borrowed(_) => text,
        Cow::Owned(seen) => seen,
    }
}

/// One line of text in which nothing needs converting: most titles, many chat messages.
fn is_bare(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && byte != b'<' && byte != b'&' && byte < 0x7f) && !text.contains("  ")
}

/// Characters that stand for something else between the steps. They are of the private use area, are replaced
/// in what Intercom sends, and never leave this module.
mod mark {
    /// Characters that Markdown would give a meaning: hidden from `htmd`, so that it escapes nothing.
    /// `user_name` is worth more to a reader than `user\_name`.
    pub(super) const HIDDEN: &[(char, char)] = &[
        ('*', '\u{e001}'),
        ('_', '\u{e002}'),
        ('`', '\u{e003}'),
        ('[', '\u{e004}'),
        (']', '\u{e005}'),
        ('\\', '\u{e006}'),
        ('-', '\u{e007}'),
        ('+', '\u{e008}'),
        ('=', '\u{e009}'),
        ('~', '\u{e00a}'),
        ('#', '\u{e00b}'),
        ('.', '\u{e00c}'),
        ('>', GREATER),
        ('>', GREATER_IN_CODE),
        ('<', '\u{e00f}'),
    ];
    /// A `>` that somebody typed, as opposed to the one that Markdown puts before a quote.
    pub(super) const GREATER: char = '\u{e00d}';
    /// The same in code, where it does not begin a quote.
    pub(super) const GREATER_IN_CODE: char = '\u{e00e}';
    /// Here quoted history begins, and ends with the next [`QUOTE_END`].
    pub(super) const QUOTE: char = '\u{e010}';
    /// Here it ends.
    pub(super) const QUOTE_END: char = '\u{e011}';
    /// All that follows is quoted history.
    pub(super) const QUOTE_REST: char = '\u{e012}';
    /// The end of a table's cell.
    pub(super) const CELL: char = '\u{e013}';
    /// The end of a table's row.
    pub(super) const ROW: char = '\u{e014}';

    /// Whether a character is one of these.
    pub(super) fn is_mark(character: char) -> bool {
        ('\u{e000}'..='\u{e01f}').contains(&character)
    }

    /// Whether a character is none that a body may hold: one of these, or a control character.
    pub(super) fn is_unreadable(character: char) -> bool {
        is_mark(character) || character.is_control() && character != '\n' && character != '\t'
    }
}
