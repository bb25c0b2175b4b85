//! Lines in the log about callers who were not let in: one a minute for each source and kind of refusal, and
//! not more than two hundred a minute in all, whoever knocks. They hold nothing of a credential.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::{expiring::Expiring, failures::Source, refusal::Refusal};
use crate::clock::Clock;

const WINDOW: Duration = Duration::from_secs(60);
const MAX_LINES: usize = 200;

/// What was reported within the minute.
pub(super) struct Reports(Mutex<Expiring<(Source, &'static str), ()>>);

impl Reports {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Expiring::new(WINDOW, MAX_LINES)))
    }

    /// A request from `source` was answered with `refusal`.
    pub(super) fn not_let_in(&self, source: Source, refusal: &Refusal, clock: &Clock) {
        let (kind, reason) = match refusal {
            Refusal::Unauthorized { presented: false, description } => ("401 without a credential", &**description),
            Refusal::Unauthorized { presented: true, description } => ("401", &**description),
            Refusal::Malformed { description } => ("400", &**description),
            Refusal::WorkspaceNotAllowed { description } => ("403", &**description),
            Refusal::TooManyFailures { .. } => ("429", "too many failed or unfinished attempts to authenticate"),
            // Said where Intercom's answer is known.
            Refusal::Unverified { .. } => return,
        };
        if self.is_news(source, kind, clock) {
            tracing::info!(%source, kind, "not let in: {reason}");
        }
    }

    /// Intercom could not be asked about a token from `source`, and `said` why.
    pub(super) fn not_verified(&self, source: Source, refusal: &Refusal, said: &str, clock: &Clock) {
        if matches!(refusal, Refusal::Unverified { .. }) && self.is_news(source, "503", clock) {
            tracing::warn!(%source, kind = "503", "a token could not be verified: {said}");
        }
    }

    fn is_news(&self, source: Source, kind: &'static str, clock: &Clock) -> bool {
        let mut reported = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock.now();
        let news = reported.get(&(source, kind), now).is_none() && reported.has_room(now);
        if news {
            reported.insert((source, kind), (), clock);
        }
        news
    }
}
