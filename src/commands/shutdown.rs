//! SIGTERM and SIGINT: the first asks the server to drain, the second ends the process at once.
//!
//! Signals are received on a thread of their own, since the runtime that drains may have no thread left that is not
//! busy. If it does not end in the time that it has, that thread ends the process for it. Nothing is lost by that but
//! what nobody was told of: SQLite's log of writes outlives its process.

use std::{io, process, sync::mpsc, thread, time::Duration};

use tokio::sync::watch;

use super::failure::Failure;

/// How much longer than planned a drain may take: connections are closed and threads given up meanwhile.
const LAST_STEPS: Duration = Duration::from_secs(1);
/// How long a last line of the log may take. Its reader may be what everything waits for.
const LAST_LINE: Duration = Duration::from_millis(500);

/// The signals that arrived. Cheap to clone.
#[derive(Clone)]
pub(super) struct Signals(watch::Receiver<Told>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    ToEnd,
}

impl Signals {
    /// Takes over the process's signals; once the first has come, the process ends within `drain` and a second. To be
    /// called before anything says that the process is up: whoever reads that may send one at once.
    pub(super) fn take(drain: Duration) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::new(format!("signals cannot be received: {error}"));
        let (sender, receiver) = watch::channel(Told::Nothing);
        let (taken, is_taken) = mpsc::channel();
        let thread = thread::Builder::new().name("signals".to_owned());
        thread.spawn(move || receive(&sender, &taken, drain)).map_err(failed)?;
        // Without an answer the thread has ended, which it does not.
        is_taken.recv().unwrap_or_else(|_| Err(io::ErrorKind::BrokenPipe.into())).map_err(failed)?;
        Ok(Self(receiver))
    }

    /// Returns once a signal has arrived.
    pub(super) async fn arrived(mut self) {
        // The sender lives in a thread that ends with the process.
        let _ = self.0.wait_for(|told| *told == Told::ToEnd).await;
    }
}

/// What the thread does. Its runtime is its own, so that nothing else can keep it busy.
fn receive(sender: &watch::Sender<Told>, taken: &mpsc::Sender<io::Result<()>>, drain: Duration) {
    let stop = tokio::runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        let _context = runtime.enter();
        Stop::new().map(|stop| (runtime, stop))
    });
    let (runtime, mut stop) = match stop {
        Ok((runtime, stop)) => {
            let _ = taken.send(Ok(()));
            (runtime, stop)
        }
        Err(error) => {
            let _ = taken.send(Err(error));
            return;
        }
    };
    runtime.block_on(async {
        stop.recv().await;
        sender.send_replace(Told::ToEnd);
        tokio::select! {
            () = stop.recv() => end(0, || tracing::warn!("second signal: stopped without draining")),
            () = tokio::time::sleep(drain.saturating_add(LAST_STEPS)) => end(1, || {
                tracing::error!("stopped: the drain did not end in its time, since threads are busy or wait for something");
            }),
        }
    });
}

/// Ends the process with `code`. It says why, unless that takes too long.
fn end(code: i32, why: impl FnOnce() + Send + 'static) {
    let (said, is_said) = mpsc::channel();
    let speaker = thread::Builder::new().spawn(move || {
        why();
        let _ = said.send(());
    });
    if speaker.is_ok() {
        let _ = is_said.recv_timeout(LAST_LINE);
    }
    process::exit(code)
}

#[cfg(unix)]
struct Stop {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => (),
            _ = self.interrupt.recv() => (),
        }
    }
}

#[cfg(not(unix))]
struct Stop;

#[cfg(not(unix))]
impl Stop {
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as on Unix")]
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn recv(&mut self) {
        // Without a handler for Ctrl-C there is none to wait for.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
