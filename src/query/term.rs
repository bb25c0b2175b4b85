//! One condition: key, operator, values, checked against the table of fields.

use std::mem;

use super::{
    Error, ObjectType, Operator, Span, Value,
    bounds::{MAX_VALUES, check_value, check_values},
    error::nearest,
    field::{self, CUSTOM_ATTRIBUTE_OPERATORS, Field},
    subject::{Form, Subject},
    value::{self, Written},
};

/// What a term asks about.
#[derive(Clone, Debug)]
pub enum Key {
    /// A field of the table.
    Field(&'static Field),
    /// A custom attribute by its name.
    CustomAttribute(String),
}

/// One condition.
#[derive(Clone, Debug)]
pub struct Term {
    /// What it asks about.
    pub key: Key,
    /// How it compares.
    pub operator: Operator,
    /// With what: one value, or several with `in` and `nin`.
    pub values: Vec<Value>,
    /// Where it stood in the query's text.
    pub span: Option<Span>,
}

/// A fault of a term, and the part of it that is at fault.
pub(super) struct Fault {
    pub(super) part: Part,
    pub(super) error: Error,
}

/// The parts of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Operator,
    Value(usize),
}

/// What a custom attribute's key begins with.
pub(super) const CUSTOM_ATTRIBUTES: &str = "custom_attributes.";

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Key::Field(one), Key::Field(other)) => one.upstream == other.upstream,
            (Key::CustomAttribute(one), Key::CustomAttribute(other)) => one == other,
            _ => false,
        }
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Self) -> bool {
        (&self.key, self.operator, &self.values) == (&other.key, other.operator, &other.values)
    }
}

impl Key {
    /// The key that a name names for an object type, or an error with the nearest one.
    pub(super) fn named(object_type: ObjectType, name: &str) -> Result<Self, Error> {
        if let Some(attribute) = name.strip_prefix(CUSTOM_ATTRIBUTES) {
            return Self::custom(object_type, attribute);
        }
        field::named(object_type, name).map(Key::Field).ok_or_else(|| unknown(object_type, name))
    }

    fn custom(object_type: ObjectType, attribute: &str) -> Result<Self, Error> {
        if object_type == ObjectType::Conversation {
            return Err(Error::new("Intercom searches custom attributes of contacts only").hint(
                "`object_type:contacts` takes this key; a conversation shows its custom attributes when it is read",
            ));
        }
        if attribute.trim().is_empty() {
            return Err(Error::new("`custom_attributes.` has no name after the dot")
                .hint("write `custom_attributes.plan:pro`, or `custom_attributes.\"Plan name\":pro`"));
        }
        Ok(Key::CustomAttribute(attribute.to_owned()))
    }

    fn operators(&self, object_type: ObjectType) -> &'static [Operator] {
        match self {
            Key::Field(field) => field.operators(object_type),
            Key::CustomAttribute(_) => CUSTOM_ATTRIBUTE_OPERATORS,
        }
    }

    fn check_operator(&self, object_type: ObjectType, operator: Operator) -> Result<(), Error> {
        let taken = self.operators(object_type);
        if taken.contains(&operator) {
            return Ok(());
        }
        let names: Vec<String> = taken.iter().map(|operator| format!("`{operator}`")).collect();
        Err(Error::new(format!("`{self}` takes {}; found `{operator}`", names.join(", "))))
    }
}

impl Term {
    /// Reads and checks a condition that is written in a query.
    pub(super) fn read(
        object_type: ObjectType,
        key: &str,
        operator: Operator,
        written: &[Written],
        form: Form,
    ) -> Result<Self, Fault> {
        let key = Key::named(object_type, key).map_err(|error| Fault { part: Part::Key, error })?;
        key.check_operator(object_type, operator).map_err(|error| Fault { part: Part::Operator, error })?;
        let name = key.to_string();
        let subject = Subject { key: &name, form };
        check_values(&subject, operator, written.len())
            .map_err(|error| Fault { part: Part::Value(MAX_VALUES), error })?;
        let values = written.iter().enumerate().map(|(index, written)| {
            check_value(&subject, &written.text).map_err(|error| Fault { part: Part::Value(index), error })?;
            match &key {
                Key::Field(field) => value::read(&subject, field.kind, operator, written),
                Key::CustomAttribute(_) => value::read_custom(&subject, operator, written),
            }
            .map_err(|error| Fault { part: Part::Value(index), error })
        });
        let values: Vec<Value> = values.collect::<Result<_, _>>()?;
        if matches!(key, Key::CustomAttribute(_)) && !are_alike(&values) {
            // An attribute has one type, and any value can be a string.
            let values = written.iter().map(|written| Value::Text(written.text.clone())).collect();
            return Ok(Self { key, operator, values, span: None });
        }
        Ok(Self { key, operator, values, span: None })
    }

    /// As [`Term::read`], from values that are not written in a query.
    pub(super) fn build(
        object_type: ObjectType,
        key: &str,
        operator: Operator,
        values: &[String],
    ) -> Result<Self, Error> {
        check_count(key, operator, values.len())?;
        let values: Vec<Written> = values.iter().map(|text| Written { text: text.clone(), quoted: false }).collect();
        Self::read(object_type, key, operator, &values, Form::Arguments).map_err(|fault| fault.error)
    }

    /// A condition on a custom attribute, from JSON.
    pub(super) fn custom(
        object_type: ObjectType,
        name: &str,
        operator: Operator,
        values: &[serde_json::Value],
    ) -> Result<Self, Error> {
        let key = Key::custom(object_type, name)?;
        let printed = key.to_string();
        let subject = Subject { key: &printed, form: Form::Arguments };
        check_count(&printed, operator, values.len())?;
        check_values(&subject, operator, values.len())?;
        let values = values.iter().map(|json| {
            check_value(&subject, json.as_str().unwrap_or_default())?;
            value::from_json(&subject, operator, json)
        });
        let values: Vec<Value> = values.collect::<Result<_, _>>()?;
        if !are_alike(&values) {
            return Err(Error::new(format!("`{printed}` takes values of one type; found several"))
                .hint("give only strings, only numbers or only booleans"));
        }
        Ok(Self { key, operator, values, span: None })
    }
}

/// Whether all values are of one type.
fn are_alike(values: &[Value]) -> bool {
    values.iter().all(|value| mem::discriminant(value) == mem::discriminant(&values[0]))
}

fn check_count(key: &str, operator: Operator, count: usize) -> Result<(), Error> {
    match count {
        0 => Err(Error::new(format!("`{key}` with `{operator}` takes at least one value; found none"))),
        2.. if !operator.takes_list() => {
            Err(Error::new(format!("`{key}` with `{operator}` takes one value; found {count}"))
                .hint("the operator `in` takes a list"))
        }
        _ => Ok(()),
    }
}

/// An unknown key: the nearest of this type, or the other type that has it.
pub(super) fn unknown(object_type: ObjectType, name: &str) -> Error {
    let other = if object_type == ObjectType::Contact { ObjectType::Conversation } else { ObjectType::Contact };
    let candidates = || field::all(object_type).iter().map(|field| field.key);
    if field::named(other, name).is_some() {
        let error = Error::new(format!("`{name}` is a key of {}, not of {}", other.as_str(), object_type.as_str()));
        let alike = nearest(name, candidates()).or_else(|| candidates().find(|key| key.ends_with(&format!("_{name}"))));
        return match alike {
            Some(key) => error.hint(format!("did you mean `{key}`?")),
            None => error.hint(format!("write `object_type:{}` to use it", other.as_str())),
        };
    }
    let error = Error::new(format!("`{name}` is not a key of {}", object_type.as_str()));
    if let Some((_, attribute)) = name.split_once('.').filter(|(first, _)| first.starts_with("custom")) {
        return error.hint(format!("did you mean `{CUSTOM_ATTRIBUTES}{attribute}`?"));
    }
    match nearest(name, candidates()).or_else(|| candidates().find(|key| key.ends_with(&format!("_{name}")))) {
        Some(key) => error.hint(format!("did you mean `{key}`?")),
        None => error.hint(format!(
            "some keys are {}; put text that holds a colon in quotes",
            match object_type {
                ObjectType::Conversation => "`state`, `created_at`, `source_body`, `admin_assignee_id`, `tag_ids`",
                ObjectType::Contact => "`email`, `email_domain`, `name`, `created_at`, `custom_attributes.<name>`",
            }
        )),
    }
}
