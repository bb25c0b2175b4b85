//! Mailboxes in this process's memory.
//!
//! One lock holds everything, so that a reply is either waiting for its own stream or orphaned, never between.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{AFTERLIFE, Address, Found, Full, Mailbox, Reply, office::Office, session::Stream};
use crate::{clock::Clock, secret::Fingerprint};

/// Mailboxes for a single server. Clones share them.
#[derive(Clone)]
pub struct InProcess {
    shared: Arc<Mutex<Shared>>,
    clock: Clock,
    streams: usize,
}

#[derive(Default)]
struct Shared {
    office: Office,
    /// Whether a task looks after what expires.
    is_swept: bool,
}

impl InProcess {
    /// Mailboxes for at most so many `streams`, a quarter of them for one person. Their time is that of `clock`.
    pub fn new(clock: Clock, streams: usize) -> Self {
        Self { shared: Arc::default(), clock, streams }
    }

    /// Moments are only compared with each other here, so that it does not matter to what the clock is set.
    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.clock.elapsed()).unwrap_or(SignedDuration::MAX);
        Timestamp::UNIX_EPOCH.checked_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, and says in the log what that cost, once nobody waits for the lock any more.
    fn change<T>(&self, change: impl FnOnce(&mut Shared, Timestamp) -> T) -> T {
        let now = self.now();
        let mut shared = self.shared();
        let (dropped, stalled) = (shared.office.dropped, shared.office.stalled);
        let outcome = change(&mut shared, now);
        let (dropped, stalled) = (shared.office.dropped - dropped, shared.office.stalled - stalled);
        drop(shared);
        if stalled > 0 {
            tracing::info!(streams = stalled, "event streams are dropped: their readers are too far behind");
        }
        if dropped > 0 {
            tracing::info!(replies = dropped, "replies are dropped: their event streams have gone");
        }
        outcome
    }

    /// What expires must go even if nobody ever comes back: a task looks after it while there is any.
    fn sweep_later(&self, shared: &mut Shared) {
        if std::mem::replace(&mut shared.is_swept, true) {
            return;
        }
        let mailboxes = self.clone();
        tokio::spawn(async move {
            loop {
                let moment = mailboxes.clock.after(AFTERLIFE);
                mailboxes.clock.sleep_until(moment).await;
                let goes_on = mailboxes.change(|shared, now| {
                    shared.is_swept = shared.office.sweep(now);
                    shared.is_swept
                });
                if !goes_on {
                    return;
                }
            }
        });
    }
}

#[async_trait]
impl Mailbox for InProcess {
    async fn open(&self, session: &str, owner: &str, person: &str) -> Result<Address, Full> {
        self.change(|shared, now| shared.office.open(session, owner, person, self.streams, now))
    }

    async fn find(&self, session: &str) -> Option<Found> {
        let shared = self.shared();
        let (session, entry) = shared.office.sessions.get_key_value(session)?;
        let is_open = match entry.stream {
            Stream::Open(_) => true,
            Stream::Gone(until) if until > self.now() => false,
            Stream::Gone(_) => return None,
        };
        let address = Address { session: session.clone(), owner: entry.owner.clone(), opened: entry.opened };
        Some(Found { address, is_open })
    }

    async fn note_request(&self, address: &Address, request: Fingerprint) {
        let mut shared = self.shared();
        if let Some(session) = shared.office.sessions.get_mut(&address.session)
            && matches!(session.stream, Stream::Open(_))
        {
            session.requests.note(request);
        }
    }

    async fn append(&self, address: &Address, reply: Reply) {
        self.change(|shared, now| {
            shared.office.append(address, reply, now);
            self.sweep_later(shared);
        });
    }

    async fn offer(&self, address: &Address, line: String) {
        let now = self.now();
        self.shared().office.offer(address, line, now);
    }

    async fn filled(&self, address: &Address) {
        loop {
            let wake = match self.shared().office.queue(&address.session) {
                Some(queue) if queue.is_empty() => queue.wake.clone(),
                _ => return,
            };
            // A permit of `notify_one` is kept, so that nothing between the look and the wait is missed.
            wake.notified().await;
        }
    }

    async fn read(&self, address: &Address) -> Option<String> {
        self.filled(address).await;
        self.shared().office.take(address, self.now())
    }

    async fn close(&self, address: &Address) {
        self.change(|shared, now| {
            shared.office.close(&address.session, now);
            self.sweep_later(shared);
        });
    }

    fn dropped(&self) -> u64 {
        self.shared().office.dropped
    }
}
