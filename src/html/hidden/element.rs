//! What an element's name and attributes say of whether it is drawn.

use std::borrow::Cow;

use super::{
    colour::{BLUE, Paint},
    context::Context,
    declaration::Reading,
    declared::{ATTRIBUTE, BROWSER, Declarations, STYLE, Size, Slot, Value},
    matching::Features,
    paints::Paints,
    sheet::Sheet,
    value::{Length, name_character, plain},
};
use crate::html::{attribute, reference};

/// Elements that are not drawn where mail is read, or not for certain: what scripts replace, the fallback of what browsers
/// can draw, what opens at a click, what moves.
const NEVER: [&str; 17] = [
    "noscript", "noembed", "noframes", "iframe", "template", "datalist", "audio", "video", "canvas", "progress",
    "meter", "rp", "select", "marquee", "svg", "math", "frameset",
];
/// Of those whose content the tokens skip, the ones that may hold something to read.
const SKIPPED: [&str; 7] = ["template", "iframe", "noframes", "noembed", "noscript", "svg", "math"];
/// Elements without content.
const VOID: [&str; 19] = [
    "br", "img", "input", "hr", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track", "param",
    "frame", "image", "bgsound", "basefont", "keygen",
];
/// Elements that are drawn within lines.
const INLINE: [&str; 38] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr", "br",
];

pub(super) fn is_in(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| name.eq_ignore_ascii_case(known))
}

pub(super) fn is_void(name: &str) -> bool {
    is_in(&VOID, name)
}

pub(super) fn is_inline(name: &str) -> bool {
    is_in(&INLINE, name)
}

pub(super) fn may_hold_text(name: &str) -> bool {
    is_in(&SKIPPED, name)
}

/// What is declared of an element, in whatever way.
#[derive(Default)]
pub(super) struct Element<'a> {
    pub(super) declarations: Declarations,
    /// Whether its markup alone says that it is not drawn.
    pub(super) is_never_drawn: bool,
    /// Whether it is closed, but for its `summary`.
    pub(super) is_closed: bool,
    /// What is read where a picture cannot be seen.
    pub(super) alternative: Option<&'a str>,
}

/// Colours that the attributes of `body` give to links.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Links(Option<Paints>);

/// Reads a start tag, whose name is in lower case.
pub(super) fn read<'a>(
    name: &str,
    attributes: &'a str,
    sheet: &mut Sheet,
    context: &mut Context,
    links: &mut Links,
) -> Element<'a> {
    let mut element = Element { is_never_drawn: is_in(&NEVER, name), ..Element::default() };
    element.is_never_drawn |= name == "dialog";
    element.is_closed = name == "details";
    element.by_name(name);
    if attributes.trim().is_empty() && sheet.is_empty() {
        return element;
    }
    let is_asked = !sheet.is_empty();
    let mut features = Features::default();
    let mut style = None;
    let mut seen: Vec<String> = Vec::new();
    let mut rest = attributes;
    while let Some((attribute, value)) = attribute::next(&mut rest) {
        let attribute = attribute.to_ascii_lowercase();
        // Of two with the same name the first counts. Past some it does not matter which.
        if seen.len() < 64 && seen.contains(&attribute) {
            continue;
        }
        let decoded = reference::decode_attribute(value);
        match attribute.as_str() {
            "style" => style = style.or(Some(decoded.clone())),
            "class" if is_asked => {
                features.things.extend(decoded.split_ascii_whitespace().map(|class| format!(".{}", named(class))))
            }
            "id" if is_asked => features.things.push(format!("#{}", named(&decoded))),
            other => element.attribute(name, other, &decoded, value, links),
        }
        if is_asked && features.attributes.len() < 64 {
            features.attributes.push((attribute.clone(), decoded.into_owned()));
        }
        if seen.len() < 64 {
            seen.push(attribute);
        }
    }
    if is_asked {
        name.clone_into(&mut features.name);
        sheet.enter(&mut element.declarations, features);
    }
    if let Some(style) = style {
        let text: Cow<'_, str> = plain(&style);
        context.variables.set(&text);
        element.declarations.add(&text, Reading::new(STYLE, context));
    }
    element
}

fn named(text: &str) -> String {
    text.chars().map(name_character).collect()
}

impl<'a> Element<'a> {
    fn set(&mut self, slot: Slot, value: Value) {
        self.declarations.set(slot, ATTRIBUTE, true, value);
    }

    /// What browsers declare of an element by its name.
    fn by_name(&mut self, name: &str) {
        let mut set = |slot, value| self.declarations.set(slot, BROWSER, true, value);
        let smaller = |times| Value::Size(Size { pixels: f32::INFINITY, times });
        let paint = |text: &str| Value::Paints(Paint::read(text).map_or(Paints::UNKNOWN, Paints::from));
        match name {
            "small" | "sub" | "sup" => set(Slot::Size, smaller(0.83)),
            "code" | "tt" | "kbd" | "samp" => set(Slot::Size, smaller(0.95)),
            "rt" | "rtc" => set(Slot::Size, smaller(0.6)),
            "button" => {
                set(Slot::Ink, paint("black"));
                set(Slot::Background, paint("#efefef"));
                set(Slot::Size, Value::Size(Size { pixels: 13.3, times: f32::INFINITY }));
            }
            "textarea" => {
                set(Slot::Ink, paint("black"));
                set(Slot::Background, paint("white"));
                set(Slot::Size, Value::Size(Size { pixels: 13.3, times: f32::INFINITY }));
            }
            "mark" => {
                set(Slot::Ink, paint("black"));
                set(Slot::Background, paint("yellow"));
            }
            "dialog" => {
                set(Slot::Ink, paint("black"));
                set(Slot::Background, paint("white"));
                set(Slot::Covers, Value::Flag(true));
            }
            "pre" | "xmp" | "plaintext" | "nobr" => set(Slot::Unwrapped, Value::Flag(true)),
            _ => {}
        }
    }

    fn attribute(&mut self, name: &str, attribute: &str, value: &str, raw: &'a str, links: &mut Links) {
        let is = |expected: &str| value.trim().eq_ignore_ascii_case(expected);
        let paint = || Paint::read_attribute(value).map(|paint| Value::Paints(paint.into()));
        match attribute {
            // A style may show it again, but for one that is hidden until it is found.
            "hidden" if is("until-found") => self.is_never_drawn = true,
            "hidden" | "popover" => self.set(Slot::Display, Value::Flag(true)),
            "open" if name == "dialog" => self.is_never_drawn = false,
            "open" if name == "details" => self.is_closed = false,
            "aria-hidden" if is("true") => self.is_never_drawn = true,
            "data" | "type" | "classid" if name == "object" => self.is_never_drawn = true,
            "href" if name == "a" => {
                let paints = links.0.unwrap_or_else(|| Paint::from(BLUE).into());
                self.declarations.set(Slot::Ink, BROWSER, true, Value::Paints(paints));
            }
            "alt" => self.alternative = self.alternative.or(Some(raw)),
            // All links may have been visited.
            "link" | "vlink" if name == "body" => {
                let paints = Paint::read_attribute(value).map_or(Paints::of([]), Paints::from);
                links.0 = Some(links.0.unwrap_or_else(|| Paint::from(BLUE).into()).or(paints));
            }
            "color" if matches!(name, "font" | "basefont") => {
                paint().into_iter().for_each(|paint| self.set(Slot::Ink, paint))
            }
            "text" if name == "body" => paint().into_iter().for_each(|paint| self.set(Slot::Ink, paint)),
            "bgcolor"
                if matches!(
                    name,
                    "body" | "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "col" | "colgroup"
                ) =>
            {
                paint().into_iter().for_each(|paint| self.set(Slot::Background, paint));
            }
            "background" if matches!(name, "body" | "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th") => {
                let is_brought = value.trim_start().to_ascii_lowercase().starts_with("data:");
                let is_nothing = value.trim().is_empty();
                let paints = if is_brought { Paints::UNKNOWN } else { Paints::PICTURE };
                self.set(Slot::Picture, Value::Paints(if is_nothing { Paints::INHERITED } else { paints }));
            }
            "width" | "height" if matches!(name, "img" | "image" | "td" | "th" | "table" | "iframe" | "object") => {
                let slot = if attribute == "width" { Slot::Width } else { Slot::Height };
                let length = Length::read(value.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
                // A cell without a width has that of its content.
                let length = length.map(Length::pixels).filter(|pixels| *pixels > 0.0 || name.starts_with("im"));
                length.into_iter().for_each(|pixels| self.set(slot, Value::Range(pixels, pixels)));
            }
            // The smallest of its sizes can be read.
            "size" if name == "font" => self.set(Slot::Size, Value::Size(Size { pixels: 10.0, times: f32::INFINITY })),
            "face" if name == "font" => {
                let is_pictorial = Context::default().is_pictorial(&value.to_ascii_lowercase());
                self.set(Slot::Pictorial, Value::Flag(is_pictorial));
            }
            "dir" => {
                self.set(Slot::FromRight, Value::Flag(!is("ltr") && !is("auto")));
                let is_turned = name == "bdo" && !is("ltr");
                self.is_never_drawn |= is_turned;
            }
            "nowrap" if matches!(name, "td" | "th") => self.set(Slot::Unwrapped, Value::Flag(true)),
            "fgcolor" | "opacity" | "fill" => {}
            _ => {}
        }
    }
}
