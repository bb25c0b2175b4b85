//! Work that takes processor time, kept off the threads that serve every request.
//!
//! A thread of the runtime that computes serves nobody meanwhile. So what may take more than a millisecond (a long
//! body, a large page, HTML) runs on other threads, as many at a time as the machine has processors; the rest waits in
//! the order in which it came. What is short runs where it is: the way to another thread would cost more.
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

use tokio::sync::Semaphore;
use tracing::Span;

/// Bytes of input that are worked on in place. The slowest reader, of HTML, takes half a millisecond for them.
const IN_PLACE: usize = 16 * 1024;

/// The processors that may be kept busy. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub struct Workers(Arc<Semaphore>);

/// Tells work that nobody waits for its result any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// Stops the work when it is dropped.
struct Waiting(Stop);

impl Workers {
    /// As many as the machine has processors.
    pub fn of_this_machine() -> Self {
        Self(Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))))
    }

    /// Does `work` on `bytes` of input, and gives what it gives. A panic of the work goes on here.
    pub async fn run<T: Send + 'static>(&self, bytes: usize, work: impl FnOnce(&Stop) -> T + Send + 'static) -> T {
        let stop = Stop::default();
        if bytes <= IN_PLACE {
            return work(&stop);
        }
        // The semaphore is never closed; were it, work would be done without a place.
        let place = Arc::clone(&self.0).acquire_owned().await.ok();
        let waiting = Waiting(stop.clone());
        let span = Span::current();
        let done = tokio::task::spawn_blocking(move || {
            let result = span.in_scope(|| work(&stop));
            drop(place);
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

impl Stop {
    /// Whether nobody waits any more: what the work gives is of no use.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}
