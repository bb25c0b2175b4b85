//! What a condition means, written independently of `query`: the rows and words here are read off docs/query-language.md.

use intercom_mcp::query::Operator;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value as Json, json};

use super::{NOW, objects::BODIES};

/// How the oracle reads a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Text,
    Body,
    Number,
    Date,
    Boolean,
    List,
    /// Null, and for assignees 0, is nobody.
    Assignee,
}

pub(super) type Row = (&'static str, &'static str, Kind);

pub(super) const CONVERSATION: [Row; 15] = [
    ("id", "/id", Kind::Text),
    ("created_at", "/created_at", Kind::Date),
    ("waiting_since", "/waiting_since", Kind::Date),
    ("conversation_rating_requested_at", "/conversation_rating/created_at", Kind::Date),
    ("state", "/state", Kind::Text),
    ("priority", "/priority", Kind::Text),
    ("read", "/read", Kind::Boolean),
    ("admin_assignee_id", "/admin_assignee_id", Kind::Assignee),
    ("source_subject", "/source/subject", Kind::Text),
    ("source_body", "/source/body", Kind::Body),
    ("source_author_email", "/source/author/email", Kind::Text),
    ("contact_ids", "/contacts/contacts", Kind::List),
    ("tag_ids", "/tags/tags", Kind::List),
    ("statistics_time_to_admin_reply", "/statistics/time_to_admin_reply", Kind::Number),
    ("conversation_rating_score", "/conversation_rating/rating", Kind::Number),
];

pub(super) const CONTACT: [Row; 15] = [
    ("id", "/id", Kind::Text),
    ("role", "/role", Kind::Text),
    ("created_at", "/created_at", Kind::Date),
    ("last_seen_at", "/last_seen_at", Kind::Date),
    ("name", "/name", Kind::Text),
    ("email", "/email", Kind::Text),
    ("owner_id", "/owner_id", Kind::Text),
    ("unsubscribed_from_emails", "/unsubscribed_from_emails", Kind::Boolean),
    ("tag_id", "/tags/data", Kind::List),
    ("custom_attributes.plan", "/custom_attributes/plan", Kind::Text),
    ("custom_attributes.seats", "/custom_attributes/seats", Kind::Number),
    ("custom_attributes.trial", "/custom_attributes/trial", Kind::Boolean),
    ("custom_attributes.renewal_at", "/custom_attributes/renewal_at", Kind::Date),
    // Asked for by unix seconds, which JSON and the query cannot tell from a number.
    ("custom_attributes.renewal_at", "/custom_attributes/renewal_at", Kind::Number),
    ("custom_attributes.order_number", "/custom_attributes/order_number", Kind::Number),
];

/// A condition as the oracle reads it.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) row: Row,
    pub(super) operator: Operator,
    pub(super) values: Vec<String>,
}

impl Asked {
    /// What the condition means, read off the object.
    pub(super) fn holds(&self, object: &Json, zone: &TimeZone) -> bool {
        let json = object.pointer(self.row.1).cloned().unwrap_or(Json::Null);
        let found: Vec<Json> = match (&json, self.row.2) {
            (Json::Array(elements), _) => elements.iter().map(|element| element["id"].clone()).collect(),
            (Json::Null, Kind::Assignee) => vec![json!(0)],
            (Json::Null, _) => Vec::new(),
            (Json::String(text), _) if text.is_empty() => Vec::new(),
            _ => vec![json],
        };
        if self.operator == Operator::Exists {
            let is_nobody = self.row.2 == Kind::Assignee && found.iter().all(|id| text(id) == "0");
            return (!found.is_empty() && !is_nobody).to_string() == self.values[0];
        }
        let any = found.iter().any(|found| self.values.iter().any(|value| self.matches(found, value, zone)));
        any != matches!(self.operator, Operator::Neq | Operator::Nin | Operator::NotContains)
    }

    fn matches(&self, found: &Json, value: &str, zone: &TimeZone) -> bool {
        match self.row.2 {
            Kind::Date => self.ordered(date(found.as_i64().expect("seconds"), value, zone)),
            Kind::Number => {
                let wanted: f64 = value.parse().expect("a number");
                self.ordered(found.as_f64().expect("a number").total_cmp(&wanted))
            }
            Kind::Boolean => found.as_bool() == value.parse().ok(),
            Kind::Body => body(self.operator, &text(found), value),
            Kind::Text | Kind::List | Kind::Assignee => {
                let (found, wanted) = (text(found).to_lowercase(), value.to_lowercase());
                match (self.operator, wanted.as_str()) {
                    (Operator::Contains | Operator::NotContains, _) => found.contains(&wanted),
                    (Operator::StartsWith, _) => found.starts_with(&wanted),
                    (Operator::EndsWith, _) => found.ends_with(&wanted),
                    (_, "priority") if self.row.0 == "priority" => matches!(found.as_str(), "high" | "urgent"),
                    (_, "not_priority") if self.row.0 == "priority" => !matches!(found.as_str(), "high" | "urgent"),
                    _ => found == wanted,
                }
            }
        }
    }

    fn ordered(&self, found: std::cmp::Ordering) -> bool {
        match self.operator {
            Operator::Gt => found.is_gt(),
            Operator::Gte => found.is_ge(),
            Operator::Lt => found.is_lt(),
            Operator::Lte => found.is_le(),
            _ => found.is_eq(),
        }
    }
}

pub(super) fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A moment against a date: by the day if it is one, else by the second.
pub(super) fn date(found: i64, value: &str, zone: &TimeZone) -> std::cmp::Ordering {
    if let Ok(seconds) = value.parse::<i64>() {
        return found.cmp(&seconds);
    }
    let found = Timestamp::from_second(found).expect("in range");
    if value.len() == 10 {
        return found.to_zoned(zone.clone()).date().cmp(&value.parse().expect("a day"));
    }
    if let Some(days) = value.strip_suffix('d') {
        let now: Timestamp = NOW.parse().expect("a timestamp");
        return found.as_second().cmp(&(now.as_second() - 86_400 * days.parse::<i64>().expect("days")));
    }
    found.cmp(&value.parse().expect("RFC 3339"))
}

/// The bodies above as a reader sees them, against a phrase.
pub(super) fn body(operator: Operator, html: &str, phrase: &str) -> bool {
    let read = [
        "i need support with my refund.",
        "i need support",
        "support, need i",
        "refunds are not re-funded here & now",
        "返金をお願いします",
        "don't refund me",
        "",
        "link",
        "über need support",
    ];
    let index = BODIES.iter().position(|body| *body == html).expect("one of the bodies");
    let (found, phrase) = (read[index], phrase.to_lowercase());
    match operator {
        Operator::Contains | Operator::NotContains => found.contains(&phrase),
        Operator::StartsWith => found.starts_with(&phrase),
        Operator::EndsWith => found.ends_with(&phrase),
        // Whole words: with a space put around every other character, the phrase must stand between spaces.
        _ => {
            let apart = |text: &str| -> String {
                text.chars().flat_map(|c| if c.is_alphanumeric() { vec![c] } else { vec![' ', c, ' '] }).collect()
            };
            format!(" {} ", apart(found)).contains(&format!(" {} ", apart(&phrase)))
        }
    }
}
