//! A page of results that fits: the list, how many there are in all, where to go on, and what to know.

use serde_json::{Map, Value, json};

use super::{
    ToolContext, ToolError, ToolOutput,
    collect::{Collected, Hit, collect},
    cursor::{Paging, Place, Places, Position},
    fit,
    render::{Directory, Listing},
    searchable::Searchable,
};
use crate::{
    compute::Stop,
    query::{ObjectType, Query},
};

/// Rendered results of one object type, each with its position.
pub(super) struct Rendered {
    kind: ObjectType,
    items: Vec<(Value, Position)>,
    rest: Option<Position>,
    total_count: u64,
    refined: bool,
    notes: Vec<String>,
}

impl Rendered {
    /// Renders what was collected. Its bodies may be long.
    pub(super) async fn of<T: Searchable>(
        context: &ToolContext,
        collected: Collected<T>,
        query: &Query,
        render: fn(&T, &Directory, &Listing<'_>) -> Value,
    ) -> Self {
        let Collected { hits, total_count, rest, refined, notes } = collected;
        let bytes = hits.iter().map(|hit| hit.bytes).sum();
        let objects: Vec<&T> = hits.iter().map(|hit| &hit.object).collect();
        let directory = T::directory(context, &objects).await;
        let fields = query.fields();
        let work = move |stop: &Stop| {
            let shown: Vec<&str> = fields.iter().map(String::as_str).collect();
            let listing = Listing { shown: &shown, items: hits.len() };
            let rendered = |hit: Hit<T>| (render(&hit.object, &directory, &listing), hit.position);
            hits.into_iter().take_while(|_| !stop.is_set()).map(rendered).collect()
        };
        let items = context.workers.run(context.call.access.caller(), bytes, work).await;
        Self { kind: T::TYPE, items, rest, total_count, refined, notes }
    }

    /// A type of which nothing is read for this page.
    pub(super) fn unread(kind: ObjectType, place: Place, refined: bool) -> Self {
        let total_count = place.total_count.unwrap_or(0);
        Self { kind, items: Vec::new(), rest: place.rest, total_count, refined, notes: Vec::new() }
    }
}

/// How a tool's page looks.
pub(super) struct Layout<'a> {
    /// Key of the list.
    pub(super) list: &'static str,
    /// Results of a page, as asked for.
    pub(super) per_page: u32,
    /// Makes cursors of the query.
    pub(super) paging: &'a Paging,
    /// How to ask for the next page, in words.
    pub(super) next: &'static str,
    /// Bytes of the compact JSON, at most.
    pub(super) max_bytes: usize,
}

/// The page of a search by criteria in one object type.
///
/// # Errors
/// A cursor of another query, a query that cannot be asked, or Intercom's refusal.
pub(super) async fn by_criteria<T: Searchable>(
    context: &ToolContext,
    tool: &str,
    list: &'static str,
    query: &Query,
) -> Result<ToolOutput, ToolError> {
    let paging = Paging::of(tool, context, query)?;
    let position = paging.places.iter().find_map(|(_, place)| place.rest.clone()).unwrap_or_default();
    let per_page = query.limit_or_default();
    let collected = collect::<T>(context, query, paging.now, per_page as usize, position).await?;
    let rendered = Rendered::of(context, collected, query, T::item).await;
    let next = "More results: repeat the call with starting_after from pages.next";
    let layout = Layout { list, per_page, paging: &paging, next, max_bytes: context.max_result_bytes };
    page(&layout, vec![rendered])
}

/// Bytes of one note, at most; no character takes more than six.
const NOTE: usize = 600;
/// Bytes that everything around the list may take; the notes and the cursor are bounded well below.
const ENVELOPE: usize = 2_000;

/// The answer: as many results as fit, in order; the cursor names the first one of each type left out.
pub(super) fn page(layout: &Layout<'_>, mut parts: Vec<Rendered>) -> Result<ToolOutput, ToolError> {
    let room = layout.max_bytes.saturating_sub(ENVELOPE);
    // One result alone may be too large: it is shortened, so that a cursor never stands still.
    if let Some((first, _)) = parts.iter_mut().flat_map(|part| &mut part.items).next() {
        fit::shorten(first, room.saturating_sub(1));
    }
    let mut left = room;
    let mut cut = 0;
    for part in &mut parts {
        let fitting = part.items.iter().take_while(|(item, _)| take(&mut left, fit::size(item) + 1)).count();
        if let Some((_, position)) = part.items.get(fitting) {
            cut += part.items.len() - fitting;
            part.rest = Some(position.clone());
            part.items.truncate(fitting);
        }
    }
    output(layout, parts, cut)
}

/// Takes `size` out of what is left; once something did not fit, nothing after it does.
fn take(left: &mut usize, size: usize) -> bool {
    let fits = size <= *left;
    *left = if fits { *left - size } else { 0 };
    fits
}

fn output(layout: &Layout<'_>, parts: Vec<Rendered>, cut: usize) -> Result<ToolOutput, ToolError> {
    // A cursor that somebody altered may hold any count.
    let total_count = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(part.total_count));
    let refined = parts.iter().any(|part| part.refined);
    let place = |part: &Rendered| Place { rest: part.rest.clone(), total_count: Some(part.total_count) };
    let places: Places = parts.iter().map(|part| (part.kind, place(part))).collect();
    let next = layout.paging.encode(&places);
    let mut notes: Vec<String> = Vec::new();
    if cut > 0 {
        notes.push(format!("{cut} more of this page did not fit the size limit and come with the next"));
    }
    for note in parts.iter().flat_map(|part| &part.notes) {
        // It may name what was asked for, at any length.
        let note = if fit::text_size(note) > NOTE { fit::cut(note, NOTE / 6) } else { note.clone() };
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    if refined {
        notes.push("total_count is Intercom's count before that check, an upper bound".to_owned());
    }
    if next.is_some() {
        notes.push(layout.next.to_owned());
    }
    let items: Vec<Value> = parts.into_iter().flat_map(|part| part.items).map(|(item, _)| item).collect();
    let mut pages = Map::new();
    pages.insert("type".to_owned(), json!("pages"));
    pages.insert("per_page".to_owned(), json!(layout.per_page));
    // With two types a page is half one and half the other, whatever each has left.
    if !refined && places.len() == 1 {
        pages.insert("total_pages".to_owned(), json!(total_count.div_ceil(u64::from(layout.per_page))));
    }
    if let Some(next) = next {
        pages.insert("next".to_owned(), json!({"starting_after": next}));
    }
    let mut answer = Map::new();
    answer.insert("total_count".to_owned(), json!(total_count));
    answer.insert("total_in_page".to_owned(), json!(items.len()));
    answer.insert(layout.list.to_owned(), Value::Array(items));
    answer.insert("pages".to_owned(), Value::Object(pages));
    if !notes.is_empty() {
        answer.insert("_note".to_owned(), json!(format!("{}.", notes.join(". "))));
    }
    ToolOutput::of(&answer)
}

/// The output schema of a page: what is always there is required, inner objects are open.
pub(super) fn output_schema(list: &str, item: Value) -> Value {
    let mut properties = Map::new();
    properties.insert("total_count".to_owned(), json!({"type": "integer", "description": "Matches in all."}));
    properties.insert("total_in_page".to_owned(), json!({"type": "integer"}));
    properties.insert(list.to_owned(), json!({"type": "array", "items": item}));
    properties.insert(
        "pages".to_owned(),
        json!({
            "type": "object",
            "properties": {"next": {"type": "object", "properties": {"starting_after": {"type": "string"}}}}
        }),
    );
    properties.insert("_note".to_owned(), json!({"type": "string"}));
    json!({
        "type": "object",
        "properties": properties,
        "required": ["total_count", "total_in_page", list, "pages"]
    })
}
