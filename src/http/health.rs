//! Whether this process is alive, and whether it wants requests. Both are asked by address, so they are
//! exempt from the check of the Host header.

use std::{sync::Arc, time::Duration};

use ::http::StatusCode;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::sync::Mutex;

use super::drain::{Phase, Phases};
use crate::{
    clock::{Clock, Span},
    oauth::refusal::error_until,
    store::records::Store,
};

/// How long what was found of the store holds.
const CHECKED_FOR: Duration = Duration::from_secs(5);
/// How long it may take to answer: a probe's own patience is mostly a little longer.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// 200 as long as the process can answer at all, draining or not.
pub(super) async fn alive() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// What readiness depends on.
#[derive(Clone)]
pub(super) struct Readiness {
    pub(super) phases: Phases,
    /// Where sign-ins are stored, if there is sign-in.
    pub(super) store: Option<Arc<dyn Store>>,
    /// Until when it need not be asked again, and whether it answered. Each time costs a write to the disk, and anybody may ask.
    checked: Arc<Mutex<Option<(Span, bool)>>>,
    clock: Clock,
}

impl Readiness {
    pub(super) fn new(phases: Phases, store: Option<Arc<dyn Store>>, clock: Clock) -> Self {
        Self { phases, store, checked: Arc::default(), clock }
    }

    async fn is_store_good(&self) -> bool {
        let Some(store) = &self.store else { return true };
        let mut checked = self.checked.lock().await;
        if let Some((span, good)) = *checked
            && span.holds(self.clock.now())
        {
            return good;
        }
        let good = match tokio::time::timeout(CHECK_TIMEOUT, store.check()).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "not ready");
                false
            }
            Err(_) => {
                tracing::error!("not ready: the database did not answer within {CHECK_TIMEOUT:?}");
                false
            }
        };
        *checked = Some((self.clock.span(CHECKED_FOR), good));
        good
    }
}

/// 200, or 503 from the moment the server was told to end, and while sign-ins cannot be stored.
pub(super) async fn ready(State(readiness): State<Readiness>) -> Response {
    match readiness.phases.current() {
        Phase::Serving if readiness.is_store_good().await => Json(json!({ "status": "ready" })).into_response(),
        Phase::Serving => error_until(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            "sign-ins cannot be read or stored; the log says why",
            CHECKED_FOR,
        ),
        Phase::Leaving | Phase::Closing => error_until(
            StatusCode::SERVICE_UNAVAILABLE,
            "draining",
            "this server is shutting down",
            Duration::from_secs(1),
        ),
    }
}
