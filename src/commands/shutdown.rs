//! SIGTERM and SIGINT: the first asks the server to drain, the second to stop at once.

use std::io;

use tokio::sync::watch;

use super::failure::Failure;

/// Counts the signals that arrived. Cheap to clone.
#[derive(Clone)]
pub(super) struct Signals(watch::Receiver<u32>);

impl Signals {
    /// Takes over the process's signals. To be called before anything says that the process is up: whoever
    /// reads that may send one at once.
    pub(super) fn take() -> Result<Self, Failure> {
        let (sender, receiver) = watch::channel(0);
        let mut next = Stop::new().map_err(|error| Failure::new(format!("signals cannot be received: {error}")))?;
        tokio::spawn(async move {
            loop {
                next.recv().await;
                sender.send_modify(|count| *count += 1);
            }
        });
        Ok(Self(receiver))
    }

    /// Returns once `count` signals have arrived.
    pub(super) async fn arrived(mut self, count: u32) {
        // The sender lives in a task that never ends while the runtime does.
        let _ = self.0.wait_for(|arrived| *arrived >= count).await;
    }
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
