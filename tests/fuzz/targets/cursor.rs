#![no_main]

#[path = "../invariants/cursor.rs"]
mod cursor;

libfuzzer_sys::fuzz_target!(|input: &[u8]| cursor::check(input));
