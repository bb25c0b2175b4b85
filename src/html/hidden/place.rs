//! Where declarations place an element: out of its place, far away, where no reader looks.

use super::{
    declared::{Declarations, Slot, Visible},
    kinds::Kinds,
};

/// How far something may be moved without leaving its place, in pixels: what is moved by little within something else that
/// is moves by much.
const NEAR: f32 = 0.01;
/// How far text may stand above or below its line.
const RAISED: f32 = 8.0;

impl Declarations {
    /// Whether an element is out of its place, so that it may lie on others.
    pub(super) fn lies_on_others(&self) -> bool {
        let range = |slot| self.range(slot, (0.0, 0.0));
        let is_drawn_back = [Slot::MarginTop, Slot::MarginBottom].into_iter().any(|slot| range(slot).0 < -NEAR);
        let is_moved = [Slot::Left, Slot::Right, Slot::Top, Slot::Bottom].into_iter().any(|slot| {
            let (from, to) = range(slot);
            from < -NEAR || to > NEAR
        });
        is_drawn_back || self.flag(Slot::Alone) || self.flag(Slot::Moved) && is_moved || self.flag(Slot::Covers)
    }

    /// The same of one that may be these boxes, around which so much room is to its left for certain.
    pub(super) fn lies_on_others_as(&self, kinds: Kinds, room: f32) -> bool {
        self.lies_on_others() || self.is_out_of_line(kinds, room)
    }

    /// Whether it is drawn over what is beside it, or above and below its line.
    pub(super) fn is_out_of_line(&self, kinds: Kinds, room: f32) -> bool {
        self.is_drawn_aside(kinds, room)
            || kinds.may_be(Kinds::INLINE) && self.range(Slot::Raised, (0.0, 0.0)).1 > RAISED
    }

    /// Whether margins draw an element over what is beside it. A block may take back what is around it.
    fn is_drawn_aside(&self, kinds: Kinds, room: f32) -> bool {
        let margin = |slot| self.range(slot, (0.0, 0.0)).0;
        let room = room + margin(Slot::PaddingLeft);
        let (left, right) = (margin(Slot::MarginLeft), margin(Slot::MarginRight));
        let is_block = kinds.is(Kinds::BLOCK.or(Kinds::TABLE)) && !self.flag(Slot::Floats);
        (left < -NEAR || right < -NEAR) && !(is_block && room + left >= 0.0)
    }

    /// Whether margins draw it back from its place, in whatever direction.
    pub(super) fn is_drawn_back(&self) -> bool {
        [Slot::MarginTop, Slot::MarginRight, Slot::MarginBottom, Slot::MarginLeft]
            .into_iter()
            .any(|slot| self.range(slot, (0.0, 0.0)).0 < 0.0)
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

    /// Whether what is drawn before or behind an element moves and covers little.
    pub(super) fn is_slight(&self) -> bool {
        const SLOTS: [Slot; 16] = [
            Slot::Width,
            Slot::Height,
            Slot::LeastWidth,
            Slot::LeastHeight,
            Slot::PaddingTop,
            Slot::PaddingRight,
            Slot::PaddingBottom,
            Slot::PaddingLeft,
            Slot::BorderTop,
            Slot::BorderRight,
            Slot::BorderBottom,
            Slot::BorderLeft,
            Slot::MarginTop,
            Slot::MarginRight,
            Slot::MarginBottom,
            Slot::MarginLeft,
        ];
        let is_small = |slot: &Slot| {
            let (_, to) = self.range(*slot, (0.0, 0.0));
            to <= 24.0 || to == f32::INFINITY
        };
        let is_scaled = [Slot::Zoom, Slot::Scale, Slot::Transform].into_iter().any(|slot| self.has(slot));
        SLOTS.iter().all(is_small)
            && !is_scaled
            && !self.is_guarded()
            && self.size(Slot::Size).within((16.0, 16.0)).1 <= 24.0
    }

    /// Whether an element is larger than any window.
    pub(super) fn is_huge(&self) -> bool {
        [
            Slot::Width,
            Slot::Height,
            Slot::LeastWidth,
            Slot::LeastHeight,
            Slot::PaddingTop,
            Slot::PaddingLeft,
            Slot::PaddingRight,
            Slot::PaddingBottom,
            Slot::BorderTop,
            Slot::BorderLeft,
            Slot::BorderRight,
            Slot::BorderBottom,
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
        let is_in_place = [Slot::Left, Slot::Right, Slot::Top, Slot::Bottom].into_iter().all(|slot| {
            let (from, to) = range(slot);
            -NEAR <= from && to <= NEAR
        });
        is_alone || is_moved && !is_in_place || self.flag(Slot::Fixed) || range(Slot::MarginTop).0 < -NEAR
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
