//! The JSON of Intercom's objects, field by field as the OpenAPI description of 2.16 has them.
//!
//! Where the description gives a type that cannot be null and there is no value, the field is left out.

mod contact;
mod conversation;
mod part;
mod workspace;

use std::borrow::Cow;

use serde_json::{Map, Value, json};

pub(super) use self::{
    contact::{contact, contact_note, contact_tag},
    conversation::{conversation, old_priority, old_resolution_state},
    part::part,
    workspace::{admin, company, data_attributes, me, segment, tag, team},
};
use super::model::{Attachment, Author, Contact, State, Workspace};

/// SDK versions that every phone of every contact has.
pub(super) const IOS_SDK_VERSION: &str = "17.3.0";
/// See [`IOS_SDK_VERSION`].
pub(super) const ANDROID_SDK_VERSION: &str = "15.11.2";

/// Who wrote something.
pub(super) struct Person<'a> {
    /// `admin`, `bot`, `user` or `lead`.
    pub(super) kind: &'static str,
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) name: Option<Cow<'a, str>>,
    pub(super) email: Option<Cow<'a, str>>,
    /// Whether it is Fin.
    pub(super) ai_agent: bool,
}

/// The person behind an author.
pub(super) fn person<'a>(workspace: &'a Workspace, author: &Author) -> Person<'a> {
    match author {
        Author::Contact(index) => {
            let contact = &workspace.contacts[*index];
            Person {
                kind: contact.role,
                id: Some(Cow::Borrowed(&contact.id)),
                name: contact.name.as_deref().map(Cow::Borrowed),
                email: contact.email.as_deref().map(Cow::Borrowed),
                ai_agent: false,
            }
        }
        Author::Admin(index) => {
            let admin = &workspace.admins[*index];
            Person {
                kind: "admin",
                id: Some(Cow::Owned(admin.id.to_string())),
                name: Some(Cow::Borrowed(&admin.name)),
                email: Some(Cow::Borrowed(&admin.email)),
                ai_agent: false,
            }
        }
        Author::Bot => operator(workspace, "Operator", false),
        Author::Fin => operator(workspace, "Fin", true),
    }
}

fn operator<'a>(workspace: &Workspace, name: &'static str, ai_agent: bool) -> Person<'a> {
    // Intercom gives every workspace one Operator, made before its first teammate.
    let id = workspace.admins.iter().map(|admin| admin.id).min().unwrap_or(1).saturating_sub(1);
    Person {
        kind: "bot",
        id: Some(Cow::Owned(id.to_string())),
        name: Some(Cow::Borrowed(name)),
        email: Some(Cow::Owned(format!("operator+{}@intercom.io", workspace.id_code))),
        ai_agent,
    }
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Closed => "closed",
        State::Snoozed => "snoozed",
    }
}

/// `open` of a conversation: a snoozed one is still open (assumed).
pub(super) fn is_open(state: State) -> bool {
    state != State::Closed
}

/// What follows the `@` of a contact's address.
pub(super) fn email_domain(contact: &Contact) -> Option<&str> {
    contact.email.as_deref()?.rsplit_once('@').map(|(_, domain)| domain)
}

fn attachment(attachment: &Attachment) -> Value {
    let mut value = json!({
        "type": "upload",
        "name": attachment.name,
        "url": attachment.url,
        "content_type": attachment.content_type,
        "filesize": attachment.filesize,
    });
    set(&mut value, "width", attachment.width);
    set(&mut value, "height", attachment.height);
    value
}

/// Sets a field that cannot be null, if there is a value.
fn set(object: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object[key] = value.into();
    }
}

/// Attributes whose values the description says are strings.
fn string_attributes(attributes: &Map<String, Value>) -> Map<String, Value> {
    let string = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    attributes
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), string(value).into()))
        .collect()
}
