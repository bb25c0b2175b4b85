//! Tests through the front door: a real server on port 0, the simulator as Intercom.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails by panicking")]

mod attacks;
mod commands;
mod comparisons;
mod definitions;
mod faults;
mod fuzz_corpus;
mod harness;
mod http;
mod intercom;
#[path = "../fuzz/invariants/mod.rs"]
mod invariants;
mod investigation;
mod isolation;
mod layers;
mod log;
mod mcp;
mod oauth;
mod pages;
mod query;
mod right_answers;
mod rmcp_client;
mod secrets;
mod simulator;
mod store;
mod tools;
mod wire;
