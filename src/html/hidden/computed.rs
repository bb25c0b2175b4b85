//! What is known of an element's text once all declarations are in: what is inherited, and what hides.

use super::{
    colour::{BLACK, BLUE, Colour, Paint, WHITE},
    declaration::{Background, Declarations, Ink, Place, Size},
    shape::{is_away, is_far},
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
    /// What is left of it in all that it is in.
    opacity: f32,
    letters: f32,
    is_indented_away: bool,
    /// Lines without height in a box that cuts them off.
    is_flat: bool,
    /// As in [`Declarations`].
    illegible: [bool; 3],
    ink: Paint,
    fill: Option<Paint>,
    /// `None` where it is not known.
    background: Option<Colour>,
    shadow: Option<Paint>,
    /// Text that shows a picture.
    is_cut_out: bool,
}

impl Default for Computed {
    /// As a body begins: black on white.
    fn default() -> Self {
        Self {
            is_out: false,
            is_visible: true,
            letters: LETTERS,
            is_indented_away: false,
            opacity: 1.0,
            is_flat: false,
            illegible: [false; 3],
            ink: BLACK.into(),
            fill: None,
            background: Some(WHITE),
            shadow: None,
            is_cut_out: false,
        }
    }
}

impl Computed {
    /// Whether text here is not seen.
    pub(super) fn hides(&self) -> bool {
        self.is_out
            || !self.is_visible
            || self.letters < LEGIBLE
            || self.is_indented_away
            || self.is_flat
            || self.illegible.contains(&true)
            || self.lacks_contrast()
    }

    /// Whether a picture here is seen.
    pub(super) fn shows_pictures(&self) -> bool {
        !self.is_out && self.is_visible
    }

    fn lacks_contrast(&self) -> bool {
        let is_seen = |paint: Paint| {
            let is_told = |background| paint.over(background).is_told_from(background);
            !paint.is_transparent() && self.background.is_none_or(is_told)
        };
        !self.is_cut_out && !is_seen(self.fill.unwrap_or(self.ink)) && !self.shadow.is_some_and(is_seen)
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
        match element.fill.get() {
            Some(Ink::Of(paint)) => self.fill = Some(paint),
            Some(Ink::Inherited) | None => {}
        }
        if element.is_cut_out.get() == Some(true) {
            self.cut_out(element);
        } else {
            self.lay(element);
        }
        if let Some(indent) = element.indent.get() {
            let is_beyond = matches!(indent, Length::Share(share) if share >= 1.0) || indent.pixels() >= 999.0;
            self.is_indented_away = is_away(indent.pixels()) || is_beyond && element.cuts_off.get() == Some(true);
        }
        for (own, declared) in self.illegible.iter_mut().zip(&element.illegible) {
            *own = declared.get().unwrap_or(*own);
        }
        if let Some(is_flat) = element.has_flat_lines.get() {
            let has_height = element.extents[1].get() == Some(false) || element.rooms[1].get() == Some(true);
            self.is_flat = is_flat && element.cuts_off.get() == Some(true) && !has_height && !element.is_cell;
        }
        if let Some(shadow) = element.shadow.get() {
            self.shadow = shadow;
        }
        for share in [element.opacity.get(), element.filter.get()].into_iter().flatten() {
            self.opacity *= share.clamp(0.0, 1.0);
        }
        self.is_out |= self.opacity < FAINT;
        self.is_out |= is_gone(element);
        self
    }

    /// Lays an element's background behind its text.
    fn lay(&mut self, element: &Declarations) {
        let ink = self.ink;
        match element
            .background
            .get()
            .map(|declared| if let Background::OfInk = declared { Background::Of(ink) } else { declared })
        {
            Some(Background::Of(paint)) if paint.is_opaque() => self.background = Some(paint.over(WHITE)),
            Some(Background::Of(paint)) => self.background = self.background.map(|behind| paint.over(behind)),
            Some(Background::Unknown | Background::OfInk) => self.background = None,
            None => {}
        }
        if element.has_picture.get() == Some(true) {
            self.background = None;
        }
    }

    /// Fills letters with an element's background, where they can be seen through.
    fn cut_out(&mut self, element: &Declarations) {
        let is_clear = self.fill.unwrap_or(self.ink).is_transparent();
        match element.background.get() {
            _ if element.has_picture.get() == Some(true) => self.is_cut_out = true,
            Some(Background::Of(paint)) if is_clear => self.fill = Some(paint),
            Some(Background::Unknown) => self.is_cut_out = true,
            Some(Background::Of(_) | Background::OfInk) | None => {}
        }
    }
}

/// Whether an element is not drawn at all.
fn is_gone(element: &Declarations) -> bool {
    let is = |declared: &super::declaration::Declared<bool>| declared.get() == Some(true);
    let turned = element.turns.iter().filter(|turn| is(turn)).count();
    is(&element.no_display)
        || is(&element.cuts_off) && has_no_room(element)
        || is_off_screen(element)
        || element.place.get() == Some(Place::Alone) && is(&element.clips_all)
        || is(&element.clip_path)
        || is(&element.mask)
        || element.transforms.iter().any(is)
        || is(&element.has_no_back) && turned == 1
        || is(&element.unseen_content)
}

/// Whether an element has no size in a direction, and no room beside it that text flows into.
pub(super) fn has_no_room(element: &Declarations) -> bool {
    let is = |declared: &super::declaration::Declared<bool>| declared.get() == Some(true);
    let [width, height, most_width, most_height] = &element.extents;
    let [least_width, least_height, right, bottom] = &element.rooms;
    if element.is_cell {
        // The cells of a table grow with what is in them, but for one that is held narrow.
        return is(most_width) && width.get() != Some(false) && !is(least_width) && !is(right);
    }
    (is(width) || is(most_width)) && !is(least_width) && !is(right)
        || (is(height) || is(most_height)) && !is(least_height) && !is(bottom)
}

fn is_off_screen(element: &Declarations) -> bool {
    let offset = |index: usize| element.offsets[index].get();
    let pixels = |index: usize| offset(index).map_or(0.0, Length::pixels);
    let [left, right, top, bottom] = [pixels(0), pixels(1), pixels(2), pixels(3)];
    let is_placed_off = match element.place.get() {
        Some(Place::Alone) => {
            is_away(left) || is_far(right) || is_far(-right) || is_far(top) || is_far(bottom) || is_far(-bottom)
        }
        Some(Place::Moved) => is_away(left) || is_away(-right) || is_far(top) || is_far(-bottom),
        Some(Place::Flow) | None => false,
    };
    // A column that is drawn back by its own width stands beside the one before it.
    let is_column = matches!(offset(4), Some(Length::Share(share)) if share > -1.5);
    is_placed_off || is_away(pixels(4)) && !is_column || is_far(pixels(5)) || is_away(pixels(6))
}
