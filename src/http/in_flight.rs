//! Which requests of a connection are under way, from their headers to the last byte of their answer.
//!
//! HTTP/2 keeps a connection open without a request for as long as its peer answers pings; so we count.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use ::http::Version;
use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::sync::watch;

/// The requests of one connection. Cheap to clone; clones count together.
#[derive(Clone)]
pub(super) struct InFlight(watch::Sender<Requests>);

#[derive(Clone, Copy, Default)]
struct Requests {
    begun: u64,
    now: usize,
    /// Whether nothing of the answer to the last of HTTP/1.1 is there yet.
    unanswered: bool,
}

/// A request under way, until it is dropped.
pub(super) struct Request(InFlight);

impl InFlight {
    pub(super) fn new() -> Self {
        Self(watch::Sender::default())
    }

    pub(super) fn begin(&self, version: Version) -> Request {
        let unanswered = version == Version::HTTP_11;
        self.0.send_modify(|requests| {
            *requests = Requests { begun: requests.begun + 1, now: requests.now + 1, unanswered };
        });
        Request(self.clone())
    }

    /// Returns while the answer to a request of HTTP/1.1 is being made that came after the `last`; its number.
    pub(super) async fn unanswered(&self, last: u64) -> u64 {
        let mut requests = self.0.subscribe();
        // The sender is `self`, so that there is always one.
        requests.wait_for(|requests| requests.unanswered && requests.begun > last).await.map_or(last, |now| now.begun)
    }

    /// Whether there was a request at all.
    pub(super) fn any_yet(&self) -> bool {
        self.0.borrow().begun > 0
    }

    /// Returns once nothing has been under way for `time`.
    pub(super) async fn none_for(&self, time: Duration) {
        let mut requests = self.0.subscribe();
        loop {
            // The sender is `self`, so that there is always one.
            let _ = requests.wait_for(|requests| requests.now == 0).await;
            tokio::select! {
                _ = requests.wait_for(|requests| requests.now > 0) => {}
                () = tokio::time::sleep(time) => return,
            }
        }
    }
}

impl Request {
    /// The answer is there, and this its body, which keeps the request under way until it has ended.
    pub(super) fn until_end_of(self, body: Body) -> Body {
        self.0.0.send_modify(|requests| requests.unanswered = false);
        Body::new(Answer { body, _request: self })
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.0.0.send_modify(|requests| requests.now -= 1);
    }
}

struct Answer {
    body: Body,
    _request: Request,
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
