//! Our cursors of searches: unpadded base64url of a version, a digest of tool and query, and per object
//! type Intercom's own cursor with the offset in the page it opens.
//!
//! The offset lets a page end anywhere: when a result is full before Intercom's page is used up, or when
//! some of it was refined away. The digest ties a cursor to its query, as Intercom ties its own.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ToolContext, ToolError};
use crate::query::{ObjectType, Query};

const VERSION: u8 = 1;

/// How far a search has come in one object type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Intercom's cursor of the page; `None` is the first page.
    pub page: Option<String>,
    /// How many of that page's items are done with.
    pub offset: usize,
}

/// Where a search stands in one object type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it goes on; `None` when nothing is left.
    pub rest: Option<Position>,
    /// How many there are in all, once that is known.
    pub total_count: Option<u64>,
}

/// A place for each object type that is searched.
pub type Places = Vec<(ObjectType, Place)>;

/// Version, digest, the moment that relative dates are counted from, places. Lists rather than objects: a
/// cursor costs the model tokens.
#[derive(Serialize, Deserialize)]
struct Wire(u8, String, Option<i64>, Vec<WirePlace>);

/// Total count, and unless nothing is left, offset and page.
#[derive(Serialize, Deserialize)]
struct WirePlace(Option<u64>, Option<(usize, Option<String>)>);

impl From<&Place> for WirePlace {
    fn from(place: &Place) -> Self {
        let rest = place.rest.as_ref();
        Self(place.total_count, rest.map(|position| (position.offset, position.page.as_deref().map(pack))))
    }
}

impl From<WirePlace> for Place {
    fn from(WirePlace(total_count, rest): WirePlace) -> Self {
        let rest = rest.map(|(offset, page)| Position { page: page.map(|page| unpack(&page)), offset });
        Self { rest, total_count }
    }
}

/// Intercom's cursors are base64 of text. Wrapped as they are, they would be base64 of base64: a third longer.
fn pack(page: &str) -> String {
    let text = STANDARD.decode(page).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match text.filter(|text| STANDARD.encode(text) == page) {
        Some(text) => format!("t{text}"),
        None => format!("c{page}"),
    }
}

fn unpack(packed: &str) -> String {
    match packed.strip_prefix('t') {
        Some(text) => STANDARD.encode(text),
        None => packed.strip_prefix('c').unwrap_or(packed).to_owned(),
    }
}

/// A search as its cursor knows it.
#[derive(Debug)]
pub struct Paging {
    digest: String,
    /// What relative dates are counted from: the first page's moment, since another one would be another query.
    pub now: Timestamp,
    depends_on_now: bool,
    /// Where each object type that is searched stands.
    pub places: Places,
}

impl Paging {
    /// Where to begin a call's search; as [`Paging::read`].
    ///
    /// # Errors
    /// As [`Paging::read`].
    pub(super) fn of(tool: &str, context: &ToolContext, query: &Query) -> Result<Self, ToolError> {
        let workspace = context.call.access.workspace.id.as_deref().unwrap_or_default();
        Self::read(tool, workspace, query, context.clock.now())
    }

    /// Where to begin: at the start without a cursor, else where the query's cursor says. Tool, workspace and query
    /// make a search the same one; how much is wanted, and from where, do not make it another.
    ///
    /// # Errors
    /// [`ToolError::Arguments`] for a cursor of another query, or one that nobody made. What does not look like
    /// ours is taken for Intercom's own when one object type is searched: people paste those.
    pub fn read(tool: &str, workspace: &str, query: &Query, now: Timestamp) -> Result<Self, ToolError> {
        let asked = Query { limit: None, starting_after: None, ..query.clone() }.to_string();
        let kinds = query.kinds();
        let at = |kind: &ObjectType, position| (*kind, Place { rest: Some(position), total_count: None });
        let mut paging = Self {
            digest: digest(&[tool, workspace, &asked]),
            now,
            depends_on_now: query.depends_on_now(),
            places: Vec::new(),
        };
        let Some(cursor) = query.starting_after.as_deref() else {
            paging.places = kinds.iter().map(|kind| at(kind, Position::default())).collect();
            return Ok(paging);
        };
        let wire = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|json| serde_json::from_slice::<Wire>(&json).ok());
        match (wire, kinds) {
            (Some(Wire(VERSION, digest, began, places)), _)
                if digest == paging.digest && places.len() == kinds.len() =>
            {
                paging.now = began.and_then(|began| Timestamp::from_second(began).ok()).unwrap_or(now);
                paging.places = kinds.iter().copied().zip(places.into_iter().map(Place::from)).collect();
            }
            (Some(_), _) => return Err(ToolError::Arguments(OF_ANOTHER_QUERY.to_owned())),
            (None, [kind]) => {
                paging.places = vec![at(kind, Position { page: Some(cursor.to_owned()), offset: 0 })];
            }
            (None, _) => return Err(ToolError::Arguments(NO_CURSOR.to_owned())),
        }
        Ok(paging)
    }

    /// The cursor of these places, or `None` when nothing is left.
    pub fn encode(&self, places: &[(ObjectType, Place)]) -> Option<String> {
        if places.iter().all(|(_, place)| place.rest.is_none()) {
            return None;
        }
        let places = places.iter().map(|(_, place)| WirePlace::from(place)).collect();
        let began = self.depends_on_now.then(|| self.now.as_second());
        let json = serde_json::to_vec(&Wire(VERSION, self.digest.clone(), began, places)).ok()?;
        Some(URL_SAFE_NO_PAD.encode(json))
    }
}

const OF_ANOTHER_QUERY: &str = "`starting_after` belongs to another query; found a cursor made for other search criteria\n\
    hint: repeat the query that gave the cursor word for word and change only `starting_after`, or leave it out to \
    begin at the first page";
const NO_CURSOR: &str = "`starting_after` is not a cursor of this search\n\
    hint: take it from `pages.next.starting_after` of the previous page, or leave it out";

fn digest(parts: &[&str]) -> String {
    let sum = parts.iter().fold(Sha256::new(), |sum, part| sum.chain_update(part).chain_update([0])).finalize();
    URL_SAFE_NO_PAD.encode(&sum[..9])
}
