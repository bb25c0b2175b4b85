//! A call's arguments, read leniently where a model's habits are harmless and refused in words it can act on.
//!
//! Numbers in strings, `"true"`, one value where a list is meant and `null` for nothing are understood; an
//! unknown name is an error with the nearest known one, because a criterion that is silently dropped would
//! give a wrong answer.
//!
//! Long arguments are read on the workers (`compute.rs`), with all the JSON that stands in strings within them. What is
//! left holds no more values than somebody means, so that the rest can be done where it is.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::{Definition, ToolContext, ToolError, error::on_one_line};
use crate::{
    compute::Stop,
    query::{bounds::MAX_VALUES, nearest},
};

/// Values within the arguments of one call, at most: twenty lists of [`MAX_VALUES`] are half of that.
const MAX_WITHIN: usize = 10_000;
/// Bytes beyond which it makes no difference how many there are.
const MANY: usize = 64 * 1024;
/// Strings of JSON within each other that are read.
const MAX_NESTED: u8 = 2;

/// The arguments of one call, by name.
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Checks the names against the tool's input schema.
    ///
    /// # Errors
    /// A name that the schema does not have; something that is not an object; more values than anybody means.
    pub(super) async fn read(
        definition: &Definition,
        arguments: Value,
        context: &ToolContext,
    ) -> Result<Self, ToolError> {
        let properties = definition.input_schema["properties"].as_object().into_iter().flatten();
        let objects = properties.filter(|(_, schema)| schema["type"] == "object");
        // One that says what is in it is a bound, or may be several; else what is in it are bounds.
        let objects = objects.map(|(name, schema)| (name.clone(), schema.get("properties").is_some())).collect();
        let bytes = size(&arguments, 0);
        let work = move |_: &Stop| prepared(arguments, objects);
        let arguments = context.workers.run(context.call.access.caller(), bytes, work).await?;
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

    /// Takes an object.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>, ToolError> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Err(wrong(&format!("`{name}`"), "an object", &other)),
        }
    }
}

/// The arguments without those that say nothing. `objects` are the names of those that take an object, and whether it
/// is a bound.
fn prepared(arguments: Value, objects: Vec<(String, bool)>) -> Result<Map<String, Value>, ToolError> {
    let Value::Object(mut arguments) = arguments else {
        return Err(wrong("the arguments", "an object", &arguments));
    };
    arguments.retain(|_, value| !is_blank(value));
    for (name, is_bound) in objects {
        let Some(value) = arguments.get_mut(&name) else { continue };
        *value = unfolded(value.take(), if is_bound { MAX_NESTED } else { 1 });
        let within = value.as_object_mut().filter(|_| !is_bound).into_iter().flatten();
        for (_, value) in within.filter(|(_, value)| !value.is_array() || holds_objects(value)) {
            *value = unfolded(value.take(), MAX_NESTED);
        }
    }
    arguments.retain(|_, value| !is_blank(value));
    let found: usize = arguments.values().map(values).sum();
    if found > MAX_WITHIN {
        return Err(ToolError::Arguments(format!(
            "the arguments hold at most {MAX_WITHIN} values; found {found}\nhint: name fewer, or divide them over several \
             calls"
        )));
    }
    Ok(arguments)
}

/// Some clients send nested objects as strings of JSON: the value with what those stand for, `nested` levels of them.
fn unfolded(value: Value, nested: u8) -> Value {
    match value {
        Value::String(text) if nested > 0 && text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(&text).map_or(Value::String(text), |value| unfolded(value, nested - 1))
        }
        Value::Array(items) => items.into_iter().map(|item| unfolded(item, nested)).collect(),
        other => other,
    }
}

fn holds_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().any(Value::is_object))
}

/// How many values a value is.
fn values(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(values).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(values).sum::<usize>(),
        _ => 1,
    }
}

/// Bytes of a value and of what was `counted` before it, about: no further than to know that they are [`MANY`].
fn size(value: &Value, counted: usize) -> usize {
    const VALUE: usize = 8;
    let counted = counted + VALUE;
    match value {
        Value::String(text) => counted + text.len(),
        Value::Array(items) => within(items.iter().map(|item| (0, item)), counted),
        Value::Object(fields) => within(fields.iter().map(|(name, value)| (name.len(), value)), counted),
        _ => counted,
    }
}

fn within<'a>(values: impl Iterator<Item = (usize, &'a Value)>, mut counted: usize) -> usize {
    for (name, value) in values {
        if counted >= MANY {
            break;
        }
        counted = size(value, counted + name);
    }
    counted
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
    let mut beginning = Beginning(Vec::new());
    // Ends with an error where the value is longer than what is shown of it.
    let _ = serde_json::to_writer(&mut beginning, found);
    let (what, found) = (on_one_line(what, 120), on_one_line(&String::from_utf8_lossy(&beginning.0), 80));
    ToolError::Arguments(format!("{what} takes {expected}; found `{found}`"))
}

/// Takes no more than is shown of anything.
struct Beginning(Vec<u8>);

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        const BYTES: usize = 400;
        let taken = bytes.len().min(BYTES.saturating_sub(self.0.len()));
        self.0.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
