//! Expired records are invisible at once; here they are removed.

use std::time::Duration;

use tokio::{runtime::Handle, task::AbortHandle};

use super::{
    statements::{self, SWEPT_AT_ONCE},
    worker::{WeakWorker, Worker},
};
use crate::clock::Clock;

/// How often it is looked for expired records.
const INTERVAL: Duration = Duration::from_secs(60);

/// A task that removes expired records, now and every minute. It ends when this is dropped.
pub(super) struct Sweeper(Option<AbortHandle>);

impl Sweeper {
    pub(super) fn start(runtime: &Handle, writer: &Worker, clock: Clock) -> Self {
        Self(writer.downgrade().map(|writer| runtime.spawn(sweep(writer, clock)).abort_handle()))
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

async fn sweep(writer: WeakWorker, clock: Clock) {
    loop {
        let now = clock.now();
        match writer.run(move |connection| statements::sweep(connection, now)).await {
            None => return,
            // There may be more; others get their turn in between.
            Some(Ok(SWEPT_AT_ONCE)) => continue,
            Some(Ok(_)) => {}
            Some(Err(error)) => tracing::warn!(%error, "expired records are not removed; trying again in a minute"),
        }
        let moment = clock.after(INTERVAL);
        clock.sleep_until(moment).await;
    }
}
