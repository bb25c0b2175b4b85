//! A store that cannot write, cannot read, or is not let in: it says so, leaves nothing half-written, and recovers.

use std::{fs, io::Write, os::unix::fs::FileExt, sync::Arc};

use futures_util::future::join_all;
use intercom_mcp::store::{
    Limits, Sqlite,
    records::{Error, Kind, Store},
};

use super::{Directory, clock, connect, impatient, later, open};

/// A store whose database may not grow beyond so many pages.
fn bounded(directory: &Directory, pages: u32) -> Arc<Sqlite> {
    let limits = Limits { pages: Some(pages), ..Limits::default() };
    Arc::new(Sqlite::open_within(&directory.url(), clock(), limits).unwrap())
}

/// Writes records of so many bytes until there is no room; says how many.
async fn fill(store: &Sqlite, bytes: usize) -> usize {
    let mut written = 0;
    loop {
        match store.put(Kind::Client, &format!("{bytes}-{written}"), vec![1; bytes], later(&clock())).await {
            Ok(()) => written += 1,
            Err(Error::Full(_)) => return written,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn full_database_refuses_what_is_new_and_keeps_what_is_old() {
    let directory = Directory::new();
    let store = bounded(&directory, 100);
    let large = fill(&store, 60_000).await;
    let middle = fill(&store, 4_000).await;
    let small = fill(&store, 10).await;
    assert!(large > 2 && middle > 2 && small > 0, "{large} {middle} {small}");
    let refused = store.put(Kind::Grant, "new", vec![1; 10_000], later(&clock())).await.unwrap_err();
    insta::assert_snapshot!(directory.redact(&refused.to_string()), @"the database cannot grow, the disk is full or writing failed: `[directory]/records.db`: database or disk is full (SQLite's code 13)");
    assert_eq!(store.get(Kind::Grant, "new").await.unwrap(), None);
    assert!(matches!(store.check().await, Err(Error::Full(_))));
    let old = store.get(Kind::Client, "60000-0").await.unwrap().unwrap();
    let refused = store.replace(Kind::Client, "10-0", old.version, vec![2; 60_000], later(&clock())).await;
    assert_eq!(refused, Ok(false), "nothing was to be written");
    let before = store.get(Kind::Client, "10-0").await.unwrap().unwrap();
    let refused = store.replace(Kind::Client, "10-0", before.version, vec![2; 60_000], later(&clock())).await;
    assert!(matches!(refused, Err(Error::Full(_))), "{refused:?}");
    assert_eq!(store.get(Kind::Client, "10-0").await.unwrap(), Some(before));
    for (bytes, count) in [(60_000, large), (4_000, middle), (10, small)] {
        for number in 0..count {
            let record = store.get(Kind::Client, &format!("{bytes}-{number}")).await.unwrap().unwrap();
            assert_eq!(record.value, vec![1; bytes]);
        }
    }
}

#[tokio::test]
async fn full_database_takes_writes_again_once_there_is_room() {
    let directory = Directory::new();
    let store = bounded(&directory, 100);
    fill(&store, 60_000).await;
    fill(&store, 10).await;
    assert!(matches!(store.check().await, Err(Error::Full(_))));
    store.take(Kind::Client, "60000-0").await.unwrap().unwrap();
    store.check().await.unwrap();
    store.put(Kind::Grant, "new", vec![1; 50_000], later(&clock())).await.unwrap();
}

#[tokio::test]
async fn write_without_room_takes_no_other_with_it() {
    let directory = Directory::new();
    let store = bounded(&directory, 100);
    fill(&store, 8_000).await;
    store.take(Kind::Client, "8000-0").await.unwrap().unwrap();
    let writes = (0..40_usize).map(|number| {
        let (store, bytes) = (Arc::clone(&store), if number % 10 == 5 { 60_000 } else { 20 });
        tokio::spawn(async move {
            let written = store.put(Kind::Grant, &number.to_string(), vec![2; bytes], later(&clock())).await;
            (number, bytes, written)
        })
    });
    for write in join_all(writes).await {
        let (number, bytes, written) = write.unwrap();
        let read = store.get(Kind::Grant, &number.to_string()).await.unwrap();
        if bytes == 20 {
            assert_eq!(written, Ok(()), "{number}");
            assert_eq!(read.unwrap().value, vec![2; bytes]);
        } else {
            assert!(matches!(written, Err(Error::Full(_))), "{number}: {written:?}");
            assert_eq!(read, None);
        }
    }
}

#[tokio::test]
async fn damage_that_shows_later_is_told_and_the_rest_goes_on() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    for number in 0..400 {
        store.put(Kind::Client, &number.to_string(), vec![3; 4_000], later(&clock)).await.unwrap();
    }
    drop(store);
    let store = open(&directory, &clock);
    let whole = fs::read(directory.file()).unwrap();
    let file = fs::OpenOptions::new().write(true).open(directory.file()).unwrap();
    let middle = whole.len() / 4_096 / 2 * 4_096;
    file.write_all_at(&[0xff; 40 * 4_096], middle as u64).unwrap();
    let (mut damaged, mut read) = (Vec::new(), 0);
    for number in 0..400 {
        match store.get(Kind::Client, &number.to_string()).await {
            Ok(record) => {
                assert_eq!(record.unwrap().value, vec![3; 4_000]);
                read += 1;
            }
            Err(error @ Error::Corrupt(_)) => damaged.push(error),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(damaged.len() > 10 && read > 10, "{} damaged, {read} read", damaged.len());
    insta::assert_snapshot!(directory.redact(&damaged[0].to_string()), @"the database is damaged: `[directory]/records.db`: database disk image is malformed (SQLite's code 11); stop the server and restore it from a backup");
    file.write_all_at(&whole, 0).unwrap();
    for number in 0..400 {
        assert_eq!(store.get(Kind::Client, &number.to_string()).await.unwrap().unwrap().value, vec![3; 4_000]);
    }
    store.put(Kind::Client, "new", vec![3; 4_000], later(&clock)).await.unwrap();
}

#[tokio::test]
async fn lock_of_another_process_fails_writes_only_and_passes() {
    let (directory, clock) = (Directory::new(), clock());
    let store = Arc::new(Sqlite::open_within(&directory.url(), clock.clone(), impatient()).unwrap());
    store.put(Kind::Grant, "id", b"old".to_vec(), later(&clock)).await.unwrap();
    let other = connect(&directory.file());
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let refused = store.put(Kind::Grant, "id", b"new".to_vec(), later(&clock)).await.unwrap_err();
    insta::assert_snapshot!(directory.redact(&refused.to_string()), @"the database stayed locked by another process: `[directory]/records.db`: database is locked (SQLite's code 5)");
    assert!(matches!(store.take(Kind::Grant, "id").await, Err(Error::Busy(_))));
    assert!(matches!(store.check().await, Err(Error::Busy(_))));
    let many = join_all((0..30).map(|number| {
        let (store, clock) = (Arc::clone(&store), clock.clone());
        async move { store.put(Kind::Code, &number.to_string(), Vec::new(), later(&clock)).await }
    }));
    assert!(many.await.iter().all(|written| matches!(written, Err(Error::Busy(_)))));
    assert_eq!(store.get(Kind::Grant, "id").await.unwrap().unwrap().value, b"old");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.list(Kind::Code, None).await.unwrap().records, []);
    store.put(Kind::Grant, "id", b"new".to_vec(), later(&clock)).await.unwrap();
    assert_eq!(store.get(Kind::Grant, "id").await.unwrap().unwrap().value, b"new");
}

#[tokio::test]
async fn write_waits_for_another_process_to_end_its_own() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    let other = connect(&directory.file());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut write = store.put(Kind::Grant, "id", b"value".to_vec(), later(&clock));
    assert!(futures_util::poll!(&mut write).is_pending());
    // The writer's queue is in order, and this is behind the write; what reads does not wait for either.
    assert_eq!(store.get(Kind::Grant, "id").await.unwrap(), None);
    other.execute_batch("COMMIT").unwrap();
    write.await.unwrap();
    assert_eq!(store.get(Kind::Grant, "id").await.unwrap().unwrap().value, b"value");
}

#[tokio::test]
async fn readiness_notices_that_the_file_was_taken_away() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    store.check().await.unwrap();
    fs::rename(directory.file(), directory.0.join("elsewhere.db")).unwrap();
    insta::assert_snapshot!(directory.redact(&store.check().await.unwrap_err().to_string()), @"the database cannot be used: `[directory]/records.db` was moved, removed or replaced while it was in use; restart the server");
    fs::File::create(directory.file()).unwrap().write_all(b"another").unwrap();
    assert!(matches!(store.check().await, Err(Error::Unavailable(_))));
    fs::rename(directory.0.join("elsewhere.db"), directory.file()).unwrap();
    store.check().await.unwrap();
}
