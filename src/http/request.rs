//! The span of a request, and its one line in the log.

use ::http::{HeaderName, HeaderValue, Method};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{clock::Clock, secret};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request, among its extensions.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

/// Everything logged on the way of a request carries its id, which the answer names too. Of its address only the
/// route's template is logged: people paste tokens into the query, and strangers write what they like into the path.
pub(super) async fn span(State(clock): State<Clock>, mut request: Request, next: Next) -> Response {
    let id = secret::request_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (method(&request), path(&request));
    let span = tracing::info_span!("request", request.id = id, method, path);
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

/// The template of the route that answers; one word for every address that has none.
fn path(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str)
}

/// A method's name is the caller's own choice as well.
fn method(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
