//! The records of sign-in, through the trait `Store`.
//!
//! `contract` holds for every implementation; the rest is about SQLite: its file, its faults, and what is on disk.

mod contract;
pub(crate) use contract::KINDS;
mod durability;
mod faults;
mod implementations;
mod opening;
mod stopping;
mod sweeping;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use intercom_mcp::{
    clock::Clock,
    config::StoreUrl,
    store::{Limits, Sqlite, records::Store},
};
use jiff::Timestamp;

/// Two ways to the same records, as two processes have them, and the clock by which they expire.
struct Peers {
    one: Arc<dyn Store>,
    other: Arc<dyn Store>,
    clock: Clock,
    _directory: Option<Directory>,
}

/// A directory of its own, removed on drop.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("intercom-mcp-store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where these tests have their database.
    fn file(&self) -> PathBuf {
        self.0.join("records.db")
    }

    fn url(&self) -> StoreUrl {
        StoreUrl::Sqlite(self.file())
    }

    /// A text without what differs from run to run.
    fn redact(&self, text: &str) -> String {
        text.replace(self.0.to_str().unwrap(), "[directory]")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Returns when it holds, which threads of the store's own bring about. One that never holds fails.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it did not happen for as long as anybody would wait");
}

/// A clock that stands still until it is moved.
fn clock() -> Clock {
    Clock::hand_set("2026-07-01T12:00:00Z".parse().unwrap())
}

/// A moment that no test reaches.
fn later(clock: &Clock) -> Timestamp {
    clock.after(Duration::from_secs(86_400))
}

/// Limits that let a test wait no longer than it must.
fn impatient() -> Limits {
    Limits { wait: Duration::from_millis(50), pages: None }
}

fn open(directory: &Directory, clock: &Clock) -> Arc<Sqlite> {
    Arc::new(Sqlite::open(&directory.url(), clock.clone()).unwrap())
}

/// Another program's way to the file.
pub(crate) fn connect(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}
