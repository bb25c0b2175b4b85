//! A part of a conversation, its author and its files.

use serde_json::{Map, Value};

use super::{
    Directory, Object,
    conversation::{named_object, with_name},
    object,
};
use crate::{
    intercom::conversation::{Attachment, Author, Part, Reference},
    tools::fit::cut,
};

/// Characters of an id that are shown.
const ID: usize = 100;

/// What kind of step a part is, as far as one can ask to leave it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something said to the contact, or by them.
    Message,
    /// Something said among teammates (`note`, `note_and_reopen`, …): the contact never sees it.
    Note,
    /// Something a bot or an AI agent said.
    Bot,
    /// Something that happened, without words: an assignment, a state change.
    Event,
}

/// What kind of step a part is.
pub fn step(part: &Part) -> Step {
    let is_bot = part.author.as_ref().is_some_and(|author| {
        author.from_ai_agent || author.is_ai_answer || matches!(author.kind.as_deref(), Some("bot" | "operator"))
    });
    let is_empty = part.body.as_deref().is_none_or(|body| body.trim().is_empty()) && part.attachments.is_empty();
    if part.part_type.as_deref().is_some_and(|kind| kind.starts_with("note")) {
        Step::Note
    } else if is_empty && !part.redacted {
        Step::Event
    } else if is_bot {
        Step::Bot
    } else {
        Step::Message
    }
}

/// A part without its body and its files.
pub fn part_fields(part: &Part, directory: &Directory) -> Map<String, Value> {
    let assigned_to = part.assigned_to.as_ref().filter(|to| to.id.is_some());
    // An edit is worth a word, the moment at which the part was stored twice is not.
    let updated_at =
        part.updated_at.filter(|updated| part.created_at.is_some_and(|created| updated.saturating_sub(created) > 60));
    let mut fields = Map::new();
    // It is always there, as the schema says; cut where it is none of Intercom's.
    fields.insert("id".to_owned(), Value::String(cut(&part.id, ID)));
    let others = Object::default()
        .with("part_type", part.part_type.as_deref())
        .with("internal_note", (step(part) == Step::Note).then_some(true))
        .with_time("created_at", part.created_at)
        .with_time("updated_at", updated_at)
        .with("author", part.author.as_ref().map(|who| author(who, directory)))
        .with("assigned_to", assigned_to.map(|to| reference(to, directory)))
        .with("redacted", part.redacted.then_some(true))
        .with_list("tags", part.tags.iter().map(named_object))
        .with("event_details", object::fields(&part.event_details))
        .with("email_message_metadata", part.email_message_metadata.as_ref().map(super::mail::metadata))
        .with("metadata", object::fields(&part.metadata));
    fields.extend(others.into_map());
    fields
}

/// `{type, id, name, email}`; whether an AI agent speaks is said only if one does.
pub(super) fn author(author: &Author, directory: &Directory) -> Object {
    let known = author.id.as_deref().and_then(|id| match author.kind.as_deref() {
        Some("admin") => directory.admins.get(id).map(String::as_str),
        Some("team") => directory.teams.get(id).map(String::as_str),
        _ => directory.people.get(id).and_then(|person| person.name.as_deref()),
    });
    // A teammate's address says nothing that the name does not.
    let is_contact = matches!(author.kind.as_deref(), Some("user" | "lead" | "contact"));
    Object::default()
        .with("type", author.kind.as_deref())
        .with("id", author.id.as_deref())
        .with("name", author.name.as_deref().or(known))
        .with("email", author.email.as_deref().filter(|_| is_contact || (author.name.is_none() && known.is_none())))
        .with("from_ai_agent", (author.from_ai_agent || author.is_ai_answer).then_some(true))
}

/// `{type, id, name}` of somebody who is only referred to.
pub(super) fn reference(to: &Reference, directory: &Directory) -> Object {
    let Some(id) = to.id.as_deref() else { return Object::default() };
    let name = match to.kind.as_deref() {
        Some("team") => directory.teams.get(id).cloned(),
        Some("contact" | "user" | "lead") => directory.people.get(id).and_then(|person| person.name.clone()),
        _ => {
            with_name(id, &directory.admins).into_map().remove("name").and_then(|name| name.as_str().map(str::to_owned))
        }
    };
    Object::default().with("type", to.kind.as_deref()).with("id", id).with("name", name)
}

/// `{name, url, content_type, filesize}`.
pub fn attachment(file: &Attachment) -> Object {
    Object::default()
        .with("name", file.name.as_deref())
        .with("url", file.url.as_deref())
        .with("content_type", file.content_type.as_deref())
        .with("filesize", file.filesize)
}
