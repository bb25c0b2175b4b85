//! Expired records are invisible at once; here they are removed, from the file and from `-wal`.

use std::time::Duration;

use jiff::Timestamp;
use tokio::{runtime::Handle, task::AbortHandle};

use super::{
    Limits, schema,
    statements::{self, SWEPT_AT_ONCE},
    trust::{self, Trust},
    worker::{WeakWorker, Worker},
};
use crate::clock::Clock;

/// How often it is looked for expired records, at least.
const INTERVAL: Duration = Duration::from_secs(60);
/// And at most, where the next one is known to expire sooner.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(5);

/// A task that removes expired records, now and at least every minute. It ends when this is dropped.
pub(super) struct Sweeper(Option<AbortHandle>);

impl Sweeper {
    pub(super) fn start(runtime: &Handle, writer: &Worker, clock: Clock, limits: Limits) -> Self {
        Self(writer.downgrade().map(|writer| runtime.spawn(sweep(writer, clock, limits)).abort_handle()))
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}

async fn sweep(writer: WeakWorker, clock: Clock, limits: Limits) {
    let seen = match writer.run(trust::seen).await {
        None => return,
        Some(Ok(seen)) => seen,
        // Without it nothing is certain for a day.
        Some(Err(_)) => Timestamp::UNIX_EPOCH,
    };
    let mut trust = Trust::new(seen, clock.now(), clock.elapsed());
    loop {
        let judgement = trust.judge(clock.now(), clock.elapsed());
        let swept = writer.run(move |connection| {
            trust::settle(connection, &judgement)?;
            Ok((statements::sweep(connection, &judgement)?, statements::next_expiry(connection, judgement.now)?))
        });
        let next = match swept.await {
            None => return,
            // There may be more; others get their turn in between.
            Some(Ok((SWEPT_AT_ONCE, _))) => continue,
            Some(Ok((_, next))) => next,
            Some(Err(error)) => {
                tracing::warn!(%error, "expired records are not removed; trying again in a minute");
                None
            }
        };
        let emptied = writer.run_alone(move |connection| {
            schema::empty_log(connection, limits);
            Ok(())
        });
        if emptied.await.is_none() {
            return;
        }
        let wait = next.map_or(INTERVAL, |moment| clock.until(moment).clamp(SHORTEST_INTERVAL, INTERVAL));
        clock.sleep_until(clock.after(wait)).await;
    }
}
