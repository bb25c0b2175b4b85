//! What an answer should say about how its query was read.

use super::super::{
    Date, Key, LowerSettings, ObjectType, Operator, Query, Value, error::shorten_literals, field::Kind,
    value::OLD_PRIORITIES,
};

/// Short sentences; `refined` are the keys that are checked here.
pub(super) fn of(query: &Query, settings: &LowerSettings, refined: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    let values = || query.terms.iter().flat_map(|term| &term.values);
    if values().any(|value| matches!(value, Value::Date(Date::Day(_)))) {
        let zone = settings.zone();
        notes.push(match &settings.timezone {
            Some(_) => format!("dates are days in {}", zone.iana_name().unwrap_or("the workspace's timezone")),
            None => "dates are days in UTC, since the workspace's timezone is not known".to_owned(),
        });
    }
    for (old, today) in OLD_PRIORITIES {
        if values().any(|value| matches!(value, Value::Text(text) if text == old))
            && query.terms.iter().any(|term| term.key.to_string() == "priority")
        {
            notes.push(format!("`priority:{old}` was read as {}", today.join(", ")));
        }
    }
    if query.object_type.is_none() && query.text.iter().any(|phrase| !phrase.contains(' ') && phrase.contains(':')) {
        notes.push("no key of the query is known, so all of it was read as free text".to_owned());
    }
    if !refined.is_empty() {
        let keys: Vec<String> = refined.iter().map(|key| format!("`{key}`")).collect();
        let verb = if keys.len() == 1 { "was" } else { "were" };
        let keys = keys.join(", ");
        // The name of a custom attribute may be anything.
        notes.push(shorten_literals(&format!("{keys} {verb} searched more widely and checked here")));
    }
    notes
}

/// Why a query with text may have found nothing; `None` if it has no text. Contacts are silent where both types are
/// searched: that no name has the words is no surprise.
pub(super) fn when_empty(query: &Query, object_type: ObjectType) -> Option<String> {
    let is_phrase = query.terms.iter().any(|term| {
        let is_body = matches!(&term.key, Key::Field(field) if field.kind == Kind::Words);
        let is_asked = matches!(term.operator, Operator::Eq | Operator::Contains);
        let has_words = |value: &Value| matches!(value, Value::Text(text) if text.trim().contains(' '));
        is_body && is_asked && term.values.iter().any(has_words)
    });
    match (query.text.is_empty(), object_type) {
        (false, ObjectType::Conversation) => Some(
            "no conversation has every word in its first message or subject, and replies cannot be searched; try fewer \
             words, or keys such as `state`, `created_at` and `source_author_email`"
                .to_owned(),
        ),
        (false, ObjectType::Contact) if query.object_type.is_some() => Some(
            "no contact has every word in its name or email; try fewer words, or keys such as `email_domain` and `phone`"
                .to_owned(),
        ),
        _ if is_phrase => Some(
            "`source_body` was looked for as one phrase in the first message, and replies cannot be searched; try one \
             or two words of it"
                .to_owned(),
        ),
        _ => None,
    }
}
