#![no_main]

#[path = "../invariants/object_id.rs"]
mod object_id;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, object_id::check));
