//! A conversation in full, beside its parts.

use serde_json::{Map, Value};

use super::{
    Directory, Object, contact, html, mail,
    object::{attributes, cleaned, fields, typed_fields},
    part::{author, reference},
    title::conversation_title,
};
use crate::{
    compute::Stop,
    intercom::conversation::{Conversation, LinkedObject, Named, Rating, Source},
};

/// All that is said of a conversation but the body and the files of its source, and its parts. Not bounded: `fit` does that.
/// It ends early, with whatever there is, once `stop` is set.
pub fn conversation_fields(conversation: &Conversation, directory: &Directory, stop: &Stop) -> Map<String, Value> {
    let assignee = |id: Option<&str>, names| id.map(|id| with_name(id, names));
    let company = conversation
        .company
        .as_ref()
        .map(|company| named_object(company).with("url", directory.links.company(&company.id)));
    let people = conversation.contacts.iter().map(|reference| {
        let person = directory.people.get(&reference.id);
        contact::person(&reference.id, person, directory).with("external_id", reference.external_id.as_deref())
    });
    let external = conversation.external_references.iter().map(|record| reference(record, directory));
    Object::default()
        .with("id", conversation.id.as_str())
        .with("url", directory.links.conversation(&conversation.id))
        .with("title", conversation_title(conversation))
        .with("state", conversation.state.as_deref())
        .with("open", conversation.open)
        .with("read", conversation.read)
        .with("priority", conversation.priority.as_deref())
        .with_time("created_at", conversation.created_at)
        .with_time("updated_at", conversation.updated_at)
        .with_time("waiting_since", conversation.waiting_since)
        .with_time("snoozed_until", conversation.snoozed_until)
        .with("admin_assignee", assignee(conversation.admin_assignee_id.as_deref(), &directory.admins))
        .with("team_assignee", assignee(conversation.team_assignee_id.as_deref(), &directory.teams))
        .with("company", company)
        .with_list("contacts", people)
        .with_list("tags", conversation.tags.iter().map(named_object))
        .with("source", conversation.source.as_ref().map(|source| source_fields(source, directory, stop)))
        .with("conversation_rating", conversation.conversation_rating.as_ref().map(|rating| rated(rating, directory)))
        .with("sla_applied", fields(&conversation.sla_applied))
        .with("ai_agent_participated", conversation.ai_agent_participated.then_some(true))
        .with("ai_agent", fields(&conversation.ai_agent))
        .with("sales_agent_participated", conversation.sales_agent_participated.then_some(true))
        .with("sales_agent", fields(&conversation.sales_agent))
        .with("first_contact_reply", typed_fields(&conversation.first_contact_reply))
        .with("channel", fields(&conversation.channel))
        .with("statistics", statistics(conversation, directory))
        .with("custom_attributes", attributes(&conversation.custom_attributes))
        .with_list("linked_objects", conversation.linked_objects.iter().map(|linked| link(linked, directory)))
        .with("ticket", typed_fields(&conversation.ticket))
        .with("topics", cleaned(&Value::Object(conversation.topics.clone())))
        .with_list("external_references", external)
        .with_list("teammates", conversation.teammates.iter().map(|teammate| reference(teammate, directory)))
        .into_map()
}

/// Durations, moments and counts; who closed it last has a name beside the id.
fn statistics(conversation: &Conversation, directory: &Directory) -> Object {
    let closed_by = last_closed_by(conversation).filter(|id| directory.admins.contains_key(id));
    fields(&conversation.statistics).with("last_closed_by", closed_by.map(|id| with_name(&id, &directory.admins)))
}

/// Id of the teammate who closed it last.
pub(super) fn last_closed_by(conversation: &Conversation) -> Option<String> {
    match conversation.statistics.get("last_closed_by_id")? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// `{id, name}`.
pub fn named_object(named: &Named) -> Object {
    Object::default().with("id", named.id.as_str()).with("name", named.name.as_deref())
}

/// `{id, name}` of an id, the name where it is known.
pub(super) fn with_name(id: &str, names: &std::collections::HashMap<String, String>) -> Object {
    Object::default().with("id", id).with("name", names.get(id).map(String::as_str))
}

fn source_fields(source: &Source, directory: &Directory, stop: &Stop) -> Object {
    Object::default()
        .with("type", source.kind.as_deref())
        .with("id", source.id.as_deref())
        .with("delivered_as", source.delivered_as.as_deref())
        .with("subject", source.subject.as_deref().map(|subject| html::line_until(subject, stop)))
        .with("author", source.author.as_ref().map(|who| author(who, directory)))
        .with("url", source.url.as_deref())
        .with("redacted", source.redacted.then_some(true))
        .with_list("recipients", source.recipients.iter().map(mail::recipient))
        .with_list("reply_to", source.reply_to.iter().map(mail::reply_to))
        .with("email_message_metadata", source.email_message_metadata.as_ref().map(mail::metadata))
}

fn rated(rating: &Rating, directory: &Directory) -> Object {
    Object::default()
        .with("rating", rating.rating)
        .with("remark", rating.remark.as_deref())
        .with_time("created_at", rating.created_at)
        .with("teammate", rating.teammate.as_ref().map(|teammate| reference(teammate, directory)))
        .with("contact", rating.contact.as_ref().map(|contact| reference(contact, directory)))
}

fn link(linked: &LinkedObject, directory: &Directory) -> Object {
    let url = (linked.kind.as_deref() == Some("conversation")).then(|| directory.links.conversation(&linked.id));
    Object::default()
        .with("type", linked.kind.as_deref())
        .with("id", linked.id.as_str())
        .with("category", linked.category.as_deref())
        .with("url", url)
}
