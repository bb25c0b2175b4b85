//! Colours that something may have, where it is not certain which of them.

use super::colour::{Colour, Paint, WHITE};

/// Colours that are kept apart, at most. With more than these nothing is certain.
const MOST: usize = 4;

/// Colours of which one holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paints {
    list: [Option<Paint>; MOST],
    /// Perhaps what is around, or behind.
    pub(super) is_inherited: bool,
    /// Perhaps a picture from elsewhere.
    pub(super) is_picture: bool,
    /// Perhaps a colour that is not known.
    pub(super) is_unknown: bool,
    /// Perhaps any of those between them.
    pub(super) is_mixed: bool,
}

impl Paints {
    const NONE: Self =
        Self { list: [None; MOST], is_inherited: false, is_picture: false, is_unknown: false, is_mixed: false };
    /// What is around, or behind.
    pub(super) const INHERITED: Self = Self { is_inherited: true, ..Self::NONE };
    /// A colour that is not known.
    pub(super) const UNKNOWN: Self = Self { is_unknown: true, ..Self::NONE };
    /// A picture.
    pub(super) const PICTURE: Self = Self { is_picture: true, ..Self::NONE };

    /// The colours of a list: all of them must be told from what is on them.
    pub(super) fn of(paints: impl IntoIterator<Item = Paint>) -> Self {
        let mut of = Self::NONE;
        paints.into_iter().for_each(|paint| of.push(paint));
        of
    }

    fn push(&mut self, paint: Paint) {
        if self.all().any(|own| own.is_near(paint)) {
            return;
        }
        match self.list.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(paint),
            None => self.is_unknown = true,
        }
    }

    /// Those that are known.
    pub(super) fn all(&self) -> impl Iterator<Item = Paint> {
        self.list.into_iter().flatten()
    }

    /// The colours that are known, alone.
    pub(super) fn colours(self) -> Self {
        Self { list: self.list, is_mixed: self.all().count() > 1, ..Self::NONE }
    }

    /// Either of them.
    pub(super) fn or(self, other: Self) -> Self {
        let mut either = self;
        other.all().for_each(|paint| either.push(paint));
        either.is_inherited |= other.is_inherited;
        either.is_picture |= other.is_picture;
        either.is_unknown |= other.is_unknown;
        either.is_mixed |= other.is_mixed;
        either
    }

    /// These where they are not what is around.
    pub(super) fn within(self, outer: Self) -> Self {
        if self.is_inherited { Self { is_inherited: false, ..self }.or(outer) } else { self }
    }

    /// These laid over what is behind.
    pub(super) fn over(self, behind: Self) -> Self {
        let mut laid = if self.is_inherited { behind } else { Self::NONE };
        for paint in self.all() {
            if paint.is_opaque() {
                laid.push(paint.over(WHITE).into());
                continue;
            }
            laid.is_unknown |= behind.is_unknown;
            behind.all().for_each(|behind| laid.push(paint.over(behind.over(WHITE)).into()));
        }
        laid.is_unknown |= self.is_unknown;
        laid.is_mixed |= self.is_mixed || behind.is_mixed && laid.all().count() > 1;
        laid
    }

    /// Whether letters in each of these colours can be told from each background, if so much of them is drawn.
    pub(super) fn are_told_from(self, backgrounds: Self, share: f32) -> bool {
        let is_told = |paint: Paint, background: Colour| paint.over(background).is_told_from(background, share);
        !self.is_unknown
            && !backgrounds.is_unknown
            && self.all().all(|paint| {
                let is_beside = || {
                    let colours: Vec<Colour> = backgrounds.all().map(|background| background.over(WHITE)).collect();
                    colours.first().is_some_and(|first| paint.over(*first).is_beside(&colours, share))
                };
                !paint.is_transparent()
                    && (!backgrounds.is_mixed || is_beside())
                    && backgrounds.all().all(|background| is_told(paint, background.over(WHITE)))
            })
    }
}

impl From<Paint> for Paints {
    fn from(paint: Paint) -> Self {
        Self::of([paint])
    }
}
