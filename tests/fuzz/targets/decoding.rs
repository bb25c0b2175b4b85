#![no_main]

#[path = "../invariants/decoding.rs"]
mod decoding;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, decoding::check));
