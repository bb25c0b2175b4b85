//! Work that takes processor time, kept off the threads that serve every request.
//!
//! A thread of the runtime that computes serves nobody meanwhile. So what may take more than a millisecond (a long
//! body, a large page, HTML) runs on other threads, as many at a time as the machine has processors. What is short runs
//! where it is: the way to another thread would cost more.
//!
//! Of one caller one thing is worked on at a time. The rest of its work waits behind that, and takes no place in the
//! queue that all callers share: however much one asks for, others wait for one piece of its work at most.
//!
//! Whoever does not wait for the result any more, at a deadline or because the caller has gone, drops the future. Work
//! that has not begun is then never begun, and work that has looks at its [`Stop`] between steps and ends.

use std::{
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::available_parallelism,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Span;

use crate::shares::Shares;

/// Bytes of input that are worked on in place. The slowest reader, of HTML, takes about half a millisecond for them.
const IN_PLACE: usize = 8 * 1024;

/// The processors that may be kept busy. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub struct Workers(Arc<Places>);

#[derive(Debug)]
struct Places {
    /// As many as there are processors.
    all: Arc<Semaphore>,
    /// One of each caller that has work.
    callers: Shares<Arc<str>, Semaphore>,
}

/// Tells work that nobody waits for its result any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// Stops the work when it is dropped.
struct Waiting(Stop);

impl Workers {
    /// As many as the machine has processors.
    pub fn of_this_machine() -> Self {
        let all = Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from)));
        Self(Arc::new(Places { all, callers: Shares::default() }))
    }

    /// Does `work` of `caller` on `bytes` of input, and gives what it gives. A panic of the work goes on here.
    pub async fn run<T: Send + 'static>(
        &self,
        caller: &Arc<str>,
        bytes: usize,
        work: impl FnOnce(&Stop) -> T + Send + 'static,
    ) -> T {
        let stop = Stop::default();
        if bytes <= IN_PLACE {
            return work(&stop);
        }
        let places = self.places(caller).await;
        let waiting = Waiting(stop.clone());
        let span = Span::current();
        let done = tokio::task::spawn_blocking(move || {
            let result = span.in_scope(|| work(&stop));
            drop(places);
            result
        });
        let outcome = done.await;
        drop(waiting);
        match outcome {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The runtime ends, and every task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

impl Workers {
    /// The caller's own place and one among all, in this order, so that only one piece of its work waits for the latter.
    async fn places(&self, caller: &Arc<str>) -> [Option<OwnedSemaphorePermit>; 2] {
        // The semaphores are never closed; were they, work would be done without a place.
        let own = self.0.callers.of(Arc::clone(caller), || Semaphore::new(1)).acquire_owned().await.ok();
        [own, Arc::clone(&self.0.all).acquire_owned().await.ok()]
    }
}

impl Stop {
    /// Whether nobody waits any more: what the work gives is of no use.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Tells the work that its result is of no use any more.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.set();
    }
}
