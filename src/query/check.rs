//! One condition, checked on an object of Intercom's JSON. What is unset equals nothing, contains nothing
//! and is neither greater nor less, so negations hold for it, as they do at Intercom.

use std::{borrow::Cow, rc::Rc};

use serde_json::Value as Json;

use super::{
    Date, Key, LowerSettings, ObjectType, Operator, Term, Value,
    candidate::{Candidate, is_set, text_of, values_at},
    date::Interval,
    field::{Kind, Path},
    text::{contains_words, fold},
    value::OLD_PRIORITIES,
};

/// A condition made ready to be checked.
#[derive(Clone, Debug)]
pub(super) struct Check {
    place: Place,
    test: Test,
}

#[derive(Clone, Debug)]
enum Place {
    Field(Path),
    CustomAttribute(String),
    /// Where free text is looked for.
    FreeText(ObjectType),
}

#[derive(Clone, Debug)]
enum Test {
    /// Strings in lower case.
    Text(Operator, Vec<String>),
    /// Folded phrases in a body.
    Words(Operator, Vec<String>),
    /// Whole numbers and dates; nobody is 0.
    Whole {
        operator: Operator,
        intervals: Vec<Interval>,
        unset: Option<i64>,
    },
    /// Numbers of custom attributes.
    Number(Operator, Vec<f64>),
    Boolean(Operator, Vec<bool>),
    Set(bool),
    /// A phrase of free text.
    Phrase {
        folded: String,
        lower: String,
    },
}

impl Check {
    /// The check of a term, or `None` if objects do not hold what it asks about.
    pub(super) fn of_term(term: &Term, settings: &LowerSettings) -> Option<Self> {
        let (place, kind) = match &term.key {
            Key::Field(field) if field.path == Path::Unknown => return None,
            Key::Field(field) => (Place::Field(field.path), Some(field.kind)),
            Key::CustomAttribute(name) => (Place::CustomAttribute(name.clone()), None),
        };
        Some(Self { place, test: test(term, kind, settings) })
    }

    /// The check of a phrase of free text.
    pub(super) fn of_phrase(phrase: &str, object_type: ObjectType) -> Self {
        let test = Test::Phrase { folded: fold(phrase), lower: phrase.to_lowercase() };
        Self { place: Place::FreeText(object_type), test }
    }

    /// Whether the condition holds.
    pub(super) fn accepts(&self, object: &Candidate<'_>) -> bool {
        if let Test::Words(operator, wanted) = &self.test
            && let Place::Field(path) = self.place
        {
            return holds_words(*operator, wanted, object.folded(path));
        }
        let values = match &self.place {
            Place::Field(path) => values_at(object.json, *path),
            Place::CustomAttribute(name) => object
                .json
                .get("custom_attributes")
                .and_then(|all| all.get(name))
                .filter(is_set)
                .map(Cow::Borrowed)
                .into_iter()
                .collect(),
            Place::FreeText(object_type) => return self.accepts_free_text(object, *object_type),
        };
        match &self.test {
            Test::Text(operator, wanted) => {
                let found: Vec<String> = values.iter().map(|value| text_of(value).to_lowercase()).collect();
                compare(*operator, |holds| found.iter().any(|found| wanted.iter().any(|wanted| holds(found, wanted))))
            }
            Test::Whole { operator, intervals, unset } => {
                let mut found: Vec<i64> = values.iter().filter_map(|value| whole(value)).collect();
                if found.is_empty() {
                    found.extend(*unset);
                }
                in_intervals(*operator, &found, intervals)
            }
            Test::Number(operator, wanted) => {
                let found: Vec<f64> = values.iter().filter_map(|value| number(value)).collect();
                compare_numbers(*operator, &found, wanted)
            }
            Test::Boolean(operator, wanted) => {
                let found = values.first().and_then(|value| value.as_bool());
                let equals = found.is_some_and(|found| wanted.contains(&found));
                equals != is_negation(*operator)
            }
            Test::Set(wanted) => {
                let is_nobody = matches!(self.place, Place::Field(Path::At("admin_assignee_id" | "team_assignee_id")))
                    && values.iter().all(|value| text_of(value) == "0");
                (!values.is_empty() && !is_nobody) == *wanted
            }
            // Words are only asked of bodies, and phrases of free text.
            Test::Words(..) | Test::Phrase { .. } => true,
        }
    }

    fn accepts_free_text(&self, object: &Candidate<'_>, object_type: ObjectType) -> bool {
        let Test::Phrase { folded, lower } = &self.test else { return true };
        let holds = |path| object.lower(path).iter().any(|text| text.contains(lower));
        match object_type {
            ObjectType::Contact => holds("name") || holds("email"),
            ObjectType::Conversation => {
                // A subject may be HTML too.
                let says = |path| object.folded(Path::At(path)).iter().any(|text| text.contains(folded));
                says("source.subject") || says("source.body")
            }
        }
    }
}

fn holds_words(operator: Operator, wanted: &[String], found: Rc<[String]>) -> bool {
    let is_equality = matches!(operator, Operator::Eq | Operator::Neq | Operator::In | Operator::Nin);
    compare(operator, |holds| {
        found.iter().any(|found| {
            wanted.iter().any(|wanted| if is_equality { contains_words(found, wanted) } else { holds(found, wanted) })
        })
    })
}

fn test(term: &Term, kind: Option<Kind>, settings: &LowerSettings) -> Test {
    let operator = term.operator;
    if operator == Operator::Exists {
        return Test::Set(term.values.first() != Some(&Value::Boolean(false)));
    }
    let texts = || {
        term.values.iter().filter_map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None })
    };
    match kind {
        Some(Kind::Words) => return Test::Words(operator, texts().map(fold).collect()),
        Some(Kind::Priority) => return Test::Text(operator_of_priorities(operator), priorities(texts())),
        _ => {}
    }
    match term.values.first() {
        Some(Value::Text(_)) | None => Test::Text(operator, texts().map(str::to_lowercase).collect()),
        Some(Value::Boolean(_)) => {
            let wanted = term.values.iter().map(|value| matches!(value, Value::Boolean(true)));
            Test::Boolean(operator, wanted.collect())
        }
        Some(Value::Number(_)) => {
            let wanted =
                term.values.iter().filter_map(|value| if let Value::Number(n) = value { Some(*n) } else { None });
            Test::Number(operator, wanted.collect())
        }
        Some(Value::Integer(_) | Value::Date(_)) => Test::Whole {
            operator,
            intervals: term.values.iter().filter_map(|value| interval(value, settings)).collect(),
            unset: (kind == Some(Kind::Assignee)).then_some(0),
        },
    }
}

/// The seconds of a date, or a whole number as an interval of one.
pub(super) fn interval(value: &Value, settings: &LowerSettings) -> Option<Interval> {
    match value {
        Value::Integer(number) => Some(Interval { start: *number, end: number + 1 }),
        Value::Date(date) => Some(date.interval(settings.now, &settings.zone())),
        Value::Number(number) => Some(Date::Seconds(*number as i64).interval(settings.now, &settings.zone())),
        Value::Text(_) | Value::Boolean(_) => None,
    }
}

/// Priorities in API 2.16's words.
pub(super) fn priorities<'a>(values: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in values {
        match OLD_PRIORITIES.iter().find(|(old, _)| *old == value) {
            Some((_, today)) => all.extend(today.iter().map(|value| (*value).to_owned())),
            None => all.push(value.to_owned()),
        }
    }
    all.dedup();
    all
}

/// One old priority stands for several, so equality becomes membership.
pub(super) fn operator_of_priorities(operator: Operator) -> Operator {
    if is_negation(operator) { Operator::Nin } else { Operator::In }
}

pub(super) fn is_negation(operator: Operator) -> bool {
    matches!(operator, Operator::Neq | Operator::Nin | Operator::NotContains)
}

/// Whether any pair holds by the operator's own comparison, or none does for a negation.
fn compare(operator: Operator, any: impl Fn(&dyn Fn(&str, &str) -> bool) -> bool) -> bool {
    let holds: &dyn Fn(&str, &str) -> bool = match operator {
        Operator::Contains | Operator::NotContains => &|found, wanted| found.contains(wanted),
        Operator::StartsWith => &|found, wanted| found.starts_with(wanted),
        Operator::EndsWith => &|found, wanted| found.ends_with(wanted),
        _ => &|found, wanted| found == wanted,
    };
    any(holds) != is_negation(operator)
}

fn in_intervals(operator: Operator, found: &[i64], intervals: &[Interval]) -> bool {
    let any =
        |holds: fn(i64, &Interval) -> bool| found.iter().any(|found| intervals.iter().any(|one| holds(*found, one)));
    match operator {
        Operator::Gt => any(|found, one| found >= one.end),
        Operator::Gte => any(|found, one| found >= one.start),
        Operator::Lt => any(|found, one| found < one.start),
        Operator::Lte => any(|found, one| found < one.end),
        _ => any(|found, one| found >= one.start && found < one.end) != is_negation(operator),
    }
}

fn compare_numbers(operator: Operator, found: &[f64], wanted: &[f64]) -> bool {
    let any =
        |holds: fn(f64, f64) -> bool| found.iter().any(|found| wanted.iter().any(|wanted| holds(*found, *wanted)));
    match operator {
        Operator::Gt => any(|found, wanted| found > wanted),
        Operator::Gte => any(|found, wanted| found >= wanted),
        Operator::Lt => any(|found, wanted| found < wanted),
        Operator::Lte => any(|found, wanted| found <= wanted),
        _ => any(|found, wanted| found == wanted) != is_negation(operator),
    }
}

/// A whole number or a date; Intercom writes ids as strings here and numbers there, and dates of custom
/// attributes as ISO 8601 too.
fn whole(value: &Json) -> Option<i64> {
    let text = match value {
        Json::Number(number) => return number.as_i64().or_else(|| number.as_f64().map(|number| number.floor() as i64)),
        Json::String(text) => text,
        _ => return None,
    };
    text.parse().ok().or_else(|| seconds(text))
}

fn number(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.parse().ok().or_else(|| seconds(text).map(|seconds| seconds as f64)),
        _ => None,
    }
}

fn seconds(text: &str) -> Option<i64> {
    match Date::read(text) {
        Ok(Date::Moment(moment)) => Some(moment.as_second()),
        Ok(Date::Day(day)) => Some(super::date::start_of(day, &jiff::tz::TimeZone::UTC)),
        _ => None,
    }
}
