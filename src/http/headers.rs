//! Headers that every answer has, whichever route made it and whether it is a refusal, a page or somebody's data.
//!
//! | header | why |
//! |---|---|
//! | `Cache-Control: no-store` | answers hold customers' data, tokens, or what a later answer will contradict (RFC 9111, section 5.2.2.5); what may be kept says so itself |
//! | `X-Content-Type-Options: nosniff` | no answer is anything but what its `Content-Type` says (Fetch standard) |
//! | `Strict-Transport-Security` | with an https `PUBLIC_URL`: a year without plain HTTP (RFC 6797) |
//!
//! Without `includeSubDomains`: this server knows of its own host only, and the operator's others are no business of it.

use ::http::{
    HeaderValue,
    header::{CACHE_CONTROL, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS},
};
use axum::{extract::State, response::Response};

use crate::config::Config;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const ONE_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whether clients reach this server by https.
#[derive(Clone, Copy)]
pub(super) struct Secure(bool);

impl Secure {
    pub(super) fn new(config: &Config) -> Self {
        Self(config.public_url.scheme() == "https")
    }
}

/// Adds what the answer does not say itself.
pub(super) async fn complete(State(Secure(is_secure)): State<Secure>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    if is_secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, ONE_YEAR);
    }
    response
}
