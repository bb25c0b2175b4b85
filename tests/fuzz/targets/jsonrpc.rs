#![no_main]

#[path = "../invariants/jsonrpc.rs"]
mod jsonrpc;
#[path = "../pace.rs"]
mod pace;

libfuzzer_sys::fuzz_target!(|input: &[u8]| pace::keep(input, jsonrpc::check));
