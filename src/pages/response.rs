//! A page as an answer, with the headers that keep it what it is.
//!
//! `form-action` is `'none'` on pages without a form, and absent on the one that has one: Chromium and Safari hold it
//! against every redirect that follows a submitted form (<https://github.com/w3c/webappsec-csp/issues/8>). Approving
//! leads to Intercom, from there perhaps to a company's own sign-in, back here and on to the client, whose page may
//! lead to an app's scheme: hosts that nobody here can list. No `Cross-Origin-Opener-Policy` either: clients open
//! sign-in in a window and need its opener when it comes back to them.

use std::fmt;

use ::http::{
    HeaderName, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, InvalidHeaderValue, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use askama::Template;
use axum::response::{IntoResponse, Response};
use base64::{Engine, prelude::BASE64_STANDARD};

/// On every page.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (CACHE_CONTROL, "no-store"),
    (X_FRAME_OPTIONS, "DENY"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// What a page has beside text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Nothing.
    Text,
    /// A form.
    Form,
    /// A script.
    Script,
}

/// 128 bits that name this answer's own style and script. Another answer has others, so that nothing slipped into a
/// page can name them.
pub(super) struct Nonce(String);

impl Nonce {
    fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(BASE64_STANDARD.encode(bytes)))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("the system gives no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
    #[error("the template cannot be filled: {0}")]
    Template(#[from] askama::Error),
    #[error("the policy fits in no header: {0}")]
    Header(#[from] InvalidHeaderValue),
}

/// Fills `page` and answers with it, or with 500 and one plain sentence.
pub(super) fn respond<T: Template>(status: StatusCode, holds: Holds, page: impl FnOnce(Nonce) -> T) -> Response {
    filled(status, holds, page).unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be made");
        let plain = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
        (StatusCode::INTERNAL_SERVER_ERROR, plain, "This page could not be made. Please try again.\n").into_response()
    })
}

fn filled<T: Template>(status: StatusCode, holds: Holds, page: impl FnOnce(Nonce) -> T) -> Result<Response, Error> {
    let nonce = Nonce::random()?;
    let policy = HeaderValue::try_from(policy(&nonce, holds))?;
    let mut response = (status, page(nonce).render()?).into_response();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    // With `no-referrer` a browser says `Origin: null` when a form is posted (Fetch, "append a request Origin header"),
    // which the check of origins must refuse. Others learn nothing either way.
    let referrer = if holds == Holds::Form { "same-origin" } else { "no-referrer" };
    headers.insert(REFERRER_POLICY, HeaderValue::from_static(referrer));
    Ok(response)
}

/// Content Security Policy Level 3. Images are the icon in the page itself.
fn policy(nonce: &Nonce, holds: Holds) -> String {
    let script = if holds == Holds::Script { format!(" script-src 'nonce-{nonce}';") } else { String::new() };
    let forms = if holds == Holds::Form { "" } else { " form-action 'none';" };
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}';{script} img-src data:; base-uri 'none';{forms} frame-ancestors 'none'"
    )
}
