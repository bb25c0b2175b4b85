//! The searchable fields of conversations: the table "Accepted Fields" of `POST /conversations/search`.

use std::borrow::Cow;

use serde_json::Value;

use super::field::{Found, Kind, Read, Searchable, id, number, optional_number, optional_text, text};
use crate::simulator::{
    model::{Conversation, Statistics, Workspace},
    shapes,
    version::Version,
};

impl Searchable for Conversation {
    const MAY_INCLUDE_EQUAL: bool = true;

    fn standard(name: &str, version: Version) -> Option<(Kind, Read<Self>)> {
        if name == "priority" && version < Version::V2_16 {
            return Some((Kind::Text, |_, conversation| text(shapes::old_priority(conversation.priority))));
        }
        if name == "ai_agent.resolution_state" && version < Version::V2_15 {
            return Some((Kind::Text, |_, conversation| {
                let state = conversation.ai_agent.as_ref().and_then(|agent| agent.resolution_state);
                optional_text(state.map(shapes::old_resolution_state))
            }));
        }
        let tables = [OWN.as_slice(), SOURCE.as_slice(), STATISTICS.as_slice(), OUTCOME.as_slice()];
        tables.into_iter().flatten().find(|(field, ..)| *field == name).map(|(_, kind, read)| (*kind, *read))
    }

    fn custom_attribute_kind(_: &Workspace, _: &str) -> Option<Kind> {
        None
    }

    fn custom_attribute<'a>(&'a self, _: &str) -> Option<&'a Value> {
        None
    }
}

type Row = (&'static str, Kind, Read<Conversation>);

const OWN: [Row; 16] = [
    ("id", Kind::Text, |_, it| id(it.id)),
    ("created_at", Kind::Date, |_, it| number(it.created_at)),
    ("updated_at", Kind::Date, |_, it| number(it.updated_at)),
    ("waiting_since", Kind::Date, |_, it| optional_number(it.waiting_since)),
    ("snoozed_until", Kind::Date, |_, it| optional_number(it.snoozed_until)),
    ("contact_ids", Kind::Text, |workspace, it| {
        Found::Texts(it.contacts.iter().map(|index| Cow::Borrowed(workspace.contacts[*index].id.as_str())).collect())
    }),
    ("teammate_ids", Kind::Text, |workspace, it| {
        Found::Texts(it.teammates.iter().map(|index| Cow::Owned(workspace.admins[*index].id.to_string())).collect())
    }),
    ("admin_assignee_id", Kind::Integer, |_, it| assignee(it.admin_assignee_id)),
    ("team_assignee_id", Kind::Integer, |_, it| assignee(it.team_assignee_id)),
    ("channel_initiated", Kind::Text, |_, it| text(it.source.kind)),
    ("open", Kind::Boolean, |_, it| Found::Boolean(shapes::is_open(it.state))),
    ("read", Kind::Boolean, |_, it| Found::Boolean(it.read)),
    ("state", Kind::Text, |_, it| text(shapes::state(it.state))),
    ("priority", Kind::Text, |_, it| text(it.priority)),
    ("tag_ids", Kind::Text, |workspace, it| {
        Found::Texts(it.tags.iter().map(|(index, ..)| Cow::Borrowed(workspace.tags[*index].id.as_str())).collect())
    }),
    ("ai_agent_participated", Kind::Boolean, |_, it| Found::Boolean(it.ai_agent.is_some())),
];

const SOURCE: [Row; 10] = [
    ("source.type", Kind::Text, |_, it| text(it.source.kind)),
    ("source.id", Kind::Text, |_, it| id(it.source.id)),
    ("source.delivered_as", Kind::Text, |_, it| text(it.source.delivered_as)),
    ("source.subject", Kind::Text, |_, it| text(&it.source.subject)),
    ("source.body", Kind::Words, |_, it| text(&it.source.body)),
    ("source.author.id", Kind::Text, |workspace, it| author(workspace, it).id.map_or(Found::Unset, Found::Text)),
    ("source.author.type", Kind::Text, |workspace, it| text(author(workspace, it).kind)),
    ("source.author.name", Kind::Text, |workspace, it| author(workspace, it).name.map_or(Found::Unset, Found::Text)),
    ("source.author.email", Kind::Text, |workspace, it| author(workspace, it).email.map_or(Found::Unset, Found::Text)),
    ("source.url", Kind::Text, |_, it| optional_text(it.source.url.as_deref())),
];

const STATISTICS: [Row; 18] = [
    ("statistics.time_to_assignment", Kind::Integer, |_, it| statistic(it, |of| of.time_to_assignment)),
    ("statistics.time_to_admin_reply", Kind::Integer, |_, it| statistic(it, |of| of.time_to_admin_reply)),
    ("statistics.time_to_first_close", Kind::Integer, |_, it| statistic(it, |of| of.time_to_first_close)),
    ("statistics.time_to_last_close", Kind::Integer, |_, it| statistic(it, |of| of.time_to_last_close)),
    ("statistics.median_time_to_reply", Kind::Integer, |_, it| statistic(it, |of| of.median_time_to_reply)),
    ("statistics.first_contact_reply_at", Kind::Date, |_, it| statistic(it, |of| of.first_contact_reply_at)),
    ("statistics.first_assignment_at", Kind::Date, |_, it| statistic(it, |of| of.first_assignment_at)),
    ("statistics.first_admin_reply_at", Kind::Date, |_, it| statistic(it, |of| of.first_admin_reply_at)),
    ("statistics.first_close_at", Kind::Date, |_, it| statistic(it, |of| of.first_close_at)),
    ("statistics.last_assignment_at", Kind::Date, |_, it| statistic(it, |of| of.last_assignment_at)),
    ("statistics.last_assignment_admin_reply_at", Kind::Date, |_, it| {
        statistic(it, |of| of.last_assignment_admin_reply_at)
    }),
    ("statistics.last_contact_reply_at", Kind::Date, |_, it| statistic(it, |of| of.last_contact_reply_at)),
    ("statistics.last_admin_reply_at", Kind::Date, |_, it| statistic(it, |of| of.last_admin_reply_at)),
    ("statistics.last_close_at", Kind::Date, |_, it| statistic(it, |of| of.last_close_at)),
    ("statistics.last_closed_by_id", Kind::Text, |_, it| it.statistics.last_closed_by.map_or(Found::Unset, id)),
    ("statistics.count_reopens", Kind::Integer, |_, it| number(it.statistics.count_reopens)),
    ("statistics.count_assignments", Kind::Integer, |_, it| number(it.statistics.count_assignments)),
    ("statistics.count_conversation_parts", Kind::Integer, |_, it| number(i64::from(it.parts_total))),
];

const OUTCOME: [Row; 12] = [
    ("conversation_rating.requested_at", Kind::Date, |_, it| {
        optional_number(it.rating.as_ref().map(|rating| rating.requested_at))
    }),
    ("conversation_rating.replied_at", Kind::Date, |_, it| {
        optional_number(it.rating.as_ref().map(|rating| rating.replied_at))
    }),
    ("conversation_rating.score", Kind::Integer, |_, it| {
        optional_number(it.rating.as_ref().map(|rating| rating.score))
    }),
    ("conversation_rating.remark", Kind::Text, |_, it| {
        optional_text(it.rating.as_ref().and_then(|rating| rating.remark.as_deref()))
    }),
    ("conversation_rating.contact_id", Kind::Text, |workspace, it| {
        let rater = it.rating.as_ref().and_then(|_| it.contacts.first());
        optional_text(rater.map(|index| workspace.contacts[*index].id.as_str()))
    }),
    // Spelt so in the description.
    ("conversation_rating.admin_d", Kind::Text, |workspace, it| {
        let rated = it.rating.as_ref().and_then(|rating| rating.teammate);
        rated.map_or(Found::Unset, |index| id(workspace.admins[index].id))
    }),
    ("ai_agent.resolution_state", Kind::Text, |_, it| {
        optional_text(it.ai_agent.as_ref().and_then(|agent| agent.resolution_state))
    }),
    ("ai_agent.last_answer_type", Kind::Text, |_, it| {
        optional_text(it.ai_agent.as_ref().and_then(|agent| agent.last_answer_type))
    }),
    ("ai_agent.rating", Kind::Integer, |_, it| optional_number(it.ai_agent.as_ref().and_then(|agent| agent.rating))),
    ("ai_agent.rating_remark", Kind::Text, |_, it| {
        optional_text(it.ai_agent.as_ref().and_then(|agent| agent.rating_remark.as_deref()))
    }),
    ("ai_agent.source_type", Kind::Text, |_, it| optional_text(it.ai_agent.as_ref().map(|agent| agent.source_type))),
    ("ai_agent.source_title", Kind::Text, |_, it| {
        optional_text(it.ai_agent.as_ref().and_then(|agent| agent.source_title.as_deref()))
    }),
];

fn statistic<'a>(conversation: &Conversation, read: fn(&Statistics) -> Option<i64>) -> Found<'a> {
    optional_number(read(&conversation.statistics))
}

fn author<'a>(workspace: &'a Workspace, conversation: &'a Conversation) -> shapes::Person<'a> {
    shapes::person(workspace, &conversation.source.author)
}

fn assignee<'a>(id: u64) -> Found<'a> {
    if id == 0 { Found::Nobody } else { number(i64::try_from(id).unwrap_or(i64::MAX)) }
}
