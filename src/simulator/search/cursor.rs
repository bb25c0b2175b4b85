//! `starting_after`: base64 of `[sort value in milliseconds, id of the last object, next page, digest of the query]`.
//!
//! Opaque to callers. Intercom's has the first three; the fourth binds it to its query, so that a cursor sent with
//! another one is refused instead of answering nonsense.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::simulator::error::Refusal;

/// A place in a list of results.
#[derive(Debug, PartialEq)]
pub(super) struct Cursor {
    pub(super) milliseconds: i64,
    /// Id of the last object of the page before.
    pub(super) after: String,
    pub(super) page: u64,
    pub(super) digest: u64,
}

impl Cursor {
    pub(super) fn encode(&self) -> String {
        let parts = json!([self.milliseconds, self.after, self.page, format!("{:016x}", self.digest)]);
        STANDARD.encode(parts.to_string())
    }

    /// Reads a cursor of the query with that digest.
    pub(super) fn decode(cursor: &str, digest: u64) -> Result<Self, Refusal> {
        let cursor = Self::read(cursor).ok_or_else(Refusal::invalid_cursor)?;
        if cursor.digest == digest { Ok(cursor) } else { Err(Refusal::invalid_cursor()) }
    }

    fn read(cursor: &str) -> Option<Self> {
        let bytes = STANDARD.decode(cursor).ok()?;
        let Value::Array(parts) = serde_json::from_slice(&bytes).ok()? else { return None };
        let [milliseconds, after, page, digest] = parts.as_slice() else { return None };
        Some(Self {
            milliseconds: milliseconds.as_i64()?,
            after: after.as_str()?.to_owned(),
            page: page.as_u64()?,
            digest: u64::from_str_radix(digest.as_str()?, 16).ok()?,
        })
    }
}
