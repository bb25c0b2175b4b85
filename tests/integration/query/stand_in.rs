//! A strict reading of Intercom's search, for filters on Intercom's own JSON: it panics at what Intercom
//! refuses, and plays what Intercom leaves open both ways. It shares no code with `query`.

use intercom_mcp::{
    intercom::search::{Filter, Junction, Operator},
    query::{ObjectType, plain_text},
};
use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::Value as Json;

/// Intercom, as it may be.
pub(super) struct StandIn {
    pub(super) object_type: ObjectType,
    /// Whether `>` and `<` of conversations include the value.
    pub(super) is_inclusive: bool,
    /// Where the workspace counts its days.
    pub(super) zone: TimeZone,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Words,
    Number,
    Boolean,
    Second,
    Day,
    Tag,
}

impl StandIn {
    /// Whether a search with this filter finds the object.
    pub(super) fn finds(&self, filter: &Filter, object: &Json) -> bool {
        self.holds(filter, object, 0)
    }

    fn holds(&self, filter: &Filter, object: &Json, level: usize) -> bool {
        match filter {
            Filter::Single { field, operator, value } => self.single(field, *operator, value, object),
            Filter::Group { operator, value } => {
                assert!(level < 2, "a third level of groups");
                assert!((1..=15).contains(&value.len()), "{} filters in a group", value.len());
                // Every filter is looked at, so that a refused one cannot hide behind another.
                let results: Vec<bool> = value.iter().map(|one| self.holds(one, object, level + 1)).collect();
                match operator {
                    Junction::And => results.into_iter().all(|result| result),
                    Junction::Or => results.into_iter().any(|result| result),
                }
            }
        }
    }

    fn single(&self, field: &str, operator: Operator, value: &Json, object: &Json) -> bool {
        let kind = self.kind(field);
        let is_taken = match kind {
            Kind::Text | Kind::Words => !matches!(operator, Operator::Less | Operator::Greater),
            Kind::Boolean => matches!(operator, Operator::Equal | Operator::NotEqual | Operator::In | Operator::NotIn),
            Kind::Day => matches!(operator, Operator::Equal | Operator::Less | Operator::Greater),
            Kind::Tag => matches!(operator, Operator::Equal | Operator::NotEqual),
            Kind::Number | Kind::Second => !matches!(
                operator,
                Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::EndsWith
            ),
        };
        assert!(is_taken, "{operator:?} on {field}");
        let found = found(field, object);
        let wanted: Vec<&Json> = match (operator, value) {
            (Operator::In | Operator::NotIn, Json::Array(values)) => {
                assert!((1..=15).contains(&values.len()), "{} values", values.len());
                values.iter().collect()
            }
            (Operator::In | Operator::NotIn, other) => panic!("{operator:?} with {other}"),
            (_, Json::Array(_)) => panic!("{operator:?} with a list"),
            (_, value) => vec![value],
        };
        let is_negation = matches!(operator, Operator::NotEqual | Operator::NotIn | Operator::NotContains);
        if *value == Json::Null {
            return found.is_empty() != is_negation;
        }
        found.iter().any(|found| wanted.iter().any(|wanted| self.compare(kind, operator, found, wanted))) != is_negation
    }

    fn compare(&self, kind: Kind, operator: Operator, found: &Json, wanted: &Json) -> bool {
        match kind {
            Kind::Text | Kind::Tag => strings(operator, &string(found).to_lowercase(), wanted),
            Kind::Words => {
                let text = plain_text(&string(found)).to_lowercase();
                text.split(|c: char| !c.is_alphanumeric()).any(|word| strings(operator, word, wanted))
            }
            Kind::Boolean => wanted.as_bool().expect("a boolean") == found.as_bool().expect("a boolean"),
            Kind::Number | Kind::Second => {
                let wanted = wanted.as_f64().unwrap_or_else(|| panic!("{wanted} for a number"));
                let found = found.as_f64().expect("a number");
                match operator {
                    Operator::Greater => found > wanted || (self.is_inclusive && found == wanted),
                    Operator::Less => found < wanted || (self.is_inclusive && found == wanted),
                    _ => found == wanted,
                }
            }
            Kind::Day => {
                let day = |value: &Json| -> civil::Date {
                    let second = value.as_i64().unwrap_or_else(|| panic!("{value} for a date"));
                    Timestamp::from_second(second).expect("in range").to_zoned(self.zone.clone()).date()
                };
                match operator {
                    Operator::Greater => day(found) > day(wanted),
                    Operator::Less => day(found) < day(wanted),
                    _ => day(found) == day(wanted),
                }
            }
        }
    }

    fn kind(&self, field: &str) -> Kind {
        let is_date = field.ends_with("_at") || matches!(field, "waiting_since" | "snoozed_until");
        match field {
            "source.body" => Kind::Words,
            "tag_id" => Kind::Tag,
            "open" | "read" | "unsubscribed_from_emails" | "custom_attributes.trial" => Kind::Boolean,
            "custom_attributes.seats" | "custom_attributes.order_number" => Kind::Number,
            _ if is_date && self.object_type == ObjectType::Contact => Kind::Day,
            _ if is_date => Kind::Second,
            _ if field.ends_with("assignee_id") => Kind::Number,
            _ if field.starts_with("statistics.") || field == "conversation_rating.score" => Kind::Number,
            _ => Kind::Text,
        }
    }
}

fn strings(operator: Operator, found: &str, wanted: &Json) -> bool {
    let wanted = wanted.as_str().unwrap_or_else(|| panic!("{wanted} for a string")).to_lowercase();
    assert!(!wanted.is_empty(), "an empty string");
    match operator {
        Operator::Contains | Operator::NotContains => found.contains(&wanted),
        Operator::StartsWith => found.starts_with(&wanted),
        Operator::EndsWith => found.ends_with(&wanted),
        _ => found == wanted,
    }
}

fn string(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The set values of a field.
fn found(field: &str, object: &Json) -> Vec<Json> {
    let ids = |list: &Json| -> Vec<Json> {
        list.as_array().into_iter().flatten().map(|element| element["id"].clone()).collect()
    };
    let one = match field {
        "contact_ids" => return ids(&object["contacts"]["contacts"]),
        "tag_ids" => return ids(&object["tags"]["tags"]),
        "tag_id" => return ids(&object["tags"]["data"]),
        "email_domain" => object["email"]
            .as_str()
            .and_then(|email| email.split_once('@'))
            .map_or(Json::Null, |(_, domain)| domain.into()),
        "conversation_rating.requested_at" => object["conversation_rating"]["created_at"].clone(),
        "conversation_rating.score" => object["conversation_rating"]["rating"].clone(),
        _ => field.split('.').fold(object.clone(), |value, name| value[name].clone()),
    };
    if one.is_null() || one == "" { Vec::new() } else { vec![one] }
}
