//! The protocol's own request headers: `MCP-Protocol-Version`, `Mcp-Method`, `Mcp-Name`.
//!
//! Legacy requests may name a known version, or none; modern ones must repeat in headers what their body says
//! (2026-07-28 `basic/transports/streamable-http#request-metadata`). `Mcp-Session-Id`, `Last-Event-ID` and
//! `Mcp-Param-*` mean nothing here and are not read. Every error of this module goes out with HTTP 400.

use axum::http::HeaderMap;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

use super::{
    jsonrpc::{ErrorObject, HEADER_MISMATCH, INVALID_PARAMS, INVALID_REQUEST, Request},
    protocol::{self, Era, META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_LOG_LEVEL, META_PROTOCOL_VERSION, Version},
};
use crate::text::visible::spelled;

const PROTOCOL_VERSION: &str = "MCP-Protocol-Version";
const METHOD: &str = "Mcp-Method";
const NAME: &str = "Mcp-Name";

/// The levels of RFC 5424 that `logLevel` may name.
const LOG_LEVELS: [&str; 8] = ["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];

/// A header as the client sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header<'a> {
    Absent,
    Value(&'a str),
    /// Not visible ASCII, or sent twice with different values.
    Unreadable,
}

impl<'a> Header<'a> {
    fn of(headers: &'a HeaderMap, name: &str) -> Self {
        let mut values = headers.get_all(name).iter();
        let Some(first) = values.next() else { return Self::Absent };
        match first.to_str() {
            Ok(value) if values.all(|other| other == first) => Self::Value(value),
            _ => Self::Unreadable,
        }
    }

    fn value(self) -> Option<&'a str> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Unreadable => None,
        }
    }

    /// The value behind the `=?base64?…?=` form, which carries what a header cannot.
    fn decoded(self) -> Option<String> {
        let value = self.value()?;
        match value.strip_prefix("=?base64?").and_then(|value| value.strip_suffix("?=")) {
            Some(encoded) => String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok(),
            None => Some(value.to_owned()),
        }
    }

    /// Whether the header says that its sender is modern: answers to it differ.
    fn is_modern(self) -> bool {
        self.value().is_some_and(protocol::is_modern_date)
    }
}

/// The version in which a request is to be answered.
///
/// # Errors
/// When header and body do not fit each other, or name a version that is not served.
pub(super) fn version(request: &Request, headers: &HeaderMap) -> Result<Version, ErrorObject> {
    let header = Header::of(headers, PROTOCOL_VERSION);
    if protocol::era(request, header.value()) == Era::Modern {
        return modern(request, headers, header);
    }
    // A client may not know before the handshake what it will speak, and some send what they hope for.
    if request.method == "initialize" {
        return Ok(Version::LATEST_LEGACY);
    }
    match protocol::meta_version(&request.params).and_then(Value::as_str).and_then(Version::parse) {
        Some(named) if header == Header::Absent || header == Header::Value(named.as_str()) => Ok(named),
        Some(named) => Err(mismatch(PROTOCOL_VERSION, named.as_str())),
        None => named(header),
    }
}

/// Whether a notification or a response may be accepted. Modern rules for its other headers do not exist.
///
/// # Errors
/// When the header names a version that is not served.
pub(super) fn accepts_notification(headers: &HeaderMap) -> Result<(), ErrorObject> {
    let header = Header::of(headers, PROTOCOL_VERSION);
    named(header).map(|_| ())
}

/// Whether the sender says that it is modern.
pub(super) fn are_modern(headers: &HeaderMap) -> bool {
    Header::of(headers, PROTOCOL_VERSION).is_modern()
}

/// Whether a response may be accepted: modern clients must not send any.
///
/// # Errors
/// When it may not.
pub(super) fn accepts_response(headers: &HeaderMap) -> Result<(), ErrorObject> {
    if are_modern(headers) {
        return Err(ErrorObject::new(INVALID_REQUEST, "this server sends no requests, so there is none to answer"));
    }
    accepts_notification(headers)
}

/// Whether an array may be read as a batch.
///
/// # Errors
/// When the header names another version than 2025-03-26.
pub(super) fn accepts_batch(headers: &HeaderMap) -> Result<Version, ErrorObject> {
    let header = Header::of(headers, PROTOCOL_VERSION);
    let version = named(header)?;
    if version.takes_batches() {
        return Ok(version);
    }
    let message = format!("protocol version {} has no batches; send each message by itself", version.as_str());
    Err(ErrorObject::new(INVALID_REQUEST, message))
}

/// The version that the header names, of any era; without one, that of the clients that send none.
fn named(header: Header<'_>) -> Result<Version, ErrorObject> {
    match header {
        Header::Absent => Ok(Version::WITHOUT_HEADER),
        Header::Value(name) => Version::parse(name).ok_or_else(|| protocol::unsupported_version(name)),
        Header::Unreadable => Err(protocol::unsupported_version("")),
    }
}

/// The checks of a modern request, in the order in which the first failure is reported.
fn modern(request: &Request, headers: &HeaderMap, header: Header<'_>) -> Result<Version, ErrorObject> {
    let Some(named) = protocol::meta_version(&request.params).and_then(Value::as_str) else {
        let message = format!("`params._meta` names no protocol version under \"{META_PROTOCOL_VERSION}\"");
        return Err(ErrorObject::new(INVALID_PARAMS, message));
    };
    if header != Header::Value(named) {
        return Err(mismatch(PROTOCOL_VERSION, named));
    }
    let version = Version::parse(named).ok_or_else(|| protocol::unsupported_version(named))?;
    check_meta(request)?;
    if Header::of(headers, METHOD) != Header::Value(&request.method) {
        return Err(mismatch(METHOD, &request.method));
    }
    check_name(request, headers)?;
    Ok(version)
}

fn check_meta(request: &Request) -> Result<(), ErrorObject> {
    let member = |key| request.params.get("_meta").and_then(|meta| meta.get(key));
    let problem = if !member(META_CLIENT_CAPABILITIES).is_some_and(Value::is_object) {
        format!("`params._meta` has no object under \"{META_CLIENT_CAPABILITIES}\"")
    } else if member(META_CLIENT_INFO).is_some_and(|info| !info.is_object()) {
        format!("`params._meta` has no object under \"{META_CLIENT_INFO}\"")
    } else if member(META_LOG_LEVEL)
        .is_some_and(|level| !level.as_str().is_some_and(|level| LOG_LEVELS.contains(&level)))
    {
        format!("\"{META_LOG_LEVEL}\" in `params._meta` is one of {}", LOG_LEVELS.join(", "))
    } else {
        return Ok(());
    };
    Err(ErrorObject::new(INVALID_PARAMS, problem))
}

fn check_name(request: &Request, headers: &HeaderMap) -> Result<(), ErrorObject> {
    let member = match request.method.as_str() {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        _ => return Ok(()),
    };
    let header = Header::of(headers, NAME);
    match request.params.get(member).and_then(Value::as_str) {
        Some(name) if header.decoded().as_deref() == Some(name) => Ok(()),
        // Without a name in the body, the malformed parameters are what to report, not the header.
        None if header != Header::Absent => Ok(()),
        Some(name) => Err(mismatch(NAME, name)),
        None => Err(ErrorObject::new(HEADER_MISMATCH, format!("the header `{NAME}` is missing"))),
    }
}

fn mismatch(name: &str, expected: &str) -> ErrorObject {
    let expected = spelled(expected);
    let message = format!("the header `{name}` must be there once and say what the body says: `{expected}`");
    ErrorObject::new(HEADER_MISMATCH, message)
}
