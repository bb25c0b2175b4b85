//! That a client has closed its side of a connection: it has left, or has only nothing more to ask.
//!
//! To the server both look the same until something is written, which one that has left refuses (TCP's RST).
//! Whoever writes an event stream can find out sooner than the next message would.

use tokio::sync::watch;

/// Tells when a request's client has closed its side. The listener puts it into the request's extensions; the
/// default never tells.
#[derive(Clone, Debug, Default)]
pub struct Parting(Option<watch::Receiver<bool>>);

impl Parting {
    /// Tells when `closed` becomes true.
    pub fn when(closed: watch::Receiver<bool>) -> Self {
        Self(Some(closed))
    }

    /// Returns when the client has closed its side.
    pub(super) async fn begun(&mut self) {
        if let Some(closed) = &mut self.0
            && closed.wait_for(|closed| *closed).await.is_ok()
        {
            return;
        }
        // Nobody is there to tell.
        std::future::pending().await
    }
}
