//! What a searchable field is: its type, and how its value is read off an object.

use std::borrow::Cow;

use serde_json::Value;

use crate::simulator::{model::Workspace, version::Version};

/// A field's type, which decides the operators it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::simulator) enum Kind {
    Text,
    /// `source.body`: text of which every word is searched by itself.
    Words,
    Integer,
    Float,
    Boolean,
    /// Unix seconds, compared to the second (conversations).
    Date,
    /// Unix seconds, compared to the second, with the operators of a contact's `datetime` (2.17).
    DateTime,
    /// Unix seconds, compared by calendar day in the workspace's timezone (contacts).
    Day,
    /// A contact's `tag_id`, which takes `=` and `!=` only.
    TagId,
}

/// The value of a field of one object.
#[derive(Clone, Debug)]
pub(in crate::simulator) enum Found<'a> {
    Unset,
    Text(Cow<'a, str>),
    /// Every id of a list: `=` holds if one of them is equal.
    Texts(Vec<Cow<'a, str>>),
    Number(f64),
    /// No assignee: the number 0, and yet unset.
    Nobody,
    Boolean(bool),
}

/// Reads a field.
pub(in crate::simulator) type Read<T> = for<'a> fn(&'a Workspace, &'a T) -> Found<'a>;

/// A searchable field of a `T`.
pub(in crate::simulator) struct Field<T> {
    pub(in crate::simulator) kind: Kind,
    read: Source<T>,
}

enum Source<T> {
    Standard(Read<T>),
    CustomAttribute(String),
}

/// A kind of object that can be searched.
pub(in crate::simulator) trait Searchable: Sized {
    /// `>` and `<` on dates and integers may include the value, if the simulator plays it so.
    const MAY_INCLUDE_EQUAL: bool;

    /// The standard field of that name in that version.
    fn standard(name: &str, version: Version) -> Option<(Kind, Read<Self>)>;

    /// The type of a custom attribute that can be searched.
    fn custom_attribute_kind(workspace: &Workspace, name: &str) -> Option<Kind>;

    /// The value of a custom attribute.
    fn custom_attribute<'a>(&'a self, name: &str) -> Option<&'a Value>;
}

impl<T: Searchable> Field<T> {
    /// The field of that name, if it can be searched in that version.
    pub(in crate::simulator) fn named(workspace: &Workspace, name: &str, version: Version) -> Option<Self> {
        if let Some(attribute) = name.strip_prefix("custom_attributes.") {
            let kind = T::custom_attribute_kind(workspace, attribute)?;
            return Some(Self { kind, read: Source::CustomAttribute(attribute.to_owned()) });
        }
        let (kind, read) = T::standard(name, version)?;
        Some(Self { kind, read: Source::Standard(read) })
    }

    pub(in crate::simulator) fn read<'a>(&self, workspace: &'a Workspace, object: &'a T) -> Found<'a> {
        match &self.read {
            Source::Standard(read) => read(workspace, object),
            Source::CustomAttribute(name) => {
                object.custom_attribute(name).map_or(Found::Unset, |value| custom_value(self.kind, value))
            }
        }
    }
}

impl Found<'_> {
    /// The number that comparisons see.
    pub(in crate::simulator) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Nobody => Some(0.0),
            Self::Unset | Self::Text(_) | Self::Texts(_) | Self::Boolean(_) => None,
        }
    }

    /// Whether `value: null` finds it.
    pub(in crate::simulator) fn is_unset(&self) -> bool {
        match self {
            Self::Unset | Self::Nobody => true,
            Self::Text(text) => text.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Number(_) | Self::Boolean(_) => false,
        }
    }
}

fn custom_value(kind: Kind, value: &Value) -> Found<'_> {
    match (kind, value) {
        (Kind::Day, Value::String(moment)) => {
            moment.parse::<jiff::Timestamp>().map_or(Found::Unset, |moment| number(moment.as_second()))
        }
        (_, Value::String(text)) => Found::Text(Cow::Borrowed(text)),
        (_, Value::Number(value)) => value.as_f64().map_or(Found::Unset, Found::Number),
        (_, Value::Bool(value)) => Found::Boolean(*value),
        _ => Found::Unset,
    }
}

pub(super) fn text(value: &str) -> Found<'_> {
    Found::Text(Cow::Borrowed(value))
}

pub(super) fn optional_text(value: Option<&str>) -> Found<'_> {
    value.map_or(Found::Unset, text)
}

pub(super) fn id<'a>(value: u64) -> Found<'a> {
    Found::Text(Cow::Owned(value.to_string()))
}

#[expect(clippy::cast_precision_loss, reason = "moments, durations and ids of at most 15 digits are exact")]
pub(super) fn number<'a>(value: i64) -> Found<'a> {
    Found::Number(value as f64)
}

pub(super) fn optional_number<'a>(value: Option<i64>) -> Found<'a> {
    value.map_or(Found::Unset, number)
}
