//! Where declarations place an element: out of its place, far away, where no reader looks.

use super::declared::{Declarations, Slot, Visible};

/// How far something may be moved without leaving its place, in pixels.
const NEAR: f32 = 10.0;

impl Declarations {
    /// Whether an element is out of its place, so that it may lie on others.
    pub(super) fn lies_on_others(&self) -> bool {
        let none = (0.0, 0.0);
        let range = |slot| self.range(slot, none);
        let is_drawn_back = [Slot::MarginTop, Slot::MarginRight, Slot::MarginBottom, Slot::MarginLeft]
            .into_iter()
            .any(|slot| range(slot).0 < -NEAR);
        let is_moved = [Slot::Left, Slot::Right, Slot::Top, Slot::Bottom].into_iter().any(|slot| {
            let (from, to) = range(slot);
            from < -NEAR || to > NEAR
        });
        is_drawn_back || self.flag(Slot::Alone) || self.flag(Slot::Moved) && is_moved || self.flag(Slot::Covers)
    }

    /// Whether an element certainly stands far beside what is read.
    pub(super) fn is_far_away(&self) -> bool {
        const SLOTS: [Slot; 8] = [
            Slot::Left,
            Slot::Right,
            Slot::Top,
            Slot::Bottom,
            Slot::MarginLeft,
            Slot::MarginRight,
            Slot::MarginTop,
            Slot::MarginBottom,
        ];
        if self.flag(Slot::Covers) || self.flag(Slot::Alone) && self.is_certain_flag(Slot::Clip) {
            return !self.flag(Slot::Covers);
        }
        let mut away = SLOTS.into_iter().filter_map(|slot| {
            let (from, to) = self.range(slot, (0.0, 0.0));
            let is_far = to <= -2_900.0 || from >= 2_900.0 && matches!(slot, Slot::Left | Slot::MarginLeft);
            (from < -NEAR || to > NEAR).then_some(is_far)
        });
        away.next() == Some(true) && away.next().is_none()
    }

    /// Whether an element is larger than any window.
    pub(super) fn is_huge(&self) -> bool {
        [
            Slot::Width,
            Slot::Height,
            Slot::LeastWidth,
            Slot::LeastHeight,
            Slot::PaddingLeft,
            Slot::PaddingRight,
            Slot::PaddingBottom,
        ]
        .into_iter()
        .any(|slot| {
            let to = self.range(slot, (0.0, 0.0)).1;
            to > 1_500.0 && to.is_finite()
        })
    }

    /// Whether an element may stand where no reader looks.
    pub(super) fn is_away(&self) -> bool {
        let range = |slot| self.range(slot, (0.0, 0.0));
        let (is_alone, is_moved) = (self.flag(Slot::Alone), self.flag(Slot::Moved));
        let (left, right, top, bottom) = (range(Slot::Left), range(Slot::Right), range(Slot::Top), range(Slot::Bottom));
        let is_placed_away = if is_alone {
            left.0 < -NEAR
                || left.1 >= 1_000.0
                || right.0 < -300.0
                || right.1 > 600.0
                || top.0 < -NEAR
                || bottom.1 > 100.0
        } else {
            is_moved
                && (left.0 < -NEAR
                    || left.1 > 600.0
                    || right.1 > NEAR
                    || right.0 < -600.0
                    || top.0 < -NEAR
                    || bottom.1 > NEAR)
        };
        let (margin_left, margin_top) = (range(Slot::MarginLeft), range(Slot::MarginTop));
        is_placed_away
            || self.flag(Slot::Fixed)
            || margin_left.0 < -40.0
            || margin_left.1 >= 1_500.0
            || margin_top.0 < -40.0
            || range(Slot::MarginRight).0 < -600.0
            || range(Slot::PaddingLeft).1 >= 1_500.0
            || is_alone && self.flag(Slot::Clip)
    }

    /// Whether `visibility` shows or hides.
    pub(super) fn is_visible_in(&self, outer: bool) -> bool {
        match self.visible() {
            Visible::Yes => true,
            Visible::Inherited => outer,
            Visible::No => false,
        }
    }
}
