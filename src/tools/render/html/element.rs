//! The elements and attributes that matter for reading a mail, and how mail clients mark quoted history.

use std::borrow::Cow;

use super::reference;
use crate::html::attribute;

/// What becomes of an element.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Break,
    Rule,
    Image,
    /// Within a line; the name is the one it is written as.
    Inline(&'static str),
    /// On lines of its own.
    Block(&'static str),
}

const KINDS: &[(&str, Kind)] = &[
    ("div", Kind::Block("div")),
    ("p", Kind::Block("p")),
    ("br", Kind::Break),
    ("a", Kind::Inline("a")),
    ("b", Kind::Inline("b")),
    ("strong", Kind::Inline("b")),
    ("i", Kind::Inline("i")),
    ("em", Kind::Inline("i")),
    ("img", Kind::Image),
    ("table", Kind::Block("table")),
    ("tr", Kind::Block("tr")),
    ("td", Kind::Block("td")),
    ("th", Kind::Block("th")),
    ("ul", Kind::Block("ul")),
    ("ol", Kind::Block("ol")),
    ("li", Kind::Block("li")),
    ("blockquote", Kind::Block("blockquote")),
    ("hr", Kind::Rule),
    ("h1", Kind::Block("h1")),
    ("h2", Kind::Block("h2")),
    ("h3", Kind::Block("h3")),
    ("h4", Kind::Block("h4")),
    ("h5", Kind::Block("h5")),
    ("h6", Kind::Block("h6")),
    ("pre", Kind::Block("pre")),
    ("code", Kind::Inline("code")),
    ("kbd", Kind::Inline("code")),
    ("samp", Kind::Inline("code")),
    ("tt", Kind::Inline("code")),
    ("address", Kind::Block("div")),
    ("article", Kind::Block("div")),
    ("aside", Kind::Block("div")),
    ("caption", Kind::Block("div")),
    ("center", Kind::Block("div")),
    ("dd", Kind::Block("div")),
    ("dl", Kind::Block("div")),
    ("dt", Kind::Block("div")),
    ("figcaption", Kind::Block("div")),
    ("figure", Kind::Block("div")),
    ("footer", Kind::Block("div")),
    ("form", Kind::Block("div")),
    ("header", Kind::Block("div")),
    ("main", Kind::Block("div")),
    ("nav", Kind::Block("div")),
    ("section", Kind::Block("div")),
];

/// What becomes of the element of that name; `None` keeps its content alone.
pub(super) fn kind(name: &str) -> Option<Kind> {
    KINDS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
}

/// What an element says of quoted history.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    Nothing,
    /// Its content is a quoted mail.
    Inside,
    /// It and all that follows is.
    FromHere,
}

/// Classes of elements around a quoted mail: Gmail, Yahoo, Proton, Zoho, Yandex and Mail.ru.
const QUOTE_CLASSES: &[&str] = &[
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "yandex_quote",
    "mail-quote-collapse",
];

/// The attributes that are looked at, entities and all.
#[derive(Default)]
pub(super) struct Attributes<'a> {
    pub(super) href: Option<Cow<'a, str>>,
    pub(super) src: Option<Cow<'a, str>>,
    pub(super) alt: Option<Cow<'a, str>>,
    class: Option<Cow<'a, str>>,
    id: Option<Cow<'a, str>>,
    kind: Option<Cow<'a, str>>,
    /// An image of one pixel, which tells a sender that the mail was opened.
    pub(super) is_invisible: bool,
}

impl<'a> Attributes<'a> {
    /// Reads the text between a tag's name and its `>`; of equal names the first counts.
    pub(super) fn read(text: &'a str) -> Self {
        let mut attributes = Self::default();
        let mut rest = text;
        while let Some((name, value)) = attribute::next(&mut rest) {
            let slot = match name.to_ascii_lowercase().as_str() {
                "href" => &mut attributes.href,
                "src" => &mut attributes.src,
                "alt" => &mut attributes.alt,
                "class" => &mut attributes.class,
                "id" => &mut attributes.id,
                "type" => &mut attributes.kind,
                "width" | "height" => {
                    attributes.is_invisible |= matches!(value, "0" | "1" | "1px");
                    continue;
                }
                _ => continue,
            };
            slot.get_or_insert(decoded(value));
        }
        attributes
    }

    /// What an element with these attributes says of quoted history.
    pub(super) fn quoting(&self, name: &str) -> Quoting {
        let has_class = |class: &str| self.class.as_deref().unwrap_or_default().split_whitespace().any(|c| c == class);
        let id = self.id.as_deref().unwrap_or_default();
        // Outlook on the web, its mobile apps, and Hotmail put the history behind a mark.
        if matches!(id, "divRplyFwdMsg" | "appendonsend" | "stopSpelling" | "mail-editor-reference-message-container") {
            return Quoting::FromHere;
        }
        let is_cite =
            name == "blockquote" && self.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("cite"));
        if is_cite || QUOTE_CLASSES.iter().any(|class| has_class(class)) {
            return Quoting::Inside;
        }
        Quoting::Nothing
    }
}

/// Entities that decide what an address is; the parser behind decodes the rest.
fn decoded(value: &str) -> Cow<'_, str> {
    if value.contains('&') {
        let value = value.replace("&colon;", ":").replace("&Tab;", "").replace("&NewLine;", "");
        return Cow::Owned(reference::decode_numeric(&value).into_owned());
    }
    Cow::Borrowed(value)
}
