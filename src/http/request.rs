//! The span of a request, and its one line in the log.

use ::http::{HeaderName, HeaderValue};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{clock::Clock, secret};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything logged on the way of a request carries its id, which the answer names too. The query stays out:
/// people paste tokens there.
pub(super) async fn span(State(clock): State<Clock>, request: Request, next: Next) -> Response {
    let id = secret::request_id();
    let span = tracing::info_span!("request", request.id = id, method = %request.method(), path = request.uri().path());
    async {
        let began = clock.now();
        let mut response = next.run(request).await;
        let duration = clock.now().duration_since(began);
        tracing::debug!(status = response.status().as_u16(), duration_ms = duration.as_millis(), "answered");
        if let Ok(id) = HeaderValue::try_from(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}
