//! That a client has closed its side of a connection: it has left, or has only nothing more to ask.
//!
//! To the server both look the same until something is written, which one that has left refuses (TCP's RST).
//! Whoever writes an event stream can find out sooner than the next message would.

use std::sync::Arc;

use tokio::sync::watch;

/// Tells when a request's client has closed its side. The listener puts it into the request's extensions; the
/// default never tells.
#[derive(Clone, Default)]
pub struct Parting(Option<Source>);

#[derive(Clone)]
struct Source {
    closed: watch::Receiver<bool>,
    is_closed: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Parting {
    /// Tells when `closed` becomes true. `is_closed` says the same without the time that it takes to be told.
    pub fn when(closed: watch::Receiver<bool>, is_closed: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Source { closed, is_closed: Arc::new(is_closed) }))
    }

    /// Returns when the client has closed its side.
    pub(super) async fn begun(&mut self) {
        if let Some(Source { closed, .. }) = &mut self.0
            && closed.wait_for(|closed| *closed).await.is_ok()
        {
            return;
        }
        // Nobody is there to tell.
        std::future::pending().await
    }

    /// Whether the client has closed its side by now.
    pub(super) fn has_begun(&self) -> bool {
        self.0.as_ref().is_some_and(|Source { is_closed, .. }| is_closed())
    }
}
