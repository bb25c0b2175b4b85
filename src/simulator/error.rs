//! Refusals in Intercom's error shape: `{"type":"error.list","request_id":…,"errors":[{"code","message"}]}`.
//!
//! The codes and messages are the description's wherever it has one; `docs/simulator.md` lists the assumed ones.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// An answer that is not the object somebody asked for.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    code: &'static str,
    message: String,
    /// Id of the contact that took a merged one's place, for the `Link` header.
    pub(super) canonical: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), canonical: None }
    }

    /// No token, an unknown one, or one of another region.
    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Access Token Invalid")
    }

    pub(super) fn token_revoked() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "token_revoked", "Access Token Revoked")
    }

    /// A code for a token that is unknown, used or expired.
    pub(super) fn code_unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Unauthorized Code")
    }

    /// A client id that nobody has, or not with that secret.
    pub(super) fn app_unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Unauthorized Client")
    }

    /// The token is valid, its scope is not enough.
    pub(super) fn token_unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "token_unauthorized", "Not authorized to access resource")
    }

    pub(super) fn scope_missing(scope: &str) -> Self {
        let message = format!("You do not have the required scope ({scope}) to access this resource");
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    pub(super) fn plan_restricted() -> Self {
        Self::new(StatusCode::FORBIDDEN, "api_plan_restricted", "Active subscription needed.")
    }

    pub(super) fn version_invalid() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "intercom_version_invalid",
            "Requested resource is not available in current API version.",
        )
    }

    pub(super) fn not_acceptable() -> Self {
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            "media_type_not_acceptable",
            "The Accept header should send a media type of application/json",
        )
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Resource Not Found")
    }

    /// What the contact endpoints call a contact that does not exist.
    pub(super) fn user_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "User Not Found")
    }

    pub(super) fn rate_limited(limit: u32) -> Self {
        let message = format!("Exceeded rate limit of {limit} in 10_seconds");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", message)
    }

    pub(super) fn contact_merged(canonical: &str) -> Self {
        let message = "This contact has been merged. See the 'Link' header for the canonical contact.";
        Self { canonical: Some(canonical.to_owned()), ..Self::new(StatusCode::GONE, "contact_merged", message) }
    }

    pub(super) fn parameter_invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter_invalid", message)
    }

    pub(super) fn parameter_missing(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter_not_found", format!("{name} is required"))
    }

    pub(super) fn invalid_field(field: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_field", format!("{field} is not a valid search field"))
    }

    pub(super) fn invalid_sort_order(order: &str) -> Self {
        let message = format!("Invalid sort order '{order}'. Must be one of: ascending, descending");
        Self::new(StatusCode::BAD_REQUEST, "invalid_sort_order", message)
    }

    pub(super) fn invalid_cursor() -> Self {
        let message = "Invalid starting_after param. Please try again using a starting_after value from a paginated \
                       response";
        Self::new(StatusCode::BAD_REQUEST, "client_error", message)
    }

    /// The code and message that go with a status when a fault names nothing else.
    pub(super) fn of_status(status: StatusCode, rate_limit: u32) -> Self {
        match status.as_u16() {
            400 => Self::new(status, "client_error", "Bad Request"),
            401 => Self::unauthorized(),
            403 => Self::new(status, "forbidden", "Forbidden request"),
            404 => Self::not_found(),
            408 => Self::new(status, "request_timeout", "Request Timeout"),
            409 => Self::new(status, "conflict", "Resource conflict"),
            422 => Self::new(status, "unprocessable_entity", "Unprocessable Entity"),
            429 => Self::rate_limited(rate_limit),
            503 => Self::new(status, "service_unavailable", "Sorry, the API service is temporarily unavailable"),
            500.. => Self::new(status, "server_error", "Server Error"),
            _ => Self::new(status, "client_error", status.canonical_reason().unwrap_or("Client Error")),
        }
    }

    pub(super) fn body(&self, request_id: &str) -> Value {
        json!({
            "type": "error.list",
            "request_id": request_id,
            "errors": [{ "code": self.code, "message": self.message }],
        })
    }
}
