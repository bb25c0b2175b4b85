//! The kinds of bodies that routes take: how large each may be, and in which form its sender is told what is wrong.

use std::time::Duration;

use ::http::{
    HeaderValue, StatusCode,
    header::{CONNECTION, RETRY_AFTER},
};
use axum::response::Response;

use super::{answer, budget::Full};
use crate::{json_values::Values, oauth::refusal::error, pages};

/// When a sender tries again, in seconds: bodies are complete sooner than that, unless they are attacks.
const RETRY: Duration = Duration::from_secs(2);

/// What a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// JSON-RPC.
    Messages,
    /// What clients and Intercom send to the authorization server.
    Parameters,
    /// What a person's browser sends there.
    Form,
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the body is too large")]
    TooLarge,
    #[error("the body did not arrive within 30 s")]
    TooSlow,
    #[error("the body holds too many values")]
    TooManyParts,
    #[error("other requests of yours are not complete; wait until they are, then try again")]
    OfOwner,
    #[error("requests that are not complete take all of this server's room for them; try again")]
    OfAll,
}

impl Kind {
    /// Bytes, at most.
    pub(super) fn limit(self) -> u64 {
        match self {
            Self::Messages => 1024 * 1024,
            Self::Parameters | Self::Form => 64 * 1024,
        }
    }

    /// How many values the body may hold when it is read, from above: what separates or opens one is counted.
    pub(super) fn parts(self, body: &[u8]) -> u64 {
        match self {
            Self::Messages => Values::of(body).all() as u64,
            // Which of the two it is read as is up to the endpoint.
            Self::Parameters | Self::Form => {
                (Values::of(body).all() + body.iter().filter(|byte| **byte == b'&').count()) as u64
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Messages => "1 MiB",
            Self::Parameters | Self::Form => "64 KiB",
        }
    }
}

impl Fault {
    pub(super) fn of(full: Full) -> Self {
        match full {
            Full::Never => Self::TooManyParts,
            Full::OfOwner => Self::OfOwner,
            Full::OfAll => Self::OfAll,
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::TooLarge | Self::TooManyParts => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::OfOwner => StatusCode::TOO_MANY_REQUESTS,
            Self::OfAll => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer in the form of its route.
    pub(super) fn answer(self, kind: Kind, is_http1: bool) -> Response {
        let status = self.status();
        let description = match self {
            Self::TooLarge => format!("the body is larger than {}", kind.name()),
            fault => fault.to_string(),
        };
        let mut response = match kind {
            Kind::Messages => answer::invalid_request(status, &description),
            Kind::Parameters => error(status, self.code(), &description),
            Kind::Form => self.page(status),
        };
        match self {
            Self::TooSlow if is_http1 => {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Self::OfOwner | Self::OfAll => {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY.as_secs()));
            }
            Self::TooLarge | Self::TooManyParts | Self::TooSlow => {}
        }
        response
    }

    fn code(self) -> &'static str {
        match self {
            Self::TooLarge | Self::TooManyParts | Self::TooSlow => "invalid_request",
            Self::OfOwner | Self::OfAll => "temporarily_unavailable",
        }
    }

    fn page(self, status: StatusCode) -> Response {
        let (title, found, next) = match self {
            Self::TooLarge | Self::TooManyParts => {
                ("This form is too long", "The body is larger than 64 KiB.", "Go back to your client and connect anew.")
            }
            Self::TooSlow => (
                "This form did not arrive",
                "Your browser did not send all of it within 30 s.",
                "Go back and send it again.",
            ),
            Self::OfOwner | Self::OfAll => (
                "Too many forms at once",
                "This server is reading as many forms as it can.",
                "Wait a moment, go back and send it again.",
            ),
        };
        pages::Failure { title: title.to_owned(), found: found.to_owned(), next: next.to_owned(), back: None }
            .response(status)
    }
}
