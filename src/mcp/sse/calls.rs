//! The tool calls that are running for each session, so that they can be stopped.
//!
//! A call outlives the POST that asked for it: its reply goes to a stream. It is stopped when the client cancels
//! it, or when nobody can receive its reply any more.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::{AbortHandle, abortable};
use serde_json::Value;
use tokio::sync::watch;
use tracing::{Instrument, Span};

use crate::{mcp::jsonrpc::Id, oauth::audit};

/// The sessions that have a stream or a running call in this process.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<Arc<str>, Weak<Calls>>>);

/// The running calls of one session. Lives as long as its stream, a POST or a call holds it.
pub(super) struct Calls {
    session: Arc<str>,
    sessions: Arc<Sessions>,
    state: Mutex<State>,
    /// Calls that are running and POSTs that are being taken.
    under_way: watch::Sender<usize>,
    numbers: AtomicU64,
}

#[derive(Default)]
struct State {
    running: Vec<Running>,
    /// The stream has gone, so that only calls go on whose replies another may get.
    has_no_stream: bool,
    /// The stream has said its farewell: nothing more is taken.
    is_finished: bool,
}

struct Running {
    number: u64,
    id: Id,
    /// Whether another stream may get the reply when this session's has gone.
    is_adoptable: bool,
    stop: AbortHandle,
}

/// A call that is running or a POST that is being taken, until it is dropped.
pub(super) struct UnderWay {
    calls: Arc<Calls>,
    number: u64,
}

impl Sessions {
    /// The calls of a session; none yet for one that is new here.
    pub(super) fn calls(self: &Arc<Self>, session: &Arc<str>) -> Arc<Calls> {
        let mut sessions = self.lock();
        if let Some(calls) = sessions.get(session).and_then(Weak::upgrade) {
            return calls;
        }
        let calls = Arc::new(Calls {
            session: session.clone(),
            sessions: self.clone(),
            state: Mutex::default(),
            under_way: watch::Sender::default(),
            numbers: AtomicU64::default(),
        });
        sessions.insert(session.clone(), Arc::downgrade(&calls));
        calls
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, Weak<Calls>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Calls {
    /// A POST that is being taken, for which the stream waits; `None` once it waits no more.
    pub(super) fn take_post(self: &Arc<Self>) -> Option<UnderWay> {
        let state = self.state();
        (!state.is_finished).then(|| self.under_way())
    }

    /// Runs `work`, which answers the request `id`, unless nobody could get what it finds.
    pub(super) fn start(self: &Arc<Self>, id: Id, is_adoptable: bool, work: impl Future<Output = ()> + Send + 'static) {
        let mut state = self.state();
        if state.has_no_stream && !is_adoptable {
            return;
        }
        let under_way = self.under_way();
        let number = under_way.number;
        let (work, stop) = abortable(async move {
            work.await;
            drop(under_way);
        });
        state.running.push(Running { number, id, is_adoptable, stop });
        drop(state);
        tokio::spawn(audit::carried(work).instrument(Span::current()));
    }

    /// Stops the calls that answer the request `id`; there is none if it is unknown or has been answered.
    pub(super) fn cancel(&self, id: &Value) {
        stop(&self.state(), |running| running.id.is(id));
    }

    /// Stops the calls whose replies nobody will receive.
    pub(super) fn stream_has_gone(&self) {
        let mut state = self.state();
        state.has_no_stream = true;
        stop(&state, |running| !running.is_adoptable);
    }

    /// Returns when no call is running and no POST is being taken.
    pub(super) async fn nothing_under_way(&self) {
        // The sender is `self`, so that there is always one.
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }

    /// From here on no POST is taken; false while something is under way.
    pub(super) fn finish(&self) -> bool {
        let mut state = self.state();
        state.is_finished = *self.under_way.borrow() == 0;
        state.is_finished
    }

    fn under_way(self: &Arc<Self>) -> UnderWay {
        self.under_way.send_modify(|count| *count += 1);
        UnderWay { calls: self.clone(), number: self.numbers.fetch_add(1, Ordering::Relaxed) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stop(state: &State, which: impl Fn(&Running) -> bool) {
    state.running.iter().filter(|running| which(running)).for_each(|running| running.stop.abort());
}

impl Drop for Calls {
    fn drop(&mut self) {
        let mut sessions = self.sessions.lock();
        // Meanwhile the session may have got calls anew.
        if sessions.get(&self.session).is_some_and(|calls| calls.strong_count() == 0) {
            sessions.remove(&self.session);
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.calls.state().running.retain(|running| running.number != self.number);
        self.calls.under_way.send_modify(|count| *count -= 1);
    }
}
