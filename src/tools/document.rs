//! An answer of `get_conversation` or `get_contact` as a document for `fetch`: title, text, metadata.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{
    fit::{cut, size},
    object_id::ObjectId,
    parts_cursor::Position,
};

/// An answer, and where the next begins.
type Page = (Map<String, Value>, Option<Position>);

/// The largest document of at most `bytes`. Quoting makes text longer than JSON is; so fewer bytes of JSON are
/// asked for until the document fits.
pub(super) fn fitting(bytes: usize, document: impl Fn(usize) -> Map<String, Value>) -> Map<String, Value> {
    let mut room = bytes;
    loop {
        let made = document(room);
        let made_size = size(&Value::Object(made.clone()));
        // Below this an answer has nothing left to lose; the document of one is well within the least limit.
        if made_size <= bytes || room < 1_500 {
            return made;
        }
        room = room * 4 / 5;
    }
}

/// A conversation's document.
pub(super) fn of_conversation(id: &ObjectId, title: &str, (answer, next): Page) -> Map<String, Value> {
    let parts = answer.get("parts").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let total = answer.get("parts_total").and_then(Value::as_u64).unwrap_or(0);
    let mut text = String::new();
    let _ = writeln!(text, "Conversation {}. Lines that begin with > were written by others.", id.id);
    let shown = ["source", "parts", "parts_total", "parts_unavailable", "pages", "_note", "id", "url", "title"];
    write_fields(&mut text, &answer, &shown);
    if let Some(source) = answer.get("source").and_then(Value::as_object) {
        let kind = word(source.get("type")).unwrap_or_default();
        let _ =
            writeln!(text, "\nOpening message{}", if kind.is_empty() { String::new() } else { format!(" ({kind})") });
        let subject = source.get("subject").and_then(Value::as_str).map(|subject| format!("Subject: {subject}"));
        quote(&mut text, subject.as_deref().unwrap_or_default());
        write_message(&mut text, source);
    }
    let before = total.saturating_sub(parts.len() as u64);
    if before > 0 {
        let _ = writeln!(text, "\n{before} parts are not shown here.");
    }
    for part in parts.iter().filter_map(Value::as_object) {
        let kind = word(part.get("part_type")).unwrap_or_else(|| "part".to_owned());
        let kind = if part.contains_key("internal_note") { format!("{kind}, internal") } else { kind };
        let _ = writeln!(text, "\n{} {kind}", word(part.get("created_at")).unwrap_or_default());
        write_message(&mut text, part);
    }
    if let Some(note) = answer.get("_note").and_then(Value::as_str).filter(|_| next.is_none()) {
        let _ = writeln!(text, "\n{note}");
    }
    let mut metadata = metadata(&answer, "conversation");
    metadata.insert("parts_total".to_owned(), json!(total.to_string()));
    metadata.insert("parts_shown".to_owned(), json!(parts.len().to_string()));
    document(id, title, text, metadata, &answer, next.as_ref())
}

/// A contact's document.
pub(super) fn of_contact(id: &ObjectId, title: &str, (answer, next): Page) -> Map<String, Value> {
    let mut text = format!("Contact {}. Lines that begin with > are as Intercom has them.\n", id.id);
    write_fields(&mut text, &answer, &["pages", "_note", "id", "url"]);
    if let Some(note) = answer.get("_note").and_then(Value::as_str).filter(|_| next.is_none()) {
        let _ = writeln!(text, "\n{note}");
    }
    document(id, title, text, metadata(&answer, "contact"), &answer, next.as_ref())
}

fn document(
    id: &ObjectId,
    title: &str,
    mut text: String,
    mut metadata: Map<String, Value>,
    answer: &Map<String, Value>,
    next: Option<&Position>,
) -> Map<String, Value> {
    if let Some(next) = next {
        let cursor = next.write(&id.id);
        let call = format!("get_{} {}", id.kind.as_str(), json!({"id": id.id, "starting_after": cursor}));
        let _ = writeln!(text, "\nThere is more; metadata.next names the call.");
        metadata.insert("next".to_owned(), Value::String(call));
    }
    let mut document = Map::new();
    document.insert("id".to_owned(), Value::String(id.to_string()));
    document.insert("title".to_owned(), json!(title));
    document.insert("text".to_owned(), Value::String(text.trim_end().to_owned()));
    document.insert("url".to_owned(), answer.get("url").cloned().unwrap_or_else(|| json!("")));
    document.insert("metadata".to_owned(), Value::Object(metadata));
    document
}

/// Flat, strings only.
fn metadata(answer: &Map<String, Value>, object_type: &str) -> Map<String, Value> {
    let mut metadata = Map::new();
    metadata.insert("object_type".to_owned(), json!(object_type));
    let source_type = answer.get("source").and_then(|source| source.get("type"));
    let fields = ["state", "priority", "role", "created_at", "updated_at"].map(|key| (key, answer.get(key)));
    for (key, value) in fields.into_iter().chain([("source_type", source_type)]) {
        if let Some(word) = word(value) {
            metadata.insert(key.to_owned(), Value::String(word));
        }
    }
    metadata
}

/// A value of Intercom's own vocabulary, on one line.
fn word(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?.replace(char::is_control, " ");
    (!text.is_empty()).then(|| cut(&text, 60))
}

/// Author, body, files and whatever else a message or an event has.
fn write_message(text: &mut String, message: &Map<String, Value>) {
    if let Some(author) = message.get("author").and_then(Value::as_object) {
        let who = ["name", "email", "type"].iter().filter_map(|key| author.get(*key)?.as_str());
        quote(text, &format!("From: {}", who.collect::<Vec<_>>().join(", ")));
    }
    if let Some(to) = message.get("assigned_to") {
        quote(text, &format!("Assigned to: {}", plain(to)));
    }
    if message.contains_key("redacted") {
        text.push_str("The content was removed.\n");
    }
    if let Some(mark) = message.get("body_shown").and_then(Value::as_str) {
        let _ = writeln!(text, "Of the body {mark}:");
    }
    if let Some(note) = message.get("body_hidden").and_then(Value::as_str) {
        let _ = writeln!(text, "Of the body {note}.");
    }
    quote(text, message.get("body").and_then(Value::as_str).unwrap_or_default());
    for (key, label) in
        [("attachments", "Attachment"), ("tags", "Tag"), ("event_details", "Event"), ("metadata", "Choices")]
    {
        match message.get(key) {
            Some(Value::Array(items)) => {
                items.iter().for_each(|item| quote(text, &format!("{label}: {}", plain(item))))
            }
            Some(other) => quote(text, &format!("{label}: {}", plain(other))),
            None => {}
        }
    }
}

fn write_fields(text: &mut String, answer: &Map<String, Value>, left_out: &[&str]) {
    for (key, value) in answer.iter().filter(|(key, _)| !left_out.contains(&key.as_str())) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| quote(text, &format!("{key}: {}", plain(item)))),
            Value::Object(entries)
                if entries.values().any(|value| !value.is_string()) || key == "custom_attributes" =>
            {
                entries.iter().for_each(|(name, value)| quote(text, &format!("{key}, {name}: {}", plain(value))));
            }
            other => quote(text, &format!("{key}: {}", plain(other))),
        }
    }
}

/// A value for people: an object's values without their names.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => fields.values().map(plain).collect::<Vec<_>>().join(", "),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// Quotes every line; whatever begins a new line anywhere, begins a quoted one here.
fn quote(text: &mut String, quoted: &str) {
    const BREAKS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    if quoted.is_empty() {
        return;
    }
    for line in quoted.replace("\r\n", "\n").split(BREAKS) {
        text.push_str("> ");
        text.push_str(line);
        text.push('\n');
    }
}
