//! Properties of ordinary bodies, with the values that leave everything in its place.

use crate::html::hidden::{
    canonical::{is_canonical, is_colour},
    colour::Paint,
    value::Length,
};

/// Properties that draw, hide and move nothing, whatever they say.
const INERT: [&str; 70] = [
    "align-items",
    "azimuth",
    "background-attachment",
    "behavior",
    "border-bottom-color",
    "border-collapse",
    "border-color",
    "border-left-color",
    "border-right-color",
    "border-top-color",
    "caret-color",
    "clear",
    "column-gap",
    "cursor",
    "empty-cells",
    "flex",
    "flex-basis",
    "flex-direction",
    "flex-flow",
    "flex-grow",
    "flex-shrink",
    "flex-wrap",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-optical-sizing",
    "font-smoothing",
    "font-stretch",
    "font-synthesis",
    "gap",
    "hyphens",
    "interpolation-mode",
    "justify-content",
    "layout-grid-mode",
    "line-break",
    "nbsp-mode",
    "object-fit",
    "object-position",
    "order",
    "orphans",
    "osx-font-smoothing",
    "overflow-scrolling",
    "overflow-wrap",
    "page",
    "page-break-after",
    "page-break-before",
    "page-break-inside",
    "pointer-events",
    "punctuation-wrap",
    "row-gap",
    "scroll-behavior",
    "scrollbar-color",
    "scrollbar-width",
    "speak",
    "supported-color-schemes",
    "tab-stops",
    "tap-highlight-color",
    "text-autospace",
    "text-decoration-skip",
    "text-decoration-skip-ink",
    "text-justify",
    "text-rendering",
    "text-transform",
    "text-underline",
    "touch-action",
    "user-drag",
    "user-select",
    "widows",
    "word-break",
    "word-wrap",
];

pub(super) fn is_of_office(property: &str) -> bool {
    ["mso-", "-ms-", "-o-", "ms-", "moz-", "o-"].iter().any(|office| property.starts_with(office))
        || matches!(property, "tab-stops" | "layout-grid")
}

/// Whether a value of a property, both in lower case, leaves everything in its place; `name` is that of its element.
pub(super) fn is_listed(property: &str, value: &str, name: Option<&str>) -> bool {
    let is = |known: &str| known.split('|').any(|known| known == value);
    let canonical = || is_canonical(property, value);
    let pixels = |word: &str| Length::read(word).map(Length::pixels);
    let within = |least: f32, most: f32| {
        value.split(' ').all(|word| pixels(word).is_none_or(|pixels| (least..=most).contains(&pixels)))
    };
    let has_function = value.contains('(');
    if INERT.contains(&property) || property.starts_with("font-variant") {
        return property == "font-family" || !has_function || value.starts_with("rgb") || property == "behavior";
    }
    if is("initial") && !matches!(property, "all" | "color") {
        return true;
    }
    match property {
        "display" => {
            is("none|block|inline|inline-block|table|table-cell|table-row|table-row-group|list-item|inline-table")
        }
        "visibility" | "opacity" | "direction" | "table-layout" | "unicode-bidi" => {
            canonical() && !is("bidi-override|isolate-override")
        }
        "box-sizing" => is("content-box|border-box|inherit"),
        "position" => is("static|relative"),
        "top" | "right" | "bottom" | "left" => is("auto|0|0px|0pt"),
        "z-index" => value.parse::<u32>().is_ok() || is("auto"),
        "float" => is("none|left|right"),
        "overflow" | "overflow-x" | "overflow-y" => is("visible|hidden|auto"),
        "white-space" => canonical() || is("-moz-pre-wrap|-o-pre-wrap|break-spaces"),
        "width" | "min-width" | "max-width" | "height" | "min-height" | "max-height" => {
            (canonical() || is("inherit")) && within(0.0, 3_000.0)
                || is("fit-content|none|auto") && name.is_none()
                || property == "min-height" && is("100vh")
        }
        "margin" | "margin-top" | "margin-right" | "margin-bottom" | "margin-left" => canonical() && within(0.0, 400.0),
        "padding" | "padding-top" | "padding-right" | "padding-bottom" | "padding-left" => {
            canonical() && within(0.0, 400.0)
        }
        "border" | "border-top" | "border-right" | "border-bottom" | "border-left" => {
            (canonical() || is("none none") || is_line_with_text_colour(property, value))
                && within(0.0, 40.0)
                && !is("inherit")
        }
        "border-width" | "border-top-width" | "border-right-width" | "border-bottom-width" | "border-left-width" => {
            within(0.0, 40.0) && !has_function && !is("thick") && is_canonical("border-width", value)
        }
        "border-style" | "border-top-style" | "border-right-style" | "border-bottom-style" | "border-left-style" => {
            let known = |word: &str| "none|hidden|solid|dotted|dashed|double".split('|').any(|known| known == word);
            value.split(' ').all(known)
        }
        "border-radius"
        | "border-top-left-radius"
        | "border-top-right-radius"
        | "border-bottom-left-radius"
        | "border-bottom-right-radius" => is_canonical("border-radius", value),
        "border-spacing" => {
            value.split(' ').all(|word| pixels(word).is_some_and(|pixels| (0.0..=30.0).contains(&pixels)))
        }
        "font-size" => {
            let is_near = match Length::read(value) {
                Some(Length::Pixels(pixels)) => pixels <= 100.0,
                Some(Length::Letters(share) | Length::Share(share)) => share <= 4.0,
                None => true,
            };
            (canonical() || is("inherit")) && is_near
        }
        "line-height" => (canonical() || is("inherit")) && pixels(value).is_none_or(|pixels| pixels <= 2_000.0),
        "font-weight" => is("normal|bold|bolder|lighter|inherit|100|200|300|400|500|600|700|800|900"),
        "font-style" => is("normal|italic|oblique|inherit"),
        "font" => is("inherit") || is_font(value),
        "color" => canonical() && !is("unset"),
        "background-color" | "background" => (canonical() || is("no-repeat")) && !is("inherit|currentcolor"),
        "background-image" => canonical() || value.starts_with("url(") && is_canonical("background", value),
        "background-repeat" => canonical(),
        "background-position" | "background-position-x" | "background-position-y" | "background-size" => {
            let known =
                |word: &str| "center|top|bottom|left|right|cover|contain|auto".split('|').any(|known| known == word);
            value.split(' ').all(|word| known(word) || pixels(word).is_some())
        }
        "background-origin" | "background-clip" => is("border-box|padding-box"),
        // Of any word that browsers do not know they take none.
        "text-align" => value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-'),
        "text-decoration" | "text-decoration-line" => {
            is("none|underline|line-through|inherit|none none|underline solid")
        }
        "text-decoration-color" => is_colour(value) || is("initial|inherit"),
        "text-decoration-style" => is("initial|solid|dotted|dashed|wavy|double"),
        "text-decoration-thickness" => is("initial|auto"),
        "vertical-align" => canonical() && pixels(value).is_none_or(|pixels| pixels.abs() <= 10.0) || is("inherit"),
        "text-indent" => canonical() && within(-80.0, 200.0),
        "letter-spacing" => (is("normal") || canonical()) && within(-1.0, 3.0),
        "word-spacing" => (is("normal") || canonical()) && within(0.0, 3.0),
        "list-style" | "list-style-type" | "list-style-position" => {
            let known = "none|disc|circle|square|decimal|lower-alpha|upper-alpha|lower-latin|upper-latin|lower-roman|upper-roman|inside|outside|initial";
            value.split(' ').all(|word| known.split('|').any(|known| known == word))
        }
        "text-wrap" | "text-wrap-mode" | "text-wrap-style" => is("wrap|nowrap|balance|pretty|auto|stable"),
        "white-space-collapse" => is("collapse|preserve|preserve-breaks|break-spaces"),
        "border-image" => value.starts_with("none"),
        "font-size-adjust" => is("none"),
        "list-style-image" => is("none"),
        "outline" | "outline-width" | "outline-style" => is("none|0|0px|none none|0 none|none 0|medium none"),
        "box-shadow" => is("none") || is_light_shadow(value),
        "text-shadow" | "transform" | "filter" | "animation" | "clip-path" | "mask" | "float-offset" => is("none"),
        "transition" | "transition-duration" | "transition-property" | "transition-timing-function" => {
            !has_function || value.contains("cubic-bezier(")
        }
        "text-size-adjust" => is("100%|none|auto"),
        "text-stroke-width" => is("0|0px"),
        "appearance" => is("none"),
        "zoom" => is("1|normal|100%"),
        "caption-side" => is("top"),
        "color-scheme" => is("light|normal|light dark|light only"),
        "text-overflow" => is("clip"),
        _ => false,
    }
}

/// A line in the colour of its text, or of a system's.
fn is_line_with_text_colour(property: &str, value: &str) -> bool {
    ["windowtext", "currentcolor"]
        .into_iter()
        .any(|colour| value.strip_suffix(colour).is_some_and(|rest| is_canonical(property, rest.trim_ascii_end())))
}

/// A style, a weight, a size with a height of lines, and families, in this order.
fn is_font(value: &str) -> bool {
    let mut words = value.split(' ').peekable();
    while words
        .next_if(|word| matches!(*word, "normal" | "italic" | "bold" | "small-caps" | "400" | "500" | "600" | "700"))
        .is_some()
    {}
    let Some(size) = words.next() else { return false };
    let (size, line) = size.split_once('/').map_or((size, None), |(size, line)| (size, Some(line)));
    let is_size = |word: &str| {
        is_canonical("font-size", word)
            && Length::read(word).is_some_and(|length| (0.0..=100.0).contains(&length.pixels()))
    };
    let rest = words.collect::<Vec<_>>().join(" ");
    is_size(size)
        && line.is_none_or(|line| is_canonical("line-height", line))
        && !rest.is_empty()
        && !rest.contains(['(', '/'])
}

/// Shadows that leave readable what they lie on: small, and hardly seen.
fn is_light_shadow(value: &str) -> bool {
    !value.contains("inset")
        && value.split("),").all(|shadow| {
            let shadow = shadow.trim_ascii();
            let (before, colour, after) = match shadow.find("rgba(") {
                Some(at) => {
                    let end = shadow[at..].find(')').map_or(shadow.len(), |end| at + end + 1);
                    (&shadow[..at], format!("{})", shadow[at..end].trim_end_matches(')')), &shadow[end..])
                }
                None => return false,
            };
            let lengths = || before.split_ascii_whitespace().chain(after.split_ascii_whitespace());
            is_colour(&colour)
                && Paint::read(&colour).is_some_and(Paint::is_faint)
                && lengths().all(|word| {
                    Length::read(word)
                        .is_some_and(|length| matches!(length, Length::Pixels(pixels) if pixels.abs() <= 30.0))
                })
        })
}
