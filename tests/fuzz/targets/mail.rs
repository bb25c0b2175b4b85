#![no_main]

#[path = "../invariants/mail.rs"]
mod mail;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, mail::check));
