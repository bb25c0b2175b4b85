#![no_main]

#[path = "../invariants/jsonrpc.rs"]
mod jsonrpc;

libfuzzer_sys::fuzz_target!(|input: &[u8]| jsonrpc::check(input));
