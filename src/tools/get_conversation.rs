//! `get_conversation`: a conversation with everything that is known of it, and its parts.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Definition, Tool, ToolContext, ToolError, ToolOutput,
    arguments::Arguments,
    object_id::{Kind, Links, ObjectId},
    parts_cursor::Position,
    render::Directory,
    transcript::{Selection, Transcript},
};
use crate::compute::Stop;

/// The tool.
pub(super) struct GetConversation(Definition);

impl Default for GetConversation {
    fn default() -> Self {
        Self(Definition {
            name: "get_conversation",
            title: "Get a conversation",
            description: "Use this when you want to read one conversation in full: state, people, tags, rating, SLA, \
                AI agent, statistics, custom attributes, the opening message (`source`) and the parts in time order \
                with author, type, time, Markdown body and attachments. `internal_note: true` marks notes that the \
                contact never sees. The first answer holds the newest parts that fit; older ones come with \
                pages.next.starting_after. Leave out events, bot turns or notes to see more of what was said.",
            input_schema: input_schema(),
            output_schema: output_schema(),
        })
    }
}

fn input_schema() -> Value {
    let include = |what: &str| json!({"type": "boolean", "default": true, "description": what});
    json!({
        "type": "object",
        "properties": {
            "id": {"type": "string", "description": "`123`, `conversation_123` or the address in the Intercom app."},
            "include_notes": include("Internal notes of teammates."),
            "include_bot": include("What bots and AI agents said."),
            "include_events": include("Assignments, state changes and other parts without words."),
            "starting_after": {"type": "string", "description": "Cursor of the answer before."}
        },
        "required": ["id"],
        "additionalProperties": false
    })
}

fn output_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "url": {"type": "string"},
            "title": {"type": "string"},
            "state": {"type": "string"},
            "source": {"type": "object", "properties": {"body": {"type": "string"}}},
            "parts": {"type": "array", "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "part_type": {"type": "string"}, "body": {"type": "string"}},
                "required": ["id"]
            }},
            "parts_total": {"type": "integer"},
            "parts_unavailable": {"type": "integer", "description": "Older than the 500 that Intercom gives."},
            "pages": {"type": "object", "properties": {
                "next": {"type": "object", "properties": {"starting_after": {"type": "string"}}}
            }},
            "_note": {"type": "string"}
        },
        "required": ["id", "url", "parts", "parts_total"]
    })
}

#[async_trait]
impl Tool for GetConversation {
    fn definition(&self) -> &Definition {
        &self.0
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError> {
        let mut arguments = Arguments::read(&self.0, arguments, context).await?;
        let id = ObjectId::read(&arguments.required_text("id")?, &Links::of(context), Some(Kind::Conversation))?;
        let selection = Selection {
            notes: arguments.flag("include_notes")?.unwrap_or(true),
            bot: arguments.flag("include_bot")?.unwrap_or(true),
            events: arguments.flag("include_events")?.unwrap_or(true),
        };
        let cursor = arguments.text("starting_after")?;
        let position = cursor.map(|cursor| Position::read(&cursor, &id.id)).transpose()?;
        let conversation = context.intercom.conversation(&context.call, &id.id).await?;
        let received = context.call.held.received();
        let directory = Directory::for_conversation(context, &conversation).await;
        let bytes = context.max_result_bytes;
        let work = move |stop: &Stop| {
            let transcript = Transcript::new(&conversation, &directory, selection).until(stop);
            ToolOutput::of(&transcript.page(position.as_ref(), bytes).0)
        };
        context.workers.run(context.call.access.caller(), received, work).await
    }
}
