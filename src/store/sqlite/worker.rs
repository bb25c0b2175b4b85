//! A thread with a connection: the runtime's own threads never wait for the disk.
//!
//! Each commit waits until the disk has it (`synchronous=FULL`). The writing thread therefore commits everything that
//! came in meanwhile in one transaction, and answers only then. If that fails, each change is tried by itself, so that
//! one that cannot be written takes no other with it.

use std::thread::{self, JoinHandle};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::failure::{self, Place};
use crate::store::records::Error;

/// Calls that wait for a thread, at most; further ones wait for a place.
const QUEUE: usize = 1_024;
/// Changes that one transaction holds, at most.
const BATCH: usize = 64;

/// A thread and the way to it. Dropping it waits until the thread has done what it began, and closed the connection.
pub(super) struct Worker {
    /// `None` once it is dropped.
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// The way to a worker that does not keep it from ending.
pub(super) struct WeakWorker(mpsc::WeakSender<Box<dyn Job>>);

/// What is to be done, and who waits for it.
trait Job: Send {
    /// Does it, maybe again, after what it did was undone.
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()>;

    /// Hands over the outcome of the last run, or why there is none.
    fn answer(self: Box<Self>, failure: Option<Error>);

    /// Whether anybody still waits.
    fn is_awaited(&self) -> bool;

    /// Whether it must not be part of a transaction.
    fn is_alone(&self) -> bool;
}

struct Call<W, T> {
    work: W,
    is_alone: bool,
    outcome: Option<T>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<W, T> Job for Call<W, T>
where
    W: FnMut(&Connection) -> rusqlite::Result<T> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        self.outcome = Some((self.work)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let answer = match failure {
            None => self.outcome.ok_or_else(ended),
            Some(failure) => Err(failure),
        };
        // Whoever asked may have left.
        let _ = self.reply.send(answer);
    }

    fn is_awaited(&self) -> bool {
        !self.reply.is_closed()
    }

    fn is_alone(&self) -> bool {
        self.is_alone
    }
}

impl Worker {
    /// A thread that reads, call by call.
    pub(super) fn reading(connection: Connection, place: Place) -> Result<Self, Error> {
        Self::start("store-reader", move |mut jobs| {
            while let Some(mut job) = jobs.blocking_recv() {
                if job.is_awaited() {
                    let failure = job.run(&connection).inspect_err(|_| forget(&connection)).err();
                    job.answer(failure.map(|error| failure::explain(&error, &place)));
                }
            }
        })
    }

    /// A thread that writes, and commits together what waits together.
    pub(super) fn writing(mut connection: Connection, place: Place) -> Result<Self, Error> {
        Self::start("store-writer", move |mut jobs| {
            let mut batch = Vec::with_capacity(BATCH);
            while let Some(job) = jobs.blocking_recv() {
                batch.push(job);
                while batch.len() < BATCH
                    && let Ok(job) = jobs.try_recv()
                {
                    batch.push(job);
                }
                // A change whose caller has left before it was begun is not made.
                batch.retain(|job| job.is_awaited());
                let (alone, mut together): (Vec<_>, Vec<_>) = batch.drain(..).partition(|job| job.is_alone());
                commit(&mut connection, &mut together, &place);
                for job in alone {
                    commit(&mut connection, &mut vec![job], &place);
                }
            }
        })
    }

    fn start(name: &str, work: impl FnOnce(mpsc::Receiver<Box<dyn Job>>) + Send + 'static) -> Result<Self, Error> {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(waiting))
            .map_err(|error| Error::Unavailable(format!("no thread could be started for it: {error}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Has `work` done, which happens whole or not at all, even if the caller leaves.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Call { work, is_alone: false, outcome: None, reply });
        self.jobs.as_ref().ok_or_else(ended)?.send(job).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }

    /// The way to it for whoever is to end with it.
    pub(super) fn downgrade(&self) -> Option<WeakWorker> {
        self.jobs.as_ref().map(|jobs| WeakWorker(jobs.downgrade()))
    }
}

impl WeakWorker {
    /// Like [`Worker::run`], but never waits for a place; `None` once the worker has ended.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<Result<T, Error>> {
        self.have_done(work, false).await
    }

    /// The same outside of a transaction.
    pub(super) async fn run_alone<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Option<Result<T, Error>> {
        self.have_done(work, true).await
    }

    async fn have_done<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
        is_alone: bool,
    ) -> Option<Result<T, Error>> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Call { work, is_alone, outcome: None, reply });
        // The sender must be gone before anything is awaited: the worker ends with the last one.
        if let Err(mpsc::error::TrySendError::Full(_)) = self.0.upgrade()?.try_send(job) {
            return Some(Err(Error::Unavailable(format!("{QUEUE} calls wait for it"))));
        }
        answer.await.ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

/// Makes all changes of a batch in one transaction, or else each in its own; empties the batch.
fn commit(connection: &mut Connection, batch: &mut Vec<Box<dyn Job>>, place: &Place) {
    match attempt(connection, batch).inspect_err(|_| forget(connection)) {
        // Where another process holds the database, each would wait as long again.
        Err(error) if batch.len() > 1 && !failure::is_busy(&error) => {
            for job in batch.drain(..) {
                commit(connection, &mut vec![job], place);
            }
        }
        outcome => {
            let failure = outcome.err().map(|error| failure::explain(&error, place));
            batch.drain(..).for_each(|job| job.answer(failure.clone()));
        }
    }
}

fn attempt(connection: &mut Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<()> {
    if batch.is_empty() {
        return Ok(());
    }
    if let [job] = batch
        && job.is_alone()
    {
        return job.run(connection);
    }
    // What reads before it writes needs the write lock before it reads. Dropped without a commit, all is undone.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for job in batch {
        job.run(&transaction)?;
    }
    transaction.commit()
}

/// Forgets the pages that were read: what was read wrongly once may be right again.
fn forget(connection: &Connection) {
    // What fails here fails again, and is told, at the next call.
    let _ = connection.execute_batch("PRAGMA shrink_memory");
}

fn ended() -> Error {
    Error::Unavailable("its thread has ended; restart the server".to_owned())
}
