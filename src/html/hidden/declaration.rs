//! Declarations that can hide something, each with its rank in the cascade (CSS Cascade, section 6).

use super::{
    colour::Paint,
    value::{Length, arguments, function, pieces, plain},
};

/// What weighs more wins; of equal ranks the last.
pub(super) type Rank = u64;

/// Ranks of the attributes of old, below every rule.
pub(super) const ATTRIBUTE: Rank = 0;
/// Ranks of the `style` attribute, above every rule.
pub(super) const STYLE: Rank = 1 << 60;
/// Added by `!important`.
const IMPORTANT: Rank = 1 << 61;

/// A value that may be declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<T>(Option<(Rank, T)>);

impl<T> Default for Declared<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy> Declared<T> {
    /// Declares a value, unless one of more weight was declared; what is no value of the property says nothing.
    pub(super) fn set(&mut self, rank: Rank, value: Option<T>) {
        if let Some(value) = value
            && self.0.is_none_or(|(before, _)| before <= rank)
        {
            self.0 = Some((rank, value));
        }
    }

    fn merge(&mut self, other: Self) {
        if let Some((rank, value)) = other.0 {
            self.set(rank, Some(value));
        }
    }

    pub(super) fn get(&self) -> Option<T> {
        self.0.map(|(_, value)| value)
    }
}

/// A colour, or that of the parent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    Inherited,
    Of(Paint),
}

/// What is behind an element's text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Background {
    Of(Paint),
    /// A colour that is not known.
    Unknown,
}

/// The size of letters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    Inherited,
    Of(Length),
}

/// What is declared of an element.
#[derive(Clone, Debug, Default)]
pub(super) struct Declarations {
    pub(super) no_display: Declared<bool>,
    /// `None` is that of the parent.
    pub(super) visible: Declared<Option<bool>>,
    pub(super) opacity: Declared<f32>,
    pub(super) size: Declared<Size>,
    pub(super) ink: Declared<Ink>,
    pub(super) background: Declared<Background>,
    /// Whether a picture or a gradient is behind it.
    pub(super) has_picture: Declared<bool>,
    pub(super) cuts_off: Declared<bool>,
    /// `width`, `height`, `max-width`, `max-height`: whether it is nothing.
    pub(super) extents: [Declared<bool>; 4],
    pub(super) is_placed: Declared<bool>,
    /// `left`, `right`, `top`, `bottom`, and margins at the left and the top.
    pub(super) offsets: [Declared<Length>; 6],
    pub(super) indent: Declared<Length>,
    pub(super) clips_all: Declared<bool>,
    pub(super) clip_path: Declared<bool>,
    pub(super) transforms: [Declared<bool>; 3],
    /// Text whose colour is not all that is seen of it.
    pub(super) has_shadow: Declared<bool>,
    pub(super) is_cut_out: Declared<bool>,
    pub(super) unseen_content: Declared<bool>,
}

impl Declarations {
    /// Adds what a rule declares.
    pub(super) fn merge(&mut self, rule: &Self) {
        self.no_display.merge(rule.no_display);
        self.visible.merge(rule.visible);
        self.opacity.merge(rule.opacity);
        self.size.merge(rule.size);
        self.ink.merge(rule.ink);
        self.background.merge(rule.background);
        self.has_picture.merge(rule.has_picture);
        self.cuts_off.merge(rule.cuts_off);
        self.extents.iter_mut().zip(rule.extents).for_each(|(own, other)| own.merge(other));
        self.is_placed.merge(rule.is_placed);
        self.offsets.iter_mut().zip(rule.offsets).for_each(|(own, other)| own.merge(other));
        self.indent.merge(rule.indent);
        self.clips_all.merge(rule.clips_all);
        self.clip_path.merge(rule.clip_path);
        self.transforms.iter_mut().zip(rule.transforms).for_each(|(own, other)| own.merge(other));
        self.has_shadow.merge(rule.has_shadow);
        self.is_cut_out.merge(rule.is_cut_out);
        self.unseen_content.merge(rule.unseen_content);
    }

    /// Adds the declarations of a text.
    pub(super) fn add(&mut self, text: &str, rank: Rank) {
        for declaration in pieces(&plain(text), b';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let (value, rank) = match value.rsplit_once('!') {
                Some((value, word)) if word.trim() == "important" => (value.trim(), rank + IMPORTANT),
                _ => (value.trim(), rank),
            };
            self.declare(property.trim(), value, rank);
        }
    }

    fn declare(&mut self, property: &str, value: &str, rank: Rank) {
        let length = || Length::read(value);
        match property {
            "display" => self.no_display.set(rank, is_display(value).then_some(value == "none")),
            "visibility" => self.visible.set(rank, visibility(value)),
            "opacity" => self.opacity.set(
                rank,
                length().map(|length| match length {
                    Length::Share(share) => share,
                    other => other.pixels(),
                }),
            ),
            "font-size" => self.size.set(rank, size(value)),
            "font" => self.size.set(
                rank,
                arguments(value).find_map(|word| Length::read(word).filter(|_| !is_weight(word))).map(Size::Of),
            ),
            "color" | "-webkit-text-fill-color" => self.ink.set(rank, ink(value)),
            "background-color" => self.background.set(rank, background(value)),
            "background-image" => self.has_picture.set(rank, Some(is_picture(value))),
            "background" => {
                let colour = if is_picture(value) { Some(Background::Unknown) } else { background(value) };
                self.background.set(rank, colour);
                self.has_picture.set(rank, Some(is_picture(value)));
                self.is_cut_out.set(rank, Some(arguments(value).any(|word| word == "text")));
            }
            "background-clip" | "-webkit-background-clip" => self.is_cut_out.set(rank, Some(value == "text")),
            "text-shadow" => self.has_shadow.set(rank, Some(value != "none")),
            "overflow" | "overflow-x" | "overflow-y" => self.cuts_off.set(rank, overflow(value)),
            "width" | "height" | "max-width" | "max-height" => {
                let index = ["width", "height", "max-width", "max-height"].iter().position(|name| *name == property);
                let is_other = value.contains('(')
                    || matches!(value, "auto" | "none" | "initial" | "inherit" | "unset")
                    || value.ends_with("-content");
                let is_nothing =
                    length().map(|length| (0.0..=1.0).contains(&length.pixels())).or(is_other.then_some(false));
                self.extents[index.unwrap_or(0)].set(rank, is_nothing);
            }
            "position" => self.is_placed.set(rank, position(value)),
            "left" | "right" | "top" | "bottom" | "margin-left" | "margin-top" => {
                let names = ["left", "right", "top", "bottom", "margin-left", "margin-top"];
                let index = names.iter().position(|name| *name == property).unwrap_or(0);
                self.offsets[index].set(rank, length().or_else(|| (value == "auto").then_some(Length::Pixels(0.0))));
            }
            "inset" => self.sides(value, rank, [Some(2), Some(1), Some(3), Some(0)]),
            "margin" => self.sides(value, rank, [Some(5), None, None, Some(4)]),
            "text-indent" => self.indent.set(rank, value.split_ascii_whitespace().find_map(Length::read)),
            "clip" => self.clips_all.set(rank, is_function(value).then(|| clip(value))),
            "clip-path" | "-webkit-clip-path" => self.clip_path.set(rank, is_function(value).then(|| clip_path(value))),
            "transform" | "-webkit-transform" => {
                self.transforms[0].set(rank, is_function(value).then(|| transform(value)))
            }
            "scale" => self.transforms[1].set(rank, Some(arguments(value).any(is_zero))),
            "translate" => self.transforms[2].set(rank, Some(arguments(value).any(is_far_back))),
            "content-visibility" => self.unseen_content.set(rank, Some(value == "hidden")),
            _ => {}
        }
    }

    /// A shorthand of four sides: top, right, bottom, left.
    fn sides(&mut self, value: &str, rank: Rank, slots: [Option<usize>; 4]) {
        let lengths: Vec<Length> = value
            .split_ascii_whitespace()
            .take(4)
            .map(|side| Length::read(side).unwrap_or(Length::Pixels(0.0)))
            .collect();
        let side = |index: usize| lengths.get(index).or_else(|| lengths.get(index % 2)).or_else(|| lengths.first());
        let sides = [side(0), side(1), side(2), lengths.get(3).or_else(|| side(1))];
        for (slot, length) in slots.into_iter().zip(sides) {
            if let Some(slot) = slot {
                self.offsets[slot].set(rank, length.copied());
            }
        }
    }
}

fn is_display(value: &str) -> bool {
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

fn overflow(value: &str) -> Option<bool> {
    match value.split_ascii_whitespace().next()? {
        "visible" | "initial" | "unset" => {
            Some(value.split_ascii_whitespace().nth(1).is_some_and(|other| other != "visible"))
        }
        "hidden" | "clip" | "auto" | "scroll" | "overlay" => Some(true),
        _ => None,
    }
}

fn position(value: &str) -> Option<bool> {
    match value {
        "absolute" | "fixed" => Some(true),
        "static" | "relative" | "sticky" | "initial" | "inherit" | "unset" => Some(false),
        _ => None,
    }
}

/// Whether a value is one of a property that takes functions, or none of them.
fn is_function(value: &str) -> bool {
    value.contains('(') || matches!(value, "none" | "auto" | "initial" | "inherit" | "unset")
}

fn visibility(value: &str) -> Option<Option<bool>> {
    match value {
        "hidden" | "collapse" => Some(Some(false)),
        "visible" | "initial" => Some(Some(true)),
        "inherit" | "unset" | "revert" => Some(None),
        _ => None,
    }
}

fn size(value: &str) -> Option<Size> {
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
fn is_weight(word: &str) -> bool {
    word.len() == 3 && word.ends_with("00")
}

fn ink(value: &str) -> Option<Ink> {
    match value {
        "inherit" | "unset" | "currentcolor" => Some(Ink::Inherited),
        "initial" | "windowtext" | "canvastext" => Some(Ink::Of(super::colour::BLACK.into())),
        _ => Paint::read(value).map(Ink::Of),
    }
}

fn is_picture(value: &str) -> bool {
    ["url(", "gradient(", "image(", "image-set(", "cross-fade("].iter().any(|function| value.contains(function))
}

fn background(value: &str) -> Option<Background> {
    let read = |word: &str| match word {
        "none" | "initial" | "unset" => Paint::read("transparent"),
        "canvas" | "window" => Paint::read("white"),
        _ => Paint::read(word),
    };
    // The colour stands among positions and repetitions.
    let paint = read(value).or_else(|| pieces(value, b' ').find_map(read));
    paint.map(Background::Of).or(Some(Background::Unknown))
}

/// Whether nothing is left within `rect(…)`.
fn clip(value: &str) -> bool {
    let Some(("rect", inside)) = function(value) else { return false };
    let sides: Vec<Option<f32>> = arguments(inside).map(|side| Length::read(side).map(Length::pixels)).collect();
    let [top, right, bottom, left] = sides[..] else { return false };
    let is_narrow =
        |from: Option<f32>, to: Option<f32>| matches!((from.unwrap_or(0.0), to), (from, Some(to)) if to - from <= 1.0);
    is_narrow(left, right) || is_narrow(top, bottom)
}

/// Whether nothing is left within a shape.
fn clip_path(value: &str) -> bool {
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
        "circle" | "ellipse" => arguments(inside).next().is_some_and(is_zero),
        "polygon" => {
            let mut points =
                inside.split(',').map(str::trim).filter(|point| *point != "nonzero" && *point != "evenodd");
            let first = points.next();
            points.all(|point| Some(point) == first)
        }
        "rect" => clip(value),
        _ => false,
    }
}

/// Whether nothing is left, or nothing on the screen.
fn transform(value: &str) -> bool {
    pieces(value, b' ').filter_map(function).any(|(name, inside)| {
        let mut words = arguments(inside);
        match name {
            "scale" | "scalex" | "scaley" | "scale3d" => words.any(is_zero),
            "matrix" => words.next().is_some_and(is_zero) && words.nth(2).is_some_and(is_zero),
            "translate" | "translatex" | "translatey" | "translate3d" => words.any(is_far_back),
            "rotatex" | "rotatey" => words.next().is_some_and(|angle| matches!(angle, "90deg" | "270deg" | "-90deg")),
            _ => false,
        }
    })
}

fn is_zero(word: &str) -> bool {
    Length::read(word).is_some_and(|length| length.pixels().abs() < 0.01)
}

fn is_far_back(word: &str) -> bool {
    Length::read(word).is_some_and(|length| is_far(length.pixels()))
}

/// Whether an offset leads off the screen: at the left of it or above, where no reader scrolls to.
pub(super) fn is_far(pixels: f32) -> bool {
    pixels <= -999.0
}
