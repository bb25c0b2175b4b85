//! A store that can be broken.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use intercom_mcp::{
    clock::Clock,
    store::records::{Error, Kind, Page, Record, Store},
};
use jiff::Timestamp;

pub(super) struct Records {
    clock: Clock,
    records: Mutex<HashMap<(Kind, String), Record>>,
    is_broken: AtomicBool,
    writes: AtomicU64,
}

impl Records {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, records: Mutex::default(), is_broken: AtomicBool::new(false), writes: AtomicU64::new(0) }
    }

    /// From now on everything fails.
    pub(super) fn break_down(&self) {
        self.is_broken.store(true, Ordering::Relaxed);
    }

    /// How often was written so far.
    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::Relaxed)
    }

    /// How many records there are, and of how many kinds other than documents.
    pub(super) fn len(&self) -> usize {
        let records = self.records.lock().unwrap();
        assert!(records.keys().all(|(kind, _)| *kind == Kind::MetadataDocument));
        records.len()
    }

    /// The ids under which records stand.
    pub(super) fn ids(&self) -> Vec<String> {
        self.records.lock().unwrap().keys().map(|(_, id)| id.clone()).collect()
    }

    fn check_up(&self) -> Result<(), Error> {
        if self.is_broken.load(Ordering::Relaxed) { Err(Error::Unavailable("it is broken".to_owned())) } else { Ok(()) }
    }
}

#[async_trait]
impl Store for Records {
    async fn put(&self, kind: Kind, id: &str, value: Vec<u8>, expires: Timestamp) -> Result<(), Error> {
        self.check_up()?;
        self.writes.fetch_add(1, Ordering::Relaxed);
        let record = Record { value, version: 1, expires };
        self.records.lock().unwrap().insert((kind, id.to_owned()), record);
        Ok(())
    }

    async fn get(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        self.check_up()?;
        let record = self.records.lock().unwrap().get(&(kind, id.to_owned())).cloned();
        Ok(record.filter(|record| record.expires > self.clock.now()))
    }

    async fn take(&self, kind: Kind, id: &str) -> Result<Option<Record>, Error> {
        self.check_up()?;
        Ok(self.records.lock().unwrap().remove(&(kind, id.to_owned())))
    }

    async fn replace(&self, _: Kind, _: &str, _: u64, _: Vec<u8>, _: Timestamp) -> Result<bool, Error> {
        Err(Error::Unavailable("documents are put, not replaced".to_owned()))
    }

    async fn list(&self, _: Kind, _: Option<&str>) -> Result<Page, Error> {
        Err(Error::Unavailable("documents are not listed".to_owned()))
    }

    async fn check(&self) -> Result<(), Error> {
        self.check_up()
    }
}
