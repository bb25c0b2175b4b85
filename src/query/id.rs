//! Identifiers, checked by the form that Intercom gives them, so that a name in place of an id is an error and
//! not a search that finds nothing.

use super::{Error, field::IdOf, subject::Subject};

/// Reads an id, without the prefix that our own results put before it.
pub(super) fn read<'a>(subject: &Subject<'_>, text: &'a str, of: IdOf) -> Result<&'a str, Error> {
    let prefix = match of {
        IdOf::Contact => "contact_",
        IdOf::Conversation => "conversation_",
        IdOf::Message | IdOf::Segment | IdOf::Tag | IdOf::Teammate => "",
    };
    let id = text.strip_prefix(prefix).unwrap_or(text);
    if fits(id, of) {
        return Ok(id);
    }
    let (form, next_step) = match of {
        IdOf::Contact => {
            ("ids of contacts, 24 hexadecimal digits or a UUID", "`search_contacts` finds ids by name or email")
        }
        IdOf::Conversation => ("ids of conversations, which are digits", "take it from a result of a search"),
        IdOf::Message => ("ids", "every conversation that is read has the id of its first message"),
        IdOf::Segment => ("ids of segments, 24 hexadecimal digits", "`search_contacts` takes `segment_id` by name"),
        IdOf::Tag => {
            ("ids of tags, which are digits", "`search_conversations` and `search_contacts` take tags by name")
        }
        IdOf::Teammate => (
            "ids of teammates, which are digits",
            "results show teammates with their ids; `search_contacts` takes `owner_id` by name",
        ),
    };
    let error = Error::new(format!("`{subject}` takes {form}; found `{text}`"));
    if text.contains(',') && text.split(',').all(|id| fits(id.strip_prefix(prefix).unwrap_or(id), of)) {
        return Err(error.hint(subject.write_list(text)));
    }
    Err(error.hint(next_step))
}

fn fits(id: &str, of: IdOf) -> bool {
    match of {
        IdOf::Conversation | IdOf::Tag | IdOf::Teammate => is_digits(id),
        // Digits alone are ids of teammates who wrote, and of test data.
        IdOf::Contact | IdOf::Segment => {
            let is_alike = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            is_digits(id) || ((6..=64).contains(&id.len()) && is_alike && id.bytes().any(|byte| byte.is_ascii_digit()))
        }
        IdOf::Message => {
            let fits = |c: char| c.is_ascii_alphanumeric() || "-_.:@<>=+".contains(c);
            !id.is_empty() && id.chars().all(fits)
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads the id of a teammate or a team, a number at Intercom; 0 is nobody.
pub(super) fn read_assignee(subject: &Subject<'_>, text: &str) -> Result<i64, Error> {
    if let Some(id) = is_digits(text).then(|| text.parse().ok()).flatten().filter(|id: &i64| *id < 1 << 53) {
        return Ok(id);
    }
    let error = Error::new(format!("`{subject}` takes a numeric id; found `{text}`"));
    let unassigned = subject.write_unassigned();
    Err(match text.to_ascii_lowercase().as_str() {
        "none" | "null" | "unassigned" | "nobody" => error.hint(format!("use {unassigned}")),
        _ if text.contains(',') && text.split(',').all(is_digits) => error.hint(subject.write_list(text)),
        _ => error
            .hint(format!("`search_conversations` takes `{subject}` by name; {unassigned} finds what is unassigned")),
    })
}
