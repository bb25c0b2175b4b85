//! Reading Intercom's pages until ours is full.
//!
//! Where a query is exact upstream, one page is read. Where it must be refined here, pages are read until
//! enough is found, at most [`MAX_PAGES`]; then what was found is returned with a cursor. Every hit knows its
//! position, so that a result that is cut to size can name the first hit it left out.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use super::{ToolContext, ToolError, cursor::Position, searchable::Searchable};
use crate::{
    compute::Stop,
    intercom::search::{Item, MAX_PER_PAGE, Page, Pagination, SearchRequest},
    query::{LowerSettings, Lowered, Query, Refinement, lower},
};

/// Upstream pages that one call reads, at most.
const MAX_PAGES: usize = 10;

/// One result, and where it stands.
#[derive(Debug)]
pub(super) struct Hit<T> {
    pub(super) object: T,
    pub(super) position: Position,
    /// Bytes of the object's JSON.
    pub(super) bytes: usize,
    /// What the call holds for it.
    held: usize,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Collected<T> {
    pub(super) hits: Vec<Hit<T>>,
    /// Intercom's count; an upper bound when `refined`.
    pub(super) total_count: u64,
    /// Where to go on; `None` when nothing is left.
    pub(super) rest: Option<Position>,
    /// Whether some of what Intercom found was left out here.
    pub(super) refined: bool,
    /// What the reader should know.
    pub(super) notes: Vec<String>,
}

/// Finds up to `wanted` objects from `from` on; relative dates are counted from `now`.
///
/// # Errors
/// A query that cannot be asked, or Intercom's refusal.
pub(super) async fn collect<T: Searchable>(
    context: &ToolContext,
    query: &Query,
    now: Timestamp,
    wanted: usize,
    from: Position,
) -> Result<Collected<T>, ToolError> {
    let lowered = lower(query, T::TYPE, &settings(context, now))?;
    let mut reading = Reading::new(context, query, lowered, wanted, from);
    for pages in 1..=MAX_PAGES {
        let page = T::page(context, &reading.request()).await?;
        let of_page: usize = page.items.iter().map(|item| item.held).sum();
        let page = reading.examined(page).await;
        let kept = reading.held();
        let is_full = reading.take(page);
        // Of the page, only the hits are still there.
        context.call.held.give_back(of_page.saturating_sub(reading.held() - kept));
        if is_full {
            return Ok(reading.finish(false));
        }
        reading.report(pages);
    }
    Ok(reading.finish(true))
}

/// How many objects there are, and whether that is an upper bound.
///
/// # Errors
/// As [`collect`].
pub(super) async fn count<T: Searchable>(
    context: &ToolContext,
    query: &Query,
    now: Timestamp,
) -> Result<(u64, bool), ToolError> {
    let lowered = lower(query, T::TYPE, &settings(context, now))?;
    let pagination = Pagination { per_page: 1, starting_after: None };
    let page = T::page(context, &SearchRequest { query: lowered.filter, pagination, sort: None }).await?;
    Ok((page.total_count, !lowered.refinement.is_empty()))
}

fn settings(context: &ToolContext, now: Timestamp) -> LowerSettings {
    let workspace = &context.call.access.workspace;
    // Without `/me` nobody knows the workspace, and its time zone is a guess that must be said.
    LowerSettings { now, timezone: workspace.id.is_some().then(|| workspace.timezone.clone()) }
}

/// A page whose objects were checked.
struct Examined<T> {
    items: Vec<Examination<T>>,
    total_count: u64,
    next: Option<String>,
}

/// An object, and whether it is a result.
struct Examination<T> {
    object: T,
    bytes: usize,
    held: usize,
    /// Where the order is to be checked.
    json: Option<Value>,
    is_accepted: bool,
}

struct Reading<'a, T> {
    context: &'a ToolContext,
    query: &'a Query,
    lowered: Lowered,
    wanted: usize,
    position: Position,
    seen: HashSet<String>,
    objects_read: usize,
    /// Whether this reads from the first object on.
    is_whole: bool,
    out_of_order: bool,
    collected: Collected<T>,
}

impl<'a, T: Searchable> Reading<'a, T> {
    fn new(context: &'a ToolContext, query: &'a Query, lowered: Lowered, wanted: usize, from: Position) -> Self {
        let refined = !lowered.refinement.is_empty();
        let collected =
            Collected { hits: Vec::new(), total_count: 0, rest: None, refined, notes: lowered.notes.clone() };
        Self {
            context,
            query,
            lowered,
            wanted,
            is_whole: from == Position::default(),
            position: from,
            seen: HashSet::new(),
            objects_read: 0,
            out_of_order: false,
            collected,
        }
    }

    /// A refined page asks for more than is wanted, since some of it will fall away; after the first for all it can.
    fn request(&self) -> SearchRequest {
        let missing = self.wanted - self.collected.hits.len();
        let wanted = match (self.collected.refined, self.objects_read) {
            (false, _) => missing,
            (true, 0) => (missing * 3).max(50),
            (true, _) => MAX_PER_PAGE as usize,
        };
        // A cursor that somebody altered may hold any offset.
        let wanted = u32::try_from(wanted.saturating_add(self.position.offset)).unwrap_or(MAX_PER_PAGE);
        let per_page = wanted.clamp(1, MAX_PER_PAGE);
        SearchRequest {
            query: self.lowered.filter.clone(),
            pagination: Pagination { per_page, starting_after: self.position.page.clone() },
            sort: self.lowered.sort.clone(),
        }
    }

    /// Checks the objects of a page, which may be long.
    async fn examined(&self, page: Page<T>) -> Examined<T> {
        let Page { items, total_count, next } = page;
        let bytes = items.iter().map(|item| item.raw.get().len()).sum();
        let refinement = self.collected.refined.then(|| self.lowered.refinement.clone());
        let is_sorted = self.lowered.sort.is_some();
        let examine = move |item: Item<T>, stop: &Stop| {
            let (raw, held) = (item.raw.get(), item.held);
            let json = (refinement.is_some() || is_sorted).then(|| serde_json::from_str(raw).unwrap_or(Value::Null));
            let accepts =
                |refinement: &Refinement| json.as_ref().is_some_and(|json| refinement.accepts_until(json, stop));
            let is_accepted = refinement.as_ref().is_none_or(accepts);
            Examination { object: item.object, bytes: raw.len(), held, json: json.filter(|_| is_sorted), is_accepted }
        };
        let work = move |stop: &Stop| {
            items.into_iter().take_while(|_| !stop.is_set()).map(|item| examine(item, stop)).collect()
        };
        // Without anything to check there is nothing to do.
        let bytes = if self.collected.refined || is_sorted { bytes } else { 0 };
        let items = self.context.workers.run(self.context.call.access.caller(), bytes, work).await;
        Examined { items, total_count, next }
    }

    /// Takes what a page gives; true when nothing more is to be read.
    fn take(&mut self, page: Examined<T>) -> bool {
        if self.objects_read == 0 {
            self.collected.total_count = page.total_count;
        }
        self.objects_read += page.items.len();
        let mut sorted = Vec::new();
        let skipped = self.position.offset;
        for (offset, item) in page.items.into_iter().enumerate().skip(skipped) {
            sorted.extend(item.json);
            if !item.is_accepted || !self.seen.insert(item.object.id().to_owned()) {
                continue;
            }
            let position = Position { page: self.position.page.clone(), offset };
            if self.collected.hits.len() == self.wanted {
                self.collected.rest = Some(position);
                break;
            }
            self.collected.hits.push(Hit { object: item.object, position, bytes: item.bytes, held: item.held });
        }
        self.out_of_order |= self.query.sort.as_ref().is_some_and(|sort| !sort.followed_by(T::TYPE, &sorted));
        if self.collected.rest.is_some() {
            return true;
        }
        match page.next {
            None => true,
            Some(next) => {
                self.position = Position { page: Some(next), offset: 0 };
                let full = self.collected.hits.len() == self.wanted;
                self.collected.rest = full.then(|| self.position.clone());
                full
            }
        }
    }

    /// What the call holds for the hits.
    fn held(&self) -> usize {
        self.collected.hits.iter().map(|hit| hit.held).sum()
    }

    fn report(&self, pages: usize) {
        let (read, total) = (self.objects_read, self.collected.total_count);
        self.context.progress.report(pages as f64, None, || {
            format!("read {read} of {total} {}, {} match", T::TYPE.as_str(), self.collected.hits.len())
        });
    }

    fn finish(mut self, gave_up: bool) -> Collected<T> {
        if gave_up {
            self.collected.rest = Some(self.position);
            self.collected.notes.push(format!(
                "read {} {} so far; the cursor goes on from there",
                self.objects_read,
                T::TYPE.as_str()
            ));
        }
        let is_all = self.is_whole && !gave_up && self.collected.rest.is_none();
        if is_all && self.collected.refined {
            // Everything was read and checked: what was found is all there is.
            self.collected.total_count = self.collected.hits.len() as u64;
            self.collected.refined = false;
        }
        if is_all && self.collected.hits.is_empty() {
            self.collected.notes.extend(self.lowered.when_empty);
        }
        if self.out_of_order {
            self.collected.notes.push("Intercom did not follow the sort; results are in its own order".to_owned());
        }
        self.collected
    }
}
