//! `search_conversations`: conversations by criteria. Every argument of Intercom's own tool, and what its
//! users miss there: two-sided dates, tags, text, unassigned, sorting.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Definition, Tool, ToolContext, ToolError, ToolOutput,
    arguments::Arguments,
    criteria::{Criteria, bounds_schema},
    object_id::Kind,
    results,
};
use crate::{
    intercom::{conversation::Conversation, names},
    query::{ObjectType, Operator, Query},
};

/// The tool.
pub(super) struct SearchConversations(Definition);

impl Default for SearchConversations {
    fn default() -> Self {
        Self(Definition {
            name: "search_conversations",
            title: "Search conversations",
            description: "Use this when you want conversations that meet criteria: state, channel, who wrote, who is \
                assigned, dates, response times, tags, words of the first message. All criteria must hold; none lists \
                everything. Gives total_count, the page's conversations without their parts, and \
                pages.next.starting_after when there is more. Read one in full with get_conversation.",
            input_schema: input_schema(),
            output_schema: results::output_schema(
                "conversations",
                json!({
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "url": {"type": "string"}},
                    "required": ["id", "url"]
                }),
            ),
        })
    }
}

const DATES: [&str; 3] = ["created_at", "updated_at", "waiting_since"];
const DURATIONS: [&str; 3] =
    ["statistics_time_to_assignment", "statistics_time_to_admin_reply", "statistics_time_to_first_close"];

fn input_schema() -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let flag = |description: &str| json!({"type": "boolean", "description": description});
    let list = |description: &str| json!({"type": "array", "items": {"type": "string"}, "description": description});
    json!({
        "type": "object",
        "properties": {
            "ids": list("Only these conversations."),
            "source_type": {"type": "string", "enum": ["conversation", "email", "facebook", "instagram", "phone_call",
                "phone_switch", "push", "sms", "twitter", "whatsapp"], "description": "Channel; `conversation` is chat."},
            "source_author_name": text("Part of the name of who wrote first."),
            "source_author_email": text("Address of who wrote first."),
            "source_subject": text("Words of the subject."),
            "source_body": text("A word or phrase of the first message; replies cannot be searched."),
            "state": {"type": "string", "enum": ["open", "closed", "snoozed"]},
            "open": flag("Whether it is open."),
            "read": flag("Whether it was read."),
            "priority": {"type": "string", "enum": ["none", "low", "medium", "high", "urgent"]},
            "tags": list("Names or ids of tags; one of them must be there."),
            "contact_ids": list("Contacts who take part, any of them."),
            "admin_assignee_id": {"type": ["number", "string"], "description": "Teammate's id or name."},
            "team_assignee_id": {"type": ["string", "number"], "description": "Team's id or name."},
            "unassigned": flag("true: no teammate and no team (with team_assignee_id: no teammate). false: a teammate has it."),
            "created_at": bounds_schema("Unix seconds, YYYY-MM-DD, RFC 3339 or relative (`7d`): `{\"gte\": \"2026-03-01\", \
                \"lt\": \"2026-04-01\"}` or `{\"operator\": \">=\", \"value\": 1772323200}`."),
            "updated_at": bounds_schema("As created_at."),
            "waiting_since": bounds_schema("Since when the contact waits; as created_at."),
            "statistics_time_to_assignment": bounds_schema("Seconds."),
            "statistics_time_to_admin_reply": bounds_schema("Seconds until a teammate first replied."),
            "statistics_time_to_first_close": bounds_schema("Seconds."),
            "ai_agent_participated": flag("Whether the AI agent (Fin) took part."),
            "ai_agent_resolution_state": {"type": "string", "enum": ["assumed_resolution", "confirmed_resolution",
                "escalated", "negative_feedback", "procedure_handoff"]},
            "sort": text("`created_at:desc`, `updated_at:asc`, or another date or number."),
            "per_page": {"type": "integer", "minimum": 1, "maximum": 150, "description": "Default 20."},
            "limit": {"type": "integer", "minimum": 1, "maximum": 150, "description": "The same as per_page."},
            "starting_after": text("Cursor of the next page, with the same criteria.")
        },
        "additionalProperties": false
    })
}

#[async_trait]
impl Tool for SearchConversations {
    fn definition(&self) -> &Definition {
        &self.0
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError> {
        let mut arguments = Arguments::read(&self.0, arguments, context).await?;
        let query = criteria(context, &mut arguments).await?;
        results::by_criteria::<Conversation>(context, self.0.name, "conversations", &query).await
    }
}

async fn criteria(context: &ToolContext, arguments: &mut Arguments) -> Result<Query, ToolError> {
    let mut criteria = Criteria { query: Query::new(ObjectType::Conversation), arguments, context };
    criteria.ids("ids", "id", Kind::Conversation)?;
    criteria.ids("contact_ids", "contact_ids", Kind::Contact)?;
    for key in ["source_type", "source_author_email", "state", "priority", "ai_agent_resolution_state"] {
        criteria.one_of(key)?;
    }
    for key in ["source_author_name", "source_subject", "source_body"] {
        criteria.text(key, Operator::Contains)?;
    }
    for key in ["open", "read", "ai_agent_participated"] {
        criteria.flag(key)?;
    }
    assignment(&mut criteria).await?;
    for key in DATES.into_iter().chain(DURATIONS) {
        criteria.bounds(key)?;
    }
    criteria.named("tags", "tag_ids", names::Kind::Tag).await?;
    criteria.sort()?;
    criteria.paging()?;
    Ok(criteria.query)
}

/// Intercom counts a conversation as unassigned when neither a teammate nor a team has it.
async fn assignment(criteria: &mut Criteria<'_>) -> Result<(), ToolError> {
    let unassigned = criteria.arguments.flag("unassigned")?;
    let before = criteria.query.terms.len();
    criteria.named("team_assignee_id", "team_assignee_id", names::Kind::Team).await?;
    let has_team = criteria.query.terms.len() > before;
    criteria.named("admin_assignee_id", "admin_assignee_id", names::Kind::Admin).await?;
    if let Some(unassigned) = unassigned {
        let assigned = vec![(!unassigned).to_string()];
        criteria.query.push("admin_assignee_id", Operator::Exists, assigned.clone())?;
        if unassigned && !has_team {
            criteria.query.push("team_assignee_id", Operator::Exists, assigned)?;
        }
    }
    Ok(())
}
