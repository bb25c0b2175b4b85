//! The reader of JSON-RPC messages, on messages written in every way that JSON allows.

use intercom_mcp::mcp::jsonrpc::{self, Body, Message, Response};
use proptest::{prelude::*, sample::select};
use serde_json::{Map, Value};

use crate::invariants::jsonrpc::{check, is_id};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// White space between two tokens.
fn blank() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", "", " ", "\n", "\r\n", "\t  ", " \n\n "])
}

/// A text as JSON, plainly or with every character escaped that may be.
fn written(text: &str, escaped: bool) -> String {
    if !escaped {
        return Value::from(text).to_string();
    }
    let escapes = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    format!("\"{escapes}\"")
}

/// Ids that a request may have, as clients write them.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|id| id.to_string()),
        any::<u64>().prop_map(|id| id.to_string()),
        "-?[1-9][0-9]{20,40}",
        "-?(0|[1-9][0-9]{0,3})\\.0{1,3}",
        "[1-9][eE]\\+?[0-9]",
        "-0",
        (any::<String>(), any::<bool>()).prop_map(|(id, escaped)| written(&id, escaped)),
        "[0-9a-f]{8}-[0-9a-f]{4}".prop_map(|id| written(&id, false)),
        "x{1,3000}".prop_map(|id| written(&id, false)),
    ]
}

/// Any JSON at all, a few levels deep, with what other readers trip over.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        id(),
        select(vec![
            "null",
            "true",
            "1.5",
            "1e999",
            "-0.0",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "[]",
            "{}",
            "\"2.0\""
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let list = (prop::collection::vec(inner.clone(), 0..4), blank()).prop_map(|(items, blank)| {
            let items = items.join(&format!("{blank},{blank}"));
            format!("[{blank}{items}{blank}]")
        });
        let members = prop::collection::vec(("[a-c]{0,2}", inner), 0..4);
        let object = (members, blank()).prop_map(|(members, blank)| {
            let members = members.iter().map(|(name, value)| format!("{blank}\"{name}\"{blank}:{value}{blank}"));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        });
        prop_oneof![list, object]
    })
}

/// One member as it stands in a message: a known name with what may and may not stand there, or an unknown one.
fn member() -> impl Strategy<Value = String> {
    let version = select(vec!["\"2.0\"", "\"2.0\"", "\"2.0\"", "\"\\u0032.0\"", "2.0", "\"1.0\"", "null"]);
    let method = prop_oneof![
        3 => select(vec!["\"ping\"", "\"tools/call\"", "\"p\\u0069ng\"", "\"\"", "\"\\ud800\""]).prop_map(str::to_owned),
        1 => json(),
    ];
    let id = prop_oneof![3 => id(), 1 => json()];
    let known = prop_oneof![
        4 => version.prop_map(|value| ("jsonrpc", value.to_owned())),
        4 => method.prop_map(|value| ("method", value)),
        4 => id.prop_map(|value| ("id", value)),
        3 => json().prop_map(|value| ("params", value)),
        1 => json().prop_map(|value| ("result", value)),
        1 => json().prop_map(|value| ("error", value)),
        1 => json().prop_map(|value| ("Id", value)),
    ];
    (known, any::<bool>(), blank())
        .prop_map(|((name, value), escaped, blank)| format!("{blank}{}{blank}:{value}{blank}", written(name, escaped)))
}

/// A message with members in any order, some of them missing, some of them twice.
fn message() -> impl Strategy<Value = String> {
    prop::collection::vec(member(), 0..8).prop_map(|members| format!("{{{}}}", members.join(",")))
}

fn body() -> impl Strategy<Value = String> {
    let batch = (prop::collection::vec(prop_oneof![5 => message(), 1 => json()], 0..54), blank())
        .prop_map(|(messages, blank)| format!("[{blank}{}{blank}]", messages.join(",")));
    let whole = prop_oneof![6 => message(), 1 => batch, 1 => json()];
    let mark = select(vec!["", "", "", "\u{feff}", "\u{feff}\u{feff}"]);
    (mark, blank(), whole, blank()).prop_map(|(mark, before, whole, after)| format!("{mark}{before}{whole}{after}"))
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn any_message_is_read_as_its_value_says(body in body()) {
        check(body.as_bytes());
    }

    #[test]
    fn a_message_with_one_byte_changed_is_read_or_refused(body in body(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = body.into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        check(&body);
    }

    #[test]
    fn a_message_that_breaks_off_is_refused(body in message(), at in any::<prop::sample::Index>()) {
        let half = &body.as_bytes()[..at.index(body.len())];
        check(half);
        prop_assert!(jsonrpc::read(half).is_err_and(|malformed| malformed.error.code == jsonrpc::PARSE_ERROR));
    }

    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..64)) {
        check(&body);
    }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_request_is_read_whatever_the_order_of_its_members_and_answered_with_its_id(
        id in id(), method in any::<String>(), keys in prop::collection::vec("[a-z]{1,3}", 0..4),
        order in Just([0, 1, 2, 3, 4]).prop_shuffle(), escaped in any::<bool>(), blank in blank(),
    ) {
        let params = keys.iter().map(|key| (key.clone(), Value::from(key.as_str()))).collect::<Map<_, _>>();
        let members = [
            format!("{}{blank}:\"2.0\"", written("jsonrpc", escaped)),
            format!("{}:{blank}{id}", written("id", escaped)),
            format!("{}:{}", written("method", escaped), written(&method, escaped)),
            format!("\"params\":{blank}{}", Value::from(params.clone())),
            // Members that are no JSON-RPC are passed over, unread.
            "\"extra\":{\"id\":[1e999,\"\\ud800\"]}".to_owned(),
        ];
        let body = format!("{{{blank}{}{blank}}}", order.map(|at| members[at].as_str()).join(&format!("{blank},")));
        let Ok(Body::One(Message::Request(request))) = jsonrpc::read(body.as_bytes()) else {
            return Err(TestCaseError::fail(body));
        };
        prop_assert_eq!((&request.method, &request.params), (&method, &params));
        prop_assert_eq!(Response::result(request.id, &1).to_line(), format!(r#"{{"jsonrpc":"2.0","id":{id},"result":1}}"#));
    }

    #[test]
    fn of_repeated_members_the_last_counts(ids in prop::collection::vec(id(), 1..4), first in any::<bool>()) {
        let repeated = ids.iter().map(|id| format!("\"id\":{id},")).collect::<String>();
        let head = if first { "\"method\":1,\"jsonrpc\":\"1.0\"," } else { "" };
        let body = format!("{{{head}{repeated}\"jsonrpc\":\"2.0\",\"method\":\"ping\"}}");
        let Ok(Body::One(Message::Request(request))) = jsonrpc::read(body.as_bytes()) else {
            return Err(TestCaseError::fail(body));
        };
        prop_assert_eq!(serde_json::to_string(&request.id).unwrap(), ids.last().unwrap().clone());
    }

    #[test]
    fn what_is_no_id_is_refused_without_one(id in json()) {
        prop_assume!(serde_json::from_str::<Value>(&id).is_ok_and(|id| !is_id(&id)));
        let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"method\":\"ping\"}}");
        let refused = jsonrpc::read(body.as_bytes());
        prop_assert!(refused.is_err_and(|refused| refused.id.is_none() && refused.error.code == jsonrpc::INVALID_REQUEST));
    }
}
