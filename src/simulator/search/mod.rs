//! `POST /conversations/search`, `POST /contacts/search` and the lists: filters, order, pages.
//!
//! The rules are the description's of the two endpoints; `docs/simulator.md` says what is assumed beyond them.

pub(super) mod contact_field;
mod conversation_field;
mod cursor;
pub(super) mod field;
pub(super) mod filter;
mod query;
pub(super) mod sort;
pub(super) mod words;

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use self::{cursor::Cursor, field::Searchable, filter::Context, query::Query, sort::Sort};
use super::{error::Refusal, model::Workspace};

/// The largest `per_page`.
const LARGEST_PAGE: u64 = 150;
/// How many results are kept, so that the next page costs nothing.
const KEPT: usize = 32;

/// What a search asks for.
pub(super) struct Search<'a> {
    /// `None` is everything.
    pub(super) query: Option<&'a Value>,
    /// As it was sent, to bind cursors to it.
    pub(super) sort: Option<&'a Value>,
    pub(super) per_page: u64,
    pub(super) starting_after: Option<&'a str>,
}

/// One page of results.
pub(super) struct Page {
    /// Indexes of the objects.
    pub(super) indexes: Vec<u32>,
    pub(super) total: usize,
    /// `pages` of the answer.
    pub(super) pages: Value,
}

/// Results of recent searches: digest of the query → indexes in order.
#[derive(Default)]
pub(super) struct Results(Mutex<VecDeque<(u64, Arc<Vec<u32>>)>>);

/// The objects that a search looks through.
pub(super) struct Objects<'a, T> {
    pub(super) all: &'a [T],
    /// Whether an object is found at all (merged contacts are not).
    pub(super) visible: &'a dyn Fn(&T) -> bool,
    pub(super) id: &'a dyn Fn(&T) -> String,
    pub(super) results: &'a Results,
}

impl Search<'_> {
    /// The page that is asked for.
    pub(super) fn run<T: Searchable>(
        &self,
        objects: &Objects<T>,
        sort: &Sort<T>,
        context: &Context,
    ) -> Result<Page, Refusal> {
        if !(1..=LARGEST_PAGE).contains(&self.per_page) {
            return Err(Refusal::parameter_invalid(format!("per_page must be between 1 and {LARGEST_PAGE}")));
        }
        let query = self.query.map(|query| Query::<T>::compile(query, context)).transpose()?;
        let digest = self.digest(context);
        let cursor = self.starting_after.map(|cursor| Cursor::decode(cursor, digest)).transpose()?;
        let found = objects.results.get_or_compute(digest, || {
            let passes = |index: usize, object: &T| {
                (objects.visible)(object)
                    && query.as_ref().is_none_or(|query| query.matches(context.workspace(), index, object))
            };
            let numbered = (0_u32..).zip(objects.all);
            let found = numbered.filter(|(index, object)| passes(*index as usize, object)).map(|(index, _)| index);
            sort.order(context.workspace(), objects.all, &found.collect::<Vec<_>>())
        });
        self.page(objects, sort, context.workspace(), &found, cursor.as_ref(), digest)
    }

    fn page<T: Searchable>(
        &self,
        objects: &Objects<T>,
        sort: &Sort<T>,
        workspace: &Workspace,
        found: &[u32],
        cursor: Option<&Cursor>,
        digest: u64,
    ) -> Result<Page, Refusal> {
        let per_page = usize::try_from(self.per_page).unwrap_or(usize::MAX);
        let (number, from) = match cursor {
            None => (1, 0),
            Some(cursor) => {
                let id = |index: &u32| (objects.id)(&objects.all[*index as usize]) == cursor.after;
                let last = found.iter().position(id).ok_or_else(Refusal::invalid_cursor)?;
                (cursor.page, last + 1)
            }
        };
        let to = found.len().min(from.saturating_add(per_page));
        let indexes = found[from..to].to_vec();
        let mut pages = json!({
            "type": "pages",
            "page": number,
            "per_page": self.per_page,
            "total_pages": found.len().div_ceil(per_page),
        });
        if let Some(last) = indexes.last().filter(|_| to < found.len()) {
            let last = &objects.all[*last as usize];
            let next = Cursor {
                milliseconds: sort.milliseconds(workspace, last),
                after: (objects.id)(last),
                page: number + 1,
                digest,
            };
            pages["next"] = json!({ "page": next.page, "per_page": self.per_page, "starting_after": next.encode() });
        }
        Ok(Page { indexes, total: found.len(), pages })
    }

    /// The same for the same query and sort in the same workspace and version, whatever the page.
    fn digest(&self, context: &Context) -> u64 {
        let mut hasher = DefaultHasher::new();
        context.workspace().id_code.hash(&mut hasher);
        context.version.hash(&mut hasher);
        self.query.map(Value::to_string).hash(&mut hasher);
        self.sort.map(Value::to_string).hash(&mut hasher);
        hasher.finish()
    }
}

impl Results {
    fn get_or_compute(&self, digest: u64, compute: impl FnOnce() -> Vec<u32>) -> Arc<Vec<u32>> {
        let kept = |results: &VecDeque<(u64, Arc<Vec<u32>>)>| {
            results.iter().find(|(key, _)| *key == digest).map(|(_, found)| Arc::clone(found))
        };
        if let Some(found) = kept(&self.0.lock().expect("nobody panics while holding the results")) {
            return found;
        }
        let found = Arc::new(compute());
        let mut results = self.0.lock().expect("nobody panics while holding the results");
        results.push_back((digest, Arc::clone(&found)));
        while results.len() > KEPT {
            results.pop_front();
        }
        found
    }
}
