//! Boxes with a height of their own. A browser cuts off what such a box does not hold, or lets it stand over what comes
//! behind. How much it holds is not reckoned: a first short text is kept, and nothing else.

use super::computed::Computed;

/// Characters that stand in one line of any box, at most.
const SHORT: usize = 40;
/// Pixels of a height in which a line can be read.
const ONE_LINE: f32 = 11.0;
/// Boxes in boxes that are looked at.
const DEPTH: usize = 8;

/// Those that are open.
#[derive(Debug, Default)]
pub(super) struct Limits(Vec<Limit>);

#[derive(Debug)]
struct Limit {
    /// Where its element is open.
    at: usize,
    height: f32,
    /// Whether nothing stands in it yet.
    is_fresh: bool,
    is_exceeded: bool,
    /// Whether it, or something in it, may be drawn over what comes behind.
    is_stacked: bool,
    /// Whether nothing of it is drawn beyond its sides: of what is in it, nothing is certain then.
    is_closed: bool,
}

impl Limits {
    pub(super) fn begin(&mut self, at: usize, height: f32, is_fresh: bool) {
        self.0.push(Limit { at, height, is_fresh, is_exceeded: false, is_stacked: false, is_closed: false });
    }

    /// Whether what is open at `at`, or something in it, has a height of its own.
    pub(super) fn has(&self, at: usize) -> bool {
        self.0.last().is_some_and(|limit| limit.at >= at)
    }

    /// Says that of the box nothing is drawn beyond its sides.
    pub(super) fn close(&mut self) {
        self.0.last_mut().into_iter().for_each(|limit| limit.is_closed = true);
    }

    /// Ends what is open at `at` or within; whether something may lie on what comes behind.
    pub(super) fn end(&mut self, at: usize) -> bool {
        let mut lies_on_others = false;
        while let Some(limit) = self.0.pop_if(|limit| limit.at >= at) {
            if limit.is_closed {
                continue;
            }
            lies_on_others |= limit.is_exceeded && limit.is_stacked;
            if let Some(outer) = self.0.last_mut() {
                outer.is_exceeded |= limit.is_exceeded;
                outer.is_stacked |= limit.is_stacked;
            }
        }
        lies_on_others
    }

    /// Says that something stands in the box that has a height.
    pub(super) fn use_room(&mut self) {
        if let Some(limit) = self.0.last_mut() {
            (limit.is_fresh, limit.is_exceeded) = (false, true);
        }
    }

    /// Says that a line is used, or that text may not stand at the top.
    pub(super) fn use_line(&mut self) {
        self.0.last_mut().into_iter().for_each(|limit| limit.is_fresh = false);
    }

    /// Says that something may be drawn over what comes behind.
    pub(super) fn stack(&mut self) {
        self.0.last_mut().into_iter().for_each(|limit| limit.is_stacked = true);
    }

    /// Takes up a text; whether it may be cut off, or stand over others.
    pub(super) fn cuts_off(&mut self, text: &str, computed: &Computed) -> bool {
        let is_too_deep = self.0.len() > DEPTH;
        let is_short = text.chars().take(SHORT + 1).count() <= SHORT;
        let low = computed.foot();
        let mut cuts = is_too_deep;
        for limit in self.0.iter_mut().rev().take(DEPTH) {
            let fits =
                limit.is_fresh && !limit.is_closed && is_short && limit.height >= ONE_LINE && low <= limit.height + 3.0;
            limit.is_fresh = false;
            limit.is_exceeded |= !fits;
            cuts |= !fits;
        }
        cuts
    }
}
