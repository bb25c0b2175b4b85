//! Names of elements, by what the HTML standard's tree construction says of them (13.2.4.2, 13.2.6.4).

use super::element::is_in;

/// How far end tags look past an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Every end tag looks past it.
    Ordinary,
    /// Only its own kind does, and that of items of lists.
    Passable,
    /// "Special": only its own kind does.
    Special,
}

/// Elements that an end tag does not look past ("in scope").
pub(super) const SCOPE: [&str; 10] =
    ["applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "select"];
/// The same for paragraphs.
pub(super) const BUTTON_SCOPE: [&str; 11] =
    ["applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "select", "button"];
/// The same for items of lists.
pub(super) const LIST_SCOPE: [&str; 12] =
    ["applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "select", "ol", "ul"];
/// Elements that stand in the head where there is no body yet.
pub(super) const HEAD: [&str; 11] =
    ["base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title"];
/// Elements of which nothing is kept open.
pub(super) const EMPTY: [&str; 10] =
    ["script", "style", "title", "iframe", "noframes", "noembed", "noscript", "template", "svg", "math"];
/// Parts of a table.
pub(super) const PARTS: [&str; 9] = ["caption", "col", "colgroup", "tbody", "thead", "tfoot", "tr", "td", "th"];
/// Those in which text has no place.
pub(super) const ROWS: [&str; 5] = ["table", "tbody", "thead", "tfoot", "tr"];
/// Elements that end where something else implies it (13.2.6.3).
pub(super) const IMPLIED: [&str; 10] = ["dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc"];
/// Elements that bar formatting from what is in them.
pub(super) const BARRIERS: [&str; 6] = ["td", "th", "caption", "applet", "object", "marquee"];
pub(super) const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
/// Elements that go on behind the end of a block that they began in.
pub(super) const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that end a paragraph.
pub(super) const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "header",
    "hgroup",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "search",
    "section",
    "summary",
    "ul",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "listing",
    "form",
    "li",
    "dd",
    "dt",
    "plaintext",
    "table",
    "hr",
    "xmp",
];
/// Of those, the one that every end tag looks past.
const PASSED: &str = "dialog";

/// Whether a browser draws an element of this name as a block.
pub(super) fn is_block(name: &str) -> bool {
    is_in(&BLOCKS, name)
}

const OTHERS: [&str; 12] = [
    "applet", "button", "caption", "colgroup", "iframe", "marquee", "object", "select", "tbody", "td", "textarea",
    "tfoot",
];
const MORE: [&str; 6] = ["th", "thead", "tr", "html", "body", "head"];

/// How far end tags look past an element of this name.
pub(super) fn kind(name: &str) -> Kind {
    if name == PASSED {
        Kind::Ordinary
    } else if is_in(&["address", "div", "p"], name) {
        Kind::Passable
    } else if is_in(&BLOCKS, name) || is_in(&OTHERS, name) || is_in(&MORE, name) {
        Kind::Special
    } else {
        Kind::Ordinary
    }
}

/// Whether an end tag of this name looks for its element up to a scope (13.2.6.4.7).
pub(super) fn ends_in_scope(name: &str) -> bool {
    kind(name) != Kind::Ordinary || name == PASSED
}

/// Whether formatting goes on where an element of this name begins.
pub(super) fn goes_on_in(name: &str) -> bool {
    kind(name) == Kind::Ordinary && !is_in(&BLOCKS, name)
        || is_in(&["button", "select", "applet", "marquee", "object", "xmp"], name)
}
