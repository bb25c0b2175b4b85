//! Properties that can hide text in a way that is not followed, each with the values that are known to be harmless.
//!
//! Of these, any value that is not known to be harmless hides the element with all that is in it. Those that are neither
//! here nor in `declaration.rs` and `boxes.rs` are passed over: they hide nothing whatever they say, as `cursor`, or only
//! in boxes that are left out anyway, as `order` in a flexible one. `tests/browser/hidden.mjs` compares what a browser
//! knows with the properties that were looked at.

use super::{
    colour::Paint,
    value::{Length, arguments, is_in_letters, is_space, pieces},
};

/// The properties. Those with a `-webkit-` before them stand without it.
const GUARDED: [&str; 98] = [
    "align-content",
    "alignment-baseline",
    "all",
    "animation",
    "animation-name",
    "appearance",
    "aspect-ratio",
    "backdrop-filter",
    "background-blend-mode",
    "baseline-shift",
    "baseline-source",
    "block-ellipsis",
    "border-horizontal-spacing",
    "border-image",
    "border-image-source",
    "border-shape",
    "border-spacing",
    "border-vertical-spacing",
    "box-reflect",
    "box-shadow",
    "clip-path",
    "color-scheme",
    "column-count",
    "column-height",
    "column-width",
    "columns",
    "contain",
    "container",
    "container-type",
    "content",
    "content-visibility",
    "continue",
    "corner-shape",
    "dominant-baseline",
    "filter",
    "font-palette",
    "font-size-adjust",
    "font-style",
    "hyphenate-character",
    "initial-letter",
    "inset-area",
    "letter-spacing",
    "line-clamp",
    "list-style",
    "list-style-image",
    "list-style-type",
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
    "outline",
    "outline-offset",
    "outline-style",
    "outline-width",
    "perspective",
    "place-content",
    "position-anchor",
    "position-area",
    "position-try",
    "position-try-fallbacks",
    "position-visibility",
    "quotes",
    "rotate",
    "rotate3d",
    "rtl-ordering",
    "scroll-initial-target",
    "scroll-snap-type",
    "shape-outside",
    "stroke",
    "stroke-width",
    "tab-size",
    "text-box",
    "text-box-trim",
    "text-combine",
    "text-combine-upright",
    "text-decoration",
    "text-decoration-line",
    "text-decoration-thickness",
    "text-emphasis",
    "text-emphasis-style",
    "text-fit",
    "text-indent",
    "text-security",
    "text-size-adjust",
    "text-stroke",
    "text-stroke-width",
    "text-underline-offset",
    "translate",
    "unicode-bidi",
    "word-spacing",
    "writing-mode",
    "z-index",
];

/// Pixels between letters, at most, beyond what is usual.
pub(super) const LETTER_SPACING: f32 = 8.0;

/// The place of a property in the table.
pub(super) fn place(property: &str) -> Option<u8> {
    let property = if property.starts_with("corner-") { "corner-shape" } else { property };
    GUARDED.iter().position(|guarded| *guarded == property).and_then(|at| u8::try_from(at).ok())
}

/// Whether a value may hide something. It is in lower case, and what can be reckoned in it is. The keywords that every
/// property has are not given to this.
pub(super) fn hides(property: &str, value: &str) -> bool {
    !is_harmless(property, value)
}

/// Whether what a value that may hide does to an element may be drawn over others, or draw others elsewhere.
pub(super) fn lies_on_others(property: &str, value: &str) -> bool {
    const AT_HOME: [&str; 29] = [
        "all",
        "animation",
        "animation-name",
        "appearance",
        "block-ellipsis",
        "clip-path",
        "color-scheme",
        "contain",
        "content",
        "content-visibility",
        "continue",
        "font-palette",
        "font-size-adjust",
        "line-clamp",
        "mask",
        "mask-border",
        "mask-border-source",
        "mask-image",
        "max-lines",
        "position-visibility",
        "rotate3d",
        "scroll-initial-target",
        "scroll-snap-type",
        "text-combine",
        "text-combine-upright",
        "text-security",
        "text-size-adjust",
        "writing-mode",
        "z-index",
    ];
    match property {
        "filter" => ["shadow", "url", "blur", "unknown"].iter().any(|function| value.contains(function)),
        // What is drawn far to the left, or to the right, lies on nothing.
        "text-indent" => !arguments(value).all(|word| {
            Length::read(word).map(Length::pixels).is_some_and(|pixels| pixels >= 0.0 || pixels <= -2_900.0)
        }),
        _ => !AT_HOME.contains(&property),
    }
}

/// Whether a harmless value lets an element be drawn after what it lies on, whatever the order.
pub(super) fn stacks(property: &str, value: &str) -> bool {
    matches!(property, "z-index" | "contain" | "filter" | "clip-path") && !matches!(value, "auto" | "none")
}

fn is_harmless(property: &str, value: &str) -> bool {
    let words = || arguments(value);
    let all_are = |known: &[&str]| words().all(|word| known.contains(&word));
    let pixels = |word: &str| Length::read(word).map(Length::pixels);
    let all_within = |range: std::ops::RangeInclusive<f32>| {
        words().all(|word| pixels(word).is_some_and(|pixels| range.contains(&pixels)))
    };
    match property {
        "align-content" | "place-content" => all_are(&["normal", "start", "stretch", "flex-start", "baseline"]),
        "animation" | "animation-name" => value == "none",
        "appearance" => all_are(&["none", "auto", "button", "textfield"]),
        "aspect-ratio"
        | "alignment-baseline"
        | "backdrop-filter"
        | "baseline-source"
        | "block-ellipsis"
        | "border-image"
        | "border-image-source"
        | "border-shape"
        | "box-reflect"
        | "column-count"
        | "column-height"
        | "column-width"
        | "columns"
        | "continue"
        | "corner-shape"
        | "dominant-baseline"
        | "font-palette"
        | "initial-letter"
        | "inset-area"
        | "line-clamp"
        | "mask"
        | "mask-border"
        | "mask-border-source"
        | "mask-box-image"
        | "mask-box-image-source"
        | "mask-image"
        | "max-lines"
        | "offset"
        | "offset-path"
        | "perspective"
        | "position-anchor"
        | "position-area"
        | "position-try"
        | "position-try-fallbacks"
        | "rotate"
        | "rotate3d"
        | "scroll-initial-target"
        | "scroll-snap-type"
        | "shape-outside"
        | "text-box"
        | "text-box-trim"
        | "text-combine"
        | "text-combine-upright"
        | "text-emphasis"
        | "text-emphasis-style"
        | "text-fit"
        | "text-security"
        | "translate" => {
            all_are(&["none", "normal", "auto", "baseline", "alphabetic", "round", "no-ellipsis", "0", "0px", "0deg"])
        }
        "background-blend-mode" | "mix-blend-mode" => all_are(&["normal"]),
        "baseline-shift" => all_are(&["baseline", "0", "0px"]),
        "border-horizontal-spacing" | "border-spacing" | "border-vertical-spacing" => all_within(0.0..=30.0),
        "box-shadow" => is_light_shadow(value),
        "clip-path" => matches!(value, "none" | "border-box" | "padding-box" | "margin-box"),
        // Where dark is the only one, the page is.
        "color-scheme" => matches!(value, "normal") || words().any(|word| word == "light"),
        "contain" => value == "none",
        "container" => !value.contains('/'),
        "container-type" => all_are(&["normal"]),
        // Of an element a text says nothing, a picture takes its place. Before one, a short one moves little.
        "content" => value.len() <= 40 && !value.contains('('),
        "content-visibility" => all_are(&["visible"]),
        "position-visibility" => all_are(&["always"]),
        // The second is of a browser of old.
        "filter" => value == "none" || value.starts_with("alpha(") || value.starts_with("progid"),
        "font-size-adjust" => {
            all_are(&["none", "from-font"]) || value.parse::<f32>().is_ok_and(|share| (0.3..=0.7).contains(&share))
        }
        "font-style" => all_are(&["normal", "italic", "oblique"]),
        "letter-spacing" => all_are(&["normal"]) || all_within(-1.0..=LETTER_SPACING),
        "word-spacing" => all_are(&["normal"]) || all_within(-2.0..=10.0),
        "outline" | "outline-width" => {
            !words().any(is_in_letters)
                && !words().any(|word| matches!(word, "thick") || word.contains("unknown("))
                && words().filter_map(pixels).all(|pixels| pixels <= 3.0)
        }
        "outline-style" => !value.contains('('),
        "outline-offset" => all_within(-1.0..=3.0),
        "rtl-ordering" => all_are(&["logical"]),
        "stroke" | "stroke-width" | "text-stroke" | "text-stroke-width" => {
            all_are(&["none"])
                || words().filter_map(pixels).all(|pixels| pixels == 0.0) && words().any(|word| pixels(word).is_some())
        }
        "tab-size" => all_within(0.0..=16.0),
        "text-decoration" | "text-decoration-line" | "text-decoration-thickness" => {
            pieces(value, b' ').map(|text| text.trim_matches(is_space)).filter(|word| !word.is_empty()).all(|word| {
                pixels(word).map_or_else(
                    || {
                        Paint::read(word).is_some()
                            || word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
                    },
                    |pixels| (0.0..=2.0).contains(&pixels),
                )
            })
        }
        // A longer text before or behind an element moves it.
        "list-style-image" => value == "none" || value.starts_with("url(http"),
        "quotes" | "list-style" | "list-style-type" | "hyphenate-character" => value.len() <= 60,
        "text-underline-offset" => all_are(&["auto"]) || all_within(-2.0..=8.0),
        "text-indent" => words().all(|word| {
            matches!(word, "hanging" | "each-line")
                || pixels(word).is_some_and(|pixels| (-24.0..=200.0).contains(&pixels))
        }),
        "text-size-adjust" => all_are(&["none", "auto"]) || all_within(800.0..=2_000.0),
        "unicode-bidi" => all_are(&["normal", "embed", "isolate", "plaintext"]),
        "writing-mode" => matches!(value, "horizontal-tb" | "lr-tb" | "lr" | "rl-tb"),
        "z-index" => matches!(value, "auto") || value.parse::<i64>().is_ok_and(|index| index >= 0),
        _ => false,
    }
}

/// Whether shadows leave readable what they lie on: they are thin, or may be seen through.
fn is_light_shadow(value: &str) -> bool {
    const THIN: f32 = 3.0;
    if value == "none" {
        return true;
    }
    if value.split(' ').any(is_in_letters) {
        return false;
    }
    let shadows = || pieces(value, b',');
    shadows().count() <= 3
        && shadows().all(|shadow| {
            let words = || {
                pieces(shadow.trim_matches(is_space), b' ')
                    .map(|text| text.trim_matches(is_space))
                    .filter(|word| !word.is_empty())
            };
            let is_thin = words().filter_map(Length::read).map(Length::pixels).map(f32::abs).sum::<f32>() <= THIN;
            let is_inside = words().any(|word| word == "inset");
            let is_near = words().filter_map(Length::read).all(|length| length.pixels().abs() <= 60.0);
            let is_seen_through = words().filter_map(Paint::read).any(Paint::is_faint);
            let is_known =
                words().all(|word| word == "inset" || Length::read(word).is_some() || Paint::read(word).is_some());
            is_known && (is_thin || is_near && is_seen_through && !is_inside)
        })
}
