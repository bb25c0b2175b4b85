//! What a caller gets who is not let in: the one place where refusals become HTTP.
//!
//! RFC 6750, section 3: 401 and 400 carry a challenge; its `error` stands there only if a credential was presented.
//! Bodies are `{error, error_description}`. A 403 here has no challenge: clients take
//! `insufficient_scope` for an order to ask for more scopes, which would not help.

use std::{borrow::Cow, time::Duration};

use ::http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Characters of a description, at most.
const MAX_DESCRIPTION: usize = 600;
const ELLIPSIS: &str = "...";

/// Why a caller is not let in. Every text is written for the caller and holds nothing of the credential.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// No credential, or none that opens anything: 401.
    Unauthorized {
        /// Whether a credential was presented.
        presented: bool,
        /// What was found, and the form that is accepted.
        description: String,
    },
    /// What no credential may look like: 400 (RFC 6750, section 3.1, `invalid_request`).
    Malformed {
        /// What was found, and the form that is accepted.
        description: String,
    },
    /// The credential is good, its workspace is not one of those allowed: 403.
    WorkspaceNotAllowed {
        /// What was found, what is accepted, what to do.
        description: String,
    },
    /// Too many failures, or too many attempts at once that may become such: 429.
    TooManyFailures {
        /// Whether they came from everywhere, or from this source address and those around it.
        is_in_all: bool,
        /// How long to wait before trying again.
        retry_after: Duration,
    },
    /// Intercom could not be asked; says nothing of the credential: 503.
    Unverified {
        /// What went wrong.
        description: String,
        /// How long to wait before trying again.
        retry_after: Duration,
    },
}

impl Refusal {
    /// 401 for a credential that was presented.
    pub fn invalid_token(description: impl Into<String>) -> Self {
        Self::Unauthorized { presented: true, description: description.into() }
    }

    /// Whether it tells something of the credential, so that it holds for a while.
    pub(super) fn is_verdict(&self) -> bool {
        match self {
            Self::Unauthorized { .. } | Self::WorkspaceNotAllowed { .. } => true,
            Self::Malformed { .. } | Self::TooManyFailures { .. } | Self::Unverified { .. } => false,
        }
    }

    /// Whether it counts against the source: somebody presented what opens nothing.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Self::Unauthorized { presented: true, .. } | Self::Malformed { .. })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Unauthorized { presented, description } => {
                let challenge = challenge(presented.then_some(("invalid_token", description.as_str())));
                let mut response = error(StatusCode::UNAUTHORIZED, "invalid_token", &description);
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                response
            }
            Self::Malformed { description } => {
                let challenge = challenge(Some(("invalid_request", &description)));
                let mut response = error(StatusCode::BAD_REQUEST, "invalid_request", &description);
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                response
            }
            Self::WorkspaceNotAllowed { description } => {
                error(StatusCode::FORBIDDEN, "workspace_not_allowed", &description)
            }
            Self::TooManyFailures { is_in_all, retry_after } => {
                let description = match is_in_all {
                    false => {
                        "too many failed or unfinished attempts to authenticate from this address; wait before trying again"
                    }
                    true => {
                        "too many tokens that open nothing are sent to this server, and none from this address was good \
                         lately; wait before trying again, or sign in"
                    }
                };
                error_until(StatusCode::TOO_MANY_REQUESTS, "too_many_failures", description, retry_after)
            }
            Self::Unverified { description, retry_after } => {
                error_until(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", &description, retry_after)
            }
        }
    }
}

/// The value of `WWW-Authenticate`, with an error's code and description if there is one. Where there is sign-in, the
/// layer that knows the endpoint adds the rest: [`point_at`].
fn challenge(fault: Option<(&str, &str)>) -> HeaderValue {
    const BARE: HeaderValue = HeaderValue::from_static(r#"Bearer realm="intercom-mcp""#);
    let Some((code, description)) = fault else { return BARE };
    let description = legal(description);
    let value = format!(r#"Bearer realm="intercom-mcp", error="{code}", error_description="{description}""#);
    HeaderValue::try_from(value).unwrap_or(BARE)
}

/// Tells where and for what one can sign in, in the challenge of a 401: `resource_metadata` (RFC 9728, section 5.1)
/// and `scope` (RFC 6750, section 3).
pub fn point_at(resource_metadata: &str, scope: &str, response: &mut Response) {
    if let Some(challenge) = response.headers_mut().get_mut(WWW_AUTHENTICATE)
        && let Ok(text) = challenge.to_str()
        && let Ok(extended) =
            HeaderValue::try_from(format!(r#"{text}, resource_metadata="{resource_metadata}", scope="{scope}""#))
    {
        *challenge = extended;
    }
}

/// An answer of the shape `{error, error_description}` (RFC 6749, section 5.2). Never kept by caches.
pub(crate) fn error(status: StatusCode, error: &str, description: &str) -> Response {
    let body = Json(json!({ "error": legal(error), "error_description": legal(description) }));
    (status, [(CACHE_CONTROL, "no-store")], body).into_response()
}

/// The text in the characters that `error` and `error_description` may have: printable ASCII without `"` and `\`
/// (RFC 6749, sections 4.1.2.1 and 5.2; RFC 6750, section 3). It may quote the caller, and so it is also kept short:
/// [`MAX_DESCRIPTION`] characters at most.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    let is_legal = |character: char| matches!(character, ' '..='~') && !matches!(character, '"' | '\\');
    if text.len() <= MAX_DESCRIPTION && text.chars().all(is_legal) {
        return Cow::Borrowed(text);
    }
    let mut legal: String = text
        .chars()
        .take(MAX_DESCRIPTION + 1)
        .map(|character| match character {
            legal if is_legal(legal) => legal,
            '"' | '\\' | '\u{2018}'..='\u{201f}' => '\'',
            blank if blank.is_whitespace() => ' ',
            _ => '?',
        })
        .collect();
    if legal.len() > MAX_DESCRIPTION {
        legal.truncate(MAX_DESCRIPTION - ELLIPSIS.len());
        legal += ELLIPSIS;
    }
    Cow::Owned(legal)
}

/// The same with `Retry-After`: whole seconds, at least one.
pub(crate) fn error_until(status: StatusCode, code: &str, description: &str, retry_after: Duration) -> Response {
    let mut response = error(status, code, description);
    let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}
