//! What an element's name and attributes say of whether it is drawn.

use std::borrow::Cow;

use super::{
    colour::{BLUE, Paint},
    context::is_pictorial,
    declaration::Reading,
    declared::{ATTRIBUTE, BROWSER, Declarations, STYLE, Size, Slot, Value},
    matching::Features,
    paints::Paints,
    sheet::Sheet,
    value::{Length, is_space, name_character, plain},
};
use crate::html::{attribute, reference};

/// Elements that are not drawn where mail is read, or not for certain: what scripts replace, the fallback of what browsers
/// can draw, what opens at a click, what moves, what asks for a permission.
const NEVER: [&str; 33] = [
    "noscript",
    "noembed",
    "noframes",
    "iframe",
    "template",
    "datalist",
    "audio",
    "video",
    "canvas",
    "progress",
    "meter",
    "rp",
    "select",
    "marquee",
    "svg",
    "math",
    "frameset",
    "textarea",
    "fencedframe",
    "geolocation",
    "permission",
    "usermedia",
    "camera",
    "microphone",
    "install",
    "login",
    "portal",
    "webview",
    "selectlist",
    "listbox",
    "selectedcontent",
    "model",
    "slot",
];
/// Of those whose content the tokens skip, the ones that may hold something to read.
const SKIPPED: [&str; 7] = ["template", "iframe", "noframes", "noembed", "noscript", "svg", "math"];
/// Elements without content.
const VOID: [&str; 19] = [
    "br", "img", "input", "hr", "meta", "link", "wbr", "area", "base", "col", "embed", "source", "track", "param",
    "frame", "image", "bgsound", "basefont", "keygen",
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
#[derive(Default)]
pub(super) struct Element<'a> {
    pub(super) declarations: Declarations,
    /// Whether its markup alone says that it is not drawn.
    pub(super) is_never_drawn: bool,
    /// Whether it is closed, but for its `summary`.
    pub(super) is_closed: bool,
    /// What is read where a picture cannot be seen.
    pub(super) alternative: Option<&'a str>,
    /// Pixels between what is in two cells of a table, as its attributes say.
    pub(super) between: f32,
    /// Columns and rows that a cell takes.
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Whether it is one of several of which a reader sees one.
    is_exclusive: bool,
}

/// Colours that the attributes of `body` give to links.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Links(Option<Paints>);

/// Reads a start tag, whose name is in lower case.
pub(super) fn read<'a>(name: &str, attributes: &'a str, sheet: &mut Sheet, links: &mut Links) -> Element<'a> {
    let mut element = Element { is_never_drawn: is_in(&NEVER, name), columns: 1, rows: 1, ..Element::default() };
    element.is_never_drawn |= name == "dialog";
    element.is_closed = name == "details";
    element.by_name(name);
    if attributes.trim_matches(is_space).is_empty() && sheet.is_empty() {
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
        // Of names and values in other letters it is not told which selectors mean them.
        features.is_strange |= features.attributes.len() >= 64
            || matches!(attribute.as_str(), "class" | "id")
                && !decoded.bytes().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
            || !attribute.bytes().all(|byte| byte.is_ascii_graphic());
        if is_asked && features.attributes.len() < 64 {
            features.attributes.push((named(&attribute), decoded.clone().into_owned()));
        }
        if seen.len() < 64 {
            seen.push(attribute);
        }
    }
    element.is_closed |= element.is_exclusive;
    if is_asked {
        features.name = named(name);
        features.is_strange |= !name.bytes().all(|byte| byte.is_ascii_graphic());
        sheet.enter(&mut element.declarations, features);
    }
    if let Some(style) = style {
        let text: Cow<'_, str> = plain(&style);
        element.declarations.add(&text, Reading::new(STYLE));
    }
    element
}

/// Elements whose attributes say how large they are.
const SIZED: [&str; 14] = [
    "img", "image", "td", "th", "table", "iframe", "object", "hr", "col", "colgroup", "canvas", "video", "embed",
    "input",
];

/// The number that an attribute begins with.
fn number(value: &str) -> Option<f32> {
    match Length::read(value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%'))? {
        Length::Pixels(pixels) => Some(pixels),
        _ => None,
    }
}

/// The size of letters of a `font` element: from 1 to 7, or so much more or less than 3 (HTML standard, 15.3.10).
fn font_size(value: &str) -> Size {
    const SIZES: [f32; 7] = [10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0];
    let value = value.trim_matches(is_space);
    let number = value.trim_start_matches(['+', '-']).parse::<usize>().unwrap_or(3);
    let size = match value.as_bytes().first() {
        Some(b'+') => number.saturating_add(3),
        Some(b'-') => 3_usize.saturating_sub(number),
        _ => number,
    };
    Size::pixels(SIZES[size.clamp(1, 7) - 1])
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
        let smaller = |times| Value::Size(Size::times(times));
        let paint = |text: &str| Value::Paints(Paint::read(text).map_or(Paints::UNKNOWN, Paints::from));
        let pixels = |pixels| Value::Range(pixels, pixels);
        // A margin follows the letters, and is declared for small ones here: others leave more room.
        let mut around = |vertical: f32, horizontal: f32| {
            [(Slot::MarginTop, vertical), (Slot::MarginBottom, vertical), (Slot::MarginLeft, horizontal)]
                .into_iter()
                .filter(|(_, width)| *width > 0.0)
                .for_each(|(slot, width)| self.declarations.set(slot, BROWSER, true, pixels(width)));
        };
        match name {
            "p" | "pre" | "xmp" | "listing" | "plaintext" | "dl" => around(12.0, 0.0),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => around(10.0, 0.0),
            "ul" | "ol" | "menu" | "dir" => self.declarations.set(Slot::PaddingLeft, BROWSER, true, pixels(40.0)),
            "blockquote" | "figure" => {
                around(12.0, 40.0);
                self.declarations.set(Slot::MarginRight, BROWSER, true, pixels(40.0));
            }
            "dd" => around(0.0, 40.0),
            "fieldset" => around(0.0, 18.0),
            _ => {}
        }
        let mut set = |slot, value| self.declarations.set(slot, BROWSER, true, value);
        match name {
            "h1" => set(Slot::Size, smaller(2.0)),
            "h2" => set(Slot::Size, smaller(1.5)),
            "h3" => set(Slot::Size, smaller(1.17)),
            "h5" => set(Slot::Size, smaller(0.83)),
            "h6" => set(Slot::Size, smaller(0.67)),
            "big" => set(Slot::Size, smaller(1.2)),
            "small" => set(Slot::Size, smaller(0.83)),
            "sub" | "sup" => {
                set(Slot::Size, smaller(0.83));
                set(Slot::Raised, Value::Range(0.0, 6.0));
            }
            "code" | "tt" | "kbd" | "samp" => set(Slot::Size, smaller(0.95)),
            "rt" | "rtc" => {
                set(Slot::Size, smaller(0.6));
                set(Slot::Raised, Value::Range(0.0, 0.1));
            }
            "center" => set(Slot::Align, Value::Range(0.0, 0.5)),
            "th" | "caption" => set(Slot::Align, Value::Range(0.0, 0.5)),
            "button" => {
                set(Slot::Ink, paint("black"));
                set(Slot::Background, paint("#efefef"));
                set(Slot::Size, Value::Size(Size::pixels(13.3)));
                set(Slot::Align, Value::Range(0.0, 0.5));
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
            "pre" | "xmp" | "plaintext" | "listing" => {
                set(Slot::Unwrapped, Value::Flag(true));
                set(Slot::Preserved, Value::Flag(true));
                set(Slot::Size, smaller(0.82));
            }
            "nobr" => set(Slot::Unwrapped, Value::Flag(true)),
            _ => {}
        }
    }

    fn attribute(&mut self, name: &str, attribute: &str, value: &str, raw: &'a str, links: &mut Links) {
        let is = |expected: &str| value.trim_matches(is_space).eq_ignore_ascii_case(expected);
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
                let is_brought = !super::context::leads_elsewhere(value);
                let is_nothing = value.trim_matches(is_space).is_empty();
                let paints = if is_brought { Paints::UNKNOWN } else { Paints::PICTURE };
                self.set(Slot::Picture, Value::Paints(if is_nothing { Paints::INHERITED } else { paints }));
            }
            "width" | "height" if is_in(&SIZED, name) => {
                let slot = if attribute == "width" { Slot::Width } else { Slot::Height };
                let length = Length::read(value.trim_end_matches(|c: char| c.is_ascii_alphabetic()));
                if attribute == "width" {
                    let span = length.filter(|length| !matches!(length, Length::Share(share) if *share <= 1.0));
                    let span = span.map_or(0.0, Length::pixels);
                    self.set(Slot::Span, Value::Range(span, span));
                }
                // A cell without a width has that of its content.
                let length = length.map(Length::pixels).filter(|pixels| *pixels > 0.0 || name.starts_with("im"));
                length.into_iter().for_each(|pixels| self.set(slot, Value::Range(pixels, pixels)));
            }
            "hspace" | "vspace" | "leftmargin" | "rightmargin" | "topmargin" | "marginwidth" | "marginheight" => {
                let pixels = number(value).unwrap_or(0.0);
                let slots = match attribute {
                    "vspace" | "topmargin" | "marginheight" => [Slot::MarginTop, Slot::MarginBottom],
                    _ => [Slot::MarginLeft, Slot::MarginRight],
                };
                slots.into_iter().for_each(|slot| self.set(slot, Value::Range(pixels.min(0.0), pixels)));
            }
            "border" => {
                let pixels = number(value).unwrap_or(1.0);
                let slots = [Slot::BorderLeft, Slot::BorderRight, Slot::BorderTop, Slot::BorderBottom];
                slots.into_iter().for_each(|slot| self.set(slot, Value::Range(0.0, pixels)));
            }
            // What is between and around the cells of a table is around each of them.
            "cellspacing" | "cellpadding" if name == "table" => {
                let pixels = number(value).unwrap_or(0.0);
                self.is_never_drawn |= pixels > 40.0;
                self.between += 2.0 * pixels;
            }
            "align" => {
                let align = super::property::align(&value.trim_matches(is_space).to_ascii_lowercase());
                if is_in(&["table", "img", "image", "iframe", "object"], name) {
                    let is_floating = is("left") || is("right");
                    self.set(Slot::Floats, Value::Flag(is_floating));
                    self.set(Slot::AutoLeft, Value::Flag(!is("left")));
                    self.set(Slot::AutoRight, Value::Flag(is("center")));
                } else {
                    self.set(Slot::Align, Value::Range(0.0, align));
                }
            }
            "colspan" => self.columns = number(value).map_or(1, |columns| columns.clamp(1.0, 64.0) as usize),
            "rowspan" => self.rows = number(value).map_or(1, |rows| if rows == 1.0 { 1 } else { 2 }),
            "name" if name == "details" => self.is_exclusive = true,
            "size" if name == "input" => {
                let pixels = number(value).unwrap_or(20.0).max(0.0) * 16.0;
                self.set(Slot::Width, Value::Range(pixels, pixels));
            }
            "size" if name == "font" => self.set(Slot::Size, Value::Size(font_size(value))),
            "face" if name == "font" => {
                let is_pictorial = is_pictorial(&value.to_ascii_lowercase());
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
