//! Values of single properties, as [`declaration`](super::declaration) keeps them. `None` is a value that is not known:
//! in doubt it hides.

use super::{
    colour::{BLACK, Paint},
    context::leads_elsewhere,
    declared::{Size, Value, Visible},
    paints::Paints,
    shape::gradient,
    value::{LETTERS, Length, arguments, is_space, pieces},
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
        "padding-block-start" | "padding-before" => "padding-top",
        "padding-block-end" | "padding-after" => "padding-bottom",
        "border-inline-start" | "border-start" => "border-left",
        "border-inline-end" | "border-end" => "border-right",
        "border-block-start" | "border-before" => "border-top",
        "border-block-end" | "border-after" => "border-bottom",
        "border-inline-start-width" | "border-start-width" => "border-left-width",
        "border-inline-end-width" | "border-end-width" => "border-right-width",
        "border-block-start-width" | "border-before-width" => "border-top-width",
        "border-block-end-width" | "border-after-width" => "border-bottom-width",
        "border-inline-start-style" | "border-start-style" => "border-left-style",
        "border-inline-end-style" | "border-end-style" => "border-right-style",
        "border-block-start-style" | "border-before-style" => "border-top-style",
        "border-block-end-style" | "border-after-style" => "border-bottom-style",
        "overflow-inline" | "overflow-block" => "overflow-x",
        other => other,
    }
}

/// Whether a value of `overflow` cuts off what flows over, and whether all of that can be scrolled to.
pub(super) fn cuts(value: &str) -> (bool, bool) {
    let words = || value.split_ascii_whitespace();
    let is_cut = !words().all(|word| matches!(word, "visible" | "initial" | "unset" | "revert"));
    (is_cut, words().all(|word| matches!(word, "auto" | "scroll" | "visible" | "-webkit-paged-y")))
}

/// Where text stands in its line: 0 at the left, 1 at the right.
pub(super) fn align(value: &str) -> f32 {
    match value {
        "left" | "start" | "initial" | "revert" | "justify" | "-webkit-left" | "-webkit-auto" => 0.0,
        "center" | "-webkit-center" => 0.5,
        _ => 1.0,
    }
}

/// Pixels between letters, beyond what is usual.
pub(super) fn spacing(value: &str) -> f32 {
    Length::read(value).map_or(0.0, Length::pixels)
}

/// By how many pixels text stands above or below its line.
pub(super) fn raise(value: &str) -> Value {
    let pixels = match value {
        "baseline" | "middle" | "text-top" | "text-bottom" | "initial" | "unset" | "revert" => 0.0,
        _ => Length::read(value).map_or(6.0, |length| length.pixels().abs()),
    };
    Value::Range(0.0, pixels)
}

/// How round a corner may be, in pixels.
pub(super) fn radius(value: &str) -> Value {
    let words = value.split([' ', '/']).filter(|word| !word.is_empty());
    let most = words.map(|word| Length::read(word).map_or(1_000.0, Length::pixels)).fold(0.0, f32::max);
    Value::Range(0.0, if matches!(value, "initial" | "unset" | "revert") { 0.0 } else { most })
}

/// Whether pictures of the `background` shorthand may be drawn in a part of the element only.
pub(super) fn is_tiled(value: &str) -> bool {
    let mut words = pieces(value, b' ').map(|text| text.trim_matches(is_space)).filter(|word| !word.is_empty());
    pieces(value, b',').count() > 1
        || !words.all(|word| matches!(word, "none" | "initial") || word.contains('(') || Paint::read(word).is_some())
}

/// Whether a background is cut out: 1 to its letters, 0 not, anything between in another way.
pub(super) fn cut_out(value: &str) -> Value {
    let share = |word: &str| match word {
        "text" => 1.0,
        "content-box" | "border-area" => 0.5,
        _ if word.contains("unknown(") => 0.5,
        _ => 0.0,
    };
    let words = value.split([' ', ',']).map(share);
    let (least, most) = words.fold((0.0, 0.0_f32), |(least, most), share| (least, most.max(share)));
    if most == 1.0 { Value::Range(1.0, 1.0) } else { Value::Range(least, most) }
}

/// Whether the `background` shorthand has a colour, or may have one.
pub(super) fn has_colour(value: &str) -> bool {
    pieces(value, b' ').any(is_colour)
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
    Some(match value {
        "inherit" | "unset" | "revert" => Size::INHERITED,
        "smaller" => Size::times(0.83),
        "larger" => Size::times(1.2),
        "xx-small" => Size::pixels(9.0),
        "x-small" => Size::pixels(10.0),
        "small" => Size::pixels(13.0),
        "medium" | "initial" => Size::pixels(LETTERS),
        "large" => Size::pixels(18.0),
        "x-large" => Size::pixels(24.0),
        "xx-large" => Size::pixels(32.0),
        "xxx-large" => Size::pixels(48.0),
        _ => match Length::read(value)? {
            Length::Pixels(size) => Size::pixels(size),
            Length::Letters(size) | Length::Share(size) => Size::times(size),
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

/// The height of lines; `None` if it is not known. A number alone is of the letters of each element, another size of
/// those where it is declared.
pub(super) fn line(value: &str) -> Option<Line> {
    if matches!(value, "normal" | "initial" | "unset" | "revert") {
        return Some(Line { size: Size::times(1.15), is_number: true });
    }
    let is_number = value.parse::<f32>().is_ok();
    let size = match Length::read(value)? {
        Length::Pixels(times) if is_number => Size::times(times),
        Length::Pixels(pixels) => Size::pixels(pixels),
        Length::Letters(times) | Length::Share(times) => Size::times(times),
    };
    Some(Line { size, is_number })
}

/// A height of lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) size: Size,
    /// Whether it is times the letters of each element.
    pub(super) is_number: bool,
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
        for word in
            pieces(layer.trim_matches(is_space), b' ').filter(|word| word.contains('(') && !NOTHING.contains(word))
        {
            let name = word.split('(').next().unwrap_or_default();
            if Paint::read(word).is_some() {
                continue;
            }
            if let Some(colours) = gradient(word) {
                found = if found.is_inherited { Paints::of(colours) } else { found.or(Paints::of(colours)) };
            } else if name == "url" && leads_elsewhere(word) {
                found = if found.is_inherited { Paints::PICTURE } else { found.or(Paints::PICTURE) };
            } else {
                return Paints::UNKNOWN;
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
        for word in pieces(shadow.trim_matches(is_space), b' ').filter(|word| !word.is_empty()) {
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

/// Whether a word of the `background` shorthand is a colour, or may be one.
fn is_colour(word: &str) -> bool {
    const OTHERS: [&str; 25] = [
        "",
        "none",
        "center",
        "top",
        "bottom",
        "left",
        "right",
        "repeat",
        "no-repeat",
        "repeat-x",
        "repeat-y",
        "space",
        "round",
        "scroll",
        "fixed",
        "local",
        "cover",
        "contain",
        "auto",
        "border-box",
        "padding-box",
        "content-box",
        "text",
        "/",
        ",",
    ];
    let is_other = |part: &str| OTHERS.contains(&part) || Length::read(part).is_some();
    let is_picture = |part: &str| {
        let name = part.split('(').next().unwrap_or_default();
        part.contains('(') && (name == "url" || name.ends_with("gradient") || name.ends_with("image-set"))
    };
    let word = word.trim_matches(is_space).trim_end_matches(',');
    Paint::read(word).is_some() || !is_picture(word) && !word.split('/').all(is_other)
}
