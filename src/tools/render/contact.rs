//! A contact in full, and what belongs to one.

use serde_json::{Map, Value};

use super::{
    Directory, Object, conversation, html,
    object::{attributes, fields},
};
use crate::{
    compute::Stop,
    intercom::{
        Person,
        contact::{Contact, Note},
    },
};

/// How many an embedded list has; nothing for none.
pub fn total(list: Option<&crate::intercom::contact::Embedded>) -> Option<i64> {
    list.map(|list| list.total_count.unwrap_or(list.data.len() as i64)).filter(|total| *total > 0)
}

/// Fields of Intercom's that repeat others, or say nothing to a reader.
const LEFT_OUT: [&str; 8] = [
    "type",
    "avatar",
    "social_profiles",
    "opted_out_subscription_types",
    "opted_in_subscription_types",
    "merge_history",
    "enabled_push_messaging",
    "formatted_phone",
];

/// All that is said of a contact but the lists that belong to it. Not bounded: `fit` does that.
pub fn contact_fields(contact: &Contact, directory: &Directory) -> Map<String, Value> {
    let mut head = Object::default()
        .with("id", contact.id.as_str())
        .with("url", directory.links.contact(&contact.id))
        .with("role", contact.role.as_deref())
        .with("name", contact.name.as_deref())
        .with("email", contact.email.as_deref())
        .with("phone", contact.phone.as_deref())
        .with("external_id", contact.external_id.as_deref())
        .with("owner", contact.owner_id.as_deref().map(|id| conversation::with_name(id, &directory.admins)))
        .with("location", fields(&contact.location))
        .with("workspace_id", contact.workspace_id.as_deref());
    let kept = |key: &str| !LEFT_OUT.contains(&key);
    for (key, value) in fields(&contact.other).into_map().into_iter().filter(|(key, _)| kept(key)) {
        head = head.with(&key, value);
    }
    head.with("custom_attributes", attributes(&contact.custom_attributes)).into_map()
}

/// `{id, url, name, email}` of a contact who takes part in a conversation.
pub(super) fn person(id: &str, person: Option<&Person>, directory: &Directory) -> Object {
    Object::default()
        .with("id", id)
        .with("url", directory.links.contact(id))
        .with("name", person.and_then(|person| person.name.as_deref()))
        .with("email", person.and_then(|person| person.email.as_deref()))
}

/// `{id, created_at, author, body_hidden, body}`. The body ends early once `stop` is set.
pub fn note(note: &Note, directory: &Directory, stop: &Stop) -> Object {
    let body = html::markdown_until(note.body.as_deref().unwrap_or_default(), stop);
    Object::default()
        .with("id", note.id.as_str())
        .with_time("created_at", note.created_at)
        .with("author", note.author.as_ref().map(|who| super::part::author(who, directory)))
        .with("body_hidden", body.note())
        .with("body", body.text)
}
