#![no_main]

#[path = "../invariants/html.rs"]
mod html;

libfuzzer_sys::fuzz_target!(|input: &[u8]| html::check(input));
