//! From an answer that is no success to an [`Error`] (intercom.md, section 3: `error.list`).
//!
//! Only Intercom's `errors[].message` is ever quoted, cut and cleaned; bodies never are.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::Deserialize;

use super::{Error, asked::Asked, decode};

/// Characters of Intercom's message that are quoted.
const MESSAGE: usize = 300;
/// Codes of 401 that say the token opens nothing; `token_unauthorized` says that a permission is missing.
const PERMISSION_CODES: [&str; 3] = ["token_unauthorized", "forbidden", "action_forbidden"];

#[derive(Deserialize)]
struct ErrorList {
    #[serde(default, deserialize_with = "decode::text")]
    request_id: Option<String>,
    errors: Vec<Entry>,
}

#[derive(Default, Deserialize)]
struct Entry {
    #[serde(default, deserialize_with = "decode::text")]
    code: Option<String>,
    #[serde(default, deserialize_with = "decode::text")]
    message: Option<String>,
    #[serde(default, deserialize_with = "decode::text")]
    field: Option<String>,
}

/// What an answer with this status, these headers and this body means for what was asked.
pub(super) fn error(asked: Asked<'_>, status: u16, headers: &HeaderMap, body: &[u8], secret: &str) -> Error {
    let list = serde_json::from_slice::<ErrorList>(body).ok();
    let request_id = request_id(list.as_ref().and_then(|list| list.request_id.as_deref()), headers);
    match status {
        408 | 500.. => return Error::Unavailable { status, request_id },
        429 => return Error::RateLimited { retry_after: Duration::from_secs(1), request_id },
        300..400 => {
            let reason = format!("HTTP {status}, a redirect, which is never followed");
            return Error::NotUnderstood { reason, request_id };
        }
        _ => {}
    }
    let Some(list) = list else {
        let reason = format!("HTTP {status} with {} instead of an error list", media_type(headers, body));
        return Error::NotUnderstood { reason, request_id };
    };
    let entry = list.errors.into_iter().next().unwrap_or_default();
    let code = clean(entry.code.as_deref().unwrap_or("unknown"), secret);
    let message = match (&entry.message, &entry.field) {
        (Some(message), Some(field)) if !message.contains(field.as_str()) => {
            clean(&format!("{message} (`{field}`)"), secret)
        }
        (Some(message), _) => clean(message, secret),
        (None, _) => code.clone(),
    };
    match (status, code.as_str()) {
        (_, "api_plan_restricted") => Error::PlanRestricted { message, request_id },
        (401, code) if !PERMISSION_CODES.contains(&code) => Error::DeadToken { message, request_id },
        (401 | 403, _) => Error::MissingPermission { permission: asked.permission(), message, request_id },
        (404 | 410, _) => Error::NotFound { what: clean(&asked.what(), secret), message, request_id },
        _ => Error::Refused { status, code, message, request_id },
    }
}

/// Intercom's id of the request: from the body, else from a header.
pub(super) fn request_id(in_body: Option<&str>, headers: &HeaderMap) -> Option<String> {
    let in_header = || {
        let value = headers.get("x-request-id").or_else(|| headers.get("x-intercom-request-id"))?;
        value.to_str().ok()
    };
    let id: String = in_body.or_else(in_header)?.chars().filter(char::is_ascii_graphic).take(100).collect();
    (!id.is_empty()).then_some(id)
}

/// What stands in a body that is not what was expected, in our words.
pub(super) fn media_type(headers: &HeaderMap, body: &[u8]) -> &'static str {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if body.is_empty() {
        "an empty body"
    } else if declared.contains("html") || body.trim_ascii_start().starts_with(b"<") {
        "HTML"
    } else if declared.contains("json") {
        "other JSON"
    } else {
        "something else"
    }
}

/// Text of Intercom's, fit to be shown: one line, not too long, and never our own secret echoed.
fn clean(text: &str, secret: &str) -> String {
    let text = if secret.is_empty() { text.to_owned() } else { text.replace(secret, "[token]") };
    let mut line: String = text
        .chars()
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .filter(|character| !character.is_control())
        .take(MESSAGE + 1)
        .collect();
    if let Some((cut, _)) = line.char_indices().nth(MESSAGE) {
        line.truncate(cut);
        line.push('…');
    }
    line
}
