//! What holds for any body of a POST, against a reading of it as a plain JSON value.

use intercom_mcp::mcp::jsonrpc::{
    self, BATCH_LIMIT, Body, ErrorObject, INVALID_PARAMS, INVALID_REQUEST, Id, METHOD_NOT_FOUND, Malformed, Message,
    PARSE_ERROR, Response,
};
use serde_json::{Map, Value, value::RawValue};

/// A message, as both readings tell it.
#[derive(Debug, PartialEq)]
enum Told {
    Request { id: Value, method: String, params: Map<String, Value> },
    Notification { method: String, params: Map<String, Value> },
    Response,
    Malformed { code: i32, id: Option<Value> },
}

/// Bytes of an id, at most.
const LONGEST_ID: usize = 16 * 1024;

/// Any bytes are read in one of the ways that the specification has; every answer is one line of JSON with the id.
pub(crate) fn check(body: &[u8]) {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let found = jsonrpc::read(body);
    if let Ok(whole) = serde_json::from_slice::<Value>(text) {
        // An id is refused by its length as it is written, which a value does not tell.
        if !has_long_fraction(text) && text.len() <= LONGEST_ID {
            agree(&found, &whole);
        }
    } else if serde_json::from_slice::<&RawValue>(text).is_err() {
        assert!(matches!(&found, Err(malformed) if malformed.error.code == PARSE_ERROR && malformed.id.is_none()));
    }
    let messages = match found {
        Ok(Body::One(message)) => vec![Ok(message)],
        Ok(Body::Batch(messages)) => {
            assert!((1..=BATCH_LIMIT).contains(&messages.len()), "{} messages", messages.len());
            messages
        }
        Err(malformed) => vec![Err(malformed)],
    };
    let text = std::str::from_utf8(text).unwrap_or_default();
    for message in messages {
        match message {
            Ok(Message::Request(request)) => is_answered(&request, text),
            Ok(Message::Notification(_) | Message::Response) => {}
            Err(malformed) => is_refused(malformed, text),
        }
    }
}

/// Whether a number has more digits than `serde_json` reads exactly: whether it is whole then is a matter of its last bit.
fn has_long_fraction(text: &[u8]) -> bool {
    let mut numbers = text.split(|byte| !byte.is_ascii_digit() && !b".eE+-".contains(byte));
    numbers.any(|number| number.len() > 15 && number.iter().any(|byte| b".eE".contains(byte)))
}

/// Both readings of a body are the same.
fn agree(found: &Result<Body, Malformed>, whole: &Value) {
    let refused = |code| Told::Malformed { code, id: None };
    match (found, whole) {
        (Ok(Body::Batch(messages)), Value::Array(elements)) => {
            let told = messages.iter().map(|message| tell(message.as_ref()));
            assert!(told.eq(elements.iter().map(expect)), "{messages:?} in {whole}");
        }
        (Err(malformed), Value::Array(elements)) => {
            assert!(elements.is_empty() || elements.len() > BATCH_LIMIT, "{malformed:?} in {whole}");
            assert_eq!(tell(Err(malformed)), refused(INVALID_REQUEST));
        }
        (Ok(Body::One(message)), _) => assert_eq!(tell(Ok(message)), expect(whole), "{whole}"),
        (Err(malformed), _) => assert_eq!(tell(Err(malformed)), expect(whole), "{whole}"),
        (Ok(Body::Batch(_)), _) => panic!("no batch: {whole}"),
    }
}

fn tell(message: Result<&Message, &Malformed>) -> Told {
    match message {
        Ok(Message::Request(request)) => {
            Told::Request { id: value(&request.id), method: request.method.clone(), params: request.params.clone() }
        }
        Ok(Message::Notification(notification)) => {
            Told::Notification { method: notification.method.clone(), params: notification.params.clone() }
        }
        Ok(Message::Response) => Told::Response,
        Err(malformed) => Told::Malformed { code: malformed.error.code, id: malformed.id.as_ref().map(value) },
    }
}

fn value(id: &Id) -> Value {
    serde_json::to_value(id).expect("an id is JSON")
}

/// What a message is by the rules, decided on its value.
pub(crate) fn is_id(id: &Value) -> bool {
    id.is_string() || id.is_i64() || id.is_u64() || id.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn expect(message: &Value) -> Told {
    let Value::Object(members) = message else { return Told::Malformed { code: INVALID_REQUEST, id: None } };
    let id = members.get("id");
    let readable = id.filter(|id| is_id(id)).cloned();
    let invalid = |id| Told::Malformed { code: INVALID_REQUEST, id };
    let method = match (members.get("jsonrpc").and_then(Value::as_str), members.get("method")) {
        (Some("2.0"), Some(Value::String(method))) => method,
        (Some("2.0"), None) if members.contains_key("result") || members.contains_key("error") => {
            return Told::Response;
        }
        _ => return invalid(readable),
    };
    let params = match members.get("params") {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(params)) => Some(params.clone()),
        Some(_) => None,
    };
    match (id, readable, params) {
        (None, _, params) => Told::Notification { method: method.clone(), params: params.unwrap_or_default() },
        (Some(_), None, _) => invalid(None),
        (Some(_), Some(id), None) => Told::Malformed { code: INVALID_PARAMS, id: Some(id) },
        (Some(_), Some(id), Some(params)) => Told::Request { id, method: method.clone(), params },
    }
}

/// The id stands in every answer as the client wrote it, and the request written anew is the same request.
fn is_answered(request: &jsonrpc::Request, body: &str) {
    let id = serde_json::to_string(&request.id).expect("an id is JSON");
    assert!(body.contains(&id), "`{id}` was not in {body}");
    assert!(has_long_fraction(id.as_bytes()) || is_id(&value(&request.id)), "{id}");
    let same = value(&request.id);
    assert!(request.id.is(&same) && request.id.as_string().as_deref() == same.as_str(), "{id}");
    let head = format!(r#"{{"jsonrpc":"2.0","id":{id},"#);
    let params = Value::Object(request.params.clone());
    let result = Response::result(request.id.clone(), &request.params);
    assert!(are_alike(&read_line(&result, &head)["result"], &params), "{params}");
    let error = ErrorObject::new(METHOD_NOT_FOUND, &request.method);
    let error = read_line(&Response::error(Some(request.id.clone()), error), &head);
    assert_eq!(error["error"]["message"], request.method.as_str());
    // A result that has line breaks between its tokens, as nobody but a client writes them.
    if let (Ok(raw), Ok(value)) = (RawValue::from_string(body.to_owned()), serde_json::from_str::<Value>(body)) {
        let passed_on = Response { id: Some(request.id.clone()), outcome: Ok(raw) };
        assert_eq!(read_line(&passed_on, &head)["result"], value);
    }
    let method = Value::from(request.method.as_str());
    let again = format!(r#"{{"params":{params},"method":{method},"id":{id},"jsonrpc":"2.0"}}"#);
    let Ok(Body::One(Message::Request(again))) = jsonrpc::read(again.as_bytes()) else { panic!("{again}") };
    assert_eq!((value(&again.id), &again.method), (value(&request.id), &request.method));
    assert!(are_alike(&Value::Object(again.params), &params), "{params}");
}

/// Equal but for the last bit of a number with a fraction, which `serde_json` may read differently.
fn are_alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() && other.is_f64() => {
            let (one, other) = (one.as_f64().unwrap_or_default(), other.as_f64().unwrap_or_default());
            (one - other).abs() <= one.abs() * 4.0 * f64::EPSILON
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let of = |(key, value)| other.get::<str>(key).is_some_and(|other| are_alike(value, other));
            one.len() == other.len() && one.iter().map(|(key, value)| (key.as_str(), value)).all(of)
        }
        (one, other) => one == other,
    }
}

fn is_refused(malformed: Malformed, body: &str) {
    assert!([PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS].contains(&malformed.error.code), "{malformed:?}");
    let id = malformed.id.as_ref().map(|id| serde_json::to_string(id).expect("an id is JSON"));
    let head = match &id {
        Some(id) => format!(r#"{{"jsonrpc":"2.0","id":{id},"#),
        None => r#"{"jsonrpc":"2.0","error":{"#.to_owned(),
    };
    assert!(id.is_none_or(|id| body.contains(&id)), "{malformed:?} in {body}");
    let (code, message) = (malformed.error.code, malformed.error.message.clone());
    assert!((1..300).contains(&message.len()) && !message.contains(char::is_control), "{message}");
    let line = read_line(&Response::from(malformed), &head);
    assert_eq!((&line["error"]["code"], &line["error"]["message"]), (&Value::from(code), &Value::from(message)));
}

/// One line that begins with `head` and is JSON.
fn read_line(response: &Response, head: &str) -> Value {
    let line = response.to_line();
    assert!(line.starts_with(head) && !line.contains(['\n', '\r']), "{line}");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
}
