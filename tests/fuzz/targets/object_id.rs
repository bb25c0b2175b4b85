#![no_main]

#[path = "../invariants/object_id.rs"]
mod object_id;

libfuzzer_sys::fuzz_target!(|input: &[u8]| object_id::check(input));
