//! Which requests of a connection are under way, from their headers to the last byte of their answer.
//!
//! HTTP/2 keeps a connection open without a request for as long as its peer answers pings; so we count.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ::http::{Method, Version};
use axum::{body::Body, response::Response};
use tokio::sync::watch;

use super::{
    answer_body::{Answer, Paced},
    requests::UnderWay,
};

/// How often is looked at what becomes of answers.
const LOOK: Duration = Duration::from_secs(30);

/// The requests of one connection. Cheap to clone; clones count together.
#[derive(Clone)]
pub(super) struct InFlight {
    requests: watch::Sender<Requests>,
    /// Answers that have not gone whole, by the number of their request.
    answers: Answers,
}

/// The answers of a connection that have not gone whole.
pub(super) type Answers = Arc<Mutex<HashMap<u64, Arc<Mutex<Answer>>>>>;

#[derive(Clone, Copy, Default)]
struct Requests {
    begun: u64,
    now: usize,
    /// Whether nothing of the answer to the last of HTTP/1.1 is there yet.
    unanswered: bool,
}

/// A request under way, until it is dropped.
pub(super) struct Request {
    in_flight: InFlight,
    number: u64,
    /// An answer to GET may be an event stream, which has no end.
    is_get: bool,
}

impl InFlight {
    pub(super) fn new() -> Self {
        Self { requests: watch::Sender::default(), answers: Answers::default() }
    }

    pub(super) fn begin<B>(&self, request: &::http::Request<B>) -> Request {
        let unanswered = request.version() == Version::HTTP_11;
        let mut number = 0;
        self.requests.send_modify(|requests| {
            number = requests.begun + 1;
            *requests = Requests { begun: number, now: requests.now + 1, unanswered };
        });
        Request { in_flight: self.clone(), number, is_get: request.method() == Method::GET }
    }

    /// Returns while the answer to a request of HTTP/1.1 is being made that came after the `last`; its number.
    pub(super) async fn unanswered(&self, last: u64) -> u64 {
        let mut requests = self.requests.subscribe();
        // The sender is `self`, so that there is always one.
        requests.wait_for(|requests| requests.unanswered && requests.begun > last).await.map_or(last, |now| now.begun)
    }

    /// Whether there was a request at all.
    pub(super) fn any_yet(&self) -> bool {
        self.requests.borrow().begun > 0
    }

    /// Returns once nothing has been under way for `time`.
    pub(super) async fn none_for(&self, time: Duration) {
        let mut requests = self.requests.subscribe();
        loop {
            // The sender is `self`, so that there is always one.
            let _ = requests.wait_for(|requests| requests.now == 0).await;
            tokio::select! {
                _ = requests.wait_for(|requests| requests.now > 0) => {}
                () = tokio::time::sleep(time) => return,
            }
        }
    }

    /// Lets go of answers whose peer does not take them: what they hold is dropped, and they end broken off. Returns
    /// when nothing else is under way, so that the connection is of no use. HTTP/2 gives no other sign of it: such a
    /// peer answers pings.
    pub(super) async fn let_go_of_stalled(&self) {
        let mut requests = self.requests.subscribe();
        loop {
            // The sender is `self`, so that there is always one.
            let _ = requests.wait_for(|requests| requests.now > 0).await;
            tokio::time::sleep(LOOK).await;
            if self.look() {
                return;
            }
        }
    }

    /// Whether every answer that is under way was let go of.
    fn look(&self) -> bool {
        let answers: Vec<_> = lock(&self.answers).values().cloned().collect();
        let let_go: Vec<Body> = answers.iter().filter_map(|answer| lock(answer).look()).collect();
        if !let_go.is_empty() {
            tracing::debug!(answers = let_go.len(), "answers are dropped: their peer does not take them");
        }
        let under_way = self.requests.borrow().now;
        under_way > 0 && under_way == answers.iter().filter(|answer| lock(answer).is_let_go()).count()
    }
}

impl Request {
    /// The answer is there; its body keeps the request under way until it has ended.
    pub(super) fn until_end_of(self, mut response: Response) -> Response {
        let Self { in_flight, number, is_get } = &self;
        in_flight.requests.send_modify(|requests| requests.unanswered = false);
        let counted = response.extensions_mut().remove::<Arc<UnderWay>>();
        let (parts, body) = response.into_parts();
        if http_body::Body::is_end_stream(&body) {
            return Response::from_parts(parts, body);
        }
        let answer = Arc::new(Mutex::new(Answer::new(body, !is_get, counted)));
        lock(&in_flight.answers).insert(*number, Arc::clone(&answer));
        Response::from_parts(parts, Body::new(Paced::new(answer, self)))
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        lock(&self.in_flight.answers).remove(&self.number);
        self.in_flight.requests.send_modify(|requests| requests.now -= 1);
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
