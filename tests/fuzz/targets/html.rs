#![no_main]

#[path = "../invariants/html.rs"]
mod html;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, html::check));
