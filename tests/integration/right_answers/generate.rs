//! Queries made from the data: pick an object, pick fields of it, pick operators, sometimes miss on purpose.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Value, json};

/// `key:operator:value`, as it stands in the query.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) key: String,
    pub(super) operator: String,
    pub(super) value: String,
}

impl Condition {
    pub(super) fn new(key: &str, operator: &str, value: &str) -> Self {
        Self { key: key.to_owned(), operator: operator.to_owned(), value: value.to_owned() }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Quotes would make strings of attributes' numbers and dates.
        if self.operator == "in" || self.operator == "nin" || self.key.starts_with("custom_attributes.") {
            return write!(formatter, "{}:{}:{}", self.key, self.operator, self.value);
        }
        write!(formatter, "{}:{}:\"{}\"", self.key, self.operator, self.value)
    }
}

/// A small generator with a seed: the same queries every time.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

const CONVERSATION_STRINGS: &[(&str, &str)] = &[
    ("source_author_name", "/source/author/name"),
    ("source_author_email", "/source/author/email"),
    ("source_subject", "/source/subject"),
];
const CONVERSATION_NUMBERS: &[(&str, &str)] = &[
    ("statistics_time_to_admin_reply", "/statistics/time_to_admin_reply"),
    ("statistics_time_to_assignment", "/statistics/time_to_assignment"),
    ("statistics_time_to_first_close", "/statistics/time_to_first_close"),
    ("statistics_count_conversation_parts", "/statistics/count_conversation_parts"),
];

/// One to three conditions, all taken from the same conversation.
pub(super) fn conversation_conditions(random: &mut Random, all: &[Value], now: Timestamp) -> Vec<Condition> {
    let object = random.pick(all).clone();
    (0..=random.below(3)).filter_map(|_| conversation_condition(random, all, &object, now)).collect()
}

fn conversation_condition(random: &mut Random, all: &[Value], object: &Value, now: Timestamp) -> Option<Condition> {
    match random.below(14) {
        0 => Some(choice(random, "state", &["open", "closed", "snoozed"])),
        1 => Some(choice(random, "source_type", &["email", "conversation", "whatsapp", "phone_call"])),
        2 => Some(choice(random, "priority", &["none", "low", "medium", "high", "urgent"])),
        3 => {
            let key = random.word(&["open", "read", "ai_agent_participated"]);
            Some(Condition::new(key, "eq", random.word(&["true", "false"])))
        }
        4 => Some(Condition::new("admin_assignee_id", "exists", random.word(&["true", "false"]))),
        5 => {
            let id = object["team_assignee_id"].as_u64().filter(|id| *id != 0)?;
            Some(Condition::new("team_assignee_id", random.word(&["eq", "neq"]), &id.to_string()))
        }
        6 => {
            let id = object.pointer("/contacts/contacts/0/id")?.as_str()?;
            Some(Condition::new("contact_ids", random.word(&["eq", "in"]), id))
        }
        7 => {
            let count = *random.pick(&[2_usize, 16, 40]);
            let ids: Vec<&str> = (0..count).filter_map(|_| random.pick(all)["id"].as_str()).collect();
            Some(Condition::new("id", random.word(&["in", "nin"]), &ids.join(",")))
        }
        8 | 9 => {
            let key = random.word(&["created_at", "updated_at"]);
            Some(date(random, key, object, now))
        }
        10 => {
            let (key, pointer) = *random.pick(CONVERSATION_NUMBERS);
            number(random, key, object.pointer(pointer)?)
        }
        11 => {
            let (key, pointer) = *random.pick(CONVERSATION_STRINGS);
            string(random, key, object.pointer(pointer)?.as_str()?)
        }
        _ => body(random, object),
    }
}

const CONTACT_DATES: &[&str] = &["created_at", "updated_at", "last_seen_at", "signed_up_at", "last_replied_at"];
const CONTACT_STRINGS: &[(&str, &str)] = &[
    ("name", "/name"),
    ("email", "/email"),
    ("phone", "/phone"),
    ("location_country", "/location/country"),
    ("location_city", "/location/city"),
    ("browser", "/browser"),
    ("external_id", "/external_id"),
];

/// One to three conditions, all taken from the same contact.
pub(super) fn contact_conditions(random: &mut Random, all: &[Value], now: Timestamp) -> Vec<Condition> {
    let object = random.pick(all).clone();
    let mut conditions: Vec<Condition> =
        (0..=random.below(3)).filter_map(|_| contact_condition(random, all, &object, now)).collect();
    if conditions.is_empty() {
        conditions.push(Condition::new("role", "eq", "user"));
    }
    conditions
}

fn contact_condition(random: &mut Random, all: &[Value], object: &Value, now: Timestamp) -> Option<Condition> {
    match random.below(11) {
        9 => {
            let key = "custom_attributes.renewal_at";
            Some(date(random, key, &json!({key: object.pointer("/custom_attributes/renewal_at")?}), now))
        }
        10 => number(random, "custom_attributes.bikes_managed", object.pointer("/custom_attributes/bikes_managed")?),
        0 => Some(choice(random, "role", &["user", "lead"])),
        1 => Some(Condition::new(random.word(&["phone", "name", "email"]), "exists", random.word(&["true", "false"]))),
        2..=4 => {
            let key = random.word(CONTACT_DATES);
            Some(date(random, key, object, now))
        }
        5 => {
            let domain = object["email"].as_str()?.split_once('@')?.1.to_owned();
            Some(Condition::new("email_domain", "eq", &domain))
        }
        6 => {
            let ids: Vec<&str> = (0..20).filter_map(|_| random.pick(all)["id"].as_str()).collect();
            Some(Condition::new("id", random.word(&["in", "nin"]), &ids.join(",")))
        }
        _ => {
            let (key, pointer) = *random.pick(CONTACT_STRINGS);
            string(random, key, object.pointer(pointer)?.as_str()?)
        }
    }
}

fn choice(random: &mut Random, key: &str, values: &[&str]) -> Condition {
    let value = random.word(values);
    match random.below(3) {
        0 => Condition::new(key, "neq", value),
        1 => Condition::new(key, "in", &format!("{value},{}", random.word(values))),
        _ => Condition::new(key, "eq", value),
    }
}

/// A bound at, just before or just after a moment of the data; as seconds, a day, RFC 3339 or relative.
fn date(random: &mut Random, key: &str, object: &Value, now: Timestamp) -> Condition {
    let moment = object[key].as_i64().unwrap_or(now.as_second() - 86_400) + random.below(3) as i64 - 1;
    let moment = Timestamp::from_second(moment).unwrap();
    let operator = random.word(&["gt", "gte", "lt", "lte", "eq"]);
    match random.below(4) {
        0 => Condition::new(key, operator, &moment.as_second().to_string()),
        1 => Condition::new(key, operator, &moment.to_string()),
        2 if operator != "eq" => Condition::new(key, operator, random.word(&["7d", "36h", "3w", "90d", "1d"])),
        _ => Condition::new(key, operator, &moment.strftime("%Y-%m-%d").to_string()),
    }
}

fn number(random: &mut Random, key: &str, value: &Value) -> Option<Condition> {
    let value = value.as_i64()? + random.below(3) as i64 - 1;
    Some(Condition::new(key, random.word(&["gt", "gte", "lt", "lte", "eq"]), &value.max(1).to_string()))
}

fn string(random: &mut Random, key: &str, value: &str) -> Option<Condition> {
    let characters: Vec<char> = value.chars().filter(|character| *character != '"' && *character != '\\').collect();
    if characters.len() < 4 || characters.len() != value.chars().count() {
        return None;
    }
    let part = |from: usize, to: usize| characters[from..to].iter().collect::<String>().trim().to_owned();
    let length = characters.len();
    let (operator, value) = match random.below(6) {
        0 => ("contains", part(length / 4, length - length / 4)),
        1 => ("not_contains", part(1, 4)),
        2 => ("starts_with", part(0, length / 2)),
        3 => ("ends_with", part(length / 2, length)),
        4 => ("neq", part(0, length)),
        _ => ("eq", part(0, length)),
    };
    (!value.is_empty()).then(|| Condition::new(key, operator, &value))
}

/// A word, part of a word, or a phrase of two or three words of the first paragraph.
fn body(random: &mut Random, object: &Value) -> Option<Condition> {
    let text = super::meaning::visible_text(object.pointer("/source/body")?.as_str()?);
    let words: Vec<&str> = text.split(' ').filter(|word| word.chars().all(char::is_alphabetic)).collect();
    if words.is_empty() {
        return None;
    }
    let word = *random.pick(&words);
    let middle: String = word.chars().skip(1).take(4).collect();
    let all: Vec<&str> = text.split(' ').collect();
    let start = random.below(all.len());
    let phrase = all[start..all.len().min(start + 2 + random.below(2))].join(" ").replace(['"', '\\'], "");
    match random.below(6) {
        0 => Some(Condition::new("source_body", "eq", word)),
        1 if !middle.is_empty() => Some(Condition::new("source_body", "contains", &middle)),
        2 => Some(Condition::new("source_body", "not_contains", word)),
        3 | 4 if phrase.trim().len() > 3 => Some(Condition::new("source_body", "contains", phrase.trim())),
        _ => Some(Condition::new("source_body", "contains", word)),
    }
}
