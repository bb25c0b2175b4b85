//! What SQLite says, as the store's errors. Its messages name tables and codes, never what stands in a record.

use std::sync::Arc;

use rusqlite::{Error as Failure, ErrorCode, ffi};

use crate::store::records::Error;

/// The database's path in backticks, or where else it is.
pub(super) type Place = Arc<str>;

/// Failures of writing, which a full disk or a quota brings about as well.
const WRITING: [i32; 5] = [
    ffi::SQLITE_IOERR_WRITE,
    ffi::SQLITE_IOERR_FSYNC,
    ffi::SQLITE_IOERR_DIR_FSYNC,
    ffi::SQLITE_IOERR_TRUNCATE,
    ffi::SQLITE_IOERR_SHMSIZE,
];

/// Whether another process holds the database.
pub(super) fn is_busy(failure: &Failure) -> bool {
    matches!(failure.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// The store's error for a failure in the database at `place`.
pub(super) fn explain(failure: &Failure, place: &str) -> Error {
    let (code, extended) = failure.sqlite_error().map(|error| (error.code, error.extended_code)).unzip();
    let found = match extended {
        Some(extended) => format!("{place}: {failure} (SQLite's code {extended})"),
        None => format!("{place}: {failure}"),
    };
    match code {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy(found),
        Some(ErrorCode::DiskFull) => Error::Full(found),
        Some(ErrorCode::SystemIoFailure) if extended.is_some_and(|extended| WRITING.contains(&extended)) => {
            Error::Full(found)
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Corrupt(found),
        // Columns have their types (`STRICT`), so that what does not fit them was not written by SQLite.
        None => Error::Corrupt(found),
        Some(_) => Error::Unavailable(found),
    }
}
