//! JSON-RPC 2.0 messages as MCP uses them: requests, notifications, responses, and 2025-03-26's batches.
//!
//! Written in the specification's `basic/index` ("Messages") and, for batches, 2025-03-26 `basic/index#batching`.
//! Reading is strict about what changes meaning (`jsonrpc`, `method`, `id`) and tolerant about the rest:
//! unknown and repeated members, a byte order mark, `params: null`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::{
    Map, Value,
    value::{RawValue, to_raw_value},
};

/// Invalid JSON was received.
pub const PARSE_ERROR: i32 = -32700;
/// The JSON is not a valid message.
pub const INVALID_REQUEST: i32 = -32600;
/// The method does not exist.
pub const METHOD_NOT_FOUND: i32 = -32601;
/// The method's parameters do not fit.
pub const INVALID_PARAMS: i32 = -32602;
/// Our own fault.
pub const INTERNAL_ERROR: i32 = -32603;
/// 2026-07-28: a header is missing, malformed, or differs from the body.
pub const HEADER_MISMATCH: i32 = -32020;
/// 2026-07-28: a protocol version that this server does not implement.
pub const UNSUPPORTED_PROTOCOL_VERSION: i32 = -32022;

/// Messages in one batch, at most.
pub const BATCH_LIMIT: usize = 50;

/// What one POST carries.
#[derive(Debug)]
pub enum Body {
    /// A single message.
    One(Message),
    /// An array, each element read by itself. Never empty, at most [`BATCH_LIMIT`].
    Batch(Vec<Result<Message, Malformed>>),
}

/// A message from the client.
#[derive(Debug)]
pub enum Message {
    /// Wants an answer.
    Request(Request),
    /// Wants none.
    Notification(Notification),
    /// Answers a request of ours; we never make one.
    Response,
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Echoed in the response, byte for byte.
    pub id: Id,
    /// The method's name.
    pub method: String,
    /// The parameters; empty when there are none.
    pub params: Map<String, Value>,
}

/// A notification.
#[derive(Clone, Debug)]
pub struct Notification {
    /// The method's name.
    pub method: String,
    /// The parameters; empty when there are none, or none that can be read: nobody could be told.
    pub params: Map<String, Value>,
}

/// A request's id: a string or an integer, kept as it was written.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Id(Box<RawValue>);

impl Id {
    /// The id, if it is a string.
    pub fn as_string(&self) -> Option<String> {
        read_string(&self.0)
    }

    /// Whether `value` is the same id, however it was written.
    pub fn is(&self, value: &Value) -> bool {
        let Ok(id) = serde_json::from_str::<Value>(self.0.get()) else { return false };
        // 1.0 is 1, but two great integers that one double stands for are not the same.
        let is_same_double = (id.is_f64() || value.is_f64()) && id.as_f64() == value.as_f64();
        id == *value || is_same_double
    }
}

/// A message that cannot be served: the error to answer with, and the id where it could be read.
#[derive(Debug)]
pub struct Malformed {
    /// The id, when there is a valid one.
    pub id: Option<Id>,
    /// What is wrong.
    pub error: ErrorObject,
}

/// The error object of a response.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorObject {
    /// One of the codes above.
    pub code: i32,
    /// What was found, what was expected.
    pub message: String,
    /// For programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl ErrorObject {
    /// An error without data.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }
}

/// A response: a result or an error.
#[derive(Clone, Debug)]
pub struct Response {
    /// The request's id; absent when it could not be read (it is never `null`).
    pub id: Option<Id>,
    /// The result, or why there is none.
    pub outcome: Result<Box<RawValue>, ErrorObject>,
}

impl Response {
    /// The response that carries `result`.
    pub fn result(id: Id, result: &impl Serialize) -> Self {
        let outcome = to_raw_value(result).map_err(|_| ErrorObject::new(INTERNAL_ERROR, "internal error"));
        Self { id: Some(id), outcome }
    }

    /// The response that carries `error`.
    pub fn error(id: Option<Id>, error: ErrorObject) -> Self {
        Self { id, outcome: Err(error) }
    }

    /// The response as one line of JSON.
    pub fn to_line(&self) -> String {
        let line = serde_json::to_string(self).unwrap_or_default();
        // An id and a result are passed on as they were written. Line breaks can only stand between tokens
        // there, and one `data:` line of an event stream must hold the whole message.
        if line.contains(['\n', '\r']) { line.replace(['\n', '\r'], " ") } else { line }
    }
}

impl From<Malformed> for Response {
    fn from(malformed: Malformed) -> Self {
        Self::error(malformed.id, malformed.error)
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut response = serializer.serialize_struct("Response", 3)?;
        response.serialize_field("jsonrpc", "2.0")?;
        match &self.id {
            Some(id) => response.serialize_field("id", id)?,
            None => response.skip_field("id")?,
        }
        match &self.outcome {
            Ok(result) => response.serialize_field("result", result)?,
            Err(error) => response.serialize_field("error", error)?,
        }
        response.end()
    }
}

/// Reads the body of a POST.
///
/// # Errors
/// [`PARSE_ERROR`] for what is not JSON (or nests deeper than 128 levels), [`INVALID_REQUEST`] for JSON that
/// is no message, [`INVALID_PARAMS`] for `params` that are no object.
pub fn read(body: &[u8]) -> Result<Body, Malformed> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let message: &RawValue = serde_json::from_slice(body).map_err(not_json)?;
    if !message.get().starts_with('[') {
        return read_message(message).map(Body::One);
    }
    let batch: Vec<&RawValue> = serde_json::from_str(message.get()).map_err(not_json)?;
    match batch.len() {
        0 => Err(invalid(None, "an empty array holds no message")),
        1..=BATCH_LIMIT => Ok(Body::Batch(batch.into_iter().map(read_message).collect())),
        length => Err(invalid(None, format!("a batch holds at most {BATCH_LIMIT} messages; found {length}"))),
    }
}

fn read_message(message: &RawValue) -> Result<Message, Malformed> {
    if !message.get().starts_with('{') {
        return Err(invalid(None, "a JSON-RPC message is an object"));
    }
    // Members stay raw until they are needed, and of a repeated one the last counts, as in JavaScript.
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(message.get()).map_err(not_json)?;
    let id = members.get("id").map(|id| read_id(id)).transpose();
    let readable_id = id.as_ref().ok().cloned().flatten();
    if members.get("jsonrpc").and_then(|version| read_string(version)).as_deref() != Some("2.0") {
        return Err(invalid(readable_id, "the member `jsonrpc` is not \"2.0\""));
    }
    let Some(method) = members.get("method") else {
        if members.contains_key("result") || members.contains_key("error") {
            return Ok(Message::Response);
        }
        return Err(invalid(readable_id, "the message has neither `method` nor `result` nor `error`"));
    };
    let method = read_string(method).ok_or_else(|| invalid(readable_id, "the member `method` is not a string"))?;
    match id? {
        None => {
            let params = read_params(members.get("params").copied()).unwrap_or_default();
            Ok(Message::Notification(Notification { method, params }))
        }
        Some(id) => match read_params(members.get("params").copied()) {
            Ok(params) => Ok(Message::Request(Request { id, method, params })),
            Err(error) => Err(Malformed { id: (error.code != PARSE_ERROR).then_some(id), error }),
        },
    }
}

fn read_params(params: Option<&RawValue>) -> Result<Map<String, Value>, ErrorObject> {
    let Some(params) = params else { return Ok(Map::new()) };
    // Only here is an abyss of brackets or half a surrogate pair found: raw members are not looked into.
    let params = serde_json::from_str(params.get()).map_err(|error| {
        let (problem, column) = (error.to_string(), format!(" at line {} column {}", error.line(), error.column()));
        let problem = problem.trim_end_matches(&column);
        ErrorObject::new(PARSE_ERROR, format!("the member `params` cannot be read: {problem}"))
    })?;
    match params {
        Value::Object(params) => Ok(params),
        Value::Null => Ok(Map::new()),
        _ => Err(ErrorObject::new(INVALID_PARAMS, "the member `params` is not an object")),
    }
}

/// Bytes of an id, at most, as it is written: it is said again with the answer.
pub(super) const MAX_ID: usize = 16 * 1_024;

fn read_id(id: &RawValue) -> Result<Id, Malformed> {
    if id.get().len() > MAX_ID {
        return Err(invalid(None, format!("the member `id` has {} bytes, expected {MAX_ID} at most", id.get().len())));
    }
    // JavaScript writes 1 for 1.0; other languages write what they were given.
    let is_integer = || id.get().parse::<f64>().is_ok_and(|number| number.is_finite() && number.fract() == 0.0);
    if read_string(id).is_some() || is_integer() {
        Ok(Id(id.to_owned()))
    } else {
        Err(invalid(None, "the member `id` is neither a string nor an integer"))
    }
}

fn read_string(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

fn not_json(error: serde_json::Error) -> Malformed {
    Malformed { id: None, error: ErrorObject::new(PARSE_ERROR, format!("the body is not JSON: {error}")) }
}

fn invalid(id: Option<Id>, message: impl Into<String>) -> Malformed {
    Malformed { id, error: ErrorObject::new(INVALID_REQUEST, message) }
}
