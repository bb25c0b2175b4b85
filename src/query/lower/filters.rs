//! The filters of one term, by the kind of its field.

use serde_json::Value as Json;

use super::{
    super::{
        Error, Key, LowerSettings, ObjectType, Operator, Term, Value,
        check::{interval, operator_of_priorities, priorities},
        date::Interval,
        field::{Field, Kind, Path},
    },
    Filter, Filters, Junction, MAX_FILTERS, Reach, Upstream, dates, words,
};

/// Numbers of a custom attribute from here to [`DATES_TO`] may be unix seconds as well.
const DATES_FROM: f64 = 1e8;
const DATES_TO: f64 = 1e11;

pub(super) fn of_term(term: &Term, object_type: ObjectType, settings: &LowerSettings) -> Result<Filters, Error> {
    match &term.key {
        Key::Field(field) => of_field(field, term, object_type, settings),
        Key::CustomAttribute(name) => Ok(of_custom_attribute(&format!("custom_attributes.{name}"), term, settings)),
    }
}

fn of_field(field: &Field, term: &Term, object_type: ObjectType, settings: &LowerSettings) -> Result<Filters, Error> {
    let name = field.upstream;
    let operator = term.operator;
    if operator == Operator::Exists {
        return Ok(existence(field, term));
    }
    Ok(match field.kind {
        Kind::Date if object_type == ObjectType::Contact => {
            dates::by_day(name, operator, &intervals(term, settings), settings)
        }
        Kind::Date | Kind::Integer | Kind::Assignee => dates::by_value(name, operator, &intervals(term, settings)),
        Kind::Words => words::of_body(name, operator, &texts(term)),
        Kind::Tag => return tags(field, term),
        Kind::Priority => {
            let values = priorities(texts(term).into_iter());
            plain(name, operator_of_priorities(operator), values.into_iter().map(Json::from).collect())
        }
        Kind::Text | Kind::Boolean | Kind::Id(_) | Kind::Enum(_) => plain(name, operator, json(term)),
    })
}

/// A filter on one value, or as many as a list needs.
fn plain(name: &str, operator: Operator, values: Vec<Json>) -> Filters {
    let operator = match operator {
        Operator::Neq | Operator::Nin => return members(name, Upstream::NotIn, values),
        Operator::Contains => Upstream::Contains,
        Operator::NotContains => Upstream::NotContains,
        Operator::StartsWith => Upstream::StartsWith,
        Operator::EndsWith => Upstream::EndsWith,
        _ => return members(name, Upstream::In, values),
    };
    Filters::new(values.into_iter().map(|value| single(name, operator, value)).collect(), Reach::Exact)
}

/// Membership, `operator` being `IN` or `NIN`, in lists of at most [`MAX_FILTERS`] values each.
pub(super) fn members(name: &str, operator: Upstream, mut values: Vec<Json>) -> Filters {
    let is_in = operator == Upstream::In;
    if values.len() == 1 {
        let one = if is_in { Upstream::Equal } else { Upstream::NotEqual };
        let all = values.pop().map(|value| single(name, one, value)).into_iter().collect();
        return Filters::new(all, Reach::Exact);
    }
    let mut lists: Vec<Filter> =
        values.chunks(MAX_FILTERS).map(|chunk| single(name, operator, Json::Array(chunk.to_vec()))).collect();
    if is_in && lists.len() > MAX_FILTERS {
        return Filters::new(Vec::new(), Reach::Wide);
    }
    if is_in && lists.len() > 1 {
        lists = vec![or(lists)];
    }
    Filters::new(lists, Reach::Exact)
}

/// Tags of contacts take `=` and `!=` only.
fn tags(field: &Field, term: &Term) -> Result<Filters, Error> {
    let values = json(term);
    if values.len() > MAX_FILTERS {
        let found = values.len();
        return Err(Error::new(format!("`{}` takes at most {MAX_FILTERS} values; found {found}", field.key))
            .hint("search in several steps, or by `segment_id`"));
    }
    let is_negation = matches!(term.operator, Operator::Neq | Operator::Nin);
    let operator = if is_negation { Upstream::NotEqual } else { Upstream::Equal };
    let mut all: Vec<Filter> = values.into_iter().map(|value| single(field.upstream, operator, value)).collect();
    if !is_negation && all.len() > 1 {
        all = vec![or(all)];
    }
    Ok(Filters::new(all, Reach::Exact))
}

/// Unassigned is 0 in API 2.16; other unset values are null. What null matches is described nowhere, so it is
/// checked where it can be.
fn existence(field: &Field, term: &Term) -> Filters {
    let is_wanted = term.values.first() != Some(&Value::Boolean(false));
    let operator = if is_wanted { Upstream::NotEqual } else { Upstream::Equal };
    let reach = if field.path == Path::Unknown { Reach::Exact } else { Reach::Edge };
    match field.kind {
        Kind::Assignee => Filters::new(vec![single(field.upstream, operator, 0.into())], Reach::Exact),
        // Dates take no `!=`; whatever is set lies after 1970.
        Kind::Date if is_wanted => Filters::new(vec![single(field.upstream, Upstream::Greater, 0.into())], reach),
        _ => Filters::new(vec![single(field.upstream, operator, Json::Null)], reach),
    }
}

fn of_custom_attribute(name: &str, term: &Term, settings: &LowerSettings) -> Filters {
    let operator = term.operator;
    if operator == Operator::Exists {
        // An attribute of dates takes no `!=`, and only the workspace knows which those are.
        let is_wanted = term.values.first() != Some(&Value::Boolean(false));
        let all = if is_wanted { Vec::new() } else { vec![single(name, Upstream::Equal, Json::Null)] };
        return Filters::new(all, Reach::Wide);
    }
    match term.values.first() {
        Some(Value::Date(_)) => dates::by_day(name, operator, &intervals(term, settings), settings),
        Some(Value::Number(_)) => of_numbers(name, term, settings),
        _ => plain(name, operator, json(term)),
    }
}

fn of_numbers(name: &str, term: &Term, settings: &LowerSettings) -> Filters {
    let numbers: Vec<f64> = term
        .values
        .iter()
        .filter_map(|value| if let Value::Number(number) = value { Some(*number) } else { None })
        .collect();
    if numbers.iter().any(|number| (DATES_FROM..DATES_TO).contains(number)) {
        return dates::of_either(name, term.operator, &numbers, settings);
    }
    let number = numbers.first().copied().unwrap_or_default();
    let (operator, bound) = match term.operator {
        // Whole bounds, since an integer attribute refuses fractions.
        Operator::Gt => (Upstream::Greater, number.floor()),
        Operator::Gte => (Upstream::Greater, number.ceil() - 1.0),
        Operator::Lt => (Upstream::Less, number.ceil()),
        Operator::Lte => (Upstream::Less, number.floor() + 1.0),
        operator => return plain(name, operator, json(term)),
    };
    Filters::new(vec![single(name, operator, number_to_json(bound))], Reach::Wide)
}

fn intervals(term: &Term, settings: &LowerSettings) -> Vec<Interval> {
    term.values.iter().filter_map(|value| interval(value, settings)).collect()
}

fn texts(term: &Term) -> Vec<&str> {
    term.values
        .iter()
        .filter_map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None })
        .collect()
}

fn json(term: &Term) -> Vec<Json> {
    let value = |value: &Value| match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Number(number) => number_to_json(*number),
        Value::Boolean(boolean) => Json::from(*boolean),
        Value::Date(date) => Json::from(date.to_string()),
    };
    term.values.iter().map(value).collect()
}

/// A whole number without a decimal point, as Intercom's integer attributes expect.
pub(super) fn number_to_json(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 9e15 { Json::from(number as i64) } else { Json::from(number) }
}

pub(super) fn single(field: &str, operator: Upstream, value: Json) -> Filter {
    Filter::Single { field: field.to_owned(), operator, value }
}

pub(super) fn or(value: Vec<Filter>) -> Filter {
    Filter::Group { operator: Junction::Or, value }
}
