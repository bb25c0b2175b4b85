//! Colours, and whether a reader can tell one from the other.

/// A colour that is not seen through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour([f32; 3]);

pub(super) const BLACK: Colour = Colour([0.0; 3]);
pub(super) const WHITE: Colour = Colour([1.0; 3]);
/// That of links.
pub(super) const BLUE: Colour = Colour([0.0, 0.0, 0.93]);

/// How far apart two colours are in red, green or blue, at least, to be told from each other: of 255.
const APART: f32 = 16.5 / 255.0;
/// What of a colour must be there to be seen.
const THIN: f32 = 0.06;

/// A colour that may be seen through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paint {
    colour: Colour,
    alpha: f32,
}

impl Paint {
    /// Whatever CSS calls a colour; `None` for colours of the system, and for what is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let colour = color::parse_color(text.trim()).ok()?.to_alpha_color::<color::Srgb>();
        let [red, green, blue, alpha] = colour.components;
        Some(Self { colour: Colour([red, green, blue]), alpha })
    }

    /// A colour of HTML's own attributes (`bgcolor`, `color`), where `#` may be missing.
    pub(super) fn read_attribute(text: &str) -> Option<Self> {
        let text = text.trim();
        let with_sign = || if text.starts_with('#') { None } else { Self::read(&format!("#{text}")) };
        Self::read(text).or_else(with_sign)
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
    /// Whether a reader can tell text in this colour from a background in the other.
    pub(super) fn is_told_from(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(one, other)| (one - other).abs() > APART)
    }
}
