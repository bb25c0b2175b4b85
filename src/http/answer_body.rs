//! An answer on its way out: in pieces, each when there is room for it, and not for longer than its peer takes them.
//!
//! hyper asks for the next piece once the last has gone into the socket or the stream's window, so that what a peer
//! does not take stays here. Who takes nothing for a minute, or needs minutes for an answer that is made, is let go of.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
};

use axum::body::{Body, Bytes};
use http_body::{Body as _, Frame, SizeHint};

use super::{
    in_flight::{Request, lock},
    requests::UnderWay,
};

/// Bytes of an answer of known length that go out in one piece.
const PIECE: usize = 32 * 1024;
/// Looks in a row at an answer that is ready and not taken, after which it is let go of.
const LOOKS_WAITING: u8 = 2;
/// Looks at an answer with an end, after which it is let go of: a call has 50 s, and its answer twice as long.
const LOOKS: u8 = 6;

/// An answer, and what its peer does with it.
pub struct Answer {
    /// `None` once it was let go of.
    body: Option<Body>,
    /// What of the last frame has not gone yet.
    rest: Bytes,
    /// Whether something is there that was not asked for since.
    waits: bool,
    looks_waiting: u8,
    looks: u8,
    has_end: bool,
    /// Bytes that go out in one piece: an event stays whole.
    piece: usize,
    /// The stream stays counted for as long as it is there.
    _counted: Option<Arc<UnderWay>>,
}

impl Answer {
    /// An answer of which nothing has gone yet. `has_end` is false for event streams, which may last; `counted` is given
    /// back with the answer.
    pub fn new(body: Body, has_end: bool, counted: Option<Arc<UnderWay>>) -> Self {
        let piece = if body.size_hint().exact().is_some() { PIECE } else { usize::MAX };
        let (rest, waits, looks_waiting, looks) = (Bytes::new(), true, 0, 0);
        Self { body: Some(body), rest, waits, looks_waiting, looks, has_end, piece, _counted: counted }
    }

    /// Looks whether the answer goes on. What it is made of, if it does not, and is to be dropped.
    pub fn look(&mut self) -> Option<Body> {
        self.looks = self.looks.saturating_add(1);
        self.looks_waiting = if self.waits { self.looks_waiting + 1 } else { 0 };
        if self.looks_waiting < LOOKS_WAITING && !(self.has_end && self.looks >= LOOKS) {
            return None;
        }
        self.rest = Bytes::new();
        self.body.take()
    }

    /// Whether it was let go of.
    pub fn is_let_go(&self) -> bool {
        self.body.is_none()
    }

    /// The next piece.
    pub fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        (self.waits, self.looks_waiting) = (false, 0);
        let Some(body) = &mut self.body else {
            return Poll::Ready(Some(Err(axum::Error::new(LetGo))));
        };
        if self.rest.is_empty() {
            match ready!(Pin::new(body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                end => return Poll::Ready(end),
            }
        }
        self.waits = true;
        let piece = self.rest.split_to(self.rest.len().min(self.piece));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the answer was not taken")]
struct LetGo;

/// The body that goes out.
pub(super) struct Paced {
    answer: Arc<Mutex<Answer>>,
    _request: Request,
}

impl Paced {
    pub(super) fn new(answer: Arc<Mutex<Answer>>, request: Request) -> Self {
        Self { answer, _request: request }
    }
}

impl http_body::Body for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        lock(&self.answer).poll_piece(context)
    }

    fn is_end_stream(&self) -> bool {
        let answer = lock(&self.answer);
        answer.rest.is_empty() && answer.body.as_ref().is_some_and(http_body::Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let answer = lock(&self.answer);
        let Some(hint) = answer.body.as_ref().map(http_body::Body::size_hint) else { return SizeHint::default() };
        let rest = answer.rest.len() as u64;
        let mut whole = SizeHint::new();
        if let Some(upper) = hint.upper() {
            whole.set_upper(upper + rest);
        }
        whole.set_lower(hint.lower() + rest);
        whole
    }
}
