//! Colours, and whether a reader can tell one from the other.

use super::value::{function, is_space, pieces};

/// A colour that is not seen through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour([f32; 3]);

pub(super) const BLACK: Colour = Colour([0.0; 3]);
pub(super) const WHITE: Colour = Colour([1.0; 3]);
/// That of links.
pub(super) const BLUE: Colour = Colour([0.0, 0.0, 0.93]);

/// How far apart two colours are in red, green or blue, at least, to be told from each other: of 255.
const APART: f32 = 16.5 / 255.0;
/// Colours in colours, at most.
const DEPTH: usize = 4;
/// What of a colour must be there to be seen.
const THIN: f32 = 0.06;

/// A colour that may be seen through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    colour: Colour,
    alpha: f32,
}

impl Paint {
    /// Whatever CSS calls a colour; `None` for what is none, and for colours that a reader's system chooses freely.
    /// Those that it has for pages and their text are those of a bright one.
    pub(super) fn read(text: &str) -> Option<Self> {
        Self::read_within(text, 0)
    }

    fn read_within(text: &str, depth: usize) -> Option<Self> {
        let text = text.trim_matches(is_space);
        match text {
            "canvas" | "window" | "field" | "-webkit-link-background" => return Some(WHITE.into()),
            "canvastext" | "windowtext" | "fieldtext" | "buttontext" => return Some(BLACK.into()),
            "buttonface" | "threedface" => return Some(Colour([0.94; 3]).into()),
            _ => {}
        }
        if depth < DEPTH
            && let Some((name, inside)) = function(text)
        {
            let mut colours = pieces(inside, b',').map(|text| text.trim_matches(is_space));
            match name {
                "light-dark" => return Self::read_within(colours.next()?, depth + 1),
                "color-mix" => return Self::mix(colours.skip(1), depth + 1),
                _ => {}
            }
        }
        let colour = color::parse_color(text).ok()?.to_alpha_color::<color::Srgb>();
        let [red, green, blue, alpha] = colour.components;
        Some(Self { colour: Colour([red, green, blue]), alpha })
    }

    /// The mixture of colours that a reader cannot tell from each other: of others the space decides.
    fn mix<'a>(colours: impl Iterator<Item = &'a str>, depth: usize) -> Option<Self> {
        let mut mixed: Option<Self> = None;
        for colour in colours {
            let paint = pieces(colour, b' ')
                .filter(|word| !word.ends_with('%'))
                .find_map(|word| Self::read_within(word, depth))?;
            if mixed.is_some_and(|mixed| !mixed.is_like(paint)) {
                return None;
            }
            mixed = Some(paint);
        }
        mixed
    }

    /// Whether a reader cannot tell the two from each other, whatever is behind.
    pub(super) fn is_like(self, other: Self) -> bool {
        self.is_transparent() && other.is_transparent()
            || (self.alpha - other.alpha).abs() < THIN && !self.colour.is_told_from(other.colour, 1.0)
    }

    /// Whether the two are as good as the same.
    pub(super) fn is_near(self, other: Self) -> bool {
        let is_near = |one: f32, other: f32| (one - other).abs() < 0.004;
        is_near(self.alpha, other.alpha)
            && self.colour.0.iter().zip(other.colour.0).all(|(one, other)| is_near(*one, other))
    }

    /// A colour of HTML's own attributes (`bgcolor`, `color`), which are read whatever they are (HTML standard, 2.3.5).
    pub(super) fn read_attribute(text: &str) -> Option<Self> {
        let text = text.trim_matches(is_space);
        if text.is_empty() || text.eq_ignore_ascii_case("transparent") {
            return None;
        }
        let short = |text: &str| text.starts_with('#') && text.len() == 4;
        if (short(text) || text.bytes().all(|byte| byte.is_ascii_alphabetic()))
            && let Some(paint) = Self::read(text)
        {
            return Some(paint);
        }
        let mut digits: Vec<u8> = text
            .trim_start_matches('#')
            .chars()
            .take(128)
            .map(|digit| if digit.is_ascii_hexdigit() { u8::try_from(digit).unwrap_or(b'0') } else { b'0' })
            .collect();
        while digits.is_empty() || !digits.len().is_multiple_of(3) {
            digits.push(b'0');
        }
        let mut parts: Vec<&[u8]> = digits.chunks(digits.len() / 3).collect();
        for part in &mut parts {
            *part = &part[part.len().saturating_sub(8)..];
        }
        while parts[0].len() > 2 && parts.iter().all(|part| part[0] == b'0') {
            parts.iter_mut().for_each(|part| *part = &part[1..]);
        }
        let mut colour = [0.0; 3];
        for (own, part) in colour.iter_mut().zip(parts) {
            let text = std::str::from_utf8(&part[..part.len().min(2)]).ok()?;
            *own = f32::from(u8::from_str_radix(text, 16).ok()?) / 255.0;
        }
        Some(Colour(colour).into())
    }

    /// What is seen of it over `background`.
    pub(super) fn over(self, background: Colour) -> Colour {
        let mut mixed = background;
        for (mixed, own) in mixed.0.iter_mut().zip(self.colour.0) {
            *mixed += (own - *mixed) * self.alpha.clamp(0.0, 1.0);
        }
        mixed
    }

    /// Whether nothing of it is seen, whatever is behind.
    pub(super) fn is_transparent(self) -> bool {
        self.alpha < THIN
    }

    /// Whether most of what is behind it is seen.
    pub(super) fn is_faint(self) -> bool {
        self.alpha <= 0.35
    }

    /// Whether nothing is seen of what is behind it.
    pub(super) fn is_opaque(self) -> bool {
        self.alpha > 1.0 - THIN
    }
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Self {
        Self { colour, alpha: 1.0 }
    }
}

impl Colour {
    /// Whether one of red, green and blue is more, or less, than in each of the others and all colours between them.
    pub(super) fn is_beside(self, others: &[Self], share: f32) -> bool {
        (0..3).any(|at| {
            let apart = |other: &Self| (self.0[at] - other.0[at]) * share;
            others.iter().all(|other| apart(other) > APART) || others.iter().all(|other| apart(other) < -APART)
        })
    }

    /// Whether a reader can tell text in this colour from a background in the other,
    /// of which so much is drawn.
    pub(super) fn is_told_from(self, other: Self, share: f32) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| (one - other).abs() * share > APART)
    }
}
