//! What replicas share, behind traits: the rate-limit budget of a key, the mailboxes of HTTP+SSE, and the records
//! of sign-in.

mod in_process;
pub mod mailbox;
pub mod records;
mod sqlite;
mod window;

use async_trait::async_trait;
pub use in_process::InProcess;
use jiff::Timestamp;
pub use sqlite::{Limits, Sqlite};

/// What Intercom last said of a key's rate limit (intercom `X-RateLimit-*` headers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Calls allowed in the window.
    pub limit: u32,
    /// Calls left in the window.
    pub remaining: u32,
    /// When the window ends.
    pub reset: Timestamp,
}

/// Leave to make one call, or when to ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Send now; the call is counted.
    Granted,
    /// The window is used up; it ends at this moment.
    Exhausted(Timestamp),
}

/// The rate-limit budget of each key, shared by whoever calls Intercom with it.
#[async_trait]
pub trait Budget: Send + Sync {
    /// Takes one call out of `key`'s window at `now`. A key never observed is granted.
    async fn reserve(&self, key: &str, now: Timestamp) -> Reservation;

    /// Takes note of what an answer said. A later answer of the same window never raises the rest.
    async fn observe(&self, key: &str, observation: Observation, now: Timestamp);
}
