//! What a condition means, written down for the tests alone: dates are days of the workspace, comparisons
//! are exact, text is compared without case, "not" also holds where there is nothing.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use super::generate::Condition;

pub(super) fn holds(kind: &str, condition: &Condition, object: &Value, timezone: &TimeZone, now: Timestamp) -> bool {
    let Condition { key, operator, value } = condition;
    if key == "source_body" {
        return body_holds(operator, value, object.pointer("/source/body").and_then(Value::as_str).unwrap_or(""));
    }
    let found = field(kind, key, object);
    match operator.as_str() {
        "exists" => found.is_empty() != (value == "true"),
        "in" => value.split(',').any(|value| found.iter().any(|found| same(found, value))),
        "nin" => !value.split(',').any(|value| found.iter().any(|found| same(found, value))),
        "neq" => !found.iter().any(|found| same(found, value)),
        "contains" => found.iter().any(|found| lower(found).contains(&value.to_lowercase())),
        "not_contains" => !found.iter().any(|found| lower(found).contains(&value.to_lowercase())),
        "starts_with" => found.iter().any(|found| lower(found).starts_with(&value.to_lowercase())),
        "ends_with" => found.iter().any(|found| lower(found).ends_with(&value.to_lowercase())),
        _ if key.ends_with("_at") => {
            found.iter().filter_map(Value::as_i64).any(|found| date_holds(operator, value, found, timezone, now))
        }
        "eq" => found.iter().any(|found| same(found, value)),
        _ => {
            let bound: i64 = value.parse().unwrap();
            found.iter().filter_map(Value::as_i64).any(|found| compare(operator, found, bound, bound))
        }
    }
}

/// The values of a field; none where Intercom has none.
fn field(kind: &str, key: &str, object: &Value) -> Vec<Value> {
    let at = |pointer: &str| object.pointer(pointer).filter(|value| !value.is_null()).cloned().into_iter().collect();
    let filled =
        |values: Vec<Value>| -> Vec<Value> { values.into_iter().filter(|value| *value != "" && *value != 0).collect() };
    if let Some(name) = key.strip_prefix("custom_attributes.") {
        return object["custom_attributes"].get(name).cloned().into_iter().collect();
    }
    match (kind, key) {
        ("conversations", "contact_ids") => object["contacts"]["contacts"]
            .as_array()
            .map(|contacts| contacts.iter().map(|contact| contact["id"].clone()).collect())
            .unwrap_or_default(),
        ("contacts", "email_domain") => object["email"]
            .as_str()
            .and_then(|email| email.split_once('@'))
            .map(|(_, domain)| vec![Value::from(domain)])
            .unwrap_or_default(),
        (_, "admin_assignee_id" | "team_assignee_id") => filled(at(&format!("/{key}"))),
        (_, key) if key.starts_with("statistics_") => at(&format!("/statistics/{}", &key["statistics_".len()..])),
        (_, key) if key.starts_with("location_") => filled(at(&format!("/location/{}", &key["location_".len()..]))),
        (_, "source_author_name" | "source_author_email") => {
            filled(at(&format!("/source/author/{}", &key["source_author_".len()..])))
        }
        (_, key) if key.starts_with("source_") => filled(at(&format!("/source/{}", &key["source_".len()..]))),
        (_, key) => {
            let values = at(&format!("/{key}"));
            if values == [Value::from("")] { Vec::new() } else { values }
        }
    }
}

fn same(found: &Value, value: &str) -> bool {
    lower(found) == value.to_lowercase()
}

fn lower(found: &Value) -> String {
    match found {
        Value::String(text) => text.to_lowercase(),
        other => other.to_string(),
    }
}

/// A day is from its first second to its last in the workspace's timezone, however long that day is.
fn date_holds(operator: &str, value: &str, found: i64, timezone: &TimeZone, now: Timestamp) -> bool {
    let day = value.parse::<Date>().ok().filter(|_| value.len() == 10);
    let (first, last) = if let Some(day) = day {
        let start = |day: Date| day.to_zoned(timezone.clone()).unwrap().timestamp().as_second();
        (start(day), start(day.tomorrow().unwrap()) - 1)
    } else if let Ok(seconds) = value.parse::<i64>() {
        (seconds, seconds)
    } else if let Ok(moment) = value.parse::<Timestamp>() {
        (moment.as_second(), moment.as_second())
    } else {
        let (number, unit) = value.split_at(value.len() - 1);
        let seconds = match unit {
            "h" => 3_600,
            "d" => 86_400,
            _ => 604_800,
        };
        let moment = (now - SignedDuration::from_secs(number.parse::<i64>().unwrap() * seconds)).as_second();
        (moment, moment)
    };
    compare(operator, found, first, last)
}

fn compare(operator: &str, found: i64, first: i64, last: i64) -> bool {
    match operator {
        "gt" => found > last,
        "gte" => found >= first,
        "lt" => found < first,
        "lte" => found <= last,
        "eq" => (first..=last).contains(&found),
        other => panic!("no meaning for {other}"),
    }
}

fn body_holds(operator: &str, value: &str, html: &str) -> bool {
    let (text, value) = (visible_text(html).to_lowercase(), value.to_lowercase());
    match operator {
        "contains" => text.contains(&value),
        "not_contains" => !text.contains(&value),
        "eq" => text.split(|character: char| !character.is_alphanumeric()).any(|word| word == value),
        other => panic!("no meaning for {other}"),
    }
}

/// What a person sees of HTML, on one line: tags gone, block tags and breaks a space, entities decoded.
pub(super) fn visible_text(html: &str) -> String {
    const INLINE: &[&str] = &["a", "b", "i", "u", "em", "strong", "span", "code", "font", "small", "sub", "sup", "s"];
    let (mut text, mut rest) = (String::new(), html);
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open + 1..];
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_lowercase();
        if !INLINE.contains(&name.as_str()) {
            text.push(' ');
        }
        rest = &tag[end..];
        if ["style", "script"].contains(&name.as_str()) {
            rest = rest.find("</").map_or("", |close| &rest[close..]);
        }
    }
    text.push_str(rest);
    let decoded = text
        .replace("&nbsp;", " ")
        .replace('\u{a0}', " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}
