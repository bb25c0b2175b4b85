//! What Intercom cannot search exactly, checked on what it found.

use serde_json::Value as Json;

use super::{candidate::Candidate, check::Check};
use crate::compute::Stop;

/// The conditions that an object of a page must still meet.
#[derive(Clone, Debug, Default)]
pub struct Refinement {
    checks: Vec<Check>,
}

impl Refinement {
    /// Whether Intercom's answer is exact as it stands, and its `total_count` with it.
    pub fn is_empty(&self) -> bool {
        self.checks.is_empty()
    }

    /// Whether a conversation of a list, or a contact, in Intercom's own JSON (API 2.16), is a result.
    pub fn accepts(&self, object: &Json) -> bool {
        self.accepts_until(object, &Stop::default())
    }

    /// The same; once `stop` is set, the answer is of no use.
    pub fn accepts_until(&self, object: &Json, stop: &Stop) -> bool {
        let candidate = Candidate::new(object, stop);
        self.checks.iter().all(|check| check.accepts(&candidate))
    }

    pub(super) fn add(&mut self, check: Check) {
        self.checks.push(check);
    }
}
