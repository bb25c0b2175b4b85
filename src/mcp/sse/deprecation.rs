//! Saying that the transport is deprecated: to clients in a header, to the operator in the log.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderName, HeaderValue, header::LINK},
    response::Response,
};

use crate::{clock::Clock, mcp::access_log::shown_principal, oauth::expiring::Expiring};

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
/// 2025-03-26, the revision that put Streamable HTTP in its place (RFC 9745, section 2.1: seconds).
const SINCE: HeaderValue = HeaderValue::from_static("@1742947200");
/// RFC 5829, section 3.4.
const SUCCESSOR: HeaderValue = HeaderValue::from_static("</mcp>; rel=\"successor-version\"");

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Principals that are remembered for a day, at most.
const PRINCIPALS: usize = 10_000;

/// Marks an answer of the deprecated transport.
pub async fn mark(mut response: Response) -> Response {
    response.headers_mut().insert(DEPRECATION, SINCE);
    response.headers_mut().append(LINK, SUCCESSOR);
    response
}

/// Who was named in the log within the last day.
pub(super) struct Notices(Mutex<Expiring<Arc<str>, ()>>);

impl Default for Notices {
    fn default() -> Self {
        Self(Mutex::new(Expiring::new(DAY, PRINCIPALS)))
    }
}

impl Notices {
    /// Writes once a day that `principal` uses the transport.
    pub(super) fn of(&self, principal: &Arc<str>, clock: &Clock) {
        let mut named = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if named.get(principal, clock.now()).is_some() {
            return;
        }
        named.insert(principal.clone(), (), clock);
        tracing::warn!(
            principal = shown_principal(principal),
            "a client uses the deprecated HTTP+SSE transport: point it at `/mcp` instead of `/sse`"
        );
    }
}
