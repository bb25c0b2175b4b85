//! The values of a term: read by the kind of its field, printed so that they read back the same.

use super::{
    Date, Error, Operator,
    date::NoDate,
    error::nearest,
    field::{IdOf, Kind, PRIORITIES},
    id,
    subject::{Form, Subject},
};

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string, an identifier or one of an enumeration.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// The number of a custom attribute, finite.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date.
    Date(Date),
}

/// A value as it was written, and whether in quotes.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) quoted: bool,
}

/// The priorities of versions before 2.16, with what they are now.
pub(super) const OLD_PRIORITIES: [(&str, &[&str]); 2] =
    [("priority", &["high", "urgent"]), ("not_priority", &["none", "low", "medium"])];

/// Words that people use for a source type, a priority or a state, with Intercom's.
const SYNONYMS: [(&str, &str); 9] = [
    ("chat", "conversation"),
    ("messenger", "conversation"),
    ("phone", "phone_call"),
    ("call", "phone_call"),
    ("fb", "facebook"),
    ("resolved", "closed"),
    ("opened", "open"),
    ("normal", "medium"),
    ("critical", "urgent"),
];

/// Reads the value of a known field; `subject` is for messages.
pub(super) fn read(subject: &Subject<'_>, kind: Kind, operator: Operator, written: &Written) -> Result<Value, Error> {
    let text = written.text.as_str();
    if operator == Operator::Exists {
        return read_boolean(subject, operator, text);
    }
    if text.trim().is_empty() {
        return Err(empty(subject, operator));
    }
    match kind {
        Kind::Text if subject.key == "email_domain" => match text.trim_start_matches('@') {
            "" => Err(empty(subject, operator)),
            domain => Ok(Value::Text(domain.to_owned())),
        },
        Kind::Text => Ok(Value::Text(text.to_owned())),
        Kind::Words if !text.contains(char::is_alphanumeric) => Err(no_words(subject.key, text)),
        Kind::Words => Ok(Value::Text(text.to_owned())),
        Kind::Integer => read_integer(subject, text).map(Value::Integer),
        Kind::Boolean => read_boolean(subject, operator, text),
        Kind::Date => read_date(subject, text).map(Value::Date),
        Kind::Id(of) => id::read(subject, text, of).map(|id| Value::Text(id.to_owned())),
        Kind::Tag => id::read(subject, text, IdOf::Tag).map(|id| Value::Text(id.to_owned())),
        Kind::Assignee => id::read_assignee(subject, text).map(Value::Integer),
        Kind::Enum(values) => read_enum(subject, text, values, values),
        Kind::Priority => {
            let taken: Vec<&str> = PRIORITIES.iter().copied().chain(OLD_PRIORITIES.map(|(old, _)| old)).collect();
            read_enum(subject, text, &taken, PRIORITIES)
        }
    }
}

/// Intercom searches words, so a phrase without any would make it return everything.
pub(super) fn no_words(key: &str, text: &str) -> Error {
    Error::new(format!("`{key}` looks for words; found `{text}`, which has no letter and no digit"))
        .hint("give a word that stands near it; leave it out to find everything")
}

/// Reads the value of a custom attribute, whose type is inferred from its form: `true` and `false`, numbers,
/// dates; anything else, and anything in quotes, is a string.
pub(super) fn read_custom(subject: &Subject<'_>, operator: Operator, written: &Written) -> Result<Value, Error> {
    let text = written.text.as_str();
    if operator == Operator::Exists {
        return read_boolean(subject, operator, text);
    }
    if text.trim().is_empty() {
        return Err(empty(subject, operator));
    }
    let compares_strings =
        matches!(operator, Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::EndsWith);
    let value = if written.quoted || compares_strings { Value::Text(text.to_owned()) } else { infer(text) };
    match value {
        Value::Text(text) if operator.is_ordering() => match Date::read(&text) {
            Ok(date @ Date::Ago(..)) if !written.quoted => Ok(Value::Date(date)),
            _ => Err(not_orderable(subject, operator, &text)),
        },
        Value::Boolean(found) if operator.is_ordering() => Err(not_orderable(subject, operator, &found.to_string())),
        value => Ok(value),
    }
}

/// Reads the value of a custom attribute from JSON, which tells its type; a string is never reinterpreted,
/// except as a date or a number where the operator compares by size.
pub(super) fn from_json(subject: &Subject<'_>, operator: Operator, json: &serde_json::Value) -> Result<Value, Error> {
    let value = match json {
        serde_json::Value::Bool(value) => Value::Boolean(*value),
        serde_json::Value::Number(number) => match number.as_f64().filter(|number| number.is_finite()) {
            Some(number) => Value::Number(number),
            None => return Err(Error::new(format!("`{subject}` takes finite numbers; found `{number}`"))),
        },
        serde_json::Value::String(text) if text.trim().is_empty() => return Err(empty(subject, operator)),
        serde_json::Value::String(text) if operator.is_ordering() => match Date::read(text) {
            // As in a query: digits may be a number as well as unix seconds.
            Ok(Date::Seconds(number)) => Value::Number(number as f64),
            Ok(date) => Value::Date(date),
            Err(_) => return Err(not_orderable(subject, operator, text)),
        },
        serde_json::Value::String(text) => Value::Text(text.clone()),
        other => {
            return Err(Error::new(format!("`{subject}` takes a string, a number or a boolean; found `{other}`"))
                .hint("give one value for each custom attribute"));
        }
    };
    let is_string = matches!(value, Value::Text(_));
    match (operator, &value) {
        (Operator::Exists, Value::Boolean(_)) => Ok(value),
        (Operator::Exists, _) => Err(Error::new(format!("`{subject}:exists` takes `true` or `false`; found `{json}`"))),
        (Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::EndsWith, _) if !is_string => {
            Err(Error::new(format!("`{operator}` compares strings; found `{json}`")))
        }
        (operator, Value::Boolean(_)) if operator.is_ordering() => {
            Err(not_orderable(subject, operator, &json.to_string()))
        }
        _ => Ok(value),
    }
}

fn infer(text: &str) -> Value {
    match text {
        "true" => return Value::Boolean(true),
        "false" => return Value::Boolean(false),
        _ => {}
    }
    if is_number(text)
        && let Ok(number) = text.parse()
    {
        return Value::Number(number);
    }
    match Date::read(text) {
        Ok(date @ (Date::Day(_) | Date::Moment(_))) => Value::Date(date),
        _ => Value::Text(text.to_owned()),
    }
}

/// A plain decimal number that a float holds exactly; `007` and long digits are codes, not numbers.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    all_digits(whole) && all_digits(fraction) && !leading_zero && whole.len() + fraction.len() <= 16
}

fn read_integer(subject: &Subject<'_>, text: &str) -> Result<i64, Error> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(number) = plain.then(|| text.parse().ok()).flatten().filter(|number: &i64| number.abs() < 1 << 53) {
        return Ok(number);
    }
    let error = Error::new(format!("`{subject}` takes a whole number; found `{text}`"));
    Err(match signed(text) {
        Some((operator, bare)) => error.hint(subject.write(operator, bare)),
        None if subject.key.contains("time_to") => error.hint("durations are in seconds, such as `3600` for an hour"),
        None => error.hint(format!("digits only: {}", subject.write(Operator::Eq, "3"))),
    })
}

/// An operator's sign directly before a value, and the value.
fn signed(text: &str) -> Option<(Operator, &str)> {
    let bare = text.trim_start_matches(['<', '>', '=']);
    let operator = Operator::named(&text[..text.len() - bare.len()])?;
    (!bare.is_empty()).then_some((operator, bare))
}

fn read_boolean(subject: &Subject<'_>, operator: Operator, text: &str) -> Result<Value, Error> {
    let exists = if operator == Operator::Exists { ":exists" } else { "" };
    let error = || Error::new(format!("`{subject}{exists}` takes `true` or `false`; found `{text}`"));
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(Value::Boolean(true)),
        "false" => Ok(Value::Boolean(false)),
        "yes" | "1" => Err(error().hint(subject.write(operator, "true"))),
        "no" | "0" => Err(error().hint(subject.write(operator, "false"))),
        _ => Err(error()),
    }
}

fn read_date(subject: &Subject<'_>, text: &str) -> Result<Date, Error> {
    let no_date = || Error::new(format!("`{subject}` takes a date; found `{text}`"));
    if let Some((operator, bare)) = signed(text) {
        return Err(no_date().hint(subject.write(operator, bare)));
    }
    let verb = if subject.form == Form::Query { "write" } else { "give" };
    Date::read(text).map_err(|reason| match reason {
        NoDate::Form => no_date()
            .hint(format!("{verb} unix seconds, `2026-01-31`, `2026-01-31T09:00:00Z`, or `7d` for seven days ago")),
        NoDate::Milliseconds => Error::new(format!("`{subject}` takes seconds; `{text}` looks like milliseconds"))
            .hint(format!("{verb} `{}`", text.get(..text.len() - 3).unwrap_or(text))),
        NoDate::Offset => Error::new(format!("`{subject}` takes a time with an offset from UTC; found `{text}`"))
            .hint(format!("{verb} `{text}Z` if it is in UTC, or `{text}-05:00`")),
        NoDate::Range => Error::new(format!("`{subject}` takes a date from 1970 to 9998; found `{text}`")),
    })
}

/// `taken` are the values that are read, `named` those that a message names.
fn read_enum(subject: &Subject<'_>, text: &str, taken: &[&str], named: &[&str]) -> Result<Value, Error> {
    let lower = text.to_ascii_lowercase();
    if let Some(value) = taken.iter().find(|value| **value == lower) {
        return Ok(Value::Text((*value).to_owned()));
    }
    let values: Vec<String> = named.iter().map(|value| format!("`{value}`")).collect();
    let error = Error::new(format!("`{subject}` is one of {}; found `{text}`", values.join(", ")));
    if text.contains(',') {
        return Err(error.hint(subject.write_list(&named[..2].join(","))));
    }
    let synonym =
        SYNONYMS.iter().find(|(word, value)| *word == lower && named.contains(value)).map(|(_, value)| *value);
    match synonym.or_else(|| nearest(text, named.iter().copied())) {
        Some(value) => Err(error.hint(subject.write(Operator::Eq, value))),
        None => Err(error),
    }
}

fn empty(subject: &Subject<'_>, operator: Operator) -> Error {
    let error = Error::new(format!("`{subject}` has no value"));
    match subject.form {
        Form::Query if operator.takes_list() => {
            error.hint(format!("a list has no blanks: write `{subject}:{operator}:a,b`"))
        }
        Form::Query => error.hint("write the value directly after the colon, in quotes if it holds spaces"),
        Form::Arguments => error.hint(format!("give `{subject}` a value, or leave it out")),
    }
}

fn not_orderable(subject: &Subject<'_>, operator: Operator, text: &str) -> Error {
    let error = Error::new(format!("`{subject}` with `{operator}` takes a number or a date; found `{text}`"));
    match subject.form {
        Form::Query => error.hint("write digits, `2026-01-31` or `7d`, without quotes"),
        Form::Arguments => error.hint("give a number such as `100`, or a date such as `\"2026-01-31\"` or `\"7d\"`"),
    }
}
