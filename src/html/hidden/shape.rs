//! Values that say how much of an element is drawn: clips, masks, filters, transforms.

use super::{
    colour::Paint,
    number::degrees,
    value::{LETTERS, Length, arguments, function, pieces},
};

/// Pixels over which letters are blurred, from which on they cannot be read.
const BLURRED: f32 = 20.0;
/// What is left of a side that is turned to its edge.
const EDGE: f32 = 0.03;

/// Whether a value is one of a property that takes functions, or none of them.
pub(super) fn is_function(value: &str) -> bool {
    value.contains('(') || matches!(value, "none" | "auto" | "initial" | "inherit" | "unset")
}

/// Whether nothing is left within `rect(…)`.
pub(super) fn clip(value: &str) -> bool {
    let Some(("rect", inside)) = function(value) else { return false };
    let sides: Vec<Option<f32>> = arguments(inside).map(|side| Length::read(side).map(Length::pixels)).collect();
    let [top, right, bottom, left] = sides[..] else { return false };
    let is_narrow =
        |from: Option<f32>, to: Option<f32>| matches!((from.unwrap_or(0.0), to), (from, Some(to)) if to - from <= 1.0);
    is_narrow(left, right) || is_narrow(top, bottom)
}

/// Whether nothing is left within a shape. A path and a shape of SVG are not read: they stay.
pub(super) fn clip_path(value: &str) -> bool {
    let Some((name, inside)) = function(value) else { return false };
    match name {
        "inset" => {
            let sides: Vec<f32> = arguments(inside)
                .map_while(Length::read)
                .map(|side| match side {
                    Length::Share(share) => share,
                    // Of a box of some width.
                    other => other.pixels() / 2_000.0,
                })
                .collect();
            let side = |index: usize| {
                sides.get(index).or_else(|| sides.get(index % 2)).or_else(|| sides.first()).copied().unwrap_or(0.0)
            };
            let left = sides.get(3).copied().unwrap_or_else(|| side(1));
            side(0) + side(2) >= 1.0 || side(1) + left >= 1.0
        }
        "circle" | "ellipse" => arguments(inside).take_while(|word| *word != "at").any(is_zero),
        "polygon" => polygon(inside),
        "rect" => clip(value),
        "xywh" => arguments(inside).skip(2).take(2).any(is_zero),
        _ => false,
    }
}

/// Whether all points of a polygon stand on one spot, or on one line to a side.
fn polygon(inside: &str) -> bool {
    let points: Vec<[f32; 2]> = pieces(inside, b',')
        .map(str::trim)
        .filter(|point| *point != "nonzero" && *point != "evenodd")
        .filter_map(|point| {
            let mut places = point.split_ascii_whitespace().map(|place| Length::read(place).map(Length::pixels));
            Some([places.next()??, places.next()??])
        })
        .collect();
    (0..2).any(|axis| {
        let places = || points.iter().map(|point| point[axis]);
        places().fold(f32::MIN, f32::max) - places().fold(f32::MAX, f32::min) <= 1.0
    })
}

/// Whether a mask is a gradient of which nothing can be seen. A picture may show anything.
pub(super) fn mask(value: &str) -> bool {
    gradient(value).is_some_and(|colours| colours.iter().all(|paint| paint.is_transparent()))
}

/// The colours of a gradient, if there is one that can be read and nothing else.
pub(super) fn gradient(value: &str) -> Option<Vec<Paint>> {
    let (name, inside) = function(value)?;
    if !name.ends_with("gradient") || inside.contains("url(") {
        return None;
    }
    let stops = pieces(inside, b',').map(str::trim).enumerate().filter_map(|(index, stop)| {
        let paint = Paint::read(stop).or_else(|| pieces(stop, b' ').find_map(Paint::read));
        // The first may say a direction.
        (paint.is_some() || index > 0).then_some(paint)
    });
    stops.collect::<Option<Vec<Paint>>>().filter(|colours| !colours.is_empty())
}

/// How much of an element a filter lets through, of 1.
pub(super) fn filter(value: &str) -> f32 {
    let share = |(name, inside): (&str, &str)| match (name, Length::read(inside)) {
        ("opacity", Some(Length::Share(share) | Length::Pixels(share))) => share.clamp(0.0, 1.0),
        ("blur", Some(length)) if length.pixels() >= BLURRED => 0.0,
        _ => 1.0,
    };
    pieces(value, b' ').filter_map(function).map(share).product()
}

/// Whether nothing is left, or nothing on the screen.
pub(super) fn transform(value: &str) -> bool {
    pieces(value, b' ').filter_map(function).any(|(name, inside)| {
        let mut words = arguments(inside);
        let number =
            |index: usize| arguments(inside).nth(index).and_then(Length::read).map_or(f32::NAN, Length::pixels);
        let is_flat = |a: f32, b: f32, c: f32, d: f32| (a * d - b * c).abs() < 0.001;
        match name {
            "scale" | "scalex" | "scaley" => words.any(is_zero),
            "scale3d" => words.take(2).any(is_zero),
            "matrix" => is_flat(number(0), number(1), number(2), number(3)) || is_away(number(4)) || is_far(number(5)),
            "matrix3d" => {
                is_flat(number(0), number(1), number(4), number(5)) || is_away(number(12)) || is_far(number(13))
            }
            "translate" | "translate3d" => {
                words.next().is_some_and(is_far_aside) || words.next().is_some_and(is_far_back)
            }
            "translatex" => words.next().is_some_and(is_far_aside),
            "translatey" => words.next().is_some_and(is_far_back),
            "rotatex" | "rotatey" | "rotate3d" => turn(name, inside).is_some_and(|cosine| cosine.abs() < EDGE),
            "skew" | "skewx" | "skewy" => words.filter_map(degrees).any(|angle| angle.to_radians().cos().abs() < EDGE),
            _ => false,
        }
    })
}

/// Whether the back of an element is turned to the reader.
pub(super) fn is_turned(value: &str) -> bool {
    pieces(value, b' ').filter_map(function).filter_map(|(name, inside)| turn(name, inside)).product::<f32>() < 0.0
}

/// The cosine of the angle by which a rotation turns the face of an element away.
fn turn(name: &str, inside: &str) -> Option<f32> {
    match name {
        "rotatex" | "rotatey" => {}
        "rotate3d" if arguments(inside).take(2).all(is_zero) => return None,
        "rotate3d" => {
            // Around an axis that is no side, less is turned away: only those along a side are read.
            let is_along = arguments(inside).take(3).filter(|word| is_zero(word)).count() == 2;
            return is_along.then(|| arguments(inside).nth(3).and_then(degrees))?.map(|angle| angle.to_radians().cos());
        }
        _ => return None,
    }
    degrees(inside.trim()).map(|angle| angle.to_radians().cos())
}

/// The value of `rotate` as the function that it stands for.
pub(super) fn rotation(value: &str) -> String {
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    match words[..] {
        ["x", angle] | [angle, "x"] => format!("rotatex({angle})"),
        ["y", angle] | [angle, "y"] => format!("rotatey({angle})"),
        [x, y, z, angle] => format!("rotate3d({x},{y},{z},{angle})"),
        _ => String::from("none"),
    }
}

pub(super) fn is_zero(word: &str) -> bool {
    Length::read(word).is_some_and(|length| length.pixels().abs() < 0.01)
}

pub(super) fn is_far_back(word: &str) -> bool {
    Length::read(word).is_some_and(|length| is_far(length.pixels()))
}

pub(super) fn is_far_aside(word: &str) -> bool {
    Length::read(word).is_some_and(|length| is_away(length.pixels()))
}

/// Whether an offset leads off the screen: at the left of it or above, where no reader scrolls to.
pub(super) fn is_far(pixels: f32) -> bool {
    pixels <= -999.0
}

/// The same to either side: some windows to the right no reader looks either. What is far below is scrolled to.
pub(super) fn is_away(pixels: f32) -> bool {
    is_far(pixels) || pixels >= 2_999.0
}

/// Whether a distance between letters, or words, lays one upon the other.
pub(super) fn is_heaped(distance: Length) -> bool {
    distance.pixels() <= -LETTERS
}
