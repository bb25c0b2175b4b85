//! A call's arguments, read leniently where a model's habits are harmless and refused in words it can act on.
//!
//! Numbers in strings, `"true"`, one value where a list is meant and `null` for nothing are understood; an
//! unknown name is an error with the nearest known one, because a criterion that is silently dropped would
//! give a wrong answer.

use serde_json::{Map, Value};

use super::{Definition, ToolError, error::on_one_line};
use crate::query::{bounds::MAX_VALUES, nearest};

/// The arguments of one call, by name.
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Checks the names against the tool's input schema.
    ///
    /// # Errors
    /// A name that the schema does not have; something that is not an object.
    pub(super) fn read(definition: &Definition, arguments: Value) -> Result<Self, ToolError> {
        let Value::Object(mut arguments) = arguments else {
            return Err(wrong("the arguments", "an object", &arguments));
        };
        arguments.retain(|_, value| !is_blank(value));
        let known = definition.input_schema["properties"].as_object();
        let known = || known.into_iter().flat_map(Map::keys);
        let Some(unknown) = arguments.keys().find(|name| !known().any(|one| one == *name)) else {
            return Ok(Self(arguments));
        };
        let hint = match nearest(unknown, known().map(String::as_str)) {
            Some(name) => format!("did you mean `{name}`?"),
            None => {
                let names: Vec<String> = known().map(|name| format!("`{name}`")).collect();
                format!("it takes {}", names.join(", "))
            }
        };
        let unknown = on_one_line(unknown, 80);
        Err(ToolError::Arguments(format!("`{}` has no argument `{unknown}`\nhint: {hint}", definition.name)))
    }

    /// Takes a text; numbers are their digits.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ToolError> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(other) => Err(wrong(&format!("`{name}`"), "a string", &other)),
        }
    }

    /// Takes a text that must be there.
    pub(super) fn required_text(&mut self, name: &str) -> Result<String, ToolError> {
        let missing = || {
            ToolError::Arguments(format!(
                "`{name}` is required; found nothing\nhint: repeat the call with `{name}`, a string that is not empty"
            ))
        };
        self.text(name)?.ok_or_else(missing)
    }

    /// Takes a yes or no.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, ToolError> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(other) => Err(wrong(&format!("`{name}`"), "`true` or `false`", &other)),
        }
    }

    /// Takes a whole number between two others.
    pub(super) fn number(&mut self, name: &str, least: u32, most: u32) -> Result<Option<u32>, ToolError> {
        let Some(value) = self.0.remove(name) else { return Ok(None) };
        let number = match &value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64().filter(|number| number.fract() == 0.0),
        };
        match number {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two u32")]
            Some(number) if (f64::from(least)..=f64::from(most)).contains(&number) => Ok(Some(number as u32)),
            _ => Err(wrong(&format!("`{name}`"), &format!("a whole number from {least} to {most}"), &value)),
        }
    }

    /// Takes texts: a list, or one of them alone. Blank ones are none.
    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<String>, ToolError> {
        let refused = |value: &Value| wrong(&format!("`{name}`"), "a list of strings", value);
        let items = match self.0.remove(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) if items.len() > MAX_VALUES => {
                let found = items.len();
                return Err(ToolError::Arguments(format!(
                    "`{name}` takes at most {MAX_VALUES} values at once; found {found}\nhint: divide the list and call \
                     several times"
                )));
            }
            Some(Value::Array(items)) => items,
            Some(one) => vec![one],
        };
        let text = |item: &Value| match item {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(refused(other)),
        };
        items.iter().filter(|item| !is_blank(item)).map(text).collect()
    }

    /// Takes whatever stands there.
    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// Takes an object; some clients send it as a string of JSON.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>, ToolError> {
        let value = match self.0.remove(name) {
            Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            Some(other) => other,
            None => return Ok(None),
        };
        match value {
            Value::Object(object) => Ok(Some(object)),
            other => Err(wrong(&format!("`{name}`"), "an object", &other)),
        }
    }
}

/// Whether a value says nothing: models fill in what they leave open.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What was expected, and what was found.
pub(super) fn wrong(what: &str, expected: &str, found: &Value) -> ToolError {
    let (what, found) = (on_one_line(what, 120), on_one_line(&found.to_string(), 80));
    ToolError::Arguments(format!("{what} takes {expected}; found `{found}`"))
}
