//! The body of a success: an object, a page of a search, or a list (OpenAPI schemas
//! `conversation.list`, `contact_list`, `cursor_pages`, `paginated_response`).

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::{
    Error,
    contact::Listing,
    decode, long_json,
    memory::Form,
    refusal,
    search::{Item, Page},
    visible_json::visible,
};
use crate::{compute::Stop, json_values::Values, text::visible::CallBudget};

/// Items of a contact's list, at most.
const MAX_LISTING: usize = 50;

/// What Intercom sent.
pub(super) struct Body {
    bytes: Bytes,
    pub(super) headers: HeaderMap,
    memory: usize,
    /// How much its call may still read that is perhaps invisible.
    unseen: CallBudget,
}

/// Any of Intercom's lists: their items stand under `data`, or under the name of their kind.
#[derive(Deserialize)]
struct List {
    #[serde(
        alias = "conversations",
        alias = "companies",
        alias = "tags",
        alias = "notes",
        alias = "segments",
        alias = "admins",
        alias = "teams"
    )]
    data: Vec<Box<RawValue>>,
    #[serde(default, deserialize_with = "decode::count")]
    total_count: Option<i64>,
    #[serde(default, deserialize_with = "decode::long_object")]
    pages: Option<Pages>,
}

/// Where the next page begins.
#[derive(Deserialize)]
struct Pages {
    #[serde(default, deserialize_with = "decode::long_object")]
    next: Option<Next>,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default, deserialize_with = "decode::text")]
    starting_after: Option<String>,
}

impl Body {
    /// A body as it was received; `memory` is what its call holds for it.
    pub(super) fn new(bytes: Bytes, headers: HeaderMap, memory: usize) -> Self {
        Self { bytes, headers, memory, unseen: CallBudget::default() }
    }

    /// The same as one of several that a call reads.
    pub(super) fn within(self, unseen: CallBudget) -> Self {
        Self { unseen, ..self }
    }

    /// What its call holds for it and what is read from it, in bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Bytes of it.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Its JSON, of which nothing is left that nobody sees. There is no other way to what was received.
    pub(super) fn json(&self, stop: &Stop) -> Cow<'_, [u8]> {
        self.unseen.read(|budget| visible(&self.bytes, budget, stop))
    }

    /// The body as one object. Like the others, it ends early once `stop` is set; then there is nobody to tell so.
    ///
    /// # Errors
    /// [`Error::NotUnderstood`], saying what stands there instead.
    pub(super) fn object<T: DeserializeOwned>(&self, stop: &Stop) -> Result<T, Error> {
        self.read(&self.json(stop), stop)
    }

    fn read<T: DeserializeOwned>(&self, json: &[u8], stop: &Stop) -> Result<T, Error> {
        long_json::read(json, stop).map_err(|error| self.not_understood(&error))
    }

    /// The body as a page of a search. An item that cannot be read is an error: leaving it out would
    /// make a wrong answer of it.
    pub(super) fn page<T: DeserializeOwned>(&self, stop: &Stop) -> Result<Page<T>, Error> {
        let list: List = self.object(stop)?;
        let found = list.data.len() as u64;
        let items = list.data.into_iter().map(|raw| {
            let object = self.read(raw.get().as_bytes(), stop)?;
            let held = Form::Whole.reckoned(raw.get().len(), Values::of(raw.get().as_bytes()));
            Ok(Item { object, raw, held })
        });
        Ok(Page {
            items: items.collect::<Result<_, Error>>()?,
            total_count: list.total_count.and_then(|count| u64::try_from(count).ok()).unwrap_or(found),
            // `next` is `null`, absent or empty at the end.
            next: list.pages.and_then(|pages| pages.next).and_then(|next| next.starting_after),
        })
    }

    /// The body as a list that is shown up to [`MAX_LISTING`] items.
    pub(super) fn listing<T: DeserializeOwned>(&self, stop: &Stop) -> Result<Listing<T>, Error> {
        let list: List = self.object(stop)?;
        let found = list.data.len() as u64;
        let total_count = list.total_count.and_then(|count| u64::try_from(count).ok()).unwrap_or(found).max(found);
        let items = list.data.iter().take(MAX_LISTING);
        let items = items.map(|raw| self.read(raw.get().as_bytes(), stop));
        Ok(Listing { items: items.collect::<Result<_, Error>>()?, total_count })
    }

    /// The whole list; what cannot be read in it is left out.
    pub(super) fn all<T: DeserializeOwned>(&self, stop: &Stop) -> Result<Vec<T>, Error> {
        let list: List = self.object(stop)?;
        Ok(list.data.iter().filter_map(|raw| long_json::read(raw.get().as_bytes(), stop).ok()).collect())
    }

    /// Serde's own words may quote the body, so only the kind of fault is told.
    fn not_understood(&self, error: &serde_json::Error) -> Error {
        let reason = match error.classify() {
            serde_json::error::Category::Eof if !self.bytes.is_empty() => "the JSON is cut short".to_owned(),
            serde_json::error::Category::Data => "the JSON has another shape than expected".to_owned(),
            _ => format!("{} instead of JSON", refusal::media_type(&self.headers, &self.bytes)),
        };
        Error::NotUnderstood { reason, request_id: refusal::request_id(None, &self.headers) }
    }
}
