//! `search_contacts`: people by criteria. At least one is needed, as with Intercom's own tool.

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
    intercom::{contact::Contact, names},
    query::{ObjectType, Operator, Query},
};

/// The tool.
pub(super) struct SearchContacts(Definition);

impl Default for SearchContacts {
    fn default() -> Self {
        Self(Definition {
            name: "search_contacts",
            title: "Search contacts",
            description: "Use this when you want people (users and leads) by name, e-mail address, domain, phone, \
                custom attribute, tag or activity. At least one criterion; all must hold. Gives total_count, the \
                page's contacts, and pages.next.starting_after when there is more. Read one in full with get_contact.",
            input_schema: input_schema(),
            output_schema: results::output_schema(
                "data",
                json!({
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "url": {"type": "string"}},
                    "required": ["id", "url"]
                }),
            ),
        })
    }
}

const DATES: [&str; 6] =
    ["created_at", "updated_at", "signed_up_at", "last_seen_at", "last_replied_at", "last_contacted_at"];

fn input_schema() -> Value {
    let text = |description: &str| json!({"type": "string", "description": description});
    let list = |description: &str| json!({"type": "array", "items": {"type": "string"}, "description": description});
    let mut schema = json!({
        "type": "object",
        "properties": {
            "contact_ids": list("Only these contacts."),
            "name": text("Part of the name."),
            "email": text("The whole address."),
            "email_domain": text("Such as `example.com`."),
            "phone": text("Part of the number."),
            "role": {"type": "string", "enum": ["user", "lead"]},
            "external_id": text("The workspace's own id of the person."),
            "owner_id": {"type": ["string", "number"], "description": "Teammate's id or name."},
            "tags": list("Names or ids of tags; one of them must be there."),
            "segment_id": text("Segment's id or name."),
            "location_country": text("Such as `Germany`."),
            "location_city": text("Such as `Berlin`."),
            "custom_attributes": {"type": "object", "description": "Name → value, or name → bounds: `{\"gte\": 100}`."}
        },
        "additionalProperties": false
    });
    let properties = &mut schema["properties"];
    for key in DATES {
        let example = "Unix seconds, YYYY-MM-DD, RFC 3339 or relative (`30d`): `{\"gte\": \"2026-03-01\"}`.";
        properties[key] = bounds_schema(if key == "created_at" { example } else { "As created_at." });
    }
    properties["sort"] = text("`last_seen_at:desc`, or another date.");
    properties["per_page"] = json!({"type": "integer", "minimum": 1, "maximum": 150, "description": "Default 20."});
    properties["limit"] =
        json!({"type": "integer", "minimum": 1, "maximum": 150, "description": "The same as per_page."});
    properties["starting_after"] = text("Cursor of the next page, with the same criteria.");
    schema
}

#[async_trait]
impl Tool for SearchContacts {
    fn definition(&self) -> &Definition {
        &self.0
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError> {
        let mut arguments = Arguments::read(&self.0, arguments, context).await?;
        let query = criteria(context, &mut arguments).await?;
        if query.is_unconditional() {
            return Err(ToolError::Arguments(
                "At least one search parameter must be provided\n\
                 hint: `{\"role\": \"user\"}` lists all users"
                    .to_owned(),
            ));
        }
        results::by_criteria::<Contact>(context, self.0.name, "data", &query).await
    }
}

async fn criteria(context: &ToolContext, arguments: &mut Arguments) -> Result<Query, ToolError> {
    let mut criteria = Criteria { query: Query::new(ObjectType::Contact), arguments, context };
    criteria.ids("contact_ids", "id", Kind::Contact)?;
    for key in ["email", "email_domain", "role", "external_id", "location_country", "location_city"] {
        criteria.one_of(key)?;
    }
    for key in ["name", "phone"] {
        criteria.text(key, Operator::Contains)?;
    }
    for key in DATES {
        criteria.bounds(key)?;
    }
    criteria.custom_attributes()?;
    criteria.named("owner_id", "owner_id", names::Kind::Admin).await?;
    criteria.named("segment_id", "segment_id", names::Kind::Segment).await?;
    criteria.named("tags", "tag_id", names::Kind::Tag).await?;
    criteria.sort()?;
    criteria.paging()?;
    Ok(criteria.query)
}
