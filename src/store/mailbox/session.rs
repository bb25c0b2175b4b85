//! What is remembered of one session.

use std::{
    collections::{HashSet, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use tokio::sync::Notify;

use super::{MAX_WAITING_BYTES, Reply};
use crate::secret::Fingerprint;

/// Request ids that are remembered of a session, at most.
const MAX_REQUESTS: usize = 1_024;
/// Messages that wait before one is dropped that is worth something only at once.
const PROMPT: usize = 32;

/// A session and what waits for it.
pub(super) struct Session {
    pub(super) owner: Arc<str>,
    /// Whose stream it is counted as.
    pub(super) person: Arc<str>,
    pub(super) opened: u64,
    pub(super) requests: Requests,
    pub(super) stream: Stream,
}

/// A session's stream.
pub(super) enum Stream {
    Open(Queue),
    /// Gone; the session is forgotten at that moment.
    Gone(Timestamp),
}

/// A reply on its way, and what decides where else it may go.
pub(super) struct Letter {
    pub(super) reply: Reply,
    /// When the session was opened whose request it answers, wherever it waits now.
    pub(super) opened: u64,
    /// Until when it may wait for a stream; set when its own has gone.
    pub(super) expires: Option<Timestamp>,
}

/// Messages on their way to an open stream.
#[derive(Default)]
pub(super) struct Queue {
    waiting: VecDeque<Message>,
    bytes: usize,
    /// Since when the reader has taken nothing, though something waits.
    stuck_since: Option<Timestamp>,
    pub(super) wake: Arc<Notify>,
}

enum Message {
    Reply(Letter),
    Notice(String),
}

impl Letter {
    pub(super) fn bytes(&self) -> usize {
        self.reply.line.len()
    }
}

impl Queue {
    /// Takes a letter if no more than so many letters and bytes wait then; says how many bytes were added.
    ///
    /// # Errors
    /// The letter, when it does not fit.
    pub(super) fn push(
        &mut self,
        letter: Letter,
        letters: usize,
        most_bytes: usize,
        now: Timestamp,
    ) -> Result<usize, Letter> {
        let bytes = letter.bytes();
        if !self.fits(bytes, letters, most_bytes) {
            return Err(letter);
        }
        self.add(Message::Reply(letter), bytes, now);
        Ok(bytes)
    }

    /// Takes what may be lost, if the reader is not behind; says how many bytes were added.
    pub(super) fn offer(&mut self, line: String, now: Timestamp) -> usize {
        let bytes = line.len();
        if !self.fits(bytes, PROMPT, MAX_WAITING_BYTES) {
            return 0;
        }
        self.add(Message::Notice(line), bytes, now);
        bytes
    }

    pub(super) fn pop(&mut self, now: Timestamp) -> Option<String> {
        let line = match self.waiting.pop_front()? {
            Message::Reply(letter) => letter.reply.line,
            Message::Notice(line) => line,
        };
        self.bytes -= line.len();
        self.stuck_since = (!self.waiting.is_empty()).then_some(now);
        Some(line)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn stuck_since(&self) -> Option<Timestamp> {
        self.stuck_since
    }

    /// What waited and must not be lost.
    pub(super) fn into_letters(self) -> impl Iterator<Item = Letter> {
        self.waiting.into_iter().filter_map(|message| match message {
            Message::Reply(letter) => Some(letter),
            Message::Notice(_) => None,
        })
    }

    fn fits(&self, bytes: usize, most: usize, most_bytes: usize) -> bool {
        // What is alone in the queue waits for nothing but the socket, however large it is.
        self.waiting.is_empty() || (self.waiting.len() < most && self.bytes + bytes <= most_bytes)
    }

    fn add(&mut self, message: Message, bytes: usize, now: Timestamp) {
        self.bytes += bytes;
        self.waiting.push_back(message);
        self.stuck_since.get_or_insert(now);
        self.wake.notify_one();
    }
}

/// The ids of a session's requests.
pub(super) enum Requests {
    Known(HashSet<Fingerprint>),
    TooMany,
}

impl Default for Requests {
    fn default() -> Self {
        Self::Known(HashSet::new())
    }
}

impl Requests {
    pub(super) fn note(&mut self, request: Fingerprint) {
        if let Self::Known(known) = self {
            known.insert(request);
            if known.len() > MAX_REQUESTS {
                *self = Self::TooMany;
            }
        }
    }

    /// Whether the session may have used the id. Of one that used too many to remember, nobody knows.
    pub(super) fn may_hold(&self, request: &Fingerprint) -> bool {
        match self {
            Self::Known(known) => known.contains(request),
            Self::TooMany => true,
        }
    }
}
