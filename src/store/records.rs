//! Records of sign-in: who registered, who is signing in, what was granted.
//!
//! A record is bytes under a kind and an id, with a version and a moment after which it is gone. Nothing in it opens
//! anything by itself: codes and tokens are stored as digests, Intercom's tokens are sealed (`docs/storage.md`).

use async_trait::async_trait;
use jiff::Timestamp;

/// Bytes of a record's value, at most.
pub const MAX_VALUE: usize = 64 * 1024;

/// What a record is about. `docs/storage.md` has the content and lifetime of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A client that registered itself (RFC 7591), by client id.
    Client,
    /// A client's metadata document as last fetched, by the digest of its address.
    MetadataDocument,
    /// A sign-in that waits for Intercom's answer, by the digest of its state.
    SignIn,
    /// An authorization code, by its digest.
    Code,
    /// An access token, by its digest.
    AccessToken,
    /// A refresh token, by its digest.
    RefreshToken,
    /// The tokens that a used refresh token gave, for its grace, by a random id.
    Successor,
    /// What was granted, by the grant's id. Tokens are worth nothing without it.
    Grant,
    /// That somebody has told of an uninstall, by three hex digits of the digest of the workspace's id.
    Workspace,
}

impl Kind {
    /// The name under which it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::MetadataDocument => "metadata_document",
            Self::SignIn => "sign_in",
            Self::Code => "code",
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
            Self::Successor => "successor",
            Self::Grant => "grant",
            Self::Workspace => "workspace",
        }
    }
}

/// A record that has not expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// At most [`MAX_VALUE`] bytes.
    pub value: Vec<u8>,
    /// Grows with every write, from 1.
    pub version: u64,
    /// From this moment on the record is gone.
    pub expires: Timestamp,
}

/// Some records of a kind, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Ids with their records.
    pub records: Vec<(String, Record)>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// Why the store did not do what it was asked. What it was asked is undone: it happens whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Somebody else holds the database.
    #[error("the database stayed locked by another process: {0}")]
    Busy(String),
    /// There is no room to write.
    #[error("the database cannot grow, the disk is full or writing failed: {0}")]
    Full(String),
    /// What was read is no database of ours.
    #[error("the database is damaged: {0}; stop the server and restore it from a backup")]
    Corrupt(String),
    /// A value that is larger than [`MAX_VALUE`].
    #[error("a record of {0} bytes is too large")]
    TooLarge(usize),
    /// Anything else.
    #[error("the database cannot be used: {0}")]
    Unavailable(String),
}

/// Expiring, versioned records. Every write is on disk when it is answered.
#[async_trait]
pub trait Store: Send + Sync {
    /// Writes a record, whatever was there.
    async fn put(&self, kind: Kind, id: &str, value: Vec<u8>, expires: Timestamp) -> Result<(), Error>;

    /// The record, unless there is none or it has expired.
    async fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error>;

    /// Removes the record and returns it. Of several callers at once, one gets it.
    async fn take(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error>;

    /// Writes if the record has the version `expected`, which is 0 if there is to be none. Says whether it did.
    async fn replace(
        &self,
        kind: Kind,
        id: &str,
        expected: u64,
        value: Vec<u8>,
        expires: Timestamp,
    ) -> Result<bool, Error>;

    /// Records of a kind that have not expired; `cursor` is a page's `next`. For administration, and
    /// for what is counted once after a start: it reads all of them.
    async fn list(&self, kind: Kind, cursor: Option<&str>) -> Result<Page, Error>;

    /// Whether records can be read and written.
    async fn check(&self) -> Result<(), Error>;
}
