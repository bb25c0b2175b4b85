//! Values that say how much of an element is drawn, and where: clips, gradients, transforms.

use super::{
    canonical::is_colour,
    colour::Paint,
    number::degrees,
    value::{Length, arguments, function, is_space, pieces},
};

/// Pixels beside every window.
const FAR: f32 = 2_900.0;
/// Pixels that are left of a side, at least, for text to be read.
const LEAST: f32 = 20.0;

/// Whether `clip` may leave nothing.
pub(super) fn clip(value: &str) -> bool {
    if value == "auto" {
        return false;
    }
    let Some(("rect", inside)) = function(value) else { return true };
    let sides: Vec<Option<f32>> = arguments(inside)
        .map(|side| if side == "auto" { Some(f32::NAN) } else { Length::read(side).map(Length::pixels) })
        .collect();
    let [Some(top), Some(right), Some(bottom), Some(left)] = sides[..] else { return true };
    let side = |place: f32, otherwise: f32| if place.is_nan() { otherwise } else { place };
    let is_narrow = |from: f32, to: f32| side(from, 0.0) > 0.0 || side(to, 1_000.0) - side(from, 0.0) < LEAST;
    is_narrow(left, right) || is_narrow(top, bottom)
}

/// The colours of a gradient, if there is one that can be read and nothing else.
pub(super) fn gradient(value: &str) -> Option<Vec<Paint>> {
    let (name, inside) = function(value)?;
    if !name.ends_with("gradient") {
        return None;
    }
    let is_place =
        |word: &str| word.strip_suffix('%').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let is_direction = |word: &str| {
        word.starts_with("to ")
            && word.split(' ').skip(1).all(|side| matches!(side, "top" | "right" | "bottom" | "left"))
            || word.strip_suffix("deg").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let is_stop = |stop: &str| match stop.rsplit_once(' ') {
        Some((colour, place)) if is_place(place) => is_colour(colour) && colour != "currentcolor",
        _ => is_colour(stop) && stop != "currentcolor",
    };
    let is_plain = pieces(inside, b',').enumerate().all(|(at, part)| {
        let part = part.trim_matches(is_space);
        is_stop(part) || at == 0 && is_direction(part)
    });
    if !is_plain {
        return None;
    }
    let stops = pieces(inside, b',').map(|text| text.trim_matches(is_space)).enumerate().filter_map(|(index, stop)| {
        let paint = Paint::read(stop).or_else(|| pieces(stop, b' ').find_map(Paint::read));
        // The first may say a direction, and a number alone where two colours meet.
        let is_place = Length::read(stop).is_some();
        (paint.is_some() || index > 0 && !is_place).then_some(paint)
    });
    stops.collect::<Option<Vec<Paint>>>().filter(|colours| !colours.is_empty())
}

/// How large letters are drawn, of 1, and whether they stay where they are. What is not followed leaves nothing.
pub(super) fn transform(value: &str) -> (f32, bool) {
    if value == "none" {
        return (1.0, true);
    }
    let (mut share, mut is_near) = (1.0_f32, true);
    for word in pieces(value, b' ').filter(|word| !word.trim_matches(is_space).is_empty()) {
        let Some((name, inside)) = function(word) else { return (0.0, false) };
        let words = || arguments(inside);
        let (own, near) = match name {
            "translate" | "translatex" | "translatey" => shift(words()),
            "translate3d" => shift(words().take(2)),
            "translatez" => (1.0, true),
            "scale" | "scalex" | "scaley" => scale(words()),
            "rotate" | "rotatez" | "skew" | "skewx" | "skewy" => {
                let is_upright = words().all(|word| degrees(word) == Some(0.0));
                let is_on_edge = name != "rotate" && words().any(|word| degrees(word) == Some(90.0));
                (f32::from(u8::from(is_upright)), is_upright || is_on_edge)
            }
            "matrix" => matrix(&words().collect::<Vec<_>>()),
            // What is turned away stays in its place.
            "rotatex" | "rotatey" => (0.0, true),
            "rotate3d" => (0.0, words().nth(2) == Some("0")),
            "matrix3d" => (0.0, words().take(15).all(is_zero)),
            _ => (0.0, false),
        };
        share *= own;
        is_near &= near;
    }
    (share, is_near)
}

fn shift<'a>(words: impl Iterator<Item = &'a str>) -> (f32, bool) {
    let (mut share, mut is_near) = (1.0, true);
    for word in words {
        let pixels = Length::read(word).map(Length::pixels);
        let is_still = pixels == Some(0.0);
        is_near &= is_still || pixels.is_some_and(|pixels| pixels.abs() >= FAR);
        share = if is_still { share } else { 0.0 };
    }
    (share, is_near)
}

fn scale<'a>(mut words: impl Iterator<Item = &'a str>) -> (f32, bool) {
    let is_same = |word| matches!(Length::read(word), Some(Length::Share(1.0) | Length::Pixels(1.0)));
    if words.all(is_same) { (1.0, true) } else { (0.0, false) }
}

fn matrix(words: &[&str]) -> (f32, bool) {
    let numbers: Vec<f32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let [a, b, c, d, x, y] = numbers[..] else { return (0.0, false) };
    let is_straight = [a, b, c, d] == [1.0, 0.0, 0.0, 1.0] && y == 0.0;
    let is_still = is_straight && x == 0.0;
    // What is pressed into a line draws nothing, wherever that is.
    if a * d == b * c {
        return (0.0, true);
    }
    (f32::from(u8::from(is_still)), is_still || is_straight && x <= -FAR)
}

pub(super) fn is_zero(word: &str) -> bool {
    Length::read(word).is_some_and(|length| length.pixels().abs() < 0.01)
}
