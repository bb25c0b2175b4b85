//! `search`: one query over conversations and contacts. Shaped after Intercom's own tool, and after what
//! ChatGPT asks of a tool of this name (one argument, `results` of `id`, `title`, `text`, `url`).

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{
    Definition, Tool, ToolContext, ToolError, ToolOutput,
    arguments::Arguments,
    collect::{collect, count},
    cursor::{Paging, Place},
    results::{self, Layout, Rendered},
    searchable::Searchable,
};
use crate::{
    intercom::{contact::Contact, conversation::Conversation},
    query::{self, ObjectType, Query},
};

/// The tool.
pub(super) struct Search(Definition);

impl Default for Search {
    fn default() -> Self {
        Self(definition())
    }
}

fn definition() -> Definition {
    Definition {
        name: "search",
        title: "Search Intercom",
        description: "Use this when you look for conversations or contacts in Intercom by words, people, dates or \
            any other criterion. One query: `key:value` or `key:operator:value`, joined by AND; plain words search \
            the text of both. Name the type for keys: `object_type:conversations state:open source_type:email`, \
            `object_type:contacts email_domain:\"example.com\"`, `object_type:conversations \
            source_body:contains:\"refund\" created_at:gte:7d limit:20`. Operators: eq, neq, gt, gte, lt, lte, in, \
            nin, contains, not_contains, starts_with, ends_with, exists. Also `q:\"free text\"`, \
            `sort:created_at:desc`, `limit:` (1 to 150, default 20), `starting_after:` for the next page. Message \
            text is searched in the first message and the subject only. Results have an id for `fetch`.",
        input_schema: json!({
            "type": "object",
            "properties": {
                "query": {
                    "type": "string",
                    "description": "The query, such as `object_type:conversations state:open refund`."
                }
            },
            "required": ["query"],
            "additionalProperties": false
        }),
        output_schema: results::output_schema(
            "results",
            json!({
                "type": "object",
                "properties": {
                    "id": {"type": "string"},
                    "title": {"type": "string"},
                    "text": {"type": "string"},
                    "url": {"type": "string"}
                },
                "required": ["id", "title", "text", "url"]
            }),
        ),
    }
}

#[async_trait]
impl Tool for Search {
    fn definition(&self) -> &Definition {
        &self.0
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, ToolError> {
        let mut arguments = Arguments::read(&self.0, arguments, context).await?;
        let query = query::parse(&arguments.required_text("query")?)?;
        let paging = Paging::of("search", context, &query)?;
        let limit = query.limit_or_default();
        let (conversations, contacts) = tokio::try_join!(
            part::<Conversation>(context, &query, &paging),
            part::<Contact>(context, &query, &paging)
        )?;
        let layout = Layout {
            list: "results",
            per_page: limit,
            paging: &paging,
            next: "More results: repeat the query with `starting_after:` and the cursor in pages.next",
            max_bytes: context.max_result_bytes,
        };
        results::page(&layout, conversations.into_iter().chain(contacts).collect())
    }
}

/// Half a page for each type, the first half the larger one; all of it when the other has nothing left.
fn share(query: &Query, paging: &Paging, kind: ObjectType) -> usize {
    let limit = query.limit_or_default() as usize;
    match paging.places.iter().filter(|(_, place)| place.rest.is_some()).count() {
        2 if kind == ObjectType::Conversation => limit.div_ceil(2),
        2 => limit / 2,
        _ => limit,
    }
}

/// What one type contributes to a page; `None` when the query is not about it.
async fn part<T: Searchable>(
    context: &ToolContext,
    query: &Query,
    paging: &Paging,
) -> Result<Option<Rendered>, ToolError> {
    let Some((_, place)) = paging.places.iter().find(|(kind, _)| *kind == T::TYPE) else { return Ok(None) };
    let wanted = share(query, paging, T::TYPE);
    Ok(Some(match &place.rest {
        Some(position) if wanted > 0 => {
            let collected = collect::<T>(context, query, paging.now, wanted, position.clone()).await?;
            Rendered::of(context, collected, query, T::result).await
        }
        // A page of one result has no room for both types, but its total counts both.
        Some(_) if place.total_count.is_none() => {
            let (total_count, refined) = count::<T>(context, query, paging.now).await?;
            let place = Place { total_count: Some(total_count), ..place.clone() };
            Rendered::unread(T::TYPE, place, refined)
        }
        _ => Rendered::unread(T::TYPE, place.clone(), false),
    }))
}
