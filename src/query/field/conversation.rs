//! Conversations (OpenAPI 2.16, `/conversations/search`, "Accepted Fields").

use super::{
    Field, IdOf,
    Kind::{Assignee, Boolean, Date, Enum, Id, Integer, Priority, Text, Words},
    Path::{At, Unknown},
};

const SOURCE_TYPES: &[&str] = &[
    "conversation",
    "email",
    "facebook",
    "instagram",
    "phone_call",
    "phone_switch",
    "push",
    "sms",
    "twitter",
    "whatsapp",
];
const DELIVERED_AS: &[&str] =
    &["customer_initiated", "campaigns_initiated", "operator_initiated", "automated", "admin_initiated"];
const RESOLUTIONS: &[&str] =
    &["assumed_resolution", "confirmed_resolution", "escalated", "negative_feedback", "procedure_handoff"];
const AGENT_SOURCES: &[&str] = &["essentials_plan_setup", "profile", "workflow", "workflow_preview", "fin_preview"];

pub(super) const FIELDS: &[Field] = &[
    Field::new("id", "id", Id(IdOf::Conversation), At("id")).also(&["ids"]),
    Field::new("created_at", "created_at", Date, At("created_at")),
    Field::new("updated_at", "updated_at", Date, At("updated_at")),
    Field::new("source_type", "source.type", Enum(SOURCE_TYPES), At("source.type")),
    Field::new("source_id", "source.id", Id(IdOf::Message), At("source.id")),
    Field::new("source_delivered_as", "source.delivered_as", Enum(DELIVERED_AS), At("source.delivered_as")),
    Field::new("source_subject", "source.subject", Text, At("source.subject")),
    Field::new("source_body", "source.body", Words, At("source.body")),
    Field::new("source_author_id", "source.author.id", Id(IdOf::Contact), At("source.author.id")),
    Field::new("source_author_type", "source.author.type", Text, At("source.author.type")),
    Field::new("source_author_name", "source.author.name", Text, At("source.author.name")),
    Field::new("source_author_email", "source.author.email", Text, At("source.author.email")),
    Field::new("source_url", "source.url", Text, At("source.url")),
    Field::new("contact_ids", "contact_ids", Id(IdOf::Contact), At("contacts.contacts[].id")).also(&["contact_id"]),
    Field::new("teammate_ids", "teammate_ids", Id(IdOf::Teammate), At("teammates.teammates[].id"))
        .also(&["teammate_id"]),
    Field::new("admin_assignee_id", "admin_assignee_id", Assignee, At("admin_assignee_id")),
    Field::new("team_assignee_id", "team_assignee_id", Assignee, At("team_assignee_id")),
    // `channel.initial` names the same thing in other words, so it cannot stand in for this field.
    Field::new("channel_initiated", "channel_initiated", Text, Unknown),
    Field::new("open", "open", Boolean, At("open")),
    Field::new("read", "read", Boolean, At("read")),
    Field::new("state", "state", Enum(&["open", "closed", "snoozed"]), At("state")),
    Field::new("waiting_since", "waiting_since", Date, At("waiting_since")),
    Field::new("snoozed_until", "snoozed_until", Date, At("snoozed_until")),
    Field::new("tag_ids", "tag_ids", Id(IdOf::Tag), At("tags.tags[].id")).also(&["tag_id"]),
    Field::new("priority", "priority", Priority, At("priority")),
    statistic("statistics_time_to_assignment", "statistics.time_to_assignment", Integer),
    statistic("statistics_time_to_admin_reply", "statistics.time_to_admin_reply", Integer),
    statistic("statistics_time_to_first_close", "statistics.time_to_first_close", Integer),
    statistic("statistics_time_to_last_close", "statistics.time_to_last_close", Integer),
    statistic("statistics_median_time_to_reply", "statistics.median_time_to_reply", Integer),
    statistic("statistics_first_contact_reply_at", "statistics.first_contact_reply_at", Date),
    statistic("statistics_first_assignment_at", "statistics.first_assignment_at", Date),
    statistic("statistics_first_admin_reply_at", "statistics.first_admin_reply_at", Date),
    statistic("statistics_first_close_at", "statistics.first_close_at", Date),
    statistic("statistics_last_assignment_at", "statistics.last_assignment_at", Date),
    statistic("statistics_last_assignment_admin_reply_at", "statistics.last_assignment_admin_reply_at", Date),
    statistic("statistics_last_contact_reply_at", "statistics.last_contact_reply_at", Date),
    statistic("statistics_last_admin_reply_at", "statistics.last_admin_reply_at", Date),
    statistic("statistics_last_close_at", "statistics.last_close_at", Date),
    statistic("statistics_last_closed_by_id", "statistics.last_closed_by_id", Id(IdOf::Teammate)),
    statistic("statistics_count_reopens", "statistics.count_reopens", Integer),
    statistic("statistics_count_assignments", "statistics.count_assignments", Integer),
    statistic("statistics_count_conversation_parts", "statistics.count_conversation_parts", Integer),
    // The object's `created_at` is "the time the rating was requested"; when it was replied to is not in it.
    Field::new(
        "conversation_rating_requested_at",
        "conversation_rating.requested_at",
        Date,
        At("conversation_rating.created_at"),
    ),
    Field::new("conversation_rating_replied_at", "conversation_rating.replied_at", Date, Unknown),
    Field::new("conversation_rating_score", "conversation_rating.score", Integer, At("conversation_rating.rating")),
    Field::new("conversation_rating_remark", "conversation_rating.remark", Text, At("conversation_rating.remark")),
    Field::new(
        "conversation_rating_contact_id",
        "conversation_rating.contact_id",
        Id(IdOf::Contact),
        At("conversation_rating.contact.id"),
    ),
    // Intercom's own spelling.
    Field::new(
        "conversation_rating_admin_id",
        "conversation_rating.admin_d",
        Id(IdOf::Teammate),
        At("conversation_rating.teammate.id"),
    ),
    Field::new("ai_agent_participated", "ai_agent_participated", Boolean, At("ai_agent_participated")),
    Field::new(
        "ai_agent_resolution_state",
        "ai_agent.resolution_state",
        Enum(RESOLUTIONS),
        At("ai_agent.resolution_state"),
    ),
    Field::new(
        "ai_agent_last_answer_type",
        "ai_agent.last_answer_type",
        Enum(&["ai_answer", "custom_answer"]),
        At("ai_agent.last_answer_type"),
    ),
    Field::new("ai_agent_rating", "ai_agent.rating", Integer, At("ai_agent.rating")),
    Field::new("ai_agent_rating_remark", "ai_agent.rating_remark", Text, At("ai_agent.rating_remark")),
    Field::new("ai_agent_source_type", "ai_agent.source_type", Enum(AGENT_SOURCES), At("ai_agent.source_type")),
    Field::new("ai_agent_source_title", "ai_agent.source_title", Text, At("ai_agent.source_title")),
];

/// A field of `statistics`: in the object it has the name that the search has.
const fn statistic(key: &'static str, upstream: &'static str, kind: super::Kind) -> Field {
    Field::new(key, upstream, kind, At(upstream))
}
