//! Everything that can go wrong between here and Intercom.

use std::time::Duration;

/// Why a call to Intercom gave no answer. `request_id` is Intercom's, for its support.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// 401 `unauthorized`, `token_revoked`, `token_expired`, …: the token opens nothing any more.
    #[error("Intercom refused the access token: {message}")]
    DeadToken {
        /// Intercom's words.
        message: String,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
    /// 401 `token_unauthorized`, 403 `forbidden`: the token is valid, a permission is missing.
    #[error("the access token lacks the Intercom permission \"{permission}\": {message}")]
    MissingPermission {
        /// The label of the box to tick in Intercom's Developer Hub.
        permission: &'static str,
        /// Intercom's words.
        message: String,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
    /// 403 `api_plan_restricted`.
    #[error("the workspace's Intercom plan does not allow this: {message}")]
    PlanRestricted {
        /// Intercom's words.
        message: String,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
    /// 404.
    #[error("Intercom knows no {what}: {message}")]
    NotFound {
        /// What was asked for: `conversation 123`.
        what: String,
        /// Intercom's words.
        message: String,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
    /// 400, 409, 422 and the like: Intercom understood the request and refused it.
    #[error("Intercom refused the request ({status}, {code}): {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// `errors[0].code`.
        code: String,
        /// `errors[0].message`.
        message: String,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
    /// The window is used up and ends too late to wait for.
    #[error("Intercom's rate limit is reached; it resets in {} s", retry_after.as_secs().max(1))]
    RateLimited {
        /// How long until calls are possible again.
        retry_after: Duration,
        /// Intercom's id of the request, when it was Intercom that refused.
        request_id: Option<String>,
    },
    /// Too many calls of this principal wait already, or the call's own time would run out first.
    #[error("no free slot within the time of this call; try again in {} s", retry_after.as_secs().max(1))]
    Busy {
        /// How long to wait before trying again.
        retry_after: Duration,
    },
    /// 5xx, after the retry.
    #[error("Intercom is unavailable (HTTP {status})")]
    Unavailable {
        /// HTTP status.
        status: u16,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
    /// No connection, or it broke, after the retry.
    #[error("Intercom cannot be reached: {reason}")]
    Unreachable {
        /// In plain words, without addresses.
        reason: String,
    },
    /// No answer within the timeout.
    #[error("Intercom did not answer within {} s", after.as_secs_f32())]
    TimedOut {
        /// The timeout.
        after: Duration,
    },
    /// The answer was not what the API description says: no JSON, cut short, too large, a redirect.
    #[error("Intercom's answer was not understood: {reason}")]
    NotUnderstood {
        /// What was found, in our words; never the body.
        reason: String,
        /// Intercom's id of the request.
        request_id: Option<String>,
    },
}
