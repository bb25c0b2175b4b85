//! Values of single properties, as [`declaration`](super::declaration) keeps them. `None` is a value that is not known:
//! in doubt it hides.

use super::{
    colour::{BLACK, Paint},
    declared::{Size, Visible},
    paints::Paints,
    shape::gradient,
    value::{LETTERS, Length, arguments, pieces},
};

/// The property of a side for one of a direction of writing: that from left to right, and from top to bottom.
pub(super) fn physical(property: &str) -> &str {
    match property {
        "inline-size" | "logical-width" => "width",
        "block-size" | "logical-height" => "height",
        "max-inline-size" | "max-logical-width" => "max-width",
        "max-block-size" | "max-logical-height" => "max-height",
        "min-inline-size" | "min-logical-width" => "min-width",
        "min-block-size" | "min-logical-height" => "min-height",
        "inset-inline-start" => "left",
        "inset-inline-end" => "right",
        "inset-block-start" => "top",
        "inset-block-end" => "bottom",
        "margin-inline-start" | "margin-start" => "margin-left",
        "margin-inline-end" | "margin-end" => "margin-right",
        "margin-block-start" | "margin-before" => "margin-top",
        "margin-block-end" | "margin-after" => "margin-bottom",
        "padding-inline-start" | "padding-start" => "padding-left",
        "padding-inline-end" | "padding-end" => "padding-right",
        "padding-block-end" | "padding-after" => "padding-bottom",
        "overflow-inline" | "overflow-block" => "overflow-x",
        other => other,
    }
}

/// Whether a value of `display` draws nothing. Values of a single browser of old say nothing: `Some(None)`.
pub(super) fn is_undrawn(value: &str) -> Option<Option<bool>> {
    const DRAWN: [&str; 31] = [
        "inline",
        "block",
        "contents",
        "flex",
        "grid",
        "table",
        "flow",
        "flow-root",
        "list-item",
        "run-in",
        "box",
        "inline-block",
        "inline-flex",
        "inline-grid",
        "inline-table",
        "inline-box",
        "table-row",
        "table-cell",
        "ruby",
        "table-row-group",
        "table-header-group",
        "table-footer-group",
        "table-caption",
        "-webkit-box",
        "-webkit-flex",
        "-webkit-inline-box",
        "-webkit-inline-flex",
        "inherit",
        "initial",
        "unset",
        "revert",
    ];
    if value.starts_with("-ms-") || value.starts_with("-moz-") {
        return Some(None);
    }
    value.split_ascii_whitespace().all(|word| DRAWN.contains(&word)).then_some(Some(false))
}

pub(super) fn is_cut_off(value: &str) -> bool {
    !value.split_ascii_whitespace().all(|word| matches!(word, "visible" | "initial" | "unset" | "revert"))
}

pub(super) fn visibility(value: &str) -> Visible {
    match value {
        "visible" | "initial" => Visible::Yes,
        "inherit" | "unset" | "revert" => Visible::Inherited,
        _ => Visible::No,
    }
}

/// A share of 1, as a number or in hundredths.
pub(super) fn share(value: &str) -> Option<f32> {
    Length::read(value).map(|length| match length {
        Length::Share(share) => share,
        other => other.pixels(),
    })
}

pub(super) fn size(value: &str) -> Option<Size> {
    let pixels = |pixels| Size { pixels, times: f32::INFINITY };
    let times = |times| Size { pixels: f32::INFINITY, times };
    Some(match value {
        "inherit" | "unset" | "revert" => Size::INHERITED,
        "smaller" => times(0.83),
        "larger" => times(1.2),
        "xx-small" => pixels(9.0),
        "x-small" => pixels(10.0),
        "small" | "medium" | "large" | "x-large" | "xx-large" | "xxx-large" | "initial" => pixels(LETTERS),
        _ => match Length::read(value)? {
            Length::Pixels(size) => pixels(size),
            Length::Letters(size) | Length::Share(size) => times(size),
        },
    })
}

/// The size in the `font` shorthand, and the height of lines behind it.
pub(super) fn font(value: &str) -> Option<(Size, Option<&str>)> {
    if matches!(value, "caption" | "icon" | "menu" | "message-box" | "small-caption" | "status-bar" | "initial") {
        return Some((size("small")?, None));
    }
    if matches!(value, "inherit" | "unset" | "revert") {
        return Some((Size::INHERITED, None));
    }
    let is_weight = |word: &str| word.len() == 3 && word.ends_with("00");
    let value = value.split('"').next().unwrap_or_default();
    for word in value.split_ascii_whitespace() {
        let (first, line) = word.split_once('/').map_or((word, None), |(first, line)| (first, Some(line)));
        if !is_weight(first)
            && !matches!(first, "normal")
            && let Some(size) = size(first)
        {
            return Some((size, line.or_else(|| value.split_once('/').and_then(|(_, rest)| arguments(rest).next()))));
        }
    }
    None
}

/// Pixels of the height of lines; `None` if it is not known.
pub(super) fn line(value: &str) -> Option<f32> {
    match value {
        "normal" | "initial" => Some(LETTERS * 1.2),
        _ => Length::read(value).map(|length| match length {
            // A number alone, or hundredths, are of the letters.
            Length::Pixels(times) if value.parse::<f32>().is_ok() => times * LETTERS,
            Length::Share(times) => times * LETTERS,
            other => other.pixels(),
        }),
    }
}

pub(super) fn ink(value: &str) -> Paints {
    match value {
        "inherit" | "unset" | "currentcolor" => Paints::INHERITED,
        "initial" => Paint::from(BLACK).into(),
        _ => Paint::read(value).map_or(Paints::UNKNOWN, Paints::from),
    }
}

/// What pictures and gradients are behind an element. An address without anything loads nothing, and a picture that the
/// body brings along may have any colour.
pub(super) fn pictures(value: &str) -> Paints {
    const NOTHING: [&str; 2] = ["url()", "url(\"\")"];
    let mut found = Paints::INHERITED;
    for layer in pieces(value, b',') {
        for word in pieces(layer.trim(), b' ').filter(|word| word.contains('(') && !NOTHING.contains(word)) {
            let name = word.split('(').next().unwrap_or_default();
            if Paint::read(word).is_some() {
                continue;
            }
            if let Some(colours) = gradient(word) {
                found = if found.is_inherited { Paints::of(colours) } else { found.or(Paints::of(colours)) };
            } else if name == "url" && !word.contains("url(data") && !word.contains("url(\"data") {
                found = Paints::PICTURE;
            } else {
                found = Paints::UNKNOWN;
            }
        }
    }
    found
}

/// The colour of the shadow that text casts; nothing if it casts none. `None` is one that may cover it.
pub(super) fn shadow(value: &str) -> Option<Paints> {
    if matches!(value, "none" | "initial") {
        return Some(Paint::read("transparent")?.into());
    }
    if matches!(value, "inherit" | "unset") {
        return Some(Paints::INHERITED);
    }
    let mut paints = Vec::new();
    for shadow in pieces(value, b',') {
        let (mut lengths, mut paint) = (0, None);
        for word in pieces(shadow.trim(), b' ').filter(|word| !word.is_empty()) {
            match Length::read(word) {
                Some(length) if length.pixels().abs() <= 12.0 => lengths += 1,
                Some(_) => return None,
                None => paint = Some(Paint::read(word)?),
            }
        }
        paints.extend((lengths > 1).then(|| paint.unwrap_or(BLACK.into())));
    }
    // Of more than these, letters may not be seen any more.
    (!paints.is_empty() && paints.len() <= 3).then(|| Paints::of(paints))
}

/// The colour of a `background` shorthand or of `background-color`.
pub(super) fn background(value: &str) -> Paints {
    let read = |word: &str| match word {
        "none" | "initial" | "unset" | "inherit" | "revert" => Some(Paints::INHERITED),
        _ => Paint::read(word).map(Paints::from),
    };
    // The colour stands among positions and repetitions.
    read(value).or_else(|| pieces(value, b' ').find_map(read)).unwrap_or(Paints::UNKNOWN)
}
