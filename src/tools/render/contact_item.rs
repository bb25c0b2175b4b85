//! A contact as an item of a list: who it is, and when they were there last.

use serde_json::Value;

use super::{
    Directory, Object,
    conversation::with_name,
    object::{attributes, fields},
    title::TITLE,
};
use crate::{intercom::contact::Contact, tools::fit::cut};

/// A contact in a list: since when it exists and when it was there last; `signed_up_at` and `last_replied_at` stand
/// in where Intercom does not say that otherwise, and the telephone number for an address. All else is in `get_contact`.
///
/// `shown` names fields that stand there whatever they imply, as they were sorted or filtered by: Intercom's
/// names, dotted (`signed_up_at`, `location.region`, `custom_attributes.Tier`). Unknown ones are ignored.
pub fn contact_item(contact: &Contact, directory: &Directory, shown: &[&str]) -> Object {
    let short = |text: &Option<String>| text.as_deref().map(|text| cut(text, TITLE));
    let place = ["city", "country"].iter().fold(Object::default(), |place, key| {
        place.with(key, contact.location.get(*key).and_then(Value::as_str).map(|text| cut(text, TITLE)))
    });
    let at = |key: &str| contact.other.get(key).and_then(Value::as_i64).filter(|seconds| *seconds != 0);
    let item = Object::default()
        .with("id", contact.id.as_str())
        .with("url", directory.links.contact(&contact.id))
        .with("role", contact.role.as_deref())
        .with("name", short(&contact.name))
        .with("email", short(&contact.email))
        .with("phone", short(&contact.phone).filter(|_| contact.email.is_none() || shown.contains(&"phone")))
        .with("external_id", short(&contact.external_id))
        .with_time("created_at", at("created_at"))
        .with_time("signed_up_at", at("signed_up_at").filter(|_| at("created_at").is_none()))
        .with_time("last_seen_at", at("last_seen_at"))
        .with_time("last_replied_at", at("last_replied_at").filter(|_| at("last_seen_at").is_none()))
        .with("owner", contact.owner_id.as_deref().map(|id| with_name(id, &directory.admins)))
        .with("location", place);
    shown.iter().fold(item, |item, path| with_shown(item, contact, path))
}

/// Adds the field at a dotted path, in the form and at the place that it has in `get_contact`.
fn with_shown(item: Object, contact: &Contact, path: &str) -> Object {
    match path.split_once('.') {
        Some(("location", name)) => {
            item.within_item("location", name, fields(&contact.location).into_map().remove(name))
        }
        Some(("custom_attributes", name)) => {
            let value = attributes(&contact.custom_attributes).into_map().remove(name);
            item.within_item("custom_attributes", name, value)
        }
        Some(_) => item,
        None => match contact.other.get(path) {
            Some(value) if path.ends_with("_at") => item.with_time(path, value.as_i64().filter(|at| *at != 0)),
            Some(Value::String(text)) => item.with(path, cut(text, TITLE)),
            Some(value @ (Value::Bool(_) | Value::Number(_))) => item.with(path, value.clone()),
            _ => item,
        },
    }
}
