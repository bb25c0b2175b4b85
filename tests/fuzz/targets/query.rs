#![no_main]

#[path = "../invariants/query.rs"]
mod query;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, query::check));
