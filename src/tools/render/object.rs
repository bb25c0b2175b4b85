//! JSON objects as models want them: what is nothing is not there, times are RFC 3339 in UTC.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::title::TITLE;
use crate::tools::fit::cut;

/// An object under construction; nulls, empty texts, empty lists and empty objects never get in.
#[derive(Clone, Debug, Default)]
pub struct Object(Map<String, Value>);

impl Object {
    /// Adds a field, if there is anything to add.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if !is_nothing(&value) {
            self.0.insert(key.to_owned(), value);
        }
        self
    }

    /// Adds a moment given in unix seconds.
    #[must_use]
    pub fn with_time(self, key: &str, seconds: Option<i64>) -> Self {
        self.with(key, seconds.map(time))
    }

    /// Adds a list, if it has items.
    #[must_use]
    pub fn with_list<T: Into<Value>>(self, key: &str, items: impl IntoIterator<Item = T>) -> Self {
        self.with(key, Value::Array(items.into_iter().map(Into::into).collect()))
    }

    /// The first `shown` items of a list; if there are more, `{key}_total` counts all of them.
    #[must_use]
    pub(super) fn with_first<T: Into<Value>>(
        self,
        shown: usize,
        key: &str,
        items: impl ExactSizeIterator<Item = T>,
    ) -> Self {
        let total = Some(items.len()).filter(|total| *total > shown);
        self.with_list(key, items.take(shown)).with(&format!("{key}_total"), total)
    }

    /// Adds a field to the object at `key`, beside what is there.
    #[must_use]
    pub(super) fn within(mut self, key: &str, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        if is_nothing(&value) {
            return self;
        }
        if let Value::Object(fields) = self.0.entry(key).or_insert_with(|| Value::Object(Map::new())) {
            fields.insert(name.to_owned(), value);
        }
        self
    }

    /// The same for a list's item: a text in brief, nothing of many parts.
    #[must_use]
    pub(super) fn within_item(self, key: &str, name: &str, value: Option<Value>) -> Self {
        match value {
            Some(Value::String(text)) => self.within(key, name, cut(&text, TITLE)),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => self.within(key, name, value),
            _ => self,
        }
    }

    /// The object's fields.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Value::Object(object.0)
    }
}

/// Whether a value says nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Unix seconds as RFC 3339 in UTC; the number itself where no calendar has such a day.
pub fn time(seconds: i64) -> Value {
    match Timestamp::from_second(seconds) {
        Ok(moment) => Value::String(moment.to_string()),
        Err(_) => Value::from(seconds),
    }
}

/// Intercom's own fields: moments (`*_at`) as RFC 3339, without nothings and without `type`.
pub(super) fn fields(map: &Map<String, Value>) -> Object {
    map.iter().filter(|(key, _)| *key != "type").fold(Object::default(), with_field)
}

/// The same, `type` included where it says something.
pub(super) fn typed_fields(map: &Map<String, Value>) -> Object {
    map.iter().fold(Object::default(), with_field)
}

fn with_field(object: Object, (key, value): (&String, &Value)) -> Object {
    match value.as_i64().filter(|_| key.ends_with("_at")) {
        Some(0) => object,
        Some(seconds) => object.with(key, time(seconds)),
        None => object.with(key, cleaned(value)),
    }
}

/// A value without the nothings in it. One of Intercom's list objects is its list.
pub(super) fn cleaned(value: &Value) -> Value {
    match value {
        Value::Object(fields) => match listed(fields) {
            Some(items) => cleaned(items),
            None => typed_fields(fields).into(),
        },
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(cleaned).filter(|item| !is_nothing(item)).collect();
            items.shrink_to_fit();
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// The list in `{"type": "content_source.list", "total_count": 2, "content_sources": […]}`, if it is all there.
fn listed(fields: &Map<String, Value>) -> Option<&Value> {
    let kind = fields.get("type")?.as_str()?;
    let items = fields.values().find(|value| value.is_array()).filter(|_| kind == "list" || kind.ends_with(".list"))?;
    let total = fields.get("total_count").and_then(Value::as_u64).unwrap_or(0);
    items.as_array().filter(|items| items.len() as u64 >= total).map(|_| items)
}

/// The workspace's own attributes without those that have no value. Intercom gives dates among them as unix
/// seconds and does not say that they are dates: their names must.
pub(super) fn attributes(map: &Map<String, Value>) -> Object {
    map.iter().fold(Object::default(), |object, (name, value)| object.with(name, attribute(name, value)))
}

/// An attribute's value: a moment where the name ends in `_at`, `_on` or `date` and the number is in this century.
fn attribute(name: &str, value: &Value) -> Value {
    /// From 2000-01-01 until 2100-01-01, exclusive.
    const CENTURY: std::ops::Range<i64> = 946_684_800..4_102_444_800;
    let name = name.to_ascii_lowercase();
    let last_word = name.rsplit(|character: char| !character.is_alphanumeric()).next();
    let is_date = name.ends_with("_at") || name.ends_with("_on") || last_word == Some("date");
    match value.as_i64().filter(|seconds| is_date && CENTURY.contains(seconds)) {
        Some(seconds) => time(seconds),
        None => cleaned(value),
    }
}
