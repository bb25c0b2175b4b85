//! `get_contact`: a contact with everything that is known of it.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Definition, Tool, ToolContext, ToolError, ToolOutput,
    arguments::Arguments,
    error::on_one_line,
    object_id::{Kind, Links, ObjectId},
    parts_cursor::Position,
    profile::{Include, Profile},
};
use crate::intercom::contact::Contact;

/// The tool.
pub(super) struct GetContact(Definition);

impl Default for GetContact {
    fn default() -> Self {
        Self(Definition {
            name: "get_contact",
            title: "Get a contact",
            description: "Use this when you want to know one person (user or lead): name, addresses, location, all \
                activity times, devices, owner, custom attributes, companies and tags by name. Notes of teammates \
                and segments come when named in `include`. A contact that was merged is followed, and `_note` says so.",
            input_schema: json!({
                "type": "object",
                "properties": {
                    "id": {
                        "type": "string",
                        "description": "Raw, `contact_…` or the address in the Intercom app."
                    },
                    "include": {
                        "type": "array",
                        "items": {"type": "string", "enum": ["notes", "segments"]},
                        "description": "Lists to read as well."
                    },
                    "starting_after": {"type": "string", "description": "Cursor of the answer before."}
                },
                "required": ["id"],
                "additionalProperties": false
            }),
            output_schema: output_schema(),
        })
    }
}

fn output_schema() -> Value {
    let named = json!({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}});
    json!({
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "url": {"type": "string"},
            "role": {"type": "string"},
            "name": {"type": "string"},
            "email": {"type": "string"},
            "owner": {"type": "object"},
            "companies": {"type": "array"},
            "companies_total": {"type": "integer"},
            "tags": named,
            "tags_total": {"type": "integer"},
            "custom_attributes": {"type": "object"},
            "pages": {"type": "object"},
            "_note": {"type": "string"}
        },
        "required": ["id", "url"]
    })
}

#[async_trait]
impl Tool for GetContact {
    fn definition(&self) -> &Definition {
        &self.0
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError> {
        let mut arguments = Arguments::read(&self.0, arguments, context).await?;
        let id = ObjectId::read(&arguments.required_text("id")?, &Links::of(context), Some(Kind::Contact))?;
        let include = include(&arguments.texts("include")?)?;
        let cursor = arguments.text("starting_after")?;
        let found = context.intercom.contact(&context.call, &id.id).await?;
        let position = cursor.map(|cursor| Position::read(&cursor, &found.contact.id)).transpose()?;
        let bytes = context.max_result_bytes;
        let answer = move |profile: &Profile, _: &Contact| ToolOutput::of(&profile.page(position.as_ref(), bytes).0);
        Profile::read(context, found, include, answer).await?
    }
}

fn include(names: &[String]) -> Result<Include, ToolError> {
    let mut include = Include::default();
    for name in names.iter().flat_map(|names| names.split(',')).map(str::trim) {
        match name {
            "notes" => include.notes = true,
            "segments" => include.segments = true,
            // They come without being asked for.
            "companies" | "tags" | "" => {}
            other => {
                return Err(ToolError::Arguments(format!(
                    "`include` takes `notes` and `segments`; found `{}`\nhint: companies and tags always come",
                    on_one_line(other, 60)
                )));
            }
        }
    }
    Ok(include)
}
