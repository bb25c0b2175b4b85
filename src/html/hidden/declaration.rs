//! Declarations that can hide something, each with its rank in the cascade (CSS Cascade, section 6).

use super::{
    colour::Paint,
    number::resolve,
    property::{
        background, ink, is_display, is_picture, is_room, is_weight, overflow, physical, place, shadow, share, size,
        visibility,
    },
    shape::{
        clip, clip_path, filter, is_far_aside, is_far_back, is_function, is_heaped, is_turned, is_zero, mask, rotation,
        transform,
    },
    value::{Length, arguments, pieces},
    variables::Variables,
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

    fn merge(&mut self, other: Self, raise: Rank) {
        if let Some((rank, value)) = other.0 {
            self.set(rank + raise, Some(value));
        }
    }

    fn only(self, is_kept: impl Fn(T) -> bool) -> Self {
        Self(self.0.filter(|(_, value)| is_kept(*value)))
    }

    fn map(self, change: impl Fn(T) -> T) -> Self {
        Self(self.0.map(|(rank, value)| (rank, change(value))))
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
    /// That of its text.
    OfInk,
    /// A colour that is not known.
    Unknown,
}

/// How an element is placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Place {
    /// Where it is in the flow.
    Flow,
    /// Moved from there.
    Moved,
    /// By itself.
    Alone,
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
    /// What a filter lets through, of 1.
    pub(super) filter: Declared<f32>,
    pub(super) size: Declared<Size>,
    pub(super) ink: Declared<Ink>,
    /// That of the inside of letters: it goes before the other.
    pub(super) fill: Declared<Ink>,
    pub(super) background: Declared<Background>,
    /// Whether a picture or a gradient is behind it.
    pub(super) has_picture: Declared<bool>,
    pub(super) cuts_off: Declared<bool>,
    /// `width`, `height`, `max-width`, `max-height`: whether it is nothing.
    pub(super) extents: [Declared<bool>; 4],
    /// `min-width`, `min-height`, and padding at the right and the bottom, into which text may flow: whether it is
    /// something.
    pub(super) rooms: [Declared<bool>; 4],
    pub(super) has_flat_lines: Declared<bool>,
    pub(super) place: Declared<Place>,
    /// `left`, `right`, `top`, `bottom`, margins at the left and the top, padding at the left.
    pub(super) offsets: [Declared<Length>; 7],
    /// Whether letters, or words, lie upon one another, or are shown as dots.
    pub(super) illegible: [Declared<bool>; 3],
    pub(super) indent: Declared<Length>,
    pub(super) clips_all: Declared<bool>,
    pub(super) clip_path: Declared<bool>,
    pub(super) mask: Declared<bool>,
    pub(super) transforms: [Declared<bool>; 5],
    /// Whether `transform` and `rotate` turn the back to the reader, and whether the back is not drawn.
    pub(super) turns: [Declared<bool>; 2],
    pub(super) has_no_back: Declared<bool>,
    /// Text whose colour is not all that is seen of it.
    pub(super) shadow: Declared<Option<Paint>>,
    pub(super) is_cut_out: Declared<bool>,
    pub(super) unseen_content: Declared<bool>,
    /// Whether there is anything but properties that hide nothing.
    pub(super) says_something: bool,
    /// Whether the element is a cell of a table.
    pub(super) is_cell: bool,
}

impl Declarations {
    /// Adds what a rule declares, its ranks raised.
    pub(super) fn merge(&mut self, rule: &Self, raise: Rank) {
        self.says_something |= rule.says_something;
        self.no_display.merge(rule.no_display, raise);
        self.visible.merge(rule.visible, raise);
        self.opacity.merge(rule.opacity, raise);
        self.size.merge(rule.size, raise);
        self.filter.merge(rule.filter, raise);
        self.ink.merge(rule.ink, raise);
        self.fill.merge(rule.fill, raise);
        self.background.merge(rule.background, raise);
        self.has_picture.merge(rule.has_picture, raise);
        self.cuts_off.merge(rule.cuts_off, raise);
        self.extents.iter_mut().zip(rule.extents).for_each(|(own, other)| own.merge(other, raise));
        self.rooms.iter_mut().zip(rule.rooms).for_each(|(own, other)| own.merge(other, raise));
        self.has_flat_lines.merge(rule.has_flat_lines, raise);
        self.place.merge(rule.place, raise);
        self.offsets.iter_mut().zip(rule.offsets).for_each(|(own, other)| own.merge(other, raise));
        self.illegible.iter_mut().zip(rule.illegible).for_each(|(own, other)| own.merge(other, raise));
        self.indent.merge(rule.indent, raise);
        self.clips_all.merge(rule.clips_all, raise);
        self.clip_path.merge(rule.clip_path, raise);
        self.transforms.iter_mut().zip(rule.transforms).for_each(|(own, other)| own.merge(other, raise));
        self.mask.merge(rule.mask, raise);
        self.turns.iter_mut().zip(rule.turns).for_each(|(own, other)| own.merge(other, raise));
        self.has_no_back.merge(rule.has_no_back, raise);
        self.shadow.merge(rule.shadow, raise);
        self.is_cut_out.merge(rule.is_cut_out, raise);
        self.unseen_content.merge(rule.unseen_content, raise);
    }

    /// Adds the declarations of a text, which is [`plain`](super::value::plain).
    pub(super) fn add(&mut self, text: &str, rank: Rank, variables: &Variables) {
        for declaration in pieces(text, b';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let (value, rank) = match value.rsplit_once('!') {
                Some((value, word)) if word.trim() == "important" => (value.trim(), rank + IMPORTANT),
                _ => (value.trim(), rank),
            };
            if let Some(value) = variables.replace(value) {
                self.declare(property.trim(), value.trim(), rank);
            }
        }
    }

    /// What is left if it only may be declared: nothing that hides.
    pub(super) fn showing(self) -> Self {
        Self {
            no_display: self.no_display.only(|hides| !hides),
            visible: self.visible.only(|visible| visible == Some(true)),
            opacity: self.opacity.only(|opacity| opacity > 0.1),
            size: self.size.only(|size| matches!(size, Size::Of(length) if length.pixels() >= 6.0)),
            background: self.background.map(|_| Background::Unknown),
            has_picture: self.has_picture.only(|has| has),
            cuts_off: self.cuts_off.only(|cuts| !cuts),
            extents: self.extents.map(|extent| extent.only(|is_nothing| !is_nothing)),
            rooms: self.rooms.map(|room| room.only(|is_room| is_room)),
            shadow: self.shadow.only(|shadow| shadow.is_some()),
            says_something: self.says_something,
            ..Self::default()
        }
    }

    fn declare(&mut self, property: &str, value: &str, rank: Rank) {
        let property = physical(property.strip_prefix("-webkit-").unwrap_or(property));
        let value = &*resolve(value);
        let length = || Length::read(value);
        let index = |names: &[&str]| names.iter().position(|name| *name == property).unwrap_or(0);
        match property {
            "display" => self.no_display.set(rank, is_display(value).then_some(value == "none")),
            "visibility" => self.visible.set(rank, visibility(value)),
            "opacity" => self.opacity.set(rank, share(value)),
            "filter" => self.filter.set(rank, is_function(value).then(|| filter(value))),
            "zoom" => self.transforms[3].set(rank, share(value).map(|share| share < 0.1)),
            "font-size" => self.size.set(rank, size(value)),
            "font" => self.size.set(
                rank,
                arguments(value).find_map(|word| Length::read(word).filter(|_| !is_weight(word))).map(Size::Of),
            ),
            "line-height" => self.has_flat_lines.set(rank, Some(is_zero(value))),
            "letter-spacing" | "word-spacing" => {
                // Words that lie upon one another can be read where there is one alone.
                let slot = index(&["letter-spacing", "word-spacing"]);
                let is_normal = (value == "normal").then_some(false);
                self.illegible[slot].set(rank, length().map(|length| slot == 0 && is_heaped(length)).or(is_normal));
            }
            "text-security" => self.illegible[2].set(rank, Some(value != "none")),
            "color" => self.ink.set(rank, ink(value)),
            "text-fill-color" => self.fill.set(rank, ink(value)),
            "background-color" => self.background.set(rank, background(value)),
            "background-image" => self.has_picture.set(rank, Some(is_picture(value))),
            "background" => {
                let colour = if is_picture(value) { Some(Background::Unknown) } else { background(value) };
                self.background.set(rank, colour);
                self.has_picture.set(rank, Some(is_picture(value)));
                self.is_cut_out.set(rank, Some(arguments(value).any(|word| word == "text")));
            }
            "background-clip" => self.is_cut_out.set(rank, Some(value == "text")),
            "text-shadow" => self.shadow.set(rank, Some(shadow(value))),
            "overflow" | "overflow-x" | "overflow-y" => self.cuts_off.set(rank, overflow(value)),
            "contain" => {
                let is = |kinds: &[&str]| value.split_ascii_whitespace().any(|kind| kinds.contains(&kind));
                self.cuts_off.set(rank, is(&["strict", "content", "paint"]).then_some(true));
                // Without its content it has no height of its own.
                if is(&["strict", "size"]) && self.extents[1].get().is_none() {
                    self.extents[1].set(ATTRIBUTE, Some(true));
                }
            }
            "width" | "height" | "max-width" | "max-height" => {
                let is_other = value.contains('(')
                    || matches!(value, "auto" | "none" | "initial" | "inherit" | "unset")
                    || value.ends_with("-content");
                let is_nothing =
                    length().map(|length| (0.0..=1.0).contains(&length.pixels())).or(is_other.then_some(false));
                self.extents[index(&["width", "height", "max-width", "max-height"])].set(rank, is_nothing);
            }
            "min-width" | "min-height" | "padding-right" | "padding-bottom" => {
                self.rooms[index(&["min-width", "min-height", "padding-right", "padding-bottom"])]
                    .set(rank, Some(is_room(value)));
            }
            "padding" => {
                let sides: Vec<&str> = value.split_ascii_whitespace().take(4).collect();
                let side = |first: usize| sides.get(first).or_else(|| sides.get(first % 2)).or_else(|| sides.first());
                self.rooms[2].set(rank, side(1).map(|side| is_room(side)));
                self.rooms[3].set(rank, side(2).map(|side| is_room(side)));
                self.sides(value, rank, [None, None, None, Some(6)]);
            }
            "position" => self.place.set(rank, place(value)),
            "left" | "right" | "top" | "bottom" | "margin-left" | "margin-top" | "padding-left" => {
                let names = ["left", "right", "top", "bottom", "margin-left", "margin-top", "padding-left"];
                let nothing = || (value == "auto").then_some(Length::Pixels(0.0));
                self.offsets[index(&names)].set(rank, length().or_else(nothing));
            }
            "inset" => self.sides(value, rank, [Some(2), Some(1), Some(3), Some(0)]),
            "inset-inline" => self.sides(value, rank, [Some(0), Some(1), None, None]),
            "inset-block" => self.sides(value, rank, [Some(2), Some(3), None, None]),
            "margin" => self.sides(value, rank, [Some(5), None, None, Some(4)]),
            "margin-inline" => self.sides(value, rank, [Some(4), None, None, None]),
            "margin-block" => self.sides(value, rank, [Some(5), None, None, None]),
            "text-indent" => self.indent.set(rank, value.split_ascii_whitespace().find_map(Length::read)),
            "clip" => self.clips_all.set(rank, is_function(value).then(|| clip(value))),
            "clip-path" => self.clip_path.set(rank, is_function(value).then(|| clip_path(value))),
            "mask" | "mask-image" => self.mask.set(rank, Some(mask(value))),
            "transform" => {
                self.transforms[0].set(rank, is_function(value).then(|| transform(value)));
                self.turns[0].set(rank, is_function(value).then(|| is_turned(value)));
            }
            "rotate" => {
                let rotation = rotation(value);
                self.transforms[4].set(rank, Some(transform(&rotation)));
                self.turns[1].set(rank, Some(is_turned(&rotation)));
            }
            "backface-visibility" => self.has_no_back.set(rank, Some(value == "hidden")),
            "scale" => self.transforms[1].set(rank, Some(arguments(value).take(2).any(is_zero))),
            "translate" => {
                let mut words = arguments(value);
                let is_gone = words.next().is_some_and(is_far_aside) || words.next().is_some_and(is_far_back);
                self.transforms[2].set(rank, Some(is_gone));
            }
            "content-visibility" => self.unseen_content.set(rank, Some(value == "hidden")),
            _ => return,
        }
        self.says_something = true;
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
