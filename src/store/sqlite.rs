//! Records in SQLite: one file, or this process's memory.
//!
//! Writes go through one thread, which commits those that wait together; reads through another with a connection of
//! its own, so that they never wait for the disk. Other processes may use the same file: what reads before it writes
//! does so in one transaction that holds the write lock from its start.
//!
//! `docs/storage.md` says what is kept, how the file is guarded, and how it is backed up.

mod failure;
mod file;
mod schema;
mod statements;
mod sweep;
mod trust;
mod worker;

use std::{
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::Connection;

use self::{failure::Place, file::Identity, statements::Key, sweep::Sweeper, worker::Worker};
use super::records::{Error, Kind, MAX_VALUE, Page, Record, Store};
use crate::{clock::Clock, config::StoreUrl};

/// What a database may take: time and room.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a call waits for another process that holds the database.
    pub wait: Duration,
    /// Pages of 4 KiB that the database may have; `None` for what the disk holds.
    pub pages: Option<u32>,
}

impl Default for Limits {
    /// Five seconds, and what the disk holds.
    fn default() -> Self {
        Self { wait: Duration::from_secs(5), pages: None }
    }
}

/// Records in SQLite. Dropping it ends its threads and its sweeping, and waits until the file is whole by itself.
pub struct Sqlite {
    // In this order: the connection that is closed last moves what stands in `-wal` into the file.
    sweeper: OnceLock<Sweeper>,
    /// `None` in memory, where there is one connection.
    reader: Option<Worker>,
    writer: Worker,
    identity: Option<Identity>,
    clock: Clock,
    /// Milliseconds by which the clock was set back, as far as the records follow it.
    set_back: AtomicU64,
    limits: Limits,
}

impl Sqlite {
    /// Opens the database, which is made if there is none, and brings it to this version's schema. Blocks.
    ///
    /// # Errors
    /// When the file cannot be made, read, written or guarded, when it is damaged, locked, of another program, or of
    /// a newer version. Each has its sentence.
    pub fn open(url: &StoreUrl, clock: Clock) -> Result<Self, Error> {
        Self::open_within(url, clock, Limits::default())
    }

    /// Like [`Sqlite::open`], within limits.
    ///
    /// # Errors
    /// Those of [`Sqlite::open`].
    pub fn open_within(url: &StoreUrl, clock: Clock, limits: Limits) -> Result<Self, Error> {
        match url {
            StoreUrl::Sqlite(path) => Self::open_file(path, clock, limits),
            StoreUrl::Memory => Self::open_memory(clock, limits),
        }
    }

    fn open_file(path: &Path, clock: Clock, limits: Limits) -> Result<Self, Error> {
        let path = file::prepare(path)?;
        let place: Place = Arc::from(format!("`{}`", path.display()));
        let mut writing = schema::open_file(&path, &place, limits)?;
        trust::begin(&mut writing, clock.now()).map_err(|error| failure::explain(&error, &place))?;
        let is_empty = statements::is_empty(&writing).map_err(|error| failure::explain(&error, &place))?;
        let reading = schema::open_for_reading(&path, limits).map_err(|error| failure::explain(&error, &place))?;
        let store = Self {
            sweeper: OnceLock::new(),
            reader: Some(Worker::reading(reading, Arc::clone(&place))?),
            writer: Worker::writing(writing, place)?,
            identity: Some(Identity::of(path)?),
            set_back: milliseconds(clock.set_back_by()).into(),
            clock,
            limits,
        };
        if !is_empty {
            store.sweep();
        }
        Ok(store)
    }

    fn open_memory(clock: Clock, limits: Limits) -> Result<Self, Error> {
        let place: Place = Arc::from("in memory");
        let explain = |error: rusqlite::Error| failure::explain(&error, &place);
        let mut connection = schema::open_memory(limits).map_err(explain)?;
        trust::begin(&mut connection, clock.now()).map_err(explain)?;
        let writer = Worker::writing(connection, place)?;
        let set_back = milliseconds(clock.set_back_by()).into();
        Ok(Self { sweeper: OnceLock::new(), reader: None, writer, identity: None, clock, set_back, limits })
    }

    /// Sees to it that expired records are removed from now on.
    fn sweep(&self) {
        if self.sweeper.get().is_none()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            self.sweeper.get_or_init(|| Sweeper::start(&runtime, &self.writer, self.clock.clone(), self.limits));
        }
    }

    /// Has the records follow a clock that was set back.
    async fn follow_clock(&self) -> Result<(), Error> {
        let set_back = milliseconds(self.clock.set_back_by());
        let followed = self.set_back.fetch_max(set_back, Ordering::AcqRel);
        let Some(step) = set_back.checked_sub(followed).filter(|step| *step > 0) else { return Ok(()) };
        let (step, now) = (Duration::from_millis(step), self.clock.now());
        tracing::warn!("the clock was set back by {}", humantime::format_duration(step));
        self.writer.run(move |connection| trust::set_back(connection, step, now)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&Connection, Timestamp) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.follow_clock().await?;
        let clock = self.clock.clone();
        let worker = self.reader.as_ref().unwrap_or(&self.writer);
        worker.run(move |connection| work(connection, clock.now())).await
    }

    async fn write<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&Connection, Timestamp) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        self.sweep();
        self.follow_clock().await?;
        let clock = self.clock.clone();
        self.writer.run(move |connection| work(connection, clock.now())).await
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn put(&self, kind: Kind, id: &str, value: Vec<u8>, expires: Timestamp) -> Result<(), Error> {
        bounded(&value)?;
        let key = Key::new(kind, id);
        self.write(move |connection, now| statements::put(connection, &key, &value, expires, now)).await
    }

    async fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        let key = Key::new(kind, id);
        self.read(move |connection, now| statements::get(connection, &key, now)).await
    }

    async fn take(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        let key = Key::new(kind, id);
        self.write(move |connection, now| statements::take(connection, &key, now)).await
    }

    async fn replace(
        &self,
        kind: Kind,
        id: &str,
        expected: u64,
        value: Vec<u8>,
        expires: Timestamp,
    ) -> Result<bool, Error> {
        bounded(&value)?;
        let key = Key::new(kind, id);
        self.write(move |connection, now| statements::replace(connection, &key, expected, &value, expires, now)).await
    }

    async fn list(&self, kind: Kind, cursor: Option<&str>) -> Result<Page, Error> {
        let after = Key::new(kind, cursor.unwrap_or_default());
        self.read(move |connection, now| statements::list(connection, &after, now)).await
    }

    async fn check(&self) -> Result<(), Error> {
        self.identity.as_ref().map_or(Ok(()), Identity::check)?;
        self.writer.run(statements::probe).await?;
        self.read(|connection, _| statements::is_empty(connection)).await.map(drop)
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn bounded(value: &[u8]) -> Result<(), Error> {
    if value.len() > MAX_VALUE { Err(Error::TooLarge(value.len())) } else { Ok(()) }
}
