//! Mailboxes of HTTP+SSE: one per session, between whoever makes a reply and the event stream that carries it.
//!
//! A session is opened together with its stream. A reply whose stream has gone is an *orphan*:
//!
//! - It goes to the newest stream of the same owner that opened after the session's own, already open or the
//!   next within a minute, if its request id is known ([`Reply::request`]) and that stream's session has not
//!   used the same id.
//! - Every other orphan is dropped and counted.
//!
//! Everything is bounded: streams, waiting replies in number and bytes, remembered sessions and request ids.
//! A stream whose reader falls too far behind, or takes nothing for a minute, is dropped rather than the memory;
//! what waited for it is orphaned. Where an owner, or all of them, have too much waiting, the fullest stream goes.

mod in_process;
mod office;
mod session;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
pub use in_process::InProcess;

use crate::secret::Fingerprint;

/// How long a session is known after its stream has gone, and how long an orphan waits for a stream.
pub const AFTERLIFE: Duration = Duration::from_secs(60);

/// Streams that are open at the same time, at most, however many descriptors there are.
const MAX_STREAMS: usize = 10_000;
/// Replies that wait for the reader of one stream, at most.
pub const MAX_WAITING: usize = 1_024;
/// Bytes of replies that wait for the reader of one stream, at most; a single reply may be larger.
pub const MAX_WAITING_BYTES: usize = 8 * 1024 * 1024;
/// Bytes that wait for one owner's streams, at most.
pub const MAX_BYTES_OF_AN_OWNER: usize = 32 * 1024 * 1024;
/// Bytes that wait in all mailboxes, at most.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;

/// How many streams a process may hold that has so many descriptors: half of them. The rest are for other
/// connections, and for those to Intercom.
pub fn streams_within(descriptors: u64) -> usize {
    usize::try_from(descriptors / 2).unwrap_or(MAX_STREAMS).clamp(PERSONS_SHARE, MAX_STREAMS)
}

/// One person gets this part of all streams, so that nobody takes all places: a quarter.
const PERSONS_SHARE: usize = 4;

/// Where a session's replies go. Handed out by [`Mailbox::open`] and [`Mailbox::find`].
#[derive(Clone, Debug)]
pub struct Address {
    /// The session's id: a secret of whoever opened it.
    pub session: Arc<str>,
    /// The principal that opened it; nobody else's stream ever gets its replies.
    pub owner: Arc<str>,
    /// The place of its opening among all openings: a later one has a greater number.
    pub opened: u64,
}

/// A session that is known.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where its replies go.
    pub address: Address,
    /// Whether its own stream is open.
    pub is_open: bool,
}

/// A message for a stream.
#[derive(Clone, Debug)]
pub struct Reply {
    /// One line of JSON.
    pub line: String,
    /// The request's id, if it tells the reply apart from those of other sessions. Without it the reply goes
    /// to its own stream or nowhere.
    pub request: Option<Fingerprint>,
}

/// Why no stream is opened. Both hold how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Full {
    /// The person has a quarter of all streams.
    #[error("{0} event streams of this person are open, which is the limit")]
    OfPerson(usize),
    /// All streams are taken.
    #[error("{0} event streams are open on this server, which is the limit")]
    OfServer(usize),
}

/// The mailboxes of all sessions.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// Opens a session with its stream, and hands over the orphans that wait for one of `owner`. The stream is counted
    /// as one of `person`, who may own several principals.
    ///
    /// # Errors
    /// When there is no room for another stream.
    async fn open(&self, session: &str, owner: &str, person: &str) -> Result<Address, Full>;

    /// The session of that id, until a minute after its stream has gone.
    async fn find(&self, session: &str) -> Option<Found>;

    /// Notes that the session has sent a request with this id: it will get no other session's reply to such.
    async fn note_request(&self, address: &Address, request: Fingerprint);

    /// Leaves a reply: for the session's own stream, or as an orphan.
    async fn append(&self, address: &Address, reply: Reply);

    /// Leaves a message that is worth something only at once: lost when the stream has gone or is behind.
    async fn offer(&self, address: &Address, line: String);

    /// Returns when [`Mailbox::read`] would not wait: a message is there, or the stream is to end.
    async fn filled(&self, address: &Address);

    /// The next message for the session's stream; waits for one. `None` once the stream is to end, because its
    /// reader was too slow. Only one call per session waits at a time.
    async fn read(&self, address: &Address) -> Option<String>;

    /// The session's stream has gone; what waits for it is orphaned. Doing it again changes nothing.
    async fn close(&self, address: &Address);

    /// How many orphans were dropped so far.
    fn dropped(&self) -> u64;
}
