//! Whether this process is alive, and whether it wants requests. Both are asked by address, so they are
//! exempt from the check of the Host header.

use std::time::Duration;

use ::http::StatusCode;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::drain::{Phase, Phases};
use crate::oauth::refusal::error_until;

/// 200 as long as the process can answer at all, draining or not.
pub(super) async fn alive() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// 200, or 503 from the moment the server was told to end.
pub(super) async fn ready(State(phases): State<Phases>) -> Response {
    match phases.current() {
        Phase::Serving => Json(json!({ "status": "ready" })).into_response(),
        Phase::Leaving | Phase::Closing => error_until(
            StatusCode::SERVICE_UNAVAILABLE,
            "draining",
            "this server is shutting down",
            Duration::from_secs(1),
        ),
    }
}
