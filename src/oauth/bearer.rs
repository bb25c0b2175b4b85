//! The credential of a request, and who that makes the caller.
//!
//! RFC 6750, section 2.1: `Authorization: Bearer <token>`, once. The scheme matches in any case
//! (RFC 9110, section 11.1). A token is never taken from the query or the body.
//!
//! | what is sent | answer |
//! |---|---|
//! | no header, an empty one, `Bearer` without a token | 401 without an error: no credential (RFC 6750, section 3.1) |
//! | another scheme with a credential | the same: "an unsupported authentication method" |
//! | two headers, characters beyond visible ASCII, a token without a scheme, with a blank, of more than 4096 characters | 400 `invalid_request` |
//! | a token that opens nothing | 401 `invalid_token` |

use std::sync::Arc;

use ::http::{HeaderMap, header::AUTHORIZATION};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use crate::{intercom::me::Access, secret::SecretString};

/// Characters of a token, at most. Intercom's have about sixty.
const MAX_TOKEN: usize = 4096;

/// Who is asking. The authentication layer puts it into the request's extensions.
#[derive(Clone, Debug)]
pub struct Principal {
    /// What calls to Intercom need.
    pub access: Arc<Access>,
    /// How the caller showed who it is.
    pub credential: Credential,
}

/// How a caller shows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// An access token of a sign-in; the principal is its grant.
    Grant,
    /// An Intercom token of the user's own, as the bearer.
    IntercomToken,
    /// The server's own token: single-user mode.
    SingleUser,
}

/// The answer when Intercom refused a caller's token after it had been let in and before anything was sent:
/// 401 `invalid_token` with a challenge. Not for single-user mode, whose callers cannot mend the token.
pub fn dead_token() -> Response {
    Refusal::invalid_token(
        "Intercom no longer accepts this access token: it was revoked or has expired; sign in again, or send a new one",
    )
    .into_response()
}

/// What a request's `Authorization` header holds. The texts say what was found.
#[derive(Debug)]
pub(super) enum Presented {
    /// No credential: there is no such header, or a client was to send one and has none.
    Nothing(&'static str),
    /// A credential of another scheme, which this server does not know.
    OtherScheme(&'static str),
    /// A bearer token: 1 to 4096 visible ASCII characters.
    Token(SecretString),
    /// What no grammar allows (RFC 6750, section 2.1).
    Malformed(&'static str),
}

impl Presented {
    /// Reads the header.
    pub(super) fn from_headers(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Self::Nothing("no credential was sent") };
        if values.next().is_some() {
            return Self::Malformed("more than one `Authorization` header");
        }
        let Ok(value) = value.to_str() else {
            return Self::Malformed("an `Authorization` header with characters beyond visible ASCII");
        };
        // `mcp-remote` users write `Authorization:${AUTH_HEADER}`, others `Bearer ${TOKEN}`; an unset variable leaves
        // nothing of it, and such a client can still sign in.
        let value = value.trim();
        if value.is_empty() {
            return Self::Nothing("found an empty `Authorization` header");
        }
        match value.split_once([' ', '\t']) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Self::from_token(token.trim()),
            Some(_) => Self::OtherScheme("found an `Authorization` header with another scheme than `Bearer`"),
            None if value.eq_ignore_ascii_case("bearer") => Self::Nothing("found `Bearer` without a token"),
            None => Self::Malformed("a token without the word `Bearer` before it"),
        }
    }

    fn from_token(token: &str) -> Self {
        if token.len() > MAX_TOKEN {
            Self::Malformed("a token of more than 4096 characters")
        } else if token.bytes().all(|byte| byte.is_ascii_graphic()) {
            Self::Token(token.into())
        } else {
            Self::Malformed("a token with a blank in it")
        }
    }
}
