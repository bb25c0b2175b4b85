#![no_main]

#[path = "../invariants/arguments.rs"]
mod arguments;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, arguments::check));
