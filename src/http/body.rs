//! How much body a request may have, how long it may take, whose room it takes, and what becomes of one that nobody
//! reads.
//!
//! - more than its route takes (1 MiB of messages, 64 KiB of parameters), announced or not → 413
//! - more than its owner may have at the same time                                         → 429
//! - no room at all                                                                        → 503
//! - not complete after 30 s                                                               → 408
//! - answered before it was read       → read on and dropped, for a moment: a server that closes an HTTP/1
//!   connection with unread bytes resets it, and the client may lose the answer with it (RFC 9112, section 9.6)
//!
//! A body is read as a whole, once there is room for it ([`budget`](super::budget)), and handed on in one piece: kept
//! as it arrives it would take many times its length, if it arrives byte by byte. The piece holds the room until its
//! last clone is dropped.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
    time::Duration,
};

use ::http::{Version, header::EXPECT};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use bytes::BytesMut;
use futures_util::future::BoxFuture;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::Sleep;

use super::{
    body_kind::{Fault, Kind},
    budget::{Budget, Full, Owner, Reservation},
};
use crate::oauth::{bearer::Principal, failures::Source};

const TIME_TO_SEND: Duration = Duration::from_secs(30);
const TIME_TO_LINGER: Duration = Duration::from_secs(5);
const MAX_LINGERING: u64 = 1024 * 1024;
/// What a request takes besides its body: headers, tasks, buffers.
const OVERHEAD: u64 = 8 * 1024;
/// What a value in a body takes when it is read, over its own bytes.
const PART: u64 = 256;
/// Room that is not worth giving back.
const SLACK: u64 = 16 * 1024;
/// Those of whom Intercom does not say who they are count as one person.
const UNKNOWN_PERSON: &str = "";
/// Bytes for which memory is taken before they are there.
const FIRST_BYTES: usize = 16 * 1024;

/// What is known of a body that is not read yet, and what was wrong with it.
#[derive(Default)]
struct Conditions {
    terms: OnceLock<(Owner, Kind)>,
    fault: OnceLock<Fault>,
}

/// Bounds the body, and answers when a bound was hit, whatever the handler made of the broken body.
pub(super) async fn bound(State(budget): State<Budget>, request: Request, next: Next) -> Response {
    let is_http1 = request.version() < Version::HTTP_2;
    // Reading on would make hyper send the `100 Continue` that the client waits for before it sends anything.
    let lingers = is_http1 && !request.headers().contains_key(EXPECT);
    let conditions = Arc::new(Conditions::default());
    let mut request = request.map(|body| {
        let bounded = Bounded {
            state: Reading::NotBegun(body),
            deadline: None,
            conditions: Arc::clone(&conditions),
            budget,
            lingers,
        };
        Body::new(bounded)
    });
    request.extensions_mut().insert(Arc::clone(&conditions));
    let response = next.run(request).await;
    match (conditions.fault.get(), conditions.terms.get()) {
        (Some(fault), Some((_, kind))) => fault.answer(*kind, is_http1),
        _ => response,
    }
}

/// Says whose the body is, once that is known: of a caller with a credential.
pub(super) async fn of_principal(request: Request, next: Next) -> Response {
    let owner = request.extensions().get::<Principal>().map(|Principal { access, .. }| Owner::Principal {
        principal: Arc::clone(&access.principal),
        person: access.person.clone().unwrap_or_else(|| UNKNOWN_PERSON.into()),
    });
    owned(owner, Kind::Messages, request, next).await
}

/// The same for one without.
pub(super) async fn of_source(State(kind): State<Kind>, request: Request, next: Next) -> Response {
    let owner = request.extensions().get::<Source>().copied().map(Owner::Source);
    owned(owner, kind, request, next).await
}

async fn owned(owner: Option<Owner>, kind: Kind, request: Request, next: Next) -> Response {
    if let (Some(owner), Some(conditions)) = (owner, request.extensions().get::<Arc<Conditions>>()) {
        let _ = conditions.terms.set((owner, kind));
        if http_body::Body::size_hint(request.body()).lower() > kind.limit() {
            let _ = conditions.fault.set(Fault::TooLarge);
            // Replaced by what `bound` answers.
            return Response::default();
        }
    }
    next.run(request).await
}

struct Bounded {
    state: Reading,
    /// Begins when somebody reads: who is asking may have to be found out first, which takes its time.
    deadline: Option<Pin<Box<Sleep>>>,
    conditions: Arc<Conditions>,
    budget: Budget,
    lingers: bool,
}

enum Reading {
    NotBegun(Body),
    /// Until there is room.
    Waiting(Body, BoxFuture<'static, Result<Reservation, Full>>),
    Begun(Body, BytesMut, Reservation),
    /// Handed on, or not to be read at all.
    Over,
}

/// A whole body and the room that it takes.
struct Held {
    bytes: Bytes,
    _reservation: Reservation,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Bounded {
    fn poll_whole(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        let Some((owner, kind)) = self.conditions.terms.get() else { return Poll::Ready(None) };
        loop {
            self.state = match std::mem::replace(&mut self.state, Reading::Over) {
                Reading::NotBegun(body) => {
                    let announced = http_body::Body::size_hint(&body).exact();
                    if http_body::Body::is_end_stream(&body) || announced == Some(0) {
                        return Poll::Ready(None);
                    }
                    let bytes = announced.unwrap_or_else(|| kind.limit()) + OVERHEAD;
                    match self.budget.reserve_now(owner.clone(), bytes) {
                        Ok(reservation) => begun(body, announced, reservation),
                        Err(_) => {
                            let (budget, owner) = (self.budget.clone(), owner.clone());
                            Reading::Waiting(body, Box::pin(async move { budget.reserve(owner, bytes).await }))
                        }
                    }
                }
                Reading::Waiting(body, mut turn) => match turn.as_mut().poll(context) {
                    Poll::Ready(Ok(reservation)) => {
                        let announced = http_body::Body::size_hint(&body).exact();
                        begun(body, announced, reservation)
                    }
                    Poll::Ready(Err(full)) => {
                        self.state = Reading::NotBegun(body);
                        return Poll::Ready(Some(Err(Fault::of(full).into())));
                    }
                    Poll::Pending => {
                        self.state = Reading::Waiting(body, turn);
                        return Poll::Pending;
                    }
                },
                Reading::Begun(mut body, mut bytes, reservation) => match Pin::new(&mut body).poll_frame(context) {
                    Poll::Ready(Some(Ok(frame))) => {
                        let data = frame.data_ref().map_or(&[][..], Bytes::as_ref);
                        if (bytes.len() + data.len()) as u64 > kind.limit() {
                            return Poll::Ready(Some(Err(Fault::TooLarge.into())));
                        }
                        bytes.extend_from_slice(data);
                        Reading::Begun(body, bytes, reservation)
                    }
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(Failure::Broken(error)))),
                    Poll::Ready(None) => return Poll::Ready(whole(bytes.freeze(), *kind, reservation)),
                    Poll::Pending => {
                        self.state = Reading::Begun(body, bytes, reservation);
                        return Poll::Pending;
                    }
                },
                Reading::Over => return Poll::Ready(None),
            };
        }
    }
}

fn begun(body: Body, announced: Option<u64>, reservation: Reservation) -> Reading {
    let announced = announced.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or_default();
    Reading::Begun(body, BytesMut::with_capacity(announced.min(FIRST_BYTES)), reservation)
}

/// The body with the room for what it becomes when it is read.
fn whole(bytes: Bytes, kind: Kind, mut reservation: Reservation) -> Option<Result<Bytes, Failure>> {
    if bytes.is_empty() {
        return None;
    }
    let needed = bytes.len() as u64 + OVERHEAD + kind.parts(&bytes) * PART;
    if let Err(full) = reservation.resize(needed, SLACK) {
        return Some(Err(Fault::of(full).into()));
    }
    Some(Ok(Bytes::from_owner(Held { bytes, _reservation: reservation })))
}

/// Why a body is not handed on.
enum Failure {
    Fault(Fault),
    /// The connection's own reason.
    Broken(axum::Error),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl http_body::Body for Bounded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if http_body::Body::is_end_stream(&*self) {
            return Poll::Ready(None);
        }
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(TIME_TO_SEND)));
        let read = if deadline.as_mut().poll(context).is_ready() {
            Some(Err(Fault::TooSlow.into()))
        } else {
            ready!(self.poll_whole(context))
        };
        Poll::Ready(read.map(|read| match read {
            Ok(bytes) => Ok(Frame::data(bytes)),
            Err(Failure::Broken(error)) => Err(error),
            Err(Failure::Fault(fault)) => Err(axum::Error::new(*self.conditions.fault.get_or_init(|| fault))),
        }))
    }

    fn is_end_stream(&self) -> bool {
        match &self.state {
            Reading::NotBegun(body) => http_body::Body::is_end_stream(body),
            Reading::Waiting(..) | Reading::Begun(..) => false,
            Reading::Over => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.state {
            Reading::NotBegun(body) => http_body::Body::size_hint(body),
            Reading::Waiting(..) | Reading::Begun(..) => SizeHint::default(),
            Reading::Over => SizeHint::with_exact(0),
        }
    }
}

impl Drop for Bounded {
    fn drop(&mut self) {
        let is_refused = matches!(self.conditions.fault.get(), Some(Fault::TooLarge | Fault::TooSlow));
        if !self.lingers || is_refused || http_body::Body::is_end_stream(self) {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        // What was read of it is dropped at once, with the room that it took.
        let mut body = match std::mem::replace(&mut self.state, Reading::Over) {
            Reading::NotBegun(body) | Reading::Waiting(body, _) | Reading::Begun(body, ..) => body,
            Reading::Over => return,
        };
        runtime.spawn(tokio::time::timeout(TIME_TO_LINGER, async move {
            let mut left = MAX_LINGERING;
            while let Some(Ok(frame)) = body.frame().await {
                match left.checked_sub(frame.data_ref().map_or(0, Bytes::len) as u64) {
                    Some(rest) => left = rest,
                    None => break,
                }
            }
        }));
    }
}
