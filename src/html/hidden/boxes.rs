//! Declarations of how large a box is, and how far from what is around it (CSS Box Model, section 3; CSS Sizing, section 5).

use super::{
    declaration::Reading,
    declared::{Declarations, Slot, Value},
    shape::is_zero,
    value::{Length, is_space, pieces},
};

/// Without end, to either side.
const ANYWHERE: Value = Value::Range(f32::NEG_INFINITY, f32::INFINITY);
const NO_ROOM: Value = Value::Range(0.0, 0.0);
/// As much room as the content takes.
const ROOM: Value = Value::Range(f32::INFINITY, f32::INFINITY);
/// Pixels of a border whose width is not declared.
const BORDER: f32 = 3.0;

const SIDES: [&str; 4] = ["top", "right", "bottom", "left"];
const INSETS: [Slot; 4] = [Slot::Top, Slot::Right, Slot::Bottom, Slot::Left];
const MARGINS: [Slot; 4] = [Slot::MarginTop, Slot::MarginRight, Slot::MarginBottom, Slot::MarginLeft];
const PADDINGS: [Slot; 4] = [Slot::PaddingTop, Slot::PaddingRight, Slot::PaddingBottom, Slot::PaddingLeft];
const BORDERS: [Slot; 4] = [Slot::BorderTop, Slot::BorderRight, Slot::BorderBottom, Slot::BorderLeft];

impl Declarations {
    /// What a property says of the box of an element.
    pub(super) fn of_box(&mut self, property: &str, value: &str, reading: Reading) {
        let is_reset = matches!(value, "initial" | "unset" | "revert");
        match property {
            "width" | "height" | "max-width" | "max-height" => {
                let slot = match property {
                    "width" => Slot::Width,
                    "height" => Slot::Height,
                    "max-width" => Slot::MostWidth,
                    _ => Slot::MostHeight,
                };
                let is_height = property.ends_with("height");
                self.put(reading, slot, if is_reset { ROOM } else { extent(value, is_height) });
                if is_height {
                    let is_tall = matches!(Length::read(value), Some(Length::Share(share)) if share >= 1.0);
                    self.put(reading, Slot::IsTall, Value::Flag(is_tall));
                }
                if let Some(Length::Share(share)) = Length::read(value).filter(|_| !is_height) {
                    self.put(Reading { is_certain: false, ..reading }, Slot::Portion, Value::Range(share, share));
                }
                if property == "width" {
                    self.put(reading, Slot::Span, span(value));
                    let share = Length::read(value);
                    self.put(
                        reading,
                        Slot::IsFull,
                        Value::Flag(matches!(share, Some(Length::Share(share)) if share > 0.5)),
                    );
                }
            }
            "flex-basis" => self.put(reading, Slot::MostWidth, if is_reset { ROOM } else { extent(value, false) }),
            "min-width" | "min-height" => {
                let slot = if property == "min-width" { Slot::LeastWidth } else { Slot::LeastHeight };
                self.put(reading, slot, distance(value, NO_ROOM));
                if property == "min-width" {
                    self.put(reading, Slot::LeastSpan, span(value));
                }
            }
            _ => self.sides(property, value, reading),
        }
    }

    fn sides(&mut self, property: &str, value: &str, reading: Reading) {
        let one = |name: &str| SIDES.iter().position(|side| *side == name);
        if let Some(rest) = property.strip_prefix("border") {
            return self.borders(rest, value, reading);
        }
        let (slots, named) = if let Some(rest) = property.strip_prefix("margin") {
            (MARGINS, rest)
        } else if let Some(rest) = property.strip_prefix("padding") {
            (PADDINGS, rest)
        } else if let Some(rest) = property.strip_prefix("inset") {
            (INSETS, rest)
        } else if let Some(side) = one(property) {
            return self.put(reading, INSETS[side], distance(value, ANYWHERE));
        } else {
            return;
        };
        let words = sides(value);
        let in_doubt = if slots[0] == Slot::PaddingTop { Value::Range(0.0, 1_000.0) } else { ANYWHERE };
        let sides: Vec<(usize, &str)> = match named.strip_prefix('-') {
            None if named.is_empty() => words.into_iter().enumerate().collect(),
            Some("inline") => vec![(3, words[0]), (1, words[1])],
            Some("block") => vec![(0, words[0]), (2, words[1])],
            Some(side) => one(side).map(|side| (side, value)).into_iter().collect(),
            None => return,
        };
        for (side, word) in sides {
            self.put(reading, slots[side], distance(word, in_doubt));
            if slots[0] == Slot::MarginTop && side % 2 == 1 {
                let slot = if side == 1 { Slot::AutoRight } else { Slot::AutoLeft };
                self.put(reading, slot, Value::Flag(word.trim_matches(is_space) == "auto"));
            }
        }
    }

    /// What a property whose name begins with `border` says of widths.
    fn borders(&mut self, rest: &str, value: &str, reading: Reading) {
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let (sided, what) = match rest.split_once('-') {
            Some((side, what)) if SIDES.contains(&side) || matches!(side, "inline" | "block") => (Some(side), what),
            None if SIDES.contains(&rest) || matches!(rest, "inline" | "block") => (Some(rest), ""),
            _ => (None, rest),
        };
        if !matches!(what, "" | "width" | "style") {
            return;
        }
        let words = if what.is_empty() { [value; 4] } else { sides(value) };
        for (at, word) in words.into_iter().enumerate() {
            let is_asked = match sided {
                None => true,
                Some("inline") => at % 2 == 1,
                Some("block") => at % 2 == 0,
                Some(side) => SIDES[at] == side,
            };
            if is_asked && what == "style" {
                // Of a border without a style nothing is drawn; with one, and without a width, as much as this.
                let is_drawn = !matches!(word, "none" | "hidden" | "initial" | "unset");
                let perhaps = Reading { is_certain: false, ..reading };
                self.put(perhaps, BORDERS[at], Value::Range(0.0, if is_drawn { BORDER } else { 0.0 }));
            } else if is_asked {
                self.put(reading, BORDERS[at], Value::Range(0.0, thickness(word)));
            }
        }
    }
}

/// The values for the four sides: one for all, two for those across and along, three, or four.
fn sides(value: &str) -> [&str; 4] {
    let words: Vec<&str> =
        pieces(value, b' ').map(|text| text.trim_matches(is_space)).filter(|word| !word.is_empty()).take(4).collect();
    let word = |at: usize| words.get(at).or_else(|| words.get(at % 2)).or_else(|| words.first()).copied();
    let first = word(0).unwrap_or_default();
    [
        first,
        word(1).unwrap_or(first),
        word(2).unwrap_or(first),
        words.get(3).copied().or_else(|| word(1)).unwrap_or(first),
    ]
}

/// Pixels of a border, as a width or among a style and a colour.
fn thickness(value: &str) -> f32 {
    if matches!(value, "none" | "initial" | "unset" | "revert" | "hidden") {
        return 0.0;
    }
    let mut most: Option<f32> = None;
    for word in pieces(value, b' ').map(|text| text.trim_matches(is_space)).filter(|word| !word.is_empty()) {
        let width = match word {
            "none" | "hidden" => return 0.0,
            "thin" => 1.0,
            "medium" => BORDER,
            "thick" => 5.0,
            "inherit" => 1_000.0,
            _ => match Length::read(word) {
                Some(length) => length.pixels(),
                None if word.contains("unknown(") => 1_000.0,
                None => continue,
            },
        };
        most = Some(most.map_or(width, |most| most.max(width)));
    }
    most.unwrap_or(BORDER)
}

/// A distance; `auto` and its like are none.
fn distance(value: &str, in_doubt: Value) -> Value {
    if matches!(value, "auto" | "initial" | "unset" | "revert") || is_zero(value) {
        return NO_ROOM;
    }
    Length::read(value).map_or(in_doubt, |length| Value::Range(length.pixels(), length.pixels()))
}

/// A width that does not follow what is around: pixels, or more than all of it.
fn span(value: &str) -> Value {
    let pixels = match Length::read(value) {
        Some(Length::Share(share)) if share <= 1.0 => 0.0,
        Some(Length::Share(share)) => share * 1_280.0,
        Some(length) => length.pixels(),
        None if is_room(value) => 0.0,
        None => f32::INFINITY,
    };
    Value::Range(pixels, pixels)
}

fn is_room(value: &str) -> bool {
    matches!(
        value,
        "auto"
            | "none"
            | "stretch"
            | "content"
            | "-webkit-fill-available"
            | "intrinsic"
            | "-moz-available"
            | "initial"
            | "unset"
            | "revert"
            | "fit-content"
            | "min-content"
            | "-moz-fit-content"
            | "-webkit-fit-content"
    )
}

/// A width or a height. A height that is all of what is around says nothing where that grows.
fn extent(value: &str, is_height: bool) -> Value {
    if is_room(value) || value.ends_with("-content") && !value.contains('(') {
        return ROOM;
    }
    match Length::read(value) {
        Some(Length::Share(share)) if is_height && share >= 1.0 => ROOM,
        Some(Length::Share(share)) if is_height => Value::Range(share * 600.0, share * 600.0),
        Some(length) => Value::Range(length.pixels(), length.pixels()),
        None => NO_ROOM,
    }
}
