//! How far the clock is trusted.
//!
//! A clock can be wrong when the process starts, and be set right later. Nobody can tell a clock that is ahead from a
//! server that was off for long, so that neither removes anything for good before it has proven itself:
//!
//! - The database remembers up to when it was in use (`clock.seen`). Where the clock is more than a day beyond that,
//!   what has expired by it is invisible, but stays, until it has gone on like that for a day. Only what was written by
//!   the same clock is removed as it expires.
//! - Records carry when they were written. One that was written in the future comes from a clock that was ahead. What
//!   lives for a day at most and was written so (access tokens, codes) is removed at the start; a client gets it anew.
//!   What lives longer (refresh tokens, grants) holds: nobody is signed out, and its first use writes it anew. Once
//!   this clock has gone on for a day, its time is counted from then.
//! - Where the clock is set back while the process runs, the size of the step is known, and what lives for a day at
//!   most expires as much sooner.
//!
//! A clock that is behind at the start (a machine without a battery) removes only what is had anew.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::clock::EVENED_OUT;

/// A server may have been off for so long without a doubt about its clock; and a doubted clock has to go on for so long.
const DAY: SignedDuration = SignedDuration::from_hours(24);
const PROOF: Duration = Duration::from_secs(24 * 60 * 60);
/// What was written so far beyond what was seen was written by the doubted clock.
const BEYOND_DOUBT: SignedDuration = SignedDuration::from_hours(12);
/// How exactly the database knows up to when it was in use: one small write in so long.
const SEEN_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// What the clock of this process is worth.
pub(super) struct Trust {
    /// The time up to which nothing speaks against the clock, and how much time had passed then.
    certain: (Timestamp, Duration),
    /// Since when the clock is beyond that.
    doubted_since: Option<Duration>,
    /// What the clock last said, and since when it has gone on without a jump.
    last: (Timestamp, Duration),
    steady_since: Duration,
    /// As it stands in the database.
    stored: Timestamp,
}

/// What may be removed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judgement {
    pub(super) now: Timestamp,
    /// What has expired by then has certainly expired.
    pub(super) certain: Timestamp,
    /// What was written after this has expired by `now`: the same clock wrote it.
    pub(super) own_from: Timestamp,
    /// Whether the clock has gone on for a day without a jump.
    pub(super) is_proven: bool,
    /// What the database is to remember, if that is worth a write.
    pub(super) seen: Option<Timestamp>,
}

impl Trust {
    /// Of a database that was in use up to `seen`.
    pub(super) fn new(seen: Timestamp, now: Timestamp, elapsed: Duration) -> Self {
        let last = (now, elapsed);
        Self { certain: (seen, elapsed), doubted_since: None, last, steady_since: elapsed, stored: seen }
    }

    /// What the clock is worth when it says `now`, and `elapsed` of this process's time has passed.
    pub(super) fn judge(&mut self, now: Timestamp, elapsed: Duration) -> Judgement {
        let jump = now.duration_since(later(self.last, elapsed)).unsigned_abs();
        if jump > EVENED_OUT {
            self.steady_since = elapsed;
        }
        self.last = (now, elapsed);
        let mut certain = later(self.certain, elapsed);
        if now.duration_since(certain) > DAY {
            let since = *self.doubted_since.get_or_insert_with(|| {
                // One of an earlier version does not know up to when it was in use.
                if self.stored > Timestamp::UNIX_EPOCH {
                    let seen = certain.strftime("%Y-%m-%d %H:%M");
                    tracing::warn!(
                        "the database was last in use at {seen} UTC: either the server was off since, or its clock is \
                         ahead; what has expired meanwhile is removed in a day"
                    );
                }
                elapsed
            });
            if elapsed.saturating_sub(since) >= PROOF {
                certain = now;
            }
        } else {
            certain = now;
        }
        if certain == now {
            self.certain = (now, elapsed);
            self.doubted_since = None;
        }
        let is_news = certain.duration_since(self.stored).abs() >= SEEN_WITHIN;
        if is_news {
            self.stored = certain;
        }
        Judgement {
            now,
            certain,
            own_from: certain.checked_add(BEYOND_DOUBT).unwrap_or(Timestamp::MAX),
            is_proven: elapsed.saturating_sub(self.steady_since) >= PROOF,
            seen: is_news.then_some(certain),
        }
    }
}

fn later((moment, then): (Timestamp, Duration), elapsed: Duration) -> Timestamp {
    let since = SignedDuration::try_from(elapsed.saturating_sub(then)).unwrap_or(SignedDuration::MAX);
    moment.checked_add(since).unwrap_or(Timestamp::MAX)
}

/// At the start: an empty database is in use from now on, and what was written in the future and is had anew is removed.
pub(super) fn begin(connection: &mut Connection, now: Timestamp) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction
        .execute("UPDATE clock SET seen = ?1 WHERE NOT EXISTS (SELECT 1 FROM records)", [now.as_millisecond()])?;
    let future = evened_out(now);
    let newest: Option<i64> = transaction.query_row(
        "SELECT max(written) FROM records WHERE written > ?1",
        [future.as_millisecond()],
        |row| row.get(0),
    )?;
    if let Some(newest) = newest.and_then(|newest| Timestamp::from_millisecond(newest).ok()) {
        let removed = transaction.execute(
            "DELETE FROM records WHERE written > ?1 AND expires - written <= ?2",
            params![future.as_millisecond(), milliseconds(DAY)],
        )?;
        tracing::warn!(
            removed,
            "the database holds records of {} UTC, which is in the future: either the clock was ahead then, or it is \
             behind now; access tokens and codes of that time are removed",
            newest.strftime("%Y-%m-%d %H:%M")
        );
    }
    transaction.commit()
}

/// The clock was set back by `step`: what was written before expires as much sooner, if it is had anew.
pub(super) fn set_back(connection: &Connection, step: Duration, now: Timestamp) -> rusqlite::Result<()> {
    let step = i64::try_from(step.as_millis()).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "UPDATE records SET expires = expires - ?1, written = written - ?1 \
             WHERE written > ?2 AND expires - written <= ?3",
        )?
        .execute(params![step, now.as_millisecond(), milliseconds(DAY)])?;
    Ok(())
}

/// What a proven clock finds written in the future begins its time now; and how long the database was in use.
pub(super) fn settle(connection: &Connection, judgement: &Judgement) -> rusqlite::Result<()> {
    if judgement.is_proven {
        connection
            .prepare_cached("UPDATE records SET expires = ?1 + (expires - written), written = ?1 WHERE written > ?2")?
            .execute([judgement.now.as_millisecond(), evened_out(judgement.now).as_millisecond()])?;
    }
    if let Some(seen) = judgement.seen {
        connection.prepare_cached("UPDATE clock SET seen = ?1")?.execute([seen.as_millisecond()])?;
    }
    Ok(())
}

/// Up to when the database was in use, as far as it knows.
pub(super) fn seen(connection: &Connection) -> rusqlite::Result<Timestamp> {
    let seen = connection.prepare_cached("SELECT max(seen) FROM clock")?.query_row([], |row| row.get(0))?;
    Ok(Timestamp::from_millisecond(seen).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// What is written after this was written by another clock, or by this one before it was set back.
fn evened_out(now: Timestamp) -> Timestamp {
    SignedDuration::try_from(EVENED_OUT).ok().and_then(|play| now.checked_add(play).ok()).unwrap_or(Timestamp::MAX)
}

fn milliseconds(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
