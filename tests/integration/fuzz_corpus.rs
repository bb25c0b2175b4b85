//! The committed corpus of the fuzz targets (docs/fuzzing.md) holds what the targets hold inputs to.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::invariants::{arguments, cursor, decoding, html, jsonrpc, mail, object_id, query};

/// Plays every file of a target's corpus, and then names those that do not hold.
fn play(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    assert!((20..=150).contains(&files.len()) && bytes <= 300_000, "{} inputs, {bytes} bytes", files.len());
    let fails = |file: &PathBuf| {
        let input = fs::read(file).unwrap();
        std::panic::catch_unwind(|| check(&input)).is_err()
    };
    let failed: Vec<PathBuf> = files.into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "what must hold does not for {failed:?}");
}

#[test]
fn jsonrpc_bodies_hold() {
    play("jsonrpc", jsonrpc::check);
}

#[test]
fn queries_hold() {
    play("query", query::check);
}

#[test]
fn object_ids_hold() {
    play("object_id", object_id::check);
}

#[test]
fn cursors_hold() {
    play("cursor", cursor::check);
}

#[test]
fn html_bodies_hold() {
    play("html", html::check);
}

#[test]
fn arguments_hold() {
    play("arguments", arguments::check);
}

#[test]
fn mails_hold() {
    play("mail", mail::check);
}

#[test]
fn answers_of_intercom_hold() {
    play("decoding", decoding::check);
}

/// libFuzzer does not start with a dictionary that it cannot read: a word in quotation marks, printable ASCII or `\xAB`.
#[test]
fn dictionaries_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/dictionaries");
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let word = line.split_once('"').and_then(|(_, word)| word.strip_suffix('"'));
            assert!(word.is_some_and(|word| word.bytes().all(|byte| (b' '..=b'~').contains(&byte))), "{line}");
        }
    }
}
