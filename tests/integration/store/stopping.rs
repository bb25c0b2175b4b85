//! What a store leaves behind when it is dropped.

use intercom_mcp::{
    config::StoreUrl,
    store::{
        Sqlite,
        records::{Kind, Store},
    },
};

use super::{Directory, clock, later, open, until};

/// Names in the directory.
fn files(directory: &Directory) -> Vec<String> {
    let entries = std::fs::read_dir(&directory.0).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn dropped_store_leaves_one_whole_file() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    store.put(Kind::Grant, "id", b"value".to_vec(), later(&clock)).await.unwrap();
    assert_eq!(files(&directory).len(), 3);
    drop(store);
    assert_eq!(files(&directory), ["records.db"]);
    let copy = Directory::new();
    std::fs::copy(directory.file(), copy.file()).unwrap();
    assert_eq!(open(&copy, &clock).get(Kind::Grant, "id").await.unwrap().unwrap().value, b"value");
}

#[tokio::test]
async fn dropped_store_sweeps_no_more() {
    let clock = clock();
    let store = Sqlite::open(&StoreUrl::Memory, clock.clone()).unwrap();
    store.put(Kind::Grant, "id", b"value".to_vec(), later(&clock)).await.unwrap();
    until(|| clock.sleepers() > 0).await;
    drop(store);
    until(|| clock.sleepers() == 0).await;
}

#[tokio::test]
async fn store_can_be_dropped_while_it_sweeps() {
    for _ in 0..50 {
        let clock = clock();
        let store = Sqlite::open(&StoreUrl::Memory, clock.clone()).unwrap();
        store.put(Kind::Grant, "id", b"value".to_vec(), clock.now()).await.unwrap();
        drop(store);
    }
}

#[test]
fn store_can_be_opened_and_dropped_where_no_runtime_is() {
    let (directory, clock) = (Directory::new(), clock());
    drop(open(&directory, &clock));
    assert_eq!(files(&directory), ["records.db"]);
}
