//! Opening a database: whose it is, whether it is whole, its settings and its schema.
//!
//! `application_id` says that it is ours, `user_version` which migrations it has had. Nothing is changed before both
//! are known: another program's database stays as it is.

use std::{path::Path, thread, time::Duration};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Limits, failure};
use crate::store::records::Error;

/// `imcp` in ASCII.
const APPLICATION: i32 = 0x696d_6370;
/// From each version to the next; version 0 is an empty database. Only ever added to.
const MIGRATIONS: &[&str] = &[RECORDS, SUCCESSORS_APART, CLOCK];
const RECORDS: &str = "
    CREATE TABLE records (
        version INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        value BLOB NOT NULL,
        expires INTEGER NOT NULL,
        UNIQUE (kind, id)
    ) STRICT;
    CREATE INDEX records_by_expiry ON records (expires);
";
/// Used refresh tokens held the tokens that followed, and Intercom's, for as long as they were remembered. What they
/// hold now says only that they were used.
const SUCCESSORS_APART: &str = "
    UPDATE records
    SET value = CAST(
        json_set(json_remove(CAST(value AS TEXT), '$.rotation.successor'), '$.issue.sealed', '') AS BLOB)
    WHERE kind = 'refresh_token' AND CASE WHEN json_valid(CAST(value AS TEXT))
        THEN json_type(CAST(value AS TEXT), '$.rotation') = 'object' ELSE 0 END;
";
/// When records were written, and up to when the database was in use (`trust.rs`); of what is there already nobody
/// knows it, which 0 says.
const CLOCK: &str = "
    ALTER TABLE records ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE clock (seen INTEGER NOT NULL) STRICT;
    INSERT INTO clock (seen) VALUES (0);
";
/// What `-wal` shrinks to after a burst of writes, in bytes.
const WAL_KEPT: i64 = 16 * 1024 * 1024;
/// How often switching to WAL is tried; SQLite does not wait for another process there.
const ATTEMPTS: u32 = 50;

/// A database as it is found.
struct Found {
    application: i32,
    version: i32,
    tables: i64,
}

/// Opens the file for writing; checks it, sets it up, migrates it.
pub(super) fn open_file(path: &Path, place: &str, limits: Limits) -> Result<Connection, Error> {
    let explain = |error: rusqlite::Error| explain_start(&error, place, limits);
    let mut connection = connect(path, limits).map_err(explain)?;
    let found = look(&connection).map_err(explain)?;
    refuse_others(&found, place)?;
    if connection.is_readonly("main").map_err(explain)? {
        let found = format!("{place} cannot be written to by this user; change its owner or its mode");
        return Err(Error::Unavailable(found));
    }
    if let Some(damage) = damage(&connection).map_err(explain)? {
        return Err(Error::Corrupt(format!("{place}: {damage}")));
    }
    write_ahead(&connection, place, limits)?;
    set_up(&connection, limits).and_then(|()| migrate(&mut connection)).map_err(explain)?;
    empty_log(&connection, limits);
    Ok(connection)
}

/// Another connection to a file that was opened for writing.
pub(super) fn open_for_reading(path: &Path, limits: Limits) -> rusqlite::Result<Connection> {
    let connection = connect(path, limits)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A database that nobody else sees.
pub(super) fn open_memory(limits: Limits) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    set_up(&connection, limits)?;
    migrate(&mut connection)?;
    Ok(connection)
}

fn connect(path: &Path, limits: Limits) -> rusqlite::Result<Connection> {
    // Without `CREATE`: the file is there, made with its mode. Each connection stays with one thread.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(limits.wait)?;
    Ok(connection)
}

/// Looks at one moment: another process may be making the same database.
fn look(connection: &Connection) -> rusqlite::Result<Found> {
    let snapshot = connection.unchecked_transaction()?;
    Ok(Found {
        tables: snapshot.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
        application: snapshot.pragma_query_value(None, "application_id", |row| row.get(0))?,
        version: snapshot.pragma_query_value(None, "user_version", |row| row.get(0))?,
    })
}

fn refuse_others(found: &Found, place: &str) -> Result<(), Error> {
    let known = MIGRATIONS.len();
    let is_new = found.application == 0 && found.version == 0 && found.tables == 0;
    if found.application != APPLICATION && !is_new {
        let found = format!("{place} is another program's database; set `STORE_URL` to another path");
        return Err(Error::Unavailable(found));
    }
    match usize::try_from(found.version) {
        Ok(version) if version <= known => Ok(()),
        _ => Err(Error::Unavailable(format!(
            "{place} has schema {}, and this version of the server knows schemas up to {known}: a newer one has used \
             it; run that one, or restore a backup from before",
            found.version
        ))),
    }
}

/// What SQLite finds wrong with the pages, if anything.
fn damage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    // The pages that were read are not needed again soon.
    connection.execute_batch("PRAGMA shrink_memory")?;
    Ok((found != "ok").then(|| found.replace('\n', " ")))
}

/// Readers and a writer do not wait for each other in WAL mode.
fn write_ahead(connection: &Connection, place: &str, limits: Limits) -> Result<(), Error> {
    let switch = || connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
    let mut mode = switch();
    for _ in 1..ATTEMPTS {
        if !mode.as_ref().is_err_and(failure::is_busy) {
            break;
        }
        thread::sleep(limits.wait / ATTEMPTS);
        mode = switch();
    }
    match mode {
        Ok(mode) if mode == "wal" => Ok(()),
        Ok(mode) => Err(Error::Unavailable(format!(
            "{place} stays in journal mode `{mode}`: its file system lacks the shared memory that WAL needs; set \
             `STORE_URL` to a path on a local disk"
        ))),
        Err(error) => Err(explain_start(&error, place, limits)),
    }
}

fn set_up(connection: &Connection, limits: Limits) -> rusqlite::Result<()> {
    // A commit that was answered outlives a power cut; what was removed is overwritten; nothing is put into other files.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF",
    )?;
    connection.pragma_update_and_check(None, "journal_size_limit", WAL_KEPT, |_| Ok(()))?;
    if let Some(pages) = limits.pages {
        connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    Ok(())
}

/// Moves what stands in `-wal` into the file and makes it empty: until then it holds what was removed or replaced.
/// Waits for nobody: while another process reads, a later attempt does it. Outside of a transaction only.
pub(super) fn empty_log(connection: &Connection, limits: Limits) {
    // What fails here fails at the next write, too, and is told there.
    let _ = connection.busy_timeout(Duration::ZERO);
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    let _ = connection.busy_timeout(limits.wait);
}

/// Brings the schema up to date, in one transaction: another process may be at it as well.
fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    if done >= MIGRATIONS.len() {
        return Ok(());
    }
    for migration in &MIGRATIONS[done..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX))?;
    transaction.commit()
}

/// The error of a failure at the start, where the operator may have given a wrong path.
fn explain_start(error: &rusqlite::Error, place: &str, limits: Limits) -> Error {
    use rusqlite::ErrorCode::{CannotOpen, NotADatabase, ReadOnly};

    match error.sqlite_error_code() {
        Some(NotADatabase) => Error::Unavailable(format!(
            "{place} is no SQLite database; set `STORE_URL` to another path, or restore the file from a backup"
        )),
        Some(CannotOpen | ReadOnly) => Error::Unavailable(format!(
            "{place}: {error}; this user must be able to write to the file, and to its directory, where SQLite keeps \
             `-wal` and `-shm` beside it"
        )),
        _ if failure::is_busy(error) => Error::Busy(format!(
            "{place}, waited {}; end what holds it (`fuser` names it) and start again",
            humantime::format_duration(limits.wait)
        )),
        _ => failure::explain(error, place),
    }
}

#[cfg(test)]
mod tests;
