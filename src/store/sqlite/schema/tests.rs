//! Settings of a connection, which no other connection can see.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails by panicking")]

use super::*;

fn setting(connection: &Connection, name: &str) -> String {
    connection.query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn commits_wait_for_the_disk_and_what_is_removed_is_overwritten() {
    let name = format!("intercom-mcp-schema-{}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("records.db");
    std::fs::write(&path, "").unwrap();
    let writing = open_file(&path, "here", Limits::default()).unwrap();
    let reading = open_for_reading(&path, Limits::default()).unwrap();
    assert_eq!(setting(&writing, "journal_mode"), "wal");
    // 1 is ON; 2 is FULL, and MEMORY.
    assert_eq!(setting(&writing, "synchronous"), "2");
    assert_eq!(setting(&writing, "secure_delete"), "1");
    assert_eq!(setting(&writing, "temp_store"), "2");
    assert_eq!(setting(&writing, "application_id"), APPLICATION.to_string());
    assert_eq!(setting(&reading, "query_only"), "1");
    drop((reading, writing));
    std::fs::remove_dir_all(directory).unwrap();
}
