//! What an element's name and attributes say of whether it is drawn.

use std::borrow::Cow;

use super::{
    colour::Paint,
    declaration::{ATTRIBUTE, Background, Declarations, Ink, STYLE, Size},
    sheet::Sheet,
    surroundings::Surroundings,
    value::{LETTERS, Length, name_character, plain},
    variables::Variables,
};
use crate::html::{attribute, reference};

/// Elements that no browser draws where mail is read.
const NEVER: [&str; 10] =
    ["noscript", "noembed", "template", "datalist", "audio", "video", "canvas", "progress", "meter", "rp"];
/// Of those whose content the tokens skip, the ones that may hold something to read.
const SKIPPED: [&str; 5] = ["template", "iframe", "noframes", "svg", "math"];
/// Elements without content.
const VOID: [&str; 15] = [
    "br", "img", "input", "hr", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track", "param",
    "frame",
];

pub(super) fn is_in(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| name.eq_ignore_ascii_case(known))
}

pub(super) fn is_void(name: &str) -> bool {
    is_in(&VOID, name)
}

pub(super) fn may_hold_text(name: &str) -> bool {
    is_in(&SKIPPED, name)
}

/// What is declared of an element, in whatever way.
pub(super) struct Element<'a> {
    pub(super) declarations: Declarations,
    /// Whether its markup alone says that it is not drawn.
    pub(super) is_never_drawn: bool,
    pub(super) is_link: bool,
    /// What selectors may ask for, where there are any.
    pub(super) things: Vec<String>,
    /// What is read where a picture cannot be seen.
    pub(super) alternative: Option<&'a str>,
}

/// Reads a start tag. `None` for one that says nothing.
pub(super) fn read<'a>(
    name: &str,
    attributes: &'a str,
    sheet: &Sheet,
    surroundings: &Surroundings,
    variables: &mut Variables,
) -> Option<Element<'a>> {
    let is_never_drawn = is_in(&NEVER, name) || name.eq_ignore_ascii_case("dialog");
    if attributes.trim().is_empty() && sheet.is_empty() && !is_never_drawn {
        return None;
    }
    let mut element = Element {
        declarations: Declarations::default(),
        is_never_drawn,
        is_link: false,
        things: Vec::new(),
        alternative: None,
    };
    element.declarations.is_cell = is_in(&["td", "th"], name);
    if name.eq_ignore_ascii_case("marquee") {
        element.declarations.cuts_off.set(ATTRIBUTE, Some(true));
    }
    let (mut style, mut class, mut id) = (None, None, None);
    let mut rest = attributes;
    while let Some((attribute, value)) = attribute::next(&mut rest) {
        if sheet.has_attributes() {
            let value: String = reference::decode(value).trim().chars().map(name_character).collect();
            let attribute = attribute.to_ascii_lowercase();
            element.things.extend([format!("[{attribute}={value}]"), format!("[{attribute}]")]);
        }
        let slot = match attribute.to_ascii_lowercase().as_str() {
            "style" => &mut style,
            "class" => &mut class,
            "id" => &mut id,
            other => {
                element.attribute(name, other, value);
                continue;
            }
        };
        slot.get_or_insert(value);
    }
    if name.eq_ignore_ascii_case("font") {
        // The smallest of its sizes can be read.
        let size = Size::Of(Length::Pixels(LETTERS));
        element.declarations.size.set(ATTRIBUTE, has_size(attributes).then_some(size));
    }
    let decoded = |value: Option<&'a str>| value.map_or(Cow::Borrowed(""), reference::decode);
    if !sheet.is_empty() {
        let named =
            |mark: &str, text: &str| -> String { mark.chars().chain(text.chars().map(name_character)).collect() };
        let (id, classes) = (decoded(id), decoded(class));
        element.things.extend([String::from("*"), name.to_ascii_lowercase()]);
        element.things.extend((!id.is_empty()).then(|| named("#", id.trim())));
        element.things.extend(classes.split_ascii_whitespace().map(|class| named(".", class)));
        sheet.declare(&mut element.declarations, &element.things, surroundings);
    }
    if let Some(style) = style {
        let text = plain(&reference::decode(style)).into_owned();
        variables.set(&text);
        element.declarations.add(&text, STYLE, variables);
    }
    Some(element)
}

impl<'a> Element<'a> {
    fn attribute(&mut self, name: &str, attribute: &str, value: &'a str) {
        let is = |expected: &str| value.trim().eq_ignore_ascii_case(expected);
        match attribute {
            // A style may show it again, but for one that is hidden until it is found.
            "hidden" if is("until-found") => self.is_never_drawn = true,
            "hidden" | "popover" => self.declarations.no_display.set(ATTRIBUTE, Some(true)),
            "open" if name.eq_ignore_ascii_case("dialog") => self.is_never_drawn = false,
            "aria-hidden" if is("true") => self.is_never_drawn = true,
            "href" if name.eq_ignore_ascii_case("a") => self.is_link = true,
            "alt" if self.alternative.is_none() => self.alternative = Some(value),
            "color" | "text" => {
                let paint = Paint::read_attribute(&reference::decode(value));
                self.declarations.ink.set(ATTRIBUTE, paint.map(Ink::Of));
            }
            "bgcolor" => {
                let paint = Paint::read_attribute(&reference::decode(value));
                let background = paint.map_or(Background::Unknown, Background::Of);
                self.declarations.background.set(ATTRIBUTE, Some(background));
            }
            "width" | "height" if name.eq_ignore_ascii_case("marquee") => {
                let is_nothing = Length::read(value).map(|length| length.pixels() <= 1.0);
                self.declarations.extents[usize::from(attribute == "height")].set(ATTRIBUTE, is_nothing);
            }
            "background" => self.declarations.has_picture.set(ATTRIBUTE, Some(true)),
            _ => {}
        }
    }
}

fn has_size(attributes: &str) -> bool {
    let mut rest = attributes;
    std::iter::from_fn(|| attribute::next(&mut rest)).any(|(name, _)| name.eq_ignore_ascii_case("size"))
}
