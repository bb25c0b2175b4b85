//! Not a target: copies the inputs of a folder that take longest, in all and by the byte, to another.
//!
//! `cargo run --release --bin slowest -- <target> <folder> <how many> <to>`

#[path = "../invariants/mod.rs"]
mod invariants;

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use cpu_time::ThreadTime;
use invariants::{arguments, cursor, decoding, html, jsonrpc, mail, object_id, query};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [target, folder, count, to] = arguments.as_slice() else {
        panic!("expected: <target> <folder> <how many> <to>");
    };
    let check = check_of(target);
    let count = count.parse().expect("a number");
    let mut timed: Vec<(Duration, usize, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        let input = fs::read(&path).expect("an input");
        check(&input);
        let began = ThreadTime::now();
        check(&input);
        timed.push((began.elapsed(), input.len(), path));
    }
    fs::create_dir_all(to).expect("a folder to write to");
    timed.sort_by_key(|(took, ..)| std::cmp::Reverse(*took));
    timed.iter().take(count).for_each(|one| keep(one, to));
    timed.sort_by_key(|(took, length, _)| std::cmp::Reverse(took.as_nanos() / (*length as u128 + 256)));
    timed.iter().take(count).for_each(|one| keep(one, to));
}

fn keep((took, length, path): &(Duration, usize, PathBuf), to: &str) {
    println!("{took:?} for {length} bytes: {}", path.display());
    fs::copy(path, Path::new(to).join(path.file_name().expect("a name"))).expect("room");
}

fn check_of(target: &str) -> fn(&[u8]) {
    match target {
        "arguments" => arguments::check,
        "cursor" => cursor::check,
        "decoding" => decoding::check,
        "html" => html::check,
        "jsonrpc" => jsonrpc::check,
        "mail" => mail::check,
        "object_id" => object_id::check,
        "query" => query::check,
        other => panic!("`{other}` is not a target"),
    }
}
