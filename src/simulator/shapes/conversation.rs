//! Schemas `conversation` and `conversation_list_item`, and what older versions had instead.

use serde_json::{Value, json};

use super::{attachment, company, is_open, person, set, state};
use crate::simulator::{
    html,
    model::{AiAgent, Conversation, Rating, Workspace},
    version::Version,
};

/// A conversation without its parts. With `plaintext`, body and subject are text instead of HTML.
pub(in crate::simulator) fn conversation(
    workspace: &Workspace,
    conversation: &Conversation,
    company_users: &[i64],
    version: Version,
    plaintext: bool,
) -> Value {
    let mut value = json!({
        "type": "conversation",
        "id": conversation.id.to_string(),
        "title": conversation.title,
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
        "waiting_since": conversation.waiting_since,
        "snoozed_until": conversation.snoozed_until,
        "open": is_open(conversation.state),
        "state": state(conversation.state),
        "read": conversation.read,
        "priority": conversation.priority,
        "admin_assignee_id": conversation.admin_assignee_id,
        "team_assignee_id": conversation.team_assignee_id,
        "company": conversation.company.map(|index| company(workspace, index, company_users)),
        "tags": { "type": "tag.list", "tags": tags(workspace, conversation) },
        "conversation_rating": conversation.rating.as_ref().map(|of| rating(workspace, conversation, of)),
        "source": source(workspace, conversation, plaintext),
        "contacts": { "type": "contact.list", "contacts": contacts(workspace, conversation) },
        "teammates": { "type": "admin.list", "teammates": teammates(workspace, conversation) },
        "custom_attributes": conversation.custom_attributes,
        "first_contact_reply": conversation.first_contact_reply.map(|at| json!({
            "created_at": at,
            "type": conversation.source.kind,
            "url": conversation.source.url,
        })),
        "sla_applied": conversation.sla.map(|(name, status)| json!({
            "type": "conversation_sla_summary",
            "sla_name": name,
            "sla_status": status,
        })),
        "statistics": statistics(workspace, conversation),
        "topics": {},
        "ticket": null,
        "linked_objects": linked_objects(conversation),
        "ai_agent_participated": conversation.ai_agent.is_some(),
        "ai_agent": conversation.ai_agent.as_ref().map(ai_agent),
        "sales_agent_participated": false,
        "sales_agent": null,
        "channel": { "initial": conversation.source.kind, "current": conversation.source.kind },
        "external_references": [],
    });
    if version < Version::V2_16 {
        make_older(&mut value, version);
    }
    value
}

/// `priority` before 2.16, which knew no degrees.
pub(in crate::simulator) fn old_priority(priority: &str) -> &'static str {
    if matches!(priority, "high" | "urgent") { "priority" } else { "not_priority" }
}

/// `ai_agent.resolution_state` before 2.15.
pub(in crate::simulator) fn old_resolution_state(state: &str) -> &str {
    if matches!(state, "assumed_resolution" | "confirmed_resolution") { state } else { "routed_to_team" }
}

fn make_older(value: &mut Value, version: Version) {
    value["priority"] = old_priority(value["priority"].as_str().unwrap_or_default()).into();
    for assignee in ["admin_assignee_id", "team_assignee_id"] {
        if value[assignee] == 0 {
            value[assignee] = Value::Null;
        }
    }
    let Value::Object(fields) = value else { return };
    for newer in ["sales_agent_participated", "sales_agent", "channel", "external_references"] {
        fields.remove(newer);
    }
    if let Some(Value::Object(source)) = fields.get_mut("source") {
        for newer in ["recipients", "reply_to", "email_message_metadata"] {
            source.remove(newer);
        }
    }
    if version < Version::V2_15 {
        fields.remove("company");
        if let Some(Value::String(state)) =
            fields.get_mut("ai_agent").and_then(|agent| agent.get_mut("resolution_state"))
        {
            *state = old_resolution_state(state).to_owned();
        }
    }
}

fn tags(workspace: &Workspace, conversation: &Conversation) -> Vec<Value> {
    let tag = |(index, applied_at, admin): &(usize, i64, usize)| {
        let tag = &workspace.tags[*index];
        json!({
            "type": "tag",
            "id": tag.id,
            "name": tag.name,
            "applied_at": applied_at,
            "applied_by": { "type": "admin", "id": workspace.admins[*admin].id.to_string() },
        })
    };
    conversation.tags.iter().map(tag).collect()
}

fn contacts(workspace: &Workspace, conversation: &Conversation) -> Vec<Value> {
    conversation.contacts.iter().map(|index| contact_reference(workspace, *index)).collect()
}

fn contact_reference(workspace: &Workspace, index: usize) -> Value {
    let contact = &workspace.contacts[index];
    json!({ "type": "contact", "id": contact.id, "external_id": contact.external_id })
}

fn teammates(workspace: &Workspace, conversation: &Conversation) -> Vec<Value> {
    let teammate = |index: &usize| json!({ "type": "admin", "id": workspace.admins[*index].id.to_string() });
    conversation.teammates.iter().map(teammate).collect()
}

fn rating(workspace: &Workspace, conversation: &Conversation, rating: &Rating) -> Value {
    let mut value = json!({
        "rating": rating.score,
        "created_at": rating.requested_at,
        "updated_at": rating.replied_at,
    });
    set(&mut value, "remark", rating.remark.as_deref());
    set(&mut value, "contact", conversation.contacts.first().map(|index| contact_reference(workspace, *index)));
    let teammate =
        rating.teammate.map(|index| json!({ "type": "admin", "id": workspace.admins[index].id.to_string() }));
    set(&mut value, "teammate", teammate);
    value
}

fn source(workspace: &Workspace, conversation: &Conversation, plaintext: bool) -> Value {
    let source = &conversation.source;
    let author = person(workspace, &source.author);
    let text = |html: &str| if plaintext { html::text(html, true) } else { html.to_owned() };
    let mut value = json!({
        "type": source.kind,
        "id": source.id.to_string(),
        "delivered_as": source.delivered_as,
        "subject": text(&source.subject),
        "body": text(&source.body),
        "author": { "type": author.kind, "id": author.id, "name": author.name, "email": author.email },
        "attachments": source.attachments.iter().map(attachment).collect::<Vec<_>>(),
        "url": source.url,
        "redacted": source.redacted,
    });
    if source.kind == "email" {
        let support = format!("support@{}.intercom-mail.com", workspace.id_code);
        let header = |kind: &str, address: &str, name: Option<&str>| {
            json!({
                "type": kind,
                "email_address": address,
                "name": name,
            })
        };
        let from = author.email.as_deref().unwrap_or(&support);
        value["recipients"] = json!([{ "type": "to", "email": support, "drop_reason": null }]);
        value["reply_to"] = json!([{ "email": from, "name": author.name }]);
        value["email_message_metadata"] = json!({
            "message_id": format!("<{}@{}.intercom-mail.com>", source.id, workspace.id_code),
            "subject": html::text(&source.subject, false),
            "email_address_headers": [
                header("from", from, author.name.as_deref()),
                header("to", &support, Some(&workspace.name)),
            ],
            "history": "",
        });
    }
    value
}

fn statistics(workspace: &Workspace, conversation: &Conversation) -> Value {
    let of = &conversation.statistics;
    let mut value = json!({ "type": "conversation_statistics" });
    for (name, statistic) in [
        ("time_to_assignment", of.time_to_assignment),
        ("time_to_admin_reply", of.time_to_admin_reply),
        ("time_to_first_close", of.time_to_first_close),
        ("time_to_last_close", of.time_to_last_close),
        ("median_time_to_reply", of.median_time_to_reply),
        ("first_contact_reply_at", of.first_contact_reply_at),
        ("first_assignment_at", of.first_assignment_at),
        ("first_admin_reply_at", of.first_admin_reply_at),
        ("first_close_at", of.first_close_at),
        ("last_assignment_at", of.last_assignment_at),
        ("last_assignment_admin_reply_at", of.last_assignment_admin_reply_at),
        ("last_contact_reply_at", of.last_contact_reply_at),
        ("last_admin_reply_at", of.last_admin_reply_at),
        ("last_close_at", of.last_close_at),
        ("count_reopens", Some(of.count_reopens)),
        ("count_assignments", Some(of.count_assignments)),
        ("count_conversation_parts", Some(i64::from(conversation.parts_total))),
        ("handling_time", Some(of.handling_time)),
    ] {
        set(&mut value, name, statistic);
    }
    set(&mut value, "last_closed_by_id", of.last_closed_by.map(|id| id.to_string()));
    let team = workspace.teams.iter().find(|team| team.id == conversation.team_assignee_id);
    let response = team
        .zip(of.time_to_admin_reply)
        .map(|(team, time)| json!({ "team_id": team.id, "team_name": team.name, "response_time": time }));
    let response: Vec<Value> = response.into_iter().collect();
    value["assigned_team_first_response_time"] = response.clone().into();
    value["assigned_team_first_response_time_in_office_hours"] = response.into();
    value["adjusted_handling_time"] = Value::Null;
    value
}

fn linked_objects(conversation: &Conversation) -> Value {
    let linked = conversation.linked_objects.iter();
    let linked: Vec<Value> =
        linked.map(|(kind, id, category)| json!({ "type": kind, "id": id, "category": category })).collect();
    json!({ "type": "list", "total_count": linked.len(), "has_more": false, "data": linked })
}

fn ai_agent(agent: &AiAgent) -> Value {
    let sources = agent.content_sources.iter();
    let sources: Vec<Value> = sources
        .map(|(kind, title, url)| json!({ "content_type": kind, "url": url, "title": title, "locale": "en" }))
        .collect();
    json!({
        "source_type": agent.source_type,
        "source_title": agent.source_title,
        "last_answer_type": agent.last_answer_type,
        "resolution_state": agent.resolution_state,
        "rating": agent.rating,
        "rating_remark": agent.rating_remark,
        "created_at": agent.created_at,
        "updated_at": agent.updated_at,
        "content_sources": {
            "type": "content_source.list",
            "total_count": sources.len(),
            "content_sources": sources,
        },
    })
}
