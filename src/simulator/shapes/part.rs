//! Schema `conversation_part`.

use serde_json::{Value, json};

use super::{attachment, person, set, state};
use crate::simulator::{
    html,
    model::{Part, Workspace},
};

/// A part. With `plaintext`, its body is text instead of HTML.
pub(in crate::simulator) fn part(workspace: &Workspace, part: &Part, plaintext: bool) -> Value {
    let text = |html: &String| if plaintext { html::text(html, true) } else { html.clone() };
    let by = person(workspace, &part.author);
    let mut author = json!({ "type": by.kind, "id": by.id, "name": by.name });
    set(&mut author, "email", by.email);
    author["from_ai_agent"] = by.ai_agent.into();
    author["is_ai_answer"] = part.is_ai_answer.into();
    let tags = part.tags.iter().map(|index| &workspace.tags[*index]);
    let tags: Vec<Value> = tags.map(|tag| json!({ "type": "tag", "id": tag.id, "name": tag.name })).collect();
    json!({
        "type": "conversation_part",
        "id": part.id.to_string(),
        "part_type": part.part_type,
        "body": part.body.as_ref().map(text),
        "created_at": part.created_at,
        "updated_at": part.created_at,
        "notified_at": part.created_at,
        "assigned_to": part.assigned_to.map(|(kind, id)| json!({ "type": kind, "id": id.to_string() })),
        "author": author,
        "attachments": part.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "external_id": null,
        "redacted": part.redacted,
        "email_message_metadata": null,
        "metadata": null,
        "state": state(part.state),
        "tags": tags,
        "event_details": part.event_details,
        "app_package_code": null,
    })
}
