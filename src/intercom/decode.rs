//! Reading what Intercom sends, whatever version it came from.
//!
//! Ids are strings or numbers, "nothing" is absent, `null`, `0` or empty, and lists hide in wrappers
//! (`{"type":"list","data":[…]}`, `{"type":"tag.list","tags":[…]}`). Decisions about meaning stay with
//! the caller; here a strange value becomes "nothing" rather than an error. What nobody sees of a text is gone before
//! anything is decoded (`visible_json.rs`).

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use serde_json::Value;

/// Bytes of an id that is always there, at most: it stands in addresses and answers as it is. Intercom's have 24.
const MAX_ID: usize = 200;

/// An id that is always there: a string or a number.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) if text.len() > MAX_ID => {
            Err(D::Error::custom(format_args!("an id has at most {MAX_ID} bytes, not {}", text.len())))
        }
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(D::Error::custom(format_args!("an id is a string or a number, not {}", kind(&other)))),
    }
}

/// The id of something that is worth reading without one as well: whatever is no id is empty.
pub(super) fn id_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    })
}

/// An id that may be missing: `null`, `0`, `"0"` and `""` mean nothing.
pub(super) fn optional_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() && text != "0" => Some(text),
        Value::Number(number) if number.as_i64() != Some(0) => Some(number.to_string()),
        _ => None,
    })
}

/// A moment in unix seconds; numbers in strings and ISO 8601 are understood, `0` and `null` mean never.
pub(super) fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds as i64)),
        Value::String(text) => {
            text.parse().ok().or_else(|| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second))
        }
        _ => None,
    }
    .filter(|seconds| *seconds != 0))
}

/// A whole number, of seconds or of things; also from a string.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|value| value as i64)),
        Value::String(text) => text.parse().ok(),
        _ => None,
    })
}

/// Text that may be missing; `""` means nothing, a number is its digits.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// `true` or `false`; anything else is `false`.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_bool().unwrap_or(false))
}

/// An object of attributes; anything else is empty.
pub(super) fn attributes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<serde_json::Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    })
}

/// An object that may be missing or, in some versions, of another shape: then it is nothing.
pub(super) fn optional<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(if value.is_null() { None } else { T::deserialize(value).ok() })
}

/// The same for what is long and has only fields that may be missing or of another shape: it is read as it comes, so
/// that it is never in memory twice.
pub(super) fn long_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(LongObject(PhantomData))
}

/// A list, bare or in a wrapper; items that cannot be read are left out. Only one item at a time is in memory twice.
pub(super) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(List { may_be_wrapped: true, item: PhantomData }.deserialize(deserializer)?.unwrap_or_default())
}

/// Reads a list, or the first list in a wrapper; `None` for anything else.
struct List<T> {
    may_be_wrapped: bool,
    item: PhantomData<T>,
}

/// Reads an object; `None` for anything else.
struct LongObject<T>(PhantomData<T>);

/// What is neither of these is nothing.
macro_rules! nothing {
    () => {
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("anything")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    };
}

impl<'de, T: DeserializeOwned> Visitor<'de> for List<T> {
    type Value = Option<Vec<T>>;

    nothing!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<Value>()? {
            items.extend(T::deserialize(item).ok());
        }
        Ok(Some(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut wrapper: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while wrapper.next_key::<IgnoredAny>()?.is_some() {
            if self.may_be_wrapped && found.is_none() {
                found = wrapper.next_value_seed(Self { may_be_wrapped: false, item: PhantomData })?;
            } else {
                wrapper.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for List<T> {
    type Value = Option<Vec<T>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for LongObject<T> {
    type Value = Option<T>;

    nothing!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Some)
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
