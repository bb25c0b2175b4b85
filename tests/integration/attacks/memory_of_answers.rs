//! What Intercom's answers take once they are read, whatever they hold: no more than a third over what is counted for
//! them. What a body takes while it is converted is bounded by its length (`long_bodies.rs`).

use allocation_counter::measure;
use intercom_mcp::{
    compute::Stop,
    intercom::{conversation::Conversation, long_json, memory::Form, visible_json::visible},
    json_values::Values,
    text::visible::Budget,
    tools::transcript::{Selection, Transcript},
};
use serde_json::{Value, json};

use crate::tools::fixture::directory;

/// What the allocator takes for each piece of memory, about, besides its bytes.
const PIECE: u64 = 16;

/// Reads a conversation, and makes the first answer of it: the most memory that this takes at once.
fn taken(body: &str) -> u64 {
    let taken = measure(|| {
        let json = visible(body.as_bytes(), &mut Budget::default(), &Stop::default());
        let conversation: Conversation = long_json::read(&json, &Stop::default()).unwrap();
        drop(json);
        let directory = directory();
        let transcript = Transcript::new(&conversation, &directory, Selection::ALL);
        let (answer, _) = transcript.page(None, 40_000);
        drop(Value::Object(answer).to_string());
    });
    body.len() as u64 + taken.bytes_max + PIECE * taken.count_max
}

fn many(value: &Value, count: usize) -> Value {
    vec![value.clone(); count].into()
}

fn with(field: &str, value: &Value) -> String {
    json!({"type": "conversation", "id": "1", field: value}).to_string()
}

#[test]
fn no_answer_takes_much_more_than_is_counted_for_it() {
    // Lists that grow have room for as many.
    let count = 16_000;
    let numbers = |names: usize| (0..names).map(|name| (name.to_string(), json!(1))).collect::<Value>();
    let shapes = [
        ("numbers", with("custom_attributes", &json!({"a": many(&json!(0), count)}))),
        ("empty lists", with("custom_attributes", &json!({"a": many(&json!([]), count)}))),
        ("lists of one", with("custom_attributes", &json!({"a": many(&json!([0]), count)}))),
        ("empty objects", with("custom_attributes", &json!({"a": many(&json!({}), count)}))),
        ("objects of one", with("custom_attributes", &json!({"a": many(&json!({"a": 1}), count)}))),
        (
            "objects of five",
            with("custom_attributes", &json!({"a": many(&json!({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}), count)})),
        ),
        ("objects in objects", with("custom_attributes", &json!({"a": many(&json!({"a": {"b": {"c": 1}}}), count)}))),
        ("attributes", with("custom_attributes", &numbers(count))),
        ("statistics", with("statistics", &numbers(count))),
        ("topics", with("topics", &json!({"a": many(&json!({"a": 1}), count)}))),
        ("texts", with("custom_attributes", &json!({"a": many(&json!("ab"), count)}))),
        ("tags", with("tags", &json!({"tags": many(&json!({"id": "1"}), count)}))),
        ("tags with names", with("tags", &json!({"tags": many(&json!({"id": "1", "name": "ab"}), count)}))),
        ("contacts", with("contacts", &json!({"contacts": many(&json!({"id": "1"}), count)}))),
        ("references", with("external_references", &many(&json!({}), count))),
        ("links", with("linked_objects", &json!({"data": many(&json!({"id": "1", "type": "conversation"}), count)}))),
        ("parts", with("conversation_parts", &json!({"conversation_parts": many(&json!({"id": "1"}), count)}))),
        ("parts without anything", with("conversation_parts", &json!({"conversation_parts": many(&json!({}), count)}))),
        (
            "parts of numbers",
            with(
                "conversation_parts",
                &json!({"conversation_parts": (0..count).map(|id| json!({"id": id, "body": "word"})).collect::<Vec<_>>()}),
            ),
        ),
        (
            "parts with authors",
            with(
                "conversation_parts",
                &json!({"conversation_parts": many(&json!({"id": "1", "author": {"id": "1", "type": "admin"}, "body": "<p>word</p>"}), count)}),
            ),
        ),
        (
            "tags of parts",
            with(
                "conversation_parts",
                &json!({"conversation_parts": many(&json!({"tags": [{"id": "1"}, {"id": "1"}]}), count)}),
            ),
        ),
        (
            "events",
            with(
                "conversation_parts",
                &json!({"conversation_parts": many(&json!({"event_details": {"a": {"b": 1}}}), count)}),
            ),
        ),
        (
            "one part of many tags",
            with("conversation_parts", &json!({"conversation_parts": [{"tags": many(&json!({"id": "1"}), count)}]})),
        ),
        (
            "one part of many details",
            with(
                "conversation_parts",
                &json!({"conversation_parts": [{"event_details": {"a": many(&json!({"a": 1}), count)}}]}),
            ),
        ),
        ("files", with("source", &json!({"attachments": many(&json!({"name": "a"}), count)}))),
        ("recipients", with("source", &json!({"recipients": many(&json!({"email": "a"}), count)}))),
        ("empty recipients", with("source", &json!({"recipients": many(&json!({}), count)}))),
        (
            "mails",
            with(
                "source",
                &json!({"email_message_metadata": {"email_address_headers": many(&json!({"name": "a"}), count)}}),
            ),
        ),
        ("not read", with("unknown", &many(&json!({"name": "a"}), count))),
    ];
    let mut exceeding = Vec::new();
    for (name, body) in shapes {
        let values = Values::of(body.as_bytes());
        let (taken, counted) = (taken(&body), Form::Whole.reckoned(body.len(), values) as u64);
        if taken > counted * 4 / 3 {
            exceeding.push((name, taken, counted));
        }
    }
    assert!(exceeding.is_empty(), "{exceeding:?}");
}

/// Such texts are read whole, and cut, and copied meanwhile; there are 32 MiB of them at most.
#[test]
fn long_texts_that_are_no_bodies_take_two_and_a_half_times_what_is_counted_at_most() {
    let text = "word ".repeat(300_000);
    for body in [
        with("source", &json!({ "subject": text })),
        with("custom_attributes", &json!({ "a": text })),
        with("custom_attributes", &json!({"a": {"b": text, "c": text}})),
    ] {
        let counted = Form::Whole.reckoned(body.len(), Values::of(body.as_bytes())) as u64;
        let taken = taken(&body);
        assert!(taken <= counted * 5 / 2, "{taken} of {counted}");
    }
}
