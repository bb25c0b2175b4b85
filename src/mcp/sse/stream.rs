//! An open event stream: the endpoint's address, then the session's messages and comments between them.
//!
//! A body is polled only when its client reads, so that what its mailbox holds is all that waits for it. It ends
//! when its client leaves or closes its side, when it was idle for a day, when its reader fell too far behind, when the
//! sign-in that opened it is found to be revoked, or with the server, once the replies of the calls that are running
//! have been written.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use jiff::Timestamp;

use super::calls::Calls;
use crate::{
    clock::Clock,
    mcp::{
        event_stream::{HEADERS, PING, event},
        parting::Parting,
    },
    oauth::{authenticator::Authenticator, bearer::Principal},
    state::AppState,
    store::mailbox::{Address, Mailbox},
};

/// How long a stream stays silent, at most: half a minute is the shortest that proxies are known to bear.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// How long a stream may carry no message. Whoever was left open over a weekend connects again.
const IDLE: Duration = Duration::from_secs(24 * 60 * 60);
/// When clients of a server that shuts down connect again, at the earliest and at the latest, in milliseconds:
/// not all at once.
const RECONNECT: std::ops::Range<u64> = 1_000..4_000;

/// Gives a future that resolves when the streams are to end.
#[derive(Clone)]
pub struct Closing(Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>);

impl Closing {
    /// Streams end when what `wait` returns resolves.
    pub fn when<F>(wait: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move || wait().boxed()))
    }

    /// Whether they are ending already.
    pub(super) fn has_begun(&self) -> bool {
        (self.0)().now_or_never().is_some()
    }
}

/// A stream whose client reads, as far as is known. Dropped when it no longer does.
pub(super) struct Open {
    mailbox: Arc<dyn Mailbox>,
    address: Address,
    calls: Arc<Calls>,
    clock: Clock,
    last_message: Timestamp,
    parting: Parting,
    /// Who reads, and who knows whether they still may.
    standing: Option<(Authenticator, Principal)>,
    phase: Phase,
}

enum Phase {
    Serving(BoxFuture<'static, ()>),
    /// The server closes; replies to come are waited for.
    Leaving,
    /// There are none.
    Finished,
    Ended,
}

impl Open {
    pub(super) fn new(
        state: &AppState,
        address: Address,
        calls: Arc<Calls>,
        closing: Closing,
        parting: Parting,
        standing: Option<(Authenticator, Principal)>,
    ) -> Self {
        let (mailbox, clock) = (state.mailbox.clone(), state.clock.clone());
        tracing::debug!("event stream opened");
        let last_message = clock.now();
        let phase = Phase::Serving((closing.0)());
        Self { mailbox, address, calls, clock, last_message, parting, standing, phase }
    }

    /// The response that carries the stream, `endpoint` first.
    pub(super) fn answer(self, endpoint: &str) -> Response {
        let opening = Bytes::from(format!("event: endpoint\ndata: {endpoint}\n\n"));
        let events = stream::unfold(self, |mut open| async move { open.next().await.map(|event| (event, open)) });
        let opening = stream::once(async { opening });
        (HEADERS, Body::from_stream(opening.chain(events).map(Ok::<_, Infallible>))).into_response()
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let clock = self.clock.clone();
            let ping = clock.sleep_until(clock.after(PING_INTERVAL));
            match &mut self.phase {
                Phase::Serving(closing) => tokio::select! {
                    biased;
                    () = self.parting.begun() => return Some(self.part().await),
                    () = self.mailbox.filled(&self.address) => return self.message().await,
                    () = closing => self.phase = Phase::Leaving,
                    () = ping => return self.ping().await,
                },
                Phase::Leaving => tokio::select! {
                    biased;
                    () = self.parting.begun() => return Some(self.part().await),
                    () = self.mailbox.filled(&self.address) => return self.message().await,
                    () = self.calls.nothing_under_way() => if self.calls.finish() {
                        self.phase = Phase::Finished;
                    },
                    () = ping => return Some(PING),
                },
                // What was left in the moment before still goes out, and then the farewell.
                Phase::Finished => match self.mailbox.filled(&self.address).now_or_never() {
                    Some(()) => return self.message().await,
                    None => return Some(self.farewell()),
                },
                Phase::Ended => return None,
            }
        }
    }

    /// What the mailbox is filled with. Once taken from there it can go nowhere else, so that the last look at the
    /// client comes between: one that left before it asked for this is known to have.
    async fn message(&mut self) -> Option<Bytes> {
        if self.parting.has_begun() {
            return Some(self.part().await);
        }
        let line = self.mailbox.read(&self.address).await?;
        self.last_message = self.clock.now();
        Some(event(&line))
    }

    async fn ping(&mut self) -> Option<Bytes> {
        let silence = self.clock.now().duration_since(self.last_message);
        if let Some((authenticator, principal)) = &self.standing
            && authenticator.is_revoked(principal).await
        {
            return None;
        }
        (silence.unsigned_abs() < IDLE).then_some(PING)
    }

    /// Ends a stream whose client has closed its side: had it left, what comes would be lost on the way.
    async fn part(&mut self) -> Bytes {
        self.phase = Phase::Ended;
        self.mailbox.close(&self.address).await;
        Bytes::from_static(b": this stream ends because your side of the connection was closed; leave it open\n\n")
    }

    /// Tells the client when to connect again, which will be to another server.
    fn farewell(&mut self) -> Bytes {
        self.phase = Phase::Ended;
        let spread = RECONNECT.end - RECONNECT.start;
        let retry = RECONNECT.start + getrandom::u64().unwrap_or_default() % spread;
        format!(": this server is shutting down; connect again\nretry: {retry}\n\n").into()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        tracing::debug!("event stream closed");
        self.calls.stream_has_gone();
        let (mailbox, address) = (self.mailbox.clone(), self.address.clone());
        let mut close = async move { mailbox.close(&address).await }.boxed();
        // In process this is done at once, so that nothing comes between; elsewhere it takes a task.
        if (&mut close).now_or_never().is_none()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(close);
        }
    }
}
