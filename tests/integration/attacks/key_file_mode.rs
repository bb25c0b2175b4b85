//! Others on the same machine read the keys that seal tokens, where the file's mode lets them.
#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{PermissionsExt, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use intercom_mcp::{
    clock::Clock,
    config::{Config, StoreUrl},
    state::AppState,
};

use crate::{commands::process::Directory, harness::START, log::Log, store::until};

const KEY: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

/// Starts a server on the database of the directory; why it did not start.
fn start(directory: &Directory, key_file: Option<&Path>) -> Result<(), String> {
    let mut config = Config::for_loopback("127.0.0.1:0".parse().unwrap());
    config.accept_pasted_tokens = true;
    config.store_url = StoreUrl::Sqlite(directory.path().join("sign-ins.db"));
    config.encryption_key_file = key_file.map(Path::to_owned);
    let state = AppState::new(config, Clock::hand_set(START.parse().unwrap()));
    state.map(drop).map_err(|error| error.to_string().replace(directory.path().to_str().unwrap(), "[directory]"))
}

fn key_beside(directory: &Directory) -> PathBuf {
    directory.path().join("sign-ins.key")
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn warning(log: &Log, directory: &Directory) -> String {
    let lines = log.text().replace(directory.path().to_str().unwrap(), "[directory]");
    lines.lines().filter(|line| line.trim_start().starts_with("WARN")).map(str::trim).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn key_beside_the_database_that_others_may_read_is_narrowed_with_a_warning() {
    for found in [0o644, 0o640, 0o604, 0o666, 0o777, 0o610] {
        let directory = Directory::new();
        start(&directory, None).unwrap();
        let key = fs::read_to_string(key_beside(&directory)).unwrap();
        set_mode(&key_beside(&directory), found);
        let log = Log::capture();
        start(&directory, None).unwrap();
        assert_eq!(mode(&key_beside(&directory)), 0o600, "{found:o}");
        assert_eq!(
            warning(&log, &directory),
            format!("WARN `[directory]/sign-ins.key` could be used by others (mode {found:04o}); its mode is now 0600")
        );
        assert_eq!(fs::read_to_string(key_beside(&directory)).unwrap(), key);
    }
}

#[tokio::test]
async fn key_file_of_its_owner_alone_is_left_as_it_is_without_a_word() {
    for found in [0o600, 0o400] {
        let directory = Directory::new();
        start(&directory, None).unwrap();
        set_mode(&key_beside(&directory), found);
        let log = Log::capture();
        start(&directory, None).unwrap();
        assert_eq!((mode(&key_beside(&directory)), warning(&log, &directory)), (found, String::new()));
    }
}

#[tokio::test]
async fn key_file_that_is_named_is_narrowed_too_also_behind_a_symbolic_link() {
    let directory = Directory::new();
    let (file, link) = (directory.path().join("given"), directory.path().join("link"));
    fs::write(&file, KEY).unwrap();
    symlink(&file, &link).unwrap();
    for path in [&file, &link] {
        set_mode(&file, 0o644);
        let log = Log::capture();
        start(&directory, Some(path)).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert!(warning(&log, &directory).contains("could be used by others (mode 0644)"), "{}", log.text());
    }
}

/// As orchestrators mount secrets: others may read it, and nobody may change it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn mounted_key_file_whose_mode_cannot_be_changed_is_used_with_a_warning_that_says_what_to_do() {
    let directory = Directory::new();
    // The command line of a process is a file that all may read, and whose mode not even root may change.
    let mut process = Command::new("sh");
    process.arg0(format!("#\n{KEY}\n#")).args(["-c", "read line"]).stdin(Stdio::piped());
    let mut process = process.spawn().unwrap();
    let path = PathBuf::from(format!("/proc/{}/cmdline", process.id()));
    // It has none before the program has taken over.
    until(|| fs::read(&path).is_ok_and(|line| !line.is_empty())).await;
    let log = Log::capture();
    let started = start(&directory, Some(&path));
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(started, Ok(()));
    let warning = warning(&log, &directory);
    assert!(warning.contains(&format!("`{}` can be used by others (mode 0444)", path.display())), "{warning}");
    assert!(warning.contains("let the server's user own it with mode 0400"), "{warning}");
}

#[tokio::test]
async fn what_is_no_file_of_keys_stops_the_start() {
    let directory = Directory::new();
    let (folder, dangling, long) =
        (directory.path().join("folder"), directory.path().join("dangling"), directory.path().join("long"));
    fs::create_dir(&folder).unwrap();
    symlink(directory.path().join("nowhere"), &dangling).unwrap();
    fs::write(&long, format!("{KEY}\n").repeat(2_000)).unwrap();
    for (path, said) in [(&folder, "Is a directory"), (&dangling, "No such file"), (&long, "larger than 64 KiB")] {
        let refused = start(&directory, Some(path)).unwrap_err();
        assert!(refused.starts_with("`ENCRYPTION_KEY_FILE`: found `[directory]/"), "{refused}");
        assert!(refused.contains(said), "{refused}");
    }
    let directory = Directory::new();
    symlink(directory.path().join("nowhere"), key_beside(&directory)).unwrap();
    assert!(start(&directory, None).unwrap_err().contains("No such file"));
}

/// Only root may give a file away; of a user without that right no other user's file can be made.
#[tokio::test]
async fn key_of_another_user_is_not_taken_for_the_servers_own() {
    let directory = Directory::new();
    start(&directory, None).unwrap();
    let key = key_beside(&directory);
    match std::os::unix::fs::chown(&key, Some(12_345), None) {
        Ok(()) => {
            let refused = start(&directory, None).unwrap_err();
            assert!(refused.contains("belongs to the user 12345"), "{refused}");
            let log = Log::capture();
            start(&directory, Some(&key)).unwrap();
            assert!(warning(&log, &directory).contains("belongs to the user 12345"), "{}", log.text());
        }
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
            start(&directory, None).unwrap();
        }
    }
}
