//! Values of single properties, as [`declaration`](super::declaration) keeps them. `None` is no value of the property.

use super::{
    colour::Paint,
    declaration::{Background, Ink, Place, Size},
    shape::gradient,
    value::{Length, pieces},
};

/// A share of 1, as a number or in hundredths.
pub(super) fn share(value: &str) -> Option<f32> {
    Length::read(value).map(|length| match length {
        Length::Share(share) => share,
        other => other.pixels(),
    })
}

/// Whether text has room in a side; in doubt it has.
pub(super) fn is_room(value: &str) -> bool {
    Length::read(value).is_none_or(|length| length.pixels() > 3.0) && value != "auto"
}

/// The property of a side for one of a direction of writing: that from left to right, and from top to bottom.
pub(super) fn physical(property: &str) -> &str {
    match property {
        "inline-size" => "width",
        "block-size" => "height",
        "max-inline-size" => "max-width",
        "max-block-size" => "max-height",
        "min-inline-size" => "min-width",
        "min-block-size" => "min-height",
        "inset-inline-start" => "left",
        "inset-inline-end" => "right",
        "inset-block-start" => "top",
        "inset-block-end" => "bottom",
        "margin-inline-start" => "margin-left",
        "margin-block-start" => "margin-top",
        "padding-inline-start" => "padding-left",
        "padding-inline-end" => "padding-right",
        "padding-block-end" => "padding-bottom",
        "overflow-inline" | "overflow-block" => "overflow",
        other => other,
    }
}

pub(super) fn is_display(value: &str) -> bool {
    const OUTSIDE: [&str; 19] = [
        "none",
        "inline",
        "block",
        "contents",
        "flex",
        "grid",
        "table",
        "flow",
        "flow-root",
        "list-item",
        "ruby",
        "math",
        "run-in",
        "inherit",
        "initial",
        "unset",
        "revert",
        "-webkit-box",
        "-webkit-inline-box",
    ];
    let words = || value.split_ascii_whitespace();
    let is_one = |word: &str| OUTSIDE.contains(&word) || word.starts_with("inline-") || word.starts_with("table-");
    words().next().is_some() && words().all(is_one)
}

pub(super) fn overflow(value: &str) -> Option<bool> {
    match value.split_ascii_whitespace().next()? {
        "visible" | "initial" | "unset" => {
            Some(value.split_ascii_whitespace().nth(1).is_some_and(|other| other != "visible"))
        }
        "hidden" | "clip" | "auto" | "scroll" | "overlay" => Some(true),
        _ => None,
    }
}

pub(super) fn place(value: &str) -> Option<Place> {
    match value {
        "absolute" | "fixed" => Some(Place::Alone),
        "relative" => Some(Place::Moved),
        // What sticks is held on the screen.
        "static" | "sticky" | "initial" | "inherit" | "unset" => Some(Place::Flow),
        _ => None,
    }
}

pub(super) fn visibility(value: &str) -> Option<Option<bool>> {
    match value {
        "hidden" | "collapse" => Some(Some(false)),
        "visible" | "initial" => Some(Some(true)),
        "inherit" | "unset" | "revert" => Some(None),
        _ => None,
    }
}

pub(super) fn size(value: &str) -> Option<Size> {
    Some(match value {
        "inherit" | "unset" => Size::Inherited,
        "smaller" => Size::Of(Length::Letters(0.83)),
        "larger" => Size::Of(Length::Letters(1.2)),
        "xx-small" | "x-small" | "small" | "medium" | "large" | "x-large" | "xx-large" | "initial" => {
            Size::Of(Length::Pixels(super::value::LETTERS))
        }
        _ => match Length::read(value) {
            Some(length) => Size::Of(length),
            None if value.contains('(') => Size::Of(Length::Pixels(super::value::LETTERS)),
            None => return None,
        },
    })
}

/// Whether a number of the `font` shorthand is a weight.
pub(super) fn is_weight(word: &str) -> bool {
    word.len() == 3 && word.ends_with("00")
}

pub(super) fn ink(value: &str) -> Option<Ink> {
    match value {
        "inherit" | "unset" | "currentcolor" => Some(Ink::Inherited),
        "initial" => Some(Ink::Of(super::colour::BLACK.into())),
        _ => Paint::read(value).map(Ink::Of),
    }
}

/// Whether a picture may be there, or a gradient of more than one colour. An address without anything loads nothing.
pub(super) fn is_picture(value: &str) -> bool {
    const NOTHING: [&str; 3] = ["url()", "url(\"\")", "url(data\u{fffd}\u{fffd})"];
    let is_empty = |word: &&str| NOTHING.contains(word);
    pieces(value, b' ').filter(|word| !is_empty(word)).any(|word| {
        ["url(", "gradient(", "image(", "image-set(", "cross-fade("].iter().any(|function| word.contains(function))
            && one_colour(word).is_none()
    })
}

/// The colour of a gradient that has only one.
fn one_colour(word: &str) -> Option<Paint> {
    let colours = gradient(word)?;
    let first = *colours.first()?;
    colours.iter().all(|paint| paint.is_like(first)).then_some(first)
}

/// The colour of the shadow that text casts, if it casts one.
pub(super) fn shadow(value: &str) -> Option<Paint> {
    if matches!(value, "none" | "initial" | "unset") {
        return None;
    }
    let colours = || pieces(value, b',').flat_map(|shadow| pieces(shadow.trim(), b' ')).filter_map(Paint::read);
    let seen = colours().find(|paint| !paint.is_transparent());
    seen.or_else(|| colours().next()).or(Some(super::colour::BLACK.into()))
}

pub(super) fn background(value: &str) -> Option<Background> {
    let read = |word: &str| match word {
        "none" | "initial" | "unset" => Paint::read("transparent"),
        _ => Paint::read(word).or_else(|| one_colour(word)),
    };
    if value == "currentcolor" {
        return Some(Background::OfInk);
    }
    // The colour stands among positions and repetitions.
    let paint = read(value).or_else(|| pieces(value, b' ').find_map(read));
    paint.map(Background::Of).or(Some(Background::Unknown))
}
