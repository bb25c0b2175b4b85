//! A conversation as an item of a list: what it takes to choose one.

use std::collections::HashMap;

use super::{
    Directory, Listing, Object,
    object::{attributes, fields, time},
    title::{EXCERPT, TITLE, after, brief, given_title},
};
use crate::{
    intercom::conversation::{Author, ContactReference, Conversation, Named, Source},
    tools::fit::{cut, cut_words, size},
};

/// Tags of a conversation, at most.
const TAGS: usize = 10;
/// Contacts, where nothing else says who the customer is.
const CONTACTS: usize = 5;
/// Seconds within which a change says no more than the beginning does.
const WEEK: i64 = 604_800;
/// Bytes of an item's JSON without its addresses, about: what the other fields leave of them, the body gets. Words
/// take a token for four bytes, everything else one for three; hence `4 / 3` below.
const ITEM: usize = 200;
/// Items of a list in which each has just [`ITEM`].
const FULL: usize = 20;
/// Characters of a body, if there are so many, whatever else the item says.
const SHORTEST: usize = 40;

/// A conversation in a list. Twenty fit in 3,000 tokens with all that is around them, so it leaves out what other
/// fields imply (`open` by `state`, priority `none`, a title that the body begins with, an `updated_at` of a closed
/// or a waiting conversation or within a week), and the more it says, the less it quotes of the body: at most
/// [`EXCERPT`] characters. All else is in `get_conversation`.
///
/// In a shorter list each item has more room.
pub fn conversation_item(conversation: &Conversation, directory: &Directory, listing: &Listing<'_>) -> Object {
    let url = directory.links.conversation(&conversation.id);
    let address = conversation.id.len() + url.len();
    let source = conversation.source.as_ref();
    let read = source.map(brief).unwrap_or_default();
    let (note, body) = (read.note(), read.text);
    let item = Object::default()
        .with("id", conversation.id.as_str())
        .with("url", url)
        .with("title", given_title(conversation).filter(|title| after(title, &body).is_none()))
        .with("state", conversation.state.as_deref())
        .with("priority", priority(conversation));
    let item = with_people(with_times(item, conversation), conversation, directory);
    let item = listing.shown.iter().fold(item, |item, path| with_shown(item, conversation, path));
    let said = size(&item.clone().into()).saturating_sub(address);
    let room = ITEM * FULL / listing.items.clamp(1, FULL);
    let body = cut_words(&body, (room.saturating_sub(said) * 4 / 3).clamp(SHORTEST, EXCERPT));
    item.with("source", source.map(|source| source_item(source, &body).with("body_hidden", note)))
}

fn with_times(item: Object, conversation: &Conversation) -> Object {
    let (is_closed, is_snoozed) = match conversation.state.as_deref() {
        Some(state) => (state == "closed", state == "snoozed"),
        None => (false, false),
    };
    let waiting_since = conversation.waiting_since.filter(|_| !is_closed);
    let week_after = conversation.created_at.unwrap_or(i64::MIN).saturating_add(WEEK);
    let is_worth_saying = |at: &i64| !is_closed && waiting_since.is_none() && *at > week_after;
    item.with_time("created_at", conversation.created_at)
        .with_time("updated_at", conversation.updated_at.filter(is_worth_saying))
        .with_time("waiting_since", waiting_since)
        .with_time("snoozed_until", conversation.snoozed_until.filter(|_| is_snoozed))
}

/// Who has it, what it is tagged, and who the customer is where the source does not say.
fn with_people(item: Object, conversation: &Conversation, directory: &Directory) -> Object {
    let assignee = |id: &Option<String>, names: &HashMap<String, String>| {
        let id = id.as_deref()?;
        Some(Object::default().with("id", id).with("name", names.get(id).map(|name| cut(name, TITLE))))
    };
    let item = item
        .with("admin_assignee", assignee(&conversation.admin_assignee_id, &directory.admins))
        .with("team_assignee", assignee(&conversation.team_assignee_id, &directory.teams))
        .with_first(TAGS, "tags", conversation.tags.iter().map(name_or_id));
    let author = conversation.source.as_ref().and_then(|source| source.author.as_ref());
    if author.is_some_and(is_known_contact) {
        return item;
    }
    item.with_first(CONTACTS, "contacts", conversation.contacts.iter().map(|contact| customer(contact, directory)))
}

fn source_item(source: &Source, body: &str) -> Object {
    let author = source.author.as_ref().map(|author| {
        // The address tells who it is where there is no name.
        let email = author.email.as_deref().filter(|_| author.name.is_none());
        Object::default()
            .with("type", author.kind.as_deref().filter(|_| !is_contact(author)))
            .with("name", author.name.as_deref().map(|name| cut(name, TITLE)))
            .with("email", email)
    });
    Object::default().with("type", source.kind.as_deref()).with("author", author).with("body", body)
}

fn is_contact(author: &Author) -> bool {
    matches!(author.kind.as_deref(), Some("user" | "lead" | "contact"))
}

/// Whether the author tells who the customer is.
fn is_known_contact(author: &Author) -> bool {
    is_contact(author) && (author.name.is_some() || author.email.is_some())
}

/// `{id, name}`; the name where another conversation of the list has told it.
fn customer(contact: &ContactReference, directory: &Directory) -> Object {
    let name = directory.people.get(&contact.id).and_then(|person| person.name.as_deref());
    Object::default().with("id", contact.id.as_str()).with("name", name.map(|name| cut(name, TITLE)))
}

fn name_or_id(tag: &Named) -> Object {
    match &tag.name {
        Some(name) => Object::default().with("name", cut(name, TITLE)),
        None => Object::default().with("id", tag.id.as_str()),
    }
}

fn priority(conversation: &Conversation) -> Option<&str> {
    conversation.priority.as_deref().filter(|priority| !matches!(*priority, "none" | "not_priority"))
}

/// Adds the field at a dotted path, in the form and at the place that it has in `get_conversation`.
fn with_shown(item: Object, conversation: &Conversation, path: &str) -> Object {
    let Some((group, name)) = path.split_once('.') else {
        let moment = match path {
            "created_at" => conversation.created_at,
            "updated_at" => conversation.updated_at,
            "waiting_since" => conversation.waiting_since,
            "snoozed_until" => conversation.snoozed_until,
            _ => None,
        };
        return item.with_time(path, moment);
    };
    let field = |fields: Object| fields.into_map().remove(name);
    match group {
        "statistics" => item.within_item(group, name, field(fields(&conversation.statistics))),
        "ai_agent" => item.within_item(group, name, field(fields(&conversation.ai_agent))),
        "custom_attributes" => item.within_item(group, name, field(attributes(&conversation.custom_attributes))),
        "conversation_rating" => {
            let Some(rating) = &conversation.conversation_rating else { return item };
            match name {
                // The search has names of its own for these.
                "score" | "rating" => item.within(group, "rating", rating.rating),
                "requested_at" | "created_at" => item.within(group, "created_at", rating.created_at.map(time)),
                _ => item,
            }
        }
        _ => item,
    }
}
