//! Expired records are removed from the file as well.

use std::{sync::Arc, time::Duration};

use intercom_mcp::{
    clock::Clock,
    store::records::{Kind, Store},
};

use super::{Directory, clock, connect, later, open, until};

/// Rows in the file, of which some may be invisible.
fn rows(directory: &Directory) -> i64 {
    connect(&directory.file()).query_row("SELECT count(*) FROM records", [], |row| row.get(0)).unwrap()
}

/// Waits until a sweep is over: somebody waits for the clock.
async fn swept(clock: &Clock) {
    until(|| clock.sleepers() > 0).await;
}

async fn write(store: &Arc<impl Store + ?Sized>, clock: &Clock, count: usize, lifetime: u64) {
    for number in 0..count {
        let expires = clock.after(Duration::from_secs(lifetime));
        store.put(Kind::AccessToken, &format!("{lifetime}-{number}"), vec![1; 100], expires).await.unwrap();
    }
}

#[tokio::test]
async fn expired_records_are_removed_within_a_minute() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    write(&store, &clock, 5, 90).await;
    write(&store, &clock, 7, 900).await;
    swept(&clock).await;
    clock.advance(Duration::from_secs(60));
    until(|| rows(&directory) >= 12 && clock.sleepers() > 0).await;
    assert_eq!(rows(&directory), 12);
    clock.advance(Duration::from_secs(60));
    until(|| rows(&directory) <= 7).await;
    assert_eq!(store.list(Kind::AccessToken, None).await.unwrap().records.len(), 7);
}

#[tokio::test]
async fn more_than_one_batch_is_removed_at_once_and_others_are_served_meanwhile() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    write(&store, &clock, 1, 900).await;
    swept(&clock).await;
    connect(&directory.file())
        .execute_batch(
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2200) \
             INSERT INTO records (kind, id, value, expires) SELECT 'code', 'code-' || n, x'00', 1 FROM number",
        )
        .unwrap();
    clock.advance(Duration::from_secs(60));
    write(&store, &clock, 20, 901).await;
    until(|| rows(&directory) <= 21).await;
    assert_eq!(store.list(Kind::AccessToken, None).await.unwrap().records.len(), 21);
}

#[tokio::test]
async fn what_expired_while_the_server_was_down_is_removed_at_its_start() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    write(&store, &clock, 5, 90).await;
    drop(store);
    clock.advance(Duration::from_secs(90));
    let _store = open(&directory, &clock);
    until(|| rows(&directory) == 0).await;
}

#[tokio::test]
async fn nothing_of_a_removed_record_stays_in_the_file() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    let marks = [b"mark-of-what-was-taken".as_slice(), b"mark-of-what-was-replaced", b"mark-of-what-expired"];
    let expires = later(&clock);
    store.put(Kind::Grant, "taken", marks[0].repeat(500), expires).await.unwrap();
    store.put(Kind::Grant, "replaced", marks[1].repeat(500), expires).await.unwrap();
    store.put(Kind::Grant, "expired", marks[2].repeat(500), clock.after(Duration::from_secs(30))).await.unwrap();
    store.take(Kind::Grant, "taken").await.unwrap().unwrap();
    store.put(Kind::Grant, "replaced", b"short".to_vec(), expires).await.unwrap();
    swept(&clock).await;
    clock.advance(Duration::from_secs(60));
    until(|| rows(&directory) <= 1).await;
    drop(store);
    let file = std::fs::read(directory.file()).unwrap();
    for mark in marks {
        assert!(!file.windows(mark.len()).any(|window| window == mark), "{}", String::from_utf8_lossy(mark));
    }
}
