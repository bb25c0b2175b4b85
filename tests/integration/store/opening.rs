//! Opening a database file: who may read it, and what stops the start.

use std::{fs, path::PathBuf};

use intercom_mcp::{
    config::StoreUrl,
    store::{
        Sqlite,
        records::{Error, Kind, Store},
    },
};

use super::{Directory, clock, connect, impatient, later, open};
use crate::log::Log;

/// Why the start stops on this file.
fn refusal(directory: &Directory, path: PathBuf) -> String {
    let opened = Sqlite::open_within(&StoreUrl::Sqlite(path), clock(), impatient());
    directory.redact(&opened.err().expect("a refusal").to_string())
}

#[cfg(unix)]
#[tokio::test]
async fn its_files_are_readable_by_their_owner_alone() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    store.put(Kind::Grant, "id", b"value".to_vec(), later(&clock)).await.unwrap();
    assert_eq!(modes(&directory), ["records.db 600", "records.db-shm 600", "records.db-wal 600"]);
}

#[cfg(unix)]
#[tokio::test]
async fn files_that_others_may_read_are_guarded_with_a_warning() {
    use std::os::unix::fs::PermissionsExt;

    let (directory, clock, log) = (Directory::new(), clock(), Log::capture());
    drop(open(&directory, &clock));
    assert_eq!(log.text(), "");
    let companion = directory.0.join("records.db-wal");
    fs::write(&companion, "").unwrap();
    for (path, mode) in [(&directory.file(), 0o644), (&companion, 0o666)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let store = open(&directory, &clock);
    store.check().await.unwrap();
    assert_eq!(modes(&directory), ["records.db 600", "records.db-shm 600", "records.db-wal 600"]);
    assert_eq!(
        directory.redact(&log.text()),
        " WARN `[directory]/records.db` could be used by others (mode 0644); its mode is now 0600\n \
         WARN `[directory]/records.db-wal` could be used by others (mode 0666); its mode is now 0600\n"
    );
}

/// The files and their modes.
#[cfg(unix)]
fn modes(directory: &Directory) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;

    let mut files: Vec<String> = fs::read_dir(&directory.0)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            format!("{} {mode:o}", entry.file_name().to_str().unwrap())
        })
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn records_outlive_the_process_that_wrote_them() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    store.put(Kind::Grant, "id", b"value".to_vec(), later(&clock)).await.unwrap();
    let written = store.get(Kind::Grant, "id").await.unwrap();
    drop(store);
    let store = open(&directory, &clock);
    assert_eq!(store.get(Kind::Grant, "id").await.unwrap(), written);
    store.put(Kind::Grant, "id", b"new".to_vec(), later(&clock)).await.unwrap();
    assert!(store.get(Kind::Grant, "id").await.unwrap().unwrap().version > written.unwrap().version);
}

#[tokio::test]
async fn a_version_is_not_given_again_after_a_restart() {
    let (directory, clock) = (Directory::new(), clock());
    let store = open(&directory, &clock);
    store.put(Kind::Grant, "id", b"old".to_vec(), later(&clock)).await.unwrap();
    let stale = store.take(Kind::Grant, "id").await.unwrap().unwrap().version;
    drop(store);
    let store = open(&directory, &clock);
    store.put(Kind::Grant, "id", b"new".to_vec(), later(&clock)).await.unwrap();
    assert!(!store.replace(Kind::Grant, "id", stale, b"never".to_vec(), later(&clock)).await.unwrap());
}

#[test]
fn a_path_may_look_like_a_uri() {
    let directory = Directory::new();
    let path = directory.0.join("file:records.db?mode=memory#x%20y");
    drop(Sqlite::open(&StoreUrl::Sqlite(path.clone()), clock()).unwrap());
    assert!(path.is_file());
}

#[test]
fn paths_that_cannot_be_used_stop_the_start() {
    let directory = Directory::new();
    let folder = directory.0.join("folder");
    fs::create_dir(&folder).unwrap();
    insta::assert_snapshot!(refusal(&directory, directory.0.join("missing/records.db")), @"the database cannot be used: `[directory]/missing/records.db` cannot be made: `[directory]/missing` does not exist; make it, or set `STORE_URL` to another path");
    insta::assert_snapshot!(refusal(&directory, folder), @"the database cannot be used: `[directory]/folder` is no file; set `STORE_URL` to another path");
}

#[cfg(target_os = "linux")]
#[test]
fn directory_that_may_not_be_written_to_stops_the_start() {
    // The kernel lets nobody make files there, not even root.
    let directory = Directory::new();
    insta::assert_snapshot!(refusal(&directory, "/sys/kernel/records.db".into()), @"the database cannot be used: `/sys/kernel/records.db` cannot be made: this user may not write to `/sys/kernel`; allow it, or set `STORE_URL` to another path");
    insta::assert_snapshot!(refusal(&directory, "/dev/null/records.db".into()), @"the database cannot be used: `/dev/null/records.db` cannot be made: Not a directory (os error 20); mend that, or set `STORE_URL` to another path");
}

#[test]
fn file_that_is_no_database_stops_the_start_and_stays_as_it_is() {
    let directory = Directory::new();
    let text = "to do: buy milk\n".repeat(1_000);
    for text in [text.as_str(), "short"] {
        fs::write(directory.file(), text).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal(&directory, directory.file()), @"the database cannot be used: `[directory]/records.db` is no SQLite database; set `STORE_URL` to another path, or restore the file from a backup");
        }
        assert_eq!(fs::read_to_string(directory.file()).unwrap(), text);
    }
}

#[test]
fn database_of_another_program_stops_the_start_and_stays_as_it_is() {
    let directory = Directory::new();
    connect(&directory.file()).execute_batch("CREATE TABLE recipes (name TEXT)").unwrap();
    let before = fs::read(directory.file()).unwrap();
    insta::assert_snapshot!(refusal(&directory, directory.file()), @"the database cannot be used: `[directory]/records.db` is another program's database; set `STORE_URL` to another path");
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}

#[test]
fn database_of_a_newer_version_stops_the_start_and_stays_as_it_is() {
    let directory = Directory::new();
    drop(open(&directory, &clock()));
    connect(&directory.file()).pragma_update(None, "user_version", 99).unwrap();
    let before = fs::read(directory.file()).unwrap();
    insta::assert_snapshot!(refusal(&directory, directory.file()), @"the database cannot be used: `[directory]/records.db` has schema 99, and this version of the server knows schemas up to 3: a newer one has used it; run that one, or restore a backup from before");
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}

#[test]
fn database_that_another_process_keeps_to_itself_stops_the_start() {
    let directory = Directory::new();
    drop(open(&directory, &clock()));
    let other = connect(&directory.file());
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    insta::assert_snapshot!(refusal(&directory, directory.file()), @"the database stayed locked by another process: `[directory]/records.db`, waited 50ms; end what holds it (`fuser` names it) and start again");
    drop(other);
    drop(open(&directory, &clock()));
}

#[test]
fn new_database_that_another_process_has_locked_stops_the_start() {
    let directory = Directory::new();
    let other = connect(&directory.file());
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    insta::assert_snapshot!(refusal(&directory, directory.file()), @"the database stayed locked by another process: `[directory]/records.db`, waited 50ms; end what holds it (`fuser` names it) and start again");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_may_open_a_new_file_at_once() {
    let (directory, clock) = (Directory::new(), clock());
    let openers: Vec<_> = (0..8)
        .map(|_| {
            let (url, clock) = (directory.url(), clock.clone());
            tokio::task::spawn_blocking(move || Sqlite::open(&url, clock).map_err(|error| error.to_string()))
        })
        .collect();
    for opener in openers {
        opener.await.unwrap().unwrap().check().await.unwrap();
    }
}

#[test]
fn damaged_database_stops_the_start() {
    let (directory, clock) = (Directory::new(), clock());
    drop(open(&directory, &clock));
    let mut bytes = fs::read(directory.file()).unwrap();
    let second_page = &mut bytes[4_096..8_192];
    second_page.fill(0xff);
    fs::write(directory.file(), bytes).unwrap();
    let opened = Sqlite::open(&directory.url(), clock);
    let Some(Error::Corrupt(found)) = opened.err() else { panic!("a damaged database was opened") };
    insta::assert_snapshot!(directory.redact(&found), @"`[directory]/records.db`: *** in database main *** Tree 2 page 2: btreeInitPage() returns error code 11");
}
