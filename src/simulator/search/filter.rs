//! One filter: `{"field","operator","value"}`, checked as Intercom checks it and compiled for many objects.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::Value;

use super::{
    field::{Field, Found, Kind, Searchable},
    words::Words,
};
use crate::simulator::{error::Refusal, indexed::Indexed, model::Workspace, version::Version};

/// `IN` and `NIN` take that many values.
const VALUES: usize = 15;

/// What a filter is compiled against.
pub(in crate::simulator) struct Context<'a> {
    pub(in crate::simulator) indexed: &'a Indexed,
    pub(in crate::simulator) version: Version,
    /// Whether `>` and `<` include the value where Intercom is ambiguous.
    pub(in crate::simulator) inclusive: bool,
}

impl Context<'_> {
    pub(super) fn workspace(&self) -> &Workspace {
        &self.indexed.workspace
    }
}

/// A compiled filter.
pub(super) struct Filter<T> {
    field: Field<T>,
    test: Test,
    /// `!=`, `NIN`, `!~`: everything that the positive form does not find, unset values included.
    negated: bool,
}

enum Test {
    Unset,
    /// Decided beforehand for each object.
    Decided(Vec<bool>),
    Equal(Vec<String>),
    Contains(String),
    StartsWith(String),
    EndsWith(String),
    Is(Vec<bool>),
    Among(Vec<f64>),
    /// From, inclusive, up to, exclusive.
    Within(f64, f64),
}

impl<T: Searchable> Filter<T> {
    pub(super) fn compile(field_name: &str, operator: &str, value: &Value, context: &Context) -> Result<Self, Refusal> {
        let field = Field::<T>::named(context.workspace(), field_name, context.version)
            .ok_or_else(|| Refusal::invalid_field(field_name))?;
        if !operators::<T>(field.kind).contains(&operator) {
            return Err(Refusal::parameter_invalid(format!(
                "Operator {operator} is not supported for field {field_name}"
            )));
        }
        let negated = matches!(operator, "!=" | "NIN" | "!~");
        let test = if value.is_null() && matches!(operator, "=" | "!=") {
            Test::Unset
        } else {
            let values = listed(field_name, operator, value)?;
            compile::<T>(field.kind, operator, &values, context).ok_or_else(|| {
                Refusal::parameter_invalid(format!(
                    "Invalid value for field {field_name}: expected {}",
                    expected(field.kind)
                ))
            })?
        };
        Ok(Self { field, test, negated })
    }

    pub(super) fn matches(&self, workspace: &Workspace, index: usize, object: &T) -> bool {
        let found = match &self.test {
            Test::Decided(decided) => decided[index],
            test => holds(test, &self.field.read(workspace, object)),
        };
        found != self.negated
    }
}

/// The operators that a type takes.
fn operators<T: Searchable>(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Text | Kind::Words => &["=", "!=", "IN", "NIN", "~", "!~", "^", "$"],
        Kind::Boolean => &["=", "!=", "IN", "NIN"],
        Kind::Date => &["=", "!=", "IN", "NIN", ">", "<"],
        // The table of conversations knows neither `>=` nor `<=`.
        Kind::Integer | Kind::Float if T::MAY_INCLUDE_EQUAL => &["=", "!=", "IN", "NIN", ">", "<"],
        Kind::Integer | Kind::Float => &["=", "!=", "IN", "NIN", ">", "<", ">=", "<="],
        Kind::DateTime => &["=", "!=", ">", "<", ">=", "<="],
        Kind::Day => &["=", ">", "<"],
        Kind::TagId => &["=", "!="],
    }
}

/// The values of a filter: of `IN` and `NIN` all, else the one.
fn listed<'v>(field: &str, operator: &str, value: &'v Value) -> Result<Vec<&'v Value>, Refusal> {
    if !matches!(operator, "IN" | "NIN") {
        return Ok(vec![value]);
    }
    match value {
        Value::Array(values) if (1..=VALUES).contains(&values.len()) => Ok(values.iter().collect()),
        Value::Array(_) => {
            Err(Refusal::parameter_invalid(format!("Operator {operator} on field {field} takes 1 to {VALUES} values")))
        }
        _ => Err(Refusal::parameter_invalid(format!("Operator {operator} on field {field} takes an array"))),
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Words | Kind::TagId => "a string that is not empty",
        Kind::Integer => "an integer",
        Kind::Float => "a number",
        Kind::Boolean => "a boolean",
        Kind::Date | Kind::DateTime | Kind::Day => "a UNIX timestamp",
    }
}

/// The test, or nothing if a value does not fit the type.
fn compile<T: Searchable>(kind: Kind, operator: &str, values: &[&Value], context: &Context) -> Option<Test> {
    match kind {
        Kind::Text | Kind::TagId => Some(text_test(operator, texts(values)?)),
        Kind::Words => Some(Test::Decided(words_test(operator, &texts(values)?, context.indexed.words()))),
        Kind::Boolean => Some(Test::Is(values.iter().map(|value| boolean(value)).collect::<Option<_>>()?)),
        Kind::Day => day_test(operator, whole_number(values.first()?)?, &context.workspace().timezone),
        Kind::Integer | Kind::Date | Kind::DateTime => {
            let inclusive = T::MAY_INCLUDE_EQUAL && context.inclusive;
            #[expect(clippy::cast_precision_loss, reason = "moments, durations and ids of at most 15 digits are exact")]
            let numbers = values.iter().map(|value| whole_number(value).map(|number| number as f64));
            Some(number_test(operator, numbers.collect::<Option<_>>()?, inclusive))
        }
        Kind::Float => {
            let numbers = values.iter().map(|value| value.as_f64().or_else(|| value.as_str()?.parse().ok()));
            Some(number_test(operator, numbers.collect::<Option<_>>()?, false))
        }
    }
}

fn texts(values: &[&Value]) -> Option<Vec<String>> {
    values.iter().map(|value| Some(value.as_str().filter(|text| !text.is_empty())?.to_lowercase())).collect()
}

fn boolean(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

/// An integer, or a string of one: the description's own example sends a timestamp as a string.
fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn text_test(operator: &str, mut values: Vec<String>) -> Test {
    match operator {
        "~" | "!~" => Test::Contains(values.swap_remove(0)),
        "^" => Test::StartsWith(values.swap_remove(0)),
        "$" => Test::EndsWith(values.swap_remove(0)),
        _ => Test::Equal(values),
    }
}

fn words_test(operator: &str, values: &[String], words: &Words) -> Vec<bool> {
    let value = &values[0];
    match operator {
        "~" | "!~" => words.any(|word| word.contains(value)),
        "^" => words.any(|word| word.starts_with(value)),
        "$" => words.any(|word| word.ends_with(value)),
        "=" | "!=" => words.whole(value),
        _ => words.any(|word| values.iter().any(|value| value == word)),
    }
}

fn number_test(operator: &str, values: Vec<f64>, inclusive: bool) -> Test {
    let value = values[0];
    match operator {
        ">" if !inclusive => Test::Within(value.next_up(), f64::INFINITY),
        ">" | ">=" => Test::Within(value, f64::INFINITY),
        "<" if !inclusive => Test::Within(f64::NEG_INFINITY, value),
        "<" | "<=" => Test::Within(f64::NEG_INFINITY, value.next_up()),
        _ => Test::Among(values),
    }
}

/// `=` the day of that moment, `>` from the start of the next day, `<` before that day.
fn day_test(operator: &str, moment: i64, timezone: &TimeZone) -> Option<Test> {
    let day = Timestamp::from_second(moment).ok()?.to_zoned(timezone.clone()).date();
    let midnight =
        |date: jiff::civil::Date| date.to_zoned(timezone.clone()).ok().map(|start| start.timestamp().as_second());
    let (start, next) = (midnight(day)?, midnight(day.checked_add(1.day()).ok()?)?);
    #[expect(clippy::cast_precision_loss, reason = "moments are exact")]
    let (start, next) = (start as f64, next as f64);
    Some(match operator {
        ">" => Test::Within(next, f64::INFINITY),
        "<" => Test::Within(f64::NEG_INFINITY, start),
        _ => Test::Within(start, next),
    })
}

fn holds(test: &Test, found: &Found) -> bool {
    match (test, found) {
        (Test::Unset, found) => found.is_unset(),
        (Test::Is(values), Found::Boolean(found)) => values.contains(found),
        (Test::Among(values), found) => found.number().is_some_and(|found| values.contains(&found)),
        (Test::Within(from, to), found) => found.number().is_some_and(|found| *from <= found && found < *to),
        (_, Found::Text(found)) => text_holds(test, found),
        (_, Found::Texts(found)) => found.iter().any(|found| text_holds(test, found)),
        _ => false,
    }
}

fn text_holds(test: &Test, found: &str) -> bool {
    match test {
        Test::Equal(values) => values.iter().any(|value| equal_in_any_case(value, found)),
        Test::Contains(value) => found.len() >= value.len() && found.to_lowercase().contains(value),
        Test::StartsWith(value) => found.to_lowercase().starts_with(value),
        Test::EndsWith(value) => found.to_lowercase().ends_with(value),
        _ => false,
    }
}

fn equal_in_any_case(lowercase: &str, found: &str) -> bool {
    lowercase.eq_ignore_ascii_case(found) || (!found.is_ascii() && found.to_lowercase() == lowercase)
}
