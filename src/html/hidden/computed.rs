//! What is known of an element's text once all declarations are in: what is inherited, and what hides.

use super::{
    colour::{BLACK, BLUE, Colour, Paint, WHITE},
    declaration::{Background, Declarations, Ink, Size, is_far},
    value::{LETTERS, Length},
};

/// Pixels of letters that can be read, at least.
const LEGIBLE: f32 = 3.0;
/// What of an element must be there to be seen.
const FAINT: f32 = 0.06;

/// What holds for text in an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Computed {
    /// The element is not drawn, and nothing in it is.
    pub(super) is_out: bool,
    is_visible: bool,
    letters: f32,
    is_indented_away: bool,
    ink: Paint,
    /// `None` where it is not known.
    background: Option<Colour>,
    /// Text of which more is seen than its colour.
    is_decorated: bool,
}

impl Default for Computed {
    /// As a body begins: black on white.
    fn default() -> Self {
        Self {
            is_out: false,
            is_visible: true,
            letters: LETTERS,
            is_indented_away: false,
            ink: BLACK.into(),
            background: Some(WHITE),
            is_decorated: false,
        }
    }
}

impl Computed {
    /// Whether text here is not seen.
    pub(super) fn hides(&self) -> bool {
        self.is_out || !self.is_visible || self.letters < LEGIBLE || self.is_indented_away || self.lacks_contrast()
    }

    /// Whether a picture here is seen.
    pub(super) fn shows_pictures(&self) -> bool {
        !self.is_out && self.is_visible
    }

    fn lacks_contrast(&self) -> bool {
        if self.is_decorated {
            return false;
        }
        let is_told = |background| self.ink.over(background).is_told_from(background);
        self.ink.is_transparent() || self.background.is_some_and(|background| !is_told(background))
    }

    /// The same within an element; `is_link` gives it the colour of links.
    pub(super) fn within(mut self, element: &Declarations, is_link: bool) -> Self {
        if let Some(visible) = element.visible.get().flatten() {
            self.is_visible = visible;
        }
        match element.size.get() {
            Some(Size::Of(Length::Pixels(pixels))) => self.letters = pixels,
            Some(Size::Of(Length::Letters(times) | Length::Share(times))) => self.letters *= times,
            Some(Size::Inherited) | None => {}
        }
        match element.ink.get() {
            Some(Ink::Of(paint)) => self.ink = paint,
            None if is_link => self.ink = BLUE.into(),
            Some(Ink::Inherited) | None => {}
        }
        match element.background.get() {
            Some(Background::Of(paint)) if paint.is_opaque() => self.background = Some(paint.over(WHITE)),
            Some(Background::Of(paint)) => self.background = self.background.map(|behind| paint.over(behind)),
            Some(Background::Unknown) => self.background = None,
            None => {}
        }
        if element.has_picture.get() == Some(true) {
            self.background = None;
        }
        if let Some(indent) = element.indent.get() {
            let is_beyond = matches!(indent, Length::Share(share) if share >= 1.0) || indent.pixels() >= 999.0;
            self.is_indented_away = is_far(indent.pixels()) || is_beyond && element.cuts_off.get() == Some(true);
        }
        self.is_decorated |= [&element.has_shadow, &element.is_cut_out].iter().any(|it| it.get() == Some(true));
        self.is_out |= is_gone(element);
        self
    }
}

/// Whether an element is not drawn at all.
fn is_gone(element: &Declarations) -> bool {
    let is = |declared: &super::declaration::Declared<bool>| declared.get() == Some(true);
    let offset = |index: usize| element.offsets[index].get().map(Length::pixels);
    let is_off_screen = is(&element.is_placed)
        && (0..4).filter_map(offset).any(is_far)
        // From the other side: `right: 9999px`.
        || is(&element.is_placed) && [1, 3].into_iter().filter_map(offset).any(|pixels| is_far(-pixels));
    is(&element.no_display)
        || element.opacity.get().is_some_and(|opacity| opacity < FAINT)
        || is(&element.cuts_off) && element.extents.iter().any(is)
        || is_off_screen
        || [4, 5].into_iter().filter_map(offset).any(is_far)
        || is(&element.is_placed) && is(&element.clips_all)
        || is(&element.clip_path)
        || element.transforms.iter().any(is)
        || is(&element.unseen_content)
}
