//! The `text` of a search result: what one line says of an object, and how its first message begins.

use super::{
    Directory, contact_title, conversation_title, time,
    title::{after, brief},
};
use crate::intercom::{contact::Contact, conversation::Conversation};

/// `open, email, from Jane Doe, 2026-03-17T10:22:00Z, assigned to Mina Park: the first message …`. Where the title
/// is how the message begins, the text goes on from there. `shown` names moments that were asked about.
pub fn conversation_text(conversation: &Conversation, directory: &Directory, shown: &[&str]) -> String {
    let at = |key: &str| match key {
        "updated_at" => conversation.updated_at,
        "waiting_since" => conversation.waiting_since,
        "snoozed_until" => conversation.snoozed_until,
        _ => None,
    };
    let source = conversation.source.as_ref();
    let author = source.and_then(|source| source.author.as_ref());
    let author = author.and_then(|author| author.name.as_deref().or(author.email.as_deref()));
    let assignee = conversation.admin_assignee_id.as_ref().and_then(|id| directory.admins.get(id));
    let team = conversation.team_assignee_id.as_ref().and_then(|id| directory.teams.get(id));
    let facts = vec![
        conversation.state.clone(),
        source.and_then(|source| source.kind.clone()),
        author.map(|author| format!("from {author}")),
        conversation.created_at.map(moment),
        assignee.or(team).map(|name| format!("assigned to {name}")),
    ];
    let facts = with_moments(facts, shown, at);
    let body = source.map(brief).unwrap_or_default();
    let note = body.note().map(|note| format!(" [{note}]")).unwrap_or_default();
    let body = body.text;
    let text = match after(&conversation_title(conversation), &body) {
        Some("" | "…") => sentence(facts, ""),
        Some(rest) => sentence(facts, &format!("…{rest}")),
        None => sentence(facts, &body),
    };
    text + &note
}

/// `user, Jane Doe, jane@example.com, last seen 2026-03-17T10:22:00Z`
pub fn contact_text(contact: &Contact, directory: &Directory, shown: &[&str]) -> String {
    let title = contact_title(contact);
    let at = |key: &str| contact.other.get(key).and_then(serde_json::Value::as_i64).filter(|seconds| *seconds != 0);
    let facts = vec![
        contact.role.clone(),
        contact.email.clone().filter(|email| *email != title),
        contact.phone.clone().filter(|phone| *phone != title),
        at("created_at").map(|seconds| format!("created {}", moment(seconds))),
        at("last_seen_at").map(|seconds| format!("last seen {}", moment(seconds))),
        contact.owner_id.as_ref().and_then(|id| directory.admins.get(id)).map(|name| format!("owner {name}")),
    ];
    let shown: Vec<&str> = shown.iter().copied().filter(|key| !["created_at", "last_seen_at"].contains(key)).collect();
    sentence(with_moments(facts, &shown, at), "")
}

/// Adds the moments that were asked about: `waiting since 2026-03-17T10:22:00Z`.
fn with_moments(
    mut facts: Vec<Option<String>>,
    shown: &[&str],
    at: impl Fn(&str) -> Option<i64>,
) -> Vec<Option<String>> {
    for key in shown {
        let words = key.trim_end_matches("_at").replace('_', " ");
        facts.push(at(key).map(|seconds| format!("{words} {}", moment(seconds))));
    }
    facts.dedup();
    facts
}

fn moment(seconds: i64) -> String {
    time(seconds).as_str().map_or_else(|| seconds.to_string(), str::to_owned)
}

fn sentence(facts: Vec<Option<String>>, body: &str) -> String {
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let facts = crate::tools::fit::cut(&facts.join(", "), 400);
    if body.is_empty() { facts } else { format!("{facts}: {body}") }
}
