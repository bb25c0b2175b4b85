//! On behalf of which request something happens, so that every line of the audit log says so.

use std::sync::Arc;

use super::tally::Tallies;
use crate::{clock::Clock, oauth::failures::Source};

tokio::task_local! {
    static CAUSE: Cause;
}

/// What is known of the request on whose way something happens.
#[derive(Clone)]
pub(super) struct Cause {
    pub(super) source: Source,
    /// The request's id, as its span and its answer have it.
    pub(super) request: Arc<str>,
    pub(super) tallies: Arc<Tallies>,
}

/// The audit log of a server: what strangers can cause is counted here and written once a minute. Cheap to clone.
#[derive(Clone)]
pub struct Audit(Arc<Tallies>);

/// Writes what was counted when it is dropped.
pub struct AtTheEnd(Audit);

impl Audit {
    /// One that has counted nothing yet.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Tallies::new(clock)))
    }

    /// Does `work` for a request from `source`: what happens on its way is written with both.
    pub async fn on_behalf_of<T>(&self, source: Source, request: &str, work: impl Future<Output = T>) -> T {
        let cause = Cause { source, request: request.into(), tallies: Arc::clone(&self.0) };
        CAUSE.scope(cause, work).await
    }

    /// Writes what was counted whenever a minute has passed.
    pub async fn write_every_minute(&self) -> std::convert::Infallible {
        loop {
            self.0.a_minute().await;
            self.0.write_what_is_over();
        }
    }

    /// Writes what was counted when the server ends, however it does.
    pub fn at_the_end(&self) -> AtTheEnd {
        AtTheEnd(self.clone())
    }
}

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        self.0.0.write_all();
    }
}

/// What the request under way is; `None` outside of one, as on the command line.
pub(super) fn current() -> Option<Cause> {
    CAUSE.try_with(Cause::clone).ok()
}

/// `work` for a task of its own, on behalf of the same request.
pub(crate) fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let cause = current();
    async move {
        match cause {
            Some(cause) => CAUSE.scope(cause, work).await,
            None => work.await,
        }
    }
}
