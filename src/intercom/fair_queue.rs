//! Whose turn it is: the calls of one budget key, served round robin by principal.
//!
//! A call joins as a [`Waiter`] and leaves with a [`Permit`], which is its place among the calls in
//! flight until it is dropped; dropping either at any time gives the place back. The queue can be closed
//! until a moment (the window is used up). Before the first answer, and again after it was closed, only
//! a few calls go ahead as probes, so that a wrong idea of the limit costs a few calls and not a burst.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::{
    clock::{Clock, Span},
    secret::Digest,
};

/// Calls in flight under one key. At 100 ms a call this is 640 calls a second, four times the largest
/// documented limit (1,666 in ten seconds), so the limit can be used up at 350 ms a call and more.
pub const MAX_IN_FLIGHT: usize = 64;
/// Calls in flight of one principal: half, so that another principal's call finds a place at once, and
/// still twice what the largest limit needs at 100 ms a call.
pub const MAX_IN_FLIGHT_OF_PRINCIPAL: usize = 32;
/// Calls of one principal that may wait.
pub const MAX_WAITING: usize = 1_000;
/// Calls in flight before the first answer.
pub const FIRST_PROBES: usize = 4;
/// Calls in flight after the queue was closed, until an answer comes or [`PROBE_TIME`] has passed.
pub const PROBES: usize = 1;
/// How long everybody waits for the probe's answer after the queue was closed.
pub const PROBE_TIME: Duration = Duration::from_secs(1);

/// The queue of one budget key.
pub struct FairQueue {
    clock: Clock,
    state: Mutex<State>,
}

struct State {
    in_flight: usize,
    principals: HashMap<Digest, Line>,
    /// Principals with somebody waiting, in the order in which they are served.
    ring: VecDeque<Digest>,
    closed: Option<Span>,
    probing_until: Timestamp,
    probes: usize,
}

/// One principal's calls.
#[derive(Default)]
struct Line {
    in_flight: usize,
    waiting: VecDeque<Arc<Ticket>>,
}

#[derive(Default)]
struct Ticket {
    called: AtomicBool,
    wake: Notify,
}

/// Where a call joins its principal's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Behind the others.
    Back,
    /// Before them: it had its turn already and must try again.
    Front,
}

/// The principal's line is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl FairQueue {
    /// An empty queue.
    pub fn new(clock: Clock) -> Arc<Self> {
        let state = State {
            in_flight: 0,
            principals: HashMap::new(),
            ring: VecDeque::new(),
            closed: None,
            probing_until: Timestamp::MAX,
            probes: FIRST_PROBES,
        };
        Arc::new(Self { clock, state: Mutex::new(state) })
    }

    /// Takes a place in `principal`'s line.
    ///
    /// # Errors
    /// [`Full`] when too many wait there; a call that comes back to the front is never refused.
    pub fn join(self: &Arc<Self>, principal: &Digest, place: Place) -> Result<Waiter, Full> {
        let ticket = Arc::new(Ticket::default());
        let mut state = self.state();
        let line = state.principals.entry(principal.clone()).or_default();
        let first = line.waiting.is_empty();
        match place {
            Place::Back if line.waiting.len() >= MAX_WAITING => return Err(Full),
            Place::Back => line.waiting.push_back(ticket.clone()),
            Place::Front => line.waiting.push_front(ticket.clone()),
        }
        if first && place == Place::Front {
            state.ring.push_front(principal.clone());
        } else if first {
            state.ring.push_back(principal.clone());
        }
        drop(state);
        Ok(Waiter { queue: self.clone(), principal: principal.clone(), ticket: Some(ticket) })
    }

    /// Nobody is called before `moment`; everybody who waits is woken to think again.
    pub fn close(&self, moment: Timestamp) {
        let now = self.clock.now();
        let mut state = self.state();
        if state.closed_until(now).is_some_and(|until| moment <= until) {
            return;
        }
        state.closed = Some(Span::new(now, moment));
        state.probing_until = moment.saturating_add(PROBE_TIME).unwrap_or(Timestamp::MAX);
        state.probes = PROBES;
        for ticket in state.principals.values().flat_map(|line| &line.waiting) {
            ticket.wake.notify_one();
        }
    }

    /// Intercom answered: the probes have done their work.
    pub fn answered(&self) {
        let mut state = self.state();
        if state.closed_until(self.clock.now()).is_none() {
            state.probing_until = Timestamp::MIN;
            state.call_up(&self.clock);
        }
    }

    /// Until when nobody is called; `None` when the queue is open.
    pub fn closed_until(&self) -> Option<Timestamp> {
        self.state().closed_until(self.clock.now())
    }

    /// Whether nobody waits, nobody is in flight and nothing is remembered that matters.
    pub fn is_idle(&self) -> bool {
        let state = self.state();
        state.principals.is_empty() && state.closed_until(self.clock.now()).is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn closed_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed.filter(|closed| closed.holds(now)).map(|closed| closed.until())
    }

    /// Calls as many as there are places for, one of each principal in turn.
    fn call_up(&mut self, clock: &Clock) {
        let now = clock.now();
        if self.closed_until(now).is_some() {
            return;
        }
        let places = if now < self.probing_until { self.probes } else { MAX_IN_FLIGHT };
        let mut passed_over = 0;
        while self.in_flight < places && passed_over < self.ring.len() {
            let Some(principal) = self.ring.pop_front() else { break };
            let Some(line) = self.principals.get_mut(&principal) else { continue };
            if line.in_flight >= MAX_IN_FLIGHT_OF_PRINCIPAL {
                self.ring.push_back(principal);
                passed_over += 1;
                continue;
            }
            if let Some(ticket) = line.waiting.pop_front() {
                line.in_flight += 1;
                self.in_flight += 1;
                ticket.called.store(true, Ordering::Release);
                ticket.wake.notify_one();
                passed_over = 0;
            }
            if !line.waiting.is_empty() {
                self.ring.push_back(principal);
            }
        }
    }

    /// When a timer, rather than somebody's answer, may give a place.
    fn next_change(&self, now: Timestamp) -> Timestamp {
        let probing_until = Some(self.probing_until).filter(|moment| *moment > now);
        self.closed_until(now).or(probing_until).unwrap_or(Timestamp::MAX)
    }

    fn leave(&mut self, principal: &Digest) {
        self.in_flight -= 1;
        if let Some(line) = self.principals.get_mut(principal) {
            line.in_flight -= 1;
        }
        self.forget_if_gone(principal);
    }

    fn give_up(&mut self, principal: &Digest, ticket: &Arc<Ticket>) {
        let Some(line) = self.principals.get_mut(principal) else { return };
        line.waiting.retain(|other| !Arc::ptr_eq(other, ticket));
        if line.waiting.is_empty() {
            self.ring.retain(|other| other != principal);
        }
        self.forget_if_gone(principal);
    }

    fn forget_if_gone(&mut self, principal: &Digest) {
        if self.principals.get(principal).is_some_and(|line| line.waiting.is_empty() && line.in_flight == 0) {
            self.principals.remove(principal);
        }
    }
}

/// A call that waits for its turn.
pub struct Waiter {
    queue: Arc<FairQueue>,
    principal: Digest,
    ticket: Option<Arc<Ticket>>,
}

impl Waiter {
    /// The permit, if it is this call's turn now.
    pub fn turn(&mut self) -> Option<Permit> {
        self.queue.state().call_up(&self.queue.clock);
        self.ticket.take_if(|ticket| ticket.called.load(Ordering::Acquire))?;
        Some(Permit { queue: self.queue.clone(), principal: self.principal.clone() })
    }

    /// Returns when it may be this call's turn, when the queue was closed, or at `deadline`.
    pub async fn wait(&self, deadline: Timestamp) {
        let Some(ticket) = &self.ticket else { return };
        let clock = &self.queue.clock;
        let change = self.queue.state().next_change(clock.now());
        tokio::select! {
            () = ticket.wake.notified() => {}
            () = clock.sleep_until(change.min(deadline)) => {}
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket.take() else { return };
        let mut state = self.queue.state();
        if ticket.called.load(Ordering::Acquire) {
            state.leave(&self.principal);
        } else {
            state.give_up(&self.principal, &ticket);
        }
        state.call_up(&self.queue.clock);
    }
}

/// A place among the calls in flight, until dropped.
pub struct Permit {
    queue: Arc<FairQueue>,
    principal: Digest,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        state.leave(&self.principal);
        state.call_up(&self.queue.clock);
    }
}
