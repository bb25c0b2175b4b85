//! Answers of the transport itself: what never reached a protocol, or fell out of one.
//!
//! Every one has a JSON body; some clients treat an empty 404 as a broken server.

use std::{any::Any, time::Duration};

use ::http::{HeaderValue, StatusCode, header::ALLOW};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::json;
use url::Url;

use crate::oauth::refusal::{error, error_until};

/// A JSON-RPC error without an id: the request's is unknown, since nobody read it. Code -32600.
pub(super) fn invalid_request(status: StatusCode, message: &str) -> Response {
    without_id(status, -32600, message)
}

/// 404 that says where to go instead.
pub(super) fn not_found(path: &str, public_url: &Url) -> Response {
    let endpoint = endpoint(public_url);
    // A path can be long and is the caller's own; cut, it still tells which request this was.
    let path: String = path.chars().take(100).collect();
    error(StatusCode::NOT_FOUND, "not_found", &format!("nothing is at `{path}`; the MCP endpoint is `{endpoint}`"))
}

/// 405 of the landing page, for clients that were given the address without its path.
pub(super) fn only_a_page(public_url: &Url) -> Response {
    let description = format!("only `GET` is answered at `/`; the MCP endpoint is `{}`", endpoint(public_url));
    let mut response = error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &description);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

fn endpoint(public_url: &Url) -> String {
    public_url.join("/mcp").map_or_else(|_| "/mcp".to_owned(), String::from)
}

/// 405 of the health routes.
pub(super) async fn only_get() -> Response {
    let mut response = error(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "only `GET` is answered here");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// 429 on a connection of HTTP/2 whose peer has as many connections as it may have.
pub(super) fn too_many_connections() -> Response {
    let description = "too many connections from this address, or in all; close some, or use them for more requests";
    error_until(StatusCode::TOO_MANY_REQUESTS, "too_many_connections", description, Duration::from_secs(10))
}

/// 500 for a panic. Its text may hold anything, so it goes to the panic hook's output only.
pub(super) fn panicked(_payload: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request ended in a panic");
    without_id(StatusCode::INTERNAL_SERVER_ERROR, -32603, "internal error")
}

fn without_id(status: StatusCode, code: i32, message: &str) -> Response {
    (status, Json(json!({ "jsonrpc": "2.0", "error": { "code": code, "message": message } }))).into_response()
}
