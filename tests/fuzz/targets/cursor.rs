#![no_main]

#[path = "../invariants/cursor.rs"]
mod cursor;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, cursor::check));
