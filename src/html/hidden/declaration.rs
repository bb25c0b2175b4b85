//! Declarations of a text, each read for what it hides.
//!
//! A declaration that a browser drops is none. One that cannot be told from such a one, and one whose value cannot be
//! reckoned, hides whatever its property can hide.

use super::{
    colour::Paint,
    context::Context,
    declared::{Declarations, IMPORTANT, Rank, Slot, Value},
    guard,
    number::resolve,
    paints::Paints,
    property::{
        background, font, ink, is_cut_off, is_undrawn, line, physical, pictures, shadow, share, size, visibility,
    },
    shape::{clip, is_zero, transform},
    value::{Length, find_outside, is_name, pieces},
    variables::Replaced,
};

/// Properties that have their `-webkit-` in every browser; of others it is not certain who reads them.
const WEBKIT: [&str; 9] = [
    "text-fill-color",
    "text-security",
    "text-stroke",
    "text-stroke-width",
    "background-clip",
    "line-clamp",
    "box-reflect",
    "mask-box-image",
    "mask-box-image-source",
];
/// Without end, to either side.
const ANYWHERE: Value = Value::Range(f32::NEG_INFINITY, f32::INFINITY);
const NO_ROOM: Value = Value::Range(0.0, 0.0);
/// As much room as the content takes.
const ROOM: Value = Value::Range(f32::INFINITY, f32::INFINITY);
/// The keywords that every property has.
const WIDE: [&str; 4] = ["initial", "inherit", "unset", "revert"];

/// How declarations are read: their rank, whether they hold for certain, and what they refer to.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) rank: Rank,
    pub(super) is_certain: bool,
    /// Added to the rank of what is important.
    pub(super) important: Rank,
    pub(super) context: &'a Context,
}

impl<'a> Reading<'a> {
    pub(super) fn new(rank: Rank, context: &'a Context) -> Self {
        Self { rank, is_certain: true, important: IMPORTANT, context }
    }
}

impl Declarations {
    /// Adds the declarations of a text, which is [`plain`](super::value::plain).
    pub(super) fn add(&mut self, text: &str, reading: Reading<'_>) {
        let mut reading = reading;
        for declaration in pieces(text, b';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            // What stands behind a block is read by some.
            let property = match property.rsplit_once('}') {
                Some((_, property)) => {
                    reading.is_certain = false;
                    property.trim()
                }
                None => property.trim(),
            };
            let is_broken = |value: &str| find_outside(value, |byte| b"{})]!".contains(&byte)).is_some();
            let (value, rank) = match value.rsplit_once('!') {
                Some((value, word)) if word.trim().eq_ignore_ascii_case("important") => {
                    (value.trim(), reading.rank + reading.important)
                }
                _ => (value.trim(), reading.rank),
            };
            if property.starts_with("--") || property.is_empty() || !property.chars().all(is_name) || is_broken(value) {
                continue;
            }
            let property = property.to_ascii_lowercase();
            let reading = Reading { rank, ..reading };
            match reading.context.variables.replace(value) {
                Replaced::Same => self.declare(&property, &value.to_ascii_lowercase(), reading),
                Replaced::By(values) => {
                    let is_certain = reading.is_certain && values.len() == 1;
                    for value in values {
                        let value = value.map_or_else(|| "unset".to_owned(), |value| value.to_ascii_lowercase());
                        self.declare(&property, value.trim(), Reading { is_certain, ..reading });
                    }
                }
                Replaced::Unknown => self.declare(&property, "unknown()", reading),
            }
        }
    }

    fn declare(&mut self, property: &str, value: &str, mut reading: Reading<'_>) {
        if property.starts_with("mso-") || property.starts_with("-ms-") || value.is_empty() {
            return;
        }
        let bare = property.strip_prefix("-webkit-").or_else(|| property.strip_prefix("-moz-"));
        let property = physical(bare.unwrap_or(property));
        if bare.is_some() && !WEBKIT.contains(&property) {
            reading.is_certain = false;
        }
        let value = &*resolve(value);
        if let Some(place) = guard::place(property) {
            let hides = !WIDE.contains(&value) && guard::hides(property, value) || property == "all";
            self.put(reading, Slot::Guard(place), Value::Flag(hides));
            if hides && guard::lies_on_others(property, value) {
                self.put(Reading { is_certain: false, ..reading }, Slot::Covers, Value::Flag(true));
            }
            return;
        }
        self.sides(property, value, reading);
        self.single(property, value, reading);
    }

    fn put(&mut self, reading: Reading<'_>, slot: Slot, value: Value) {
        self.set(slot, reading.rank, reading.is_certain, value);
    }

    fn single(&mut self, property: &str, value: &str, reading: Reading<'_>) {
        let is_inherited = value == "inherit";
        let is_reset = matches!(value, "initial" | "unset" | "revert");
        let mut put = |slot, value| self.put(reading, slot, value);
        match property {
            "display" => {
                let undrawn = is_undrawn(value).unwrap_or(Some(true));
                if let Some(undrawn) = undrawn {
                    put(Slot::Display, Value::Flag(undrawn));
                    let is_line = matches!(value, "inline" | "contents" | "initial" | "unset");
                    put(Slot::IsBlock, Value::Flag(!is_line));
                }
            }
            "visibility" => put(Slot::Visibility, Value::Visible(visibility(value))),
            "opacity" => put(Slot::Opacity, Value::Share(if is_reset { 1.0 } else { share(value).unwrap_or(0.0) })),
            "zoom" => {
                let share = if is_reset || value == "normal" { 1.0 } else { share(value).unwrap_or(0.0) };
                put(Slot::Zoom, Value::Share(share));
            }
            "scale" => {
                let share = |word: &str| share(word).map_or(0.0, f32::abs);
                let least = value.split_ascii_whitespace().take(2).map(share).fold(f32::INFINITY, f32::min);
                let is_none = is_reset || value == "none";
                put(Slot::Scale, Value::Share(if is_none { 1.0 } else { least }));
                put(Slot::Covers, Value::Flag(!is_none && least > 1.5));
            }
            "transform" => {
                let (share, is_near) = if is_reset { (1.0, true) } else { transform(value) };
                put(Slot::Transform, Value::Share(share));
                put(Slot::Covers, Value::Flag(!is_near));
            }
            "font-size" => put(Slot::Size, size(value).map_or(no_size(), Value::Size)),
            "font" => {
                let read = font(value);
                put(Slot::Size, read.map_or(no_size(), |(size, _)| Value::Size(size)));
                let height = read.and_then(|(_, height)| height).unwrap_or("normal");
                if !matches!(value, "inherit" | "unset") {
                    put(Slot::Line, height_of(height));
                }
                put(Slot::Pictorial, Value::Flag(reading.context.is_pictorial(value)));
            }
            "font-family" => put(Slot::Pictorial, Value::Flag(reading.context.is_pictorial(value))),
            "line-height" if !matches!(value, "inherit" | "unset") => put(Slot::Line, height_of(value)),
            "color" => put(Slot::Ink, Value::Paints(ink(value))),
            "text-fill-color" => put(Slot::Fill, Value::Paints(ink(value))),
            "background-color" => put(Slot::Background, Value::Paints(background(value))),
            "background-image" => put(Slot::Picture, Value::Paints(pictures(value))),
            "background" => {
                let has_colour = pieces(value, b' ').any(is_colour);
                put(Slot::Background, Value::Paints(if has_colour { background(value) } else { Paints::INHERITED }));
                put(Slot::Picture, Value::Paints(pictures(value)));
                put(Slot::CutOut, cut(value.split_ascii_whitespace().any(|word| word == "text")));
            }
            "background-clip" => put(Slot::CutOut, cut(value.contains("text") || value.contains('('))),
            "text-shadow" => put(Slot::Shadow, Value::Paints(shadow(value).unwrap_or(Paints::UNKNOWN))),
            "overflow" | "overflow-x" | "overflow-y" => put(Slot::CutsOff, Value::Flag(is_cut_off(value))),
            "width" | "height" | "max-width" | "max-height" => {
                let slot = [Slot::Width, Slot::Height, Slot::MostWidth, Slot::MostHeight]
                    [["width", "height", "max-width", "max-height"].iter().position(|it| *it == property).unwrap_or(0)];
                put(slot, if is_reset { ROOM } else { extent(value) });
            }
            "flex-basis" => put(Slot::MostWidth, if is_reset { ROOM } else { extent(value) }),
            "min-width" | "min-height" | "padding-right" | "padding-bottom" => {
                let slot = match property {
                    "min-width" => Slot::LeastWidth,
                    "min-height" => Slot::LeastHeight,
                    "padding-right" => Slot::PaddingRight,
                    _ => Slot::PaddingBottom,
                };
                put(slot, pixels(value, NO_ROOM));
            }
            "position" if value.ends_with("sticky") => {
                put(Slot::Moved, Value::Flag(false));
                put(Slot::Covers, Value::Flag(true));
            }
            "position" => {
                let is_fixed = !matches!(value, "static" | "relative" | "absolute");
                let is_wide = is_reset || value == "static";
                put(Slot::Alone, Value::Flag(!is_wide && (is_fixed || value == "absolute")));
                put(Slot::Fixed, Value::Flag(!is_wide && is_fixed));
                put(Slot::Moved, Value::Flag(!is_wide));
            }
            "clip" => put(Slot::Clip, Value::Flag(!is_reset && !is_inherited && clip(value))),
            "direction" => put(Slot::FromRight, Value::Flag(!matches!(value, "ltr" | "initial"))),
            "white-space" | "text-wrap" | "text-wrap-mode" => {
                let is_wrapped = value.contains("wrap") && !value.contains("nowrap");
                let is_wrapped = is_wrapped || matches!(value, "normal" | "initial" | "balance" | "pretty" | "stable");
                put(Slot::Unwrapped, Value::Flag(!is_wrapped && !matches!(value, "break-spaces" | "pre-line")));
            }
            _ => {}
        }
    }

    /// Offsets and margins, of one side or all.
    fn sides(&mut self, property: &str, value: &str, reading: Reading<'_>) {
        const INSETS: [Slot; 4] = [Slot::Top, Slot::Right, Slot::Bottom, Slot::Left];
        const MARGINS: [Slot; 4] = [Slot::MarginTop, Slot::MarginRight, Slot::MarginBottom, Slot::MarginLeft];
        let one = |slots: [Slot; 4], name: &str| {
            ["top", "right", "bottom", "left"].iter().position(|side| *side == name).map(|at| slots[at])
        };
        let words: Vec<&str> = pieces(value, b' ').map(str::trim).filter(|word| !word.is_empty()).take(4).collect();
        let word = |at: usize| words.get(at).or_else(|| words.get(at % 2)).or_else(|| words.first()).copied();
        let sides = [word(0), word(1), word(2), words.get(3).copied().or_else(|| word(1))];
        let pairs: [Option<Slot>; 4] = match property {
            "inset" => INSETS.map(Some),
            "margin" => MARGINS.map(Some),
            "padding" => [None, Some(Slot::PaddingRight), Some(Slot::PaddingBottom), Some(Slot::PaddingLeft)],
            "inset-inline" => [Some(Slot::Left), Some(Slot::Right), None, None],
            "inset-block" => [Some(Slot::Top), Some(Slot::Bottom), None, None],
            "margin-inline" => [Some(Slot::MarginLeft), Some(Slot::MarginRight), None, None],
            "margin-block" => [Some(Slot::MarginTop), Some(Slot::MarginBottom), None, None],
            "padding-inline" => [Some(Slot::PaddingLeft), Some(Slot::PaddingRight), None, None],
            "padding-left" => [Some(Slot::PaddingLeft), None, None, None],
            _ => {
                let margin = property.strip_prefix("margin-").and_then(|side| one(MARGINS, side));
                [one(INSETS, property).or(margin), None, None, None]
            }
        };
        for (slot, word) in pairs.into_iter().zip(sides) {
            let (Some(slot), Some(word)) = (slot, word) else { continue };
            let in_doubt = if matches!(slot, Slot::PaddingRight | Slot::PaddingBottom) { NO_ROOM } else { ANYWHERE };
            self.put(reading, slot, pixels(word, in_doubt));
        }
    }
}

fn no_size() -> Value {
    Value::Size(super::declared::Size { pixels: 0.0, times: 0.0 })
}

fn cut(is_cut: bool) -> Value {
    let share = f32::from(u8::from(is_cut));
    Value::Range(share, share)
}

fn height_of(value: &str) -> Value {
    line(value).map_or(NO_ROOM, |height| Value::Range(height, height))
}

/// A distance; `auto` and its like are none.
fn pixels(value: &str, in_doubt: Value) -> Value {
    if matches!(value, "auto" | "initial" | "unset" | "revert") || is_zero(value) {
        return NO_ROOM;
    }
    Length::read(value).map_or(in_doubt, |length| Value::Range(length.pixels(), length.pixels()))
}

/// A width or a height.
fn extent(value: &str) -> Value {
    if matches!(
        value,
        "auto" | "none" | "stretch" | "content" | "-webkit-fill-available" | "intrinsic" | "-moz-available"
    ) || value.ends_with("-content") && !value.contains('(')
    {
        return ROOM;
    }
    Length::read(value).map_or(NO_ROOM, |length| Value::Range(length.pixels(), length.pixels()))
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
    let word = word.trim().trim_end_matches(',');
    Paint::read(word).is_some() || !is_picture(word) && !word.split('/').all(is_other)
}
