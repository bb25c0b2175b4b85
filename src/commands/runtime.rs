//! The one place where a runtime is built, and where it ends.

use std::{io, time::Duration};

/// How long threads get that are busy when the command has ended. Dropping a runtime would wait for them, however long
/// they take.
const BUSY_THREADS: Duration = Duration::from_millis(500);

/// Runs `command` on a runtime of its own, to its end. Whatever it has started and not finished is broken off: tasks at
/// the next point where they wait, threads that are busy half a second later. Those go on until the process ends.
///
/// # Errors
/// When the system gives no threads.
pub fn run<T>(command: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(command);
    runtime.shutdown_timeout(BUSY_THREADS);
    Ok(outcome)
}
