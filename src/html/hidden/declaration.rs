//! Declarations of a text, each read for what it hides.
//!
//! A declaration that a browser drops is none. One that cannot be told from such a one, and one whose value cannot be
//! reckoned, hides whatever its property can hide.

use super::{
    canonical::is_canonical,
    context::is_pictorial,
    declared::{Declarations, IMPORTANT, Rank, Size, Slot, Value},
    harmless,
    kinds::Kinds,
    number::resolve,
    paints::Paints,
    property::{
        align, background, cut_out, cuts, font, has_colour, ink, is_tiled, line, physical, pictures, radius, raise,
        shadow, share, size, spacing, visibility,
    },
    shape::{clip, transform},
    value::{find_outside, is_in_letters, is_name, is_space, pieces, without_odd},
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
/// The keywords that every property has.
const WIDE: [&str; 4] = ["initial", "inherit", "unset", "revert"];

/// How declarations are read: their rank, whether they hold for certain, and what they refer to.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) rank: Rank,
    pub(super) is_certain: bool,
    /// Added to the rank of what is important.
    pub(super) important: Rank,
}

impl Reading {
    pub(super) fn new(rank: Rank) -> Self {
        Self { rank, is_certain: true, important: IMPORTANT }
    }
}

impl Declarations {
    /// Adds the declarations of a text, which is [`plain`](super::value::plain).
    pub(super) fn add(&mut self, text: &str, reading: Reading) {
        for declaration in pieces(text, b';') {
            let (declaration, is_odd) = without_odd(declaration);
            let mut reading = Reading { is_certain: reading.is_certain && !is_odd, ..reading };
            let Some((property, value)) = declaration.split_once(':') else { continue };
            // What stands behind a block is read by some.
            let property = match property.rsplit_once('}') {
                Some((_, property)) => {
                    reading.is_certain = false;
                    property.trim_matches(is_space)
                }
                None => property.trim_matches(is_space),
            };
            let is_broken = |value: &str| find_outside(value, |byte| b"{})]!".contains(&byte)).is_some();
            let (value, rank) = match value.rsplit_once('!') {
                Some((value, word)) if word.trim_matches(is_space).eq_ignore_ascii_case("important") => {
                    (value.trim_matches(is_space), reading.rank + reading.important)
                }
                _ => (value.trim_matches(is_space), reading.rank),
            };
            if property.starts_with("--") || property.is_empty() || !property.chars().all(is_name) || is_broken(value) {
                continue;
            }
            let property = property.to_ascii_lowercase();
            let reading = Reading { rank, ..reading };
            // What a custom property stands for is not followed.
            let has_reference = value.to_ascii_lowercase().contains("var(");
            let value = if has_reference { "unknown()".to_owned() } else { value.to_ascii_lowercase() };
            self.declare(&property, &value, reading);
        }
    }

    fn declare(&mut self, property: &str, value: &str, mut reading: Reading) {
        if property.starts_with("mso-") || property.starts_with("-ms-") || value.is_empty() {
            return;
        }
        let bare = property
            .strip_prefix("-webkit-")
            .or_else(|| property.strip_prefix("-moz-"))
            .or_else(|| property.strip_prefix("-epub-"));
        let property = physical(bare.unwrap_or(property));
        if bare.is_some() && !WEBKIT.contains(&property) {
            reading.is_certain = false;
        }
        reading.is_certain &= is_canonical(property, value);
        let value = if matches!(property, "font-size" | "font") && value.contains('(') { "unknown()" } else { value };
        let (written, value) = (value, &*resolve(value));
        // What a function comes to is reckoned for sizes of boxes, and for nothing else.
        let is_size = property.ends_with("width") || property.ends_with("height");
        let value = if written != value && !is_size { "unknown()" } else { value };
        if value.split([' ', ',']).any(is_in_letters) && !matches!(property, "font-size" | "font" | "line-height") {
            self.put(Reading { is_certain: false, ..reading }, Slot::InLetters, Value::Flag(true));
        }
        if let Some(place) = harmless::place(property) {
            let hides = !WIDE.contains(&value) && harmless::hides(property, value) || property == "all";
            self.put(reading, Slot::Guard(place), Value::Flag(hides));
            let perhaps = Reading { is_certain: false, ..reading };
            if hides && harmless::lies_on_others(property, value) {
                self.put(perhaps, Slot::Covers, Value::Flag(true));
            }
            if matches!(property, "text-indent" | "border-spacing" | "border-horizontal-spacing") && !hides {
                let slot = if property == "text-indent" { Slot::Indent } else { Slot::Between };
                let words = || value.split([' ', ',']).map(spacing);
                let (least, most) = (words().fold(0.0, f32::min), words().fold(0.0, f32::max));
                let (least, most) = if value == "inherit" { (-24.0, 200.0) } else { (least, most) };
                self.put(reading, slot, Value::Range(least, most));
            }
            if property == "letter-spacing" {
                let is_unknown = hides || WIDE.contains(&value);
                let spacing = if is_unknown { harmless::LETTER_SPACING } else { spacing(value) };
                self.put(reading, Slot::Spacing, Value::Range(spacing.min(0.0), spacing.max(0.0)));
            }
            if harmless::stacks(property, value) {
                self.put(perhaps, Slot::Stacks, Value::Flag(true));
            }
            return;
        }
        self.of_box(property, value, reading);
        self.of_text(property, value, reading);
        self.of_background(property, value, reading);
        self.of_place(property, value, reading);
    }

    pub(super) fn put(&mut self, reading: Reading, slot: Slot, value: Value) {
        self.set(slot, reading.rank, reading.is_certain, value);
    }

    /// Whether it is drawn, and as what.
    fn of_place(&mut self, property: &str, value: &str, reading: Reading) {
        let is_inherited = value == "inherit";
        let is_reset = matches!(value, "initial" | "unset" | "revert");
        let mut put = |slot, value| self.put(reading, slot, value);
        match property {
            "display" => {
                if let Some(kinds) = Kinds::read(value) {
                    put(Slot::Display, Value::Flag(matches!(value, "none" | "inherit") || !value.chars().all(is_name)));
                    put(Slot::Kind, Value::Kinds(kinds));
                }
            }
            "float" => {
                put(Slot::Floats, Value::Flag(!is_reset && value != "none"));
                put(Slot::AutoLeft, Value::Flag(value.ends_with("right") || value.ends_with("end")));
            }
            "clear" => put(Slot::Clears, Value::Flag(value == "both")),
            "visibility" => {
                put(Slot::Visibility, Value::Visible(visibility(value)));
                put(Slot::Collapses, Value::Flag(value == "collapse"));
            }
            "opacity" => {
                let share = if is_reset { 1.0 } else { share(value).unwrap_or(0.0) };
                put(Slot::Opacity, Value::Share(share));
                put(Slot::Stacks, Value::Flag(share < 1.0));
            }
            "zoom" => {
                let share = if is_reset || value == "normal" { 1.0 } else { share(value).unwrap_or(0.0) };
                // What is enlarged has other sizes than are declared.
                put(Slot::Zoom, Value::Share(if share > 1.0 { 0.0 } else { share }));
            }
            "scale" => {
                let share = |word: &str| share(word).map_or(0.0, f32::abs);
                let words = || value.split_ascii_whitespace().take(2).map(share);
                let is_none = is_reset || value == "none";
                // What is smaller or larger stands where its origin says.
                let is_same =
                    is_none || words().all(|share| share == 1.0) && value.split_ascii_whitespace().count() < 3;
                put(Slot::Scale, Value::Share(f32::from(u8::from(is_same))));
                put(Slot::Covers, Value::Flag(!is_same));
                put(Slot::Stacks, Value::Flag(!is_none));
            }
            "transform" => {
                let (share, is_near) = if is_reset { (1.0, true) } else { transform(value) };
                put(Slot::Transform, Value::Share(share));
                put(Slot::Covers, Value::Flag(!is_near));
                put(Slot::Stacks, Value::Flag(!is_reset && value != "none"));
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
            "isolation" => put(Slot::Stacks, Value::Flag(!is_reset && value != "auto")),
            "will-change" => put(Slot::Stacks, Value::Flag(!is_reset && value != "auto")),
            "clip" => put(Slot::Clip, Value::Flag(!is_reset && !is_inherited && clip(value))),
            "overflow" | "overflow-x" | "overflow-y" => {
                let (is_cut, is_scrolled) = cuts(value);
                if property != "overflow-y" {
                    put(Slot::CutsOff, Value::Flag(is_cut));
                    put(Slot::Scrolls, Value::Flag(is_scrolled));
                }
                if property != "overflow-x" {
                    let last = value.rsplit(' ').next().unwrap_or_default();
                    put(
                        Slot::CutsOffBelow,
                        Value::Flag(!matches!(last, "visible" | "auto" | "scroll" | "initial" | "unset")),
                    );
                }
            }
            "table-layout" => put(Slot::IsFixed, Value::Flag(!is_reset && value != "auto")),
            _ => {}
        }
    }

    /// How text is written.
    fn of_text(&mut self, property: &str, value: &str, reading: Reading) {
        let perhaps = Reading { is_certain: false, ..reading };
        let is_reset = matches!(value, "initial" | "unset" | "revert");
        let mut put = |slot, value| self.put(reading, slot, value);
        match property {
            "font-size" => put(Slot::Size, Value::Size(size(value).unwrap_or(Size::UNKNOWN))),
            "font" => {
                let read = font(value);
                put(Slot::Size, Value::Size(read.map_or(Size::UNKNOWN, |(size, _)| size)));
                put(Slot::Pictorial, Value::Flag(is_pictorial(value)));
                if !matches!(value, "inherit" | "unset") {
                    self.height_of_lines(read.and_then(|(_, height)| height).unwrap_or("normal"), reading);
                }
            }
            "font-family" => put(Slot::Pictorial, Value::Flag(is_pictorial(value))),
            "line-height" if !matches!(value, "inherit" | "unset") => self.height_of_lines(value, reading),
            "color" => put(Slot::Ink, Value::Paints(ink(value))),
            "text-fill-color" => put(Slot::Fill, Value::Paints(ink(value))),
            "text-shadow" => put(Slot::Shadow, Value::Paints(shadow(value).unwrap_or(Paints::UNKNOWN))),
            "text-align" if !matches!(value, "inherit" | "unset" | "match-parent") => {
                put(Slot::Align, Value::Range(0.0, align(value)));
            }
            "text-align-last" if !matches!(value, "auto" | "left" | "start") => {
                self.put(perhaps, Slot::Align, Value::Range(0.0, 1.0));
            }
            "vertical-align" => put(Slot::Raised, raise(value)),
            "direction" => put(Slot::FromRight, Value::Flag(!matches!(value, "ltr" | "initial"))),
            "white-space" | "text-wrap" | "text-wrap-mode" | "white-space-collapse" => {
                let is_kept = value.contains("pre") || value.contains("break-spaces");
                let is_wrapped = is_reset
                    || matches!(
                        value,
                        "normal" | "balance" | "pretty" | "stable" | "break-spaces" | "pre-line" | "collapse"
                    )
                    || value.contains("wrap") && !value.contains("nowrap");
                if property != "text-wrap" && property != "text-wrap-mode" {
                    put(Slot::Preserved, Value::Flag(is_kept || value == "inherit"));
                }
                if property != "white-space-collapse" {
                    put(Slot::Unwrapped, Value::Flag(!is_wrapped));
                }
            }
            _ => {}
        }
    }

    fn height_of_lines(&mut self, value: &str, reading: Reading) {
        let read = line(value);
        self.put(reading, Slot::Line, Value::Size(read.map_or(Size::UNKNOWN, |line| line.size)));
        self.put(reading, Slot::IsNumber, Value::Flag(read.is_some_and(|line| line.is_number)));
    }

    /// What is behind an element.
    fn of_background(&mut self, property: &str, value: &str, reading: Reading) {
        let is_reset = matches!(value, "initial" | "unset" | "revert");
        let mut put = |slot, value| self.put(reading, slot, value);
        match property {
            "background-color" => put(Slot::Background, Value::Paints(background(value))),
            "background-image" => put(Slot::Picture, Value::Paints(pictures(value))),
            "background" => {
                let colour = if has_colour(value) { background(value) } else { Paints::INHERITED };
                put(Slot::Background, Value::Paints(colour));
                put(Slot::Picture, Value::Paints(pictures(value)));
                put(Slot::Tiled, Value::Flag(is_tiled(value)));
                put(Slot::CutOut, cut_out(value));
            }
            "background-size"
            | "background-position"
            | "background-position-x"
            | "background-position-y"
            | "background-repeat"
            | "background-origin"
            | "background-attachment" => put(Slot::Tiled, Value::Flag(!is_reset)),
            "background-clip" => put(Slot::CutOut, if is_reset { Value::Range(0.0, 0.0) } else { cut_out(value) }),
            "border-radius" => put(Slot::Radius, radius(value)),
            _ if property.starts_with("border-") && property.ends_with("-radius") => put(Slot::Radius, radius(value)),
            _ => {}
        }
    }
}
