//! The statements, each a function of a connection.
//!
//! A record's version is the rowid of its row: `AUTOINCREMENT` never gives one twice in a database's life, not even
//! after the row was removed, and every write makes a new row. Moments are milliseconds of unix time.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::trust::Judgement;
use crate::store::records::{Kind, Page, Record};

/// Records of one page of a list.
const PAGE: usize = 100;
/// Expired records that one transaction removes, so that others need not wait long.
pub(super) const SWEPT_AT_ONCE: usize = 500;

/// What a record is found by.
pub(super) struct Key {
    kind: &'static str,
    id: String,
}

impl Key {
    pub(super) fn new(kind: Kind, id: &str) -> Self {
        Self { kind: kind.as_str(), id: id.to_owned() }
    }
}

pub(super) fn put(
    connection: &Connection,
    key: &Key,
    value: &[u8],
    expires: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO records (kind, id, value, expires, written) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![key.kind, key.id, value, expires.as_millisecond(), now.as_millisecond()])?;
    Ok(())
}

pub(super) fn get(connection: &Connection, key: &Key, now: Timestamp) -> rusqlite::Result<Option<Record>> {
    connection
        .prepare_cached("SELECT value, version, expires FROM records WHERE kind = ?1 AND id = ?2 AND expires > ?3")?
        .query_row(params![key.kind, key.id, now.as_millisecond()], |row| record(row, 0))
        .optional()
}

pub(super) fn take(connection: &Connection, key: &Key, now: Timestamp) -> rusqlite::Result<Option<Record>> {
    let taken = connection
        .prepare_cached("DELETE FROM records WHERE kind = ?1 AND id = ?2 RETURNING value, version, expires")?
        .query_row(params![key.kind, key.id], |row| record(row, 0))
        .optional()?;
    Ok(taken.filter(|record| record.expires.as_millisecond() > now.as_millisecond()))
}

pub(super) fn replace(
    connection: &Connection,
    key: &Key,
    expected: u64,
    value: &[u8],
    expires: Timestamp,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    // Rowids end where i64 does: no record has a version beyond it, and none has a negative one.
    let expected = i64::try_from(expected).unwrap_or(-1);
    let written = connection
        .prepare_cached(
            "INSERT OR REPLACE INTO records (kind, id, value, expires, written) SELECT ?1, ?2, ?3, ?4, ?6 \
             WHERE ?5 = coalesce((SELECT version FROM records WHERE kind = ?1 AND id = ?2 AND expires > ?6), 0)",
        )?
        .execute(params![key.kind, key.id, value, expires.as_millisecond(), expected, now.as_millisecond()])?;
    Ok(written > 0)
}

/// The records of a kind whose ids come after that of `after`.
pub(super) fn list(connection: &Connection, after: &Key, now: Timestamp) -> rusqlite::Result<Page> {
    let mut statement = connection.prepare_cached(
        "SELECT id, value, version, expires FROM records \
         WHERE kind = ?1 AND id > ?2 AND expires > ?3 ORDER BY id LIMIT ?4",
    )?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![after.kind, after.id, now.as_millisecond(), limit], |row| {
        Ok((row.get(0)?, record(row, 1)?))
    })?;
    let mut records = rows.collect::<rusqlite::Result<Vec<(String, Record)>>>()?;
    let is_last = records.len() <= PAGE;
    records.truncate(PAGE);
    let next = if is_last { None } else { records.last().map(|(id, _)| id.clone()) };
    Ok(Page { records, next })
}

/// Removes some records that have certainly expired, says how many.
pub(super) fn sweep(connection: &Connection, judgement: &Judgement) -> rusqlite::Result<usize> {
    let Judgement { now, certain, own_from, .. } = judgement;
    let most = i64::try_from(SWEPT_AT_ONCE).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "DELETE FROM records WHERE version IN (SELECT version FROM records \
             WHERE expires <= ?1 AND (expires <= ?2 OR written > ?3) ORDER BY expires LIMIT ?4)",
        )?
        .execute(params![now.as_millisecond(), certain.as_millisecond(), own_from.as_millisecond(), most])
}

/// When the next record expires, if any does after `now`.
pub(super) fn next_expiry(connection: &Connection, now: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    let next: Option<i64> = connection
        .prepare_cached("SELECT min(expires) FROM records WHERE expires > ?1")?
        .query_row([now.as_millisecond()], |row| row.get(0))?;
    Ok(next.and_then(|moment| Timestamp::from_millisecond(moment).ok()))
}

/// Writes a record that needs a page of its own and removes it again: shows that there is room and leave to write.
pub(super) fn probe(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO records (kind, id, value, expires) VALUES ('probe', '', zeroblob(4096), 0)",
        )?
        .execute([])?;
    connection.prepare_cached("DELETE FROM records WHERE kind = 'probe'")?.execute([])?;
    Ok(())
}

pub(super) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM records)")?.query_row([], |row| row.get(0))
}

/// A record from the columns `value, version, expires`, which begin at `first`.
fn record(row: &Row<'_>, first: usize) -> rusqlite::Result<Record> {
    let (version, expires): (i64, i64) = (row.get(first + 1)?, row.get(first + 2)?);
    Ok(Record {
        value: row.get(first)?,
        version: version.cast_unsigned(),
        expires: Timestamp::from_millisecond(expires)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(first + 2, expires))?,
    })
}
