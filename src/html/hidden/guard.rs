//! Properties that can hide text in a way that is not followed, each with the values that are known to be harmless.
//!
//! Of these, any value that is not known to be harmless hides the element with all that is in it. Those that are neither
//! here nor in `declaration.rs` are passed over: most of them hide nothing, as `cursor`; some can where a browser lays
//! boxes out, which is not done here, as a border or a gap of 3,000 pixels (`docs/SECURITY.md`, "Known gaps").

use super::value::{Length, arguments, pieces};

/// The properties. Those with a `-webkit-` before them stand without it.
const GUARDED: [&str; 80] = [
    "all",
    "animation",
    "animation-name",
    "aspect-ratio",
    "backdrop-filter",
    "background-blend-mode",
    "baseline-shift",
    "block-ellipsis",
    "box-reflect",
    "box-shadow",
    "clip-path",
    "color-scheme",
    "column-count",
    "column-width",
    "columns",
    "contain",
    "container",
    "container-type",
    "content",
    "content-visibility",
    "continue",
    "filter",
    "flex-shrink",
    "font-palette",
    "font-size-adjust",
    "grid",
    "grid-area",
    "grid-auto-columns",
    "grid-auto-rows",
    "grid-column",
    "grid-column-end",
    "grid-column-start",
    "grid-row",
    "grid-row-end",
    "grid-row-start",
    "grid-template",
    "grid-template-areas",
    "grid-template-columns",
    "grid-template-rows",
    "initial-letter",
    "inset-area",
    "letter-spacing",
    "line-clamp",
    "mask",
    "mask-border",
    "mask-border-source",
    "mask-box-image",
    "mask-box-image-source",
    "mask-image",
    "max-lines",
    "mix-blend-mode",
    "offset",
    "offset-path",
    "outline-offset",
    "perspective",
    "position-anchor",
    "position-area",
    "position-try",
    "position-try-fallbacks",
    "position-visibility",
    "rotate",
    "rotate3d",
    "scroll-initial-target",
    "scroll-snap-type",
    "tab-size",
    "text-box",
    "text-box-trim",
    "text-combine-upright",
    "text-decoration",
    "text-decoration-line",
    "text-decoration-thickness",
    "text-indent",
    "text-security",
    "text-stroke",
    "text-stroke-width",
    "translate",
    "vertical-align",
    "word-spacing",
    "writing-mode",
    "z-index",
];

/// The place of a property in the table.
pub(super) fn place(property: &str) -> Option<u8> {
    GUARDED.iter().position(|guarded| *guarded == property).and_then(|at| u8::try_from(at).ok())
}

/// Whether a value may hide something. It is in lower case, and what can be reckoned in it is. The keywords that every
/// property has are not given to this.
pub(super) fn hides(property: &str, value: &str) -> bool {
    !is_harmless(property, value)
}

/// Whether what a value that may hide does to an element may be drawn over others.
pub(super) fn lies_on_others(property: &str, value: &str) -> bool {
    const MOVING: [&str; 27] = [
        "backdrop-filter",
        "baseline-shift",
        "box-reflect",
        "box-shadow",
        "grid",
        "grid-area",
        "grid-column",
        "grid-column-end",
        "grid-column-start",
        "grid-row",
        "grid-row-end",
        "grid-row-start",
        "grid-template",
        "grid-template-areas",
        "initial-letter",
        "inset-area",
        "mix-blend-mode",
        "offset",
        "offset-path",
        "outline-offset",
        "position-area",
        "position-try",
        "rotate",
        "text-decoration",
        "text-indent",
        "translate",
        "vertical-align",
    ];
    let is_in_its_place = property == "rotate" && (value.contains('x') || value.contains('y'))
        || matches!(property, "text-indent" | "translate") && value.split_ascii_whitespace().all(is_far);
    MOVING.contains(&property) && !is_in_its_place
        || property.starts_with("text-decoration")
        || property.starts_with("text-stroke")
        || property == "filter" && (value.contains("shadow") || value.contains("url") || value.contains("unknown"))
}

fn is_harmless(property: &str, value: &str) -> bool {
    let words = || arguments(value);
    let is = |known: &[&str]| known.contains(&value);
    let all_are = |known: &[&str]| words().all(|word| known.contains(&word));
    match property {
        "animation" | "animation-name" => words().any(|word| word == "none") && !value.contains(','),
        "aspect-ratio" => {
            let ratio: Vec<f32> = words().filter_map(|word| word.parse().ok()).collect();
            match ratio[..] {
                [] => is(&["auto"]),
                [width] => (0.05..=20.0).contains(&width),
                [width, height] => (0.05..=20.0).contains(&(width / height)),
                _ => false,
            }
        }
        "backdrop-filter"
        | "box-reflect"
        | "mask"
        | "mask-border"
        | "mask-border-source"
        | "mask-box-image"
        | "mask-box-image-source"
        | "mask-image"
        | "perspective"
        | "line-clamp"
        | "max-lines"
        | "text-security" => all_are(&["none", "auto"]),
        "background-blend-mode" | "mix-blend-mode" => all_are(&["normal"]),
        "baseline-shift" | "vertical-align" => {
            value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
                || Length::read(value).is_some_and(|length| length.pixels().abs() <= 40.0)
        }
        "box-shadow" => is_light_shadow(value),
        "clip-path" => is_harmless_clip(value),
        // Where dark is the only one, the page is.
        "color-scheme" => is(&["normal"]) || words().any(|word| word == "light"),
        "column-count" | "column-width" | "columns" => words().all(|word| {
            word == "auto"
                || word.parse::<f32>().is_ok_and(|count| (1.0..=6.0).contains(&count))
                || word.parse::<f32>().is_err()
                    && Length::read(word).is_some_and(|width| (40.0..=2_000.0).contains(&width.pixels()))
        }),
        "contain" => all_are(&["none", "layout", "style"]),
        "container" => !value.contains('/'),
        "container-type" => is(&["normal"]),
        // Of an element a text says nothing, a picture takes its place.
        "content" => !value.contains('('),
        "content-visibility" => is(&["visible", "auto"]),
        "block-ellipsis"
        | "continue"
        | "font-palette"
        | "initial-letter"
        | "text-box"
        | "text-box-trim"
        | "inset-area"
        | "position-anchor"
        | "position-area"
        | "position-try"
        | "position-try-fallbacks"
        | "scroll-initial-target"
        | "scroll-snap-type"
        | "text-combine-upright"
        | "offset"
        | "offset-path" => all_are(&["none", "normal", "auto", "no-ellipsis"]),
        "position-visibility" => is(&["always"]),
        // The second is of a browser of old.
        "filter" => is(&["none"]) || value.starts_with("alpha(") || value.starts_with("progid"),
        "flex-shrink" => value.parse::<f32>().is_ok_and(|shrink| (0.0..=2.0).contains(&shrink)),
        "font-size-adjust" => {
            is(&["none", "from-font"]) || value.parse::<f32>().is_ok_and(|share| (0.3..=2.0).contains(&share))
        }
        "grid" | "grid-template" | "grid-template-areas" => is(&["none"]),
        "grid-area" | "grid-column" | "grid-column-end" | "grid-column-start" | "grid-row" | "grid-row-end"
        | "grid-row-start" => all_are(&["auto"]),
        "grid-auto-columns" | "grid-auto-rows" | "grid-template-columns" | "grid-template-rows" => are_tracks(value),
        "letter-spacing" | "word-spacing" => {
            let least = if property == "letter-spacing" { -2.5 } else { -5.0 };
            is(&["normal"]) || Length::read(value).is_some_and(|length| (least..=40.0).contains(&length.pixels()))
        }
        "outline-offset" => Length::read(value).is_some_and(|length| length.pixels() >= -4.0),
        "rotate" | "rotate3d" => is_upright(value),
        "translate" => words().all(|word| is(&["none"]) || is_near(word)),
        "tab-size" => Length::read(value).is_some_and(|length| (0.0..=100.0).contains(&length.pixels())),
        "text-decoration" | "text-decoration-line" | "text-decoration-thickness" => words().all(|word| {
            Length::read(word).is_none_or(|length| (0.0..=4.0).contains(&length.pixels())) && !word.contains("calc(")
        }),
        "text-indent" => words().all(|word| {
            matches!(word, "hanging" | "each-line")
                || Length::read(word).is_some_and(|length| (-60.0..=200.0).contains(&length.pixels()))
        }),
        "text-stroke" | "text-stroke-width" => {
            words().filter_map(Length::read).all(|length| length.pixels() == 0.0)
                && words().any(|word| Length::read(word).is_some())
        }
        "writing-mode" => is(&["horizontal-tb", "lr-tb", "lr", "rl-tb"]),
        "z-index" => is(&["auto"]) || value.parse::<i64>().is_ok_and(|index| index >= 0),
        _ => false,
    }
}

/// Whether a place is beside every window.
fn is_far(word: &str) -> bool {
    Length::read(word).is_some_and(|length| length.pixels().abs() >= 2_900.0 || matches!(length, Length::Share(1.0)))
}

/// Whether a place is close to where it would be.
fn is_near(word: &str) -> bool {
    match Length::read(word) {
        Some(Length::Share(share)) => share.abs() <= 0.02,
        Some(length) => length.pixels().abs() <= 10.0,
        None => false,
    }
}

/// Whether a rotation is around the axis that leads to the reader, and small.
fn is_upright(value: &str) -> bool {
    value == "none" || super::number::degrees(value).is_some_and(|angle| angle.abs() <= 15.0)
}

/// Whether shadows are beside their boxes and not in or far behind them.
fn is_light_shadow(value: &str) -> bool {
    value == "none"
        || pieces(value, b',').take(4).all(|shadow| {
            let words = || pieces(shadow.trim(), b' ').filter(|word| !word.is_empty());
            let is_inside = words().any(|word| word == "inset");
            let most = if is_inside { 4.0 } else { 60.0 };
            words()
                .filter(|word| word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')))
                .all(|word| Length::read(word).is_some_and(|length| length.pixels().abs() <= most))
                && !words().any(|word| word.starts_with("calc("))
        }) && pieces(value, b',').count() <= 4
}

fn is_harmless_clip(value: &str) -> bool {
    if matches!(value, "none" | "border-box" | "padding-box" | "content-box" | "margin-box") {
        return true;
    }
    let inside = value.strip_prefix("inset(").and_then(|inside| inside.strip_suffix(')'));
    inside.is_some_and(|inside| {
        arguments(inside).take_while(|word| *word != "round").all(|side| match Length::read(side) {
            Some(Length::Share(share)) => share <= 0.05,
            Some(length) => length.pixels() <= 2.0,
            None => false,
        })
    })
}

/// Whether all tracks of a grid have room.
fn are_tracks(value: &str) -> bool {
    let value = value.replace("minmax(0,", "minmax(99px,").replace("minmax(0px,", "minmax(99px,");
    value.split(|c: char| c.is_ascii_whitespace() || matches!(c, ',' | '(' | ')')).filter(|word| !word.is_empty()).all(
        |word| {
            let fraction = word.strip_suffix("fr").and_then(|number| number.parse::<f32>().ok());
            matches!(word, "none" | "auto" | "repeat" | "minmax" | "min-content" | "max-content")
                || fraction.is_some_and(|fraction| (1.0..=12.0).contains(&fraction))
                || word.parse::<f32>().is_ok_and(|count| (1.0..=12.0).contains(&count))
                || word.parse::<f32>().is_err()
                    && Length::read(word).is_some_and(|length| (20.0..=2_000.0).contains(&length.pixels()))
        },
    )
}
