//! An answer as an event stream (HTML standard, "Server-sent events"): messages as they come, then the end.
//!
//! No event has an id and none is empty: older clients parse every event as JSON, and there is nothing to
//! resume. Comments keep idle connections open through proxies; the first goes out at once.
//!
//! A body is polled only when its client reads. What the answer is made of is therefore a task of its own, and
//! a client that stops reading delays nobody: the task's time runs, its places are given back, and no more than
//! [`BACKLOG`] lines of [`BACKLOG_BYTES`] together wait for the client to go on. The task ends with the body.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    task::JoinHandle,
};
use tracing::{Instrument, Span};

use super::{parting::Parting, progress::Outlet};
use crate::{clock::Clock, oauth::audit};

/// How long a stream stays silent, at most. Load balancers cut at 60 s and above.
const PING_INTERVAL: Duration = Duration::from_secs(15);

/// Lines that wait for their reader, at most.
const BACKLOG: usize = 64;
/// Bytes of them, at most, unless one line alone has more.
const BACKLOG_BYTES: u32 = 64 * 1024;

/// Where the messages of an answer go.
pub(super) struct Lines {
    sender: mpsc::Sender<Line>,
    room: Arc<Semaphore>,
}

/// A line, and the room that it takes until it is read.
struct Line {
    text: String,
    _room: Option<OwnedSemaphorePermit>,
}

impl Outlet for Lines {
    async fn send(&self, line: String) {
        // The semaphore is never closed.
        let room = Arc::clone(&self.room).acquire_many_owned(bytes(&line)).await.ok();
        // Without a reader the task is about to be stopped.
        let _ = self.sender.send(Line { text: line, _room: room }).await;
    }

    async fn offer(&self, line: String) {
        if let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(bytes(&line)) {
            let _ = self.sender.try_send(Line { text: line, _room: Some(room) });
        }
    }
}

fn bytes(line: &str) -> u32 {
    u32::try_from(line.len()).unwrap_or(u32::MAX).min(BACKLOG_BYTES)
}

/// The task that makes the answer; stopped when dropped.
struct Work(JoinHandle<()>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An event stream with one `message` event for each line that `work` writes. Dropping the response stops `work`.
pub(super) fn answer<W>(work: impl FnOnce(Lines) -> W, clock: Clock, parting: Parting) -> Response
where
    W: Future<Output = ()> + Send + 'static,
{
    let (sender, lines) = mpsc::channel(BACKLOG);
    let lines_in = Lines { sender, room: Arc::new(Semaphore::new(BACKLOG_BYTES as usize)) };
    let work = Work(tokio::spawn(audit::carried(work(lines_in)).instrument(Span::current())));
    let events = stream::unfold((lines, work, parting), move |(mut lines, work, mut parting)| {
        let clock = clock.clone();
        async move {
            let event = tokio::select! {
                biased;
                line = lines.recv() => event(&line?.text),
                // Once is enough: it is refused by a client that has left, and one that has not reads on.
                () = parting.begun() => {
                    parting = Parting::default();
                    PING
                }
                () = clock.sleep_until(clock.after(PING_INTERVAL)) => PING,
            };
            Some((event, (lines, work, parting)))
        }
    });
    let opening = stream::once(async { Bytes::from_static(b": open\n\n") });
    let body = Body::from_stream(opening.chain(events).map(Ok::<_, Infallible>));
    (HEADERS, body).into_response()
}

/// The headers of an event stream.
pub(super) const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store, no-transform")),
    // nginx collects answers before it passes them on, unless told not to.
    (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
];

/// A comment that keeps a connection open.
pub(super) const PING: Bytes = Bytes::from_static(b": ping\n\n");

/// An event that carries a message: one line of JSON.
pub(super) fn event(line: &str) -> Bytes {
    format!("event: message\ndata: {line}\n\n").into()
}
