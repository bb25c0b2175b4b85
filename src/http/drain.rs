//! How a server ends: `Serving` → told to end → `Leaving` (DRAIN_DELAY) → `Closing` (DRAIN_TIMEOUT) → gone.
//!
//! While leaving, `/readyz` fails but calls are served: load balancers need time to notice. Answers over
//! HTTP/1 close their connection, so that clients settle elsewhere. Once closing, nothing new is begun.

use std::time::Duration;

use ::http::{
    HeaderValue, StatusCode, Version,
    header::{CONNECTION, HeaderMap},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use tokio::sync::watch;

use crate::oauth::refusal::error_until;

/// Where a server stands between start and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Wants requests.
    Serving,
    /// Answers requests, wants no more of them.
    Leaving,
    /// Finishes what it has begun.
    Closing,
}

/// Tells the phase, and when it changes.
#[derive(Clone)]
pub(super) struct Phases(watch::Receiver<Phase>);

impl Phases {
    /// Phases that the sender changes.
    pub(super) fn new() -> (watch::Sender<Phase>, Self) {
        let (sender, receiver) = watch::channel(Phase::Serving);
        (sender, Self(receiver))
    }

    pub(super) fn current(&self) -> Phase {
        *self.0.borrow()
    }

    /// Returns once the server closes.
    pub(super) async fn closing(&mut self) {
        if self.0.wait_for(|phase| *phase == Phase::Closing).await.is_err() {
            // Nobody is there to close it: a router without a listener.
            std::future::pending().await
        }
    }
}

/// 503 for what arrives on a kept connection after its time.
pub(super) async fn refuse_when_closing(State(phases): State<Phases>, request: Request, next: Next) -> Response {
    // HTTP/2 has no `Connection` header; its connections are told to go away when the server closes.
    let is_http1 = request.version() < Version::HTTP_2;
    let mut response = match phases.current() {
        Phase::Serving | Phase::Leaving => next.run(request).await,
        Phase::Closing => {
            let description = "this server is shutting down; another one or its successor will answer";
            error_until(StatusCode::SERVICE_UNAVAILABLE, "draining", description, Duration::from_secs(1))
        }
    };
    if is_http1 && phases.current() != Phase::Serving {
        close(response.headers_mut());
    }
    response
}

fn close(headers: &mut HeaderMap) {
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
}
